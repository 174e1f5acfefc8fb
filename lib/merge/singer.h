#ifndef RX_MERGE_SINGER_H
#define RX_MERGE_SINGER_H
/*
 * singer: what any Singer tap writes, as input (--singer).
 *
 * A stream is a resource: its SCHEMA is the begin, the end of the input its
 * end, and a STATE ends a page of all streams: it is kept in the transaction
 * of the records before it, and never before they are in their tables.  It is
 * kept with each stream, in the state's "learned": {"singer":{"at","state",
 * "version"}}; the one of the latest "at" is the tap's.
 */
#include "lib/merge/run.h"

struct rx_singer_stream {
	struct rx_span		 name;		/* as JSON string, owned */
	struct rx_span		 merge;		/* {"key":[...],"columns":{...}}, owned */
	struct rx_load		*load;		/* NULL: not begun */
	long			 version;	/* of its table, or of what is staged; -1: none */
	bool			 replaces;	/* another version is being staged */
	bool			 activated;	/* it is to take the old one's place */
	bool			 over;		/* and has done so */
	bool			 news;		/* its version is not yet in the state */
	struct rx_singer_version *waiting;	/* records of another version that has a key */
	struct rx_singer_stream	*next;
};

struct rx_singer {
	struct rx_singer_stream	*first, *recent;
	struct rx_span		 state;		/* the last STATE, owned, or NONE */
	bool			 news;		/* it is not yet with the streams */
	bool			 safe;		/* all before it is, or is released */
};

bool	rx_singer_line(struct rx_merge *, struct rx_span text, bool cut, struct rx_err *);
bool	rx_singer_end(struct rx_merge *, struct rx_err *);	/* the input is over */
/* In a transaction that is about to be committed: the STATE that it covers. */
bool	rx_singer_commit(struct rx_merge *, struct rx_err *);
void	rx_singer_free(struct rx_singer *);

/* singer_stream.c: a stream's table */
/* Begins it; version: of its first record, or -1. */
bool	rx_singer_begin(struct rx_merge *, struct rx_singer_stream *, long version,
	    struct rx_err *);
bool	rx_singer_activate(struct rx_merge *, struct rx_singer_stream *, long version,
	    struct rx_err *);
bool	rx_singer_finish(struct rx_merge *, struct rx_singer_stream *, struct rx_err *);

/* singer_version.c: records of a version that is to replace another, by key */
/* NULL: no memory. */
struct rx_singer_version *rx_singer_version_open(struct rx_merge *, struct rx_load *);
bool	rx_singer_version_add(struct rx_singer_version *, const struct rx_record *,
	    struct rx_err *);
/* All have come: those that stay are the load's records. */
bool	rx_singer_version_end(struct rx_singer_version *, struct rx_err *);
void	rx_singer_version_free(struct rx_singer_version *);

/* singer_schema.c */
/* "key":[...],"columns":{...} from the members of a SCHEMA. */
bool	rx_singer_schema(struct rx_buf *, struct rx_span schema, struct rx_span key);

#endif
