/* What came goes behind what is there, in place. */
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/merge/file.h"

static bool
write_records(struct file *t, struct rx_out *out, bool open_line, unsigned long *n,
    struct rx_err *e)
{
	struct file_journal	j;
	struct file_lines	l;
	struct rx_span		data;
	enum rx_op		op;

	if (!file_lines_open(&l, out, t->path, e))
		return false;
	if (open_line && !file_lines_add(&l, RX_SPAN(""), e))
		return file_lines_end(&l, e);
	if (file_journal_open(&j, t, e)) {
		for (*n = 0; file_journal_next(&j, &data, &op, e); ++*n)
			if (!file_lines_add(&l, data, e))
				break;
		file_journal_close(&j);
	}
	return file_lines_end(&l, e);
}

/* Does its last line lack its end?  Not if it is as we left it. */
static bool
is_open(struct file *t, int fd, off_t length, bool *open_line, struct rx_err *e)
{
	struct file_map	map, text = { NULL, 0, 0, 0, false };
	bool		whole = true, ok = true;

	*open_line = false;
	if (length == 0 || length == t->length)
		return true;
	if (!file_map(&map, fd, (size_t)length, t->path, e))
		return false;
	if (rx_zip_find(t->path) == NULL)
		*open_line = map.p[map.n - 1] != '\n';
	else if ((ok = file_unpacked(&text, &map, 0, t->path, &whole, e)))
		*open_line = text.n > 0 && text.p[text.n - 1] != '\n';
	if (ok && !whole)
		ok = rx_err_set(e, RX_BAD_DATA, "%s is cut short", t->path);
	file_unmap(&text);
	file_unmap(&map);
	return ok;
}

static bool
append_at(struct file *t, int fd, off_t length, unsigned long *n, struct rx_err *e)
{
	struct rx_out	out;
	bool		open_line, ok;

	if (ftruncate(fd, length) == -1 || lseek(fd, length, SEEK_SET) == -1)
		return rx_err_errno(e, "cannot write %s", t->path);
	if (!is_open(t, fd, length, &open_line, e))
		return false;
	rx_out_open(&out, fd, t->path);
	ok = write_records(t, &out, open_line, n, e);
	ok = rx_out_close(&out, e) && ok;
	if (ok && fsync(fd) == -1)
		ok = rx_err_errno(e, "cannot write %s", t->path);
	if (!ok && ftruncate(fd, length) == -1)
		rx_err_hint(e, "behind byte %lld the file is not whole; the next run mends it",
		    (long long)length);
	return ok;
}

struct tail {			/* what stands behind the length that was promised */
	struct file_map	 map;
	size_t		 at;
	bool		 same;	/* so far it is what we would append */
};

/* Does the piece stand there, or its beginning at the end? */
static void
compare(struct tail *tl, const char *p, size_t n)
{
	size_t left = tl->map.n - tl->at;

	if (left > n)
		left = n;
	tl->same = tl->same && memcmp(tl->map.p + tl->at, p, left) == 0;
	tl->at += left;
}

static bool
compare_all(struct file *t, struct tail *tl, bool open_line, bool *all, struct rx_err *e)
{
	struct file_journal	j;
	struct rx_span		data;
	enum rx_op		op;

	if (!file_journal_open(&j, t, e))
		return false;
	if (open_line)
		compare(tl, "\n", 1);
	while (tl->same && tl->at < tl->map.n && file_journal_next(&j, &data, &op, e)) {
		compare(tl, data.p, data.n);
		compare(tl, "\n", 1);
	}
	*all = tl->same && !file_journal_next(&j, &data, &op, e) && tl->map.n > 0 &&
	    (tl->at < tl->map.n || tl->map.p[tl->map.n - 1] == '\n');
	file_journal_close(&j);
	return e->exit == RX_OK;
}

/* What stands behind the length, as text; what can't be unpacked is not ours. */
static bool
map_tail(struct file *t, struct tail *tl, int fd, off_t length, off_t now, bool *whole,
    struct rx_err *e)
{
	struct file_map	file;
	bool		ok;

	tl->at = 0;
	*whole = true;
	if (rx_zip_find(t->path) == NULL) {
		tl->at = (size_t)length;
		return file_map(&tl->map, fd, (size_t)now, t->path, e);
	}
	if (!file_map(&file, fd, (size_t)now, t->path, e))
		return false;
	ok = file_unpacked(&tl->map, &file, (size_t)length, t->path, whole, e);
	if (!ok && e->exit == RX_BAD_DATA) {
		*e = (struct rx_err)RX_ERR_INIT;
		tl->same = false;
		ok = true;
	}
	file_unmap(&file);
	return ok;
}

/*
 * A process that died has appended all of it, or its beginning.  If something
 * else stands there, somebody else wrote it, and it is not ours to cut.
 */
static bool
look_behind(struct file *t, int fd, off_t length, off_t now, bool *all, struct rx_err *e)
{
	struct tail	tl = { .same = true };
	bool		open_line, whole, ok;

	ok = is_open(t, fd, length, &open_line, e) &&
	    map_tail(t, &tl, fd, length, now, &whole, e) &&
	    (!tl.same || compare_all(t, &tl, open_line, all, e));
	*all = *all && whole;
	if (ok && !tl.same) {
		ok = rx_err_set(e, RX_REFUSED, "%s has something behind byte %lld that rx-merge "
		    "did not write", t->path, (long long)length);
		rx_err_hint(e, "a run died while it appended there: take that out of the file, "
		    "run again, and append it then");
	}
	file_unmap(&tl.map);
	return ok;
}

/* In place: what was there is not copied. */
bool
file_append(struct file *t, const struct rx_table_conf *conf, off_t length, struct rx_err *e)
{
	struct stat	st;
	unsigned long	n = 0;
	int		fd = open(t->path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
	bool		ok, all = false;

	if (fd == -1 || fstat(fd, &st) == -1) {
		ok = rx_err_errno(e, "cannot open %s", t->path);
	} else {
		if (st.st_size < length)
			length = st.st_size;
		ok = st.st_size == length || look_behind(t, fd, length, st.st_size, &all, e);
		ok = ok && (all || append_at(t, fd, length, &n, e));
	}
	if (fd != -1)
		(void)close(fd);
	conf->counts->inserted += ok ? n : 0;
	return ok;
}
