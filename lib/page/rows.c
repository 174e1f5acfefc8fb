/* Which rows a page has: selector or detection, counted and hashed. */
#include <stdlib.h>
#include <string.h>

#include "lib/page/rows.h"

struct counter {
	struct rx_page_rows	*rows;
	const struct rx_bounds	*bounds;	/* NULL: nobody said in which order rows come */
	bool			 each;		/* a hash of each row too */
	bool			 all;		/* a hash of all of them */
	size_t			 cap;
	const char		*behind;	/* the last row */
};

/* Values that can't be compared are for rx-select to tell. */
static bool
is_past(const struct rx_bounds *b, struct rx_span row)
{
	struct rx_span	v = rx_selector_value(b->path, row);
	struct rx_err	ignored = RX_ERR_INIT;
	enum rx_side	side;

	return (rx_json_kind(v) == RX_JSON_STRING || rx_json_kind(v) == RX_JSON_NUMBER) &&
	    rx_bounds_side(b, v, &side, &ignored) && rx_bounds_past(b, side);
}

static bool
count_row(void *arg, const struct rx_row *row, struct rx_err *e)
{
	struct counter		*c = arg;
	struct rx_page_rows	*r = c->rows;

	if (r->n > 0 && row->value.p != c->behind + 1)
		r->spaces = true;	/* more than a comma between them */
	c->behind = row->value.p + row->value.n;
	if (r->n == 0 || row->value.p < r->data)
		r->data = row->value.p;
	if (r->n == 0 || row->value.p + row->value.n > r->tail)
		r->tail = row->value.p + row->value.n;
	r->last = row->value;
	if (c->each && r->n == c->cap) {
		size_t		 cap = c->cap != 0 ? c->cap * 2 : 256;
		uint64_t	*p = realloc(r->each, cap * sizeof(*p));

		if (p == NULL)
			return rx_err_nomem(e);
		r->each = p;
		c->cap = cap;
	}
	if (c->each)
		r->each[r->n] = rx_page_hash(0, row->value);
	if (c->all)
		r->hash = rx_page_hash(r->hash, row->value);
	if (c->bounds != NULL && !r->past)
		r->past = is_past(c->bounds, row->value);
	r->n++;
	return true;
}

/* Nobody said where the records are: looked for once a resource. */
static bool
detect(struct rx_fetch *f, struct rx_span body, struct rx_arena *a, struct rx_page_rows *r,
    struct rx_err *e)
{
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_TEXT);
	bool		ok;

	if (f->res->detected != NULL) {
		r->selector = f->res->detected;
		r->selector_json = f->res->detected_json;
		return true;
	}
	if ((ok = rx_rows_detect(&b, body, e))) {
		r->detected = true;
		r->selector_json = rx_arena_span(a, rx_buf_view(&b));
		ok = (r->selector = rx_selector_compile(a, r->selector_json, e)) != NULL;
	}
	rx_buf_free(&b);
	return ok;
}

/* The members of a body, for a selector that missed them. */
static void
keep_members(struct rx_resource *res, struct rx_span body)
{
	struct rx_buf		b = RX_BUF_INIT(RX_BUF_TEXT);
	struct rx_json_iter	it;
	struct rx_span		key, v;

	if (rx_json_kind(body) == RX_JSON_OBJECT && rx_json_begin(&it, body)) {
		while (b.n < 400 && rx_json_next(&it, &key, &v))
			rx_buf_printf(&b, "%s%.*s", b.n > 0 ? ", " : "", RX_FMT(key));
		res->members = rx_arena_printf(&res->arena, "the members %s", rx_buf_str(&b));
	} else {
		res->members = rx_span_of(rx_json_kind_name(rx_json_kind(body)));
	}
	rx_buf_free(&b);
}

static void
note(struct rx_engine *g, struct rx_fetch *f, enum rx_rows_outcome how, struct rx_span body)
{
	struct rx_resource *res = f->res;

	if (how == RX_ROWS_MISSED && f->how->required && !res->hit) {
		if (!res->missed)
			keep_members(res, body);
		res->missed = true;
		res->selector = rx_arena_printf(&res->arena, "%.*s",
		    RX_FMT(f->how->selector_json)).p;
	} else if (how == RX_ROWS_FOUND || how == RX_ROWS_BARE || how == RX_ROWS_ENTITY) {
		res->hit = true;
	}
	if (how == RX_ROWS_BARE && !res->said_bare) {
		res->said_bare = true;
		rx_engine_say(g, "info", "%.*s%sthe body is an array: its elements are taken, "
		    "the selector %.*s does not apply", RX_FMT(res->name),
		    res->name.p != NULL ? ": " : "", RX_FMT(f->how->selector_json));
	}
}

/* What was detected stays, once it has given rows. */
static void
keep_detected(struct rx_fetch *f, struct rx_page_rows *r)
{
	struct rx_resource	*res = f->res;
	struct rx_err		 ignored = RX_ERR_INIT;

	if (!r->detected || r->n == 0)
		return;
	res->detected_json = rx_arena_span(&res->arena, r->selector_json);
	res->detected = rx_selector_compile(&res->arena, res->detected_json, &ignored);
}

bool
rx_page_selects(const struct rx_fetch *f)
{
	return f->how->selector != NULL || f->res->detected != NULL;
}

/* White space outside of strings. */
static bool
has_space(const char *p, const char *end)
{
	while (p < end && (unsigned char)*p > ' ')
		p = *p == '"' ? rx_json_jump(p, end) : p + 1;
	return p < end;
}

bool
rx_page_count(struct rx_engine *g, struct rx_fetch *f, struct rx_span body, bool valid,
    bool each, struct rx_arena *a, struct rx_page_rows *r, struct rx_err *e)
{
	struct counter		 c = { .rows = r, .each = each,
	    .all = rx_paging_wants_hash(f->how->p),
	    .bounds = f->how->bounds.order != RX_ORDER_NONE ? &f->how->bounds : NULL };
	struct rx_rows		 rows = { .key = f->how->key, .valid = valid };
	const char		*end = body.p + body.n;
	enum rx_rows_outcome	 how;
	unsigned long		 n;

	*r = (struct rx_page_rows){ .selector = f->how->selector,
	    .selector_json = f->how->selector_json };
	if (r->selector == NULL && !detect(f, body, a, r, e))
		return false;
	rows.selector = r->selector;
	rows.spaces = &r->spaces;
	if (!rx_rows_each(&rows, body, count_row, &c, &how, &n, e))
		return false;
	if (f->how->selector != NULL)
		note(g, f, how, body);
	if (!valid && !r->spaces)
		r->spaces = has_space(body.p, r->data != NULL ? r->data : end) ||
		    has_space(r->tail != NULL ? r->tail : end, end);
	keep_detected(f, r);
	return true;
}
