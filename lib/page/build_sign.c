/* The signature of a request whose credentials sign (AWS Signature Version 4). */
#include "rx/clock.h"
#include "rx/sigv4.h"
#include "lib/page/build.h"

static struct rx_span
member(struct rx_span object, const char *name, struct rx_arena *a)
{
	struct rx_span v = rx_json_get(object, name);

	return rx_json_kind(v) == RX_JSON_STRING ? rx_arena_text(a, v) : RX_SPAN_NONE;
}

/* A "+" is a space to some servers and itself to others, and then the signature
 * is wrong: it is sent as the space that it is signed as. */
static struct rx_span
without_plus(struct rx_span url, struct rx_arena *a)
{
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_LINE);
	size_t		i, query = rx_span_find(url, '?');

	if (rx_span_find(rx_span_cut(url, query), '+') == url.n - query)
		return url;
	for (i = 0; i < url.n; i++)
		if (url.p[i] == '+' && i > query)
			rx_buf_text(&b, "%20");
		else
			rx_buf_byte(&b, url.p[i]);
	url = rx_arena_span(a, rx_buf_view(&b));
	rx_buf_free(&b);
	return url;
}

bool
rx_build_sign(const struct rx_fetch *f, struct rx_http_request *rq, struct rx_span *headers,
    struct rx_arena *a, struct rx_err *e)
{
	struct rx_span	json = rx_credentials_get(f, "sigv4");
	struct rx_sigv4	k;
	size_t		n;

	if (rx_json_kind(json) != RX_JSON_OBJECT)
		return true;
	k = (struct rx_sigv4){ member(json, "key_id", a), member(json, "key", a),
	    member(json, "date", a), member(json, "region", a), member(json, "service", a),
	    member(json, "session_token", a) };
	if (k.key.n != 64 || k.date.n != 8)
		return rx_err_set(e, RX_BAD_DATA, "credentials with a sigv4 that has no key of 64 "
		    "digits or no date");
	rq->url = without_plus(rq->url, a);
	if (rq->url.p == NULL)
		return rx_err_nomem(e);
	if (!rx_sigv4_sign(&k, rq, rx_clock_now(), a, headers + rq->nheaders, &n, e))
		return false;
	rq->nheaders += n;
	return true;
}
