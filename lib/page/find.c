/*
 * Where a body that nobody described has its cursor: the dialect's 16 (e).
 *
 * Level by level: at each level the names in their order, over all objects
 * of that level; then the objects within those that usually hold paging.
 */
#include <string.h>

#include "lib/page/paging.h"

#define LEVELS	4
#define WIDTH	24

/* Flat (rx_name_flat): servers write nextPage, next_page, NextPage. */
static const char *const names[] = { "next", "nextpage", "nextpagetoken", "nextcursor", "cursor",
    "after", "endcursor", "nexturl", "nextlink", "odatanextlink", "nextid", "nexttoken",
    "nextoffset", "nextmarker", "nextpagelink", "nextpageurl", "scrollid", "iterator",
    "continuation", "continuationtoken", "paginationtoken", "nextpaginationtoken", "nextstart",
    "nextstreamposition", "searchafter" };
static const char *const containers[] = { "meta", "metadata", "pagination", "paging", "pageinfo",
    "page", "pages", "cursor", "cursors", "links", "next", "params", "records", "response",
    "data", "info", "pagedetails", "paginationmeta", "paginationmetadata", "responsemetadata",
    "listinfo", "pager", "hypermedia", "additionaldata", "result" };
static const char *const hrefs[] = { "href", "url", "link" };

#define COUNT(a)	(sizeof(a) / sizeof((a)[0]))
#define ECHO		(COUNT(names) + 3)	/* rank of a number under the parameter's name */
#define HREF		(ECHO + 1)
#define NOTHING		1000u

struct level {
	struct rx_span	 object[WIDTH];
	struct rx_place	 path[WIDTH];
	unsigned	 n;
};

struct find {
	struct rx_span	 param, sent;
	bool		 hrefs;			/* at the first level too */
	struct rx_arena	*arena;
	unsigned	 rank;
	bool		 denied;		/* a cursor's name without a value was there */
	struct rx_span	 value;
	struct rx_place	*place;			/* the caller's */
};

bool
rx_cursor_is(struct rx_span v)
{
	switch (rx_json_kind(v)) {
	case RX_JSON_STRING:
		return v.n > 2;
	case RX_JSON_NUMBER:
		return rx_number_cmp(v, RX_SPAN("0")) != 0;
	case RX_JSON_ARRAY:
	case RX_JSON_OBJECT:
		return !rx_json_empty(v);
	default:
		return false;
	}
}

bool
rx_cursor_scalar(struct rx_span v)
{
	return rx_json_kind(v) <= RX_JSON_STRING && rx_cursor_is(v);
}

bool
rx_cursor_url(struct rx_span t)
{
	return rx_span_starts(t, "http://") || rx_span_starts(t, "https://") ||
	    (t.n > 0 && (t.p[0] == '/' || t.p[0] == '?'));
}

static unsigned
index_of(const char *flat, const char *const *list, size_t n)
{
	unsigned i;

	for (i = 0; i < n; i++)
		if (strcmp(flat, list[i]) == 0)
			return i;
	return NOTHING;
}

/* Is it "next_PARAM" or "nextParam"? */
static bool
is_next_param(const char *flat, struct rx_span param)
{
	char own[NAME_FLAT];

	return rx_name_flat(param, own) > 0 && strncmp(flat, "next", 4) == 0 &&
	    strcmp(flat + 4, own) == 0;
}

/*
 * The lower, the better.  A number under the parameter's own name comes last,
 * not first: an answer that echoes page=1 beside next_page=2, or above
 * links.next, is common.
 */
static unsigned
rank_of(const struct find *f, struct rx_span raw, struct rx_span v, bool with_hrefs)
{
	char	 flat[NAME_FLAT];
	unsigned i;

	if (f->param.n > 0 && rx_json_is(raw, f->param))
		return rx_json_kind(v) != RX_JSON_NUMBER || rx_span_starts(f->param, "next") ?
		    0 : ECHO;
	rx_name_flat((struct rx_span){ raw.p + 1, raw.n - 2 }, flat);
	if (is_next_param(flat, f->param))
		return 1;
	if ((i = index_of(flat, names, COUNT(names))) != NOTHING)
		return i + 2;
	if (with_hrefs && (i = index_of(flat, hrefs, COUNT(hrefs))) != NOTHING)
		return HREF + i;
	return NOTHING;
}

/* A value that can be a cursor; of {"href":...} that. *href is set then. */
static struct rx_span
usable(const struct find *f, struct rx_span v, const char **href)
{
	struct rx_span	text;
	size_t		i;

	*href = NULL;
	if (rx_json_kind(v) == RX_JSON_OBJECT) {
		for (i = 0; i < COUNT(hrefs); i++)
			if (rx_json_kind(rx_json_get(v, hrefs[i])) == RX_JSON_STRING) {
				*href = hrefs[i];
				v = rx_json_get(v, hrefs[i]);
				break;
			}
	}
	if (!rx_cursor_scalar(v))
		return RX_SPAN_NONE;
	text = f->sent.p != NULL ? rx_arena_text(f->arena, v) : RX_SPAN_NONE;
	return f->sent.p != NULL && rx_span_eq(text, f->sent) ? RX_SPAN_NONE : v;
}

static void
add(struct rx_place *p, struct rx_span seg)
{
	if (p->n < PLACE_DEPTH)
		p->seg[p->n++] = seg;
}

static void
try_member(struct find *f, struct rx_span key, struct rx_span v, const struct rx_place *path,
    unsigned rank)
{
	const char	*href;
	struct rx_span	 u;

	f->denied |= rank < ECHO && !rx_cursor_is(v);
	if (rank >= f->rank || (u = usable(f, v, &href)).p == NULL)
		return;
	f->rank = rank;
	f->value = u;
	*f->place = *path;
	add(f->place, key);
	if (href != NULL)
		add(f->place, rx_span_of(href));
}

/* [{"rel":"next","href":"..."}] reads as {"next":"..."}. */
static void
try_links(struct find *f, struct rx_span array, const struct rx_place *path)
{
	struct rx_json_iter	it;
	struct rx_span		v, rel;

	if (!rx_json_begin(&it, array))
		return;
	while (rx_json_next(&it, NULL, &v)) {
		if (rx_json_kind(v) != RX_JSON_OBJECT)
			return;
		rel = rx_json_get(v, "rel");
		if (rx_json_kind(rel) == RX_JSON_STRING)
			try_member(f, rx_arena_text(f->arena, rel), rx_json_get(v, "href"), path,
			    rank_of(f, rel, RX_SPAN_NONE, false));
	}
}

/* Does paging usually stand in it: meta, a links array? */
static bool
holds(struct rx_span key, struct rx_span v)
{
	char flat[NAME_FLAT];

	if (rx_json_kind(v) != RX_JSON_OBJECT && rx_json_kind(v) != RX_JSON_ARRAY)
		return false;
	rx_name_flat((struct rx_span){ key.p + 1, key.n - 2 }, flat);
	return rx_json_kind(v) == RX_JSON_ARRAY ? strcmp(flat, "links") == 0 :
	    index_of(flat, containers, COUNT(containers)) != NOTHING;
}

static void
try_object(struct find *f, const struct level *l, unsigned i, bool top, struct level *below)
{
	struct rx_json_iter	it;
	struct rx_span		key, v;
	struct rx_place		path;

	if (rx_json_kind(l->object[i]) == RX_JSON_ARRAY) {
		try_links(f, l->object[i], &l->path[i]);
		return;
	}
	if (!rx_json_begin(&it, l->object[i]))
		return;
	while (rx_json_next(&it, &key, &v)) {
		unsigned	rank = rank_of(f, key, v, f->hrefs || !top);

		if (rank != NOTHING)
			try_member(f, rx_arena_text(f->arena, key), v, &l->path[i], rank);
		if (below->n == WIDTH || !holds(key, v))
			continue;
		path = l->path[i];
		add(&path, rx_arena_text(f->arena, key));
		below->object[below->n] = v;
		below->path[below->n++] = path;
	}
}

static void
walk_levels(struct find *f, struct rx_span object)
{
	struct level	*levels = rx_arena_get(f->arena, 2 * sizeof(*levels)), *now, *below;
	unsigned	 depth, i;

	if (levels == NULL || rx_json_kind(object) != RX_JSON_OBJECT)
		return;
	now = &levels[0];
	below = &levels[1];
	now->object[0] = object;
	now->n = 1;
	for (depth = 0; depth < LEVELS && now->n > 0 &&
	    (f->value.p == NULL || f->rank == ECHO); depth++) {
		struct level *last = now;

		below->n = 0;
		for (i = 0; i < now->n; i++)
			try_object(f, now, i, depth == 0, below);
		now = below;
		below = last;
	}
}

struct rx_span
rx_cursor_find(struct rx_span object, struct rx_span param, struct rx_span sent, bool with_hrefs,
    struct rx_place *place, struct rx_arena *a)
{
	struct find f = { .param = param, .sent = sent, .hrefs = with_hrefs, .arena = a,
	    .rank = NOTHING, .place = place };

	walk_levels(&f, object);
	if (f.value.p != NULL) {
		place->in = RX_IN_BODY;
		place->exact = true;
	}
	return f.value;
}

bool
rx_cursor_denied(struct rx_span object, struct rx_span param, struct rx_arena *a)
{
	struct rx_place	place = { .n = 0 };
	struct find	f = { .param = param, .arena = a, .rank = NOTHING, .place = &place };

	walk_levels(&f, object);
	return f.denied;
}
