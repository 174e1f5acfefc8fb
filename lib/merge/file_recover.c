/* A process that died left a publication half done, or records of a merge
 * that it had taken: both are done now. */
#include <stdlib.h>

#include "lib/merge/file.h"

struct found {
	bool	records, publish;
};

/* What a table line says is kept: the table of a list may never be opened. */
static bool
take_head(struct file *root, struct rx_span line, struct rx_err *e)
{
	struct file *t = file_family_of(root, line, e);

	if (t == NULL)
		return false;
	t->head.conf.counts = &t->told;
	if (!file_head_read(&t->head, line, e))
		return false;
	if (t == root)
		return true;
	t->headed = true;
	return t->path != NULL || dir_place(t, t->head.conf.name, e);
}

static bool
take_promise(struct file *root, struct rx_span line, struct rx_err *e)
{
	struct file	*t = file_family_of(root, line, e);
	int64_t		 n;

	if (t == NULL)
		return false;
	t->promised = rx_number_int64(rx_json_get(line, "length"), &n) ? (off_t)n : 0;
	return true;
}

static bool
search(struct found *f, struct file *t, struct file_map *m, struct rx_err *e)
{
	struct rx_span	line;
	size_t		at = 0;

	while (file_line(m, &at, &line)) {
		if (rx_span_starts(line, "{\"rx\":\"record\"")) {
			f->records = true;
		} else if (rx_span_starts(line, "{\"rx\":\"table\"")) {
			if (!take_head(t, line, e))
				return false;
		} else if (rx_span_starts(line, "{\"rx\":\"publish\"")) {
			f->publish = true;
			if (!take_promise(t, line, e))
				return false;
		}
	}
	return true;
}

/* A load that must be seen as a whole is not done by halves. */
static bool
must_publish(const struct found *f, const struct rx_table_conf *c)
{
	return f->publish || (f->records && c->disposition == RX_MERGE && !c->staged);
}

bool
file_recover(struct file *t, struct rx_err *e)
{
	struct found	f = { false, false };
	struct file_map	m;
	bool		ok;

	if (!file_map(&m, t->fd, (size_t)t->end, t->state_path, e))
		return false;
	ok = search(&f, t, &m, e);
	file_unmap(&m);
	t->headed = f.records;
	t->fresh = !f.records;
	return ok && (!must_publish(&f, &t->head.conf) || file_family_publish(t, e));
}
