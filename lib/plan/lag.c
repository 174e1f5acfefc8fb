/* lag: how far back of its bookmark a run asks again (dlt 4.4). */
#include "lib/plan/lag.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "rx/cursor.h"
#include "rx/date.h"
#include "rx/json.h"

bool
rx_lag_number(struct rx_span v, double *d)
{
	char	text[64], *end;

	if (v.n == 0 || v.n >= sizeof(text))
		return false;
	(void)snprintf(text, sizeof(text), "%.*s", RX_FMT(v));
	*d = strtod(text, &end);
	return *end == '\0' && isfinite(*d);
}

/* Whole numbers stay whole; others are printed as short as they read back. */
static bool
move_number(struct rx_buf *b, struct rx_span v, struct rx_span lag, int sign)
{
	int64_t	i, j, sum;
	double	x, y, z;
	char	text[40];
	int	digits;

	if (rx_number_int64(v, &i) && rx_number_int64(lag, &j) &&
	    !(sign < 0 ? __builtin_sub_overflow(i, j, &sum) : __builtin_add_overflow(i, j, &sum)))
		return rx_buf_printf(b, "%lld", (long long)sum);
	if (!rx_lag_number(v, &x) || !rx_lag_number(lag, &y))
		return false;
	z = x + sign * y;
	for (digits = 15; digits < 18; digits++) {
		(void)snprintf(text, sizeof(text), "%.*g", digits, z);
		if (strtod(text, NULL) == z)
			break;
	}
	return rx_buf_text(b, text);
}

/* The parts of an ISO text: what stands for its time of day in it. */
struct shape {
	bool		 date;		/* no time of day */
	char		 between;	/* T or space */
	bool		 seconds;
	unsigned	 digits;	/* of the fraction */
	struct rx_span	 zone;		/* Z, +01:00 or nothing */
};

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* false: another spelling. */
static bool
shape_of(struct rx_span t, struct shape *s)
{
	size_t i = 16;

	*s = (struct shape){ .date = t.n == 10 };
	if (t.n < 10 || t.p[4] != '-' || t.p[7] != '-')
		return false;
	if (s->date)
		return true;
	if (t.n < 16 || t.p[13] != ':')
		return false;
	s->between = t.p[10];
	if (t.n >= 19 && t.p[16] == ':') {
		s->seconds = true;
		i = 19;
	}
	if (s->seconds && i < t.n && t.p[i] == '.')
		for (i++; i < t.n && is_digit(t.p[i]); i++)
			s->digits++;
	s->zone = rx_span_cut(t, i);
	return true;
}

static bool
print(struct rx_buf *b, struct rx_instant t, const struct shape *s)
{
	char	micros[16];
	bool	ok = rx_date_format(b, t, RX_SPAN("%Y-%m-%d"));

	if (s->date)
		return ok;
	rx_buf_byte(b, s->between);
	ok = ok && rx_date_format(b, t, s->seconds ? RX_SPAN("%H:%M:%S") : RX_SPAN("%H:%M"));
	if (s->digits > 0) {
		(void)snprintf(micros, sizeof(micros), "%06d000", t.micros);
		rx_buf_printf(b, ".%.*s", (int)(s->digits < 9 ? s->digits : 9), micros);
	}
	return ok && rx_buf_span(b, s->zone);
}

/* By the clock that the text shows: its zone stays what it is. */
static bool
move_time(struct rx_buf *b, struct rx_span text, struct rx_span lag, int sign)
{
	struct rx_instant	t;
	struct rx_duration	d = { 0 };
	struct shape		s;
	double			by, whole;

	if (!shape_of(text, &s) || !rx_lag_number(lag, &by) ||
	    !rx_date_parse((struct rx_span){ text.p, text.n - s.zone.n }, RX_SPAN_NONE, &t))
		return false;
	by = s.date ? trunc(by) * 86400 : by;
	whole = floor(by);
	d.seconds = (int64_t)whole;
	d.micros = (int)((by - whole) * 1e6);
	return print(b, rx_date_add(t, d, sign), &s);
}

static bool
move_text(struct rx_buf *b, struct rx_span v, struct rx_span lag, int sign)
{
	struct rx_buf	text = RX_BUF_INIT(RX_BUF_TEXT), moved = RX_BUF_INIT(RX_BUF_TEXT);
	struct rx_span	within = { v.p + 1, v.n - 2 };
	struct rx_json_fault f;
	bool		ok;

	if (rx_json_kind(within) == RX_JSON_NUMBER &&
	    rx_json_skip(within.p, within.p + within.n, &f) == within.p + within.n)
		ok = move_number(&moved, within, lag, sign);
	else
		ok = rx_json_text(&text, v) && move_time(&moved, rx_buf_view(&text), lag, sign);
	ok = ok && rx_json_quote(b, rx_buf_view(&moved));
	rx_buf_free(&text);
	rx_buf_free(&moved);
	return ok;
}

bool
rx_lag_apply(struct rx_buf *b, struct rx_span value, struct rx_span lag, struct rx_span first,
    bool least)
{
	size_t	before = b->n;
	int	sign = least ? 1 : -1, c;

	if (rx_json_kind(value) == RX_JSON_NUMBER ? !move_number(b, value, lag, sign) :
	    rx_json_kind(value) != RX_JSON_STRING || !move_text(b, value, lag, sign))
		return false;
	if (first.p == NULL)
		return true;
	c = rx_cursor_cmp((struct rx_span){ b->p + before, b->n - before }, first);
	if (least ? c <= 0 : c >= 0)
		return true;
	b->n = before;
	return rx_buf_span(b, first);
}
