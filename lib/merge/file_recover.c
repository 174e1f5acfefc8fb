/* A process that died left a publication half done, or records of a merge
 * that it had taken: both are done now. */
#include <stdlib.h>

#include "lib/merge/file.h"

struct found {
	struct file_order	order;
	struct rx_key		key;
	bool			records, publish;
};

static void
read_number(struct rx_span line, const char *name, off_t *v)
{
	struct rx_span	n = rx_json_get(line, name);
	int64_t		i;

	if (rx_json_kind(n) == RX_JSON_NUMBER && rx_number_int64(n, &i) && i >= 0)
		*v = (off_t)i;
}

static bool
read_table(struct found *f, struct rx_span line, struct rx_err *e)
{
	struct rx_span d = rx_json_get(line, "disposition");

	f->order.disposition = rx_json_is(d, RX_SPAN("merge")) ? RX_MERGE :
	    rx_json_is(d, RX_SPAN("replace")) ? RX_REPLACE : RX_APPEND;
	rx_key_free(&f->key);
	return rx_key_read(&f->key, rx_json_get(line, "key"), e);
}

static bool
search(struct found *f, struct file_map *m, struct rx_err *e)
{
	struct rx_span	line;
	size_t		at = 0;

	while (file_line(m, &at, &line)) {
		if (rx_span_starts(line, "{\"rx\":\"record\"")) {
			f->records = true;
		} else if (rx_span_starts(line, "{\"rx\":\"table\"")) {
			if (!read_table(f, line, e))
				return false;
		} else if (rx_span_starts(line, "{\"rx\":\"publish\"")) {
			f->publish = true;
			read_number(line, "length", &f->order.length);
		}
	}
	return true;
}

bool
file_recover(struct file *t, struct rx_err *e)
{
	struct rx_target_counts	counts = { 0 };
	struct found		f = { .key = RX_KEY_INIT };
	struct file_map		m;
	bool			ok;

	if (!file_map(&m, t->fd, (size_t)t->end, t->state_path, e))
		return false;
	ok = search(&f, &m, e);
	file_unmap(&m);
	f.order.key = &f.key;
	f.order.counts = &counts;
	t->headed = f.records;
	if (ok && (f.publish || (f.records && f.order.disposition == RX_MERGE))) {
		ok = file_publish(t, &f.order, e) && file_snapshot(t, e);
		t->headed = false;
	}
	rx_key_free(&f.key);
	return ok;
}
