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

/* A number, or a string that holds one: many APIs send epochs as text. */
static bool
number(struct rx_span v, struct rx_span *n)
{
	struct rx_json_fault	f;
	enum rx_json_kind	kind = rx_json_kind(v);

	*n = v;
	if (kind == RX_JSON_STRING)
		*n = (struct rx_span){ v.p + 1, v.n - 2 };
	else if (kind != RX_JSON_NUMBER)
		return false;
	return rx_json_kind(*n) == RX_JSON_NUMBER &&
	    rx_json_skip(n->p, n->p + n->n, &f) == n->p + n->n;
}

bool
rx_cursor_alike(struct rx_span a, struct rx_span b)
{
	struct rx_buf		x = RX_BUF_INIT(RX_BUF_TEXT), y = RX_BUF_INIT(RX_BUF_TEXT);
	struct rx_span		v;
	struct rx_instant	t;
	bool			n = number(a, &v), m = number(b, &v), s, u;

	if (n && m)
		return true;
	s = instant(&x, a, &t);
	u = instant(&y, b, &t);
	rx_buf_free(&x);
	rx_buf_free(&y);
	return s == u && (s || n == m);
}

int
rx_cursor_cmp(struct rx_span a, struct rx_span b)
{
	struct rx_buf		x = RX_BUF_INIT(RX_BUF_TEXT), y = RX_BUF_INIT(RX_BUF_TEXT);
	struct rx_span		i, j;
	struct rx_instant	s, t;
	int			c;

	if (number(a, &i) && number(b, &j))
		return rx_number_cmp(i, j);
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
