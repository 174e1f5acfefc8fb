#include "rx/span.h"

#include <limits.h>
#include <string.h>

struct rx_span
rx_span_of(const char *s)
{
	return (struct rx_span){ s, s != NULL ? strlen(s) : 0 };
}

bool
rx_span_eq(struct rx_span a, struct rx_span b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

bool
rx_span_is(struct rx_span a, const char *s)
{
	return rx_span_eq(a, rx_span_of(s));
}

static unsigned char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (unsigned char)(c | 0x20) : (unsigned char)c;
}

bool
rx_span_is_nocase(struct rx_span a, const char *s)
{
	size_t i;

	for (i = 0; i < a.n; i++)
		if (s[i] == '\0' || lower(a.p[i]) != lower(s[i]))
			return false;
	return s[i] == '\0';
}

bool
rx_span_starts(struct rx_span a, const char *s)
{
	size_t n = strlen(s);

	return a.n >= n && memcmp(a.p, s, n) == 0;
}

bool
rx_span_ends(struct rx_span a, const char *s)
{
	size_t n = strlen(s);

	return a.n >= n && memcmp(a.p + a.n - n, s, n) == 0;
}

int
rx_span_cmp(struct rx_span a, struct rx_span b)
{
	size_t	n = a.n < b.n ? a.n : b.n;
	int	c = n > 0 ? memcmp(a.p, b.p, n) : 0;

	if (c != 0)
		return c < 0 ? -1 : 1;
	return a.n < b.n ? -1 : a.n > b.n;
}

static bool
blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

struct rx_span
rx_span_trim(struct rx_span a)
{
	while (a.n > 0 && blank(a.p[0])) {
		a.p++;
		a.n--;
	}
	while (a.n > 0 && blank(a.p[a.n - 1]))
		a.n--;
	return a;
}

struct rx_span
rx_span_cut(struct rx_span a, size_t from)
{
	if (from > a.n)
		from = a.n;
	return (struct rx_span){ from > 0 ? a.p + from : a.p, a.n - from };
}

size_t
rx_span_find(struct rx_span a, char c)
{
	const char *p = a.n > 0 ? memchr(a.p, c, a.n) : NULL;

	return p != NULL ? (size_t)(p - a.p) : a.n;
}

size_t
rx_span_find_text(struct rx_span a, const char *s)
{
	const char *p = a.n > 0 ? memmem(a.p, a.n, s, strlen(s)) : NULL;

	return p != NULL ? (size_t)(p - a.p) : a.n;
}

bool
rx_span_uint(struct rx_span a, unsigned long *out)
{
	unsigned long	v = 0;
	size_t		i;

	if (a.n == 0)
		return false;
	for (i = 0; i < a.n; i++) {
		unsigned d = (unsigned)(a.p[i] - '0');

		if (d > 9 || v > (ULONG_MAX - d) / 10)
			return false;
		v = v * 10 + d;
	}
	*out = v;
	return true;
}

unsigned long
rx_span_hash(struct rx_span a)
{
	unsigned long	h = 14695981039346656037UL;
	size_t		i;

	for (i = 0; i < a.n; i++)
		h = (h ^ (unsigned char)a.p[i]) * 1099511628211UL;
	return h;
}
