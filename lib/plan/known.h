#ifndef RX_PLAN_KNOWN_H
#define RX_PLAN_KNOWN_H
/*
 * known: 128 bits that stand for a text, and sets of them.
 *
 * FNV-1a, 128 bits: of 100 million requests two share a digest with a chance
 * below 1e-22.  A set takes 16 bytes a member, 24 with values, and as much
 * again of free room.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "rx/buf.h"
#include "rx/span.h"

struct rx_fnv {
	uint64_t	hi, lo;
};

struct rx_fnv rx_fnv_start(void);
void		 rx_fnv_add(struct rx_fnv *, struct rx_span);	/* and an end mark */
/* Of a part's members, whatever their order: the sum of theirs. */
void		 rx_fnv_member(struct rx_fnv *, struct rx_span name, struct rx_span text);
bool		 rx_fnv_hex(const struct rx_fnv *, struct rx_buf *);	/* 16 digits */

struct rx_known {
	struct rx_fnv	*slot;		/* all 0: free */
	void			**value;	/* or NULL: a set without */
	size_t			 n, slots;
};

/* 1: it is new; 0: it was there; -1: no memory. */
int		 rx_known_add(struct rx_known *, struct rx_fnv);
/* The place of its value (NULL at first); NULL: not there, or no memory. */
void		**rx_known_value(struct rx_known *, struct rx_fnv, bool make);
void		 rx_known_free(struct rx_known *);

#endif
