#ifndef RX_PLAN_CONVERT_H
#define RX_PLAN_CONVERT_H
/*
 * convert: a cursor's value as the API wants it: a format of dates (%Y-%m-%d,
 * %s; epoch, epoch_ms, iso, date) or a jq program.
 */
#include <stdbool.h>

#include "rx/buf.h"
#include "rx/err.h"
#include "rx/span.h"

struct rx_convert;			/* owns what it needs */

/* NULL: RX_USAGE. */
struct rx_convert *rx_convert_open(struct rx_span text, struct rx_err *);
/* Appends the value (JSON) as it is sent, JSON too.  false: RX_USAGE. */
bool	rx_convert_run(struct rx_convert *, struct rx_buf *, struct rx_span value,
	    struct rx_err *);
void	rx_convert_free(struct rx_convert *);

#endif
