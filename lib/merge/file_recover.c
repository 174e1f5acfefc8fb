/* A process that died left a publication half done, or records of a merge
 * that it had taken: both are done now. */
#include <stdlib.h>

#include "lib/merge/file.h"

struct found {
	struct file_head	head;
	off_t			length;		/* of the data file, before */
	bool			records, publish;
};

static bool
search(struct found *f, struct file_map *m, struct rx_err *e)
{
	struct rx_span	line;
	size_t		at = 0;
	int64_t		n;

	while (file_line(m, &at, &line)) {
		if (rx_span_starts(line, "{\"rx\":\"record\"")) {
			f->records = true;
		} else if (rx_span_starts(line, "{\"rx\":\"table\"")) {
			if (!file_head_read(&f->head, line, e))
				return false;
		} else if (rx_span_starts(line, "{\"rx\":\"publish\"")) {
			f->publish = true;
			f->length = rx_number_int64(rx_json_get(line, "length"), &n) ?
			    (off_t)n : 0;
		}
	}
	return true;
}

/* A load that must be seen as a whole is not done by halves. */
static bool
must_publish(const struct found *f)
{
	const struct rx_table_conf *c = &f->head.conf;

	return f->publish || (f->records && c->disposition == RX_MERGE && !c->staged);
}

bool
file_recover(struct file *t, struct rx_err *e)
{
	struct rx_target_counts	counts = { 0 };
	struct found		f = { .head.conf.counts = &counts };
	struct file_map		m;
	bool			ok;

	if (!file_map(&m, t->fd, (size_t)t->end, t->state_path, e))
		return false;
	ok = search(&f, &m, e);
	file_unmap(&m);
	t->headed = f.records;
	t->fresh = !f.records;
	if (ok && must_publish(&f)) {
		ok = file_publish(t, &f.head.conf, f.length, e) && file_snapshot(t, e);
		t->headed = false;
		t->fresh = true;
	}
	file_head_free(&f.head);
	return ok;
}
