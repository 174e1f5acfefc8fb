/* sigv4: does AWS's signature (version 4) of a request hold?  Made anew here,
 * with code of its own, from what came in. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "rx/clock.h"
#include "rx/digest.h"
#include "testd.h"

#define SKEW	900		/* seconds that the two clocks may differ */

static void
hmac(unsigned char key[32], size_t n, struct rx_span text, struct rx_arena *a)
{
	char	*p = rx_arena_get(a, 64 + (text.n > 32 ? text.n : 32));
	size_t	 i;

	for (i = 0; i < 64; i++)
		p[i] = (char)((i < n ? key[i] : 0) ^ 0x36);
	memcpy(p + 64, text.p, text.n);
	rx_sha256((struct rx_span){ p, 64 + text.n }, (unsigned char *)p + 64);
	for (i = 0; i < 64; i++)
		p[i] ^= 0x36 ^ 0x5c;
	rx_sha256((struct rx_span){ p, 96 }, key);
}

/* Each piece between two separators, percent-encoded once more. */
static struct rx_span
path_again(struct rx_span path, struct rx_arena *a)
{
	struct rx_span	out = RX_SPAN(""), seg;

	while (path.n > 0) {
		path = rx_span_cut(path, 1);
		seg = (struct rx_span){ path.p, rx_span_find(path, '/') };
		path = rx_span_cut(path, seg.n);
		out = rx_arena_printf(a, "%.*s/%.*s", RX_FMT(out), RX_FMT(srv_url_encode(a, seg)));
	}
	return out.n > 0 ? out : RX_SPAN("/");
}

static int
by_text(const void *p, const void *q)
{
	return strcmp(*(char *const *)p, *(char *const *)q);
}

/* Names and values decoded and encoded, in order.  A byte below all others
 * stands for =, so that a=1 is before a-b=1. */
static struct rx_span
query_again(struct rx_span query, struct rx_arena *a)
{
	char		*v[64], *eq;
	size_t		 n = 0, i;
	struct rx_span	 one, name, value, out = RX_SPAN("");

	for (; query.n > 0 && n < 64; query = rx_span_cut(query, one.n + 1)) {
		one = (struct rx_span){ query.p, rx_span_find(query, '&') };
		i = rx_span_find(one, '=');
		name = srv_url_decode(a, (struct rx_span){ one.p, i }, true);
		value = srv_url_decode(a, rx_span_cut(one, i + 1), true);
		v[n++] = rx_arena_str(a, rx_arena_printf(a, "%.*s\001%.*s",
		    RX_FMT(srv_url_encode(a, name)), RX_FMT(srv_url_encode(a, value))));
	}
	qsort(v, n, sizeof(v[0]), by_text);
	for (i = 0; i < n; i++) {
		if ((eq = strchr(v[i], '\001')) != NULL)
			*eq = '=';
		out = rx_arena_printf(a, "%.*s%s%s", RX_FMT(out), i > 0 ? "&" : "", v[i]);
	}
	return out;
}

/* The headers that the client says it signed, as it sent them. */
static struct rx_span
headers_again(const struct srv_request *q, struct rx_span names, struct rx_arena *a)
{
	struct rx_span	out = RX_SPAN(""), name;

	for (; names.n > 0; names = rx_span_cut(names, name.n + 1)) {
		name = (struct rx_span){ names.p, rx_span_find(names, ';') };
		out = rx_arena_printf(a, "%.*s%.*s:%.*s\n", RX_FMT(out), RX_FMT(name),
		    RX_FMT(srv_pairs_get(&q->headers, rx_arena_str(a, name))));
	}
	return out;
}

/* What stands behind "name=" up to a comma. */
static struct rx_span
field(struct rx_span text, const char *name)
{
	struct rx_span rest = rx_span_cut(text, rx_span_find_text(text, name) + strlen(name));

	return (struct rx_span){ rest.p, rx_span_find(rest, ',') };
}

static struct rx_span
hex(struct rx_span text, struct rx_arena *a)
{
	char digits[RX_SHA256_HEX + 1];

	rx_sha256_hex(text, RX_SHA256_HEX, digits);
	return rx_arena_printf(a, "%s", digits);
}

static struct rx_span
signature(struct srv_request *q, const struct srv_sigv4 *k, struct rx_span stamp,
    struct rx_span names)
{
	struct rx_arena	*a = q->arena;
	struct rx_span	 day = { stamp.p, 8 }, scope, text, out = RX_SPAN("");
	unsigned char	 key[64];
	size_t		 n, i;

	scope = rx_arena_printf(a, "%.*s/%.*s/%.*s/aws4_request", RX_FMT(day), RX_FMT(k->region),
	    RX_FMT(k->service));
	text = rx_arena_printf(a, "%.*s\n%.*s\n%.*s\n%.*s\n%.*s\n%.*s", RX_FMT(q->method),
	    RX_FMT(path_again((struct rx_span){ q->target.p, rx_span_find(q->target, '?') }, a)),
	    RX_FMT(query_again(q->query, a)), RX_FMT(headers_again(q, names, a)), RX_FMT(names),
	    RX_FMT(hex(q->body, a)));
	text = rx_arena_printf(a, "AWS4-HMAC-SHA256\n%.*s\n%.*s\n%.*s", RX_FMT(stamp),
	    RX_FMT(scope), RX_FMT(hex(text, a)));
	n = k->secret.n < 60 ? k->secret.n : 60;
	memcpy(key, "AWS4", 4);
	memcpy(key + 4, k->secret.p, n);
	hmac(key, n + 4, day, a);
	hmac(key, 32, k->region, a);
	hmac(key, 32, k->service, a);
	hmac(key, 32, RX_SPAN("aws4_request"), a);
	hmac(key, 32, text, a);
	for (i = 0; i < 32; i++)
		out = rx_arena_printf(a, "%.*s%02x", RX_FMT(out), key[i]);
	return out;
}

static bool
in_time(struct rx_span stamp)
{
	struct tm	tm = { .tm_isdst = 0 };
	double		d;

	if (stamp.n != 16 || strptime(stamp.p, "%Y%m%dT%H%M%SZ", &tm) == NULL)
		return false;
	d = (double)timegm(&tm) - rx_clock_now();
	return d < SKEW && d > -SKEW;
}

bool
srv_sigv4_holds(struct srv_request *q, const struct srv_sigv4 *k)
{
	struct rx_span	auth = srv_pairs_get(&q->headers, "authorization"), names, scope;
	struct rx_span	stamp = srv_pairs_get(&q->headers, "x-amz-date");
	struct rx_span	sum = srv_pairs_get(&q->headers, "x-amz-content-sha256");
	struct rx_span	token = srv_pairs_get(&q->headers, "x-amz-security-token");

	if (!rx_span_starts(auth, "AWS4-HMAC-SHA256 ") || !in_time(stamp))
		return false;
	names = field(auth, "SignedHeaders=");
	scope = rx_arena_printf(q->arena, "%.*s/%.*s/%.*s/%.*s/aws4_request", RX_FMT(k->key_id),
	    8, stamp.p, RX_FMT(k->region), RX_FMT(k->service));
	if (!rx_span_eq(field(auth, "Credential="), scope) ||
	    rx_span_find_text(names, "host") == names.n ||
	    rx_span_find_text(names, "x-amz-date") == names.n ||
	    (sum.p != NULL && !rx_span_eq(sum, hex(q->body, q->arena))) ||
	    (k->token.p != NULL && (!rx_span_eq(token, k->token) ||
	    rx_span_find_text(names, "x-amz-security-token") == names.n)))
		return false;
	return rx_span_eq(field(auth, "Signature="), signature(q, k, stamp, names));
}
