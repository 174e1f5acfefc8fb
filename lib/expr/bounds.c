#include "rx/bounds.h"

#include "rx/cursor.h"
#include "rx/json.h"

static bool
is(struct rx_span object, const char *name, const char *word)
{
	struct rx_span v = rx_json_get(object, name);

	return rx_json_kind(v) == RX_JSON_STRING && rx_json_is(v, rx_span_of(word));
}

static struct rx_span
value(struct rx_span object, const char *name)
{
	struct rx_span v = rx_json_get(object, name);

	return rx_json_kind(v) == RX_JSON_NULL ? RX_SPAN_NONE : v;
}

bool
rx_bounds_read(struct rx_bounds *b, struct rx_arena *a, struct rx_span o, struct rx_err *e)
{
	*b = (struct rx_bounds){ .path = NULL };
	if (o.p == NULL || rx_json_kind(o) == RX_JSON_NULL)
		return true;
	if (rx_json_kind(o) != RX_JSON_OBJECT || (b->name = value(o, "cursor_path")).p == NULL) {
		rx_err_set(e, RX_BAD_DATA, "select: incremental needs a cursor_path");
		return rx_err_got(e, o);
	}
	b->start = value(o, "start");
	b->end = value(o, "end");
	b->unique = value(o, "unique");
	b->rows = value(o, "rows");
	b->filter = is(o, "filter", "client");
	b->least = is(o, "last_value_func", "min");
	b->start_open = is(o, "range_start", "open");
	b->end_closed = is(o, "range_end", "closed");
	b->missing = is(o, "on_cursor_value_missing", "raise") ? RX_MISSING_RAISE :
	    is(o, "on_cursor_value_missing", "exclude") ? RX_MISSING_EXCLUDE : RX_MISSING_INCLUDE;
	b->order = is(o, "row_order", "asc") ? RX_ORDER_ASC :
	    is(o, "row_order", "desc") ? RX_ORDER_DESC : RX_ORDER_NONE;
	return (b->path = rx_selector_compile(a, b->name, e)) != NULL;
}

static bool
compare(const struct rx_bounds *b, struct rx_span v, struct rx_span bound, int *c,
    struct rx_err *e)
{
	if (!rx_cursor_alike(v, bound)) {
		rx_err_set(e, RX_BAD_DATA, "the cursor %.*s can't be compared with %.*s",
		    RX_FMT(v), RX_FMT(bound));
		return rx_err_hint(e, "initial_value and end_value must be of the records' kind: a "
		    "number, or a date");
	}
	*c = rx_cursor_cmp(v, bound);
	if (b->least)
		*c = -*c;
	return true;
}

bool
rx_bounds_side(const struct rx_bounds *b, struct rx_span v, enum rx_side *side, struct rx_err *e)
{
	int c;

	*side = RX_SIDE_WITHIN;
	if (b->start.p != NULL) {
		if (!compare(b, v, b->start, &c, e))
			return false;
		if (c < 0 || (c == 0 && b->start_open))
			*side = RX_SIDE_BEFORE;
		else if (c == 0)
			*side = RX_SIDE_START;
		if (*side == RX_SIDE_BEFORE)
			return true;
	}
	if (b->end.p == NULL)
		return true;
	if (!compare(b, v, b->end, &c, e))
		return false;
	if (c > 0 || (c == 0 && !b->end_closed))
		*side = RX_SIDE_AFTER;
	return true;
}

bool
rx_bounds_past(const struct rx_bounds *b, enum rx_side side)
{
	/* asc and desc speak of the values, not of which of them is wanted */
	enum rx_row_order order = !b->least || b->order == RX_ORDER_NONE ? b->order :
	    b->order == RX_ORDER_ASC ? RX_ORDER_DESC : RX_ORDER_ASC;

	return (order == RX_ORDER_ASC && side == RX_SIDE_AFTER) ||
	    (order == RX_ORDER_DESC && side == RX_SIDE_BEFORE);
}
