/* Which table a resource gets, which column a field: SQL compares names
 * without regard to case, JSON does not.  What was given once stays. */
#include <stdlib.h>
#include <string.h>

#include "lib/merge/name.h"
#include "lib/merge/sqlite.h"

static int
taken(struct sqlite *t, const char *name, struct rx_err *e)
{
	sqlite3_stmt	*st = sqlite_prepare(t, e,
	    "SELECT 1 FROM _rx_tables WHERE tbl = %Q COLLATE NOCASE", name);
	int		 r = st != NULL ? sqlite_step(t, st, e) : -1;

	sqlite3_finalize(st);
	return r;
}

static bool
give(struct sqlite *t, struct rx_span asked, const char *name, struct rx_err *e)
{
	sqlite3_stmt	*st = sqlite_prepare(t, e, "INSERT INTO _rx_tables VALUES(?, %Q)", name);
	int		 r;

	if (st == NULL)
		return false;
	sqlite_bind_span(st, 1, asked);
	r = sqlite_step(t, st, e);
	sqlite3_finalize(st);
	return r == 0;
}

int
sqlite_table_find(struct sqlite *t, struct rx_span asked, char **name, struct rx_err *e)
{
	sqlite3_stmt	*st;
	int		 r = sqlite_has(t, "_rx_tables", e);

	if (r <= 0)
		return r;
	if ((st = sqlite_prepare(t, e, "SELECT tbl FROM _rx_tables WHERE name = ?")) == NULL)
		return -1;
	sqlite_bind_span(st, 1, asked);
	if ((r = sqlite_step(t, st, e)) == 1 &&
	    (*name = sqlite_text(sqlite_column_span(st, 0))) == NULL) {
		rx_err_nomem(e);
		r = -1;
	}
	sqlite3_finalize(st);
	return r;
}

/* The name asked for as C text, spelled as all names are. */
static char *
spell(struct rx_span asked, enum rx_names names)
{
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_LINE);
	char		*text = rx_name_write(&b, names, asked) ? sqlite_text(rx_buf_view(&b)) : NULL;

	rx_buf_free(&b);
	return text;
}

/* The name asked for, else with a number. */
static bool
choose(struct sqlite *t, struct rx_span asked, const char *prefix, enum rx_names names,
    char **name, struct rx_err *e)
{
	char		*base = spell(asked, names);
	struct rx_buf	 b = RX_BUF_INIT(RX_BUF_LINE);
	unsigned	 n;
	int		 r = base != NULL ? 1 : -1;

	for (n = 1; r == 1; n++) {
		rx_buf_reset(&b);
		rx_buf_printf(&b, "%s%s", prefix, base);
		if (n > 1)
			rx_buf_printf(&b, "_%u", n);
		r = taken(t, rx_buf_str(&b), e);
	}
	if (r == 0 && give(t, asked, b.p, e))
		*name = strdup(b.p);
	else if (base == NULL)
		rx_err_nomem(e);
	rx_buf_free(&b);
	free(base);
	return *name != NULL;
}

/* A resource's table may not look like one of rx's own, nor like SQLite's. */
bool
sqlite_table_name(struct sqlite *t, struct rx_span asked, bool own, enum rx_names names,
    char **name, struct rx_err *e)
{
	bool	odd = asked.n == 0 || sqlite3_strnicmp(asked.p, "_rx_", 4) == 0 ||
		    sqlite3_strnicmp(asked.p, "sqlite_", 7) == 0;
	int	r;

	*name = NULL;
	if (!sqlite_run(t, e, "CREATE TABLE IF NOT EXISTS _rx_tables(name TEXT PRIMARY KEY, "
	    "tbl TEXT NOT NULL) WITHOUT ROWID"))
		return false;
	if ((r = sqlite_table_find(t, asked, name, e)) != 0)
		return r == 1;
	return choose(t, asked, odd && !own ? "t_" : "", own ? RX_NAMES_EXACT : names, name, e);
}

static struct sqlite_column *
same_name(struct sqlite_table *tb, const struct sqlite_column *self, const char *name)
{
	size_t i;

	for (i = 0; i < tb->n; i++)
		if (&tb->cols[i] != self && tb->cols[i].name != NULL &&
		    sqlite3_stricmp(tb->cols[i].name, name) == 0)
			return &tb->cols[i];
	return NULL;
}

static bool
keep(struct sqlite_table *tb, const struct sqlite_column *c, struct rx_err *e)
{
	sqlite3_stmt	*st;
	int		 r;

	if (!sqlite_run(tb->t, e, "CREATE TABLE IF NOT EXISTS _rx_columns(tbl TEXT, field TEXT, "
	    "col TEXT NOT NULL, PRIMARY KEY(tbl, field)) WITHOUT ROWID") ||
	    (st = sqlite_prepare(tb->t, e, "INSERT INTO _rx_columns VALUES(%Q, ?, %Q)",
	    tb->name, c->name)) == NULL)
		return false;
	sqlite_bind_span(st, 1, c->field);
	r = sqlite_step(tb->t, st, e);
	sqlite3_finalize(st);
	return r == 0;
}

/* A column that the user made, of this name, becomes the field's. */
static void
adopt(struct sqlite_column *c, struct sqlite_column *theirs)
{
	c->name = theirs->name;
	c->affinity = theirs->affinity;
	c->in_table = theirs->in_table;
	theirs->name = NULL;
	theirs->in_table = false;
}

/* Names a new column; it is in the list of columns already. */
bool
sqlite_column_name(struct sqlite_table *tb, struct sqlite_column *c, struct rx_err *e)
{
	struct rx_buf		 b = RX_BUF_INIT(RX_BUF_LINE);
	struct sqlite_column	*other;
	char			*base = spell(c->field, tb->conf.names);
	unsigned		 n;

	if (base == NULL)
		return rx_err_nomem(e);
	for (n = 1; c->name == NULL; n++) {
		rx_buf_reset(&b);
		rx_buf_text(&b, base[0] != '\0' ? base : "_empty");
		if (n > 1)
			rx_buf_printf(&b, "_%u", n);
		if (sqlite3_stricmp(rx_buf_str(&b), "_rx_rest") == 0 ||
		    sqlite3_stricmp(b.p, "_rx_part") == 0)
			continue;
		other = same_name(tb, c, b.p);
		if (other != NULL && other->field.p == NULL && !other->rest && n == 1)
			adopt(c, other);
		else if (other == NULL && (c->name = strdup(b.p)) == NULL)
			break;
	}
	rx_buf_free(&b);
	free(base);
	return c->name != NULL ? keep(tb, c, e) : rx_err_nomem(e);
}
