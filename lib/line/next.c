#include "rx/line.h"

#include <stdio.h>

int
rx_line_cut(const struct rx_in *in, struct rx_err *e)
{
	rx_err_set(e, RX_FAILED, "the stream was cut short in line %lu", in->line);
	rx_err_at(e, "%s", in->name);
	rx_err_hint(e, "what came before it has failed or was stopped; run it again");
	return e->exit;
}

int
rx_line_next(struct rx_in *in, struct rx_line *l, enum rx_line_how how, struct rx_err *e)
{
	struct rx_span	text;
	int		r;

	do {
		if ((r = rx_in_line(in, &text, e)) != 1)
			return r;
	} while (rx_span_trim(text).n == 0);
	if (rx_line_parse(l, text, how, e))
		return 1;
	if (in->cut) {
		(void)rx_line_cut(in, e);
	} else if (e->at[0] == '\0') {
		rx_err_at(e, "%s, line %lu", in->name, in->line);
	} else {
		char within[128];

		(void)snprintf(within, sizeof(within), "%.100s", e->at);
		rx_err_at(e, "%s, line %lu of the stream (%s)", in->name, in->line, within);
	}
	if (!in->cut)
		(void)rx_line_hint(text, e);
	return -1;
}
