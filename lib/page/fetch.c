/*
 * A request line from its first exchange to its last page.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "rx/clock.h"
#include "rx/url.h"
#include "lib/page/engine.h"


#define PATIENCE	5	/* failures in a row that other requests would meet too */

/* -- making and unmaking ------------------------------------------------- */

static struct rx_fetch *
make(struct rx_engine *g)
{
	struct rx_fetch *f = g->spare;

	if (f != NULL) {
		g->spare = f->next;
	} else {
		if ((f = calloc(1, sizeof(*f))) == NULL)
			return NULL;
		f->paging = (struct rx_paging_request)RX_PAGING_REQUEST_INIT;
		f->credentials = f->shown = f->wire = f->past = f->target =
		    (struct rx_buf)RX_BUF_INIT(RX_BUF_TEXT);
		f->kept = (struct rx_buf)RX_BUF_INIT((size_t)2 * RX_BUF_LINE);
	}
	f->next = NULL;
	f->prev = g->last;
	if (g->last != NULL)
		g->last->next = f;
	else
		g->first = f;
	g->last = f;
	g->nqueued++;
	f->number = ++g->numbers;
	f->state = RX_FETCH_QUEUED;
	return f;
}

void
rx_fetch_free(struct rx_fetch *f)
{
	rx_paging_request_free(&f->paging);
	rx_buf_free(&f->credentials);
	rx_buf_free(&f->shown);
	rx_buf_free(&f->wire);
	rx_buf_free(&f->past);
	rx_buf_free(&f->target);
	rx_buf_free(&f->kept);
	rx_arena_free(&f->arena);
	free(f);
}

/* -- reading the line ---------------------------------------------------- */

static bool
copy_line(struct rx_fetch *f, const struct rx_line *l)
{
	const enum rx_member	 m[] = { RX_M_METHOD, RX_M_PARAMS, RX_M_HEADERS, RX_M_BODY,
	    RX_M_AUTH, RX_M_PART, RX_M_RESUME };
	struct rx_span *const	 to[] = { &f->method, &f->params, &f->headers, &f->body,
	    &f->auth, &f->part, &f->resume };
	struct rx_span		 v;
	size_t			 i;

	f->line = rx_arena_span(&f->arena, l->text);
	if (f->line.p == NULL)
		return false;
	f->size = f->line.n + sizeof(*f);
	f->url = l->kind == RX_KIND_URL ? f->line : rx_arena_span(&f->arena, l->m[RX_M_URL]);
	for (i = 0; i < sizeof(m) / sizeof(m[0]) && l->kind != RX_KIND_URL; i++) {
		v = l->m[m[i]];
		*to[i] = v.p == NULL ? RX_SPAN_NONE :
		    (struct rx_span){ f->line.p + (v.p - l->text.p), v.n };
	}
	return f->url.p != NULL;
}

bool
rx_fetch_origin(struct rx_fetch *f, struct rx_span url, struct rx_err *e)
{
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_TEXT);
	bool		ok = rx_url_origin(&b, url, e);

	if (ok)
		f->origin = rx_arena_span(&f->arena, rx_buf_view(&b));
	rx_buf_free(&b);
	return ok;
}

/* The host is known before the secrets in path and query are, but not one
 * that is a secret itself: then the credentials tell. */
static bool
read_origin(struct rx_fetch *f, struct rx_err *e)
{
	size_t		open = rx_span_find_text(f->url, "{{");
	struct rx_span	head = { f->url.p, open };
	size_t		host = rx_span_find_text(head, "://");

	if (open < f->url.n && rx_span_find(rx_span_cut(head, host + 3), '/') + host + 3 >= head.n)
		return true;
	return rx_fetch_origin(f, head, e);
}

/* A secret that is still to be filled in. */
static bool
mentions_secret(const struct rx_fetch *f)
{
	const struct rx_span	places[] = { f->url, f->params, f->headers, f->body };
	size_t			i;

	for (i = 0; i < sizeof(places) / sizeof(places[0]); i++)
		if (places[i].n > 0 && (rx_span_find_text(places[i], "{{") < places[i].n ||
		    rx_span_find_text(places[i], "\"secret\"") < places[i].n))
			return true;
	return false;
}

static bool
has_auth(const struct rx_fetch *f)
{
	struct rx_span type = rx_json_get(f->auth, "type");

	return f->auth.n > 0 && !(type.p != NULL && rx_json_is(type, RX_SPAN("none")));
}

static bool
read_line(struct rx_engine *g, struct rx_fetch *f, const struct rx_line *l, struct rx_err *e)
{
	struct rx_span value;

	if (l->lazy && !rx_json_check(l->m[RX_M_BODY], &value, e))
		return rx_err_at(e, "the body of a request line");
	if (!copy_line(f, l))
		return rx_err_nomem(e);
	if (l->kind != RX_KIND_URL)
		f->url = rx_arena_text(&f->arena, f->url);
	if (f->method.n > 0)
		f->method = rx_arena_text(&f->arena, f->method);
	f->has_part = f->part.p != NULL;
	if (!rx_override(g, f, e) || !read_origin(f, e) ||
	    (f->how = rx_how_get(g, l, e)) == NULL)
		return false;
	f->mentions = mentions_secret(f);
	f->secrets = g->conf->netrc || has_auth(f) || f->mentions;
	f->resolved = !f->secrets;
	if (l->m[RX_M_CREDENTIALS].p != NULL && l->kind != RX_KIND_URL)
		rx_credentials_take(g, f, l->m[RX_M_CREDENTIALS]);
	return true;
}

void
rx_fetch_add(struct rx_engine *g, const struct rx_line *l)
{
	struct rx_span	 name = l->kind == RX_KIND_URL ? RX_SPAN_NONE : l->resource;
	bool		 has_part = l->kind != RX_KIND_URL && l->m[RX_M_PART].p != NULL;
	struct rx_fetch	*f = make(g);
	struct rx_err	 e = RX_ERR_INIT;

	if (g->conf->resource != NULL)
		name = rx_span_of(g->conf->resource);
	if (f == NULL || (f->res = rx_resource_of(g, name, has_part)) == NULL) {
		rx_err_nomem(&e);
		rx_engine_fail(g, &e);
		return;
	}
	f->epoch = g->tail;
	f->epoch->pending++;
	f->res->asked++;
	if (!read_line(g, f, l, &e)) {
		rx_fetch_fail(g, f, &e, 0, false);
		return;
	}
	g->held += f->size;
	if (g->conf->as_curl)
		rx_curl_line(g, f);
}

/* -- starting ------------------------------------------------------------ */

void
rx_fetch_next(struct rx_fetch *f)
{
	f->tries = f->redirects = 0;
	f->asked = f->as_get = false;
	f->renewals = 0;
	f->refused[0] = '\0';
	rx_buf_reset(&f->target);
}

const char *
rx_fetch_limit(const struct rx_engine *g, const struct rx_resource *r)
{
	if (g->conf->max_pages > 0 && r->pages >= g->conf->max_pages)
		return "--max-pages";
	if (g->conf->max_records > 0 && r->rows >= g->conf->max_records)
		return "--max-records";
	return NULL;
}

/* The first request of a resource whose page numbers begin nobody knows
 * where finds that out for the others. */
static bool
may_begin(struct rx_fetch *f)
{
	struct rx_resource *r = f->res;

	if (f->resume.p != NULL || !rx_paging_probes(f->how->p, &r->paging))
		return true;
	if (r->prober == NULL)
		r->prober = f;
	return r->prober == f;
}

static void
begin(struct rx_engine *g, struct rx_fetch *f)
{
	struct rx_err	 e = RX_ERR_INIT;
	const char	*limit = rx_fetch_limit(g, f->res);

	f->state = RX_FETCH_READY;
	g->nqueued--;
	g->nactive++;
	if (limit != NULL) {
		f->cut = f->res->cut = true;
		rx_fetch_done(g, f, limit);
	} else if (f->res->row_of_failures >= PATIENCE) {
		f->res->skipped++;
		rx_fetch_done(g, f, "not tried");
	} else if (!rx_paging_start(f->how->p, &f->res->paging, &f->paging, f->resume, &e)) {
		rx_fetch_fail(g, f, &e, 0, false);
	}
}

bool
rx_fetch_start(struct rx_engine *g, struct rx_fetch *f, struct rx_err *e)
{
	struct rx_arena		a = RX_ARENA_INIT;
	struct rx_http_request	rq = { .nheaders = 0 };

	if (f->secrets && rx_credentials_needed(g, f, rx_clock_now()) &&
	    (!rx_credentials_recall(g, f) || rx_credentials_needed(g, f, rx_clock_now()))) {
		f->state = RX_FETCH_ASKING;
		f->asked = true;
		return rx_helper_ask(g, f, e);
	}
	if (rx_build(g, f, &rq, &a, e))
		f->x = rx_http_start(g->http, &rq, f, e);
	rx_arena_free(&a);
	if (f->x == NULL)
		return false;
	f->state = RX_FETCH_FLYING;
	f->counts.requests++;
	g->busy = true;
	return true;
}

/* Over the memory budget only the oldest goes on: it must, for all others
 * wait for it. */
void
rx_fetch_start_all(struct rx_engine *g)
{
	struct rx_fetch	*f, *next;
	struct rx_err	 e = RX_ERR_INIT;

	for (f = g->first; f != NULL && g->nqueued > 0 && g->nactive < g->conf->jobs; f = next) {
		next = f->next;
		if (f->state == RX_FETCH_QUEUED && (!g->over || f == g->first) && may_begin(f))
			begin(g, f);
	}
	if (g->out.bytes >= RX_AHEAD)
		return;
	for (f = g->first; f != NULL && !g->failed; f = next) {
		next = f->next;
		e.exit = RX_OK;
		if (f->state == RX_FETCH_READY && (!g->over || f == g->first) &&
		    !rx_fetch_start(g, f, &e))
			rx_fetch_fail(g, f, &e, 0, false);
	}
}

void
rx_fetch_timers(struct rx_engine *g, double now)
{
	struct rx_fetch *f;

	for (f = g->first; f != NULL; f = f->next)
		if (f->state == RX_FETCH_WAITING && f->until <= now) {
			f->state = RX_FETCH_READY;
			g->busy = true;
		}
}

int
rx_fetch_wait(const struct rx_engine *g, double now)
{
	const struct rx_fetch	*f;
	double			 least = -1;

	for (f = g->first; f != NULL; f = f->next)
		if (f->state == RX_FETCH_WAITING && (least < 0 || f->until - now < least))
			least = f->until > now ? f->until - now : 0;
	return least < 0 ? -1 : least > 3600 ? 3600000 : (int)ceil(least * 1000);
}

/* Over the budget all transfers but the oldest one pause; and that one too, as
 * long as lines wait for a reader, who may have stopped. */
void
rx_fetch_budget(struct rx_engine *g)
{
	size_t			 others = g->out.bytes + g->held, budget = g->conf->memory;
	struct rx_exchange	*oldest = NULL;

	if (g->first != NULL && g->first->state == RX_FETCH_FLYING && g->out.bytes < RX_AHEAD)
		oldest = g->first->x;
	rx_http_budget(g->http, budget > others ? budget - others : 1, oldest);
	g->over = others + rx_http_received(g->http) >= budget;
}
