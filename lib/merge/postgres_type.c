/* Types: declared by the source, found in the database, or that of a value. */
#include <stdlib.h>
#include <stdio.h>
#include <string.h>

#include "lib/merge/postgres.h"

void
postgres_type_free(struct postgres_type *type)
{
	free(type->full);
	free(type->cast);
	*type = (struct postgres_type){ AS_NOTHING, NULL, NULL };
}

static enum postgres_class
class_of(const char *base)
{
	static const struct { const char *name; enum postgres_class class; } table[] = {
		{ "boolean", AS_BOOLEAN }, { "bigint", AS_INTEGER }, { "integer", AS_INTEGER },
		{ "smallint", AS_INTEGER }, { "numeric", AS_NUMERIC },
		{ "double precision", AS_FLOAT }, { "real", AS_FLOAT }, { "text", AS_STRING },
		{ "character varying", AS_STRING }, { "character", AS_STRING },
		{ "jsonb", AS_JSON }, { "json", AS_JSON }, { "bytea", AS_BYTES },
		{ "timestamp with time zone", AS_TIME }
	};
	size_t i;

	for (i = 0; i < sizeof(table) / sizeof(*table); i++)
		if (strcmp(base, table[i].name) == 0)
			return table[i].class;
	return AS_OTHER;
}

/* full, as format_type says it; base: without its length.  A cast to the type
 * with its length would cut; those that have one by default have other names. */
bool
postgres_type_set(struct postgres_type *type, const char *full, const char *base)
{
	const char *cast = base;

	if (strcmp(base, "character") == 0)
		cast = "pg_catalog.bpchar";
	else if (strcmp(base, "bit") == 0)
		cast = "pg_catalog.\"bit\"";
	postgres_type_free(type);
	type->class = class_of(base);
	type->full = strdup(full);
	type->cast = strdup(cast);
	return type->full != NULL && type->cast != NULL;
}

bool
postgres_type_class(struct postgres_type *type, enum postgres_class class)
{
	static const char *const names[] = { [AS_BOOLEAN] = "boolean", [AS_INTEGER] = "bigint",
	    [AS_NUMERIC] = "numeric", [AS_FLOAT] = "double precision", [AS_STRING] = "text",
	    [AS_JSON] = "jsonb", [AS_BYTES] = "bytea",
	    [AS_TIME] = "timestamp with time zone", [AS_OTHER] = "text" };

	return postgres_type_set(type, names[class], names[class]);
}

bool
postgres_type_wider(enum postgres_class from, enum postgres_class to)
{
	return from == AS_NOTHING || (from == AS_INTEGER && to == AS_NUMERIC) ||
	    ((from == AS_BOOLEAN || from == AS_INTEGER || from == AS_NUMERIC ||
	    from == AS_TIME) && to == AS_STRING);
}

/* -- dlt's names ---------------------------------------------------------- */

static unsigned long
number(struct rx_span hint, const char *name, unsigned long otherwise)
{
	unsigned long n;

	return rx_span_uint(rx_json_get(hint, name), &n) ? n : otherwise;
}

static const char *
integer_of(unsigned long bits)
{
	return bits == 0 || bits > 32 ? "bigint" : bits > 16 ? "integer" : "smallint";
}

/* The type without its length, and its length in words. */
static const char *
base_of(struct rx_span hint, struct rx_span name, char *length, size_t room)
{
	static const char *const plain[][2] = { { "double", "double precision" },
	    { "bool", "boolean" }, { "binary", "bytea" }, { "json", "jsonb" },
	    { "complex", "jsonb" }, { "date", "date" } };
	unsigned long	precision = number(hint, "precision", 0);
	size_t		i;

	length[0] = '\0';
	for (i = 0; i < sizeof(plain) / sizeof(*plain); i++)
		if (rx_json_is(name, rx_span_of(plain[i][0])))
			return plain[i][1];
	if (rx_json_is(name, RX_SPAN("bigint")))
		return integer_of(precision);
	if (rx_json_is(name, RX_SPAN("wei")))
		precision = precision != 0 ? precision : 78;
	if (precision != 0 && (rx_json_is(name, RX_SPAN("decimal")) || rx_json_is(name,
	    RX_SPAN("wei"))))
		(void)snprintf(length, room, "(%lu,%lu)", precision, number(hint, "scale", 0));
	else if (rx_json_get(hint, "precision").p != NULL)
		(void)snprintf(length, room, "(%lu)", precision);
	if (rx_json_is(name, RX_SPAN("decimal")) || rx_json_is(name, RX_SPAN("wei")))
		return "numeric";
	if (rx_json_is(name, RX_SPAN("text")))
		return precision > 0 ? "character varying" : "text";
	if (rx_json_is(name, RX_SPAN("time")))
		return "time without time zone";
	if (!rx_json_is(name, RX_SPAN("timestamp")))
		return NULL;
	return rx_span_is(rx_json_get(hint, "timezone"), "false") ? "timestamp without time zone" :
	    "timestamp with time zone";
}

/* As format_type would say it: "time(3) without time zone". */
static void
write_full(char *full, size_t room, const char *base, const char *length)
{
	size_t n = strcspn(base, " ");

	if (strcmp(base, "character varying") == 0 || strcmp(base, "double precision") == 0)
		n = strlen(base);
	(void)snprintf(full, room, "%.*s%s%s", (int)n, base, length, base + n);
}

bool
postgres_type_declared(struct postgres_column *c, struct rx_span hint)
{
	struct rx_span	 name = rx_json_get(hint, "data_type");
	char		 length[48], full[96];
	const char	*base;

	if (rx_json_kind(hint) != RX_JSON_OBJECT)
		return true;
	c->required = rx_span_is(rx_json_get(hint, "nullable"), "false");
	c->unique = rx_span_is(rx_json_get(hint, "unique"), "true");
	c->sort = rx_span_is(rx_json_get(hint, "sort"), "true");
	if (rx_json_kind(name) != RX_JSON_STRING ||
	    (base = base_of(hint, name, length, sizeof(length))) == NULL)
		return true;
	if (strcmp(base, "text") == 0)
		length[0] = '\0';
	c->own = false;
	write_full(full, sizeof(full), base, length);
	return postgres_type_set(&c->type, full, base);
}
