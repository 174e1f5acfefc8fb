#ifndef LIB_PAGE_WRITE_H
#define LIB_PAGE_WRITE_H
/* A page on its way to its line; private to lib/page. */
#include "lib/page/engine.h"

struct rx_page_out {
	struct rx_engine	*engine;
	struct rx_fetch		*fetch;
	const struct rx_http_response *answer;
	struct rx_span		 body;		/* validated */
	const char		*data, *tail;	/* where its rows begin and end; NULL: none */
	bool			 spaces;	/* it has white space between tokens */
	unsigned long		 page, rows;
	enum rx_paging_verdict	 verdict;
	const char		*stop;
	bool			 drop;
	unsigned long		 missing;
};

void	rx_page_write(struct rx_page_out *);
/*
 * A first page without a number: where the next one asks is known only when
 * it is known where page numbers begin.  It is kept so long, so that nobody
 * goes on at a wrong place.
 */
void	rx_page_keep(struct rx_page_out *);

#endif
