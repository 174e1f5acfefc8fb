/* Lengths of time: ISO 8601's P3DT4H, and 90s, 12h, 1d as people write them. */
#include "lib/expr/iso.h"

#include <inttypes.h>
#include <limits.h>
#include <string.h>

#define MAX_SECONDS	400000000000LL	/* more than 10,000 years */

/* One number with its fraction in millionths. */
struct amount {
	int64_t	 n;
	int	 micros;
};

static bool
amount(struct rx_span *s, struct amount *a)
{
	size_t	i;

	a->n = 0;
	a->micros = 0;
	for (i = 0; i < s->n && rx_iso_digit(s->p[i]); i++) {
		a->n = a->n * 10 + (s->p[i] - '0');
		if (a->n > MAX_SECONDS)
			return false;
	}
	*s = rx_span_cut(*s, i);
	if (i == 0)
		return false;
	if (s->n > 0 && (s->p[0] == '.' || s->p[0] == ',')) {
		*s = rx_span_cut(*s, 1);
		return rx_iso_fraction(s, &a->micros);
	}
	return true;
}

static bool
add(struct rx_duration *d, struct amount a, int64_t unit)
{
	int64_t micros = a.micros * unit + d->micros;

	if (a.n > MAX_SECONDS / unit)
		return false;
	d->seconds += a.n * unit + micros / 1000000;
	d->micros = (int)(micros % 1000000);
	return d->seconds <= MAX_SECONDS;
}

static bool
add_months(struct rx_duration *d, struct amount a, int unit)
{
	if (a.n > 12 * 10000 || a.micros != 0)
		return false;
	d->months += (int)a.n * unit;
	return d->months <= 12 * 10000;
}

static bool
part(struct rx_duration *d, struct amount a, char letter, bool clock)
{
	switch (letter) {
	case 'Y': return !clock && add_months(d, a, 12);
	case 'W': return !clock && add(d, a, 7 * 86400);
	case 'D': return !clock && add(d, a, 86400);
	case 'H': return clock && add(d, a, 3600);
	case 'S': return clock && add(d, a, 1);
	case 'M': return clock ? add(d, a, 60) : add_months(d, a, 1);
	default: return false;
	}
}

static bool
iso(struct rx_span s, struct rx_duration *d)
{
	struct amount	a;
	bool		clock = false, any = false;

	while (s.n > 0) {
		if (s.p[0] == 'T' && !clock) {
			clock = true;
			any = false;
			s = rx_span_cut(s, 1);
			continue;
		}
		if (!amount(&s, &a) || s.n == 0 || !part(d, a, s.p[0], clock))
			return false;
		s = rx_span_cut(s, 1);
		any = true;
	}
	return any;
}

static bool
plain(struct rx_span s, struct rx_duration *d)
{
	static const struct { const char *names; int64_t unit; } units[] = {
		{ " s sec secs second seconds ", 1 },
		{ " m min mins minute minutes ", 60 },
		{ " h hour hours ", 3600 },
		{ " d day days ", 86400 },
		{ " w week weeks ", 7 * 86400 },
	};
	struct amount	a;
	char		word[16];
	size_t		i;

	if (!amount(&s, &a))
		return false;
	s = rx_span_trim(s);
	if (s.n == 0 || s.n > sizeof(word) - 3 || rx_span_find(s, ' ') < s.n)
		return false;
	word[0] = ' ';
	memcpy(word + 1, s.p, s.n);
	memcpy(word + 1 + s.n, " ", 2);
	for (i = 0; i < sizeof(units) / sizeof(*units); i++)
		if (strstr(units[i].names, word) != NULL)
			return add(d, a, units[i].unit);
	return false;
}

static void
negate(struct rx_duration *d)
{
	d->months = -d->months;
	d->seconds = -d->seconds;
	if (d->micros > 0) {
		d->micros = 1000000 - d->micros;
		d->seconds--;
	}
}

bool
rx_duration_parse(struct rx_span s, struct rx_duration *d)
{
	bool minus, ok;

	memset(d, 0, sizeof(*d));
	s = rx_span_trim(s);
	minus = s.n > 0 && s.p[0] == '-';
	if (minus || (s.n > 0 && s.p[0] == '+'))
		s = rx_span_cut(s, 1);
	ok = s.n > 0 && s.p[0] == 'P' ? iso(rx_span_cut(s, 1), d) : plain(s, d);
	if (ok && minus)
		negate(d);
	return ok;
}

static void
clock_part(struct rx_buf *b, int64_t rest, int micros)
{
	if (rest == 0 && micros == 0)
		return;
	(void)rx_buf_byte(b, 'T');
	if (rest >= 3600)
		(void)rx_buf_printf(b, "%" PRId64 "H", rest / 3600);
	if (rest / 60 % 60 > 0)
		(void)rx_buf_printf(b, "%" PRId64 "M", rest / 60 % 60);
	if (rest % 60 == 0 && micros == 0)
		return;
	(void)rx_buf_printf(b, "%" PRId64, rest % 60);
	if (micros != 0) {
		(void)rx_buf_printf(b, ".%06d", micros);
		while (!b->failed && b->p[b->n - 1] == '0')
			b->n--;
	}
	(void)rx_buf_byte(b, 'S');
}

bool
rx_duration_format(struct rx_buf *b, struct rx_duration d)
{
	if (d.months < 0 || (d.months == 0 && d.seconds < 0)) {
		negate(&d);
		(void)rx_buf_byte(b, '-');
	}
	if (d.months == 0 && d.seconds == 0 && d.micros == 0)
		return rx_buf_text(b, "P0D");
	(void)rx_buf_byte(b, 'P');
	if (d.months / 12 != 0)
		(void)rx_buf_printf(b, "%dY", d.months / 12);
	if (d.months % 12 != 0)
		(void)rx_buf_printf(b, "%dM", d.months % 12);
	if (d.seconds / 86400 != 0)
		(void)rx_buf_printf(b, "%" PRId64 "D", d.seconds / 86400);
	clock_part(b, d.seconds % 86400, d.micros);
	return !b->failed;
}
