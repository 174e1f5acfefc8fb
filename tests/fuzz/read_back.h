/*
 * read_back.h: what is asked of every source that could be read: it can be
 * explained; and what is accepted has a canonical form that reads back to itself.
 */
#include <stdlib.h>

#include "rx/source.h"

static bool
accepted(const struct rx_source *s)
{
	for (const struct rx_problem *p = s->problems; p != NULL; p = p->next)
		if (!p->warning)
			return false;
	return true;
}

static void
read_back(struct rx_source *s)
{
	struct rx_buf words = RX_BUF_INIT(RX_BUF_LINE);
	struct rx_buf first = RX_BUF_INIT(RX_BUF_LINE), second = RX_BUF_INIT(RX_BUF_LINE);
	struct rx_err err = RX_ERR_INIT;
	struct rx_source again;

	rx_source_explain(s, &words);
	rx_buf_free(&words);
	if (!accepted(s))
		return;
	rx_source_json(s, &first);
	if (!rx_source_parse(&again, "again", rx_buf_view(&first), NULL, &err))
		abort();
	rx_source_json(&again, &second);
	if (!rx_span_eq(rx_buf_view(&first), rx_buf_view(&second)))
		abort();
	rx_source_free(&again);
	rx_buf_free(&first);
	rx_buf_free(&second);
}
