#ifndef RX_PLAN_PLACE_H
#define RX_PLAN_PLACE_H
/*
 * place: the placeholders in a text, brought into their one spelling
 * (dialect 9): {NAME}, {incremental.x}, and {{ expr }} for all else.
 */
#include "rx/source.h"

struct rx_places {
	struct rx_arena	*arena;
	bool		 window;	/* start_time and end_time are the window's */
	/* The name to use for {resources.R.F}. */
	struct rx_span	(*resolve)(void *, struct rx_span resource, struct rx_span field);
	/* A placeholder, at that offset of the new text; expr: it stands within
	 * an expression, as in {{ stream_slice.key.split(':')[0] }}. */
	void		(*found)(void *, struct rx_span name, size_t at, bool expr);
	void		*arg;
	struct rx_err	 err;		/* out: of an expression that is none */
};

/* The text in its one spelling; NONE: err. */
struct rx_span	rx_place_text(struct rx_places *, struct rx_span);

#endif
