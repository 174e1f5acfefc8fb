/* What tables and columns there are, for those that ask from outside. */
#include <stdlib.h>

#include "lib/merge/sqlite.h"

#define SAMPLE	1000	/* rows that are looked at */

/* The table that was asked for by that name, or is called so; *table NULL
 * (no error): there is none. */
static bool
find_table(struct sqlite *t, struct rx_span name, char **table, struct rx_err *e)
{
	int r = sqlite_table_find(t, name, table, e);

	if (r == -1)
		return false;
	if (r == 0 && (*table = sqlite_text(name)) == NULL)
		return rx_err_nomem(e);
	if ((r = sqlite_has(t, *table, e)) == 't')
		return true;
	free(*table);
	*table = NULL;
	return r != -1;
}

/* What a column without a type holds, as far as its first rows tell; 0 and 1
 * may be false and true. */
static bool
write_held(struct sqlite *t, const char *table, struct rx_span column, struct rx_buf *b,
    struct rx_err *e)
{
	char		*name = sqlite_text(column);
	sqlite3_stmt	*st = NULL;
	int		 r;

	if (name == NULL)
		return rx_err_nomem(e);
	st = sqlite_prepare(t, e, "SELECT min(typeof(c)) FROM (SELECT \"%w\" AS c FROM \"%w\" "
	    "LIMIT %d) WHERE c IS NOT NULL HAVING min(typeof(c)) = max(typeof(c)) AND NOT "
	    "(min(c) IN (0, 1) AND max(c) IN (0, 1))", name, table, SAMPLE);
	free(name);
	if (st == NULL)
		return false;
	if ((r = sqlite_step(t, st, e)) == 1) {
		rx_buf_text(b, ",\"holds\":");
		rx_json_quote(b, sqlite_column_span(st, 0));
	}
	sqlite3_finalize(st);
	return r != -1;
}

static bool
write_column(struct sqlite *t, const char *table, struct rx_buf *b, sqlite3_stmt *st,
    struct rx_err *e)
{
	struct rx_span field = sqlite_column_span(st, 2), type = sqlite_column_span(st, 1);

	rx_buf_text(b, b->p[b->n - 1] == '[' ? "{" : ",{");
	if (field.p != NULL) {
		rx_buf_text(b, "\"field\":");
		rx_json_quote(b, field);
		rx_buf_byte(b, ',');
	}
	rx_buf_text(b, "\"column\":");
	rx_json_quote(b, sqlite_column_span(st, 0));
	rx_buf_text(b, ",\"type\":");
	rx_json_quote(b, type);
	if (type.n == 0 && !write_held(t, table, sqlite_column_span(st, 0), b, e))
		return false;
	return rx_buf_text(b, sqlite3_column_int(st, 3) != 0 ? ",\"key\":true}" : "}") ||
	    rx_err_nomem(e);
}

bool
sqlite_columns(struct rx_target *base, struct rx_span name, struct rx_buf *b, struct rx_err *e)
{
	struct sqlite	*t = (struct sqlite *)base;
	char		*table = NULL;
	sqlite3_stmt	*st;
	int		 r, given = sqlite_has(t, "_rx_columns", e);

	if (given == -1 || !find_table(t, name, &table, e))
		return false;
	if (table == NULL)
		return rx_buf_text(b, "null") || rx_err_nomem(e);
	st = sqlite_prepare(t, e, "SELECT p.name, p.type, %s, p.pk > 0 OR EXISTS (SELECT 1 FROM "
	    "pragma_index_info('_rx_key_' || %Q) i WHERE i.name = p.name) "
	    "FROM pragma_table_info(%Q) p", given == 0 ? "NULL" :
	    "(SELECT field FROM _rx_columns c WHERE c.tbl = ?1 AND c.col = p.name)", table, table);
	if (st != NULL && given != 0)
		sqlite3_bind_text(st, 1, table, -1, SQLITE_TRANSIENT);
	rx_buf_byte(b, '[');
	r = st == NULL ? -1 : sqlite_step(t, st, e);
	while (r == 1)
		r = write_column(t, table, b, st, e) ? sqlite_step(t, st, e) : -1;
	sqlite3_finalize(st);
	free(table);
	return r == 0 && (rx_buf_byte(b, ']') || rx_err_nomem(e));
}

bool
sqlite_tables(struct rx_target *base, struct rx_buf *b, struct rx_err *e)
{
	struct sqlite	*t = (struct sqlite *)base;
	sqlite3_stmt	*st;
	const char	*separator = "";
	int		 r = sqlite_has(t, "_rx_tables", e);

	rx_buf_byte(b, '[');
	if (r > 0) {
		st = sqlite_prepare(t, e, "SELECT name, tbl FROM _rx_tables t WHERE substr(tbl, 1, 4) <> "
		    "'_rx_' AND EXISTS (SELECT 1 FROM sqlite_master m WHERE m.type = 'table' "
		    "AND m.name = t.tbl COLLATE NOCASE) ORDER BY name");
		if (st == NULL)
			return false;
		while ((r = sqlite_step(t, st, e)) == 1) {
			rx_buf_printf(b, "%s{\"name\":", separator);
			rx_json_quote(b, sqlite_column_span(st, 0));
			rx_buf_text(b, ",\"table\":");
			rx_json_quote(b, sqlite_column_span(st, 1));
			rx_buf_byte(b, '}');
			separator = ",";
		}
		sqlite3_finalize(st);
	}
	return r == 0 && (rx_buf_byte(b, ']') || rx_err_nomem(e));
}
