#ifndef RX_HOLD_H
#define RX_HOLD_H
/*
 * hold: records of one resource that wait, in memory: first for the state
 * line of their page, then, released, for the next transaction.
 *
 * Items stand one behind the other, released ones first.  An item's part
 * belongs to the resource's state and outlives it.
 */
#include <stdbool.h>
#include <stddef.h>

#include "rx/state.h"
#include "lib/merge/record.h"

struct rx_item {
	uint32_t		 size;		/* with all that belongs to it */
	uint32_t		 nfields, ndata;
	uint32_t		 nth;		/* of its page */
	bool			 spaces;	/* of the record */
	bool			 dead;		/* rejected: not to be stored */
	struct rx_state_part	*part;
	uint64_t		 page;		/* names it; 0 before it is released */
	unsigned long		 line;		/* of the input */
};

struct rx_hold {
	char	*p;
	size_t	 n, cap;	/* bytes */
	size_t	 released;	/* bytes: items before it are released */
	size_t	*ends;		/* of what was released at once, in bytes */
	size_t	 nends, cap_ends;
};

/* line: of the input, where it came. */
bool	rx_hold_add(struct rx_hold *, const struct rx_record *, struct rx_state_part *,
	    unsigned long line);
/* Releases what is held of a part (NULL: of all); false: no memory. */
bool	rx_hold_release(struct rx_hold *, const struct rx_state_part *);
/* Forgets what is held and not released, of a part (NULL: of all); how many. */
unsigned long rx_hold_drop(struct rx_hold *, const struct rx_state_part *);
/* The item at *at, as a record, and *at moved behind it; NULL at end. */
struct rx_item *rx_hold_next(const struct rx_hold *, size_t *at, size_t end,
	    struct rx_record *);
/* The line of the record that these bytes are in; 0: of none that is held. */
unsigned long rx_hold_line(const struct rx_hold *, struct rx_span);
/* Where what was released together with the item before at ends. */
size_t	rx_hold_end(const struct rx_hold *, size_t at);
/* Released items have been stored: they are forgotten. */
void	rx_hold_stored(struct rx_hold *);
void	rx_hold_free(struct rx_hold *);

#endif
