/* Numbers as decimal text: compared and normalised exactly, at any size. */
#include <limits.h>
#include <string.h>

#include "rx/json.h"

/* A number taken apart: digits of the significand without leading and
 * trailing zeros lie in text, a point among them; the value is
 * 0.DIGITS * 10^exp; n 0 is zero. */
struct decimal {
	bool		 negative;
	const char	*first, *last;	/* first and last non-zero digit */
	size_t		 n;		/* digits between, without the point */
	long		 exp;
};

static long
clamp_add(long a, long b)
{
	long r;

	if (__builtin_add_overflow(a, b, &r))
		return b < 0 ? LONG_MIN / 2 : LONG_MAX / 2;
	return r;
}

static long
exponent(const char *p, const char *end)
{
	bool	negative = p < end && *p == '-';
	long	v = 0;

	if (p < end && (*p == '-' || *p == '+'))
		p++;
	for (; p < end; p++)
		v = v > LONG_MAX / 32 ? LONG_MAX / 4 : v * 10 + (*p - '0');
	return negative ? -v : v;
}

static struct decimal
take_apart(struct rx_span s)
{
	struct decimal	 d = { false, NULL, NULL, 0, 0 };
	const char	*p = s.p, *end = s.p + s.n, *point = NULL, *q;

	if (p < end && *p == '-') {
		d.negative = true;
		p++;
	}
	for (q = p; q < end && (*q | 0x20) != 'e'; q++) {
		if (*q == '.') {
			point = q;
		} else if (*q != '0') {
			if (d.first == NULL)
				d.first = q;
			d.last = q;
		}
	}
	if (d.first == NULL) {
		d.negative = false;
		return d;
	}
	if (point == NULL)
		point = q;
	d.n = (size_t)(d.last - d.first) + 1 - (point > d.first && point < d.last);
	d.exp = point > d.first ? point - d.first : point - d.first + 1;
	if (q < end)
		d.exp = clamp_add(d.exp, exponent(q + 1, end));
	return d;
}

static int
cmp_digits(const struct decimal *a, const struct decimal *b)
{
	const char *p = a->first, *q = b->first;

	for (;; p++, q++) {
		if (p <= a->last && *p == '.')
			p++;
		if (q <= b->last && *q == '.')
			q++;
		if (p > a->last || q > b->last)
			return p <= a->last ? 1 : q <= b->last ? -1 : 0;
		if (*p != *q)
			return *p < *q ? -1 : 1;
	}
}

int
rx_number_cmp(struct rx_span x, struct rx_span y)
{
	struct decimal	a = take_apart(x), b = take_apart(y);
	int		c;

	if (a.negative != b.negative)
		return a.negative ? -1 : 1;
	if (a.n == 0 || b.n == 0)
		c = (a.n > 0) - (b.n > 0);
	else if (a.exp != b.exp)
		c = a.exp < b.exp ? -1 : 1;
	else
		c = cmp_digits(&a, &b);
	return a.negative ? -c : c;
}

static void
put_digits(struct rx_buf *b, const struct decimal *d)
{
	const char *p;

	for (p = d->first; p <= d->last; p++)
		if (*p != '.')
			rx_buf_byte(b, *p);
}

/* Whole numbers of up to 40 digits are written out, all else as digits
 * (a whole number) and exponent. */
bool
rx_number_norm(struct rx_buf *b, struct rx_span s)
{
	struct decimal	d = take_apart(s);
	long		i, scale = clamp_add(d.exp, -(long)d.n);

	if (d.n == 0)
		return rx_buf_byte(b, '0');
	if (d.negative)
		rx_buf_byte(b, '-');
	put_digits(b, &d);
	if (scale >= 0 && d.exp <= 40)
		for (i = 0; i < scale; i++)
			rx_buf_byte(b, '0');
	else if (scale != 0)
		rx_buf_printf(b, "e%ld", scale);
	return !b->failed;
}

bool
rx_number_int64(struct rx_span s, int64_t *out)
{
	struct decimal	d = take_apart(s);
	uint64_t	v = 0, limit = (uint64_t)INT64_MAX + d.negative;
	const char	*p;
	long		i;

	if (d.n == 0) {
		*out = 0;
		return true;
	}
	if (d.exp < (long)d.n || d.exp > 19)
		return false;
	for (p = d.first, i = 0; i < d.exp; i++) {
		unsigned digit = 0;

		if (p <= d.last && *p == '.')
			p++;
		if (p <= d.last)
			digit = (unsigned)(*p++ - '0');
		if (v > (limit - digit) / 10)
			return false;
		v = v * 10 + digit;
	}
	*out = d.negative ? (int64_t)(0 - v) : (int64_t)v;
	return true;
}

static int
cmp_strings(struct rx_span a, struct rx_span b)
{
	struct rx_buf	x = RX_BUF_INIT(RX_BUF_LINE), y = RX_BUF_INIT(RX_BUF_LINE);
	int		c;

	if (memchr(a.p, '\\', a.n) == NULL && memchr(b.p, '\\', b.n) == NULL)
		return rx_span_cmp((struct rx_span){ a.p + 1, a.n - 2 },
		    (struct rx_span){ b.p + 1, b.n - 2 });
	(void)rx_json_decode(&x, a);
	(void)rx_json_decode(&y, b);
	c = rx_span_cmp(rx_buf_view(&x), rx_buf_view(&y));
	rx_buf_free(&x);
	rx_buf_free(&y);
	return c;
}

static int
cmp_compact(struct rx_span a, struct rx_span b)
{
	struct rx_buf	x = RX_BUF_INIT(RX_BUF_LINE), y = RX_BUF_INIT(RX_BUF_LINE);
	int		c;

	(void)rx_json_compact(&x, a);
	(void)rx_json_compact(&y, b);
	c = rx_span_cmp(rx_buf_view(&x), rx_buf_view(&y));
	rx_buf_free(&x);
	rx_buf_free(&y);
	return c;
}

int
rx_json_cmp(struct rx_span a, struct rx_span b)
{
	enum rx_json_kind k = rx_json_kind(a), l = rx_json_kind(b);

	if (k != l)
		return k < l ? -1 : 1;
	if (k == RX_JSON_NUMBER)
		return rx_number_cmp(a, b);
	if (k == RX_JSON_STRING)
		return cmp_strings(a, b);
	return k == RX_JSON_ARRAY || k == RX_JSON_OBJECT ? cmp_compact(a, b) : 0;
}
