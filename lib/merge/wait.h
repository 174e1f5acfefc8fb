#ifndef RX_MERGE_WAIT_H
#define RX_MERGE_WAIT_H
/*
 * wait: --lock-wait.  A lock that another run holds is asked for again until it
 * is free, the time is over, or the user has enough.
 */
#include "rx/merge.h"
#include "rx/target.h"

/* The kind's lock; waiting: it is held by another, as e tells, and will be
 * asked for again: before that, once, called with arg (NULL: nothing to do). */
bool	rx_lock_wait(struct rx_target *, struct rx_span resource, const struct rx_merge_conf *,
	    bool (*waiting)(void *arg, struct rx_err *), void *arg, struct rx_err *);

#endif
