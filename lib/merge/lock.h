#ifndef RX_LOCK_H
#define RX_LOCK_H
/*
 * lock: one writer a resource, by the kernel, which frees a lock when its
 * holder dies, however it dies.
 *
 * The lock is on bytes of the target's own file, far behind its end, at a
 * place that the resource's name gives: so nothing is left behind.  It
 * belongs to the open file description (not to the process: SQLite, which
 * locks the same file, unlocks all of it whenever it is done).  Such a lock
 * does not tell its holder; so the holder locks one byte more, whose place is
 * its process id.
 */
#include <stdbool.h>

#include "rx/err.h"
#include "rx/span.h"

/* place: what is locked, "" for all of a file.  RX_REFUSED with the holder's
 * process id; RX_FAILED: name can't be locked.  The lock ends when fd and its
 * duplicates are closed. */
bool	rx_lock_take(int fd, struct rx_span place, struct rx_span resource, const char *name,
	    struct rx_err *);

#endif
