#include "lib/select/shape.h"

#include <string.h>

#include "rx/singer.h"

enum { BOOL = 1, INTEGER = 2, NUMBER = 4, TEXT = 8, OBJECT = 16, LIST = 32 };

static unsigned
kind_of(struct rx_span v)
{
	size_t i;

	switch (rx_json_kind(v)) {
	case RX_JSON_FALSE:
	case RX_JSON_TRUE:
		return BOOL;
	case RX_JSON_NUMBER:
		for (i = 0; i < v.n; i++)
			if (strchr(".eE", v.p[i]) != NULL)
				return NUMBER;
		return INTEGER;
	case RX_JSON_STRING:
		return TEXT;
	case RX_JSON_OBJECT:
		return OBJECT;
	case RX_JSON_ARRAY:
		return LIST;
	default:
		return 0;
	}
}

/* Members come in the same order again and again: the search begins at *at. */
static struct shape *
member(struct rx_arena *a, struct shape *s, struct shape **at, struct rx_span name)
{
	struct shape *m, *last = NULL;

	if (*at != NULL && rx_span_eq((*at)->name, name))
		return *at;
	for (m = s->first; m != NULL; last = m, m = m->next)
		if (rx_span_eq(m->name, name))
			return m;
	if ((m = rx_arena_get(a, sizeof(*m))) == NULL)
		return NULL;
	m->name = rx_arena_span(a, name);
	if (last != NULL)
		last->next = m;
	else
		s->first = m;
	return m->name.p != NULL ? m : NULL;
}

bool
shape_see(struct rx_arena *a, struct shape *s, struct rx_span v, bool *wider)
{
	unsigned		 kind = kind_of(v);
	struct rx_json_iter	 it;
	struct rx_span		 name, value;
	struct shape		*m, *at = s->first;

	*wider |= (s->kinds | kind) != s->kinds;
	s->kinds |= kind;
	if (kind == LIST && s->items == NULL &&
	    (s->items = rx_arena_get(a, sizeof(*s->items))) == NULL)
		return false;
	if (kind < OBJECT || !rx_json_begin(&it, v))
		return true;
	while (rx_json_next(&it, &name, &value)) {
		m = kind == LIST ? s->items : member(a, s, &at, name);
		if (m == NULL || !shape_see(a, m, value, wider))
			return false;
		at = m->next;
	}
	return true;
}

/* A time is one where the source says so. */
static const char *
format(struct rx_span column)
{
	const struct rx_singer_format	*f;
	struct rx_span			 type = rx_json_get(column, "data_type");

	for (f = rx_singer_formats; rx_json_kind(type) == RX_JSON_STRING && f->format != NULL; f++)
		if (rx_json_is(type, rx_span_of(f->data_type)))
			return f->format;
	return NULL;
}

static bool
write_members(struct rx_buf *b, const struct shape *s, struct rx_span columns)
{
	struct rx_buf		 name = RX_BUF_INIT(RX_BUF_TEXT);
	const struct shape	*m;
	const char		*separator = "";

	rx_buf_text(b, ",\"properties\":{");
	for (m = s->first; m != NULL; m = m->next) {
		struct rx_span	column = RX_SPAN_NONE;
		const char	*f;

		if (m->kinds == 0)
			continue;
		rx_buf_text(b, separator);
		separator = ",";
		rx_buf_span(b, m->name);
		rx_buf_byte(b, ':');
		rx_buf_reset(&name);
		if (columns.p != NULL && rx_json_text(&name, m->name))
			column = rx_json_member(columns, rx_buf_view(&name));
		shape_write(b, m, RX_SPAN_NONE);
		if ((f = format(column)) != NULL && (m->kinds & ~TEXT) == 0) {
			b->n--;		/* its brace */
			rx_buf_printf(b, ",\"format\":\"%s\"}", f);
		}
	}
	rx_buf_free(&name);
	return rx_buf_byte(b, '}');
}

/* What has only ever been null has no type yet: it is left out. */
bool
shape_write(struct rx_buf *b, const struct shape *s, struct rx_span columns)
{
	static const struct { unsigned kind; const char *name; } types[] = {
		{ BOOL, "boolean" }, { INTEGER, "integer" }, { NUMBER, "number" },
		{ TEXT, "string" }, { OBJECT, "object" }, { LIST, "array" }
	};
	unsigned	kinds = s->kinds;
	size_t		i;

	if (kinds & NUMBER)
		kinds &= ~(unsigned)INTEGER;
	rx_buf_text(b, "{\"type\":[\"null\"");
	for (i = 0; i < sizeof(types) / sizeof(*types); i++)
		if (kinds & types[i].kind)
			rx_buf_printf(b, ",\"%s\"", types[i].name);
	rx_buf_byte(b, ']');
	if (kinds & OBJECT)
		write_members(b, s, columns);
	if (kinds & LIST) {
		rx_buf_text(b, ",\"items\":");
		if (s->items->kinds != 0)
			shape_write(b, s->items, RX_SPAN_NONE);
		else
			rx_buf_text(b, "{}");
	}
	return rx_buf_byte(b, '}');
}
