/* What came goes into the data file: behind what is there, in its place, or
 * folded with it. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/merge/file.h"

struct merging {		/* where the records of a fold are */
	struct file		*t;
	const struct rx_table_conf *conf;
	struct rx_fold		*fold;
	struct file_map		 old, journal;
	off_t			 base;		/* of the fold's places, in the journal */
	struct rx_store		 unpacked;	/* what old held, if it is packed */
	bool			 packed;
	struct rx_fields	 fields;
	struct rx_buf		 line;		/* of what is being unpacked */
	unsigned long		 nlines;
	struct file_new		 out;
	struct file_lines	 lines;
};

static bool
replace(struct file *t, const struct rx_table_conf *conf, struct rx_err *e)
{
	struct file_new		f;
	struct file_lines	l;
	struct file_journal	j;
	struct rx_span		data;
	enum rx_op		op;
	unsigned long		n = 0;

	if (!file_new_open(&f, t->path, e))
		return false;
	if (!file_lines_open(&l, &f.out, t->path, e) || !file_journal_open(&j, t, e)) {
		file_new_drop(&f);
		return false;
	}
	for (; f.out.error == 0 && file_journal_next(&j, &data, &op, e); n++)
		if (!file_lines_add(&l, data, e))
			break;
	file_journal_close(&j);
	if (!file_lines_end(&l, e)) {
		file_new_drop(&f);
		return false;
	}
	conf->counts->inserted += n;
	return file_new_done(&f, false, NULL, e);
}

static bool
not_ours(struct file *t, unsigned long line, struct rx_span text, const char *what,
    struct rx_err *e)
{
	rx_err_set(e, RX_BAD_DATA, "%s, line %lu: %s", t->path, line, what);
	rx_err_got(e, text);
	return rx_err_hint(e, "what came is kept beside it, in %s; mend the line and run again",
	    file_home(t)->state_path);
}

/* A line of the data file, and its place. */
static bool
old_line(struct merging *m, struct rx_span text, uint64_t at, struct rx_err *e)
{
	struct rx_json_fault	f;
	struct rx_record	r;
	const char		*end = NULL;
	bool			 keyed = m->conf->scd2 == NULL && m->conf->key->n > 0;

	if (rx_record_parse(&r, &m->fields, text, &end, &f) != RX_RECORD_OK ||
	    end != text.p + text.n || (keyed && rx_key_missing(m->conf->key, &r) >= 0))
		return not_ours(m->t, m->nlines, text,
		    keyed ? "no record with the key" : "no record", e);
	return rx_fold_old(m->fold, &r, at, e);
}

/* What the file has, in its order. */
static bool
read_plain(struct merging *m, struct rx_err *e)
{
	struct rx_span	text, last;
	size_t		at = 0;
	bool		ok = true;

	while (ok && at < m->old.n) {
		last = (struct rx_span){ m->old.p + at, m->old.n - at };
		if (!file_line(&m->old, &at, &text)) {
			text = last;
			at = m->old.n;
		}
		m->nlines++;
		text = rx_span_trim(text);
		if (text.n > 0)
			ok = old_line(m, text, (uint64_t)(text.p - m->old.p), e);
	}
	return ok;
}

/* A line that was unpacked is put aside. */
static bool
take_line(struct merging *m, struct rx_err *e)
{
	struct rx_span	text = rx_span_trim(rx_buf_view(&m->line));
	uint64_t	place;

	m->nlines++;
	return text.n == 0 || (rx_store_start(&m->unpacked, text.n, &place, e) &&
	    rx_store_add(&m->unpacked, text, e) && old_line(m, text, place, e));
}

static bool
take_bytes(void *arg, const char *p, size_t n, struct rx_err *e)
{
	struct merging	*m = arg;
	const char	*nl;
	size_t		 some;

	for (; n > 0; p += some, n -= some) {
		nl = memchr(p, '\n', n);
		some = nl != NULL ? (size_t)(nl - p) + 1 : n;
		if (!rx_buf_add(&m->line, p, some))
			return rx_err_nomem(e);
		if (nl == NULL)
			continue;
		if (!take_line(m, e))
			return false;
		rx_buf_reset(&m->line);
	}
	return true;
}

static bool
read_packed(struct merging *m, struct rx_err *e)
{
	bool whole = true;

	if (!file_unpack(&m->old, 0, m->t->path, take_bytes, m, &whole, e))
		return rx_err_at(e, "%s", m->t->path);
	if (whole)
		return m->line.n == 0 || take_line(m, e);
	rx_err_set(e, RX_BAD_DATA, "%s is cut short", m->t->path);
	return rx_err_hint(e, "what came is kept beside it, in %s; mend it and run again",
	    file_home(m->t)->state_path);
}

static bool
read_new(struct merging *m, struct rx_err *e)
{
	struct file_journal	j;
	struct rx_fields	fields = { NULL, 0, 0 };
	struct rx_json_fault	f;
	struct rx_record	r;
	struct rx_span		data;
	enum rx_op		op;
	const char		*end;
	bool			ok = true;

	if (!file_journal_open(&j, m->t, e))
		return false;
	while (ok && file_journal_next(&j, &data, &op, e))
		ok = rx_record_parse(&r, &fields, data, &end, &f) == RX_RECORD_OK ?
		    rx_fold_new(m->fold, op, &r, (uint64_t)(data.p - j.map.p), e) :
		    rx_err_nomem(e);
	rx_fields_free(&fields);
	file_journal_close(&j);
	return ok && e->exit == RX_OK;
}

static struct rx_span
get(void *arg, uint64_t at, size_t n, struct rx_err *e)
{
	struct merging	*m = arg;
	uint64_t	 place = at & ~RX_FOLD_WHERE;

	if ((at & RX_FOLD_WHERE) == RX_FOLD_OLD)
		return m->packed ? rx_store_get(&m->unpacked, place, n, e) :
		    file_piece(&m->old, place, n);
	if (m->t->ahead.open)
		return file_piece(&m->t->ahead.map, place, n);
	if (m->t->table != NULL && m->t->table->loose && m->fold == &m->t->fold)
		return rx_store_get(&m->t->loose, place, n, e);
	return file_piece(&m->journal, place + (uint64_t)m->base, n);
}

static bool
emit(void *arg, struct rx_span data, uint64_t from, size_t n, struct rx_err *e)
{
	struct merging *m = arg;

	(void)from;
	(void)n;
	/* a failed write is told by file_new_done */
	return file_lines_add(&m->lines, data, e) && m->out.out.error == 0;
}

static bool
write_new(struct merging *m, struct rx_err *e)
{
	bool ok;

	if (!file_new_open(&m->out, m->t->path, e))
		return false;
	ok = file_lines_open(&m->lines, &m->out.out, m->t->path, e) &&
	    (rx_fold_each(m->fold, emit, m, e) || e->exit == RX_OK);
	if (!file_lines_end(&m->lines, e) || !ok) {
		file_new_drop(&m->out);
		return false;
	}
	return file_new_done(&m->out, false, NULL, e);
}

static bool
map_files(struct merging *m, struct rx_err *e)
{
	struct file	*t = m->t, *home = file_home(t);
	struct stat	 st;
	int		 fd = open(t->path, O_RDONLY | O_CLOEXEC);
	bool		 ok;

	if (!file_map(&m->journal, home->fd, (size_t)lseek(home->fd, 0, SEEK_END),
	    home->state_path, e) || (t->ahead.open && !file_ahead_read(&t->ahead, e)))
		return false;
	if (fd == -1)
		return errno == ENOENT || rx_err_errno(e, "cannot open %s", t->path);
	ok = fstat(fd, &st) == 0 ? file_map(&m->old, fd, (size_t)st.st_size, t->path, e) :
	    rx_err_errno(e, "cannot read %s", t->path);
	(void)close(fd);
	return ok;
}

/* Does the file that was written as its records came have all that stay? */
static bool
stands(const struct merging *m)
{
	return m->t->ahead.open && m->old.p == NULL && m->fold->n.inserted == m->fold->nnew;
}

static bool
write_table(struct merging *m, struct rx_err *e)
{
	const struct rx_target_counts *n = &m->fold->n;

	if (n->inserted + n->updated + n->deleted == 0)
		return true;
	return stands(m) ? file_ahead_done(&m->t->ahead, e) : write_new(m, e);
}

static bool
fold(struct merging *m, struct rx_err *e)
{
	struct rx_target_counts *n = &m->fold->n, *sum = m->conf->counts;

	if (!map_files(m, e) || !(m->packed ? read_packed(m, e) : read_plain(m, e)) ||
	    !rx_fold_run(m->fold, get, m, e) ||
	    (m->fold->kin != NULL && !file_family_lists(m->t, m->fold->kin, e)) ||
	    !write_table(m, e))
		return false;
	sum->inserted += n->inserted;
	sum->updated += n->updated;
	sum->unchanged += n->unchanged;
	sum->deleted += n->deleted;
	return true;
}

/* What came in this run is folded as it comes; else the journal is read.
 * kin: of a list's root; or NULL. */
static bool
merge(struct file *t, const struct rx_table_conf *conf, struct rx_kin *kin, struct rx_err *e)
{
	struct rx_fold	read;
	struct rx_kin	own;
	struct merging	m = { .t = t, .conf = conf, .fold = &read,
	    .packed = rx_zip_find(t->path) != NULL, .line = RX_BUF_INIT(RX_BUF_LINE) };
	bool		ok = true;

	rx_kin_open(&own, &t->set->budget);
	rx_store_open(&m.unpacked, &t->set->budget);
	if (t->folding) {
		m.fold = &t->fold;
		m.base = file_home(t)->base;
	} else {
		rx_fold_open(&read, conf, &t->set->budget);
		ok = kin != NULL ? file_list_read(t, &read, kin, e) : read_new(&m, e);
	}
	if (conf->link != NULL) {
		own.hash = m.fold->hash;
		m.fold->kin = &own;
	}
	ok = ok && fold(&m, e);
	rx_fold_close(m.fold);
	rx_kin_close(&own);
	rx_store_close(&t->loose);
	file_ahead_drop(&t->ahead);
	rx_store_close(&m.unpacked);
	rx_fields_free(&m.fields);
	rx_buf_free(&m.line);
	t->folding = false;
	file_unmap(&m.old);
	file_unmap(&m.journal);
	return ok;
}

bool
file_publish(struct file *t, const struct rx_table_conf *conf, off_t length, struct rx_err *e)
{
	bool versions = conf->scd2 != NULL && conf->staged;

	if (!t->headed && conf->disposition != RX_REPLACE && !versions)
		return true;	/* no record came */
	switch (conf->disposition) {
	case RX_APPEND:
		return file_append(t, conf, length, e);
	case RX_REPLACE:
		return replace(t, conf, e);
	default:
		return merge(t, conf, NULL, e);
	}
}

bool
file_publish_list(struct file *t, const struct rx_table_conf *conf, struct rx_kin *kin,
    struct rx_err *e)
{
	return merge(t, conf, kin, e);
}
