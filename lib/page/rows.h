#ifndef LIB_PAGE_ROWS_H
#define LIB_PAGE_ROWS_H
/* The rows of one page; private to lib/page. */
#include "lib/page/engine.h"

struct rx_page_rows {
	const struct rx_selector *selector;
	struct rx_span	 selector_json;
	bool		 detected;	/* by this page */
	unsigned long	 n;
	struct rx_span	 last;		/* the last row; NONE: there is none */
	const char	*data, *tail;	/* where rows begin and end; NULL: there is none */
	bool		 spaces;	/* white space may stand between tokens */
	bool		 past;		/* one tells that no later row is wanted */
	uint64_t	 hash;
	uint64_t	*each;		/* malloc; the caller frees it */
};

/* Is it known where the rows are, before the body is looked at? */
bool	rx_page_selects(const struct rx_fetch *);
/* Counts the rows of a body, and validates it unless that was done; each:
 * with a hash of each row. */
bool	rx_page_count(struct rx_engine *, struct rx_fetch *, struct rx_span body, bool valid,
	    bool each, struct rx_arena *, struct rx_page_rows *, struct rx_err *);

#endif
