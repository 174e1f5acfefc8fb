/* Characters of a text: UTF-8 code points; other bytes count one each. */
#include "lib/expr/expr.h"

#include <string.h>

#include "rx/text.h"

static bool
trail(struct rx_span s, size_t at)
{
	return at < s.n && ((unsigned char)s.p[at] & 0xc0) == 0x80;
}

size_t
rx_chars_step(struct rx_span s, size_t at)
{
	unsigned char	c = (unsigned char)s.p[at];
	size_t		n = c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : c >= 0xc0 ? 2 : 1, i;

	for (i = 1; i < n; i++)
		if (!trail(s, at + i))
			return 1;
	return n;
}

size_t
rx_chars_count(struct rx_span s)
{
	size_t at = 0, n = 0;

	for (; at < s.n; n++)
		at += rx_chars_step(s, at);
	return n;
}

unsigned long
rx_chars_code(struct rx_span s, size_t at)
{
	static const unsigned char head[] = { 0, 0xff, 0x1f, 0x0f, 0x07 };
	size_t		n = rx_chars_step(s, at), i;
	unsigned long	c = (unsigned char)s.p[at] & head[n];

	for (i = 1; i < n; i++)
		c = c << 6 | ((unsigned char)s.p[at + i] & 0x3f);
	return c;
}

size_t
rx_chars_find(struct rx_span in, struct rx_span s)
{
	const char *p;

	if (in.n == 0 || s.n == 0)
		return s.n == 0 ? 0 : in.n;
	p = memmem(in.p, in.n, s.p, s.n);
	return p != NULL ? (size_t)(p - in.p) : in.n;
}

static bool
in_set(struct rx_span set, struct rx_span one)
{
	if (set.p == NULL)
		return one.n == 1 && (one.p[0] == ' ' ||
		    (one.p[0] >= '\t' && one.p[0] <= '\r'));
	return rx_chars_find(set, one) < set.n;
}

static struct rx_span
last(struct rx_span s)
{
	size_t at = s.n - 1;

	while (at > 0 && s.n - at < 4 && ((unsigned char)s.p[at] & 0xc0) == 0x80)
		at--;
	if (at + rx_chars_step(s, at) != s.n)
		at = s.n - 1;
	return rx_span_cut(s, at);
}

struct rx_span
rx_chars_strip(struct rx_span s, struct rx_span set, bool left, bool right)
{
	size_t n;

	while (left && s.n > 0) {
		n = rx_chars_step(s, 0);
		if (!in_set(set, (struct rx_span){ s.p, n }))
			break;
		s = rx_span_cut(s, n);
	}
	while (right && s.n > 0 && in_set(set, last(s)))
		s.n -= last(s).n;
	return s;
}

unsigned long
rx_chars_lower_code(unsigned long c)
{
	if ((c >= 'A' && c <= 'Z') || (c >= 0xc0 && c <= 0xde && c != 0xd7) ||
	    (c >= 0x391 && c <= 0x3a9 && c != 0x3a2) || (c >= 0x410 && c <= 0x42f))
		return c + 32;
	return c >= 0x400 && c <= 0x40f ? c + 80 : c;
}

unsigned long
rx_chars_upper_code(unsigned long c)
{
	if ((c >= 'a' && c <= 'z') || (c >= 0xe0 && c <= 0xfe && c != 0xf7) ||
	    (c >= 0x3b1 && c <= 0x3c9 && c != 0x3c2) || (c >= 0x430 && c <= 0x44f))
		return c - 32;
	return c >= 0x450 && c <= 0x45f ? c - 80 : c;
}

static bool
alphabetic(unsigned long c)
{
	return rx_chars_lower_code(c) != rx_chars_upper_code(c) || c >= 0x80;
}

static void
put(struct rx_buf *b, struct rx_span s, size_t at, unsigned long c)
{
	size_t n = rx_chars_step(s, at);

	if (n == 1 && (unsigned char)s.p[at] >= 0x80)
		(void)rx_buf_byte(b, s.p[at]);	/* no UTF-8: as it is */
	else
		rx_text_put(b, c);
}

void
rx_chars_lower(struct rx_buf *b, struct rx_span s)
{
	size_t at;

	for (at = 0; at < s.n; at += rx_chars_step(s, at))
		put(b, s, at, rx_chars_lower_code(rx_chars_code(s, at)));
}

void
rx_chars_upper(struct rx_buf *b, struct rx_span s)
{
	size_t at;

	for (at = 0; at < s.n; at += rx_chars_step(s, at))
		put(b, s, at, rx_chars_upper_code(rx_chars_code(s, at)));
}

void
rx_chars_title(struct rx_buf *b, struct rx_span s, bool every_word)
{
	size_t		at;
	unsigned long	c;
	bool		first = true;

	for (at = 0; at < s.n; at += rx_chars_step(s, at)) {
		c = rx_chars_code(s, at);
		put(b, s, at, first ? rx_chars_upper_code(c) : rx_chars_lower_code(c));
		first = every_word && !alphabetic(c);
	}
}
