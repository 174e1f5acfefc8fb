/* Printing instants: C89's directives as Python has them, and Airbyte's. */
#include "rx/date.h"

#include <inttypes.h>

#include "lib/expr/date_names.h"

static bool
count_from_1970(struct rx_buf *b, struct rx_instant t, struct rx_span format)
{
	int64_t s = t.seconds;

	if (rx_span_is(format, "%s"))
		return rx_buf_printf(b, "%" PRId64, s);
	if (rx_span_is(format, "%ms"))
		return rx_buf_printf(b, "%" PRId64, s * 1000 + t.micros / 1000);
	return rx_buf_printf(b, "%" PRId64, s * 1000000 + t.micros);
}

/* 1.500000 as 1.5, 1.000000 as 1.0: Python's float. */
static bool
count_as_float(struct rx_buf *b, struct rx_instant t)
{
	int64_t	s = t.seconds;
	int	micros = t.micros;
	bool	minus = s < 0;

	if (minus && micros > 0) {
		s++;
		micros = 1000000 - micros;
	}
	if (!rx_buf_printf(b, "%s%" PRId64 ".%06d", minus ? "-" : "",
	    s < 0 ? -s : s, micros))
		return false;
	while (b->p[b->n - 1] == '0' && b->p[b->n - 2] != '.')
		b->n--;
	return true;
}

/* The Thursday of an ISO week decides its year and number. */
static void
iso_week(const struct rx_civil *c, int *year, int *week)
{
	int	 n = (c->yearday - 1 - c->weekday + 10) / 7;
	int	 jan1, days;

	*year = c->year;
	if (n < 1) {
		(*year)--;
		days = rx_civil_days(*year, 2) == 29 ? 366 : 365;
		n = (c->yearday - 1 + days - c->weekday + 10) / 7;
	} else if (n == 53) {
		jan1 = (c->weekday - (c->yearday - 1) % 7 + 7) % 7;
		days = rx_civil_days(c->year, 2) == 29;
		if (!(jan1 == 3 || (days && jan1 == 2))) {
			n = 1;
			(*year)++;
		}
	}
	*week = n;
}

static bool
iso_part(struct rx_buf *b, const struct rx_civil *c, char d)
{
	int year, week;

	iso_week(c, &year, &week);
	return d == 'G' ? rx_buf_printf(b, "%04d", year) :
	    rx_buf_printf(b, "%02d", week);
}

/* The plain numbers: value and width; width 0 is no such directive. */
static int
number(const struct rx_civil *c, char d, int *width)
{
	int sunday = (c->weekday + 1) % 7;

	*width = 2;
	switch (d) {
	case 'd': return c->day;
	case 'm': return c->month;
	case 'y': return c->year % 100;
	case 'C': return c->year / 100;
	case 'H': return c->hour;
	case 'I': return c->hour % 12 == 0 ? 12 : c->hour % 12;
	case 'M': return c->minute;
	case 'S': return c->second;
	case 'U': return (c->yearday + 6 - sunday) / 7;
	case 'W': return (c->yearday + 6 - c->weekday) / 7;
	case 'Y': *width = 4; return c->year;
	case 'j': *width = 3; return c->yearday;
	case 'f': *width = 6; return c->micros;
	case 'w': *width = 1; return sunday;
	case 'u': *width = 1; return c->weekday + 1;
	default: *width = 0; return 0;
	}
}

static const char *
compound(char d)
{
	switch (d) {
	case 'D': case 'x': return "%m/%d/%y";
	case 'F': return "%Y-%m-%d";
	case 'R': return "%H:%M";
	case 'T': case 'X': return "%H:%M:%S";
	case 'r': return "%I:%M:%S %p";
	case 'c': return "%a %b %e %H:%M:%S %Y";
	default: return NULL;
	}
}

static bool
word(struct rx_buf *b, const struct rx_civil *c, struct rx_instant t, char d)
{
	switch (d) {
	case 'a': return rx_buf_add(b, rx_date_weekdays[c->weekday], 3);
	case 'A': return rx_buf_text(b, rx_date_weekdays[c->weekday]);
	case 'b': case 'h': return rx_buf_add(b, rx_date_months[c->month - 1], 3);
	case 'B': return rx_buf_text(b, rx_date_months[c->month - 1]);
	case 'e': return rx_buf_printf(b, "%2d", c->day);
	case 'p': return rx_buf_text(b, c->hour < 12 ? "AM" : "PM");
	case 'z': return rx_buf_text(b, "+0000");
	case 'Z': return rx_buf_text(b, "UTC");
	case 's': return rx_buf_printf(b, "%" PRId64, t.seconds);
	case 'n': return rx_buf_byte(b, '\n');
	case 't': return rx_buf_byte(b, '\t');
	case '%': return rx_buf_byte(b, '%');
	case 'G': case 'V': return iso_part(b, c, d);
	default: return rx_buf_byte(b, '%') && rx_buf_byte(b, d);
	}
}

static bool
directive(struct rx_buf *b, const struct rx_civil *c, struct rx_instant t, char d,
    bool pad)
{
	int width, n = number(c, d, &width);

	if (width > 0)
		return rx_buf_printf(b, "%0*d", pad ? width : 1, n);
	if (compound(d) != NULL)
		return rx_date_format(b, t, rx_span_of(compound(d)));
	return word(b, c, t, d);
}

static bool
default_format(struct rx_buf *b, const struct rx_civil *c)
{
	bool ok = rx_buf_printf(b, "%04d-%02d-%02dT%02d:%02d:%02d", c->year,
	    c->month, c->day, c->hour, c->minute, c->second);

	if (c->micros != 0)
		ok = rx_buf_printf(b, ".%06d", c->micros);
	return ok && rx_buf_byte(b, 'Z');
}

bool
rx_date_format(struct rx_buf *b, struct rx_instant t, struct rx_span format)
{
	struct rx_civil	c = rx_civil_of(t);
	size_t		i;

	if (format.p == NULL)
		return default_format(b, &c);
	if (rx_span_is(format, "%s_as_float"))
		return count_as_float(b, t);
	if (rx_span_is(format, "%s") || rx_span_is(format, "%ms") ||
	    rx_span_is(format, "%epoch_microseconds"))
		return count_from_1970(b, t, format);
	for (i = 0; i < format.n && !b->failed; i++) {
		if (format.p[i] != '%' || i + 1 == format.n) {
			(void)rx_buf_byte(b, format.p[i]);
		} else if (rx_span_starts(rx_span_cut(format, i), "%_ms")) {
			(void)rx_buf_printf(b, "%03d", t.micros / 1000);
			i += 3;
		} else if (rx_span_starts(rx_span_cut(format, i), "%:z")) {
			(void)rx_buf_text(b, "+00:00");
			i += 2;
		} else if (format.p[i + 1] == '-' && i + 2 < format.n) {
			(void)directive(b, &c, t, format.p[i + 2], false);
			i += 2;
		} else {
			(void)directive(b, &c, t, format.p[++i], true);
		}
	}
	return !b->failed;
}
