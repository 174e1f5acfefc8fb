#ifndef RX_ROWS_H
#define RX_ROWS_H
/*
 * rows: which parts of a body are the records; what select says, applied.
 *
 * rx-page counts rows with it and rx-select writes them, so that both always
 * mean the same.  A selector is a JSON string ("data", "list.*.addon",
 * "$.a[*].b", "") or a list of segments; absent: detected.
 */
#include <stdbool.h>

#include "rx/arena.h"
#include "rx/buf.h"
#include "rx/err.h"
#include "rx/span.h"

struct rx_selector;			/* compiled, in an arena */

/* RX_USAGE with the place for what is no selector. */
struct rx_selector *rx_selector_compile(struct rx_arena *,
		    struct rx_span json, struct rx_err *);

struct rx_row {
	struct rx_span	value;	/* the record's bytes; or a scalar */
	struct rx_span	name;	/* of a map's member, a raw string; else NONE */
	bool		scalar;	/* to be written as {"value":...} */
};

enum rx_rows_outcome {
	RX_ROWS_FOUND,		/* the selector matched (maybe with no rows) */
	RX_ROWS_BARE,		/* a plain key, but the body is an array: its elements */
	RX_ROWS_ENTITY,		/* a plain key, but the body is the one record */
	RX_ROWS_MISSED,		/* the body lacks the selected member */
	RX_ROWS_EMPTY		/* as MISSED, and the body is {} */
};

struct rx_rows {			/* filled by the caller */
	const struct rx_selector *selector;
	struct rx_span	key;		/* the primary key: a raw JSON string, or a list; or NONE */
	bool		valid;		/* the body was validated already */
	bool		*spaces;	/* or NULL; if !valid: set when white space
					 * stands between the tokens of a row or of
					 * a value that is passed over */
};

/*
 * Calls row for each row of the body, in order; row returns false to stop.
 * Returns false with err when the body is not JSON (only if !valid), or when
 * row returned false with err set.  *n: rows given.
 */
bool	rx_rows_each(const struct rx_rows *, struct rx_span body,
	    bool (*row)(void *, const struct rx_row *, struct rx_err *),
	    void *arg, enum rx_rows_outcome *, unsigned long *n,
	    struct rx_err *);
/* Appends the row as a record, byte for byte; key as in struct rx_rows. */
bool	rx_row_write(struct rx_buf *, const struct rx_row *, struct rx_span key);
/* Absent selector: finds where the records are; appends the selector (JSON:
 * a list of segments, [] = whole body).  RX_BAD_DATA with the candidates when that is ambiguous. */
bool	rx_rows_detect(struct rx_buf *, struct rx_span body, struct rx_err *);
/* Follows a plain path ("a.b", ["a","b"], "a[0].b"; -1 counts from the end):
 * one value or NONE (stars match nothing).  For cursor_path and the like; body
 * is validated. */
struct rx_span rx_selector_value(const struct rx_selector *, struct rx_span body);
/* The same, compiling each time. */
struct rx_span rx_path_get(struct rx_span body, struct rx_span path);

#endif
