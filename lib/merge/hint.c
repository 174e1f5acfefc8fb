#include "lib/merge/hint.h"

#include <stdlib.h>

#include "rx/date.h"
#include "rx/json.h"
#include "lib/merge/digits.h"
#include "lib/merge/real.h"

#define MICROS	6	/* digits of a second that every target keeps */

static const char *const names[] = {
	[RX_HINT_TEXT] = "text", [RX_HINT_DOUBLE] = "double", [RX_HINT_BOOL] = "bool",
	[RX_HINT_TIMESTAMP] = "timestamp", [RX_HINT_BIGINT] = "bigint",
	[RX_HINT_BINARY] = "binary", [RX_HINT_JSON] = "json", [RX_HINT_DECIMAL] = "decimal",
	[RX_HINT_WEI] = "wei", [RX_HINT_DATE] = "date", [RX_HINT_TIME] = "time"
};

static long
number(struct rx_span hint, const char *name)
{
	unsigned long n;

	return rx_span_uint(rx_json_get(hint, name), &n) && n < 1000000 ? (long)n : -1;
}

void
rx_hint_read(struct rx_hint *h, struct rx_span json)
{
	struct rx_span	type;
	size_t		i;

	*h = (struct rx_hint){ RX_HINT_NONE, -1, -1, false, false };
	if (rx_json_kind(json) != RX_JSON_OBJECT)
		return;
	h->precision = number(json, "precision");
	h->scale = number(json, "scale");
	h->required = rx_span_is(rx_json_get(json, "nullable"), "false");
	h->local = rx_span_is(rx_json_get(json, "timezone"), "false");
	type = rx_json_get(json, "data_type");
	for (i = 1; rx_json_kind(type) == RX_JSON_STRING && i < sizeof(names) / sizeof(*names); i++)
		if (rx_json_is(type, rx_span_of(names[i])))
			h->type = (enum rx_hint_type)i;
	if (rx_json_kind(type) == RX_JSON_STRING && rx_json_is(type, RX_SPAN("complex")))
		h->type = RX_HINT_JSON;		/* its name in dlt before 1.0 */
}

bool
rx_hint_text(struct rx_buf *b, const struct rx_hint *h)
{
	rx_buf_text(b, h->type != RX_HINT_NONE ? names[h->type] : "any");
	if (h->precision >= 0 && h->scale >= 0)
		rx_buf_printf(b, "(%ld,%ld)", h->precision, h->scale);
	else if (h->precision >= 0)
		rx_buf_printf(b, "(%ld)", h->precision);
	return !b->failed;
}

/* -- numbers --------------------------------------------------------------- */

static bool
is_bigint(const struct rx_hint *h, struct rx_span s)
{
	int	bits = h->precision <= 0 || h->precision > 32 ? 64 : h->precision > 16 ? 32 : 16;
	int64_t	i, most = (int64_t)((UINT64_C(1) << (bits - 1)) - 1);

	return rx_number_int64(s, &i) && i <= most && i >= -most - 1;
}

static bool
is_decimal(const struct rx_hint *h, struct rx_span s)
{
	long whole, fraction, scale = h->scale >= 0 ? h->scale : 0;
	long precision = h->precision <= 0 && h->type == RX_HINT_WEI ? 78 : h->precision;

	rx_number_shape(s, &whole, &fraction);
	return precision <= 0 || (whole <= precision - scale && fraction <= scale);
}

static bool
is_number(const struct rx_hint *h, struct rx_span v)
{
	struct rx_span	s = rx_number_of(v);
	double		d;

	if (s.p == NULL)
		return false;
	switch (h->type) {
	case RX_HINT_BIGINT:
		return is_bigint(h, s);
	case RX_HINT_DOUBLE:
		return rx_number_real(s, &d);
	default:
		return is_decimal(h, s);
	}
}

/* -- texts ----------------------------------------------------------------- */

static bool
is_text(const struct rx_hint *h, struct rx_span v)
{
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_LINE);
	long		n = 0;
	size_t		i;

	if (h->precision <= 0 || v.n <= (size_t)h->precision)
		return true;
	(void)rx_json_text(&b, v);
	for (i = 0; i < b.n; i++)
		n += ((unsigned char)b.p[i] & 0xc0) != 0x80;
	rx_buf_free(&b);
	return n <= h->precision;
}

static bool
is_bool(struct rx_span v)
{
	enum rx_json_kind kind = rx_json_kind(v);

	return kind == RX_JSON_TRUE || kind == RX_JSON_FALSE || (kind == RX_JSON_STRING &&
	    (rx_json_is(v, RX_SPAN("true")) || rx_json_is(v, RX_SPAN("false"))));
}

/* Base64, as JSON has no bytes. */
static bool
is_binary(struct rx_span s)
{
	size_t i, padding = 0;

	for (i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (c == '=')
			padding++;
		else if (padding > 0 || !((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
		    (c >= '0' && c <= '9') || c == '+' || c == '/'))
			return false;
	}
	return s.n % 4 == 0 && padding <= 2;
}

/* -- times ----------------------------------------------------------------- */

static size_t
digits(struct rx_span s)
{
	size_t i, n = 0;

	for (i = 0; i < s.n; i++)
		n += s.p[i] >= '0' && s.p[i] <= '9';
	return n;
}

/* No more digits of a second than are kept. */
static bool
is_fine(const struct rx_hint *h, struct rx_span clock)
{
	long	room = h->precision >= 0 && h->precision < MICROS ? h->precision : MICROS;
	size_t	i;

	for (i = rx_span_find(clock, '.') + 1; i < clock.n; i++, room--) {
		if (clock.p[i] < '0' || clock.p[i] > '9')
			break;
		if (room <= 0 && clock.p[i] != '0')
			return false;
	}
	return true;
}

static bool
is_date(struct rx_span s)
{
	struct rx_instant t;

	return digits(s) == 8 && (s.n == 8 || s.n == 10) && rx_date_parse(s, RX_SPAN_NONE, &t);
}

/* Where the offset begins in the time of day, or its length. */
static size_t
find_offset(struct rx_span clock)
{
	size_t i;

	for (i = 0; i < clock.n; i++)
		if (clock.p[i] == '+' || clock.p[i] == '-' || clock.p[i] == 'U' ||
		    clock.p[i] == 'G' || (clock.p[i] | 0x20) == 'z')
			break;
	return i;
}

/* A column without time zone would drop an offset and keep another instant. */
static bool
is_timestamp(const struct rx_hint *h, struct rx_span s)
{
	struct rx_instant	t;
	struct rx_span		clock;
	size_t			at = 0, i;

	while (at < s.n && ((s.p[at] >= '0' && s.p[at] <= '9') || s.p[at] == '-'))
		at++;
	if (digits((struct rx_span){ s.p, at }) != 8 || rx_span_find(s, ',') < s.n ||
	    !rx_date_parse(s, RX_SPAN_NONE, &t))
		return false;
	clock = rx_span_cut(s, at);
	at = find_offset(clock);
	if (clock.n > 0 && digits((struct rx_span){ clock.p, at }) < 4)
		return false;
	for (i = at; h->local && i < clock.n; i++)
		if (clock.p[i] >= '1' && clock.p[i] <= '9')
			return false;
	return is_fine(h, clock);
}

static bool
is_time(const struct rx_hint *h, struct rx_span s)
{
	struct rx_buf		b = RX_BUF_INIT(RX_BUF_TEXT);
	struct rx_instant	t;
	bool			yes;

	rx_buf_text(&b, "2000-01-01T");
	rx_buf_span(&b, s);
	yes = digits(s) >= 4 && find_offset(s) == s.n && rx_span_find(s, ',') == s.n &&
	    rx_date_parse(rx_buf_view(&b), RX_SPAN_NONE, &t) && is_fine(h, s);
	rx_buf_free(&b);
	return yes;
}

/* -- all ------------------------------------------------------------------- */

static bool
fits(const struct rx_hint *h, struct rx_span v)
{
	struct rx_span s = RX_SPAN_NONE;

	if (rx_json_kind(v) == RX_JSON_STRING)
		s = (struct rx_span){ v.p + 1, v.n - 2 };
	switch (h->type) {
	case RX_HINT_NONE:
	case RX_HINT_JSON:
		return true;
	case RX_HINT_TEXT:
		return is_text(h, v);
	case RX_HINT_BOOL:
		return is_bool(v);
	case RX_HINT_DOUBLE:
	case RX_HINT_BIGINT:
	case RX_HINT_DECIMAL:
	case RX_HINT_WEI:
		return is_number(h, v);
	case RX_HINT_BINARY:
		return s.p != NULL && is_binary(s);
	case RX_HINT_DATE:
		return s.p != NULL && is_date(s);
	case RX_HINT_TIME:
		return s.p != NULL && is_time(h, s);
	case RX_HINT_TIMESTAMP:
		return s.p != NULL && is_timestamp(h, s);
	}
	return true;
}

bool
rx_hint_check(const struct rx_hint *h, struct rx_span field, struct rx_span v, struct rx_err *e)
{
	struct rx_buf b = RX_BUF_INIT(RX_BUF_TEXT);

	if (v.p == NULL || rx_json_kind(v) == RX_JSON_NULL)
		return !h->required || rx_err_set(e, RX_BAD_DATA, "%.*s is %s, and declared "
		    "not nullable", RX_FMT(field), v.p != NULL ? "null" : "missing");
	if (fits(h, v))
		return true;
	rx_hint_text(&b, h);
	rx_err_set(e, RX_BAD_DATA, "%.*s: %.*s does not fit the declared type %s", RX_FMT(field),
	    RX_FMT(v), rx_buf_str(&b));
	rx_buf_free(&b);
	return false;
}
