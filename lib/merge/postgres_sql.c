/* SQL as text, its results, and its faults. */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "lib/merge/postgres.h"

static void
quote(struct rx_buf *b, struct rx_span s, char q)
{
	size_t i;

	rx_buf_byte(b, q);
	for (i = 0; i < s.n; i++) {
		if (s.p[i] == q)
			rx_buf_byte(b, q);
		if (s.p[i] == '\0')
			rx_buf_text(b, "\xef\xbf\xbd");	/* U+FFFD: no text has a NUL */
		else
			rx_buf_byte(b, s.p[i]);
	}
	rx_buf_byte(b, q);
}

static void
literal(struct rx_buf *b, struct rx_span s)
{
	if (s.p == NULL)
		rx_buf_text(b, "NULL");
	else
		quote(b, s, '\'');
}

static bool
write_sql(struct postgres *t, struct rx_buf *b, const char *fmt, va_list ap)
{
	for (; *fmt != '\0'; fmt++) {
		if (*fmt != '%') {
			rx_buf_byte(b, *fmt);
			continue;
		}
		switch (*++fmt) {
		case 'T':
			quote(b, rx_span_of(t->schema), '"');
			rx_buf_byte(b, '.');
			/* FALLTHROUGH */
		case 'I':
			quote(b, rx_span_of(va_arg(ap, const char *)), '"');
			break;
		case 'L':
			literal(b, rx_span_of(va_arg(ap, const char *)));
			break;
		case 'S':
			literal(b, va_arg(ap, struct rx_span));
			break;
		case 'C':	/* CockroachDB's own, and it may know no other */
			rx_buf_text(b, t->cockroach ? "" : " COLLATE \"C\"");
			break;
		case 'd':
			rx_buf_printf(b, "%ld", va_arg(ap, long));
			break;
		case 's':
			rx_buf_text(b, va_arg(ap, const char *));
			break;
		}
	}
	return !b->failed;
}

bool
postgres_sql(struct postgres *t, struct rx_buf *b, const char *fmt, ...)
{
	va_list	ap;
	bool	ok;

	va_start(ap, fmt);
	ok = write_sql(t, b, fmt, ap);
	va_end(ap);
	return ok;
}

/* The first line of what libpq says. */
static struct rx_span
said(struct postgres *t)
{
	struct rx_span s = rx_span_of(t->pq.PQerrorMessage(t->conn));

	s.n = rx_span_find(s, '\n');
	return rx_span_trim(s);
}

bool
postgres_lost(struct postgres *t, struct rx_err *e)
{
	struct rx_span why = said(t);

	rx_err_set(e, RX_FAILED, "%s: the connection was lost: %.*s", t->name, RX_FMT(why));
	return rx_err_hint(e, "what was not yet committed is undone; run it again");
}

bool
postgres_fail(struct postgres *t, const PGresult *r, struct rx_err *e)
{
	const char	*state = r != NULL ? t->pq.PQresultErrorField(r, PG_DIAG_SQLSTATE) : NULL;
	const char	*what, *detail;

	if (t->pq.PQstatus(t->conn) == CONNECTION_BAD)
		return postgres_lost(t, e);
	if (state == NULL)
		return rx_err_set(e, RX_FAILED, "%s: %.*s", t->name, RX_FMT(said(t)));
	if (strcmp(state, "55P03") == 0) {
		rx_err_set(e, RX_FAILED, "%s: the table is locked by another session (waited %d s)",
		    t->name, POSTGRES_WAIT);
		return rx_err_hint(e, "nothing of this was stored; run it again when it is free");
	}
	what = t->pq.PQresultErrorField(r, PG_DIAG_MESSAGE_PRIMARY);
	detail = t->pq.PQresultErrorField(r, PG_DIAG_MESSAGE_DETAIL);
	rx_err_set(e, RX_FAILED, "%s: %s", t->name, what != NULL ? what : "an error");
	if (detail != NULL)
		rx_err_hint(e, "%s", detail);
	return false;
}

bool
postgres_row_fault(struct postgres *t, const PGresult *r)
{
	static const char *const classes[] = { "21", "22", "23", "54", "P0" };
	const char	*state = r != NULL ? t->pq.PQresultErrorField(r, PG_DIAG_SQLSTATE) : NULL;
	size_t		 i;

	for (i = 0; state != NULL && i < sizeof(classes) / sizeof(*classes); i++)
		if (strncmp(state, classes[i], 2) == 0)
			return t->pq.PQstatus(t->conn) == CONNECTION_OK;
	return false;
}

/* r, or NULL if it is a failure. */
static PGresult *
done(struct postgres *t, PGresult *r, struct rx_err *e)
{
	switch (t->pq.PQresultStatus(r)) {
	case PGRES_COMMAND_OK:
	case PGRES_TUPLES_OK:
		return r;
	default:
		postgres_fail(t, r, e);
		t->pq.PQclear(r);
		return NULL;
	}
}

PGresult *
postgres_send(struct postgres *t, const char *sql, struct rx_err *e)
{
	return done(t, postgres_exec(t, sql), e);
}

bool
postgres_define(struct postgres *t, struct rx_err *e, const char *fmt, ...)
{
	PGresult	*r;
	va_list		 ap;
	bool		 ok;

	va_start(ap, fmt);
	rx_buf_reset(&t->sql);
	ok = write_sql(t, &t->sql, fmt, ap);
	va_end(ap);
	if (!ok)
		return rx_err_nomem(e);
	if ((r = done(t, postgres_change(t, rx_buf_str(&t->sql)), e)) == NULL)
		return false;
	t->pq.PQclear(r);
	return true;
}

static PGresult *
query(struct postgres *t, struct rx_err *e, const char *fmt, va_list ap)
{
	rx_buf_reset(&t->sql);
	if (!write_sql(t, &t->sql, fmt, ap)) {
		rx_err_nomem(e);
		return NULL;
	}
	return postgres_send(t, rx_buf_str(&t->sql), e);
}

PGresult *
postgres_query(struct postgres *t, struct rx_err *e, const char *fmt, ...)
{
	PGresult	*r;
	va_list		 ap;

	va_start(ap, fmt);
	r = query(t, e, fmt, ap);
	va_end(ap);
	return r;
}

bool
postgres_run(struct postgres *t, struct rx_err *e, const char *fmt, ...)
{
	PGresult	*r;
	va_list		 ap;

	va_start(ap, fmt);
	r = query(t, e, fmt, ap);
	va_end(ap);
	if (r == NULL)
		return false;
	t->pq.PQclear(r);
	return true;
}

struct rx_span
postgres_value(struct postgres *t, const PGresult *r, int row, int column)
{
	if (t->pq.PQgetisnull(r, row, column))
		return RX_SPAN_NONE;
	return (struct rx_span){ t->pq.PQgetvalue(r, row, column),
	    (size_t)t->pq.PQgetlength(r, row, column) };
}

int
postgres_ask(struct postgres *t, struct rx_err *e, char **value, const char *fmt, ...)
{
	PGresult	*r;
	va_list		 ap;
	int		 n;

	va_start(ap, fmt);
	r = query(t, e, fmt, ap);
	va_end(ap);
	if (r == NULL)
		return -1;
	n = t->pq.PQntuples(r);
	if (n > 0 && value != NULL &&
	    (*value = postgres_text(postgres_value(t, r, 0, 0))) == NULL) {
		rx_err_nomem(e);
		n = -1;
	}
	t->pq.PQclear(r);
	return n;
}

int
postgres_has(struct postgres *t, const char *name, struct rx_err *e)
{
	char	*kind = NULL;
	int	 n = postgres_ask(t, e, &kind,
	    "SELECT CASE relkind WHEN 'r' THEN 't' WHEN 'p' THEN 'p' "
		    "ELSE 'v' END FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace s "
		    "ON s.oid = c.relnamespace WHERE nspname = %L AND relname = %L "
		    "AND relkind IN ('r', 'p', 'v', 'm', 'f')", t->schema, name);

	if (n > 0)
		n = kind[0];
	free(kind);
	return n;
}

bool
postgres_plans(struct postgres *t, bool whole, struct rx_err *e)
{
	const char *to = whole ? "on" : "off";

	return t->cockroach || postgres_run(t, e, "SET enable_hashjoin = %s; "
	    "SET enable_mergejoin = %s", to, to);
}

bool
postgres_analyze(struct postgres *t, const char *table, struct rx_err *e)
{
	return t->cockroach || postgres_run(t, e, "ANALYZE %T", table);
}

char *
postgres_text(struct rx_span s)
{
	char *p = malloc(s.n + 1);

	if (p != NULL) {
		memcpy(p, s.p != NULL ? s.p : "", s.n);
		p[s.n] = '\0';
	}
	return p;
}
