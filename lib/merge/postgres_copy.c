/* A batch as COPY takes it: into a temporary table, or straight into the
 * stage or the table. */
#include <stdlib.h>
#include <string.h>

#include "lib/merge/postgres.h"

/* Columns by place. */
static struct postgres_column *
at_place(struct postgres_table *tb, unsigned n)
{
	size_t i;

	for (i = 0; i < tb->n && tb->cols[i].place != n; i++)
		;
	return &tb->cols[i];
}

static bool
write_temporary(struct postgres_table *tb, struct rx_buf *b)
{
	unsigned n;

	rx_buf_text(b, "CREATE TEMPORARY TABLE _rx_in (c0 text");
	for (n = 1; n <= tb->places; n++)
		rx_buf_printf(b, ",c%u %s", n, at_place(tb, n)->type.cast);
	return rx_buf_text(b, "); COPY pg_temp._rx_in FROM STDIN");
}

static bool
write_direct(struct postgres_table *tb, struct rx_buf *b)
{
	unsigned n;

	postgres_sql(tb->t, b, "COPY %T (%s", tb->sink == IN_STAGE ? tb->stage : tb->name,
	    tb->sink == IN_TABLE ? "" : tb->conf.disposition != RX_MERGE ? "_rx_part" :
	    "_rx_part,_rx_op,_rx_by,_rx_text,_rx_n");
	for (n = 1; n <= tb->places; n++)
		postgres_sql(tb->t, b, "%s%I", n > 1 || tb->sink == IN_STAGE ? "," : "",
		    at_place(tb, n)->name);
	return rx_buf_text(b, ") FROM STDIN");
}

static bool
send(struct postgres *t, const char *p, size_t n)
{
	return n == 0 || t->pq.PQputCopyData(t->conn, p, (int)n) == 1;
}

/* One that was written before the last columns came gets NULLs behind it; the
 * table has no place for the operation. */
static bool
send_row(struct postgres_table *tb, const struct postgres_row *row, bool bare)
{
	const char	*p = tb->batch.text.p + row->at;
	size_t		 skip = bare ? (size_t)((const char *)memchr(p, '\t', row->n) - p) + 1 : 0;
	unsigned	 n;

	if (row->places == tb->places)
		return send(tb->t, p + skip, row->n - skip);
	if (!send(tb->t, p + skip, row->n - skip - 1))
		return false;
	for (n = row->places; n < tb->places; n++)
		if (!send(tb->t, "\t\\N", 3))
			return false;
	return send(tb->t, "\n", 1);
}

/* A failure: 0 or -1 as postgres_copy.  A table may not take COPY at all. */
static int
judge(struct postgres *t, bool optional, PGresult **r, struct rx_err *e)
{
	const char *state = t->pq.PQresultErrorField(*r, PG_DIAG_SQLSTATE);

	return optional && state != NULL && strcmp(state, "0A000") == 0 ? 0 :
	    postgres_judge(t, r, e);
}

/* Ends the COPY: as postgres_copy. */
static int
finish(struct postgres *t, bool ok, PGresult **r, struct rx_err *e)
{
	PGresult *more;

	ok = t->pq.PQputCopyEnd(t->conn, ok ? NULL : "the client has failed") == 1 && ok;
	*r = t->pq.PQgetResult(t->conn);
	while ((more = t->pq.PQgetResult(t->conn)) != NULL)
		t->pq.PQclear(more);
	if (ok && t->pq.PQresultStatus(*r) == PGRES_COMMAND_OK) {
		t->pq.PQclear(*r);
		return 1;
	}
	return judge(t, false, r, e);
}

int
postgres_copy(struct postgres_table *tb, bool direct, size_t from, size_t to, PGresult **r,
    struct rx_err *e)
{
	struct postgres	*t = tb->t;
	bool		 ok = true;
	size_t		 i, *order;

	rx_buf_reset(&t->sql);
	rx_buf_text(&t->sql, "SAVEPOINT rx; ");
	if (!(direct ? write_direct(tb, &t->sql) : write_temporary(tb, &t->sql))) {
		rx_err_nomem(e);
		return -1;
	}
	*r = t->pq.PQexec(t->conn, rx_buf_str(&t->sql));
	if (t->pq.PQresultStatus(*r) != PGRES_COPY_IN)
		return judge(t, direct && tb->sink == IN_TABLE, r, e);
	t->pq.PQclear(*r);
	order = postgres_batch_order(&tb->batch, from, to);
	for (i = from; ok && i < to; i++) {
		const struct postgres_row *row = &tb->batch.v[order != NULL ?
		    order[i - from] : i];

		ok = (row->dead && !tb->batch.revived) ||
		    send_row(tb, row, direct && tb->sink == IN_TABLE);
	}
	free(order);
	return finish(t, ok, r, e);
}
