/* A record becomes rows: its own, and those of the lists within it. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "lib/merge/nest.h"

static enum rx_judgement
no_memory(struct rx_unfolding *u)
{
	rx_err_nomem(u->e);
	return RX_HALT;
}

/* -- members ------------------------------------------------------------------- */

static bool
add_pending(struct rx_shape *sh, struct rx_sheet *s, struct rx_span list, long left)
{
	size_t			 cap = sh->cap_pending == 0 ? 16 : sh->cap_pending * 2;
	struct rx_pending	*v;

	if (sh->npending == sh->cap_pending) {
		if ((v = realloc(sh->pending, cap * sizeof(*v))) == NULL)
			return false;
		sh->pending = v;
		sh->cap_pending = cap;
	}
	sh->pending[sh->npending++] = (struct rx_pending){ s, list, left };
	return true;
}

/* A list goes into a table of its own, behind the row. */
static enum rx_judgement
take_list(struct rx_unfolding *u, struct rx_span list, long left)
{
	struct rx_buf	*path = &u->sh->name;
	struct rx_sheet	*s;

	u->sh->changed = true;
	if (rx_json_empty(list))
		return RX_TAKE;
	rx_buf_reset(path);
	if (u->sheet->path.p != NULL) {
		rx_buf_span(path, u->sheet->path);
		rx_buf_byte(path, RX_PLACE);
	}
	if (!rx_buf_span(path, rx_buf_view(&u->sh->place)))
		return no_memory(u);
	s = rx_shape_child(u->m, u->l, u->sheet, rx_buf_view(path), u->e);
	if (s == NULL)
		return RX_HALT;
	return add_pending(u->sh, s, list, left - 1) ? RX_TAKE : no_memory(u);
}

static enum rx_judgement
take_scalar(struct rx_unfolding *u, struct rx_seen *f, struct rx_span v)
{
	enum rx_judgement j;

	/* what is null at most has no column, as it may become a list */
	if (rx_shape_nests(u->l) && !f->known && rx_json_kind(v) == RX_JSON_NULL) {
		u->sh->changed = true;
		return RX_TAKE;
	}
	j = rx_judge_value(u->m, u->l, u->sheet, f, v, u->source, u->e);
	if (j == RX_LEAVE_OUT) {
		u->sh->changed = true;
		return RX_TAKE;
	}
	return j != RX_TAKE || rx_nest_cell(&u->sh->text, f, v) ? j : no_memory(u);
}

static enum rx_judgement take_object(struct rx_unfolding *, struct rx_span, long left);

/* The value at the place at hand. */
static enum rx_judgement
take(struct rx_unfolding *u, struct rx_span v, long left)
{
	enum rx_json_kind	kind = rx_json_kind(v);
	struct rx_seen		*f = rx_sheet_find(u->sheet, rx_buf_view(&u->sh->place));

	if (left > 0 && (kind == RX_JSON_OBJECT || kind == RX_JSON_ARRAY) &&
	    (f == NULL || f->hint.type != RX_HINT_JSON))
		return kind == RX_JSON_OBJECT ? take_object(u, v, left - 1) :
		    take_list(u, v, left);
	if (f == NULL && (f = rx_sheet_add(u->sheet, rx_buf_view(&u->sh->place))) == NULL)
		return no_memory(u);
	u->sh->changed |= !rx_span_eq(f->name, f->place);
	return take_scalar(u, f, v);
}

/* A member; the place is that of what it is a member of. */
static enum rx_judgement
take_member(struct rx_unfolding *u, struct rx_span key, struct rx_span v, long left)
{
	struct rx_buf		*place = &u->sh->place;
	size_t			 from = place->n;
	enum rx_judgement	 j;

	if (from > 0)
		rx_buf_byte(place, RX_PLACE);
	if (rx_json_decode(place, key) < 0)
		return no_memory(u);
	j = take(u, v, left);
	place->n = from;
	return j;
}

static enum rx_judgement
take_object(struct rx_unfolding *u, struct rx_span v, long left)
{
	struct rx_json_iter	it;
	struct rx_span		key, member;
	enum rx_judgement	j = RX_TAKE;

	u->sh->changed = true;
	(void)rx_json_begin(&it, v);
	while (j == RX_TAKE && rx_json_next(&it, &key, &member))
		j = take_member(u, key, member, left);
	return j;
}

/* -- lists -------------------------------------------------------------------- */

static enum rx_judgement
take_element(struct rx_unfolding *u, struct rx_span v, long left)
{
	struct rx_buf *place = &u->sh->place;

	rx_buf_reset(place);
	if (rx_json_kind(v) == RX_JSON_OBJECT)
		return take_object(u, v, left);
	rx_buf_text(place, rx_json_kind(v) == RX_JSON_ARRAY ? "list" : "value");
	return take(u, v, left);
}

static enum rx_judgement take_pending(struct rx_unfolding *, size_t from);

/* Adds its place within the list to what the rows below are told. */
static bool
add_place(struct rx_unfolding *u, struct rx_sheet *s, unsigned long i)
{
	struct rx_buf	*b = &u->sh->chain, name = RX_BUF_INIT(RX_BUF_LINE);
	bool		 ok;

	rx_buf_byte(&name, '_');
	rx_place_join(&name, s->path);
	rx_buf_text(&name, "_idx");
	rx_nest_separate(b);
	ok = rx_json_quote(b, rx_buf_view(&name)) && rx_buf_printf(b, ":%lu", i);
	rx_buf_free(&name);
	return ok;
}

static enum rx_judgement
take_child(struct rx_unfolding *u, struct rx_sheet *s, struct rx_span v, unsigned long i, long left)
{
	struct rx_shape		*sh = u->sh;
	size_t			 pending = sh->npending, chain = sh->chain.n;
	struct rx_nest_row		*row;
	enum rx_judgement	 j;

	rx_nest_start(u, s, v);
	rx_buf_span(&sh->text, rx_buf_view(&sh->chain));
	rx_nest_separate(&sh->text);
	rx_buf_printf(&sh->text, "\"_rx_idx\":%lu", i);
	j = take_element(u, v, left);
	if (j == RX_TAKE)
		j = rx_judge_row(u->m, u->l, s, v, u->e);
	if (j == RX_TAKE && ((row = rx_nest_add(u, RX_OP_PUT)) == NULL ||
	    !rx_nest_keep(u, &sh->text, &row->r)))
		return no_memory(u);
	if (j == RX_TAKE && sh->npending > pending)
		j = add_place(u, s, i) ? take_pending(u, pending) : no_memory(u);
	sh->npending = pending;
	sh->chain.n = chain;
	return j == RX_ROW_OUT ? RX_TAKE : j;
}

static enum rx_judgement
take_rows(struct rx_unfolding *u, const struct rx_pending *p)
{
	struct rx_json_iter	it;
	struct rx_span		v;
	unsigned long		i = 0;
	enum rx_judgement	j = RX_TAKE;

	if (p->sheet->table == NULL) {
		j = rx_judge_table(u->m, u->l, p->sheet->name, p->list, u->e);
		return j == RX_ROW_OUT ? RX_TAKE : j;
	}
	(void)rx_json_begin(&it, p->list);
	while (j == RX_TAKE && rx_json_next(&it, NULL, &v))
		j = take_child(u, p->sheet, v, i++, p->left);
	return j;
}

/* The lists that were met in the row that has just been added. */
static enum rx_judgement
take_pending(struct rx_unfolding *u, size_t from)
{
	size_t			i, end = u->sh->npending;
	enum rx_judgement	j = RX_TAKE;

	for (i = from; j == RX_TAKE && i < end; i++) {
		struct rx_pending p = u->sh->pending[i];

		j = take_rows(u, &p);
	}
	return j;
}

/* -- a record ------------------------------------------------------------------ */

static bool
write_id(const struct rx_item *it, struct rx_buf *b)
{
	return rx_buf_printf(b, "\"%016" PRIx64 ".%" PRIu32 "\"", it->page, it->nth);
}

/* What names the record in the rows of its lists; row: as it is put. */
static bool
write_chain(struct rx_unfolding *u, const struct rx_record *r, const struct rx_record *row)
{
	const struct rx_load	*l = u->l;
	struct rx_buf		*b = &u->sh->chain, name = RX_BUF_INIT(RX_BUF_LINE);
	size_t			 i;
	bool			 ok = true;

	rx_buf_reset(b);
	for (i = 0; ok && i < u->sh->link.n; i++) {
		rx_buf_reset(&name);
		rx_buf_text(b, i > 0 ? "," : "");
		ok = rx_shape_link(l, i, &name) && rx_json_quote(b, rx_buf_view(&name)) &&
		    rx_buf_byte(b, ':') && (rx_shape_by_id(l) ? write_id(u->item, b) :
		    rx_buf_span(b, l->how.strategy == RX_SCD2 ?
		    rx_key_value(&u->sh->link, i, row) : rx_key_value(&l->key, i, r)));
	}
	rx_buf_free(&name);
	return ok;
}

static bool
put_id(struct rx_unfolding *u)
{
	struct rx_buf *b = &u->sh->text;

	u->sh->changed = true;
	rx_nest_separate(b);
	return rx_buf_text(b, "\"_rx_id\":") && write_id(u->item, b);
}

/* Before the rows of its lists come, those that are there go. */
static bool
add_clear(struct rx_unfolding *u)
{
	struct rx_buf	 b = RX_BUF_INIT(RX_BUF_LINE);
	struct rx_nest_row	*row;
	bool		 ok;

	if (u->l->disposition != RX_MERGE || u->l->how.strategy == RX_INSERT_ONLY ||
	    rx_shape_waits(u->l))
		return true;
	rx_buf_byte(&b, '{');
	rx_buf_span(&b, rx_buf_view(&u->sh->chain));
	ok = (row = rx_nest_add(u, RX_OP_CLEAR)) != NULL && rx_nest_keep(u, &b, &row->r);
	rx_buf_free(&b);
	return ok;
}

static enum rx_judgement
take_record(struct rx_unfolding *u, const struct rx_record *r)
{
	enum rx_judgement	j = RX_TAKE;
	uint32_t		i;

	u->sh->changed = false;
	rx_buf_reset(&u->sh->place);
	rx_nest_start(u, u->sh->first, r->data);
	if (u->sheet->fresh && !u->sheet->there &&
	    u->l->form.contract.mode[RX_TABLES] != RX_EVOLVE)
		return rx_judge_table(u->m, u->l, u->l->name, r->data, u->e);
	for (i = 0; j == RX_TAKE && i < r->n; i++)
		j = take_member(u, rx_record_key(r, &r->fields[i]),
		    rx_record_value(r, &r->fields[i]), (long)u->l->form.nest);
	if (j == RX_TAKE)
		j = rx_judge_row(u->m, u->l, u->sheet, r->data, u->e);
	if (j == RX_TAKE && rx_shape_nests(u->l) && rx_shape_by_id(u->l) && !put_id(u))
		return no_memory(u);
	return j;
}

/* With its lists the record is another version than without. */
static enum rx_judgement
take_version(struct rx_unfolding *u, const struct rx_record *r, struct rx_record *row)
{
	struct rx_err why = RX_ERR_INIT;

	if (rx_load_version(u->l, row, rx_shape_nests(u->l) ? r->data : row->data, &why))
		return RX_TAKE;
	if (why.exit == RX_BAD_DATA)
		return rx_load_reject(u->m, u->l, r->data, &why, u->e) ? RX_ROW_OUT : RX_HALT;
	*u->e = why;
	return RX_HALT;
}

/* Only what takes a row away has no values to be judged. */
static enum rx_judgement
take_lists(struct rx_unfolding *u, const struct rx_record *r, const struct rx_record *row,
    enum rx_op op)
{
	if (!rx_shape_nests(u->l))
		return RX_TAKE;
	if (!write_chain(u, r, row) || !add_clear(u))
		return no_memory(u);
	return op == RX_OP_PUT ? take_pending(u, 0) : RX_TAKE;
}

enum rx_judgement
rx_shape_unfold(struct rx_merge *m, struct rx_load *l, const struct rx_record *r,
    const struct rx_item *item, enum rx_op op, struct rx_err *e)
{
	struct rx_unfolding	 u = { .m = m, .l = l, .sh = l->shape, .item = item, .e = e };
	size_t			 at = l->shape->n;
	struct rx_nest_row		*row;
	struct rx_record	 whole;
	enum rx_judgement	 j;

	l->shape->npending = 0;
	if ((j = take_record(&u, r)) != RX_TAKE)
		return j;
	if ((row = rx_nest_add(&u, op)) == NULL)
		return no_memory(&u);
	row->r = *r;
	if (l->shape->changed && !rx_nest_keep(&u, &l->shape->text, &row->r))
		return no_memory(&u);
	if ((j = take_version(&u, r, &row->r)) != RX_TAKE)
		return j;
	whole = row->r;
	if ((j = take_lists(&u, r, &whole, op)) != RX_TAKE)
		return j;
	l->shape->rows[at].end = l->shape->n;
	for (; rx_shape_waits(l) && at < l->shape->n; at++)
		l->shape->rows[at].r.number = item->page;
	return RX_TAKE;
}
