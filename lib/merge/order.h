#ifndef RX_MERGE_ORDER_H
#define RX_MERGE_ORDER_H
/*
 * order: records in the order of their key, for targets that find the place of
 * each in an index: those of neighbours are near each other.
 *
 * Records of equal keys stay in the order in which they came.
 */
#include "lib/merge/hold.h"
#include "lib/merge/key.h"

struct rx_order {
	size_t	*at;		/* of the items in the hold; NULL: as they came */
	size_t	 n, next;
	size_t	 end;		/* of the released items */
};

/* Of the released items, if they are many.  Without memory, or where equal
 * keys may be written differently, they stay as they came. */
void	rx_order_open(struct rx_order *, const struct rx_hold *, const struct rx_key *);
/* The next item's place; false: there is none. */
bool	rx_order_next(struct rx_order *, size_t *at);
void	rx_order_close(struct rx_order *);

#endif
