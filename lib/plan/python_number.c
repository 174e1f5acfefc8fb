/* Python's numbers, and what is calculated with whole ones. */
#include "python.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* n digits of the base with single underscores between; returns how many
 * bytes, 0 if it is none. */
static size_t
digit_run(const char *p, const char *end, const char *allowed)
{
	const char *start = p;

	while (p < end && *p != '\0' && (strchr(allowed, *p) != NULL ||
	    (*p == '_' && p > start && p[-1] != '_' && end - p >= 2)))
		p++;
	return p > start && p[-1] != '_' ? (size_t)(p - start) : 0;
}

/* Python's grammar of numbers, without imaginary ones. */
static bool
number_fits(struct rx_span text)
{
	static const char ten[] = "0123456789";
	const char *p = text.p, *end = text.p + text.n;
	size_t whole, part = 0;

	if (text.n > 2 && *p == '0' && isalpha((unsigned char)p[1]) && (p[1] | 0x20) != 'e') {
		const char *set = (p[1] | 0x20) == 'x' ? "0123456789abcdefABCDEF" :
		    (p[1] | 0x20) == 'o' ? "01234567" : (p[1] | 0x20) == 'b' ? "01" : "";

		p += p[2] == '_' ? 3 : 2;
		return p < end && digit_run(p, end, set) == (size_t)(end - p);
	}
	whole = digit_run(p, end, ten);
	p += whole;
	if (p == end)		/* 007 is no number in Python, 00 is */
		return whole > 0 && (*text.p != '0' || digit_run(text.p, end, "0") == text.n);
	if (*p == '.') {
		part = digit_run(++p, end, ten);
		p += part;
	}
	if (whole + part == 0)
		return false;
	if (p < end && (*p | 0x20) == 'e') {
		p++;
		if (p < end && (*p == '+' || *p == '-'))
			p++;
		part = digit_run(p, end, ten);
		p += part;
		return part > 0 && p == end;
	}
	return p == end;
}

struct rx_node *
rx_py_number(struct rx_py *py, bool negative)
{
	struct rx_buf out = RX_BUF_INIT(RX_READING_TEXT);
	struct rx_node *node = NULL;

	if (!number_fits(py->tok.text)) {
		rx_py_unexpected(py, "this is no number");
		return NULL;
	}
	if (negative)
		rx_buf_byte(&out, '-');
	if (!rx_reading_number(&out, py->tok.text))
		rx_py_unexpected(py, "this number has too many digits");
	else if ((node = rx_reading_string(py->in, rx_buf_view(&out), py->tok.at)) != NULL)
		node->kind = RX_JSON_NUMBER;
	rx_buf_free(&out);
	if (node != NULL)
		rx_py_advance(py);
	return node;
}

bool
rx_py_whole(const struct rx_node *node, long long *value)
{
	char text[32], *end;

	if (node->kind == RX_JSON_TRUE || node->kind == RX_JSON_FALSE) {
		*value = node->kind == RX_JSON_TRUE;
		return true;
	}
	if (node->kind != RX_JSON_NUMBER || node->text.n > 18)
		return false;
	memcpy(text, node->text.p, node->text.n);
	text[node->text.n] = '\0';
	*value = strtoll(text, &end, 10);
	return *end == '\0';
}

struct rx_node *
rx_py_integer(struct rx_py *py, long long value, struct rx_place at)
{
	struct rx_buf text = RX_BUF_INIT(32);
	struct rx_node *node;

	rx_buf_printf(&text, "%lld", value);
	if ((node = rx_reading_string(py->in, rx_buf_view(&text), at)) != NULL)
		node->kind = RX_JSON_NUMBER;
	rx_buf_free(&text);
	return node;
}

/* Python's remainder has the sign of the divisor. */
static bool
calculate(char op, long long a, long long b, long long *value)
{
	switch (op) {
	case '+':
		return !__builtin_add_overflow(a, b, value);
	case '-':
		return !__builtin_sub_overflow(a, b, value);
	case '*':
		return !__builtin_mul_overflow(a, b, value);
	case '%':
		if (b == 0)
			return false;
		*value = a % b;
		if (*value != 0 && (*value < 0) != (b < 0))
			*value += b;
		return true;
	}
	return false;
}

struct rx_node *
rx_py_calculate(struct rx_py *py, char op, const struct rx_node *a, const struct rx_node *b)
{
	struct rx_place at = { a->line, a->col };
	long long x, y, value;

	if (!rx_py_whole(a, &x) || !rx_py_whole(b, &y) || !calculate(op, x, y, &value))
		return NULL;
	return rx_py_integer(py, value, at);
}
