#include "lib/merge/edge.h"

#include "rx/cursor.h"
#include "rx/json.h"
#include "rx/state.h"

#define EDGE_MAX	((size_t)16 << 20)	/* bytes: some 800,000 records */

static bool
least(struct rx_span edge)
{
	struct rx_span by = edge.p != NULL ? rx_json_get(edge, "by") : RX_SPAN_NONE;

	return rx_json_kind(by) == RX_JSON_STRING && rx_json_is(by, RX_SPAN("min"));
}

/* The elements of both lists.  One that is in both stands there twice, which
 * does no harm: rx-select has dropped what was known. */
static void
add_rows(struct rx_buf *b, struct rx_span edge)
{
	struct rx_span rows = edge.p != NULL ? rx_json_get(edge, "rows") : RX_SPAN_NONE;

	if (rx_json_kind(rows) != RX_JSON_ARRAY || rx_json_empty(rows))
		return;
	rx_buf_text(b, b->p[b->n - 1] == '[' ? "" : ",");
	rx_buf_add(b, rows.p + 1, rows.n - 2);
}

/* What is beyond EDGE_MAX is not remembered, and may be loaded twice. */
static bool
join(struct rx_span *edge, struct rx_span more)
{
	struct rx_buf	b = RX_BUF_INIT((size_t)1 << 30);
	bool		ok;

	rx_buf_text(&b, "{\"rows\":[");
	add_rows(&b, *edge);
	if (b.n + more.n <= EDGE_MAX)
		add_rows(&b, more);
	ok = rx_buf_text(&b, least(more) ? "],\"by\":\"min\"}" : "]}") &&
	    rx_state_text(edge, rx_buf_view(&b));
	rx_buf_free(&b);
	return ok;
}

bool
rx_edge_move(struct rx_span *value, struct rx_span *edge, struct rx_span to,
    struct rx_span to_edge)
{
	int c = value->p == NULL ? 1 : rx_cursor_cmp(to, *value);

	if (value->p != NULL && least(to_edge))
		c = -c;
	if (c < 0)
		return true;
	if (c > 0)
		return rx_state_text(value, to) && rx_state_text(edge, to_edge);
	return to_edge.p == NULL || join(edge, to_edge);
}
