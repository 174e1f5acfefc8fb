#ifndef RX_PAGINATOR_H
#define RX_PAGINATOR_H
/*
 * paginator: from one page to the next request.
 *
 * Pure: what a paginator is told is the page (struct rx_page_facts), what it
 * answers is where the next request asks, that there is none, or an error.
 * It sends nothing, reads no clock and prints nothing; what is to be said
 * goes to the caller's say.
 *
 * Three lives: a struct rx_paging is compiled once from a line's paging and
 * select, and never changes; a struct rx_paging_resource lives as long as the
 * resource and holds what its requests learned from each other; a struct
 * rx_paging_request lives as long as one request with all its pages.
 */
#include <stdbool.h>
#include <stdint.h>

#include "rx/arena.h"
#include "rx/buf.h"
#include "rx/err.h"
#include "rx/http.h"
#include "rx/span.h"

struct rx_paging;
struct rx_place;		/* where in an answer a cursor stands */

/* Where a request asks; a line's resume and a page's next. */
enum rx_at {
	RX_AT_START,		/* as the line says, nothing added */
	RX_AT_OFFSET,		/* {"offset":100} */
	RX_AT_PAGE,		/* {"page":5} */
	RX_AT_CURSOR,		/* {"cursor":"abc"}: a JSON value, as the server gave it */
	RX_AT_URL		/* {"url":"https://..."}: absolute, with its own query */
};

struct rx_position {
	enum rx_at	 kind;
	long		 number;	/* of OFFSET and PAGE */
	struct rx_span	 value;		/* CURSOR: JSON; URL: text */
};

/* -- what requests of a resource learn from each other ------------------ */

struct rx_paging_resource {
	struct rx_arena	*arena;		/* the caller's; lives as long */
	bool		 base_known;	/* page numbers start at base */
	long		 base;
	const struct rx_place *place;	/* where the cursor was found, or NULL */
	struct rx_span	 cursor_param;	/* of what was found; NONE: not yet */
	bool		 gave_cursor;	/* some page of the resource gave one */
	bool		 cursor_in_body;	/* the member that cursor_path names was there */
	unsigned long	 fullest;	/* rows of the fullest page */
	unsigned	 short_empty;	/* requests after a short page: empty ones */
	unsigned	 short_rows;	/* and such with rows */
	unsigned	 said;		/* bits: what is said once */
};

#define RX_PAGING_RESOURCE_INIT(a)	{ .arena = (a) }

/* -- one request with its pages ----------------------------------------- */

struct rx_seen {		/* a set of 64-bit hashes, each with a number */
	uint64_t	*hash;		/* 0: free */
	unsigned long	*value;
	size_t		 n, slots;
};

struct rx_paging_request {
	struct rx_position at;		/* what the page now expected was asked with */
	struct rx_buf	 store[2];	/* hold the values of at and of the next */
	unsigned	 slot;
	unsigned long	 pages, rows;	/* kept so far */
	unsigned long	 empty;		/* pages without rows since the last one with any */
	long		 ordinal;	/* of the page expected, from 1; a resumed one counts on */
	bool		 after_short;	/* the page before was a short one */
	bool		 probing;	/* this answer tells where page numbers start */
	bool		 cursor_came;	/* some page of the request had one */
	struct rx_seen	 rows_seen;	/* hash of a page's rows -> its number */
	struct rx_seen	 at_seen;	/* hash of a position */
	struct rx_seen	 first_rows;	/* each row of the first page, while probing */
};

#define RX_PAGING_REQUEST_INIT	{ .store = { RX_BUF_INIT((size_t)1 << 20), \
	RX_BUF_INIT((size_t)1 << 20) } }

void	rx_paging_request_reset(struct rx_paging_request *);	/* for the next request */
void	rx_paging_request_free(struct rx_paging_request *);

/* -- a page ------------------------------------------------------------- */

struct rx_page_facts {
	struct rx_span	 url;		/* that this page came from, absolute */
	const struct rx_http_response *answer;	/* for its headers */
	struct rx_span	 body;		/* validated JSON */
	struct rx_span	 selector;	/* JSON: the one in use; NONE: whole body */
	unsigned long	 rows;
	struct rx_span	 last;		/* the last row's value; NONE: no rows */
	uint64_t	 hash;		/* of all rows; 0: not made */
	const uint64_t	*row_hashes;	/* of each row, if rx_paging_wants_rows */
};

enum rx_paging_verdict {
	RX_PAGING_MORE,		/* goes on at next */
	RX_PAGING_END,		/* stop says why */
	RX_PAGING_ERROR		/* err says why */
};

struct rx_paging_step {
	/* given */
	const struct rx_paging	  *paging;
	struct rx_paging_resource *resource;
	struct rx_paging_request  *request;
	const struct rx_page_facts *facts;
	struct rx_arena		  *arena;	/* reset by the caller between pages */
	double			   now;		/* for now_utc() */
	unsigned long		   max_empty;	/* pages without rows in a row; 0: no limit */
	/* "warning", "info" or "verbose" */
	void	(*say)(void *, const char *level, const char *text);
	void	 *arg;
	/* answered */
	const char		*stop;	/* END: "empty page" */
	bool			 drop;	/* the page repeats another: its rows are not new */
	unsigned long		 missing;	/* that a declared total promised: rows or pages */
	struct rx_position	 next;	/* MORE: valid until the step after the next */
};

/*
 * Compiles a line's paging (JSON object, or NONE: auto) for a line with that
 * select (or NONE).  RX_USAGE for an unknown type, a limit of 0, a condition
 * or template that is none.
 */
struct rx_paging *rx_paging_compile(struct rx_arena *, struct rx_span paging,
	    struct rx_span select, struct rx_err *);
/* Does it count, so that there is a request behind the last page? */
bool	rx_paging_counts(const struct rx_paging *);
/* Must other requests of the resource wait for what this one finds out? */
bool	rx_paging_probes(const struct rx_paging *, const struct rx_paging_resource *);
/* Sets where the first request asks; resume (JSON) or NONE. */
bool	rx_paging_start(const struct rx_paging *, const struct rx_paging_resource *,
	    struct rx_paging_request *, struct rx_span resume, struct rx_err *);
/* Does the page now expected need a hash of its rows; of each row? */
bool	rx_paging_wants_hash(const struct rx_paging *);
bool	rx_paging_wants_rows(const struct rx_paging_step *);
/* Is this response header (lower case) one that the paging reads? */
bool	rx_paging_reads(const struct rx_paging *, const struct rx_paging_resource *,
	    struct rx_span name);
/* Judges a page; then request->at is the next position. */
enum rx_paging_verdict rx_paging_next(struct rx_paging_step *, struct rx_err *);

/* -- putting a position into a request ---------------------------------- */

enum rx_placing {
	RX_PLACING_QUERY,	/* name: of the parameter; or, if the URL has a
				 * placeholder {name}, of that */
	RX_PLACING_BODY		/* name: a dotted path in the JSON body */
};

struct rx_placed {
	enum rx_placing	 where;
	struct rx_span	 name;
	struct rx_span	 value;		/* JSON */
};

#define RX_PLACED_MAX	4

/* What is to be put where for the position; digits holds numbers.  A
 * position of kind URL needs nothing put. */
unsigned rx_paging_place(const struct rx_paging *, const struct rx_paging_resource *,
	    const struct rx_position *, struct rx_placed[RX_PLACED_MAX],
	    struct rx_arena *digits);
/* Is it the name of the parameter that the position is sent as? */
bool	rx_paging_sends(const struct rx_paging *, struct rx_span name);
/* As JSON: {"offset":100}; nothing for START. */
bool	rx_position_write(struct rx_buf *, const struct rx_position *);
/* ,-separated members of learned: "base_page":1,"cursor_path":[...]; nothing
 * when nothing was learned. */
bool	rx_learned_write(struct rx_buf *, const struct rx_paging *,
	    const struct rx_paging_resource *);

/* A hash for rows: fast, 64 bits, never 0; not against malice. */
uint64_t rx_page_hash(uint64_t seed, struct rx_span);

/* The number under a hash; adds it with value when it is not there (then
 * returns NULL). */
const unsigned long *rx_seen_add(struct rx_seen *, uint64_t hash, unsigned long value);
bool	rx_seen_has(const struct rx_seen *, uint64_t hash);
void	rx_seen_reset(struct rx_seen *);
void	rx_seen_free(struct rx_seen *);

#endif
