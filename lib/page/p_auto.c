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

/* A count of pages above one, at the top or in what usually holds paging. */
static struct rx_span
pages_of(struct rx_view *v, const char **name)
{
	static const char *const names[] = { "total_pages", "totalPages", "totalpages", "pages",
	    "page_count", "pageCount", "last_page", "lastPage" };
	static const char *const within[] = { "", "meta", "metadata", "pagination", "paging" };
	struct rx_span object, n;
	size_t i, k;

	for (i = 0; i < sizeof(within) / sizeof(within[0]); i++) {
		object = i == 0 ? v->facts->body : rx_view_top(v, rx_span_of(within[i]));
		if (rx_json_kind(object) != RX_JSON_OBJECT)
			continue;
		for (k = 0; k < sizeof(names) / sizeof(names[0]); k++) {
			n = rx_json_get(object, names[k]);
			*name = names[k];
			if (rx_json_kind(n) == RX_JSON_NUMBER && rx_number_cmp(n, RX_SPAN("1")) > 0)
				return n;
		}
	}
	return RX_SPAN_NONE;
}

/* One page, although a member says that there are more. */
static void
warn(struct rx_paging_step *s, struct rx_view *v)
{
	const char *name;
	struct rx_span n;

	if (s->facts->rows == 0)
		return;
	if (rx_json_kind(rx_view_top(v, RX_SPAN("has_more"))) == RX_JSON_TRUE)
		rx_step_say(s, SAID_MORE, "warning", "has_more is true, but nothing tells where "
		    "the next page is: name a paginator");
	else if ((n = pages_of(v, &name)).p != NULL)
		rx_step_say(s, SAID_MORE, "warning", "%s is %.*s, but nothing tells how a page is "
		    "asked for: \"paginator\": \"page_number\"", name, RX_FMT(n));
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
