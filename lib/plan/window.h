#ifndef RX_PLAN_WINDOW_H
#define RX_PLAN_WINDOW_H
/* window: what reading a window and filling it share. */
#include "lib/plan/expand.h"

#define RX_WINDOW_DAY	RX_SPAN("%Y-%m-%d")

/* The format that a text in ISO 8601 has; times are written in UTC. */
struct rx_span	rx_window_format(struct rx_span text);
/* A time in any format that the source names, else ISO 8601. */
bool		rx_window_parse(const struct rx_res *, struct rx_span text, struct rx_instant *);
bool		rx_window_lasts(const struct rx_duration *);	/* more than nothing */

#endif
