#ifndef RX_PART_H
#define RX_PART_H
/* part: the object that names a request, compared by meaning. */
#include <stdbool.h>

#include "rx/buf.h"
#include "rx/span.h"

/* Appends the part in the one spelling that equal parts share: members in
 * order of their names, no white space.  false: no memory. */
bool	rx_part_name(struct rx_buf *, struct rx_span part);
/* Appends the part without its window; true in *had if it had one. */
bool	rx_part_without_window(struct rx_buf *, struct rx_span part, bool *had);

#endif
