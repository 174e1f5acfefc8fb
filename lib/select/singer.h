#ifndef RX_SELECT_SINGER_H
#define RX_SELECT_SINGER_H
/*
 * singer: lines become Singer messages (--singer): SCHEMA, RECORD, STATE.
 *
 * A resource is a stream.  Its SCHEMA is inferred page by page, and written
 * before the records that widen it.  The STATE holds all that is known so far:
 *	{"bookmarks":{"contacts":[{"part":{},"next":...,"seen":...}]}}
 * and where the resource has ended (with all that is made of it), "bookmark"
 * in the place of next and seen.  It is written when as many bytes of records
 * have gone before as it has itself, so that many parts do not make it the
 * greater part of the stream; and at the end.
 */
#include "lib/select/shape.h"
#include "rx/io.h"
#include "rx/line.h"

struct singer {
	struct rx_arena		 arena;
	struct singer_stream	*first, *last, *recent;
	struct rx_line		 line;
	struct rx_buf		 records, text;
	size_t			 since;		/* bytes of records since the last STATE */
	size_t			 size;		/* and its own */
	bool			 news;		/* something is not in the last STATE */
};

void	singer_open(struct singer *);
void	singer_close(struct singer *);
/* Lines of one page, or passed on; those that Singer has no word for are left out. */
bool	singer_put(struct singer *, struct rx_span lines, struct rx_out *, struct rx_err *);
/* The input is over; well: nothing failed. */
bool	singer_end(struct singer *, bool well, struct rx_out *, struct rx_err *);

#endif
