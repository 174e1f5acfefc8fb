/* json_link: the body names the next address. */
#include "lib/page/paging.h"

static bool
compile(struct rx_paging *p, const struct rx_node *paging, struct rx_arena *a, struct rx_err *e)
{
	const struct rx_node	*n = rx_node_get(paging, "next_url_path");
	struct rx_buf		 b = RX_BUF_INIT(RX_BUF_TEXT);
	struct rx_place		*place;

	if (n == NULL || n->kind == RX_JSON_NULL)
		rx_buf_text(&b, "\"next\"");
	else
		rx_node_write(&b, n);
	place = rx_place_compile(a, rx_arena_span(a, rx_buf_view(&b)), e);
	rx_buf_free(&b);
	if (place == NULL)
		return false;
	place->exact = true;
	p->place = place;
	return true;
}

static enum rx_paging_verdict
next(struct rx_paging_step *s, struct rx_view *v, struct rx_err *e)
{
	struct rx_span link = rx_place_get(s->paging->place, v);

	if (rx_json_kind(link) == RX_JSON_OBJECT) {
		struct rx_span href = rx_json_get(link, "href");

		link = href.p != NULL ? href : rx_json_get(link, "url");
	}
	if (!rx_cursor_is(link))
		return rx_step_end(s, "no next link");
	if (rx_json_kind(link) != RX_JSON_STRING) {
		rx_err_set(e, RX_BAD_DATA, "json_link: %s leads to %s, not to a link",
		    rx_place_text(s->paging->place, s->arena).p,
		    rx_json_kind_name(rx_json_kind(link)));
		rx_err_hint(e, "for a cursor that is no link: {\"type\":\"cursor\",\"cursor_path\":"
		    "\"%s\",\"cursor_param\":…}", rx_place_text(s->paging->place, s->arena).p);
		return RX_PAGING_ERROR;
	}
	return rx_step_url(s, rx_arena_text(s->arena, link), e);
}

const struct rx_paginator rx_paginator_json_link = {
	.name = "json_link", .followed = true, .compile = compile, .start = rx_position_start,
	.next = next
};
