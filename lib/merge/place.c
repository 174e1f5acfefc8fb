/* Where a value stands in its record. */
#include <string.h>

#include "rx/json.h"
#include "lib/merge/sheet.h"

static bool
next(struct rx_span *rest, struct rx_span *name)
{
	size_t n = rx_span_find(*rest, RX_PLACE);

	if (rest->p == NULL)
		return false;
	*name = (struct rx_span){ rest->p, n };
	*rest = n < rest->n ? rx_span_cut(*rest, n + 1) : RX_SPAN_NONE;
	return true;
}

bool
rx_place_write(struct rx_buf *b, struct rx_span place)
{
	struct rx_span	name;
	const char	*separator = "[";

	if (place.p == NULL)
		return rx_buf_text(b, "[]");
	while (next(&place, &name)) {
		rx_buf_text(b, separator);
		rx_json_quote(b, name);
		separator = ",";
	}
	return rx_buf_byte(b, ']');
}

bool
rx_place_read(struct rx_buf *b, struct rx_span json)
{
	struct rx_json_iter	it;
	struct rx_span		v;
	size_t			n = 0;

	if (!rx_json_begin(&it, json))
		return rx_json_text(b, json);
	while (rx_json_next(&it, NULL, &v)) {
		if (n++ > 0)
			rx_buf_byte(b, RX_PLACE);
		rx_json_text(b, v);
	}
	return !b->failed;
}

bool
rx_place_join(struct rx_buf *b, struct rx_span place)
{
	struct rx_span	name;
	const char	*separator = "";

	while (next(&place, &name)) {
		rx_buf_text(b, separator);
		rx_buf_span(b, name);
		separator = "__";
	}
	return !b->failed;
}
