/* Sorting in memory: by bytes of the first number, then what is still equal
 * by all three. */
#include <stdlib.h>
#include <string.h>

#include "lib/merge/sort.h"

#define FEW	16	/* items: sorted by insertion */
#define BYTES	5	/* that tell apart all but a few of 2^32 items */

int
rx_sort_cmp(const void *a, const void *b)
{
	const uint64_t	*x = a, *y = b;
	int		 i;

	for (i = 0; i < RX_SORT_KEY - 1 && x[i] == y[i]; i++)
		continue;
	return x[i] < y[i] ? -1 : x[i] > y[i];
}

static void
pass(struct rx_sort_rank *to, const struct rx_sort_rank *from, size_t n, unsigned shift)
{
	size_t	start[256] = { 0 }, i, at = 0, count;

	for (i = 0; i < n; i++)
		start[from[i].first >> shift & 255]++;
	for (i = 0; i < 256; i++) {
		count = start[i];
		start[i] = at;
		at += count;
	}
	for (i = 0; i < n; i++)
		to[start[from[i].first >> shift & 255]++] = from[i];
}

/* The bits in which the first numbers differ: of those the highest bytes. */
static uint64_t
differing(const struct rx_sort_rank *r, size_t n)
{
	uint64_t	any = 0;
	size_t		i;

	for (i = 1; i < n; i++)
		any |= r[i].first ^ r[0].first;
	return any;
}

struct by {			/* for qsort_r */
	const char	*v;
	size_t		 size;
};

static int
by_item(const void *a, const void *b, void *arg)
{
	const struct rx_sort_rank	*x = a, *y = b;
	const struct by			*by = arg;

	return rx_sort_cmp(by->v + x->item * by->size, by->v + y->item * by->size);
}

/* Items whose first numbers are (nearly) the same: mostly very few. */
static void
settle(struct rx_sort_rank *a, size_t n, const struct by *by)
{
	struct rx_sort_rank	t;
	size_t			i, j;

	if (n > FEW) {
		qsort_r(a, n, sizeof(*a), by_item, (void *)(uintptr_t)by);
		return;
	}
	for (i = 1; i < n; i++) {
		t = a[i];
		for (j = i; j > 0 && by_item(&a[j - 1], &t, (void *)(uintptr_t)by) > 0; j--)
			a[j] = a[j - 1];
		a[j] = t;
	}
}

struct rx_sort_rank *
rx_sort_rank(struct rx_sort_rank *room, const char *v, size_t n, size_t size)
{
	struct rx_sort_rank	*a = room, *b = room + n, *t;
	struct by		 by = { v, size };
	uint64_t		 any, seen = 0;
	unsigned		 shift[8], nshift = 0;
	int			 s;
	size_t			 i, j;

	for (i = 0; i < n; i++) {
		memcpy(&a[i].first, v + i * size, sizeof(a[i].first));
		a[i].item = (uint32_t)i;
	}
	any = differing(a, n);
	for (s = 56; s >= 0 && nshift < BYTES; s -= 8)
		if ((any >> s & 255) != 0) {
			shift[nshift++] = (unsigned)s;
			seen |= (uint64_t)255 << s;
		}
	while (nshift-- > 0) {
		pass(b, a, n, shift[nshift]);
		t = a;
		a = b;
		b = t;
	}
	for (i = 0; i < n; i = j) {
		for (j = i + 1; j < n && (a[i].first & seen) == (a[j].first & seen); j++)
			continue;
		if (j - i > 1)
			settle(a + i, j - i, &by);
	}
	return a;
}
