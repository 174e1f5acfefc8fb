#ifndef RX_URL_H
#define RX_URL_H
/*
 * url: addresses as text (RFC 3986), and the origin that secrets are bound to.
 *
 * An origin is scheme, host and port: "https://api.example.com", with
 * ":PORT" only when it is not the scheme's own; scheme and host in lower
 * case.  Two origins are the same when their texts are.  What two parsers
 * might read differently (userinfo, a backslash, a percent sign or a control
 * character in the host) is no origin at all.
 */
#include <stdbool.h>

#include "rx/buf.h"
#include "rx/err.h"
#include "rx/span.h"

enum rx_url_part { RX_URL_SEGMENT, RX_URL_QUERY };

/* Appends the origin.  http and https alone; userinfo, controls and spaces
 * anywhere in the URL are errors (RX_USAGE), whose text holds no URL. */
bool	rx_url_origin(struct rx_buf *, struct rx_span url, struct rx_err *);
/* Appends the URL as it may be shown: *** for a user name or password in it. */
bool	rx_url_show(struct rx_buf *, struct rx_span url);
bool	rx_url_absolute(struct rx_span);	/* http:// or https://, any case */
bool	rx_url_loopback(struct rx_span origin);	/* 127/8, ::1, localhost */
/* Appends a reference resolved against an absolute URL (RFC 3986, 5.2). */
bool	rx_url_join(struct rx_buf *, struct rx_span base, struct rx_span ref);
/*
 * dlt's joining: base without trailing slashes, one slash, path without
 * leading ones; an empty path is the base; an absolute path stands alone.  A
 * query of the base is kept and comes before the path's; fragments go.
 */
bool	rx_url_base(struct rx_buf *, struct rx_span base, struct rx_span path);

/* Percent-encodes a value for a place: all but unreserved characters.  A
 * segment that is "." or ".." is encoded too, so that it stays a segment. */
bool	rx_url_encode(struct rx_buf *, struct rx_span, enum rx_url_part);
/* Undoes it; plus: "+" is a space.  A percent sign without two digits stays. */
bool	rx_url_decode(struct rx_buf *, struct rx_span, bool plus);

/* Adds name=value to the URL in buf, before its fragment, with ? or &; if the
 * query has that name already and replace is set, its values are removed. */
bool	rx_url_param(struct rx_buf *, struct rx_span name, struct rx_span value,
	    bool replace);
/* Removes all values of a query name; true when there was one. */
bool	rx_url_drop(struct rx_buf *, struct rx_span name);
/* Appends the decoded value of a query name, the first; false: there is none. */
bool	rx_url_query(struct rx_span url, const char *name, struct rx_buf *value);

#endif
