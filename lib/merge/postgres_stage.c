/* The stage of append and replace, and its move into the table. */
#include <stdlib.h>
#include <string.h>

#include "lib/merge/postgres.h"

/* The stage's name, or NULL (no error): it was never made. */
static bool
find_stage(struct postgres_table *tb, char **name, struct rx_err *e)
{
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_LINE);
	int		r;

	*name = NULL;
	rx_buf_text(&b, "_rx_stage_");
	rx_buf_span(&b, tb->conf.resource);
	r = postgres_table_find(tb->t, rx_buf_view(&b), name, e);
	rx_buf_free(&b);
	if (r > 0 && (r = postgres_has(tb->t, *name, e)) == 0) {
		free(*name);
		*name = NULL;
	}
	return r != -1;
}

static bool
drop_part(struct postgres_table *tb, const char *stage, struct rx_span part, struct rx_err *e)
{
	PGresult	*r = postgres_query(tb->t, e, "DELETE FROM %T WHERE _rx_part = %S", stage,
	    part);
	unsigned long	 n;

	if (r == NULL)
		return false;
	n = strtoul(tb->t->pq.PQcmdTuples(r), NULL, 10);
	tb->t->pq.PQclear(r);
	if (tb->conf.counts->staged >= n)
		tb->conf.counts->staged -= n;
	return true;
}

static void
no_stage(struct postgres_table *tb)
{
	size_t i;

	for (i = 0; i < tb->n; i++) {
		free(tb->cols[i].in[IN_STAGE]);
		tb->cols[i].in[IN_STAGE] = NULL;
		tb->cols[i].wanted = false;
	}
	tb->exists[IN_STAGE] = false;
	tb->conf.counts->staged = 0;
}

/* In this transaction; from CockroachDB's tables go the rows, and the table when
 * that is committed. */
static bool
drop_stage(struct postgres_table *tb, const char *stage, struct rx_err *e)
{
	if (tb->t->cockroach) {
		tb->conf.counts->staged = 0;
		tb->spent = true;
		return postgres_run(tb->t, e, "DELETE FROM %T", stage);
	}
	if (!postgres_run(tb->t, e, "DROP TABLE %T", stage))
		return false;
	no_stage(tb);
	return true;
}

bool
postgres_drop(struct rx_table *table, struct rx_span part, struct rx_err *e)
{
	struct postgres_table	*tb = (struct postgres_table *)table;
	char			*stage;
	bool			 ok;

	if (!find_stage(tb, &stage, e))
		return false;
	if (stage == NULL)
		return true;
	if (part.p != NULL) {
		ok = drop_part(tb, stage, part, e);
	} else {
		ok = drop_stage(tb, stage, e);
	}
	free(stage);
	return ok;
}

bool
postgres_stage_copy(struct postgres_table *tb, struct rx_err *e)
{
	struct postgres	*t = tb->t;
	struct rx_buf	 to = RX_BUF_INIT(RX_BUF_LINE), from = RX_BUF_INIT(RX_BUF_LINE);
	PGresult	*r = NULL;
	unsigned long	 n;
	size_t		 i;
	int		 result;

	for (i = 0; i < tb->n; i++) {
		struct postgres_column *c = &tb->cols[i];

		if (c->in[IN_STAGE] == NULL)
			continue;
		postgres_sql(t, &to, "%s%I", to.n > 0 ? "," : "", c->name);
		rx_buf_text(&from, from.n > 0 ? "," : "");
		postgres_side(tb, c, OF_STAGE, &from);
	}
	rx_buf_reset(&t->sql);
	postgres_sql(t, &t->sql, "INSERT INTO %T (%s) SELECT %s FROM %T i", tb->name,
	    rx_buf_str(&to), rx_buf_str(&from), tb->stage);
	result = postgres_touch(t, &t->sql, &n, &r, e);
	rx_buf_free(&to);
	rx_buf_free(&from);
	if (result == 1)
		tb->conf.counts->inserted += n;
	return postgres_publishes(t, result, r, e);
}

bool
postgres_sweep(struct postgres *t, struct rx_err *e)
{
	struct postgres_table	*tb;
	char			*stage;
	bool			 ok = true;

	for (tb = t->tables; ok && tb != NULL; tb = tb->next) {
		if (!tb->spent)
			continue;
		tb->spent = false;
		if (!find_stage(tb, &stage, e))
			return false;
		ok = stage == NULL || postgres_define(t, e, "DROP TABLE %T", stage);
		no_stage(tb);
		free(stage);
	}
	return ok;
}

/* A row's fault in a statement that publishes is that of all of it. */
bool
postgres_publishes(struct postgres *t, int result, PGresult *r, struct rx_err *e)
{
	if (result != 0)
		return result == 1;
	postgres_fail(t, r, e);
	e->exit = RX_BAD_DATA;
	t->pq.PQclear(r);
	return false;
}

static bool
replace(struct postgres_table *tb, struct rx_err *e)
{
	return (!tb->exists[IN_TABLE] || tb->conf.disposition != RX_REPLACE ||
	    postgres_run(tb->t, e, "DELETE FROM %T", tb->name)) &&
	    (!tb->exists[IN_STAGE] || postgres_stage_copy(tb, e));
}

/* Clearing alone makes no columns of a key. */
static bool
has_keys_columns(struct postgres_table *tb)
{
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_LINE);
	bool		has = tb->conf.key->n > 0 &&
			    postgres_key_list(tb, tb->conf.key, OF_NONE, &b);

	rx_buf_free(&b);
	return has;
}

/* The table gets what the stage needs.  More than one row of a key may come,
 * unless it is merged by that. */
static bool
prepare(struct postgres_table *tb, struct rx_err *e)
{
	size_t i;

	for (i = 0; i < tb->n; i++)
		tb->cols[i].wanted = tb->cols[i].in[IN_STAGE] != NULL;
	if (!postgres_table_make(tb, IN_TABLE, e) || !postgres_table_sort(tb, e))
		return false;
	if (tb->conf.disposition == RX_MERGE && tb->conf.scd2 == NULL)
		return !has_keys_columns(tb) || postgres_table_index(tb, e);
	return postgres_table_unindex(tb, e);
}

/* Readers see the table before or after this transaction, and wait for
 * neither: rows are deleted and inserted (TRUNCATE would shut them out), so
 * that views, indexes, triggers and grants on it stay. */
bool
postgres_publish(struct rx_table *table, rx_reject_fn *reject, void *arg, struct rx_err *e)
{
	struct postgres_table	*tb = (struct postgres_table *)table;

	(void)reject;
	(void)arg;
	if (tb->sink == IN_TABLE)
		return true;
	if (!postgres_table_ready(tb, e) || (tb->exists[IN_STAGE] && !prepare(tb, e)))
		return false;
	if (!(tb->conf.disposition == RX_MERGE ? postgres_load_publish(tb, e) : replace(tb, e)))
		return false;
	if (!tb->exists[IN_STAGE])
		return true;
	return drop_stage(tb, tb->stage, e);
}

bool
postgres_staged(struct rx_table *table, unsigned long *n, struct rx_err *e)
{
	struct postgres_table	*tb = (struct postgres_table *)table;
	char			*stage, *text = NULL;
	bool			 ok;

	*n = 0;
	if (!find_stage(tb, &stage, e))
		return false;
	if (stage == NULL)
		return true;
	ok = postgres_ask(tb->t, e, &text, "SELECT count(*) FROM %T", stage) > 0;
	if (ok)
		*n = strtoul(text, NULL, 10);
	free(text);
	free(stage);
	return ok;
}
