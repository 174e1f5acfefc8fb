/* paging: which rows a request gets, and what it is told about the next. */
#include <string.h>

#include "testd.h"

static bool
by(const struct srv_page *pg, const char *name)
{
	return rx_span_is(pg->paging->by, name);
}

static bool
wrong(int *status, int code, struct rx_err *e, const char *what,
    struct rx_span got)
{
	*status = code;
	return rx_err_set(e, RX_USAGE, "%s: %.*s", what, RX_FMT(got));
}

static bool
limit_find(struct srv_page *pg, struct srv_request *r, int *status,
    struct rx_err *e)
{
	struct srv_paging	*p = pg->paging;
	struct rx_span		 v;
	unsigned long		 n;

	pg->limit = p->limit;
	v = srv_request_value(r, p->in, p->limit_param);
	if (v.p != NULL) {
		if (!rx_span_uint(v, &n) || n < 1)
			return wrong(status, 400, e, "wrong page size", v);
		pg->limit = (long)n;
	}
	if (p->max > 0 && pg->limit > p->max)
		pg->limit = p->max;
	return true;
}

/* The cursor template with {start} in it, read backwards. */
static bool
cursor_read(struct rx_span shape, struct rx_span v, long *start)
{
	size_t		at = rx_span_find_text(shape, "{start}");
	size_t		tail = shape.n - at - 7;
	unsigned long	n;

	if (v.n <= at + tail || memcmp(v.p, shape.p, at) != 0 ||
	    memcmp(v.p + v.n - tail, shape.p + at + 7, tail) != 0 ||
	    !rx_span_uint((struct rx_span){ v.p + at, v.n - at - tail }, &n))
		return false;
	*start = (long)n;
	return true;
}

static struct rx_span
key_of(struct srv_page *pg, long at, struct rx_arena *arena)
{
	return srv_text(arena,
	    srv_path_get(srv_rows_one(pg->rows, at), pg->paging->key));
}

/* The rows after the one with that key. */
static bool
after_find(struct srv_page *pg, struct rx_span v)
{
	struct rx_arena	scratch = RX_ARENA_INIT;
	long		i;

	for (i = 0; i < pg->rows->count; i++) {
		rx_arena_reset(&scratch);
		if (rx_span_eq(key_of(pg, i, &scratch), v))
			break;
	}
	rx_arena_free(&scratch);
	pg->start = i + 1;
	return i < pg->rows->count;
}

static bool
start_find(struct srv_page *pg, struct srv_request *r, int *status,
    struct rx_err *e)
{
	struct srv_paging	*p = pg->paging;
	struct rx_span		 v = srv_request_value(r, p->in, p->param);
	unsigned long		 n;

	if (v.p == NULL || p->ignore || by(pg, "none"))
		return true;
	if (by(pg, "after")) {
		if (after_find(pg, v))
			return true;
	} else if (by(pg, "cursor")) {
		if (cursor_read(p->cursor, v, &pg->start))
			return true;
	} else if (rx_span_uint(v, &n) && n < SRV_ENDLESS) {
		pg->start = by(pg, "page") ? ((long)n - p->first) * pg->limit :
		    (long)n - p->first;
		if (pg->start >= 0)
			return true;
	}
	return wrong(status, 400, e, "wrong place to go on", v);
}

/* "shorts": {"2": 15}: page 2 shows 15 rows fewer than it stands for. */
static long
shortened(struct srv_page *pg)
{
	char		number[24];
	struct rx_buf	b = RX_BUF_INIT(sizeof(number));
	struct rx_span	v;
	unsigned long	n = 0;

	rx_buf_printf(&b, "%ld", pg->number);
	v = rx_json_member(pg->paging->shorts, rx_buf_view(&b));
	if (v.p == NULL)
		v = rx_json_get(pg->paging->shorts, "*");
	rx_buf_free(&b);
	return v.p != NULL && rx_span_uint(v, &n) ? (long)n : 0;
}

static struct rx_span
position(struct srv_page *pg, struct srv_scope *s)
{
	struct srv_paging	*p = pg->paging;
	struct rx_arena		*arena = s->request->arena;
	size_t			 at;

	if (by(pg, "after"))
		return pg->last_id;
	if (by(pg, "page"))
		return rx_arena_printf(arena, "%ld", pg->next / pg->limit + p->first);
	if (!by(pg, "cursor"))
		return rx_arena_printf(arena, "%ld", pg->next + p->first);
	at = rx_span_find_text(p->cursor, "{start}");
	return rx_arena_printf(arena, "%.*s%ld%.*s", (int)at, p->cursor.p,
	    pg->next, (int)(p->cursor.n - at - 7), p->cursor.p + at + 7);
}

bool
srv_page_find(struct srv_page *pg, struct srv_rows *rows,
    struct srv_paging *p, struct srv_scope *s, int *status, struct rx_err *e)
{
	memset(pg, 0, sizeof(*pg));
	pg->rows = rows;
	pg->paging = p;
	pg->total = rows->count;
	pg->limit = rows->count;
	if (!by(pg, "none") && !limit_find(pg, s->request, status, e))
		return false;
	if (!start_find(pg, s->request, status, e))
		return false;
	if (p->beyond > 0 && pg->start >= pg->total && pg->start > 0)
		return wrong(status, (int)p->beyond, e, "no such page",
		    s->request->target);
	pg->number = pg->limit > 0 ? pg->start / pg->limit + 1 : 1;
	pg->size = pg->total - pg->start < pg->limit ?
	    pg->total - pg->start : pg->limit;
	pg->next = pg->start + pg->limit;
	pg->more = pg->next < pg->total;
	if (p->loop > 0 && pg->number >= p->loop) {
		pg->next = 0;
		pg->more = true;
	}
	if (p->shorts.p != NULL)
		pg->size -= shortened(pg);
	if (pg->size <= 0)
		pg->size = 0;
	else if (by(pg, "after"))
		pg->last_id = key_of(pg, pg->start + pg->size - 1,
		    s->request->arena);
	if (pg->more)
		pg->cursor = position(pg, s);
	return true;
}

/* The request's target with the next position in it. */
static struct rx_span
target_next(struct srv_page *pg, struct srv_scope *s, struct rx_span where)
{
	struct rx_arena	*arena = s->request->arena;
	struct rx_span	 query = s->request->query, one, name;
	struct rx_buf	 b = RX_BUF_INIT(SRV_REQUEST_MAX);

	rx_buf_byte(&b, '?');
	for (; query.n > 0; query = rx_span_cut(query, one.n + (one.n < query.n))) {
		one = (struct rx_span){ query.p, rx_span_find(query, '&') };
		name = srv_url_decode(arena,
		    (struct rx_span){ one.p, rx_span_find(one, '=') }, true);
		if (rx_span_eq(name, pg->paging->param))
			continue;
		rx_buf_span(&b, one);
		rx_buf_byte(&b, '&');
	}
	rx_buf_span(&b, srv_url_encode(arena, pg->paging->param));
	rx_buf_byte(&b, '=');
	rx_buf_span(&b, srv_url_encode(arena, where));
	name = rx_arena_span(arena, rx_buf_view(&b));
	rx_buf_free(&b);
	return name;
}

static struct srv_value
link_get(struct srv_page *pg, struct srv_scope *s, struct rx_span name)
{
	struct srv_value	v = { SRV_WORD, 0, RX_SPAN_NONE };
	struct rx_span		path = s->request->path, origin = RX_SPAN("");
	struct rx_span		query = target_next(pg, s, pg->cursor);

	if (rx_span_is(name, "next_url"))
		origin = srv_scope_get(s, RX_SPAN("origin")).text;
	else if (rx_span_is(name, "next_other"))
		origin = rx_span_of(s->scenario->other);
	else if (rx_span_is(name, "next_query"))
		path = RX_SPAN("");
	else if (!rx_span_is(name, "next_path")) {
		v.kind = SRV_UNKNOWN;
		return v;
	}
	if (origin.n > 2 && origin.p[0] == '"')
		origin = srv_text(s->request->arena, origin);
	v.text = rx_arena_printf(s->request->arena, "%.*s%.*s%.*s",
	    (int)origin.n, origin.p, (int)path.n, path.p, (int)query.n, query.p);
	return v;
}

static struct srv_value
next_get(struct srv_page *pg, struct srv_scope *s, struct rx_span name)
{
	struct srv_value	v = { SRV_ABSENT, 0, RX_SPAN_NONE };

	if (!pg->more)
		return v;
	v.kind = SRV_NUMBER;
	if (rx_span_is(name, "next_page"))
		v.number = pg->next / pg->limit + pg->paging->first;
	else if (rx_span_is(name, "next_offset"))
		v.number = pg->next + pg->paging->first;
	else
		v = link_get(pg, s, name);
	return v;
}

struct srv_value
srv_page_get(struct srv_page *pg, struct srv_scope *s, struct rx_span name)
{
	struct srv_value	v = { SRV_NUMBER, 0, RX_SPAN_NONE };

	if (rx_span_is(name, "total"))
		v.number = pg->total;
	else if (rx_span_is(name, "start"))
		v.number = pg->start;
	else if (rx_span_is(name, "limit"))
		v.number = pg->limit;
	else if (rx_span_is(name, "size"))
		v.number = pg->size;
	else if (rx_span_is(name, "page"))
		v.number = pg->number - 1 + (by(pg, "page") ? pg->paging->first : 1);
	else if (rx_span_is(name, "pages"))
		v.number = pg->limit > 0 ?
		    (pg->total + pg->limit - 1) / pg->limit : 1;
	else if (rx_span_is(name, "more"))
		v = (struct srv_value){ SRV_JSON, 0,
		    pg->more ? RX_SPAN("true") : RX_SPAN("false") };
	else if (rx_span_is(name, "cursor") || rx_span_is(name, "last_id"))
		v = (struct srv_value){ pg->more && pg->cursor.p != NULL ?
		    SRV_WORD : SRV_ABSENT, 0, pg->cursor };
	else if (rx_span_starts(name, "next_"))
		v = next_get(pg, s, name);
	else
		v.kind = SRV_UNKNOWN;
	return v;
}
