#ifndef RX_TARGET_H
#define RX_TARGET_H
/*
 * target: where records end.  One kind a file in lib/merge, and one table of
 * them in target.c.
 *
 * rx-merge decides what is stored (pages, promises, generations, keys); a
 * target stores it.  All that is put, dropped, published and saved between
 * begin and commit becomes visible and durable at commit, together or not at
 * all; after a failure the target takes nothing more and is closed.
 *
 * A target owns its tables; close frees all.  Texts that are handed to it are
 * the caller's and valid during the call only, but for those of struct
 * rx_table_conf, which live as long as the table.
 */
#include <stdbool.h>
#include <stddef.h>

#include "rx/err.h"
#include "rx/history.h"
#include "rx/line.h"
#include "rx/span.h"
#include "rx/state.h"

struct rx_key;			/* lib/merge/key.h */
struct rx_record;		/* lib/merge/record.h */

enum rx_disposition { RX_APPEND, RX_REPLACE, RX_MERGE };

/* How merge treats a row of the same key (dlt's merge strategies). */
enum rx_strategy {
	RX_UPSERT,		/* the record takes its place */
	RX_DELETE_INSERT,	/* rows of the same key or merge_key go, records come */
	RX_INSERT_ONLY,		/* it stays as it is */
	RX_SCD2			/* it is retired, with the time, and the record stands beside it */
};

const char *rx_disposition_name(enum rx_disposition);	/* "append" */
const char *rx_strategy_name(enum rx_strategy);		/* "delete-insert" */
/* RX_USAGE for what is none. */
bool	rx_disposition_read(struct rx_span text, enum rx_disposition *, struct rx_err *);
bool	rx_strategy_read(struct rx_span text, enum rx_strategy *, struct rx_err *);

enum rx_names { RX_NAMES_EXACT, RX_NAMES_SNAKE };	/* lib/merge/name.h */

/*
 * Records, since the table was opened.  A load that is published as a whole
 * counts what the table was before and is behind it.  With a key: rows of a
 * new key are inserted; rows of a key that was there are updated, or unchanged
 * if they are equal; rows whose key is gone are deleted.  Without a key rows
 * are deleted and inserted.  Of versions (RX_SCD2): retired ones are updated,
 * new ones inserted, those that hold on or come twice unchanged.
 */
struct rx_target_counts {
	unsigned long	 inserted, updated, unchanged, deleted;
	unsigned long	 staged;	/* put, and not yet in the table */
};

struct rx_table_conf {		/* the caller's */
	struct rx_span		 resource, name;	/* name: of the table, as asked */
	enum rx_disposition	 disposition;
	const struct rx_key	*key;
	struct rx_span		 columns;	/* {"field":{"data_type":...}} or NONE */
	/* NONE, or: it is the table of a list within the records of that
	 * resource, and shares its lock and state; resource is then a name of
	 * its own ("orders/items"), for its stage. */
	struct rx_span		 root;
	struct rx_target_counts	*counts;
	bool			 lists;		/* it may be the root of such */
	const struct rx_key	*link;		/* of a root that is a staged merge: see publish */
	bool			 bare;		/* records without a line around them */
	enum rx_names		 names;		/* of a new table, and of new columns */

	/* Of merge. */
	enum rx_strategy	 strategy;
	const struct rx_key	*merge_key;	/* rows that a load replaces together; NULL: none */
	/* Records go into the stage, and publish merges it as a whole: for a
	 * strategy that must see all of a load.  append and replace always do. */
	bool			 staged;
	bool			 patch;		/* a field that is absent keeps its value */
	/* The field that says which of equal keys stays (only when staged): the
	 * least or the greatest value (rx/cursor.h), null and absent behind
	 * all, of equal ones the last.  NONE: the last; with RX_INSERT_ONLY
	 * the first. */
	struct rx_span		 dedup_sort;
	bool			 dedup_descending;	/* the greatest */
	struct rx_scd2		*scd2;		/* of RX_SCD2, else NULL */
};

/*
 * Versions.  Records come with all of these members already in them: valid_from
 * is boundary, valid_to is active, and version tells one from another.  So all
 * that publish does is to set valid_to of rows that hold (valid_to is active)
 * and whose version is not in the stage to boundary (with a merge_key: of those
 * only that share one with a staged row), and to insert what is staged and does
 * not hold yet, each version once.
 */
struct rx_scd2 {		/* names of columns; times as JSON values */
	struct rx_span	 valid_from, valid_to;	/* "_rx_valid_from", "_rx_valid_to" */
	struct rx_span	 version;	/* "_rx_version", or a field of the records */
	struct rx_span	 boundary;	/* when this load's versions begin, and retired ones end */
	struct rx_span	 active;	/* valid_to of a version that holds: null, or a time */
};

/* Does the first of equal keys stay, of a staged merge? */
static inline bool
rx_table_first(const struct rx_table_conf *c)
{
	return c->strategy == RX_INSERT_ONLY && c->dedup_sort.p == NULL;
}

enum rx_op {			/* what to do with a record */
	RX_OP_PUT,	/* it goes in, by disposition and strategy */
	/* The row of its key goes away (hard_delete).  In the stage it stands
	 * for its key like any record: if it is the one that stays, the row
	 * goes; of RX_INSERT_ONLY nothing happens then. */
	RX_OP_DELETE,
	RX_OP_CLEAR	/* all rows of its merge_key go away, before new ones are put:
			 * a child table's rows, when their parent comes */
};

struct rx_target_conf {
	const char	*where;		/* what stands behind the kind: a path */
	size_t		 memory;	/* bytes to use for caches */
	const char	*schema;	/* that the tables shall be in, or NULL */
	bool		 infer_time;	/* columns of date-times only are of times */
	bool		 read;		/* only to look (--print-state): makes nothing */
};

enum rx_can {			/* what a target knows of merge; upsert all do */
	RX_CAN_DELETE = 1,	/* RX_OP_DELETE */
	RX_CAN_INSERT_ONLY = 2,
	RX_CAN_PATCH = 4,
	RX_CAN_DEDUP_SORT = 8,
	RX_CAN_MERGE_KEY = 16,	/* RX_DELETE_INSERT with one */
	RX_CAN_SCD2 = 32,
	/* RX_OP_CLEAR, and tables of lists (rx_table_conf.root): nobody locks or
	 * loads these for themselves, and they are committed with their root's. */
	RX_CAN_CLEAR = 64
};

enum rx_put {
	RX_PUT_OK,
	RX_PUT_REJECTED,	/* this record can't be stored, err says why */
	RX_PUT_FAILED		/* the target is of no more use */
};

/* Is told of a record that can't be stored; false: no more is to be done. */
typedef bool rx_reject_fn(void *arg, struct rx_span record, const struct rx_err *why);

struct rx_target;		/* an open target; begins with its kind */
struct rx_table;		/* where the records of one resource go */

struct rx_target_kind {
	const char	*scheme;	/* "sqlite" */
	const char	*form;		/* "sqlite:FILE" */
	const char	*help;
	bool		 named;		/* bare records need --table */
	bool		 schemas;	/* has schemas */
	bool		 times;		/* has a type of times, for infer_time */
	unsigned	 can;		/* of enum rx_can: others are refused for it */
	size_t		 batch;		/* bytes worth putting at once; 0: the usual */
	bool		 sorted;	/* records in the order of their keys go faster */
	int		 pause;		/* ms without input until it is worth a commit */

	/* NULL: err; with conf.read, NULL without an error: it is not there. */
	struct rx_target *(*open)(const struct rx_target_conf *, struct rx_err *);
	void	(*close)(struct rx_target *);

	/* One writer a resource: RX_REFUSED with the holder's pid. */
	bool	(*lock)(struct rx_target *, struct rx_span resource, struct rx_err *);
	/* Fills an open state with what is kept of its resource. */
	bool	(*load)(struct rx_target *, struct rx_state *, struct rx_err *);
	/* The names of the resources that have a state, as JSON list. */
	bool	(*resources)(struct rx_target *, struct rx_buf *, struct rx_err *);
	/* Saves what is dirty (of an emptied state: removes it). */
	bool	(*save)(struct rx_target *, struct rx_state *, struct rx_err *);

	/* NULL: it keeps no history.  Puts a run's row in the place of its earlier
	 * one; the row and its counts live until close, and may be written as
	 * they are at commit. */
	bool	(*remember)(struct rx_target *, const struct rx_history *, struct rx_err *);
	/* Calls each with the rows, of a resource those that began first first. */
	bool	(*history)(struct rx_target *, bool (*each)(void *arg,
		    const struct rx_span v[RX_H_N]), void *arg, struct rx_err *);

	bool	(*begin)(struct rx_target *, struct rx_err *);
	bool	(*commit)(struct rx_target *, struct rx_err *);

	struct rx_table *(*table)(struct rx_target *, const struct rx_table_conf *,
		    struct rx_err *);
	/* A record: into the table, or, if that is staged, into the stage,
	 * which remembers the part (and the op, until publish). */
	enum rx_put (*put)(struct rx_table *, enum rx_op, const struct rx_record *,
		    struct rx_span part, struct rx_err *);
	/* NULL, or: stores what was put since the last flush, whose bytes are
	 * still where they were; reject is told of what can't be stored. */
	bool	(*flush)(struct rx_table *, rx_reject_fn *, void *arg, struct rx_err *);
	/* How many records the stage holds, those of earlier processes too.
	 * NULL: counts.staged says it. */
	bool	(*staged)(struct rx_table *, unsigned long *, struct rx_err *);
	/* Empties the stage: of one part, or (NONE) all of it. */
	bool	(*drop)(struct rx_table *, struct rx_span part, struct rx_err *);
	/*
	 * What was staged, or merged and not yet shown, becomes the table's.
	 * A record that the table refuses only now is told to reject, and is
	 * as if it had not come; NULL: the load fails with it.
	 *
	 * Of a staged merge with tables of lists, the root's publish comes first
	 * and those of its tables behind it.  Of these, rows go that belong to a
	 * row of the root that went, or that a record took the place of: in their
	 * merge_key they have the values of the root's link.  What was staged
	 * comes, if the record with the same number (record.h) became a row, or
	 * took the place of one.  With RX_INSERT_ONLY (of a root of versions too)
	 * no row goes, and records whose row or version was there become none.
	 */
	bool	(*publish)(struct rx_table *, rx_reject_fn *, void *arg, struct rx_err *);
	/* NULL (it has no columns), or: appends the columns of the table that
	 * was asked for by that name, as JSON list, or null if there is none:
	 * [{"field":"createdAt","column":"created_at","type":"text","key":true}];
	 * without field: not rx's; key: of the primary or rx's key; holds: what
	 * there is in a column without a type, if it is all of one. */
	bool	(*columns)(struct rx_target *, struct rx_span name, struct rx_buf *,
		    struct rx_err *);
	/* Goes with columns: the tables that are there, as JSON list, with the
	 * names that they were asked for by: [{"name":"lineItems","table":"line_items"}]. */
	bool	(*tables)(struct rx_target *, struct rx_buf *, struct rx_err *);
	/* Goes with no columns, may be NULL (never): has the resource a table
	 * already? */
	bool	(*there)(struct rx_target *, struct rx_span resource, bool *, struct rx_err *);
	/* NULL, or: passes on a line that is no record (table: of whose
	 * resource; NULL: nobody's). */
	void	(*pass)(struct rx_target *, struct rx_table *, const struct rx_line *);
};

struct rx_target {
	const struct rx_target_kind *kind;
};

/* Every kind, ended by NULL. */
extern const struct rx_target_kind *const rx_target_kinds[];

/*
 * Finds the kind of "sqlite:x.db", "file:x.ndjson", "x.ndjson", "-", and in
 * *where what stands behind it (within into).  RX_USAGE with the forms that
 * there are.
 */
const struct rx_target_kind *rx_target_find(const char *into, const char **where,
	    struct rx_err *);

/* Opens it (as the kind does), if it has what the conf asks for. */
struct rx_target *rx_target_open(const struct rx_target_kind *, const struct rx_target_conf *,
	    struct rx_err *);

#endif
