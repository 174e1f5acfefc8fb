#ifndef RX_HTTP_HEADER_H
#define RX_HTTP_HEADER_H
/* header: what is checked of the headers sent, and kept of those received. */
#include <stdbool.h>

#include "rx/buf.h"
#include "rx/err.h"
#include "rx/http.h"
#include "rx/span.h"

#define RX_HEADERS_MAX	((size_t)300 << 10)

/* Method and headers; a HEAD with a body is refused too. */
bool	rx_header_request(const struct rx_http_request *, struct rx_err *);
/* A method whose request has a body, though it be empty. */
bool	rx_header_carries(struct rx_span method);
/* Fills the buf with the header, NUL-terminated, as libcurl wants it: there
 * "Name;" is one without a value, and "Name:" would be none. */
bool	rx_header_curl(struct rx_buf *, struct rx_span);
/* Is there one of that name among the request's? */
bool	rx_header_given(const struct rx_http_request *, const char *name);
/* Adds one received line (with its CR LF) as "name: value\n". */
bool	rx_header_keep(struct rx_buf *, struct rx_span line);

#endif
