#ifndef RX_MERGE_NAMED_H
#define RX_MERGE_NAMED_H
/*
 * named: the resources that the command line names, and whether the target
 * knows each of them.  A name that is misspelled must not look like one that
 * has nothing to tell.
 */
#include <stdbool.h>
#include <stddef.h>

#include "rx/arena.h"
#include "rx/err.h"
#include "rx/opt.h"
#include "rx/span.h"

struct rx_named {
	const char *const	*v;		/* none: all are meant */
	size_t			 n;
	bool			*met;		/* of each: the target knows it */
	struct rx_opt_list	 known;		/* what the target knows, each once */
	struct rx_arena		 arena;
};

bool	rx_named_open(struct rx_named *, const char *const *v, size_t n, struct rx_err *);
void	rx_named_close(struct rx_named *);
/* The target knows this one; false: no memory. */
bool	rx_named_see(struct rx_named *, struct rx_span);
bool	rx_named_is(const struct rx_named *, struct rx_span);	/* is it meant? */
/* All have been seen: RX_USAGE for the first name that the target does not
 * know; what: "resource".  One that knows none is as one that is not there. */
bool	rx_named_check(const struct rx_named *, const char *what, struct rx_err *);

#endif
