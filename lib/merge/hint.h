#ifndef RX_MERGE_HINT_H
#define RX_MERGE_HINT_H
/*
 * hint: what a source declares of a column (an entry of "columns"), and
 * whether a value is of that: the same question for every target, answered
 * before any of them is asked.  What no column could hold as it is, is no
 * value of its type: nothing is rounded, cut or reinterpreted.
 */
#include <stdbool.h>

#include "rx/buf.h"
#include "rx/err.h"
#include "rx/span.h"

enum rx_hint_type {
	RX_HINT_NONE,		/* no data_type, or none that is known */
	RX_HINT_TEXT, RX_HINT_DOUBLE, RX_HINT_BOOL, RX_HINT_TIMESTAMP, RX_HINT_BIGINT,
	RX_HINT_BINARY, RX_HINT_JSON, RX_HINT_DECIMAL, RX_HINT_WEI, RX_HINT_DATE, RX_HINT_TIME
};

struct rx_hint {
	enum rx_hint_type	type;
	long			precision, scale;	/* -1: not given; bits of a bigint */
	bool			required;		/* "nullable": false */
	bool			local;			/* "timezone": false */
};

/* Reads an entry of columns; of anything else, nothing is declared. */
void	rx_hint_read(struct rx_hint *, struct rx_span json);
/* Appends the type as a message names it: "decimal(10,2)". */
bool	rx_hint_text(struct rx_buf *, const struct rx_hint *);
/* Is this value (NONE: there is none) what was declared?  Else err says of
 * which field, what came, and what it should be (RX_BAD_DATA). */
bool	rx_hint_check(const struct rx_hint *, struct rx_span field, struct rx_span value,
	    struct rx_err *);

#endif
