/* Are two names those of one file? */
#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "rx/io.h"

static bool
is_one(const struct stat *a, const struct stat *b)
{
	return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

/* The directory that the path is in. */
static bool
stat_parent(const char *path, struct stat *st)
{
	char	*copy = strdup(path);
	bool	 ok = copy != NULL && stat(dirname(copy), st) == 0;

	free(copy);
	return ok;
}

static bool
is_called_alike(const char *a, const char *b)
{
	char	*x = strdup(a), *y = strdup(b);
	bool	 same = x != NULL && y != NULL && strcmp(basename(x), basename(y)) == 0;

	free(x);
	free(y);
	return same;
}

bool
rx_file_same(const char *a, const char *b)
{
	struct stat	sa, sb;
	bool		there = stat(a, &sa) == 0;

	if ((stat(b, &sb) == 0) != there)
		return false;
	return there ? is_one(&sa, &sb) : stat_parent(a, &sa) && stat_parent(b, &sb) &&
	    is_one(&sa, &sb) && is_called_alike(a, b);
}

bool
rx_file_same_open(int fd, const char *path)
{
	struct stat sa, sb;

	return fstat(fd, &sa) == 0 && stat(path, &sb) == 0 && is_one(&sa, &sb) &&
	    (S_ISREG(sa.st_mode) || S_ISFIFO(sa.st_mode));
}

bool
rx_file_inside(const char *directory, const char *path)
{
	struct stat sa, sb;

	return stat(directory, &sa) == 0 && S_ISDIR(sa.st_mode) && stat_parent(path, &sb) &&
	    is_one(&sa, &sb);
}
