/* The state in the database, in the same transactions as the rows. */
#include <stdlib.h>

#include "lib/merge/sqlite.h"

/* Do the parts have their edges?  Databases of older versions lack them. */
static int
has_edges(struct sqlite *t, struct rx_err *e)
{
	sqlite3_stmt	*st = sqlite_prepare(t, e,
	    "SELECT 1 FROM pragma_table_info('_rx_parts') WHERE name = 'edge'");
	int		 r = st != NULL ? sqlite_step(t, st, e) : -1;

	sqlite3_finalize(st);
	return r;
}

bool
sqlite_state_version(struct sqlite *t, struct rx_err *e)
{
	sqlite3_stmt	*st;
	int		 r = sqlite_has(t, "_rx_format", e);
	long		 found = 0;

	if (r <= 0)
		return r == 0;
	if ((st = sqlite_prepare(t, e, "SELECT max(version) FROM _rx_format")) == NULL)
		return false;
	if ((r = sqlite_step(t, st, e)) == 1)
		found = (long)sqlite3_column_int64(st, 0);
	sqlite3_finalize(st);
	return r != -1 && rx_state_version(found, t->path, e);
}

static bool
make_tables(struct sqlite *t, struct rx_err *e)
{
	int has;

	if (!sqlite_run(t, e,
	    "CREATE TABLE IF NOT EXISTS _rx_state(resource TEXT PRIMARY KEY, "
	    "generation INTEGER NOT NULL, learned TEXT, attempt TEXT) WITHOUT ROWID;"
	    "CREATE TABLE IF NOT EXISTS _rx_parts(resource TEXT, part TEXT, bookmark TEXT, "
	    "next TEXT, seen TEXT, done INTEGER, bookmark_edge TEXT, edge TEXT, "
	    "PRIMARY KEY(resource, part)) "
	    "WITHOUT ROWID;"
	    "CREATE TABLE IF NOT EXISTS _rx_format(version INTEGER NOT NULL);"
	    "INSERT INTO _rx_format SELECT %d WHERE NOT EXISTS (SELECT 1 FROM _rx_format)",
	    RX_STATE_VERSION) || (has = has_edges(t, e)) == -1)
		return false;
	return has == 1 || sqlite_run(t, e, "ALTER TABLE _rx_parts ADD COLUMN bookmark_edge TEXT;"
	    "ALTER TABLE _rx_parts ADD COLUMN edge TEXT");
}

static bool
load_resource(struct sqlite *t, struct rx_state *s, struct rx_err *e)
{
	sqlite3_stmt	*st = sqlite_prepare(t, e,
	    "SELECT generation, learned, attempt FROM _rx_state WHERE resource = ?");
	int		 r;
	bool		 ok = true;

	if (st == NULL)
		return false;
	sqlite_bind_span(st, 1, s->resource);
	if ((r = sqlite_step(t, st, e)) == 1) {
		s->generation = (long)sqlite3_column_int64(st, 0);
		ok = (rx_state_text(&s->learned, sqlite_column_span(st, 1)) &&
		    rx_state_text(&s->attempt, sqlite_column_span(st, 2))) || rx_err_nomem(e);
	}
	sqlite3_finalize(st);
	return ok && r != -1;
}

static bool
load_part(struct rx_state *s, sqlite3_stmt *st)
{
	struct rx_state_part *p = rx_state_part(s, sqlite_column_span(st, 0), true);

	if (p == NULL)
		return false;
	p->begun = sqlite3_column_type(st, 4) != SQLITE_NULL;
	p->done = sqlite3_column_int(st, 4) != 0;
	return rx_state_text(&p->bookmark, sqlite_column_span(st, 1)) &&
	    rx_state_text(&p->next, sqlite_column_span(st, 2)) &&
	    rx_state_text(&p->seen, sqlite_column_span(st, 3)) &&
	    rx_state_text(&p->bookmark_edge, sqlite_column_span(st, 5)) &&
	    rx_state_text(&p->edge, sqlite_column_span(st, 6));
}

bool
sqlite_state_load(struct rx_target *base, struct rx_state *s, struct rx_err *e)
{
	struct sqlite	*t = (struct sqlite *)base;
	sqlite3_stmt	*st;
	int		 has = sqlite_has(t, "_rx_state", e), r;

	if (has <= 0)
		return has == 0;
	if (!load_resource(t, s, e) || (has = has_edges(t, e)) == -1 ||
	    (st = sqlite_prepare(t, e, has == 1 ?
	    "SELECT part, bookmark, next, seen, done, bookmark_edge, edge FROM _rx_parts "
	    "WHERE resource = ?" :
	    "SELECT part, bookmark, next, seen, done, NULL, NULL FROM _rx_parts "
	    "WHERE resource = ?")) == NULL)
		return false;
	sqlite_bind_span(st, 1, s->resource);
	while ((r = sqlite_step(t, st, e)) == 1) {
		if (load_part(s, st))
			continue;
		r = -1;
		rx_err_nomem(e);
		break;
	}
	sqlite3_finalize(st);
	return r == 0;
}

static bool
save_parts(struct sqlite *t, struct rx_state *s, struct rx_err *e)
{
	struct rx_state_part	*p;
	sqlite3_stmt		*put, *drop, *st;
	int			 r = 0;

	put = sqlite_prepare(t, e, "INSERT OR REPLACE INTO _rx_parts VALUES(?,?,?,?,?,?,?,?)");
	drop = sqlite_prepare(t, e, "DELETE FROM _rx_parts WHERE resource = ? AND part = ?");
	for (p = s->first_dirty; put != NULL && drop != NULL && p != NULL && r == 0;
	    p = p->follow_dirty) {
		st = rx_state_part_empty(p) ? drop : put;
		sqlite_bind_span(st, 1, s->resource);
		sqlite_bind_span(st, 2, p->part);
		if (st == put) {
			sqlite_bind_span(st, 3, p->bookmark);
			sqlite_bind_span(st, 4, p->next);
			sqlite_bind_span(st, 5, p->seen);
			sqlite_bind_span(st, 7, p->bookmark_edge);
			sqlite_bind_span(st, 8, p->edge);
			if (p->begun)
				sqlite3_bind_int(st, 6, p->done);
			else
				sqlite3_bind_null(st, 6);
		}
		r = sqlite_step(t, st, e);
		(void)sqlite3_reset(st);
	}
	r = put == NULL || drop == NULL ? -1 : r;
	sqlite3_finalize(put);
	sqlite3_finalize(drop);
	return r == 0;
}

bool
sqlite_state_save(struct rx_target *base, struct rx_state *s, struct rx_err *e)
{
	struct sqlite	*t = (struct sqlite *)base;
	sqlite3_stmt	*st;
	int		 r;

	if (!make_tables(t, e))
		return false;
	if (s->dirty) {
		st = sqlite_prepare(t, e, "INSERT OR REPLACE INTO _rx_state VALUES(?,?,?,?)");
		if (st == NULL)
			return false;
		sqlite_bind_span(st, 1, s->resource);
		sqlite3_bind_int64(st, 2, s->generation);
		sqlite_bind_span(st, 3, s->learned);
		sqlite_bind_span(st, 4, s->attempt);
		r = sqlite_step(t, st, e);
		sqlite3_finalize(st);
		if (r == -1)
			return false;
	}
	return s->first_dirty == NULL || save_parts(t, s, e);
}

bool
sqlite_state_resources(struct rx_target *base, struct rx_buf *names, struct rx_err *e)
{
	struct sqlite	*t = (struct sqlite *)base;
	sqlite3_stmt	*st;
	int		 r = sqlite_has(t, "_rx_state", e);

	rx_buf_byte(names, '[');
	if (r > 0) {
		st = sqlite_prepare(t, e, "SELECT resource FROM _rx_state ORDER BY resource");
		if (st == NULL)
			return false;
		while ((r = sqlite_step(t, st, e)) == 1) {
			rx_buf_text(names, names->n > 1 ? "," : "");
			rx_json_quote(names, sqlite_column_span(st, 0));
		}
		sqlite3_finalize(st);
	}
	return r == 0 && (rx_buf_byte(names, ']') || rx_err_nomem(e));
}
