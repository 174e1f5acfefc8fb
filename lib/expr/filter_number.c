/* Numbers: int, float, abs, round; as filters and for the functions. */
#include "lib/expr/expr.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The digits of a text that is a whole number; a sign, spaces around and _
 * between are taken as Python takes them.  false: it is none. */
static bool
whole_digits(struct rx_buf *b, struct rx_span s)
{
	size_t	i = 0;
	bool	minus;

	s = rx_span_trim(s);
	minus = s.n > 0 && s.p[0] == '-';
	if (minus || (s.n > 0 && s.p[0] == '+'))
		s = rx_span_cut(s, 1);
	if (s.n == 0 || s.p[0] == '_' || s.p[s.n - 1] == '_')
		return false;
	while (i + 1 < s.n && (s.p[i] == '0' || s.p[i] == '_'))
		i++;
	if (minus && s.p[i] != '0')
		(void)rx_buf_byte(b, '-');
	for (; i < s.n; i++) {
		if (s.p[i] >= '0' && s.p[i] <= '9')
			(void)rx_buf_byte(b, s.p[i]);
		else if (s.p[i] != '_')
			return false;
	}
	return !b->failed;
}

static bool
has_exponent(struct rx_span s)
{
	return rx_span_find(s, 'e') < s.n || rx_span_find(s, 'E') < s.n;
}

/* Towards zero; exact when it is written without exponent. */
static struct rx_value
truncated(struct rx_eval *e, const struct rx_value *v)
{
	struct rx_value	cut = *v;
	int64_t		n;
	double		d;

	if (rx_value_integer(v) && v->kind == RX_VALUE_NUMBER)
		return *v;
	if (rx_value_long(v, &n))
		return rx_value_int(e, n);
	if (v->kind == RX_VALUE_NUMBER && !has_exponent(v->text)) {
		cut.text.n = rx_span_find(v->text, '.');
		return rx_value_long(&cut, &n) ? rx_value_int(e, n) : cut;
	}
	if (!rx_value_real(v, &d) || !(fabs(d) < 9e18))
		return rx_value_undefined();
	return rx_value_int(e, (int64_t)d);
}

struct rx_value
rx_number_whole(struct rx_eval *e, const struct rx_value *v)
{
	struct rx_buf b = RX_BUF_INIT(RX_EXPR_TEXT);

	if (v->kind != RX_VALUE_STRING)
		return truncated(e, v);
	if (whole_digits(&b, v->text))
		return rx_value_take(e, &b, RX_VALUE_NUMBER);
	rx_buf_free(&b);
	return rx_value_undefined();
}

struct rx_value
rx_number_float(struct rx_eval *e, const struct rx_value *v)
{
	struct rx_span	 s = rx_span_trim(v->text);
	char		 text[64], *end;
	double		 d;

	if (v->kind != RX_VALUE_STRING)
		return rx_value_real(v, &d) ? rx_value_double(e, d) : rx_value_undefined();
	if (s.n == 0 || s.n >= sizeof(text))
		return rx_value_undefined();
	memcpy(text, s.p, s.n);
	text[s.n] = '\0';
	if (text[strspn(text, "+-.0123456789eE")] != '\0')
		return rx_value_undefined();	/* nan, inf, 0x10 */
	d = strtod(text, &end);
	return *end == '\0' ? rx_value_double(e, d) : rx_value_undefined();
}

struct rx_value
rx_number_abs(struct rx_eval *e, const struct rx_value *v)
{
	struct rx_value zero = rx_value_int(e, 0);
	int		c;

	if (!rx_value_cmp(v, &zero, &c))
		return rx_value_undefined();
	if (v->kind == RX_VALUE_TRUE || v->kind == RX_VALUE_FALSE)
		return rx_number_whole(e, v);
	return c < 0 ? rx_value_negate(e, v) : *v;
}

/* Halves go to the even neighbour, as in Python; the result is a float. */
struct rx_value
rx_number_round(struct rx_eval *e, const struct rx_value *v, int64_t places,
    struct rx_span method)
{
	double d, scale;

	if (!rx_value_real(v, &d) || places > 300 || places < -300)
		return rx_value_undefined();
	scale = pow(10, (double)places);
	if (rx_span_is(method, "ceil"))
		return rx_value_double(e, ceil(d * scale) / scale);
	if (rx_span_is(method, "floor"))
		return rx_value_double(e, floor(d * scale) / scale);
	if (!isfinite(d * scale))
		return rx_value_double(e, d);
	return rx_value_double(e, rint(d * scale) / scale);
}

static struct rx_value
f_int(struct rx_eval *e, const struct rx_value *v, const struct rx_args *a)
{
	struct rx_value r = rx_number_whole(e, v), f;

	if (r.kind == RX_VALUE_UNDEFINED && v->kind == RX_VALUE_STRING) {
		f = rx_number_float(e, v);	/* '12.5'|int is 12 */
		r = truncated(e, &f);
	}
	if (r.kind != RX_VALUE_UNDEFINED)
		return r;
	return a->n > 0 ? a->v[0] : rx_value_int(e, 0);
}

static struct rx_value
f_float(struct rx_eval *e, const struct rx_value *v, const struct rx_args *a)
{
	struct rx_value r = rx_number_float(e, v);

	if (r.kind != RX_VALUE_UNDEFINED)
		return r;
	return a->n > 0 ? a->v[0] : rx_value_double(e, 0);
}

static struct rx_value
f_abs(struct rx_eval *e, const struct rx_value *v, const struct rx_args *a)
{
	(void)a;
	return rx_number_abs(e, v);
}

static struct rx_value
f_round(struct rx_eval *e, const struct rx_value *v, const struct rx_args *a)
{
	int64_t places = 0;

	if (!rx_value_none(&a->v[0]) && !rx_value_long(&a->v[0], &places))
		return rx_value_undefined();
	return rx_number_round(e, v, places, rx_value_str(e, &a->v[1]));
}

const struct rx_def rx_number_filters[] = {
	{ "int", "default", 0, 0, f_int, NULL },
	{ "float", "default", 0, 0, f_float, NULL },
	{ "abs", "", 0, 0, f_abs, NULL },
	{ "round", "precision method", 0, 0, f_round, NULL },
	{ NULL, NULL, 0, 0, NULL, NULL }
};
