#ifndef REGEX_H
#define REGEX_H
/*
 * regex: regular expressions as Python's re reads them, in time linear in the
 * text (a set of states walks through it; nothing backtracks).
 *
 * Known: . [] [^] \d \D \w \W \s \S \b \B ^ $ \A \Z * + ? {m,n} and their lazy
 * forms, (...) (?:...) (?P<name>...) | (?=...) (?!...) (?<=...) (?<!...) with
 * what has a fixed length, (?i) (?s) (?m) at the beginning.  Not known: back
 * references, possessive forms, the Unicode classes (what is not ASCII is a letter).
 */
#include "lib/expr/expr.h"

#define RX_REGEX_GROUPS	10		/* 0 is the whole */

struct rx_regex;

/* Lives in the arena.  NULL: *what says what is wrong. */
struct rx_regex	*rx_regex_compile(struct rx_arena *, struct rx_span pattern,
		    const char **what);
unsigned	rx_regex_groups(const struct rx_regex *);	/* without the whole */
/* The first match at or behind from (with filled, not an empty one at from);
 * group[i].p is NULL for a group that took no part.  false: no match, or no
 * more steps. */
bool		rx_regex_search(const struct rx_regex *, struct rx_eval *,
		    struct rx_span text, size_t from, bool filled,
		    struct rx_span group[RX_REGEX_GROUPS]);

#endif
