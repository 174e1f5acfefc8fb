/*
 * The origin gate: redirects and next links go through it, and nothing else
 * decides where a request may go.
 */
#include "rx/url.h"
#include "lib/page/engine.h"

static bool
allowed(const struct rx_page_conf *conf, struct rx_span origin)
{
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_TEXT);
	struct rx_err	e = RX_ERR_INIT;
	bool		same = false;
	size_t		i;

	for (i = 0; i < conf->allow_origin.n && !same; i++) {
		rx_buf_reset(&b);
		same = rx_url_origin(&b, rx_span_of(conf->allow_origin.v[i]), &e) &&
		    rx_span_eq(rx_buf_view(&b), origin);
	}
	rx_buf_free(&b);
	return same;
}

enum rx_gate
rx_gate(const struct rx_engine *g, const struct rx_fetch *f, struct rx_span url,
    struct rx_err *e)
{
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_TEXT);
	enum rx_gate	verdict = RX_GATE_REFUSED;

	if (!rx_url_origin(&b, url, e)) {
		e->exit = RX_BAD_DATA;
		e->hint[0] = '\0';		/* it was the server, not the user */
	} else if (rx_span_eq(rx_buf_view(&b), f->origin)) {
		verdict = RX_GATE_SAME;
	} else if (allowed(g->conf, rx_buf_view(&b))) {
		verdict = RX_GATE_ALLOWED;
	} else {
		rx_err_set(e, RX_REFUSED, "the server leads from %.*s to another origin, %.*s",
		    RX_FMT(f->origin), RX_FMT(rx_buf_view(&b)));
		rx_err_hint(e, "if that is right: --allow-origin %.*s (credentials do not follow)",
		    RX_FMT(rx_buf_view(&b)));
	}
	rx_buf_free(&b);
	return verdict;
}
