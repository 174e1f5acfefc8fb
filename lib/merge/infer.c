/* The key of records that lack the declared one. */
#include <stdlib.h>
#include <string.h>

#include "lib/merge/key.h"

#define LOOK	1000	/* records that are looked at for candidates */
#define SHOW	8	/* candidates that are told */

/* Lower case, without underscores. */
static void
plain(struct rx_buf *b, struct rx_span text)
{
	size_t i;

	for (i = 0; i < text.n; i++) {
		char c = text.p[i];

		if (c != '_')
			rx_buf_byte(b, c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c);
	}
}

static bool
is_singular(struct rx_span one, struct rx_span many)
{
	struct rx_span rest;

	if (one.n > many.n)
		return false;
	if (memcmp(one.p, many.p, one.n) == 0) {
		rest = rx_span_cut(many, one.n);
		return rest.n == 0 || rx_span_is(rest, "s") || rx_span_is(rest, "es");
	}
	return many.n == one.n + 2 && rx_span_ends(many, "ies") && rx_span_ends(one, "y") &&
	    memcmp(one.p, many.p, one.n - 1) == 0;
}

/* Does name read as the resource's singular and "id"? */
static bool
fits(struct rx_span resource, struct rx_span name)
{
	struct rx_buf	a = RX_BUF_INIT(RX_BUF_TEXT), b = RX_BUF_INIT(RX_BUF_TEXT);
	struct rx_span	own;
	bool		yes;

	plain(&a, resource);
	plain(&b, name);
	own = rx_buf_view(&b);
	yes = own.n > 2 && rx_span_ends(own, "id") &&
	    is_singular((struct rx_span){ own.p, own.n - 2 }, rx_buf_view(&a));
	rx_buf_free(&a);
	rx_buf_free(&b);
	return yes;
}

static int
by_bytes(const void *a, const void *b)
{
	return rx_span_cmp(*(const struct rx_span *)a, *(const struct rx_span *)b);
}

/* Are the values, normalised one behind the other in b, all different? */
static bool
distinct(const struct rx_buf *b, struct rx_span *values, const size_t *at, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		values[i] = (struct rx_span){ b->p + at[i], at[i + 1] - at[i] };
	qsort(values, n, sizeof(*values), by_bytes);
	for (i = 1; i < n; i++)
		if (rx_span_eq(values[i - 1], values[i]))
			return false;
	return true;
}

/* Has every record this field, as a scalar, each with another value? */
static bool
identifies(struct rx_span name, const struct rx_record *r, size_t n)
{
	struct rx_buf	 b = RX_BUF_INIT(RX_BUF_LINE);
	struct rx_span	*values = calloc(n, sizeof(*values));
	size_t		*at = calloc(n + 1, sizeof(*at)), i;
	bool		 ok = values != NULL && at != NULL;

	for (i = 0; ok && i < n; i++) {
		struct rx_span		v = rx_record_get(&r[i], name);
		enum rx_json_kind	kind = rx_json_kind(v);

		at[i] = b.n;
		ok = (kind == RX_JSON_NUMBER || kind == RX_JSON_STRING) &&
		    rx_key_norm_value(&b, v);
	}
	if (ok) {
		at[n] = b.n;
		ok = distinct(&b, values, at, n);
	}
	free(values);
	free(at);
	rx_buf_free(&b);
	return ok;
}

bool
rx_key_infer(struct rx_buf *found, struct rx_buf *candidates, struct rx_span resource,
    const struct rx_record *r, size_t n)
{
	struct rx_buf	name = RX_BUF_INIT(RX_BUF_TEXT);
	unsigned	fitting = 0, shown = 0;
	uint32_t	i;

	for (i = 0; n > 0 && i < r[0].n; i++) {
		struct rx_span text;

		rx_buf_reset(&name);
		if (rx_json_decode(&name, rx_record_key(&r[0], &r[0].fields[i])) < 0)
			continue;
		text = rx_buf_view(&name);
		if (fits(resource, text)) {
			fitting++;
			rx_buf_reset(found);
			rx_buf_span(found, text);
		}
		if (shown < SHOW && identifies(text, r, n > LOOK ? LOOK : n)) {
			rx_buf_text(candidates, shown++ > 0 ? ", " : "");
			rx_buf_span(candidates, text);
		}
	}
	rx_buf_free(&name);
	return fitting == 1 && !found->failed && identifies(rx_buf_view(found), r, n);
}
