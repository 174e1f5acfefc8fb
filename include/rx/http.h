#ifndef RX_HTTP_H
#define RX_HTTP_H
/*
 * http: exchanges, by libcurl (lib/http/curl.c and aim.c alone include
 * curl.h).  One exchange is one request on the wire and its whole answer:
 * nothing here retries, follows a redirect or knows of pages.  What has been
 * received is counted after decompression, in memory, and bounded.
 *
 * No wait is without limit: connecting 10 s, 30 s without a byte is a stall.
 */
#include <poll.h>
#include <stdbool.h>
#include <stddef.h>

#include "rx/arena.h"
#include "rx/buf.h"
#include "rx/err.h"
#include "rx/opt.h"
#include "rx/span.h"

/* Connection options, curl's names; RX_OPTS_CONNECTION are their rows. */
struct rx_http_conf {
	double		 connect_timeout;	/* 10 s */
	double		 max_time;		/* -m: of one exchange; 0: none */
	double		 stall;			/* 30 s */
	size_t		 max_body;		/* 100 MiB, after decoding */
	const char	*cacert, *cert, *key, *proxy, *noproxy;
	const char	*user_agent;		/* NULL: rx/VERSION */
	bool		 insecure;		/* -k */
	bool		 http1;			/* --http1.1 */
	struct rx_opt_list connect_to, resolve;
};

#define RX_HTTP_CONF_INIT { .connect_timeout = 10, .stall = 30, \
	.max_body = (size_t)100 << 20 }

#define RX_OPTS_CONNECTION(c)						\
	{ 0, NULL, RX_OPT_HEAD, NULL, NULL, "Connection (as in curl):" },\
	{ 'k', "insecure", RX_OPT_FLAG, &(c)->insecure, NULL,		\
	    "do not verify the server's certificate" },			\
	{ 0, "cacert", RX_OPT_TEXT, &(c)->cacert, "FILE",			\
	    "trust the certificates in FILE" },				\
	{ 0, "cert", RX_OPT_TEXT, &(c)->cert, "FILE",			\
	    "client certificate" },					\
	{ 0, "key", RX_OPT_TEXT, &(c)->key, "FILE",			\
	    "its private key" },					\
	{ 'x', "proxy", RX_OPT_TEXT, &(c)->proxy, "URL",			\
	    "use this proxy" },						\
	{ 0, "noproxy", RX_OPT_TEXT, &(c)->noproxy, "HOSTS",		\
	    "but not for these hosts" },				\
	{ 0, "connect-to", RX_OPT_LIST, &(c)->connect_to,			\
	    "HOST1:PORT1:HOST2:PORT2", "connect to HOST2 in place of HOST1" },\
	{ 0, "resolve", RX_OPT_LIST, &(c)->resolve, "HOST:PORT:ADDRESS",	\
	    "use ADDRESS for HOST" },					\
	{ 0, "connect-timeout", RX_OPT_TIME, &(c)->connect_timeout, "SECONDS",\
	    "give up connecting after SECONDS (10)" },			\
	{ 0, "speed-time", RX_OPT_TIME, &(c)->stall, "SECONDS",		\
	    "give up when nothing has come for SECONDS (30)" },		\
	{ 'm', "max-time", RX_OPT_TIME, &(c)->max_time, "SECONDS",	\
	    "give up an exchange after SECONDS (no limit)" },		\
	{ 0, "http1.1", RX_OPT_FLAG, &(c)->http1, NULL, "use HTTP/1.1" }

/* A client certificate's --key would clash with rx-merge's --key: tools that
 * have both do not exist. */

/*
 * The caller's; copied by rx_http_start.  No header is added to those given
 * but Host, Accept: any type, Accept-Encoding, User-Agent and Content-Length, and
 * these only where they are not given; in particular no Content-Type.
 */
struct rx_http_request {
	struct rx_span	 method;	/* "GET", any token; NONE: GET */
	struct rx_span	 url;
	const struct rx_span *headers;	/* "Name: value" each */
	size_t		 nheaders;
	struct rx_span	 body;		/* p NULL: no body */
};

enum rx_http_failure {
	RX_HTTP_DONE,		/* an answer came, whatever its status */
	RX_HTTP_NETWORK,	/* no (whole) answer: worth another try */
	RX_HTTP_TLS,		/* certificate not trusted: no other try */
	RX_HTTP_TOO_LARGE,	/* body over max_body */
	RX_HTTP_REFUSED		/* not to be tried: no memory, no such protocol */
};

/* The caller may take headers and body away: copy the buf and zero it. */
struct rx_http_response {
	enum rx_http_failure failure;
	char		 message[256];	/* of a failure, without the URL: "could
					 * not connect to 127.0.0.1:80: refused" */
	int		 status;
	struct rx_buf	 headers;	/* "name: value\n" of the final answer,
					 * names in lower case, in order */
	struct rx_buf	 body;		/* decoded */
	double		 seconds;	/* from start to end */
};

struct rx_http;			/* a pool of connections */
struct rx_exchange;		/* one exchange in flight, or finished */

/* Cheap: libcurl wakes at the first start.  conf must live as long. */
struct rx_http	*rx_http_open(const struct rx_http_conf *, struct rx_err *);
void		 rx_http_close(struct rx_http *);	/* and all its exchanges */
/* Starts an exchange; user comes back with it.  NULL (RX_USAGE): a wrong URL
 * (rx_url_origin), method or header (CR, LF, another control character). */
struct rx_exchange *rx_http_start(struct rx_http *,
		    const struct rx_http_request *, void *user, struct rx_err *);
/* Waits for network events, for the caller's descriptors (their revents are
 * set as poll does, n may be 0), or ms milliseconds (-1: for ever), and moves
 * all transfers on.  Does not wait while a finished exchange is to be had. */
bool		 rx_http_step(struct rx_http *, struct pollfd *, unsigned n,
		    int ms, struct rx_err *);
/* The next exchange that finished, or NULL.  The caller releases it. */
struct rx_exchange *rx_http_finished(struct rx_http *);
void		*rx_exchange_user(struct rx_exchange *);
struct rx_http_response *rx_exchange_response(struct rx_exchange *);
void		 rx_exchange_release(struct rx_exchange *);	/* also aborts */
/* Stops or resumes receiving, for a memory budget. */
void		 rx_exchange_pause(struct rx_exchange *, bool);
size_t		 rx_http_received(const struct rx_http *);	/* bytes in all bodies held */
/* From so many bytes in all bodies on, exchanges stop receiving, but for one
 * (or NULL); below, all go on.  It holds within a step, and until the next call. */
void		 rx_http_budget(struct rx_http *, size_t bytes, struct rx_exchange *but);
unsigned	 rx_http_flying(const struct rx_http *);	/* exchanges not finished */
/* One exchange, waiting for it: for token requests.  The response's bufs are
 * the caller's to free. */
bool		 rx_http_fetch(const struct rx_http_conf *,
		    const struct rx_http_request *, struct rx_http_response *,
		    struct rx_err *);

/* The value of a header in a response's headers, by lower-case name, from the
 * n-th on (0 first); NONE: there is none. */
struct rx_span	 rx_http_header(const struct rx_http_response *,
		    const char *name, unsigned nth);
/* A curl command line that does the same, quoted for a shell.  $RX_SECRET_NAME
 * in URL, headers or body is left for the shell to fill in; any other $ is
 * itself. */
bool		 rx_http_as_curl(struct rx_buf *, const struct rx_http_conf *,
		    const struct rx_http_request *);
/* The connection options that were changed, as arguments for another tool,
 * appended to argv; texts that had to be made are in the arena. */
bool		 rx_http_conf_args(const struct rx_http_conf *,
		    struct rx_arena *, struct rx_opt_list *argv);

/* Is it a token (RFC 9110, 5.6.2), as a method or a header's name is? */
bool		 rx_http_token(struct rx_span);

#endif
