/* What is put and not yet sent; sending it, and finding what can't be. */
#include <stdlib.h>
#include <string.h>

#include "lib/merge/postgres.h"

void
postgres_batch_free(struct postgres_batch *b)
{
	rx_buf_free(&b->text);
	rx_buf_free(&b->keys);
	free(b->v);
	free(b->slots);
}

static struct rx_span
key_of(const struct postgres_batch *b, size_t i)
{
	return (struct rx_span){ b->keys.p + b->v[i].key, b->v[i].nkey };
}

static size_t *
slot(struct postgres_batch *b, struct rx_span key)
{
	size_t i = rx_span_hash(key) & (b->nslots - 1);

	while (b->slots[i] != 0 && !rx_span_eq(key_of(b, b->slots[i] - 1), key))
		i = (i + 1) & (b->nslots - 1);
	return &b->slots[i];
}

static bool
grow(struct postgres_batch *b)
{
	size_t			 cap = b->cap == 0 ? 1024 : b->cap * 2, i;
	struct postgres_row	*v = realloc(b->v, cap * sizeof(*v));
	size_t			*slots;

	if (v == NULL)
		return false;
	b->v = v;
	if ((slots = calloc(cap * 2, sizeof(*slots))) == NULL)
		return false;
	free(b->slots);
	b->slots = slots;
	b->nslots = cap * 2;
	b->cap = cap;
	for (i = 0; i < b->n; i++)
		if (v[i].nkey > 0)
			*slot(b, key_of(b, i)) = i + 1;
	return true;
}

/* One statement must not touch a row twice: of one key the last one is sent. */
bool
postgres_batch_add(struct postgres_table *tb, const struct rx_record *r, size_t at)
{
	struct postgres_batch	*b = &tb->batch;
	struct postgres_row	*row;
	size_t			*s, key = b->keys.n;

	if (b->n == b->cap && !grow(b))
		return false;
	if (!rx_buf_byte(&b->text, '\n') ||
	    (tb->sink == IN_TABLE && !rx_key_norm(&b->keys, tb->conf.key, r)))
		return false;
	row = &b->v[b->n++];
	*row = (struct postgres_row){ at, b->text.n - at, key, b->keys.n - key, tb->places,
	    r->data, false };
	if (row->nkey == 0)
		return true;
	s = slot(b, key_of(b, b->n - 1));
	if (*s != 0) {
		b->v[*s - 1].dead = true;
		b->ndead++;
	}
	*s = b->n;
	return true;
}

/* -- sending --------------------------------------------------------------- */

static bool
write_temporary(struct postgres_table *tb, struct rx_buf *b)
{
	unsigned n;

	rx_buf_reset(b);
	rx_buf_text(b, "SAVEPOINT rx; CREATE TEMPORARY TABLE _rx_in (c0 text");
	for (n = 1; n <= tb->places; n++)
		rx_buf_printf(b, ",c%u text", n);
	return rx_buf_text(b, "); COPY pg_temp._rx_in FROM STDIN");
}

static bool
sends(const struct postgres_batch *b, size_t i)
{
	return !b->v[i].dead || b->revived;
}

/* Rows from..to; those that were written before the last columns came get
 * NULLs behind them. */
static bool
copy_rows(struct postgres_table *tb, size_t from, size_t to)
{
	struct postgres_batch	*b = &tb->batch;
	struct postgres		*t = tb->t;
	size_t			 i, j;
	unsigned		 n;

	for (i = from; i < to; i = j) {
		bool full = b->v[i].places == tb->places;

		for (j = i; j < to && sends(b, j) && full && b->v[j].places == tb->places; )
			j++;
		if (j > i) {
			size_t end = b->v[j - 1].at + b->v[j - 1].n;

			if (t->pq.PQputCopyData(t->conn, b->text.p + b->v[i].at,
			    (int)(end - b->v[i].at)) != 1)
				return false;
			continue;
		}
		j = i + 1;
		if (!sends(b, i))
			continue;
		if (t->pq.PQputCopyData(t->conn, b->text.p + b->v[i].at, (int)b->v[i].n - 1) != 1)
			return false;
		for (n = b->v[i].places; n < tb->places; n++)
			if (t->pq.PQputCopyData(t->conn, "\t\\N", 3) != 1)
				return false;
		if (t->pq.PQputCopyData(t->conn, "\n", 1) != 1)
			return false;
	}
	return true;
}

/* 1: they are in the temporary table; 0: a row's fault, in *r; -1 */
static int
copy(struct postgres_table *tb, size_t from, size_t to, PGresult **r, struct rx_err *e)
{
	struct postgres	*t = tb->t;
	PGresult	*more;
	bool		 ok;
	int		 result;

	if (!write_temporary(tb, &t->sql)) {
		rx_err_nomem(e);
		return -1;
	}
	if ((*r = postgres_send(t, rx_buf_str(&t->sql), e)) == NULL)
		return -1;
	t->pq.PQclear(*r);
	ok = copy_rows(tb, from, to);
	ok = t->pq.PQputCopyEnd(t->conn, ok ? NULL : "the client has failed") == 1 && ok;
	*r = t->pq.PQgetResult(t->conn);
	while ((more = t->pq.PQgetResult(t->conn)) != NULL)
		t->pq.PQclear(more);
	if (ok && t->pq.PQresultStatus(*r) == PGRES_COMMAND_OK) {
		t->pq.PQclear(*r);
		return 1;
	}
	result = postgres_row_fault(t, *r) ? 0 : -1;
	if (result == -1) {
		postgres_fail(t, *r, e);
		t->pq.PQclear(*r);
	}
	return result;
}

static void
count(struct postgres_table *tb, const PGresult *r, size_t sent, size_t superseded)
{
	struct rx_target_counts	*n = tb->conf.counts;
	unsigned long		 inserted, all;

	if (tb->sink == IN_STAGE) {
		n->staged += sent;
		return;
	}
	inserted = strtoul(tb->t->pq.PQgetvalue(r, 0, 0), NULL, 10);
	all = strtoul(tb->t->pq.PQgetvalue(r, 0, 1), NULL, 10);
	n->inserted += inserted;
	n->updated += all - inserted + superseded;
	n->unchanged += sent - all;
}

/* 1, 0, -1 as before */
static int
attempt(struct postgres_table *tb, size_t from, size_t to, PGresult **r, struct rx_err *e)
{
	struct postgres	*t = tb->t;
	size_t		 i, sent = 0;
	int		 result = copy(tb, from, to, r, e);

	if (result != 1)
		return result;
	if (!postgres_insert_sql(tb, &t->sql)) {
		rx_err_nomem(e);
		return -1;
	}
	*r = t->pq.PQexec(t->conn, rx_buf_str(&t->sql));
	if (t->pq.PQresultStatus(*r) != PGRES_TUPLES_OK &&
	    t->pq.PQresultStatus(*r) != PGRES_COMMAND_OK) {
		if (postgres_row_fault(t, *r))
			return 0;
		postgres_fail(t, *r, e);
		t->pq.PQclear(*r);
		return -1;
	}
	for (i = from; i < to; i++)
		sent += sends(&tb->batch, i);
	count(tb, *r, sent, to - from - sent);
	t->pq.PQclear(*r);
	return postgres_run(t, e, "DROP TABLE pg_temp._rx_in; RELEASE rx") ? 1 : -1;
}

struct reject {
	bool	(*fn)(void *, struct rx_span, const struct rx_err *);
	void	*arg;
};

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

/* Sends rows from..to; after a row's fault both halves, the first one first.
 * Then all rows are sent, since the last of a key may be the one rejected. */
static bool
deliver(struct postgres_table *tb, size_t from, size_t to, const struct reject *reject,
    struct rx_err *e)
{
	struct postgres	*t = tb->t;
	PGresult	*r = NULL;
	int		 result = attempt(tb, from, to, &r, e);
	bool		 ok;

	if (result != 0)
		return result == 1;
	tb->batch.revived = true;
	ok = to - from > 1 || reject_row(tb, r, tb->batch.v[from].data, reject, e);
	t->pq.PQclear(r);
	if (!ok || !postgres_run(t, e, "ROLLBACK TO rx; RELEASE rx"))
		return false;
	if (to - from == 1)
		return true;
	return deliver(tb, from, from + (to - from) / 2, reject, e) &&
	    deliver(tb, from + (to - from) / 2, to, reject, e);
}

bool
postgres_flush(struct rx_table *table, bool (*fn)(void *, struct rx_span, const struct rx_err *),
    void *arg, struct rx_err *e)
{
	struct postgres_table	*tb = (struct postgres_table *)table;
	struct postgres_batch	*b = &tb->batch;
	struct reject		 reject = { fn, arg };

	if (b->n == 0)
		return true;
	if (!postgres_table_make(tb, tb->sink, e) ||
	    (tb->sink == IN_TABLE && !postgres_table_index(tb, e)) ||
	    !deliver(tb, 0, b->n, &reject, e))
		return false;
	rx_buf_reset(&b->text);
	rx_buf_reset(&b->keys);
	memset(b->slots, 0, b->nslots * sizeof(*b->slots));
	b->n = b->ndead = 0;
	b->revived = false;
	return true;
}
