/* explain_records: what becomes of answers and of records, and the finer points of windows. */
#include <string.h>

#include "lib/plan/explain.h"
#include "lib/plan/dialect.h"

/* -- answers ------------------------------------------------------------------ */

static void
condition(struct rx_buf *out, const struct rx_node *action)
{
	const struct rx_node *status = rx_node_get(action, "status_code");
	const struct rx_node *content = rx_node_get(action, "content");
	const struct rx_node *jq = rx_node_get(action, "jq");

	if (status != NULL)
		rx_buf_printf(out, "status %.*s", RX_FMT(status->text));
	if (content != NULL)
		rx_buf_printf(out, "%sa body with \"%.*s\"", status != NULL ? " and " : "",
		    RX_FMT(content->text));
	if (jq != NULL)
		rx_buf_printf(out, "%sa body for which jq says %.*s",
		    status != NULL || content != NULL ? " and " : "", RX_FMT(jq->text));
}

static void
actions(struct rx_about *about)
{
	const struct rx_node *list = rx_node_get(about->endpoint, "response_actions");

	for (const struct rx_node *a = rx_first(list); a != NULL; a = a->next) {
		const struct rx_node *does = rx_node_get(a, "action");
		struct rx_buf text = RX_BUF_INIT(RX_BUF_TEXT);

		condition(&text, a);
		rx_buf_text(&text, rx_node_is(does, "ignore") ? ": taken as no records" :
		    rx_node_is(does, "retry") ? ": asked again" : ": an error");
		rx_say_buf(about, "answers", &text);
	}
}

static void
handled(struct rx_about *about)
{
	const struct rx_node *handler = rx_node_get(about->endpoint, "error_handler");
	const struct rx_node *gone = rx_node_get(handler, "gone_status_codes");
	const struct rx_node *wait = rx_node_get(handler, "max_wait");
	struct rx_buf text = RX_BUF_INIT(RX_BUF_TEXT);

	if (wait != NULL) {
		rx_buf_text(&text, "a wait of more than ");
		rx_say_value(&text, wait);
		rx_buf_text(&text, " s is an error");
		rx_say_buf(about, "retried", &text);
		text = (struct rx_buf)RX_BUF_INIT(RX_BUF_TEXT);
	}
	for (const struct rx_node *c = rx_first(gone); c != NULL; c = c->next)
		rx_buf_printf(&text, "%s%.*s", c != gone->first ? ", " : "", RX_FMT(c->text));
	if (text.n > 0)
		rx_buf_text(&text, ": gone, no records");
	rx_say_buf(about, "answers", &text);
}

/* -- records ------------------------------------------------------------------ */

static void
filter(struct rx_about *about)
{
	const struct rx_node *filter = rx_node_get(about->endpoint, "record_filter");
	const struct rx_node *jq = rx_node_get(filter, "jq");
	const struct rx_node *condition = rx_node_get(filter, "condition");

	if (jq != NULL)
		rx_say(about, "kept", "records for which jq says %.*s", RX_FMT(jq->text));
	else if (condition != NULL || (filter != NULL && filter->kind == RX_JSON_STRING))
		rx_say(about, "kept", "records for which %.*s",
		    RX_FMT(condition != NULL ? condition->text : filter->text));
}

static void
steps(struct rx_about *about)
{
	const struct rx_node *list = rx_node_get(about->resource, "processing_steps");

	for (const struct rx_node *s = rx_first(list); s != NULL; s = s->next) {
		const struct rx_node *what = s->first;

		if (what == NULL)
			continue;
		if (rx_span_is(what->key, "filter"))
			rx_say(about, "steps", "kept: records for which jq says %.*s",
			    RX_FMT(what->text));
		else if (rx_span_is(what->key, "map"))
			rx_say(about, "steps", "each record becomes jq's %.*s",
			    RX_FMT(what->text));
		else
			rx_say(about, "steps", "each record becomes what jq gives for %.*s",
			    RX_FMT(what->text));
	}
}

static void
added(struct rx_about *about)
{
	const struct rx_node *list = rx_node_get(about->resource, "include_from_parent");
	struct rx_buf text = RX_BUF_INIT(RX_BUF_TEXT);

	for (const struct rx_node *f = rx_first(list); f != NULL; f = f->next)
		rx_buf_printf(&text, "%s%.*s", text.n > 0 ? ", " : "", RX_FMT(f->text));
	if (text.n > 0)
		rx_buf_text(&text, " of the parent's record, as _PARENT_FIELD");
	rx_say_buf(about, "added", &text);
}

void
rx_say_answers(struct rx_about *about)
{
	const struct rx_node *required = rx_node_get(about->endpoint, "data_selector_required");

	handled(about);
	actions(about);
	if (required != NULL && required->kind == RX_JSON_FALSE)
		rx_say(about, "answers", "none with the selected member: no records, no error");
}

void
rx_say_records(struct rx_about *about)
{
	added(about);
	steps(about);
	filter(about);
}

/* -- windows ------------------------------------------------------------------- */

static void
one(struct rx_about *about, const struct rx_node *inc, const char *key, const char *fmt)
{
	const struct rx_node *value = rx_node_get(inc, key);
	struct rx_buf text = RX_BUF_INIT(RX_BUF_TEXT);
	const char *mark = strchr(fmt, '~');

	if (value == NULL || value->kind == RX_JSON_NULL || rx_span_is(value->text, "0"))
		return;
	rx_buf_add(&text, fmt, (size_t)(mark - fmt));
	rx_say_value(&text, value);
	rx_buf_text(&text, mark + 1);
	rx_say_buf(about, "since", &text);
}

static void
missing(struct rx_about *about, const struct rx_node *inc)
{
	const struct rx_node *how = rx_node_get(inc, "on_cursor_value_missing");
	struct rx_span path = rx_node_text(rx_node_get(inc, "cursor_path"));

	if (how == NULL)
		return;
	rx_say(about, "since", "a record without %.*s is %s", RX_FMT(path),
	    rx_node_is(how, "include") ? "kept" : rx_node_is(how, "exclude") ? "dropped" :
	    "an error");
}

void
rx_say_order(struct rx_about *about)
{
	const struct rx_node *inc = rx_node_get(about->endpoint, "incremental");
	const struct rx_node *order = rx_node_get(inc, "row_order");
	struct rx_span path = rx_node_text(rx_node_get(inc, "cursor_path"));

	if (rx_node_is(order, "asc"))
		rx_say(about, "ends", "the first page where %.*s is behind the window",
		    RX_FMT(path));
	else if (rx_node_is(order, "desc"))
		rx_say(about, "ends", "the first page where %.*s is before the window",
		    RX_FMT(path));
}

void
rx_say_window(struct rx_about *about, const struct rx_node *inc, bool sent)
{
	const struct rx_node *key = rx_node_get(inc, "primary_key");

	if (sent) {
		one(about, inc, "lag", "asked again: ~ before it (seconds of a time, days of a "
		    "date, units of a number)");
		one(about, inc, "lookback_window", "asked again: ~ before it");
		one(about, inc, "datetime_format", "written as ~");
		one(about, inc, "convert", "sent as ~ makes it, a format or a jq program");
		one(about, inc, "cursor_granularity", "a step ends ~ before the next begins");
	}
	if (rx_node_is(rx_node_get(inc, "last_value_func"), "min"))
		rx_say(about, "since", "the least value counts, not the greatest");
	if (rx_node_is(rx_node_get(inc, "range_start"), "open"))
		rx_say(about, "since", "without the records that stand exactly at the start");
	if (rx_node_is(rx_node_get(inc, "range_end"), "closed"))
		rx_say(about, "since", "with the records that stand exactly at the end");
	missing(about, inc);
	if (key != NULL && key->kind == RX_JSON_ARRAY && key->n == 0)
		rx_say(about, "since", "records at the bookmark are not compared with known ones");
}
