/* What tables and columns there are, for those that ask from outside. */
#include <stdlib.h>

#include "lib/merge/postgres.h"

/* The table that was asked for by that name, or is called so; *table NULL
 * (no error): there is none. */
static bool
find_table(struct postgres *t, struct rx_span name, char **table, struct rx_err *e)
{
	int r = postgres_table_find(t, name, table, e);

	if (r < 0)
		return false;
	if (r == 0 && (*table = postgres_text(name)) == NULL)
		return rx_err_nomem(e);
	if ((r = postgres_has(t, *table, e)) == 't' || r == 'p')
		return true;
	free(*table);
	*table = NULL;
	return r != -1;
}

static PGresult *
ask(struct postgres *t, const char *table, bool given, struct rx_err *e)
{
	struct rx_buf	 field = RX_BUF_INIT(RX_BUF_LINE);
	PGresult	*r = NULL;

	if (given ? postgres_sql(t, &field, "(SELECT field FROM %T c WHERE c.tbl = %L AND "
	    "c.col = attname)", "_rx_columns", table) : rx_buf_text(&field, "NULL"))
		r = postgres_query(t, e, "SELECT attname, "
		    "pg_catalog.format_type(atttypid, atttypmod), %s, "
		    "EXISTS (SELECT 1 FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class x "
		    "ON x.oid = indexrelid WHERE indrelid = attrelid AND "
		    "(indisprimary OR left(x.relname, 8) = '_rx_key_') "
		    "AND attnum = ANY (indkey)) "
		    "FROM pg_catalog.pg_attribute a "
		    "JOIN pg_catalog.pg_class c ON c.oid = attrelid "
		    "JOIN pg_catalog.pg_namespace s ON s.oid = relnamespace "
		    "WHERE nspname = %L AND relname = %L AND attnum > 0 AND NOT attisdropped "
		    "ORDER BY attnum", rx_buf_str(&field), t->schema, table);
	else
		rx_err_nomem(e);
	rx_buf_free(&field);
	return r;
}

static void
write_column(struct postgres *t, const PGresult *r, int i, struct rx_buf *b)
{
	struct rx_span field = postgres_value(t, r, i, 2);

	rx_buf_text(b, i == 0 ? "{" : ",{");
	if (field.p != NULL) {
		rx_buf_text(b, "\"field\":");
		rx_json_quote(b, field);
		rx_buf_byte(b, ',');
	}
	rx_buf_text(b, "\"column\":");
	rx_json_quote(b, postgres_value(t, r, i, 0));
	rx_buf_text(b, ",\"type\":");
	rx_json_quote(b, postgres_value(t, r, i, 1));
	rx_buf_text(b, rx_span_is(postgres_value(t, r, i, 3), "t") ? ",\"key\":true}" : "}");
}

bool
postgres_columns(struct rx_target *base, struct rx_span name, struct rx_buf *b, struct rx_err *e)
{
	struct postgres	*t = (struct postgres *)base;
	char		*table = NULL;
	PGresult	*r;
	int		 i, n, given = postgres_has(t, "_rx_columns", e);

	if (given == -1 || !find_table(t, name, &table, e))
		return false;
	if (table == NULL)
		return rx_buf_text(b, "null") || rx_err_nomem(e);
	r = ask(t, table, given > 0, e);
	free(table);
	if (r == NULL)
		return false;
	rx_buf_byte(b, '[');
	for (i = 0, n = t->pq.PQntuples(r); i < n; i++)
		write_column(t, r, i, b);
	t->pq.PQclear(r);
	return rx_buf_byte(b, ']') || rx_err_nomem(e);
}

bool
postgres_tables(struct rx_target *base, struct rx_buf *b, struct rx_err *e)
{
	struct postgres	*t = (struct postgres *)base;
	PGresult	*r;
	int		 i, n, has = postgres_has(t, "_rx_columns", e);

	if (has == -1)
		return false;
	rx_buf_byte(b, '[');
	if (has > 0) {
		if ((r = postgres_query(t, e, "SELECT name, tbl FROM %T "
		    "WHERE left(tbl, 4) <> '_rx_' "
		    "AND EXISTS (SELECT 1 FROM pg_catalog.pg_class c "
		    "JOIN pg_catalog.pg_namespace s ON s.oid = relnamespace "
		    "WHERE nspname = %L AND relname = tbl AND relkind IN ('r', 'p')) "
		    "ORDER BY name%C", "_rx_tables", t->schema)) == NULL)
			return false;
		for (i = 0, n = t->pq.PQntuples(r); i < n; i++) {
			rx_buf_text(b, i == 0 ? "{\"name\":" : ",{\"name\":");
			rx_json_quote(b, postgres_value(t, r, i, 0));
			rx_buf_text(b, ",\"table\":");
			rx_json_quote(b, postgres_value(t, r, i, 1));
			rx_buf_byte(b, '}');
		}
		t->pq.PQclear(r);
	}
	return rx_buf_byte(b, ']') || rx_err_nomem(e);
}
