/*
 * Writing without ever waiting.
 *
 * O_NONBLOCK belongs to the open file, which a terminal or another program
 * may share, so it is never set on a descriptor that was given.  A pipe or a
 * terminal is opened anew, by way of /proc; a socket is written with
 * MSG_DONTWAIT; where neither can be, pieces of PIPE_BUF are written when the
 * descriptor polls writable, which a pipe takes without waiting.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/page/queue.h"

#define PIECE	((size_t)256 << 10)

void
rx_sink_open(struct rx_sink *s, int fd, const char *name)
{
	struct stat	st;
	char		path[64];
	int		again;

	*s = (struct rx_sink){ .fd = fd, .name = name, .kind = RX_SINK_POLLED };
	if (fstat(fd, &st) == -1)
		return;
	if (S_ISSOCK(st.st_mode)) {
		s->kind = RX_SINK_SOCKET;
	} else if (S_ISFIFO(st.st_mode) || (S_ISCHR(st.st_mode) && isatty(fd))) {
		(void)snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
		again = open(path, O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
		if (again == -1)
			return;
		s->fd = again;
		s->own = true;
		s->kind = RX_SINK_FREE;
	} else {
		s->kind = RX_SINK_DIRECT;
	}
}

static ssize_t
put(struct rx_sink *s, const char *p, size_t n)
{
	if (s->kind == RX_SINK_SOCKET)
		return send(s->fd, p, n, MSG_DONTWAIT | MSG_NOSIGNAL);
	if (s->kind == RX_SINK_POLLED && n > PIPE_BUF)
		n = PIPE_BUF;
	return write(s->fd, p, n);
}

static bool
writable_now(const struct rx_sink *s)
{
	struct pollfd pfd = { .fd = s->fd, .events = POLLOUT };

	return s->kind != RX_SINK_POLLED || poll(&pfd, 1, 0) > 0;
}

/* Takes n written bytes off the queue. */
static void
advance(struct rx_queue *q, size_t n)
{
	struct rx_queue	 one = { .pool = q->pool };
	struct rx_chunk	*c = q->first;

	q->bytes -= n;
	c->off += n;
	if (c->off < c->b.n)
		return;
	q->first = c->next;
	if (q->first == NULL)
		q->last = NULL;
	c->next = NULL;
	one.first = one.last = c;
	rx_queue_free(&one);
}

bool
rx_sink_write(struct rx_sink *s, struct rx_queue *q, bool writable, struct rx_err *e)
{
	while (q->bytes > 0) {
		struct rx_chunk	*c = q->first;
		size_t		 n = c->b.n - c->off;
		ssize_t		 w;

		if (!writable && !writable_now(s)) {
			s->full = true;
			return true;
		}
		writable = false;
		w = put(s, c->b.p + c->off, n > PIECE ? PIECE : n);
		if (w < 0 && errno == EINTR)
			continue;
		if (w < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
			s->full = true;
			return true;
		}
		if (w < 0 && errno == EPIPE) {
			s->broken = true;
			return false;
		}
		if (w < 0)
			return rx_err_errno(e, "cannot write %s", s->name);
		advance(q, (size_t)w);
	}
	s->full = false;
	return true;
}

void
rx_sink_close(struct rx_sink *s)
{
	if (s->own)
		(void)close(s->fd);
	s->own = false;
}
