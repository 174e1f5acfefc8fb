/* One exchange, waited for. */
#include "rx/http.h"

#include <string.h>

bool
rx_http_fetch(const struct rx_http_conf *conf, const struct rx_http_request *rq,
    struct rx_http_response *r, struct rx_err *err)
{
	struct rx_http		*h = rx_http_open(conf, err);
	struct rx_exchange	*x;
	bool			 ok = true;

	memset(r, 0, sizeof(*r));
	if (h == NULL)
		return false;
	if (rx_http_start(h, rq, NULL, err) == NULL) {
		rx_http_close(h);
		return false;
	}
	while (ok && (x = rx_http_finished(h)) == NULL)
		ok = rx_http_step(h, NULL, 0, -1, err);
	if (ok) {
		*r = *rx_exchange_response(x);
		memset(rx_exchange_response(x), 0, sizeof(*r));
	}
	rx_http_close(h);
	return ok;
}
