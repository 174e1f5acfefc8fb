#include "rx/part.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "rx/io.h"

static bool
name(struct rx_part *p, const char *path, bool beside, struct rx_err *e)
{
	/* the file that a link stands for, or the link would be replaced */
	if ((p->path = realpath(path, NULL)) == NULL)
		p->path = strdup(path);
	if (p->path != NULL && beside && asprintf(&p->temp, "%s.part", p->path) == -1)
		p->temp = NULL;
	return (p->path != NULL && (p->temp != NULL || !beside)) || rx_err_nomem(e);
}

bool
rx_part_open(struct rx_part *p, const char *path, struct rx_err *e)
{
	struct stat	st;
	bool		there = stat(path, &st) == 0;
	const char	*file;

	*p = (struct rx_part)RX_PART_INIT;
	if (!name(p, path, !there || S_ISREG(st.st_mode), e))
		return false;
	file = p->temp != NULL ? p->temp : p->path;
	if ((p->fd = open(file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666)) == -1)
		return rx_err_errno(e, "cannot open %s", file);
	if (there && p->temp != NULL)
		(void)fchmod(p->fd, st.st_mode & 07777);
	return true;
}

bool
rx_part_empty(const struct rx_part *p)
{
	struct stat st;

	return p->fd == -1 || (fstat(p->fd, &st) == 0 && st.st_size == 0);
}

bool
rx_part_close(struct rx_part *p, bool whole, struct rx_err *e)
{
	bool ok = true;

	if (p->fd != -1 && p->temp != NULL && whole) {
		ok = fsync(p->fd) == 0 && rename(p->temp, p->path) == 0;
		if (!ok)
			rx_err_errno(e, "cannot write %s", p->path);
		else
			rx_file_sync_dir(p->path);
	}
	if (!whole && rx_part_empty(p) && p->temp != NULL)
		(void)unlink(p->temp);
	if (p->fd != -1)
		(void)close(p->fd);
	free(p->path);
	free(p->temp);
	*p = (struct rx_part)RX_PART_INIT;
	return ok;
}
