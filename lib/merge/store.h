#ifndef RX_STORE_H
#define RX_STORE_H
/*
 * store: bytes put aside, found again by their place.
 *
 * As long as the budget has some, they are in memory; what comes later is in
 * a temporary file without a name.  A piece is never divided between the two.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "rx/err.h"
#include "rx/span.h"
#include "lib/merge/budget.h"

struct rx_store {
	struct rx_budget	*budget;
	char			*p;		/* memory; room: what the budget gave; n: used */
	size_t			 n, room, most;	/* most: bytes of the map */
	bool			 full;		/* what comes goes to the file */
	int			 fd;		/* -1: none */
	char			*gather;	/* bytes not yet in the file */
	size_t			 gathered;
	uint64_t		 end;		/* of the file */
	char			**maps;		/* of its parts, made as they are needed */
	size_t			 nmaps;
	size_t			 looked;	/* pieces, since memory was given back */
};

void	rx_store_open(struct rx_store *, struct rx_budget *);
/* Room for n bytes at *place, one behind the other, to be filled by
 * rx_store_add in pieces. */
bool	rx_store_start(struct rx_store *, size_t n, uint64_t *place, struct rx_err *);
bool	rx_store_add(struct rx_store *, struct rx_span, struct rx_err *);
/* What stands there.  Valid until the store is closed; p NULL: err. */
struct rx_span rx_store_get(struct rx_store *, uint64_t place, size_t n, struct rx_err *);
void	rx_store_close(struct rx_store *);	/* it is as if just opened */

#endif
