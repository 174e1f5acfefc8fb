#ifndef RX_SHAPE_H
#define RX_SHAPE_H
/*
 * shape: what kinds of values have been seen where, as JSON Schema.  It only
 * ever widens.
 */
#include "rx/arena.h"
#include "rx/buf.h"
#include "rx/json.h"

struct shape {
	unsigned	 kinds;		/* bits of shape.c */
	struct rx_span	 name;		/* of a member, as JSON string */
	struct shape	*first;		/* members of objects */
	struct shape	*items;		/* of lists */
	struct shape	*next;
};

/* Takes a value in; *wider: it had not been of this shape.  Names are kept in
 * the arena.  false: no memory. */
bool	shape_see(struct rx_arena *, struct shape *, struct rx_span value, bool *wider);
/* {"type":["null","integer"]}; columns: what the source declares, of an object's
 * members, or NONE. */
bool	shape_write(struct rx_buf *, const struct shape *, struct rx_span columns);

#endif
