#ifndef RX_DATE_H
#define RX_DATE_H
/*
 * date: times as text, by strptime's and strftime's directives and Airbyte's
 * own (%s, %ms, %s_as_float, %epoch_microseconds, %_ms), and ISO 8601.
 * Instants are seconds since 1970 UTC with a separate count of microseconds.
 */
#include <stdbool.h>
#include <stdint.h>

#include "rx/buf.h"
#include "rx/span.h"

struct rx_instant {
	int64_t	 seconds;
	int	 micros;		/* 0 to 999999 */
};

struct rx_duration {		/* ISO 8601, or 1d, 12h: kept in its own parts */
	int	 months;
	int64_t	 seconds;
	int	 micros;
};

/* Reads by a format; without one (NONE), ISO 8601 in its usual spellings
 * (date only, T or space, Z or offset or none = UTC, up to 9 digits). */
bool	rx_date_parse(struct rx_span text, struct rx_span format,
	    struct rx_instant *);
bool	rx_date_format(struct rx_buf *, struct rx_instant, struct rx_span format);
bool	rx_duration_parse(struct rx_span, struct rx_duration *);
/* Calendar months are clamped to the month's last day; sign is 1 or -1. */
struct rx_instant rx_date_add(struct rx_instant, struct rx_duration, int sign);
int	rx_date_cmp(struct rx_instant, struct rx_instant);

#endif
