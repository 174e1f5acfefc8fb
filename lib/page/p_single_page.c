/* single_page: one request. */
#include "lib/page/paging.h"

static enum rx_paging_verdict
next(struct rx_paging_step *s, struct rx_view *v, struct rx_err *e)
{
	(void)v;
	(void)e;
	return rx_step_end(s, "single page");
}

const struct rx_paginator rx_paginator_single_page = {
	.name = "single_page", .start = rx_position_start, .next = next
};
