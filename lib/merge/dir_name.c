#include "lib/merge/dir.h"

#include <string.h>

#include "rx/digest.h"

#define LONGEST	180	/* bytes: what is put behind a name has room in 255 */
#define HEAD	150	/* bytes of a longer one that stay */

/* A name that is cut ends in a digest of the whole. */
static bool
cut(struct rx_buf *b, size_t from, struct rx_span whole)
{
	char hex[RX_SHA256_SHORT + 1];

	if (b->n - from <= LONGEST)
		return !b->failed;
	b->n = from + HEAD;
	while (b->n > from && ((unsigned char)b->p[b->n] & 0xc0) == 0x80)
		b->n--;
	rx_sha256_hex(whole, RX_SHA256_SHORT, hex);
	rx_buf_byte(b, '~');
	return rx_buf_text(b, hex);
}

bool
dir_name_journal(struct rx_buf *b, struct rx_span resource)
{
	static const char	plain[] = "abcdefghijklmnopqrstuvwxyz0123456789_-.";
	size_t			from = b->n, i;

	for (i = 0; i < resource.n; i++) {
		unsigned char c = (unsigned char)resource.p[i];

		if (c != '\0' && strchr(plain, c) != NULL && (i > 0 || c != '.'))
			rx_buf_byte(b, (char)c);
		else
			rx_buf_printf(b, "%%%02X", c);
	}
	return cut(b, from, resource);
}

/* Not on every system may a name begin or end with these, or have those. */
static bool
odd(struct rx_span name, size_t i)
{
	unsigned char c = (unsigned char)name.p[i];

	return c < ' ' || c == 0x7f || strchr("/\\:*?\"<>|%", c) != NULL ||
	    (i == 0 && (c == '.' || c == ' ' || c == '-')) ||
	    (i + 1 == name.n && (c == '.' || c == ' '));
}

bool
dir_name_file(struct rx_buf *b, struct rx_span table)
{
	size_t from = b->n, i;

	for (i = 0; i < table.n; i++)
		if (odd(table, i))
			rx_buf_printf(b, "%%%02X", (unsigned char)table.p[i]);
		else
			rx_buf_byte(b, table.p[i]);
	if (table.n == 0)
		rx_buf_byte(b, '%');
	return cut(b, from, table);
}
