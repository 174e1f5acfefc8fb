/* fields: members of a JSON object into a struct, by a table. */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "testd.h"

struct rx_span
srv_text(struct rx_arena *arena, struct rx_span value)
{
	struct rx_buf	b = RX_BUF_INIT(SRV_BODY_MAX);
	struct rx_span	text = RX_SPAN_NONE;

	if (value.p != NULL && rx_json_text(&b, value))
		text = rx_arena_span(arena, rx_buf_view(&b));
	rx_buf_free(&b);
	return text;
}

static bool
field_real(struct rx_span raw, double *d)
{
	char	 digits[64], *end;

	if (raw.n >= sizeof(digits) || rx_json_kind(raw) != RX_JSON_NUMBER)
		return false;
	memcpy(digits, raw.p, raw.n);
	digits[raw.n] = '\0';
	errno = 0;
	*d = strtod(digits, &end);
	return errno == 0 && *end == '\0';
}

static bool
field_store(struct rx_arena *arena, const struct srv_field *f,
    struct rx_span raw, void *at)
{
	enum rx_json_kind	kind = rx_json_kind(raw);
	int64_t			n;

	switch (f->kind) {
	case SRV_RAW:
		*(struct rx_span *)at = raw;
		return true;
	case SRV_TEXT:
		*(struct rx_span *)at = srv_text(arena, raw);
		return kind == RX_JSON_STRING;
	case SRV_LONG:
		if (kind != RX_JSON_NUMBER || !rx_number_int64(raw, &n))
			return false;
		*(long *)at = (long)n;
		return true;
	case SRV_REAL:
		return field_real(raw, at);
	case SRV_BOOL:
		*(bool *)at = kind == RX_JSON_TRUE;
		return kind == RX_JSON_TRUE || kind == RX_JSON_FALSE;
	}
	return false;
}

static const struct srv_field *
field_find(const struct srv_field *f, struct rx_span key)
{
	for (; f != NULL && f->name != NULL; f++)
		if (rx_json_is(key, rx_span_of(f->name)))
			return f;
	return NULL;
}

bool
srv_fields_read(struct rx_arena *arena, struct rx_span object,
    const struct srv_field *table, void *into, struct rx_err *e)
{
	static const char *const names[] = { "anything", "a text",
	    "a whole number", "a number", "true or false" };
	struct rx_json_iter	 it;
	struct rx_span		 key, value;
	const struct srv_field	*f;

	if (!rx_json_begin(&it, object) || !it.object)
		return rx_err_set(e, RX_USAGE, "an object is wanted: %.*s",
		    RX_FMT(object));
	while (rx_json_next(&it, &key, &value)) {
		f = field_find(table, key);
		if (f == NULL || (f->kind != SRV_RAW &&
		    rx_json_kind(value) == RX_JSON_NULL))
			continue;
		if (!field_store(arena, f, value, (char *)into + f->at))
			return rx_err_set(e, RX_USAGE, "%s: %s is wanted, not %.*s",
			    f->name, names[f->kind], RX_FMT(value));
	}
	return true;
}

bool
srv_fields_check(struct rx_span object, const struct srv_field *a,
    const struct srv_field *b, const char *where, struct rx_err *e)
{
	struct rx_json_iter	it;
	struct rx_span		key, value;

	if (!rx_json_begin(&it, object) || !it.object)
		return rx_err_set(e, RX_USAGE, "%s: an object is wanted: %.*s",
		    where, RX_FMT(object));
	while (rx_json_next(&it, &key, &value))
		if (field_find(a, key) == NULL && field_find(b, key) == NULL)
			return rx_err_set(e, RX_USAGE, "%s: unknown key %.*s",
			    where, RX_FMT(key));
	return true;
}

struct rx_span
srv_path_get(struct rx_span json, struct rx_span path)
{
	struct rx_span	word;

	for (; json.p != NULL && path.n > 0;
	    path = rx_span_cut(path, word.n + (word.n < path.n))) {
		word = (struct rx_span){ path.p, rx_span_find(path, '.') };
		json = rx_json_member(json, word);
	}
	return json;
}

/* "2-4", "2-", "3" */
static bool
range_holds(struct rx_span text, unsigned long n)
{
	size_t		dash = rx_span_find(text, '-');
	struct rx_span	low = { text.p, dash }, high;
	unsigned long	a, b;

	if (!rx_span_uint(low, &a))
		return false;
	if (dash == text.n)
		return n == a;
	high = rx_span_cut(text, dash + 1);
	if (high.n == 0)
		return n >= a;
	return rx_span_uint(high, &b) && n >= a && n <= b;
}

bool
srv_numbers_hold(struct rx_span set, unsigned long n)
{
	struct rx_json_iter	it;
	struct rx_span		one;

	if (set.p == NULL)
		return true;
	switch (rx_json_kind(set)) {
	case RX_JSON_NUMBER:
		return range_holds(set, n);
	case RX_JSON_STRING:
		one = rx_span_cut(set, 1);
		one.n--;
		return range_holds(one, n);
	case RX_JSON_ARRAY:
		rx_json_begin(&it, set);
		while (rx_json_next(&it, NULL, &one))
			if (srv_numbers_hold(one, n))
				return true;
		return false;
	default:
		return false;
	}
}
