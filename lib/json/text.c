/* What is written anew of values: their texts, in an arena; some of their members. */
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

static bool
named(struct rx_span key, const char *const *names)
{
	while (*names != NULL && !rx_json_is(key, rx_span_of(*names)))
		names++;
	return *names != NULL;
}

bool
rx_json_others(struct rx_buf *b, struct rx_span object, const char *const *names)
{
	struct rx_json_iter	it;
	struct rx_span		key, v;
	bool			any = false;

	if (!rx_json_begin(&it, object))
		return false;
	while (rx_json_next(&it, &key, &v)) {
		if (named(key, names))
			continue;
		rx_buf_text(b, any ? "," : "");
		rx_buf_span(b, key);
		rx_buf_byte(b, ':');
		rx_buf_span(b, v);
		any = true;
	}
	return any;
}
