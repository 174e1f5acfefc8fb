/* Files as a whole: looked into, and replaced. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/merge/file.h"

#define REST	1024			/* records looked at before all is */
#define GATHER	((size_t)256 << 10)	/* bytes written at once: the system does more at a time */

bool
file_map(struct file_map *m, int fd, size_t n, const char *name, struct rx_err *e)
{
	*m = (struct file_map){ .n = n };
	if (n == 0)
		return true;
	m->p = mmap(NULL, n, PROT_READ, MAP_PRIVATE, fd, 0);
	if (m->p != MAP_FAILED)
		return true;
	m->p = NULL;
	return rx_err_errno(e, "cannot read %s", name);
}

void
file_unmap(struct file_map *m)
{
	if (m->p != NULL && !m->borrowed)
		(void)munmap(m->p, m->n);
	m->p = NULL;
}

/* The system keeps what was looked at, and can do without. */
struct rx_span
file_piece(struct file_map *m, size_t at, size_t n)
{
	if (++m->looked >= REST && !m->borrowed) {
		m->looked = 0;
		(void)madvise(m->p, m->n, MADV_DONTNEED);
	}
	return (struct rx_span){ m->p + at, n };
}

bool
file_line(struct file_map *m, size_t *at, struct rx_span *line)
{
	const char *nl = *at < m->n ? memchr(m->p + *at, '\n', m->n - *at) : NULL;

	if (nl == NULL)
		return false;
	*line = (struct rx_span){ m->p + *at, (size_t)(nl - m->p) - *at };
	if (*at == 0)
		m->passed = 0;
	*at += line->n + 1;
	if (*at > m->passed + 2 * FILE_STEP && !m->borrowed) {
		(void)madvise(m->p + m->passed, FILE_STEP, MADV_DONTNEED);
		m->passed += FILE_STEP;
	}
	return true;
}

/* The mode of the file that is replaced, or what a new one would get. */
static mode_t
mode_for(const char *path)
{
	struct stat	st;
	mode_t		mask;

	if (stat(path, &st) == 0)
		return st.st_mode & 0777;
	mask = umask(0);
	(void)umask(mask);
	return 0666 & ~mask;
}

static char *
new_name(const char *path)
{
	char *name;

	return asprintf(&name, "%s.rx-new", path) == -1 ? NULL : name;
}

/* One name, whose writer has the lock: what a killed run leaves, the next one
 * takes away. */
void
file_new_clean(const char *path)
{
	char *name = new_name(path);

	if (name != NULL)
		(void)unlink(name);
	free(name);
}

bool
file_new_open(struct file_new *f, const char *path, struct rx_err *e)
{
	int fd;

	*f = (struct file_new){ .path = path };
	if ((f->temp = new_name(path)) == NULL)
		return rx_err_nomem(e);
	(void)unlink(f->temp);
	if ((fd = open(f->temp, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600)) == -1) {
		rx_err_errno(e, "cannot write beside %s", path);
		free(f->temp);
		f->temp = NULL;
		return false;
	}
	(void)fchmod(fd, mode_for(path));
	rx_out_open(&f->out, fd, path);
	f->out.cap = GATHER;
	return true;
}

void
file_new_drop(struct file_new *f)
{
	struct rx_err e = RX_ERR_INIT;

	if (f->temp == NULL)
		return;
	(void)rx_out_close(&f->out, &e);
	(void)close(f->out.fd);
	(void)unlink(f->temp);
	free(f->temp);
	f->temp = NULL;
}

/* keep_fd: *fd is the new file's descriptor, which stays open. */
bool
file_new_done(struct file_new *f, bool keep_fd, int *fd, struct rx_err *e)
{
	bool ok = rx_out_close(&f->out, e);

	if (ok && (fsync(f->out.fd) == -1 || rename(f->temp, f->path) == -1))
		ok = rx_err_errno(e, "cannot write %s", f->path);
	if (!ok) {
		file_new_drop(f);
		return false;
	}
	rx_file_sync_dir(f->path);
	if (keep_fd)
		*fd = f->out.fd;
	else
		(void)close(f->out.fd);
	free(f->temp);
	f->temp = NULL;
	return true;
}
