#ifndef RX_NODE_H
#define RX_NODE_H
/*
 * node: a JSON tree, for sources and other small documents.
 *
 * Nodes live in an arena that the caller owns; they are freed with it.  Each
 * knows the line and column (from 1; 0: made by rx) of its origin, for
 * messages.  A string's text is decoded; a number's is its spelling.  The
 * order of members is kept.
 */
#include <stdbool.h>

#include "rx/arena.h"
#include "rx/buf.h"
#include "rx/err.h"
#include "rx/json.h"

struct rx_node {
	enum rx_json_kind kind;
	struct rx_span	 text;		/* string: decoded; number: its spelling */
	struct rx_span	 key;		/* of a member: decoded */
	struct rx_node	*first, *last, *next;
	unsigned	 n;		/* children */
	unsigned	 line, col;
};

/* Duplicate keys: the last one wins, in the place of the first. */
struct rx_node	*rx_node_parse(struct rx_arena *, struct rx_span json,
		    struct rx_err *);

struct rx_node	*rx_node_new(struct rx_arena *, enum rx_json_kind);
struct rx_node	*rx_node_string(struct rx_arena *, struct rx_span);
struct rx_node	*rx_node_cstr(struct rx_arena *, const char *);
struct rx_node	*rx_node_int(struct rx_arena *, long);
struct rx_node	*rx_node_bool(struct rx_arena *, bool);
struct rx_node	*rx_node_copy(struct rx_arena *, const struct rx_node *);	/* deep */

struct rx_node	*rx_node_get(const struct rx_node *object, const char *key);	/* or NULL */
struct rx_node	*rx_node_member(const struct rx_node *object, struct rx_span key);
struct rx_node	*rx_node_at(const struct rx_node *array, unsigned);
/* Sets or replaces a member (its place is kept); adds an element.  The node
 * must not be in another tree: copy it. */
void		 rx_node_set(struct rx_arena *, struct rx_node *object,
		    const char *key, struct rx_node *);
void		 rx_node_set_span(struct rx_arena *, struct rx_node *object,
		    struct rx_span key, struct rx_node *);
void		 rx_node_add(struct rx_node *array, struct rx_node *);
bool		 rx_node_remove(struct rx_node *object, const char *key);
bool		 rx_node_rename(struct rx_arena *, struct rx_node *object,
		    const char *from, const char *to);	/* keeps its place */

bool		 rx_node_is(const struct rx_node *, const char *text);	/* a string of that text */
bool		 rx_node_true(const struct rx_node *);	/* the literal true */
bool		 rx_node_long(const struct rx_node *,
    long *);	/* a whole number, or a string of one */
struct rx_span	 rx_node_text(const struct rx_node *);	/* of a string; NONE else, also for NULL */
bool		 rx_node_equal(const struct rx_node *, const struct rx_node *);

bool		 rx_node_write(struct rx_buf *, const struct rx_node *);	/* compact */
bool		 rx_node_pretty(struct rx_buf *,
    const struct rx_node *);	/* indented by 2, no LF behind */

#endif
