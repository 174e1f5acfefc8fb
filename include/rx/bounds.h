#ifndef RX_BOUNDS_H
#define RX_BOUNDS_H
/*
 * bounds: which cursor values a run takes, as select.incremental of request
 * and page lines says it (rx-lines(5)).  rx-select drops the records outside,
 * rx-page learns from them that no further page is needed.
 *
 * The texts stay the line's: a struct rx_bounds is good as long as it.
 */
#include <stdbool.h>

#include "rx/arena.h"
#include "rx/err.h"
#include "rx/rows.h"
#include "rx/span.h"

enum rx_missing { RX_MISSING_INCLUDE, RX_MISSING_EXCLUDE, RX_MISSING_RAISE };
enum rx_row_order { RX_ORDER_NONE, RX_ORDER_ASC, RX_ORDER_DESC };

struct rx_bounds {
	const struct rx_selector *path;	/* of the cursor; NULL: there are no bounds */
	struct rx_span	 name;		/* that path, as JSON */
	struct rx_span	 start, end;	/* JSON; NONE: none */
	struct rx_span	 unique;	/* the fields that tell records apart, JSON; NONE */
	struct rx_span	 rows;		/* hashes of the records known at start, JSON; NONE */
	bool		 filter;	/* records outside are dropped */
	bool		 least;		/* the cursor falls: start is the greatest wanted */
	bool		 start_open, end_closed;
	enum rx_missing	 missing;
	enum rx_row_order order;
};

enum rx_side { RX_SIDE_BEFORE, RX_SIDE_START, RX_SIDE_WITHIN, RX_SIDE_AFTER };

/* From select.incremental (JSON; NONE gives no bounds).  The path is compiled
 * into the arena.  RX_BAD_DATA for what is no such object. */
bool	rx_bounds_read(struct rx_bounds *, struct rx_arena *, struct rx_span incremental,
	    struct rx_err *);
/*
 * Where a cursor value stands.  BEFORE and AFTER are outside: a start that is
 * open and an end that is not closed are outside too.  START: equal to the
 * start, and inside.  false: RX_BAD_DATA, the values can't be compared.
 */
bool	rx_bounds_side(const struct rx_bounds *, struct rx_span value, enum rx_side *,
	    struct rx_err *);
/* No later row can be inside, this being the side of one. */
bool	rx_bounds_past(const struct rx_bounds *, enum rx_side);

#endif
