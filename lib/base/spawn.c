#include "rx/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "rx/clock.h"

#define PATIENCE	2	/* seconds for one whose reader has ended to notice it */

extern char **environ;

/* One command with these descriptors as standard input and output, and, unless it
 * is -1, as RX_SPAWN_READY. */
static bool
start(struct rx_command *c, int in, int out, int ready, struct rx_err *e)
{
	posix_spawn_file_actions_t	 fa;
	char *const			*env = c->env != NULL ? c->env : environ;
	char *const			*argv = (char *const *)(size_t)c->argv;
	int				 error;

	if ((error = posix_spawn_file_actions_init(&fa)) != 0) {
		errno = error;
		return rx_err_errno(e, "cannot start %s", c->argv[0]);
	}
	if (in == -1)
		error = posix_spawn_file_actions_addopen(&fa, 0, "/dev/null", O_RDONLY, 0);
	else
		error = posix_spawn_file_actions_adddup2(&fa, in, 0);
	if (error == 0 && out != -1)
		error = posix_spawn_file_actions_adddup2(&fa, out, 1);
	if (error == 0 && ready != -1)
		error = posix_spawn_file_actions_adddup2(&fa, ready, RX_SPAWN_READY);
	if (error == 0 && c->path != NULL)
		error = posix_spawn(&c->pid, c->path, &fa, NULL, argv, env);
	else if (error == 0)
		error = posix_spawnp(&c->pid, c->argv[0], &fa, NULL, argv, env);
	(void)posix_spawn_file_actions_destroy(&fa);
	if (error == 0)
		return true;
	c->pid = -1;
	errno = error;
	rx_err_errno(e, "cannot start %s", c->argv[0]);
	return error != ENOENT ? false :
	    rx_err_hint(e, "the rx tools must stand beside each other, or in PATH");
}

static void
shut(int *fd)
{
	if (*fd != -1)
		(void)close(*fd);
	*fd = -1;
}

static bool
make_pipe(int fds[2], struct rx_err *e)
{
	return pipe2(fds, O_CLOEXEC) == 0 || rx_err_errno(e, "cannot make a pipe");
}

/* Starts the one that leads; *to: its standard input, or -1 if it ended before it
 * was ready. */
static bool
start_leader(struct rx_command *c, int *to, struct rx_err *e)
{
	int	in[2] = { -1, -1 }, ready[2] = { -1, -1 };
	ssize_t	r = 0;
	char	byte;
	bool	ok = make_pipe(in, e) && make_pipe(ready, e) &&
		    start(c, in[0], -1, ready[1], e);

	shut(&in[0]);
	shut(&ready[1]);
	if (ok)
		while ((r = read(ready[0], &byte, 1)) == -1 && errno == EINTR)
			continue;
	shut(&ready[0]);
	if (r != 1)
		shut(&in[1]);
	*to = in[1];
	return ok;
}

/* All up to last (NULL: all); to: what last reads, or -1. */
static bool
start_all(struct rx_command *first, const struct rx_command *last, int to, struct rx_err *e)
{
	struct rx_command	*c;
	int			 in = -1, fds[2] = { -1, -1 };
	bool			 ok = true;

	for (c = first; ok && c != last; c = c->next) {
		fds[0] = -1;
		fds[1] = to;
		if (c->next != last)
			ok = make_pipe(fds, e);
		ok = ok && start(c, in, fds[1], -1, e);
		shut(&in);
		if (fds[1] != to)
			shut(&fds[1]);
		in = fds[0];
	}
	shut(&in);
	return ok;
}

bool
rx_spawn_row(struct rx_command *first, struct rx_err *e)
{
	struct rx_command	*c, *last = NULL;
	int			 to = -1;
	bool			 ok = true;

	for (c = first; c != NULL; c = c->next) {
		c->pid = -1;
		if (c->leads)
			last = c;
	}
	if (last != NULL && (ok = start_leader(last, &to, e)) && to == -1) {
		for (c = first; c != last; c = c->next)
			c->stopped = true;
		return true;
	}
	ok = ok && start_all(first, last, to, e);
	shut(&to);
	if (!ok) {
		rx_spawn_signal(first, SIGKILL);
		rx_spawn_wait(first);
	}
	return ok;
}

/* One that has ended is taken; 0: none has, -1: there are none. */
static int
reap(struct rx_command *first, int flags)
{
	struct rx_command	*c;
	int			 status;
	pid_t			 pid = waitpid(-1, &status, flags);

	if (pid <= 0)
		return pid == -1 && errno == EINTR ? 0 : (int)pid;
	for (c = first; c != NULL; c = c->next)
		if (c->pid == pid) {
			c->status = status;
			c->pid = -1;
		}
	return 1;
}

/* Marks, and with a signal stops, those that still write to one that has
 * ended; were there any? */
static bool
idle(struct rx_command *first, int number)
{
	struct rx_command	*c, *last = NULL;
	bool			 any = false;

	for (c = first; c != NULL; c = c->next)
		if (c->pid == -1)
			last = c;
	for (c = first; last != NULL && c != last; c = c->next) {
		if (c->pid == -1)
			continue;
		any = true;
		if (number != 0 && !c->spared) {
			c->stopped = true;
			(void)kill(c->pid, number);
		}
	}
	return any;
}

void
rx_spawn_wait(struct rx_command *first)
{
	const double	never = HUGE_VAL;
	double		since = never;	/* somebody writes to nobody */
	int		r = 1;

	while (r != -1) {
		if (!idle(first, 0)) {
			since = never;
			r = reap(first, 0);
			continue;
		}
		if (since == never)
			since = rx_clock_mono();
		if (rx_clock_mono() - since > PATIENCE) {
			(void)idle(first, SIGTERM);
			since = rx_clock_mono();
		}
		if ((r = reap(first, WNOHANG)) == 0)
			(void)poll(NULL, 0, 20);
	}
}

void
rx_spawn_signal(const struct rx_command *first, int number)
{
	for (; first != NULL; first = first->next)
		if (first->pid > 0)
			(void)kill(first->pid, number);
}
