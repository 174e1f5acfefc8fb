#include "rx/secret.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "rx/json.h"
#include "rx/url.h"
#include "lib/auth/secret_from.h"

#define PREFIX	"RX_SECRET_"

struct rx_secret_env {
	const char		*name, *value;
	struct rx_secret_env	*next;
};

struct rx_secret_known {
	struct rx_span		 name;
	struct rx_secret	 secret;
	struct rx_secret_known	*next;
};

/* -- the environment ------------------------------------------------------- */

/* A variable's value, though it was taken out of the environment; or NULL. */
static const char *
env_value(const struct rx_secrets *s, const char *name)
{
	const struct rx_secret_env *e;

	for (e = s->env; e != NULL; e = e->next)
		if (strcmp(e->name, name) == 0)
			return e->value;
	return getenv(name);
}

/* Takes one "NAME=value" into the set and wipes the value where it stood. */
static bool
take(struct rx_secrets *s, char *entry)
{
	struct rx_secret_env	*e = rx_arena_get(&s->arena, sizeof(*e));
	char			*value = strchr(entry, '=');

	if (e == NULL || value == NULL)
		return e != NULL;
	e->name = rx_arena_str(&s->arena, (struct rx_span){ entry, (size_t)(value - entry) });
	e->value = rx_arena_str(&s->arena, rx_span_of(value + 1));
	if (e->name == NULL || e->value == NULL)
		return false;
	e->next = s->env;
	s->env = e;
	explicit_bzero(value + 1, strlen(value + 1));
	return unsetenv(e->name) == 0;
}

/* All RX_SECRET_*, and the variables that --secret name=env:VAR names. */
static bool
take_environment(struct rx_secrets *s)
{
	char	**entry = environ;
	size_t	  i, n;

	while (entry != NULL && *entry != NULL)
		if (strncmp(*entry, PREFIX, sizeof(PREFIX) - 1) != 0)
			entry++;
		else if (!take(s, *entry))	/* the next one moves up */
			return false;
	for (i = 0; i < s->conf->given.n; i++) {
		const char *var = strstr(s->conf->given.v[i], "=env:");

		if (var == NULL)
			continue;
		n = strlen(var += 5);
		for (entry = environ; *entry != NULL; entry++)
			if (strncmp(*entry, var, n) == 0 && (*entry)[n] == '=') {
				if (!take(s, *entry))
					return false;
				break;
			}
	}
	return true;
}

/* RX_SECRET_API_KEY for api-key. */
static const char *
variable_name(struct rx_secrets *s, struct rx_span name)
{
	struct rx_span	v = rx_arena_printf(&s->arena, PREFIX "%.*s", RX_FMT(name));
	char		*p = (char *)(size_t)v.p;
	size_t		 i;

	for (i = sizeof(PREFIX) - 1; i < v.n; i++)
		if (p[i] >= 'a' && p[i] <= 'z')
			p[i] = (char)(p[i] - 32);
		else if (!(p[i] >= 'A' && p[i] <= 'Z') && !(p[i] >= '0' && p[i] <= '9'))
			p[i] = '_';
	return p;
}

static enum rx_secret_found
from_environment(struct rx_secrets *s, struct rx_span name, struct rx_span origin,
    struct rx_secret *out, struct rx_err *err)
{
	const char *value;

	(void)origin;
	if ((out->from = variable_name(s, name)) == NULL)
		return rx_err_nomem(err), RX_SECRET_FAILED;
	if ((value = env_value(s, out->from)) == NULL)
		return RX_SECRET_MISSING;
	out->value = rx_span_of(value);
	return RX_SECRET_FOUND;
}

/* -- --secret --------------------------------------------------------------- */

enum rx_secret_found
rx_secret_from_text(struct rx_secrets *s, struct rx_span how, struct rx_secret *out,
    struct rx_err *err)
{
	const char *where = rx_arena_str(&s->arena, rx_span_cut(how, rx_span_find(how, ':') + 1));
	const char *value;

	if (where == NULL)
		return rx_err_nomem(err), RX_SECRET_FAILED;
	if (rx_span_starts(how, "file:"))
		return rx_secret_from_path(s, where, out, err);
	if (rx_span_starts(how, "cmd:"))
		return rx_secret_from_command(s, where, out, err);
	if ((value = env_value(s, where)) == NULL) {
		rx_err_set(err, RX_USAGE, "the environment has no variable %s", where);
		return RX_SECRET_FAILED;
	}
	out->from = where;
	out->value = rx_span_of(value);
	return RX_SECRET_FOUND;
}

static enum rx_secret_found
from_given(struct rx_secrets *s, struct rx_span name, struct rx_span origin,
    struct rx_secret *out, struct rx_err *err)
{
	size_t i, eq;

	(void)origin;
	for (i = s->conf->given.n; i-- > 0; ) {	/* the last one wins */
		struct rx_span given = rx_span_of(s->conf->given.v[i]);

		eq = rx_span_find(given, '=');
		if (rx_span_eq((struct rx_span){ given.p, eq }, name))
			return rx_secret_from_text(s, rx_span_cut(given, eq + 1), out, err);
	}
	return RX_SECRET_MISSING;
}

static bool
check_given(const struct rx_secrets_conf *c, struct rx_err *err)
{
	struct rx_span	given, how;
	size_t		i, eq;

	for (i = 0; i < c->given.n; i++) {
		given = rx_span_of(c->given.v[i]);
		eq = rx_span_find(given, '=');
		how = rx_span_cut(given, eq + 1);
		if (eq > 0 && (rx_span_starts(how, "env:") || rx_span_starts(how, "file:") ||
		    rx_span_starts(how, "cmd:")))
			continue;
		rx_err_set(err, RX_USAGE, "--secret %.*s: it says not where the secret is",
		    (int)eq, given.p);	/* what stands behind = may be the secret */
		return rx_err_hint(err, "--secret NAME=env:VAR, =file:PATH or =cmd:COMMAND");
	}
	return true;
}

/* -- looking up -------------------------------------------------------------- */

typedef enum rx_secret_found source(struct rx_secrets *, struct rx_span name,
    struct rx_span origin, struct rx_secret *, struct rx_err *);

static source *const order[] = {
	from_given, from_environment, rx_secret_from_credentials, rx_secret_from_file,
	rx_secret_from_dlt, rx_secret_from_netrc,
};

struct rx_secrets *
rx_secrets_open(const struct rx_secrets_conf *conf, struct rx_err *err)
{
	struct rx_secrets *s;

	if (!check_given(conf, err))
		return NULL;
	if ((s = calloc(1, sizeof(*s))) == NULL) {
		rx_err_nomem(err);
		return NULL;
	}
	s->arena = (struct rx_arena)RX_ARENA_INIT;
	s->conf = conf;
	if (!take_environment(s)) {
		rx_err_nomem(err);
		rx_secrets_close(s);
		return NULL;
	}
	return s;
}

void
rx_secrets_close(struct rx_secrets *s)
{
	if (s == NULL)
		return;
	rx_arena_wipe(&s->arena);
	free(s);
}

static void
missing(struct rx_secrets *s, struct rx_span name, struct rx_err *err)
{
	const char *variable = variable_name(s, name);

	rx_err_set(err, RX_USAGE, "the secret '%.*s' is missing", RX_FMT(name));
	rx_err_hint(err, "give it as %s in the environment, by --secret %.*s=file:PATH (or "
	    "env:VAR, cmd:COMMAND), as a file in $CREDENTIALS_DIRECTORY, in %s, in "
	    ".dlt/secrets.toml, or by -n in netrc",
	    variable != NULL ? variable : PREFIX "NAME", RX_FMT(name),
	    s->file_path != NULL ? s->file_path : "~/.config/rx/secrets.json");
}

static struct rx_secret_known *
find_known(struct rx_secrets *s, struct rx_span name)
{
	struct rx_secret_known *k;

	for (k = s->known; k != NULL && !rx_span_eq(k->name, name); k = k->next)
		continue;
	return k;
}

static void
remember(struct rx_secrets *s, struct rx_span name, const struct rx_secret *found)
{
	struct rx_secret_known *k = find_known(s, name);

	if (k == NULL) {
		if ((k = rx_arena_get(&s->arena, sizeof(*k))) == NULL)
			return;
		k->name = rx_arena_span(&s->arena, name);
		k->next = s->known;
		s->known = k;
	}
	k->secret = *found;
}

enum rx_secret_found
rx_secret_get(struct rx_secrets *s, struct rx_span name, struct rx_span origin, bool fresh,
    struct rx_secret *out, struct rx_err *err)
{
	const struct rx_secret_known	*k = fresh ? NULL : find_known(s, name);
	enum rx_secret_found		 found = RX_SECRET_MISSING;
	size_t				 i;

	if (k != NULL) {
		*out = k->secret;
		return RX_SECRET_FOUND;
	}
	for (i = 0; i < sizeof(order) / sizeof(order[0]) && found == RX_SECRET_MISSING; i++) {
		memset(out, 0, sizeof(*out));
		found = order[i](s, name, origin, out, err);
	}
	if (found == RX_SECRET_MISSING)
		missing(s, name, err);
	else if (found == RX_SECRET_FAILED && err->at[0] == '\0')
		rx_err_at(err, "secret '%.*s'", RX_FMT(name));
	else if (found == RX_SECRET_FOUND && order[i - 1] != rx_secret_from_netrc)
		remember(s, name, out);		/* netrc's answer depends on the origin */
	return found;
}

bool
rx_secret_allowed(const struct rx_secret *secret, struct rx_span name, struct rx_span origin,
    struct rx_err *err)
{
	struct rx_json_iter	it;
	struct rx_span		v;
	struct rx_buf		text = RX_BUF_INIT(RX_BUF_TEXT), one = RX_BUF_INIT(RX_BUF_TEXT);
	bool			ok = false;

	if (secret->origins.p == NULL || !rx_json_begin(&it, secret->origins))
		return true;
	while (!ok && rx_json_next(&it, NULL, &v)) {
		rx_buf_reset(&text);
		rx_buf_reset(&one);
		ok = rx_json_text(&text, v) && rx_url_origin(&one, rx_buf_view(&text), err) &&
		    rx_span_eq(rx_buf_view(&one), origin);
	}
	rx_buf_free(&text);
	rx_buf_free(&one);
	if (ok)
		return true;
	rx_err_set(err, RX_REFUSED, "the secret '%.*s' is not for %.*s", RX_FMT(name),
	    RX_FMT(origin));
	rx_err_at(err, "%s", secret->from);
	rx_err_got(err, secret->origins);
	return rx_err_hint(err, "its origins stand in the secrets file; add this one there if "
	    "the secret may go there");
}
