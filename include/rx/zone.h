#ifndef RX_ZONE_H
#define RX_ZONE_H
/*
 * zone: how far the time of a place is from UTC.
 *
 * Read from the system's time zone files (TZif, RFC 8536) under
 * /usr/share/zoneinfo, for nothing of the process may change for it, as
 * localtime would need.
 */
#include <stdbool.h>
#include <stdint.h>

#include "rx/span.h"

/* name: "Europe/Berlin"; at: seconds since 1970 in UTC; offset: seconds, east
 * of Greenwich above 0.  false: there is no such place, or no such files. */
bool	rx_zone_offset(struct rx_span name, int64_t at, int64_t *offset);
/* The same from the bytes of a file. */
bool	rx_zone_of_file(struct rx_span bytes, int64_t at, int64_t *offset);
/* From a rule of POSIX's TZ: "CET-1CEST,M3.5.0,M10.5.0/3". */
bool	rx_zone_of_rule(struct rx_span rule, int64_t at, int64_t *offset);

#endif
