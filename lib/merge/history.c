/* Rows of the history: as values, as lines. */
#include "rx/history.h"

#include <stdio.h>

#include "rx/json.h"
#include "rx/target.h"

const struct rx_history_name rx_history_names[RX_H_N] = {
	{ "run", false }, { "source", false }, { "resource", false }, { "started", false },
	{ "ended", false }, { "requests", true }, { "pages", true }, { "records", true },
	{ "inserted", true }, { "updated", true }, { "unchanged", true }, { "deleted", true },
	{ "rejected", true }, { "why", false }, { "exit", true }
};

static struct rx_span
number(char scratch[24], long n)
{
	if (n < 0)
		return RX_SPAN_NONE;
	(void)snprintf(scratch, 24, "%ld", n);
	return rx_span_of(scratch);
}

static struct rx_span
text(const char *s)
{
	return s[0] != '\0' ? rx_span_of(s) : RX_SPAN_NONE;
}

static struct rx_span
count(const struct rx_target_counts *c, enum rx_history_column column, char scratch[24])
{
	switch (column) {
	case RX_H_INSERTED:
		return number(scratch, (long)c->inserted);
	case RX_H_UPDATED:
		return number(scratch, (long)c->updated);
	case RX_H_UNCHANGED:
		return number(scratch, (long)c->unchanged);
	default:
		return number(scratch, (long)c->deleted);
	}
}

struct rx_span
rx_history_value(const struct rx_history *h, enum rx_history_column column, char scratch[24])
{
	switch (column) {
	case RX_H_RUN:
		return text(h->run);
	case RX_H_SOURCE:
		return h->source;
	case RX_H_RESOURCE:
		return h->resource;
	case RX_H_STARTED:
		return text(h->started);
	case RX_H_ENDED:
		return text(h->ended);
	case RX_H_REQUESTS:
		return number(scratch, h->requests);
	case RX_H_PAGES:
		return number(scratch, h->pages);
	case RX_H_RECORDS:
		return number(scratch, (long)h->records);
	case RX_H_REJECTED:
		return number(scratch, (long)h->rejected);
	case RX_H_WHY:
		return h->why;
	case RX_H_EXIT:
		return number(scratch, h->exit);
	default:
		return count(h->counts, column, scratch);
	}
}

bool
rx_history_write(struct rx_buf *b, const char *lead, const struct rx_span v[RX_H_N])
{
	const char	*separator = "";
	int		 i;

	rx_buf_printf(b, "{%s", lead);
	for (i = 0; i < RX_H_N; i++) {
		rx_buf_printf(b, "%s\"%s\":", separator, rx_history_names[i].name);
		separator = ",";
		if (v[i].p == NULL)
			rx_buf_text(b, "null");
		else if (rx_history_names[i].number)
			rx_buf_span(b, v[i]);
		else
			rx_json_quote(b, v[i]);
	}
	return rx_buf_byte(b, '}');
}

bool
rx_history_read(struct rx_span v[RX_H_N], struct rx_span line, struct rx_buf *texts)
{
	size_t	start[RX_H_N + 1];
	bool	null[RX_H_N];
	int	i;

	rx_buf_reset(texts);
	for (i = 0; i < RX_H_N; i++) {
		struct rx_span value = rx_json_get(line, rx_history_names[i].name);

		start[i] = texts->n;
		null[i] = value.p == NULL || rx_json_kind(value) == RX_JSON_NULL;
		if (!null[i])
			(void)rx_json_text(texts, value);
	}
	start[RX_H_N] = texts->n;
	for (i = 0; i < RX_H_N; i++)
		v[i] = null[i] ? RX_SPAN_NONE :
		    (struct rx_span){ texts->p + start[i], start[i + 1] - start[i] };
	return !texts->failed;
}
