/*
 * page_number: 1, 2, 3, or 0, 1, 2.
 *
 * Without a first page number the first request carries none, and the second
 * asks for page 1: if its rows are all among the first answer's, the numbers
 * begin at 1 and that page is dropped, else they begin at 0 and it is page
 * two.  In both cases page 2 comes next.
 */
#include "lib/page/paging.h"

static bool
base_known(const struct rx_paging *p, const struct rx_paging_resource *res)
{
	return !p->base_auto || res->base_known;
}

static long
base(const struct rx_paging *p, const struct rx_paging_resource *res)
{
	return p->base_auto ? res->base : p->base;
}

static struct rx_position
start(const struct rx_paging *p, const struct rx_paging_resource *res)
{
	long first = p->numbered ? p->first : base(p, res);

	if (!base_known(p, res) && !p->numbered)
		return rx_position_start(p, res);
	if (!p->inject)
		return (struct rx_position){ RX_AT_START, first, RX_SPAN_NONE };
	return (struct rx_position){ RX_AT_PAGE, first, RX_SPAN_NONE };
}

static bool
all_among_first(const struct rx_paging_step *s)
{
	unsigned long i;

	if (s->facts->row_hashes == NULL || s->facts->rows == 0)
		return false;
	for (i = 0; i < s->facts->rows; i++)
		if (!rx_seen_has(&s->request->first_rows, s->facts->row_hashes[i]))
			return false;
	return true;
}

static void
learn(struct rx_paging_step *s, long found)
{
	s->resource->base_known = true;
	s->resource->base = found;
	s->request->probing = false;
	rx_step_say(s, SAID_BASE, "verbose",
	    "page numbers begin at %ld (found by asking for page 1); \"base_page\": %ld in the "
	    "paginator saves that request", found, found);
}

/* The answer to the first request that carries a number. */
static enum rx_paging_verdict
probed(struct rx_paging_step *s)
{
	if (all_among_first(s)) {
		learn(s, 1);
		s->drop = true;
	} else {
		learn(s, 0);
	}
	rx_seen_reset(&s->request->first_rows);
	rx_step_number(s, RX_AT_PAGE, 2);
	return s->paging->maximum >= 0 && s->paging->maximum < 2 ?
	    rx_step_end(s, "maximum_page") : RX_PAGING_MORE;
}

static enum rx_paging_verdict
next(struct rx_paging_step *s, struct rx_view *v, struct rx_err *e)
{
	const struct rx_paging		*p = s->paging;
	struct rx_paging_request	*r = s->request;
	unsigned long			 i;

	(void)v;
	(void)e;
	if (r->probing)
		return probed(s);
	if (base_known(p, s->resource) || p->numbered || r->at.kind == RX_AT_PAGE) {
		rx_step_number(s, RX_AT_PAGE, r->at.number + 1);
	} else {
		for (i = 0; s->facts->row_hashes != NULL && i < s->facts->rows; i++)
			rx_seen_add(&r->first_rows, s->facts->row_hashes[i], 0);
		r->probing = true;
		rx_step_number(s, RX_AT_PAGE, 1);
	}
	if (p->maximum >= 0 && s->next.number > p->maximum)
		return rx_step_end(s, "maximum_page");
	return RX_PAGING_MORE;
}

const struct rx_paginator rx_paginator_page_number = {
	.name = "page_number", .counted = true, .start = start, .next = next, .place = rx_place_number
};
