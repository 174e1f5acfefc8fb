#include "lib/merge/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#define FIRST	((off_t)1 << 61)	/* SQLite locks bytes at 1 GiB */
#define PLACES	((unsigned long)1 << 37)
#define ROOM	((off_t)1 << 23)	/* of one place; process ids end at 2^22 */

static struct flock
at(off_t start, off_t length)
{
	return (struct flock){ .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = start,
	    .l_len = length };
}

static long
holder(int fd, off_t place)
{
	struct flock f = at(place + 1, ROOM - 1);

	return fcntl(fd, F_OFD_GETLK, &f) == 0 && f.l_type != F_UNLCK ?
	    (long)(f.l_start - place - 1) : 0;
}

bool
rx_lock_take(int fd, struct rx_span place, struct rx_span resource, const char *name,
    struct rx_err *e)
{
	off_t		first = FIRST + (off_t)(rx_span_hash(place) % PLACES) * ROOM;
	struct flock	f = at(first, 1), mine = at(first + 1 + getpid(), 1);

	if (fcntl(fd, F_OFD_SETLK, &f) == 0) {
		(void)fcntl(fd, F_OFD_SETLK, &mine);
		return true;
	}
	if (errno != EACCES && errno != EAGAIN)
		return rx_err_errno(e, "cannot lock %s", name);
	rx_err_set(e, RX_REFUSED, "%.*s: another rx-merge (process %ld) is writing it",
	    RX_FMT(resource), holder(fd, first));
	return rx_err_hint(e, "wait for it, or stop it");
}
