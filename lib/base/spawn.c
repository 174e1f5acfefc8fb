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

/* One command with these descriptors as standard input and output. */
static bool
start(struct rx_command *c, int in, int out, struct rx_err *e)
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

bool
rx_spawn_row(struct rx_command *first, struct rx_err *e)
{
	struct rx_command	*c;
	int			 in = -1, fds[2] = { -1, -1 };
	bool			 ok = true;

	for (c = first; c != NULL; c = c->next)
		c->pid = -1;
	for (c = first; ok && c != NULL; c = c->next) {
		fds[0] = fds[1] = -1;
		if (c->next != NULL && pipe2(fds, O_CLOEXEC) == -1)
			ok = rx_err_errno(e, "cannot make a pipe");
		ok = ok && start(c, in, fds[1], e);
		shut(&in);
		shut(&fds[1]);
		in = fds[0];
	}
	shut(&in);
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
