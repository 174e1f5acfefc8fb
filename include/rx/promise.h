#ifndef RX_PROMISE_H
#define RX_PROMISE_H
/*
 * promise: begin promises, end keeps (DESIGN of the lines, rule 2).
 *
 * Every tool shows each line that it reads, in order, to its promises, and
 * each error that it makes itself.  They tell whether a line is to be passed
 * on (an end of a resource of which anything failed is dropped), and at the
 * end of input with which status the tool must exit.
 */
#include <stdbool.h>

#include "rx/buf.h"
#include "rx/err.h"
#include "rx/line.h"

struct rx_promise {			/* one resource */
	struct rx_span		 resource;	/* owned */
	bool			 open;		/* begun, not ended */
	bool			 failed;	/* since its begin */
	bool			 begun;		/* ever, in this stream */
	unsigned long		 records;	/* since its begin */
	struct rx_promise	*next;		/* in order of first sight */
	void			*user;		/* the tool's own; not freed */
};

struct rx_promises {
	struct rx_promise	*first, *last, *recent;
	struct rx_promise	**table;	/* by hash */
	size_t			 slots, n;
	int			 exit;		/* of the first error line; 0: none */
};

#define RX_PROMISES_INIT	{ NULL, NULL, NULL, NULL, 0, 0, 0 }

enum rx_verdict { RX_PASS, RX_DROP };

/*
 * false: the line breaks the protocol (RX_BAD_DATA): a record or state of a
 * resource before its begin, an end without begin.  (A request may come
 * without a begin: rx-page then makes one; so may a page that was cut out to
 * be replayed.)  An end of a failed resource gets
 * RX_DROP, and its promise stays open.  The promise of the line's resource is
 * put into *p, if p is not NULL (NULL: no resource).  A new begin forgets
 * that the resource failed, but not the exit status.
 */
bool	rx_promises_see(struct rx_promises *, const struct rx_line *,
	    enum rx_verdict *, struct rx_promise **p, struct rx_err *);
/* The tool itself failed at this resource (NONE: at none in particular). */
bool	rx_promises_fail(struct rx_promises *, struct rx_span resource, int exit);
/* Finds a resource, or NULL; with make, adds it. */
struct rx_promise *rx_promises_find(struct rx_promises *, struct rx_span, bool make);
/*
 * The status at the end of input: the first error's exit; else 1 with err
 * filled ("contacts: the stream was cut short after 20 records") when a
 * promise is open; else 0.
 */
int	rx_promises_exit(struct rx_promises *, struct rx_err *);
/* The same for a tool that writes lines: that the stream was cut short is told
 * once, so the next tool gets it as an error line (without LF; else n is 0). */
int	rx_promises_close(struct rx_promises *, struct rx_buf *line, struct rx_err *);
void	rx_promises_free(struct rx_promises *);

#endif
