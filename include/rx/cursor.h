#ifndef RX_CURSOR_H
#define RX_CURSOR_H
/*
 * cursor: which of two cursor values is the later one.  Numbers by value
 * (those in strings too), else date-times by instant, else texts by code
 * points (DESIGN, state).
 */
#include <stdbool.h>

#include "rx/span.h"

/* Can the two be compared by what they mean?  A number and a text that is none,
 * or a date and a text that is none, can't. */
bool	rx_cursor_alike(struct rx_span, struct rx_span);
/* JSON values, validated: -1, 0, 1. */
int	rx_cursor_cmp(struct rx_span, struct rx_span);

#endif
