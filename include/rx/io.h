#ifndef RX_IO_H
#define RX_IO_H
/*
 * io: lines in, lines out, on file descriptors.
 *
 * rx_in reads with large reads and yields one line at a time, as a span that
 * is valid until the next call.  A line longer than max is an error (3).  The
 * last line may lack its LF; cut tells so.  A byte order mark before the first
 * one is skipped.
 *
 * rx_out gathers and writes 64 KiB at a time, or what cap was set to before the
 * first byte.  A filter calls rx_in_line with its rx_out: what was gathered is
 * written before a read that would block, so that slow input shows at once.  A
 * write to a closed pipe raises SIGPIPE, which no filter catches.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "rx/arena.h"
#include "rx/err.h"
#include "rx/span.h"

struct rx_out {
	int		 fd;
	const char	*name;	/* for messages: "standard output" */
	char		*p;
	size_t		 n, cap;
	int		 error;	/* errno of the first failed write, kept */
};

struct rx_in {
	int		 fd;
	const char	*name;
	char		*p;
	size_t		 start, end, seen, cap, max;
	unsigned long	 line;	/* number of the line last yielded, from 1 */
	bool		 eof, cut;
	struct rx_out	*out;	/* flushed before a read that would block; or NULL */
	const volatile int *stop;	/* or NULL: once it is set (by a signal's
				 * handler), what was read is all there is */
};

/* max 0: RX_BUF_LINE */
void	rx_in_open(struct rx_in *, int fd, const char *name, size_t max,
	    struct rx_out *);
/* 1: a line (without LF), 0: the end, -1: an error. */
int	rx_in_line(struct rx_in *, struct rx_span *, struct rx_err *);
/* Puts the line that was just yielded back, so that it is yielded again. */
void	rx_in_back(struct rx_in *, struct rx_span);
/* Waits until rx_in_line will not block: 1; 0 after that many ms (-1: for
 * ever); -1: an error. */
int	rx_in_wait(struct rx_in *, int ms, struct rx_err *);
/* All that is left, as one span; for inputs that are no lines. */
bool	rx_in_rest(struct rx_in *, struct rx_span *, struct rx_err *);
void	rx_in_close(struct rx_in *);	/* frees; closes no descriptor */

void	rx_out_open(struct rx_out *, int fd, const char *name);
void	rx_out_add(struct rx_out *, const void *, size_t);
void	rx_out_span(struct rx_out *, struct rx_span);
void	rx_out_line(struct rx_out *, struct rx_span);	/* and an LF */
void	rx_out_flush(struct rx_out *);
/* Flushes, frees, and tells the first failed write (RX_FAILED). */
bool	rx_out_close(struct rx_out *, struct rx_err *);

/* A whole file, at most max bytes; "-" is standard input.  The caller frees
 * *text (malloc). */
bool	rx_file_read(const char *path, size_t max, char **text, size_t *n,
	    struct rx_err *);
/* Keeps a whole file ("-": standard input) in memory for children to read:
 * the path that names it for them, in the arena; NULL: err. */
const char *rx_file_keep(struct rx_arena *, const char *path, size_t max,
	    struct rx_err *);
/* Replaces a file: a new file beside it with that mode, written, synced,
 * renamed over it.  Nobody sees half of it. */
bool	rx_file_write(const char *path, struct rx_span, unsigned mode,
	    struct rx_err *);
/* A file without a name, in $TMPDIR, else /tmp; -1: err. */
int	rx_file_temp(struct rx_err *);
/* Syncs the directory that the path is in: a rename is safe on disk only then. */
void	rx_file_sync_dir(const char *path);
/* Is there a regular file, or nothing yet?  Else what it is (RX_FAILED): a
 * device would be replaced by a file, and to open a pipe waits for ever. */
bool	rx_file_plain(const char *path, struct rx_err *);
/* Are these names of one file, or of none that would be one?  Is the path that of
 * the open file or pipe?  Does it stand in that directory? */
bool	rx_file_same(const char *, const char *);
bool	rx_file_same_open(int fd, const char *path);
bool	rx_file_inside(const char *directory, const char *path);
/* Like mkdir -p, with that mode for what it makes. */
bool	rx_file_mkdirs(const char *path, unsigned mode, struct rx_err *);
/* Opens what is not open of descriptors 0 to 2, so that no file of ours
 * becomes standard output; what is written there is still an error. */
void	rx_file_std(void);

#endif
