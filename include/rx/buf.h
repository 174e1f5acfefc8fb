#ifndef RX_BUF_H
#define RX_BUF_H
/*
 * buf: bytes that grow, up to a maximum given at birth.
 *
 * The caller owns it: RX_BUF_INIT(max), then rx_buf_free.  Adding beyond the
 * maximum, or without memory, sets failed and changes nothing more; callers
 * may add many pieces and look at failed once.  rx_buf_reset empties it and
 * keeps the memory.  n is the length; there is a NUL behind it only after
 * rx_buf_str.
 */
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include "rx/span.h"

struct rx_buf {
	char	*p;
	size_t	 n, cap, max;
	bool	 failed;
};

#define RX_BUF_INIT(m)	{ NULL, 0, 0, (m), false }
#define RX_BUF_TEXT	((size_t)1 << 20)	/* a usual maximum for messages */
#define RX_BUF_LINE	((size_t)512 << 20)	/* a line: a body of 100 MiB, escaped */

bool		rx_buf_room(struct rx_buf *, size_t more);	/* false: failed */
bool		rx_buf_add(struct rx_buf *, const void *, size_t);
bool		rx_buf_span(struct rx_buf *, struct rx_span);
bool		rx_buf_text(struct rx_buf *, const char *cstr);
bool		rx_buf_byte(struct rx_buf *, char);
bool		rx_buf_printf(struct rx_buf *, const char *fmt, ...)
		    __attribute__((format(printf, 2, 3)));
bool		rx_buf_vprintf(struct rx_buf *, const char *fmt, va_list);
struct rx_span	rx_buf_view(const struct rx_buf *);	/* valid until the next change */
const char	*rx_buf_str(struct rx_buf *);	/* NUL-terminated; "" on failure */
void		rx_buf_reset(struct rx_buf *);
void		rx_buf_free(struct rx_buf *);	/* and zeroes: freeing twice is harmless */

#endif
