/* Records wait for the state line of their page: a page is an atom. */
#include <stdlib.h>

#include "lib/merge/run.h"

#define BARE	((size_t)64 << 10)	/* bytes of bare records that wait together */

/* A reject that is an error ends the resource with its page. */
static bool
halt(struct rx_load *l)
{
	if (l->told && l->failed && !l->halted) {
		l->halted = true;
		l->stop = l->hold.released;
	}
	return true;
}

bool
rx_load_release(struct rx_merge *m, struct rx_load *l, const struct rx_state_part *part,
    struct rx_err *e)
{
	size_t from = l->hold.released;

	if (!rx_hold_release(&l->hold, part))
		return rx_err_nomem(e);
	if (l->hold.released == from)
		return halt(l);
	if (!rx_load_name_rows(m, l, part, from))
		return rx_err_nomem(e);
	m->waiting += l->hold.released - from;
	rx_merge_pending(m);
	if (l->disposition == RX_MERGE && !rx_load_keys(m, l, from, e))
		return false;
	return halt(l);
}

/* A page so large that it can't wait: merge may take it at once; a stage that
 * has it without its state can't be resumed. */
static bool
overflow(struct rx_merge *m, struct rx_load *l, struct rx_err *e)
{
	if (l->hold.n - l->hold.released < (m->bare ? BARE : m->limit))
		return true;
	if (l->publish && !rx_merge_commit(m, e))
		return false;
	if (!m->bare && rx_load_staged(l) && !rx_load_spoil(l))
		return rx_err_nomem(e);
	return rx_load_release(m, l, NULL, e) && rx_merge_flow(m, e);
}

static bool
late(struct rx_merge *m, struct rx_load *l, struct rx_err *e)
{
	struct rx_err why = RX_ERR_INIT;

	if (l->failed)
		return true;
	rx_err_set(&why, RX_BAD_DATA, "%.*s: a record came behind its end", RX_FMT(l->resource));
	rx_err_at(&why, "line %lu of the input", m->number);
	rx_err_hint(&why, "each run of a resource needs its own begin; rx-lines(5)");
	return rx_load_fail(m, l, &why) || rx_err_nomem(e);
}

static bool
no_object(struct rx_merge *m, struct rx_load *l, struct rx_span data, struct rx_err *e)
{
	struct rx_err why = RX_ERR_INIT;

	rx_err_set(&why, RX_BAD_DATA, "a record must be an object, not %s",
	    rx_json_kind_name(rx_json_kind(data)));
	rx_err_at(&why, "line %lu of the input", m->number);
	if (l->records == 1)
		(void)rx_line_hint(data, &why);
	return rx_load_reject(m, l, data, &why, e);
}

bool
rx_load_record(struct rx_merge *m, struct rx_load *l, const struct rx_record *r,
    struct rx_span part, struct rx_err *e)
{
	struct rx_state_part	*p;

	if (l->ended)
		return late(m, l, e);
	l->records++;
	if (l->table == NULL || l->refused || l->null)
		return true;
	if (l->halted) {
		l->untaken++;
		return true;
	}
	if (r->data.p[0] != '{')
		return no_object(m, l, r->data, e);
	if ((p = rx_state_part(&l->state, part, true)) == NULL ||
	    !rx_hold_add(&l->hold, r, p, m->number))
		return rx_err_nomem(e);
	if (m->bare)
		rx_merge_pending(m);
	return overflow(m, l, e);
}

static struct rx_span
not_null(struct rx_span v)
{
	return rx_json_kind(v) == RX_JSON_NULL ? RX_SPAN_NONE : v;
}

bool
rx_load_state(struct rx_merge *m, struct rx_load *l, struct rx_err *e)
{
	const struct rx_line	*line = &m->line;
	struct rx_state_part	*p;

	l->pages++;
	if (l->table == NULL || l->refused || l->null)
		return true;
	if ((p = rx_state_part(&l->state, line->m[RX_M_PART], true)) == NULL)
		return rx_err_nomem(e);
	if (!rx_load_release(m, l, p, e))
		return false;
	if ((p->frozen && !rx_load_spoil(l)) ||
	    !rx_state_learn(&l->state, line->m[RX_M_LEARNED]) ||
	    !rx_state_page(&l->state, p, not_null(line->m[RX_M_NEXT]),
	    not_null(line->m[RX_M_SEEN]), not_null(line->m[RX_M_EDGE])))
		return rx_err_nomem(e);
	rx_merge_pending(m);
	return rx_merge_flow(m, e);
}
