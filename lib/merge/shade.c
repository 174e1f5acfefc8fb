/* The kinds of value that a column has. */
#include <string.h>

#include "rx/json.h"
#include "lib/merge/sheet.h"

static const char *const names[] = { "null", "boolean", "integer", "number", "string", "json",
    "any" };

const char *
rx_shade_name(enum rx_shade s)
{
	return names[s];
}

enum rx_shade
rx_shade_of(struct rx_span v)
{
	switch (rx_json_kind(v)) {
	case RX_JSON_TRUE:
	case RX_JSON_FALSE:
		return RX_SHADE_BOOLEAN;
	case RX_JSON_NUMBER:
		return memchr(v.p, '.', v.n) == NULL && memchr(v.p, 'e', v.n) == NULL &&
		    memchr(v.p, 'E', v.n) == NULL ? RX_SHADE_INTEGER : RX_SHADE_NUMBER;
	case RX_JSON_STRING:
		return RX_SHADE_STRING;
	case RX_JSON_ARRAY:
	case RX_JSON_OBJECT:
		return RX_SHADE_JSON;
	default:
		return RX_SHADE_NOTHING;
	}
}

/* A column of text may be one that has been widened: it takes anything. */
enum rx_shade
rx_shade_of_type(struct rx_span type)
{
	static const struct { const char *word; enum rx_shade shade; } types[] = {
		{ "bool", RX_SHADE_BOOLEAN }, { "int", RX_SHADE_INTEGER },
		{ "num", RX_SHADE_NUMBER }, { "dec", RX_SHADE_NUMBER },
		{ "real", RX_SHADE_NUMBER }, { "doub", RX_SHADE_NUMBER },
		{ "floa", RX_SHADE_NUMBER },
	};
	char	text[64];
	size_t	i;

	if (type.n == 0 || type.n >= sizeof(text))
		return RX_SHADE_ANY;
	for (i = 0; i < type.n; i++)
		text[i] = type.p[i] >= 'A' && type.p[i] <= 'Z' ? (char)(type.p[i] | 0x20) :
		    type.p[i];
	text[i] = '\0';
	if (strchr(text, '[') != NULL || strncmp(text, "interval", 8) == 0)
		return RX_SHADE_ANY;
	for (i = 0; i < sizeof(types) / sizeof(*types); i++)
		if (strstr(text, types[i].word) != NULL)
			return types[i].shade;
	return RX_SHADE_ANY;
}

bool
rx_shade_fits(enum rx_shade value, enum rx_shade column)
{
	return value == RX_SHADE_NOTHING || column == RX_SHADE_NOTHING ||
	    column == RX_SHADE_ANY || value == column ||
	    (value == RX_SHADE_INTEGER && column == RX_SHADE_NUMBER);
}

enum rx_shade
rx_shade_wider(enum rx_shade a, enum rx_shade b)
{
	if (rx_shade_fits(a, b) && a != RX_SHADE_ANY)
		return b == RX_SHADE_NOTHING ? a : b;
	return rx_shade_fits(b, a) && b != RX_SHADE_ANY ? a : RX_SHADE_ANY;
}
