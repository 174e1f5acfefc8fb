#ifndef RX_STATE_H
#define RX_STATE_H
/*
 * state: what rx-merge knows of a resource between two runs.
 *
 * By resource: generation, learned, and, while an attempt is unfinished, the
 * attempt; by part: bookmark (of parts without their window), and of the
 * attempt next, seen and done.  Nothing here touches a file: a target loads a
 * state, the lines of a run change it, and the target saves what is dirty in
 * the transaction of the rows that it speaks of.
 *
 * A state owns all its texts (JSON; p NULL: absent).  rx_state_open makes an
 * empty one, rx_state_free frees it.  Without memory a function returns false
 * (or NULL) and the state is of no more use.
 */
#include <stdbool.h>
#include <stddef.h>

#include "rx/arena.h"
#include "rx/buf.h"
#include "rx/err.h"
#include "rx/line.h"
#include "rx/span.h"

struct rx_state_part {
	struct rx_span		 part;		/* an object, as it first came */
	struct rx_span		 bookmark;	/* greatest value of the last finished run */
	struct rx_span		 next;		/* where the attempt goes on */
	struct rx_span		 bookmark_edge;	/* the records that stand there, or NONE */
	struct rx_span		 seen;		/* greatest value of the attempt */
	struct rx_span		 edge;		/* the records that have it; how it is compared */
	bool			 begun, done;	/* the attempt has pages of it; all of it */
	bool			 frozen;	/* an error has named it in this run */
	bool			 dirty;
	struct rx_state_part	*follow;	/* all parts, in order of first sight */
	struct rx_state_part	*follow_dirty;
	struct rx_state_part	*chain;		/* same slot of the table */
	struct rx_span		 name;		/* the same object in its one spelling */
};

struct rx_state {
	struct rx_span		 resource;
	long			 generation;
	struct rx_span		 learned, attempt;
	bool			 dirty;		/* generation, learned or attempt */
	struct rx_state_part	*first, *last, *recent;
	struct rx_state_part	*first_dirty;
	struct rx_state_part	**table;
	size_t			 n, slots;
	struct rx_span		 taught;	/* the last learned that was taken in */
};

bool	rx_state_open(struct rx_state *, struct rx_span resource);
void	rx_state_free(struct rx_state *);
/* The state of a part (NONE: of no part, {}), or NULL; with make, adds it. */
struct rx_state_part *rx_state_part(struct rx_state *, struct rx_span part, bool make);
/* Sets one text of a state or part; NONE takes it away. */
bool	rx_state_text(struct rx_span *slot, struct rx_span value);
void	rx_state_touch(struct rx_state *, struct rx_state_part *);	/* is dirty now */
/* All that was dirty has been saved. */
void	rx_state_saved(struct rx_state *);
/* Is there nothing to keep of this part? */
bool	rx_state_part_empty(const struct rx_state_part *);

/*
 * How targets keep states, histories and stages; raised when a tool that knows
 * less would misread them.  What tells no version is of the first one.
 */
#define RX_STATE_VERSION	1
/* May this be read and written?  RX_REFUSED: a newer tool has written it. */
bool	rx_state_version(long found, const char *where, struct rx_err *);

/* -- what the lines of a run do ---------------------------------------- */

/* Takes over the members of an object; its null takes one away. */
bool	rx_state_learn(struct rx_state *, struct rx_span learned);
/* A page has been stored: where its part goes on (NONE: nowhere), and the
 * page's greatest cursor value (NONE: it had none) with its edge (NONE, or
 * {"rows":[...],"by":"min"}: rows are names of the records that have the value;
 * by min, the least value counts as the greatest). */
bool	rx_state_page(struct rx_state *, struct rx_state_part *, struct rx_span next,
	    struct rx_span seen, struct rx_span edge);
/* A new attempt (NONE: nameless): forgets the old one, raises generation. */
bool	rx_state_begin(struct rx_state *, struct rx_span attempt);
/* Is the attempt of this begin the one that is kept? */
bool	rx_state_resumes(const struct rx_state *, struct rx_span attempt);
/* A part starts over. */
bool	rx_state_restart(struct rx_state *, struct rx_state_part *);
/*
 * The attempt has ended: it is forgotten, generation is raised.  complete:
 * bookmarks move to the greatest value seen; down only if back is set.
 */
bool	rx_state_end(struct rx_state *, bool complete, bool back);
/* Forgets all but the generation, which is raised. */
bool	rx_state_forget(struct rx_state *);

/* -- as lines (--print-state; state files) ----------------------------- */

/* Appends a line for the resource and one for each part, each with LF.  An
 * attempt without plan can't be resumed: it is left out, with all of it,
 * unless whole is set. */
bool	rx_state_write(struct rx_buf *, const struct rx_state *, bool whole);
/* Only what is dirty, whole; a part that became empty is written with nothing
 * but its name. */
bool	rx_state_write_dirty(struct rx_buf *, const struct rx_state *);
/* Takes such a line in: what it says of a resource or part replaces what was
 * known. */
bool	rx_state_read(struct rx_state *, const struct rx_line *);

#endif
