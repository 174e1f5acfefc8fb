/* What rx-select tells people of while it goes through pages. */
#include <stdio.h>

#include "rx/json.h"
#include "lib/select/cutter.h"
#include "lib/select/stream.h"

#define CROWD	200	/* records at one cursor, as many as dlt warns of */

/* The names of a body's members, for people. */
static void
list_members(struct rx_buf *b, struct rx_span body)
{
	struct rx_json_iter	it;
	struct rx_span		key, v;
	const char		*separator = "";

	rx_buf_reset(b);
	if (rx_json_kind(body) != RX_JSON_OBJECT || !rx_json_begin(&it, body)) {
		rx_buf_printf(b, "%s", rx_json_kind_name(rx_json_kind(body)));
		return;
	}
	while (rx_json_next(&it, &key, &v) && b->n < 400) {
		rx_buf_text(b, separator);
		(void)rx_json_decode(b, key);
		separator = ", ";
	}
}

/* Counts whether the selector matched; says once what was taken instead. */
void
stream_note(struct stream *s, struct seen *seen, const struct rx_line *l,
    enum rx_rows_outcome outcome, struct rx_span body)
{
	char text[256];

	seen->found += outcome == RX_ROWS_FOUND || outcome == RX_ROWS_BARE ||
	    outcome == RX_ROWS_ENTITY;
	if (outcome == RX_ROWS_MISSED) {
		seen->missed++;
		list_members(&seen->members, body);
	}
	if ((outcome != RX_ROWS_BARE && outcome != RX_ROWS_ENTITY) || seen->said)
		return;
	seen->said = true;
	(void)snprintf(text, sizeof(text), "%.*s%sthe body %s: it is taken as %s",
	    RX_FMT(l->resource), l->resource.p != NULL ? ": " : "",
	    outcome == RX_ROWS_BARE ? "is a bare array" : "is a single record",
	    outcome == RX_ROWS_BARE ? "the records" : "the one record");
	s->conf->say(s->conf->arg, NULL, text);
}

void
stream_crowd(struct stream *s, struct seen *seen, const struct rx_line *l, const struct cursor *c)
{
	char text[300];

	if (c->nedge == 0 || seen->crowded)
		return;
	if (!rx_span_eq(rx_buf_view(&seen->top), rx_buf_view(&c->seen))) {
		seen->at_top = 0;
		rx_buf_reset(&seen->top);
		rx_buf_span(&seen->top, rx_buf_view(&c->seen));
	}
	seen->at_top += c->nedge;
	if (seen->at_top <= CROWD)
		return;
	seen->crowded = true;
	(void)snprintf(text, sizeof(text), "%.*s: more than %d records stand at %.*s, the greatest "
	    "cursor: each is remembered; a finer cursor_path would need fewer",
	    RX_FMT(l->resource), CROWD, (int)(c->seen.n < 60 ? c->seen.n : 60), c->seen.p);
	s->conf->say(s->conf->arg, "warning", text);
}
