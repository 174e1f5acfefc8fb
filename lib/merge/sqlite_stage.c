/* The stage of append and replace, and its move into the table. */
#include <stdlib.h>

#include "lib/merge/sqlite.h"

static unsigned long
changes(struct sqlite *t)
{
	return (unsigned long)sqlite3_changes64(t->db);
}

bool
sqlite_stage_find(struct sqlite_table *tb, char **name, struct rx_err *e)
{
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_LINE);
	int		r;

	*name = NULL;
	rx_buf_text(&b, "_rx_stage_");
	rx_buf_span(&b, tb->conf.resource);
	r = sqlite_table_find(tb->t, rx_buf_view(&b), name, e);
	rx_buf_free(&b);
	if (r == 1 && (r = sqlite_has(tb->t, *name, e)) == 0) {
		free(*name);
		*name = NULL;
	}
	return r != -1;
}

static bool
drop_part(struct sqlite_table *tb, const char *stage, struct rx_span part, struct rx_err *e)
{
	sqlite3_stmt	*st = sqlite_prepare(tb->t, e, "DELETE FROM \"%w\" WHERE _rx_part = ?",
	    stage);
	int		 r;

	if (st == NULL)
		return false;
	sqlite_bind_span(st, 1, part);
	r = sqlite_step(tb->t, st, e);
	sqlite3_finalize(st);
	if (r == 0 && tb->conf.counts->staged >= changes(tb->t))
		tb->conf.counts->staged -= changes(tb->t);
	return r == 0;
}

void
sqlite_stage_gone(struct sqlite_table *tb)
{
	size_t i;

	for (i = 0; i < tb->n; i++)
		tb->cols[i].in_stage = false;
	tb->stage_exists = false;
	tb->conf.counts->staged = 0;
	sqlite3_finalize(tb->put);
	sqlite3_finalize(tb->list);
	tb->put = tb->list = NULL;
}

bool
sqlite_staged(struct rx_table *table, unsigned long *n, struct rx_err *e)
{
	struct sqlite_table	*tb = (struct sqlite_table *)table;
	sqlite3_stmt		*st;
	char			*stage;
	int			 r = 0;

	*n = 0;
	if (!sqlite_stage_find(tb, &stage, e) || stage == NULL)
		return stage == NULL && e->exit == RX_OK;
	if ((st = sqlite_prepare(tb->t, e, "SELECT count(*) FROM \"%w\"", stage)) != NULL &&
	    (r = sqlite_step(tb->t, st, e)) == 1)
		*n = (unsigned long)sqlite3_column_int64(st, 0);
	sqlite3_finalize(st);
	free(stage);
	return st != NULL && r == 1;
}

bool
sqlite_drop(struct rx_table *table, struct rx_span part, struct rx_err *e)
{
	struct sqlite_table	*tb = (struct sqlite_table *)table;
	char			*stage;
	bool			 ok;

	if (!sqlite_stage_find(tb, &stage, e))
		return false;
	if (stage == NULL)
		return true;
	if (part.p != NULL) {
		ok = drop_part(tb, stage, part, e);
	} else {
		ok = sqlite_run(tb->t, e, "DROP TABLE \"%w\"", stage);
		sqlite_stage_gone(tb);
	}
	free(stage);
	return ok;
}

static bool
copy(struct sqlite_table *tb, struct rx_err *e)
{
	struct rx_buf	 list = RX_BUF_INIT(RX_BUF_LINE);
	const char	*separator = "";
	size_t		 i;
	bool		 ok;

	for (i = 0; i < tb->n; i++) {
		char *name;

		if (!tb->cols[i].in_stage)
			continue;
		if ((name = sqlite3_mprintf("%s\"%w\"", separator, tb->cols[i].name)) == NULL)
			return rx_err_nomem(e);
		rx_buf_text(&list, name);
		sqlite3_free(name);
		separator = ",";
	}
	ok = sqlite_run(tb->t, e, "INSERT INTO \"%w\"(%s) SELECT %s FROM \"%w\" ORDER BY rowid",
	    tb->name, rx_buf_str(&list), rx_buf_str(&list), tb->stage);
	if (!ok && (sqlite3_errcode(tb->t->db) & 0xff) == SQLITE_CONSTRAINT)
		e->exit = RX_BAD_DATA;
	tb->conf.counts->inserted += ok ? changes(tb->t) : 0;
	rx_buf_free(&list);
	return ok;
}

/* Readers see the table before or after this transaction: rows are deleted
 * and inserted, so that views, indexes and triggers on it stay. */
bool
sqlite_publish(struct rx_table *table, rx_reject_fn *reject, void *arg, struct rx_err *e)
{
	struct sqlite_table	*tb = (struct sqlite_table *)table;
	size_t			 i;

	if (tb->conf.disposition == RX_MERGE)
		return !tb->conf.staged || sqlite_load_publish(tb, reject, arg, e);
	if (!sqlite_table_ready(tb, e))
		return false;
	if (tb->stage_exists) {
		for (i = 0; i < tb->n; i++)
			tb->cols[i].wanted = tb->cols[i].in_stage;
		if (!sqlite_table_make(tb, false, e) || !sqlite_table_unindex(tb, e) ||
		    !sqlite_table_sort(tb, e))
			return false;
	}
	if (tb->exists && tb->conf.disposition == RX_REPLACE &&
	    !sqlite_run(tb->t, e, "DELETE FROM \"%w\"", tb->name))
		return false;
	if (!tb->stage_exists)
		return true;
	if (!copy(tb, e) || !sqlite_run(tb->t, e, "DROP TABLE \"%w\"", tb->stage))
		return false;
	sqlite_stage_gone(tb);
	return true;
}
