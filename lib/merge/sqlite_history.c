/* The history in the database: _rx_runs. */
#include "lib/merge/sqlite.h"

static bool
make_table(struct sqlite *t, struct rx_err *e)
{
	return t->runs_made || (t->runs_made = sqlite_run(t, e,
	    "CREATE TABLE IF NOT EXISTS _rx_runs(run TEXT, source TEXT, resource TEXT, "
	    "started TEXT, ended TEXT, requests INTEGER, pages INTEGER, records INTEGER, "
	    "inserted INTEGER, updated INTEGER, unchanged INTEGER, deleted INTEGER, "
	    "rejected INTEGER, why TEXT, exit INTEGER, PRIMARY KEY(resource, started, run)) "
	    "WITHOUT ROWID"));
}

static bool
put_row(struct sqlite *t, const struct rx_history *h, struct rx_err *e)
{
	sqlite3_stmt	*st = sqlite_prepare(t, e, "INSERT OR REPLACE INTO _rx_runs(run, source, "
	    "resource, started, ended, requests, pages, records, inserted, updated, unchanged, "
	    "deleted, rejected, why, exit) VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)");
	char		 scratch[24];
	int		 i, r;

	if (st == NULL)
		return false;
	for (i = 0; i < RX_H_N; i++)
		sqlite_bind_span(st, i + 1, rx_history_value(h, i, scratch));
	r = sqlite_step(t, st, e);
	sqlite3_finalize(st);
	return r != -1;
}

static bool
drop_old(struct sqlite *t, struct rx_span resource, struct rx_err *e)
{
	sqlite3_stmt	*st = sqlite_prepare(t, e, "DELETE FROM _rx_runs WHERE resource = ?1 AND "
	    "started < (SELECT started FROM _rx_runs WHERE resource = ?1 ORDER BY started DESC "
	    "LIMIT 1 OFFSET %d)", RX_HISTORY_KEPT - 1);
	int		 r;

	if (st == NULL)
		return false;
	sqlite_bind_span(st, 1, resource);
	r = sqlite_step(t, st, e);
	sqlite3_finalize(st);
	return r != -1;
}

/* Who has the lock knows that no other run is at work. */
static bool
close_others(struct sqlite *t, const struct rx_history *h, struct rx_err *e)
{
	sqlite3_stmt	*st = sqlite_prepare(t, e, "UPDATE _rx_runs SET why = coalesce(why, ?1), "
	    "exit = %d WHERE resource = ?2 AND run <> ?3 AND exit IS NULL", RX_FAILED);
	int		 r;

	if (st == NULL)
		return false;
	sqlite_bind_span(st, 1, RX_SPAN(RX_HISTORY_KILLED));
	sqlite_bind_span(st, 2, h->resource);
	sqlite_bind_span(st, 3, rx_span_of(h->run));
	r = sqlite_step(t, st, e);
	sqlite3_finalize(st);
	return r != -1;
}

bool
sqlite_remember(struct rx_target *base, const struct rx_history *h, struct rx_err *e)
{
	struct sqlite *t = (struct sqlite *)base;

	return make_table(t, e) && put_row(t, h, e) &&
	    (h->ended[0] == '\0' || (close_others(t, h, e) && drop_old(t, h->resource, e)));
}

bool
sqlite_history(struct rx_target *base, bool (*each)(void *, const struct rx_span[RX_H_N]),
    void *arg, struct rx_err *e)
{
	struct sqlite	*t = (struct sqlite *)base;
	struct rx_span	 v[RX_H_N];
	sqlite3_stmt	*st;
	int		 i, r = sqlite_has(t, "_rx_runs", e);

	if (r <= 0)
		return r == 0;
	if ((st = sqlite_prepare(t, e, "SELECT run, source, resource, started, ended, requests, "
	    "pages, records, inserted, updated, unchanged, deleted, rejected, why, exit "
	    "FROM _rx_runs ORDER BY started, run, resource")) == NULL)
		return false;
	while ((r = sqlite_step(t, st, e)) == 1) {
		for (i = 0; i < RX_H_N; i++)
			v[i] = sqlite_column_span(st, i);
		if (each(arg, v))
			continue;
		r = -1;
		rx_err_nomem(e);
		break;
	}
	sqlite3_finalize(st);
	return r == 0;
}
