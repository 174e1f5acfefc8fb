#ifndef RX_EXPAND_H
#define RX_EXPAND_H
/*
 * expand: what the files of the expansion share; private to lib/plan.
 *
 * A resource is compiled once into a mold: the bytes of its request line with
 * holes.  A request is the mold filled with cells, the bound values.  What
 * may stand in which hole is found by axes: a list of values, or the records
 * of a parent.  The requests of a resource are the product of its axes, times
 * the windows of time.
 */
#include <stdint.h>

#include "rx/arena.h"
#include "rx/date.h"
#include "rx/expr.h"
#include "rx/line.h"
#include "rx/plan.h"
#include "rx/promise.h"
#include "lib/plan/convert.h"
#include "lib/plan/known.h"
#include "lib/plan/settings.h"

#define RX_HOLES	32	/* a resource */
#define RX_AXES		16

struct rx_res;

/* -- texts with holes ----------------------------------------------------- */

enum rx_enc {			/* how a value is written into the line */
	RX_ENC_SEGMENT,		/* percent-encoded, of a URL's path */
	RX_ENC_QUERY,		/* percent-encoded, of a query or a form */
	RX_ENC_BASE,		/* a base: an address as it is, else as SEGMENT */
	RX_ENC_STRING,		/* within a JSON string */
	RX_ENC_VALUE,		/* a JSON value of its own */
	RX_ENC_QUOTED		/* a JSON string of its own; null when absent */
};

struct rx_piece {
	enum { RX_PIECE_TEXT, RX_PIECE_HOLE, RX_PIECE_TEMPLATE, RX_PIECE_PART,
	    RX_PIECE_BOUNDS, RX_PIECE_RESUME } kind;
	enum rx_enc		 enc;
	struct rx_span		 text;		/* TEXT; of a TEMPLATE its source */
	struct rx_template	*template;
	unsigned		 hole;
	struct rx_piece		*next;
};

struct rx_mold {
	struct rx_res		*res;
	struct rx_piece		*first, *last;
	struct rx_buf		 text;		/* of the TEXT piece being made */
};

enum rx_hole_kind {
	RX_HOLE_NAME,		/* a placeholder: a member of part */
	RX_HOLE_INCLUDE,	/* a field that goes along with the parent's records */
	RX_HOLE_LINK,		/* what tells which rows of two parents belong together */
	RX_HOLE_START, RX_HOLE_END	/* of the window */
};

struct rx_hole {
	enum rx_hole_kind	 kind;
	struct rx_span		 name;
	bool			 url;		/* stands in the URL */
	bool			 text;		/* stands within a text: wants a single value */
	const struct rx_node	*resolve;	/* {"resource","field"}, or NULL */
	int			 axis;		/* -1: bound to nothing */
};

struct rx_router {		/* a partition_router's list of values */
	struct rx_span		 name;
	const struct rx_node	*values;	/* a list, or a setting or text that is one */
	struct rx_router	*next;
};

struct rx_cell {
	struct rx_span		 text;	/* as it is sent; p NULL: absent */
	struct rx_span		 json;	/* as it came */
};

/* -- axes ----------------------------------------------------------------- */

struct rx_column {		/* what one value of a row is */
	unsigned		 hole;
	struct rx_span		 of_part;	/* the member of the parent's part; or NONE */
	struct rx_span		*fields;	/* then the candidates, as paths */
	size_t			 nfields;
};

struct rx_axis {
	enum { RX_AXIS_VALUES, RX_AXIS_RECORDS } kind;
	struct rx_res		*parent;	/* RECORDS: whose; NULL: any file's */
	bool			 file;		/* from --parents, not from the pipe */
	struct rx_column	*columns;
	unsigned		 ncolumns;
	int			 link;		/* the column of a LINK hole, or -1 */
	/* rows: VALUES, or of RECORDS those that the product needs again */
	struct rx_buf		 kept;		/* of each value length and JSON */
	struct rx_known		 seen;		/* so that equal rows are kept once */
	struct rx_known		 linked;	/* by the link: its last row */
};

struct rx_feed {		/* a child that takes a parent's records */
	struct rx_res		*child;
	unsigned		 axis;
	struct rx_feed		*next;
};

/* -- windows -------------------------------------------------------------- */

struct rx_window {
	const struct rx_node	*node;		/* incremental, or NULL */
	struct rx_span		 start_param, end_param;
	struct rx_span		 initial, end;	/* as text; p NULL: none */
	struct rx_span		 first, bound;	/* initial and end of the source, JSON, or NONE */
	struct rx_span		 format;	/* of what is sent; NONE: as it comes */
	bool			 read;		/* its bounds are known: they are sent */
	bool			 needed;	/* a text can't do without its start */
	bool			 stepped;
	struct rx_duration	 step, granularity, lookback;
	struct rx_span		 lag;		/* a number: seconds, days of dates, or units */
	bool			 client;	/* rx-select drops what lies outside */
	bool			 bounded;	/* its end was given: it moves no bookmark */
	bool			 sent;		/* some request says its start */
	struct rx_convert	*convert;	/* of what is sent; or NULL */
	struct rx_err		 fault;		/* of a value that can't be sent */
	/* of the part at hand: */
	bool			 marked;	/* it has a bookmark */
	struct rx_span		 start;		/* the least value wanted, JSON; NONE: all */
	struct rx_span		 edge;		/* names of the rows known there, JSON; or NONE */
	struct rx_buf		 json[2];	/* of the start and the end now sent */
};

struct rx_range {		/* the windows of one part, one after another */
	struct rx_instant	 at, end;
	struct rx_span		 format;
};

/* -- state ---------------------------------------------------------------- */

struct rx_kept {		/* of one part, from --print-state */
	struct rx_span		 bookmark, next;
	struct rx_span		 edge;		/* the rows that stand at the bookmark, JSON */
	bool			 done;
};

struct rx_state_of {		/* of one resource */
	struct rx_span		 generation, learned, attempt;
	bool			 resumes;
};

/* -- resources and the plan ----------------------------------------------- */

struct rx_res {
	struct rx_plan		*plan;
	struct rx_node		*node, *endpoint;
	struct rx_span		 name;
	bool			 selected;	/* this run plans it */
	bool			 compiled, ready, walking;
	unsigned long		 walked;	/* the last walk that came by */
	int			 depth;		/* under its parents, and 2; 0: not known yet */
	bool			 unbound;	/* err is that of a need */
	bool			 begun;		/* its begin was written */
	bool			 failed;	/* its end will not be written */
	struct rx_err		*err;		/* NULL: it can run */
	struct rx_hole		 holes[RX_HOLES];
	struct rx_cell		 cells[RX_HOLES];
	unsigned		 nholes;
	struct rx_axis		 axes[RX_AXES];
	unsigned		 naxes;
	struct rx_span		 parents[RX_AXES];
	unsigned		 nparents;
	struct rx_mold		 mold;
	struct rx_router	*routers;
	struct rx_node		*paging;	/* as the line says it */
	bool			 gone;		/* a placeholder stands in the path */
	bool			 foreign;	/* another origin than the base's */
	struct rx_window	 window;
	struct rx_fnv	 hash;		/* for the attempt's plan */
	struct rx_state_of	 state;
	struct rx_span		 attempt;	/* JSON, as begin says it */
	/* as a parent, in the pipe */
	struct rx_feed		*feeds;
	bool			 came, ended, partial;
	struct rx_res		*next;
};

struct rx_plan {
	const struct rx_plan_conf *conf;
	struct rx_plan_conf	 given;
	struct rx_source	*source;
	struct rx_arena		 arena;		/* as long as the plan */
	struct rx_arena		 scratch;	/* one record */
	struct rx_settings	 settings;
	struct rx_res		*first, *last;
	struct rx_res		**table;	/* by name */
	size_t			 slots;
	unsigned long		 walks;		/* up the parents, so far */
	struct rx_buf		 line, part;
	struct rx_known		 parts;		/* of requests made */
	struct rx_known		 kept;		/* of state; values are struct rx_kept */
	struct rx_promises	 promises;
	struct rx_line		 in;
	unsigned long		 nin;		/* lines of input */
	bool			 begun;
	bool			 refused;	/* the input is no line stream */
	bool			 whole;		/* binding as for a whole run */
	struct rx_span		 resume;	/* of the request being written; or NONE */
	struct rx_buf		 needs;
};

struct rx_res	*rx_plan_find(struct rx_plan *, struct rx_span name);
bool		 rx_plan_put(struct rx_plan *, struct rx_buf *, struct rx_err *);
/* Writes the error as a line and tells the caller. */
bool		 rx_plan_tell(struct rx_plan *, const struct rx_err *, struct rx_span resource,
		    struct rx_err *);
void		 rx_plan_tell_into(struct rx_plan *, const struct rx_err *,
		    struct rx_span resource, struct rx_buf *);
void		 rx_plan_say(struct rx_plan *, const char *level, const char *fmt, ...)
		    __attribute__((format(printf, 3, 4)));
bool		 rx_plan_begin(struct rx_plan *, struct rx_err *);
bool		 rx_plan_end(struct rx_plan *, struct rx_res *, bool partial, struct rx_err *);

/* What keeps the resource from running; the first one counts.  Returns NULL,
 * or its error, for a hint. */
struct rx_err	*rx_res_fault(struct rx_res *, const struct rx_node *where, const char *fmt, ...)
		    __attribute__((format(printf, 3, 4)));
/* The same for what its user can give: a setting without a value.  All of them
 * are told at once: "" stands in for it. */
struct rx_node	*rx_res_missing(struct rx_res *, const struct rx_node *where,
		    struct rx_span setting);
/* Does its request have such a hole? */
bool		 rx_res_sends(const struct rx_res *, enum rx_hole_kind);
bool		 rx_res_ready(struct rx_res *);	/* compiles, binds; false: err */
bool		 rx_res_bind(struct rx_res *);
struct rx_column *rx_axis_column(struct rx_res *, struct rx_axis *, unsigned hole);
/* The paths to try: the node's, else the hole's own name (and id). */
bool		 rx_column_fields(struct rx_res *, struct rx_column *, const struct rx_node *,
		    bool id);
/* bind_kin.c: a placeholder that a parent's request had keeps its value. */
bool		 rx_hole_keep(struct rx_res *, unsigned hole);
/* Then: axes whose rows belong together in pairs, not in a product. */
bool		 rx_axes_link(struct rx_res *);
unsigned long	 rx_res_ancestors(struct rx_res *);	/* a walk: those that it walked */
bool		 rx_res_descends(struct rx_res *,
    const struct rx_res *ancestor);	/* in the source */
bool		 rx_res_has_children(struct rx_res *);
bool		 rx_res_loaded(struct rx_res *);
unsigned	 rx_res_hole(struct rx_res *, enum rx_hole_kind, struct rx_span name);
/* A root's requests; a child's of one more record. */
bool		 rx_res_requests(struct rx_res *, struct rx_err *);
bool		 rx_res_feed(struct rx_res *, unsigned axis, struct rx_span data,
		    struct rx_span part, struct rx_err *);

/* lacks.c: the value that was found there instead; or NONE */
void		 rx_res_lacks(struct rx_res *, const struct rx_axis *, const struct rx_column *,
		    struct rx_span data, struct rx_span found, struct rx_err *);
bool		 rx_row_keep(struct rx_axis *, const struct rx_span *values);
void		 rx_res_unbound(struct rx_res *);	/* faults: some placeholder has no axis */
const char	*rx_plan_nearest(struct rx_plan *, struct rx_span name);	/* or NULL */

/* parents.c: --parents */
bool		 rx_parents_has(const struct rx_plan *,
    struct rx_span resource);	/* NONE: for all */
bool		 rx_parents_read(struct rx_res *, unsigned axis, struct rx_err *);

/* seg.c: {name} and {{ template }} in a text */
struct rx_seg {
	enum { RX_SEG_TEXT, RX_SEG_NAME, RX_SEG_TEMPLATE } kind;
	struct rx_span		 text;		/* with its braces */
	struct rx_span		 inner;		/* without */
};
bool		 rx_seg_next(struct rx_span *rest, struct rx_seg *);

/* mold.c */
void		 rx_mold_text(struct rx_mold *, struct rx_span);
void		 rx_mold_json(struct rx_mold *, struct rx_span text);	/* within a string */
void		 rx_mold_hole(struct rx_mold *, unsigned hole, enum rx_enc);
void		 rx_mold_piece(struct rx_mold *, int kind);
void		 rx_mold_template(struct rx_mold *, struct rx_template *, struct rx_span,
    enum rx_enc);
void		 rx_mold_flush(struct rx_mold *);
/* false: memory, or (RX_USAGE) an expression that comes out undefined. */
bool		 rx_mold_fill(struct rx_mold *, struct rx_buf *, struct rx_err *);
bool		 rx_mold_value_text(struct rx_buf *, const struct rx_value *, enum rx_enc);
/* Evaluates with the resource's cells; results live in the arena. */
struct rx_value	 rx_res_eval(struct rx_res *, const struct rx_template *, struct rx_arena *);

/* mold_template.c: an expression, and what it wants to know */
struct rx_wants {
	struct rx_res		*res;
	struct rx_span		 text;		/* with its settings put in */
	bool			 bound;		/* placeholders or a window */
	bool			 secret;
	struct rx_span		 missing;	/* a setting that was not given */
};
struct rx_template *rx_res_template(struct rx_res *, struct rx_span text, struct rx_wants *);
/* A text that comes out undefined; false: not for want of a setting. */
bool		 rx_res_undefined(struct rx_res *, const struct rx_wants *);
/* {"config":...}: its value; with json, what its text reads as.  NULL: fault. */
struct rx_node	*rx_res_setting(struct rx_res *, const struct rx_node *, bool json);
/* {start_time} and its kin, where the resource has a window. */
bool		 rx_window_name(struct rx_res *, struct rx_span name, enum rx_hole_kind *);

/* mold_value.c: texts of the source into the mold */
enum rx_place { RX_IN_PARAMS, RX_IN_HEADERS, RX_IN_CLIENT, RX_IN_BODY };
bool		 rx_mold_value(struct rx_mold *, const struct rx_node *, enum rx_place);
/* The text's own bytes, its names and templates, in that encoding. */
bool		 rx_mold_string(struct rx_mold *, struct rx_span text, enum rx_enc);
bool		 rx_mold_seg(struct rx_mold *, const struct rx_seg *, enum rx_enc);
bool		 rx_mold_name(struct rx_mold *,
    struct rx_span);	/* of a member, with its colon */
/* A copy with its settings put in and its templates evaluated, but for those
 * that want a secret; as what they read as, or as text.  NULL: fault. */
struct rx_node	*rx_res_settle(struct rx_res *, const struct rx_node *, bool json);
/* An expression that a later stage evaluates: its settings put in. */
struct rx_node	*rx_res_fold(struct rx_res *, const struct rx_node *);

/* compile.c, and its parts: router.c, request_url.c, request.c.  false: err. */
bool		 rx_res_compile(struct rx_res *);
void		 rx_res_route(struct rx_res *);
bool		 rx_res_url(struct rx_res *);
bool		 rx_res_params(struct rx_res *);
bool		 rx_res_headers(struct rx_res *);
bool		 rx_res_body(struct rx_res *);

/* window.c: what of the cursor's range is asked for */
void		 rx_window_open(struct rx_res *);
bool		 rx_window_read(struct rx_res *);	/* its bounds; false: fault */
/* Once it is known which of them the requests say.  false: fault. */
bool		 rx_window_sends(struct rx_res *, bool start, bool end);
/* Fills the cells of the part's first window, from the bookmark, or from the
 * initial value.  false: err (RX_USAGE). */
bool		 rx_window_first(struct rx_res *, struct rx_range *, const struct rx_kept *,
		    struct rx_err *);
bool		 rx_window_next(struct rx_res *, struct rx_range *);	/* false: no more */
bool		 rx_window_looks_back(const struct rx_window *);	/* a lookback_window */
/* {"start":...,"end":...} of the cells, as it is sent; false: nothing is. */
bool		 rx_window_sent(const struct rx_res *, struct rx_buf *);

/* bounds.c: select.incremental */
bool		 rx_bounds_wanted(const struct rx_res *);
/* As a further member of select, if it is wanted. */
void		 rx_bounds_write(struct rx_res *, struct rx_buf *);
/* Is that its write_disposition? */
bool		 rx_res_disposes(const struct rx_res *, const char *how);

/* plan_state.c */
bool		 rx_plan_state(struct rx_plan *, const struct rx_line *, struct rx_err *);
struct rx_kept	*rx_plan_kept(struct rx_plan *, struct rx_res *, struct rx_span part,
		    bool window, bool make);
bool		 rx_res_attempt(struct rx_res *, struct rx_err *);
struct rx_span	 rx_res_resume(struct rx_res *, const struct rx_kept *);

/* begin.c */
bool		 rx_res_begin(struct rx_res *, struct rx_buf *);

#endif
