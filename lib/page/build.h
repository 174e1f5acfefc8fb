#ifndef LIB_PAGE_BUILD_H
#define LIB_PAGE_BUILD_H
/* The body of a request as it goes out; private to lib/page. */
#include "lib/page/engine.h"

/* *body: NONE for none; *json: it is JSON. */
bool	rx_build_body(const struct rx_fetch *, bool foreign, const struct rx_placed *, unsigned n,
	    struct rx_arena *, struct rx_span *body, bool *json, struct rx_err *);
/* Adds what signs the request, to headers, which has room for it and begins
 * with the request's own. */
bool	rx_build_sign(const struct rx_fetch *, struct rx_http_request *, struct rx_span *headers,
	    struct rx_arena *, struct rx_err *);
#endif
