#include "rx/arena.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK	((size_t)16 << 10)
#define MAX	((size_t)1 << 30)

struct rx_arena_block {
	struct rx_arena_block	*next;
	size_t			 n, cap;
	_Alignas(16) char	 bytes[];
};

static struct rx_arena_block *
grow(struct rx_arena *a, size_t n)
{
	struct rx_arena_block	*b;
	size_t			 cap = n > BLOCK ? n : BLOCK;
	size_t			 max = a->max != 0 ? a->max : MAX;

	if (a->used > max || n > max - a->used ||
	    (b = malloc(sizeof(*b) + cap)) == NULL) {
		a->failed = true;
		return NULL;
	}
	b->n = 0;
	b->cap = cap;
	if (a->now == NULL) {
		b->next = a->first;
		a->first = b;
	} else {
		b->next = a->now->next;
		a->now->next = b;
	}
	a->now = b;
	return b;
}

void *
rx_arena_get(struct rx_arena *a, size_t n)
{
	struct rx_arena_block	*b = a->now;
	void			*p;

	if (n > MAX) {
		a->failed = true;
		return NULL;
	}
	n = (n + 15) & ~(size_t)15;
	while (b != NULL && b->cap - b->n < n && b->next != NULL) {
		b = a->now = b->next;
		b->n = 0;
	}
	if ((b == NULL || b->cap - b->n < n) && (b = grow(a, n)) == NULL)
		return NULL;
	p = b->bytes + b->n;
	b->n += n;
	a->used += n;
	return memset(p, 0, n);
}

char *
rx_arena_str(struct rx_arena *a, struct rx_span s)
{
	char *p = rx_arena_get(a, s.n + 1);

	if (p != NULL && s.n > 0)
		memcpy(p, s.p, s.n);
	return p;
}

struct rx_span
rx_arena_span(struct rx_arena *a, struct rx_span s)
{
	char *p = rx_arena_str(a, s);

	return (struct rx_span){ p, p != NULL ? s.n : 0 };
}

struct rx_span
rx_arena_printf(struct rx_arena *a, const char *fmt, ...)
{
	va_list	 ap, again;
	char	*p;
	int	 n;

	va_start(ap, fmt);
	va_copy(again, ap);
	n = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	p = n < 0 ? NULL : rx_arena_get(a, (size_t)n + 1);
	if (p != NULL)
		(void)vsnprintf(p, (size_t)n + 1, fmt, ap);
	va_end(ap);
	return (struct rx_span){ p, p != NULL ? (size_t)n : 0 };
}

void
rx_arena_reset(struct rx_arena *a)
{
	a->now = a->first;
	if (a->now != NULL)
		a->now->n = 0;
	a->used = 0;
	a->failed = false;
}

void
rx_arena_wipe(struct rx_arena *a)
{
	struct rx_arena_block *b;

	for (b = a->first; b != NULL; b = b->next)
		explicit_bzero(b->bytes, b->cap);
	rx_arena_free(a);
}

void
rx_arena_free(struct rx_arena *a)
{
	struct rx_arena_block *b, *next;

	for (b = a->first; b != NULL; b = next) {
		next = b->next;
		free(b);
	}
	a->first = a->now = NULL;
	a->used = 0;
	a->failed = false;
}
