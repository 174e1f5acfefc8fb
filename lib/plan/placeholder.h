#ifndef RX_PLAN_PLACEHOLDER_H
#define RX_PLAN_PLACEHOLDER_H
/*
 * placeholder: the placeholders in a text, brought into their one spelling
 * (dialect 9): {NAME}, {incremental.x}, and {{ expr }} for all else.
 */
#include "rx/source.h"

struct rx_scan {
	struct rx_arena	*arena;
	bool		 window;	/* start_time and end_time are the window's */
	/* The name to use for {resources.R.F}. */
	struct rx_span	(*resolve)(void *, struct rx_span resource, struct rx_span field);
	/* A name that is used within an expression, as in
	 * {{ stream_slice.key.split(':')[0] }}. */
	void		(*within)(void *, struct rx_span name);
	void		*arg;
	struct rx_err	 err;		/* out: of an expression that is none */
};

/* The text in its one spelling; NONE: err. */
struct rx_span	rx_placeholder_text(struct rx_scan *, struct rx_span);

/* The length of the name at the text's begin; dash: a-b is one too. */
size_t	rx_placeholder_word(struct rx_span, bool dash);

#endif
