#include "lib/page/text.h"

#include "rx/json.h"

struct rx_span
rx_arena_quote(struct rx_arena *a, struct rx_span text)
{
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_LINE);
	struct rx_span	s = RX_SPAN_NONE;

	if (rx_json_quote(&b, text))
		s = rx_arena_span(a, rx_buf_view(&b));
	rx_buf_free(&b);
	return s;
}

struct rx_span
rx_arena_text(struct rx_arena *a, struct rx_span json)
{
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_LINE);
	struct rx_span	s = RX_SPAN_NONE;

	if (rx_json_text(&b, json))
		s = rx_arena_span(a, b.n > 0 ? rx_buf_view(&b) : RX_SPAN(""));
	rx_buf_free(&b);
	return s;
}
