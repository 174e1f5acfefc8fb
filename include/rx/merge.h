#ifndef RX_MERGE_H
#define RX_MERGE_H
/*
 * merge: one run of rx-merge, from the first line to the summary.
 *
 * The caller reads lines and hands them over; rx_merge_due tells how long it
 * may wait for the next one before it must call rx_merge_pause, which commits.
 * So no transaction is ever open while the input is waited for.
 *
 * A function that returns false has filled the error and ended the run: only
 * rx_merge_summary and rx_merge_close may follow.  What goes wrong with one
 * resource alone is told by conf.fail, and the others go on.
 */
#include <stdbool.h>
#include <stddef.h>

#include "rx/buf.h"
#include "rx/err.h"
#include "rx/io.h"
#include "rx/opt.h"
#include "rx/span.h"

struct rx_merge_conf {			/* the caller's, for as long as the run */
	const char		*into;		/* --into; NULL: "-" */
	const char		*table;		/* --table; NULL: as the stream says */
	const char		*schema;	/* --schema; NULL: the database's own */
	bool			 infer_time;	/* --infer-time */
	const char		*disposition;	/* --disposition; NULL: likewise */
	const char		*strategy;	/* --strategy; NULL: likewise */
	const struct rx_opt_list *keys;		/* --key */
	const char		*names;		/* --names; NULL: exact */
	const struct rx_opt_list *contracts;	/* --contract */
	const char		*nest;		/* --nest; NULL: as the stream says */
	const struct rx_opt_list *merge_keys;	/* --merge-key */
	unsigned long		 min_records;	/* --min-records; 0: any number */
	bool			 patch;		/* --patch */
	const char		*rejects;	/* --rejects; NULL: a reject is an error */
	size_t			 memory;	/* bytes */
	double			 lock_wait;	/* seconds; 0: another writer is an error */
	const volatile int	*stopped;	/* not 0: stop waiting; NULL: never */
	bool			 singer;	/* the input is a Singer tap's */
	bool			 verbose;
	void			(*say)(void *, const char *level, const char *text);
	void			(*fail)(void *, const struct rx_err *);
	void			*arg;
};

struct rx_merge;

struct rx_merge	*rx_merge_open(const struct rx_merge_conf *, struct rx_err *);
/* Takes the locks of these resources before their lines come, so that no other run
 * changes them from now on; waits as for any (lock_wait). */
bool		 rx_merge_lock(struct rx_merge *, const struct rx_opt_list *, struct rx_err *);
/* A line of input, without LF; cut: the last one, and it had none. */
bool		 rx_merge_line(struct rx_merge *, struct rx_span, bool cut, struct rx_err *);
int		 rx_merge_due(const struct rx_merge *);	/* ms; -1: for ever */
bool		 rx_merge_pause(struct rx_merge *, struct rx_err *);
/* The input has ended: takes what is left, commits; *status is the exit. */
bool		 rx_merge_finish(struct rx_merge *, int *status, struct rx_err *);
/* It failed and will not be finished: what was not committed is not counted. */
void		 rx_merge_abandon(struct rx_merge *);
/* What became of each resource: a line for each, or one JSON object. */
bool		 rx_merge_summary(const struct rx_merge *, bool json, int status,
		    struct rx_buf *);
/* Records taken in so far, and resources, for a progress line. */
void		 rx_merge_progress(const struct rx_merge *, unsigned long *records,
		    unsigned *resources);
bool		 rx_merge_bare(const struct rx_merge *);	/* no line stream? */
/* Frees; without rx_merge_finish, what was not committed is undone. */
void		 rx_merge_close(struct rx_merge *);

/* --print-state: the state lines of the named resources, or of all when n is 0. */
bool		 rx_merge_state(const struct rx_merge_conf *, const char *const *names,
		    size_t n, struct rx_out *, struct rx_err *);
/* --print-state --singer: the last STATE of the named streams, or of all; {}
 * where there is none. */
bool		 rx_merge_singer_state(const struct rx_merge_conf *, const char *const *names,
		    size_t n, struct rx_out *, struct rx_err *);
/*
 * Of the following, a name that the target does not know is RX_USAGE; a target
 * that is not there, or knows none, has nothing to tell or to forget.
 *
 * --history: the runs that the target remembers, of the named resources or of
 * all when n is 0, as JSON lines.
 */
bool		 rx_merge_history(const struct rx_merge_conf *, const char *const *names,
		    size_t n, struct rx_out *, struct rx_err *);
/* --show-schema: a line for each table of the target, or of the resources and
 * tables that are named. */
bool		 rx_merge_schema(const struct rx_merge_conf *, const char *const *names, size_t n,
		    struct rx_out *, struct rx_err *);
/* --forget: of the named resources, or of all when n is 0. */
bool		 rx_merge_forget(const struct rx_merge_conf *, const char *const *names,
		    size_t n, struct rx_err *);

#endif
