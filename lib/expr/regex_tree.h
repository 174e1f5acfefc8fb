#ifndef REGEX_TREE_H
#define REGEX_TREE_H
/* regex_tree: a pattern taken apart, between its reader and its compiler. */
#include "lib/expr/regex.h"

enum rx_pattern_kind {
	RX_PATTERN_CHAR, RX_PATTERN_ANY, RX_PATTERN_SET, RX_PATTERN_EDGE,
	RX_PATTERN_ROW,			/* children one after the other */
	RX_PATTERN_CHOICE,		/* children as alternatives */
	RX_PATTERN_REPEAT, RX_PATTERN_GROUP, RX_PATTERN_LOOK
};

struct rx_range {
	struct rx_range	*next;
	unsigned long	 low, high;
};

struct rx_pattern {
	enum rx_pattern_kind kind;
	struct rx_pattern *child, *next;
	unsigned long	 code;		/* CHAR; of EDGE the letter: ^ $ b B A Z */
	struct rx_range	*ranges;	/* SET */
	bool		 negated;	/* SET, LOOK */
	bool		 lazy;		/* REPEAT */
	bool		 behind;	/* LOOK */
	int		 min, max;	/* REPEAT; max -1: any number */
	unsigned	 group;		/* GROUP; 0: not captured */
	size_t		 width;		/* LOOK behind: characters */
};

struct rx_pattern_flags {
	bool nocase, dot_all, lines;
};

struct rx_pattern *rx_pattern_read(struct rx_arena *, struct rx_span,
		    struct rx_pattern_flags *, unsigned *groups,
		    const char **what);

#endif
