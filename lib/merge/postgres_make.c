/* The table and the stage, and the columns that they lack. */
#include <stdlib.h>
#include <string.h>

#include "lib/merge/postgres.h"

static bool
lacks(const struct postgres_column *c, enum postgres_sink in)
{
	return c->wanted && c->type.class != AS_NOTHING && c->in[in] == NULL;
}

static bool
differs(const struct postgres_column *c, enum postgres_sink in)
{
	return c->own && c->in[in] != NULL && c->type.class != AS_NOTHING &&
	    c->field.p != NULL && strcmp(c->in[in], c->type.full) != 0;
}

static bool
now_in(struct postgres_column *c, enum postgres_sink in)
{
	free(c->in[in]);
	return (c->in[in] = strdup(c->type.full)) != NULL;
}

static bool
create(struct postgres_table *tb, enum postgres_sink in, struct rx_err *e)
{
	struct rx_buf	 b = RX_BUF_INIT(RX_BUF_LINE);
	const char	*separator = "";
	size_t		 i;
	bool		 ok = true;

	if (in == IN_STAGE) {
		rx_buf_text(&b, "_rx_part text NOT NULL");
		if (tb->conf.disposition == RX_MERGE || tb->t->cockroach)
			rx_buf_text(&b, ",_rx_op text,_rx_by numeric,_rx_text text,"
			    "_rx_n bigint,_rx_number bigint");
		separator = ",";
	}
	for (i = 0; i < tb->n; i++) {
		struct postgres_column *c = &tb->cols[i];

		if (!lacks(c, in))
			continue;
		postgres_sql(tb->t, &b, "%s%I %s%s%s", separator, c->name, c->type.full,
		    c->required ? " NOT NULL" : "", c->unique && in == IN_TABLE ? " UNIQUE" : "");
		separator = ",";
		ok &= now_in(c, in);
	}
	if (!ok || b.failed)
		rx_err_nomem(e);
	else
		ok = postgres_define(tb->t, e, "CREATE TABLE %T (%s)",
		    in == IN_STAGE ? tb->stage : tb->name, rx_buf_str(&b));
	rx_buf_free(&b);
	return ok && !b.failed;
}

/* What a column held, as it becomes.  A time that turns out to be a text is
 * that of ISO 8601, in UTC. */
static void
write_using(struct postgres *t, const struct postgres_column *c, const char *was, struct rx_buf *b)
{
	if (c->type.class == AS_STRING && strncmp(was, "timestamp", 9) == 0)
		postgres_sql(t, b, "regexp_replace(to_char(%I, 'YYYY-MM-DD\"T\"HH24:MI:SS.US'), "
		    "'\\.?0*$', '') || 'Z'", c->name);
	else
		postgres_sql(t, b, "%I::%s", c->name, c->type.cast);
}

static bool
change(struct postgres_table *tb, enum postgres_sink in, struct rx_buf *b, struct rx_err *e)
{
	bool ok = b->n == 0 || postgres_define(tb->t, e, "ALTER TABLE %T %s",
	    in == IN_STAGE ? tb->stage : tb->name, rx_buf_str(b));

	if (!ok)
		rx_err_at(e, "table %s, which needs:%s", tb->name, rx_buf_str(b));
	rx_buf_reset(b);
	return ok;
}

static void
write_change(struct postgres_table *tb, const struct postgres_column *c, enum postgres_sink in,
    struct rx_buf *b)
{
	rx_buf_text(b, b->n > 0 ? "," : "");
	if (lacks(c, in)) {
		postgres_sql(tb->t, b, " ADD COLUMN %I %s", c->name, c->type.full);
		return;
	}
	postgres_sql(tb->t, b, " ALTER COLUMN %I TYPE %s USING ", c->name, c->type.full);
	write_using(tb->t, c, c->in[in], b);
}

/* All new columns and all wider types in one statement: the rows are written
 * once.  CockroachDB takes a type only alone.  What a wider column held keeps
 * its value, as text or as number. */
static bool
alter(struct postgres_table *tb, enum postgres_sink in, struct rx_err *e)
{
	struct rx_buf	 b = RX_BUF_INIT(RX_BUF_LINE);
	size_t		 i;
	bool		 ok = true;

	for (i = 0; ok && i < tb->n; i++) {
		struct postgres_column	*c = &tb->cols[i];
		bool			 alone = tb->t->cockroach && differs(c, in);

		if (!lacks(c, in) && !differs(c, in))
			continue;
		if (alone && !(ok = change(tb, in, &b, e)))
			break;
		write_change(tb, c, in, &b);
		ok = (now_in(c, in) && !b.failed) || rx_err_nomem(e);
		if (ok && alone)
			ok = change(tb, in, &b, e);
	}
	ok = ok && change(tb, in, &b, e);
	rx_buf_free(&b);
	return ok;
}

bool
postgres_table_make(struct postgres_table *tb, enum postgres_sink in, struct rx_err *e)
{
	if (!(tb->exists[in] ? alter(tb, in, e) : create(tb, in, e)))
		return false;
	tb->exists[in] = true;
	return in != IN_STAGE || postgres_stage_check(tb, e);
}
