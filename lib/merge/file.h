#ifndef RX_MERGE_FILE_H
#define RX_MERGE_FILE_H
/*
 * file: what the files of the NDJSON targets share.
 *
 * A data file holds the records of one resource, one a line.  Beside it a
 * state file holds, as lines: the state (as --print-state prints it, whole),
 * the history, and behind it a journal of what has been taken since:
 *	{"rx":"format","version":1}		how it is written; the first line
 *	{"rx":"table","disposition":...,"key":[...]}	what the records are for
 *	{"rx":"record","part":...,"data":...}		staged, or to be merged
 *	{"rx":"drop","part":...}			forget such records
 *	{"rx":"state",...}				what has changed
 *	{"rx":"publish","length":N}			they go into the data file, of N bytes
 *	{"rx":"commit"}					all that stands before counts
 *	{"rx":"run",...}				a row of the history; the last one counts
 * What stands behind the last commit does not count.  A publication is done
 * after its commit and followed by a new state file; a process that dies in
 * between leaves it to the next one, which does it again.
 *
 * The state file is also what is locked (lock.h), by the one process that
 * writes; a new one is locked before it takes the old one's place.
 *
 * file: is one data file, PATH.ndjson, and PATH.ndjson.state.  dir: is a
 * directory of them; there a state file is RESOURCE.journal, and is there only
 * while something is unfinished: when a run ends, what it says moves to the
 * directory's state.ndjson, which has the state of all (dir.c).
 *
 * A table of lists (dir) has a data file of its own and no state file: what
 * comes for it stands in its root's journal, whose lines of table, record and
 * publish then have "resource":"orders/items".  So a family is committed, and
 * after a process that died published, together.  Of a merge that waits for
 * all of a load, records have a "number", which the rows of their lists share;
 * the root's file is then written last, for what it had says which of them go.
 *
 * A data file whose name ends in .gz or .zst is packed (zip.h); to append to it
 * is to put another member behind it.
 *
 * Bare records promise nothing, so those to merge are not written to the
 * journal (but for families): they wait for their end in memory (or a temporary
 * file), or, if there is no data file yet, in what will be one.
 */
#include <stdbool.h>
#include <sys/types.h>

#include "rx/io.h"
#include "rx/target.h"
#include "lib/merge/fold.h"
#include "lib/merge/key.h"
#include "lib/merge/record.h"
#include "lib/merge/zip.h"

#define FILE_STATE	"{\"rx\":\"state\""
#define FILE_FILE	"{\"rx\":\"file\""
#define FILE_RUN	"{\"rx\":\"run\""
#define FILE_FORMAT	"{\"rx\":\"format\",\"version\":"
#define FILE_COMMIT	"{\"rx\":\"commit\"}\n"

struct file_map {		/* a file's bytes */
	char	*p;
	size_t	 n;
	size_t	 passed;	/* bytes that have been given back */
	size_t	 looked;	/* records looked at here and there */
	bool	 borrowed;	/* the bytes are somebody else's */
};

/* A new file beside another, which takes its place when it is whole. */
struct file_new {
	const char	*path;
	char		*temp;
	struct rx_out	 out;
};

struct file_ahead {		/* one that is written while its records come */
	struct file_new	 file;
	struct file_map	 map;	/* of what was written, to look records up */
	uint64_t	 n;	/* bytes */
	bool		 open;
};

struct file_table {
	struct file		*t;
	struct rx_table_conf	 conf;
	bool			 loose;		/* records are not in the journal */
	bool			 started;	/* a record has come in this run */
};

struct file_head {		/* what a table line said; owns its texts */
	struct rx_table_conf	 conf;
	struct rx_key		 key, merge_key, link;
	struct rx_scd2		 scd2;
	struct rx_arena		 texts;
};

struct file {
	struct files		*set;
	struct file		*root;		/* of a table of lists, else NULL */
	char			*path, *state_path;	/* path NULL: not known yet (dir) */
	int			 fd;		/* of the state file, locked; -1 */
	off_t			 end;		/* behind its last commit */
	off_t			 base;		/* where in it the journal of this run begins */
	off_t			 length;	/* of the data file, when last published; -1 */
	off_t			 taken;		/* bytes of that journal that are not in the log */
	off_t			 promised;	/* length of the data file before it is published */
	struct rx_buf		 log;		/* lines not yet written */
	struct rx_span		 owner;		/* resource whose state is kept; owned */
	struct rx_span		 name;		/* of its table (dir); owned */
	const struct rx_state	*state;		/* the caller's; NULL: as it is on disk */
	const struct rx_history	*history;	/* the caller's row of this run, or NULL */
	char			 run[17];	/* whose it is; "": none yet */
	struct file_table	*table;
	struct file_head	 head;		/* as an earlier run's journal says */
	struct rx_target_counts	 told;		/* of that */
	struct rx_fold		 fold;		/* of what came in this run, to be merged */
	struct rx_store		 loose;		/* bare records that came: here, */
	struct file_ahead	 ahead;		/* or there, if that is open */
	bool			 folding;	/* fold is open, and has all that came */
	bool			 fresh;		/* the journal holds nothing of an earlier run */
	bool			 headed;	/* the journal has a table line */
	bool			 wrote;		/* something stands behind end */
	bool			 blank;		/* the state file says nothing */
	bool			 renew;		/* commit must write a new state file */
	bool			 publish;	/* and commit publishes */
	bool			 settles;	/* its state moves to the directory's now */
	struct file		*next;
};

/* Whose journal has its records. */
static inline struct file *
file_home(struct file *t)
{
	return t->root != NULL ? t->root : t;
}

struct files {
	struct rx_target	 base;
	char			*path;		/* of the file, or the directory */
	const char		*suffix;	/* dir: of new files, ".ndjson"; NULL: file: */
	struct rx_budget	 budget;
	struct file		*first;
};

/* file_open.c: the targets, and the files that they have */
struct rx_target *files_open(const struct rx_target_conf *, const char *suffix,
	    const struct rx_target_kind *, struct rx_err *);
void	files_close(struct rx_target *);
/* The one of a resource; NULL: no memory. */
struct file *files_of(struct files *, struct rx_span resource, struct rx_err *);

/* file.c */
bool	file_write_log(struct file *, struct rx_err *);

/* file_map.c */
bool	file_map(struct file_map *, int fd, size_t n, const char *name, struct rx_err *);
void	file_unmap(struct file_map *);
/* The next line and *at behind it; false at the end.  Only whole lines. */
bool	file_line(struct file_map *, size_t *at, struct rx_span *);
/* What stands there. */
struct rx_span file_piece(struct file_map *, size_t at, size_t n);
bool	file_new_open(struct file_new *, const char *path, struct rx_err *);
bool	file_new_done(struct file_new *, bool keep_fd, int *fd, struct rx_err *);
void	file_new_drop(struct file_new *);
void	file_new_clean(const char *path);	/* what a killed run has left of one */

/* file_ahead.c */
bool	file_ahead_may(const struct file *);	/* can its records come so? */
bool	file_ahead_open(struct file_ahead *, const char *path, struct rx_err *);
bool	file_ahead_add(struct file_ahead *, struct rx_span record, uint64_t *place,
	    struct rx_err *);
/* All have come: map has them. */
bool	file_ahead_read(struct file_ahead *, struct rx_err *);
bool	file_ahead_done(struct file_ahead *, struct rx_err *);	/* it takes its place */
void	file_ahead_drop(struct file_ahead *);

/* file_lines.c */
#define FILE_STEP	((size_t)4 << 20)	/* bytes that are looked at together */
struct file_lines {		/* going into a file */
	struct rx_out	*out;
	struct rx_zip	*zip;		/* or NULL */
};
bool	file_lines_open(struct file_lines *, struct rx_out *, const char *path, struct rx_err *);
bool	file_lines_add(struct file_lines *, struct rx_span, struct rx_err *);
bool	file_lines_end(struct file_lines *, struct rx_err *);	/* unless e is set */
/* What a packed file holds, from a byte on; whole: it is not cut short. */
bool	file_unpack(const struct file_map *, size_t at, const char *path, rx_zip_sink *, void *,
	    bool *whole, struct rx_err *);
/* The same, in a temporary file. */
bool	file_unpacked(struct file_map *to, const struct file_map *from, size_t at,
	    const char *path, bool *whole, struct rx_err *);

/* file_state.c */
bool	file_version_write(struct rx_buf *);
bool	file_version_check(const char *path, struct rx_err *);	/* of a file that may be there */
bool	file_lock(struct rx_target *, struct rx_span resource, struct rx_err *);
bool	file_load(struct rx_target *, struct rx_state *, struct rx_err *);
bool	file_resources(struct rx_target *, struct rx_buf *, struct rx_err *);
bool	file_snapshot(struct file *, struct rx_err *);	/* state and log: a new file */
/* Calls fn with the lines of state, file and run that are committed; *end:
 * behind the last commit. */
typedef bool file_line_fn(void *, const struct rx_line *);
bool	file_each(const char *path, int fd, file_line_fn *, void *, off_t *end, struct rx_err *);
/* The state as it is on disk, as lines. */
bool	file_state_text(struct file *, struct rx_buf *, struct rx_err *);

/* file_history.c */
bool	file_remember(struct rx_target *, const struct rx_history *, struct rx_err *);
bool	file_history(struct rx_target *, bool (*)(void *, const struct rx_span[RX_H_N]), void *,
	    struct rx_err *);
bool	file_history_write(struct file *, struct rx_buf *, struct rx_err *);	/* as lines */

/* file_journal.c: the records that are to be published */
struct file_journal {
	struct rx_span		 table;		/* of lists, whose they are; NONE: the root's */
	struct file_map		 map;
	struct rx_line		 line;
	size_t			 at;
	bool			 numbered;	/* number is wanted */
	int64_t			 number;	/* of the last record */
	struct file_drop	*drops;
	size_t			 ndrops;
};
bool	file_journal_open(struct file_journal *, struct file *, struct rx_err *);
/* The next record's bytes, and its op; false: no more, or an error in e. */
bool	file_journal_next(struct file_journal *, struct rx_span *data, enum rx_op *,
	    struct rx_err *);
void	file_journal_close(struct file_journal *);
bool	file_staged(struct rx_table *, unsigned long *, struct rx_err *);

/* file_head.c: the table line */
bool	file_head_write(struct rx_buf *, const struct rx_table_conf *);
bool	file_head_read(struct file_head *, struct rx_span line, struct rx_err *);
void	file_head_free(struct file_head *);

/* file_publish.c */
bool	file_publish(struct file *, const struct rx_table_conf *, off_t length, struct rx_err *);
/* A table of lists, of a merge that waited. */
bool	file_publish_list(struct file *, const struct rx_table_conf *, struct rx_kin *,
	    struct rx_err *);

/* file_list.c: what came for it, and stays: into its fold */
bool	file_list_read(struct file *, struct rx_fold *, struct rx_kin *, struct rx_err *);

/* file_family.c: a root and its tables of lists, by the root */
bool	file_family_promise(struct file *, struct rx_err *);
bool	file_family_publish(struct file *, struct rx_err *);	/* and a new state file */
bool	file_family_lists(struct file *, struct rx_kin *, struct rx_err *);
void	file_family_drop(struct file *, bool all);	/* all, or some of it */
/* The one that a line of the journal speaks of; NULL: err. */
struct file *file_family_of(struct file *, struct rx_span line, struct rx_err *);

/* file_append.c */
bool	file_append(struct file *, const struct rx_table_conf *, off_t length, struct rx_err *);

/* file_recover.c: after a process that died */
bool	file_recover(struct file *, struct rx_err *);

/* dir.c */
bool	dir_journal(struct files *, struct rx_span resource, char **path, struct rx_err *);
bool	dir_place(struct file *, struct rx_span table, struct rx_err *);
bool	dir_version_check(struct files *, struct rx_err *);	/* of the directory's state */
/* The lines of the directory's state; and those of all journals too. */
bool	dir_states(struct files *, file_line_fn *, void *, struct rx_err *);
bool	dir_lines(struct files *, file_line_fn *, void *, struct rx_err *);
bool	dir_resources(struct files *, struct rx_buf *, struct rx_err *);
void	dir_settle(struct files *);

#endif
