/* The unique index that merge needs on the key's columns, and those that the
 * source declares. */
#include <stdlib.h>

#include "lib/merge/sqlite.h"

static bool
in_key(struct sqlite_table *tb, const char *name)
{
	size_t i;

	for (i = 0; name != NULL && i < tb->conf.key->n; i++) {
		struct sqlite_column *c = sqlite_column_find(tb, tb->conf.key->field[i].name);

		if (c != NULL && sqlite3_stricmp(c->name, name) == 0)
			return true;
	}
	return false;
}

/* Is this index unique on just the key's columns? -1: an error. */
static int
fits(struct sqlite_table *tb, const char *index, struct rx_err *e)
{
	sqlite3_stmt	*st = sqlite_prepare(tb->t, e, "SELECT name FROM pragma_index_info(%Q)",
	    index);
	size_t		 n = 0;
	int		 r, yes = 1;

	if (st == NULL)
		return -1;
	while ((r = sqlite_step(tb->t, st, e)) == 1) {
		n++;
		if (!in_key(tb, (const char *)sqlite3_column_text(st, 0)))
			yes = 0;
	}
	sqlite3_finalize(st);
	return r == -1 ? -1 : yes && n == tb->conf.key->n;
}

/* INTEGER PRIMARY KEY has no index of its own. */
static int
is_rowid(struct sqlite_table *tb, struct rx_err *e)
{
	sqlite3_stmt	*st;
	int		 r, n = 0, ours = 0;

	st = sqlite_prepare(tb->t, e, "SELECT name FROM pragma_table_info(%Q) WHERE pk > 0",
	    tb->name);
	if (st == NULL)
		return -1;
	while ((r = sqlite_step(tb->t, st, e)) == 1) {
		n++;
		ours += in_key(tb, (const char *)sqlite3_column_text(st, 0));
	}
	sqlite3_finalize(st);
	return r == -1 ? -1 : n == ours && n == (int)tb->conf.key->n && n == 1;
}

static int
has_index(struct sqlite_table *tb, struct rx_err *e)
{
	sqlite3_stmt	*st = sqlite_prepare(tb->t, e, "SELECT name FROM pragma_index_list(%Q) "
	    "WHERE \"unique\" AND NOT partial", tb->name);
	int		 r, found = 0;

	if (st == NULL)
		return -1;
	while (found == 0 && (r = sqlite_step(tb->t, st, e)) != 0)
		found = r == -1 ? -1 : fits(tb, (const char *)sqlite3_column_text(st, 0), e);
	sqlite3_finalize(st);
	return found;
}

bool
sqlite_table_unindex(struct sqlite_table *tb, struct rx_err *e)
{
	return sqlite_run(tb->t, e, "DROP INDEX IF EXISTS \"_rx_key_%w\"", tb->name);
}

/* Is rx's own index there, just as it would be made? */
static int
has_own(struct sqlite_table *tb, const char *sql, struct rx_err *e)
{
	sqlite3_stmt	*st = sqlite_prepare(tb->t, e, "SELECT 1 FROM sqlite_master "
	    "WHERE type = 'index' AND name = '_rx_key_%q' AND sql = %Q", tb->name, sql);
	int		 r = st != NULL ? sqlite_step(tb->t, st, e) : -1;

	sqlite3_finalize(st);
	return r;
}

static bool
make(struct sqlite_table *tb, const char *sql, struct rx_err *e)
{
	struct rx_buf key = RX_BUF_INIT(RX_BUF_TEXT);

	if (sqlite_table_unindex(tb, e) && sqlite_run(tb->t, e, "%s", sql))
		return true;
	if ((sqlite3_errcode(tb->t->db) & 0xff) == SQLITE_CONSTRAINT) {
		rx_key_text(&key, tb->conf.key);
		rx_err_set(e, RX_BAD_DATA, "%s: the table %s has rows with the same key (%s)",
		    tb->t->path, tb->name, rx_buf_str(&key));
		rx_err_hint(e, "merge needs one row a key: remove the others, or use append");
		rx_buf_free(&key);
	}
	return false;
}

bool
sqlite_table_index(struct sqlite_table *tb, struct rx_err *e)
{
	struct rx_buf	 list = RX_BUF_INIT(RX_BUF_LINE);
	char		*sql = NULL;
	int		 r;

	if (tb->indexed)
		return true;
	if (sqlite_key_list(tb, tb->conf.key, &list))
		sql = sqlite3_mprintf("CREATE UNIQUE INDEX \"_rx_key_%w\" ON \"%w\"(%s)",
		    tb->name, tb->name, rx_buf_str(&list));
	rx_buf_free(&list);
	if (sql == NULL)
		return rx_err_nomem(e);
	if ((r = has_own(tb, sql, e)) == 0 && (r = has_index(tb, e)) == 0)
		r = is_rowid(tb, e);
	if (r == 0 && make(tb, sql, e))
		r = 1;
	sqlite3_free(sql);
	return tb->indexed = r == 1;
}

/* Does an index of the table begin with that column?  The user's will do. */
static int
leads(struct sqlite_table *tb, const char *column, struct rx_err *e)
{
	sqlite3_stmt	*st = sqlite_prepare(tb->t, e, "SELECT 1 FROM pragma_index_list(%Q) l, "
	    "pragma_index_info(l.name) i WHERE NOT l.partial AND i.seqno = 0 AND i.name = %Q",
	    tb->name, column);
	int		 r = st != NULL ? sqlite_step(tb->t, st, e) : -1;

	sqlite3_finalize(st);
	return r;
}

/* Is there an index of that name?  Tables a_b and a may share one. */
static int
taken(struct sqlite *t, const char *name, struct rx_err *e)
{
	sqlite3_stmt	*st = sqlite_prepare(t, e, "SELECT 1 FROM sqlite_master "
	    "WHERE name = %Q COLLATE NOCASE", name);
	int		 r = st != NULL ? sqlite_step(t, st, e) : -1;

	sqlite3_finalize(st);
	return r;
}

/* _rx_sort_TABLE_COLUMN, numbered where that is another's. */
static bool
make_sort(struct sqlite_table *tb, const char *column, struct rx_err *e)
{
	char		*name = NULL;
	unsigned	 n;
	int		 r = 1;
	bool		 ok;

	for (n = 1; r == 1; n++) {
		sqlite3_free(name);
		name = n == 1 ? sqlite3_mprintf("_rx_sort_%s_%s", tb->name, column) :
		    sqlite3_mprintf("_rx_sort_%s_%s_%u", tb->name, column, n);
		if (name == NULL)
			return rx_err_nomem(e);
		r = taken(tb->t, name, e);
	}
	ok = r == 0 && sqlite_run(tb->t, e, "CREATE INDEX \"%w\" ON \"%w\"(\"%w\")", name,
	    tb->name, column);
	sqlite3_free(name);
	return ok;
}

bool
sqlite_table_sort(struct sqlite_table *tb, struct rx_err *e)
{
	size_t	i;
	int	there;

	for (i = 0; i < tb->n; i++) {
		struct sqlite_column *c = &tb->cols[i];

		if (!c->sort || !c->in_table)
			continue;
		if ((there = leads(tb, c->name, e)) == -1 ||
		    (there == 0 && !make_sort(tb, c->name, e)))
			return false;
		c->sort = false;
	}
	return true;
}
