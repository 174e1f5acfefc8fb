/*
 * Where the records are when nobody says: dlt's rule without its traps.  A
 * list counts when it holds objects; what lies under pagination or links does
 * not, nor what lies in an object that is itself an entity (it has an id).
 */
#include <string.h>

#include "rx/json.h"
#include "rx/rows.h"

#define DEPTH		3
#define CANDIDATES	64

struct candidate {
	struct rx_span	keys[DEPTH];
	unsigned	depth;
	bool		usual, filled;
};

struct search {
	struct candidate	v[CANDIDATES];
	unsigned		n;
	struct rx_span		keys[DEPTH];
};

static bool
among(struct rx_span raw, const char *const *names)
{
	struct rx_span t = { raw.p + 1, raw.n - 2 };

	for (; *names != NULL; names++)
		if (rx_span_is_nocase(t, *names))
			return true;
	return false;
}

static bool
is_usual(struct rx_span raw)
{
	static const char *const names[] = { "data", "items", "results", "entries", "records",
	    "rows", "entities", "payload", "content", "objects", "values", "value", "list",
	    "collection", NULL };

	return among(raw, names);
}

static bool
is_about(struct rx_span raw)
{
	static const char *const names[] = { "meta", "metadata", "_meta", "_metadata", "pagination",
	    "paging", "links", "_links", "extras", "headers", "errors", "warnings", "included",
	    "facets", "aggregations", NULL };

	return among(raw, names);
}

static bool
is_entity(struct rx_span object)
{
	static const char *const names[] = { "id", "_id", "uuid", "guid", NULL };
	struct rx_json_iter	it;
	struct rx_span		key, v;

	if (!rx_json_begin(&it, object))
		return false;
	while (rx_json_next(&it, &key, &v))
		if (among(key, names) && (rx_json_kind(v) == RX_JSON_STRING ||
		    rx_json_kind(v) == RX_JSON_NUMBER))
			return true;
	return false;
}

/* A list of nothing but objects, or an empty one. */
static bool
of_objects(struct rx_span list)
{
	struct rx_json_iter	it;
	struct rx_span		v;

	(void)rx_json_begin(&it, list);
	while (rx_json_next(&it, NULL, &v))
		if (rx_json_kind(v) != RX_JSON_OBJECT)
			return false;
	return true;
}

static void
look(struct search *s, struct rx_span object, unsigned depth)
{
	struct rx_json_iter	it;
	struct rx_span		key, v;

	if (depth == DEPTH || is_entity(object) || !rx_json_begin(&it, object))
		return;
	while (rx_json_next(&it, &key, &v)) {
		if (is_about(key))
			continue;
		s->keys[depth] = key;
		if (rx_json_kind(v) == RX_JSON_OBJECT) {
			look(s, v, depth + 1);
		} else if (rx_json_kind(v) == RX_JSON_ARRAY && of_objects(v) && s->n < CANDIDATES) {
			struct candidate *c = &s->v[s->n++];

			memcpy(c->keys, s->keys, sizeof(c->keys));
			c->depth = depth + 1;
			c->usual = is_usual(key);
			c->filled = !rx_json_empty(v);
		}
	}
}

/* Keeps those that pass, if any does. */
static void
narrow(struct search *s, bool (*pass)(const struct candidate *, unsigned), unsigned arg)
{
	unsigned i, n = 0;

	for (i = 0; i < s->n; i++)
		n += pass(&s->v[i], arg);
	if (n == 0 || n == s->n)
		return;
	for (i = n = 0; i < s->n; i++)
		if (pass(&s->v[i], arg))
			s->v[n++] = s->v[i];
	s->n = n;
}

static bool
usual(const struct candidate *c, unsigned arg)
{
	(void)arg;
	return c->usual;
}

static bool
filled(const struct candidate *c, unsigned arg)
{
	(void)arg;
	return c->filled;
}

static bool
at_depth(const struct candidate *c, unsigned depth)
{
	return c->depth == depth;
}

static void
put(struct rx_buf *b, const struct candidate *c)
{
	unsigned i;

	rx_buf_byte(b, '[');
	for (i = 0; i < c->depth; i++) {
		rx_buf_text(b, i > 0 ? "," : "");
		rx_buf_span(b, c->keys[i]);
	}
	rx_buf_byte(b, ']');
}

static bool
ambiguous(const struct search *s, struct rx_err *e)
{
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_TEXT);
	unsigned	i;

	for (i = 0; i < s->n; i++) {
		rx_buf_text(&b, i > 0 ? " or " : "");
		put(&b, &s->v[i]);
	}
	rx_err_set(e, RX_BAD_DATA, "the records may be in several places of the body");
	rx_err_hint(e, "name one with data_selector (rx-page --select): %s", rx_buf_str(&b));
	rx_buf_free(&b);
	return false;
}

bool
rx_rows_detect(struct rx_buf *b, struct rx_span body, struct rx_err *e)
{
	struct search	s = { .n = 0 };
	unsigned	least = DEPTH, i;

	if (rx_json_kind(body) == RX_JSON_OBJECT)
		look(&s, body, 0);
	if (s.n == 0)
		return rx_buf_text(b, "[]") || rx_err_nomem(e);
	narrow(&s, filled, 0);
	narrow(&s, usual, 0);
	for (i = 0; i < s.n; i++)
		least = s.v[i].depth < least ? s.v[i].depth : least;
	narrow(&s, at_depth, least);
	if (s.n > 1)
		return ambiguous(&s, e);
	put(b, &s.v[0]);
	return !b->failed || rx_err_nomem(e);
}
