/* One value by a plain path, and records as they are written. */
#include <string.h>

#include "lib/json/selector.h"
#include "rx/json.h"

static struct rx_span
step(struct rx_span v, const struct rx_segment *s)
{
	long at = s->index;

	if (s->step == RX_STEP_NAME)
		return rx_json_member(v, s->name);
	if (s->step != RX_STEP_INDEX || rx_json_kind(v) != RX_JSON_ARRAY)
		return RX_SPAN_NONE;
	if (at < 0)
		at += (long)rx_json_count(v);
	return at < 0 ? RX_SPAN_NONE : rx_json_at(v, (size_t)at);
}

struct rx_span
rx_selector_value(const struct rx_selector *s, struct rx_span body)
{
	unsigned i;

	if (s->whole.p != NULL) {
		struct rx_span v = rx_json_member(body, s->whole);

		if (v.p != NULL)
			return v;
	}
	for (i = 0; i < s->n && body.p != NULL; i++)
		body = step(body, &s->v[i]);
	return body;
}

struct rx_span
rx_path_get(struct rx_span body, struct rx_span path)
{
	struct rx_arena		 a = RX_ARENA_INIT;
	struct rx_buf		 b = RX_BUF_INIT(RX_BUF_TEXT);
	struct rx_err		 e = RX_ERR_INIT;
	struct rx_selector	*s;
	struct rx_span		 v = RX_SPAN_NONE;

	if (path.n == 0 || path.p[0] != '[' || path.p[path.n - 1] != ']') {
		rx_json_quote(&b, path);
		path = rx_buf_view(&b);
	}
	if ((s = rx_selector_compile(&a, path, &e)) != NULL)
		v = rx_selector_value(s, body);
	rx_buf_free(&b);
	rx_arena_free(&a);
	return v;
}

static struct rx_span
single_key(struct rx_span key)
{
	if (rx_json_kind(key) == RX_JSON_ARRAY)
		key = rx_json_at(key, 0);
	return rx_json_kind(key) == RX_JSON_STRING ? key : RX_SPAN("\"key\"");
}

bool
rx_row_write(struct rx_buf *b, const struct rx_row *row, struct rx_span key)
{
	struct rx_span inner;

	if (row->scalar) {
		rx_buf_text(b, "{\"value\":");
		rx_buf_span(b, row->value);
		return rx_buf_byte(b, '}');
	}
	if (row->name.p == NULL)
		return rx_buf_span(b, row->value);
	key = single_key(key);
	if (rx_json_member(row->value, (struct rx_span){ key.p + 1, key.n - 2 }).p != NULL)
		return rx_buf_span(b, row->value);
	inner = rx_span_trim(rx_span_cut(row->value, 1));
	rx_buf_byte(b, '{');
	rx_buf_span(b, key);
	rx_buf_byte(b, ':');
	rx_buf_span(b, row->name);
	if (inner.p[0] != '}')
		rx_buf_byte(b, ',');
	return rx_buf_span(b, inner);
}
