/* A root and its tables of lists: one journal, so one commit for all. */
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "lib/merge/file.h"

static const struct rx_table_conf *
conf_of(const struct file *t)
{
	return t->table != NULL ? &t->table->conf : &t->head.conf;
}

/* Has it anything to publish?  Also what an earlier run has left of a table
 * that this one does not know. */
static bool
takes_part(const struct file *t, const struct file *root)
{
	return t == root || (t->root == root && (t->headed ||
	    (t->publish && (conf_of(t)->disposition == RX_REPLACE ||
	    conf_of(root)->link != NULL))));
}

/* What is loose is not in the journal: nothing of it can be done again. */
static bool
promise(struct file *t, struct rx_buf *log, struct rx_err *e)
{
	struct stat st;

	t->promised = 0;
	if (stat(t->path, &st) == 0)
		t->promised = st.st_size;
	else if (errno != ENOENT)
		return rx_err_errno(e, "cannot open %s", t->path);
	if (t->folding && t->table->loose)
		return true;
	file_head_write(log, conf_of(t));
	rx_buf_text(log, "{\"rx\":\"publish\"");
	if (t->root != NULL) {
		rx_buf_text(log, ",\"resource\":");
		rx_json_quote(log, t->owner);
	}
	return rx_buf_printf(log, ",\"length\":%lld}\n", (long long)t->promised) ||
	    rx_err_nomem(e);
}

bool
file_family_promise(struct file *root, struct rx_err *e)
{
	struct file *t;

	for (t = root->set->first; t != NULL; t = t->next)
		if (takes_part(t, root) && !promise(t, &root->log, e))
			return false;
	return true;
}

static void
is_done(struct file *t)
{
	t->headed = t->publish = false;
	if (t->table == NULL)
		return;
	t->table->conf.counts->staged = 0;
	t->table->started = false;
}

/* Before the root's own file is written: until then it says what goes. */
bool
file_family_lists(struct file *root, struct rx_kin *kin, struct rx_err *e)
{
	struct file *t;

	for (t = root->set->first; t != NULL; t = t->next)
		if (t != root && takes_part(t, root) && !file_publish_list(t, conf_of(t), kin, e))
			return false;
	return true;
}

bool
file_family_publish(struct file *root, struct rx_err *e)
{
	bool		 together = conf_of(root)->link != NULL;
	struct file	*t;

	for (t = root->set->first; t != NULL; t = t->next)
		if (takes_part(t, root) && (t == root || !together) &&
		    !file_publish(t, conf_of(t), t->promised, e))
			return false;
	if (!file_snapshot(root, e))
		return false;
	for (t = root->set->first; t != NULL; t = t->next)
		if (file_home(t) == root)
			is_done(t);
	root->fresh = true;
	return true;
}

void
file_family_drop(struct file *root, bool all)
{
	struct file *t;

	for (t = root->set->first; t != NULL; t = t->next) {
		if (file_home(t) != root)
			continue;
		if (t->folding)
			rx_fold_close(&t->fold);
		t->folding = false;
		if (all)
			is_done(t);
	}
}

struct file *
file_family_of(struct file *root, struct rx_span line, struct rx_err *e)
{
	struct rx_span	 resource = rx_json_get(line, "resource");
	struct rx_buf	 b = RX_BUF_INIT(RX_BUF_TEXT);
	struct file	*t = NULL;

	if (resource.p == NULL)
		return root;
	if (!rx_json_text(&b, resource))
		rx_err_nomem(e);
	else if ((t = files_of(root->set, rx_buf_view(&b), e)) != NULL && t != root)
		t->root = root;
	rx_buf_free(&b);
	return t;
}
