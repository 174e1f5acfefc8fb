#ifndef RX_MERGE_FILE_H
#define RX_MERGE_FILE_H
/*
 * file: what the files of the NDJSON target share.
 *
 * PATH.ndjson holds the records of one resource, one a line.  Beside it
 * PATH.ndjson.state holds, as lines: the state (as --print-state prints it,
 * whole), the history, and behind it a journal of what has been taken since:
 *	{"rx":"table","disposition":...,"key":[...]}	what the records are for
 *	{"rx":"record","part":...,"data":...}		staged, or to be merged
 *	{"rx":"drop","part":...}			forget such records
 *	{"rx":"state",...}				what has changed
 *	{"rx":"publish","length":N}			they go into PATH.ndjson, of N bytes
 *	{"rx":"commit"}					all that stands before counts
 *	{"rx":"run",...}				a row of the history; the last one counts
 * What stands behind the last commit does not count.  A publication is done
 * after its commit and followed by a new state file; a process that dies in
 * between leaves it to the next one, which does it again.
 *
 * The state file is also what is locked (lock.h), by the one process that
 * writes; a new one is locked before it takes the old one's place.
 */
#include <stdbool.h>
#include <sys/types.h>

#include "rx/io.h"
#include "rx/target.h"
#include "lib/merge/key.h"
#include "lib/merge/record.h"

#define FILE_STATE	"{\"rx\":\"state\""
#define FILE_RUN	"{\"rx\":\"run\""
#define FILE_COMMIT	"{\"rx\":\"commit\"}\n"

struct file {
	struct rx_target	 base;
	char			*path, *state_path;
	int			 fd;		/* of the state file, locked; -1 */
	off_t			 end;		/* behind its last commit */
	struct rx_buf		 log;		/* lines not yet written */
	struct rx_span		 owner;		/* resource whose state is kept; owned */
	const struct rx_state	*state;		/* the caller's; NULL: as it is on disk */
	const struct rx_history	*history;	/* the caller's row of this run, or NULL */
	struct file_table	*table;
	bool			 headed;	/* the journal has its table line */
	bool			 wrote;		/* something stands behind end */
	bool			 blank;		/* the state file says nothing */
	bool			 renew;		/* commit must write a new state file */
	bool			 publish;	/* and commit publishes */
};

struct file_table {
	struct file		*t;
	struct rx_table_conf	 conf;
	struct rx_target_counts	 dummy;
};

struct file_map {		/* a file's bytes */
	char	*p;
	size_t	 n;
	size_t	 passed;	/* bytes that have been given back */
};

/* file_map.c */
bool	file_map(struct file_map *, int fd, size_t n, const char *name, struct rx_err *);
void	file_unmap(struct file_map *);
/* The next line and *at behind it; false at the end.  Only whole lines. */
bool	file_line(struct file_map *, size_t *at, struct rx_span *);
/* Gives the memory of all that was looked at back; it may be looked at again. */
void	file_map_rest(const struct file_map *);
/* A new file beside another, which takes its place when it is whole. */
struct file_new {
	const char	*path;
	char		*temp;
	struct rx_out	 out;
};
bool	file_new_open(struct file_new *, const char *path, struct rx_err *);
bool	file_new_done(struct file_new *, bool keep_fd, int *fd, struct rx_err *);
void	file_new_drop(struct file_new *);

/* file_state.c */
bool	file_lock(struct rx_target *, struct rx_span resource, struct rx_err *);
bool	file_load(struct rx_target *, struct rx_state *, struct rx_err *);
bool	file_resources(struct rx_target *, struct rx_buf *, struct rx_err *);
/* Calls fn with each committed line that begins like that (it is short of its
 * brace); *end: behind the last commit. */
bool	file_each(struct file *, const char *what, bool (*fn)(void *, const struct rx_line *),
	    void *arg, off_t *end, struct rx_err *);
bool	file_snapshot(struct file *, struct rx_err *);	/* state and log: a new file */

/* file_history.c */
bool	file_remember(struct rx_target *, const struct rx_history *, struct rx_err *);
bool	file_history(struct rx_target *, bool (*)(void *, const struct rx_span[RX_H_N]), void *,
	    struct rx_err *);
bool	file_history_write(struct file *, struct rx_buf *, struct rx_err *);	/* as lines */

/* file_journal.c: the records that are to be published */
struct file_journal {
	struct file_map		 map;
	struct rx_line		 line;
	size_t			 at;
	struct file_drop	*drops;
	size_t			 ndrops;
};
bool	file_journal_open(struct file_journal *, struct file *, struct rx_err *);
/* The next record's bytes; false: no more, or an error in e. */
bool	file_journal_next(struct file_journal *, struct rx_span *data, struct rx_err *);
void	file_journal_close(struct file_journal *);

/* file_publish.c */
struct file_order {		/* what a publication has to do */
	enum rx_disposition	 disposition;
	const struct rx_key	*key;
	off_t			 length;	/* of PATH, before anything was appended */
	struct rx_target_counts	*counts;
};
bool	file_publish(struct file *, const struct file_order *, struct rx_err *);

/* file_recover.c: after a process that died */
bool	file_recover(struct file *, struct rx_err *);

#endif
