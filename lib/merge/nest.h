#ifndef RX_MERGE_NEST_H
#define RX_MERGE_NEST_H
/*
 * nest: records take another shape on their way to the target: checked by
 * what is declared and by the contract, members renamed, objects unfolded
 * into fields (a__b) and lists into tables of their own (parent__list).
 *
 * A load whose records go as they come has no shape.  The rows that a record
 * becomes live in the load's arena until they are stored; the record itself,
 * as it came, is what is rejected.
 */
#include "lib/merge/contract.h"
#include "lib/merge/run.h"
#include "lib/merge/sheet.h"

struct rx_nest_row {
	struct rx_sheet		*sheet;
	struct rx_record	 r;		/* as it is put */
	struct rx_span		 source;	/* the value that it comes from */
	struct rx_span		 part;
	enum rx_op		 op;
	bool			 dead;		/* rejected, with all that hangs on it */
	size_t			 end;		/* of a record's own row: behind its last row */
};

struct rx_pending {		/* a list whose rows follow those of its record */
	struct rx_sheet		*sheet;
	struct rx_span		 list;
	long			 left;		/* levels that may still be unfolded */
};

struct rx_shape {
	struct rx_sheet		*first, *last;	/* of all tables, the resource's own first */
	struct rx_sheet		*barred;	/* lists that the contract gives no table */
	bool			 keeps;		/* fields are kept with the state */
	bool			 renames;	/* members get the names of their columns */
	bool			 dirty;
	struct rx_key		 link;		/* by which rows of lists know their record */
	unsigned long		 nested;	/* rows put into tables of lists */
	struct rx_nest_row		*rows;
	size_t			 n, cap;
	struct rx_pending	*pending;
	size_t			 npending, cap_pending;
	struct rx_buf		 text, place, name;	/* of the row at hand */
	struct rx_buf		 chain;		/* "_orders_id":1,"_items_idx":0, of the list at hand */
	struct rx_fields	 fields;
	/* The record at hand. */
	const struct rx_record	*record;
	const struct rx_item	*item;
	bool			 changed;
};

/* nest.c */
bool	rx_shape_nests(const struct rx_load *);
/* A merge that waits: its lists' rows go the way of their records at its end. */
bool	rx_shape_waits(const struct rx_load *);
/* What the target has of a table, if the contract asks. */
bool	rx_shape_look(struct rx_merge *, const struct rx_load *, struct rx_sheet *, struct rx_err *);
/* nest_list.c */
struct rx_sheet *rx_shape_child(struct rx_merge *, struct rx_load *, struct rx_sheet *parent,
	    struct rx_span name, struct rx_err *);	/* opens its table too */
struct rx_sheet *rx_shape_find(const struct rx_shape *, struct rx_span path);
/* The keys of all tables, by the one that the load has now. */
bool	rx_shape_keys(struct rx_load *, struct rx_err *);
/* Do rows of lists know their record by a name that it gets, _rx_id? */
bool	rx_shape_by_id(const struct rx_load *);
/* Appends what field i of the link is called in tables of lists: _orders_id. */
bool	rx_shape_link(const struct rx_load *, size_t i, struct rx_buf *);

/* nest_judge.c */
enum rx_judgement {
	RX_TAKE,		/* the member goes on */
	RX_LEAVE_OUT,		/* it is left out */
	RX_ROW_OUT,		/* its row is */
	RX_HALT			/* nothing of the resource is loaded any more, or an error in e */
};
enum rx_judgement rx_judge_value(struct rx_merge *, struct rx_load *, struct rx_sheet *,
	    struct rx_seen *, struct rx_span value, struct rx_span source, struct rx_err *);
/* Has the row at hand (by its stamp) all fields that it must have? */
enum rx_judgement rx_judge_row(struct rx_merge *, struct rx_load *, struct rx_sheet *,
	    struct rx_span source, struct rx_err *);
/* May there be a table for this list, or for the resource? */
enum rx_judgement rx_judge_table(struct rx_merge *, struct rx_load *, struct rx_span name,
	    struct rx_span source, struct rx_err *);

struct rx_unfolding {		/* of one record */
	struct rx_merge		*m;
	struct rx_load		*l;
	struct rx_shape		*sh;
	struct rx_sheet		*sheet;		/* whose row is at hand */
	struct rx_span		 source;	/* what it comes from */
	const struct rx_item	*item;
	struct rx_err		*e;
};

/* nest_cell.c: the row at hand, as text */
void	rx_nest_start(struct rx_unfolding *, struct rx_sheet *, struct rx_span source);
bool	rx_nest_separate(struct rx_buf *);	/* a comma, where one is due */
bool	rx_nest_cell(struct rx_buf *, struct rx_seen *, struct rx_span value);
/* The text as a record that lasts until it is stored. */
bool	rx_nest_keep(struct rx_unfolding *, struct rx_buf *, struct rx_record *);
struct rx_nest_row *rx_nest_add(struct rx_unfolding *, enum rx_op);	/* to shape->rows */

/* nest_row.c: the rows of a record, added to shape->rows */
enum rx_judgement rx_shape_unfold(struct rx_merge *, struct rx_load *, const struct rx_record *,
	    const struct rx_item *, enum rx_op, struct rx_err *);

#endif
