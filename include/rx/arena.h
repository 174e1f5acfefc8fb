#ifndef RX_ARENA_H
#define RX_ARENA_H
/*
 * arena: many small things that live and die together.
 *
 * RX_ARENA_INIT, then rx_arena_free; nothing is freed alone.  rx_arena_reset
 * forgets the contents and keeps the memory, so that a loop that resets once
 * a record stays flat.  Without memory, or beyond max bytes, a function
 * returns NULL and sets failed.
 */
#include <stdbool.h>
#include <stddef.h>

#include "rx/span.h"

struct rx_arena_block;
struct rx_arena {
	struct rx_arena_block	*first, *now;
	size_t			 used, max;	/* bytes; max 0: 1 GiB */
	bool			 failed;
};

#define RX_ARENA_INIT	{ NULL, NULL, 0, 0, false }

void		*rx_arena_get(struct rx_arena *, size_t);	/* zeroed, aligned */
struct rx_span	 rx_arena_span(struct rx_arena *, struct rx_span);	/* a copy, NUL behind it */
char		*rx_arena_str(struct rx_arena *, struct rx_span);	/* the same, as C text */
struct rx_span	 rx_arena_printf(struct rx_arena *, const char *fmt, ...)
		    __attribute__((format(printf, 2, 3)));
void		 rx_arena_reset(struct rx_arena *);
void		 rx_arena_free(struct rx_arena *);
void		 rx_arena_wipe(struct rx_arena *);	/* zeroes what it held, then frees */

#endif
