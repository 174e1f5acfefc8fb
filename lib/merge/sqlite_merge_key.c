/* Rows of the merge_keys that a load has: they make room for its records. */
#include "lib/merge/sqlite.h"

/* Runs the statement for a record's key. */
static enum rx_put
with_key(struct sqlite_table *tb, const struct rx_key *key, const struct rx_record *r,
    struct rx_err *e)
{
	enum rx_put	put = sqlite_key_bind(tb, tb->aux, key, r, e);
	int		step;

	if (put != RX_PUT_OK)
		return put;
	step = sqlite_step(tb->t, tb->aux, e);
	(void)sqlite3_reset(tb->aux);
	return step == 0 ? RX_PUT_OK : RX_PUT_FAILED;
}

static enum rx_put
note_key(struct sqlite_table *tb, enum rx_op op, const struct rx_record *r, struct rx_err *e)
{
	(void)op;
	return sqlite_place(tb, r, e) ? with_key(tb, tb->conf.merge_key, r, e) : RX_PUT_FAILED;
}

/* Runs fn with the statement for what it notes. */
static bool
each(struct sqlite_table *tb, sqlite3_stmt *st, const char *ids, sqlite_load_fn *fn,
    struct rx_err *e)
{
	bool ok;

	if ((tb->aux = st) == NULL)
		return false;
	ok = sqlite_load_each(tb, ids, fn, e);
	sqlite3_finalize(st);
	tb->aux = NULL;
	return ok;
}

bool
sqlite_merge_keys(struct sqlite_table *tb, struct rx_err *e)
{
	struct rx_buf	 names = RX_BUF_INIT(RX_BUF_TEXT), marks = RX_BUF_INIT(RX_BUF_TEXT);
	char		*ids;
	size_t		 i;
	bool		 ok;

	for (i = 0; i < tb->conf.merge_key->n; i++) {
		rx_buf_printf(&names, "%sk%zu", i > 0 ? "," : "", i);
		rx_buf_printf(&marks, "%s?%zu", i > 0 ? "," : "", i + 1);
	}
	ids = sqlite3_mprintf("SELECT min(rowid) FROM \"%w\" WHERE merge IS NOT NULL "
	    "GROUP BY merge", tb->stage);
	ok = (ids != NULL && !names.failed && !marks.failed) || rx_err_nomem(e);
	ok = ok && sqlite_run(tb->t, e, "DROP TABLE IF EXISTS temp.rx_merge; "
	    "CREATE TEMP TABLE rx_merge(%s)", rx_buf_str(&names)) &&
	    each(tb, sqlite_prepare(tb->t, e, "INSERT INTO temp.rx_merge VALUES(%s)",
	    rx_buf_str(&marks)), ids, note_key, e);
	sqlite3_free(ids);
	rx_buf_free(&names);
	rx_buf_free(&marks);
	return ok;
}

/* A row whose key comes again is not deleted but updated, or left alone. */
static enum rx_put
keep_row(struct sqlite_table *tb, enum rx_op op, const struct rx_record *r, struct rx_err *e)
{
	return op == RX_OP_PUT ? with_key(tb, tb->conf.key, r, e) : RX_PUT_OK;
}

static bool
keep_rows(struct sqlite_table *tb, struct rx_err *e)
{
	struct rx_buf	ids = RX_BUF_INIT(RX_BUF_LINE), equals = RX_BUF_INIT(RX_BUF_LINE);
	bool		ok;

	if (!sqlite_keyed(tb) || !sqlite_key_there(tb, tb->conf.key))
		return true;
	if (!sqlite_table_index(tb, e))
		return false;
	ok = (sqlite_load_winners(tb, &ids) && sqlite_key_equals(tb, tb->conf.key, &equals)) ||
	    rx_err_nomem(e);
	ok = ok && each(tb, sqlite_prepare(tb->t, e, "DELETE FROM temp.rx_gone WHERE id = "
	    "(SELECT rowid FROM \"%w\" WHERE %s)", tb->name, rx_buf_str(&equals)),
	    rx_buf_str(&ids), keep_row, e);
	rx_buf_free(&ids);
	rx_buf_free(&equals);
	return ok;
}

bool
sqlite_replace_parts(struct sqlite_table *tb, struct rx_err *e)
{
	struct rx_buf	list = RX_BUF_INIT(RX_BUF_LINE);
	bool		ok;

	if (!tb->exists)
		return true;
	if (!sqlite_merge_keys(tb, e))
		return false;
	if (!sqlite_key_there(tb, tb->conf.merge_key))
		return true;
	ok = sqlite_key_list(tb, tb->conf.merge_key, &list) || rx_err_nomem(e);
	ok = ok && sqlite_run(tb->t, e, "DROP TABLE IF EXISTS temp.rx_gone; "
	    "CREATE TEMP TABLE rx_gone(id INTEGER PRIMARY KEY); "
	    "INSERT INTO temp.rx_gone SELECT rowid FROM \"%w\" WHERE (%s) IN "
	    "(SELECT * FROM temp.rx_merge)", tb->name, rx_buf_str(&list)) &&
	    keep_rows(tb, e) && sqlite_family_gone(tb, "SELECT id FROM temp.rx_gone", e) &&
	    sqlite_run(tb->t, e, "DELETE FROM \"%w\" WHERE rowid IN "
	    "(SELECT id FROM temp.rx_gone)", tb->name);
	rx_buf_free(&list);
	if (!ok)
		return false;
	tb->conf.counts->deleted += (unsigned long)sqlite3_changes64(tb->t->db);
	return sqlite_run(tb->t, e, "DROP TABLE temp.rx_gone; DROP TABLE temp.rx_merge");
}
