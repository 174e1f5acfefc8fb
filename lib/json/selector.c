/* Reading selectors: plain key, dotted, list, JSONPath of the same power. */
#include "lib/json/selector.h"

#include <string.h>

#include "rx/json.h"

static bool
push(struct rx_arena *a, struct rx_selector *s, struct rx_segment seg)
{
	struct rx_segment *v;

	if (s->n == s->cap) {
		if ((v = rx_arena_get(a, (s->cap + 8) * sizeof(*v))) == NULL)
			return false;
		if (s->n > 0)
			memcpy(v, s->v, s->n * sizeof(*v));
		s->v = v;
		s->cap += 8;
	}
	s->v[s->n++] = seg;
	return true;
}

static bool
is_index(struct rx_span t, long *out)
{
	bool		negative = t.n > 1 && t.p[0] == '-';
	unsigned long	v;

	if (!rx_span_uint(rx_span_cut(t, negative), &v) || v > 1000000000)
		return false;
	*out = negative ? -(long)v : (long)v;
	return true;
}

static bool
push_name(struct rx_arena *a, struct rx_selector *s, struct rx_span name)
{
	struct rx_segment seg = { RX_STEP_NAME, rx_arena_span(a, name), 0 };

	if (rx_span_is(name, "*"))
		seg.step = RX_STEP_STAR;
	return push(a, s, seg);
}

static bool
fault(struct rx_span text, size_t at, const char *what, struct rx_err *e)
{
	rx_err_set(e, RX_USAGE, "data_selector: %s", what);
	rx_err_at(e, "character %zu of '%.*s'", at + 1, RX_FMT(text));
	return rx_err_hint(e, "a key, a.b.c, a.*.b, [\"a\",\"b\"], $.a[*].b or, for the whole "
	    "body, \"$\"");
}

/* In brackets at t.p[*i]: [*], [0], [-1], ['name'], ["name"], [name]. */
static bool
bracket(struct rx_arena *a, struct rx_selector *s, struct rx_span t, size_t *i, struct rx_err *e)
{
	struct rx_span		in = rx_span_cut(t, *i + 1);
	struct rx_segment	seg = { RX_STEP_INDEX, RX_SPAN_NONE, 0 };
	size_t			close = rx_span_find(in, ']');

	if (in.n > 0 && (in.p[0] == '\'' || in.p[0] == '"')) {
		const char *q = in.n > 1 ? memchr(in.p + 1, in.p[0], in.n - 1) : NULL;

		if (q == NULL || q + 1 == in.p + in.n || q[1] != ']')
			return fault(t, *i, "a quoted name in brackets has no end", e);
		*i += (size_t)(q - in.p) + 3;
		return push(a, s, (struct rx_segment){ RX_STEP_NAME, rx_arena_span(a,
		    (struct rx_span){ in.p + 1, (size_t)(q - in.p) - 1 }), 0 });
	}
	if (close == in.n)
		return fault(t, *i, "a bracket has no end", e);
	in.n = close;
	if (in.n > 0 && in.p[0] == '?')
		return fault(t, *i, "filters [?...] are not selectors: use --jq, or a filter step",
		    e);
	*i += close + 2;
	if (is_index(in, &seg.index))
		return push(a, s, seg);
	if (in.n == 0)
		return push_name(a, s, RX_SPAN("*"));
	return push_name(a, s, in);
}

/* Dotted text from i on. */
static bool
dotted(struct rx_arena *a, struct rx_selector *s, struct rx_span t, size_t i, struct rx_err *e)
{
	while (i < t.n) {
		size_t	from = i;
		bool	descend = false;

		if (t.p[i] == '[') {
			if (!bracket(a, s, t, &i, e))
				return false;
			continue;
		}
		if (t.p[i] == '.') {
			descend = i + 1 < t.n && t.p[i + 1] == '.';
			i += descend ? 2 : 1;
			if (i < t.n && t.p[i] == '[')
				continue;
			from = i;
		}
		while (i < t.n && t.p[i] != '.' && t.p[i] != '[')
			i++;
		if (i == from)
			return fault(t, i, "a name expected", e);
		if (!push_name(a, s, (struct rx_span){ t.p + from, i - from }))
			return false;
		if (descend)
			s->v[s->n - 1].step = RX_STEP_DESCEND;
	}
	return true;
}

static bool
from_text(struct rx_arena *a, struct rx_selector *s, struct rx_span t, struct rx_err *e)
{
	t = rx_span_trim(t);
	if (t.n == 0 || rx_span_is(t, "$") || rx_span_is(t, ".") || rx_span_is(t, "[]"))
		return true;
	if (t.p[0] == '$')
		return dotted(a, s, t, 1, e);
	if (rx_span_find(t, '.') == t.n && rx_span_find(t, '[') == t.n)
		return push_name(a, s, t);
	s->whole = rx_arena_span(a, t);
	return dotted(a, s, t, t.p[0] == '.' ? 1 : 0, e);
}

static bool
from_list(struct rx_arena *a, struct rx_selector *s, struct rx_span list, struct rx_err *e)
{
	struct rx_json_iter	it;
	struct rx_span		v;
	struct rx_buf		b = RX_BUF_INIT(RX_BUF_TEXT);
	bool			ok = true;

	(void)rx_json_begin(&it, list);
	while (ok && rx_json_next(&it, NULL, &v)) {
		struct rx_segment seg = { RX_STEP_INDEX, RX_SPAN_NONE, 0 };

		rx_buf_reset(&b);
		if (rx_json_kind(v) == RX_JSON_NUMBER && is_index(v, &seg.index))
			ok = push(a, s, seg);
		else if (rx_json_kind(v) == RX_JSON_STRING && rx_json_decode(&b, v) >= 0)
			ok = push_name(a, s, rx_buf_view(&b));
		else
			ok = fault(list, (size_t)(v.p - list.p),
			    "a segment must be a name or a number", e);
	}
	rx_buf_free(&b);
	return ok;
}

struct rx_selector *
rx_selector_compile(struct rx_arena *a, struct rx_span json, struct rx_err *e)
{
	struct rx_selector	*s = rx_arena_get(a, sizeof(*s));
	struct rx_buf		 b = RX_BUF_INIT(RX_BUF_TEXT);
	bool			 ok;

	if (s == NULL) {
		rx_err_nomem(e);
		return NULL;
	}
	if (rx_json_kind(json) == RX_JSON_ARRAY) {
		ok = from_list(a, s, json, e);
	} else if (rx_json_kind(json) == RX_JSON_STRING) {
		ok = rx_json_decode(&b, json) >= 0 && from_text(a, s, rx_buf_view(&b), e);
	} else {
		rx_err_set(e, RX_USAGE, "data_selector: a text or a list expected, not %s",
		    rx_json_kind_name(rx_json_kind(json)));
		ok = false;
	}
	rx_buf_free(&b);
	if (a->failed && ok)
		ok = rx_err_nomem(e);
	return ok ? s : NULL;
}
