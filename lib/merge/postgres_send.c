/* Sends a batch, and finds in it what can't be stored. */
#include <stdlib.h>
#include <string.h>

#include "lib/merge/postgres.h"

struct reject {
	bool	(*fn)(void *, struct rx_span, const struct rx_err *);
	void	*arg;
};

static unsigned long
count(const struct postgres_table *tb, size_t from, size_t to, enum rx_op op)
{
	unsigned long n = 0;

	for (; from < to; from++)
		n += tb->batch.v[from].op == op &&
		    (!tb->batch.v[from].dead || tb->batch.revived);
	return n;
}

/* Rows that another one of their batch stands for. */
static void
count_dead(struct postgres_table *tb, size_t from, size_t to)
{
	for (; from < to && !tb->batch.revived; from++) {
		if (!tb->batch.v[from].dead)
			continue;
		if (tb->batch.v[from].same)
			tb->conf.counts->unchanged++;
		else
			tb->conf.counts->updated++;
	}
}

static int
clear(struct postgres_table *tb, PGresult **r, struct rx_err *e)
{
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_LINE);
	int		result;

	rx_buf_printf(&b, "(SELECT * FROM %s WHERE c0 = 'c')", tb->in_name);
	result = postgres_clear(tb, rx_buf_str(&b), OF_BATCH, r, e);
	rx_buf_free(&b);
	return result;
}

/* From the temporary table into the table. */
static int
take(struct postgres_table *tb, size_t from, size_t to, PGresult **r, struct rx_err *e)
{
	unsigned long	puts = count(tb, from, to, RX_OP_PUT);
	int		result = 1;

	if (count(tb, from, to, RX_OP_CLEAR) > 0) {
		if (!tb->cleared && !postgres_merge_index(tb, e))
			return -1;
		tb->cleared = true;
		result = clear(tb, r, e);
	}
	if (result == 1 && count(tb, from, to, RX_OP_DELETE) > 0)
		result = postgres_delete(tb, OF_BATCH, r, e);
	if (result == 1 && puts > 0)
		result = postgres_merge(tb, OF_BATCH, puts, r, e);
	if (result == 1 && !postgres_temporary_done(tb, e))
		result = -1;
	return result;
}

/* 1: rows from..to are stored; 0: a row's fault, in *r; -1 */
static int
attempt(struct postgres_table *tb, size_t from, size_t to, PGresult **r, struct rx_err *e)
{
	bool		direct = tb->sink == IN_STAGE || (tb->empty && !tb->conf.patch &&
			    count(tb, from, to, RX_OP_DELETE) == 0 &&
			    count(tb, from, to, RX_OP_CLEAR) == 0);
	int		result = postgres_copy(tb, direct, from, to, r, e);

	if (result != 1)
		return result;
	tb->spent = false;
	if (!direct) {
		result = take(tb, from, to, r, e);
	} else {
		if (tb->sink == IN_TABLE)
			tb->conf.counts->inserted += count(tb, from, to, RX_OP_PUT);
		else
			tb->conf.counts->staged += to - from;
		result = postgres_run(tb->t, e, "RELEASE rx") ? 1 : -1;
	}
	if (result == 1 && tb->sink == IN_TABLE)
		count_dead(tb, from, to);
	return result;
}

static bool
reject_row(struct postgres_table *tb, const PGresult *r, struct rx_span data,
    const struct reject *reject, struct rx_err *e)
{
	struct rx_err	 why = RX_ERR_INIT;
	struct postgres	*t = tb->t;
	const char	*what = t->pq.PQresultErrorField(r, PG_DIAG_MESSAGE_PRIMARY);
	const char	*detail = t->pq.PQresultErrorField(r, PG_DIAG_MESSAGE_DETAIL);

	if (detail != NULL && strncmp(detail, "Failing row", 11) == 0)
		detail = NULL;	/* the record is told as it came */
	rx_err_set(&why, RX_BAD_DATA, "%s%s%s", what != NULL ? what : "the server rejects it",
	    detail != NULL ? ": " : "", detail != NULL ? detail : "");
	return reject->fn(reject->arg, data, &why) || rx_err_nomem(e);
}

/* Is it that COPY can't do what INSERT may: the table has a key already, or
 * row security? */
static bool
is_copys(struct postgres *t, const PGresult *r)
{
	const char *state = t->pq.PQresultErrorField(r, PG_DIAG_SQLSTATE);

	return state != NULL && (strcmp(state, "23505") == 0 || strcmp(state, "0A000") == 0);
}

static bool	deliver(struct postgres_table *, size_t from, size_t to, const struct reject *,
		    struct rx_err *);

static bool
halve(struct postgres_table *tb, size_t from, size_t to, const struct reject *reject,
    struct rx_err *e)
{
	size_t half = from + (to - from) / 2;

	return deliver(tb, from, half, reject, e) && deliver(tb, half, to, reject, e);
}

/* After the fault *r of a row, or of the way that they went. */
static bool
retry(struct postgres_table *tb, size_t from, size_t to, PGresult *r,
    const struct reject *reject, struct rx_err *e)
{
	bool ok, again = tb->sink == IN_TABLE && tb->empty && is_copys(tb->t, r);

	if (again)
		tb->empty = false;
	else
		tb->batch.revived = true;
	ok = again || to - from > 1 || reject_row(tb, r, tb->batch.v[from].data, reject, e);
	tb->t->pq.PQclear(r);
	if (!ok || !postgres_undo(tb->t, e))
		return false;
	if (again)
		return deliver(tb, from, to, reject, e);
	return to - from == 1 || halve(tb, from, to, reject, e);
}

/* Sends rows from..to; after a row's fault both halves, the first one first.
 * Then all rows are sent, since the last of a key may be the one rejected; two
 * of one key not together, for which of them stays would be open. */
static bool
deliver(struct postgres_table *tb, size_t from, size_t to, const struct reject *reject,
    struct rx_err *e)
{
	struct rx_target_counts	 counts = *tb->conf.counts;
	PGresult		*r = NULL;
	int			 result, twice = 0;

	if (tb->batch.revived && (twice = postgres_batch_twice(&tb->batch, from, to)) == -1)
		return rx_err_nomem(e);
	if (twice > 0)
		return halve(tb, from, to, reject, e);
	if ((result = attempt(tb, from, to, &r, e)) != 0)
		return result == 1;
	*tb->conf.counts = counts;
	return retry(tb, from, to, r, reject, e);
}

/* Straight into the table goes what a table gets that has no rows. */
static bool
look(struct postgres_table *tb, struct rx_err *e)
{
	int n;

	if (tb->looked)
		return true;
	if ((n = postgres_ask(tb->t, e, NULL, "SELECT 1 FROM %T LIMIT 1", tb->name)) == -1)
		return false;
	tb->empty = n == 0;
	return tb->looked = true;
}

bool
postgres_flush(struct rx_table *table, bool (*fn)(void *, struct rx_span, const struct rx_err *),
    void *arg, struct rx_err *e)
{
	struct postgres_table	*tb = (struct postgres_table *)table;
	struct postgres_batch	*b = &tb->batch;
	struct reject		 reject = { fn, arg };
	size_t			 from, to;

	if (b->n == 0)
		return true;
	if (!postgres_table_make(tb, tb->sink, e) || (tb->sink == IN_TABLE &&
	    ((tb->conf.key->n > 0 && !postgres_table_index(tb, e)) ||
	    !postgres_table_sort(tb, e) || !look(tb, e))))
		return false;
	for (from = 0; from < b->n; from = to) {
		for (to = from + 1; to < b->n && !b->v[to].first; to++)
			;
		b->revived = false;
		if (!deliver(tb, from, to, &reject, e))
			return false;
	}
	postgres_batch_reset(b);
	return true;
}
