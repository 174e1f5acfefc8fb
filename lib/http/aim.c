/* libcurl: what an easy handle is told of a request. */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <sys/socket.h>

#include "rx/url.h"
#include "aim.h"
#include "header.h"

#define BUFFER	(256L << 10)	/* bytes a read from the network */

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

/* Why there is no socket is asked in vain later; and no helper that is started
 * inherits one. */
static curl_socket_t
open_socket(void *arg, curlsocktype purpose, struct curl_sockaddr *a)
{
	struct rx_exchange	*x = arg;
	int			 fd = socket(a->family, a->socktype | SOCK_CLOEXEC, a->protocol);

	(void)purpose;
	x->no_socket = fd == -1 ? errno : 0;
	return fd == -1 ? CURL_SOCKET_BAD : fd;
}

void
rx_aim_new(struct rx_exchange *x)
{
	const struct rx_http_conf *c = x->http->conf;
	CURL	*e = x->easy;

	curl_easy_setopt(e, CURLOPT_PRIVATE, x);
	curl_easy_setopt(e, CURLOPT_ERRORBUFFER, x->detail);
	curl_easy_setopt(e, CURLOPT_HEADERFUNCTION, rx_exchange_on_header);
	curl_easy_setopt(e, CURLOPT_HEADERDATA, x);
	curl_easy_setopt(e, CURLOPT_WRITEFUNCTION, rx_exchange_on_body);
	curl_easy_setopt(e, CURLOPT_WRITEDATA, x);
	curl_easy_setopt(e, CURLOPT_OPENSOCKETFUNCTION, open_socket);
	curl_easy_setopt(e, CURLOPT_OPENSOCKETDATA, x);
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

bool
rx_aim_headers(struct rx_exchange *x, const struct rx_http_request *rq)
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

bool
rx_aim_method(struct rx_exchange *x, const struct rx_http_request *rq)
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

bool
rx_aim_url(struct rx_exchange *x, struct rx_span url, struct rx_span origin)
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
