#include "lib/merge/version.h"

#include <stdlib.h>

#include "rx/json.h"

struct member {
	struct rx_span	 name, value;	/* name: decoded, owned */
	size_t		 at;		/* its place among the members */
};

static bool write_value(struct rx_buf *, struct rx_span, bool top);

static int
by_name(const void *a, const void *b)
{
	const struct member	*x = a, *y = b;
	int			 c = rx_span_cmp(x->name, y->name);

	return c != 0 ? c : x->at < y->at ? -1 : x->at > y->at;
}

/* A lone surrogate has no text: its spelling stands for it. */
static bool
decode(struct rx_buf *b, struct rx_span raw)
{
	size_t	at = b->n;
	int	r = rx_json_decode(b, raw);

	if (r == 0) {
		b->n = at;
		return rx_buf_span(b, raw);
	}
	return r > 0;
}

static bool
collect(struct rx_span object, struct member *v, size_t *n)
{
	struct rx_json_iter	it;
	struct rx_span		key, value;
	struct rx_buf		b;

	(void)rx_json_begin(&it, object);
	for (*n = 0; rx_json_next(&it, &key, &value); ++*n) {
		b = (struct rx_buf)RX_BUF_INIT(RX_BUF_LINE);
		if (!decode(&b, key) || !rx_buf_room(&b, 1)) {
			rx_buf_free(&b);
			return false;
		}
		v[*n] = (struct member){ rx_buf_view(&b), value, *n };
	}
	return true;
}

static bool
write_object(struct rx_buf *b, struct rx_span object, bool top)
{
	size_t		 n = rx_json_count(object), i;
	struct member	*v = calloc(n + 1, sizeof(*v));
	const char	*separator = "";
	bool		 ok = v != NULL && collect(object, v, &n);

	if (ok)
		qsort(v, n, sizeof(*v), by_name);
	rx_buf_byte(b, '{');
	for (i = 0; ok && i < n; i++) {
		if ((i + 1 < n && rx_span_eq(v[i].name, v[i + 1].name)) ||
		    (top && rx_json_kind(v[i].value) == RX_JSON_NULL))
			continue;
		rx_buf_text(b, separator);
		separator = ",";
		ok = rx_json_quote(b, v[i].name) && rx_buf_byte(b, ':') &&
		    write_value(b, v[i].value, false);
	}
	for (i = 0; v != NULL && i < n; i++)
		free((char *)(uintptr_t)v[i].name.p);
	free(v);
	return ok && rx_buf_byte(b, '}');
}

static bool
write_array(struct rx_buf *b, struct rx_span array)
{
	struct rx_json_iter	it;
	struct rx_span		v;
	const char		*separator = "[";

	(void)rx_json_begin(&it, array);
	while (rx_json_next(&it, NULL, &v)) {
		rx_buf_text(b, separator);
		separator = ",";
		if (!write_value(b, v, false))
			return false;
	}
	return rx_buf_text(b, separator[0] == '[' ? "[]" : "]");
}

static bool
write_string(struct rx_buf *b, struct rx_span raw)
{
	struct rx_buf	text = RX_BUF_INIT(RX_BUF_LINE);
	int		r = rx_json_decode(&text, raw);
	bool		ok = r > 0 ? rx_json_quote(b, rx_buf_view(&text)) :
	    r == 0 && rx_buf_span(b, raw);

	rx_buf_free(&text);
	return ok;
}

static bool
write_value(struct rx_buf *b, struct rx_span v, bool top)
{
	switch (rx_json_kind(v)) {
	case RX_JSON_OBJECT:
		return write_object(b, v, top);
	case RX_JSON_ARRAY:
		return write_array(b, v);
	case RX_JSON_STRING:
		return write_string(b, v);
	case RX_JSON_NUMBER:
		return rx_number_norm(b, v);
	default:
		return rx_buf_span(b, v);
	}
}

bool
rx_version_write(struct rx_buf *b, struct rx_span record)
{
	return write_value(b, record, true);
}
