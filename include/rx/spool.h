#ifndef RX_SPOOL_H
#define RX_SPOOL_H
/*
 * spool: a queue of bytes that never makes its writer wait.
 *
 * What is put in comes out in order.  Up to memory bytes are kept in memory,
 * what is more in an unlinked temporary file ($TMPDIR, else /tmp).  The
 * caller polls its output and calls rx_spool_write when it can take bytes.
 */
#include <stdbool.h>
#include <stddef.h>

#include "rx/err.h"
#include "rx/span.h"

struct rx_spool {
	char	*p;		/* memory: bytes [start, n) are to be written */
	size_t	 start, n, cap, memory;
	int	 file;		/* -1: none */
	long	 head, tail;	/* bytes of the file: [head, tail) */
};

void	rx_spool_open(struct rx_spool *, size_t memory);
bool	rx_spool_put(struct rx_spool *, const void *, size_t, struct rx_err *);
size_t	rx_spool_size(const struct rx_spool *);	/* bytes not yet written */
/* Writes once, at most 64 KiB, to a descriptor that polls writable; a short
 * write and EAGAIN are no errors. */
bool	rx_spool_write(struct rx_spool *, int fd, struct rx_err *);
void	rx_spool_close(struct rx_spool *);

#endif
