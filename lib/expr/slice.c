/* Slices of lists and texts, by Python's rules for their bounds. */
#include "lib/expr/expr.h"

struct slice {
	int64_t	 from, to, step;
};

/* Where a bound lies within 0 and n; left out, it is the end given. */
static bool
bound(const struct rx_value *v, int64_t n, int64_t left_out, bool down, int64_t *at)
{
	if (rx_value_none(v)) {
		*at = left_out;
		return true;
	}
	if (!rx_value_integer(v) || !rx_value_long(v, at))
		return false;
	if (*at < 0)
		*at += n;
	if (*at < 0)
		*at = down ? -1 : 0;
	if (*at > n - down)
		*at = n - down;
	return true;
}

static bool
picked(const struct slice *s, int64_t i)
{
	if (s->step > 0)
		return i >= s->from && i < s->to && (i - s->from) % s->step == 0;
	return i <= s->from && i > s->to && (s->from - i) % -s->step == 0;
}

/* The pieces go in forwards; a slice that steps down has them turned round. */
struct pieces {
	struct rx_span	*p;
	size_t		 n, max;
};

static bool
pieces_begin(struct pieces *out, struct rx_eval *e, const struct slice *s)
{
	int64_t width = s->step > 0 ? s->to - s->from : s->from - s->to;

	out->n = 0;
	out->max = width <= 0 ? 0 :
	    (size_t)((width - 1) / (s->step > 0 ? s->step : -s->step) + 1);
	out->p = rx_arena_get(e->ctx->arena, out->max * sizeof(*out->p) + 1);
	return out->p != NULL;
}

static struct rx_value
pieces_end(struct pieces *out, struct rx_eval *e, bool down, bool text)
{
	struct rx_buf	b = RX_BUF_INIT(RX_EXPR_TEXT);
	size_t		i;

	if (!text)
		(void)rx_buf_byte(&b, '[');
	for (i = 0; i < out->n; i++) {
		if (!text && i > 0)
			(void)rx_buf_byte(&b, ',');
		(void)rx_buf_span(&b, out->p[down ? out->n - 1 - i : i]);
	}
	if (!text)
		(void)rx_buf_byte(&b, ']');
	return rx_value_take(e, &b, text ? RX_VALUE_STRING : RX_VALUE_LIST);
}

static struct rx_value
of_text(struct rx_eval *e, struct rx_span text, const struct slice *s)
{
	struct pieces	out;
	size_t		at, n;
	int64_t		i = 0;

	if (!pieces_begin(&out, e, s))
		return rx_value_undefined();
	for (at = 0; at < text.n && out.n < out.max; at += n, i++) {
		n = rx_chars_step(text, at);
		if (picked(s, i))
			out.p[out.n++] = (struct rx_span){ text.p + at, n };
	}
	return pieces_end(&out, e, s->step < 0, true);
}

static struct rx_value
of_list(struct rx_eval *e, struct rx_span list, const struct slice *s)
{
	struct pieces		out;
	struct rx_json_iter	it;
	struct rx_span		element;
	int64_t			i;

	if (!pieces_begin(&out, e, s) || !rx_json_begin(&it, list))
		return rx_value_undefined();
	for (i = 0; out.n < out.max && rx_json_next(&it, NULL, &element); i++)
		if (picked(s, i))
			out.p[out.n++] = element;
	return pieces_end(&out, e, s->step < 0, false);
}

struct rx_value
rx_value_slice(struct rx_eval *e, const struct rx_value *v, const struct rx_value *from,
    const struct rx_value *to, const struct rx_value *step)
{
	struct slice	s = { 0, 0, 1 };
	bool		text = v->kind == RX_VALUE_STRING, down;
	int64_t		n;

	if (!text && v->kind != RX_VALUE_LIST)
		return rx_value_undefined();
	if (!rx_value_none(step) && (!rx_value_long(step, &s.step) || s.step == 0 ||
	    s.step > INT32_MAX || s.step < -INT32_MAX))
		return rx_value_undefined();
	n = (int64_t)(text ? rx_chars_count(v->text) : rx_json_count(v->text));
	down = s.step < 0;
	if (!bound(from, n, down ? n - 1 : 0, down, &s.from) ||
	    !bound(to, n, down ? -1 : n, down, &s.to))
		return rx_value_undefined();
	return text ? of_text(e, v->text, &s) : of_list(e, v->text, &s);
}
