#ifndef RX_TEXT_H
#define RX_TEXT_H
/* text: what people read. */
#include <stdbool.h>

#include "rx/buf.h"
#include "rx/span.h"

/* Appends bytes from outside for a terminal: control characters (C0, DEL, C1)
 * and bytes that are not UTF-8 as \xNN; LF too unless keep_lf. */
void	rx_text_safe(struct rx_buf *, struct rx_span, bool keep_lf);
/* Is it UTF-8 (RFC 3629: no surrogates, no overlong forms)? */
bool	rx_text_utf8(struct rx_span);
/* Appends one code point as UTF-8. */
void	rx_text_put(struct rx_buf *, unsigned long cp);
/* Of n names, the one nearest to word by edit distance, if it is near; else
 * NULL.  For "did you mean". */
const char *rx_text_nearest(const char *word, const char *const *names, int n);

#endif
