/*
 * offset: skip what came.  It advances by the rows received, not by the
 * limit: servers cap the limit without saying so.
 */
#include "lib/page/paging.h"

static struct rx_position
start(const struct rx_paging *p, const struct rx_paging_resource *res)
{
	(void)res;
	return (struct rx_position){ RX_AT_OFFSET, p->first, RX_SPAN_NONE };
}

static enum rx_paging_verdict
next(struct rx_paging_step *s, struct rx_view *v, struct rx_err *e)
{
	const struct rx_paging	*p = s->paging;
	/* behind an empty page that is not the end, by what was asked for */
	unsigned long		 step = s->facts->rows > 0 ? s->facts->rows :
	    (unsigned long)p->limit;

	(void)v;
	(void)e;
	if (step == 0)
		return rx_step_end(s, "empty page");
	rx_step_number(s, RX_AT_OFFSET, s->request->at.number + (long)step);
	if (p->maximum >= 0 && s->next.number > p->maximum)
		return rx_step_end(s, "maximum_offset");
	return RX_PAGING_MORE;
}

const struct rx_paginator rx_paginator_offset = {
	.name = "offset", .counted = true, .start = start, .next = next, .place = rx_place_number
};
