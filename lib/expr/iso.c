/* Reading ISO 8601 and RFC 3339 times, without a format. */
#include "lib/expr/iso.h"

bool
rx_iso_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Exactly n digits. */
static bool
take(struct rx_span *s, size_t n, int *value)
{
	size_t i;

	*value = 0;
	if (s->n < n)
		return false;
	for (i = 0; i < n; i++) {
		if (!rx_iso_digit(s->p[i]))
			return false;
		*value = *value * 10 + (s->p[i] - '0');
	}
	*s = rx_span_cut(*s, n);
	return true;
}

static bool
skip(struct rx_span *s, char c)
{
	if (s->n == 0 || s->p[0] != c)
		return false;
	*s = rx_span_cut(*s, 1);
	return true;
}

bool
rx_iso_offset(struct rx_span *s, int64_t *seconds)
{
	int	h, m = 0, sec = 0, sign;
	bool	colon;

	*seconds = 0;
	if (skip(s, 'Z') || skip(s, 'z'))
		return true;
	if (s->n == 0 || (s->p[0] != '+' && s->p[0] != '-'))
		return false;
	sign = s->p[0] == '-' ? -1 : 1;
	*s = rx_span_cut(*s, 1);
	if (!take(s, 2, &h))
		return false;
	colon = skip(s, ':');
	if (!take(s, 2, &m) && colon)
		return false;
	if (colon && skip(s, ':') && !take(s, 2, &sec))
		return false;
	if (h > 23 || m > 59 || sec > 59)
		return false;
	*seconds = sign * (h * 3600 + m * 60 + sec);
	return true;
}

bool
rx_iso_fraction(struct rx_span *s, int *micros)
{
	size_t	i;
	int	unit = 100000;

	*micros = 0;
	for (i = 0; i < s->n && i < 9 && rx_iso_digit(s->p[i]); i++) {
		*micros += (s->p[i] - '0') * unit;
		unit /= 10;
	}
	*s = rx_span_cut(*s, i);
	return i > 0;
}

static bool
whole(struct rx_span *s, int64_t *n)
{
	size_t i;

	*n = 0;
	for (i = 0; i < s->n && rx_iso_digit(s->p[i]); i++)
		if (__builtin_mul_overflow(*n, 10, n) ||
		    __builtin_add_overflow(*n, s->p[i] - '0', n))
			return false;
	*s = rx_span_cut(*s, i);
	return i > 0;
}

bool
rx_iso_count(struct rx_span s, int64_t scale, struct rx_instant *t)
{
	bool		   minus = skip(&s, '-');
	int64_t		   n;
	int		   micros = 0;
	struct rx_duration d = { 0, 0, 0 };

	if (!whole(&s, &n) || (skip(&s, '.') && !rx_iso_fraction(&s, &micros)))
		return false;
	while (s.n > 0 && rx_iso_digit(s.p[0]))
		s = rx_span_cut(s, 1);
	d.seconds = n / scale;
	d.micros = (int)(n % scale * (1000000 / scale) + micros / scale);
	if (s.n > 0 || d.seconds > 253402300799LL)
		return false;
	*t = rx_date_add((struct rx_instant){ 0, 0 }, d, minus ? -1 : 1);
	return true;
}

static bool
date(struct rx_span *s, struct rx_civil *c, bool *dashes)
{
	if (!take(s, 4, &c->year))
		return false;
	*dashes = skip(s, '-');
	if (!take(s, 2, &c->month))
		return false;
	if (*dashes && s->n == 0)
		return true;		/* 2026-11 */
	if (*dashes && !skip(s, '-'))
		return false;
	return take(s, 2, &c->day);
}

static bool
clock_time(struct rx_span *s, struct rx_civil *c)
{
	bool colons;

	if (!take(s, 2, &c->hour))
		return false;
	colons = skip(s, ':');
	if (!take(s, 2, &c->minute))
		return !colons;
	if (colons ? !skip(s, ':') : s->n == 0 || !rx_iso_digit(s->p[0]))
		return true;
	if (!take(s, 2, &c->second))
		return false;
	if ((skip(s, '.') || skip(s, ',')) && !rx_iso_fraction(s, &c->micros))
		return false;
	return true;
}

static bool
zone(struct rx_span *s, int64_t *offset)
{
	while (skip(s, ' '))
		continue;
	if (s->n == 0 || rx_span_is_nocase(*s, "UTC") || rx_span_is_nocase(*s, "GMT")) {
		*offset = 0;
		return true;
	}
	return rx_iso_offset(s, offset) && s->n == 0;
}

bool
rx_iso_parse(struct rx_span s, struct rx_instant *t)
{
	struct rx_civil	   c = { .month = 1, .day = 1 };
	struct rx_duration d = { 0, 0, 0 };
	int64_t		   offset = 0;
	bool		   dashes;

	if (!date(&s, &c, &dashes))
		return false;
	if (s.n > 0) {
		if (!skip(&s, 'T') && !skip(&s, 't') && !skip(&s, ' '))
			return false;
		if (!clock_time(&s, &c) || !zone(&s, &offset))
			return false;
	}
	if (!rx_civil_instant(&c, t))
		return false;
	d.seconds = -offset;
	*t = rx_date_add(*t, d, 1);
	return true;
}
