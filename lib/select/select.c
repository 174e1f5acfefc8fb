/* Line streams: each page is replaced by its records and a state line. */
#include "lib/select/stream.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rx/json.h"

/* Lines for the next tool, whole and with their LF, in its language. */
static bool
put(struct stream *s, struct rx_span lines, struct rx_err *e)
{
	if (s->conf->singer)
		return singer_put(&s->singer, lines, s->out, e);
	rx_out_span(s->out, lines);
	if (lines.n > 0 && lines.p[lines.n - 1] != '\n')
		rx_out_add(s->out, "\n", 1);
	return true;
}

/* The select value without what differs from request to request. */
static bool
cache_key(struct rx_buf *b, struct rx_span select)
{
	static const char *const names[] = { "include", "incremental", NULL };

	rx_buf_reset(b);
	rx_buf_byte(b, '{');
	(void)rx_json_others(b, select, names);
	return rx_buf_byte(b, '}');
}

#define CACHED	64

static void
drop_last(struct stream *s)
{
	struct cached *c = s->cutters, *before = NULL;
	unsigned n = 1;

	for (; c != NULL && c->next != NULL; c = c->next, n++)
		before = c;
	if (n < CACHED || before == NULL)
		return;
	before->next = NULL;
	cutter_close(&c->cutter);
	free(c);
}

static struct cutter *
find_cutter(struct stream *s, struct rx_span select, struct rx_err *e)
{
	struct cached **link, *c;

	if (!cache_key(&s->key, select)) {
		rx_err_nomem(e);
		return NULL;
	}
	for (link = &s->cutters; (c = *link) != NULL; link = &c->next) {
		if (!rx_span_eq(c->cutter.select, rx_buf_view(&s->key)))
			continue;
		*link = c->next;
		c->next = s->cutters;
		s->cutters = c;
		return &c->cutter;
	}
	if ((c = calloc(1, sizeof(*c))) == NULL) {
		rx_err_nomem(e);
		return NULL;
	}
	if (!cutter_open(&c->cutter, s->conf, rx_buf_view(&s->key), e)) {
		cutter_close(&c->cutter);
		free(c);
		return NULL;
	}
	c->next = s->cutters;
	s->cutters = c;
	drop_last(s);
	return &c->cutter;
}

/* Where this page's records go: {"rx":"record",...,"data": ... }. */
static bool
frame(struct stream *s, const struct rx_line *l, struct cutter *c, bool bare, struct rx_err *e)
{
	struct rx_span include = rx_json_get(l->m[RX_M_SELECT], "include");

	c->include = RX_SPAN_NONE;
	if (rx_json_kind(include) == RX_JSON_OBJECT && !rx_json_empty(include))
		c->include = (struct rx_span){ include.p + 1, include.n - 2 };
	c->prefix = RX_SPAN("");
	c->suffix = RX_SPAN("\n");
	if (!cursor_set(&c->cursor, rx_json_get(l->m[RX_M_SELECT], "incremental"), e))
		return false;
	if (bare)
		return true;
	rx_buf_reset(&s->prefix);
	rx_line_start(&s->prefix, RX_KIND_RECORD, RX_SPAN_NONE);
	rx_line_json(&s->prefix, "resource", l->m[RX_M_RESOURCE]);
	rx_line_json(&s->prefix, "part", l->m[RX_M_PART]);
	rx_buf_text(&s->prefix, ",\"data\":");
	c->prefix = rx_buf_view(&s->prefix);
	c->suffix = RX_SPAN("}\n");
	return !s->prefix.failed || rx_err_nomem(e);
}

static bool
put_state(struct stream *s, const struct rx_line *l, const struct cutter *c)
{
	struct rx_buf	*b = &s->page;
	bool		 any;

	rx_buf_reset(&s->edge);
	if (!cursor_edge(&c->cursor, b, &s->edge, &any))
		return false;
	rx_line_start(b, RX_KIND_STATE, RX_SPAN_NONE);
	rx_line_json(b, "resource", l->m[RX_M_RESOURCE]);
	rx_line_json(b, "part", l->m[RX_M_PART]);
	rx_line_json(b, "next", l->m[RX_M_NEXT]);
	if (c->cursor.seen.n > 0)
		rx_line_json(b, "seen", rx_buf_view(&c->cursor.seen));
	if (any)
		rx_line_json(b, "edge", rx_buf_view(&s->edge));
	rx_line_json(b, "learned", l->m[RX_M_LEARNED]);
	rx_line_finish(b);
	return rx_buf_byte(b, '\n');
}

static struct seen *
seen_of(struct stream *s, struct rx_promise *p)
{
	if (p == NULL)
		return &s->nameless;
	if (p->user == NULL && (p->user = calloc(1, sizeof(struct seen))) != NULL)
		*(struct seen *)p->user = (struct seen){ .members = RX_BUF_INIT(RX_BUF_TEXT),
		    .top = RX_BUF_INIT(RX_BUF_TEXT) };
	return p->user != NULL ? p->user : &s->nameless;
}

static bool
cut_page(struct stream *s, const struct rx_line *l, struct rx_promise *p, struct rx_err *e)
{
	bool			 bare = s->conf->bare || l->resource.p == NULL;
	struct cutter		*c = find_cutter(s, l->m[RX_M_SELECT], e);
	struct seen		*seen = seen_of(s, p);
	struct rx_span		 body = l->m[RX_M_BODY];
	enum rx_rows_outcome	 outcome = RX_ROWS_EMPTY;

	if (c == NULL || !frame(s, l, c, bare, e))
		return false;
	rx_buf_reset(&s->page);
	c->written = 0;
	cursor_page(&c->cursor);
	if (rx_json_kind(body) == RX_JSON_ABSENT) {
		rx_err_set(e, RX_BAD_DATA, "a page without a body");
		return rx_err_got(e, l->text);
	}
	if (!rx_span_is(body, "null") && !cutter_cut(c, body, &s->page, &outcome, e))
		return false;
	if (outcome == RX_ROWS_BARE && s->conf->strict)
		return rx_err_set(e, RX_BAD_DATA, "%.*s: the body is a bare array, not an object",
		    RX_FMT(l->resource));
	seen->optional |= c->optional;
	stream_note(s, seen, l, outcome, body);
	if (p != NULL)
		p->records += c->written;
	if (!bare && !put_state(s, l, c))
		return rx_err_nomem(e);
	stream_crowd(s, seen, l, &c->cursor);
	return put(s, rx_buf_view(&s->page), e);
}

/* A resource none of whose pages had the selected member. */
static bool
missed(struct stream *s, struct seen *seen, struct rx_span resource, struct rx_err *e)
{
	if (seen->optional || seen->found > 0 || seen->missed == 0 || s->promises.exit != RX_OK)
		return false;
	rx_err_set(e, RX_BAD_DATA, "%.*s%sthe selector matched none of %lu page%s",
	    RX_FMT(resource), resource.p != NULL ? ": " : "", seen->missed,
	    seen->missed == 1 ? "" : "s");
	rx_err_got(e, rx_buf_view(&seen->members));
	rx_err_hint(e, "the members there are stand under 'got'; name one as data_selector");
	return true;
}

static void
place(const struct stream *s, struct rx_err *e)
{
	if (e->at[0] == '\0')
		rx_err_at(e, "%s, line %lu", s->in->name, s->in->line);
}

/* An error of one resource: told, written, and the others go on. */
static void
report(struct stream *s, const struct rx_line *l, struct rx_span part, struct rx_err *e)
{
	s->conf->fail(s->conf->arg, e);
	(void)rx_promises_fail(&s->promises, l->resource, e->exit);
	rx_buf_reset(&s->page);
	rx_line_error(&s->page, e, l->resource, part, 0, RX_SPAN_NONE);
	if (!s->conf->bare && !s->conf->singer)
		rx_out_line(s->out, rx_buf_view(&s->page));
	*e = (struct rx_err)RX_ERR_INIT;
}

static bool
report_missed(struct stream *s, const struct rx_line *l, struct rx_promise *p, struct rx_err *e)
{
	if (!missed(s, seen_of(s, p), l->resource, e))
		return false;
	report(s, l, RX_SPAN_NONE, e);
	return true;
}

/* A page that can't be cut ends its resource; without a resource, the run. */
static bool
take_page(struct stream *s, const struct rx_line *l, struct rx_promise *p, struct rx_err *e)
{
	struct seen *seen = seen_of(s, p);

	if (seen->failed || cut_page(s, l, p, e))
		return true;
	if (p == NULL || !p->begun || e->exit == RX_OK || e->exit == RX_FAILED)
		return false;
	seen->failed = true;
	place(s, e);
	report(s, l, l->m[RX_M_PART], e);
	return true;
}

/* The next tool would read bare records between lines as lines, whatever an API
 * put into them, and lines behind bare records as records. */
static bool
one_sort(struct stream *s, const struct rx_line *l, struct rx_err *e)
{
	bool named = l->resource.p != NULL, page = l->kind == RX_KIND_PAGE;

	if (s->conf->singer && page && !named) {
		rx_err_set(e, RX_USAGE, "--singer: a page without a resource");
		return rx_err_hint(e, "a stream needs a name: rx-page --resource NAME");
	}
	if (s->conf->bare || (named ? !s->unnamed : !page || !s->named)) {
		s->named |= named;
		s->unnamed |= !named && page;
		return true;
	}
	rx_err_set(e, RX_BAD_DATA, "pages with and without a resource in one stream");
	return rx_err_hint(e, "rx-page --resource NAME names those that have none; -b writes the "
	    "bare records of all");
}

static bool
pass_on(struct stream *s, const struct rx_line *l, enum rx_verdict v, struct rx_promise *p,
    struct rx_err *e)
{
	bool end = l->kind == RX_KIND_END && l->m[RX_M_PART].p == NULL;

	if (v == RX_PASS && end && report_missed(s, l, p, e))
		return true;
	if (l->kind == RX_KIND_ERROR && l->resource.p == NULL && !s->named && s->error.n == 0)
		rx_buf_span(&s->error, l->text);
	if (l->kind == RX_KIND_RECORD && s->conf->bare && l->m[RX_M_DATA].p != NULL)
		rx_out_line(s->out, l->m[RX_M_DATA]);
	if (v == RX_PASS && !s->conf->bare && (l->resource.p != NULL || l->kind == RX_KIND_OTHER ||
	    (l->kind == RX_KIND_ERROR && s->named)))
		return put(s, l->text, e);
	return true;
}

/* Another run of the resource begins: what the one before had tells nothing of it. */
static void
forget(struct seen *seen)
{
	rx_buf_reset(&seen->members);
	seen->found = seen->missed = 0;
	seen->optional = seen->failed = false;
}

static bool
take_line(struct stream *s, struct rx_line *l, struct rx_err *e)
{
	enum rx_verdict		 v;
	struct rx_promise	*p;

	if (s->conf->resource != NULL && !rx_span_is(l->resource, s->conf->resource))
		return true;
	if (!one_sort(s, l, e) || !rx_promises_see(&s->promises, l, &v, &p, e))
		return false;
	if (l->kind == RX_KIND_PAGE)
		return take_page(s, l, p, e);
	if (l->kind == RX_KIND_BEGIN && l->m[RX_M_PART].p == NULL && p != NULL && p->user != NULL)
		forget(p->user);
	if (l->lazy && !rx_line_parse(l, l->text, RX_LINE_WHOLE, e))
		return false;
	return pass_on(s, l, v, p, e);
}

bool
stream_missed(struct stream *s, struct rx_err *e)
{
	return missed(s, &s->nameless, RX_SPAN_NONE, e);
}

/* What ends the run, for the next tool: it can't know else why the stream ends. */
static void
put_error(struct stream *s, const struct rx_err *e)
{
	if (s->conf->bare || s->conf->singer || !s->named)
		return;
	rx_buf_reset(&s->page);
	if (rx_line_error(&s->page, e, RX_SPAN_NONE, RX_SPAN_NONE, 0, RX_SPAN_NONE))
		rx_out_line(s->out, rx_buf_view(&s->page));
}

int
stream_lines(struct stream *s, struct rx_err *e)
{
	struct rx_line	l = RX_LINE_INIT;
	int		r, status;

	while ((r = rx_line_next(s->in, &l, RX_LINE_LAZY, e)) == 1)
		if (!take_line(s, &l, e)) {
			place(s, e);
			r = -1;
			break;
		}
	rx_line_free(&l);
	if (r == -1) {
		if (s->in->cut)
			(void)rx_line_cut(s->in, e);
		put_error(s, e);
		return e->exit;
	}
	/* Nothing but errors came: not even rx-plan's begin, and so no bare records either. */
	if (!s->conf->bare && !s->conf->singer && !s->named && !s->unnamed && s->error.n > 0)
		rx_out_line(s->out, rx_buf_view(&s->error));
	*e = (struct rx_err)RX_ERR_INIT;
	if (stream_missed(s, e))
		return e->exit;
	status = rx_promises_close(&s->promises, &s->page, e);
	if (s->page.n > 0 && !s->conf->bare && !s->conf->singer)
		rx_out_line(s->out, rx_buf_view(&s->page));
	if (s->conf->singer && !singer_end(&s->singer, status == RX_OK, s->out, e))
		return e->exit;
	return status;
}
