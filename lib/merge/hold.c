#include "lib/merge/hold.h"

#include <stdlib.h>
#include <string.h>

#define ALIGN	((size_t)8)

static size_t
round_up(size_t n)
{
	return (n + ALIGN - 1) & ~(ALIGN - 1);
}

static bool
room(struct rx_hold *h, size_t more)
{
	size_t	 cap = h->cap == 0 ? (size_t)64 << 10 : h->cap;
	char	*p;

	while (cap - h->n < more)
		cap *= 2;
	if (cap == h->cap)
		return true;
	if ((p = realloc(h->p, cap)) == NULL)
		return false;
	h->p = p;
	h->cap = cap;
	return true;
}

bool
rx_hold_add(struct rx_hold *h, const struct rx_record *r, struct rx_state_part *part,
    unsigned long line)
{
	size_t		fields = r->n * sizeof(*r->fields);
	size_t		size = round_up(sizeof(struct rx_item) + fields + r->data.n);
	struct rx_item	it = { .size = (uint32_t)size, .nfields = r->n,
	    .ndata = (uint32_t)r->data.n, .spaces = r->spaces, .part = part,
	    .line = line };

	if (size > UINT32_MAX || !room(h, size))
		return false;
	memcpy(h->p + h->n, &it, sizeof(it));
	if (fields > 0)
		memcpy(h->p + h->n + sizeof(it), r->fields, fields);
	memcpy(h->p + h->n + sizeof(it) + fields, r->data.p, r->data.n);
	h->n += size;
	return true;
}

static struct rx_item *
item(const struct rx_hold *h, size_t at)
{
	return (struct rx_item *)(void *)(h->p + at);
}

/* Moves the items of part to the front of what is held, both in order, and
 * tells where they end. */
static bool
divide(struct rx_hold *h, const struct rx_state_part *part, size_t *end)
{
	size_t	 at, ours = h->released, others = 0;
	char	*rest;

	for (at = h->released; at < h->n; at += item(h, at)->size)
		if (item(h, at)->part != part)
			others += item(h, at)->size;
	if (others == 0 || part == NULL) {
		*end = h->n;
		return true;
	}
	if ((rest = malloc(others)) == NULL)
		return false;
	for (others = 0, at = h->released; at < h->n; ) {
		uint32_t size = item(h, at)->size;

		if (item(h, at)->part != part) {
			memcpy(rest + others, h->p + at, size);
			others += size;
		} else {
			memmove(h->p + ours, h->p + at, size);
			ours += size;
		}
		at += size;
	}
	memcpy(h->p + ours, rest, others);
	free(rest);
	*end = ours;
	return true;
}

bool
rx_hold_release(struct rx_hold *h, const struct rx_state_part *part)
{
	size_t	 cap = h->cap_ends == 0 ? 16 : h->cap_ends * 2;
	size_t	*v;

	if (h->nends == h->cap_ends) {
		if ((v = realloc(h->ends, cap * sizeof(*v))) == NULL)
			return false;
		h->ends = v;
		h->cap_ends = cap;
	}
	if (!divide(h, part, &h->released))
		return false;
	h->ends[h->nends++] = h->released;
	return true;
}

size_t
rx_hold_end(const struct rx_hold *h, size_t at)
{
	size_t i;

	for (i = 0; i < h->nends; i++)
		if (h->ends[i] >= at)
			return h->ends[i];
	return h->released;
}

unsigned long
rx_hold_drop(struct rx_hold *h, const struct rx_state_part *part)
{
	unsigned long	n = 0;
	size_t		at, to = h->released;

	for (at = h->released; at < h->n; ) {
		uint32_t size = item(h, at)->size;

		if (part == NULL || item(h, at)->part == part) {
			n++;
		} else {
			memmove(h->p + to, h->p + at, size);
			to += size;
		}
		at += size;
	}
	h->n = to;
	return n;
}

struct rx_item *
rx_hold_next(const struct rx_hold *h, size_t *at, size_t end, struct rx_record *r)
{
	struct rx_item	*it;
	char		*p;

	if (*at >= end)
		return NULL;
	it = item(h, *at);
	p = h->p + *at + sizeof(*it);
	r->fields = (const struct rx_field *)(const void *)p;
	r->n = it->nfields;
	r->data = (struct rx_span){ p + r->n * sizeof(*r->fields), it->ndata };
	r->spaces = it->spaces;
	*at += it->size;
	return it;
}

unsigned long
rx_hold_line(const struct rx_hold *h, struct rx_span bytes)
{
	struct rx_record	 r;
	struct rx_item		*it;
	size_t			 at = 0;

	while ((it = rx_hold_next(h, &at, h->n, &r)) != NULL)
		if (bytes.p >= r.data.p && bytes.p < r.data.p + r.data.n)
			return it->line;
	return 0;
}

void
rx_hold_stored(struct rx_hold *h)
{
	if (h->released < h->n)
		memmove(h->p, h->p + h->released, h->n - h->released);
	h->n -= h->released;
	h->released = 0;
	h->nends = 0;
}

void
rx_hold_free(struct rx_hold *h)
{
	free(h->p);
	free(h->ends);
	*h = (struct rx_hold){ .p = NULL };
}
