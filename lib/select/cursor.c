#include "lib/select/cursor.h"

#include <stdio.h>
#include <stdlib.h>

#include "rx/cursor.h"
#include "rx/json.h"

/* -- which record is which ------------------------------------------------ */

static uint64_t
mix(uint64_t h, const void *p, size_t n)
{
	const unsigned char *c = p;

	while (n-- > 0)
		h = (h ^ *c++) * 0x100000001b3;
	return h;
}

#define SEED	0xcbf29ce484222325

static uint64_t
hash_value(uint64_t h, struct rx_span v)
{
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_LINE);
	bool		number = rx_json_kind(v) == RX_JSON_NUMBER;

	if (number)
		(void)rx_number_norm(&b, v);
	else
		(void)rx_json_compact(&b, v);
	h = mix(h, b.p, b.n);
	rx_buf_free(&b);
	return mix(h, "\n", 1);
}

/* Spreads every bit over all: sums of these tell records apart (the finish of
 * MurmurHash3). */
static uint64_t
spread(uint64_t h)
{
	h = (h ^ h >> 33) * 0xff51afd7ed558ccd;
	h = (h ^ h >> 33) * 0xc4ceb9fe1a85ec53;
	return h ^ h >> 33;
}

/* All members, whatever their order. */
static uint64_t
hash_record(struct rx_span record)
{
	struct rx_json_iter	it;
	struct rx_span		key, v;
	uint64_t		h = SEED;

	if (rx_json_kind(record) != RX_JSON_OBJECT || !rx_json_begin(&it, record))
		return hash_value(SEED, record);
	while (rx_json_next(&it, &key, &v))
		h += spread(hash_value(hash_value(SEED, key), v));
	return h;
}

/* By the fields that are named; by all of it where one is absent. */
static uint64_t
hash(const struct rx_bounds *b, struct rx_span record)
{
	struct rx_json_iter	it;
	struct rx_buf		name = RX_BUF_INIT(RX_BUF_TEXT);
	struct rx_span		field, v;
	uint64_t		h = SEED;
	bool			whole = rx_json_empty(b->unique) || !rx_json_begin(&it, b->unique);

	while (!whole && rx_json_next(&it, NULL, &field)) {
		rx_buf_reset(&name);
		rx_json_text(&name, field);
		v = rx_json_member(record, rx_buf_view(&name));
		if (v.p == NULL)
			v = rx_path_get(record, rx_buf_view(&name));
		whole = v.p == NULL;
		h = whole ? h : hash_value(h, v);
	}
	rx_buf_free(&name);
	return spread(whole ? hash_record(record) : h);
}

static int
by_number(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

static bool
read_known(struct cursor *c, struct rx_err *e)
{
	struct rx_json_iter	it;
	struct rx_span		v;
	char			hex[17];

	c->nknown = 0;
	if (c->bounds.rows.p == NULL || !rx_json_begin(&it, c->bounds.rows))
		return true;
	c->known = rx_arena_get(&c->arena, (rx_json_count(c->bounds.rows) + 1) * sizeof(*c->known));
	if (c->known == NULL)
		return rx_err_nomem(e);
	while (rx_json_next(&it, NULL, &v)) {
		if (v.n != 18)
			continue;
		(void)snprintf(hex, sizeof(hex), "%.*s", 16, v.p + 1);
		c->known[c->nknown++] = strtoull(hex, NULL, 16);
	}
	qsort(c->known, c->nknown, sizeof(*c->known), by_number);
	return true;
}

/* -- a page --------------------------------------------------------------- */

void
cursor_init(struct cursor *c)
{
	*c = (struct cursor){ .seen = RX_BUF_INIT(RX_BUF_TEXT) };
}

bool
cursor_set(struct cursor *c, struct rx_span incremental, struct rx_err *e)
{
	if (rx_span_eq(incremental, c->text) && (incremental.p == NULL) == (c->text.p == NULL))
		return true;
	rx_arena_reset(&c->arena);
	c->nknown = 0;
	c->text = incremental.p != NULL ? rx_arena_span(&c->arena, incremental) : RX_SPAN_NONE;
	return rx_bounds_read(&c->bounds, &c->arena, c->text, e) && read_known(c, e);
}

void
cursor_page(struct cursor *c)
{
	rx_buf_reset(&c->seen);
	c->nedge = 0;
}

/* The value that a record is judged by; NONE: it has none. */
static struct rx_span
value_of(const struct rx_selector *path, struct rx_span record)
{
	struct rx_span v = rx_selector_value(path, record);

	switch (rx_json_kind(v)) {
	case RX_JSON_STRING:
	case RX_JSON_NUMBER:
	case RX_JSON_TRUE:
	case RX_JSON_FALSE:
		return v;
	default:
		return RX_SPAN_NONE;
	}
}

static bool
missing(const struct cursor *c, struct rx_span record, bool *wanted, struct rx_err *e)
{
	struct rx_span v = rx_selector_value(c->bounds.path, record);

	*wanted = c->bounds.missing == RX_MISSING_INCLUDE;
	if (c->bounds.missing != RX_MISSING_RAISE)
		return true;
	rx_err_set(e, RX_BAD_DATA, v.p == NULL ? "a record lacks its cursor, %.*s" :
	    rx_json_kind(v) == RX_JSON_NULL ? "a record's cursor, %.*s, is null" :
	    "a record's cursor, %.*s, is no single value", RX_FMT(c->bounds.name));
	rx_err_got(e, record);
	return rx_err_hint(e, "on_cursor_value_missing of incremental: include keeps such records, "
	    "exclude drops them");
}

/* A record that stands at the start, and was there when the bookmark was set. */
static bool
is_known(const struct cursor *c, struct rx_span record)
{
	uint64_t h;

	if (c->nknown == 0)
		return false;
	h = hash(&c->bounds, record);
	return bsearch(&h, c->known, c->nknown, sizeof(h), by_number) != NULL;
}

static bool
judge(const struct cursor *c, struct rx_span record, struct rx_span v, bool *wanted,
    struct rx_err *e)
{
	enum rx_side side;

	if (v.p == NULL)
		return missing(c, record, wanted, e);
	if (!c->bounds.filter && c->nknown == 0)
		return true;
	if (!rx_bounds_side(&c->bounds, v, &side, e))
		return false;
	if (side == RX_SIDE_START)
		*wanted = !is_known(c, record);
	else if (c->bounds.filter)
		*wanted = side == RX_SIDE_WITHIN;
	return true;
}

static bool
add_edge(struct cursor *c, size_t at, size_t n)
{
	struct cursor_place *p;

	if (c->nedge == c->cap) {
		p = realloc(c->edge, (c->cap * 2 + 64) * sizeof(*p));
		if (p == NULL)
			return false;
		c->edge = p;
		c->cap = c->cap * 2 + 64;
	}
	c->edge[c->nedge++] = (struct cursor_place){ at, n };
	return true;
}

static bool
note(struct cursor *c, struct rx_span v, size_t at, size_t n, struct rx_err *e)
{
	int d = c->seen.n == 0 ? 1 : rx_cursor_cmp(v, rx_buf_view(&c->seen));

	if (c->bounds.least && c->seen.n > 0)
		d = -d;
	if (d < 0)
		return true;
	if (d > 0) {
		rx_buf_reset(&c->seen);
		c->nedge = 0;
		if (!rx_buf_span(&c->seen, v))
			return rx_err_nomem(e);
	}
	return c->bounds.unique.p == NULL || add_edge(c, at, n) || rx_err_nomem(e);
}

bool
cursor_take(struct cursor *c, const struct rx_buf *out, size_t at, bool *wanted,
    struct rx_err *e)
{
	struct rx_span			 record = { out->p + at, out->n - at };
	const struct rx_selector	*path = c->bounds.path != NULL ? c->bounds.path : c->path;
	struct rx_span			 v;

	*wanted = true;
	if (path == NULL)
		return true;
	v = value_of(path, record);
	if (c->bounds.path != NULL && !judge(c, record, v, wanted, e))
		return false;
	return !*wanted || v.p == NULL || c->path == NULL || note(c, v, at, record.n, e);
}

bool
cursor_edge(const struct cursor *c, const struct rx_buf *out, struct rx_buf *b, bool *any)
{
	size_t i;

	*any = c->seen.n > 0 && (c->nedge > 0 || c->bounds.least);
	if (!*any)
		return true;
	rx_buf_text(b, "{\"rows\":[");
	for (i = 0; i < c->nedge; i++)
		rx_buf_printf(b, "%s\"%016llx\"", i > 0 ? "," : "", (unsigned long long)hash(
		    &c->bounds, (struct rx_span){ out->p + c->edge[i].at, c->edge[i].n }));
	rx_buf_text(b, "]");
	return rx_buf_text(b, c->bounds.least ? ",\"by\":\"min\"}" : "}");
}

void
cursor_free(struct cursor *c)
{
	rx_arena_free(&c->arena);
	rx_buf_free(&c->seen);
	free(c->edge);
}
