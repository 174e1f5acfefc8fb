/* Which type a column needs for a value.  Nothing is rounded or cut: what a
 * type that was declared can't hold is rejected, one that was found widens. */
#include <stdlib.h>
#include <stdio.h>
#include <string.h>

#include "rx/date.h"
#include "lib/merge/digits.h"
#include "lib/merge/postgres.h"
#include "lib/merge/real.h"

#define WHOLE	131072	/* digits of a numeric before the point, and behind it */
#define FRACTION 16383

static enum rx_put
misfit(const struct postgres_column *c, struct rx_span v, struct rx_err *e)
{
	static const char *const words[] = { [AS_BOOLEAN] = "true or false",
	    [AS_INTEGER] = "a number", [AS_NUMERIC] = "a number", [AS_STRING] = "a string",
	    [AS_JSON] = "an object or array" };

	if (c->key && c->own && c->type.class <= AS_JSON && words[c->type.class] != NULL)
		rx_err_set(e, RX_BAD_DATA, "the key %s is %s, it was %s before", c->name,
		    rx_json_kind_name(rx_json_kind(v)), words[c->type.class]);
	else
		rx_err_set(e, RX_BAD_DATA, "%s: %.*s does not fit the column's type %s", c->name,
		    RX_FMT(v), c->type.full);
	return RX_PUT_REJECTED;
}

static bool
is_whole(struct rx_span s)
{
	return rx_span_find(s, '.') == s.n && rx_span_find(s, 'e') == s.n &&
	    rx_span_find(s, 'E') == s.n;
}

/* Does a numeric, of this precision if it has one, hold it as it is? */
static bool
holds(const struct postgres_column *c, struct rx_span number)
{
	long whole, fraction, precision, scale = 0;

	rx_number_shape(number, &whole, &fraction);
	if (c->type.class != AS_NUMERIC || sscanf(c->type.full, "numeric(%ld,%ld)", &precision,
	    &scale) < 1)
		return whole <= WHOLE && fraction <= FRACTION;
	return whole <= precision - scale && fraction <= scale;
}

static bool
is_declared_fit(const struct postgres_column *c, struct rx_span v)
{
	struct rx_span	s = rx_number_of(v);
	int64_t		i;
	double		d;

	switch (c->type.class) {
	case AS_BOOLEAN:
		return v.p[0] == 't' || v.p[0] == 'f' || (v.p[0] == '"' &&
		    (rx_json_is(v, RX_SPAN("true")) || rx_json_is(v, RX_SPAN("false"))));
	case AS_INTEGER:
		return s.p != NULL && rx_number_int64(s, &i);
	case AS_NUMERIC:
		return s.p != NULL && holds(c, s);
	case AS_FLOAT:
		return s.p != NULL && rx_number_real(s, &d);
	default:
		return true;
	}
}

/* Times have six digits of a second, or as many as were declared. */
static bool
is_time_fit(const struct postgres_column *c, struct rx_span v)
{
	size_t	 point = rx_span_find(v, '.'), i;
	long	 digits = 6;

	if (c->type.full == NULL)
		digits = 6;
	else if (strncmp(c->type.full, "time", 4) != 0 || v.p[0] != '"')
		return true;
	else
		(void)sscanf(c->type.full, "%*[a-z](%ld)", &digits);
	for (i = point + 1; i < v.n && v.p[i] >= '0' && v.p[i] <= '9'; i++, digits--)
		if (digits <= 0 && v.p[i] != '0')
			return false;
	return true;
}

/* Is it 2026-11-22T05:07:09, with a space in place of T, at most six digits
 * behind that, and Z, an offset, or nothing? */
static bool
is_time(const struct postgres_column *c, struct rx_span v)
{
	struct rx_instant	t;
	struct rx_span		s = { v.p + 1, v.n - 2 };

	return s.n >= 19 && s.p[4] == '-' && s.p[7] == '-' && (s.p[10] == 'T' || s.p[10] == ' ') &&
	    s.p[13] == ':' && s.p[16] == ':' && is_time_fit(c, v) &&
	    rx_date_parse(s, RX_SPAN_NONE, &t);
}

/* The class that a value has by itself. */
static enum postgres_class
natural(const struct postgres_column *c, struct rx_span v)
{
	int64_t i;

	switch (rx_json_kind(v)) {
	case RX_JSON_TRUE:
	case RX_JSON_FALSE:
		return AS_BOOLEAN;
	case RX_JSON_NUMBER:
		if ((c->key || is_whole(v)) && rx_number_int64(v, &i))
			return AS_INTEGER;
		return holds(c, v) ? AS_NUMERIC : AS_STRING;
	case RX_JSON_STRING:
		return (c->times || c->type.class == AS_TIME) && is_time(c, v) ? AS_TIME : AS_STRING;
	default:
		return AS_JSON;
	}
}

static enum rx_put
fit_own(const struct postgres_column *c, struct rx_span v, enum postgres_class *class,
    struct rx_err *e)
{
	enum postgres_class new = natural(c, v), old = c->type.class;

	if (old == AS_NOTHING || new == old || (old == AS_NUMERIC && new == AS_INTEGER) ||
	    (old == AS_INTEGER && new == AS_NUMERIC)) {
		*class = old == AS_NUMERIC ? old : new;
		if (c->key && new == AS_STRING && rx_json_kind(v) == RX_JSON_NUMBER)
			return misfit(c, v, e);
		return RX_PUT_OK;
	}
	if (c->key)
		return misfit(c, v, e);
	*class = old == AS_JSON ? AS_JSON : AS_STRING;
	return RX_PUT_OK;
}

enum rx_put
postgres_fit(const struct postgres_column *c, struct rx_span v, enum postgres_class *class,
    struct rx_err *e)
{
	*class = c->type.class;
	if (v.p[0] == 'n')
		return RX_PUT_OK;
	if (c->own)
		return fit_own(c, v, class, e);
	return is_declared_fit(c, v) && is_time_fit(c, v) ? RX_PUT_OK : misfit(c, v, e);
}
