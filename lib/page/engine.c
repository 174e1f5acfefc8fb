/*
 * The loop: read, start, receive, write; it blocks in one place, for all.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "rx/clock.h"
#include "lib/page/engine.h"

#define GATHER	((size_t)256 << 10)	/* written at once while there is more to do */

void
rx_engine_fail(struct rx_engine *g, const struct rx_err *e)
{
	if (!g->failed)
		*g->err = *e;
	g->failed = true;
}

void
rx_engine_say(struct rx_engine *g, const char *level, const char *fmt, ...)
{
	char	text[1200];
	va_list	ap;

	if (g->conf->say == NULL)
		return;
	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	rx_redact_in(&g->redact, text, sizeof(text));
	rx_redact_names(text, sizeof(text));
	g->conf->say(g->conf->arg, level, text);
}

struct rx_queue *
rx_engine_out(struct rx_engine *g, struct rx_epoch *e)
{
	return e == g->head ? &g->out : &e->q;
}

void
rx_engine_line(struct rx_engine *g, struct rx_epoch *e, struct rx_span line)
{
	struct rx_err err = RX_ERR_INIT;

	if (!rx_queue_line(rx_engine_out(g, e), line)) {
		rx_err_nomem(&err);
		rx_engine_fail(g, &err);
	} else if (e != g->head) {
		g->held += line.n + 1;
	}
}

static bool
open_engine(struct rx_engine *g)
{
	unsigned i;

	g->out.pool = &g->pool;
	g->line = (struct rx_line)RX_LINE_INIT;
	g->promises = (struct rx_promises)RX_PROMISES_INIT;
	g->helper = (struct rx_helper){ .pid = -1, .to = -1, .from = -1,
	    .out = RX_BUF_INIT(RX_BUF_LINE) };
	for (i = 0; i < RX_KNOWN; i++)
		g->known[i].json = (struct rx_buf)RX_BUF_INIT(RX_BUF_TEXT);
	g->in_ready = true;
	rx_in_open(&g->in, g->conf->in, "standard input", 0, NULL);
	rx_sink_open(&g->sink, g->conf->out, g->conf->out_name != NULL ? g->conf->out_name :
	    "standard output");
	return rx_epoch_open(g) && (g->http = rx_http_open(&g->conf->http, g->err)) != NULL;
}

static void
close_engine(struct rx_engine *g)
{
	struct rx_fetch		*f;
	struct rx_epoch		*e;
	struct rx_resource	*r;
	unsigned		 i;

	for (; (f = g->first) != NULL; rx_fetch_free(f)) {
		g->first = f->next;
		if (f->res != NULL && f->res->name.p == NULL)
			rx_resource_free(f->res);
	}
	for (; (f = g->spare) != NULL; rx_fetch_free(f))
		g->spare = f->next;
	for (; (r = g->resources) != NULL; rx_resource_free(r))
		g->resources = r->next;
	for (; (e = g->head) != NULL; rx_epoch_free(e))
		g->head = e->next;
	rx_how_free_all(g);
	if (g->http != NULL)
		rx_http_close(g->http);
	rx_helper_close(&g->helper);
	rx_buf_free(&g->helper.out);
	rx_in_close(&g->in);
	rx_line_free(&g->line);
	rx_sink_close(&g->sink);
	rx_queue_free(&g->out);
	rx_chunks_free(&g->pool);
	rx_promises_free(&g->promises);
	rx_redact_free(&g->redact);
	rx_seen_free(&g->stale);
	for (i = 0; i < RX_KNOWN; i++)
		rx_buf_free(&g->known[i].json);
	rx_arena_free(&g->scratch);
}

static void
write_out(struct rx_engine *g, bool writable)
{
	struct rx_err e = RX_ERR_INIT;

	if (g->out.bytes == 0 || (g->sink.full && !writable))
		return;
	if (!rx_sink_write(&g->sink, &g->out, writable, &e)) {
		g->failed = true;
		if (!g->sink.broken)
			*g->err = e;
	}
}

enum { POLL_OUT, POLL_IN, POLL_TO, POLL_FROM, POLL_N };

/* Of two waits; -1: none. */
static int
sooner(int a, int b)
{
	return a < 0 || (b >= 0 && b < a) ? b : a;
}

/* Waits for whatever may happen next. */
static void
wait_for_all(struct rx_engine *g)
{
	struct pollfd	p[POLL_N] = {
	    [POLL_OUT] = { .fd = g->sink.fd, .events = g->out.bytes > 0 ? POLLOUT : 0 },
	    [POLL_IN] = { .fd = g->conf->nurls == 0 && rx_input_wanted(g) ? g->in.fd : -1,
	    .events = POLLIN },
	    [POLL_TO] = { .fd = g->helper.out.n > 0 ? g->helper.to : -1, .events = POLLOUT },
	    [POLL_FROM] = { .fd = g->helper.from, .events = POLLIN } };
	struct pollfd	some[POLL_N];
	unsigned	at[POLL_N], n = 0, i;
	double		now = rx_clock_mono();
	int		ms = g->busy ? 0 : sooner(rx_fetch_wait(g, now), rx_helper_wait(g, now));

	/* a pipe whose reader is gone is noticed at the latest after a second */
	if (!g->busy && (ms < 0 || ms > 1000) && rx_http_flying(g->http) > 0)
		ms = 1000;
	for (i = 0; i < POLL_N; i++)
		if (p[i].fd != -1) {
			at[n] = i;
			some[n++] = p[i];
		}
	if (!rx_http_step(g->http, some, n, ms, g->err)) {
		g->failed = true;
		return;
	}
	for (i = 0; i < n; i++)
		p[at[i]].revents = some[i].revents;
	if (p[POLL_OUT].revents & POLLERR)
		g->sink.broken = g->failed = true;
	if (p[POLL_IN].revents != 0)
		g->in_ready = true;
	if (g->helper.pid != -1)
		rx_helper_move(g, p[POLL_FROM].revents != 0, true);
	if (p[POLL_OUT].revents & POLLOUT)
		write_out(g, true);
}

static bool
all_done(const struct rx_engine *g)
{
	return g->in_end && g->first == NULL;
}

static void
turn(struct rx_engine *g)
{
	struct rx_exchange *x;

	g->busy = false;
	rx_input_read(g);
	rx_fetch_timers(g, rx_clock_mono());
	rx_helper_timer(g, rx_clock_mono());
	rx_fetch_budget(g);
	rx_fetch_start_all(g);
	while (!g->failed && (x = rx_http_finished(g->http)) != NULL)
		rx_answer(g, x);
	if (!g->busy || g->out.bytes >= GATHER)
		write_out(g, false);
	if (!g->failed && !all_done(g))
		wait_for_all(g);
}

/* Everything has been done: what is left is written, waiting for it. */
static void
drain(struct rx_engine *g)
{
	struct pollfd p = { .fd = g->sink.fd, .events = POLLOUT };

	while (!g->failed && g->out.bytes > 0) {
		g->sink.full = false;
		write_out(g, false);
		if (g->sink.full)
			(void)poll(&p, 1, -1);
	}
}

/* The end of the input, and of all that it asked for. */
static int
finish(struct rx_engine *g)
{
	struct rx_buf	line = RX_BUF_INIT(RX_BUF_LINE);
	int		status;

	rx_resource_finish_all(g);
	status = rx_promises_close(&g->promises, &line, g->err);
	if (line.n > 0 && !g->conf->as_curl)
		rx_engine_line(g, g->head, rx_buf_view(&line));
	rx_buf_free(&line);
	drain(g);
	return g->failed ? RX_FAILED : status;
}

int
rx_page_run(const struct rx_page_conf *conf, struct rx_err *err)
{
	struct rx_page_conf	 c = *conf;
	struct rx_engine	*g = calloc(1, sizeof(*g));
	int			 status;

	if (g == NULL) {
		rx_err_nomem(err);
		return RX_FAILED;
	}
	c.jobs = c.jobs > 0 ? c.jobs : 1;
	c.memory = c.memory > 0 ? c.memory : (size_t)256 << 20;
	g->conf = &c;
	g->err = err;
	if (!open_engine(g))
		g->failed = true;
	while (!g->failed && !all_done(g))
		turn(g);
	status = g->failed ? RX_FAILED : finish(g);
	if (g->sink.broken)
		status = RX_PAGE_BROKEN_PIPE;
	else if (g->failed && err->exit != RX_OK)
		status = err->exit;
	close_engine(g);
	free(g);
	return status;
}
