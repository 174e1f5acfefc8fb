#include "lib/merge/part.h"

#include <stdlib.h>

#include "rx/json.h"

struct member {
	struct rx_span	key, value;
};

static int
by_key(const void *a, const void *b)
{
	return rx_span_cmp(((const struct member *)a)->key, ((const struct member *)b)->key);
}

static bool
put_members(struct rx_buf *b, const struct member *m, size_t n)
{
	size_t i;

	rx_buf_byte(b, '{');
	for (i = 0; i < n; i++) {
		if (i > 0)
			rx_buf_byte(b, ',');
		rx_buf_span(b, m[i].key);
		rx_buf_byte(b, ':');
		rx_json_compact(b, m[i].value);
	}
	return rx_buf_byte(b, '}');
}

bool
rx_part_name(struct rx_buf *b, struct rx_span part)
{
	struct rx_json_iter	 it;
	struct member		*m;
	size_t			 n = rx_json_count(part), i = 0;
	bool			 ok;

	if (n < 2)
		return rx_json_compact(b, part);
	if ((m = calloc(n, sizeof(*m))) == NULL)
		return false;
	(void)rx_json_begin(&it, part);
	while (i < n && rx_json_next(&it, &m[i].key, &m[i].value))
		i++;
	qsort(m, i, sizeof(*m), by_key);
	ok = put_members(b, m, i);
	free(m);
	return ok;
}

bool
rx_part_without_window(struct rx_buf *b, struct rx_span part, bool *had)
{
	struct rx_json_iter	it;
	struct member		m;
	size_t			n = 0;

	*had = false;
	rx_buf_byte(b, '{');
	if (part.p != NULL && rx_json_begin(&it, part)) {
		while (rx_json_next(&it, &m.key, &m.value)) {
			if (rx_json_is(m.key, RX_SPAN("window"))) {
				*had = true;
				continue;
			}
			if (n++ > 0)
				rx_buf_byte(b, ',');
			rx_buf_span(b, m.key);
			rx_buf_byte(b, ':');
			rx_json_compact(b, m.value);
		}
	}
	return rx_buf_byte(b, '}');
}
