/* Arithmetic: exact within 64 bits, else in double, as Python does for floats;
 * joining of texts and lists; times and spans of time. */
#include "lib/expr/expr.h"

#include <math.h>

/* Of a span of time; more than the calendar has. */
#define MAX_MONTHS	(12 * 10000)
#define MAX_SECONDS	((int64_t)1 << 40)

static struct rx_value
floor_int(struct rx_eval *e, enum rx_op op, int64_t a, int64_t b)
{
	int64_t q, r;

	if (b == 0 || (a == INT64_MIN && b == -1))
		return rx_value_undefined();
	q = a / b;
	r = a % b;
	if (r != 0 && (r < 0) != (b < 0)) {	/* towards minus infinity */
		q--;
		r += b;
	}
	return rx_value_int(e, op == RX_OP_FLOOR ? q : r);
}

/* A power of integers that fits in 64 bits. */
static bool
power_int(int64_t base, int64_t exponent, int64_t *r)
{
	*r = 1;
	if (exponent < 0 || exponent > 64)
		return false;
	while (exponent-- > 0)
		if (__builtin_mul_overflow(*r, base, r))
			return false;
	return true;
}

/* false: it does not fit, or is no integer. */
static bool
integers(struct rx_eval *e, enum rx_op op, int64_t a, int64_t b, struct rx_value *v)
{
	int64_t	r;
	bool	ok;

	switch (op) {
	case RX_OP_ADD: ok = !__builtin_add_overflow(a, b, &r); break;
	case RX_OP_SUB: ok = !__builtin_sub_overflow(a, b, &r); break;
	case RX_OP_MUL: ok = !__builtin_mul_overflow(a, b, &r); break;
	case RX_OP_POW: ok = power_int(a, b, &r); break;
	case RX_OP_FLOOR: case RX_OP_MOD:
		*v = floor_int(e, op, a, b);
		return true;
	default: return false;
	}
	if (ok)
		*v = rx_value_int(e, r);
	return ok;
}

static struct rx_value
reals(struct rx_eval *e, enum rx_op op, double a, double b)
{
	switch (op) {
	case RX_OP_ADD: return rx_value_double(e, a + b);
	case RX_OP_SUB: return rx_value_double(e, a - b);
	case RX_OP_MUL: return rx_value_double(e, a * b);
	case RX_OP_POW: return rx_value_double(e, pow(a, b));
	default: break;
	}
	if (b == 0)
		return rx_value_undefined();
	if (op == RX_OP_DIV)
		return rx_value_double(e, a / b);
	if (op == RX_OP_FLOOR)
		return rx_value_double(e, floor(a / b));
	return rx_value_double(e, a - b * floor(a / b));
}

static bool
numbers(struct rx_eval *e, enum rx_op op, const struct rx_value *a,
    const struct rx_value *b, struct rx_value *v)
{
	int64_t	n, m;
	double	x, y;

	if (rx_value_integer(a) && rx_value_integer(b) && rx_value_long(a, &n) &&
	    rx_value_long(b, &m) && integers(e, op, n, m, v))
		return true;
	if (!rx_value_real(a, &x) || !rx_value_real(b, &y))
		return false;
	*v = reals(e, op, x, y);
	return true;
}

/* A span n times. */
static struct rx_value
scaled(const struct rx_value *span, int64_t n)
{
	struct rx_duration	d = rx_value_duration(span);
	int64_t			seconds, micros, carry, months;

	if (n > 1000000000 || n < -1000000000 ||
	    __builtin_mul_overflow(d.seconds, n, &seconds) ||
	    __builtin_mul_overflow((int64_t)d.months, n, &months) ||
	    months > MAX_MONTHS || months < -MAX_MONTHS ||
	    seconds > MAX_SECONDS || seconds < -MAX_SECONDS)
		return rx_value_undefined();
	micros = d.micros * n;
	carry = micros / 1000000 - (micros % 1000000 < 0);
	seconds += carry;
	d.months = (int)months;
	d.seconds = seconds;
	d.micros = (int)(micros - carry * 1000000);
	return rx_value_span(d);
}

static struct rx_value
sum_of_spans(const struct rx_value *a, const struct rx_value *b)
{
	struct rx_duration d = rx_value_duration(a);

	d.months += b->months;
	d.micros += b->time.micros;
	d.seconds += b->time.seconds + d.micros / 1000000;
	d.micros %= 1000000;
	if (d.seconds > MAX_SECONDS || d.seconds < -MAX_SECONDS ||
	    d.months > MAX_MONTHS || d.months < -MAX_MONTHS)
		return rx_value_undefined();
	return rx_value_span(d);
}

static struct rx_value
times(enum rx_op op, const struct rx_value *a, const struct rx_value *b)
{
	struct rx_value		minus = scaled(b, -1), r;
	struct rx_duration	d;

	if (op != RX_OP_ADD && op != RX_OP_SUB)
		return rx_value_undefined();
	if (a->kind == RX_VALUE_SPAN_OF_TIME && b->kind == RX_VALUE_TIME) {
		d = rx_value_duration(a);
		return op == RX_OP_ADD ? rx_value_time(rx_date_add(b->time, d, 1),
		    b->date_only) : rx_value_undefined();
	}
	if (a->kind == RX_VALUE_SPAN_OF_TIME)
		return sum_of_spans(a, op == RX_OP_ADD ? b : &minus);
	if (b->kind == RX_VALUE_SPAN_OF_TIME) {
		d = rx_value_duration(b);
		r = rx_value_time(rx_date_add(a->time, d, op == RX_OP_ADD ? 1 : -1),
		    a->date_only);
		return r;
	}
	if (op == RX_OP_ADD)
		return rx_value_undefined();
	d = (struct rx_duration){ 0, a->time.seconds - b->time.seconds,
	    a->time.micros - b->time.micros };
	if (d.micros < 0) {
		d.micros += 1000000;
		d.seconds--;
	}
	return rx_value_span(d);
}

static struct rx_value
joined_lists(struct rx_eval *e, const struct rx_value *a, const struct rx_value *b)
{
	struct rx_buf	m = RX_BUF_INIT(RX_EXPR_TEXT);
	bool		both = !rx_json_empty(a->text) && !rx_json_empty(b->text);
	struct rx_span	first = rx_span_trim(a->text), second = rx_span_trim(b->text);

	(void)rx_buf_add(&m, first.p, first.n - 1);
	if (both)
		(void)rx_buf_byte(&m, ',');
	(void)rx_buf_span(&m, rx_span_cut(second, 1));
	return rx_value_take(e, &m, RX_VALUE_LIST);
}

static struct rx_value
joined_texts(struct rx_eval *e, const struct rx_value *a, const struct rx_value *b)
{
	struct rx_buf m = RX_BUF_INIT(RX_EXPR_TEXT);

	(void)rx_value_text(&m, a);
	(void)rx_value_text(&m, b);
	return rx_value_take(e, &m, RX_VALUE_STRING);
}

/* 'ab' * 3, [0] * 3. */
static struct rx_value
repeated(struct rx_eval *e, const struct rx_value *v, int64_t n)
{
	struct rx_buf	b = RX_BUF_INIT(RX_EXPR_TEXT);
	bool		list = v->kind == RX_VALUE_LIST, first = true;
	struct rx_span	piece = v->text;

	if (n > 0 && (size_t)n > RX_EXPR_TEXT / (piece.n + 1))
		return rx_value_undefined();
	if (list) {
		piece = rx_span_trim(piece);
		piece = rx_span_trim((struct rx_span){ piece.p + 1, piece.n - 2 });
		(void)rx_buf_byte(&b, '[');
	}
	for (; n > 0 && piece.n > 0 && !b.failed; n--) {
		if (list && !first)
			(void)rx_buf_byte(&b, ',');
		first = false;
		(void)rx_buf_span(&b, piece);
	}
	if (list)
		(void)rx_buf_byte(&b, ']');
	return rx_value_take(e, &b, v->kind);
}

static struct rx_value
joined(struct rx_eval *e, const struct rx_value *a, const struct rx_value *b)
{
	bool text = a->kind == RX_VALUE_STRING || b->kind == RX_VALUE_STRING;

	if (a->kind == RX_VALUE_LIST && b->kind == RX_VALUE_LIST)
		return joined_lists(e, a, b);
	if (text && (a->kind == RX_VALUE_STRING || a->kind == RX_VALUE_NUMBER) &&
	    (b->kind == RX_VALUE_STRING || b->kind == RX_VALUE_NUMBER))
		return joined_texts(e, a, b);
	return rx_value_undefined();
}

static bool
sequence(const struct rx_value *v)
{
	return v->kind == RX_VALUE_STRING || v->kind == RX_VALUE_LIST;
}

/* '%s of %s' % (a, b): a tuple is a list here. */
static struct rx_value
percent(struct rx_eval *e, const struct rx_value *a, const struct rx_value *b)
{
	struct rx_value	*values;
	size_t		 n;

	if (b->kind != RX_VALUE_LIST)
		return rx_format_percent(e, a->text, b, 1);
	values = rx_list_array(e, b, &n);
	return rx_format_percent(e, a->text, values, (unsigned)n);
}

struct rx_value
rx_value_op(struct rx_eval *e, enum rx_op op, const struct rx_value *a,
    const struct rx_value *b)
{
	struct rx_value	v;
	int64_t		n;

	if (op == RX_OP_CAT)
		return joined_texts(e, a, b);
	if (numbers(e, op, a, b, &v))
		return v;
	if (a->kind >= RX_VALUE_TIME && b->kind >= RX_VALUE_TIME)
		return times(op, a, b);
	if (op == RX_OP_ADD)
		return joined(e, a, b);
	if (op == RX_OP_MOD && a->kind == RX_VALUE_STRING)
		return percent(e, a, b);
	if (op != RX_OP_MUL)
		return rx_value_undefined();
	if (a->kind == RX_VALUE_SPAN_OF_TIME && rx_value_long(b, &n))
		return scaled(a, n);
	if (b->kind == RX_VALUE_SPAN_OF_TIME && rx_value_long(a, &n))
		return scaled(b, n);
	if (sequence(a) && rx_value_integer(b) && rx_value_long(b, &n))
		return repeated(e, a, n);
	if (sequence(b) && rx_value_integer(a) && rx_value_long(a, &n))
		return repeated(e, b, n);
	return rx_value_undefined();
}

struct rx_value
rx_value_negate(struct rx_eval *e, const struct rx_value *v)
{
	struct rx_buf	b = RX_BUF_INIT(RX_EXPR_TEXT);
	int64_t		n;

	if (v->kind == RX_VALUE_SPAN_OF_TIME)
		return scaled(v, -1);
	if (v->kind == RX_VALUE_NUMBER) {	/* the sign alone: nothing is lost */
		if (v->text.p[0] != '-' && rx_number_cmp(v->text, RX_SPAN("0")) != 0)
			(void)rx_buf_byte(&b, '-');
		(void)rx_buf_span(&b, rx_span_cut(v->text, v->text.p[0] == '-'));
		return rx_value_take(e, &b, RX_VALUE_NUMBER);
	}
	return rx_value_long(v, &n) ? rx_value_int(e, -n) : rx_value_undefined();
}
