/* The state file: locked, read, written anew. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
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

	if (!rx_file_plain(t->state_path, e))
		return false;
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

bool
file_version_write(struct rx_buf *b)
{
	return rx_buf_printf(b, FILE_FORMAT "%d}\n", RX_STATE_VERSION);
}

static bool
check_version(struct rx_span line, const char *path, struct rx_err *e)
{
	return !rx_span_starts(line, FILE_FORMAT) ||
	    rx_state_version(strtol(line.p + strlen(FILE_FORMAT), NULL, 10), path, e);
}

bool
file_version_check(const char *path, struct rx_err *e)
{
	char	line[64] = "";
	int	fd;
	ssize_t	n;

	if (!rx_file_plain(path, e))
		return false;
	fd = open(path, O_RDONLY | O_CLOEXEC);
	n = fd != -1 ? read(fd, line, sizeof(line) - 1) : 0;
	if (fd != -1)
		(void)close(fd);
	return n <= 0 || check_version((struct rx_span){ line, (size_t)n }, path, e);
}

struct reader {
	const char	*path;
	file_line_fn	*fn;
	void		*arg;
	struct rx_line	 line;
	struct rx_buf	 waiting;	/* lines whose commit has not come */
	off_t		 at, end;	/* bytes read; behind the last commit */
};

static bool
take_waiting(struct reader *r, struct rx_err *e)
{
	struct rx_span rest = rx_buf_view(&r->waiting), text;

	while (rest.n > 0) {
		text = (struct rx_span){ rest.p, rx_span_find(rest, '\n') };
		if (!rx_line_parse(&r->line, text, RX_LINE_WHOLE, e))
			return false;
		if (!r->fn(r->arg, &r->line))
			return rx_err_nomem(e);
		rest = rx_span_cut(rest, text.n + 1);
	}
	rx_buf_reset(&r->waiting);
	return true;
}

static bool
take_line(struct reader *r, struct rx_span text, struct rx_err *e)
{
	r->at += (off_t)text.n + 1;
	if (rx_span_starts(text, FILE_STATE) || rx_span_starts(text, FILE_FILE) ||
	    rx_span_starts(text, FILE_RUN)) {
		rx_buf_span(&r->waiting, text);
		return rx_buf_byte(&r->waiting, '\n') || rx_err_nomem(e);
	}
	if (!rx_span_is(text, "{\"rx\":\"commit\"}"))
		return check_version(text, r->path, e);
	r->end = r->at;
	return take_waiting(r, e);
}

/* fd -1: the file is opened for this.  One that is locked must be read by the
 * descriptor that has the lock: closing any other would give it up. */
bool
file_each(const char *path, int locked, file_line_fn *fn, void *arg, off_t *end,
    struct rx_err *e)
{
	struct reader	r = { .path = path, .fn = fn, .arg = arg, .line = RX_LINE_INIT,
	    .waiting = RX_BUF_INIT((size_t)1 << 40) };
	struct rx_in	in;
	struct rx_span	text;
	int		fd = locked, got = 0;
	bool		ok = true;

	*end = 0;
	if (fd == -1 && !rx_file_plain(path, e))
		return false;
	if (fd == -1 && (fd = open(path, O_RDONLY | O_CLOEXEC)) == -1)
		return errno == ENOENT || errno == ENOTDIR ||
		    rx_err_errno(e, "cannot open %s", path);
	(void)lseek(fd, 0, SEEK_SET);
	rx_in_open(&in, fd, path, 0, NULL);
	while (ok && (got = rx_in_line(&in, &text, e)) == 1 && !in.cut)
		ok = take_line(&r, text, e);
	if (!ok)
		rx_err_at(e, "%s, line %lu", path, in.line);
	*end = r.end;
	rx_in_close(&in);
	if (fd != locked)
		(void)close(fd);
	rx_buf_free(&r.waiting);
	rx_line_free(&r.line);
	return ok && got != -1;
}

/* Whose state it is, and how long the data file was. */
static bool
take_facts(void *arg, const struct rx_line *l)
{
	struct file	*t = arg;
	int64_t		 n;

	if (l->kind == RX_KIND_STATE)
		return t->owner.p != NULL || rx_state_text(&t->owner, l->resource);
	if (rx_span_starts(l->text, FILE_FILE) &&
	    rx_json_kind(rx_json_get(l->text, "length")) == RX_JSON_NUMBER &&
	    rx_number_int64(rx_json_get(l->text, "length"), &n))
		t->length = (off_t)n;
	return true;
}

/* The same in a directory's state. */
static bool
take_ours(void *arg, const struct rx_line *l)
{
	const struct file *t = arg;

	return !rx_json_is(rx_json_get(l->text, "resource"), t->owner) ||
	    take_facts(arg, l);
}

/* An empty one gets its first line. */
static bool
begin_file(struct file *t, struct rx_err *e)
{
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_TEXT);
	struct rx_out	out;

	rx_out_open(&out, t->fd, t->state_path);
	(void)file_version_write(&b);
	rx_out_span(&out, rx_buf_view(&b));
	t->end = (off_t)b.n;
	rx_buf_free(&b);
	return rx_out_close(&out, e);
}

bool
file_lock(struct rx_target *base, struct rx_span resource, struct rx_err *e)
{
	struct file	*t = files_of((struct files *)base, resource, e);

	if (t == NULL)
		return false;
	if (t->fd != -1)
		return true;
	if (!open_locked(t, resource, e))
		return false;
	t->blank = false;	/* for all that is known: it is not to go away */
	if ((t->set->suffix != NULL && (!dir_states(t->set, take_ours, t, e) ||
	    !dir_place(t, RX_SPAN_NONE, e))) ||
	    !file_each(t->state_path, t->fd, take_facts, t, &t->end, e))
		return false;
	if (ftruncate(t->fd, t->end) == -1)
		return rx_err_errno(e, "cannot write %s", t->state_path);
	t->blank = t->end == 0;
	t->renew = t->blank && t->set->suffix != NULL;
	if (t->blank && !t->renew && !begin_file(t, e))
		return false;
	t->base = t->end;
	return file_recover(t, e);
}

struct loading {
	struct rx_state	*s;
	bool		 found;
};

static bool
take_state(void *arg, const struct rx_line *l)
{
	struct loading *ld = arg;

	if (l->kind != RX_KIND_STATE || !rx_span_eq(l->resource, ld->s->resource))
		return true;
	ld->found = true;
	return rx_state_read(ld->s, l);
}

/* A journal that has a state has all of it. */
bool
file_load(struct rx_target *base, struct rx_state *s, struct rx_err *e)
{
	struct files	*set = (struct files *)base;
	struct file	*t = files_of(set, s->resource, e);
	struct loading	 ld = { .s = s };
	off_t		 end;

	return t != NULL && file_each(t->state_path, t->fd, take_state, &ld, &end, e) &&
	    (set->suffix == NULL || ld.found || dir_states(set, take_state, &ld, e));
}

bool
file_resources(struct rx_target *base, struct rx_buf *names, struct rx_err *e)
{
	struct files	*set = (struct files *)base;
	struct file	*t = set->first;
	off_t		 end;

	if (set->suffix != NULL)
		return dir_resources(set, names, e);
	if (!file_each(t->state_path, t->fd, take_facts, t, &end, e))
		return false;
	rx_buf_byte(names, '[');
	if (t->owner.p != NULL)
		rx_json_quote(names, t->owner);
	return rx_buf_byte(names, ']') || rx_err_nomem(e);
}

/* How long the data file is now, if a bookmark speaks of it. */
static bool
write_length(struct file *t, struct rx_buf *b, const struct rx_state *s)
{
	const struct rx_state_part	*p;
	struct stat			 st;

	for (p = s->first; p != NULL && p->bookmark.p == NULL; p = p->follow)
		continue;
	t->length = -1;
	if (p == NULL || t->path == NULL || stat(t->path, &st) == -1)
		return true;
	t->length = st.st_size;
	return rx_buf_printf(b, "{\"rx\":\"file\",\"length\":%lld}\n", (long long)st.st_size);
}

/* All that is known, from the caller's state or from the file. */
bool
file_state_text(struct file *t, struct rx_buf *b, struct rx_err *e)
{
	struct rx_state	s;
	bool		ok;

	if (t->state != NULL)
		return (rx_state_write(b, t->state, true) && write_length(t, b, t->state)) ||
		    rx_err_nomem(e);
	if (t->owner.p == NULL)
		return true;
	if (!rx_state_open(&s, t->owner))
		return rx_err_nomem(e);
	ok = file_load(&t->set->base, &s, e) && ((rx_state_write(b, &s, true) &&
	    write_length(t, b, &s)) || rx_err_nomem(e));
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
	bool		ok = file_version_write(&b) || rx_err_nomem(e);
	size_t		head = b.n;

	ok = ok && file_state_text(t, &b, e) && file_history_write(t, &b, e) &&
	    file_new_open(&f, t->state_path, e);
	if (ok) {
		rx_out_span(&f.out, rx_buf_view(&b));
		rx_out_span(&f.out, rx_buf_view(&t->log));
		rx_out_span(&f.out, RX_SPAN(FILE_COMMIT));
		ok = rx_lock_take(f.out.fd, RX_SPAN(""), t->owner, t->state_path, e);
		if (!ok || fcntl(f.out.fd, F_SETFL, O_APPEND) == -1)
			file_new_drop(&f);
	}
	ok = ok && file_new_done(&f, true, &fd, e);
	if (ok) {
		(void)close(t->fd);
		t->fd = fd;
		t->base = (off_t)b.n;
		t->taken = (off_t)(t->log.n + strlen(FILE_COMMIT));
		t->end = t->base + t->taken;
		t->wrote = false;
		t->blank = b.n + t->log.n == head;
		rx_buf_reset(&t->log);
	}
	rx_buf_free(&b);
	return ok;
}
