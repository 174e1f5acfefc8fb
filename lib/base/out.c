#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "rx/io.h"

#define GATHER	((size_t)64 << 10)

void
rx_out_open(struct rx_out *o, int fd, const char *name)
{
	*o = (struct rx_out){ .fd = fd, .name = name };
}

/* Writes all of it, waiting where a descriptor was made non-blocking by
 * somebody who shares it. */
static void
put(struct rx_out *o, const char *p, size_t n)
{
	while (n > 0 && o->error == 0) {
		ssize_t w = write(o->fd, p, n);

		if (w >= 0) {
			p += w;
			n -= (size_t)w;
		} else if (errno == EAGAIN) {
			struct pollfd pfd = { .fd = o->fd, .events = POLLOUT };

			(void)poll(&pfd, 1, -1);
		} else if (errno != EINTR) {
			o->error = errno;
		}
	}
}

void
rx_out_flush(struct rx_out *o)
{
	if (o->n > 0)
		put(o, o->p, o->n);
	o->n = 0;
}

void
rx_out_add(struct rx_out *o, const void *p, size_t n)
{
	if (o->p == NULL) {
		o->cap = o->cap > 0 ? o->cap : GATHER;
		if ((o->p = malloc(o->cap)) == NULL) {
			o->error = ENOMEM;
			return;
		}
	}
	if (n > o->cap - o->n)
		rx_out_flush(o);
	if (n >= o->cap) {
		put(o, p, n);
	} else if (n > 0) {
		memcpy(o->p + o->n, p, n);
		o->n += n;
	}
}

void
rx_out_span(struct rx_out *o, struct rx_span s)
{
	rx_out_add(o, s.p, s.n);
}

void
rx_out_line(struct rx_out *o, struct rx_span s)
{
	rx_out_add(o, s.p, s.n);
	rx_out_add(o, "\n", 1);
}

bool
rx_out_close(struct rx_out *o, struct rx_err *e)
{
	int error;

	rx_out_flush(o);
	error = o->error;
	free(o->p);
	o->p = NULL;
	o->cap = 0;
	if (error != 0) {
		errno = error;
		return rx_err_errno(e, "cannot write %s", o->name);
	}
	return true;
}
