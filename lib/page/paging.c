/* Reads a line's paging: the table of paginators and what they share. */
#include <string.h>

#include "lib/page/paging.h"

static const struct rx_paginator *const table[] = { &rx_paginator_auto,
    &rx_paginator_single_page, &rx_paginator_offset, &rx_paginator_page_number,
    &rx_paginator_cursor, &rx_paginator_json_link, &rx_paginator_header_link,
    &rx_paginator_header_cursor };

#define NTABLE	(sizeof(table) / sizeof(table[0]))

static const struct rx_paginator *
find_type(const struct rx_node *paging, struct rx_err *e)
{
	struct rx_span	type = rx_node_text(rx_node_get(paging, "type"));
	size_t		i;

	if (paging == NULL || paging->kind != RX_JSON_OBJECT)
		return &rx_paginator_auto;
	for (i = 0; i < NTABLE; i++)
		if (rx_span_is(type, table[i]->name))
			return table[i];
	rx_err_set(e, RX_USAGE, "unknown paginator '%.*s'", RX_FMT(type));
	rx_err_hint(e, "auto, single_page, offset, page_number, cursor, json_link, header_link "
	    "or header_cursor");
	return NULL;
}

static bool
is_set(const struct rx_node *n)
{
	return n != NULL && n->kind != RX_JSON_NULL;
}

static bool
read_long(const struct rx_node *paging, const char *key, long least, long *out, bool *there,
    struct rx_err *e)
{
	const struct rx_node *n = rx_node_get(paging, key);

	if (!is_set(n))
		return true;
	if (!rx_node_long(n, out) || *out < least || *out > RX_NUMBER_MAX)
		return rx_err_set(e, RX_USAGE, "paging: %s must be a whole number from %ld on", key,
		    least);
	if (there != NULL)
		*there = true;
	return true;
}

static int
read_bool(const struct rx_node *paging, const char *key)
{
	const struct rx_node *n = rx_node_get(paging, key);

	return is_set(n) ? rx_node_true(n) : -1;
}

static struct rx_span
read_text(const struct rx_node *paging, struct rx_arena *a, const char *key)
{
	struct rx_span s = rx_node_text(rx_node_get(paging, key));

	return s.n > 0 ? rx_arena_span(a, s) : RX_SPAN_NONE;
}

static bool
read_place(const struct rx_node *paging, struct rx_arena *a, const char *key,
    const struct rx_place **out, struct rx_err *e)
{
	const struct rx_node	*n = rx_node_get(paging, key);
	struct rx_buf		 b = RX_BUF_INIT(RX_BUF_TEXT);
	struct rx_place		*p;

	if (!is_set(n))
		return true;
	rx_node_write(&b, n);
	p = rx_place_compile(a, rx_arena_span(a, rx_buf_view(&b)), e);
	rx_buf_free(&b);
	*out = p;
	return p != NULL || rx_err_at(e, "%s", key);
}

/* limit is sent when it is known how: with limit_param; alone, as limit, on
 * offset and cursor; alone on page_number not at all. */
static bool
read_limit(struct rx_paging *p, const struct rx_node *n, struct rx_arena *a, struct rx_err *e)
{
	if (!read_long(n, "limit", 1, &p->limit, NULL, e))
		return false;
	p->limit_param = read_text(n, a, "limit_param");
	p->limit_body = read_text(n, a, "limit_body_path");
	if (p->limit_param.n == 0 && p->limit_body.n == 0 &&
	    (p->type == &rx_paginator_offset || p->type == &rx_paginator_cursor))
		p->limit_param = RX_SPAN("limit");
	return true;
}

static bool
read_numbers(struct rx_paging *p, const struct rx_node *n, struct rx_err *e)
{
	const struct rx_node	*base = rx_node_get(n, "base_page");
	int			 inject = read_bool(n, "inject_on_first_request");

	p->inject = inject != 0;
	p->maximum = -1;
	if (p->type == &rx_paginator_offset) {
		return read_long(n, "offset", 0, &p->first, &p->numbered, e) &&
		    read_long(n, "maximum_offset", 0, &p->maximum, NULL, e);
	}
	if (p->type != &rx_paginator_page_number)
		return true;
	p->base_auto = !is_set(base) || rx_node_is(base, "auto");
	if (!p->base_auto && !read_long(n, "base_page", 0, &p->base, &p->numbered, e))
		return false;
	p->first = p->base;
	return read_long(n, "page", 0, &p->first, &p->numbered, e) &&
	    read_long(n, "maximum_page", 0, &p->maximum, NULL, e);
}

static void
read_params(struct rx_paging *p, const struct rx_node *n, struct rx_arena *a)
{
	bool offset = p->type == &rx_paginator_offset, page = p->type == &rx_paginator_page_number;

	p->param = read_text(n, a, offset ? "offset_param" : page ? "page_param" : "cursor_param");
	p->body_path = read_text(n, a, offset ? "offset_body_path" :
	    page ? "page_body_path" : "cursor_body_path");
	if (p->param.n == 0 && (offset || page))
		p->param = offset ? RX_SPAN("offset") : RX_SPAN("page");
}

/* The primary key's one field, of select. */
static struct rx_span
read_key(const struct rx_node *select, struct rx_arena *a)
{
	const struct rx_node *key = rx_node_get(select, "key");

	if (key != NULL && key->kind == RX_JSON_ARRAY && key->n == 1)
		key = key->first;
	return rx_node_text(key).n > 0 ? rx_arena_span(a, rx_node_text(key)) : RX_SPAN_NONE;
}

static bool
read_all(struct rx_paging *p, const struct rx_node *n, struct rx_arena *a, struct rx_err *e)
{
	struct rx_span stop = rx_node_text(rx_node_get(n, "stop_condition"));

	p->stop_empty = read_bool(n, "stop_after_empty_page");
	p->short_page = read_bool(n, "short_page");
	if (p->short_page == -1)
		p->short_page = read_bool(n, "stop_after_short_page");
	read_params(p, n, a);
	if (stop.n > 0 && (p->stop = rx_condition_read(a, stop, e)) == NULL)
		return rx_err_at(e, "stop_condition: %.*s", RX_FMT(stop));
	return read_limit(p, n, a, e) && read_numbers(p, n, e) &&
	    read_place(n, a, "total_path", &p->total, e) &&
	    read_place(n, a, "has_more_path", &p->has_more, e);
}

struct rx_paging *
rx_paging_compile(struct rx_arena *a, struct rx_span paging, struct rx_span select,
    struct rx_err *e)
{
	struct rx_paging	*p = rx_arena_get(a, sizeof(*p));
	struct rx_node		*n = NULL, *sel = NULL;

	if (p == NULL) {
		rx_err_nomem(e);
		return NULL;
	}
	if ((paging.n > 0 && (n = rx_node_parse(a, paging, e)) == NULL) ||
	    (select.n > 0 && (sel = rx_node_parse(a, select, e)) == NULL))
		return NULL;
	if ((p->type = find_type(n, e)) == NULL)
		return NULL;
	p->key = read_key(sel, a);
	if (!read_all(p, n, a, e))
		return NULL;
	if (p->type->compile != NULL && !p->type->compile(p, n, a, e))
		return NULL;
	if (p->type != &rx_paginator_cursor)
		rx_cursor_condition(p, a);
	return p;
}

bool
rx_paging_counts(const struct rx_paging *p)
{
	return p->type->counted;
}

bool
rx_paging_probes(const struct rx_paging *p, const struct rx_paging_resource *res)
{
	return p->base_auto && !p->numbered && !res->base_known;
}

bool
rx_paging_wants_hash(const struct rx_paging *p)
{
	return p->type != &rx_paginator_single_page;
}

bool
rx_paging_wants_rows(const struct rx_paging_step *s)
{
	return rx_paging_probes(s->paging, s->resource) && (s->request->probing ||
	    s->request->at.kind == RX_AT_START);
}

bool
rx_paging_reads(const struct rx_paging *p, const struct rx_paging_resource *res,
    struct rx_span name)
{
	unsigned i;

	if (p->type == &rx_paginator_header_cursor && rx_span_eq(name, p->name))
		return true;
	if (p->place != NULL && p->place->in == RX_IN_HEADERS && p->place->n > 0 &&
	    rx_span_is_nocase(name, p->place->seg[0].p))
		return true;
	if (res->place != NULL && res->place->in == RX_IN_HEADERS && res->place->n > 0 &&
	    rx_span_is_nocase(name, res->place->seg[0].p))
		return true;
	for (i = 0; i < p->nspelled; i++)
		if (rx_span_is_nocase(name, p->spelled[i].p))
			return true;
	return false;
}

bool
rx_paging_start(const struct rx_paging *p, const struct rx_paging_resource *res,
    struct rx_paging_request *r, struct rx_span resume, struct rx_err *e)
{
	r->at = p->type->start(p, res);
	r->ordinal = 1;
	r->probing = false;
	if (resume.p == NULL || rx_json_kind(resume) == RX_JSON_NULL)
		return true;
	return rx_position_read(&r->at, resume, &r->store[r->slot], e);
}

unsigned
rx_place_number(const struct rx_paging *p, const struct rx_paging_resource *res,
    const struct rx_position *at, struct rx_placed *out, struct rx_arena *a)
{
	(void)res;
	if (at->kind != RX_AT_OFFSET && at->kind != RX_AT_PAGE)
		return 0;
	out[0].where = p->body_path.n > 0 ? RX_PLACING_BODY : RX_PLACING_QUERY;
	out[0].name = p->body_path.n > 0 ? p->body_path : p->param;
	out[0].value = rx_arena_printf(a, "%ld", at->number);
	return 1;
}

unsigned
rx_paging_place(const struct rx_paging *p, const struct rx_paging_resource *res,
    const struct rx_position *at, struct rx_placed out[RX_PLACED_MAX], struct rx_arena *a)
{
	unsigned n = 0;

	if (at->kind == RX_AT_URL)
		return 0;
	if (p->type->place != NULL)
		n = p->type->place(p, res, at, out, a);
	if (p->limit > 0 && (p->limit_body.n > 0 || p->limit_param.n > 0)) {
		out[n].where = p->limit_body.n > 0 ? RX_PLACING_BODY : RX_PLACING_QUERY;
		out[n].name = p->limit_body.n > 0 ? p->limit_body : p->limit_param;
		out[n++].value = rx_arena_printf(a, "%ld", p->limit);
	}
	return n;
}

bool
rx_paging_sends(const struct rx_paging *p, struct rx_span name)
{
	return p->param.n > 0 && rx_span_eq(p->param, name);
}

bool
rx_learned_write(struct rx_buf *b, const struct rx_paging *p,
    const struct rx_paging_resource *res)
{
	const char *comma = "";

	if (p->base_auto && res->base_known) {
		rx_buf_printf(b, "\"base_page\":%ld", res->base);
		comma = ",";
	}
	if (res->place != NULL) {
		rx_buf_printf(b, "%s\"cursor_path\":", comma);
		rx_place_write(b, res->place);
		if (res->cursor_param.n > 0) {
			rx_buf_text(b, ",\"cursor_param\":");
			rx_json_quote(b, res->cursor_param);
		}
	}
	return !b->failed;
}

void
rx_paging_request_reset(struct rx_paging_request *r)
{
	rx_seen_reset(&r->rows_seen);
	rx_seen_reset(&r->at_seen);
	rx_seen_reset(&r->first_rows);
	r->at = (struct rx_position){ RX_AT_START, 0, RX_SPAN_NONE };
	r->slot = 0;
	r->pages = r->rows = r->empty = 0;
	r->ordinal = 1;
	r->after_short = r->probing = r->cursor_came = false;
}

void
rx_paging_request_free(struct rx_paging_request *r)
{
	rx_seen_free(&r->rows_seen);
	rx_seen_free(&r->at_seen);
	rx_seen_free(&r->first_rows);
	rx_buf_free(&r->store[0]);
	rx_buf_free(&r->store[1]);
}
