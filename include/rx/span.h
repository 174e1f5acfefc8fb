#ifndef RX_SPAN_H
#define RX_SPAN_H
/*
 * span: bytes that somebody else owns.
 *
 * A span is a pointer and a length; it has no NUL at its end and frees
 * nothing.  It is valid as long as the buffer, arena or literal it points
 * into.  p may be NULL only when n is 0; a NULL p means "absent" where a
 * function says so.
 */
#include <stdbool.h>
#include <stddef.h>

struct rx_span {
	const char	*p;
	size_t		 n;
};

#define RX_SPAN(lit)	((struct rx_span){ (lit), sizeof(lit) - 1 })
#define RX_SPAN_NONE	((struct rx_span){ NULL, 0 })
/* for printf's "%.*s"; long texts are cut at 300 bytes */
#define RX_FMT(s)	(int)((s).n > 300 ? 300 : (s).n), (s).p ? (s).p : ""

struct rx_span	rx_span_of(const char *cstr);	/* NULL: RX_SPAN_NONE */
bool		rx_span_eq(struct rx_span, struct rx_span);
bool		rx_span_is(struct rx_span, const char *cstr);
bool		rx_span_is_nocase(struct rx_span, const char *cstr);	/* ASCII */
bool		rx_span_starts(struct rx_span, const char *cstr);
bool		rx_span_ends(struct rx_span, const char *cstr);
int		rx_span_cmp(struct rx_span, struct rx_span);	/* by bytes */
struct rx_span	rx_span_trim(struct rx_span);	/* space, tab, CR, LF at both ends */
struct rx_span	rx_span_cut(struct rx_span, size_t from);	/* from there on */
/* The offset of a byte or of a text, or n when it is not there. */
size_t		rx_span_find(struct rx_span, char);
size_t		rx_span_find_text(struct rx_span, const char *cstr);
/* A whole number, decimal, without sign, without anything else. */
bool		rx_span_uint(struct rx_span, unsigned long *);
/* FNV-1a, 64 bits, for tables; not against malice. */
unsigned long	rx_span_hash(struct rx_span);

#endif
