#ifndef RX_MERGE_DIGITS_H
#define RX_MERGE_DIGITS_H
/* digits: decimal numbers by their digits, however they are spelled. */
#include "rx/span.h"

/* The number that a JSON value is, or that its text is; or NONE. */
struct rx_span	rx_number_of(struct rx_span value);
/* How many digits its value has before and behind the point. */
void		rx_number_shape(struct rx_span number, long *whole, long *fraction);

#endif
