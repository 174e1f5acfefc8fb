#ifndef LIB_PAGE_QUEUE_H
#define LIB_PAGE_QUEUE_H
/*
 * queue: lines on their way out, in chunks that are written whole.
 *
 * A chunk's memory is used again; a queue can be put behind another without
 * a copy.  Private to lib/page.
 */
#include "rx/buf.h"
#include "rx/err.h"
#include "rx/span.h"

struct rx_chunk {
	struct rx_chunk	*next;
	struct rx_buf	 b;
	size_t		 off;		/* written so far */
};

struct rx_chunks {			/* chunks to be used again */
	struct rx_chunk	*first;
	unsigned	 n;
};

struct rx_queue {
	struct rx_chunk	*first, *last;
	size_t		 bytes;
	struct rx_chunks	*pool;
};

/* A buf to which at most a line is appended, about so long; then _done tells
 * the queue.  NULL: no memory. */
struct rx_buf	*rx_queue_room(struct rx_queue *, size_t about);
void		 rx_queue_done(struct rx_queue *, size_t before);
bool		 rx_queue_line(struct rx_queue *, struct rx_span line);	/* and an LF */
void		 rx_queue_join(struct rx_queue *to, struct rx_queue *from);
void		 rx_queue_free(struct rx_queue *);
void		 rx_chunks_free(struct rx_chunks *);

enum rx_sink_kind {
	RX_SINK_DIRECT,		/* a file: a write never waits */
	RX_SINK_FREE,		/* reopened, does not block */
	RX_SINK_SOCKET,
	RX_SINK_POLLED		/* blocks: only small pieces, and only when it polls writable */
};

struct rx_sink {
	int		 fd;		/* that is written to */
	const char	*name;		/* for messages */
	bool		 own;		/* was opened here */
	enum rx_sink_kind kind;
	bool		 full;		/* poll before the next write */
	bool		 broken;	/* nobody reads any more */
};

void	rx_sink_open(struct rx_sink *, int fd, const char *name);
/* Writes what can be written now; writable: it has just polled so.  false:
 * err is set, or nobody reads (broken). */
bool	rx_sink_write(struct rx_sink *, struct rx_queue *, bool writable, struct rx_err *);
void	rx_sink_close(struct rx_sink *);

#endif
