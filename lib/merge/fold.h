#ifndef RX_FOLD_H
#define RX_FOLD_H
/*
 * fold: a table's records and those that came, folded into the records that
 * the table has then.  A strategy is a rule for which of them stay.
 *
 * Records stay where the caller has them (or finds them again): the fold
 * keeps their places, sorted three times: by key, to see which stay; those
 * that a merge_key concerns by that; and what stays by its order.  That is the
 * table's own order; what is new stands behind it, as it came.
 *
 * Keys are compared as hashes (hash.h), so all that is kept of a record is
 * of one size; with a small budget that is sorted in a temporary file.
 */
#include "rx/target.h"
#include "lib/merge/hash.h"
#include "lib/merge/key.h"
#include "lib/merge/kin.h"
#include "lib/merge/record.h"
#include "lib/merge/sort.h"
#include "lib/merge/store.h"

struct rx_fold_item {		/* a record, and what becomes of its key */
	uint64_t	by[RX_SORT_KEY];	/* hash of the key; number */
	uint64_t	at;		/* its place */
	uint64_t	print;		/* what it says, as a hash */
	uint64_t	group[2];	/* hash of its merge_key; 0: NULL, or there is none */
	uint32_t	n;		/* bytes */
	unsigned char	op;		/* enum rx_op */
	bool		old;		/* the table's */
};

struct rx_fold_group {		/* the records of one key, so far */
	struct rx_fold_item	old, new;
	uint64_t		order;
	bool			open, had, won;
};

struct rx_fold_row {			/* what stays */
	uint64_t	order, at, n;
};

struct rx_fold_grouped {		/* what a merge_key concerns */
	uint64_t	group[2];
	uint64_t	row;		/* 0: an event: rows of the group before it go */
	uint64_t	number;		/* when */
	uint64_t	order, at, n;
	uint64_t	link[2];	/* what names the row: hash of its key */
};

#define RX_FOLD_CAME	((uint64_t)1 << 40)	/* numbers of records that came begin here */

/* Where a record stands: the caller's number, and which of the caller's. */
#define RX_FOLD_OLD	((uint64_t)0 << 62)
#define RX_FOLD_NEW	((uint64_t)1 << 62)
#define RX_FOLD_MADE	((uint64_t)2 << 62)	/* by the fold itself */
#define RX_FOLD_WHERE	((uint64_t)3 << 62)

/* The caller's: the bytes of a record; p NULL: err. */
typedef struct rx_span rx_fold_get(void *, uint64_t at, size_t n, struct rx_err *);
/* from: the place of the record that came (data may have been made of it). */
typedef bool rx_fold_emit(void *, struct rx_span data, uint64_t from, size_t n, struct rx_err *);

struct rx_fold {
	const struct rx_table_conf	*conf;
	struct rx_hash			 hash;
	struct rx_sort			 keyed, grouped, rows;
	struct rx_store			 made;
	struct rx_buf			 norm;
	struct rx_fold_group		 g;
	uint64_t			 nold, nnew, last[2];
	bool				 grouping;	/* something is in grouped */
	struct rx_kin			*kin;		/* for tables of lists, or NULL */
	struct rx_target_counts		 n;		/* of rx_fold_run */
	rx_fold_get			*get;
	void				*arg;
	struct rx_fields		 fields, fields2;
};

/* conf and budget must outlive it. */
void	rx_fold_open(struct rx_fold *, const struct rx_table_conf *, struct rx_budget *);
/* What is in the table, in its order. */
bool	rx_fold_old(struct rx_fold *, const struct rx_record *, uint64_t at, struct rx_err *);
/* What came.  Both: before or after the other. */
bool	rx_fold_new(struct rx_fold *, enum rx_op, const struct rx_record *, uint64_t at,
	    struct rx_err *);
/* Of a table of lists: rows of that merge_key go, as its root's fold has noted. */
bool	rx_fold_gone(struct rx_fold *, const uint64_t link[2], struct rx_err *);
/* Decides: counts are in n. */
bool	rx_fold_run(struct rx_fold *, rx_fold_get *, void *arg, struct rx_err *);
/* The records that the table has now. */
bool	rx_fold_each(struct rx_fold *, rx_fold_emit *, void *arg, struct rx_err *);
/* What a record says, as a hash: equal rows have the same. */
bool	rx_fold_print(struct rx_fold *, const struct rx_record *, uint64_t *hash);
void	rx_fold_close(struct rx_fold *);	/* it is as if just opened */

/* fold.c, for fold_add.c and the other way round */
bool	rx_fold_row(struct rx_fold *, uint64_t order, uint64_t at, uint64_t n, struct rx_err *);
bool	rx_fold_groups(const struct rx_fold *);	/* is there a merge_key? */
/* A table of lists: rows of a group go where RX_OP_CLEAR or its root says it. */
static inline bool
rx_fold_clears(const struct rx_fold *f)
{
	return f->conf->root.p != NULL;
}

/* fold_make.c: records that are made of others */
/* The old one with the fields of the new one, in *it. */
bool	rx_fold_patch(struct rx_fold *, const struct rx_fold_item *old, struct rx_fold_item *it,
	    struct rx_err *);
/* A version that holds no more. */
bool	rx_fold_retire(struct rx_fold *, uint64_t *at, uint32_t *n, struct rx_err *);
/* Does the new one stay, of these two of a key? -1: err. */
int	rx_fold_prefer(struct rx_fold *, const struct rx_fold_item *old,
	    const struct rx_fold_item *new, struct rx_err *);
struct rx_span rx_fold_bytes(struct rx_fold *, uint64_t at, size_t n, struct rx_err *);

#endif
