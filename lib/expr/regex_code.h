#ifndef REGEX_CODE_H
#define REGEX_CODE_H
/* regex_code: a pattern as a program of states. */
#include "lib/expr/regex_tree.h"

#define RX_REGEX_STATES	2000

enum rx_code {
	RX_CODE_CHAR, RX_CODE_ANY, RX_CODE_SET, RX_CODE_EDGE, RX_CODE_SPLIT,
	RX_CODE_JUMP, RX_CODE_SAVE, RX_CODE_LOOK, RX_CODE_MATCH
};

struct rx_regex_state {
	enum rx_code	 code;
	unsigned	 x, y;		/* where to go on; of SAVE x is the slot */
	unsigned long	 c;
	const struct rx_pattern *p;	/* of SET and LOOK */
};

struct rx_regex {
	struct rx_regex_state	 s[RX_REGEX_STATES];
	unsigned	 n, groups;
	unsigned	 visits;	/* of patterns, while compiling */
	struct rx_pattern_flags flags;
};

#endif
