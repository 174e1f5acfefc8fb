/*
 * Is a decimal number a double, exactly?  It is if it is what is printed when
 * that double is printed as short as it can be.
 *
 * 15 digits always are.  With 16 or 17, of numbers that are not extreme, the
 * double is compared with the decimal in integers of 128 bits; all else is
 * printed and compared.
 */
#include <float.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/merge/real.h"
#include "rx/json.h"

#define SURE	15	/* digits that every double keeps */
#define MOST	17	/* digits that tell every double from the next */
#define TENS	22	/* 10^22 is a double still */

typedef unsigned __int128 wide;

struct decimal {		/* digits * 10^scale */
	uint64_t	 digits;
	unsigned	 n;
	long		 scale;
	bool		 negative;
};

static const double tens[TENS + 1] = { 1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10,
    1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22 };

/* false: too many digits, or far from 1. */
static bool
read_decimal(struct rx_span s, struct decimal *d)
{
	const char	*p = s.p, *end = s.p + s.n;
	bool		 point = false;

	*d = (struct decimal){ .negative = p < end && *p == '-' };
	for (p += d->negative; p < end && (*p | 0x20) != 'e'; p++) {
		if (*p == '.') {
			point = true;
			continue;
		}
		d->n += d->digits > 0 || *p != '0';
		if (d->n > MOST)
			return false;
		d->digits = d->digits * 10 + (unsigned)(*p - '0');
		d->scale -= point;
	}
	if (p < end)
		d->scale += strtol(p + 1, NULL, 10);
	return d->scale > -290 && d->scale < 290;
}

static wide
distance(wide a, wide b)
{
	return a > b ? a - b : b - a;
}

/*
 * 1: no decimal with as many digits is nearer to the double, and none with
 * fewer reads as it; 0: one is, or does; -1: not to be told here.
 *
 * With k = -scale and the double m * 2^-s, both are compared as multiples of
 * 10^-k * 2^-s.
 */
static int
is_shortest(const struct decimal *d, double value)
{
	int		exponent, s;
	uint64_t	m = (uint64_t)ldexp(frexp(fabs(value), &exponent), 53);
	wide		ten = 1, x, near;
	long		k;

	s = 53 - exponent;
	if (d->digits % 10 == 0 || d->scale >= 0 || d->scale < -TENS || s < 1 || s > 68 ||
	    m == (uint64_t)1 << 52)
		return -1;
	for (k = d->scale; k < 0; k++)
		ten *= 10;
	x = m * ten;
	if (2 * distance((wide)d->digits << s, x) > (wide)1 << s)
		return 0;
	near = d->digits / 10 * 10;
	if (2 * distance(near << s, x) <= ten || 2 * distance((near + 10) << s, x) <= ten)
		return 0;
	return 1;
}

/* The same by printing: slow, and right for all. */
static bool
survives(struct rx_span s, double d)
{
	char	text[40];
	int	digits = fabs(d) < DBL_MIN ? 1 : SURE;	/* of subnormals fewer are sure */

	for (; digits <= MOST; digits++) {
		int n = snprintf(text, sizeof(text), "%.*g", digits, d);

		if (strtod(text, NULL) == d)
			return rx_number_cmp(s, (struct rx_span){ text, (size_t)n }) == 0;
	}
	return false;
}

/* A byte that belongs to no number follows s, so that strtod ends there. */
bool
rx_number_real(struct rx_span s, double *v)
{
	struct decimal	d;
	bool		near = read_decimal(s, &d);
	int		known;

	if (near && d.n <= SURE && d.scale >= -TENS && d.scale <= TENS) {
		/* both are exact, so that one operation rounds once */
		*v = d.scale < 0 ? (double)d.digits / tens[-d.scale] :
		    (double)d.digits * tens[d.scale];
		*v = d.negative ? -*v : *v;
		return true;
	}
	*v = strtod(s.p, NULL);
	if (near && d.n <= SURE)
		return true;
	if (near && (known = is_shortest(&d, *v)) != -1)
		return known == 1;
	return isfinite(*v) && survives(s, *v);
}
