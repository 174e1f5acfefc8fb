#ifndef RX_SOURCE_H
#define RX_SOURCE_H
/*
 * source: a description of an API, read, checked and brought into its
 * canonical form (dlt's names, defaults merged in, looseness resolved).
 *
 * A source owns all its trees and texts; rx_source_free frees them.  Reading
 * collects every problem before it fails, and every inference as a note.
 *
 * The canonical form can be relied on.  For a resource with a problem
 * (rx_source_problem) it may lack parts; for every other one:
 *
 *   client	base_url (text, "" when all paths are whole URLs) and auth (a
 *		map; type none when there is none) are there; headers may be.
 *   resource	name, table_name, primary_key (a list, maybe empty),
 *		write_disposition (text, or dlt's map), selected, endpoint.
 *		merge_key is a list; columns is a map by column name.
 *   endpoint	path, method (upper case), paginator (a map) are there.  auth
 *		only where it is not the client's.  What was null is absent,
 *		but cursor_path and cursor_param, where null means: found in
 *		the first answer (dialect 16).
 *   params	name -> text, number, true, false, list, or a setting; or
 *		{"type":"resolve","resource":R,"field":F} binds the placeholder
 *		of that name.  F is a path, or a list of paths to try in turn:
 *		the first that gives a scalar.  "inferred":true ranks it last
 *		(dialect 9).  "via":P is there when the request of P, another
 *		parent, has this placeholder too: when P is a parent in this
 *		run its value is kept, and R is not asked.  "send":T: a
 *		parameter of this name is sent besides, with the text T;
 *		without it, nothing of that name is sent.
 *   paginator	as on a request line.  limit, limit_param, the names and
 *		offset are filled in; base_page is a number or "auto"; limit
 *		may be a setting.  The name of a cursor, page or offset may be a
 *		placeholder of the path: no parent is inferred for that one.
 *   data_selector as written, a text or a list; it may hold {{ }}.
 *   incremental filter is "client" (drop records before the bookmark, dlt's
 *		own) or "none".  start_param and end_param are query names;
 *		start_time_option and end_time_option ({"field_name",
 *		"inject_into": "header" or "body_json"}) stand for other places.
 *   partition_router a list of {"type":"list","name":N,"values":V}: V is a list,
 *		or a setting or text that gives one.
 *   texts	path, base_url, params, headers, json, data: {NAME} is a
 *		placeholder; {incremental.x} as in dlt; {{ }} and {% %} are
 *		templates, in which stream_partition and stream_slice hold the
 *		placeholders by name and stream_interval the window.  A brace
 *		that is meant as such is {{ '{' }}.  In json, a text that is one
 *		placeholder keeps the type of its value.
 *
 * Reading the canonical form gives the same canonical form.
 */
#include <stdbool.h>

#include "rx/arena.h"
#include "rx/buf.h"
#include "rx/err.h"
#include "rx/node.h"

struct rx_note {		/* something inferred, said by --explain and -v */
	struct rx_span	 resource;	/* NONE: the client */
	struct rx_span	 text;		/* "items is the parent of attached_item (by its path)" */
	struct rx_span	 key;		/* what would make it explicit */
	struct rx_note	*next;
};

struct rx_problem {		/* kept in the order of their lines */
	struct rx_err	 err;
	struct rx_span	 resource;	/* NONE: the whole source; else the others still run */
	struct rx_span	 placeholder;	/* not NONE: it is no problem when --set, --parents or
					 * a setting binds this placeholder of the resource */
	bool		 warning;	/* told, but nothing fails */
	unsigned	 line, col;	/* 0: unknown */
	struct rx_problem *next;
};

struct rx_source {
	struct rx_arena	 arena;
	const char	*name;		/* the file, for messages */
	struct rx_node	*raw;		/* as read */
	struct rx_node	*root;		/* canonical: client, resources */
	struct rx_note	*notes, *last_note;
	struct rx_problem *problems, *last_problem;
	unsigned	 errors;	/* of the whole source; warnings do not count */
	struct rx_problem spare;	/* takes a problem when there is no memory */
};

struct rx_source_conf {
	const char	*base_url;	/* --base-url; NULL: the source's */
	bool		 lenient;	/* unknown keys are warnings */
};

/* Reads, checks and normalises.  false: err is the first problem that
 * concerns the whole source; problems has them all. */
bool	rx_source_open(struct rx_source *, const char *path,
	    const struct rx_source_conf *, struct rx_err *);
/* The same for text in memory. */
bool	rx_source_parse(struct rx_source *, const char *name, struct rx_span text,
	    const struct rx_source_conf *, struct rx_err *);
void	rx_source_free(struct rx_source *);

struct rx_node	*rx_source_client(const struct rx_source *);
struct rx_node	*rx_source_resources(const struct rx_source *);
struct rx_node	*rx_source_resource(const struct rx_source *, struct rx_span name);
/* The resource's problem that keeps it from running, or NULL. */
struct rx_problem *rx_source_problem(const struct rx_source *, struct rx_span resource);

void	rx_source_note(struct rx_source *, struct rx_span resource,
	    struct rx_span key, const char *fmt, ...)
	    __attribute__((format(printf, 4, 5)));
struct rx_err *rx_source_fault(struct rx_source *, struct rx_span resource,
	    const struct rx_node *where, const char *fmt, ...)
	    __attribute__((format(printf, 4, 5)));
struct rx_err *rx_source_warn(struct rx_source *, struct rx_span resource,
	    const struct rx_node *where, const char *fmt, ...)
	    __attribute__((format(printf, 4, 5)));

/* As rx_source_fault, for what is no problem once the placeholder is bound. */
struct rx_err *rx_source_unbound(struct rx_source *, struct rx_span resource,
	    struct rx_span placeholder, const struct rx_node *where, const char *fmt, ...)
	    __attribute__((format(printf, 5, 6)));

/* The next placeholder {NAME} of a canonical text, from *at on; *at moves
 * behind it.  The whole of it is name.p - 1, name.n + 2 long.  What stands in
 * {{ }} and {incremental.x} is no placeholder. */
bool	rx_source_placeholder(struct rx_span text, size_t *at, struct rx_span *name);

/* In plain words, for people: rx-plan --explain. */
bool	rx_source_explain(struct rx_source *, struct rx_buf *);
/* The canonical source, indented: rx-plan --source-json. */
bool	rx_source_json(const struct rx_source *, struct rx_buf *);

#endif
