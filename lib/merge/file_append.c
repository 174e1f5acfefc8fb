/* What came goes behind what is there, in place. */
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/merge/file.h"

static bool
write_records(struct file *t, struct rx_out *out, unsigned long *n, struct rx_err *e)
{
	struct file_journal	j;
	struct rx_span		data;
	enum rx_op		op;

	if (!file_journal_open(&j, t, e))
		return false;
	for (*n = 0; file_journal_next(&j, &data, &op, e); ++*n)
		rx_out_line(out, data);
	file_journal_close(&j);
	return e->exit == RX_OK;
}

static bool
append_at(struct file *t, int fd, off_t length, unsigned long *n, struct rx_err *e)
{
	struct rx_out	out;
	char		last = '\n';
	bool		ok;

	if (ftruncate(fd, length) == -1 ||
	    (length > 0 && pread(fd, &last, 1, length - 1) != 1) ||
	    lseek(fd, length, SEEK_SET) == -1)
		return rx_err_errno(e, "cannot write %s", t->path);
	rx_out_open(&out, fd, t->path);
	if (last != '\n')
		rx_out_add(&out, "\n", 1);
	ok = write_records(t, &out, n, e);
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

/*
 * A process that died has appended all of it, or its beginning.  If something
 * else stands there, somebody else wrote it, and it is not ours to cut.
 */
static bool
look_behind(struct file *t, int fd, off_t length, off_t now, bool *all, struct rx_err *e)
{
	struct tail		tl = { .same = true };
	struct file_journal	j;
	struct rx_span		data;
	enum rx_op		op;
	bool			ok;

	if (!file_map(&tl.map, fd, (size_t)now, t->path, e))
		return false;
	tl.at = (size_t)length;
	if (!(ok = file_journal_open(&j, t, e)))
		goto out;
	if (length > 0 && tl.map.p[length - 1] != '\n')
		compare(&tl, "\n", 1);
	while (tl.same && tl.at < tl.map.n && file_journal_next(&j, &data, &op, e)) {
		compare(&tl, data.p, data.n);
		compare(&tl, "\n", 1);
	}
	*all = tl.same && !file_journal_next(&j, &data, &op, e) &&
	    (tl.at < tl.map.n || tl.map.p[tl.map.n - 1] == '\n');
	file_journal_close(&j);
	ok = e->exit == RX_OK;
	if (ok && !tl.same) {
		ok = rx_err_set(e, RX_REFUSED, "%s has something behind byte %lld that rx-merge "
		    "did not write", t->path, (long long)length);
		rx_err_hint(e, "a run died while it appended there: take those lines out of the "
		    "file, run again, and append them then");
	}
out:
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
