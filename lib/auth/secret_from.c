/* Secrets in files of their own, in commands, and in $CREDENTIALS_DIRECTORY. */
#include "lib/auth/secret_from.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "rx/io.h"

#define MAX_SECRET	((size_t)1 << 20)

/* Copies into the set and wipes the source; drops one LF at the end. */
static struct rx_span
keep(struct rx_secrets *s, char *text, size_t n)
{
	struct rx_span	in = { text, n }, out;

	if (n > 0 && text[n - 1] == '\n')
		in.n--;
	out = rx_arena_span(&s->arena, in);
	if (text != NULL)
		explicit_bzero(text, n);
	return out;
}

enum rx_secret_found
rx_secret_from_path(struct rx_secrets *s, const char *path, struct rx_secret *out,
    struct rx_err *err)
{
	char	*text;
	size_t	 n;

	if (strcmp(path, "-") == 0)
		path = "./-";		/* standard input is for lines */
	if (!rx_file_read(path, MAX_SECRET, &text, &n, err)) {
		err->exit = RX_USAGE;
		return RX_SECRET_FAILED;
	}
	out->value = keep(s, text, n);
	out->from = rx_arena_str(&s->arena, rx_span_of(path));
	free(text);
	return out->from != NULL && out->value.p != NULL ? RX_SECRET_FOUND : RX_SECRET_FAILED;
}

enum rx_secret_found
rx_secret_from_credentials(struct rx_secrets *s, struct rx_span name, struct rx_span origin,
    struct rx_secret *out, struct rx_err *err)
{
	const char	*dir = getenv("CREDENTIALS_DIRECTORY");
	struct rx_span	 path;

	(void)origin;
	if (dir == NULL || *dir == '\0' || name.n == 0 || name.p[0] == '.' ||
	    rx_span_find(name, '/') < name.n)
		return RX_SECRET_MISSING;
	path = rx_arena_printf(&s->arena, "%s/%.*s", dir, RX_FMT(name));
	if (path.p == NULL || access(path.p, F_OK) != 0)
		return RX_SECRET_MISSING;
	return rx_secret_from_path(s, path.p, out, err);
}

/* -- commands ---------------------------------------------------------------- */

/* Starts sh -c COMMAND with its output in a pipe; -1: errno tells why. */
static int
start(const char *command, pid_t *pid)
{
	char				 sh[] = "sh", c[] = "-c", *argv[] = { sh, c, NULL, NULL };
	posix_spawn_file_actions_t	 act;
	int				 fd[2], rc;

	if (pipe2(fd, O_CLOEXEC) == -1)
		return -1;
	argv[2] = (char *)(size_t)command;
	rc = posix_spawn_file_actions_init(&act);
	if (rc == 0)
		rc = posix_spawn_file_actions_addopen(&act, 0, "/dev/null", O_RDONLY, 0);
	if (rc == 0)
		rc = posix_spawn_file_actions_adddup2(&act, fd[1], 1);
	if (rc == 0)
		rc = posix_spawn(pid, "/bin/sh", &act, NULL, argv, environ);
	posix_spawn_file_actions_destroy(&act);
	(void)close(fd[1]);
	if (rc != 0) {
		(void)close(fd[0]);
		errno = rc;
		return -1;
	}
	return fd[0];
}

static bool
ended_well(pid_t pid, struct rx_err *err)
{
	int status;

	while (waitpid(pid, &status, 0) == -1)
		if (errno != EINTR)
			return rx_err_errno(err, "waitpid");
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return true;
	if (WIFEXITED(status))
		return rx_err_set(err, RX_USAGE, "its command failed with status %d",
		    WEXITSTATUS(status));
	return rx_err_set(err, RX_USAGE, "its command was killed by signal %d", WTERMSIG(status));
}

enum rx_secret_found
rx_secret_from_command(struct rx_secrets *s, const char *command, struct rx_secret *out,
    struct rx_err *err)
{
	struct rx_in	in;
	struct rx_span	text = RX_SPAN_NONE;
	pid_t		pid;
	int		fd = start(command, &pid);
	bool		ok;

	if (fd == -1) {
		rx_err_errno(err, "cannot run a command");
		return RX_SECRET_FAILED;
	}
	rx_in_open(&in, fd, "a secret's command", MAX_SECRET, NULL);
	ok = rx_in_rest(&in, &text, err);
	if (ok)
		out->value = keep(s, (char *)(size_t)text.p, text.n);
	rx_in_close(&in);
	(void)close(fd);
	if (!ok)
		(void)kill(pid, SIGTERM);
	ok = ended_well(pid, err) && ok;
	out->from = rx_arena_printf(&s->arena, "cmd:%s", command).p;
	return ok && out->from != NULL ? RX_SECRET_FOUND : RX_SECRET_FAILED;
}

/* -- files with many secrets -------------------------------------------------- */

static enum rx_secret_found
guard(struct rx_secrets *s, const char *path, bool lax, struct rx_err *err)
{
	struct stat	st;
	struct rx_span	text;

	if (stat(path, &st) == -1) {
		if (errno == ENOENT || errno == ENOTDIR)
			return RX_SECRET_MISSING;
		rx_err_errno(err, "cannot open %s", path);
		return RX_SECRET_FAILED;
	}
	if ((st.st_mode & 066) == 0 || !S_ISREG(st.st_mode))
		return RX_SECRET_FOUND;
	if (!lax) {
		rx_err_set(err, RX_REFUSED, "%s may be read or written by others", path);
		rx_err_hint(err, "chmod 600 %s", path);
		return RX_SECRET_FAILED;
	}
	text = rx_arena_printf(&s->arena, "%s may be read or written by others; "
	    "chmod 600 it", path);
	if (s->conf->say != NULL && text.p != NULL)
		s->conf->say(s->conf->arg, "warning", text.p);
	return RX_SECRET_FOUND;
}

enum rx_secret_found
rx_secret_read(struct rx_secrets *s, const char *path, bool lax, struct rx_span *text,
    struct rx_err *err)
{
	enum rx_secret_found	found = guard(s, path, lax, err);
	char			*p;
	size_t			 n;

	if (found != RX_SECRET_FOUND)
		return found;
	if (!rx_file_read(path, MAX_SECRET, &p, &n, err))
		return RX_SECRET_FAILED;
	*text = rx_arena_span(&s->arena, (struct rx_span){ p, n });
	explicit_bzero(p, n);
	free(p);
	return RX_SECRET_FOUND;
}
