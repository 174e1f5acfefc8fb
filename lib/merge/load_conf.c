/* What a begin says of its table, and the command line, which overrules it. */
#include <string.h>

#include "lib/merge/run.h"

static const char *const names[] = { "append", "replace", "merge" };

const char *
rx_disposition_name(enum rx_disposition d)
{
	return names[d];
}

bool
rx_disposition_read(struct rx_span text, enum rx_disposition *d, struct rx_err *e)
{
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (rx_span_is(text, names[i])) {
			*d = (enum rx_disposition)i;
			return true;
		}
	}
	rx_err_set(e, RX_USAGE, "unknown disposition '%.*s'", RX_FMT(text));
	return rx_err_hint(e, "append, replace or merge");
}

static bool
read_disposition(struct rx_span v, enum rx_disposition *d, struct rx_err *e)
{
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_TEXT);
	struct rx_span	word = rx_json_kind(v) == RX_JSON_OBJECT ?
	    rx_json_get(v, "disposition") : v;
	bool		ok;

	if (rx_json_kind(word) != RX_JSON_STRING) {
		rx_err_set(e, RX_USAGE, "a disposition must be a name");
		return rx_err_got(e, v);
	}
	(void)rx_json_text(&b, word);
	ok = rx_disposition_read(rx_buf_view(&b), d, e);
	rx_buf_free(&b);
	return ok;
}

/* FIELD[,FIELD] */
static bool
add_fields(struct rx_key *k, struct rx_span list, struct rx_err *e)
{
	size_t at;

	for (;;) {
		at = rx_span_find(list, ',');
		if (!rx_key_add(k, (struct rx_span){ list.p, at }, e))
			return false;
		if (at == list.n)
			return true;
		list = rx_span_cut(list, at + 1);
	}
}

/* Of this resource by name, else those of all. */
bool
rx_load_fields(struct rx_load *l, const struct rx_opt_list *keys, struct rx_key *k,
    struct rx_err *e)
{
	bool	own = false;
	size_t	i;

	for (i = 0; keys != NULL && i < keys->n; i++) {
		struct rx_span	arg = rx_span_of(keys->v[i]);
		size_t		at = rx_span_find(arg, '=');

		if (at == arg.n ||
		    !rx_span_eq((struct rx_span){ arg.p, at }, l->resource))
			continue;
		own = true;
		if (!add_fields(k, rx_span_cut(arg, at + 1), e))
			return false;
	}
	for (i = 0; keys != NULL && !own && i < keys->n; i++) {
		struct rx_span arg = rx_span_of(keys->v[i]);

		if (rx_span_find(arg, '=') == arg.n && !add_fields(k, arg, e))
			return false;
	}
	return true;
}

static bool
set_key(struct rx_merge *m, struct rx_load *l, struct rx_span declared, struct rx_err *e)
{
	struct rx_key	k = RX_KEY_INIT;
	bool		ok = rx_load_fields(l, m->conf.keys, &k, e);
	size_t		i;

	l->keyed_by_user = k.n > 0;
	if (ok && k.n == 0)
		ok = rx_key_read(&k, declared, e);
	rx_key_free(&l->declared);
	for (i = 0; ok && i < k.n; i++)
		ok = rx_key_add_json(&l->declared, k.field[i].path, e);
	if (ok)
		rx_key_move(&l->key, &k);
	rx_key_free(&k);
	return ok;
}

/* merge: the begin's member, an object, or NONE. */
bool
rx_load_conf(struct rx_merge *m, struct rx_load *l, struct rx_span merge, struct rx_err *e)
{
	struct rx_buf	name = RX_BUF_INIT(RX_BUF_TEXT);
	struct rx_span	table = rx_json_get(merge, "table");
	struct rx_span	disposition = rx_json_get(merge, "disposition");
	struct rx_span	columns = rx_json_get(merge, "columns");
	bool		ok = set_key(m, l, rx_json_get(merge, "key"), e);

	l->disposition = l->key.n > 0 || m->conf.strategy != NULL ||
	    (m->conf.merge_keys != NULL && m->conf.merge_keys->n > 0) ? RX_MERGE : RX_APPEND;
	if (ok && m->conf.disposition != NULL)
		ok = rx_disposition_read(rx_span_of(m->conf.disposition), &l->disposition, e);
	else if (ok && disposition.p != NULL)
		ok = read_disposition(disposition, &l->disposition, e);
	if (m->conf.table != NULL)
		rx_buf_text(&name, m->conf.table);
	else if (rx_json_kind(table) == RX_JSON_STRING)
		(void)rx_json_text(&name, table);
	else
		rx_buf_span(&name, l->resource);
	if (ok && (name.failed || !rx_state_text(&l->name, rx_buf_view(&name)) ||
	    !rx_state_text(&l->columns, rx_json_kind(columns) == RX_JSON_NULL ?
	    RX_SPAN_NONE : columns)))
		ok = rx_err_nomem(e);
	rx_buf_free(&name);
	ok = ok && rx_load_how(m, l, merge, disposition, e) && rx_load_form(m, l, merge, e);
	if (ok && m->bare && l->disposition == RX_MERGE && l->key.n == 0 && !rx_load_keyless(l)) {
		rx_err_set(e, RX_USAGE, "merge needs a key");
		return rx_err_hint(e, "--key FIELD names the fields that identify a record");
	}
	return ok;
}
