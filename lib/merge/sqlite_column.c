/* What columns there are, and those that a record's fields still need. */
#include <stdlib.h>
#include <string.h>

#include "lib/merge/sqlite.h"

static struct sqlite_column *
by_name(struct sqlite_table *tb, const char *name)
{
	size_t i;

	for (i = 0; i < tb->n; i++)
		if (tb->cols[i].name != NULL && sqlite3_stricmp(tb->cols[i].name, name) == 0)
			return &tb->cols[i];
	return NULL;
}

/* Columns that fields were given in earlier runs. */
static bool
load_given(struct sqlite_table *tb, struct rx_err *e)
{
	struct sqlite_column	*c;
	sqlite3_stmt		*st;
	int			 r = sqlite_has(tb->t, "_rx_columns", e);

	if (r <= 0)
		return r == 0;
	st = sqlite_prepare(tb->t, e, "SELECT field, col FROM _rx_columns WHERE tbl = %Q",
	    tb->name);
	if (st == NULL)
		return false;
	while ((r = sqlite_step(tb->t, st, e)) == 1) {
		if (sqlite_column_find(tb, sqlite_column_span(st, 0)) != NULL)
			continue;
		if ((c = sqlite_column_add(tb, sqlite_column_span(st, 0))) != NULL &&
		    (c->name = sqlite_text(sqlite_column_span(st, 1))) != NULL)
			continue;
		rx_err_nomem(e);
		r = -1;
		break;
	}
	sqlite3_finalize(st);
	return r == 0;
}

/* One column that is there. */
static bool
there(struct sqlite_table *tb, const char *name, const char *type, bool stage)
{
	struct sqlite_column *c = by_name(tb, name);

	if (stage && strcmp(name, "_rx_part") == 0)
		return true;
	if (c == NULL) {
		if ((c = sqlite_column_add(tb, RX_SPAN_NONE)) == NULL ||
		    (c->name = strdup(name)) == NULL)
			return false;
		c->rest = sqlite3_stricmp(name, "_rx_rest") == 0;
	}
	if (stage) {
		c->in_stage = true;
	} else {
		c->in_table = true;
		c->affinity = sqlite_affinity_of(type);
	}
	return true;
}

static bool
load_columns(struct sqlite_table *tb, bool stage, struct rx_err *e)
{
	sqlite3_stmt	*st = sqlite_prepare(tb->t, e, "PRAGMA table_info(%Q)",
	    stage ? tb->stage : tb->name);
	int		 r;

	if (st == NULL)
		return false;
	while ((r = sqlite_step(tb->t, st, e)) == 1) {
		const char *type = (const char *)sqlite3_column_text(st, 2);

		if (there(tb, (const char *)sqlite3_column_text(st, 1),
		    type != NULL ? type : "", stage))
			continue;
		rx_err_nomem(e);
		r = -1;
		break;
	}
	sqlite3_finalize(st);
	return r == 0;
}

static bool
load_stage(struct sqlite_table *tb, struct rx_err *e)
{
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_LINE);
	bool		ok;
	int		r;

	rx_buf_text(&b, "_rx_stage_");
	rx_buf_span(&b, tb->conf.resource);
	ok = sqlite_table_name(tb->t, rx_buf_view(&b), true, RX_NAMES_EXACT, &tb->stage, e);
	rx_buf_free(&b);
	if (!ok || (r = sqlite_has(tb->t, tb->stage, e)) == -1)
		return false;
	tb->stage_exists = r == 't';
	return !tb->stage_exists || load_columns(tb, true, e);
}

/* Finds out what is there, once; a transaction is open. */
bool
sqlite_table_ready(struct sqlite_table *tb, struct rx_err *e)
{
	int r;

	if (tb->name != NULL)
		return true;
	if (!sqlite_table_name(tb->t, tb->conf.name, false, tb->conf.names, &tb->name, e) ||
	    (r = sqlite_has(tb->t, tb->name, e)) == -1)
		return false;
	if (r == 'v')
		return rx_err_set(e, RX_FAILED, "%s: %s is a view, records need a table",
		    tb->t->path, tb->name);
	tb->exists = r == 't';
	return load_given(tb, e) && (!tb->exists || load_columns(tb, false, e)) &&
	    (tb->conf.disposition == RX_MERGE || load_stage(tb, e));
}

static bool
want_rest(struct sqlite_table *tb, struct rx_err *e)
{
	struct sqlite_column *c = by_name(tb, "_rx_rest");

	if (c == NULL) {
		if ((c = sqlite_column_add(tb, RX_SPAN_NONE)) == NULL ||
		    (c->name = strdup("_rx_rest")) == NULL)
			return rx_err_nomem(e);
		c->rest = true;
	}
	c->wanted = true;
	return true;
}

/* Fields of the key that have no column yet: room is kept for them. */
static size_t
missing_keys(struct sqlite_table *tb)
{
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_TEXT);
	size_t		i, n = 0;

	for (i = 0; i < tb->conf.key->n; i++) {
		rx_buf_reset(&b);
		n += sqlite_key_first(&tb->conf.key->field[i], &b) &&
		    sqlite_column_find(tb, rx_buf_view(&b)) == NULL;
	}
	rx_buf_free(&b);
	return n;
}

static bool
want(struct sqlite_table *tb, struct rx_span field, bool *rest, struct rx_err *e)
{
	struct sqlite_column *c = sqlite_column_find(tb, field);

	if (c == NULL) {
		if (tb->fields + missing_keys(tb) >= SQLITE_COLUMNS &&
		    !sqlite_reserved(tb, field)) {
			*rest = true;
			return true;
		}
		if ((c = sqlite_column_add(tb, field)) == NULL)
			return rx_err_nomem(e);
		if (!sqlite_column_name(tb, c, e))
			return false;
	}
	c->wanted = true;
	return true;
}

/* Another resource may have put columns into the same table. */
static bool
reload(struct sqlite_table *tb, struct rx_err *e)
{
	struct sqlite_table	*o;
	int			 r;

	for (o = tb->t->tables; o != NULL; o = o->next)
		if (o != tb && o->name != NULL && strcmp(o->name, tb->name) == 0)
			break;
	if (o == NULL)
		return true;
	if ((r = sqlite_has(tb->t, tb->name, e)) == -1)
		return false;
	tb->exists = r == 't';
	return load_given(tb, e) && (!tb->exists || load_columns(tb, false, e));
}

/* The fields of a record get the columns that they lack; key fields count
 * first, so that they always have theirs. */
bool
sqlite_table_learn(struct sqlite_table *tb, const struct rx_record *r, struct rx_err *e)
{
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_LINE);
	bool		stage = tb->conf.disposition != RX_MERGE, rest = r->n == 0, ok = true;
	uint32_t	i;

	if (!reload(tb, e))
		return false;
	for (i = 0; ok && i < r->n; i++) {
		rx_buf_reset(&b);
		ok = rx_json_decode(&b, rx_record_key(r, &r->fields[i])) >= 0 ?
		    want(tb, rx_buf_view(&b), &rest, e) : rx_err_nomem(e);
	}
	rx_buf_free(&b);
	return ok && (!rest || want_rest(tb, e)) && sqlite_table_make(tb, stage, e);
}

static bool
create(struct sqlite_table *tb, bool stage, struct rx_err *e)
{
	struct rx_buf	*b = &tb->t->sql;
	const char	*separator = "";
	char		*name = sqlite3_mprintf("\"%w\"", stage ? tb->stage : tb->name);
	size_t		 i;

	rx_buf_reset(b);
	rx_buf_printf(b, "CREATE TABLE %s(", name != NULL ? name : "");
	sqlite3_free(name);
	if (stage) {
		rx_buf_text(b, "_rx_part TEXT NOT NULL");
		separator = ",";
	}
	for (i = 0; i < tb->n; i++) {
		if (!tb->cols[i].wanted)
			continue;
		name = sqlite3_mprintf("%s\"%w\"%s%s", separator, tb->cols[i].name,
		    tb->cols[i].type[0] != '\0' ? " " : "", tb->cols[i].type);
		rx_buf_text(b, name != NULL ? name : "");
		sqlite3_free(name);
		separator = ",";
	}
	if (!rx_buf_byte(b, ')'))
		return rx_err_nomem(e);
	return sqlite_run(tb->t, e, "%s", rx_buf_str(b)) && (stage || sqlite_odd_forget(tb, e));
}

bool
sqlite_table_make(struct sqlite_table *tb, bool stage, struct rx_err *e)
{
	bool	*exists = stage ? &tb->stage_exists : &tb->exists;
	size_t	 i;

	if (!*exists && !create(tb, stage, e))
		return false;
	for (i = 0; i < tb->n; i++) {
		struct sqlite_column	*c = &tb->cols[i];
		bool			*in = stage ? &c->in_stage : &c->in_table;

		if (c->wanted && !*in && *exists && !sqlite_run(tb->t, e,
		    "ALTER TABLE \"%w\" ADD COLUMN \"%w\" %s", stage ? tb->stage : tb->name,
		    c->name, c->type))
			return false;
		*in |= c->wanted;
		c->wanted = false;
	}
	*exists = true;
	sqlite3_finalize(tb->put);
	tb->put = NULL;
	return true;
}
