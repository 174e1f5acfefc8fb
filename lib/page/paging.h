#ifndef LIB_PAGE_PAGING_H
#define LIB_PAGE_PAGING_H
/* What the paginators share; private to lib/page. */
#include "rx/expr.h"
#include "rx/json.h"
#include "rx/node.h"
#include "rx/paginator.h"

#define PLACE_DEPTH	12
#define PLACES		8
#define INDEX		48
#define RX_NUMBER_MAX	1000000000000000L	/* of offsets and pages: sums stay in range */

/* -- a page, with what was worked out of it so far ----------------------- */

struct rx_view {
	const struct rx_page_facts *facts;
	struct rx_arena	*arena;
	bool		 indexed, surrounded;
	unsigned	 n;			/* top members of the body */
	struct rx_span	 key[INDEX], value[INDEX];
	struct rx_span	 around;		/* the object around the rows, if not the body */
	struct rx_span	 link;			/* the Link header as JSON; NONE: not yet made */
};

void		rx_view_init(struct rx_view *, const struct rx_page_facts *, struct rx_arena *);
struct rx_span	rx_view_top(struct rx_view *, struct rx_span name);	/* a member of the body */
struct rx_span	rx_view_around(struct rx_view *);
struct rx_span	rx_view_link(struct rx_view *);
/* A header by name, any spelling; NONE: there is none. */
struct rx_span	rx_view_header(const struct rx_view *, struct rx_span name);
bool		rx_view_link_empty(struct rx_span link);
/* The next link of the Link header (text), or NONE. */
struct rx_span	rx_view_link_url(struct rx_view *, struct rx_span rel);

/* -- a place in an answer ----------------------------------------------- */

enum rx_place_in { RX_IN_BODY, RX_IN_HEADERS, RX_IN_LAST };

struct rx_place {
	enum rx_place_in in;
	bool		 prefixed;	/* began with response. */
	bool		 exact;		/* found by searching: at the root only */
	bool		 record;	/* may be meant as a field of the last record */
	struct rx_span	 whole;		/* dotted text, tried as one name too; or NONE */
	unsigned	 n;
	struct rx_span	 seg[PLACE_DEPTH];
};

/* From a path as JSON string ("a.b", "$['a.b']", "headers.link.next.url") or
 * list; RX_USAGE for what is none. */
struct rx_place	*rx_place_compile(struct rx_arena *, struct rx_span json, struct rx_err *);
/* From a first name and segments, as rx_template_paths gives them. */
struct rx_place	*rx_place_of(struct rx_arena *, struct rx_span name, struct rx_span segments);
/* The value there: JSON, or NONE when it is absent. */
struct rx_span	rx_place_get(const struct rx_place *, struct rx_view *);
struct rx_span	rx_place_name(const struct rx_place *);	/* its last member name */
bool		rx_place_write(struct rx_buf *, const struct rx_place *);	/* a JSON list */
/* a.b, to be read by people. */
struct rx_span	rx_place_text(const struct rx_place *, struct rx_arena *);
struct rx_place	*rx_place_keep(struct rx_arena *, const struct rx_place *);	/* a copy */

/* -- a stop condition --------------------------------------------------- */

struct rx_condition;
struct rx_condition *rx_condition_read(struct rx_arena *, struct rx_span text, struct rx_err *);
bool	rx_condition_holds(const struct rx_condition *, struct rx_view *, double now);
/* Evaluates a template with the same names. */
struct rx_value rx_view_eval(const struct rx_template *, struct rx_view *, double now);
/* Its template, or NULL for a bare word. */
const struct rx_template *rx_condition_template(const struct rx_condition *);

/* -- cursors ------------------------------------------------------------ */

/* Can this value be a cursor?  Not: absent, "", null, false, true, 0, {}, []. */
bool	rx_cursor_is(struct rx_span value);
bool	rx_cursor_scalar(struct rx_span value);
bool	rx_cursor_url(struct rx_span text);	/* followed as a link */
/* Searches an object as the dialect's 16 (e) says.  sent: the text of the
 * cursor just sent.  The place is relative to the object. */
struct rx_span rx_cursor_find(struct rx_span object, struct rx_span param, struct rx_span sent,
	    bool hrefs, struct rx_place *, struct rx_arena *);
/* Does the object have a cursor's name without a value: "next": null?  That is
 * the last page. */
bool rx_cursor_denied(struct rx_span object, struct rx_span param, struct rx_arena *);
/* The names of members that look as if more pages existed; 0: none.  sure: how
 * many of them say it in so many words, as has_more: true. */
unsigned rx_cursor_suspects(struct rx_span object, struct rx_span sent, struct rx_buf *names,
	    unsigned *sure);
/* A name in lower case, without what joins words; its length. */
#define NAME_FLAT	64
size_t	rx_name_flat(struct rx_span, char out[NAME_FLAT]);
/* The parameter's name for a member's: next_offset -> offset. */
struct rx_span rx_cursor_param_of(struct rx_arena *, struct rx_span member);
/* starting_after, since_id and the like: the last record's key is the cursor. */
bool	rx_cursor_by_last(struct rx_span param);

/* -- the paginators ----------------------------------------------------- */

struct rx_paging {
	const struct rx_paginator *type;
	bool		 numbered;	/* base or offset was given */
	bool		 base_auto, inject;
	long		 base, first;	/* page_number: base, first page; offset: first */
	long		 limit;		/* 0: not known */
	long		 maximum;	/* -1: none */
	int		 stop_empty, short_page;	/* -1: not given */
	struct rx_span	 limit_param, limit_body;	/* n 0: not sent */
	struct rx_span	 param, body_path;
	const struct rx_place *total, *has_more;
	const struct rx_condition *stop;
	/* cursor, links */
	const struct rx_template *value;
	const struct rx_place *place;		/* given */
	const struct rx_place *absent[PLACES];	/* that the stop condition tests */
	const struct rx_place *told[PLACES];	/* in the body, that it mentions at all */
	unsigned	 nabsent, ntold;
	bool		 absent_link, tests_empty;
	struct rx_span	 key;		/* the primary key's field, text */
	struct rx_span	 name;		/* a header or relation */
	struct rx_span	 spelled[PLACES];	/* headers that templates name */
	unsigned	 nspelled;
	bool		 replaces;	/* unused rows are an error: disposition replace */
};

struct rx_paginator {
	const char	*name;
	bool		 counted;	/* an empty page ends it */
	bool		 followed;	/* cursors, links: loops are looked for */
	bool	(*compile)(struct rx_paging *, const struct rx_node *, struct rx_arena *,
		    struct rx_err *);
	/* Where the first request asks. */
	struct rx_position (*start)(const struct rx_paging *, const struct rx_paging_resource *);
	enum rx_paging_verdict (*next)(struct rx_paging_step *, struct rx_view *,
		    struct rx_err *);
	/* Fills at most two places: those of the position; the limit's is common. */
	unsigned (*place)(const struct rx_paging *, const struct rx_paging_resource *,
		    const struct rx_position *, struct rx_placed *, struct rx_arena *);
};

extern const struct rx_paginator rx_paginator_single_page, rx_paginator_offset,
    rx_paginator_page_number, rx_paginator_cursor, rx_paginator_json_link,
    rx_paginator_header_link, rx_paginator_header_cursor, rx_paginator_auto;

/* -- helpers of paginators ---------------------------------------------- */

struct rx_position rx_position_start(const struct rx_paging *, const struct rx_paging_resource *);
bool	rx_position_read(struct rx_position *, struct rx_span json, struct rx_buf *store,
	    struct rx_err *);
uint64_t rx_position_hash(const struct rx_position *);
enum rx_paging_verdict rx_step_end(struct rx_paging_step *, const char *why);
enum rx_paging_verdict rx_step_number(struct rx_paging_step *, enum rx_at, long);
/* Resolves a link against the page's address. */
enum rx_paging_verdict rx_step_url(struct rx_paging_step *, struct rx_span text, struct rx_err *);
/* A cursor value: a link if it reads so, else a cursor. */
enum rx_paging_verdict rx_step_value(struct rx_paging_step *, struct rx_span json,
	    struct rx_err *);
/* Says it once a resource; bit is one of SAID_. */
void	rx_step_say(struct rx_paging_step *, unsigned bit, const char *level, const char *fmt, ...)
	    __attribute__((format(printf, 4, 5)));
enum { SAID_FOUND = 1, SAID_STOP_FIRST = 2, SAID_MISSING = 4, SAID_BASE = 8, SAID_MORE = 16,
    SAID_REPEAT = 32, SAID_UPGRADE = 64, SAID_TOTAL = 128 };
/* The text of the cursor that was just sent, or NONE. */
struct rx_span rx_step_sent(const struct rx_paging_step *, struct rx_arena *);
unsigned rx_place_number(const struct rx_paging *, const struct rx_paging_resource *,
	    const struct rx_position *, struct rx_placed *, struct rx_arena *);
/* Says what was found and keeps it for the resource. */
void	rx_cursor_learn(struct rx_paging_step *, const struct rx_place *, struct rx_span value);
/* Why there is no next page, in words. */
const char *rx_cursor_none(const struct rx_paging_step *);
/* What the stop condition tells of where the cursor stands. */
void	rx_cursor_condition(struct rx_paging *, struct rx_arena *);
/* Asks the Link header, then searches the body. */
struct rx_span rx_cursor_search(struct rx_paging_step *, struct rx_view *, struct rx_place *);

#endif
