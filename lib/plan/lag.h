#ifndef RX_PLAN_LAG_H
#define RX_PLAN_LAG_H
/* lag: a cursor value moved back, in its own spelling. */
#include <stdbool.h>

#include "rx/buf.h"
#include "rx/span.h"

/*
 * Appends value (JSON) less lag (a number): units of a number, seconds of a
 * date-time, days of a date; but nothing before first (JSON, or NONE).  With
 * least the cursor falls, and the lag is added.  false: value is no number and
 * no date in ISO 8601.
 */
bool	rx_lag_apply(struct rx_buf *, struct rx_span value, struct rx_span lag,
	    struct rx_span first, bool least);

bool	rx_lag_number(struct rx_span text, double *);	/* a number as text */

#endif
