#ifndef ISO_H
#define ISO_H
/* iso: the pieces of ISO 8601, shared by the readers of times.  Those that
 * take a pointer to a span read from its front and cut it. */
#include "rx/date.h"

bool	rx_iso_digit(char);
/* Z, +hh, +hhmm, +hh:mm, +hh:mm:ss; seconds east of UTC. */
bool	rx_iso_offset(struct rx_span *, int64_t *seconds);
/* 1 to 9 digits behind a point, as microseconds (the rest is cut off). */
bool	rx_iso_fraction(struct rx_span *, int *micros);
/* All of a text as decimal count since 1970, of which scale make a second. */
bool	rx_iso_count(struct rx_span, int64_t scale, struct rx_instant *);
bool	rx_iso_parse(struct rx_span, struct rx_instant *);

#endif
