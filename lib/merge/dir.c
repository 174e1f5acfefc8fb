/*
 * dir: what the files of a directory share: state.ndjson.  It has the state
 * of every resource whose last run has ended, and which file is whose:
 *	{"rx":"file","resource":"orders","table":"orders","file":"orders.ndjson","length":N}
 * A resource that has a journal has its state there.  Who changes state.ndjson
 * holds a lock on the directory, for as long as that takes.
 */
#include "lib/merge/dir.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/merge/file.h"

#define STATE	"state.ndjson"
#define JOURNAL	".journal"

static bool
beside(const struct files *set, struct rx_span name, const char *suffix, char **path)
{
	if (asprintf(path, "%s/%.*s%s", set->path, (int)name.n, name.p, suffix) != -1)
		return true;
	*path = NULL;
	return false;
}

bool
dir_journal(struct files *set, struct rx_span resource, char **path, struct rx_err *e)
{
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_TEXT);
	bool		ok = dir_name_journal(&b, resource) &&
			    beside(set, rx_buf_view(&b), JOURNAL, path);

	rx_buf_free(&b);
	return ok || rx_err_nomem(e);
}

bool
dir_version_check(struct files *set, struct rx_err *e)
{
	char	*path;
	bool	 ok;

	if (!beside(set, RX_SPAN(STATE), "", &path))
		return rx_err_nomem(e);
	ok = file_version_check(path, e);
	free(path);
	return ok;
}

bool
dir_states(struct files *set, file_line_fn *fn, void *arg, struct rx_err *e)
{
	char	*path;
	off_t	 end;
	bool	 ok;

	if (!beside(set, RX_SPAN(STATE), "", &path))
		return rx_err_nomem(e);
	ok = file_each(path, -1, fn, arg, &end, e);
	free(path);
	return ok;
}

/* Waits for those who change state.ndjson; -1: err. */
static int
lock_directory(const struct files *set, struct rx_err *e)
{
	int fd = open(set->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd != -1 && flock(fd, LOCK_EX) == 0)
		return fd;
	rx_err_errno(e, "cannot lock %s", set->path);
	if (fd != -1)
		(void)close(fd);
	return -1;
}

struct rewriting {
	struct files	*set;
	struct file_new	 out;
};

/* Lines of resources whose state moves there now are left out. */
static bool
copy_line(void *arg, const struct rx_line *l)
{
	struct rewriting	*rw = arg;
	struct rx_span		 resource = rx_json_get(l->text, "resource");
	struct file		*t;

	for (t = rw->set->first; t != NULL; t = t->next)
		if (t->settles && rx_json_is(resource, t->owner))
			return true;
	rx_out_line(&rw->out.out, l->text);
	return true;
}

static bool
write_file_line(struct rx_buf *b, const struct file *t)
{
	rx_buf_text(b, "{\"rx\":\"file\",\"resource\":");
	rx_json_quote(b, t->owner);
	rx_buf_text(b, ",\"table\":");
	rx_json_quote(b, t->name);
	rx_buf_text(b, ",\"file\":");
	rx_json_quote(b, rx_span_of(strrchr(t->path, '/') + 1));
	if (t->length >= 0)
		rx_buf_printf(b, ",\"length\":%lld", (long long)t->length);
	return rx_buf_text(b, "}\n");
}

/* Of a file that has been told of by its journal, or has just got its name.
 * Tables of lists have no state. */
static bool
write_ours(struct file *t, struct rx_out *out, struct rx_err *e)
{
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_LINE);
	struct rx_state	s;
	bool		ok;

	if (t->root != NULL) {
		ok = write_file_line(&b, t) || rx_err_nomem(e);
		rx_out_span(out, rx_buf_view(&b));
		rx_buf_free(&b);
		return ok;
	}
	t->history = NULL;	/* what is committed counts */
	if (!rx_state_open(&s, t->owner))
		return rx_err_nomem(e);
	ok = file_load(&t->set->base, &s, e) && ((write_file_line(&b, t) &&
	    rx_state_write(&b, &s, true)) || rx_err_nomem(e)) && file_history_write(t, &b, e);
	rx_state_free(&s);
	rx_out_span(out, rx_buf_view(&b));
	rx_buf_free(&b);
	return ok;
}

/* state.ndjson anew, with what the files that settle know now. */
static bool
rewrite(struct files *set, struct rx_err *e)
{
	struct rewriting	 rw = { .set = set };
	struct rx_buf		 head = RX_BUF_INIT(RX_BUF_TEXT);
	struct file		*t;
	char			*path;
	bool			 ok;

	if (!beside(set, RX_SPAN(STATE), "", &path))
		return rx_err_nomem(e);
	ok = file_new_open(&rw.out, path, e);
	if (ok) {
		(void)file_version_write(&head);
		rx_out_span(&rw.out.out, rx_buf_view(&head));
		rx_buf_free(&head);
		ok = dir_states(set, copy_line, &rw, e);
		for (t = set->first; ok && t != NULL; t = t->next)
			ok = !t->settles || write_ours(t, &rw.out.out, e);
		rx_out_span(&rw.out.out, RX_SPAN(FILE_COMMIT));
		if (!ok)
			file_new_drop(&rw.out);
		ok = ok && file_new_done(&rw.out, false, NULL, e);
	}
	free(path);
	return ok;
}

struct naming {			/* looking for a name that nobody has */
	const struct file	*t;
	struct rx_buf		 name, table;
	bool			 taken, known;
};

static bool
take_name(void *arg, const struct rx_line *l)
{
	struct naming	*n = arg;
	struct rx_span	 file = rx_json_get(l->text, "file");
	struct rx_buf	 b = RX_BUF_INIT(RX_BUF_TEXT);
	bool		 ok = true;

	if (!rx_span_starts(l->text, FILE_FILE))
		return true;
	if (rx_json_is(rx_json_get(l->text, "resource"), n->t->owner)) {
		n->known = true;
		rx_buf_reset(&n->name);
		rx_buf_reset(&n->table);
		return rx_json_text(&n->name, file) &&
		    rx_json_text(&n->table, rx_json_get(l->text, "table"));
	}
	if ((ok = rx_json_text(&b, file)) && rx_span_is_nocase(rx_buf_view(&b),
	    rx_buf_str(&n->name)))
		n->taken = true;
	rx_buf_free(&b);
	return ok;
}

/* The table's name, or that and the first number that makes it its own. */
static bool
find_name(struct file *t, struct naming *n, struct rx_span table, struct rx_err *e)
{
	unsigned i = 1;

	do {
		rx_buf_reset(&n->name);
		(void)dir_name_file(&n->name, table);
		if (i++ > 1)
			rx_buf_printf(&n->name, "_%u", i - 1);
		rx_buf_text(&n->name, t->set->suffix);
		n->taken = rx_span_is_nocase(rx_buf_view(&n->name), STATE);
		if (n->name.failed || !dir_states(t->set, take_name, n, e))
			return e->exit != RX_OK ? false : rx_err_nomem(e);
	} while (n->taken && !n->known);
	return true;
}

static bool
set_path(struct file *t, struct rx_span name, struct rx_span table)
{
	return rx_state_text(&t->name, table) && beside(t->set, name, "", &t->path);
}

/*
 * The data file of a resource: the one that it has; else (table) one that is
 * called like the table, or (NONE) none yet.
 */
bool
dir_place(struct file *t, struct rx_span table, struct rx_err *e)
{
	struct naming	n = { .t = t, .name = RX_BUF_INIT(RX_BUF_TEXT),
	    .table = RX_BUF_INIT(RX_BUF_TEXT) };
	bool		ok = dir_states(t->set, take_name, &n, e);
	int		fd;

	if (ok && n.known)
		ok = set_path(t, rx_buf_view(&n.name), rx_buf_view(&n.table)) ||
		    rx_err_nomem(e);
	if (ok && !n.known && table.p != NULL) {
		ok = (fd = lock_directory(t->set, e)) != -1;
		ok = ok && find_name(t, &n, table, e) &&
		    (set_path(t, rx_buf_view(&n.name), table) || rx_err_nomem(e));
		t->settles = true;
		ok = ok && rewrite(t->set, e);
		t->settles = false;
		if (fd != -1)
			(void)close(fd);
	}
	rx_buf_free(&n.name);
	rx_buf_free(&n.table);
	return ok;
}

/* Nothing of it is unfinished: its state can move. */
static bool
whole(const struct file *t)
{
	return t->fd != -1 && t->path != NULL && !t->blank &&
	    (!t->headed || (t->table != NULL && t->table->loose));
}

/* What can't be moved stays in the journals, where the next run finds it. */
void
dir_settle(struct files *set)
{
	struct rx_err	 e = RX_ERR_INIT;
	struct file	*t;
	bool		 any = false;
	int		 fd;

	for (t = set->first; t != NULL; t = t->next)
		any |= t->settles = whole(t);
	if (!any || (fd = lock_directory(set, &e)) == -1)
		return;
	if (rewrite(set, &e))
		for (t = set->first; t != NULL; t = t->next)
			t->blank = t->blank || t->settles;
	(void)close(fd);
}

/* -- the resources that there are ---------------------------------------- */

struct names {
	struct rx_buf	*b;
	struct rx_arena	 arena;
	struct rx_span	*v;
	size_t		 n;
};

static bool
add_owner(void *arg, const struct rx_line *l)
{
	struct names	*ns = arg;
	struct rx_span	*v;
	size_t		 i;

	if (l->kind != RX_KIND_STATE)
		return true;
	for (i = ns->n; i-- > 0; )
		if (rx_span_eq(ns->v[i], l->resource))
			return true;
	if ((v = realloc(ns->v, (ns->n + 1) * sizeof(*v))) == NULL)
		return false;
	ns->v = v;
	v[ns->n] = rx_arena_span(&ns->arena, l->resource);
	rx_buf_byte(ns->b, ns->n++ == 0 ? '[' : ',');
	return v[ns->n - 1].p != NULL && rx_json_quote(ns->b, l->resource);
}

static int
is_journal(const struct dirent *d)
{
	return rx_span_ends(rx_span_of(d->d_name), JOURNAL);
}

bool
dir_lines(struct files *set, file_line_fn *fn, void *arg, struct rx_err *e)
{
	struct dirent	**v = NULL;
	char		*path;
	off_t		 end;
	bool		 ok = dir_states(set, fn, arg, e);
	int		 n = ok ? scandir(set->path, &v, is_journal, alphasort) : 0, i;

	if (n == -1)
		return rx_err_errno(e, "cannot read %s", set->path);
	for (i = 0; i < n; i++) {
		if (ok && (ok = beside(set, rx_span_of(v[i]->d_name), "", &path))) {
			ok = file_each(path, -1, fn, arg, &end, e);
			free(path);
		}
		free(v[i]);
	}
	free(v);
	return ok;
}

bool
dir_resources(struct files *set, struct rx_buf *names, struct rx_err *e)
{
	struct names	ns = { .b = names, .arena = RX_ARENA_INIT };
	bool		ok = dir_lines(set, add_owner, &ns, e);

	rx_buf_text(names, ns.n == 0 ? "[]" : "]");
	free(ns.v);
	rx_arena_free(&ns.arena);
	return ok;
}
