#ifndef RX_RUN_H
#define RX_RUN_H
/*
 * run: what the files of one run share.  A load is one resource in this run.
 */
#include "rx/arena.h"
#include "rx/history.h"
#include "rx/line.h"
#include "rx/merge.h"
#include "rx/promise.h"
#include "rx/state.h"
#include "rx/target.h"
#include "lib/merge/contract.h"
#include "lib/merge/hold.h"
#include "lib/merge/key.h"
#include "lib/merge/record.h"

struct rx_load;
struct rx_shape;

struct rx_ancestors {		/* the resources that a begin names in "of" */
	struct rx_load	**v;
	size_t		  n;
};

struct rx_how {			/* of merge; of the others mostly empty */
	enum rx_strategy	 strategy;
	struct rx_key		 merge_key;
	struct rx_span		 hard_delete, dedup_sort;	/* fields, owned, or NONE */
	bool			 flag;		/* hard_delete is declared a bool */
	bool			 descending;
	bool			 patch;
	bool			 staged;	/* records wait for the end of the load */
	struct rx_scd2		 scd2;		/* owned texts; or all NONE */
	bool			 versioned;	/* version is a field of the records */
	unsigned long		 min_records;
};

struct rx_form {		/* what shape its records shall have */
	struct rx_contract	 contract;
	unsigned long		 nest;		/* levels to unfold; 0: none */
	struct rx_span		 hints;		/* of the tables of lists, owned, or NONE */
};

struct rx_earlier {		/* of a resource's whole runs before, in the same stream */
	struct rx_target_counts	 stored;
	unsigned long		 runs, pages, records, rejected, discarded, left_out;
	double			 requests, retries, waited;
};

struct rx_load {
	struct rx_span		 resource;	/* the promise's; of bare input ours */
	struct rx_span		 name;		/* the table's, owned */
	struct rx_span		 columns;	/* owned, or NONE */
	struct rx_span		 counts;	/* of its end or error, owned, or NONE */
	struct rx_span		 error;		/* message of its first error line, JSON, owned */
	enum rx_disposition	 disposition;
	struct rx_key		 declared, key;	/* as told; as found */
	struct rx_how		 how;		/* it is merged */
	struct rx_form		 form;
	struct rx_shape		*shape;		/* NULL: records go as they come */
	struct rx_state		 state;
	struct rx_table		*table;		/* NULL: nothing is loaded */
	struct rx_earlier	 earlier;
	struct rx_target_counts	 stored, safe;	/* so far; and when it was last committed */
	struct rx_hold		 hold;
	struct rx_arena		 versions;	/* records with what scd2 adds */
	struct rx_ancestors	 ancestors;
	unsigned		 waiting;	/* begun resources that name it, not ended */
	unsigned long		 pages, records, rejected;
	unsigned long		 discarded, left_out;	/* records and values, by the contract */
	uint64_t		 number;	/* of the record that got one last */
	unsigned long		 untaken;	/* records behind a reject that is an error */
	long			 given;		/* the generation that its first begin named */
	bool			 begun;		/* its begin has come */
	bool			 counted;	/* its ancestors wait for it */
	bool			 null;		/* "merge":null: only its promise counts */
	bool			 refused;	/* nothing of it is taken */
	bool			 opened;	/* locked, and its state is read */
	bool			 numbered;	/* its begin named a generation */
	bool			 keyed_by_user;	/* by --key: nothing is inferred */
	bool			 keyed;		/* the key has been looked for in a page */
	bool			 told;		/* its first reject has been told */
	bool			 halted;	/* and the page that it was in has passed: */
	size_t			 stop;		/* items of the hold from there on are not taken */
	bool			 failed;	/* by rx-merge itself */
	bool			 ended, complete;	/* its own end has come */
	bool			 finished;	/* and those of its family: state moved */
	bool			 safe_end;	/* and that is committed */
	bool			 publish;	/* what is staged goes into the table at commit */
	struct rx_history	 history;	/* its row; run "": none */
	struct rx_span		 source, why;	/* the row's, owned, or NONE */
	int			 exit;		/* of what failed first; 0: nothing */
	bool			 remembered, closed;	/* the row is there; as it will stay */
	bool			 abandoned;	/* it begins again */
	struct rx_load		*next;
};

/* Do its records wait in the stage for its end? */
static inline bool
rx_load_staged(const struct rx_load *l)
{
	return l->disposition != RX_MERGE || l->how.staged;
}

struct rx_merge {
	struct rx_merge_conf	 conf;
	const struct rx_target_kind *kind;
	struct rx_target	*target;
	struct rx_promises	 promises;
	struct rx_line		 line;
	struct rx_fields	 fields;
	struct rx_load		*first, *last;
	struct rx_out		 rejects;
	struct rx_buf		 text;		/* for what is written */
	unsigned long		 number;	/* of the line */
	unsigned long		 bad;		/* lines that were none */
	bool			 started, bare;
	bool			 misplaced;	/* lines for an earlier tool have been told of */
	bool			 open;		/* a transaction is */
	bool			 pending;	/* something is not yet committed */
	bool			 finishing;	/* the input has ended */
	struct rx_singer	*singer;	/* of --singer, from its first line on */
	char			 run[17];	/* name of this run in the history */
	double			 since;		/* when pending began, monotonic seconds */
	size_t			 waiting;	/* bytes released and not yet stored */
	size_t			 stored;	/* bytes stored in this transaction */
	size_t			 limit;		/* bytes of a transaction */
	enum rx_names		 names;
};

/* input.c: a line of a stream, whole */
bool	rx_merge_take(struct rx_merge *, struct rx_span, struct rx_err *);

/* merge.c */
void	rx_merge_tell(struct rx_merge *, const struct rx_err *);
bool	rx_merge_pass_error(struct rx_merge *, struct rx_span resource, const struct rx_err *);
bool	rx_load_fail(struct rx_merge *, struct rx_load *, const struct rx_err *);
void	rx_merge_say(struct rx_merge *, const char *level, const char *fmt, ...)
	    __attribute__((format(printf, 3, 4)));

/* load.c: resources */
struct rx_load *rx_load_of(struct rx_merge *, struct rx_promise *);	/* NULL: no memory */
struct rx_load *rx_load_new(struct rx_merge *, struct rx_span resource);
/* Locks it and reads its state, once. */
bool	rx_load_open(struct rx_merge *, struct rx_load *, struct rx_err *);
/* Opens its table; a second time it must be the same. */
bool	rx_load_table(struct rx_merge *, struct rx_load *, struct rx_err *);
bool	rx_load_spoil(struct rx_load *);	/* its attempt can't be resumed */
void	rx_load_free(struct rx_load *);

/* load_conf.c: what the begin and the command line say of a resource */
bool	rx_load_conf(struct rx_merge *, struct rx_load *, struct rx_span merge, struct rx_err *);
void	rx_load_conf_free(struct rx_load *);
/* Adds the fields that --key or --merge-key names for it. */
bool	rx_load_fields(struct rx_load *, const struct rx_opt_list *, struct rx_key *,
	    struct rx_err *);

/* load_how.c: how its records are merged; merge, disposition: the begin's */
bool	rx_load_how(struct rx_merge *, struct rx_load *, struct rx_span merge,
	    struct rx_span disposition, struct rx_err *);
bool	rx_how_same(const struct rx_how *, const struct rx_how *);
bool	rx_how_possible(const struct rx_merge *, const struct rx_load *, struct rx_err *);
void	rx_how_warn(struct rx_merge *, const struct rx_load *);
void	rx_how_free(struct rx_how *);
/* Does it need all records of the resource, so that a limited run is none? */
bool	rx_load_whole(const struct rx_load *);
bool	rx_load_keyless(const struct rx_load *);	/* merges without a key */

/* load_put.c: a record as it is put, and what is to be done with it */
enum rx_op rx_load_op(const struct rx_load *, const struct rx_record *, bool *drop);
/* source: what tells this version from another, the record itself or more. */
bool	rx_load_version(struct rx_load *, struct rx_record *, struct rx_span source,
	    struct rx_err *why);
/* The record as it came, of one that has a version. */
struct rx_span rx_load_unversion(const struct rx_load *, struct rx_span, struct rx_buf *);

/* nest_form.c: what shape its records shall have; merge: the begin's */
bool	rx_load_form(struct rx_merge *, struct rx_load *, struct rx_span merge, struct rx_err *);
bool	rx_form_same(const struct rx_form *, const struct rx_form *);
void	rx_form_free(struct rx_form *);

/* nest.c: the tables of a load beside its own */
bool	rx_shape_open(struct rx_merge *, struct rx_load *, struct rx_err *);	/* before its table */
bool	rx_shape_tables(struct rx_merge *, struct rx_load *, struct rx_err *);	/* behind it */
void	rx_shape_conf(const struct rx_load *, struct rx_table_conf *);
bool	rx_shape_keep(struct rx_load *);	/* what is known, into the state */
bool	rx_shape_done(struct rx_load *);	/* its end has come: tables are no longer new */
void	rx_shape_free(struct rx_shape *);

/* nest_put.c */
bool	rx_shape_store(struct rx_merge *, struct rx_load *, struct rx_err *);
/* The target's drop and publish, of all tables of a load. */
bool	rx_load_drop(struct rx_merge *, struct rx_load *, struct rx_span part, struct rx_err *);
bool	rx_load_publish(struct rx_merge *, struct rx_load *, struct rx_err *);
unsigned long rx_load_nested(const struct rx_load *);	/* rows of tables of lists */

/* schema.c: keeps where its records are */
bool	rx_load_note_table(struct rx_load *);

/* nest_id.c: names the rows just released (from there on), if their lists need it */
bool	rx_load_name_rows(struct rx_merge *, struct rx_load *, const struct rx_state_part *,
	    size_t from);

/* load_begin.c */
bool	rx_load_begin(struct rx_merge *, struct rx_load *, struct rx_err *);
bool	rx_load_bare(struct rx_merge *, struct rx_err *);

/* resume.c */
bool	rx_load_resumes(const struct rx_load *, bool again, struct rx_span attempt, bool *resumes,
	    struct rx_err *);
bool	rx_load_resume(struct rx_merge *, struct rx_load *, struct rx_err *);
bool	rx_load_start_over(struct rx_merge *, struct rx_load *, struct rx_span attempt,
	    struct rx_err *);

/* page.c: records and the state lines that release them */
bool	rx_load_record(struct rx_merge *, struct rx_load *, const struct rx_record *,
	    struct rx_span part, struct rx_err *);
bool	rx_load_state(struct rx_merge *, struct rx_load *, struct rx_err *);
bool	rx_load_release(struct rx_merge *, struct rx_load *, const struct rx_state_part *,
	    struct rx_err *);

/* keyed.c: the key of a page's records (items from..released of the hold) */
bool	rx_load_keys(struct rx_merge *, struct rx_load *, size_t from, struct rx_err *);

/* reject.c */
/* --rejects; where: the target's path. */
bool	rx_rejects_open(struct rx_merge *, const char *where, struct rx_err *);
bool	rx_rejects_sync(struct rx_merge *, struct rx_err *);
/* Says in which line of the input these bytes of a held record came. */
void	rx_load_at(const struct rx_load *, struct rx_span bytes, struct rx_err *);
bool	rx_load_reject(struct rx_merge *, struct rx_load *, struct rx_span data,
	    const struct rx_err *why, struct rx_err *);
/* The same, of a record as it was put (rx_load_version). */
bool	rx_load_reject_put(struct rx_merge *, struct rx_load *, struct rx_span record,
	    const struct rx_err *why, struct rx_err *);
/* Is the item that stands there not taken, as a page before it had a reject?
 * told: that was known before the first item was looked at. */
bool	rx_load_stops(struct rx_load *, size_t at, bool told);
/* What the contract leaves out: a record, or, with a field, its value in it. */
bool	rx_load_discard(struct rx_merge *, struct rx_load *, struct rx_span data,
	    struct rx_span field, struct rx_span value, const char *why, struct rx_err *);

/* load_end.c */
bool	rx_load_end(struct rx_merge *, struct rx_load *, struct rx_err *);
bool	rx_load_part_end(struct rx_merge *, struct rx_load *, struct rx_err *);
bool	rx_load_cut(struct rx_merge *, struct rx_load *, struct rx_err *);

/* load_history.c: its row of _rx_runs */
bool	rx_load_history_begin(struct rx_merge *, struct rx_load *, struct rx_err *);
bool	rx_load_history_fail(struct rx_load *, int exit, struct rx_span why);	/* the first */
/* Writes the rows of which there is something new, into a transaction. */
bool	rx_merge_remember(struct rx_merge *, struct rx_err *);
void	rx_load_history_free(struct rx_load *);

/* summary.c */
double	rx_load_told(const struct rx_load *, const char *name);	/* a number of its counts, or -1 */

/* commit.c */
void	rx_merge_pending(struct rx_merge *);
bool	rx_merge_write(struct rx_merge *, struct rx_err *);	/* opens a transaction */
bool	rx_merge_drain(struct rx_merge *, struct rx_err *);	/* stores what is released */
bool	rx_merge_commit(struct rx_merge *, struct rx_err *);
bool	rx_merge_flow(struct rx_merge *, struct rx_err *);	/* after a page: if it is time */

#endif
