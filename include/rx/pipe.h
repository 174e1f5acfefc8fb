#ifndef RX_PIPE_H
#define RX_PIPE_H
/*
 * pipe: the row of stages that runs a source, as command lines.
 *
 *	rx-merge --print-state | one group a level of parents | rx-merge
 *
 * where a group is rx-plan -p | rx-auth | rx-page | rx-select.  Nothing is
 * run here: rx-run prints these lines or starts them.
 */
#include <stdbool.h>

#include "rx/arena.h"
#include "rx/buf.h"
#include "rx/err.h"
#include "rx/opt.h"
#include "rx/plan.h"
#include "rx/spawn.h"

struct rx_pipe_conf {
	const char	*source;	/* its file */
	const char	*into;		/* the target */
	bool		 state;		/* the target keeps state: begin with --print-state */
	bool		 leads;		/* the last rx-merge starts before the others */
	const struct rx_source *tree;
	struct rx_plan	*plan;		/* knows the parents */
	const char *const *resources;	/* operands; none: all that are selected */
	size_t		 nresources;
	struct rx_opt_list plan_args, auth_args, page_args, merge_args;
	struct rx_opt_list state_args;		/* of the rx-merge that prints the state */
};

enum {				/* stages, as bits */
	RX_PIPE_PLAN = 1, RX_PIPE_AUTH = 2, RX_PIPE_PAGE = 4, RX_PIPE_MERGE = 8,
	RX_PIPE_STATE = 16
};
enum rx_pipe_value { RX_PIPE_TEXT, RX_PIPE_WHOLE, RX_PIPE_TIME, RX_PIPE_SIZE };

struct rx_pipe_forward {	/* an option that goes on to stages */
	const char	*name;
	unsigned	 to;
	enum rx_pipe_value value;	/* what its argument must be */
};

/* Hands the options that were given (opts, as parsed) on to their stages.
 * Their arguments must be kept as text.  RX_USAGE for a wrong one. */
bool		 rx_pipe_forward(struct rx_arena *, struct rx_pipe_conf *,
		    const struct rx_opt *opts, const struct rx_pipe_forward *,
		    size_t n, struct rx_err *);
/* Adds one word for these stages. */
bool		 rx_pipe_push(struct rx_pipe_conf *, unsigned to, const char *word,
		    struct rx_err *);
/* The commands, in an arena; NULL: err. */
struct rx_command *rx_pipe_build(struct rx_arena *, const struct rx_pipe_conf *,
		    struct rx_err *);
/* As a shell would take it, one stage a line. */
bool		 rx_pipe_print(struct rx_buf *, const struct rx_command *);
/* Appends a word quoted for a shell, if it needs that. */
bool		 rx_pipe_quote(struct rx_buf *, const char *word);

#endif
