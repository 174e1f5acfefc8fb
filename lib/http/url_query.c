/* The query of a URL: encoding, adding, removing, looking up. */
#include "rx/url.h"

#include <string.h>

static const char hex[] = "0123456789ABCDEF";

static bool
unreserved(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' ||
	    c == '~';
}

bool
rx_url_encode(struct rx_buf *b, struct rx_span s, enum rx_url_part part)
{
	bool	dots = part == RX_URL_SEGMENT &&
		    (rx_span_is(s, ".") || rx_span_is(s, ".."));
	size_t	i;

	for (i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (unreserved(s.p[i]) && !dots) {
			rx_buf_byte(b, s.p[i]);
		} else {
			rx_buf_byte(b, '%');
			rx_buf_byte(b, hex[c >> 4]);
			rx_buf_byte(b, hex[c & 15]);
		}
	}
	return !b->failed;
}

static int
hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

bool
rx_url_decode(struct rx_buf *b, struct rx_span s, bool plus)
{
	size_t i;

	for (i = 0; i < s.n; i++) {
		if (s.p[i] == '%' && i + 2 < s.n &&
		    hex_value(s.p[i + 1]) >= 0 && hex_value(s.p[i + 2]) >= 0) {
			rx_buf_byte(b, (char)(hex_value(s.p[i + 1]) << 4 |
			    hex_value(s.p[i + 2])));
			i += 2;
		} else {
			rx_buf_byte(b, plus && s.p[i] == '+' ? ' ' : s.p[i]);
		}
	}
	return !b->failed;
}

/* What stands behind the ? up to the end or the fragment; p NULL: no query. */
static struct rx_span
query_of(struct rx_span url)
{
	size_t at;

	url.n = rx_span_find(url, '#');
	at = rx_span_find(url, '?');
	return at < url.n ? rx_span_cut(url, at + 1) : RX_SPAN_NONE;
}

/* Cuts the next a=b off a query, without its &. */
static struct rx_span
next_pair(struct rx_span *query)
{
	size_t		at = rx_span_find(*query, '&');
	struct rx_span	pair = { query->p, at };

	*query = rx_span_cut(*query, at < query->n ? at + 1 : at);
	return pair;
}

static bool
pair_named(struct rx_span pair, struct rx_span name)
{
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_TEXT);
	bool		yes;

	pair.n = rx_span_find(pair, '=');
	if (rx_span_eq(pair, name))
		return true;
	if (rx_span_find(pair, '%') == pair.n && rx_span_find(pair, '+') == pair.n)
		return false;
	yes = rx_url_decode(&b, pair, true) && rx_span_eq(rx_buf_view(&b), name);
	rx_buf_free(&b);
	return yes;
}

static void
cut_out(struct rx_buf *b, size_t from, size_t n)
{
	memmove(b->p + from, b->p + from + n, b->n - from - n);
	b->n -= n;
}

bool
rx_url_drop(struct rx_buf *b, struct rx_span name)
{
	struct rx_span	query, pair;
	size_t		at;
	bool		any = false;

	query = query_of(rx_buf_view(b));
	while (query.n > 0) {
		pair = next_pair(&query);
		if (!pair_named(pair, name))
			continue;
		any = true;
		at = (size_t)(pair.p - b->p);
		if (query.n > 0)
			cut_out(b, at, pair.n + 1);	/* with the & behind it */
		else
			cut_out(b, at - 1, pair.n + 1);	/* with the & or ? before it */
		query.p = b->p + at;
	}
	return any;
}

bool
rx_url_param(struct rx_buf *b, struct rx_span name, struct rx_span value,
    bool replace)
{
	struct rx_buf	tail = RX_BUF_INIT(b->max);
	struct rx_span	query;
	size_t		hash;
	bool		ok;

	if (replace)
		rx_url_drop(b, name);
	hash = rx_span_find(rx_buf_view(b), '#');
	rx_buf_span(&tail, rx_span_cut(rx_buf_view(b), hash));
	b->n = hash;
	query = query_of(rx_buf_view(b));
	if (query.p == NULL)
		rx_buf_byte(b, '?');
	else if (query.n > 0 && query.p[query.n - 1] != '&')
		rx_buf_byte(b, '&');
	rx_url_encode(b, name, RX_URL_QUERY);
	rx_buf_byte(b, '=');
	rx_url_encode(b, value, RX_URL_QUERY);
	ok = rx_buf_span(b, rx_buf_view(&tail)) && !tail.failed;
	rx_buf_free(&tail);
	return ok;
}

bool
rx_url_query(struct rx_span url, const char *name, struct rx_buf *value)
{
	struct rx_span query = query_of(url), pair;

	while (query.n > 0) {
		pair = next_pair(&query);
		if (pair_named(pair, rx_span_of(name)))
			return rx_url_decode(value, rx_span_cut(pair,
			    rx_span_find(pair, '=') + 1), true);
	}
	return false;
}
