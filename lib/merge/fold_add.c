/* What is in a table, and what comes: taken in for the fold. */
#include <string.h>

#include "lib/merge/fold.h"

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

/* Without a key, or a name, each record is one of its own. */
static bool
hash_key(struct rx_fold *f, const struct rx_record *r, struct rx_fold_item *it)
{
	const struct rx_scd2	*versions = f->conf->scd2;
	const struct rx_key	*key = f->conf->key->n > 0 ? f->conf->key : f->conf->link;
	bool			 ok;

	if (versions == NULL && f->conf->key->n == 0 &&
	    (key == NULL || rx_key_missing(key, r) >= 0)) {
		it->by[0] = it->by[2];
		return true;
	}
	rx_buf_reset(&f->norm);
	if (versions != NULL)
		ok = rx_key_norm_value(&f->norm, rx_record_get(r, versions->version));
	else
		ok = rx_key_norm(&f->norm, key, r);
	if (ok)
		rx_hash_key(&f->hash, rx_buf_view(&f->norm), it->by);
	return ok;
}

/* A member without the white space between its tokens. */
static struct rx_span
compact(struct rx_buf *b, const struct rx_record *r, const struct rx_field *fd)
{
	rx_buf_reset(b);
	rx_buf_span(b, rx_record_key(r, fd));
	rx_buf_byte(b, ':');
	rx_json_compact(b, rx_record_value(r, fd));
	return rx_buf_view(b);
}

/* Of equal rows the same: an absent field is null, neither order nor white
 * space is anything. */
bool
rx_fold_print(struct rx_fold *f, const struct rx_record *r, uint64_t *hash)
{
	const struct rx_field	*fd = r->fields;
	struct rx_span		 member;

	*hash = 0;
	for (; fd < r->fields + r->n; fd++) {
		if (r->data.p[fd->value] == 'n')
			continue;
		member = (struct rx_span){ r->data.p + fd->key, fd->value + fd->nvalue - fd->key };
		*hash += rx_hash_print(&f->hash, r->spaces ? compact(&f->norm, r, fd) : member);
	}
	return !f->norm.failed;
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

/* Those that were there before the records that came. */
bool
rx_fold_gone(struct rx_fold *f, const uint64_t link[2], struct rx_err *e)
{
	struct rx_fold_item it = { .group = { link[0], link[1] } };

	return add_event(f, &it, RX_FOLD_CAME, e);
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
	struct rx_fold_item it = { .by = { 0, 0, RX_FOLD_CAME + ++f->nnew }, .at = RX_FOLD_NEW | at,
	    .n = (uint32_t)r->data.n, .op = (unsigned char)op };

	if (!hash_group(f, r, it.group))
		return rx_err_nomem(e);
	if (op == RX_OP_CLEAR)
		return add_event(f, &it, it.by[2], e);
	if (f->conf->staged && !rx_fold_clears(f) && !add_event(f, &it, UINT64_MAX, e))
		return false;
	if (!hash_key(f, r, &it) || !rx_fold_print(f, r, &it.print))
		return rx_err_nomem(e);
	return rx_sort_add(&f->keyed, &it, e);
}
