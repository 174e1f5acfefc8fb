/* The NDJSON target: one file, one resource, its state beside it. */
#include "lib/merge/file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/merge/kinds.h"

#define LOG	((size_t)1 << 20)	/* bytes that are written together */

static void
close_target(struct rx_target *base)
{
	struct file *t = (struct file *)base;

	if (t->fd != -1) {
		if (t->blank)
			(void)unlink(t->state_path);
		(void)close(t->fd);
	}
	rx_buf_free(&t->log);
	(void)rx_state_text(&t->owner, RX_SPAN_NONE);
	free(t->table);
	free(t->path);
	free(t->state_path);
	free(t);
}

/* A symbolic link is followed, so that it is not replaced. */
static struct rx_target *
open_target(const struct rx_target_conf *conf, struct rx_err *e)
{
	struct file *t = calloc(1, sizeof(*t));

	if (t == NULL) {
		rx_err_nomem(e);
		return NULL;
	}
	t->base.kind = &rx_target_file;
	t->fd = -1;
	t->blank = true;
	t->log = (struct rx_buf)RX_BUF_INIT((size_t)1 << 40);
	if ((t->path = realpath(conf->where, NULL)) == NULL)
		t->path = strdup(conf->where);
	if (t->path != NULL && asprintf(&t->state_path, "%s.state", t->path) == -1)
		t->state_path = NULL;
	if (t->state_path != NULL)
		return &t->base;
	rx_err_nomem(e);
	close_target(&t->base);
	return NULL;
}

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
	struct file *t = (struct file *)base;

	t->state = s;
	if (t->owner.p == NULL && !rx_state_text(&t->owner, s->resource))
		return rx_err_nomem(e);
	return t->renew || rx_state_write_dirty(&t->log, s) || rx_err_nomem(e);
}

/* Writes the log behind the journal; nothing counts before its commit. */
static bool
write_log(struct file *t, struct rx_err *e)
{
	struct rx_out out;

	t->wrote = true;
	rx_out_open(&out, t->fd, t->state_path);
	rx_out_span(&out, rx_buf_view(&t->log));
	rx_buf_reset(&t->log);
	return rx_out_close(&out, e);
}

static bool
commit_journal(struct file *t, struct rx_err *e)
{
	rx_buf_text(&t->log, FILE_COMMIT);
	if (!write_log(t, e))
		return false;
	if (fsync(t->fd) == -1)
		return rx_err_errno(e, "cannot write %s", t->state_path);
	t->end = lseek(t->fd, 0, SEEK_END);
	t->wrote = t->blank = false;
	return true;
}

static bool
promise(struct file *t, off_t *length, struct rx_err *e)
{
	struct stat st;

	*length = 0;
	if (stat(t->path, &st) == 0)
		*length = st.st_size;
	else if (errno != ENOENT)
		return rx_err_errno(e, "cannot open %s", t->path);
	return rx_buf_printf(&t->log, "{\"rx\":\"publish\",\"length\":%lld}\n",
	    (long long)*length) || rx_err_nomem(e);
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
commit(struct rx_target *base, struct rx_err *e)
{
	struct file		*t = (struct file *)base;
	struct file_order	 o = { .length = 0 };

	if (t->fd == -1)
		return true;
	if (t->publish && !promise(t, &o.length, e))
		return false;
	if (!keep(t, e))
		return false;
	if (!t->publish)
		return true;
	o.disposition = t->table->conf.disposition;
	o.key = t->table->conf.key;
	o.counts = t->table->conf.counts;
	if (!file_publish(t, &o, e))
		return false;
	t->table->conf.counts->staged = 0;
	t->headed = t->publish = false;
	return file_snapshot(t, e);
}

static struct rx_table *
open_table(struct rx_target *base, const struct rx_table_conf *conf, struct rx_err *e)
{
	struct file	*t = (struct file *)base;
	struct rx_span	 other = t->table != NULL ? t->table->conf.resource : t->owner;

	if (other.p != NULL && !conf->bare && !rx_span_eq(other, conf->resource)) {
		rx_err_set(e, RX_USAGE, "%s holds %.*s: %.*s needs a file of its own", t->path,
		    RX_FMT(other), RX_FMT(conf->resource));
		rx_err_hint(e, "sqlite:FILE holds many; or run each resource by its name");
		return NULL;
	}
	if (t->table == NULL && (t->table = calloc(1, sizeof(*t->table))) == NULL) {
		rx_err_nomem(e);
		return NULL;
	}
	t->table->t = t;
	t->table->conf = *conf;
	return (struct rx_table *)t->table;
}

static bool
write_head(struct file_table *tb)
{
	struct rx_buf *b = &tb->t->log;

	rx_buf_printf(b, "{\"rx\":\"table\",\"disposition\":\"%s\",\"key\":",
	    rx_disposition_name(tb->conf.disposition));
	rx_key_json(b, tb->conf.key);
	tb->t->headed = true;
	return rx_buf_text(b, "}\n");
}

static enum rx_put
put(struct rx_table *table, enum rx_op op, const struct rx_record *r,
    struct rx_span part, struct rx_err *e)
{
	struct file_table	*tb = (struct file_table *)table;
	struct rx_buf		*b = &tb->t->log;

	(void)op;
	if (!tb->t->headed)
		(void)write_head(tb);
	rx_buf_text(b, "{\"rx\":\"record\",\"part\":");
	rx_buf_span(b, part);
	rx_buf_text(b, ",\"data\":");
	rx_buf_span(b, r->data);
	if (!rx_buf_text(b, "}\n")) {
		rx_err_nomem(e);
		return RX_PUT_FAILED;
	}
	if (tb->conf.disposition != RX_MERGE)
		tb->conf.counts->staged++;
	return b->n < LOG || tb->t->renew || write_log(tb->t, e) ? RX_PUT_OK : RX_PUT_FAILED;
}

/* All is dropped by leaving it out of a new state file. */
static bool
drop(struct rx_table *table, struct rx_span part, struct rx_err *e)
{
	struct file_table *tb = (struct file_table *)table;

	if (part.p == NULL) {
		rx_buf_reset(&tb->t->log);
		tb->t->renew = true;
		tb->t->headed = false;
		tb->conf.counts->staged = 0;
		return true;
	}
	rx_buf_text(&tb->t->log, "{\"rx\":\"drop\",\"part\":");
	rx_buf_span(&tb->t->log, part);
	return rx_buf_text(&tb->t->log, "}\n") || rx_err_nomem(e);
}

static bool
publish(struct rx_table *table, struct rx_err *e)
{
	(void)e;
	((struct file_table *)table)->t->publish = true;
	return true;
}

const struct rx_target_kind rx_target_file = {
	.scheme = "file",
	.form = "file:PATH.ndjson",
	.help = "a file of records, one a line",
	.pause = 200,
	.open = open_target,
	.close = close_target,
	.lock = file_lock,
	.load = file_load,
	.resources = file_resources,
	.save = save,
	.remember = file_remember,
	.history = file_history,
	.begin = begin,
	.commit = commit,
	.table = open_table,
	.put = put,
	.drop = drop,
	.publish = publish,
};
