#include "rx/retry.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "rx/json.h"

static void
bit_set(unsigned char *bits, unsigned status, bool on)
{
	unsigned char one = (unsigned char)(1u << (status % 8));

	if (on)
		bits[status / 8] |= one;
	else
		bits[status / 8] &= (unsigned char)~one;
}

static bool
bit_get(const unsigned char *bits, int status)
{
	return status >= 0 && status <= 999 &&
	    (bits[status / 8] >> (status % 8) & 1) != 0;
}

static bool
wrong(struct rx_err *err, const char *name, const char *wanted,
    struct rx_span value)
{
	rx_err_set(err, RX_USAGE, "error_handler: %s must be %s", name, wanted);
	return rx_err_got(err, value);
}

/* A number, or a string of one: sources give both. */
static bool
number(struct rx_span v, double *out)
{
	char	 text[32];
	char	*end;

	if (rx_json_kind(v) == RX_JSON_STRING && v.n > 2)
		v = (struct rx_span){ v.p + 1, v.n - 2 };
	else if (rx_json_kind(v) != RX_JSON_NUMBER)
		return false;
	if (v.n >= sizeof(text))
		return false;
	memcpy(text, v.p, v.n);
	text[v.n] = '\0';
	*out = strtod(text, &end);
	return *end == '\0' && isfinite(*out) && *out >= 0;
}

static bool
set_codes(unsigned char *bits, struct rx_span handler, const char *name, bool on,
    struct rx_err *err)
{
	struct rx_span		list = rx_json_get(handler, name), v;
	struct rx_json_iter	it;
	double			code;

	if (list.p == NULL || rx_json_kind(list) == RX_JSON_NULL)
		return true;
	if (rx_json_kind(list) != RX_JSON_ARRAY || !rx_json_begin(&it, list))
		return wrong(err, name, "a list of status codes", list);
	while (rx_json_next(&it, NULL, &v)) {
		if (!number(v, &code) || code < 100 || code > 999 ||
		    code != floor(code))
			return wrong(err, name, "a list of status codes", v);
		bit_set(bits, (unsigned)code, on);
	}
	return true;
}

static bool
set_number(double *out, struct rx_span handler, const char *name,
    struct rx_err *err)
{
	struct rx_span v = rx_json_get(handler, name);

	if (v.p == NULL || rx_json_kind(v) == RX_JSON_NULL)
		return true;
	return number(v, out) || wrong(err, name, "a number, 0 or more", v);
}

static bool
set_backoff(struct rx_retry *r, struct rx_span handler, struct rx_err *err)
{
	struct rx_span v = rx_json_get(handler, "backoff");

	r->constant = r->factor >= 10;
	if (v.p == NULL || rx_json_kind(v) == RX_JSON_NULL)
		return true;
	r->constant = rx_json_is(v, RX_SPAN("constant"));
	return r->constant || rx_json_is(v, RX_SPAN("exponential")) ||
	    wrong(err, "backoff", "\"constant\" or \"exponential\"", v);
}

bool
rx_retry_init(struct rx_retry *r, struct rx_span handler, struct rx_err *err)
{
	static const unsigned usual[] = { 408, 429, 500, 502, 503, 504 };
	double		tries = 5;
	size_t		i;
	struct rx_span	list;

	memset(r, 0, sizeof(*r));
	r->factor = 1;
	r->max_wait = 600;
	r->max_retries = 5;
	for (i = 0; i < sizeof(usual) / sizeof(usual[0]); i++)
		bit_set(r->retry, usual[i], true);
	if (handler.p == NULL || rx_json_kind(handler) == RX_JSON_NULL)
		return true;
	if (rx_json_kind(handler) != RX_JSON_OBJECT)
		return wrong(err, "the value", "an object", handler);
	if (!set_codes(r->retry, handler, "retry_on_status_codes", true, err) ||
	    !set_codes(r->retry, handler, "no_retry_on_status_codes", false, err) ||
	    !set_codes(r->ignore, handler, "ignore_status_codes", true, err) ||
	    !set_codes(r->gone, handler, "gone_status_codes", true, err) ||
	    !set_number(&tries, handler, "max_retries", err) ||
	    !set_number(&r->factor, handler, "backoff_factor", err) ||
	    !set_number(&r->max_wait, handler, "max_wait", err) ||
	    !set_backoff(r, handler, err))
		return false;
	list = rx_json_get(handler, "retry_on_status_codes");
	if (list.p != NULL && rx_json_empty(list))
		tries = 0;
	r->max_retries = (unsigned long)fmin(tries, 1e6);
	return true;
}

bool
rx_retry_ignores(const struct rx_retry *r, int status)
{
	return bit_get(r->ignore, status);
}

bool
rx_retry_gone(const struct rx_retry *r, int status)
{
	return bit_get(r->gone, status);
}

/* Digits, maybe with a fraction, as some servers give; however many. */
static bool
read_seconds(struct rx_span v, double *out)
{
	size_t	i, dots = 0;
	double	n = 0, place = 1;

	for (i = 0; i < v.n; i++) {
		if (v.p[i] == '.' && i > 0 && dots++ == 0)
			continue;
		if (v.p[i] < '0' || v.p[i] > '9')
			return false;
		n = n * 10 + (v.p[i] - '0');
		place *= dots > 0 ? 10 : 1;
	}
	*out = n / place;
	return v.n > 0 && isfinite(*out);
}

/* What Retry-After asks for, in seconds; 0: nothing that makes sense. */
static double
asked(const struct rx_http_response *r, double now)
{
	struct rx_span	v = rx_http_header(r, "retry-after", 0);
	double		seconds, at;

	if (v.p == NULL)
		return 0;
	if (read_seconds(v, &seconds))
		return seconds;
	if (!rx_retry_date(v, &at))
		return 0;
	(void)rx_retry_date(rx_http_header(r, "date", 0), &now);
	return at > now ? at - now : 0;
}

enum rx_retry_verdict
rx_retry_again(const struct rx_retry *r, const struct rx_http_response *resp,
    unsigned n, double now, double *wait)
{
	double after;

	*wait = 0;
	if (n > r->max_retries)
		return RX_RETRY_NO;
	*wait = r->constant ? r->factor : r->factor * exp2((double)n - 1);
	if (resp->failure == RX_HTTP_DONE && (after = asked(resp, now)) > 0)
		*wait = after;
	if (*wait > r->max_wait && !r->cap)
		return RX_RETRY_TOO_LONG;
	*wait = fmin(*wait, r->max_wait);
	return RX_RETRY_YES;
}

enum rx_retry_verdict
rx_retry_next(const struct rx_retry *r, const struct rx_http_response *resp,
    unsigned n, double now, double *wait)
{
	*wait = 0;
	if (resp->failure == RX_HTTP_DONE ? !bit_get(r->retry, resp->status) :
	    resp->failure != RX_HTTP_NETWORK)
		return RX_RETRY_NO;
	return rx_retry_again(r, resp, n, now, wait);
}

static bool
is_status(unsigned long status)
{
	return status >= 100 && status <= 999;
}

bool
rx_status_range(struct rx_span s, unsigned *low, unsigned *high)
{
	unsigned long	a, b;

	s = rx_span_trim(s);
	if (s.n == 3 && s.p[0] >= '1' && s.p[0] <= '9' && (s.p[1] | 0x20) == 'x' &&
	    (s.p[2] | 0x20) == 'x') {
		*low = (unsigned)(s.p[0] - '0') * 100;
		*high = *low + 99;
		return true;
	}
	if (s.n == 7 && s.p[3] == '-') {
		if (!rx_span_uint((struct rx_span){ s.p, 3 }, &a) ||
		    !rx_span_uint(rx_span_cut(s, 4), &b) || a > b)
			return false;
	} else if (rx_span_uint(s, &a)) {
		b = a;
	} else {
		return false;
	}
	*low = (unsigned)a;
	*high = (unsigned)b;
	return is_status(a) && is_status(b);
}
