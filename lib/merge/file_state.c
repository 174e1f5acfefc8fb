/* The state file: locked, read, written anew. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/merge/file.h"
#include "lib/merge/lock.h"

/* Was the file replaced between opening and locking it? */
static bool
still_there(int fd, const char *path)
{
	struct stat ours, theirs;

	return fstat(fd, &ours) == 0 && stat(path, &theirs) == 0 &&
	    ours.st_dev == theirs.st_dev && ours.st_ino == theirs.st_ino;
}

static bool
open_locked(struct file *t, struct rx_span resource, struct rx_err *e)
{
	bool locked;

	for (;;) {
		t->fd = open(t->state_path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
		if (t->fd == -1)
			return rx_err_errno(e, "cannot open %s", t->state_path);
		locked = rx_lock_take(t->fd, RX_SPAN(""), resource, t->state_path, e);
		if (locked && still_there(t->fd, t->state_path))
			return true;
		(void)close(t->fd);
		t->fd = -1;
		if (!locked)
			return false;
	}
}

struct reader {
	const char	*what;		/* how its lines begin */
	bool		(*fn)(void *, const struct rx_line *);
	void		*arg;
	struct rx_line	 line;
	struct rx_buf	 waiting;	/* lines whose commit has not come */
	off_t		 at, end;	/* bytes read; behind the last commit */
};

static bool
take_waiting(struct reader *r, struct rx_err *e)
{
	struct rx_span rest = rx_buf_view(&r->waiting);

	while (rest.n > 0) {
		size_t n = rx_span_find(rest, '\n');

		if (!rx_line_parse(&r->line, (struct rx_span){ rest.p, n }, RX_LINE_WHOLE, e))
			return false;
		if (!r->fn(r->arg, &r->line))
			return rx_err_nomem(e);
		rest = rx_span_cut(rest, n + 1);
	}
	rx_buf_reset(&r->waiting);
	return true;
}

static bool
take_line(struct reader *r, struct rx_span text, struct rx_err *e)
{
	r->at += (off_t)text.n + 1;
	if (rx_span_starts(text, r->what)) {
		rx_buf_span(&r->waiting, text);
		return rx_buf_byte(&r->waiting, '\n') || rx_err_nomem(e);
	}
	if (!rx_span_is(text, "{\"rx\":\"commit\"}"))
		return true;
	r->end = r->at;
	return take_waiting(r, e);
}

/* Without the lock the file is opened for this: only then, since closing any
 * descriptor of it would give the lock up. */
bool
file_each(struct file *t, const char *what, bool (*fn)(void *, const struct rx_line *), void *arg,
    off_t *end, struct rx_err *e)
{
	struct reader	r = { .what = what, .fn = fn, .arg = arg, .line = RX_LINE_INIT,
	    .waiting = RX_BUF_INIT((size_t)1 << 40) };
	struct rx_in	in;
	struct rx_span	text;
	int		fd = t->fd, got = 0;
	bool		ok = true;

	if (fd == -1 && (fd = open(t->state_path, O_RDONLY | O_CLOEXEC)) == -1)
		return errno == ENOENT || errno == ENOTDIR ||
		    rx_err_errno(e, "cannot open %s", t->state_path);
	(void)lseek(fd, 0, SEEK_SET);
	rx_in_open(&in, fd, t->state_path, 0, NULL);
	while (ok && (got = rx_in_line(&in, &text, e)) == 1 && !in.cut)
		ok = take_line(&r, text, e);
	if (!ok)
		rx_err_at(e, "%s, line %lu", t->state_path, in.line);
	*end = r.end;
	rx_in_close(&in);
	if (fd != t->fd)
		(void)close(fd);
	rx_buf_free(&r.waiting);
	rx_line_free(&r.line);
	return ok && got != -1;
}

static bool
take_owner(void *arg, const struct rx_line *l)
{
	struct file *t = arg;

	return t->owner.p != NULL || rx_state_text(&t->owner, l->resource);
}

bool
file_lock(struct rx_target *base, struct rx_span resource, struct rx_err *e)
{
	struct file *t = (struct file *)base;

	if (t->fd != -1)
		return true;
	if (!open_locked(t, resource, e) || !file_each(t, FILE_STATE, take_owner, t, &t->end, e))
		return false;
	if (ftruncate(t->fd, t->end) == -1)
		return rx_err_errno(e, "cannot write %s", t->state_path);
	t->blank = t->end == 0;
	return file_recover(t, e);
}

static bool
take_state(void *arg, const struct rx_line *l)
{
	struct rx_state *s = arg;

	return !rx_span_eq(l->resource, s->resource) || rx_state_read(s, l);
}

bool
file_load(struct rx_target *base, struct rx_state *s, struct rx_err *e)
{
	off_t end;

	return file_each((struct file *)base, FILE_STATE, take_state, s, &end, e);
}

bool
file_resources(struct rx_target *base, struct rx_buf *names, struct rx_err *e)
{
	struct file	*t = (struct file *)base;
	off_t		 end;

	if (!file_each(t, FILE_STATE, take_owner, t, &end, e))
		return false;
	rx_buf_byte(names, '[');
	if (t->owner.p != NULL)
		rx_json_quote(names, t->owner);
	return rx_buf_byte(names, ']') || rx_err_nomem(e);
}

/* All that is known, from the caller's state or from the file. */
static bool
write_state(struct file *t, struct rx_buf *b, struct rx_err *e)
{
	struct rx_state	s;
	bool		ok;

	if (t->state != NULL)
		return rx_state_write(b, t->state, true) || rx_err_nomem(e);
	if (t->owner.p == NULL)
		return true;
	if (!rx_state_open(&s, t->owner))
		return rx_err_nomem(e);
	ok = file_load(&t->base, &s, e) && (rx_state_write(b, &s, true) || rx_err_nomem(e));
	rx_state_free(&s);
	return ok;
}

/* What is in the log becomes the new journal.  The new state file is locked
 * before anybody can see it. */
bool
file_snapshot(struct file *t, struct rx_err *e)
{
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_LINE);
	struct file_new	f;
	int		fd = -1;
	bool		ok = write_state(t, &b, e) && file_history_write(t, &b, e) &&
			    file_new_open(&f, t->state_path, e);
	bool		blank = b.n + t->log.n == 0;

	if (ok) {
		rx_out_span(&f.out, rx_buf_view(&b));
		rx_out_span(&f.out, rx_buf_view(&t->log));
		rx_out_span(&f.out, RX_SPAN(FILE_COMMIT));
		ok = rx_lock_take(f.out.fd, RX_SPAN(""), t->owner, t->state_path, e);
		if (!ok || fcntl(f.out.fd, F_SETFL, O_APPEND) == -1)
			file_new_drop(&f);
	}
	ok = ok && file_new_done(&f, true, &fd, e);
	rx_buf_free(&b);
	if (!ok)
		return false;
	(void)close(t->fd);
	t->fd = fd;
	t->end = lseek(fd, 0, SEEK_END);
	t->wrote = false;
	t->blank = blank;
	rx_buf_reset(&t->log);
	return true;
}
