/* Reading the journal's records back: those that nothing behind them drops. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/merge/file.h"
#include "lib/merge/part.h"

struct file_drop {
	size_t		at;	/* of its line: what stands before is dropped */
	struct rx_buf	part;	/* in its one spelling */
};

static bool
is_drop(struct rx_span line)
{
	return rx_span_starts(line, "{\"rx\":\"drop\"");
}

static bool
add_drop(struct file_journal *j, size_t at, struct rx_err *e)
{
	struct file_drop *d = realloc(j->drops, (j->ndrops + 1) * sizeof(*d));

	if (d == NULL)
		return rx_err_nomem(e);
	j->drops = d;
	d += j->ndrops++;
	*d = (struct file_drop){ at, RX_BUF_INIT(RX_BUF_LINE) };
	return rx_part_name(&d->part, j->line.m[RX_M_PART]) || rx_err_nomem(e);
}

static bool
find_drops(struct file_journal *j, struct rx_err *e)
{
	struct rx_span	text;
	size_t		at = 0;

	while (file_line(&j->map, &at, &text))
		if (is_drop(text) && (!rx_line_parse(&j->line, text, RX_LINE_WHOLE, e) ||
		    !add_drop(j, at, e))) {
			file_journal_close(j);
			return false;
		}
	return true;
}

bool
file_journal_open(struct file_journal *j, struct file *t, struct rx_err *e)
{
	struct file	*home = file_home(t);
	off_t		 end = lseek(home->fd, 0, SEEK_END);

	*j = (struct file_journal){ .line = RX_LINE_INIT,
	    .table = t->root != NULL ? t->owner : RX_SPAN_NONE };
	return file_map(&j->map, home->fd, (size_t)end, home->state_path, e) &&
	    find_drops(j, e);
}

/* The journal of a state file that is not written yet. */
static bool
open_log(struct file_journal *j, struct file *t, struct rx_err *e)
{
	*j = (struct file_journal){ .line = RX_LINE_INIT,
	    .map = { .p = t->log.p, .n = t->log.n, .borrowed = true } };
	return find_drops(j, e);
}

static bool
dropped(const struct file_journal *j, struct rx_span part)
{
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_LINE);
	bool		yes = false;
	size_t		i;

	if (j->ndrops == 0 || j->drops[j->ndrops - 1].at < j->at)
		return false;
	(void)rx_part_name(&b, part);
	for (i = j->ndrops; !yes && i-- > 0 && j->drops[i].at >= j->at; )
		yes = rx_span_eq(rx_buf_view(&j->drops[i].part), rx_buf_view(&b));
	rx_buf_free(&b);
	return yes;
}

/* What stands for "op", just before "data". */
static struct rx_span
op_of(struct rx_span line, const char *data)
{
	static const char	key[] = ",\"op\":\"";
	const char		*p = data - strlen(",\"data\":");

	if (p[-1] != '"')
		return RX_SPAN_NONE;
	while (--p > line.p && p[-1] != '"')
		continue;
	if (p - line.p < (ptrdiff_t)sizeof(key) ||
	    memcmp(p - (sizeof(key) - 1), key, sizeof(key) - 1) != 0)
		return RX_SPAN_NONE;
	return (struct rx_span){ p, (size_t)(data - p) };
}

static bool
ours(const struct file_journal *j)
{
	return j->table.p == NULL ? j->line.m[RX_M_RESOURCE].p == NULL :
	    rx_span_eq(j->table, j->line.resource);
}

bool
file_journal_next(struct file_journal *j, struct rx_span *data, enum rx_op *op,
    struct rx_err *e)
{
	struct rx_span text, name;

	while (file_line(&j->map, &j->at, &text)) {
		if (!rx_span_starts(text, "{\"rx\":\"record\""))
			continue;
		if (!rx_line_parse(&j->line, text, RX_LINE_LAZY, e))
			return false;
		if (!ours(j) || dropped(j, j->line.m[RX_M_PART]))
			continue;
		*data = j->line.m[RX_M_DATA];
		j->number = 0;
		if (j->numbered)
			(void)rx_number_int64(rx_json_get(text, "number"), &j->number);
		name = op_of(text, data->p);
		*op = rx_span_starts(name, "delete") ? RX_OP_DELETE :
		    rx_span_starts(name, "clear") ? RX_OP_CLEAR : RX_OP_PUT;
		return true;
	}
	return false;
}

void
file_journal_close(struct file_journal *j)
{
	size_t i;

	for (i = 0; i < j->ndrops; i++)
		rx_buf_free(&j->drops[i].part);
	free(j->drops);
	rx_line_free(&j->line);
	file_unmap(&j->map);
}

/* How many records wait: those that are in the log too. */
bool
file_staged(struct rx_table *table, unsigned long *n, struct rx_err *e)
{
	struct file_table	*tb = (struct file_table *)table;
	struct file_journal	 j;
	struct rx_span		 data;
	enum rx_op		 op;

	*n = tb->conf.counts->staged;
	if (tb->t->fresh || tb->loose)
		return true;
	if (!(tb->t->renew ? open_log(&j, tb->t, e) :
	    file_write_log(tb->t, e) && file_journal_open(&j, tb->t, e)))
		return false;
	for (*n = 0; file_journal_next(&j, &data, &op, e); ++*n)
		continue;
	file_journal_close(&j);
	return e->exit == RX_OK;
}
