#include "lib/merge/index.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static const struct rx_span *
name_of(const struct rx_index *x, const void *items, size_t i)
{
	return (const struct rx_span *)(const void *)((const char *)items + i * x->size + x->at);
}

static size_t
slot(const struct rx_index *x, const void *items, struct rx_span name)
{
	size_t i = rx_span_hash(name) & (x->nslots - 1);

	while (x->slots[i] != 0 && !rx_span_eq(*name_of(x, items, x->slots[i] - 1), name))
		i = (i + 1) & (x->nslots - 1);
	return i;
}

void *
rx_index_find(const struct rx_index *x, const void *items, struct rx_span name)
{
	size_t i;

	if (x->nslots == 0)
		return NULL;
	i = x->slots[slot(x, items, name)];
	return i != 0 ? (void *)((uintptr_t)items + (i - 1) * x->size) : NULL;
}

void
rx_index_add(struct rx_index *x, const void *items, size_t i)
{
	struct rx_span name = *name_of(x, items, i);

	if (name.p != NULL)
		x->slots[slot(x, items, name)] = i + 1;
}

void
rx_index_again(struct rx_index *x, const void *items, size_t n)
{
	size_t i;

	if (x->nslots > 0)
		memset(x->slots, 0, x->nslots * sizeof(*x->slots));
	for (i = 0; i < n; i++)
		rx_index_add(x, items, i);
}

void *
rx_index_room(struct rx_index *x, void *items, size_t n)
{
	size_t	 cap = x->cap == 0 ? 32 : x->cap * 2;
	size_t	*slots;
	void	*more;

	if (n < x->cap)
		return items;
	if ((slots = calloc(cap * 4, sizeof(*slots))) == NULL ||
	    (more = realloc(items, cap * x->size)) == NULL) {
		free(slots);
		return NULL;
	}
	free(x->slots);
	x->slots = slots;
	x->nslots = cap * 4;
	x->cap = cap;
	rx_index_again(x, more, n);
	return more;
}

void
rx_index_free(struct rx_index *x)
{
	free(x->slots);
}
