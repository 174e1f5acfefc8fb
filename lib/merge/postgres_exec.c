/*
 * How statements are sent; and, to CockroachDB, sent again.
 *
 * That may ask at any time for a transaction to be done again (40001), and of a
 * change of a table only transactions know that begin after it.  So what an
 * open transaction has done is kept there: it is undone and done again when it
 * asks, and around each change of a table.
 */
#include <limits.h>
#include <string.h>
#include <unistd.h>

#include "lib/merge/postgres.h"

#define TRIES	12	/* the last pauses are a second each */
#define CHUNK	((size_t)1 << 20)

struct entry {			/* before its SQL, and what COPY is given */
	size_t	 nsql, ndata;	/* nsql: with its NUL */
	bool	 copies;
};

static bool
is_done(struct postgres *t, const PGresult *r)
{
	int status = t->pq.PQresultStatus(r);

	return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
}

static bool
asks_again(struct postgres *t, const PGresult *r)
{
	const char *state = r != NULL ? t->pq.PQresultErrorField(r, PG_DIAG_SQLSTATE) : NULL;

	return t->cockroach && state != NULL && strcmp(state, "40001") == 0;
}

static PGresult *
copy_end(struct postgres *t, bool ok)
{
	PGresult *r, *more;

	(void)t->pq.PQputCopyEnd(t->conn, ok ? NULL : "the client has failed");
	r = t->pq.PQgetResult(t->conn);
	while ((more = t->pq.PQgetResult(t->conn)) != NULL)
		t->pq.PQclear(more);
	return r;
}

static PGresult *
copy(struct postgres *t, const char *p, size_t n)
{
	bool	ok = true;
	size_t	now;

	for (; ok && n > 0; p += now, n -= now) {
		now = n < CHUNK ? n : CHUNK;
		ok = t->pq.PQputCopyData(t->conn, p, (int)now) == 1;
	}
	return copy_end(t, ok);
}

/* The entry there; *at becomes that of the next one. */
static PGresult *
perform(struct postgres *t, size_t *at)
{
	struct entry	 en;
	const char	*sql = t->done.p + *at + sizeof(en);
	PGresult	*r;

	memcpy(&en, t->done.p + *at, sizeof(en));
	*at += sizeof(en) + en.nsql + en.ndata;
	r = t->pq.PQexec(t->conn, sql);
	if (!en.copies || t->pq.PQresultStatus(r) != PGRES_COPY_IN)
		return r;
	t->pq.PQclear(r);
	return copy(t, sql + en.nsql, en.ndata);
}

/* All entries from there on, in a transaction of their own if one is open: the
 * last one's result, or that of the first that fails. */
static PGresult *
perform_all(struct postgres *t, size_t at)
{
	PGresult *r = NULL;

	if (t->in) {
		t->pq.PQclear(t->pq.PQexec(t->conn, "ROLLBACK"));
		r = t->pq.PQexec(t->conn, "BEGIN");
	}
	while ((r == NULL || is_done(t, r)) && at < t->done.n) {
		t->pq.PQclear(r);
		r = perform(t, &at);
	}
	return r;
}

/* r: the result of the last entry, which begins there. */
static PGresult *
insist(struct postgres *t, size_t at, PGresult *r)
{
	unsigned try;

	for (try = 0; try < TRIES && asks_again(t, r); try++) {
		t->pq.PQclear(r);
		(void)usleep(try < 7 ? 8000U << try : 1000000U);
		r = perform_all(t, t->in ? 0 : at);
	}
	return r;
}

static bool
enter(struct postgres *t, const char *sql, bool copies)
{
	struct entry en = { .nsql = strlen(sql) + 1, .copies = copies };

	rx_buf_add(&t->done, (const char *)&en, sizeof(en));
	return rx_buf_add(&t->done, sql, en.nsql);
}

/* What only looked, or failed, is not done again. */
static PGresult *
settle(struct postgres *t, size_t at, PGresult *r)
{
	r = insist(t, at, r);
	if (!t->in || t->pq.PQresultStatus(r) != PGRES_COMMAND_OK)
		t->done.n = at;
	return r;
}

PGresult *
postgres_exec(struct postgres *t, const char *sql)
{
	size_t at = t->done.n, next = at;

	if (!t->cockroach)
		return t->pq.PQexec(t->conn, sql);
	return enter(t, sql, false) ? settle(t, at, perform(t, &next)) : NULL;
}

PGresult *
postgres_change(struct postgres *t, const char *sql)
{
	PGresult *r, *again;

	if (!t->cockroach || !t->in)
		return postgres_exec(t, sql);
	t->pq.PQclear(t->pq.PQexec(t->conn, "ROLLBACK"));
	t->in = false;
	r = postgres_exec(t, sql);
	if (!is_done(t, r))
		return r;
	t->in = true;
	if (is_done(t, again = insist(t, 0, perform_all(t, 0)))) {
		t->pq.PQclear(again);
		return r;
	}
	t->pq.PQclear(r);
	return again;
}

/* -- COPY ---------------------------------------------------------------------- */

PGresult *
postgres_copy_begin(struct postgres *t, const char *sql)
{
	PGresult *r;

	t->copying = t->done.n;
	if (t->cockroach) {
		(void)enter(t, sql, true);
		return NULL;
	}
	r = t->pq.PQexec(t->conn, sql);
	if (t->pq.PQresultStatus(r) != PGRES_COPY_IN)
		return r;
	t->pq.PQclear(r);
	return NULL;
}

bool
postgres_copy_put(struct postgres *t, const char *p, size_t n)
{
	if (n == 0)
		return true;
	return t->cockroach ? rx_buf_add(&t->done, p, n) :
	    n <= INT_MAX && t->pq.PQputCopyData(t->conn, p, (int)n) == 1;
}

PGresult *
postgres_copy_end(struct postgres *t, bool ok)
{
	struct entry	en;
	size_t		at = t->copying;

	if (!t->cockroach)
		return copy_end(t, ok);
	if (!ok || t->done.failed)
		return NULL;
	memcpy(&en, t->done.p + at, sizeof(en));
	en.ndata = t->done.n - at - sizeof(en) - en.nsql;
	memcpy(t->done.p + at, &en, sizeof(en));
	return settle(t, t->copying, perform(t, &at));
}

/* -- transactions ---------------------------------------------------------------- */

static bool
judge(struct postgres *t, PGresult *r, struct rx_err *e)
{
	bool ok = is_done(t, r);

	if (!ok)
		postgres_fail(t, r, e);
	t->pq.PQclear(r);
	return ok;
}

bool
postgres_begin(struct postgres *t, struct rx_err *e)
{
	rx_buf_reset(&t->done);
	return t->in = judge(t, t->pq.PQexec(t->conn, "BEGIN"), e);
}

bool
postgres_commit(struct postgres *t, struct rx_err *e)
{
	PGresult	*r = t->pq.PQexec(t->conn, "COMMIT");
	unsigned	 try;

	for (try = 0; try < TRIES && asks_again(t, r); try++) {
		t->pq.PQclear(r);
		if (!is_done(t, r = insist(t, 0, perform_all(t, 0))))
			break;
		t->pq.PQclear(r);
		r = t->pq.PQexec(t->conn, "COMMIT");
	}
	t->in = false;
	rx_buf_reset(&t->done);
	return judge(t, r, e);
}

PGresult *
postgres_mark(struct postgres *t)
{
	t->mark = t->done.n;
	return postgres_exec(t, "SAVEPOINT rx");
}

bool
postgres_undo(struct postgres *t, struct rx_err *e)
{
	PGresult *r = t->pq.PQexec(t->conn, "ROLLBACK TO rx; RELEASE rx");

	t->done.n = t->mark;
	if (asks_again(t, r)) {
		t->pq.PQclear(r);
		r = insist(t, 0, perform_all(t, 0));
	}
	return judge(t, r, e);
}
