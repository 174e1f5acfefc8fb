#include "rx/cursor.h"

#include "rx/date.h"
#include "rx/json.h"

static bool
instant(struct rx_buf *text, struct rx_span v, struct rx_instant *when)
{
	if (rx_json_kind(v) != RX_JSON_STRING || rx_json_decode(text, v) < 0)
		return false;
	return rx_date_parse(rx_buf_view(text), RX_SPAN_NONE, when);
}

int
rx_cursor_cmp(struct rx_span a, struct rx_span b)
{
	struct rx_buf		x = RX_BUF_INIT(RX_BUF_TEXT), y = RX_BUF_INIT(RX_BUF_TEXT);
	struct rx_instant	s, t;
	int			c;

	if (rx_json_kind(a) == RX_JSON_NUMBER && rx_json_kind(b) == RX_JSON_NUMBER)
		return rx_number_cmp(a, b);
	if (instant(&x, a, &s) && instant(&y, b, &t)) {
		c = rx_date_cmp(s, t);
	} else {
		rx_buf_reset(&x);
		rx_buf_reset(&y);
		rx_json_text(&x, a);
		rx_json_text(&y, b);
		c = rx_span_cmp(rx_buf_view(&x), rx_buf_view(&y));
	}
	rx_buf_free(&x);
	rx_buf_free(&y);
	return c;
}
