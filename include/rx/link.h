#ifndef RX_LINK_H
#define RX_LINK_H
/*
 * link: the Link header (RFC 8288), read generously: rel unquoted, several
 * relations in one rel, white space anywhere, several headers.
 */
#include <stdbool.h>

#include "rx/buf.h"
#include "rx/span.h"

/* Appends {"next":{"url":"...","rel":"next","cursor":"..."}}: by relation,
 * lower case, all parameters. {} for none.  n header values. */
bool	rx_link_json(struct rx_buf *, const struct rx_span *values, size_t n);

#endif
