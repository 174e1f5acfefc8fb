/* The journal's records go into the file: behind what is there, in its
 * place, or merged with it. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/merge/file.h"
#include "lib/merge/pool.h"

#define REST	50000	/* records between giving memory back */

/* How long the journal's records are, as lines. */
static bool
measure(struct file *t, off_t *bytes, struct rx_err *e)
{
	struct file_journal	j;
	struct rx_span		data;

	*bytes = 0;
	if (!file_journal_open(&j, t, e))
		return false;
	while (file_journal_next(&j, &data, e))
		*bytes += (off_t)data.n + 1;
	file_journal_close(&j);
	return e->exit == RX_OK;
}

static bool
write_records(struct file *t, struct rx_out *out, unsigned long *n, struct rx_err *e)
{
	struct file_journal	j;
	struct rx_span		data;

	*n = 0;
	if (!file_journal_open(&j, t, e))
		return false;
	for (; file_journal_next(&j, &data, e); (*n)++)
		rx_out_line(out, data);
	file_journal_close(&j);
	return e->exit == RX_OK;
}

static bool
append_at(struct file *t, int fd, const struct file_order *o, unsigned long *n, struct rx_err *e)
{
	struct rx_out	out;
	char		last = '\n';
	bool		ok;

	if (ftruncate(fd, o->length) == -1 ||
	    (o->length > 0 && pread(fd, &last, 1, o->length - 1) != 1) ||
	    lseek(fd, o->length, SEEK_SET) == -1)
		return rx_err_errno(e, "cannot write %s", t->path);
	rx_out_open(&out, fd, t->path);
	if (last != '\n')
		rx_out_add(&out, "\n", 1);
	ok = write_records(t, &out, n, e);
	ok = rx_out_close(&out, e) && ok;
	if (ok && fsync(fd) == -1)
		ok = rx_err_errno(e, "cannot write %s", t->path);
	if (!ok && ftruncate(fd, o->length) == -1)
		rx_err_hint(e, "behind byte %lld the file is not whole; the next run mends it",
		    (long long)o->length);
	return ok;
}

/* A file longer than it was when the journal promised to append to it has
 * all of that, or the beginning, from a process that died. */
static bool
appended(struct file *t, const struct file_order *o, off_t now, bool *all, struct rx_err *e)
{
	off_t bytes;

	*all = false;
	if (now <= o->length)
		return true;
	if (!measure(t, &bytes, e))
		return false;
	*all = now >= o->length + bytes;
	return true;
}

/* In place: what was there is not copied. */
static bool
append(struct file *t, const struct file_order *o, struct rx_err *e)
{
	struct file_order	 order = *o;
	struct stat		 st;
	unsigned long		 n = 0;
	int			 fd = open(t->path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
	bool			 ok, all = true;

	if (fd == -1 || fstat(fd, &st) == -1) {
		ok = rx_err_errno(e, "cannot open %s", t->path);
	} else {
		if (st.st_size < order.length)
			order.length = st.st_size;
		ok = appended(t, &order, st.st_size, &all, e) &&
		    (all || append_at(t, fd, &order, &n, e));
	}
	if (fd != -1)
		(void)close(fd);
	o->counts->inserted += ok ? n : 0;
	return ok;
}

static bool
replace(struct file *t, const struct file_order *o, struct rx_err *e)
{
	struct file_new	f;
	unsigned long	n;

	if (!file_new_open(&f, t->path, e))
		return false;
	if (!write_records(t, &f.out, &n, e)) {
		file_new_drop(&f);
		return false;
	}
	o->counts->inserted += n;
	return file_new_done(&f, false, NULL, e);
}

static bool
not_ours(struct file *t, unsigned long line, struct rx_span text, struct rx_err *e)
{
	rx_err_set(e, RX_BAD_DATA, "%s, line %lu: no record with the key", t->path, line);
	rx_err_got(e, text);
	return rx_err_hint(e, "what came is kept beside it, in %s; mend the line and run again",
	    t->state_path);
}

/* What the file has, in its order. */
static bool
read_old(struct file *t, struct rx_pool *pool, struct file_map *m, struct rx_err *e)
{
	struct rx_fields	fields = { NULL, 0, 0 };
	struct rx_json_fault	f;
	struct rx_record	r;
	struct rx_span		text, last;
	const char		*end = NULL;
	size_t			at = 0;
	unsigned long		line = 0;
	bool			ok = true;

	while (ok && at < m->n) {
		last = (struct rx_span){ m->p + at, m->n - at };
		if (!file_line(m, &at, &text)) {
			text = last;
			at = m->n;
		}
		line++;
		text = rx_span_trim(text);
		if (text.n == 0)
			continue;
		if (rx_record_parse(&r, &fields, text, &end, &f) != RX_RECORD_OK ||
		    end != text.p + text.n || rx_key_missing(pool->key, &r) >= 0)
			ok = not_ours(t, line, text, e);
		else if (rx_pool_put(pool, &r, NULL) == RX_POOL_NOMEM)
			ok = rx_err_nomem(e);
	}
	rx_fields_free(&fields);
	return ok;
}

static bool
read_new(struct rx_pool *pool, struct file_journal *j, struct rx_target_counts *n,
    struct rx_err *e)
{
	struct rx_fields	fields = { NULL, 0, 0 };
	struct rx_json_fault	f;
	struct rx_record	r;
	struct rx_span		data;
	const char		*end;
	bool			ok = true;

	while (ok && file_journal_next(j, &data, e)) {
		ok = rx_record_parse(&r, &fields, data, &end, &f) == RX_RECORD_OK;
		switch (ok ? rx_pool_put(pool, &r, NULL) : RX_POOL_NOMEM) {
		case RX_POOL_NEW:
			n->inserted++;
			break;
		case RX_POOL_CHANGED:
			n->updated++;
			break;
		case RX_POOL_SAME:
			n->unchanged++;
			break;
		case RX_POOL_NOMEM:
			ok = rx_err_nomem(e);
		}
	}
	rx_fields_free(&fields);
	return ok && e->exit == RX_OK;
}

static bool
write_pool(struct file *t, const struct rx_pool *pool, const struct file_map *old,
    const struct file_map *new, struct rx_err *e)
{
	struct file_new	f;
	uint32_t	i;

	if (!file_new_open(&f, t->path, e))
		return false;
	for (i = 0; i < pool->n && f.out.error == 0; i++) {
		rx_out_line(&f.out, (struct rx_span){ pool->v[i].p, pool->v[i].n });
		if (i % REST == 0) {
			file_map_rest(old);
			file_map_rest(new);
		}
	}
	return file_new_done(&f, false, NULL, e);
}

static bool
map_old(struct file *t, struct file_map *m, struct rx_err *e)
{
	struct stat	st;
	int		fd = open(t->path, O_RDONLY | O_CLOEXEC);
	bool		ok;

	*m = (struct file_map){ NULL, 0, 0 };
	if (fd == -1)
		return errno == ENOENT || rx_err_errno(e, "cannot open %s", t->path);
	ok = fstat(fd, &st) == 0 ? file_map(m, fd, (size_t)st.st_size, t->path, e) :
	    rx_err_errno(e, "cannot read %s", t->path);
	(void)close(fd);
	return ok;
}

static bool
merge(struct file *t, const struct file_order *o, struct rx_err *e)
{
	struct rx_target_counts	 n = { 0 };
	struct file_journal	 j;
	struct file_map		 old;
	struct rx_pool		 pool;
	bool			 ok;

	if (!map_old(t, &old, e))
		return false;
	if (!file_journal_open(&j, t, e)) {
		file_unmap(&old);
		return false;
	}
	rx_pool_open(&pool, o->key, false);
	ok = read_old(t, &pool, &old, e) && read_new(&pool, &j, &n, e) &&
	    (n.inserted + n.updated == 0 || write_pool(t, &pool, &old, &j.map, e));
	rx_pool_free(&pool);
	file_journal_close(&j);
	file_unmap(&old);
	if (ok) {
		o->counts->inserted += n.inserted;
		o->counts->updated += n.updated;
		o->counts->unchanged += n.unchanged;
	}
	return ok;
}

bool
file_publish(struct file *t, const struct file_order *o, struct rx_err *e)
{
	if (!t->headed && o->disposition != RX_REPLACE)
		return true;	/* no record came */
	switch (o->disposition) {
	case RX_APPEND:
		return append(t, o, e);
	case RX_REPLACE:
		return replace(t, o, e);
	default:
		return merge(t, o, e);
	}
}
