/*
 * A load that is merged as a whole: of equal keys one row stays in the stage,
 * what the table has of its keys goes, what stays comes.
 */
#include <stdlib.h>

#include "lib/merge/postgres.h"

/* _rx_by is what dedup_sort compares: numbers, date-times as seconds; _rx_text
 * what is neither. */
static bool
dedup(struct postgres_table *tb, struct rx_err *e)
{
	struct rx_buf	key = RX_BUF_INIT(RX_BUF_LINE);
	const char	*order = tb->conf.dedup_descending ? "DESC" : "ASC";
	bool		ok;

	ok = postgres_key_list(tb, tb->conf.key, OF_STAGE, &key) ? postgres_run(tb->t, e,
	    "DELETE FROM %T WHERE _rx_n IN (SELECT n FROM (SELECT _rx_n AS n, row_number() OVER ("
	    "PARTITION BY %s ORDER BY _rx_by %s NULLS LAST, _rx_text%C %s NULLS LAST, "
	    "_rx_n %s) AS place FROM %T i) d WHERE place > 1)", tb->stage, rx_buf_str(&key), order,
	    order, rx_table_first(&tb->conf) ? "ASC" : "DESC", tb->stage) : rx_err_nomem(e);
	rx_buf_free(&key);
	return ok;
}

/* Does the stage have columns for the key? */
static bool
has_key(struct postgres_table *tb, const struct rx_key *key)
{
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_LINE);
	bool		has = key != NULL && key->n > 0 &&
			    postgres_key_list(tb, key, OF_STAGE, &b);

	rx_buf_free(&b);
	return has;
}

/* Rows of the load's merge_keys go. */
static int
clear(struct postgres_table *tb, PGresult **r, struct rx_err *e)
{
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_LINE);
	const char	*separator = "(SELECT DISTINCT ";
	size_t		i;
	int		result;

	for (i = 0; i < tb->n; i++)
		if (tb->cols[i].in_merge_key && tb->cols[i].in[IN_STAGE] != NULL) {
			postgres_sql(tb->t, &b, "%s%I", separator, tb->cols[i].name);
			separator = ",";
		}
	postgres_sql(tb->t, &b, " FROM %T)", tb->stage);
	result = postgres_family_gone(tb, rx_buf_str(&b), e) ?
	    postgres_clear(tb, rx_buf_str(&b), OF_STAGE, r, e) : -1;
	rx_buf_free(&b);
	return result;
}

static bool
count_rows(struct postgres_table *tb, unsigned long *n, struct rx_err *e)
{
	char	*text = NULL;
	int	 r = postgres_ask(tb->t, e, &text, "SELECT count(*) FROM %T WHERE _rx_op = 'p'",
		    tb->stage);

	*n = r > 0 ? strtoul(text, NULL, 10) : 0;
	free(text);
	return r > 0;
}

static bool
merge(struct postgres_table *tb, struct rx_err *e)
{
	PGresult	*r = NULL;
	unsigned long	 n = 0;
	bool		 parts = tb->conf.strategy == RX_DELETE_INSERT &&
			    has_key(tb, tb->conf.merge_key);
	bool		 keyed = has_key(tb, tb->conf.key);
	int		 result = 1;

	if (!postgres_analyze(tb->t, tb->stage, e))
		return false;
	/* a row that is not cleared, for its key comes, may be deleted by that key */
	if (parts)
		result = clear(tb, &r, e);
	if (result == 1 && ((keyed && !dedup(tb, e)) || !count_rows(tb, &n, e) ||
	    !postgres_family_note(tb, e)))
		return false;
	if (result == 1 && keyed && tb->conf.strategy != RX_INSERT_ONLY)
		result = postgres_delete(tb, OF_STAGE, &r, e);
	if (result == 1 && n > 0)
		result = postgres_merge(tb, OF_STAGE, n, &r, e);
	return postgres_publishes(tb->t, result, r, e);
}

/* A load is large: the planner may choose how it is joined. */
bool
postgres_load_publish(struct postgres_table *tb, struct rx_err *e)
{
	bool ok;

	if (!postgres_family_begin(tb, e))
		return false;
	if (tb->conf.scd2 != NULL)
		return postgres_scd2_publish(tb, e);
	if (!tb->exists[IN_STAGE] && tb->conf.root.p == NULL)
		return true;
	ok = postgres_plans(tb->t, true, e) &&
	    (tb->conf.root.p == NULL || postgres_family_keep(tb, e)) &&
	    (!tb->exists[IN_STAGE] || merge(tb, e));
	return ok && postgres_plans(tb->t, false, e);
}
