#ifndef CONN_H
#define CONN_H
/* conn: one connection, plain or TLS, and what is on its way there. */
#include "testd.h"

struct conn {
	int			 fd;
	struct ssl_st		*ssl;		/* NULL: plain */
	unsigned		 port;
	struct conn		*next, *prev;
	char			*in;		/* received, not yet answered */
	size_t			 n, cap;
	bool			 answering, continued, blocked, dead;
	struct rx_arena		 arena;
	struct srv_request	 request;
	struct srv_answer	 answer;
	int			 part;		/* being sent */
	size_t			 off, sent;	/* of that part; in all */
	double			 due;		/* when to send on; 0: now */
};

/* Bytes received; 0: closed or broken; -1: nothing now. */
long	srv_conn_receive(struct conn *, char *, size_t);
/* Sends what may be sent now; more bytes than 0 when it sent some, 0: nothing
 * is left to send; -1: not now; -2: broken. */
long	srv_conn_send(struct conn *);

#endif
