/*
 * A place in an answer: a path into the body, the headers or the last record.
 *
 * Paths are loose: dotted, bracketed, JSONPath of plain members, a list of
 * segments; a member's whole name may have dots in it.
 */
#include <string.h>

#include "lib/page/paging.h"

static bool
push(struct rx_place *p, struct rx_arena *a, struct rx_span seg)
{
	if (p->n == PLACE_DEPTH)
		return false;
	p->seg[p->n++] = rx_arena_span(a, seg);
	return true;
}

/* s is at a [; the bytes behind its ], or NONE. */
static struct rx_span
bracket(struct rx_place *p, struct rx_arena *a, struct rx_span s)
{
	char	quote = s.n > 1 && (s.p[1] == '\'' || s.p[1] == '"') ? s.p[1] : '\0';
	size_t	end;

	s = rx_span_cut(s, quote != '\0' ? 2 : 1);
	end = rx_span_find(s, quote != '\0' ? quote : ']');
	if (end == s.n || !push(p, a, (struct rx_span){ s.p, end }))
		return RX_SPAN_NONE;
	s = rx_span_cut(s, end + (quote != '\0'));
	if (s.n == 0 || s.p[0] != ']')
		return RX_SPAN_NONE;
	return (struct rx_span){ s.p + 1, s.n - 1 };
}

static bool
parse_text(struct rx_place *p, struct rx_arena *a, struct rx_span s)
{
	size_t n;

	if (s.n > 1 && s.p[0] == '$' && (s.p[1] == '.' || s.p[1] == '['))
		s = rx_span_cut(s, 1);
	while (s.n > 0) {
		if (s.p[0] == '[') {
			if ((s = bracket(p, a, s)).p == NULL)
				return false;
			continue;
		}
		if (s.p[0] == '.')
			s = rx_span_cut(s, 1);
		for (n = 0; n < s.n && s.p[n] != '.' && s.p[n] != '['; n++)
			;
		if (n == 0 ? s.n == 0 || s.p[0] != '[' : !push(p, a, (struct rx_span){ s.p, n }))
			return false;
		s = rx_span_cut(s, n);
	}
	return p->n > 0;
}

static bool
parse_list(struct rx_place *p, struct rx_arena *a, struct rx_span list)
{
	struct rx_json_iter	it;
	struct rx_span		v;

	if (!rx_json_begin(&it, list))
		return false;
	while (rx_json_next(&it, NULL, &v))
		if (rx_json_kind(v) < RX_JSON_NUMBER || rx_json_kind(v) > RX_JSON_STRING ||
		    !push(p, a, rx_arena_text(a, v)))
			return false;
	return true;
}

static void
drop_first(struct rx_place *p)
{
	p->n--;
	memmove(p->seg, p->seg + 1, p->n * sizeof(p->seg[0]));
}

/* headers., last_record. and response. say where to look. */
static void
set_root(struct rx_place *p)
{
	if (p->n < 2)
		return;
	if (rx_span_is(p->seg[0], "headers"))
		p->in = RX_IN_HEADERS;
	else if (rx_span_is(p->seg[0], "last_record"))
		p->in = RX_IN_LAST;
	else if (rx_span_is(p->seg[0], "response"))
		p->prefixed = true;
	if (p->in != RX_IN_BODY)
		drop_first(p);
}

struct rx_place *
rx_place_compile(struct rx_arena *a, struct rx_span json, struct rx_err *e)
{
	struct rx_place	*p = rx_arena_get(a, sizeof(*p));
	bool		 ok = false;

	if (p == NULL) {
		rx_err_nomem(e);
		return NULL;
	}
	if (rx_json_kind(json) == RX_JSON_STRING) {
		p->whole = rx_arena_text(a, json);
		ok = parse_text(p, a, p->whole);
	} else if (rx_json_kind(json) == RX_JSON_ARRAY) {
		ok = parse_list(p, a, json) && p->n > 0;
	}
	if (!ok) {
		rx_err_set(e, RX_USAGE, "not a path: %.*s", RX_FMT(json));
		return NULL;
	}
	set_root(p);
	return p;
}

struct rx_place *
rx_place_of(struct rx_arena *a, struct rx_span name, struct rx_span segments)
{
	struct rx_place *p = rx_arena_get(a, sizeof(*p));

	if (p == NULL)
		return NULL;
	if (rx_span_is(name, "headers"))
		p->in = RX_IN_HEADERS;
	else if (rx_span_is(name, "last_record"))
		p->in = RX_IN_LAST;
	else if (!rx_span_is(name, "response"))
		push(p, a, name);
	if (segments.n > 0 && !parse_list(p, a, segments))
		return NULL;
	return p;
}

/* An array: an index, from the end when it is negative; or, of links, the
 * href of the element whose rel is the segment. */
static struct rx_span
element(struct rx_span array, struct rx_span seg)
{
	struct rx_json_iter	it;
	struct rx_span		v;
	bool			from_end = seg.n > 1 && seg.p[0] == '-';
	unsigned long		i, n;

	if (rx_span_uint(rx_span_cut(seg, from_end), &i)) {
		n = from_end ? rx_json_count(array) : 0;
		return !from_end ? rx_json_at(array, i) :
		    i <= n ? rx_json_at(array, n - i) : RX_SPAN_NONE;
	}
	if (rx_json_begin(&it, array))
		while (rx_json_next(&it, NULL, &v)) {
			struct rx_span rel = rx_json_get(v, "rel");

			if (rx_json_kind(rel) == RX_JSON_STRING && rx_json_is(rel, seg))
				return rx_json_get(v, "href");
		}
	return RX_SPAN_NONE;
}

/* The member named by the segments from i on joined by dots. */
static struct rx_span
joined(const struct rx_place *p, unsigned i, struct rx_span object, unsigned *used,
    struct rx_arena *a)
{
	struct rx_span	name = p->seg[i], v;
	unsigned	k;

	for (k = i + 1; k < p->n; k++) {
		name = rx_arena_printf(a, "%.*s.%.*s", RX_FMT(name), RX_FMT(p->seg[k]));
		if ((v = rx_json_member(object, name)).p != NULL) {
			*used = k - i + 1;
			return v;
		}
	}
	return RX_SPAN_NONE;
}

static struct rx_span
walk(const struct rx_place *p, unsigned i, struct rx_span at, struct rx_arena *a)
{
	struct rx_span	v;
	unsigned	used;

	for (; i < p->n && at.p != NULL; i += used, at = v) {
		used = 1;
		v = rx_json_kind(at) == RX_JSON_ARRAY ? element(at, p->seg[i]) :
		    rx_json_member(at, p->seg[i]);
		if (v.p == NULL && p->whole.n > 0 && rx_json_kind(at) == RX_JSON_OBJECT)
			v = joined(p, i, at, &used, a);
	}
	return at;
}

/* From a top member on, by the index of the body. */
static struct rx_span
from_top(const struct rx_place *p, unsigned i, struct rx_view *v)
{
	struct rx_span top;

	if (i == p->n || rx_json_kind(v->facts->body) != RX_JSON_OBJECT)
		return walk(p, i, v->facts->body, v->arena);
	top = rx_view_top(v, p->seg[i]);
	if (top.p != NULL)
		return walk(p, i + 1, top, v->arena);
	return p->whole.n > 0 && p->n - i > 1 ? walk(p, i, v->facts->body, v->arena) :
	    RX_SPAN_NONE;
}

static struct rx_span
in_object(const struct rx_place *p, unsigned i, struct rx_span object, struct rx_arena *a)
{
	struct rx_span v = RX_SPAN_NONE;

	if (rx_json_kind(object) != RX_JSON_OBJECT)
		return v;
	if (p->whole.n > 0)
		v = rx_json_member(object, p->whole);
	return v.p != NULL ? v : walk(p, i, object, a);
}

static struct rx_span
in_body(const struct rx_place *p, struct rx_view *v)
{
	struct rx_span	found = RX_SPAN_NONE;
	unsigned	from = p->prefixed ? 1 : 0;

	if (p->whole.n > 0)
		found = rx_view_top(v, p->whole);
	if (found.p == NULL && p->prefixed)
		found = from_top(p, 0, v);
	if (found.p == NULL)
		found = from_top(p, from, v);
	if (found.p == NULL && !p->exact)
		found = in_object(p, from, rx_view_around(v), v->arena);
	if (found.p == NULL && p->record && rx_view_top(v, p->seg[from]).p == NULL)
		found = in_object(p, from, v->facts->last, v->arena);
	return found;
}

/* headers.link.REL.PARAMETER reads the parsed Link header; any other name,
 * and Link alone in another spelling, is a header's text. */
static struct rx_span
in_headers(const struct rx_place *p, struct rx_view *v)
{
	struct rx_span text;

	if (p->n == 0)
		return RX_SPAN_NONE;
	if (rx_span_is_nocase(p->seg[0], "link"))
		return walk(p, 1, p->n > 1 ? rx_view_link(v) :
		    rx_json_get(rx_view_link(v), "next"), v->arena);
	text = rx_view_header(v, p->seg[0]);
	return text.p != NULL && p->n == 1 ? rx_arena_quote(v->arena, text) : RX_SPAN_NONE;
}

struct rx_span
rx_place_get(const struct rx_place *p, struct rx_view *v)
{
	switch (p->in) {
	case RX_IN_HEADERS:
		return in_headers(p, v);
	case RX_IN_LAST:
		return in_object(p, 0, v->facts->last, v->arena);
	case RX_IN_BODY:
		break;
	}
	return in_body(p, v);
}

struct rx_span
rx_place_name(const struct rx_place *p)
{
	struct rx_span	name;
	unsigned long	n;
	unsigned	i = p->n;

	while (i > 0) {
		name = p->seg[--i];
		if (!rx_span_uint(rx_span_cut(name, name.n > 0 && name.p[0] == '-'), &n))
			return name;
	}
	return RX_SPAN_NONE;
}

static const char *
root_name(const struct rx_place *p)
{
	return p->in == RX_IN_HEADERS ? "headers" : p->in == RX_IN_LAST ? "last_record" : NULL;
}

bool
rx_place_write(struct rx_buf *b, const struct rx_place *p)
{
	unsigned i;

	rx_buf_byte(b, '[');
	if (root_name(p) != NULL)
		rx_buf_printf(b, "\"%s\"", root_name(p));
	for (i = 0; i < p->n; i++) {
		if (i > 0 || root_name(p) != NULL)
			rx_buf_byte(b, ',');
		rx_json_quote(b, p->seg[i]);
	}
	return rx_buf_byte(b, ']');
}

struct rx_span
rx_place_text(const struct rx_place *p, struct rx_arena *a)
{
	struct rx_span	text = RX_SPAN("");
	unsigned	i;

	if (root_name(p) != NULL)
		text = rx_span_of(root_name(p));
	for (i = 0; i < p->n; i++)
		text = rx_arena_printf(a, "%.*s%s%.*s", RX_FMT(text), text.n > 0 ? "." : "",
		    RX_FMT(p->seg[i]));
	return text;
}

struct rx_place *
rx_place_keep(struct rx_arena *a, const struct rx_place *p)
{
	struct rx_place	*copy = rx_arena_get(a, sizeof(*copy));
	unsigned	 i;

	if (copy == NULL)
		return NULL;
	*copy = *p;
	copy->whole = p->whole.n > 0 ? rx_arena_span(a, p->whole) : RX_SPAN_NONE;
	for (i = 0; i < p->n; i++)
		copy->seg[i] = rx_arena_span(a, p->seg[i]);
	return copy;
}
