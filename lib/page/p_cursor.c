/*
 * cursor: each page gives the value that asks for the next one.
 *
 * Where it stands may be said (cursor_value, cursor_path) or must be found:
 * the dialect's 16, (a) to (f), the first that applies.
 */
#include <string.h>

#include "lib/page/paging.h"

struct paths {			/* what rx_template_paths is collected into */
	struct rx_paging	*p;
	struct rx_arena		*arena;
	struct rx_place		*first;		/* the first path that is mentioned */
	bool			 condition;
};

static void
spelled(struct paths *c, struct rx_span name)
{
	if (c->p->nspelled < PLACES)
		c->p->spelled[c->p->nspelled++] = name;
}

static void
collect(void *arg, struct rx_span name, struct rx_span segments, enum rx_expr_use use)
{
	struct paths	*c = arg;
	struct rx_place	*place = rx_place_of(c->arena, rx_arena_span(c->arena, name), segments);

	if (place == NULL)
		return;
	if (place->in == RX_IN_HEADERS && place->n > 0)
		spelled(c, place->seg[0]);
	if (c->first == NULL && place->n > 0)
		c->first = place;
	if (!c->condition)
		return;
	if (place->in == RX_IN_BODY && place->n > 1 && c->p->ntold < PLACES)
		c->p->told[c->p->ntold++] = place;
	if (use == RX_USE_EMPTY) {
		c->p->tests_empty = true;
	} else if (place->in == RX_IN_HEADERS && place->n > 0 &&
	    rx_span_is_nocase(place->seg[0], "link")) {
		c->p->absent_link = true;
	} else if (use == RX_USE_ABSENCE && place->n > 0 && c->p->nabsent < PLACES) {
		c->p->absent[c->p->nabsent++] = place;
	}
}

void
rx_cursor_condition(struct rx_paging *p, struct rx_arena *a)
{
	struct paths c = { p, a, NULL, true };

	if (p->stop != NULL && rx_condition_template(p->stop) != NULL)
		rx_template_paths(rx_condition_template(p->stop), a, collect, &c);
}

static bool
compile_value(struct rx_paging *p, struct rx_span text, struct rx_arena *a, struct rx_err *e)
{
	struct paths c = { p, a, NULL, false };

	p->value = rx_template_has(text) || rx_span_find(text, '{') < text.n ?
	    rx_template_compile(a, text, true, e) : rx_condition_compile(a, text, e);
	if (p->value == NULL)
		return rx_err_at(e, "cursor_value");
	rx_template_paths(p->value, a, collect, &c);
	if (p->param.n == 0 && c.first != NULL)
		p->param = rx_cursor_param_of(a, rx_place_name(c.first));
	return true;
}

/* A chain of filters over the Link header, as documents have it, means the
 * Link header; any other expression is a cursor_value. */
static bool
compile_path(struct rx_paging *p, const struct rx_node *n, struct rx_arena *a, struct rx_err *e)
{
	struct rx_buf	 b = RX_BUF_INIT(RX_BUF_TEXT);
	struct rx_span	 text = rx_node_text(n);
	struct rx_place	*place;

	if (text.n > 0 && rx_span_find(text, '(') < text.n) {
		if (!rx_span_starts(text, "headers.Link") && !rx_span_starts(text, "headers.link"))
			return compile_value(p, text, a, e);
		text = RX_SPAN("headers.link.next.url");
		n = rx_node_string(a, text);
	} else if (rx_template_has(text)) {
		return compile_value(p, text, a, e);
	}
	rx_node_write(&b, n);
	place = rx_place_compile(a, rx_arena_span(a, rx_buf_view(&b)), e);
	rx_buf_free(&b);
	if (place == NULL)
		return rx_err_at(e, "cursor_path");
	place->record = place->in == RX_IN_BODY;
	p->place = place;
	if (p->param.n == 0)
		p->param = rx_cursor_param_of(a, rx_place_name(place));
	return true;
}

static bool
compile(struct rx_paging *p, const struct rx_node *paging, struct rx_arena *a, struct rx_err *e)
{
	const struct rx_node	*path = rx_node_get(paging, "cursor_path");
	struct rx_span		 value = rx_node_text(rx_node_get(paging, "cursor_value"));

	rx_cursor_condition(p, a);
	if (value.n > 0)
		return compile_value(p, value, a, e);
	if (path != NULL && path->kind != RX_JSON_NULL)
		return compile_path(p, path, a, e);
	return true;
}

/* (a) the template's value as JSON; a final |tojson is undone. */
static struct rx_span
by_template(struct rx_paging_step *s, struct rx_view *v)
{
	struct rx_value	value = rx_view_eval(s->paging->value, v, s->now);
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_TEXT);
	struct rx_span	json = RX_SPAN_NONE;

	value = rx_value_sent(s->arena, &value);
	if (value.kind != RX_VALUE_UNDEFINED && value.kind != RX_VALUE_NULL &&
	    rx_value_write(&b, &value))
		json = rx_arena_span(s->arena, rx_buf_view(&b));
	rx_buf_free(&b);
	return json;
}

/* An object where a cursor was expected is searched within. */
static struct rx_span
within(struct rx_paging_step *s, struct rx_span v, struct rx_place *place)
{
	struct rx_place	inner = { .n = 0 };
	struct rx_span	found;
	unsigned	i;

	if (rx_json_kind(v) != RX_JSON_OBJECT || rx_json_empty(v))
		return v;
	found = rx_cursor_find(v, s->paging->param, rx_step_sent(s, s->arena), true, &inner,
	    s->arena);
	for (i = 0; found.p != NULL && i < inner.n && place->n < PLACE_DEPTH; i++)
		place->seg[place->n++] = inner.seg[i];
	return found;
}

/* (c) the place that the stop condition tests for absence. */
static struct rx_span
by_condition(struct rx_paging_step *s, struct rx_view *v, struct rx_place *place)
{
	const struct rx_paging	*p = s->paging;
	struct rx_span		 found;
	unsigned		 i;

	for (i = 0; i < p->nabsent; i++) {
		*place = *p->absent[i];
		found = within(s, rx_place_get(place, v), place);
		if (rx_cursor_scalar(found))
			return found;
	}
	return RX_SPAN_NONE;
}

/* The objects around what the stop condition mentions: info.more_records says
 * that info is about paging. */
static struct rx_span
beside(struct rx_paging_step *s, struct rx_view *v, struct rx_place *place)
{
	const struct rx_paging	*p = s->paging;
	struct rx_span		 found = RX_SPAN_NONE;
	unsigned		 i;

	for (i = 0; i < p->ntold && found.p == NULL; i++) {
		*place = *p->told[i];
		place->n--;
		found = within(s, rx_place_get(place, v), place);
	}
	return rx_cursor_scalar(found) ? found : RX_SPAN_NONE;
}

/* (d) the Link header, (e) the body. */
struct rx_span
rx_cursor_search(struct rx_paging_step *s, struct rx_view *v, struct rx_place *place)
{
	struct rx_span url = rx_view_link_url(v, RX_SPAN("next"));

	if (url.n > 0) {
		*place = (struct rx_place){ .in = RX_IN_HEADERS, .n = 3, .seg = {
		    RX_SPAN("link"), RX_SPAN("next"), RX_SPAN("url") } };
		return rx_arena_quote(s->arena, url);
	}
	*place = (struct rx_place){ .n = 2, .seg = { RX_SPAN("cursors"), RX_SPAN("next") } };
	url = rx_place_get(place, v);	/* dlt's own place */
	if (rx_cursor_scalar(url))
		return url;
	*place = (struct rx_place){ .n = 0 };
	url = rx_cursor_find(v->facts->body, s->paging->param, rx_step_sent(s, s->arena), false,
	    place, s->arena);
	return url.p != NULL ? url : beside(s, v, place);
}

/* Does the stop condition test the rows themselves: not response.get('items')? */
static bool
tests_rows(const struct rx_paging *p, struct rx_view *v)
{
	for (unsigned i = 0; i < p->nabsent; i++)
		if (rx_json_kind(rx_place_get(p->absent[i], v)) == RX_JSON_ARRAY)
			return true;
	return false;
}

/* (f) the last record's key. */
static struct rx_span
by_last(struct rx_paging_step *s, struct rx_view *v, struct rx_place *place)
{
	const struct rx_paging *p = s->paging;

	if (!(p->param.n > 0 && rx_cursor_by_last(p->param)) && !p->tests_empty &&
	    !tests_rows(p, v))
		return RX_SPAN_NONE;
	*place = (struct rx_place){ .in = RX_IN_LAST, .n = 1,
	    .seg = { p->key.n > 0 ? p->key : RX_SPAN("id") } };
	return rx_place_get(place, v);
}

void
rx_cursor_learn(struct rx_paging_step *s, const struct rx_place *place, struct rx_span value)
{
	struct rx_paging_resource	*res = s->resource;
	const char			*path = rx_place_text(place, s->arena).p;
	bool				 link = rx_json_kind(value) == RX_JSON_STRING &&
	    rx_cursor_url(rx_arena_text(s->arena, value));

	if ((res->place = rx_place_keep(res->arena, place)) == NULL)
		return;
	if (place->in == RX_IN_HEADERS) {
		rx_step_say(s, SAID_FOUND, "info", "the next page was found in the Link header; "
		    "{\"type\":\"header_link\"} says so in the source");
	} else if (link) {
		rx_step_say(s, SAID_FOUND, "info", "the next link was found at %s; "
		    "{\"type\":\"json_link\",\"next_url_path\":\"%s\"} says so in the source",
		    path, path);
	} else {
		if (s->paging->param.n == 0)
			res->cursor_param = rx_cursor_param_of(res->arena,
			    rx_place_name(res->place));
		rx_step_say(s, SAID_FOUND, "info", "the cursor was found at %s and is sent as "
		    "%.*s; \"cursor_path\":\"%s\" says so in the source", path,
		    RX_FMT(s->paging->param.n > 0 ? s->paging->param : res->cursor_param), path);
	}
}

/* Why there is no next page. */
const char *
rx_cursor_none(const struct rx_paging_step *s)
{
	const struct rx_place *p = s->paging->place != NULL ? s->paging->place :
	    s->resource->place;

	return s->request->at.kind == RX_AT_URL || (p != NULL && p->in == RX_IN_HEADERS) ?
	    "no next link" : "no cursor";
}

static enum rx_paging_verdict
more_may_exist(struct rx_buf *names, struct rx_err *e)
{
	rx_err_set(e, RX_BAD_DATA, "more pages may exist: the page has no cursor that is known");
	if (names->n > 0)
		rx_err_got(e, rx_buf_view(names));
	rx_err_hint(e, "name the place with \"cursor_path\" in the paginator; if one page is all, "
	    "\"paginator\": \"single_page\"");
	return RX_PAGING_ERROR;
}

static enum rx_paging_verdict
nothing_found(struct rx_paging_step *s, struct rx_view *v, struct rx_err *e)
{
	const struct rx_paging	*p = s->paging;
	struct rx_buf		 names = RX_BUF_INIT(RX_BUF_TEXT);
	enum rx_paging_verdict	 verdict = RX_PAGING_END;
	unsigned		 n, sure;

	s->stop = s->facts->rows == 0 ? "empty page" : rx_cursor_none(s);
	if (s->resource->gave_cursor || s->facts->rows == 0)
		return verdict;
	n = rx_cursor_suspects(v->facts->body, rx_step_sent(s, s->arena), &names, &sure);
	if (sure > 0 || (!rx_cursor_denied(v->facts->body, p->param, s->arena) &&
	    (p->limit > 0 ? s->facts->rows >= (unsigned long)p->limit : n > 0)))
		verdict = more_may_exist(&names, e);
	rx_buf_free(&names);
	return verdict;
}

static struct rx_span
search(struct rx_paging_step *s, struct rx_view *v)
{
	struct rx_place	place = { .n = 0 };
	struct rx_span	found;

	if (s->resource->place != NULL) {
		place = *s->resource->place;
		return rx_place_get(&place, v);
	}
	found = s->paging->absent_link ? RX_SPAN_NONE : by_condition(s, v, &place);
	if (!rx_cursor_is(found))
		found = rx_cursor_search(s, v, &place);
	if (!rx_cursor_is(found))
		found = by_last(s, v, &place);
	if (rx_cursor_is(found))
		rx_cursor_learn(s, &place, found);
	return found;
}

static struct rx_span
given(struct rx_paging_step *s, struct rx_view *v)
{
	struct rx_place	place;
	struct rx_span	value;

	if (s->paging->value != NULL)
		return by_template(s, v);
	place = *s->paging->place;
	if (place.in == RX_IN_HEADERS && place.n > 1 && rx_span_is_nocase(place.seg[0], "link") &&
	    rx_view_link_empty(rx_json_member(rx_view_link(v), place.seg[1])))
		return RX_SPAN_NONE;
	place.record = false;
	value = rx_place_get(&place, v);
	s->resource->cursor_in_body |= value.p != NULL;
	/* a page without the body's member is the last one, whatever its records have */
	place.record = s->paging->place->record && !s->resource->cursor_in_body;
	if (value.p == NULL && place.record)
		value = rx_place_get(&place, v);
	return s->paging->body_path.n > 0 ? value : within(s, value, &place);
}

static enum rx_paging_verdict
next(struct rx_paging_step *s, struct rx_view *v, struct rx_err *e)
{
	const struct rx_paging	*p = s->paging;
	bool			 known = p->value != NULL || p->place != NULL;
	struct rx_span		 value = known ? given(s, v) : search(s, v), sent;

	if (rx_json_kind(value) == RX_JSON_TRUE) {
		rx_err_set(e, RX_BAD_DATA, "the cursor is true: that is no place in a list");
		rx_err_hint(e,
		    "\"has_more_path\" or \"stop_condition\" is the key for such a member");
		return RX_PAGING_ERROR;
	}
	if (!rx_cursor_is(value))
		return known ? rx_step_end(s, rx_cursor_none(s)) : nothing_found(s, v, e);
	sent = rx_step_sent(s, s->arena);
	if (!known && sent.p != NULL && rx_span_eq(sent, rx_arena_text(s->arena, value)))
		return rx_step_end(s, "no new cursor");
	s->request->cursor_came = s->resource->gave_cursor = true;
	return rx_step_value(s, value, e);
}

static unsigned
place(const struct rx_paging *p, const struct rx_paging_resource *res,
    const struct rx_position *at, struct rx_placed *out, struct rx_arena *a)
{
	(void)a;
	if (at->kind != RX_AT_CURSOR)
		return 0;
	out[0].value = at->value;
	out[0].where = p->body_path.n > 0 ? RX_PLACING_BODY : RX_PLACING_QUERY;
	out[0].name = p->body_path.n > 0 ? p->body_path : p->param.n > 0 ? p->param :
	    res->cursor_param.n > 0 ? res->cursor_param : RX_SPAN("cursor");
	return 1;
}

const struct rx_paginator rx_paginator_cursor = {
	.name = "cursor", .followed = true, .compile = compile, .start = rx_position_start,
	.next = next, .place = place
};
