#ifndef RX_STREAM_H
#define RX_STREAM_H
/* stream: what rx-select keeps while it reads; shared by lines and bare input. */
#include "lib/select/cutter.h"
#include "lib/select/singer.h"
#include "rx/line.h"
#include "rx/promise.h"

struct cached {
	struct cutter	 cutter;
	struct cached	*next;		/* most recently used first */
};

struct seen {			/* of one resource */
	unsigned long	 found, missed;	/* pages with and without the selected member */
	struct rx_buf	 members;	/* of the last body that lacked it */
	struct rx_buf	 top;		/* the cursor that the last pages ended with */
	size_t		 at_top;	/* records that stand there */
	bool		 said, optional, crowded;
	bool		 failed;	/* here: what follows of it is dropped */
};

struct stream {
	const struct rx_select_conf *conf;
	struct rx_in	*in;
	struct rx_out	*out;
	struct rx_promises promises;
	struct cached	*cutters;
	struct seen	 nameless;	/* pages without a resource */
	bool		 named;		/* lines of a resource have been written */
	bool		 unnamed;	/* bare records have been */
	struct rx_buf	 key, prefix, page, edge;
	struct singer	 singer;	/* of --singer */
	struct rx_buf	 error;		/* the first error line of no resource */
};

int	stream_lines(struct stream *, struct rx_err *);
/* Notes what a selector found in a body; says once what was taken instead. */
void	stream_note(struct stream *, struct seen *, const struct rx_line *,
	    enum rx_rows_outcome, struct rx_span body);
/*
 * Each record that stands at the bookmark is kept by its hash, so that it is
 * known the next time.  A cursor that many share makes that long: warns once.
 */
void	stream_crowd(struct stream *, struct seen *, const struct rx_line *,
	    const struct cursor *);
/* No page without a resource had the selected member: fills err. */
bool	stream_missed(struct stream *, struct rx_err *);
int	stream_texts(struct stream *, struct rx_err *);

#endif
