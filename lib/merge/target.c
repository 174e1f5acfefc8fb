/* The table of targets. */
#include "rx/target.h"

#include <string.h>

#include "lib/merge/kinds.h"
#include "lib/merge/zip.h"

const struct rx_target_kind *const rx_target_kinds[] = {
	&rx_target_stdout, &rx_target_file, &rx_target_dir, &rx_target_dir_gz, &rx_target_dir_zst,
	&rx_target_sqlite, &rx_target_postgres, NULL
};

static bool
forms(struct rx_err *e)
{
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_TEXT);
	size_t		i;

	for (i = 0; rx_target_kinds[i] != NULL; i++)
		rx_buf_printf(&b, "%s%s", i > 0 ? ", " : "", rx_target_kinds[i]->form);
	rx_err_hint(e, "there are: %s", rx_buf_str(&b));
	rx_buf_free(&b);
	return false;
}

/* libpq's own words: a URL, service=NAME; and those behind postgres: */
static bool
is_postgres(const char *into, const char **where)
{
	static const char *const whole[] = { "postgres://", "postgresql://", "service=" };
	size_t i;

	for (i = 0; i < sizeof(whole) / sizeof(*whole); i++) {
		if (strncmp(into, whole[i], strlen(whole[i])) == 0) {
			*where = into;
			return true;
		}
	}
	*where = into + strlen("postgres:");
	return strncmp(into, "postgres:", strlen("postgres:")) == 0;
}

const struct rx_target_kind *
rx_target_find(const char *into, const char **where, struct rx_err *e)
{
	size_t i, n;

	if (into == NULL)
		into = "-";
	if (is_postgres(into, where))
		return &rx_target_postgres;
	for (i = 0; rx_target_kinds[i] != NULL; i++) {
		n = strlen(rx_target_kinds[i]->scheme);
		if (strncmp(into, rx_target_kinds[i]->scheme, n) == 0 && into[n] == ':' &&
		    into[n + 1] != '\0') {
			*where = into + n + 1;
			return rx_target_kinds[i];
		}
	}
	*where = into;
	if (strcmp(into, "-") == 0)
		return &rx_target_stdout;
	if (rx_span_ends((struct rx_span){ into, rx_zip_stem(into) }, ".ndjson"))
		return &rx_target_file;
	/* behind a user's name there may be a password */
	rx_err_set(e, RX_USAGE, "unknown target '%.*s'",
	    (int)(strchr(into, '@') != NULL ? strcspn(into, ":@") : strlen(into)), into);
	forms(e);
	return NULL;
}

struct rx_target *
rx_target_open(const struct rx_target_kind *kind, const struct rx_target_conf *conf,
    struct rx_err *e)
{
	if (conf->schema != NULL && !kind->schemas) {
		rx_err_set(e, RX_USAGE, "--schema: %s has no schemas", kind->form);
	} else if (conf->infer_time && !kind->times) {
		rx_err_set(e, RX_USAGE, "--infer-time: %s has no type of times", kind->form);
	} else {
		return kind->open(conf, e);
	}
	rx_err_hint(e, "a postgres target has");
	return NULL;
}
