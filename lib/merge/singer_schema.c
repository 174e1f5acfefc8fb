/* JSON Schema's types, as far as Singer uses them, as column types. */
#include "lib/merge/singer.h"

#include <string.h>

#include "rx/singer.h"

enum type {
	NOTHING,	/* null alone */
	UNTOLD,		/* none that a column could be declared with */
	BOOL, BIGINT, DECIMAL, TEXT, TIMESTAMP, DATE, TIME, OBJECT
};

static const char *const names[] = { NULL, NULL, "bool", "bigint", "decimal", "text", "timestamp",
	"date", "time", "json" };

/* Whole numbers are decimal ones. */
static enum type
both(enum type a, enum type b)
{
	if ((a == BIGINT && b == DECIMAL) || (a == DECIMAL && b == BIGINT))
		return DECIMAL;
	return a == NOTHING ? b : b == NOTHING || a == b ? a : UNTOLD;
}

static enum type
of_data_type(const char *name)
{
	enum type t = OBJECT;

	while (t > UNTOLD && strcmp(names[t], name) != 0)
		t--;
	return t;
}

static enum type
of_format(struct rx_span format)
{
	const struct rx_singer_format *f;

	if (rx_json_kind(format) != RX_JSON_STRING)
		return TEXT;
	for (f = rx_singer_formats; f->format != NULL; f++)
		if (rx_json_is(format, rx_span_of(f->format)))
			return of_data_type(f->data_type);
	return rx_json_is(format, RX_SPAN("singer.decimal")) ? DECIMAL : TEXT;
}

/* A number is a decimal one, which holds each exactly; as binary fractions most
 * would be others. */
static enum type
of_name(struct rx_span name, struct rx_span format)
{
	static const struct { const char *name; enum type type; } types[] = {
		{ "null", NOTHING }, { "boolean", BOOL }, { "integer", BIGINT },
		{ "number", DECIMAL }, { "object", OBJECT }, { "array", OBJECT }
	};
	size_t i;

	if (rx_json_is(name, RX_SPAN("string")))
		return of_format(format);
	for (i = 0; i < sizeof(types) / sizeof(*types); i++)
		if (rx_json_is(name, rx_span_of(types[i].name)))
			return types[i].type;
	return UNTOLD;
}

static enum type
of_schema(struct rx_span s)
{
	static const char *const unions[] = { "anyOf", "oneOf" };
	struct rx_span		type = rx_json_get(s, "type"), list, v;
	struct rx_json_iter	it;
	enum type		t = NOTHING;
	size_t			i;

	if (rx_json_kind(s) != RX_JSON_OBJECT)
		return UNTOLD;
	if (rx_json_kind(type) == RX_JSON_STRING)
		return of_name(type, rx_json_get(s, "format"));
	if (rx_json_kind(type) == RX_JSON_ARRAY) {
		for (rx_json_begin(&it, type); rx_json_next(&it, NULL, &v); )
			t = both(t, rx_json_kind(v) == RX_JSON_STRING ?
			    of_name(v, rx_json_get(s, "format")) : UNTOLD);
		return t;
	}
	for (i = 0; i < sizeof(unions) / sizeof(*unions); i++) {
		list = rx_json_get(s, unions[i]);
		if (rx_json_kind(list) != RX_JSON_ARRAY)
			continue;
		for (rx_json_begin(&it, list); rx_json_next(&it, NULL, &v); )
			t = both(t, of_schema(v));
		return t;
	}
	return UNTOLD;
}

/* Each is one field, whatever stands in its name. */
static bool
write_key(struct rx_buf *b, struct rx_span key)
{
	struct rx_json_iter	it;
	struct rx_span		v;
	const char		*separator = "";

	rx_buf_text(b, "\"key\":[");
	if (rx_json_kind(key) == RX_JSON_ARRAY)
		for (rx_json_begin(&it, key); rx_json_next(&it, NULL, &v); separator = ",") {
			rx_buf_printf(b, "%s[", separator);
			rx_buf_span(b, v);
			rx_buf_byte(b, ']');
		}
	return rx_buf_byte(b, ']');
}

bool
rx_singer_schema(struct rx_buf *b, struct rx_span schema, struct rx_span key)
{
	struct rx_json_iter	it;
	struct rx_span		name, v;
	const char		*separator = "";
	enum type		t;

	write_key(b, key);
	rx_buf_text(b, ",\"columns\":{");
	if (rx_json_begin(&it, rx_json_get(schema, "properties"))) {
		while (it.object && rx_json_next(&it, &name, &v)) {
			if ((t = of_schema(v)) <= UNTOLD)
				continue;
			rx_buf_text(b, separator);
			rx_buf_span(b, name);
			rx_buf_printf(b, ":{\"data_type\":\"%s\"}", names[t]);
			separator = ",";
		}
	}
	return rx_buf_byte(b, '}');
}
