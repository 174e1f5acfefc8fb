/* Lines on their way into a file and out of it, packed as its name says. */
#include <unistd.h>

#include "lib/merge/file.h"

static bool
to_out(void *out, const char *p, size_t n, struct rx_err *e)
{
	(void)e;
	rx_out_add(out, p, n);
	return true;
}

bool
file_lines_open(struct file_lines *l, struct rx_out *out, const char *path, struct rx_err *e)
{
	const struct rx_zip_kind *kind = rx_zip_find(path);

	*l = (struct file_lines){ .out = out };
	return kind == NULL || (l->zip = rx_zip_open(kind, true, to_out, out, e)) != NULL;
}

bool
file_lines_add(struct file_lines *l, struct rx_span line, struct rx_err *e)
{
	if (l->zip == NULL) {
		rx_out_line(l->out, line);
		return true;
	}
	return rx_zip_feed(l->zip, line.p, line.n, false, e) &&
	    rx_zip_feed(l->zip, "\n", 1, false, e);
}

bool
file_lines_end(struct file_lines *l, struct rx_err *e)
{
	bool ok = l->zip == NULL || e->exit != RX_OK || rx_zip_feed(l->zip, "", 0, true, e);

	rx_zip_close(l->zip);
	l->zip = NULL;
	return ok && e->exit == RX_OK;
}

bool
file_unpack(const struct file_map *m, size_t at, const char *path, rx_zip_sink *sink, void *arg,
    bool *whole, struct rx_err *e)
{
	struct rx_zip	*z = rx_zip_open(rx_zip_find(path), false, sink, arg, e);
	size_t		 n;
	bool		 ok = z != NULL;

	for (; ok && at < m->n; at += n) {
		n = m->n - at > FILE_STEP ? FILE_STEP : m->n - at;
		ok = rx_zip_feed(z, m->p + at, n, at + n == m->n, e);
	}
	if (z != NULL)
		*whole = z->whole;
	rx_zip_close(z);
	return ok;
}

bool
file_unpacked(struct file_map *to, const struct file_map *from, size_t at, const char *path,
    bool *whole, struct rx_err *e)
{
	struct rx_out	out;
	off_t		n;
	int		fd = rx_file_temp(e);
	bool		ok;

	if (fd == -1)
		return false;
	rx_out_open(&out, fd, "a temporary file");
	ok = file_unpack(from, at, path, to_out, &out, whole, e);
	ok = rx_out_close(&out, e) && ok;
	if (ok) {
		n = lseek(fd, 0, SEEK_END);
		ok = file_map(to, fd, (size_t)n, "a temporary file", e);
	}
	(void)close(fd);
	return ok;
}
