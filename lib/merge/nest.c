#include "lib/merge/nest.h"

#include <stdlib.h>
#include <string.h>

bool
rx_shape_nests(const struct rx_load *l)
{
	return l->form.nest > 0;
}

bool
rx_shape_waits(const struct rx_load *l)
{
	return rx_shape_nests(l) && l->disposition == RX_MERGE && rx_load_staged(l);
}

static void
free_all(struct rx_sheet *s)
{
	struct rx_sheet *next;

	for (; s != NULL; s = next) {
		next = s->next;
		rx_sheet_free(s);
	}
}

void
rx_shape_free(struct rx_shape *sh)
{
	if (sh == NULL)
		return;
	free_all(sh->first);
	free_all(sh->barred);
	free(sh->rows);
	free(sh->pending);
	rx_buf_free(&sh->text);
	rx_buf_free(&sh->place);
	rx_buf_free(&sh->name);
	rx_buf_free(&sh->chain);
	rx_fields_free(&sh->fields);
	rx_key_free(&sh->link);
	free(sh);
}

static bool
same_path(struct rx_span a, struct rx_span b)
{
	return (a.p == NULL) == (b.p == NULL) && rx_span_eq(a, b);
}

struct rx_sheet *
rx_shape_find(const struct rx_shape *sh, struct rx_span path)
{
	struct rx_sheet *s;

	for (s = sh->first; s != NULL && !same_path(s->path, path); s = s->next)
		continue;
	return s;
}

static struct rx_sheet *
append(struct rx_shape *sh, struct rx_sheet *parent, struct rx_span path)
{
	struct rx_sheet *s = rx_sheet_new(parent, path);

	if (s == NULL)
		return NULL;
	if (sh->last != NULL)
		sh->last->next = s;
	else
		sh->first = s;
	sh->last = s;
	return s;
}

/* The table that a place's list hangs on: that of the longest list before. */
static struct rx_sheet *
parent_of(const struct rx_shape *sh, struct rx_span path)
{
	struct rx_sheet *s, *best = sh->first;

	for (s = sh->first->next; s != NULL; s = s->next)
		if (s->path.n < path.n && memcmp(s->path.p, path.p, s->path.n) == 0 &&
		    path.p[s->path.n] == RX_PLACE && s->path.n > best->path.n)
			best = s;
	return best;
}

/* What earlier runs have kept. */
static bool
read_kept(struct rx_shape *sh, struct rx_span tables, enum rx_names names)
{
	struct rx_json_iter	it;
	struct rx_buf		path = RX_BUF_INIT(RX_BUF_TEXT);
	struct rx_span		v;
	struct rx_sheet		*s;
	bool			ok = true, root;

	if (!rx_json_begin(&it, tables))
		return true;
	while (ok && rx_json_next(&it, NULL, &v)) {
		rx_buf_reset(&path);
		root = rx_json_empty(rx_json_get(v, "path"));
		ok = rx_place_read(&path, rx_json_get(v, "path"));
		s = !ok ? NULL : root ? sh->first : append(sh,
		    parent_of(sh, rx_buf_view(&path)), rx_buf_view(&path));
		if (s != NULL)
			s->names = names;
		ok = s != NULL && rx_sheet_read(s, v);
	}
	rx_buf_free(&path);
	return ok;
}

bool
rx_shape_keep(struct rx_load *l)
{
	struct rx_shape	*sh = l->shape;
	struct rx_sheet	*s;
	struct rx_buf	 b = RX_BUF_INIT(RX_BUF_LINE);
	const char	*separator = "{\"tables\":[";
	bool		 ok;

	if (sh == NULL || !sh->keeps)
		return true;
	for (s = sh->first; s != NULL; s = s->next) {
		sh->dirty |= s->dirty;
		s->dirty = false;
	}
	if (!sh->dirty)
		return true;
	for (s = sh->first; s != NULL; s = s->next) {
		rx_buf_text(&b, separator);
		rx_sheet_write(s, &b);
		separator = ",";
	}
	ok = rx_buf_text(&b, "]}") && rx_state_learn(&l->state, rx_buf_view(&b));
	rx_buf_free(&b);
	sh->dirty = false;
	return ok;
}

bool
rx_shape_done(struct rx_load *l)
{
	struct rx_sheet *s;

	if (l->shape == NULL || !l->shape->keeps)
		return true;
	for (s = l->shape->first; s != NULL; s = s->next) {
		if (!s->fresh || (s->parent == NULL && s->n == 0))
			continue;
		s->fresh = false;
		l->shape->dirty = true;
	}
	return rx_shape_keep(l);
}

/* -- what there is ---------------------------------------------------------- */

/* Files do not tell their columns. */
static void
warn_unknown(struct rx_merge *m, const struct rx_load *l)
{
	const enum rx_mode *mode = l->form.contract.mode;

	if (mode[RX_COLUMNS] != RX_EVOLVE || mode[RX_DATA_TYPE] != RX_EVOLVE)
		rx_merge_say(m, "warning", "%.*s: what its file has held so far is not known: the "
		    "contract of its columns begins with the next run", RX_FMT(l->resource));
}

/* What the target has of a table, for the contract. */
bool
rx_shape_look(struct rx_merge *m, const struct rx_load *l, struct rx_sheet *s, struct rx_err *e)
{
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_LINE);
	bool		ok = true;

	if (rx_contract_same(&l->form.contract, &(struct rx_contract){ { RX_EVOLVE } }))
		return true;
	if (m->kind->columns == NULL) {
		s->fresh |= !s->kept;
		ok = m->kind->there == NULL ||
		    m->kind->there(m->target, l->resource, &s->there, e);
		if (ok && s->there && !s->kept)
			warn_unknown(m, l);
		return ok;
	}
	ok = m->kind->columns(m->target, s->name, &b, e);
	if (ok && rx_json_kind(rx_buf_view(&b)) != RX_JSON_ARRAY)
		s->fresh = true;
	else if (ok)
		ok = rx_sheet_found(s, rx_buf_view(&b)) || rx_err_nomem(e);
	rx_buf_free(&b);
	return ok;
}

/* Is a value checked by what is declared? */
static bool
is_checked(const struct rx_sheet *s)
{
	size_t i;

	for (i = 0; i < s->n; i++)
		if (s->v[i].hint.required || (s->v[i].hint.type != RX_HINT_NONE &&
		    s->v[i].hint.type != RX_HINT_JSON))
			return true;
	return false;
}

static bool
needs(const struct rx_load *l, const struct rx_shape *sh)
{
	static const struct rx_contract evolve = { { RX_EVOLVE } };

	return l->form.nest > 0 || !rx_contract_same(&l->form.contract, &evolve) ||
	    sh->renames || is_checked(sh->first);
}

/* Has an earlier run given a field another name than its own?  It keeps it. */
static bool
has_renamed(const struct rx_sheet *s)
{
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_TEXT);
	bool		yes = false;
	size_t		i;

	for (i = 0; !yes && i < s->n; i++) {
		rx_buf_reset(&b);
		yes = rx_place_join(&b, s->v[i].place) &&
		    !rx_span_eq(rx_buf_view(&b), s->v[i].name);
	}
	rx_buf_free(&b);
	return yes;
}

/* One file, or a pipe, has no place for tables of lists. */
static bool
has_tables(const struct rx_target_kind *k)
{
	return (k->can & RX_CAN_CLEAR) != 0 && strcmp(k->scheme, "-") != 0 &&
	    strcmp(k->scheme, "file") != 0;
}

static bool
can_nest(const struct rx_merge *m, const struct rx_load *l, struct rx_err *e)
{
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_TEXT);
	size_t		i;

	if (!rx_shape_nests(l) || has_tables(m->kind))
		return true;
	for (i = 0; rx_target_kinds[i] != NULL; i++)
		if (has_tables(rx_target_kinds[i]))
			rx_buf_printf(&b, "%s%s", b.n > 0 ? ", " : "", rx_target_kinds[i]->form);
	rx_err_set(e, RX_USAGE, "%.*s: lists can't be unfolded into %s", RX_FMT(l->resource),
	    m->kind->form);
	rx_err_hint(e, "these have tables for them: %s; --nest 0 keeps lists as JSON",
	    rx_buf_str(&b));
	rx_buf_free(&b);
	return false;
}

/* Tables that this run would leave behind are told of. */
static void
warn_left(struct rx_merge *m, const struct rx_load *l, struct rx_span tables)
{
	if (!rx_shape_nests(l) && rx_json_kind(tables) == RX_JSON_ARRAY &&
	    rx_json_count(tables) > 1)
		rx_merge_say(m, "warning", "%.*s: an earlier run has unfolded its lists into "
		    "tables, this one does not: they stay as they are", RX_FMT(l->resource));
}

bool
rx_shape_open(struct rx_merge *m, struct rx_load *l, struct rx_err *e)
{
	struct rx_shape	*sh = calloc(1, sizeof(*sh));
	struct rx_span	 tables = rx_json_get(l->state.learned, "tables");
	bool		 ok;

	rx_shape_free(l->shape);
	if ((l->shape = sh) == NULL)
		return rx_err_nomem(e);
	sh->text = sh->place = sh->name = sh->chain = (struct rx_buf)RX_BUF_INIT(RX_BUF_LINE);
	sh->renames = m->names != RX_NAMES_EXACT && m->kind->columns == NULL;
	ok = append(sh, NULL, RX_SPAN_NONE) != NULL;
	if (ok)
		sh->first->names = sh->renames ? m->names : RX_NAMES_EXACT;
	ok = ok && rx_state_text(&sh->first->name, l->name) &&
	    read_kept(sh, tables, sh->first->names) && rx_sheet_declare(sh->first, l->columns);
	if (!ok)
		return rx_err_nomem(e);
	sh->renames = sh->renames || (m->kind->columns == NULL && has_renamed(sh->first));
	warn_left(m, l, tables);
	if (!needs(l, sh)) {
		rx_shape_free(sh);
		l->shape = NULL;
		return true;
	}
	sh->keeps = rx_shape_nests(l) || sh->renames ||
	    !rx_contract_same(&l->form.contract, &(struct rx_contract){ { RX_EVOLVE } });
	return can_nest(m, l, e) && rx_shape_look(m, l, sh->first, e) && rx_shape_keys(l, e);
}

/* The fields that rx itself asks a target for have the names of columns. */
void
rx_shape_conf(const struct rx_load *l, struct rx_table_conf *c)
{
	struct rx_shape	*sh = l->shape;
	struct rx_seen	*f;

	if (sh == NULL)
		return;
	c->lists = rx_shape_nests(l);
	if (rx_shape_waits(l))
		c->link = &sh->link;
	c->key = &sh->first->key;
	if (c->merge_key != NULL)
		c->merge_key = &sh->first->merge_key;
	if (c->dedup_sort.p != NULL && (f = rx_sheet_find(sh->first, c->dedup_sort)) != NULL)
		c->dedup_sort = f->name;
}
