/*
 * rows: the records of a route.
 *
 * A collection that is the same for every request is written out once, with
 * commas, so that a page is a slice of it.  The others (many parents, endless,
 * very large) are written row by row into each answer.
 */
#include <stdlib.h>
#include <string.h>

#include "testd.h"

#define RENDERED_MAX	(256L << 20)	/* bytes kept of one collection */

void
srv_rendered_drop(struct srv_rendered *r)
{
	if (r == NULL || --r->holders > 0)
		return;
	free(r->p);
	free(r->at);
	free(r);
}

static void
row_put(struct rx_buf *b, struct srv_route *route, long at, struct srv_scope *s)
{
	struct rx_span	literal = RX_SPAN_NONE;

	s->i = route->from + at;
	if (route->nlist > 0)
		literal = route->list[at % route->nlist];
	if (route->row.p != NULL) {
		s->row = literal;
		srv_template_json(b, route->row, s);
		s->row = RX_SPAN_NONE;
	} else if (route->rows.p != NULL)
		srv_template_json(b, literal, s);
	else
		rx_buf_span(b, literal);
	s->i = -1;
}

static long
count_of(struct srv_route *route, struct srv_scope *s)
{
	struct rx_span	c = route->count, text;
	unsigned long	n = 0;

	if (c.p == NULL)
		return route->nlist;
	if (rx_json_kind(c) == RX_JSON_OBJECT) {
		struct rx_span by = s->request->vars.n > 0 ?
		    s->request->vars.v[s->request->vars.n - 1].value : RX_SPAN("*");

		c = rx_json_member(c, by);
		if (c.p == NULL)
			c = rx_json_get(route->count, "*");
		if (c.p == NULL)
			return 0;
	}
	if (rx_json_kind(c) != RX_JSON_STRING)
		return rx_span_uint(c, &n) ? (long)n : 0;
	text = srv_text(s->request->arena, c);
	if (rx_span_is(text, "endless"))
		return SRV_ENDLESS;
	text = srv_template_arena(text, s);
	return rx_span_uint(text, &n) ? (long)n : 0;
}

/* Does a row look different from one request to another? */
static bool
row_varies(const struct srv_route *route)
{
	static const char *const names[] = { "{query.", "{body.", "{header.",
	    "{n", "{origin", "{other", "{cookie." };
	struct rx_span	rows = route->rows;
	size_t		i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (rx_span_find_text(route->row, names[i]) < route->row.n ||
		    rx_span_find_text(rows, names[i]) < rows.n)
			return true;
	return false;
}

static struct srv_rendered *
render(struct srv_rows *rows)
{
	struct srv_rendered	*all = calloc(1, sizeof(*all));
	struct rx_buf		 b = RX_BUF_INIT(SRV_BODY_MAX);
	long			 i;

	if (all == NULL)
		return NULL;
	all->holders = 1;
	all->n = rows->count;
	all->at = calloc((size_t)rows->count + 1, sizeof(*all->at));
	for (i = 0; all->at != NULL && i < rows->count; i++) {
		row_put(&b, rows->route, i, rows->scope);
		rx_buf_byte(&b, ',');
		all->at[i + 1] = b.n;
	}
	all->p = b.p;
	if (all->at == NULL || b.failed) {
		srv_rendered_drop(all);
		return NULL;
	}
	return all;
}

static void
rendered_use(struct srv_rows *rows)
{
	struct srv_route	*route = rows->route;
	struct srv_scenario	*sc = rows->scope->scenario;

	if (rows->scope->request->vars.n > 0 || rows->count < 1)
		return;
	if (route->rendered != NULL && (route->rendered->n != rows->count ||
	    route->rendered->version != sc->version)) {
		srv_rendered_drop(route->rendered);
		route->rendered = NULL;
	}
	if (route->rendered == NULL && !row_varies(route) &&
	    rows->count < RENDERED_MAX / (long)(srv_rows_one(rows, 0).n + 9)) {
		route->rendered = render(rows);
		if (route->rendered != NULL)
			route->rendered->version = sc->version;
	}
	rows->all = route->rendered;
}

static struct rx_span
row_raw(struct srv_rows *rows, long at)
{
	if (rows->all != NULL)
		return (struct rx_span){ rows->all->p + rows->all->at[at],
		    rows->all->at[at + 1] - rows->all->at[at] - 1 };
	rx_buf_reset(&rows->one);
	row_put(&rows->one, rows->route, at, rows->scope);
	return rx_buf_view(&rows->one);
}

struct rx_span
srv_rows_one(struct srv_rows *rows, long at)
{
	return row_raw(rows, rows->index != NULL ? rows->index[at] : at);
}

static bool
filter_holds(const struct srv_filter *f, struct rx_span row, struct rx_span want,
    struct rx_arena *arena)
{
	struct rx_span	have = srv_path_get(row, f->field);
	int		c;

	if (have.p == NULL)
		return false;
	if (rx_json_kind(have) == RX_JSON_NUMBER)
		c = rx_number_cmp(have, want);
	else
		c = rx_span_cmp(srv_text(arena, have), want);
	if (rx_span_is(f->op, ">"))
		return c > 0;
	if (rx_span_is(f->op, "<"))
		return c < 0;
	if (rx_span_is(f->op, "<="))
		return c <= 0;
	if (rx_span_is(f->op, "="))
		return c == 0;
	return c >= 0;
}

/* Keeps the rows that one filter lets through. */
static bool
filter_use(struct srv_rows *rows, const struct srv_filter *f, struct rx_span want)
{
	struct rx_arena	arena = RX_ARENA_INIT;
	long		i, at, n = 0, *index = rows->index;

	if (rows->count == SRV_ENDLESS)
		return false;
	if (index == NULL)
		index = calloc((size_t)rows->count + 1, sizeof(*index));
	for (i = 0; index != NULL && i < rows->count; i++) {
		at = rows->index != NULL ? rows->index[i] : i;
		rx_arena_reset(&arena);
		if (filter_holds(f, row_raw(rows, at), want, &arena))
			index[n++] = at;
	}
	rx_arena_free(&arena);
	rows->index = index;
	rows->count = n;
	return index != NULL;
}

bool
srv_rows_open(struct srv_rows *rows, struct srv_route *route,
    struct srv_scope *s, struct rx_err *e)
{
	struct srv_filter	*f;
	struct rx_span		 want;

	memset(rows, 0, sizeof(*rows));
	rows->one = (struct rx_buf)RX_BUF_INIT(SRV_BODY_MAX);
	rows->route = route;
	rows->scope = s;
	rows->count = count_of(route, s);
	rendered_use(rows);
	for (f = route->filters; f != NULL; f = f->next) {
		want = srv_request_value(s->request, f->in, f->param);
		if (want.p != NULL && !filter_use(rows, f, want))
			return rx_err_set(e, RX_USAGE, "cannot filter");
	}
	return true;
}

struct rx_span
srv_rows_slice(struct srv_rows *rows, long start, long n, struct rx_buf *b)
{
	struct srv_rendered	*all = rows->all;
	long			 i;

	if (n <= 0)
		return RX_SPAN_NONE;
	if (all != NULL && rows->index == NULL)
		return (struct rx_span){ all->p + all->at[start],
		    all->at[start + n] - all->at[start] - 1 };
	for (i = start; i < start + n; i++) {
		if (i > start)
			rx_buf_byte(b, ',');
		rx_buf_span(b, srv_rows_one(rows, i));
	}
	return RX_SPAN_NONE;
}

void
srv_rows_close(struct srv_rows *rows)
{
	free(rows->index);
	rx_buf_free(&rows->one);
}
