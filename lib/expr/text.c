/* Values as text: sent, in a template, as JSON. */
#include "lib/expr/expr.h"

static bool
time_text(struct rx_buf *b, const struct rx_value *v)
{
	struct rx_civil c = rx_civil_of(v->time);

	(void)rx_buf_printf(b, "%04d-%02d-%02d", c.year, c.month, c.day);
	if (v->date_only)
		return !b->failed;
	(void)rx_buf_printf(b, " %02d:%02d:%02d", c.hour, c.minute, c.second);
	if (c.micros != 0)
		(void)rx_buf_printf(b, ".%06d", c.micros);
	return rx_buf_text(b, "+00:00");
}

bool
rx_value_text(struct rx_buf *b, const struct rx_value *v)
{
	switch (v->kind) {
	case RX_VALUE_TRUE: return rx_buf_text(b, "true");
	case RX_VALUE_FALSE: return rx_buf_text(b, "false");
	case RX_VALUE_NUMBER: case RX_VALUE_STRING: return rx_buf_span(b, v->text);
	case RX_VALUE_LIST: case RX_VALUE_DICT: return rx_json_compact(b, v->text);
	case RX_VALUE_TIME: return time_text(b, v);
	case RX_VALUE_SPAN_OF_TIME: return rx_duration_format(b, rx_value_duration(v));
	default: return !b->failed;
	}
}

struct rx_span
rx_value_str(struct rx_eval *e, const struct rx_value *v)
{
	struct rx_buf b = RX_BUF_INIT(RX_EXPR_TEXT);

	if (v->kind == RX_VALUE_STRING || v->kind == RX_VALUE_NUMBER)
		return v->text;
	if (!rx_value_text(&b, v) || b.n == 0) {
		rx_buf_free(&b);
		return RX_SPAN("");
	}
	return rx_value_take(e, &b, RX_VALUE_STRING).text;
}

bool
rx_value_send(struct rx_buf *b, const struct rx_value *v)
{
	struct rx_value was = v->tojson ? rx_value_json(v->text) : *v;

	return was.raw ? rx_json_text(b, was.text) : rx_value_text(b, &was);
}

static bool
quoted_time(struct rx_buf *b, const struct rx_value *v)
{
	return rx_buf_byte(b, '"') && rx_value_text(b, v) && rx_buf_byte(b, '"');
}

bool
rx_value_write(struct rx_buf *b, const struct rx_value *v)
{
	switch (v->kind) {
	case RX_VALUE_STRING:
		return v->tojson || v->raw ? rx_buf_span(b, v->text) :
		    rx_json_quote(b, v->text);
	case RX_VALUE_TIME: case RX_VALUE_SPAN_OF_TIME: return quoted_time(b, v);
	case RX_VALUE_UNDEFINED: case RX_VALUE_NULL: return rx_buf_text(b, "null");
	default: return rx_value_text(b, v);
	}
}

bool
rx_value_instant(struct rx_eval *e, const struct rx_value *v, struct rx_instant *t)
{
	(void)e;
	if (v->kind == RX_VALUE_TIME) {
		*t = v->time;
		return true;
	}
	if (v->kind == RX_VALUE_NUMBER)
		return rx_date_parse(v->text, RX_SPAN("%s_as_float"), t);
	return v->kind == RX_VALUE_STRING && rx_date_parse(v->text, RX_SPAN_NONE, t);
}
