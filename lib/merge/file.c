/* The NDJSON targets: what is taken, and when it counts. */
#include "lib/merge/file.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/merge/kinds.h"
#include "lib/merge/name.h"

#define LOG	((size_t)1 << 20)	/* bytes that are written together */

static bool
begin(struct rx_target *base, struct rx_err *e)
{
	(void)base;
	(void)e;
	return true;
}

static bool
save(struct rx_target *base, struct rx_state *s, struct rx_err *e)
{
	struct file *t = files_of((struct files *)base, s->resource, e);

	if (t == NULL)
		return false;
	t->state = s;
	if (t->owner.p == NULL && !rx_state_text(&t->owner, s->resource))
		return rx_err_nomem(e);
	return t->renew || rx_state_write_dirty(&t->log, s) || rx_err_nomem(e);
}

/* Writes the log behind the journal; nothing counts before its commit. */
bool
file_write_log(struct file *t, struct rx_err *e)
{
	struct rx_out out;

	t->wrote = true;
	t->taken += (off_t)t->log.n;
	rx_out_open(&out, t->fd, t->state_path);
	rx_out_span(&out, rx_buf_view(&t->log));
	rx_buf_reset(&t->log);
	return rx_out_close(&out, e);
}

static bool
commit_journal(struct file *t, struct rx_err *e)
{
	rx_buf_text(&t->log, FILE_COMMIT);
	if (!file_write_log(t, e))
		return false;
	if (fsync(t->fd) == -1)
		return rx_err_errno(e, "cannot write %s", t->state_path);
	t->end = lseek(t->fd, 0, SEEK_END);
	t->wrote = t->blank = false;
	return true;
}

static bool
keep(struct file *t, struct rx_err *e)
{
	bool ok = true;

	if (t->renew)
		ok = file_snapshot(t, e);
	else if (t->log.n > 0 || t->wrote)
		ok = commit_journal(t, e);
	if (ok)
		t->renew = false;
	else if (t->wrote && ftruncate(t->fd, t->end) == -1)
		rx_err_hint(e, "the next run mends %s", t->state_path);
	return ok;
}

/* To publish, first the journal says what will be done; then it is done; then
 * a new state file says that nothing is left to do. */
static bool
commit_file(struct file *t, struct rx_err *e)
{
	if (t->fd == -1)
		return true;
	if (t->publish && !file_family_promise(t, e))
		return false;
	if (!keep(t, e))
		return false;
	return !t->publish || file_family_publish(t, e);
}

static bool
commit(struct rx_target *base, struct rx_err *e)
{
	struct file *t;

	for (t = ((struct files *)base)->first; t != NULL; t = t->next)
		if (!commit_file(t, e))
			return false;
	return true;
}

static bool
one_resource(const struct file *t, const struct rx_table_conf *conf, struct rx_err *e)
{
	struct rx_span other = t->table != NULL ? t->table->conf.resource : t->owner;

	if (other.p == NULL || conf->bare || rx_span_eq(other, conf->resource))
		return true;
	rx_err_set(e, RX_USAGE, "%s holds %.*s: %.*s needs a file of its own", t->path,
	    RX_FMT(other), RX_FMT(conf->resource));
	return rx_err_hint(e, "dir:PATH and sqlite:FILE hold many; or run each resource by its "
	    "name");
}

/* Is there what its name asks for?  Before anything is fetched for it. */
static bool
can_pack(const struct file *t, struct rx_err *e)
{
	const struct rx_zip_kind	*kind = rx_zip_find(t->path);
	struct rx_zip			*z;

	if (kind == NULL)
		return true;
	z = rx_zip_open(kind, false, NULL, NULL, e);
	rx_zip_close(z);
	return z != NULL;
}

/* What is locked for itself is nobody's table of lists. */
static bool
one_family(struct file *t, const struct rx_table_conf *conf, struct rx_err *e)
{
	if (conf->root.p == NULL ? t->root == NULL : t->fd == -1)
		return conf->root.p == NULL ||
		    (t->root = files_of(t->set, conf->root, e)) != NULL;
	rx_err_set(e, RX_USAGE, "%.*s is a resource, and a list within the records of another",
	    RX_FMT(conf->resource));
	return rx_err_hint(e, "another name for the resource, or --nest 0");
}

/* A file is called like its table. */
static bool
place(struct file *t, const struct rx_table_conf *conf, struct rx_err *e)
{
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_TEXT);
	bool		ok = rx_name_write(&b, conf->names, conf->name) ?
			    dir_place(t, rx_buf_view(&b), e) : rx_err_nomem(e);

	rx_buf_free(&b);
	return ok;
}

static struct rx_table *
open_table(struct rx_target *base, const struct rx_table_conf *conf, struct rx_err *e)
{
	struct file *t = files_of((struct files *)base, conf->resource, e);

	if (t == NULL || !one_resource(t, conf, e) || !one_family(t, conf, e) ||
	    (t->path == NULL && !place(t, conf, e)) ||
	    !rx_file_plain(t->path, e) || !can_pack(t, e))
		return NULL;
	if (t->table == NULL && (t->table = calloc(1, sizeof(*t->table))) == NULL) {
		rx_err_nomem(e);
		return NULL;
	}
	file_new_clean(t->path);
	t->table->t = t;
	t->table->conf = *conf;
	t->table->loose = conf->bare && conf->disposition == RX_MERGE &&
	    conf->root.p == NULL && !conf->lists;
	return (struct rx_table *)t->table;
}

/* What a bookmark speaks of must still be there: records since then are not
 * all of them. */
static bool
still_there(const struct file *t, struct rx_err *e)
{
	struct stat st;

	if (t->length <= 0 || t->table->conf.disposition == RX_REPLACE ||
	    stat(t->path, &st) == 0 || errno != ENOENT)
		return true;
	rx_err_set(e, RX_REFUSED, "%s is gone, and only what is newer than its bookmark would "
	    "come", t->path);
	return rx_err_hint(e, "put it back; or --forget, and fetch all of it");
}

/* The first record of this run. */
static bool
start(struct file_table *tb, struct rx_err *e)
{
	struct file *t = tb->t, *home = file_home(t);

	if (!still_there(t, e))
		return false;
	if (!tb->loose && !file_head_write(&home->log, &tb->conf))
		return rx_err_nomem(e);
	t->headed = home->headed = true;
	if (tb->conf.disposition == RX_MERGE && !t->folding && (tb->loose || home->fresh) &&
	    (t->root == NULL || !tb->conf.staged)) {
		rx_fold_open(&t->fold, &tb->conf, &t->set->budget);
		t->folding = true;
	}
	tb->started = true;
	return !file_ahead_may(t) || file_ahead_open(&t->ahead, t->path, e);
}

static bool
put_loose(struct file_table *tb, enum rx_op op, const struct rx_record *r, struct rx_err *e)
{
	struct file	*t = tb->t;
	uint64_t	 place;

	if (!(t->ahead.open ? file_ahead_add(&t->ahead, r->data, &place, e) :
	    rx_store_start(&t->loose, r->data.n, &place, e) &&
	    rx_store_add(&t->loose, r->data, e)))
		return false;
	return rx_fold_new(&t->fold, op, r, place, e);
}

static bool
put_journal(struct file_table *tb, enum rx_op op, const struct rx_record *r,
    struct rx_span part, struct rx_err *e)
{
	static const char *const ops[] = { "", ",\"op\":\"delete\"", ",\"op\":\"clear\"" };
	struct file		*t = tb->t, *home = file_home(t);
	struct rx_buf		*b = &home->log;
	uint64_t		 at;

	rx_buf_text(b, "{\"rx\":\"record\"");
	if (t->root != NULL) {
		rx_buf_text(b, ",\"resource\":");
		rx_json_quote(b, t->owner);
	}
	rx_buf_text(b, ",\"part\":");
	rx_buf_span(b, part);
	if (r->number != 0)
		rx_buf_printf(b, ",\"number\":%" PRIu64, r->number);
	rx_buf_text(b, ops[op]);
	rx_buf_text(b, ",\"data\":");
	at = (uint64_t)home->taken + b->n;
	rx_buf_span(b, r->data);
	if (!rx_buf_text(b, "}\n"))
		return rx_err_nomem(e);
	return (!t->folding || rx_fold_new(&t->fold, op, r, at, e)) &&
	    (b->n < LOG || home->renew || file_write_log(home, e));
}

static enum rx_put
put(struct rx_table *table, enum rx_op op, const struct rx_record *r,
    struct rx_span part, struct rx_err *e)
{
	struct file_table *tb = (struct file_table *)table;

	if (!tb->started && !start(tb, e))
		return RX_PUT_FAILED;
	tb->conf.counts->staged += tb->conf.disposition != RX_MERGE || tb->conf.staged;
	return (tb->loose ? put_loose(tb, op, r, e) : put_journal(tb, op, r, part, e)) ?
	    RX_PUT_OK : RX_PUT_FAILED;
}

/* All is dropped by leaving it out of a new state file.  A part of it stays
 * where it is, so that what is there must be read again.  What the root drops,
 * its tables of lists have dropped. */
static bool
drop(struct rx_table *table, struct rx_span part, struct rx_err *e)
{
	struct file_table	*tb = (struct file_table *)table;
	struct file		*t = tb->t;

	if (t->root != NULL)
		return true;
	file_family_drop(t, part.p == NULL);
	t->fresh = part.p == NULL;
	if (part.p == NULL) {
		rx_buf_reset(&t->log);
		rx_store_close(&t->loose);
		file_ahead_drop(&t->ahead);
		t->taken = 0;
		t->renew = true;
		return true;
	}
	rx_buf_text(&t->log, "{\"rx\":\"drop\",\"part\":");
	rx_buf_span(&t->log, part);
	return rx_buf_text(&t->log, "}\n") || rx_err_nomem(e);
}

static bool
publish(struct rx_table *table, rx_reject_fn *reject, void *arg, struct rx_err *e)
{
	(void)reject;	/* a file refuses nothing */
	(void)arg;
	(void)e;
	((struct file_table *)table)->t->publish = true;
	return true;
}

static struct rx_target *
open_file(const struct rx_target_conf *conf, struct rx_err *e)
{
	return files_open(conf, NULL, &rx_target_file, e);
}

static struct rx_target *
open_dir(const struct rx_target_conf *conf, struct rx_err *e)
{
	return files_open(conf, ".ndjson", &rx_target_dir, e);
}

static struct rx_target *
open_dir_gz(const struct rx_target_conf *conf, struct rx_err *e)
{
	return files_open(conf, ".ndjson.gz", &rx_target_dir_gz, e);
}

static struct rx_target *
open_dir_zst(const struct rx_target_conf *conf, struct rx_err *e)
{
	return files_open(conf, ".ndjson.zst", &rx_target_dir_zst, e);
}

static bool
there(struct rx_target *base, struct rx_span resource, bool *is, struct rx_err *e)
{
	struct file *t = files_of((struct files *)base, resource, e);

	*is = false;
	if (t == NULL || (t->path == NULL && !dir_place(t, RX_SPAN_NONE, e)))
		return false;
	*is = t->path != NULL && access(t->path, F_OK) == 0;
	return true;
}

#define CAN	(RX_CAN_DELETE | RX_CAN_INSERT_ONLY | RX_CAN_PATCH | RX_CAN_DEDUP_SORT | \
	    RX_CAN_MERGE_KEY | RX_CAN_SCD2)
#define CALLS	.pause = 200, .close = files_close, .lock = file_lock, \
	.load = file_load, .resources = file_resources, .save = save, \
	.remember = file_remember, .history = file_history, .begin = begin, .commit = commit, \
	.table = open_table, .put = put, .staged = file_staged, .drop = drop, \
	.publish = publish, .there = there

const struct rx_target_kind rx_target_file = {
	.scheme = "file",
	.form = "file:PATH.ndjson[.gz|.zst]",
	.help = "a file of records, one a line",
	.can = CAN,
	.open = open_file,
	CALLS
};

const struct rx_target_kind rx_target_dir = {
	.scheme = "dir",
	.form = "dir:PATH",
	.help = "a directory, with a file for each resource",
	.named = true,
	.can = CAN | RX_CAN_CLEAR,
	.open = open_dir,
	CALLS
};

const struct rx_target_kind rx_target_dir_gz = {
	.scheme = "dir.gz",
	.form = "dir.gz:PATH",
	.help = "the same, its files packed by gzip",
	.named = true,
	.can = CAN | RX_CAN_CLEAR,
	.open = open_dir_gz,
	CALLS
};

const struct rx_target_kind rx_target_dir_zst = {
	.scheme = "dir.zst",
	.form = "dir.zst:PATH",
	.help = "the same, its files packed by zstd",
	.named = true,
	.can = CAN | RX_CAN_CLEAR,
	.open = open_dir_zst,
	CALLS
};
