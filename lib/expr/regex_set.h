#ifndef REGEX_SET_H
#define REGEX_SET_H
/* regex_set: the characters that one place of a pattern takes. */
#include "lib/expr/regex_tree.h"

/* The class of a letter (d w s D W S) is added; false: no such class. */
bool		rx_set_class(struct rx_arena *, struct rx_pattern *set, char letter);
/* Reads [...] from behind its [ to behind its ]. */
bool		rx_set_read(struct rx_arena *, struct rx_pattern *set, struct rx_span,
		    size_t *at);
/* The character that an escape means, from behind its backslash. */
unsigned long	rx_set_escape(struct rx_span, size_t *at);
bool		rx_set_has(const struct rx_range *, bool negated, bool nocase,
		    unsigned long c);

#endif
