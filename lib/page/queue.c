#include "lib/page/queue.h"

#include <stdlib.h>

#define CHUNK	((size_t)64 << 10)
#define KEPT	32			/* chunks in the pool */
#define LARGE	((size_t)1 << 20)	/* memory beyond that is given back */

static struct rx_chunk *
take(struct rx_chunks *pool)
{
	struct rx_chunk *c = pool->first;

	if (c != NULL) {
		pool->first = c->next;
		pool->n--;
		c->next = NULL;
		return c;
	}
	if ((c = calloc(1, sizeof(*c))) != NULL)
		c->b = (struct rx_buf)RX_BUF_INIT((size_t)2 * RX_BUF_LINE);
	return c;
}

static void
give(struct rx_chunks *pool, struct rx_chunk *c)
{
	if (pool->n >= KEPT || c->b.cap > LARGE || c->b.failed) {
		rx_buf_free(&c->b);
		free(c);
		return;
	}
	rx_buf_reset(&c->b);
	c->off = 0;
	c->next = pool->first;
	pool->first = c;
	pool->n++;
}

struct rx_buf *
rx_queue_room(struct rx_queue *q, size_t about)
{
	struct rx_chunk *c = q->last;

	if (c == NULL || c->b.n + about > CHUNK) {
		if ((c = take(q->pool)) == NULL)
			return NULL;
		if (q->last != NULL)
			q->last->next = c;
		else
			q->first = c;
		q->last = c;
	}
	return rx_buf_room(&c->b, about) ? &c->b : NULL;
}

void
rx_queue_done(struct rx_queue *q, size_t before)
{
	q->bytes += q->last->b.n - before;
}

bool
rx_queue_line(struct rx_queue *q, struct rx_span line)
{
	struct rx_buf	*b = rx_queue_room(q, line.n + 1);
	size_t		 before;

	if (b == NULL)
		return false;
	before = b->n;
	rx_buf_span(b, line);
	rx_buf_byte(b, '\n');
	rx_queue_done(q, before);
	return true;
}

void
rx_queue_join(struct rx_queue *to, struct rx_queue *from)
{
	if (from->first == NULL)
		return;
	if (to->last != NULL)
		to->last->next = from->first;
	else
		to->first = from->first;
	to->last = from->last;
	to->bytes += from->bytes;
	from->first = from->last = NULL;
	from->bytes = 0;
}

void
rx_queue_free(struct rx_queue *q)
{
	struct rx_chunk *c;

	while ((c = q->first) != NULL) {
		q->first = c->next;
		give(q->pool, c);
	}
	q->last = NULL;
	q->bytes = 0;
}

void
rx_chunks_free(struct rx_chunks *pool)
{
	struct rx_chunk *c;

	while ((c = pool->first) != NULL) {
		pool->first = c->next;
		rx_buf_free(&c->b);
		free(c);
	}
	pool->n = 0;
}
