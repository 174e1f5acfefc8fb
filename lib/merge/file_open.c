/* The NDJSON targets: one file, or a directory of them. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/merge/file.h"
#include "lib/merge/kinds.h"

#define SHARE	3	/* of four quarters of --memory: files need no other caches */

static void
close_file(struct file *t)
{
	if (t->fd != -1) {
		if (t->blank)
			(void)unlink(t->state_path);
		(void)close(t->fd);
	}
	if (t->folding)
		rx_fold_close(&t->fold);
	rx_store_close(&t->loose);
	file_ahead_drop(&t->ahead);
	rx_buf_free(&t->log);
	(void)rx_state_text(&t->owner, RX_SPAN_NONE);
	(void)rx_state_text(&t->name, RX_SPAN_NONE);
	file_head_free(&t->head);
	free(t->table);
	free(t->path);
	free(t->state_path);
	free(t);
}

void
files_close(struct rx_target *base)
{
	struct files	*set = (struct files *)base;
	struct file	*t, *next;

	if (set->suffix != NULL)
		dir_settle(set);
	for (t = set->first; t != NULL; t = next) {
		next = t->next;
		close_file(t);
	}
	free(set->path);
	free(set);
}

static struct file *
new_file(struct files *set)
{
	struct file *t = calloc(1, sizeof(*t));

	if (t == NULL)
		return NULL;
	t->set = set;
	t->fd = -1;
	t->blank = true;
	t->length = -1;
	t->log = (struct rx_buf)RX_BUF_INIT((size_t)1 << 40);
	rx_store_open(&t->loose, &set->budget);
	t->next = set->first;
	set->first = t;
	return t;
}

struct file *
files_of(struct files *set, struct rx_span resource, struct rx_err *e)
{
	struct file *t;

	for (t = set->first; t != NULL; t = t->next)
		if (set->suffix == NULL || rx_span_eq(t->owner, resource))
			return t;
	if ((t = new_file(set)) != NULL && rx_state_text(&t->owner, resource) &&
	    dir_journal(set, resource, &t->state_path, e))
		return t;
	rx_err_nomem(e);
	return NULL;
}

static bool
open_one(struct files *set)
{
	struct file *t = new_file(set);

	if (t == NULL || (t->path = strdup(set->path)) == NULL)
		return false;
	if (asprintf(&t->state_path, "%s.state", t->path) != -1)
		return true;
	t->state_path = NULL;
	return false;
}

/* Is there a directory?  One that shall be written is made. */
static bool
find_directory(const struct rx_target_conf *conf, struct rx_err *e)
{
	struct stat st;

	if (stat(conf->where, &st) == 0) {
		errno = ENOTDIR;
		return S_ISDIR(st.st_mode) || rx_err_errno(e, "cannot open %s", conf->where);
	}
	if (errno != ENOENT && errno != ENOTDIR)
		return rx_err_errno(e, "cannot open %s", conf->where);
	return !conf->read && rx_file_mkdirs(conf->where, 0777, e);
}

/* A symbolic link is followed, so that it is not replaced. */
struct rx_target *
files_open(const struct rx_target_conf *conf, const char *suffix,
    const struct rx_target_kind *kind, struct rx_err *e)
{
	struct files *set;

	if (!(suffix != NULL ? find_directory(conf, e) : rx_file_plain(conf->where, e)))
		return NULL;
	if ((set = calloc(1, sizeof(*set))) == NULL) {
		rx_err_nomem(e);
		return NULL;
	}
	set->base.kind = kind;
	set->suffix = suffix;
	set->budget.left = conf->memory * SHARE;
	if ((set->path = realpath(conf->where, NULL)) == NULL)
		set->path = strdup(conf->where);
	if (set->path == NULL || (suffix == NULL && !open_one(set)))
		rx_err_nomem(e);
	else if (suffix != NULL ? dir_version_check(set, e) :
	    file_version_check(set->first->state_path, e))
		return &set->base;
	files_close(&set->base);
	return NULL;
}
