/* What plain scalars mean in YAML 1.2's core schema (section 10.3.2). */
#include "read.h"

#include <string.h>

/* The run of bytes of the set at *i. */
static size_t
run(struct rx_span s, size_t *i, const char *set)
{
	size_t start = *i;

	while (*i < s.n && s.p[*i] != '\0' && strchr(set, s.p[*i]) != NULL)
		++*i;
	return *i - start;
}

/* The core schema's integers and floats. */
static bool
is_number(struct rx_span s)
{
	static const char ten[] = "0123456789";
	size_t i = 0, whole, part = 0;

	if (rx_span_starts(s, "0o") || rx_span_starts(s, "0x")) {
		i = 2;
		whole = run(s, &i, s.p[1] == 'o' ? "01234567" : "0123456789abcdefABCDEF");
		return whole > 0 && i == s.n;
	}
	if (s.n > 0 && (s.p[0] == '+' || s.p[0] == '-'))
		i++;
	whole = run(s, &i, ten);
	if (i < s.n && s.p[i] == '.') {
		i++;
		part = run(s, &i, ten);
	}
	if (whole + part == 0)
		return false;
	if (i < s.n && (s.p[i] == 'e' || s.p[i] == 'E')) {
		i++;
		if (i < s.n && (s.p[i] == '+' || s.p[i] == '-'))
			i++;
		if (run(s, &i, ten) == 0)
			return false;
	}
	return i == s.n;
}

static bool
is_word(struct rx_span s, const char *small, const char *capital, const char *large)
{
	return rx_span_is(s, small) || rx_span_is(s, capital) || rx_span_is(s, large);
}

static bool
is_infinite(struct rx_span s)
{
	if (is_word(s, ".nan", ".NaN", ".NAN"))
		return true;
	if (s.n > 0 && (s.p[0] == '+' || s.p[0] == '-'))
		s = rx_span_cut(s, 1);
	return is_word(s, ".inf", ".Inf", ".INF");
}

enum rx_json_kind
rx_yaml_kind(struct rx_span s)
{
	if (s.n == 0 || rx_span_is(s, "~") || is_word(s, "null", "Null", "NULL"))
		return RX_JSON_NULL;
	if (is_word(s, "true", "True", "TRUE"))
		return RX_JSON_TRUE;
	if (is_word(s, "false", "False", "FALSE"))
		return RX_JSON_FALSE;
	if (is_infinite(s))
		return RX_JSON_ABSENT;
	return is_number(s) ? RX_JSON_NUMBER : RX_JSON_STRING;
}
