/* An end keeps its promise: what was staged moves, and when the family has
 * ended too, so does the bookmark. */
#include "lib/merge/run.h"

static bool
publish(struct rx_merge *m, struct rx_load *l, struct rx_err *e)
{
	return rx_merge_write(m, e) && rx_load_publish(m, l, e);
}

/*
 * The state moves when the resource and all that name it have ended.  Rows to
 * append move with it: were they moved before and the family asked again,
 * they would come twice.
 */
static bool
finish(struct rx_merge *m, struct rx_load *l, struct rx_err *e)
{
	if (!l->ended || l->finished || l->failed || l->waiting > 0)
		return true;
	l->finished = true;
	if (l->table == NULL || l->null)
		return true;
	if (l->disposition == RX_APPEND && !publish(m, l, e))
		return false;
	if (rx_load_whole(l) && !l->complete &&
	    (!rx_merge_write(m, e) || !rx_load_drop(m, l, RX_SPAN_NONE, e)))
		return false;
	rx_merge_pending(m);
	if (!rx_shape_done(l) || !rx_load_note_table(l))
		return rx_err_nomem(e);
	return m->bare || rx_state_end(&l->state, l->complete,
	    l->numbered && l->disposition == RX_REPLACE) || rx_err_nomem(e);
}

static bool
end_family(struct rx_merge *m, struct rx_load *l, struct rx_err *e)
{
	size_t i;

	for (i = 0; i < l->ancestors.n; i++) {
		if (l->counted)
			l->ancestors.v[i]->waiting--;
		if (!finish(m, l->ancestors.v[i], e))
			return false;
	}
	l->ancestors.n = 0;
	l->counted = false;
	return true;
}

/* To replace a table by nothing takes a promise that there is nothing. */
static bool
trusted(struct rx_merge *m, struct rx_load *l, struct rx_err *e)
{
	struct rx_err why = RX_ERR_INIT;

	if (!m->bare || !rx_load_whole(l) || l->records > 0)
		return true;
	rx_err_set(&why, RX_FAILED, "%.*s: no record came, the table is left as it is",
	    RX_FMT(l->name));
	rx_err_hint(&why, "bare records promise nothing: an empty input may be a failed one");
	return rx_load_fail(m, l, &why) || rx_err_nomem(e);
}

/* What merge has taken stays; what was staged of bare input nobody resumes. */
static bool
keep_of_failed(struct rx_merge *m, struct rx_load *l, struct rx_err *e)
{
	if (l->table == NULL || l->null)
		return true;
	if (!rx_load_staged(l))
		return publish(m, l, e);
	return !m->bare || (rx_merge_write(m, e) && rx_load_drop(m, l, RX_SPAN_NONE, e));
}

/* --min-records: fewer than that are taken for a fault of the source. */
static bool
enough(struct rx_merge *m, struct rx_load *l, struct rx_err *e)
{
	struct rx_err	why = RX_ERR_INIT;
	unsigned long	n = l->stored.staged;

	if (l->how.min_records == 0 || l->table == NULL || l->null ||
	    l->disposition != RX_REPLACE)
		return true;
	if (m->kind->staged != NULL && (!rx_merge_write(m, e) ||
	    !m->kind->staged(l->table, &n, e)))
		return false;
	if (n >= l->how.min_records)
		return true;
	rx_err_set(&why, RX_BAD_DATA, "%.*s: %lu record%s came, --min-records asks for %lu: the "
	    "table is left as it is", RX_FMT(l->resource), n, n == 1 ? "" : "s",
	    l->how.min_records);
	if (!rx_load_fail(m, l, &why))
		return rx_err_nomem(e);
	(void)keep_of_failed(m, l, e);
	return false;
}

bool
rx_load_end(struct rx_merge *m, struct rx_load *l, struct rx_err *e)
{
	struct rx_span counts = m->bare ? RX_SPAN_NONE : m->line.m[RX_M_COUNTS];

	if (counts.p != NULL && !rx_state_text(&l->counts, counts))
		return rx_err_nomem(e);
	if (l->refused || !trusted(m, l, e))
		return l->refused;
	if (l->table != NULL && !l->null &&
	    (!rx_load_release(m, l, NULL, e) || !rx_merge_drain(m, e)))
		return false;
	rx_hold_free(&l->hold);
	if (l->failed)
		return keep_of_failed(m, l, e);
	if (!enough(m, l, e))
		return l->failed;
	l->ended = true;
	l->complete = m->bare || !rx_span_is(m->line.m[RX_M_COMPLETE], "false");
	if (l->table != NULL && !l->null && l->disposition != RX_APPEND &&
	    (l->complete || !rx_load_whole(l)) && !publish(m, l, e))
		return false;
	return finish(m, l, e) && end_family(m, l, e);
}

bool
rx_load_part_end(struct rx_merge *m, struct rx_load *l, struct rx_err *e)
{
	struct rx_state_part *p;

	if (l->table == NULL || l->refused || l->null)
		return true;
	if ((p = rx_state_part(&l->state, m->line.m[RX_M_PART], true)) == NULL)
		return rx_err_nomem(e);
	if (!rx_load_release(m, l, p, e))
		return false;
	if (p->frozen || rx_span_is(m->line.m[RX_M_COMPLETE], "false"))
		return true;
	p->begun = p->done = true;
	if (!rx_state_text(&p->next, RX_SPAN_NONE))
		return rx_err_nomem(e);
	rx_state_touch(&l->state, p);
	rx_merge_pending(m);
	return true;
}

/* The input is over and the end has not come: merge keeps all that came,
 * append and replace whole pages, staged. */
bool
rx_load_cut(struct rx_merge *m, struct rx_load *l, struct rx_err *e)
{
	if (l->table == NULL || l->ended || l->refused || l->null)
		return true;
	if (rx_load_staged(l)) {
		(void)rx_hold_drop(&l->hold, NULL);
		return true;
	}
	return rx_load_release(m, l, NULL, e) && rx_merge_drain(m, e) && publish(m, l, e);
}
