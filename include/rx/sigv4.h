#ifndef RX_SIGV4_H
#define RX_SIGV4_H
/*
 * sigv4: AWS Signature Version 4, in the Authorization header.
 *
 * The signature is made here and not by libcurl: many versions of that (7.88
 * is one) sign the query in the order and spelling in which it is written,
 * which AWS refuses, and it would need the secret itself.
 *
 * What signs is a key that is derived from the secret and good for one day
 * (UTC), region and service: the secret itself need not be there.
 */
#include <stdbool.h>

#include "rx/arena.h"
#include "rx/err.h"
#include "rx/http.h"

#define RX_SIGV4_HEADERS	5	/* at most, that rx_sigv4_sign makes */

struct rx_sigv4 {
	struct rx_span	 key_id;
	struct rx_span	 key;		/* 64 hex digits */
	struct rx_span	 date;		/* "20261122": its day */
	struct rx_span	 region, service;
	struct rx_span	 session_token;	/* of temporary keys; NONE */
};

/* The day of a time (seconds since 1970), and when it ends. */
double	rx_sigv4_day(double now, char date[9]);
/* The service that an origin's host is of, when nobody says: the first label;
 * of amazonaws.com, execute-api, s3, es or aoss if that stands in the name. */
struct rx_span rx_sigv4_service(struct rx_span origin);
/* The key of a secret, as hex digits; date, region, service as they are. */
void	rx_sigv4_derive(struct rx_span secret, struct rx_span date, struct rx_span region,
	    struct rx_span service, char key[65]);
/*
 * The header lines that sign a request, in the arena: Host, X-Amz-Date,
 * X-Amz-Content-Sha256, X-Amz-Security-Token, Authorization; *n: how many.
 * Signed are these and the request's Content-Type, Host and X-Amz-*.  A time
 * outside the key's day is moved to its next border.
 */
bool	rx_sigv4_sign(const struct rx_sigv4 *, const struct rx_http_request *, double now,
	    struct rx_arena *, struct rx_span headers[RX_SIGV4_HEADERS], size_t *n,
	    struct rx_err *);
/*
 * The value of Authorization: stamp is "20150830T123600Z", headers the lines
 * that are signed, payload the hex digest of the body.  NONE: no memory.
 */
struct rx_span rx_sigv4_value(const struct rx_sigv4 *, struct rx_span method, struct rx_span url,
	    struct rx_span stamp, const struct rx_span *headers, size_t n, struct rx_span payload,
	    struct rx_arena *);

#endif
