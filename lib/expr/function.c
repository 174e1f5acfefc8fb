/* Functions of values: Python's builtins that sources use, and Airbyte's. */
#include "lib/expr/expr.h"

static struct rx_value
of_extreme(struct rx_eval *e, const struct rx_args *a, int sign)
{
	struct rx_value	list, *all;
	size_t		n;

	if (a->n > 1)
		return rx_list_extreme(a->v, a->n, sign);
	list = rx_list_of(e, &a->v[0]);
	all = rx_list_array(e, &list, &n);
	return rx_list_extreme(all, n, sign);
}

static struct rx_value
c_max(struct rx_eval *e, const struct rx_value *v, const struct rx_args *a)
{
	(void)v;
	return of_extreme(e, a, 1);
}

static struct rx_value
c_min(struct rx_eval *e, const struct rx_value *v, const struct rx_args *a)
{
	(void)v;
	return of_extreme(e, a, -1);
}

static struct rx_value
c_len(struct rx_eval *e, const struct rx_value *v, const struct rx_args *a)
{
	(void)v;
	return rx_list_length(e, &a->v[0]);
}

static struct rx_value
c_int(struct rx_eval *e, const struct rx_value *v, const struct rx_args *a)
{
	(void)v;
	return a->n > 0 ? rx_number_whole(e, &a->v[0]) : rx_value_int(e, 0);
}

static struct rx_value
c_float(struct rx_eval *e, const struct rx_value *v, const struct rx_args *a)
{
	(void)v;
	return a->n > 0 ? rx_number_float(e, &a->v[0]) : rx_value_double(e, 0);
}

static struct rx_value
c_str(struct rx_eval *e, const struct rx_value *v, const struct rx_args *a)
{
	(void)v;
	return a->n > 0 ? rx_text_python(e, &a->v[0]) : rx_value_string(RX_SPAN(""));
}

static struct rx_value
c_bool(struct rx_eval *e, const struct rx_value *v, const struct rx_args *a)
{
	(void)e;
	(void)v;
	return rx_value_bool(rx_value_true(&a->v[0]));
}

static struct rx_value
c_abs(struct rx_eval *e, const struct rx_value *v, const struct rx_args *a)
{
	(void)v;
	return rx_number_abs(e, &a->v[0]);
}

/* As Python: without places the result is a whole number. */
static struct rx_value
c_round(struct rx_eval *e, const struct rx_value *v, const struct rx_args *a)
{
	struct rx_value	r;
	int64_t		places = 0;

	(void)v;
	if (!rx_value_none(&a->v[1]) && !rx_value_long(&a->v[1], &places))
		return rx_value_undefined();
	if (rx_value_integer(&a->v[0]) && places >= 0)
		return rx_number_whole(e, &a->v[0]);
	r = rx_number_round(e, &a->v[0], places, RX_SPAN(""));
	return rx_value_none(&a->v[1]) ? rx_number_whole(e, &r) : r;
}

static struct rx_value
c_sum(struct rx_eval *e, const struct rx_value *v, const struct rx_args *a)
{
	struct rx_value list = rx_list_of(e, &a->v[0]);

	(void)v;
	return rx_list_sum(e, &list, a->n > 1 ? a->v[1] : rx_value_int(e, 0));
}

static struct rx_value
c_list(struct rx_eval *e, const struct rx_value *v, const struct rx_args *a)
{
	(void)v;
	return rx_list_of(e, &a->v[0]);
}

static struct rx_value
c_sanitize_url(struct rx_eval *e, const struct rx_value *v, const struct rx_args *a)
{
	(void)v;
	return rx_text_quote_plus(e, &a->v[0]);
}

static bool
capital(char c)
{
	return c >= 'A' && c <= 'Z';
}

static struct rx_value
c_snake(struct rx_eval *e, const struct rx_value *v, const struct rx_args *a)
{
	struct rx_buf	b = RX_BUF_INIT(RX_EXPR_TEXT);
	struct rx_span	s = rx_value_str(e, &a->v[0]);
	size_t		i;

	(void)v;
	for (i = 0; i < s.n; i++) {
		if (capital(s.p[i]) && i > 0)
			(void)rx_buf_byte(&b, '_');
		(void)rx_buf_byte(&b, capital(s.p[i]) ? (char)(s.p[i] | 0x20) : s.p[i]);
	}
	return rx_value_take(e, &b, RX_VALUE_STRING);
}

const struct rx_def rx_functions[] = {
	{ "max", "...", 1, 0, c_max, NULL },
	{ "min", "...", 1, 0, c_min, NULL },
	{ "len", "obj", 1, 0, c_len, NULL },
	{ "int", "x", 0, 0, c_int, NULL },
	{ "float", "x", 0, 0, c_float, NULL },
	{ "str", "object", 0, 0, c_str, NULL },
	{ "bool", "x", 0, 0, c_bool, NULL },
	{ "abs", "x", 1, 0, c_abs, NULL },
	{ "round", "number ndigits", 1, 0, c_round, NULL },
	{ "sum", "iterable start", 1, 0, c_sum, NULL },
	{ "list", "iterable", 1, 0, c_list, NULL },
	{ "sanitize_url", "value", 1, 0, c_sanitize_url, NULL },
	{ "camel_case_to_snake_case", "value", 1, 0, c_snake, NULL },
	{ NULL, NULL, 0, 0, NULL, NULL }
};
