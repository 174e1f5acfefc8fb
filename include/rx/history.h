#ifndef RX_HISTORY_H
#define RX_HISTORY_H
/*
 * history: what a target tells of its runs, _rx_runs.
 *
 * A run's row of a resource is written in the transaction of the rows that it
 * speaks of: with its first commit, and again with each that follows.  So a run
 * that was killed is seen as begun and not ended, with what it had stored; the
 * next one of its resource, which has the lock, says when it ends that this never
 * did (exit 1; when it stopped nobody knows).
 */
#include <stdbool.h>
#include <stddef.h>

#include "rx/buf.h"
#include "rx/span.h"

#define RX_HISTORY_KEPT	500	/* runs of each resource; older ones go */
/* Why a run without an end is over. */
#define RX_HISTORY_KILLED	"never ended: it was killed, or the machine stopped"

enum rx_history_column {
	RX_H_RUN, RX_H_SOURCE, RX_H_RESOURCE, RX_H_STARTED, RX_H_ENDED, RX_H_REQUESTS, RX_H_PAGES,
	RX_H_RECORDS, RX_H_INSERTED, RX_H_UPDATED, RX_H_UNCHANGED, RX_H_DELETED, RX_H_REJECTED,
	RX_H_WHY, RX_H_EXIT, RX_H_N
};

struct rx_history_name {
	const char	*name;		/* of the column and of the line's member */
	bool		 number;
};
extern const struct rx_history_name rx_history_names[RX_H_N];

struct rx_target_counts;

struct rx_history {		/* a row as the run has it */
	char		 run[17];	/* the same for all resources of an rx-merge */
	struct rx_span	 source;	/* the source's name, or NONE */
	struct rx_span	 resource;
	char		 started[32];	/* RFC 3339, UTC, with microseconds */
	char		 ended[32];	/* "": not yet */
	long		 requests, pages;	/* -1: not told; of bare records: none */
	unsigned long	 records, rejected;
	const struct rx_target_counts *counts;	/* as they are now */
	struct rx_span	 why;		/* why it ended, or NONE */
	int		 exit;		/* -1: not ended */
};

/* The text of a column, in scratch where it is a number; NONE: null. */
struct rx_span rx_history_value(const struct rx_history *, enum rx_history_column,
	    char scratch[24]);
/* The row as JSON object, without LF; lead: first members, with their comma. */
bool	rx_history_write(struct rx_buf *, const char *lead, const struct rx_span v[RX_H_N]);
/* The values of such a line, in *texts, which is emptied first. */
bool	rx_history_read(struct rx_span v[RX_H_N], struct rx_span line, struct rx_buf *texts);

#endif
