/* When records are stored, and when that is committed. */
#include "rx/clock.h"
#include "lib/merge/order.h"
#include "lib/merge/singer.h"

#define DRAIN	((size_t)256 << 10)	/* bytes: worth storing while a transaction is open */
#define OPEN	((size_t)16 << 20)	/* bytes: worth opening one while input flows */
#define AGE	2.0			/* seconds that anything may stay uncommitted */

void
rx_merge_pending(struct rx_merge *m)
{
	if (!m->pending)
		m->since = rx_clock_mono();
	m->pending = true;
}

bool
rx_merge_write(struct rx_merge *m, struct rx_err *e)
{
	if (m->open)
		return true;
	if (!m->kind->begin(m->target, e))
		return false;
	m->open = true;
	m->stored = 0;
	rx_merge_pending(m);
	return true;
}

struct storing {
	struct rx_merge	*m;
	struct rx_load	*l;
};

static bool
reject(void *arg, struct rx_span record, const struct rx_err *why)
{
	struct storing	*s = arg;
	struct rx_err	 e = RX_ERR_INIT;

	return rx_load_reject_put(s->m, s->l, record, why, &e);
}

/* One record goes where it belongs, or to the rejects. */
static bool
store_one(struct storing *s, struct rx_item *it, struct rx_record *r, struct rx_err *e)
{
	struct rx_merge	*m = s->m;
	struct rx_load	*l = s->l;
	struct rx_err	 why;
	bool		 drop = false;
	enum rx_op	 op = rx_load_op(l, r, &drop);

	rx_err_clear(&why);
	if (it->dead || drop)
		return true;
	if (!rx_load_version(l, r, r->data, &why)) {
		if (why.exit == RX_BAD_DATA)
			return rx_load_reject(m, l, r->data, &why, e);
		*e = why;
		return false;
	}
	switch (m->kind->put(l->table, op, r, it->part->part, &why)) {
	case RX_PUT_OK:
		return true;
	case RX_PUT_REJECTED:
		rx_err_at(&why, "line %lu of the input", it->line);
		return reject(s, r->data, &why) || rx_err_nomem(e);
	default:
		*e = why;
		return false;
	}
}

static bool
store_plain(struct rx_merge *m, struct rx_load *l, struct rx_err *e)
{
	static const struct rx_key	 none = RX_KEY_INIT;
	struct rx_record		 r;
	struct rx_item			*it;
	struct storing			 storing = { m, l };
	struct rx_order			 order;
	size_t				 at = 0, here;
	bool				 ok = true, told = l->told;

	rx_order_open(&order, &l->hold, m->kind->sorted && l->disposition == RX_MERGE &&
	    !rx_load_staged(l) ? &l->key : &none);
	while (ok && rx_order_next(&order, &at)) {
		here = at;
		it = rx_hold_next(&l->hold, &at, l->hold.released, &r);
		ok = rx_load_stops(l, here, told) || store_one(&storing, it, &r, e);
	}
	rx_order_close(&order);
	return ok && (m->kind->flush == NULL || m->kind->flush(l->table, reject, &storing, e));
}

static bool
store(struct rx_merge *m, struct rx_load *l, struct rx_err *e)
{
	if (!(l->shape != NULL ? rx_shape_store(m, l, e) : store_plain(m, l, e)))
		return false;
	rx_arena_reset(&l->versions);
	m->stored += l->hold.released;
	m->waiting -= l->hold.released;
	rx_hold_stored(&l->hold);
	l->stop = 0;
	return true;
}

bool
rx_merge_drain(struct rx_merge *m, struct rx_err *e)
{
	struct rx_load *l;

	if (m->waiting == 0)
		return true;
	if (!rx_merge_write(m, e))
		return false;
	for (l = m->first; l != NULL; l = l->next)
		if (l->hold.released > 0 && !store(m, l, e))
			return false;
	return true;
}

/* A load that nothing was ever read of has nothing to save. */
static bool
save(struct rx_merge *m, struct rx_err *e)
{
	struct rx_load *l;

	for (l = m->first; l != NULL; l = l->next) {
		if (!rx_shape_keep(l))
			return rx_err_nomem(e);
		if (!l->opened || (!l->state.dirty && l->state.first_dirty == NULL) ||
		    (m->bare && l->state.generation == 0 && l->shape == NULL))
			continue;
		if (!rx_merge_write(m, e) || !m->kind->save(m->target, &l->state, e))
			return false;
	}
	return true;
}

/* Rows to append that need not wait for an end (--singer). */
static bool
publish(struct rx_merge *m, struct rx_err *e)
{
	struct rx_load *l;

	for (l = m->first; l != NULL; l = l->next) {
		if (!l->publish || l->ended || l->failed)
			continue;
		if (!rx_merge_write(m, e) || !rx_load_publish(m, l, e))
			return false;
		l->publish = false;
	}
	return true;
}

bool
rx_merge_commit(struct rx_merge *m, struct rx_err *e)
{
	struct rx_load *l;

	if (m->bare && m->first != NULL && !rx_load_release(m, m->first, NULL, e))
		return false;
	if (!rx_merge_drain(m, e) || !publish(m, e) || !rx_rejects_sync(m, e) ||
	    !rx_singer_commit(m, e) || !save(m, e) ||
	    !rx_merge_remember(m, e))
		return false;
	if ((m->open || m->kind->pass != NULL) && !m->kind->commit(m->target, e))
		return false;
	m->open = m->pending = false;
	m->stored = 0;
	for (l = m->first; l != NULL; l = l->next) {
		rx_state_saved(&l->state);
		l->safe = l->stored;
		l->safe_end = l->finished;
	}
	return true;
}

void
rx_merge_abandon(struct rx_merge *m)
{
	struct rx_load *l;

	for (l = m->first; l != NULL; l = l->next) {
		l->stored = l->safe;
		l->finished = l->safe_end;
		l->failed = l->failed || !l->safe_end;
	}
}

bool
rx_merge_pause(struct rx_merge *m, struct rx_err *e)
{
	return rx_merge_commit(m, e);
}

/* Does an open transaction keep others waiting? */
static bool
blocks(const struct rx_merge *m)
{
	return m->kind->batch > 0;
}

int
rx_merge_due(const struct rx_merge *m)
{
	double left;

	if (!m->pending)
		return -1;
	if (m->open && blocks(m))
		return 0;
	left = (m->since + AGE - rx_clock_mono()) * 1000;
	return left <= 0 ? 0 : left < m->kind->pause ? (int)left : m->kind->pause;
}

bool
rx_merge_flow(struct rx_merge *m, struct rx_err *e)
{
	size_t drain = m->kind->batch > 0 ? m->kind->batch : DRAIN;

	drain = drain < m->limit ? drain : m->limit;
	if (m->waiting >= (m->open || !blocks(m) ? drain : OPEN < m->limit ? OPEN : m->limit) &&
	    !rx_merge_drain(m, e))
		return false;
	if (m->pending && (m->stored + m->waiting >= m->limit ||
	    rx_clock_mono() - m->since > AGE))
		return rx_merge_commit(m, e);
	return true;
}
