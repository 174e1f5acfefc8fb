#ifndef RX_SPAWN_H
#define RX_SPAWN_H
/*
 * spawn: a row of programs, each one's output the next one's input.
 */
#include <stdbool.h>
#include <sys/types.h>

#include "rx/arena.h"
#include "rx/err.h"

struct rx_command {
	const char	**argv;		/* NULL at the end */
	const char	*path;		/* what to execute; NULL: argv[0] by PATH */
	char		**env;		/* NULL: this process's own */
	pid_t		 pid;		/* -1: not started */
	int		 status;	/* of waitpid, once it has ended */
	bool		 spared;	/* not stopped because nobody reads it any more */
	bool		 stopped;	/* was, by rx_spawn_wait; or never started */
	bool		 leads;		/* the last of a row: the others wait for it */
	struct rx_command *next;
};

#define RX_SPAWN_READY	3	/* the descriptor that one that leads gets */

/* Starts all, connected by pipes.  The first reads /dev/null, the last writes
 * to this process's standard output; all share standard error.  On failure
 * those already started are killed and waited for.  If the last one leads, it is
 * started first, and the others when it has written to RX_SPAWN_READY; if it
 * ends without that, they are not. */
bool	rx_spawn_row(struct rx_command *first, struct rx_err *);
/* Waits for all (and reaps any other child).  One that goes on 2 s after the
 * next one has ended waits for something, and notices nothing: it gets SIGTERM.
 * Signals in between are the caller's. */
void	rx_spawn_wait(struct rx_command *first);
/* Sends a signal to all that still run. */
void	rx_spawn_signal(const struct rx_command *first, int signal);
/* A tool of this family that stands beside the running program, as a path in
 * the arena; NULL: there is none (look in PATH). */
const char *rx_spawn_beside(const char *tool, struct rx_arena *);
/* This process's environment without the names that begin so; NULL: memory. */
char	**rx_spawn_env_without(struct rx_arena *, const char *prefix);
/* Takes one variable out of such an environment. */
void	rx_spawn_env_drop(char **env, const char *name);

#endif
