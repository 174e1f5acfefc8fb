/*
 * One writer a resource: a POSIX lock on one byte of the database file, far
 * behind its end, at a place that the resource's name gives.  The kernel
 * knows the holder and frees the lock when it dies, however it dies.
 */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "lib/merge/sqlite.h"

#define FIRST	((off_t)1 << 61)	/* SQLite itself locks bytes at 1 GiB */
#define PLACES	((unsigned long)1 << 60)

bool
sqlite_lock(struct rx_target *base, struct rx_span resource, struct rx_err *e)
{
	struct sqlite	*t = (struct sqlite *)base;
	struct flock	 f = { .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_len = 1,
	    .l_start = FIRST + (off_t)(rx_span_hash(resource) % PLACES) };

	if (t->lock == -1 && (t->lock = open(t->path, O_RDWR | O_CLOEXEC)) == -1)
		return rx_err_errno(e, "cannot lock %s", t->path);
	if (fcntl(t->lock, F_SETLK, &f) == 0)
		return true;
	if (errno != EACCES && errno != EAGAIN)
		return rx_err_errno(e, "cannot lock %s", t->path);
	if (fcntl(t->lock, F_GETLK, &f) == -1 || f.l_type == F_UNLCK)
		f.l_pid = 0;
	rx_err_set(e, RX_REFUSED, "%.*s: another rx-merge (process %ld) is writing it",
	    RX_FMT(resource), (long)f.l_pid);
	return rx_err_hint(e, "wait for it, or stop it");
}
