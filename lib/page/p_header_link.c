/* header_link: the Link header names the next address (RFC 8288). */
#include "lib/page/paging.h"

static bool
compile(struct rx_paging *p, const struct rx_node *paging, struct rx_arena *a, struct rx_err *e)
{
	struct rx_span	rel = rx_node_text(rx_node_get(paging, "links_next_key"));
	char		*c;

	(void)e;
	p->name = rel.n > 0 ? rx_arena_span(a, rel) : RX_SPAN("next");
	if (rel.n > 0)	/* relations are compared without regard to case */
		for (c = (char *)(uintptr_t)p->name.p; *c != '\0'; c++)
			if (*c >= 'A' && *c <= 'Z')
				*c = (char)(*c | 0x20);
	return true;
}

static enum rx_paging_verdict
next(struct rx_paging_step *s, struct rx_view *v, struct rx_err *e)
{
	struct rx_span url = rx_view_link_url(v, s->paging->name);

	if (url.n == 0)
		return rx_step_end(s, "no next link");
	return rx_step_url(s, url, e);
}

const struct rx_paginator rx_paginator_header_link = {
	.name = "header_link", .followed = true, .compile = compile,
	.start = rx_position_start, .next = next
};
