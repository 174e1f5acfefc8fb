#ifndef RX_SELECT_CURSOR_H
#define RX_SELECT_CURSOR_H
/*
 * cursor: what of a page's records the run wants by their cursor values, the
 * greatest of these, and which records stand there (select.incremental).
 */
#include <stdint.h>

#include "rx/arena.h"
#include "rx/bounds.h"
#include "rx/buf.h"

struct cursor_place {			/* of a record in the output */
	size_t	 at, n;
};

struct cursor {
	struct rx_arena		 arena;
	struct rx_span		 text;		/* the incremental it was read from */
	const struct rx_selector *path;		/* select.cursor_path; NULL: nothing is noted */
	struct rx_bounds	 bounds;
	uint64_t		*known;		/* sorted hashes of bounds.rows */
	size_t			 nknown;
	/* of a page: */
	struct rx_buf		 seen;		/* greatest value, JSON; empty: none */
	struct cursor_place	*edge;		/* the records that have it */
	size_t			 nedge, cap;
};

void	cursor_init(struct cursor *);
/* For the pages that follow; NONE: no bounds.  The same again costs nothing. */
bool	cursor_set(struct cursor *, struct rx_span incremental, struct rx_err *);
void	cursor_page(struct cursor *);		/* a new page begins */
/*
 * Is this record, which stands at the end of out behind place at, wanted?  If
 * so it is noted.  false: err (RX_BAD_DATA).
 */
bool	cursor_take(struct cursor *, const struct rx_buf *out, size_t at, bool *wanted,
	    struct rx_err *);
/* Appends the edge of the page, {"rows":[...],"by":"min"}, if there is one to
 * tell; *any says so. */
bool	cursor_edge(const struct cursor *, const struct rx_buf *out, struct rx_buf *, bool *any);
void	cursor_free(struct cursor *);

#endif
