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
write_layout(struct postgres_table *tb, struct rx_buf *b)
{
	unsigned n;

	rx_buf_text(b, "(c0 text");
	for (n = 1; n <= tb->places; n++)
		rx_buf_printf(b, ",c%u %s", n, at_place(tb, n)->type.cast);
	return rx_buf_byte(b, ')');
}

/* The temporary table: for a batch, of CockroachDB for as long as it has the
 * columns that are needed. */
static bool
make_temporary(struct postgres_table *tb, struct rx_err *e)
{
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_LINE);
	struct postgres	*t = tb->t;
	bool		ok;

	if (!write_layout(tb, &b)) {
		rx_buf_free(&b);
		return rx_err_nomem(e);
	}
	ok = tb->in_layout != NULL && strcmp(tb->in_layout, rx_buf_str(&b)) == 0;
	if (!ok)
		ok = (tb->in_layout == NULL || postgres_define(t, e, "DROP TABLE %s",
		    tb->in_name)) && postgres_define(t, e, "CREATE TEMPORARY TABLE %s %s",
		    strchr(tb->in_name, '.') + 1, rx_buf_str(&b));
	if (ok && t->cockroach) {
		free(tb->in_layout);
		ok = (tb->in_layout = strdup(rx_buf_str(&b))) != NULL || rx_err_nomem(e);
	}
	rx_buf_free(&b);
	return ok;
}

bool
postgres_temporary_done(struct postgres_table *tb, struct rx_err *e)
{
	return postgres_run(tb->t, e, tb->t->cockroach ? "DELETE FROM %s; RELEASE rx" :
	    "DROP TABLE %s; RELEASE rx", tb->in_name);
}

static bool
write_direct(struct postgres_table *tb, struct rx_buf *b)
{
	unsigned n;

	postgres_sql(tb->t, b, "COPY %T (%s", tb->sink == IN_STAGE ? tb->stage : tb->name,
	    tb->sink == IN_TABLE ? "" : tb->conf.disposition != RX_MERGE ? "_rx_part" :
	    "_rx_part,_rx_op,_rx_by,_rx_text,_rx_n,_rx_number");
	for (n = 1; n <= tb->places; n++)
		postgres_sql(tb->t, b, "%s%I", n > 1 || tb->sink == IN_STAGE ? "," : "",
		    at_place(tb, n)->name);
	return rx_buf_text(b, ") FROM STDIN");
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
		return postgres_copy_put(tb->t, p + skip, row->n - skip);
	if (!postgres_copy_put(tb->t, p + skip, row->n - skip - 1))
		return false;
	for (n = row->places; n < tb->places; n++)
		if (!postgres_copy_put(tb->t, "\t\\N", 3))
			return false;
	return postgres_copy_put(tb->t, "\n", 1);
}

/* A failure: 0 or -1 as postgres_copy.  A table may not take COPY at all. */
static int
judge(struct postgres *t, bool optional, PGresult **r, struct rx_err *e)
{
	const char *state = t->pq.PQresultErrorField(*r, PG_DIAG_SQLSTATE);

	return optional && state != NULL && strcmp(state, "0A000") == 0 ? 0 :
	    postgres_judge(t, r, e);
}

static bool
send_rows(struct postgres_table *tb, bool direct, size_t from, size_t to)
{
	size_t	i, *order = postgres_batch_order(&tb->batch, from, to);
	bool	ok = true;

	for (i = from; ok && i < to; i++) {
		const struct postgres_row *row = &tb->batch.v[order != NULL ?
		    order[i - from] : i];

		ok = (row->dead && !tb->batch.revived) ||
		    send_row(tb, row, direct && tb->sink == IN_TABLE);
	}
	free(order);
	return ok;
}

int
postgres_copy(struct postgres_table *tb, bool direct, size_t from, size_t to, PGresult **r,
    struct rx_err *e)
{
	struct postgres	*t = tb->t;
	bool		 ok;

	if (!direct && t->cockroach && !make_temporary(tb, e))
		return -1;
	*r = postgres_mark(t);
	if (t->pq.PQresultStatus(*r) != PGRES_COMMAND_OK)
		return judge(t, false, r, e);
	t->pq.PQclear(*r);
	if (!direct && !t->cockroach && !make_temporary(tb, e))
		return -1;
	rx_buf_reset(&t->sql);
	ok = direct ? write_direct(tb, &t->sql) :
	    postgres_sql(t, &t->sql, "COPY %s FROM STDIN", tb->in_name);
	if (!ok) {
		rx_err_nomem(e);
		return -1;
	}
	if ((*r = postgres_copy_begin(t, rx_buf_str(&t->sql))) != NULL)
		return judge(t, direct && tb->sink == IN_TABLE, r, e);
	ok = send_rows(tb, direct, from, to);
	*r = postgres_copy_end(t, ok);
	if (!ok || t->pq.PQresultStatus(*r) != PGRES_COMMAND_OK)
		return judge(t, direct && tb->sink == IN_TABLE, r, e);
	t->pq.PQclear(*r);
	return 1;
}
