/* libcurl: its handles and error codes.  Besides aim.c no file knows it. */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>

#include "rx/clock.h"
#include "rx/url.h"
#include "aim.h"
#include "header.h"

_Static_assert(RX_EXCHANGE_PAUSE == CURL_WRITEFUNC_PAUSE, "exchange.h");

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
		if (x->no_socket != 0)
			return rx_exchange_tell_no_socket(x);
		curl_easy_getinfo(x->easy, CURLINFO_OS_ERRNO, &why);
		return rx_exchange_tell_refused(x, why);
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_CERTPROBLEM:
	case CURLE_SSL_CACERT_BADFILE:
	case CURLE_SSL_ISSUER_ERROR:
		return rx_exchange_tell_tls(x);
	case CURLE_UNSUPPORTED_PROTOCOL:	/* no other address comes here */
		return rx_exchange_tell(x, RX_HTTP_REFUSED, "%s does not speak HTTP", "");
	case CURLE_OUT_OF_MEMORY:	/* also said of a header line of 100 KiB */
		if (x->head_seen && !x->head_done)
			return rx_exchange_tell(x, RX_HTTP_TOO_LARGE,
			    "a header from %s is larger than ", "100 KiB");
		/* FALLTHROUGH */
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
	rx_aim_new(x);
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
	if (x == NULL || !rx_aim_url(x, rq->url, rx_buf_view(&origin)) ||
	    !rx_aim_headers(x, rq) || !rx_aim_method(x, rq) ||
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
