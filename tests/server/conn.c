/* conn: bytes from and to one connection. */
#include <errno.h>
#include <stdint.h>
#include <sys/uio.h>
#include <unistd.h>

#include "conn.h"

/* What may be sent now: the parts from where we are, up to limit bytes. */
static int
iov_fill(const struct conn *c, struct iovec *v, size_t limit)
{
	const struct rx_span	*part = c->answer.part;
	size_t			 off = c->off;
	int			 i, n = 0;

	for (i = c->part; i < 4 && limit > 0; i++, off = 0) {
		if (part[i].n == off)
			continue;
		v[n].iov_base = (void *)(uintptr_t)(part[i].p + off);
		v[n].iov_len = part[i].n - off < limit ? part[i].n - off : limit;
		limit -= v[n++].iov_len;
	}
	return n;
}

static void
sent_add(struct conn *c, size_t n)
{
	size_t	left;

	c->sent += n;
	while (c->part < 4) {
		left = c->answer.part[c->part].n - c->off;
		if (n < left) {
			c->off += n;
			return;
		}
		n -= left;
		c->part++;
		c->off = 0;
	}
}

static size_t
send_limit(const struct conn *c)
{
	const struct srv_answer	*a = &c->answer;
	size_t			 limit = a->cut - c->sent;

	if (a->drip > 0 && c->sent >= a->head.n && limit > (size_t)a->drip)
		limit = (size_t)a->drip;
	else if (a->drip > 0 && c->sent < a->head.n)
		limit = limit < a->head.n - c->sent ? limit : a->head.n - c->sent;
	return limit;
}

long
srv_conn_receive(struct conn *c, char *p, size_t n)
{
	ssize_t	got;

	if (c->ssl != NULL)
		return srv_tls_read(c->ssl, p, n);
	got = read(c->fd, p, n);
	if (got < 0)
		return errno == EAGAIN || errno == EINTR ? -1 : 0;
	return got;
}

long
srv_conn_send(struct conn *c)
{
	struct iovec	v[4];
	long		put;
	int		n = iov_fill(c, v, send_limit(c));

	if (n == 0)
		return 0;
	if (c->ssl != NULL)
		put = srv_tls_write(c->ssl, v[0].iov_base, v[0].iov_len);
	else {
		put = writev(c->fd, v, n);
		if (put < 0)
			put = errno == EAGAIN ? -1 : -2;
	}
	if (put > 0)
		sent_add(c, (size_t)put);
	return put;
}
