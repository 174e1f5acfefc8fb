#ifndef RX_RETRY_H
#define RX_RETRY_H
/*
 * retry: whether and when a request is made again.  Pure: it knows no clock
 * and sends nothing.
 *
 * Retried are 408, 429, 500, 502, 503, 504 and network failures, and what the
 * source's error_handler adds; max_retries 3 means four requests in all.
 */
#include <stdbool.h>

#include "rx/err.h"
#include "rx/http.h"
#include "rx/span.h"

struct rx_retry {			/* from a request's error_handler */
	unsigned char	 retry[125], ignore[125], gone[125];	/* a bit a status, 0 to 999 */
	unsigned long	 max_retries;		/* 5 */
	double		 factor;		/* 1 */
	bool		 constant;		/* else exponential */
	double		 max_wait;		/* 600 s */
	bool		 cap;			/* --max-wait: cap each wait, never fail */
};

/* error_handler is the line's member (JSON) or NONE: the defaults.  An empty
 * retry_on_status_codes: nothing is tried again, a broken connection neither.
 * No backoff given: a factor of 10 or more is constant.  Wrong members are
 * RX_USAGE.  A caller with --max-wait sets max_wait and cap afterwards. */
bool	rx_retry_init(struct rx_retry *, struct rx_span error_handler,
	    struct rx_err *);
bool	rx_retry_ignores(const struct rx_retry *, int status);
bool	rx_retry_gone(const struct rx_retry *, int status);

/* A status ("404", 404), a class ("4xx") or a range ("500-599") as text. */
bool	rx_status_range(struct rx_span, unsigned *low, unsigned *high);

enum rx_retry_verdict { RX_RETRY_NO, RX_RETRY_YES, RX_RETRY_TOO_LONG };
/*
 * After try number n (1 is the first): again?  *wait: seconds to wait before
 * it.  Retry-After (seconds, or an HTTP date, measured from the answer's own
 * Date if it has one) overrules the backoff, unless it is 0 or past: that
 * would burn all tries at once.  TOO_LONG: *wait is more than max_wait.  now:
 * seconds since 1970.
 */
enum rx_retry_verdict rx_retry_next(const struct rx_retry *,
	    const struct rx_http_response *, unsigned n, double now,
	    double *wait);
/* The same for an answer that is to be tried again whatever its status. */
enum rx_retry_verdict rx_retry_again(const struct rx_retry *,
	    const struct rx_http_response *, unsigned n, double now,
	    double *wait);
/* An HTTP date (RFC 9110, 5.6.7: all three forms) as seconds since 1970. */
bool	rx_retry_date(struct rx_span, double *);

#endif
