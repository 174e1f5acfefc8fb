/* Reading times by a format, as Python's strptime reads them. */
#include "rx/date.h"

#include <string.h>

#include "lib/expr/date_names.h"
#include "lib/expr/iso.h"

struct reading {
	struct rx_span	 s;		/* what is left of the text */
	struct rx_civil	 c;
	int64_t		 offset;	/* seconds east of UTC */
	bool		 half, pm;	/* %I's hours; %p said afternoon */
	int		 yearday;	/* 0: not given */
	bool		 counted;	/* by %s */
	struct rx_instant count;
};

/* One to max digits. */
static bool
digits(struct rx_span *s, size_t min, size_t max, int *n)
{
	size_t i;

	*n = 0;
	for (i = 0; i < s->n && i < max && s->p[i] >= '0' && s->p[i] <= '9'; i++)
		*n = *n * 10 + (s->p[i] - '0');
	*s = rx_span_cut(*s, i);
	return i >= min;
}

/* The longest of the names, or its first three letters, without case. */
static bool
name(struct rx_span *s, const char *const *names, int n, int *at)
{
	size_t	len;
	int	i;

	for (i = 0; i < n; i++) {
		len = strlen(names[i]);
		if (s->n < len || !rx_span_is_nocase((struct rx_span){ s->p, len },
		    names[i]))
			continue;
		*at = i;
		*s = rx_span_cut(*s, len);
		return true;
	}
	for (i = 0; i < n && s->n >= 3; i++) {
		char brief[4] = { names[i][0], names[i][1], names[i][2], '\0' };

		if (!rx_span_is_nocase((struct rx_span){ s->p, 3 }, brief))
			continue;
		*at = i;
		*s = rx_span_cut(*s, 3);
		return true;
	}
	return false;
}

static bool
half_day(struct reading *r)
{
	struct rx_span two = { r->s.p, r->s.n < 2 ? r->s.n : 2 };

	r->pm = rx_span_is_nocase(two, "pm");
	if (!r->pm && !rx_span_is_nocase(two, "am"))
		return false;
	r->half = true;
	r->s = rx_span_cut(r->s, 2);
	return true;
}

static bool
zone_name(struct rx_span *s)
{
	static const char *const zones[] = { "UTC", "GMT", "Z" };
	size_t i, n;

	for (i = 0; i < 3; i++) {
		n = strlen(zones[i]);
		if (s->n >= n && rx_span_is_nocase((struct rx_span){ s->p, n },
		    zones[i])) {
			*s = rx_span_cut(*s, n);
			return true;
		}
	}
	return false;
}

static bool
count(struct reading *r)
{
	size_t n = 0;

	while (n < r->s.n && (rx_iso_digit(r->s.p[n]) || (n == 0 && r->s.p[n] == '-')))
		n++;
	r->counted = true;
	if (!rx_iso_count((struct rx_span){ r->s.p, n }, 1, &r->count))
		return false;
	r->s = rx_span_cut(r->s, n);
	return true;
}

static bool
short_year(struct reading *r)
{
	if (!digits(&r->s, 2, 2, &r->c.year))
		return false;
	r->c.year += r->c.year < 69 ? 2000 : 1900;
	return true;
}

static bool
words(struct reading *r, char d)
{
	int ignored;

	switch (d) {
	case 'a': case 'A':
		return name(&r->s, rx_date_weekdays, 7, &ignored);
	case 'b': case 'B': case 'h':
		if (!name(&r->s, rx_date_months, 12, &r->c.month))
			return false;
		r->c.month++;
		return true;
	case 'p': return half_day(r);
	case 'y': return short_year(r);
	case 'f': return rx_iso_fraction(&r->s, &r->c.micros);
	case 'z': return rx_iso_offset(&r->s, &r->offset);
	case 'Z': return zone_name(&r->s);
	case 's': return count(r);
	case '%':
		if (r->s.n == 0 || r->s.p[0] != '%')
			return false;
		r->s = rx_span_cut(r->s, 1);
		return true;
	default: return false;
	}
}

static bool read_by(struct reading *, struct rx_span format);

static bool
directive(struct reading *r, char d)
{
	switch (d) {
	case 'Y': return digits(&r->s, 4, 4, &r->c.year);
	case 'm': return digits(&r->s, 1, 2, &r->c.month);
	case 'd': case 'e': return digits(&r->s, 1, 2, &r->c.day);
	case 'H': return digits(&r->s, 1, 2, &r->c.hour);
	case 'I':
		r->half = true;
		return digits(&r->s, 1, 2, &r->c.hour) && r->c.hour >= 1 &&
		    r->c.hour <= 12;
	case 'M': return digits(&r->s, 1, 2, &r->c.minute);
	case 'S': return digits(&r->s, 1, 2, &r->c.second);
	case 'j': return digits(&r->s, 1, 3, &r->yearday);
	case 'F': return read_by(r, RX_SPAN("%Y-%m-%d"));
	case 'T': return read_by(r, RX_SPAN("%H:%M:%S"));
	case 'R': return read_by(r, RX_SPAN("%H:%M"));
	case 'D': return read_by(r, RX_SPAN("%m/%d/%y"));
	default: return words(r, d);
	}
}

static bool
blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool
literal(struct reading *r, char c)
{
	if (blank(c)) {
		if (r->s.n == 0 || !blank(r->s.p[0]))
			return false;
		while (r->s.n > 0 && blank(r->s.p[0]))
			r->s = rx_span_cut(r->s, 1);
		return true;
	}
	if (r->s.n == 0 || r->s.p[0] != c)
		return false;
	r->s = rx_span_cut(r->s, 1);
	return true;
}

static bool
read_by(struct reading *r, struct rx_span format)
{
	size_t	i;
	bool	ok = true;

	for (i = 0; i < format.n && ok; i++) {
		if (format.p[i] != '%') {
			ok = literal(r, format.p[i]);
			while (blank(format.p[i]) && i + 1 < format.n &&
			    blank(format.p[i + 1]))
				i++;
		} else if (rx_span_starts(rx_span_cut(format, i), "%_ms")) {
			ok = rx_iso_fraction(&r->s, &r->c.micros);
			i += 3;
		} else if (rx_span_starts(rx_span_cut(format, i), "%:z")) {
			ok = rx_iso_offset(&r->s, &r->offset);
			i += 2;
		} else {
			ok = ++i < format.n && directive(r, format.p[i]);
		}
	}
	return ok;
}

static bool
finish(struct reading *r, struct rx_instant *t)
{
	struct rx_duration d = { 0, 0, 0 };

	if (r->counted) {
		*t = r->count;
		return true;
	}
	if (r->half)
		r->c.hour = r->c.hour % 12 + (r->pm ? 12 : 0);
	if (r->yearday > 0)
		r->c.month = r->c.day = 1;
	if (!rx_civil_instant(&r->c, t) || r->yearday > 366)
		return false;
	d.seconds = (r->yearday > 0 ? r->yearday - 1 : 0) * 86400 - r->offset;
	*t = rx_date_add(*t, d, 1);
	return true;
}

bool
rx_date_parse(struct rx_span text, struct rx_span format, struct rx_instant *t)
{
	struct reading r = { .s = text, .c = { 1900, 1, 1, 0, 0, 0, 0, 0, 0 } };

	if (format.p == NULL)
		return rx_iso_parse(rx_span_trim(text), t);
	if (rx_span_is(format, "%s") || rx_span_is(format, "%s_as_float"))
		return rx_iso_count(text, 1, t);
	if (rx_span_is(format, "%ms"))
		return rx_iso_count(text, 1000, t);
	if (rx_span_is(format, "%epoch_microseconds"))
		return rx_iso_count(text, 1000000, t);
	return read_by(&r, format) && r.s.n == 0 && finish(&r, t);
}
