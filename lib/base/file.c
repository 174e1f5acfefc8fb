#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "rx/buf.h"
#include "rx/io.h"

void
rx_file_std(void)
{
	/* The wrong way round: to read or write what was closed is an error still. */
	static const int	modes[] = { O_WRONLY, O_RDONLY, O_RDWR };
	int			fd;

	for (fd = 0; fd <= 2; fd++)
		if (fcntl(fd, F_GETFD) == -1)
			(void)open("/dev/null", modes[fd]);
}

bool
rx_file_read(const char *path, size_t max, char **text, size_t *n, struct rx_err *e)
{
	struct rx_in	in;
	struct rx_span	all = RX_SPAN_NONE;
	bool		standard = strcmp(path, "-") == 0;
	int		fd = standard ? 0 : open(path, O_RDONLY | O_CLOEXEC);
	bool		ok;

	*text = NULL;
	*n = 0;
	if (fd == -1)
		return rx_err_errno(e, "cannot open %s", path);
	rx_in_open(&in, fd, standard ? "standard input" : path, max, NULL);
	ok = rx_in_rest(&in, &all, e);
	if (ok && all.n > max)
		ok = rx_err_set(e, RX_BAD_DATA, "%s is larger than %zu MiB", in.name, max >> 20);
	if (ok && (*text = malloc(all.n + 1)) == NULL)
		ok = rx_err_nomem(e);
	if (ok) {
		memcpy(*text, all.p, all.n);
		(*text)[all.n] = '\0';
		*n = all.n;
	}
	rx_in_close(&in);
	if (!standard)
		(void)close(fd);
	return ok;
}

static bool
write_all(int fd, struct rx_span s)
{
	while (s.n > 0) {
		ssize_t w = write(fd, s.p, s.n);

		if (w < 0 && errno != EINTR)
			return false;
		if (w > 0)
			s = rx_span_cut(s, (size_t)w);
	}
	return true;
}

const char *
rx_file_keep(struct rx_arena *a, const char *path, size_t max, struct rx_err *e)
{
	struct rx_span	 name = RX_SPAN_NONE;
	char		*text;
	size_t		 n;
	int		 fd;

	if (!rx_file_read(path, max, &text, &n, e))
		return NULL;
	if ((fd = memfd_create("rx", 0)) == -1 || !write_all(fd, (struct rx_span){ text, n }))
		rx_err_errno(e, "cannot keep %s", path);
	else
		name = rx_arena_printf(a, "/proc/self/fd/%d", fd);
	free(text);
	return name.p;
}

void
rx_file_sync_dir(const char *path)
{
	char	*copy = strdup(path);
	int	 fd;

	if (copy == NULL)
		return;
	if ((fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC)) != -1) {
		(void)fsync(fd);
		(void)close(fd);
	}
	free(copy);
}

bool
rx_file_write(const char *path, struct rx_span text, unsigned mode, struct rx_err *e)
{
	struct rx_buf	temp = RX_BUF_INIT(1 << 16);
	int		fd;
	bool		ok;

	rx_buf_printf(&temp, "%s.XXXXXX", path);
	if (rx_buf_str(&temp)[0] == '\0')
		return rx_err_nomem(e);
	if ((fd = mkostemp(temp.p, O_CLOEXEC)) == -1) {
		rx_err_errno(e, "cannot write beside %s", path);
		rx_buf_free(&temp);
		return false;
	}
	ok = fchmod(fd, mode) == 0 && write_all(fd, text) && fsync(fd) == 0;
	ok = close(fd) == 0 && ok && rename(temp.p, path) == 0;
	if (!ok) {
		rx_err_errno(e, "cannot write %s", path);
		(void)unlink(temp.p);
	} else {
		rx_file_sync_dir(path);
	}
	rx_buf_free(&temp);
	return ok;
}

int
rx_file_temp(struct rx_err *e)
{
	const char	*dir = getenv("TMPDIR");
	struct rx_buf	 path = RX_BUF_INIT(1 << 16);
	int		 fd = -1;

	if (dir == NULL || dir[0] == '\0')
		dir = "/tmp";
	rx_buf_printf(&path, "%s/rx-XXXXXX", dir);
	if (rx_buf_str(&path)[0] == '\0') {
		rx_err_nomem(e);
	} else if ((fd = mkostemp(path.p, O_CLOEXEC)) == -1) {
		rx_err_errno(e, "cannot make a temporary file in %s", dir);
		rx_err_hint(e, "set TMPDIR to a directory with room");
	} else {
		(void)unlink(path.p);
	}
	rx_buf_free(&path);
	return fd;
}

bool
rx_file_plain(const char *path, struct rx_err *e)
{
	struct stat st;

	if (stat(path, &st) == -1 || S_ISREG(st.st_mode))
		return true;
	rx_err_set(e, RX_FAILED, "%s is a %s, not a file", path, S_ISDIR(st.st_mode) ?
	    "directory" : S_ISFIFO(st.st_mode) ? "pipe" : S_ISSOCK(st.st_mode) ?
	    "socket" : "device");
	return false;
}

bool
rx_file_mkdirs(const char *path, unsigned mode, struct rx_err *e)
{
	char	*copy = strdup(path), *p;
	bool	 ok = true;

	if (copy == NULL)
		return rx_err_nomem(e);
	for (p = copy; ok && *p != '\0'; p++) {
		char c = p[1];

		if (c != '/' && c != '\0')
			continue;
		p[1] = '\0';
		if (mkdir(copy, mode) == -1 && errno != EEXIST)
			ok = rx_err_errno(e, "cannot make the directory %s", copy);
		p[1] = c;
	}
	free(copy);
	return ok;
}
