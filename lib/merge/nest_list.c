/* The tables that the lists within records are unfolded into. */
#include <stdlib.h>
#include <string.h>

#include "lib/merge/nest.h"

static bool
name_child(const struct rx_load *l, struct rx_sheet *s)
{
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_LINE);
	bool		ok;
	size_t		i, at;

	rx_buf_span(&b, l->name);
	rx_buf_text(&b, "__");
	ok = rx_place_join(&b, s->path) && rx_state_text(&s->name, rx_buf_view(&b));
	rx_buf_reset(&b);
	rx_buf_span(&b, l->resource);
	rx_buf_byte(&b, '/');
	at = b.n;
	ok = rx_buf_span(&b, s->path) && ok;
	for (i = at; i < b.n; i++)
		if (b.p[i] == RX_PLACE)
			b.p[i] = '/';
	ok = ok && rx_state_text(&s->resource, rx_buf_view(&b));
	rx_buf_free(&b);
	return ok;
}

/* nested_hints: {"items":{"columns":...},"items__tags":...} */
static bool
declare_child(const struct rx_load *l, struct rx_sheet *s)
{
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_LINE);
	struct rx_span	columns;
	bool		ok = rx_place_join(&b, s->path);

	columns = rx_json_get(rx_json_member(l->form.hints, rx_buf_view(&b)), "columns");
	rx_buf_free(&b);
	return ok && (rx_json_kind(columns) != RX_JSON_OBJECT ||
	    (rx_state_text(&s->columns, columns) && rx_sheet_declare(s, columns)));
}

/* Another resource's table would get rows of both. */
static bool
is_free(const struct rx_merge *m, const struct rx_load *l, const struct rx_sheet *s,
    struct rx_err *e)
{
	const struct rx_load *o;

	for (o = m->first; o != NULL; o = o->next) {
		if (o == l || !o->begun || !rx_span_eq(o->name, s->name))
			continue;
		rx_err_set(e, RX_USAGE, "%.*s: its lists would go into %.*s, which is the table of "
		    "the resource %.*s", RX_FMT(l->resource), RX_FMT(s->name),
		    RX_FMT(o->resource));
		return rx_err_hint(e, "another table_name for one of them, or --nest 0");
	}
	return true;
}

static bool
open_child(struct rx_merge *m, struct rx_load *l, struct rx_sheet *s, struct rx_err *e)
{
	bool			merge = l->disposition == RX_MERGE;
	struct rx_table_conf	conf = { .resource = s->resource, .name = s->name,
	    .disposition = l->disposition, .key = &s->key, .columns = s->columns,
	    .counts = &s->counts, .bare = m->bare, .names = m->names, .root = l->resource,
	    .strategy = l->how.strategy == RX_INSERT_ONLY || l->how.strategy == RX_SCD2 ?
	    RX_INSERT_ONLY : RX_UPSERT,
	    .merge_key = merge ? &s->merge_key : NULL, .staged = rx_load_staged(l) };

	return is_free(m, l, s, e) && (s->table = m->kind->table(m->target, &conf, e)) != NULL;
}

static bool
make_child(struct rx_merge *m, struct rx_load *l, struct rx_sheet *s, struct rx_err *e)
{
	s->names = l->shape->first->names;
	if (!name_child(l, s) || !declare_child(l, s))
		return rx_err_nomem(e);
	return rx_shape_look(m, l, s, e);
}

bool
rx_shape_tables(struct rx_merge *m, struct rx_load *l, struct rx_err *e)
{
	struct rx_sheet *s;

	if (l->shape == NULL || !rx_shape_nests(l))
		return true;
	for (s = l->shape->first->next; s != NULL; s = s->next)
		if (s->table == NULL && (!make_child(m, l, s, e) || !open_child(m, l, s, e)))
			return false;
	return rx_shape_keys(l, e);
}

static struct rx_sheet *
find_barred(const struct rx_shape *sh, struct rx_span path)
{
	struct rx_sheet *s;

	for (s = sh->barred; s != NULL && !rx_span_eq(s->path, path); s = s->next)
		continue;
	return s;
}

/* The table of the list at that place within the parent's rows; one without a
 * table if the contract bars it. */
struct rx_sheet *
rx_shape_child(struct rx_merge *m, struct rx_load *l, struct rx_sheet *parent,
    struct rx_span path, struct rx_err *e)
{
	struct rx_shape	*sh = l->shape;
	struct rx_sheet	*s = rx_shape_find(sh, path);

	if (s != NULL || (s = find_barred(sh, path)) != NULL)
		return s;
	if ((s = rx_sheet_new(parent, path)) == NULL) {
		rx_err_nomem(e);
		return NULL;
	}
	s->next = sh->barred;
	sh->barred = s;
	if (!make_child(m, l, s, e))
		return NULL;
	if (l->form.contract.mode[RX_TABLES] != RX_EVOLVE && s->fresh)
		return s;
	if (!open_child(m, l, s, e))
		return NULL;
	sh->barred = s->next;
	s->next = NULL;
	sh->last = sh->last->next = s;
	s->fresh = s->dirty = true;
	return rx_shape_keys(l, e) ? s : NULL;
}
