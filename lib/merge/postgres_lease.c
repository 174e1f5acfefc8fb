/*
 * Locks for CockroachDB, whose advisory ones lock nothing: a resource has a row
 * in _rx_locks, and its writer a connection with a transaction that has locked
 * that row.  The lock ends with the connection.  Another row tells who it is.
 */
#include <stdlib.h>
#include <string.h>

#include "lib/merge/postgres.h"

static bool
make_table(struct postgres *t, struct rx_err *e)
{
	int r;

	if (t->locks_made)
		return true;
	if ((r = postgres_has(t, "_rx_locks", e)) == 0)
		r = postgres_define(t, e, "CREATE TABLE IF NOT EXISTS %T(resource text, what text, "
		    "holder text, PRIMARY KEY(resource, what))", "_rx_locks") ? 1 : -1;
	return t->locks_made = r > 0;
}

static bool
make_row(struct postgres *t, struct rx_span resource, const char *what, const char *holder,
    struct rx_err *e)
{
	return make_table(t, e) && postgres_define(t, e, "INSERT INTO %T(resource, what, holder) "
	    "VALUES(%S, %L, %L) ON CONFLICT (resource, what) DO %s", "_rx_locks", resource, what,
	    holder, strcmp(what, "lock") == 0 ? "NOTHING" : "UPDATE SET holder = excluded.holder");
}

/* Another connection, as the first one was made. */
static struct postgres *
connect(struct postgres *t, struct rx_err *e)
{
	struct rx_target_conf	 conf = { .where = t->where, .schema = t->schema, .read = true };
	struct postgres		*lease = (struct postgres *)postgres_open(&conf, e);

	if (lease != NULL)
		lease->cockroach = false;	/* nothing of it is done again */
	return lease;
}

static enum postgres_lease
lock(struct postgres *lease, struct rx_span resource, struct rx_err *e)
{
	const char	*state;
	PGresult	*r;
	enum postgres_lease result = LEASE_FAILED;

	rx_buf_reset(&lease->sql);
	if (!postgres_run(lease, e, "BEGIN"))
		return LEASE_FAILED;
	rx_buf_reset(&lease->sql);
	postgres_sql(lease, &lease->sql, "SELECT what FROM %T WHERE resource = %S AND "
	    "what = 'lock' FOR UPDATE NOWAIT", "_rx_locks", resource);
	r = lease->pq.PQexec(lease->conn, rx_buf_str(&lease->sql));
	state = r != NULL ? lease->pq.PQresultErrorField(r, PG_DIAG_SQLSTATE) : NULL;
	if (lease->pq.PQresultStatus(r) == PGRES_TUPLES_OK && lease->pq.PQntuples(r) == 1)
		result = LEASE_WON;
	else if (state != NULL && (strcmp(state, "55P03") == 0 || strcmp(state, "40001") == 0))
		result = LEASE_HELD;
	else
		postgres_fail(lease, r, e);
	lease->pq.PQclear(r);
	return result;
}

enum postgres_lease
postgres_lease(struct postgres *t, struct rx_span resource, struct rx_err *e)
{
	struct postgres		*lease;
	enum postgres_lease	 result;

	if (!make_row(t, resource, "lock", "", e) || (lease = connect(t, e)) == NULL)
		return LEASE_FAILED;
	if ((result = lock(lease, resource, e)) == LEASE_WON) {
		lease->next = t->leases;
		t->leases = lease;
	} else {
		postgres_close(&lease->base);
	}
	return result;
}

bool
postgres_lease_own(struct postgres *t, struct rx_span resource, const char *holder,
    struct rx_err *e)
{
	return make_row(t, resource, "holder", holder, e);
}

bool
postgres_lease_holder(struct postgres *t, struct rx_span resource, char **holder, struct rx_err *e)
{
	*holder = NULL;
	return postgres_ask(t, e, holder, "SELECT holder FROM %T WHERE resource = %S AND "
	    "what = 'holder'", "_rx_locks", resource) >= 0;
}

bool
postgres_lease_names(struct postgres *t, struct rx_err *e)
{
	return make_table(t, e) && postgres_run(t, e, "INSERT INTO %T(resource, what, holder) "
	    "VALUES('', 'names', '') ON CONFLICT (resource, what) DO UPDATE SET holder = ''",
	    "_rx_locks");
}
