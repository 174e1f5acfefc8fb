#ifndef RX_SELECTOR_H
#define RX_SELECTOR_H
/* selector: compiled segments; shared by the files that read and apply them. */
#include "rx/rows.h"

enum rx_step {
	RX_STEP_NAME,		/* a member */
	RX_STEP_INDEX,		/* an element; negative: from the end */
	RX_STEP_STAR,		/* every element or member */
	RX_STEP_DESCEND		/* this member at any depth */
};

struct rx_segment {
	enum rx_step	step;
	struct rx_span	name;		/* decoded */
	long		index;
};

struct rx_selector {
	struct rx_segment	*v;
	unsigned		 n, cap;
	struct rx_span		 whole;	/* the text itself, if it has a dot: maybe one name */
};

#endif
