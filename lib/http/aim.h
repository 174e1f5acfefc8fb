#ifndef RX_HTTP_AIM_H
#define RX_HTTP_AIM_H
/* aim: an easy handle and what it is to ask; between curl.c and aim.c. */
#include <curl/curl.h>

#include "exchange.h"

/* What is the same for all exchanges of a pool. */
void	rx_aim_new(struct rx_exchange *);
/* What one request adds; false: no memory. */
bool	rx_aim_url(struct rx_exchange *, struct rx_span url, struct rx_span origin);
bool	rx_aim_headers(struct rx_exchange *, const struct rx_http_request *);
bool	rx_aim_method(struct rx_exchange *, const struct rx_http_request *);

#endif
