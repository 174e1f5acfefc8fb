/* Lists: gone through and written, as JSON text. */
#include "lib/expr/expr.h"

void
rx_made_begin(struct rx_made *m)
{
	m->b = (struct rx_buf)RX_BUF_INIT(RX_EXPR_TEXT);
	m->any = false;
	(void)rx_buf_byte(&m->b, '[');
}

void
rx_made_add(struct rx_made *m, const struct rx_value *v)
{
	struct rx_value plain = *v;

	plain.tojson = false;
	if (m->any)
		(void)rx_buf_byte(&m->b, ',');
	m->any = true;
	(void)rx_value_write(&m->b, &plain);
}

struct rx_value
rx_made_end(struct rx_made *m, struct rx_eval *e)
{
	(void)rx_buf_byte(&m->b, ']');
	return rx_value_take(e, &m->b, RX_VALUE_LIST);
}

static struct rx_value
characters(struct rx_eval *e, struct rx_span s)
{
	struct rx_made	made;
	struct rx_value	one;
	size_t		at, n;

	rx_made_begin(&made);
	for (at = 0; at < s.n && !made.b.failed; at += n) {
		n = rx_chars_step(s, at);
		one = rx_value_string((struct rx_span){ s.p + at, n });
		rx_made_add(&made, &one);
	}
	return rx_made_end(&made, e);
}

static struct rx_value
keys(struct rx_eval *e, struct rx_span dict)
{
	struct rx_buf		b = RX_BUF_INIT(RX_EXPR_TEXT);
	struct rx_json_iter	it;
	struct rx_span		key, value;

	(void)rx_buf_byte(&b, '[');
	if (rx_json_begin(&it, dict))
		while (rx_json_next(&it, &key, &value)) {
			if (b.n > 1)
				(void)rx_buf_byte(&b, ',');
			(void)rx_buf_span(&b, key);
		}
	(void)rx_buf_byte(&b, ']');
	return rx_value_take(e, &b, RX_VALUE_LIST);
}

struct rx_value
rx_list_of(struct rx_eval *e, const struct rx_value *v)
{
	struct rx_value none = { .kind = RX_VALUE_LIST, .text = RX_SPAN("[]") };

	switch (v->kind) {
	case RX_VALUE_LIST: return *v;
	case RX_VALUE_DICT: return keys(e, v->text);
	case RX_VALUE_STRING: return characters(e, v->text);
	case RX_VALUE_UNDEFINED: case RX_VALUE_NULL: return none;
	default: return rx_value_undefined();
	}
}

void
rx_list_begin(struct rx_list *l, struct rx_eval *e, const struct rx_value *v)
{
	l->e = e;
	if (v->kind != RX_VALUE_LIST || !rx_json_begin(&l->it, v->text))
		(void)rx_json_begin(&l->it, RX_SPAN("[]"));
}

bool
rx_list_next(struct rx_list *l, struct rx_value *v)
{
	struct rx_span json;

	if (!rx_eval_step(l->e) || !rx_json_next(&l->it, NULL, &json))
		return false;
	*v = rx_value_of(l->e, json);
	return true;
}

struct rx_value *
rx_list_array(struct rx_eval *e, const struct rx_value *v, size_t *n)
{
	struct rx_list	 l;
	struct rx_value	*all, one;
	size_t		 count = v->kind == RX_VALUE_LIST ? rx_json_count(v->text) : 0;

	*n = 0;
	if (count == 0 || count > RX_EXPR_STEPS ||
	    (all = rx_arena_get(e->ctx->arena, count * sizeof(*all))) == NULL)
		return NULL;
	rx_list_begin(&l, e, v);
	while (*n < count && rx_list_next(&l, &one))
		all[(*n)++] = one;
	return all;
}

static bool
element(struct rx_eval *e, const struct rx_value *item, const struct rx_value *list)
{
	struct rx_list	l;
	struct rx_value	v;

	rx_list_begin(&l, e, list);
	while (rx_list_next(&l, &v))
		if (rx_value_eq(&v, item))
			return true;
	return false;
}

bool
rx_value_in(struct rx_eval *e, const struct rx_value *item, const struct rx_value *whole)
{
	struct rx_value v;

	switch (whole->kind) {
	case RX_VALUE_LIST: return element(e, item, whole);
	case RX_VALUE_STRING:
		return item->kind == RX_VALUE_STRING && (item->text.n == 0 ||
		    rx_chars_find(whole->text, item->text) < whole->text.n);
	case RX_VALUE_DICT:
		if (item->kind != RX_VALUE_STRING && item->kind != RX_VALUE_NUMBER)
			return false;
		v = rx_value_item(e, whole, item);
		return v.kind != RX_VALUE_UNDEFINED;
	default: return false;
	}
}

struct rx_value
rx_list_length(struct rx_eval *e, const struct rx_value *v)
{
	switch (v->kind) {
	case RX_VALUE_LIST: case RX_VALUE_DICT:
		return rx_value_int(e, (int64_t)rx_json_count(v->text));
	case RX_VALUE_STRING:
		return rx_value_int(e, (int64_t)rx_chars_count(v->text));
	case RX_VALUE_UNDEFINED: case RX_VALUE_NULL:
		return rx_value_int(e, 0);
	default:
		return rx_value_undefined();
	}
}

struct rx_value
rx_list_extreme(const struct rx_value *v, size_t n, int sign)
{
	struct rx_value	best = n > 0 ? v[0] : rx_value_undefined();
	size_t		i;
	int		c;

	for (i = 1; i < n; i++) {
		if (!rx_value_cmp(&v[i], &best, &c))
			return rx_value_undefined();
		if (c * sign > 0)
			best = v[i];
	}
	return best;
}

struct rx_value
rx_list_sum(struct rx_eval *e, const struct rx_value *list, struct rx_value sum)
{
	struct rx_list	l;
	struct rx_value	one;

	rx_list_begin(&l, e, list);
	while (rx_list_next(&l, &one))
		sum = rx_value_op(e, RX_OP_ADD, &sum, &one);
	return sum;
}
