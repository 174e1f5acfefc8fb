/* Records that the fold makes of others, and which of two stays. */
#include <string.h>

#include "rx/cursor.h"
#include "lib/merge/fold.h"

#define HEAD	(2 * sizeof(uint64_t))	/* what a made record came from, before it */

struct rx_span
rx_fold_bytes(struct rx_fold *f, uint64_t at, size_t n, struct rx_err *e)
{
	if ((at & RX_FOLD_WHERE) == RX_FOLD_MADE)
		return rx_store_get(&f->made, at & ~RX_FOLD_WHERE, n, e);
	return f->get(f->arg, at, n, e);
}

static bool
parse(struct rx_fold *f, struct rx_record *r, struct rx_fields *fs, uint64_t at, size_t n,
    struct rx_err *e)
{
	struct rx_span		text = rx_fold_bytes(f, at, n, e);
	struct rx_json_fault	fault;
	const char		*end;

	return text.p != NULL && (rx_record_parse(r, fs, text, &end, &fault) == RX_RECORD_OK ||
	    rx_err_nomem(e));
}

/* Puts a record that was made of the one at *at aside: *at is its place. */
static bool
keep(struct rx_fold *f, struct rx_span text, uint64_t *at, uint32_t *n, struct rx_err *e)
{
	uint64_t head[2] = { *at, *n }, place;

	if (!rx_store_start(&f->made, HEAD + text.n, &place, e) ||
	    !rx_store_add(&f->made, (struct rx_span){ (char *)head, HEAD }, e) ||
	    !rx_store_add(&f->made, text, e))
		return false;
	*at = RX_FOLD_MADE | (place + HEAD);
	*n = (uint32_t)text.n;
	return true;
}

bool
rx_fold_patch(struct rx_fold *f, const struct rx_fold_item *old, struct rx_fold_item *it,
    struct rx_err *e)
{
	struct rx_record	a, b;
	bool			ok;

	if (!parse(f, &a, &f->fields, old->at, old->n, e) ||
	    !parse(f, &b, &f->fields2, it->at, it->n, e))
		return false;
	rx_buf_reset(&f->norm);
	ok = rx_record_overlay(&f->norm, &a, &b) || rx_err_nomem(e);
	if (it->group[0] == 0)
		memcpy(it->group, old->group, sizeof(it->group));
	return ok && keep(f, rx_buf_view(&f->norm), &it->at, &it->n, e) &&
	    parse(f, &a, &f->fields, it->at, it->n, e) &&
	    (rx_fold_print(f, &a, &it->print) || rx_err_nomem(e));
}

bool
rx_fold_retire(struct rx_fold *f, uint64_t *at, uint32_t *n, struct rx_err *e)
{
	const struct rx_scd2	*s = f->conf->scd2;
	struct rx_record	 a;
	struct rx_buf		 name = RX_BUF_INIT(RX_BUF_LINE);
	bool			 set = false, ours, ok;
	uint32_t		 i;

	if (!parse(f, &a, &f->fields, *at, *n, e))
		return false;
	rx_buf_reset(&f->norm);
	ok = rx_json_quote(&name, s->valid_to);
	for (i = 0; ok && i < a.n; i++) {
		struct rx_span raw = rx_record_key(&a, &a.fields[i]);

		ours = rx_json_is(raw, s->valid_to);
		set = set || ours;
		rx_record_member(&f->norm, raw, ours ? s->boundary : rx_record_value(&a, &a.fields[i]));
	}
	if (!set)
		rx_record_member(&f->norm, rx_buf_view(&name), s->boundary);
	rx_buf_byte(&f->norm, '}');
	rx_buf_free(&name);
	return (ok && !f->norm.failed) ? keep(f, rx_buf_view(&f->norm), at, n, e) :
	    rx_err_nomem(e);
}

static bool
nothing(struct rx_span v)
{
	return v.p == NULL || rx_json_kind(v) == RX_JSON_NULL;
}

/* Null and absent stand behind all; of equal ones the last stays. */
int
rx_fold_prefer(struct rx_fold *f, const struct rx_fold_item *old, const struct rx_fold_item *new,
    struct rx_err *e)
{
	struct rx_record	a, b;
	struct rx_span		was, is;
	int			d;

	if (!parse(f, &a, &f->fields, old->at, old->n, e) ||
	    !parse(f, &b, &f->fields2, new->at, new->n, e))
		return -1;
	was = rx_record_get(&a, f->conf->dedup_sort);
	is = rx_record_get(&b, f->conf->dedup_sort);
	if (nothing(was) || nothing(is))
		return nothing(was) || !nothing(is);
	d = rx_cursor_cmp(is, was);
	return f->conf->dedup_descending ? d >= 0 : d <= 0;
}
