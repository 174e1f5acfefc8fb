/* Numbers of other languages, as JSON writes them. */
#include "read.h"

#include <ctype.h>
#include <stdint.h>
#include <string.h>

#define DIGITS_MAX	1000
#define LIMB		1000000000u	/* nine decimal digits a limb */
#define LIMBS_MAX	512		/* 1000 digits of base 16 need 134 */

static int
digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* Whole numbers of base 2, 8, 16: exact, whatever their size. */
static bool
convert(struct rx_buf *out, struct rx_span digits, unsigned base)
{
	uint32_t limb[LIMBS_MAX] = { 0 };
	size_t used = 1;

	if (digits.n > DIGITS_MAX)
		return false;
	for (size_t i = 0; i < digits.n; i++) {
		uint64_t carry;

		if (digits.p[i] == '_')
			continue;
		carry = (uint64_t)digit(digits.p[i]);
		for (size_t k = 0; k < used; k++) {
			carry += (uint64_t)limb[k] * base;
			limb[k] = (uint32_t)(carry % LIMB);
			carry /= LIMB;
		}
		if (carry != 0)
			limb[used++] = (uint32_t)carry;
	}
	rx_buf_printf(out, "%u", limb[used - 1]);
	while (--used > 0)
		rx_buf_printf(out, "%09u", limb[used - 1]);
	return !out->failed;
}

static unsigned
base_of(struct rx_span text)
{
	if (text.n < 3 || text.p[0] != '0')
		return 10;
	switch (text.p[1]) {
	case 'x': case 'X':
		return 16;
	case 'o': case 'O':
		return 8;
	case 'b': case 'B':
		return 2;
	default:
		return 10;
	}
}

/* The run of digits at *i, without underscores; "0" for an empty one. */
static void
digits(struct rx_buf *out, struct rx_span text, size_t *i, bool leading)
{
	size_t before = out->n;

	for (; *i < text.n && (isdigit((unsigned char)text.p[*i]) || text.p[*i] == '_'); ++*i) {
		if (text.p[*i] == '_')
			continue;
		if (leading && out->n == before + 1 && out->p[before] == '0')
			out->n = before;
		rx_buf_byte(out, text.p[*i]);
	}
	if (out->n == before)
		rx_buf_byte(out, '0');
}

bool
rx_reading_number(struct rx_buf *out, struct rx_span text)
{
	size_t i = 0;

	if (text.n > 0 && (text.p[0] == '+' || text.p[0] == '-')) {
		if (text.p[0] == '-')
			rx_buf_byte(out, '-');
		text = rx_span_cut(text, 1);
	}
	if (base_of(text) != 10)
		return convert(out, rx_span_cut(text, 2), base_of(text));
	digits(out, text, &i, true);
	if (i < text.n && text.p[i] == '.') {
		rx_buf_byte(out, '.');
		i++;
		digits(out, text, &i, false);
	}
	if (i < text.n && (text.p[i] == 'e' || text.p[i] == 'E')) {
		rx_buf_byte(out, text.p[i++]);
		if (i < text.n && (text.p[i] == '+' || text.p[i] == '-'))
			rx_buf_byte(out, text.p[i++]);
		digits(out, text, &i, false);
	}
	return !out->failed;
}
