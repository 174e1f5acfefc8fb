#include "rx/text.h"

#include <string.h>

/* The length of the UTF-8 sequence at p, 0 when there is none (RFC 3629). */
static size_t
sequence(const unsigned char *p, size_t n)
{
	size_t	len, i;

	if (p[0] < 0x80)
		return 1;
	len = p[0] >= 0xC2 && p[0] < 0xE0 ? 2 : p[0] >= 0xE0 && p[0] < 0xF0 ? 3 :
	    p[0] >= 0xF0 && p[0] < 0xF5 ? 4 : 0;
	if (len == 0 || len > n)
		return 0;
	for (i = 1; i < len; i++)
		if ((p[i] & 0xC0) != 0x80)
			return 0;
	if ((p[0] == 0xE0 && p[1] < 0xA0) || (p[0] == 0xED && p[1] > 0x9F) ||
	    (p[0] == 0xF0 && p[1] < 0x90) || (p[0] == 0xF4 && p[1] > 0x8F))
		return 0;
	return len;
}

bool
rx_text_utf8(struct rx_span s)
{
	size_t i, len;

	for (i = 0; i < s.n; i += len)
		if ((len = sequence((const unsigned char *)s.p + i, s.n - i)) == 0)
			return false;
	return true;
}

void
rx_text_safe(struct rx_buf *b, struct rx_span s, bool keep_lf)
{
	const unsigned char	*p = (const unsigned char *)s.p;
	size_t			 i, len;

	for (i = 0; i < s.n; i += len) {
		len = sequence(p + i, s.n - i);
		if (len == 1 && ((p[i] >= 0x20 && p[i] < 0x7F) || (keep_lf && p[i] == '\n'))) {
			rx_buf_byte(b, (char)p[i]);
		} else if (len > 1 && !(p[i] == 0xC2 && p[i + 1] < 0xA0)) {
			rx_buf_add(b, p + i, len);
		} else {
			rx_buf_printf(b, "\\x%02x", p[i]);
			len = 1;
		}
	}
}

void
rx_text_put(struct rx_buf *b, unsigned long cp)
{
	if (cp < 0x80) {
		rx_buf_byte(b, (char)cp);
		return;
	}
	if (cp < 0x800) {
		rx_buf_byte(b, (char)(0xC0 | (cp >> 6)));
	} else if (cp < 0x10000) {
		rx_buf_byte(b, (char)(0xE0 | (cp >> 12)));
		rx_buf_byte(b, (char)(0x80 | ((cp >> 6) & 0x3F)));
	} else {
		rx_buf_byte(b, (char)(0xF0 | (cp >> 18)));
		rx_buf_byte(b, (char)(0x80 | ((cp >> 12) & 0x3F)));
		rx_buf_byte(b, (char)(0x80 | ((cp >> 6) & 0x3F)));
	}
	rx_buf_byte(b, (char)(0x80 | (cp & 0x3F)));
}

#define WORD	48

/* Levenshtein's distance of two short words. */
static unsigned
distance(const char *a, const char *b)
{
	unsigned	row[WORD + 1], i, j;
	size_t		n = strlen(a), m = strlen(b);

	if (n > WORD || m > WORD)
		return WORD;
	for (j = 0; j <= m; j++)
		row[j] = j;
	for (i = 1; i <= n; i++) {
		unsigned diagonal = row[0];

		row[0] = i;
		for (j = 1; j <= m; j++) {
			unsigned best = diagonal + (a[i - 1] != b[j - 1]);

			diagonal = row[j];
			if (row[j] + 1 < best)
				best = row[j] + 1;
			if (row[j - 1] + 1 < best)
				best = row[j - 1] + 1;
			row[j] = best;
		}
	}
	return row[m];
}

const char *
rx_text_nearest(const char *word, const char *const *names, int n)
{
	const char	*best = NULL;
	unsigned	 least = (unsigned)strlen(word) / 3 + 2;
	int		 i;

	for (i = 0; i < n; i++) {
		unsigned d = distance(word, names[i]);

		if (d < least) {
			least = d;
			best = names[i];
		}
	}
	return best;
}
