/*
 * A resource as rx-page sees it: opened by its begin, or by a request that
 * has none; counted; ended with what was counted, or with its last error.
 */
#include <stdlib.h>

#include "lib/page/engine.h"

static struct rx_resource *
make(struct rx_engine *g, struct rx_span name)
{
	struct rx_resource *r = calloc(1, sizeof(*r)), **last = &g->resources;

	if (r == NULL)
		return NULL;
	r->error = (struct rx_buf)RX_BUF_INIT(RX_BUF_LINE);
	r->paging = (struct rx_paging_resource)RX_PAGING_RESOURCE_INIT(&r->arena);
	if (name.p == NULL)
		return r;		/* belongs to its one fetch */
	r->name = rx_arena_span(&r->arena, name);
	while (*last != NULL)
		last = &(*last)->next;
	*last = r;
	return r;
}

void
rx_resource_free(struct rx_resource *r)
{
	rx_buf_free(&r->error);
	rx_arena_free(&r->arena);
	free(r);
}

struct rx_resource *
rx_resource_begin(struct rx_engine *g, struct rx_span name, const struct rx_line *l)
{
	struct rx_promise	*p = rx_promises_find(&g->promises, name, true);
	struct rx_resource	*r = p != NULL ? make(g, name) : NULL, *old;
	struct rx_span		 how;

	if (r == NULL)
		return NULL;
	how = rx_json_get(l->m[RX_M_MERGE], "disposition");
	if (rx_json_kind(how) == RX_JSON_OBJECT)
		how = rx_json_get(how, "disposition");
	r->replaces = how.p != NULL && rx_json_is(how, RX_SPAN("replace"));
	r->appends = how.p != NULL && rx_json_is(how, RX_SPAN("append"));
	if ((old = p->user) != NULL && !old->ending)
		old->finished = true;	/* abandoned */
	p->user = r;
	return r;
}

static struct rx_resource *
open_own(struct rx_engine *g, struct rx_span name)
{
	struct rx_buf		 b = RX_BUF_INIT(RX_BUF_TEXT);
	struct rx_line		 l = RX_LINE_INIT;
	struct rx_err		 e = RX_ERR_INIT;
	struct rx_resource	*r = NULL;
	enum rx_verdict		 verdict;

	rx_line_start(&b, RX_KIND_BEGIN, name);
	rx_line_finish(&b);
	if (!b.failed && rx_line_parse(&l, rx_buf_view(&b), RX_LINE_WHOLE, &e) &&
	    rx_promises_see(&g->promises, &l, &verdict, NULL, &e) &&
	    (r = rx_resource_begin(g, name, &l)) != NULL) {
		r->own = true;
		rx_engine_line(g, g->tail, rx_buf_view(&b));
	}
	rx_line_free(&l);
	rx_buf_free(&b);
	return r;
}

struct rx_resource *
rx_resource_of(struct rx_engine *g, struct rx_span name, bool has_part)
{
	struct rx_promise	*p;
	struct rx_resource	*r;

	if (name.p == NULL)
		return make(g, name);
	if ((p = rx_promises_find(&g->promises, name, true)) == NULL)
		return NULL;
	r = p->open ? p->user : NULL;
	if (r == NULL)
		r = open_own(g, name);
	if (r != NULL && has_part)
		r->partial = true;
	return r;
}

/* Writes the kept error line, its counts in it if this is the last one. */
static void
flush_error(struct rx_engine *g, struct rx_resource *r, bool last, struct rx_epoch *at)
{
	struct rx_line	l = RX_LINE_INIT;
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_LINE), counts = RX_BUF_INIT(RX_BUF_TEXT);

	if (r->error.n == 0)
		return;
	l.text = rx_buf_view(&r->error);
	rx_counts_write(&counts, &r->counts);
	if (last && rx_line_with(&b, &l, "counts", rx_buf_view(&counts)))
		rx_engine_line(g, at, rx_buf_view(&b));
	else
		rx_engine_line(g, at, l.text);
	rx_buf_reset(&r->error);
	rx_buf_free(&counts);
	rx_buf_free(&b);
}

void
rx_resource_fail(struct rx_engine *g, struct rx_resource *r, const struct rx_err *e,
    struct rx_span part, int status, struct rx_epoch *at, bool told)
{
	struct rx_promise *p = r->name.p != NULL ?
	    rx_promises_find(&g->promises, r->name, true) : NULL;
	bool		   ours = p != NULL && p->user == r;

	r->failed = true;
	if (!told && g->conf->fail != NULL)
		g->conf->fail(g->conf->arg, e);
	rx_promises_fail(&g->promises, ours ? r->name : RX_SPAN_NONE, e->exit);
	if (r->name.p == NULL)
		return;
	flush_error(g, r, false, at);
	rx_line_error(&r->error, e, r->name, part, status, RX_SPAN_NONE);
}

/* What only the whole resource can tell. */
static bool
judge(struct rx_resource *r, struct rx_err *e)
{
	if (r->asked > 0 && r->gone == r->asked) {
		rx_err_set(e, RX_HTTP_4XX, "%.*s: every request was answered with 404 or 410",
		    RX_FMT(r->name));
		return rx_err_hint(e, "is the path right? one that is gone is no error, all are");
	}
	if (r->missed && !r->hit) {
		rx_err_set(e, RX_BAD_DATA, "%.*s%sno page has what the selector %s names",
		    RX_FMT(r->name), r->name.p != NULL ? ": " : "", r->selector);
		rx_err_got(e, r->members);
		return rx_err_hint(e, "name one of these members with \"data_selector\"; if it may "
		    "be absent: \"data_selector_required\": false");
	}
	return true;
}

static void
say_end(struct rx_engine *g, const struct rx_resource *r)
{
	struct rx_buf		 b = RX_BUF_INIT(RX_BUF_TEXT);
	const struct rx_counts	*c = &r->counts;

	if (r->asked == 0 || g->conf->as_curl)
		return;
	rx_counts_why(&b, c);
	rx_engine_say(g, "info", "%.*s%s%lu page%s, %lu record%s, end: %s", RX_FMT(r->name),
	    r->name.p != NULL ? ": " : "", c->pages, c->pages == 1 ? "" : "s", c->rows,
	    c->rows == 1 ? "" : "s", r->failed ? "error" : rx_buf_str(&b));
	rx_buf_free(&b);
}

static void
write_end(struct rx_engine *g, struct rx_resource *r, struct rx_span line, struct rx_epoch *at)
{
	struct rx_line	l = RX_LINE_INIT;
	struct rx_buf	a = RX_BUF_INIT(RX_BUF_LINE), b = RX_BUF_INIT(RX_BUF_LINE);
	struct rx_buf	counts = RX_BUF_INIT(RX_BUF_TEXT);

	l.text = line;
	if (r->cut && rx_line_with(&a, &l, "complete", RX_SPAN("false")))
		l.text = rx_buf_view(&a);
	rx_counts_write(&counts, &r->counts);
	if (r->asked > 0 && rx_line_with(&b, &l, "counts", rx_buf_view(&counts)))
		l.text = rx_buf_view(&b);
	rx_engine_line(g, at, l.text);
	rx_buf_free(&counts);
	rx_buf_free(&a);
	rx_buf_free(&b);
}

void
rx_resource_end(struct rx_engine *g, struct rx_resource *r, struct rx_span line,
    struct rx_epoch *at)
{
	struct rx_err e = RX_ERR_INIT;

	if (!r->failed && !judge(r, &e))
		rx_resource_fail(g, r, &e, RX_SPAN_NONE, 0, at, false);
	if (r->skipped > 0)
		rx_engine_say(g, "warning", "%.*s: %lu requests were not made after %lu failures "
		    "in a row", RX_FMT(r->name), r->skipped, r->row_of_failures);
	if (r->errors > 1)
		rx_engine_say(g, "warning", "%.*s: %lu requests failed", RX_FMT(r->name),
		    r->errors);
	if (r->failed)
		flush_error(g, r, true, at);
	else if (r->name.p != NULL)
		write_end(g, r, line, at);
	if (!r->finished)
		say_end(g, r);
	r->finished = true;
}

/* At the end of input: what rx-page opened, it closes. */
static void
close_own(struct rx_engine *g, struct rx_resource *r)
{
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_TEXT);
	struct rx_line	l = RX_LINE_INIT;
	struct rx_err	e = RX_ERR_INIT;
	enum rx_verdict	verdict;

	rx_line_start(&b, RX_KIND_END, r->name);
	if (r->partial || r->cut)
		rx_line_bool(&b, "complete", false);
	rx_line_finish(&b);
	rx_resource_end(g, r, rx_buf_view(&b), g->head);
	if (!b.failed && rx_line_parse(&l, rx_buf_view(&b), RX_LINE_WHOLE, &e))
		rx_promises_see(&g->promises, &l, &verdict, NULL, &e);
	rx_line_free(&l);
	rx_buf_free(&b);
}

void
rx_resource_finish_all(struct rx_engine *g)
{
	struct rx_resource *r;

	for (r = g->resources; r != NULL; r = r->next) {
		if (r->finished)
			continue;
		if (r->own && !g->broken) {
			close_own(g, r);
			continue;
		}
		flush_error(g, r, true, g->head);
		say_end(g, r);
	}
}
