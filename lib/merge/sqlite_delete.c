/* Rows that go: that of a record's key, and those of its merge_key. */
#include "lib/merge/sqlite.h"

static sqlite3_stmt *
prepare(struct sqlite_table *tb, const struct rx_key *k, struct rx_err *e)
{
	struct rx_buf	 list = RX_BUF_INIT(RX_BUF_LINE);
	sqlite3_stmt	*st = NULL;

	if (sqlite_key_equals(tb, k, &list))
		st = sqlite_prepare(tb->t, e, "DELETE FROM \"%w\" WHERE %s", tb->name,
		    rx_buf_str(&list));
	else
		rx_err_nomem(e);
	rx_buf_free(&list);
	return st;
}

static enum rx_put
step(struct sqlite_table *tb, sqlite3_stmt *st, struct rx_err *e)
{
	int r = sqlite_step(tb->t, st, e);

	if (r == 0)
		tb->conf.counts->deleted += (unsigned long)sqlite3_changes64(tb->t->db);
	(void)sqlite3_reset(st);
	return r == 0 ? RX_PUT_OK : RX_PUT_FAILED;
}

static enum rx_put
step_delete(struct sqlite_table *tb, struct rx_err *e)
{
	return step(tb, tb->del, e);
}

enum rx_put
sqlite_delete(struct sqlite_table *tb, const struct rx_record *r, struct rx_err *e)
{
	const struct rx_key	*k = tb->conf.key;
	enum rx_put		 put;

	if (!sqlite_keyed(tb) || !sqlite_key_there(tb, k))
		return RX_PUT_OK;
	if (!sqlite_table_index(tb, e) ||
	    (tb->del == NULL && (tb->del = prepare(tb, k, e)) == NULL))
		return RX_PUT_FAILED;
	put = sqlite_key_bind(tb, tb->del, k, r, e);
	return put == RX_PUT_OK ? sqlite_odd_delete(tb, r, step_delete, e) : put;
}

/* Without an index each record would be looked for in all of the table. */
bool
sqlite_clear_index(struct sqlite_table *tb, struct rx_err *e)
{
	struct rx_buf	list = RX_BUF_INIT(RX_BUF_LINE);
	bool		ok = tb->cleared;

	if (!ok)
		ok = sqlite_key_list(tb, tb->conf.merge_key, &list) &&
		    sqlite_run(tb->t, e, "CREATE INDEX IF NOT EXISTS \"_rx_merge_%w\" "
		    "ON \"%w\"(%s)", tb->name, tb->name, rx_buf_str(&list));
	rx_buf_free(&list);
	return tb->cleared = ok;
}

enum rx_put
sqlite_clear(struct sqlite_table *tb, const struct rx_record *r, struct rx_err *e)
{
	const struct rx_key	*k = tb->conf.merge_key;
	enum rx_put		 put;

	if (k == NULL || !sqlite_key_there(tb, k))
		return RX_PUT_OK;
	if (!sqlite_clear_index(tb, e) ||
	    (tb->clear == NULL && (tb->clear = prepare(tb, k, e)) == NULL))
		return RX_PUT_FAILED;
	put = sqlite_key_bind(tb, tb->clear, k, r, e);
	return put == RX_PUT_OK ? step(tb, tb->clear, e) : put;
}
