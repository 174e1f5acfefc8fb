#include "exchange.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "header.h"

#define KEPT_BODY	((size_t)1 << 20)	/* a larger buffer is not kept */

void
rx_exchange_list_add(struct rx_exchange_list *l, struct rx_exchange *x)
{
	x->on = l;
	x->next = NULL;
	x->prev = l->last;
	if (l->last != NULL)
		l->last->next = x;
	else
		l->first = x;
	l->last = x;
}

void
rx_exchange_list_move(struct rx_exchange *x, struct rx_exchange_list *to)
{
	struct rx_exchange_list *l = x->on;

	if (x->prev != NULL)
		x->prev->next = x->next;
	else
		l->first = x->next;
	if (x->next != NULL)
		x->next->prev = x->prev;
	else
		l->last = x->prev;
	rx_exchange_list_add(to, x);
}

/* -- receiving ----------------------------------------------------------- */

size_t
rx_exchange_on_header(char *p, size_t one, size_t n, void *arg)
{
	struct rx_exchange	*x = arg;
	struct rx_span		 line = { p, one * n };

	if (rx_span_starts(line, "HTTP/")) {	/* the one before was a 1xx */
		rx_buf_reset(&x->r.headers);
		x->head_done = false;
		x->head_seen = true;
	} else if (rx_span_trim(line).n == 0) {
		x->head_done = true;
	} else if (!x->head_done) {
		x->head_large = !rx_header_keep(&x->r.headers, line);
	} else {				/* trailers are not kept */
		x->trailers += line.n;
		x->head_large = x->trailers > RX_HEADERS_MAX;
	}
	return x->head_large ? 0 : line.n;
}

bool
rx_exchange_waits(const struct rx_exchange *x)
{
	const struct rx_http *h = x->http;

	return h->budget > 0 && h->held >= h->budget && x != h->but;
}

size_t
rx_exchange_on_body(char *p, size_t one, size_t n, void *arg)
{
	struct rx_exchange *x = arg;

	if (rx_exchange_waits(x))
		x->paused = true;
	if (x->paused)
		return RX_EXCHANGE_PAUSE;	/* it comes again later */
	n *= one;
	x->body_large = n > x->r.body.max - x->r.body.n;
	if (x->body_large || !rx_buf_add(&x->r.body, p, n))
		return 0;
	x->held += n;
	x->http->held += n;
	return n;
}

void
rx_exchange_clear(struct rx_exchange *x)
{
	struct rx_http_response *r = &x->r;

	x->http->held -= x->held;
	x->held = 0;
	x->trailers = 0;
	x->head_seen = x->head_done = x->head_large = x->body_large = x->paused = false;
	x->no_socket = 0;
	x->detail[0] = '\0';
	if (r->body.cap > KEPT_BODY)
		rx_buf_free(&r->body);
	rx_buf_reset(&r->body);
	rx_buf_reset(&r->headers);
	r->body.max = x->http->conf->max_body;
	r->headers.max = RX_HEADERS_MAX;
	r->failure = RX_HTTP_DONE;
	r->message[0] = '\0';
	r->status = 0;
	r->seconds = 0;
}

void
rx_exchange_peer(struct rx_exchange *x, struct rx_span origin)
{
	bool		tls = rx_span_starts(origin, "https");
	struct rx_span	host = rx_span_cut(origin, tls ? 8 : 7);
	size_t		bracket = rx_span_find(host, ']');
	struct rx_span	tail = bracket < host.n ? rx_span_cut(host, bracket) : host;
	bool		port = rx_span_find(tail, ':') < tail.n;

	(void)snprintf(x->peer, sizeof(x->peer), "%.*s%s", RX_FMT(host),
	    port ? "" : tls ? ":443" : ":80");
}

/* -- failures in words --------------------------------------------------- */

enum rx_http_failure
rx_exchange_tell(struct rx_exchange *x, enum rx_http_failure failure,
    const char *fmt, const char *more)
{
	struct rx_buf b = RX_BUF_INIT(RX_BUF_TEXT);

	rx_buf_printf(&b, fmt, x->peer);
	rx_buf_text(&b, more);
	(void)snprintf(x->r.message, sizeof(x->r.message), "%s", rx_buf_str(&b));
	rx_buf_free(&b);
	return failure;
}

enum rx_http_failure
rx_exchange_tell_refused(struct rx_exchange *x, long os_errno)
{
	const char *why;

	switch (os_errno) {
	case 0:
		why = ": failed";
		break;
	case ECONNREFUSED:
		why = ": refused";
		break;
	case ETIMEDOUT:
		why = ": timed out";
		break;
	case ENETUNREACH:
	case EHOSTUNREACH:
		why = ": no route";
		break;
	default:
		why = "";
	}
	return rx_exchange_tell(x, RX_HTTP_NETWORK, "could not connect to %s", why);
}

/* Another exchange that ends may free one; alone it would wait in vain. */
enum rx_http_failure
rx_exchange_tell_no_socket(struct rx_exchange *x)
{
	return rx_exchange_tell(x, x->http->nflying > 1 ? RX_HTTP_NETWORK : RX_HTTP_REFUSED,
	    "no socket for a connection to %s: ", strerror(x->no_socket));
}

enum rx_http_failure
rx_exchange_tell_timeout(struct rx_exchange *x, bool connected)
{
	const struct rx_http_conf *c = x->http->conf;
	const char	*fmt;
	char		 within[40];
	double		 seconds;

	if (c->max_time > 0 && x->r.seconds >= c->max_time * 0.99) {
		fmt = "no whole answer from %s";
		seconds = c->max_time;
	} else if (connected) {
		fmt = "nothing came from %s";
		seconds = ceil(c->stall);
	} else {
		fmt = "could not connect to %s";
		seconds = c->connect_timeout;
	}
	(void)snprintf(within, sizeof(within), " within %g s", seconds);
	return rx_exchange_tell(x, RX_HTTP_NETWORK, fmt, within);
}

enum rx_http_failure
rx_exchange_tell_large(struct rx_exchange *x)
{
	char limit[64];

	if (x->head_large)
		return rx_exchange_tell(x, RX_HTTP_TOO_LARGE,
		    "the headers from %s are larger than ", "300 KiB");
	if (!x->body_large)
		return rx_exchange_tell(x, RX_HTTP_REFUSED,
		    "no memory for the body from %s", "");
	if (x->r.body.max % ((size_t)1 << 20) == 0)
		(void)snprintf(limit, sizeof(limit), "%zu MiB",
		    x->r.body.max >> 20);
	else
		(void)snprintf(limit, sizeof(limit), "%zu bytes", x->r.body.max);
	return rx_exchange_tell(x, RX_HTTP_TOO_LARGE,
	    "the body from %s is larger than ", limit);
}

/* libcurl's words for a certificate, without its preamble. */
enum rx_http_failure
rx_exchange_tell_tls(struct rx_exchange *x)
{
	struct rx_span	detail = rx_span_of(x->detail);
	size_t		at = rx_span_find_text(detail, "problem: ");

	return rx_exchange_tell(x, RX_HTTP_TLS, "no trust in %s: ",
	    x->detail + (at < detail.n ? at + 9 : 0));
}

/* -- pool ---------------------------------------------------------------- */

struct rx_http *
rx_http_open(const struct rx_http_conf *conf, struct rx_err *err)
{
	struct rx_http *h = calloc(1, sizeof(*h));

	if (h == NULL) {
		rx_err_nomem(err);
		return NULL;
	}
	h->conf = conf;
	return h;
}

void
rx_exchange_free(struct rx_exchange *x)
{
	rx_buf_free(&x->r.headers);
	rx_buf_free(&x->r.body);
	free(x);
}

const char *
rx_http_authorities(const struct rx_http_conf *c)
{
	const char *file = c->cacert;

	if (file == NULL)
		file = getenv("CURL_CA_BUNDLE");
	if (file == NULL)
		file = getenv("SSL_CERT_FILE");
	return file != NULL && *file != '\0' ? file : NULL;
}

/* -- what the caller asks ------------------------------------------------ */

struct rx_exchange *
rx_http_finished(struct rx_http *h)
{
	struct rx_exchange *x = h->finished.first;

	if (x != NULL)
		rx_exchange_list_move(x, &h->taken);
	return x;
}

void *
rx_exchange_user(struct rx_exchange *x)
{
	return x->user;
}

struct rx_http_response *
rx_exchange_response(struct rx_exchange *x)
{
	return &x->r;
}

size_t
rx_http_received(const struct rx_http *h)
{
	return h->held;
}

unsigned
rx_http_flying(const struct rx_http *h)
{
	return h->nflying;
}
