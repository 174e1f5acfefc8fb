#ifndef RX_PLAN_H
#define RX_PLAN_H
/*
 * plan: a canonical source becomes begin, request and end lines.
 *
 * The plan reads the source's tree, binds every placeholder (dialect 9-11),
 * evaluates settings, and writes lines through the caller's put.  As a filter
 * in mid-pipe (pipe) it is shown the lines of its input one by one, passes
 * them on, and adds the requests of children behind each record of a parent.
 *
 * What keeps one resource from running is an error line of that resource: the
 * others run.  Secrets are names here; none is ever looked up.
 *
 * The caller owns the source and all texts of the conf; they outlive the
 * plan.  Memory: the source's size, what the state lines of selected resources
 * hold, 16 to 32 bytes for each request of a child, and of resources with
 * several parents the bound values of each parent's records.
 */
#include <stdbool.h>
#include <stddef.h>

#include "rx/buf.h"
#include "rx/err.h"
#include "rx/source.h"
#include "rx/span.h"

struct rx_plan;

struct rx_plan_conf {
	struct rx_source *source;
	const char *const *resources;	/* operands; none: all that are not selected:false */
	size_t		 nresources;
	const char *const *load;	/* --for: what this run loads in the end */
	size_t		 nload;
	const char *const *set;		/* NAME=VALUE, RESOURCE.NAME=VALUE */
	size_t		 nset;
	const char	*config;	/* --config: a file of settings, or NULL */
	const char *const *parents;	/* --parents: FILE, RESOURCE=FILE */
	size_t		 nparents;
	bool		 pipe;		/* -p */
	bool		 full;		/* ignore state */
	bool		 only_bound;	/* what binds to nothing is left out in peace */
	double		 resume_within;	/* seconds */
	double		 now;		/* seconds since 1970 */
	const char	*(*env)(const char *);	/* getenv, or NULL */
	/* Whole lines with their LF.  Bytes must be taken or copied at once. */
	bool		(*put)(void *, struct rx_span, struct rx_err *);
	/* An error that was also written as a line; to be printed. */
	void		(*fail)(void *, const struct rx_err *);
	/* level "warning", or "info" for what only -v shows. */
	void		(*say)(void *, const char *level, const char *text);
	void		*arg;
};

/* NULL: a name that is no resource, a --set or --config that can't be read. */
struct rx_plan	*rx_plan_open(const struct rx_plan_conf *, struct rx_err *);
void		 rx_plan_free(struct rx_plan *);

/*
 * One line of standard input, without LF (pipe only).  Passes it on and adds
 * what follows from it.  cut: it is the last one and had no LF.  false: no
 * more of the input should be read: the output failed, memory, or (err without
 * exit: it was told) the input is no line stream.
 */
bool		 rx_plan_line(struct rx_plan *, struct rx_span, bool cut, struct rx_err *);
/* The end of input: begins if there were none, all roots, what can be ended.
 * Without pipe this is the whole work. */
bool		 rx_plan_finish(struct rx_plan *, struct rx_err *);
/* The status so far: the first error's, else 1 with err when a promise on the
 * input was not kept, else 0. */
int		 rx_plan_exit(struct rx_plan *, struct rx_err *);

/* For --check: binds as a whole run would.  Appends the lines of needs (what
 * only --set, --parents or a setting can give) and calls fail for what is
 * wrong.  Returns the exit status. */
int		 rx_plan_check(struct rx_plan *, struct rx_buf *needs);

/*
 * For who puts the pipe together (a plan that is asked this is not run): how
 * many levels of parents stand above a resource with these settings (0: a
 * root), -1 if it can't run or there is no such resource; and its direct
 * parents, as an array in the plan.
 */
int		 rx_plan_depth(struct rx_plan *, struct rx_span resource);
size_t		 rx_plan_parents(struct rx_plan *, struct rx_span resource,
		    const struct rx_span **);

#endif
