/* Reading the journal's records back: those that nothing behind them drops. */
#include <stdlib.h>
#include <sys/stat.h>

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

bool
file_journal_open(struct file_journal *j, struct file *t, struct rx_err *e)
{
	struct rx_span	text;
	size_t		at = 0;

	*j = (struct file_journal){ .line = RX_LINE_INIT };
	if (!file_map(&j->map, t->fd, (size_t)t->end, t->state_path, e))
		return false;
	while (file_line(&j->map, &at, &text))
		if (is_drop(text) && (!rx_line_parse(&j->line, text, RX_LINE_WHOLE, e) ||
		    !add_drop(j, at, e))) {
			file_journal_close(j);
			return false;
		}
	return true;
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

bool
file_journal_next(struct file_journal *j, struct rx_span *data, struct rx_err *e)
{
	struct rx_span text;

	while (file_line(&j->map, &j->at, &text)) {
		if (!rx_span_starts(text, "{\"rx\":\"record\""))
			continue;
		if (!rx_line_parse(&j->line, text, RX_LINE_LAZY, e))
			return false;
		if (dropped(j, j->line.m[RX_M_PART]))
			continue;
		*data = j->line.m[RX_M_DATA];
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
