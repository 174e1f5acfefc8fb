#ifndef RX_HTTP_EXCHANGE_H
#define RX_HTTP_EXCHANGE_H
/*
 * exchange: what curl.c and exchange.c share.  libcurl's handles are void
 * pointers here, so that only curl.c and aim.c need its header.
 *
 * An exchange is flying, then finished, then taken by the caller, then idle:
 * its handle and buffers are used again, so that memory is flat.
 */
#include <stdbool.h>
#include <stddef.h>

#include "rx/http.h"
#include "rx/span.h"

#define RX_EXCHANGE_PAUSE	0x10000001	/* CURL_WRITEFUNC_PAUSE */

struct rx_exchange_list {
	struct rx_exchange	*first, *last;
};

struct rx_exchange {
	struct rx_http		*http;
	void			*easy;		/* CURL */
	void			*headers;	/* struct curl_slist, sent */
	struct rx_exchange_list	*on;		/* the list that it is on */
	struct rx_exchange	*next, *prev;
	void			*user;
	struct rx_http_response	 r;
	size_t			 held;		/* bytes counted in http->held */
	double			 started;
	size_t			 trailers;	/* their bytes */
	bool			 head_seen, head_done, head_large, body_large, paused;
	int			 no_socket;	/* why; errno */
	char			 peer[280];	/* "host:port", for messages */
	char			 detail[256];	/* libcurl's own words */
};

struct rx_http {
	const struct rx_http_conf *conf;
	void			*multi;		/* CURLM; NULL: not yet needed */
	void			*connect_to, *resolve;	/* struct curl_slist */
	struct rx_exchange_list	 flying, finished, taken, idle;
	unsigned		 nflying;
	size_t			 held;
	size_t			 budget;	/* of held; 0: none */
	struct rx_exchange	*but;		/* goes on beyond it */
};

void	rx_exchange_list_add(struct rx_exchange_list *, struct rx_exchange *);
void	rx_exchange_list_move(struct rx_exchange *, struct rx_exchange_list *);

/* libcurl's callbacks: one header line, a piece of the decoded body.  Fewer
 * bytes than were given: stop. */
size_t	rx_exchange_on_header(char *, size_t, size_t, void *);
size_t	rx_exchange_on_body(char *, size_t, size_t, void *);
bool	rx_exchange_waits(const struct rx_exchange *);	/* for the budget */
/* Makes an idle exchange as good as new. */
void	rx_exchange_clear(struct rx_exchange *);
/* "host:port" of an origin, for messages. */
void	rx_exchange_peer(struct rx_exchange *, struct rx_span origin);

/* The message of a failure; each returns what kind of failure it is.  fmt has
 * one %s for the peer; more is put behind it. */
enum rx_http_failure rx_exchange_tell(struct rx_exchange *,
	    enum rx_http_failure, const char *fmt, const char *more);
enum rx_http_failure rx_exchange_tell_refused(struct rx_exchange *, long os_errno);
enum rx_http_failure rx_exchange_tell_no_socket(struct rx_exchange *);
enum rx_http_failure rx_exchange_tell_timeout(struct rx_exchange *, bool connected);
enum rx_http_failure rx_exchange_tell_large(struct rx_exchange *);
enum rx_http_failure rx_exchange_tell_tls(struct rx_exchange *);
void	rx_exchange_free(struct rx_exchange *);	/* all but its handle */
/* The file of certificates that curl would take; NULL: libcurl's own. */
const char *rx_http_authorities(const struct rx_http_conf *);

#endif
