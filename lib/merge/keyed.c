/* The key of a resource's records: declared, learned, or inferred from the
 * first page that has any. */
#include <stdlib.h>
#include <string.h>

#include "lib/merge/run.h"

struct page {			/* the records just released */
	struct rx_record	*v;
	size_t			 n;
};

static bool
collect(const struct rx_load *l, size_t from, struct page *pg)
{
	struct rx_record	r;
	size_t			at, n = 0;

	for (at = from; rx_hold_next(&l->hold, &at, l->hold.released, &r) != NULL; n++)
		continue;
	if ((pg->v = calloc(n + 1, sizeof(*pg->v))) == NULL)
		return false;
	for (at = from, pg->n = 0; pg->n < n; pg->n++)
		(void)rx_hold_next(&l->hold, &at, l->hold.released, &pg->v[pg->n]);
	return true;
}

static size_t
lacking(const struct rx_key *k, const struct page *pg)
{
	size_t i, n = 0;

	for (i = 0; i < pg->n; i++)
		n += rx_key_missing(k, &pg->v[i]) >= 0;
	return n;
}

/* A name with a point that no record has is a path, if some record has that. */
static void
find_paths(struct rx_key *k, const struct page *pg)
{
	size_t i, j;

	for (i = 0; i < k->n; i++) {
		struct rx_key_field *f = &k->field[i];

		if (f->nested || rx_span_find(f->name, '.') == f->name.n)
			continue;
		for (j = 0; j < pg->n; j++)
			if (rx_record_get(&pg->v[j], f->name).p != NULL)
				break;
		f->nested = j == pg->n;
	}
}

/* The key that an earlier run found in place of the declared one. */
static bool
learned(const struct rx_load *l, const struct page *pg, struct rx_key *k)
{
	struct rx_key	for_key = RX_KEY_INIT;
	struct rx_err	e = RX_ERR_INIT;
	bool		ok;

	ok = rx_key_read(k, rx_json_get(l->state.learned, "key"), &e) && k->n > 0 &&
	    rx_key_read(&for_key, rx_json_get(l->state.learned, "key_for"), &e) &&
	    rx_key_same(&for_key, &l->declared) && lacking(k, pg) == 0;
	rx_key_free(&for_key);
	return ok;
}

static bool
remember(struct rx_load *l)
{
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_TEXT);
	bool		ok;

	rx_buf_text(&b, "{\"key\":");
	rx_key_json(&b, &l->key);
	rx_buf_text(&b, ",\"key_for\":");
	rx_key_json(&b, &l->declared);
	ok = rx_buf_byte(&b, '}') && rx_state_learn(&l->state, rx_buf_view(&b));
	rx_buf_free(&b);
	return ok;
}

static bool
say_inferred(struct rx_merge *m, struct rx_load *l)
{
	struct rx_buf	found = RX_BUF_INIT(RX_BUF_TEXT), told = RX_BUF_INIT(RX_BUF_TEXT);
	bool		ok;

	rx_key_text(&found, &l->key);
	rx_key_text(&told, &l->declared);
	ok = !found.failed && !told.failed;
	if (ok && m->conf.say != NULL) {
		struct rx_buf b = RX_BUF_INIT(RX_BUF_TEXT);

		rx_buf_printf(&b, "%.*s: the key is %s", RX_FMT(l->resource), rx_buf_str(&found));
		if (told.n > 0)
			rx_buf_printf(&b, " (no record has %s)", rx_buf_str(&told));
		rx_buf_printf(&b, "; to make it explicit: primary_key in the source, or --key "
		    "%.*s=%s", RX_FMT(l->resource), rx_buf_str(&found));
		m->conf.say(m->conf.arg, NULL, rx_buf_str(&b));
		rx_buf_free(&b);
	}
	rx_buf_free(&found);
	rx_buf_free(&told);
	return ok;
}

/* Nobody can tell these records apart. */
static bool
no_key(struct rx_merge *m, struct rx_load *l, const struct page *pg, struct rx_buf *candidates)
{
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_TEXT);
	struct rx_err	why = RX_ERR_INIT;
	size_t		first;

	rx_key_text(&b, &l->declared);
	if (l->declared.n == 0)
		rx_err_set(&why, RX_BAD_DATA, "%.*s: merge needs a key", RX_FMT(l->resource));
	else
		rx_err_set(&why, RX_BAD_DATA, "%.*s: no record has the key %s",
		    RX_FMT(l->resource), rx_buf_str(&b));
	rx_load_at(l, pg->v[0].data, &why);
	rx_err_got(&why, pg->v[0].data);
	first = rx_span_find(rx_buf_view(candidates), ',');
	if (candidates->n == 0)
		rx_err_hint(&why, "no field is in all records and different in each; "
		    "append needs no key");
	else
		rx_err_hint(&why, "candidates: %s; say which: --key %.*s=%.*s",
		    rx_buf_str(candidates), RX_FMT(l->resource), (int)first, candidates->p);
	rx_buf_free(&b);
	l->told = true;
	return rx_load_fail(m, l, &why);
}

static bool
find_key(struct rx_merge *m, struct rx_load *l, const struct page *pg, struct rx_err *e)
{
	struct rx_buf	name = RX_BUF_INIT(RX_BUF_TEXT), others = RX_BUF_INIT(RX_BUF_TEXT);
	struct rx_key	k = RX_KEY_INIT;
	bool		ok = true;

	find_paths(&l->key, pg);
	if (!l->keyed_by_user && learned(l, pg, &k)) {
		rx_key_move(&l->key, &k);
	} else if (l->key.n == 0 || lacking(&l->key, pg) == pg->n) {
		if (rx_key_infer(&name, &others, l->resource, pg->v, pg->n) &&
		    !l->keyed_by_user) {
			rx_key_free(&k);
			if ((ok = rx_key_add(&k, rx_buf_view(&name), e))) {
				rx_key_move(&l->key, &k);
				ok = (remember(l) && say_inferred(m, l)) || rx_err_nomem(e);
			}
		} else {
			ok = no_key(m, l, pg, &others) || rx_err_nomem(e);
		}
	}
	rx_key_free(&k);
	rx_buf_free(&name);
	rx_buf_free(&others);
	return ok;
}

static bool
check(struct rx_merge *m, struct rx_load *l, size_t from, struct rx_err *e)
{
	struct rx_record	 r;
	struct rx_item		*it;
	struct rx_err		 why = RX_ERR_INIT;
	struct rx_span		 value;
	int			 i;

	while ((it = rx_hold_next(&l->hold, &from, l->hold.released, &r)) != NULL) {
		i = l->key.n == 0 ? 0 : rx_key_missing(&l->key, &r);
		if (i < 0)
			continue;
		it->dead = true;
		if (l->key.n == 0) {
			rx_err_set(&why, RX_BAD_DATA, "no key");
		} else {
			value = rx_key_value(&l->key, (size_t)i, &r);
			rx_err_set(&why, RX_BAD_DATA, "the key %.*s is %s",
			    RX_FMT(l->key.field[i].name), value.p != NULL ? "null" : "missing");
		}
		if (!rx_load_reject(m, l, r.data, &why, e))
			return false;
	}
	return true;
}

bool
rx_load_keys(struct rx_merge *m, struct rx_load *l, size_t from, struct rx_err *e)
{
	struct page	pg = { NULL, 0 };
	bool		ok = true;

	if (!l->keyed) {
		l->keyed = true;
		if (!collect(l, from, &pg))
			return rx_err_nomem(e);
		find_paths(&l->how.merge_key, &pg);
		ok = rx_load_keyless(l) || find_key(m, l, &pg, e);
		free(pg.v);
	}
	return ok && (rx_load_keyless(l) || check(m, l, from, e));
}
