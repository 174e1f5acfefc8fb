/* header_cursor: a response header holds the next cursor. */
#include "lib/page/paging.h"

static bool
compile(struct rx_paging *p, const struct rx_node *paging, struct rx_arena *a, struct rx_err *e)
{
	struct rx_span name = rx_node_text(rx_node_get(paging, "cursor_key"));

	(void)e;
	p->name = name.n > 0 ? rx_arena_span(a, name) : RX_SPAN("next");
	if (p->param.n == 0)
		p->param = RX_SPAN("cursor");
	return true;
}

static enum rx_paging_verdict
next(struct rx_paging_step *s, struct rx_view *v, struct rx_err *e)
{
	struct rx_span text = rx_span_trim(rx_view_header(v, s->paging->name));

	if (text.n == 0)
		return rx_step_end(s, "no cursor");
	s->request->cursor_came = true;
	return rx_step_value(s, rx_arena_quote(s->arena, text), e);
}

static unsigned
place(const struct rx_paging *p, const struct rx_paging_resource *res,
    const struct rx_position *at, struct rx_placed *out, struct rx_arena *a)
{
	(void)res;
	(void)a;
	if (at->kind != RX_AT_CURSOR)
		return 0;
	out[0] = (struct rx_placed){ RX_PLACING_QUERY, p->param, at->value };
	return 1;
}

const struct rx_paginator rx_paginator_header_cursor = {
	.name = "header_cursor", .followed = true, .compile = compile,
	.start = rx_position_start, .next = next, .place = place
};
