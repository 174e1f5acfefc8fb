/*
 * A file that is not there yet is written while its records come: what wins
 * over nothing stands where it came.  If one of them has to go after all, the
 * file is where they are looked up, and a second one is written from it.
 */
#include <errno.h>
#include <unistd.h>

#include "lib/merge/file.h"

/* Nothing to look up before the file is packed, nor a table to compare with. */
bool
file_ahead_may(const struct file *t)
{
	return t->table->loose && rx_zip_find(t->path) == NULL &&
	    access(t->path, F_OK) == -1 && errno == ENOENT;
}

bool
file_ahead_open(struct file_ahead *a, const char *path, struct rx_err *e)
{
	*a = (struct file_ahead){ .open = false };
	return a->open = file_new_open(&a->file, path, e);
}

bool
file_ahead_add(struct file_ahead *a, struct rx_span record, uint64_t *place, struct rx_err *e)
{
	*place = a->n;
	a->n += record.n + 1;
	rx_out_line(&a->file.out, record);
	if (a->file.out.error == 0)
		return true;
	errno = a->file.out.error;
	return rx_err_errno(e, "cannot write %s", a->file.path);
}

bool
file_ahead_read(struct file_ahead *a, struct rx_err *e)
{
	rx_out_flush(&a->file.out);
	if (a->file.out.error == 0)
		return file_map(&a->map, a->file.out.fd, (size_t)a->n, a->file.path, e);
	errno = a->file.out.error;
	return rx_err_errno(e, "cannot write %s", a->file.path);
}

bool
file_ahead_done(struct file_ahead *a, struct rx_err *e)
{
	file_unmap(&a->map);
	a->open = false;
	return file_new_done(&a->file, false, NULL, e);
}

void
file_ahead_drop(struct file_ahead *a)
{
	if (!a->open)
		return;
	file_unmap(&a->map);
	file_new_drop(&a->file);
	a->open = false;
}
