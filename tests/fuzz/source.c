/*
 * Any text as a source: no crash; and what is accepted without a problem has
 * a canonical form that reads back to itself, and an explanation.
 */
#include <stdint.h>
#include <stdlib.h>

#include "rx/source.h"

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static bool
accepted(const struct rx_source *s)
{
	for (const struct rx_problem *p = s->problems; p != NULL; p = p->next)
		if (!p->warning)
			return false;
	return true;
}

static void
read_back(const struct rx_source *s)
{
	struct rx_buf first = RX_BUF_INIT(RX_BUF_LINE), second = RX_BUF_INIT(RX_BUF_LINE);
	struct rx_err err = RX_ERR_INIT;
	struct rx_source again;

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

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct rx_buf words = RX_BUF_INIT(RX_BUF_LINE);
	struct rx_err err = RX_ERR_INIT;
	struct rx_source s;

	if (rx_source_parse(&s, "fuzz", (struct rx_span){ (const char *)data, size }, NULL, &err)) {
		rx_source_explain(&s, &words);
		if (accepted(&s))
			read_back(&s);
	}
	rx_source_free(&s);
	rx_buf_free(&words);
	return 0;
}
