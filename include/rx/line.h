#ifndef RX_LINE_H
#define RX_LINE_H
/*
 * line: the line protocol, rx-lines(5).
 *
 * A line is one JSON object whose member rx names its kind.  rx_line_parse
 * validates the whole line once and leaves the spans of all members that the
 * protocol knows; everything else of the line is kept as bytes, so that a
 * line can be passed on as it came.
 */
#include <stdbool.h>

#include "rx/buf.h"
#include "rx/err.h"
#include "rx/io.h"
#include "rx/json.h"
#include "rx/span.h"

enum rx_kind {
	RX_KIND_OTHER,		/* an object with a string rx that we don't know: pass it on */
	RX_KIND_BEGIN, RX_KIND_REQUEST, RX_KIND_PAGE, RX_KIND_RECORD,
	RX_KIND_STATE, RX_KIND_ERROR, RX_KIND_END,
	RX_KIND_PLAIN,		/* an object without rx but with url */
	RX_KIND_URL		/* text that begins with http:// or https:// */
};

enum rx_member {
	RX_M_RX, RX_M_RESOURCE, RX_M_PART, RX_M_OF, RX_M_MERGE, RX_M_GENERATION,
	RX_M_ATTEMPT, RX_M_METHOD, RX_M_URL, RX_M_PARAMS, RX_M_HEADERS,
	RX_M_BODY, RX_M_AUTH, RX_M_PAGING, RX_M_SELECT, RX_M_RESUME,
	RX_M_ERROR_HANDLER, RX_M_CREDENTIALS, RX_M_REFUSED, RX_M_PAGE,
	RX_M_STATUS, RX_M_ROWS, RX_M_NEXT, RX_M_LEARNED, RX_M_STOP, RX_M_DATA,
	RX_M_SEEN, RX_M_EDGE, RX_M_BOOKMARK, RX_M_BOOKMARK_EDGE, RX_M_DONE, RX_M_MESSAGE,
	RX_M_AT, RX_M_GOT, RX_M_HINT, RX_M_EXIT, RX_M_COUNTS, RX_M_COMPLETE,
	RX_M_N
};

struct rx_line {
	struct rx_span	text;		/* the whole line, without LF */
	enum rx_kind	kind;
	struct rx_span	m[RX_M_N];	/* values, p NULL: absent */
	struct rx_span	resource;	/* decoded; NONE: absent */
	struct rx_buf	scratch;	/* holds what had to be decoded */
	bool		lazy;		/* m[BODY] or m[DATA] was not validated */
};

#define RX_LINE_INIT	{ .scratch = RX_BUF_INIT(RX_BUF_TEXT) }

enum rx_line_how {
	RX_LINE_WHOLE,	/* validate all */
	RX_LINE_LAZY	/* leave a body or data that stands last to the caller,
			 * who must validate it (it reads to the last brace);
			 * never of a request, whose body rx-auth may put before
			 * its credentials, nor before rx was seen */
};

/*
 * false: no line of the protocol (RX_BAD_DATA): not JSON, no object, no
 * string rx (and no url).  A member of a wrong type is an error too, except
 * body, data, seen, bookmark, next and resume, which may be anything.
 */
bool	rx_line_parse(struct rx_line *, struct rx_span text, enum rx_line_how,
	    struct rx_err *);
/*
 * Reads the next line and parses it: 1; 0: the end; -1: an error.  Empty lines
 * are passed over.  A last line that has no LF and is no JSON is what is left
 * of a stream that was cut short: RX_FAILED, not RX_BAD_DATA.
 */
int	rx_line_next(struct rx_in *, struct rx_line *, enum rx_line_how,
	    struct rx_err *);
/* That error: the last line is the stump of a line.  Returns its status. */
int	rx_line_cut(const struct rx_in *, struct rx_err *);
/* Adds the remedy for input that is no lines: a list, an object over several
 * lines, CSV.  false: it looks like none of these. */
bool	rx_line_hint(struct rx_span text, struct rx_err *);
void	rx_line_free(struct rx_line *);
const char *rx_kind_name(enum rx_kind);		/* "begin" */
/* Does this first line open a line stream (rule 5)? */
bool	rx_line_opens(struct rx_span text);

/* -- writing: a line is put together in a buf ------------------------- */

/* {"rx":"kind" and, if it is not NONE, ,"resource":"name" */
bool	rx_line_start(struct rx_buf *, enum rx_kind, struct rx_span resource);
/* ,"name":value with a value that is JSON already; nothing when p is NULL */
bool	rx_line_json(struct rx_buf *, const char *name, struct rx_span value);
bool	rx_line_string(struct rx_buf *, const char *name, struct rx_span text);
bool	rx_line_int(struct rx_buf *, const char *name, long);
bool	rx_line_bool(struct rx_buf *, const char *name, bool);
bool	rx_line_finish(struct rx_buf *);		/* } and no LF */
/* A whole error line from an error; part (JSON) and counts (JSON) may be
 * NONE, status 0. */
bool	rx_line_error(struct rx_buf *, const struct rx_err *,
	    struct rx_span resource, struct rx_span part, int status,
	    struct rx_span counts);
/* The line with members added or replaced before its last brace: for the one
 * edit of another's line (counts, complete on an end). */
bool	rx_line_with(struct rx_buf *, const struct rx_line *, const char *name,
	    struct rx_span value);

#endif
