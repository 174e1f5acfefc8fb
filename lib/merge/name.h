#ifndef RX_MERGE_NAME_H
#define RX_MERGE_NAME_H
/*
 * name: what tables and columns are called.
 *
 * exact: as the source calls them.  snake: by dlt's snake_case, so that
 * tables look as dlt would have made them.  Names that come out alike are
 * numbered by whoever keeps them.
 */
#include <stdbool.h>

#include "rx/buf.h"
#include "rx/err.h"
#include "rx/span.h"
#include "rx/target.h"

/* "exact" or "snake"; RX_USAGE for what is none. */
bool	rx_names_read(struct rx_span text, enum rx_names *, struct rx_err *);
/*
 * Appends the name of a field or table.  snake: createdAt -> created_at,
 * 1st -> _1st, trailing_ -> trailingx; two underscores stand between parts
 * (a__b) and are dropped at either end.  A name without any is _empty.
 */
bool	rx_name_write(struct rx_buf *, enum rx_names, struct rx_span);

#endif
