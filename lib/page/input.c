/* Lines come in: requests begin, the rest is passed on in order. */
#include "rx/url.h"
#include "lib/page/engine.h"

#define TURN	2000			/* lines read before transfers get a look */


bool
rx_input_wanted(const struct rx_engine *g)
{
	unsigned long ahead = 4 * g->conf->jobs < 16 ? 16 : 4 * g->conf->jobs;

	return !g->in_end && !g->failed && !g->over && g->nqueued < ahead &&
	    g->out.bytes < RX_AHEAD;
}

/* The input is no stream, or broke off: what was begun is finished, nothing
 * more is promised. */
static void
give_up(struct rx_engine *g, const struct rx_err *e)
{
	struct rx_buf b = RX_BUF_INIT(RX_BUF_LINE);

	g->broken = g->in_end = true;
	if (g->conf->fail != NULL)
		g->conf->fail(g->conf->arg, e);
	rx_promises_fail(&g->promises, RX_SPAN_NONE, e->exit);
	if (!g->conf->as_curl && (g->conf->nurls == 0 || g->conf->resource != NULL) &&
	    rx_line_error(&b, e, RX_SPAN_NONE, RX_SPAN_NONE, 0, RX_SPAN_NONE))
		rx_engine_line(g, g->tail, rx_buf_view(&b));
	rx_buf_free(&b);
}

/* A line of a resource that nobody began: said once, then dropped. */
static void
out_of_place(struct rx_engine *g, const struct rx_err *e)
{
	struct rx_promise	*p = rx_promises_find(&g->promises, g->line.resource, true);
	struct rx_buf		 b = RX_BUF_INIT(RX_BUF_LINE);

	if (p == NULL || p->failed)
		return;
	if (g->conf->fail != NULL)
		g->conf->fail(g->conf->arg, e);
	rx_promises_fail(&g->promises, g->line.resource, e->exit);
	if (rx_line_error(&b, e, g->line.resource, RX_SPAN_NONE, 0, RX_SPAN_NONE))
		rx_engine_line(g, g->tail, rx_buf_view(&b));
	rx_buf_free(&b);
}

static void
pass_on(struct rx_engine *g)
{
	struct rx_line		*l = &g->line;
	struct rx_err		 e = RX_ERR_INIT;
	struct rx_promise	*p = NULL;
	struct rx_resource	*r;
	enum rx_verdict		 verdict;
	bool			 end;

	if (!rx_promises_see(&g->promises, l, &verdict, &p, &e)) {
		out_of_place(g, &e);
		return;
	}
	if (p != NULL && l->kind == RX_KIND_BEGIN && l->m[RX_M_PART].p == NULL &&
	    rx_resource_begin(g, l->resource, l) == NULL) {
		rx_err_nomem(&e);
		rx_engine_fail(g, &e);
		return;
	}
	r = p != NULL ? p->user : NULL;
	if (r != NULL && l->kind == RX_KIND_ERROR)
		r->failed = true;
	end = l->kind == RX_KIND_END && l->m[RX_M_PART].p == NULL;
	if (r != NULL && end)
		r->ending = true;
	if (end)
		rx_epoch_hold(g, l->text, true, r);
	else if (verdict == RX_DROP)
		return;
	else if (l->kind == RX_KIND_END || l->kind == RX_KIND_STATE)
		rx_epoch_hold(g, l->text, false, NULL);
	else
		rx_engine_line(g, g->tail, l->text);
}

static void
take(struct rx_engine *g)
{
	switch (g->line.kind) {
	case RX_KIND_URL:
	case RX_KIND_PLAIN:
	case RX_KIND_REQUEST:
		rx_fetch_add(g, &g->line);
		break;
	default:
		if (!g->conf->as_curl)
			pass_on(g);
		break;
	}
}

/* The next of the URLs on the command line. */
static bool
next_url(struct rx_engine *g, struct rx_err *e)
{
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_TEXT);
	struct rx_span	url;

	if (g->url == g->conf->nurls) {
		g->in_end = true;
		return false;
	}
	url = rx_span_of(g->conf->urls[g->url++]);
	if (rx_line_parse(&g->line, url, RX_LINE_LAZY, e))
		return true;
	rx_url_show(&b, url);
	rx_err_set(e, RX_USAGE, "not an http:// or https:// URL: %s", rx_buf_str(&b));
	rx_buf_free(&b);
	give_up(g, e);
	return false;
}

/* Has a whole line been read?  Never waits for one. */
static bool
next_line(struct rx_engine *g, struct rx_err *e)
{
	struct rx_span	text;
	int		r;

	do {
		r = g->in_ready ? rx_in_wait(&g->in, 0, e) : 0;
		if (r == 0) {
			g->in_ready = false;
			return false;
		}
		if (r == 1)
			r = rx_in_line(&g->in, &text, e);
	} while (r == 1 && rx_span_trim(text).n == 0);
	if (r == 1) {
		rx_in_back(&g->in, text);
		r = rx_line_next(&g->in, &g->line, RX_LINE_LAZY, e);
	}
	if (r == -1)
		give_up(g, e);
	if (r == 0)
		g->in_end = true;
	return r == 1;
}

void
rx_input_read(struct rx_engine *g)
{
	struct rx_err	e = RX_ERR_INIT;
	int		n;

	for (n = 0; n < TURN && rx_input_wanted(g); n++) {
		if (g->conf->nurls > 0 ? !next_url(g, &e) : !next_line(g, &e))
			break;
		take(g);
		g->busy = true;
	}
}
