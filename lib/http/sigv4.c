/* The canonical request, the text to sign, and the headers that carry it. */
#include "rx/sigv4.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "rx/digest.h"
#include "rx/url.h"

#define DAY		86400.0
#define SIGNED_MAX	128	/* headers */

static const char algorithm[] = "AWS4-HMAC-SHA256";

/* -- the key ------------------------------------------------------------- */

double
rx_sigv4_day(double now, char date[9])
{
	time_t		t = (time_t)now;
	struct tm	tm;

	gmtime_r(&t, &tm);
	(void)strftime(date, 9, "%Y%m%d", &tm);
	return (floor(now / DAY) + 1) * DAY;
}

static void
to_hex(const unsigned char sum[32], char hex[65])
{
	size_t i;

	for (i = 0; i < 32; i++)
		(void)snprintf(hex + 2 * i, 3, "%02x", sum[i]);
}

static struct rx_span
bytes(const unsigned char sum[32])
{
	return (struct rx_span){ (const char *)sum, 32 };
}

void
rx_sigv4_derive(struct rx_span secret, struct rx_span date, struct rx_span region,
    struct rx_span service, char key[65])
{
	struct rx_buf	first = RX_BUF_INIT(RX_BUF_TEXT);
	unsigned char	sum[32];

	rx_buf_text(&first, "AWS4");
	rx_buf_span(&first, secret);
	rx_hmac_sha256(rx_buf_view(&first), date, sum);
	rx_hmac_sha256(bytes(sum), region, sum);
	rx_hmac_sha256(bytes(sum), service, sum);
	rx_hmac_sha256(bytes(sum), RX_SPAN("aws4_request"), sum);
	to_hex(sum, key);
	explicit_bzero(sum, sizeof(sum));
	if (first.p != NULL)
		explicit_bzero(first.p, first.cap);
	rx_buf_free(&first);
}

static void
from_hex(struct rx_span hex, unsigned char sum[32])
{
	char	two[3] = "";
	size_t	i;

	for (i = 0; i < 32; i++) {
		memcpy(two, i * 2 + 1 < hex.n ? hex.p + i * 2 : "00", 2);
		sum[i] = (unsigned char)strtoul(two, NULL, 16);
	}
}

/* Services of Amazon whose hosts begin with the name of something of the user's. */
static const char *const inner[] = { "execute-api", "s3", "es", "aoss" };

struct rx_span
rx_sigv4_service(struct rx_span origin)
{
	struct rx_span	host = rx_span_cut(origin, rx_span_find_text(origin, "://") + 3);
	struct rx_span	rest, label;
	size_t		i;

	host.n = rx_span_find(host, ':');
	rest = host;
	if (rx_span_find_text(host, ".amazonaws.com") == host.n)
		rest.n = 0;
	for (; rest.n > 0; rest = rx_span_cut(rest, label.n + 1)) {
		label = (struct rx_span){ rest.p, rx_span_find(rest, '.') };
		for (i = 0; i < sizeof(inner) / sizeof(inner[0]); i++)
			if (rx_span_is(label, inner[i]))
				return label;
	}
	return (struct rx_span){ host.p, rx_span_find(host, '.') };
}

/* -- path and query ------------------------------------------------------ */

/* Behind the authority, and where the query and the fragment begin. */
static struct rx_span
target_of(struct rx_span url)
{
	size_t	authority = rx_span_find_text(url, "://") + 3, i;

	url.n = rx_span_find(url, '#');
	for (i = authority; i < url.n && url.p[i] != '/' && url.p[i] != '?'; i++)
		;
	return rx_span_cut(url, i);
}

/* Takes the last segment away again, for "..". */
static void
drop_segment(struct rx_buf *b, size_t from)
{
	while (b->n > from && b->p[--b->n] != '/')
		;
}

/* All services but s3 encode what is encoded already once more, and take
 * empty segments and dots out. */
static void
put_path(struct rx_buf *b, struct rx_span path, bool as_is)
{
	struct rx_span	rest = path, seg;
	size_t		from = b->n;

	if (as_is) {
		rx_buf_span(b, path.n > 0 ? path : RX_SPAN("/"));
		return;
	}
	while (rest.n > 0) {
		rest = rx_span_cut(rest, 1);
		seg = (struct rx_span){ rest.p, rx_span_find(rest, '/') };
		rest = rx_span_cut(rest, seg.n);
		if (rx_span_is(seg, "..")) {
			drop_segment(b, from);
		} else if (seg.n > 0 && !rx_span_is(seg, ".")) {
			rx_buf_byte(b, '/');
			rx_url_encode(b, seg, RX_URL_QUERY);
		}
	}
	if (b->n == from || path.p[path.n - 1] == '/')
		rx_buf_byte(b, '/');
}

struct pair {
	struct rx_span name, value;
};

static int
compare(struct rx_span a, struct rx_span b)
{
	size_t	n = a.n < b.n ? a.n : b.n;
	int	d = n > 0 ? memcmp(a.p, b.p, n) : 0;

	return d != 0 ? d : a.n < b.n ? -1 : a.n > b.n;
}

static int
by_name(const void *a, const void *b)
{
	const struct pair	*p = a, *q = b;
	int			 d = compare(p->name, q->name);

	return d != 0 ? d : compare(p->value, q->value);
}

/* Decoded, and encoded the one way that there is. */
static struct rx_span
spelled(struct rx_span s, struct rx_arena *a)
{
	struct rx_buf	plain = RX_BUF_INIT(RX_BUF_TEXT), b = RX_BUF_INIT(RX_BUF_TEXT);
	struct rx_span	out;

	rx_url_decode(&plain, s, true);
	rx_url_encode(&b, rx_buf_view(&plain), RX_URL_QUERY);
	out = rx_arena_span(a, rx_buf_view(&b));
	rx_buf_free(&plain);
	rx_buf_free(&b);
	return out;
}

static bool
put_query(struct rx_buf *b, struct rx_span query, struct rx_arena *a)
{
	struct rx_span	 rest = query, one;
	struct pair	*pairs;
	size_t		 n = 0, i, eq, room = 1;

	for (i = 0; i < query.n; i++)
		room += query.p[i] == '&';
	if ((pairs = rx_arena_get(a, room * sizeof(*pairs))) == NULL)
		return false;
	while (rest.n > 0) {
		one = (struct rx_span){ rest.p, rx_span_find(rest, '&') };
		rest = rx_span_cut(rest, one.n + 1);
		if (one.n == 0)
			continue;
		eq = rx_span_find(one, '=');
		pairs[n].name = spelled((struct rx_span){ one.p, eq }, a);
		pairs[n++].value = spelled(rx_span_cut(one, eq + 1), a);
	}
	qsort(pairs, n, sizeof(*pairs), by_name);
	for (i = 0; i < n; i++)
		rx_buf_printf(b, "%s%.*s=%.*s", i > 0 ? "&" : "", RX_FMT(pairs[i].name),
		    RX_FMT(pairs[i].value));
	return !a->failed;
}

/* -- headers ------------------------------------------------------------- */

/* name in lower case; the value without outer and doubled spaces. */
static struct pair
header_of(struct rx_span line, struct rx_arena *a)
{
	struct rx_buf	name = RX_BUF_INIT(RX_BUF_TEXT), value = RX_BUF_INIT(RX_BUF_TEXT);
	size_t		colon = rx_span_find(line, ':'), i;
	struct rx_span	v = rx_span_trim(rx_span_cut(line, colon + 1));
	struct pair	p;

	for (i = 0; i < colon; i++)
		rx_buf_byte(&name, line.p[i] >= 'A' && line.p[i] <= 'Z' ?
		    (char)(line.p[i] + 32) : line.p[i]);
	for (i = 0; i < v.n; i++)
		if (v.p[i] != ' ' || v.p[i - 1] != ' ')
			rx_buf_byte(&value, v.p[i]);
	p.name = rx_arena_span(a, rx_buf_view(&name));
	p.value = rx_arena_span(a, rx_buf_view(&value));
	rx_buf_free(&name);
	rx_buf_free(&value);
	return p;
}

/* The headers a line each, and their names: "host;x-amz-date". */
static bool
put_headers(struct rx_buf *b, struct rx_buf *names, const struct rx_span *headers, size_t n,
    struct rx_arena *a)
{
	struct pair	*p = rx_arena_get(a, (n + 1) * sizeof(*p));
	size_t		 i;

	if (p == NULL)
		return false;
	for (i = 0; i < n; i++)
		p[i] = header_of(headers[i], a);
	qsort(p, n, sizeof(*p), by_name);
	for (i = 0; i < n; i++) {
		rx_buf_printf(b, "%.*s:%.*s\n", RX_FMT(p[i].name), RX_FMT(p[i].value));
		rx_buf_printf(names, "%s%.*s", i > 0 ? ";" : "", RX_FMT(p[i].name));
	}
	return !a->failed;
}

/* -- the signature ------------------------------------------------------- */

/* The digest of the canonical request. */
static bool
digest_request(const struct rx_sigv4 *k, struct rx_span method, struct rx_span url,
    const struct rx_span *headers, size_t n, struct rx_span payload, struct rx_buf *names,
    struct rx_arena *a, char hex[65])
{
	struct rx_span	target = target_of(url);
	size_t		query = rx_span_find(target, '?');
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_LINE);
	bool		ok;

	rx_buf_span(&b, method);
	rx_buf_byte(&b, '\n');
	put_path(&b, (struct rx_span){ target.p, query }, rx_span_is(k->service, "s3"));
	rx_buf_byte(&b, '\n');
	ok = put_query(&b, rx_span_cut(target, query + 1), a);
	rx_buf_byte(&b, '\n');
	ok = ok && put_headers(&b, names, headers, n, a);
	rx_buf_byte(&b, '\n');
	rx_buf_span(&b, rx_buf_view(names));
	rx_buf_byte(&b, '\n');
	rx_buf_span(&b, payload);
	rx_sha256_hex(rx_buf_view(&b), RX_SHA256_HEX, hex);
	ok = ok && !b.failed && !names->failed;
	rx_buf_free(&b);
	return ok;
}

struct rx_span
rx_sigv4_value(const struct rx_sigv4 *k, struct rx_span method, struct rx_span url,
    struct rx_span stamp, const struct rx_span *headers, size_t n, struct rx_span payload,
    struct rx_arena *a)
{
	struct rx_buf	names = RX_BUF_INIT(RX_BUF_TEXT);
	unsigned char	key[32];
	char		hex[65];
	struct rx_span	scope, text, value = RX_SPAN_NONE;

	if (digest_request(k, method, url, headers, n, payload, &names, a, hex)) {
		scope = rx_arena_printf(a, "%.*s/%.*s/%.*s/aws4_request", RX_FMT(k->date),
		    RX_FMT(k->region), RX_FMT(k->service));
		text = rx_arena_printf(a, "%s\n%.*s\n%.*s\n%s", algorithm, RX_FMT(stamp),
		    RX_FMT(scope), hex);
		from_hex(k->key, key);
		rx_hmac_sha256((struct rx_span){ (const char *)key, 32 }, text, key);
		to_hex(key, hex);
		value = rx_arena_printf(a, "%s Credential=%.*s/%.*s, SignedHeaders=%.*s, "
		    "Signature=%s", algorithm, RX_FMT(k->key_id), RX_FMT(scope),
		    RX_FMT(rx_buf_view(&names)), hex);
		explicit_bzero(key, sizeof(key));
	}
	rx_buf_free(&names);
	return value;
}

/* -- the request --------------------------------------------------------- */

static struct rx_span
stamp_of(const struct rx_sigv4 *k, double now, struct rx_arena *a)
{
	time_t		t = (time_t)now;
	struct tm	tm;
	char		time[8], date[9];
	int		side;

	(void)rx_sigv4_day(now, date);
	side = compare(rx_span_of(date), k->date);
	gmtime_r(&t, &tm);
	(void)strftime(time, sizeof(time), "%H%M%S", &tm);
	return rx_arena_printf(a, "%.*sT%sZ", RX_FMT(k->date),
	    side == 0 ? time : side > 0 ? "235959" : "000000");
}

/* Must a header of the request be signed? */
static bool
is_signed(struct rx_span line)
{
	struct rx_span name = { line.p, rx_span_find(line, ':') };

	if (rx_span_is_nocase(name, "host") || rx_span_is_nocase(name, "content-type"))
		return true;
	name.n = name.n > 6 ? 6 : name.n;
	return rx_span_is_nocase(name, "x-amz-");
}

static bool
given(const struct rx_http_request *rq, const char *name)
{
	size_t i;

	for (i = 0; i < rq->nheaders; i++)
		if (rx_span_is_nocase((struct rx_span){ rq->headers[i].p,
		    rx_span_find(rq->headers[i], ':') }, name))
			return true;
	return false;
}

bool
rx_sigv4_sign(const struct rx_sigv4 *k, const struct rx_http_request *rq, double now,
    struct rx_arena *a, struct rx_span out[RX_SIGV4_HEADERS], size_t *n, struct rx_err *err)
{
	struct rx_span	all[SIGNED_MAX + RX_SIGV4_HEADERS], stamp = stamp_of(k, now, a), value;
	struct rx_buf	origin = RX_BUF_INIT(RX_BUF_TEXT);
	char		payload[RX_SHA256_HEX + 1];
	size_t		nall = 0, i;

	*n = 0;
	if (!rx_url_origin(&origin, rq->url, err)) {
		rx_buf_free(&origin);
		return false;
	}
	rx_sha256_hex(rq->body, RX_SHA256_HEX, payload);
	if (!given(rq, "host"))
		out[(*n)++] = rx_arena_printf(a, "Host: %s",
		    strstr(rx_buf_str(&origin), "://") + 3);
	out[(*n)++] = rx_arena_printf(a, "X-Amz-Date: %.*s", RX_FMT(stamp));
	out[(*n)++] = rx_arena_printf(a, "X-Amz-Content-Sha256: %s", payload);
	if (k->session_token.n > 0)
		out[(*n)++] = rx_arena_printf(a, "X-Amz-Security-Token: %.*s",
		    RX_FMT(k->session_token));
	rx_buf_free(&origin);
	memcpy(all, out, *n * sizeof(*out));
	nall = *n;
	for (i = 0; i < rq->nheaders && nall < SIGNED_MAX; i++)
		if (is_signed(rq->headers[i]))
			all[nall++] = rq->headers[i];
	value = rx_sigv4_value(k, rq->method.n > 0 ? rq->method : RX_SPAN("GET"), rq->url, stamp,
	    all, nall, rx_span_of(payload), a);
	out[(*n)++] = rx_arena_printf(a, "Authorization: %.*s", RX_FMT(value));
	return !a->failed || rx_err_nomem(err);
}
