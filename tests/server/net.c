/* net: sockets, and one loop over all connections. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "rx/clock.h"
#include "conn.h"

struct net {
	struct srv_conf	*conf;
	int		 epoll, signals;
	struct conn	*conns;
	unsigned	 flying;	/* answers on their way */
};

static int
listener_open(unsigned *port)
{
	struct sockaddr_in	 at = { .sin_family = AF_INET };
	socklen_t		 n = sizeof(at);
	int			 fd, one = 1;

	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	at.sin_port = htons((uint16_t)*port);
	fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -1;
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	if (bind(fd, (struct sockaddr *)&at, n) != 0 || listen(fd, 1024) != 0 ||
	    getsockname(fd, (struct sockaddr *)&at, &n) != 0) {
		close(fd);
		return -1;
	}
	*port = ntohs(at.sin_port);
	return fd;
}

bool
srv_net_listen(struct srv_conf *conf, struct rx_err *e)
{
	int	i;

	for (i = 0; i < SRV_PORTS; i++) {
		conf->listeners[i] = -1;
		if (i == SRV_PORTS - 1 && conf->tls == NULL)
			continue;
		conf->listeners[i] = listener_open(&conf->ports[i]);
		if (conf->listeners[i] < 0)
			return rx_err_errno(e, "cannot listen on port %u",
			    conf->ports[i]);
	}
	return true;
}

static void
watch(struct net *net, int fd, unsigned events, void *what, int op)
{
	struct epoll_event	ev = { .events = events, .data.ptr = what };

	epoll_ctl(net->epoll, op, fd, &ev);
}

static void
answer_drop(struct net *net, struct conn *c)
{
	if (!c->answering)
		return;
	srv_answer_free(&c->answer);
	c->answering = false;
	net->flying--;
}

static void
conn_close(struct net *net, struct conn *c, bool reset)
{
	struct linger	l = { 1, 0 };

	if (c->dead)
		return;
	if (reset)
		setsockopt(c->fd, SOL_SOCKET, SO_LINGER, &l, sizeof(l));
	answer_drop(net, c);
	if (c->ssl != NULL)
		srv_tls_close(c->ssl, !reset);
	close(c->fd);
	c->dead = true;
}

static void
conn_free(struct net *net, struct conn *c)
{
	if (c->prev != NULL)
		c->prev->next = c->next;
	else
		net->conns = c->next;
	if (c->next != NULL)
		c->next->prev = c->prev;
	rx_arena_free(&c->arena);
	free(c->in);
	free(c);
}

static void
conn_accept(struct net *net, int which)
{
	struct conn	*c;
	int		 fd, one = 1;

	while ((fd = accept4(net->conf->listeners[which], NULL, NULL,
	    SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
		setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
		c = calloc(1, sizeof(*c));
		if (c == NULL) {
			close(fd);
			return;
		}
		c->fd = fd;
		if (which == SRV_PORTS - 1)
			c->ssl = srv_tls_accept(net->conf->tls, fd);
		c->port = net->conf->ports[which];
		c->request.arena = &c->arena;
		c->next = net->conns;
		if (c->next != NULL)
			c->next->prev = c;
		net->conns = c;
		watch(net, fd, EPOLLIN, c, EPOLL_CTL_ADD);
	}
}

/* 1: all is sent; 0: later; -1: the connection is gone. */
static int
conn_send(struct net *net, struct conn *c)
{
	long	put;

	while ((put = srv_conn_send(c)) > 0)
		if (c->answer.drip > 0 && c->part < 4) {
			c->due = rx_clock_mono() +
			    (double)c->answer.drip_ms / 1000;
			return 0;
		}
	if (put == -1 && !c->blocked) {
		watch(net, c->fd, EPOLLIN | EPOLLOUT, c, EPOLL_CTL_MOD);
		c->blocked = true;
	}
	return put == 0 ? 1 : put == -1 ? 0 : -1;
}

static void
conn_answered(struct net *net, struct conn *c)
{
	bool	last = c->answer.close, reset = c->answer.reset;

	answer_drop(net, c);
	if (c->blocked)
		watch(net, c->fd, EPOLLIN, c, EPOLL_CTL_MOD);
	c->blocked = false;
	if (last)
		conn_close(net, c, reset);
}

static void
conn_continue(struct net *net, struct conn *c)
{
	int	r;

	if (c->due > 0 && rx_clock_mono() < c->due)
		return;
	c->due = 0;
	r = conn_send(net, c);
	if (r < 0)
		conn_close(net, c, false);
	else if (r > 0)
		conn_answered(net, c);
}

static void
answer_start(struct net *net, struct conn *c, size_t used)
{
	struct srv_conf	*conf = net->conf;

	c->request.tls = c->ssl != NULL;
	srv_answer_make(conf->scenario, &c->request, &c->answer);
	c->answering = true;
	net->flying++;
	srv_log_write(&conf->log, &c->request, &c->answer, c->port, net->flying);
	memmove(c->in, c->in + used, c->n - used);
	c->n -= used;
	c->continued = false;
	c->part = 0;
	c->off = c->sent = 0;
	c->due = c->answer.latency > 0 ?
	    rx_clock_mono() + c->answer.latency / 1000 : 0;
	conn_continue(net, c);
}

/* Answers what has been received, one request after the other. */
static void
conn_work(struct net *net, struct conn *c)
{
	size_t	used;

	while (!c->dead && !c->answering && c->n > 0) {
		rx_arena_reset(&c->arena);
		switch (srv_request_parse(&c->request, c->in, c->n, &used)) {
		case SRV_READY:
			answer_start(net, c, used);
			break;
		case SRV_BAD:
			conn_close(net, c, false);
			return;
		case SRV_CONTINUE:
			if (!c->continued && write(c->fd,
			    "HTTP/1.1 100 Continue\r\n\r\n", 25) != 25)
				conn_close(net, c, false);
			c->continued = true;
			return;
		case SRV_MORE:
			return;
		}
	}
}

static bool
room_make(struct conn *c)
{
	size_t	 cap = c->cap * 2 + 32768;
	char	*p;

	if (c->cap - c->n >= 16384)
		return true;
	p = cap < 4 * SRV_REQUEST_MAX ? realloc(c->in, cap) : NULL;
	if (p == NULL)
		return false;
	c->in = p;
	c->cap = cap;
	return true;
}

static void
conn_read(struct net *net, struct conn *c)
{
	long	got;

	do {
		got = room_make(c) ?
		    srv_conn_receive(c, c->in + c->n, c->cap - c->n) : 0;
		if (got > 0) {
			c->n += (size_t)got;
			conn_work(net, c);
		} else if (got == 0)
			conn_close(net, c, false);
	} while (got > 0 && c->ssl != NULL && !c->dead);
}

/* Milliseconds until something is due; drops what is dead. */
static int
due_next(struct net *net)
{
	struct conn	*c, *next;
	double		 now = rx_clock_mono(), first;

	first = net->conf->log.started + net->conf->timeout;
	for (c = net->conns; c != NULL; c = next) {
		next = c->next;
		if (c->dead)
			conn_free(net, c);
		else if (c->answering && c->due > 0 && c->due < first)
			first = c->due;
	}
	return first <= now ? 0 : (int)((first - now) * 1000) + 1;
}

static void
due_work(struct net *net)
{
	struct conn	*c;

	for (c = net->conns; c != NULL; c = c->next)
		if (!c->dead && c->answering && c->due > 0) {
			conn_continue(net, c);
			conn_work(net, c);
		}
}

static bool
event_work(struct net *net, const struct epoll_event *ev)
{
	struct conn	*c = ev->data.ptr;
	int		 i;

	if (ev->data.ptr == &net->signals)
		return false;
	for (i = 0; i < SRV_PORTS; i++)
		if (ev->data.ptr == &net->conf->listeners[i]) {
			conn_accept(net, i);
			return true;
		}
	if (!c->dead && (ev->events & (EPOLLIN | EPOLLHUP | EPOLLERR)))
		conn_read(net, c);
	if (!c->dead && c->blocked && c->answering) {
		conn_continue(net, c);
		conn_work(net, c);
	}
	return true;
}

static bool
net_open(struct net *net, struct rx_err *e)
{
	sigset_t	set;
	int		i;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigprocmask(SIG_BLOCK, &set, NULL);
	signal(SIGPIPE, SIG_IGN);
	net->signals = signalfd(-1, &set, SFD_CLOEXEC);
	net->epoll = epoll_create1(EPOLL_CLOEXEC);
	if (net->signals < 0 || net->epoll < 0)
		return rx_err_errno(e, "epoll");
	watch(net, net->signals, EPOLLIN, &net->signals, EPOLL_CTL_ADD);
	for (i = 0; i < SRV_PORTS; i++)
		watch(net, net->conf->listeners[i], EPOLLIN,
		    &net->conf->listeners[i], EPOLL_CTL_ADD);
	return true;
}

bool
srv_net_run(struct srv_conf *conf, struct rx_err *e)
{
	struct net		net = { .conf = conf };
	struct epoll_event	ev[64];
	double			end = conf->log.started + conf->timeout;
	bool			go = true;
	int			i, n;

	if (!net_open(&net, e))
		return false;
	while (go && rx_clock_mono() < end) {
		n = epoll_wait(net.epoll, ev, 64, due_next(&net));
		for (i = 0; i < n; i++)
			if (!event_work(&net, &ev[i]))
				go = false;
		due_work(&net);
	}
	while (net.conns != NULL) {
		conn_close(&net, net.conns, false);
		conn_free(&net, net.conns);
	}
	close(net.epoll);
	close(net.signals);
	return true;
}
