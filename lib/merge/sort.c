#include "lib/merge/sort.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "rx/io.h"

#define FIRST	1024			/* items that need no budget */
#define PIECE	((size_t)256 << 10)	/* bytes read of a run, at most */
#define AHEAD	8			/* items fetched before they are looked at */

void
rx_sort_open(struct rx_sort *s, size_t size, struct rx_budget *budget)
{
	*s = (struct rx_sort){ .budget = budget, .size = size, .fd = -1 };
}

static size_t
cost(const struct rx_sort *s, size_t items)
{
	return items > FIRST ? (items - FIRST) * (s->size + RX_SORT_EXTRA) : 0;
}

/* Sorts what is in memory. */
static bool
rank(struct rx_sort *s, struct rx_err *e)
{
	free(s->ranks);
	s->ranks = malloc((s->n + 1) * 2 * sizeof(*s->ranks));
	if (s->ranks == NULL)
		return rx_err_nomem(e);
	s->order = rx_sort_rank(s->ranks, s->v, s->n, s->size);
	return true;
}

/* Writes it as a run, and has room again. */
static bool
spill(struct rx_sort *s, struct rx_err *e)
{
	struct rx_sort_run	*runs = realloc(s->runs, (s->nruns + 1) * sizeof(*runs));
	struct rx_out		 out;
	size_t			 i;

	if (runs == NULL)
		return rx_err_nomem(e);
	s->runs = runs;
	if (!rank(s, e) || (s->fd == -1 && (s->fd = rx_file_temp(e)) == -1))
		return false;
	rx_out_open(&out, s->fd, "a temporary file");
	for (i = 0; i < s->n; i++)
		rx_out_add(&out, s->v + s->order[i].item * s->size, s->size);
	free(s->ranks);
	s->ranks = NULL;
	if (!rx_out_close(&out, e))
		return rx_err_hint(e, "more --memory needs less of it; TMPDIR names its directory");
	runs[s->nruns++] = (struct rx_sort_run){ .at = s->end,
	    .end = s->end + (off_t)(s->n * s->size) };
	s->end += (off_t)(s->n * s->size);
	s->n = 0;
	return true;
}

static bool
grow(struct rx_sort *s, struct rx_err *e)
{
	size_t	 cap = s->cap == 0 ? FIRST : s->cap + s->cap / 2;
	char	*v;

	if (cap >= UINT32_MAX || !rx_budget_take(s->budget, cost(s, cap) - cost(s, s->cap)))
		return spill(s, e);
	if ((v = realloc(s->v, cap * s->size)) == NULL)
		return rx_err_nomem(e);
	s->v = v;
	s->cap = cap;
	return true;
}

bool
rx_sort_add(struct rx_sort *s, const void *item, struct rx_err *e)
{
	if (s->n == s->cap && !grow(s, e))
		return false;
	memcpy(s->v + s->n++ * s->size, item, s->size);
	return true;
}

/* The next piece of a run; n is 0 behind its end. */
static bool
fill(struct rx_sort *s, struct rx_sort_run *r, struct rx_err *e)
{
	size_t	want = s->piece * s->size, n = 0;
	ssize_t	got;

	if ((off_t)want > r->end - r->at)
		want = (size_t)(r->end - r->at);
	while (n < want) {
		got = pread(s->fd, r->p + n, want - n, r->at + (off_t)n);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return rx_err_errno(e, "cannot read a temporary file");
		n += (size_t)got;
	}
	r->at += (off_t)n;
	r->n = n / s->size;
	r->next = 0;
	return true;
}

static const void *
head(const struct rx_sort *s, size_t i)
{
	const struct rx_sort_run *r = &s->runs[s->heap[i]];

	return r->p + r->next * s->size;
}

/* Heap entry i goes down to its place. */
static void
sift(struct rx_sort *s, size_t i)
{
	size_t child, t;

	for (; (child = 2 * i + 1) < s->nheap; i = child) {
		if (child + 1 < s->nheap && rx_sort_cmp(head(s, child + 1), head(s, child)) < 0)
			child++;
		if (rx_sort_cmp(head(s, child), head(s, i)) >= 0)
			return;
		t = s->heap[i];
		s->heap[i] = s->heap[child];
		s->heap[child] = t;
	}
}

static void
free_items(struct rx_sort *s)
{
	rx_budget_give(s->budget, cost(s, s->cap));
	free(s->v);
	s->v = NULL;
	s->n = s->cap = 0;
}

static bool
open_runs(struct rx_sort *s, struct rx_err *e)
{
	size_t	share = cost(s, s->cap) / s->nruns, i;

	free_items(s);
	share = share > PIECE ? PIECE : share < 64 * s->size ? 64 * s->size : share;
	s->piece = share / s->size;
	if ((s->heap = malloc(s->nruns * sizeof(*s->heap))) == NULL)
		return rx_err_nomem(e);
	for (i = 0; i < s->nruns; i++) {
		if ((s->runs[i].p = malloc(s->piece * s->size)) == NULL)
			return rx_err_nomem(e);
		if (!fill(s, &s->runs[i], e))
			return false;
		s->heap[s->nheap++] = i;
	}
	for (i = s->nheap / 2; i-- > 0; )
		sift(s, i);
	return true;
}

bool
rx_sort_done(struct rx_sort *s, struct rx_err *e)
{
	if (s->nruns == 0)
		return rank(s, e);
	return (s->n == 0 || spill(s, e)) && open_runs(s, e);
}

/* The run whose item was given out goes on. */
static bool
advance(struct rx_sort *s, struct rx_err *e)
{
	struct rx_sort_run *r = &s->runs[s->heap[0]];

	if (++r->next == r->n && !fill(s, r, e))
		return false;
	if (r->n == 0)
		s->heap[0] = s->heap[--s->nheap];
	sift(s, 0);
	return true;
}

const void *
rx_sort_next(struct rx_sort *s, struct rx_err *e)
{
	if (s->nruns == 0) {
		if (s->at == s->n)
			return NULL;
		if (s->at + AHEAD < s->n)
			__builtin_prefetch(s->v + s->order[s->at + AHEAD].item * s->size);
		return s->v + s->order[s->at++].item * s->size;
	}
	if (s->given && !advance(s, e))
		return NULL;
	s->given = true;
	return s->nheap > 0 ? head(s, 0) : NULL;
}

void
rx_sort_close(struct rx_sort *s)
{
	size_t i;

	free_items(s);
	for (i = 0; i < s->nruns; i++)
		free(s->runs[i].p);
	free(s->runs);
	free(s->heap);
	free(s->ranks);
	if (s->fd != -1)
		(void)close(s->fd);
	rx_sort_open(s, s->size, s->budget);
}
