/*
 * Order: a held line comes out when every request read before it is
 * finished, and before anything that belongs behind it.
 */
#include <stdlib.h>

#include "lib/page/engine.h"

/* An epoch takes more than its line, and there may be many short ones. */
#define OVERHEAD	(sizeof(struct rx_epoch) + 512)

bool
rx_epoch_open(struct rx_engine *g)
{
	struct rx_epoch *e = calloc(1, sizeof(*e));

	if (e == NULL) {
		struct rx_err err = RX_ERR_INIT;

		rx_err_nomem(&err);
		rx_engine_fail(g, &err);
		return false;
	}
	e->q.pool = &g->pool;
	e->held = (struct rx_buf)RX_BUF_INIT(RX_BUF_LINE);
	if (g->tail != NULL)
		g->tail->next = e;
	else
		g->head = e;
	g->tail = e;
	return true;
}

void
rx_epoch_free(struct rx_epoch *e)
{
	rx_queue_free(&e->q);
	rx_buf_free(&e->held);
	free(e);
}

static void
release(struct rx_engine *g, struct rx_span line, bool ends, struct rx_resource *res)
{
	if (ends && res != NULL)
		rx_resource_end(g, res, line, g->head);
	else
		rx_engine_line(g, g->head, line);
}

void
rx_epoch_hold(struct rx_engine *g, struct rx_span line, bool ends, struct rx_resource *res)
{
	struct rx_epoch *e = g->tail;

	if (e == g->head && e->pending == 0) {
		release(g, line, ends, res);
		return;
	}
	if (!rx_buf_span(&e->held, line)) {
		struct rx_err err = RX_ERR_INIT;

		rx_err_nomem(&err);
		rx_engine_fail(g, &err);
		return;
	}
	g->held += line.n + OVERHEAD;
	e->sealed = true;
	e->ends = ends;
	e->resource = res;
	rx_epoch_open(g);
}

void
rx_epoch_advance(struct rx_engine *g)
{
	struct rx_epoch *e;

	while (!g->failed && (e = g->head)->sealed && e->pending == 0) {
		release(g, rx_buf_view(&e->held), e->ends, e->resource);
		g->held -= e->held.n + OVERHEAD;
		g->head = e->next;
		g->held -= g->head->q.bytes;
		rx_queue_join(&g->out, &g->head->q);
		rx_epoch_free(e);
		g->busy = true;
	}
}
