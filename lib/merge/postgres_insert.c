/* The INSERT that takes the rows of a batch from the temporary table. */
#include <string.h>

#include "lib/merge/postgres.h"

static bool
goes(const struct postgres_table *tb, const struct postgres_column *c)
{
	return c->place != 0 && c->in[tb->sink] != NULL;
}

static void
write_cast(const struct postgres_column *c, struct rx_buf *b)
{
	if (strcmp(c->type.cast, "bytea") == 0)	/* dlt's binary is base64 */
		rx_buf_printf(b, "pg_catalog.decode(c%u, 'base64')", c->place);
	else if (strcmp(c->type.cast, "text") == 0)
		rx_buf_printf(b, "c%u", c->place);
	else
		rx_buf_printf(b, "c%u::%s", c->place, c->type.cast);
}

/* A row value, of texts where the type may have no equality. */
static void
write_row(struct postgres_table *tb, const char *of, struct rx_buf *b)
{
	const char	*separator = "(";
	size_t		 i;

	for (i = 0; i < tb->n; i++) {
		struct postgres_column *c = &tb->cols[i];

		if (!goes(tb, c) || c->key)
			continue;
		postgres_sql(tb->t, b, "%s%s.%I%s", separator, of, c->name,
		    c->type.class == AS_OTHER || strcmp(c->type.cast, "json") == 0 ? "::text" : "");
		separator = ",";
	}
	rx_buf_byte(b, ')');
}

/* An unchanged row is not written. */
static void
write_conflict(struct postgres_table *tb, struct rx_buf *b)
{
	const char	*separator = "UPDATE SET ";
	size_t		 i;

	rx_buf_text(b, " ON CONFLICT (");
	(void)postgres_key_list(tb, false, b);
	rx_buf_text(b, ") DO ");
	for (i = 0; i < tb->n; i++) {
		struct postgres_column *c = &tb->cols[i];

		if (!goes(tb, c) || c->key)
			continue;
		postgres_sql(tb->t, b, "%s%I=excluded.%I", separator, c->name, c->name);
		separator = ",";
	}
	if (separator[0] == 'U') {
		rx_buf_text(b, "NOTHING");
		return;
	}
	rx_buf_text(b, " WHERE ");
	write_row(tb, "t", b);
	rx_buf_text(b, " IS DISTINCT FROM ");
	write_row(tb, "excluded", b);
}

static void
write_columns(struct postgres_table *tb, struct rx_buf *b, bool values)
{
	size_t i;

	rx_buf_text(b, tb->sink == IN_TABLE ? "" : values ? "c0" : "_rx_part");
	for (i = 0; i < tb->n; i++) {
		if (!goes(tb, &tb->cols[i]))
			continue;
		if (b->p[b->n - 1] != '(' && b->p[b->n - 1] != ' ')
			rx_buf_byte(b, ',');
		if (values)
			write_cast(&tb->cols[i], b);
		else
			postgres_sql(tb->t, b, "%I", tb->cols[i].name);
	}
}

/* The rows go in by key, which is kind to its index.  A row that was inserted
 * has no earlier version, which xmax would name. */
bool
postgres_insert_sql(struct postgres_table *tb, struct rx_buf *b)
{
	bool merge = tb->sink == IN_TABLE, split = merge && tb->whole && !tb->t->cockroach;

	rx_buf_reset(b);
	rx_buf_text(b, split ? "WITH w AS (" : "");
	postgres_sql(tb->t, b, "INSERT INTO %T AS t (", merge ? tb->name : tb->stage);
	write_columns(tb, b, false);
	rx_buf_text(b, ") SELECT ");
	write_columns(tb, b, true);
	rx_buf_text(b, " FROM pg_temp._rx_in");
	if (merge) {
		rx_buf_text(b, " ORDER BY ");
		(void)postgres_key_list(tb, true, b);
		write_conflict(tb, b);
	}
	if (split)
		rx_buf_text(b, " RETURNING xmax = 0 AS new) SELECT count(*) FILTER (WHERE new), "
		    "count(*) FROM w");
	return !b->failed;
}
