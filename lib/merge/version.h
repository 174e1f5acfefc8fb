#ifndef RX_VERSION_H
#define RX_VERSION_H
/* version: a value in the one spelling that all equal ones share. */
#include "rx/buf.h"
#include "rx/span.h"

/* Appends it: members sorted by name, the last one of a name, numbers by
 * value, texts by their characters, no white space.  Members of the record
 * itself that are null are left out, as absent ones are. */
bool	rx_version_write(struct rx_buf *, struct rx_span record);

#endif
