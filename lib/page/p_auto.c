/*
 * auto: nobody said how.  A Link header with a next, else a link or cursor in
 * the body, else one page was all.
 */
#include "lib/page/paging.h"

static bool
compile(struct rx_paging *p, const struct rx_node *paging, struct rx_arena *a, struct rx_err *e)
{
	const struct rx_node *path = rx_node_get(paging, "cursor_path");

	(void)paging;
	return path == NULL || path->kind == RX_JSON_NULL ||
	    rx_paginator_cursor.compile(p, paging, a, e);
}

/* One page, although a member says that there are more. */
static void
warn(struct rx_paging_step *s, struct rx_view *v)
{
	struct rx_buf names = RX_BUF_INIT(RX_BUF_TEXT);

	if (s->facts->rows > 0 &&
	    rx_json_kind(rx_view_top(v, RX_SPAN("has_more"))) == RX_JSON_TRUE)
		rx_step_say(s, SAID_MORE, "warning", "has_more is true, but nothing tells where "
		    "the next page is: name a paginator");
	rx_buf_free(&names);
}

static enum rx_paging_verdict
next(struct rx_paging_step *s, struct rx_view *v, struct rx_err *e)
{
	struct rx_place	place = { .n = 0 };
	struct rx_span	value;

	if (s->paging->place != NULL)
		return rx_paginator_cursor.next(s, v, e);
	if (s->resource->place != NULL) {
		place = *s->resource->place;
		value = rx_place_get(&place, v);
	} else {
		value = rx_cursor_search(s, v, &place);
		if (rx_cursor_is(value))
			rx_cursor_learn(s, &place, value);
	}
	if (!rx_cursor_scalar(value)) {
		if (s->resource->place != NULL)
			return rx_step_end(s, rx_cursor_none(s));
		warn(s, v);
		return rx_step_end(s, "single page");
	}
	s->request->cursor_came = s->resource->gave_cursor = true;
	return rx_step_value(s, value, e);
}

static unsigned
place(const struct rx_paging *p, const struct rx_paging_resource *res,
    const struct rx_position *at, struct rx_placed *out, struct rx_arena *a)
{
	return rx_paginator_cursor.place(p, res, at, out, a);
}

const struct rx_paginator rx_paginator_auto = {
	.name = "auto", .followed = true, .compile = compile, .start = rx_position_start,
	.next = next, .place = place
};
