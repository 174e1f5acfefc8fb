#ifndef RX_MERGE_REAL_H
#define RX_MERGE_REAL_H
/* real: numbers that a double holds as they are. */
#include <stdbool.h>

#include "rx/span.h"

/* Is this number a double, exactly?  A byte that is of no number follows it. */
bool	rx_number_real(struct rx_span number, double *);

#endif
