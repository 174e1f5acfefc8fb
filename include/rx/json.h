#ifndef RX_JSON_H
#define RX_JSON_H
/*
 * json: JSON text as bytes (RFC 8259), never as a copy of its meaning.
 *
 * A value is a span of its own text, without white space around it.  Numbers
 * and strings keep their spelling; only a caller that needs a meaning asks
 * for it.  Nothing is allocated but what a caller's buf or arena takes.
 *
 * Two kinds of functions: those that validate (rx_json_skip, rx_json_check)
 * take any bytes; the others want text that was validated, and are fast.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "rx/arena.h"
#include "rx/buf.h"
#include "rx/err.h"
#include "rx/span.h"

#define RX_JSON_DEPTH	512	/* containers within each other */

enum rx_json_kind {
	RX_JSON_ABSENT, RX_JSON_NULL, RX_JSON_FALSE, RX_JSON_TRUE,
	RX_JSON_NUMBER, RX_JSON_STRING, RX_JSON_ARRAY, RX_JSON_OBJECT
};

struct rx_json_fault {		/* why text is no JSON */
	const char	*what;	/* "a comma or } expected", a literal */
	const char	*at;	/* the byte that proves it */
};

/* -- validating -------------------------------------------------------- */

const char	*rx_json_space(const char *p, const char *end);
/*
 * Validates the one value that begins at p (no white space before it):
 * grammar, numbers, escapes, UTF-8, depth (RX_JSON_DEPTH).  Returns the byte
 * behind it, or NULL with the fault.
 */
const char	*rx_json_skip(const char *p, const char *end,
		    struct rx_json_fault *);
/* The same; *spaces is set when white space stands between its tokens. */
const char	*rx_json_skip_spaces(const char *p, const char *end,
		    struct rx_json_fault *, bool *spaces);
/* The text is exactly one value with white space around it; *value is it.
 * false: err has RX_BAD_DATA, what, and at as line and column. */
bool		rx_json_check(struct rx_span text, struct rx_span *value,
		    struct rx_err *);
/* Tells a fault in words: fills err (RX_BAD_DATA; what: "not JSON: ...", at:
 * "line 3, column 7", got: what stands there). */
bool		rx_json_fault(const struct rx_json_fault *, struct rx_span text,
		    struct rx_err *);

/* -- looking, in validated text ---------------------------------------- */

enum rx_json_kind rx_json_kind(struct rx_span value);	/* by its first byte */
const char	*rx_json_kind_name(enum rx_json_kind);	/* "an object" */

struct rx_json_iter {
	const char	*p, *end;
	bool		 object;
};
/* false when the value is neither array nor object. */
bool		rx_json_begin(struct rx_json_iter *, struct rx_span value);
/* The next element, or member with its key as raw string (quotes and
 * escapes); key may be NULL. */
bool		rx_json_next(struct rx_json_iter *, struct rx_span *key,
		    struct rx_span *value);
/* The byte behind the value at p, in validated text. */
const char	*rx_json_jump(const char *p, const char *end);

/* A member's value (the first of that name), or RX_SPAN_NONE. */
struct rx_span	rx_json_get(struct rx_span object, const char *name);
struct rx_span	rx_json_member(struct rx_span object, struct rx_span name);
struct rx_span	rx_json_at(struct rx_span array, size_t);	/* an element */
size_t		rx_json_count(struct rx_span value);	/* elements or members */
bool		rx_json_empty(struct rx_span value);	/* {} or [] */
/* Is this raw string that text? Escapes are decoded to compare. */
bool		rx_json_is(struct rx_span raw, struct rx_span text);

/* -- strings and numbers ----------------------------------------------- */

/* Appends the text of a raw string, decoded.  1: well; 0: a surrogate stood
 * alone, U+FFFD was put in its place; -1: no room. */
int		rx_json_decode(struct rx_buf *, struct rx_span raw);
/* Appends a text as JSON string; bytes that are no UTF-8 become U+FFFD. */
bool		rx_json_quote(struct rx_buf *, struct rx_span text);
/* The text of any value, as it is sent or shown: a string decoded, a number
 * or literal as it is written, an array or object as compact JSON. */
bool		rx_json_text(struct rx_buf *, struct rx_span value);
/* The same in an arena; NONE: out of memory. */
struct rx_span	rx_arena_text(struct rx_arena *, struct rx_span value);
/* A JSON string of a text, in an arena. */
struct rx_span	rx_arena_quote(struct rx_arena *, struct rx_span text);
/* Appends the value without white space between tokens. */
bool		rx_json_compact(struct rx_buf *, struct rx_span value);

/* Appends an object's members, "a":1,"b":2, but for those named (the last is
 * NULL); false: there were none to append, or no object. */
bool		rx_json_others(struct rx_buf *, struct rx_span object, const char *const *names);

/* Compares two numbers by exact decimal value: -1, 0, 1. */
int		rx_number_cmp(struct rx_span, struct rx_span);
/* Appends the one spelling that all equal numbers share: 1.0 -> 1, 1e2 ->
 * 100, -0 -> 0, 1e400 -> 1e400. */
bool		rx_number_norm(struct rx_buf *, struct rx_span);
/* Is its value a whole number of 64 bits? (1.0 and 1e2 are.) */
bool		rx_number_int64(struct rx_span, int64_t *);
/* Values as JSON compares them: numbers by value, strings by code points,
 * the rest by compact text; kinds are ordered as in enum rx_json_kind. */
int		rx_json_cmp(struct rx_span, struct rx_span);

#endif
