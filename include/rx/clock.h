#ifndef RX_CLOCK_H
#define RX_CLOCK_H
/* clock: the one place that asks what time it is. */

double	rx_clock_now(void);		/* seconds since 1970, UTC */
double	rx_clock_mono(void);		/* seconds, never set back */
/* RFC 3339, UTC, whole seconds: 2026-11-22T05:07:07Z; buf holds 21 bytes. */
void	rx_clock_rfc3339(double, char buf[32]);
/* The same with microseconds: 2026-11-22T05:07:07.123456Z. */
void	rx_clock_precise(double, char buf[32]);
/* Back from the first; -1 when it is none. */
double	rx_clock_parse(const char *);

#endif
