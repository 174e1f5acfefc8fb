#ifndef RX_SOURCE_H
#define RX_SOURCE_H
/*
 * source: a description of an API, read, checked and brought into its
 * canonical form (dlt's names, defaults merged in, looseness resolved).
 *
 * A source owns all its trees and texts; rx_source_free frees them.  Reading
 * collects every problem before it fails, and every inference as a note.
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
	unsigned	 errors;	/* problems that are no warnings and concern the whole source */
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
/* The names of the resource's parents (of its resolve params, inferred ones
 * too), as a list node of strings; never NULL. */
struct rx_node	*rx_source_parents(struct rx_source *, struct rx_span resource);

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
