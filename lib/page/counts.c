/* What was done for a resource or a part of it. */
#include <string.h>

#include "lib/page/engine.h"

void
rx_counts_reason(struct rx_counts *c, const char *why)
{
	int i;

	for (i = 0; i < RX_REASONS; i++) {
		if (c->why[i] == NULL)
			c->why[i] = why;
		if (strcmp(c->why[i], why) == 0) {
			c->times[i]++;
			return;
		}
	}
	c->times[RX_REASONS - 1]++;
}

void
rx_counts_add(struct rx_counts *to, const struct rx_counts *c)
{
	unsigned long	n;
	int		i;

	to->requests += c->requests;
	to->pages += c->pages;
	to->rows += c->rows;
	to->retries += c->retries;
	to->waited += c->waited;
	for (i = 0; i < RX_REASONS; i++)
		for (n = 0; n < c->times[i]; n++)
			rx_counts_reason(to, c->why[i]);
}

void
rx_counts_why(struct rx_buf *b, const struct rx_counts *c)
{
	int i;

	if (c->why[0] != NULL && c->why[1] == NULL) {
		rx_buf_text(b, c->why[0]);
		return;
	}
	for (i = 0; i < RX_REASONS && c->why[i] != NULL; i++)
		rx_buf_printf(b, "%s%s (%lu)", i > 0 ? ", " : "", c->why[i], c->times[i]);
}

void
rx_counts_write(struct rx_buf *b, const struct rx_counts *c)
{
	rx_buf_printf(b, "{\"requests\":%lu,\"pages\":%lu,\"rows\":%lu,\"retries\":%lu,"
	    "\"waited\":%.1f", c->requests, c->pages, c->rows, c->retries, c->waited);
	if (c->why[0] != NULL) {
		rx_buf_text(b, ",\"end\":\"");
		rx_counts_why(b, c);
		rx_buf_byte(b, '"');
	}
	rx_buf_byte(b, '}');
}
