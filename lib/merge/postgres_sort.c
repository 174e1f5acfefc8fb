/* Indexes on columns that the source wants to be sorted. */
#include "lib/merge/postgres.h"

/* Does an index of the table begin with that column?  The user's will do. */
static int
leads(struct postgres_table *tb, const char *column, struct rx_err *e)
{
	return postgres_ask(tb->t, e, NULL, "SELECT 1 FROM pg_catalog.pg_index i "
	    "JOIN pg_catalog.pg_class c ON c.oid = indrelid "
	    "JOIN pg_catalog.pg_namespace s ON s.oid = relnamespace "
	    "JOIN pg_catalog.pg_attribute a ON a.attrelid = indrelid AND a.attnum = indkey[0] "
	    "WHERE nspname = %L AND relname = %L AND attname = %L AND indpred IS NULL "
	    "AND indisvalid", tb->t->schema, tb->name, column);
}

/* Is there an index, or anything else, of that name?  Tables a_b and a may
 * share one. */
static int
taken(struct postgres *t, const char *name, struct rx_err *e)
{
	return postgres_ask(t, e, NULL, "SELECT 1 FROM pg_catalog.pg_class c "
	    "JOIN pg_catalog.pg_namespace s ON s.oid = relnamespace "
	    "WHERE nspname = %L AND relname = %L", t->schema, name);
}

/* _rx_sort_TABLE_COLUMN, numbered where that is another's. */
static bool
make(struct postgres_table *tb, const char *column, struct rx_err *e)
{
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_LINE);
	char		name[POSTGRES_NAME + 1];
	unsigned	n;
	int		r = 1;

	for (n = 1; r == 1; n++) {
		rx_buf_reset(&b);
		rx_buf_printf(&b, "%s_%s", tb->name, column);
		if (n > 1)
			rx_buf_printf(&b, "_%u", n);
		postgres_index_name("_rx_sort_", rx_buf_view(&b), name);
		r = taken(tb->t, name, e);
	}
	rx_buf_free(&b);
	return r == 0 && postgres_define(tb->t, e, "CREATE INDEX %I ON %T (%I)", name, tb->name,
	    column);
}

/* Objects and lists have an order, but none that anybody sorts by. */
bool
postgres_table_sort(struct postgres_table *tb, struct rx_err *e)
{
	size_t	i;
	int	there;

	for (i = 0; i < tb->n; i++) {
		struct postgres_column *c = &tb->cols[i];

		if (!c->sort || c->in[IN_TABLE] == NULL || c->type.class == AS_JSON)
			continue;
		if ((there = leads(tb, c->name, e)) == -1 ||
		    (there == 0 && !make(tb, c->name, e)))
			return false;
		c->sort = false;
	}
	return true;
}
