#ifndef RX_SELECT_H
#define RX_SELECT_H
/*
 * select: pages become records, rx-select(1).
 *
 * On a line stream each page is replaced by its records and a state line; all
 * other lines are passed on.  Bare input, any sequence of JSON texts, gives
 * bare records.  A page's records are written together or not at all.
 */
#include <stdbool.h>

#include "rx/err.h"
#include "rx/io.h"

struct rx_select_conf {
	const char	*selector;	/* overrules the lines'; NULL: theirs */
	const char	*jq;		/* a program in place of a selector */
	const char	*key;		/* the primary key, for maps of records */
	const char	*resource;	/* only this one; NULL: all */
	bool		 bare;		/* records without their line */
	bool		 singer;	/* Singer messages in place of lines */
	bool		 strict;	/* a bare array under a plain key is an error */
	void		(*say)(void *, const char *level, const char *text);
	void		(*fail)(void *,
	    const struct rx_err *);	/* an error that ends a resource, not the run */
	void		*arg;
};

/* Reads all of in.  Returns the exit status; err is set when it is not 0 and
 * something is to be said. */
int	rx_select_run(const struct rx_select_conf *, struct rx_in *,
	    struct rx_out *, struct rx_err *);

#endif
