/* The one file that knows libcurl: its options, handles and error codes. */
#include <errno.h>
#include <math.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>

#include <curl/curl.h>

#include "rx/clock.h"
#include "rx/url.h"
#include "exchange.h"
#include "header.h"

_Static_assert(RX_EXCHANGE_PAUSE == CURL_WRITEFUNC_PAUSE, "exchange.h");

#define BUFFER	(256L << 10)	/* bytes a read from the network */

/* -- what its codes mean ------------------------------------------------- */

static const struct {
	CURLcode	 code;
	const char	*fmt;
} broken[] = {
	{ CURLE_COULDNT_RESOLVE_HOST, "could not find the address of %s" },
	{ CURLE_COULDNT_RESOLVE_PROXY, "could not find the address of the proxy for %s" },
	{ CURLE_GOT_NOTHING, "%s closed the connection without an answer" },
	{ CURLE_PARTIAL_FILE, "the answer from %s was cut short" },
	{ CURLE_RECV_ERROR, "the connection to %s broke" },
	{ CURLE_SEND_ERROR, "the connection to %s broke" },
	{ CURLE_BAD_CONTENT_ENCODING, "the compression of the answer from %s is broken" },
};

static enum rx_http_failure
tell(struct rx_exchange *x, CURLcode code)
{
	curl_off_t	ready = 0;
	long		why = 0;
	size_t		i;

	x->head_large |= rx_span_starts(rx_span_of(x->detail), "Too large response headers");
	if (x->head_large)
		return rx_exchange_tell_large(x);
	switch (code) {
	case CURLE_OK:
		return RX_HTTP_DONE;
	case CURLE_WRITE_ERROR:
		return rx_exchange_tell_large(x);
	case CURLE_OPERATION_TIMEDOUT:
		curl_easy_getinfo(x->easy, CURLINFO_PRETRANSFER_TIME_T, &ready);
		return rx_exchange_tell_timeout(x, ready > 0);
	case CURLE_COULDNT_CONNECT:
		curl_easy_getinfo(x->easy, CURLINFO_OS_ERRNO, &why);
		return rx_exchange_tell_refused(x, why);
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_CERTPROBLEM:
	case CURLE_SSL_CACERT_BADFILE:
	case CURLE_SSL_ISSUER_ERROR:
		return rx_exchange_tell_tls(x);
	case CURLE_OUT_OF_MEMORY:
	case CURLE_UNSUPPORTED_PROTOCOL:
	case CURLE_URL_MALFORMAT:
		return rx_exchange_tell(x, RX_HTTP_REFUSED,
		    "%s was not asked: ", curl_easy_strerror(code));
	default:
		break;
	}
	for (i = 0; i < sizeof(broken) / sizeof(broken[0]); i++)
		if (broken[i].code == code)
			return rx_exchange_tell(x, RX_HTTP_NETWORK, broken[i].fmt, "");
	return rx_exchange_tell(x, RX_HTTP_NETWORK, "no whole answer from %s: ",
	    curl_easy_strerror(code));
}

/* -- aiming an easy handle ----------------------------------------------- */

static void
set_trust(CURL *e, const struct rx_http_conf *c)
{
	const char *file = rx_http_authorities(c);

	curl_easy_setopt(e, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	curl_easy_setopt(e, CURLOPT_SSL_VERIFYPEER, c->insecure ? 0L : 1L);
	curl_easy_setopt(e, CURLOPT_SSL_VERIFYHOST, c->insecure ? 0L : 2L);
	if (file != NULL)
		curl_easy_setopt(e, CURLOPT_CAINFO, file);
	curl_easy_setopt(e, CURLOPT_SSLCERT, c->cert);
	curl_easy_setopt(e, CURLOPT_SSLKEY, c->key);
}

static void
set_limits(CURL *e, const struct rx_http_conf *c)
{
	curl_easy_setopt(e, CURLOPT_BUFFERSIZE, BUFFER);
	curl_easy_setopt(e, CURLOPT_CONNECTTIMEOUT_MS,
	    (long)(c->connect_timeout * 1000));
	curl_easy_setopt(e, CURLOPT_TIMEOUT_MS, (long)(c->max_time * 1000));
	curl_easy_setopt(e, CURLOPT_LOW_SPEED_LIMIT, 1L);
	curl_easy_setopt(e, CURLOPT_LOW_SPEED_TIME, (long)ceil(c->stall));
}

/* What is the same for all exchanges of a pool. */
static void
set_always(struct rx_exchange *x)
{
	const struct rx_http_conf *c = x->http->conf;
	CURL	*e = x->easy;

	curl_easy_setopt(e, CURLOPT_PRIVATE, x);
	curl_easy_setopt(e, CURLOPT_ERRORBUFFER, x->detail);
	curl_easy_setopt(e, CURLOPT_HEADERFUNCTION, rx_exchange_on_header);
	curl_easy_setopt(e, CURLOPT_HEADERDATA, x);
	curl_easy_setopt(e, CURLOPT_WRITEFUNCTION, rx_exchange_on_body);
	curl_easy_setopt(e, CURLOPT_WRITEDATA, x);
	curl_easy_setopt(e, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(e, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(e, CURLOPT_PATH_AS_IS, 1L);
	curl_easy_setopt(e, CURLOPT_ACCEPT_ENCODING, "");
	curl_easy_setopt(e, CURLOPT_PIPEWAIT, 1L);
	curl_easy_setopt(e, CURLOPT_TCP_KEEPALIVE, 1L);
	curl_easy_setopt(e, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
	curl_easy_setopt(e, CURLOPT_USERAGENT, c->user_agent != NULL ?
	    c->user_agent : "rx/" RX_VERSION);
	if (c->noproxy != NULL)
		curl_easy_setopt(e, CURLOPT_NOPROXY, c->noproxy);
	curl_easy_setopt(e, CURLOPT_CONNECT_TO, x->http->connect_to);
	curl_easy_setopt(e, CURLOPT_RESOLVE, x->http->resolve);
	set_limits(e, c);
	set_trust(e, c);
}

static bool
add_header(struct rx_exchange *x, const char *text)
{
	struct curl_slist *l = curl_slist_append(x->headers, text);

	if (l != NULL)
		x->headers = l;
	return l != NULL;
}

static bool
set_headers(struct rx_exchange *x, const struct rx_http_request *rq)
{
	struct rx_buf	b = RX_BUF_INIT(RX_HEADERS_MAX);
	bool		ok = add_header(x, "Expect:");
	size_t		i;

	for (i = 0; i < rq->nheaders && ok; i++)
		ok = rx_header_curl(&b, rq->headers[i]) && add_header(x, b.p);
	if (ok && !rx_header_given(rq, "content-type"))
		ok = add_header(x, "Content-Type:");
	rx_buf_free(&b);
	curl_easy_setopt(x->easy, CURLOPT_HTTPHEADER, x->headers);
	return ok;
}

static bool
set_method(struct rx_exchange *x, const struct rx_http_request *rq)
{
	CURL	*e = x->easy;
	char	 method[64] = "GET";

	curl_easy_setopt(e, CURLOPT_HTTPGET, 1L);
	curl_easy_setopt(e, CURLOPT_CUSTOMREQUEST, NULL);
	if (rx_span_is(rq->method, "HEAD"))
		return curl_easy_setopt(e, CURLOPT_NOBODY, 1L) == CURLE_OK;
	if (rq->body.p != NULL || rx_header_carries(rq->method)) {
		curl_easy_setopt(e, CURLOPT_POST, 1L);
		curl_easy_setopt(e, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)rq->body.n);
		if (curl_easy_setopt(e, CURLOPT_COPYPOSTFIELDS,
		    rq->body.n > 0 ? rq->body.p : "") != CURLE_OK)
			return false;
	}
	if (rq->method.n > 0)
		(void)snprintf(method, sizeof(method), "%.*s", RX_FMT(rq->method));
	return curl_easy_setopt(e, CURLOPT_CUSTOMREQUEST, method) == CURLE_OK;
}

static bool
set_url(struct rx_exchange *x, struct rx_span url, struct rx_span origin)
{
	struct rx_buf	 b = RX_BUF_INIT(RX_BUF_TEXT);
	const char	*proxy = x->http->conf->proxy;
	bool		 ok, h2 = !x->http->conf->http1 && rx_span_starts(origin, "https");

	/* The environment's proxy is for the world, not for loopback. */
	if (proxy == NULL && rx_url_loopback(origin))
		proxy = "";
	/* With HTTP/2 in view, PIPEWAIT makes plain http wait for its first answer. */
	curl_easy_setopt(x->easy, CURLOPT_HTTP_VERSION, h2 ?
	    (long)CURL_HTTP_VERSION_2TLS : (long)CURL_HTTP_VERSION_1_1);
	ok = rx_buf_span(&b, url) && rx_buf_byte(&b, '\0') &&
	    curl_easy_setopt(x->easy, CURLOPT_PROXY, proxy) == CURLE_OK &&
	    curl_easy_setopt(x->easy, CURLOPT_URL, b.p) == CURLE_OK;
	rx_buf_free(&b);
	return ok;
}

/* -- exchanges ----------------------------------------------------------- */

static void *
slist(const struct rx_opt_list *l)
{
	struct curl_slist	*s = NULL;
	size_t			 i;

	for (i = 0; i < l->n; i++)
		s = curl_slist_append(s, l->v[i]);
	return s;
}

static bool
wake(struct rx_http *h)
{
	if (h->multi != NULL)
		return true;
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		return false;
	if ((h->multi = curl_multi_init()) == NULL) {
		curl_global_cleanup();
		return false;
	}
	h->connect_to = slist(&h->conf->connect_to);
	h->resolve = slist(&h->conf->resolve);
	return true;
}

static struct rx_exchange *
idle_or_new(struct rx_http *h)
{
	struct rx_exchange *x = h->idle.first;

	if (x != NULL)
		return x;
	if ((x = calloc(1, sizeof(*x))) == NULL || (x->easy = curl_easy_init()) == NULL) {
		free(x);
		return NULL;
	}
	x->http = h;
	rx_exchange_list_add(&h->idle, x);
	set_always(x);
	return x;
}

struct rx_exchange *
rx_http_start(struct rx_http *h, const struct rx_http_request *rq, void *user,
    struct rx_err *err)
{
	struct rx_buf		 origin = RX_BUF_INIT(RX_BUF_TEXT);
	struct rx_exchange	*x = NULL;

	if (!rx_header_request(rq, err) || !rx_url_origin(&origin, rq->url, err)) {
		rx_buf_free(&origin);
		return NULL;
	}
	if (wake(h) && (x = idle_or_new(h)) != NULL) {
		rx_exchange_clear(x);
		rx_exchange_peer(x, rx_buf_view(&origin));
		x->user = user;
		x->started = rx_clock_mono();
	}
	if (x == NULL || !set_url(x, rq->url, rx_buf_view(&origin)) ||
	    !set_headers(x, rq) || !set_method(x, rq) ||
	    curl_multi_add_handle(h->multi, x->easy) != CURLM_OK) {
		rx_err_set(err, RX_FAILED, "out of memory for a request");
		x = NULL;
	} else {
		rx_exchange_list_move(x, &h->flying);
		h->nflying++;
	}
	rx_buf_free(&origin);
	return x;
}

/* Takes an exchange out of the multi handle, which keeps the connection. */
static void
land(struct rx_exchange *x)
{
	curl_multi_remove_handle(x->http->multi, x->easy);
	curl_slist_free_all(x->headers);
	x->headers = NULL;
	x->http->nflying--;
}

static void
finish(struct rx_exchange *x, CURLcode code)
{
	long status = 0;

	x->r.seconds = rx_clock_mono() - x->started;
	curl_easy_getinfo(x->easy, CURLINFO_RESPONSE_CODE, &status);
	x->r.status = (int)status;
	x->r.failure = tell(x, code);
	land(x);
	rx_exchange_list_move(x, &x->http->finished);
}

static bool
perform(struct rx_http *h, struct rx_err *err)
{
	CURLMcode	 rc;
	CURLMsg		*m;
	void		*x;
	int		 n;

	if ((rc = curl_multi_perform(h->multi, &n)) != CURLM_OK)
		return rx_err_set(err, RX_FAILED, "libcurl: %s", curl_multi_strerror(rc));
	while ((m = curl_multi_info_read(h->multi, &n)) != NULL) {
		CURLcode code = m->data.result;

		if (m->msg == CURLMSG_DONE && curl_easy_getinfo(m->easy_handle,
		    CURLINFO_PRIVATE, &x) == CURLE_OK)
			finish(x, code);
	}
	return true;
}

/* Waits on the sockets and on the caller's descriptors.  libcurl tells of
 * theirs only what can be read or written, not that the other end has gone:
 * they are polled again. */
static bool
await(struct rx_http *h, struct pollfd *fds, unsigned n, int ms,
    struct rx_err *err)
{
	struct curl_waitfd	extra[16];
	CURLMcode		rc;
	unsigned		i;

	if (n > sizeof(extra) / sizeof(extra[0]))
		return rx_err_set(err, RX_FAILED, "too many descriptors to wait for");
	for (i = 0; i < n; i++) {
		extra[i].fd = fds[i].fd;
		extra[i].events = (fds[i].events & POLLIN ? CURL_WAIT_POLLIN : 0) |
		    (fds[i].events & POLLOUT ? CURL_WAIT_POLLOUT : 0);
		extra[i].revents = 0;
	}
	rc = curl_multi_poll(h->multi, extra, n, ms < 0 ? 3600000 : ms, NULL);
	if (rc != CURLM_OK)
		return rx_err_set(err, RX_FAILED, "libcurl: %s", curl_multi_strerror(rc));
	if (n > 0 && poll(fds, n, 0) < 0 && errno != EINTR)
		return rx_err_errno(err, "poll");
	return true;
}

bool
rx_http_step(struct rx_http *h, struct pollfd *fds, unsigned n, int ms,
    struct rx_err *err)
{
	if (h->nflying > 0 && !perform(h, err))
		return false;
	if (h->finished.first != NULL)
		ms = 0;
	if (h->nflying > 0)
		return await(h, fds, n, ms, err) && perform(h, err);
	if (poll(fds, n, ms) < 0 && errno != EINTR)
		return rx_err_errno(err, "poll");
	return true;
}

void
rx_exchange_release(struct rx_exchange *x)
{
	if (x->on == &x->http->flying)
		land(x);
	rx_exchange_clear(x);
	rx_exchange_list_move(x, &x->http->idle);
}

void
rx_exchange_pause(struct rx_exchange *x, bool stop)
{
	x->paused = stop;
	if (x->on == &x->http->flying)
		curl_easy_pause(x->easy, stop ? CURLPAUSE_RECV : CURLPAUSE_CONT);
}

void
rx_http_budget(struct rx_http *h, size_t bytes, struct rx_exchange *but)
{
	struct rx_exchange	*x, *next;
	bool			 wait;

	h->budget = bytes;
	h->but = but;
	for (x = h->flying.first; x != NULL; x = next) {
		next = x->next;
		if ((wait = rx_exchange_waits(x)) != x->paused)
			rx_exchange_pause(x, wait);
	}
}

void
rx_http_close(struct rx_http *h)
{
	struct rx_exchange_list	*lists[] = { &h->flying, &h->finished, &h->taken };
	struct rx_exchange	*x;
	size_t			 i;

	for (i = 0; i < 3; i++)
		while ((x = lists[i]->first) != NULL)
			rx_exchange_release(x);
	while ((x = h->idle.first) != NULL) {
		h->idle.first = x->next;
		curl_easy_cleanup(x->easy);
		rx_exchange_free(x);
	}
	if (h->multi != NULL) {
		curl_multi_cleanup(h->multi);
		curl_slist_free_all(h->connect_to);
		curl_slist_free_all(h->resolve);
		curl_global_cleanup();
	}
	free(h);
}
