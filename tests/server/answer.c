/* answer: from a request to what is sent. */
#include <stdint.h>
#include <string.h>

#include "testd.h"

void
srv_answer_error(struct srv_answer *a, int status, const char *what)
{
	a->status = status;
	rx_buf_printf(&a->body, "{\"error\":{\"status\":%d,\"message\":", status);
	rx_json_quote(&a->body, rx_span_of(what));
	rx_buf_text(&a->body, "}}");
}

void
srv_answer_free(struct srv_answer *a)
{
	rx_buf_free(&a->head);
	rx_buf_free(&a->extra);
	rx_buf_free(&a->body);
	srv_rendered_drop(a->held);
	a->held = NULL;
}

/* One segment: {name}, with text before and behind it, or plain text. */
static bool
segment_meets(struct rx_span shape, struct rx_span got, struct srv_request *r)
{
	size_t		open = rx_span_find(shape, '{');
	size_t		close = rx_span_find(shape, '}');
	size_t		tail;
	struct rx_span	name;

	if (open >= close || close == shape.n)
		return rx_span_eq(shape, srv_url_decode(r->arena, got, false));
	tail = shape.n - close - 1;
	if (got.n < open + tail || memcmp(got.p, shape.p, open) != 0 ||
	    memcmp(got.p + got.n - tail, shape.p + close + 1, tail) != 0)
		return false;
	name = (struct rx_span){ shape.p + open + 1, close - open - 1 };
	got = (struct rx_span){ got.p + open, got.n - open - tail };
	if (got.n == 0)
		return false;
	r->vars.v[r->vars.n++] = (struct srv_pair){ name,
	    srv_url_decode(r->arena, got, false) };
	return true;
}

static bool
path_meets(const struct srv_route *route, struct srv_request *r)
{
	struct rx_span	path = rx_span_cut(r->path, 1), one;
	size_t		i;

	r->vars.n = 0;
	for (i = 0; i < route->nsegments; i++) {
		one = (struct rx_span){ path.p, rx_span_find(path, '/') };
		if ((i + 1 == route->nsegments) != (one.n == path.n) ||
		    !segment_meets(route->segments[i], one, r))
			return false;
		path = rx_span_cut(path, one.n + 1);
	}
	return true;
}

static bool
method_meets(const struct srv_route *route, const struct srv_request *r)
{
	return rx_span_is(route->method, "any") ||
	    rx_span_eq(route->method, r->method) ||
	    (rx_span_is(r->method, "HEAD") && rx_span_is(route->method, "GET"));
}

static struct srv_route *
route_find(struct srv_scope *s, int *status)
{
	struct srv_route	*route;

	*status = 404;
	for (route = s->scenario->routes; route != NULL; route = route->next) {
		if (!path_meets(route, s->request) ||
		    !srv_with_holds(route->with, s))
			continue;
		if (method_meets(route, s->request))
			return route;
		*status = 405;
	}
	return NULL;
}

/* Body parts: what stands before the rows, the rows, what stands behind. */
static void
parts_set(struct srv_answer *a, struct srv_scope *s)
{
	struct rx_span	body = rx_buf_view(&a->body);
	struct srv_page	*pg = s->page;

	a->part[1] = body;
	a->part[2] = a->part[3] = RX_SPAN_NONE;
	if (pg == NULL || pg->held == NULL)
		return;
	a->held = pg->held;
	if (a->status >= 400)
		return;
	a->part[1].n = s->split;
	a->part[2] = pg->slice;
	a->part[3] = rx_span_cut(body, s->split);
}

/* The page that is asked for; false: a->status says why not. */
static bool
page_open(struct srv_answer *a, struct srv_route *route, struct srv_rows *rows,
    struct srv_page *pg, struct srv_scope *s)
{
	struct rx_err	e;

	if (!srv_rows_open(rows, route, s, &e)) {
		srv_answer_error(a, 500, e.what);
		return false;
	}
	if (!srv_page_find(pg, rows, &route->paging, s, &a->status, &e)) {
		srv_answer_error(a, a->status, e.what);
		return false;
	}
	s->page = pg;
	a->rows = pg->size;
	a->page = pg->number;
	return true;
}

static void
route_answer(struct srv_route *route, struct srv_scope *s, struct srv_answer *a)
{
	struct srv_rows	 rows = { .index = NULL };
	struct srv_page	*pg = rx_arena_get(s->request->arena, sizeof(*pg));
	bool		 has_rows = route->count.p != NULL || route->nlist > 0 ||
			    route->rows.p != NULL;

	if (pg == NULL) {
		srv_answer_error(a, 500, "out of memory");
		return;
	}
	rows.one = (struct rx_buf)RX_BUF_INIT(SRV_BODY_MAX);
	a->effect = route->effect;
	if (has_rows && !page_open(a, route, &rows, pg, s)) {
		parts_set(a, s);
		srv_rows_close(&rows);
		return;
	}
	srv_rules_apply(route, s, &a->effect);
	a->status = a->effect.status > 0 ? (int)a->effect.status :
	    a->effect.redirect.p != NULL ? 302 : 200;
	if (a->effect.redirect.p == NULL && (route->token.p == NULL ||
	    a->status != 200 || a->effect.body.p != NULL))
		srv_effect_body(a, s);
	else if (route->token.p != NULL && a->status == 200)
		a->status = srv_token_answer(s, route->token, &a->body);
	parts_set(a, s);
	srv_rows_close(&rows);
}

static void
origin_set(struct srv_request *r)
{
	struct rx_span	host = srv_pairs_get(&r->headers, "host");

	r->origin = rx_arena_printf(r->arena, "%s://%.*s",
	    r->tls ? "https" : "http", RX_FMT(host));
}

static void
answer_route(struct srv_scope *s, struct srv_answer *a)
{
	struct srv_request	*r = s->request;
	struct srv_route	*route;
	const char		*challenge = "";
	int			 status;

	route = route_find(s, &status);
	if (route == NULL) {
		srv_answer_error(a, status, "no such route in the scenario");
		return;
	}
	r->nth = ++route->nth;
	if (!srv_access_granted(s, route->auth, &status, &challenge)) {
		rx_buf_text(&a->extra, challenge);
		srv_answer_error(a, status, "wrong or missing credentials");
		return;
	}
	route_answer(route, s, a);
}

void
srv_answer_make(struct srv_scenario *sc, struct srv_request *r,
    struct srv_answer *a)
{
	struct srv_scope	s = { .scenario = sc, .request = r, .i = -1 };

	memset(a, 0, sizeof(*a));
	a->head = a->extra = (struct rx_buf)RX_BUF_INIT(1 << 20);
	a->body = (struct rx_buf)RX_BUF_INIT(SRV_BODY_MAX);
	a->effect = (struct srv_effect)SRV_EFFECT_INIT;
	a->rows = a->page = -1;
	a->cut = SIZE_MAX;
	origin_set(r);
	if (rx_span_starts(r->path, "/_control"))
		srv_control_answer(sc, r, a);
	else {
		r->n = ++sc->requests;
		answer_route(&s, a);
	}
	if (a->part[1].p == NULL)
		a->part[1] = rx_buf_view(&a->body);
	srv_effect_frame(a, r, &s);
}
