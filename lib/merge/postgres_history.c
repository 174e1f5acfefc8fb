/* The history in the database: _rx_runs. */
#include "lib/merge/postgres.h"

#define COLUMNS	"run, source, resource, started, ended, requests, pages, records, inserted, " \
		"updated, unchanged, deleted, rejected, why, exit"

static bool
make_table(struct postgres *t, struct rx_err *e)
{
	int r;

	if (t->runs_made)
		return true;
	if ((r = postgres_has(t, "_rx_runs", e)) == 0 && postgres_lock_names(t, e))
		r = postgres_define(t, e, "CREATE TABLE IF NOT EXISTS %T(run text, source text, "
		    "resource text, started text, ended text, requests bigint, pages bigint, "
		    "records bigint, inserted bigint, updated bigint, unchanged bigint, "
		    "deleted bigint, rejected bigint, why text, exit bigint, "
		    "PRIMARY KEY(resource, started, run))", "_rx_runs") ? 1 : -1;
	return t->runs_made = r > 0;
}

static bool
put_row(struct postgres *t, const struct rx_history *h, struct rx_err *e)
{
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_LINE);
	char		scratch[24];
	int		i;
	bool		ok;

	for (i = 0; i < RX_H_N; i++)
		postgres_sql(t, &b, i > 0 ? ",%S" : "%S", rx_history_value(h, i, scratch));
	ok = b.failed ? rx_err_nomem(e) : postgres_run(t, e, "INSERT INTO %T(" COLUMNS ") "
	    "VALUES(%s) ON CONFLICT (resource, started, run) DO UPDATE SET ended = excluded.ended, "
	    "requests = excluded.requests, pages = excluded.pages, records = excluded.records, "
	    "inserted = excluded.inserted, updated = excluded.updated, "
	    "unchanged = excluded.unchanged, deleted = excluded.deleted, "
	    "rejected = excluded.rejected, why = excluded.why, exit = excluded.exit",
	    "_rx_runs", rx_buf_str(&b));
	rx_buf_free(&b);
	return ok;
}

/* Who has the lock knows that no other run is at work. */
static bool
close_others(struct postgres *t, const struct rx_history *h, struct rx_err *e)
{
	return postgres_run(t, e, "UPDATE %T SET why = coalesce(why, %L), exit = %d "
	    "WHERE resource = %S AND run <> %L AND exit IS NULL", "_rx_runs", RX_HISTORY_KILLED,
	    (long)RX_FAILED, h->resource, h->run);
}

static bool
drop_old(struct postgres *t, struct rx_span resource, struct rx_err *e)
{
	return postgres_run(t, e, "DELETE FROM %T WHERE resource = %S AND started < (SELECT "
	    "started FROM %T WHERE resource = %S ORDER BY started DESC LIMIT 1 OFFSET %d)",
	    "_rx_runs", resource, "_rx_runs", resource, (long)RX_HISTORY_KEPT - 1);
}

bool
postgres_remember(struct rx_target *base, const struct rx_history *h, struct rx_err *e)
{
	struct postgres *t = (struct postgres *)base;

	return make_table(t, e) && put_row(t, h, e) && (h->ended[0] == '\0' ||
	    (close_others(t, h, e) && drop_old(t, h->resource, e)));
}

bool
postgres_history(struct rx_target *base, bool (*each)(void *, const struct rx_span[RX_H_N]),
    void *arg, struct rx_err *e)
{
	struct postgres	*t = (struct postgres *)base;
	struct rx_span	 v[RX_H_N];
	PGresult	*r;
	int		 has = postgres_has(t, "_rx_runs", e), i, k, n;
	bool		 ok = true;

	if (has <= 0)
		return has == 0;
	if ((r = postgres_query(t, e, "SELECT " COLUMNS " FROM %T ORDER BY started, run, resource",
	    "_rx_runs")) == NULL)
		return false;
	for (i = 0, n = t->pq.PQntuples(r); ok && i < n; i++) {
		for (k = 0; k < RX_H_N; k++)
			v[k] = postgres_value(t, r, i, k);
		ok = each(arg, v) || rx_err_nomem(e);
	}
	t->pq.PQclear(r);
	return ok;
}
