/* Rows by key, from where they came into the table. */
#include <stdlib.h>
#include <string.h>

#include "lib/merge/postgres.h"

static const char *
source(const struct postgres_table *tb, enum postgres_side side, struct rx_buf *b)
{
	if (side == OF_BATCH)
		return tb->in_name;
	rx_buf_reset(b);
	postgres_sql(tb->t, b, "%T", tb->stage);
	return rx_buf_str(b);
}

static const char *
operation(enum postgres_side side)
{
	return side == OF_BATCH ? "i.c0" : "i._rx_op";
}

int
postgres_judge(struct postgres *t, PGresult **r, struct rx_err *e)
{
	if (postgres_row_fault(t, *r))
		return 0;
	postgres_fail(t, *r, e);
	t->pq.PQclear(*r);
	return -1;
}

int
postgres_touch(struct postgres *t, struct rx_buf *sql, unsigned long *n, PGresult **r,
    struct rx_err *e)
{
	*n = 0;
	if (sql->failed) {
		rx_err_nomem(e);
		return -1;
	}
	*r = postgres_exec(t, rx_buf_str(sql));
	if (t->pq.PQresultStatus(*r) != PGRES_COMMAND_OK)
		return postgres_judge(t, r, e);
	*n = strtoul(t->pq.PQcmdTuples(*r), NULL, 10);
	t->pq.PQclear(*r);
	return 1;
}

/* -- a row of values ----------------------------------------------------------- */

/* Does a row that comes have that column? */
static bool
goes(const struct postgres_column *c, enum postgres_side side)
{
	return c->in[IN_TABLE] != NULL && !c->unusable && (c->field.p != NULL || c->rest) &&
	    (side == OF_STAGE || c->place != 0);
}

/* Types without an equality are compared as text. */
static bool
is_comparable(const char *cast)
{
	static const char *const types[] = { "boolean", "bigint", "integer", "smallint", "numeric",
	    "double precision", "real", "text", "character varying", "jsonb", "bytea", "date",
	    "timestamp with time zone", "timestamp without time zone", "time without time zone",
	    "uuid" };
	size_t i;

	for (i = 0; i < sizeof(types) / sizeof(*types); i++)
		if (strcmp(types[i], cast) == 0)
			return true;
	return false;
}

/* A value as it shall be; of a patch, c0 says behind its first letter which
 * columns the record had, and _rx_rest keeps what the record does not have. */
static void
write_value(struct postgres_table *tb, const struct postgres_column *c, enum postgres_side side,
    struct rx_buf *b)
{
	bool kept = tb->conf.patch && side == OF_BATCH && !c->key;

	if (kept)
		rx_buf_printf(b, "CASE substr(i.c0, %u, 1) WHEN '1' THEN ", c->place + 1);
	if (kept && c->rest)
		postgres_sql(tb->t, b, "coalesce(t.%I, '{}') || ", c->name);
	postgres_side(tb, c, side, b);
	if (kept)
		postgres_sql(tb->t, b, " ELSE t.%I END", c->name);
}

/* (t.a,t.b) of the columns that come and are no key's. */
static void
write_row(struct postgres_table *tb, enum postgres_side side, enum postgres_side from,
    struct rx_buf *b)
{
	const char	*separator = "(";
	size_t		 i;

	for (i = 0; i < tb->n; i++) {
		struct postgres_column *c = &tb->cols[i];

		if (!goes(c, from) || c->key)
			continue;
		rx_buf_text(b, separator);
		rx_buf_text(b, is_comparable(c->type.cast) ? "" : "(");
		write_value(tb, c, side, b);
		rx_buf_text(b, is_comparable(c->type.cast) ? "" : ")::text");
		separator = ",";
	}
	rx_buf_text(b, separator[0] == '(' ? "(NULL)" : ")");
}

enum list { NAMES, VALUES, UPDATES, EXCLUDED };

/* All columns that come; of UPDATES and EXCLUDED those that are no key's. */
static bool
write_list(struct postgres_table *tb, enum list list, enum postgres_side from, struct rx_buf *b)
{
	const char	*separator = "";
	size_t		 i;

	for (i = 0; i < tb->n; i++) {
		struct postgres_column *c = &tb->cols[i];

		if (!goes(c, from) || (list >= UPDATES && c->key))
			continue;
		rx_buf_text(b, separator);
		separator = ",";
		if (list != VALUES)
			postgres_sql(tb->t, b, list == NAMES ? "%I" : "%I=", c->name);
		if (list == VALUES)
			postgres_side(tb, c, from, b);
		else if (list == UPDATES)
			write_value(tb, c, from, b);
		else if (list == EXCLUDED)
			postgres_sql(tb->t, b, "excluded.%I", c->name);
	}
	return separator[0] != '\0';
}

/* -- statements ---------------------------------------------------------------- */

/* More conditions may follow. */
static void
write_from(struct postgres_table *tb, enum postgres_side from, struct rx_buf *b)
{
	struct rx_buf name = RX_BUF_INIT(RX_BUF_TEXT);

	rx_buf_printf(b, " FROM %s i WHERE %s LIKE 'p%%'", source(tb, from, &name),
	    operation(from));
	rx_buf_free(&name);
}

/* A row that would stay as it is is not touched.  false: there is nothing to
 * update. */
static bool
write_update(struct postgres_table *tb, enum postgres_side from, struct rx_buf *b)
{
	rx_buf_reset(b);
	postgres_sql(tb->t, b, "UPDATE %T t SET ", tb->name);
	if (tb->conf.key->n == 0 || tb->conf.strategy == RX_INSERT_ONLY ||
	    !write_list(tb, UPDATES, from, b))
		return false;
	write_from(tb, from, b);
	rx_buf_text(b, " AND ");
	(void)postgres_key_equal(tb, tb->conf.key, from, b);
	rx_buf_text(b, " AND ");
	write_row(tb, OF_TABLE, from, b);
	rx_buf_text(b, " IS DISTINCT FROM ");
	write_row(tb, from, from, b);
	return true;
}

/* Another session may have been there in between. */
static void
write_conflict(struct postgres_table *tb, enum postgres_side from, struct rx_buf *b)
{
	size_t at;

	rx_buf_text(b, " ON CONFLICT (");
	(void)postgres_key_list(tb, tb->conf.key, OF_NONE, b);
	rx_buf_text(b, ") DO ");
	at = b->n;
	rx_buf_text(b, "UPDATE SET ");
	if (tb->conf.strategy == RX_INSERT_ONLY || !write_list(tb, EXCLUDED, from, b)) {
		b->n = at;
		rx_buf_text(b, "NOTHING");
	}
}

static void
write_insert(struct postgres_table *tb, enum postgres_side from, struct rx_buf *b)
{
	rx_buf_reset(b);
	postgres_sql(tb->t, b, "INSERT INTO %T (", tb->name);
	(void)write_list(tb, NAMES, from, b);
	rx_buf_text(b, ") SELECT ");
	(void)write_list(tb, VALUES, from, b);
	write_from(tb, from, b);
	if (tb->conf.key->n == 0)
		return;
	postgres_sql(tb->t, b, " AND NOT EXISTS (SELECT 1 FROM %T t WHERE ", tb->name);
	(void)postgres_key_equal(tb, tb->conf.key, from, b);
	rx_buf_byte(b, ')');
	if (from == OF_STAGE) {	/* which is kind to the index; a batch is sorted */
		rx_buf_text(b, " ORDER BY ");
		(void)postgres_key_list(tb, tb->conf.key, from, b);
	}
	write_conflict(tb, from, b);
}

/* Rows that are there are updated first, for those that come are then there too. */
int
postgres_merge(struct postgres_table *tb, enum postgres_side from, unsigned long rows,
    PGresult **r, struct rx_err *e)
{
	struct rx_target_counts	*counts = tb->conf.counts;
	struct rx_buf		*b = &tb->t->sql;
	unsigned long		 inserted = 0, updated = 0;
	int			 result = 1;

	if (write_update(tb, from, b))
		result = postgres_touch(tb->t, b, &updated, r, e);
	if (result == 1 && updated < rows) {
		write_insert(tb, from, b);
		result = postgres_touch(tb->t, b, &inserted, r, e);
	}
	counts->inserted += inserted;
	counts->updated += updated;
	counts->unchanged += rows > inserted + updated ? rows - inserted - updated : 0;
	return result;
}

int
postgres_delete(struct postgres_table *tb, enum postgres_side from, PGresult **r, struct rx_err *e)
{
	struct rx_buf	name = RX_BUF_INIT(RX_BUF_TEXT), *b = &tb->t->sql;
	unsigned long	n;
	int		result;

	rx_buf_reset(b);
	postgres_sql(tb->t, b, "DELETE FROM %T t USING %s i WHERE %s = 'd' AND ", tb->name,
	    source(tb, from, &name), operation(from));
	rx_buf_free(&name);
	if (!postgres_key_equal(tb, tb->conf.key, from, b)) {
		rx_err_nomem(e);
		return -1;
	}
	result = postgres_touch(tb->t, b, &n, r, e);
	tb->conf.counts->deleted += n;
	return result;
}

/* A row whose key comes back is not deleted, but put. */
int
postgres_clear(struct postgres_table *tb, const char *keys, enum postgres_side from, PGresult **r,
    struct rx_err *e)
{
	struct rx_buf	name = RX_BUF_INIT(RX_BUF_TEXT), equal = RX_BUF_INIT(RX_BUF_TEXT);
	struct rx_buf	*b = &tb->t->sql;
	unsigned long	n;
	int		result;

	rx_buf_reset(b);
	postgres_sql(tb->t, b, "DELETE FROM %T t WHERE EXISTS (SELECT 1 FROM %s i WHERE ", tb->name,
	    keys);
	if (!postgres_key_equal(tb, tb->conf.merge_key, from, b)) {
		rx_err_nomem(e);
		return -1;
	}
	rx_buf_byte(b, ')');
	if (tb->conf.key->n > 0 && postgres_key_equal(tb, tb->conf.key, from, &equal))
		rx_buf_printf(b, " AND NOT EXISTS (SELECT 1 FROM %s i WHERE %s LIKE 'p%%' AND %s)",
		    source(tb, from, &name), operation(from), rx_buf_str(&equal));
	rx_buf_free(&name);
	rx_buf_free(&equal);
	result = postgres_touch(tb->t, b, &n, r, e);
	tb->conf.counts->deleted += n;
	return result;
}
