/* rx's own tables, and the state in them: in the same transactions as the rows. */
#include <stdlib.h>

#include "lib/merge/postgres.h"

#define AT_ONCE	500	/* parts of a statement */

bool
postgres_state_version(struct postgres *t, struct rx_err *e)
{
	char	*text = NULL;
	int	 r = postgres_has(t, "_rx_format", e);
	long	 found;

	if (r <= 0)
		return r == 0;
	if (postgres_ask(t, e, &text, "SELECT max(version) FROM %T", "_rx_format") < 1)
		return false;
	found = strtol(text, NULL, 10);
	free(text);
	return rx_state_version(found, t->name, e);
}

/* Made together, the last one last: where that is, all are. */
bool
postgres_make(struct postgres *t, struct rx_err *e)
{
	int r;

	if (t->made)
		return true;
	if ((r = postgres_has(t, "_rx_columns", e)) == 0 && postgres_lock_names(t, e) &&
	    (r = postgres_has(t, "_rx_columns", e)) == 0)
		r = postgres_define(t, e,
		    "CREATE TABLE IF NOT EXISTS %T(resource text PRIMARY KEY, "
		    "generation bigint NOT NULL, learned text, attempt text);"
		    "CREATE TABLE IF NOT EXISTS %T(resource text, part text, bookmark text, "
		    "next text, seen text, done boolean, bookmark_edge text, edge text, "
		    "PRIMARY KEY(resource, part));"
		    "CREATE TABLE IF NOT EXISTS %T(version bigint NOT NULL);"
		    "INSERT INTO %T VALUES (%d);"
		    "CREATE TABLE IF NOT EXISTS %T(name text PRIMARY KEY, "
		    "tbl text NOT NULL UNIQUE);"
		    "CREATE TABLE IF NOT EXISTS %T(tbl text, field text, col text NOT NULL, "
		    "own boolean NOT NULL, PRIMARY KEY(tbl, field))",
		    "_rx_state", "_rx_parts", "_rx_format", "_rx_format",
		    (long)RX_STATE_VERSION, "_rx_tables", "_rx_columns") ? 1 : -1;
	return t->made = r > 0;
}

static bool
load_resource(struct postgres *t, struct rx_state *s, struct rx_err *e)
{
	PGresult	*r = postgres_query(t, e, "SELECT generation, learned, attempt FROM %T "
			    "WHERE resource = %S", "_rx_state", s->resource);
	bool		 ok = true;

	if (r == NULL)
		return false;
	if (t->pq.PQntuples(r) > 0) {
		s->generation = strtol(t->pq.PQgetvalue(r, 0, 0), NULL, 10);
		ok = (rx_state_text(&s->learned, postgres_value(t, r, 0, 1)) &&
		    rx_state_text(&s->attempt, postgres_value(t, r, 0, 2))) || rx_err_nomem(e);
	}
	t->pq.PQclear(r);
	return ok;
}

static bool
load_part(struct postgres *t, struct rx_state *s, const PGresult *r, int i)
{
	struct rx_state_part	*p = rx_state_part(s, postgres_value(t, r, i, 0), true);
	struct rx_span		 done = postgres_value(t, r, i, 4);

	if (p == NULL)
		return false;
	p->begun = done.p != NULL;
	p->done = rx_span_is(done, "t");
	return rx_state_text(&p->bookmark, postgres_value(t, r, i, 1)) &&
	    rx_state_text(&p->next, postgres_value(t, r, i, 2)) &&
	    rx_state_text(&p->seen, postgres_value(t, r, i, 3)) &&
	    rx_state_text(&p->bookmark_edge, postgres_value(t, r, i, 5)) &&
	    rx_state_text(&p->edge, postgres_value(t, r, i, 6));
}

bool
postgres_state_load(struct rx_target *base, struct rx_state *s, struct rx_err *e)
{
	struct postgres	*t = (struct postgres *)base;
	PGresult	*r;
	int		 has = postgres_has(t, "_rx_columns", e), i, n;
	bool		 ok = true;

	if (has <= 0)
		return has == 0;
	if (!load_resource(t, s, e) || (r = postgres_query(t, e, "SELECT part, bookmark, next, "
	    "seen, done, bookmark_edge, edge FROM %T WHERE resource = %S "
	    "ORDER BY part%C", "_rx_parts",
	    s->resource)) == NULL)
		return false;
	for (i = 0, n = t->pq.PQntuples(r); ok && i < n; i++)
		ok = load_part(t, s, r, i) || rx_err_nomem(e);
	t->pq.PQclear(r);
	return ok;
}

static void
write_part(struct postgres *t, struct rx_buf *b, const struct rx_state *s,
    const struct rx_state_part *p)
{
	postgres_sql(t, b, "(%S,%S,%S,%S,%S,%s,%S,%S)", s->resource, p->part, p->bookmark,
	    p->next, p->seen, !p->begun ? "NULL" : p->done ? "true" : "false",
	    p->bookmark_edge, p->edge);
}

/* Up to AT_ONCE parts from *p; those with nothing to keep are removed. */
static bool
save_parts(struct postgres *t, const struct rx_state *s, struct rx_state_part **p,
    struct rx_err *e)
{
	struct rx_buf	put = RX_BUF_INIT(RX_BUF_LINE), drop = RX_BUF_INIT(RX_BUF_LINE);
	unsigned	n;
	bool		ok;

	for (n = 0; n < AT_ONCE && *p != NULL; n++, *p = (*p)->follow_dirty) {
		struct rx_buf *b = rx_state_part_empty(*p) ? &drop : &put;

		rx_buf_text(b, b->n > 0 ? "," : "");
		if (b == &put)
			write_part(t, b, s, *p);
		else
			postgres_sql(t, b, "%S", (*p)->part);
	}
	ok = !put.failed && !drop.failed ? true : rx_err_nomem(e);
	if (ok && put.n > 0)
		ok = postgres_run(t, e, "INSERT INTO %T AS p(resource, part, bookmark, next, seen, "
		    "done, bookmark_edge, edge) VALUES %s ON CONFLICT (resource, part) DO UPDATE "
		    "SET bookmark = excluded.bookmark, next = excluded.next, seen = excluded.seen, "
		    "done = excluded.done, bookmark_edge = excluded.bookmark_edge, "
		    "edge = excluded.edge", "_rx_parts", rx_buf_str(&put));
	if (ok && drop.n > 0)
		ok = postgres_run(t, e, "DELETE FROM %T WHERE resource = %S AND part IN (%s)",
		    "_rx_parts", s->resource, rx_buf_str(&drop));
	rx_buf_free(&put);
	rx_buf_free(&drop);
	return ok;
}

bool
postgres_state_save(struct rx_target *base, struct rx_state *s, struct rx_err *e)
{
	struct postgres		*t = (struct postgres *)base;
	struct rx_state_part	*p = s->first_dirty;

	if (!postgres_make(t, e))
		return false;
	if (s->dirty && !postgres_run(t, e, "INSERT INTO %T VALUES (%S, %d, %S, %S) "
	    "ON CONFLICT (resource) DO UPDATE SET generation = excluded.generation, "
	    "learned = excluded.learned, attempt = excluded.attempt", "_rx_state", s->resource,
	    s->generation, s->learned, s->attempt))
		return false;
	while (p != NULL)
		if (!save_parts(t, s, &p, e))
			return false;
	return true;
}

bool
postgres_state_resources(struct rx_target *base, struct rx_buf *names, struct rx_err *e)
{
	struct postgres	*t = (struct postgres *)base;
	PGresult	*r;
	int		 has = postgres_has(t, "_rx_columns", e), i, n;

	if (has == -1)
		return false;
	rx_buf_byte(names, '[');
	if (has > 0) {
		if ((r = postgres_query(t, e, "SELECT resource FROM %T ORDER BY resource",
		    "_rx_state")) == NULL)
			return false;
		for (i = 0, n = t->pq.PQntuples(r); i < n; i++) {
			rx_buf_text(names, i > 0 ? "," : "");
			rx_json_quote(names, postgres_value(t, r, i, 0));
		}
		t->pq.PQclear(r);
	}
	return rx_buf_byte(names, ']') || rx_err_nomem(e);
}
