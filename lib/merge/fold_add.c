/* What is in a table, and what comes: taken in for the fold. */
#include <string.h>

#include "lib/merge/fold.h"

#define NEW	((uint64_t)1 << 40)	/* numbers of records that came begin here */

bool
rx_fold_groups(const struct rx_fold *f)
{
	return f->conf->merge_key != NULL && f->conf->merge_key->n > 0;
}

static bool
hash_group(struct rx_fold *f, const struct rx_record *r, uint64_t out[2])
{
	out[0] = out[1] = 0;
	if (!rx_fold_groups(f) || rx_key_missing(f->conf->merge_key, r) >= 0)
		return true;
	rx_buf_reset(&f->norm);
	if (!rx_key_norm(&f->norm, f->conf->merge_key, r))
		return false;
	rx_hash_key(&f->hash, rx_buf_view(&f->norm), out);
	return true;
}

/* Without a key each record is one of its own. */
static bool
hash_key(struct rx_fold *f, const struct rx_record *r, struct rx_fold_item *it)
{
	const struct rx_scd2	*versions = f->conf->scd2;
	bool			 ok;

	rx_buf_reset(&f->norm);
	if (versions != NULL)
		ok = rx_key_norm_value(&f->norm, rx_record_get(r, versions->version));
	else
		ok = rx_key_norm(&f->norm, f->conf->key, r);
	if (versions == NULL && f->conf->key->n == 0)
		it->by[0] = it->by[2];
	else if (ok)
		rx_hash_key(&f->hash, rx_buf_view(&f->norm), it->by);
	return ok;
}

static bool
is_plain(const struct rx_record *r)
{
	uint32_t i;

	for (i = 0; i < r->n; i++)
		if (r->data.p[r->fields[i].value] == 'n')
			return false;
	return !r->spaces;
}

/* Of equal rows the same: an absent field is null, white space is nothing. */
bool
rx_fold_print(struct rx_fold *f, const struct rx_record *r, uint64_t *hash)
{
	struct rx_buf	*b = &f->norm;
	uint32_t	 i;

	if (is_plain(r)) {
		*hash = rx_hash_print(&f->hash, r->data);
		return true;
	}
	rx_buf_reset(b);
	for (i = 0; i < r->n; i++) {
		if (r->data.p[r->fields[i].value] == 'n')
			continue;
		rx_buf_byte(b, b->n == 0 ? '{' : ',');
		rx_buf_span(b, rx_record_key(r, &r->fields[i]));
		rx_buf_byte(b, ':');
		if (r->spaces)
			rx_json_compact(b, rx_record_value(r, &r->fields[i]));
		else
			rx_buf_span(b, rx_record_value(r, &r->fields[i]));
	}
	rx_buf_text(b, b->n == 0 ? "{}" : "}");
	*hash = rx_hash_print(&f->hash, rx_buf_view(b));
	return !b->failed;
}

static bool
add_event(struct rx_fold *f, const struct rx_fold_item *it, uint64_t number, struct rx_err *e)
{
	struct rx_fold_grouped ev = { .group = { it->group[0], it->group[1] }, .number = number };

	if (it->group[0] == 0 || (memcmp(ev.group, f->last, sizeof(f->last)) == 0 &&
	    number == UINT64_MAX))
		return true;
	memcpy(f->last, ev.group, sizeof(f->last));
	f->grouping = true;
	return rx_sort_add(&f->grouped, &ev, e);
}

/* Versions that hold no more stay as they are. */
static bool
holds(const struct rx_fold *f, const struct rx_record *r)
{
	struct rx_span to = rx_record_get(r, f->conf->scd2->valid_to);

	return rx_json_cmp(to.p != NULL ? to : RX_SPAN("null"), f->conf->scd2->active) == 0;
}

bool
rx_fold_old(struct rx_fold *f, const struct rx_record *r, uint64_t at, struct rx_err *e)
{
	struct rx_fold_item it = { .by = { 0, 0, ++f->nold }, .at = RX_FOLD_OLD | at,
	    .n = (uint32_t)r->data.n, .old = true };

	if (f->conf->scd2 != NULL && !holds(f, r))
		return rx_fold_row(f, it.by[2], it.at, it.n, e);
	if (!hash_key(f, r, &it) || !hash_group(f, r, it.group) || !rx_fold_print(f, r, &it.print))
		return rx_err_nomem(e);
	return rx_sort_add(&f->keyed, &it, e);
}

bool
rx_fold_new(struct rx_fold *f, enum rx_op op, const struct rx_record *r, uint64_t at,
    struct rx_err *e)
{
	struct rx_fold_item it = { .by = { 0, 0, NEW + ++f->nnew }, .at = RX_FOLD_NEW | at,
	    .n = (uint32_t)r->data.n, .op = (unsigned char)op };

	if (!hash_group(f, r, it.group))
		return rx_err_nomem(e);
	if (op == RX_OP_CLEAR)
		return add_event(f, &it, it.by[2], e);
	if (f->conf->staged && !add_event(f, &it, UINT64_MAX, e))
		return false;
	if (!hash_key(f, r, &it) || !rx_fold_print(f, r, &it.print))
		return rx_err_nomem(e);
	return rx_sort_add(&f->keyed, &it, e);
}
