/*
 * A load that is merged as a whole, with tables of lists.  While its root is
 * published, this is noted for them:
 *	temp.rx_taken	numbers of the records whose lists' rows come
 *	temp.rx_links	what names the records whose lists' rows go
 */
#include "lib/merge/sqlite.h"

bool
sqlite_family_begin(struct sqlite_table *tb, struct rx_err *e)
{
	struct rx_buf	names = RX_BUF_INIT(RX_BUF_TEXT), marks = RX_BUF_INIT(RX_BUF_TEXT);
	size_t		i;
	bool		ok;

	sqlite_family_end(tb);
	if (tb->conf.link == NULL)
		return true;
	for (i = 0; i < tb->conf.link->n; i++) {
		rx_buf_printf(&names, "%sk%zu", i > 0 ? "," : "", i);
		rx_buf_printf(&marks, "%s?%zu", i > 0 ? "," : "", i + 1);
	}
	ok = (!names.failed && !marks.failed) || rx_err_nomem(e);
	ok = ok && sqlite_run(tb->t, e, "DROP TABLE IF EXISTS temp.rx_taken; "
	    "DROP TABLE IF EXISTS temp.rx_links; "
	    "CREATE TEMP TABLE rx_taken(number INTEGER PRIMARY KEY); "
	    "CREATE TEMP TABLE rx_links(%s)", rx_buf_str(&names)) &&
	    (tb->taken = sqlite_prepare(tb->t, e, "INSERT OR IGNORE INTO temp.rx_taken "
	    "VALUES(?1)")) != NULL &&
	    (tb->linked = sqlite_prepare(tb->t, e, "INSERT INTO temp.rx_links VALUES(%s)",
	    rx_buf_str(&marks))) != NULL;
	rx_buf_free(&names);
	rx_buf_free(&marks);
	return ok;
}

void
sqlite_family_end(struct sqlite_table *tb)
{
	sqlite3_finalize(tb->taken);
	sqlite3_finalize(tb->linked);
	tb->taken = tb->linked = NULL;
}

/* As tables of lists have the values: without a declared type. */
static enum rx_put
bind_link(struct sqlite_table *tb, const struct rx_record *r, struct rx_err *e)
{
	static const struct sqlite_column	 plain = { .type = "", .key = true };
	const struct rx_key			*k = tb->conf.link;
	enum rx_put				 put = RX_PUT_OK;
	size_t					 i;

	rx_buf_reset(&tb->scratch);
	if (!rx_buf_room(&tb->scratch, r->data.n + r->n)) {
		rx_err_nomem(e);
		return RX_PUT_FAILED;
	}
	for (i = 0; put == RX_PUT_OK && i < k->n; i++)
		put = sqlite_bind(tb, tb->linked, (int)i + 1, &plain, rx_key_value(k, i, r),
		    r->spaces, e);
	return put;
}

static enum rx_put
step(struct sqlite_table *tb, sqlite3_stmt *st, struct rx_err *e)
{
	int r = sqlite_step(tb->t, st, e);

	(void)sqlite3_reset(st);
	return r == 0 ? RX_PUT_OK : RX_PUT_FAILED;
}

enum rx_put
sqlite_family_took(struct sqlite_table *tb, enum rx_op op, const struct rx_record *r,
    struct rx_err *e)
{
	enum rx_put put = RX_PUT_OK;

	if (tb->conf.link == NULL)
		return put;
	if (op == RX_OP_PUT) {
		sqlite3_bind_int64(tb->taken, 1, (sqlite3_int64)r->number);
		put = step(tb, tb->taken, e);
	}
	if (put != RX_PUT_OK || !sqlite_keyed(tb) || tb->conf.strategy == RX_INSERT_ONLY)
		return put;
	put = bind_link(tb, r, e);
	return put == RX_PUT_OK ? step(tb, tb->linked, e) : put;
}

/* Deletes the rows of a list whose links are among those of a SELECT. */
static bool
clear(struct sqlite_table *tb, const char *links, struct rx_err *e)
{
	struct rx_buf	list = RX_BUF_INIT(RX_BUF_LINE);
	bool		ok;

	if (!sqlite_table_ready(tb, e))
		return false;
	if (!sqlite_key_there(tb, tb->conf.merge_key))
		return true;
	ok = sqlite_key_list(tb, tb->conf.merge_key, &list) || rx_err_nomem(e);
	ok = ok && sqlite_clear_index(tb, e) && sqlite_run(tb->t, e,
	    "DELETE FROM \"%w\" WHERE (%s) IN (%s)", tb->name, rx_buf_str(&list), links);
	rx_buf_free(&list);
	return ok;
}

bool
sqlite_family_clear(struct sqlite_table *tb, struct rx_err *e)
{
	return tb->conf.strategy == RX_INSERT_ONLY ||
	    clear(tb, "SELECT * FROM temp.rx_links", e);
}

bool
sqlite_family_gone(struct sqlite_table *tb, const char *rows, struct rx_err *e)
{
	struct rx_buf		 list = RX_BUF_INIT(RX_BUF_LINE);
	struct sqlite_table	*o;
	char			*links = NULL;
	bool			 ok = true;

	if (tb->conf.link == NULL || !sqlite_key_there(tb, tb->conf.link))
		return true;
	if (sqlite_key_list(tb, tb->conf.link, &list))
		links = sqlite3_mprintf("SELECT %s FROM \"%w\" WHERE rowid IN (%s)",
		    rx_buf_str(&list), tb->name, rows);
	rx_buf_free(&list);
	if (links == NULL)
		return rx_err_nomem(e);
	for (o = tb->t->tables; ok && o != NULL; o = o->next)
		if (o->conf.root.p != NULL && rx_span_eq(o->conf.root, tb->conf.resource))
			ok = clear(o, links, e);
	sqlite3_free(links);
	return ok;
}
