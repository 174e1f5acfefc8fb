#ifndef RX_SORT_H
#define RX_SORT_H
/*
 * sort: items of one size, in order of their first three numbers.
 *
 * They are gathered in memory.  When the budget gives no more, what is there
 * is sorted and written, as a run, to a temporary file without a name; the
 * runs are merged as they are read.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "rx/err.h"
#include "lib/merge/budget.h"

#define RX_SORT_KEY	3		/* numbers that an item begins with */
#define RX_SORT_EXTRA	32		/* bytes an item that sorting takes besides */

struct rx_sort_run {
	off_t	 at, end;	/* in the file: not yet read */
	char	*p;		/* items read; next of them, behind the last */
	size_t	 next, n;
};

struct rx_sort {
	struct rx_budget	*budget;
	size_t			 size;		/* bytes of an item */
	char			*v;
	size_t			 n, cap, at;	/* items */
	struct rx_sort_rank	*ranks, *order;	/* ranks: room; order: of the items */
	int			 fd;		/* of the runs; -1 */
	off_t			 end;
	struct rx_sort_run	*runs;
	size_t			 nruns;
	size_t			*heap;		/* runs, the one with the least item first */
	size_t			 nheap, piece;	/* piece: items read of a run at once */
	bool			 given;		/* the item at the heap's top has been */
};

void	rx_sort_open(struct rx_sort *, size_t size, struct rx_budget *);
bool	rx_sort_add(struct rx_sort *, const void *item, struct rx_err *);
bool	rx_sort_done(struct rx_sort *, struct rx_err *);	/* nothing more comes */
/* The next one, valid until the next call; NULL: no more, or e is set. */
const void *rx_sort_next(struct rx_sort *, struct rx_err *);
void	rx_sort_close(struct rx_sort *);	/* it is as if just opened */

/* sort_rank.c: the order of n items, within room, which is for 2 n of them. */
struct rx_sort_rank {
	uint64_t	first;		/* the item's first number */
	uint32_t	item;		/* its place */
};
struct rx_sort_rank *rx_sort_rank(struct rx_sort_rank *room, const char *v, size_t n,
	    size_t size);
int	rx_sort_cmp(const void *a, const void *b);

#endif
