#include "rx/buf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* There is always room for a NUL behind the bytes, even at the maximum. */
bool
rx_buf_room(struct rx_buf *b, size_t more)
{
	size_t	 want, cap;
	char	*p;

	if (b->failed)
		return false;
	if (b->p != NULL && more < b->cap - b->n)
		return true;
	if (more > b->max || b->n > b->max - more) {
		b->failed = true;
		return false;
	}
	want = b->n + more + 1;
	cap = b->cap < 64 ? 64 : b->cap;
	while (cap < want)
		cap += cap / 2 + 64;
	if (cap > b->max + 1)
		cap = b->max + 1;
	if ((p = realloc(b->p, cap)) == NULL) {
		b->failed = true;
		return false;
	}
	b->p = p;
	b->cap = cap;
	return true;
}

bool
rx_buf_add(struct rx_buf *b, const void *p, size_t n)
{
	if (!rx_buf_room(b, n))
		return false;
	if (n > 0)
		memcpy(b->p + b->n, p, n);
	b->n += n;
	return true;
}

bool
rx_buf_span(struct rx_buf *b, struct rx_span s)
{
	return rx_buf_add(b, s.p, s.n);
}

bool
rx_buf_text(struct rx_buf *b, const char *s)
{
	return rx_buf_add(b, s, strlen(s));
}

bool
rx_buf_byte(struct rx_buf *b, char c)
{
	if ((b->n + 1 >= b->cap || b->failed) && !rx_buf_room(b, 1))
		return false;
	b->p[b->n++] = c;
	return true;
}

bool
rx_buf_vprintf(struct rx_buf *b, const char *fmt, va_list ap)
{
	va_list	again;
	int	n;

	va_copy(again, ap);
	n = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	if (n < 0 || !rx_buf_room(b, (size_t)n)) {
		b->failed = true;
		return false;
	}
	(void)vsnprintf(b->p + b->n, (size_t)n + 1, fmt, ap);
	b->n += (size_t)n;
	return true;
}

bool
rx_buf_printf(struct rx_buf *b, const char *fmt, ...)
{
	va_list	ap;
	bool	ok;

	va_start(ap, fmt);
	ok = rx_buf_vprintf(b, fmt, ap);
	va_end(ap);
	return ok;
}

struct rx_span
rx_buf_view(const struct rx_buf *b)
{
	return (struct rx_span){ b->p != NULL ? b->p : "", b->n };
}

const char *
rx_buf_str(struct rx_buf *b)
{
	if (b->p == NULL && !rx_buf_room(b, 1))
		return "";
	b->p[b->n] = '\0';
	return b->p;
}

void
rx_buf_reset(struct rx_buf *b)
{
	b->n = 0;
	b->failed = false;
}

void
rx_buf_free(struct rx_buf *b)
{
	free(b->p);
	b->p = NULL;
	b->n = b->cap = 0;
	b->failed = false;
}
