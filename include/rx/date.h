#ifndef RX_DATE_H
#define RX_DATE_H
/*
 * date: times as text, by strptime's and strftime's directives and Airbyte's
 * own (%s, %ms, %s_as_float, %epoch_microseconds, %_ms), and ISO 8601.
 * Instants are seconds since 1970 UTC with a separate count of microseconds;
 * they lie in the years 1 to 9999.  An offset in a text is used and forgotten:
 * what is printed is UTC.  Names are English; no locale is asked.
 */
#include <stdbool.h>
#include <stdint.h>

#include "rx/buf.h"
#include "rx/span.h"

struct rx_instant {
	int64_t	 seconds;
	int	 micros;		/* 0 to 999999, added to seconds */
};

struct rx_duration {		/* ISO 8601, or 1d, 12h: kept in its own parts */
	int	 months;
	int64_t	 seconds;
	int	 micros;		/* 0 to 999999, added to seconds */
};

/*
 * Reads by a format; without one (NONE), ISO 8601 in its usual spellings
 * (date only, T or space, Z or offset or none = UTC, up to 9 digits), or the
 * same without - and :.  A whole format of %s, %ms, %s_as_float or
 * %epoch_microseconds counts from 1970; %_ms is milliseconds within others.
 * All of the text must fit.
 */
bool	rx_date_parse(struct rx_span text, struct rx_span format,
	    struct rx_instant *);
/* Without a format: 2026-11-22T05:07:09Z, with .123456 if there are any. */
bool	rx_date_format(struct rx_buf *, struct rx_instant, struct rx_span format);
/* P1Y2M3DT4H5M6.5S, P2W, -P1D; 90s, 30m, 12h, 1d, 2w, 1 day. */
bool	rx_duration_parse(struct rx_span, struct rx_duration *);
bool	rx_duration_format(struct rx_buf *, struct rx_duration);	/* ISO 8601 */
/* Calendar months are clamped to the month's last day; sign is 1 or -1.
 * Beyond the years 1 to 9999 it stays at their edge. */
struct rx_instant rx_date_add(struct rx_instant, struct rx_duration, int sign);
struct rx_instant rx_date_of(double seconds);	/* since 1970 */
int	rx_date_cmp(struct rx_instant, struct rx_instant);

/* The fields of an instant's UTC calendar, and back. */
struct rx_civil {
	int	 year, month, day;		/* month, day from 1 */
	int	 hour, minute, second, micros;
	int	 weekday;			/* 0 Monday; set by rx_civil_of */
	int	 yearday;			/* from 1; set by rx_civil_of */
};
struct rx_civil	rx_civil_of(struct rx_instant);
/* false: no such time; weekday and yearday are not looked at. */
bool		rx_civil_instant(const struct rx_civil *, struct rx_instant *);
int		rx_civil_days(int year, int month);	/* in that month */

#endif
