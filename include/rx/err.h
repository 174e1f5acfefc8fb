#ifndef RX_ERR_H
#define RX_ERR_H
/*
 * err: one failure, as a value.
 *
 * The library never prints and never exits: a function that can fail takes a
 * struct rx_err that its caller owns, fills it, and returns false (or NULL, or
 * -1).  An error needs no freeing.  Texts that do not fit are cut, never lost
 * as a whole.  Only a program in cmd/ prints an error and turns its exit
 * status into the fate of the process.
 */
#include <stdbool.h>
#include <stddef.h>

#include "rx/span.h"

struct rx_buf;

/* Exit statuses, the same in every tool: rx(7), EXIT STATUS. */
enum rx_exit {
	RX_OK = 0,
	RX_FAILED = 1,		/* network, file, after retries; cut short */
	RX_USAGE = 2,		/* command line, source, missing secret */
	RX_BAD_DATA = 3,	/* not JSON, too large, a paging loop */
	RX_HTTP_4XX = 4,
	RX_HTTP_5XX = 5,
	RX_LIMIT = 6,		/* stopped at a limit that nobody asked for */
	RX_REFUSED = 7		/* refused for safety */
};

struct rx_err {
	int	exit;		/* enum rx_exit; 0: no error */
	char	what[1024];	/* one line, lower case, no full stop */
	char	at[1024];	/* where: file and line, resource and page, URL */
	char	got[640];	/* what came instead */
	char	hint[1024];	/* the remedy */
};

#define RX_ERR_INIT	{ 0, "", "", "", "" }

/* The same, for what is done for each record: texts are not filled with zeros. */
static inline void
rx_err_clear(struct rx_err *e)
{
	e->exit = RX_OK;
	e->what[0] = e->at[0] = e->got[0] = e->hint[0] = '\0';
}

/* Fills what (and clears the rest); returns false, so that callers can write
 * return rx_err_set(...). */
bool	rx_err_set(struct rx_err *, int exit, const char *fmt, ...)
	    __attribute__((format(printf, 3, 4)));
/* The same with ": " and the text of errno behind it; exit RX_FAILED. */
bool	rx_err_errno(struct rx_err *, const char *fmt, ...)
	    __attribute__((format(printf, 2, 3)));
bool	rx_err_nomem(struct rx_err *);
/* These add to an error that is set; they return false too. */
bool	rx_err_at(struct rx_err *, const char *fmt, ...)
	    __attribute__((format(printf, 2, 3)));
bool	rx_err_got(struct rx_err *, struct rx_span);	/* its first 500 bytes */
bool	rx_err_hint(struct rx_err *, const char *fmt, ...)
	    __attribute__((format(printf, 2, 3)));
/* Appends the block "TOOL: error: what\n  at: ...\n  got: ...\n  hint: ...\n";
 * control characters are escaped. */
void	rx_err_format(const struct rx_err *, const char *tool, struct rx_buf *);

#endif
