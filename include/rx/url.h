#ifndef RX_URL_H
#define RX_URL_H
/*
 * url: addresses as text (RFC 3986), and the origin that secrets are bound to.
 *
 * An origin is scheme, host and port: "https://api.example.com", with
 * ":PORT" only when it is not the scheme's own; scheme and host in lower
 * case.  Two origins are the same when their texts are.
 */
#include <stdbool.h>

#include "rx/buf.h"
#include "rx/err.h"
#include "rx/span.h"

enum rx_url_part { RX_URL_SEGMENT, RX_URL_QUERY };

/* http and https alone; userinfo, controls and spaces are errors (RX_USAGE). */
bool	rx_url_origin(struct rx_buf *, struct rx_span url, struct rx_err *);
bool	rx_url_absolute(struct rx_span);	/* http:// or https:// */
bool	rx_url_loopback(struct rx_span origin);	/* 127/8, ::1, localhost */
/* Resolves a reference against an absolute URL (RFC 3986, 5). */
bool	rx_url_join(struct rx_buf *, struct rx_span base, struct rx_span ref);
/* dlt's joining: base without trailing slashes, one slash, path without
 * leading ones; an empty path is the base; an absolute path stands alone. */
bool	rx_url_base(struct rx_buf *, struct rx_span base, struct rx_span path);
/* Percent-encodes a value for a place: all but unreserved characters. */
bool	rx_url_encode(struct rx_buf *, struct rx_span, enum rx_url_part);
bool	rx_url_decode(struct rx_buf *, struct rx_span, bool plus);
/* Adds name=value to a URL in buf, before its fragment, with ? or &; if the
 * query has that name already and replace is set, its values are removed. */
bool	rx_url_param(struct rx_buf *, struct rx_span name, struct rx_span value,
	    bool replace);
/* Removes all values of a query name; true when there was one. */
bool	rx_url_drop(struct rx_buf *, struct rx_span name);
/* The decoded value of a query name in *value; false: there is none. */
bool	rx_url_query(struct rx_span url, const char *name, struct rx_buf *value);

#endif
