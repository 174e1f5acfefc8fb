/* Values: made, asked for their kind, compared. */
#include "lib/expr/expr.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct rx_value
rx_value_undefined(void)
{
	return (struct rx_value){ .kind = RX_VALUE_UNDEFINED };
}

struct rx_value
rx_value_null(void)
{
	return (struct rx_value){ .kind = RX_VALUE_NULL };
}

struct rx_value
rx_value_bool(bool b)
{
	return (struct rx_value){ .kind = b ? RX_VALUE_TRUE : RX_VALUE_FALSE };
}

struct rx_value
rx_value_string(struct rx_span s)
{
	return (struct rx_value){ .kind = RX_VALUE_STRING, .text = s };
}

static struct rx_value
number(struct rx_eval *e, const char *text)
{
	struct rx_value v = { .kind = RX_VALUE_NUMBER };

	v.text = rx_arena_span(e->ctx->arena, rx_span_of(text));
	return v.text.p != NULL ? v : rx_value_undefined();
}

struct rx_value
rx_value_int(struct rx_eval *e, int64_t n)
{
	char text[32];

	(void)snprintf(text, sizeof(text), "%lld", (long long)n);
	return number(e, text);
}

/* The shortest text that reads back as the same number, with a point or an
 * exponent; no locale is ever set in rx, so the point is a point. */
struct rx_value
rx_value_double(struct rx_eval *e, double d)
{
	char	text[40];
	int	digits;

	if (!isfinite(d))
		return rx_value_undefined();
	if (fabs(d) < 1e16 && d == floor(d)) {
		(void)snprintf(text, sizeof(text), "%.1f", d);
		return number(e, text);
	}
	for (digits = 1; digits <= 17; digits++) {
		(void)snprintf(text, sizeof(text), "%.*g", digits, d);
		if (strtod(text, NULL) == d)
			break;
	}
	return number(e, text);
}

struct rx_value
rx_value_time(struct rx_instant t, bool date_only)
{
	return (struct rx_value){ .kind = RX_VALUE_TIME, .time = t, .date_only = date_only };
}

struct rx_value
rx_value_span(struct rx_duration d)
{
	return (struct rx_value){ .kind = RX_VALUE_SPAN_OF_TIME, .months = d.months,
	    .time = { d.seconds, d.micros } };
}

struct rx_duration
rx_value_duration(const struct rx_value *v)
{
	return (struct rx_duration){ v->months, v->time.seconds, v->time.micros };
}

struct rx_value
rx_value_take(struct rx_eval *e, struct rx_buf *b, enum rx_value_kind kind)
{
	struct rx_value v = { .kind = kind };

	if (!b->failed)
		v.text = rx_arena_span(e->ctx->arena, rx_buf_view(b));
	rx_buf_free(b);
	return v.text.p != NULL ? v : rx_value_undefined();
}

struct rx_value
rx_value_json(struct rx_span json)
{
	struct rx_value v = { .kind = RX_VALUE_UNDEFINED, .text = json };

	switch (json.p != NULL ? rx_json_kind(json) : RX_JSON_ABSENT) {
	case RX_JSON_NULL: v.kind = RX_VALUE_NULL; break;
	case RX_JSON_FALSE: v.kind = RX_VALUE_FALSE; break;
	case RX_JSON_TRUE: v.kind = RX_VALUE_TRUE; break;
	case RX_JSON_NUMBER: v.kind = RX_VALUE_NUMBER; break;
	case RX_JSON_ARRAY: v.kind = RX_VALUE_LIST; break;
	case RX_JSON_OBJECT: v.kind = RX_VALUE_DICT; break;
	case RX_JSON_STRING:
		v.kind = RX_VALUE_STRING;
		v.raw = rx_span_find(json, '\\') < json.n;
		if (!v.raw)
			v.text = (struct rx_span){ json.p + 1, json.n - 2 };
		break;
	default: break;
	}
	return v;
}

struct rx_value
rx_value_sent(struct rx_arena *a, const struct rx_value *of)
{
	struct rx_value v = of->tojson ? rx_value_json(of->text) : *of;
	struct rx_buf	b = RX_BUF_INIT(v.text.n * 3);

	if (!v.raw)
		return v;
	v = rx_value_undefined();
	if (rx_json_decode(&b, of->text) >= 0) {
		v = rx_value_string(rx_arena_span(a, rx_buf_view(&b)));
		if (v.text.p == NULL)
			v.kind = RX_VALUE_UNDEFINED;
	}
	rx_buf_free(&b);
	return v;
}

struct rx_value
rx_value_of(struct rx_eval *e, struct rx_span json)
{
	struct rx_value v = rx_value_json(json);

	return rx_value_sent(e->ctx->arena, &v);
}

bool
rx_value_none(const struct rx_value *v)
{
	return v->kind == RX_VALUE_UNDEFINED || v->kind == RX_VALUE_NULL;
}

bool
rx_value_true(const struct rx_value *v)
{
	switch (v->kind) {
	case RX_VALUE_TRUE: case RX_VALUE_TIME: return true;
	case RX_VALUE_NUMBER: return rx_number_cmp(v->text, RX_SPAN("0")) != 0;
	case RX_VALUE_STRING: return v->text.n > (v->raw ? 2 : 0);
	case RX_VALUE_LIST: case RX_VALUE_DICT: return !rx_json_empty(v->text);
	case RX_VALUE_SPAN_OF_TIME:
		return v->months != 0 || v->time.seconds != 0 || v->time.micros != 0;
	default: return false;
	}
}

/* A number's text; of true and false, which are 1 and 0 as in Python. */
static struct rx_span
spelling(const struct rx_value *v)
{
	if (v->kind == RX_VALUE_TRUE)
		return RX_SPAN("1");
	if (v->kind == RX_VALUE_FALSE)
		return RX_SPAN("0");
	return v->kind == RX_VALUE_NUMBER ? v->text : RX_SPAN_NONE;
}

bool
rx_value_integer(const struct rx_value *v)
{
	struct rx_span	s = spelling(v);
	size_t		i;

	for (i = 0; i < s.n; i++)
		if (s.p[i] == '.' || s.p[i] == 'e' || s.p[i] == 'E')
			return false;
	return s.n > 0;
}

bool
rx_value_long(const struct rx_value *v, int64_t *n)
{
	struct rx_span s = spelling(v);

	return s.p != NULL && rx_number_int64(s, n);
}

bool
rx_value_real(const struct rx_value *v, double *d)
{
	struct rx_span	s = spelling(v);
	char		small[64], *text = small;

	if (s.p == NULL)
		return false;
	if (s.n >= sizeof(small) && (text = malloc(s.n + 1)) == NULL)
		return false;
	memcpy(text, s.p, s.n);
	text[s.n] = '\0';
	*d = strtod(text, NULL);
	if (text != small)
		free(text);
	return true;
}

static int
sign(int c)
{
	return c < 0 ? -1 : c > 0;
}

/* The first elements that differ decide, then the length. */
static int
compare_lists(struct rx_span a, struct rx_span b)
{
	struct rx_json_iter	x, y;
	struct rx_span		p, q;
	bool			more, also;
	int			c = 0;

	(void)rx_json_begin(&x, a);
	(void)rx_json_begin(&y, b);
	do {
		more = rx_json_next(&x, NULL, &p);
		also = rx_json_next(&y, NULL, &q);
		if (more && also)
			c = sign(rx_json_cmp(p, q));
	} while (c == 0 && more && also);
	return c != 0 ? c : (int)more - (int)also;
}

bool
rx_value_cmp(const struct rx_value *a, const struct rx_value *b, int *c)
{
	struct rx_span x = spelling(a), y = spelling(b);

	if (x.p != NULL && y.p != NULL) {
		*c = rx_number_cmp(x, y);
		return true;
	}
	if (a->kind != b->kind)
		return false;
	switch (a->kind) {
	case RX_VALUE_STRING:
		*c = rx_span_cmp(a->text, b->text);
		return true;
	case RX_VALUE_TIME:
		*c = rx_date_cmp(a->time, b->time);
		return true;
	case RX_VALUE_SPAN_OF_TIME:
		*c = a->months != b->months ? sign(a->months - b->months) :
		    rx_date_cmp(a->time, b->time);
		return true;
	case RX_VALUE_LIST:
		*c = compare_lists(a->text, b->text);
		return true;
	default:
		return false;
	}
}

bool
rx_value_eq(const struct rx_value *a, const struct rx_value *b)
{
	int c;

	if (rx_value_none(a) || rx_value_none(b))
		return rx_value_none(a) && rx_value_none(b);
	if (a->kind == RX_VALUE_DICT && b->kind == RX_VALUE_DICT)
		return rx_json_cmp(a->text, b->text) == 0;
	return rx_value_cmp(a, b, &c) && c == 0;
}

int
rx_value_order(const struct rx_value *a, const struct rx_value *b)
{
	int c;

	if (rx_value_cmp(a, b, &c))
		return c;
	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	return a->kind == RX_VALUE_DICT ? sign(rx_json_cmp(a->text, b->text)) : 0;
}
