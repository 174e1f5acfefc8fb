#include "rx/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

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

void
rx_spawn_wait(struct rx_command *first)
{
	struct rx_command *c;

	for (c = first; c != NULL; c = c->next) {
		if (c->pid == -1)
			continue;
		while (waitpid(c->pid, &c->status, 0) == -1 && errno == EINTR)
			continue;
		c->pid = -1;
	}
}

void
rx_spawn_signal(const struct rx_command *first, int number)
{
	for (; first != NULL; first = first->next)
		if (first->pid > 0)
			(void)kill(first->pid, number);
}
