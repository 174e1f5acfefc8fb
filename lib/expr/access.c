/* Members and items of values. */
#include "lib/expr/expr.h"

static struct rx_span
member_nocase(struct rx_span dict, struct rx_span name)
{
	struct rx_json_iter	it;
	struct rx_span		key, value;
	size_t			i;

	if (!rx_json_begin(&it, dict))
		return RX_SPAN_NONE;
	while (rx_json_next(&it, &key, &value)) {
		if (key.n != name.n + 2)
			continue;
		for (i = 0; i < name.n; i++)
			if (((unsigned char)key.p[i + 1] | 0x20) !=
			    ((unsigned char)name.p[i] | 0x20))
				break;
		if (i == name.n)
			return value;
	}
	return RX_SPAN_NONE;
}

static struct rx_value
member(struct rx_eval *e, const struct rx_value *v, struct rx_span name)
{
	struct rx_span s = rx_json_member(v->text, name);

	if (s.p == NULL && v->nocase)
		s = member_nocase(v->text, name);
	return rx_value_of(e, s);
}

static struct rx_value
field(struct rx_eval *e, const struct rx_value *v, struct rx_span name)
{
	struct rx_civil	 c = rx_civil_of(v->time);
	const struct { const char *name; int n; } fields[] = {
		{ "year", c.year }, { "month", c.month }, { "day", c.day },
		{ "hour", c.hour }, { "minute", c.minute },
		{ "second", c.second }, { "microsecond", c.micros },
	};
	size_t		 i;

	for (i = 0; i < sizeof(fields) / sizeof(*fields); i++)
		if (rx_span_is(name, fields[i].name))
			return rx_value_int(e, fields[i].n);
	return rx_value_undefined();
}

/* Python's timedelta counts days down, and the rest up from there. */
static struct rx_value
span_field(struct rx_eval *e, const struct rx_value *v, struct rx_span name)
{
	int64_t rest = (v->time.seconds % 86400 + 86400) % 86400;

	if (rx_span_is(name, "days"))
		return rx_value_int(e, (v->time.seconds - rest) / 86400);
	if (rx_span_is(name, "seconds"))
		return rx_value_int(e, rest);
	if (rx_span_is(name, "microseconds"))
		return rx_value_int(e, v->time.micros);
	if (rx_span_is(name, "months"))
		return rx_value_int(e, v->months);
	return rx_value_undefined();
}

static bool
character(struct rx_span s, int64_t index, struct rx_span *one)
{
	size_t at = 0;

	if (index < 0)
		index += (int64_t)rx_chars_count(s);
	if (index < 0)
		return false;
	while (at < s.n && index > 0) {
		at += rx_chars_step(s, at);
		index--;
	}
	if (at >= s.n)
		return false;
	*one = (struct rx_span){ s.p + at, rx_chars_step(s, at) };
	return true;
}

static struct rx_value
at_index(struct rx_eval *e, const struct rx_value *v, int64_t index)
{
	struct rx_span one;

	if (v->kind == RX_VALUE_STRING)
		return character(v->text, index, &one) ? rx_value_string(one) :
		    rx_value_undefined();
	if (v->kind != RX_VALUE_LIST)
		return rx_value_undefined();
	if (index < 0)
		index += (int64_t)rx_json_count(v->text);
	if (index < 0)
		return rx_value_undefined();
	return rx_value_of(e, rx_json_at(v->text, (size_t)index));
}

struct rx_value
rx_value_attr(struct rx_eval *e, const struct rx_value *v, struct rx_span name)
{
	unsigned long n;

	switch (v->kind) {
	case RX_VALUE_DICT: return member(e, v, name);
	case RX_VALUE_TIME: return field(e, v, name);
	case RX_VALUE_SPAN_OF_TIME: return span_field(e, v, name);
	default:
		if (rx_span_uint(name, &n) && n <= INT32_MAX)
			return at_index(e, v, (int64_t)n);
		return rx_value_undefined();
	}
}

struct rx_value
rx_value_item(struct rx_eval *e, const struct rx_value *v, const struct rx_value *index)
{
	int64_t n;

	if (v->kind == RX_VALUE_DICT && (index->kind == RX_VALUE_STRING ||
	    index->kind == RX_VALUE_NUMBER))
		return member(e, v, index->text);
	if (index->kind == RX_VALUE_STRING && v->kind >= RX_VALUE_TIME)
		return rx_value_attr(e, v, index->text);
	if (rx_value_integer(index) && rx_value_long(index, &n))
		return at_index(e, v, n);
	return rx_value_undefined();
}

struct rx_value
rx_value_path(struct rx_eval *e, const struct rx_value *v, struct rx_span path)
{
	struct rx_value	at = *v;
	size_t		n;

	while (path.p != NULL) {
		n = rx_span_find(path, '.');
		at = rx_value_attr(e, &at, (struct rx_span){ path.p, n });
		path = n < path.n ? rx_span_cut(path, n + 1) : RX_SPAN_NONE;
	}
	return at;
}
