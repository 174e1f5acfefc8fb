/* explain_paging: how pages go on, what ends them, what is retried, since when. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/plan/explain.h"
#include "lib/plan/dialect.h"

struct pages {
	struct rx_about	*about;
	const struct rx_node *p;	/* the paginator */
	struct rx_buf	 text;
};

static struct rx_span
word(const struct pages *g, const char *key)
{
	return rx_node_text(rx_node_get(g->p, key));
}

/* "limit=20", as it is sent; nothing when it is not. */
static void
limit(struct pages *g, const char *before, const char *behind)
{
	const struct rx_node *limit = rx_node_get(g->p, "limit");
	struct rx_span param = word(g, "limit_param");
	bool body = param.p == NULL;

	if (body)
		param = word(g, "limit_body_path");
	if (limit == NULL || param.p == NULL)
		return;
	rx_buf_printf(&g->text, "%s%s%.*s=", before, body ? "body " : "", RX_FMT(param));
	rx_say_value(&g->text, limit);
	rx_buf_text(&g->text, behind);
}

/* The parameter's name, in the query or in the body. */
static void
param(struct pages *g, const char *in_query, const char *in_body)
{
	struct rx_span name = word(g, in_query);

	if (name.p != NULL)
		rx_buf_span(&g->text, name);
	else
		rx_buf_printf(&g->text, "body %.*s", RX_FMT(word(g, in_body)));
}

static void
path(struct pages *g, const char *key)
{
	const struct rx_node *node = rx_node_get(g->p, key);

	if (node == NULL || node->kind == RX_JSON_STRING) {
		rx_buf_span(&g->text, rx_node_text(node));
		return;
	}
	for (const struct rx_node *e = node->first; e != NULL; e = e->next)
		rx_buf_printf(&g->text, "%s%.*s", e != node->first ? "." : "", RX_FMT(e->text));
}

/* -- how they go on -------------------------------------------------------- */

static void
offset(struct pages *g)
{
	param(g, "offset_param", "offset_body_path");
	rx_buf_printf(&g->text, "=%.*s", RX_FMT(rx_node_get(g->p, "offset")->text));
	limit(g, ", ", "");
	rx_buf_text(&g->text, "; then ");
	param(g, "offset_param", "offset_body_path");
	rx_buf_text(&g->text, " grows by the records received");
}

static void
page_number(struct pages *g)
{
	const struct rx_node *first = rx_node_get(g->p, "page");
	long number;

	if (first == NULL)
		first = rx_node_get(g->p, "base_page");
	if (!rx_node_long(first, &number)) {
		limit(g, "", ", ");
		rx_buf_text(&g->text, "the first without ");
		param(g, "page_param", "page_body_path");
		rx_buf_text(&g->text, "; then ");
		param(g, "page_param", "page_body_path");
		rx_buf_text(&g->text, "=1, 2, ... (1 is dropped when it repeats the first)");
		return;
	}
	param(g, "page_param", "page_body_path");
	rx_buf_printf(&g->text, "=%ld, %ld, ...", number, number + 1);
	limit(g, ", with ", "");
}

static void
cursor(struct pages *g)
{
	const struct rx_node *to = rx_node_get(g->p, "cursor_param");

	limit(g, "", "; then ");
	if (rx_node_get(g->p, "cursor_value") != NULL)
		path(g, "cursor_value");
	else if (rx_node_get(g->p, "cursor_path")->kind == RX_JSON_NULL)
		rx_buf_text(&g->text, "the cursor that the first answer holds");
	else
		path(g, "cursor_path");
	if (to != NULL && to->kind == RX_JSON_NULL) {
		rx_buf_text(&g->text, ", sent under the name it is found by");
	} else {
		rx_buf_text(&g->text, ", sent as ");
		param(g, "cursor_param", "cursor_body_path");
	}
	rx_buf_text(&g->text, "; a link is followed");
}

static void
go_on(struct pages *g)
{
	struct rx_span type = word(g, "type");

	if (rx_span_is(type, "offset")) {
		offset(g);
	} else if (rx_span_is(type, "page_number")) {
		page_number(g);
	} else if (rx_span_is(type, "cursor")) {
		cursor(g);
	} else if (rx_span_is(type, "json_link")) {
		rx_buf_text(&g->text, "the link at ");
		path(g, "next_url_path");
	} else if (rx_span_is(type, "header_link")) {
		rx_buf_text(&g->text, "the Link header's ");
		path(g, "links_next_key");
	} else if (rx_span_is(type, "header_cursor")) {
		rx_buf_printf(&g->text, "the header %.*s, sent as %.*s",
		    RX_FMT(word(g, "cursor_key")), RX_FMT(word(g, "cursor_param")));
	} else if (rx_span_is(type, "single_page")) {
		rx_buf_text(&g->text, "one");
	} else {
		rx_buf_text(&g->text, "by what the first answer has: a Link header, a next link, "
		    "a cursor; else one");
	}
}

/* -- what ends them -------------------------------------------------------- */

static void
end_at(struct pages *g, const char *before, const char *key, const char *behind)
{
	const struct rx_node *node = rx_node_get(g->p, key);

	if (node == NULL)
		return;
	rx_buf_printf(&g->text, "%s%s", g->text.n > 0 ? "; or " : "", before);
	rx_say_value(&g->text, node);
	rx_buf_text(&g->text, behind);
}

static void
ends(struct pages *g)
{
	struct rx_span type = word(g, "type");
	bool ranged = rx_span_is(type, "offset") || rx_span_is(type, "page_number");
	const struct rx_node *empty = rx_node_get(g->p, "stop_after_empty_page");

	if (rx_span_is(type, "single_page"))
		return;
	if (ranged ? empty == NULL || rx_node_true(empty) : rx_node_true(empty))
		rx_buf_text(&g->text, "an empty page");
	else if (ranged)
		rx_buf_text(&g->text, "an empty page does not");
	if (!ranged)
		rx_buf_printf(&g->text, "%sno %s", g->text.n > 0 ? "; or " : "",
		    rx_span_ends(type, "link") ? "link" : rx_span_is(type, "auto") ?
		    "link or cursor" : "cursor");
	end_at(g, "", "stop_condition", "");
	end_at(g, "the total at ", "total_path", "");
	end_at(g, "", "has_more_path", " is false");
	end_at(g, "offset ", "maximum_offset", "");
	end_at(g, "page ", "maximum_page", "");
	if (rx_node_true(rx_node_get(g->p, "short_page")))
		rx_buf_text(&g->text, "; or a page with fewer records than the limit");
	rx_say_buf(g->about, "ends", &g->text);
}

void
rx_say_pages(struct rx_about *about)
{
	struct pages g = {
		about, rx_node_get(about->endpoint, "paginator"), RX_BUF_INIT(RX_BUF_TEXT)
	};

	go_on(&g);
	rx_say_buf(about, "pages", &g.text);
	g.text = (struct rx_buf)RX_BUF_INIT(RX_BUF_TEXT);
	ends(&g);
	rx_say_order(about);
	rx_buf_free(&g.text);
}

/* -- what is retried ------------------------------------------------------- */

static bool
has_code(const struct rx_node *list, long code)
{
	long value;

	for (const struct rx_node *c = rx_first(list); c != NULL; c = c->next)
		if (rx_node_long(c, &value) && value == code)
			return true;
	return false;
}

static void
codes(struct rx_buf *out, const struct rx_node *handler)
{
	const struct rx_node *more = rx_node_get(handler, "retry_on_status_codes");
	const struct rx_node *less = rx_node_get(handler, "no_retry_on_status_codes");

	for (long code = 100; code < 600; code++) {
		bool usual = code == 408 || code == 429 || code == 500 ||
		    (code >= 502 && code <= 504);

		if ((usual || has_code(more, code)) && !has_code(less, code))
			rx_buf_printf(out, "%ld, ", code);
	}
	rx_buf_text(out, "network errors");
}

/* "2, 4, 8 s", or "62 s each time". */
static void
waits(struct rx_buf *out, const struct rx_node *handler, long retries)
{
	const struct rx_node *backoff = rx_node_get(handler, "backoff");
	const struct rx_node *given = rx_node_get(handler, "backoff_factor");
	struct rx_span text = given != NULL && given->kind == RX_JSON_NUMBER ? given->text :
	    RX_SPAN("1");
	char number[32];
	double wait;

	snprintf(number, sizeof(number), "%.*s", RX_FMT(text));
	wait = strtod(number, NULL);
	if (backoff != NULL ? rx_node_is(backoff, "constant") : wait >= 10) {
		rx_buf_printf(out, "%g s each time", wait);
		return;
	}
	for (long i = 0; i < retries && i < 6; i++, wait *= 2)
		rx_buf_printf(out, "%s%g", i > 0 ? ", " : "", wait);
	rx_buf_text(out, retries > 6 ? ", ... s" : " s");
}

void
rx_say_retries(struct rx_about *about)
{
	const struct rx_node *handler = rx_node_get(about->endpoint, "error_handler");
	const struct rx_node *list = rx_node_get(handler, "retry_on_status_codes");
	const struct rx_node *ignored = rx_node_get(handler, "ignore_status_codes");
	struct rx_buf text = RX_BUF_INIT(RX_BUF_TEXT);
	long retries = 5;

	rx_node_long(rx_node_get(handler, "max_retries"), &retries);
	if ((list != NULL && list->n == 0) || retries == 0) {
		rx_say(about, "retried", "nothing");
	} else {
		codes(&text, handler);
		rx_buf_printf(&text, ": %ld time%s, after ", retries, retries == 1 ? "" : "s");
		waits(&text, handler, retries);
		rx_buf_text(&text, ", or as Retry-After says");
		rx_say_buf(about, "retried", &text);
	}
	text = (struct rx_buf)RX_BUF_INIT(RX_BUF_TEXT);
	for (const struct rx_node *c = rx_first(ignored); c != NULL; c = c->next)
		rx_buf_printf(&text, "%s%.*s", c != ignored->first ? ", " : "", RX_FMT(c->text));
	if (text.n > 0)
		rx_buf_text(&text, ": taken as no records");
	rx_say_buf(about, "ignored", &text);
}

/* -- since when ------------------------------------------------------------ */

static struct rx_span
sent_as(const struct rx_node *incremental, const char *param, const char *option)
{
	struct rx_span name = rx_node_text(rx_node_get(incremental, param));

	if (name.p != NULL)
		return name;
	return rx_node_text(rx_node_get(rx_node_get(incremental, option), "field_name"));
}

/* Does a text of the request name the window? */
static bool
uses_window(const struct rx_node *node)
{
	if (node == NULL)
		return false;
	if (node->kind == RX_JSON_STRING)
		return rx_span_find_text(node->text, "stream_interval") < node->text.n ||
		    rx_span_find_text(node->text, "{incremental.") < node->text.n;
	for (const struct rx_node *m = node->first; m != NULL; m = m->next)
		if (uses_window(m))
			return true;
	return false;
}

static bool
in_request(const struct rx_about *about)
{
	static const char *const texts[] = { "path", "params", "headers", "json", "data" };

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts)[0]; i++)
		if (uses_window(rx_node_get(about->endpoint, texts[i])))
			return true;
	return false;
}

static void
bound(struct rx_buf *out, const struct rx_node *incremental, const char *before, const char *key)
{
	const struct rx_node *value = rx_node_get(incremental, key);

	if (value == NULL)
		return;
	rx_buf_text(out, before);
	rx_say_value(out, value);
}

static void
window(struct rx_about *about, const struct rx_node *incremental, struct rx_buf *out)
{
	struct rx_span start = sent_as(incremental, "start_param", "start_time_option");
	struct rx_span end = sent_as(incremental, "end_param", "end_time_option");

	rx_buf_text(out, "the last run's greatest ");
	rx_buf_span(out, rx_node_text(rx_node_get(incremental, "cursor_path")));
	bound(out, incremental, ", at first ", "initial_value");
	bound(out, incremental, ", until ", "end_value");
	if (start.p != NULL)
		rx_buf_printf(out, "; sent as %.*s", RX_FMT(start));
	if (end.p != NULL)
		rx_buf_printf(out, "%s%.*s", start.p != NULL ? " and " : "; its end as ",
		    RX_FMT(end));
	if (in_request(about))
		rx_buf_text(out, "; sent where the request names it");
	bound(out, incremental, "; in steps of ", "step");
}

void
rx_say_since(struct rx_about *about)
{
	const struct rx_node *incremental = rx_node_get(about->endpoint, "incremental");
	struct rx_buf text = RX_BUF_INIT(RX_BUF_TEXT);
	bool sent = sent_as(incremental, "start_param", "start_time_option").p != NULL ||
	    in_request(about);

	if (incremental == NULL)
		return;
	if (sent) {
		window(about, incremental, &text);
		rx_say_buf(about, "since", &text);
	} else if (rx_node_is(rx_node_get(incremental, "filter"), "none")) {
		rx_say(about, "since", "always all: nothing says how %.*s is sent "
		    "(key: start_param); filter: client would drop old records",
		    RX_FMT(rx_node_text(rx_node_get(incremental, "cursor_path"))));
	}
	rx_say_window(about, incremental, sent);
	if (rx_node_is(rx_node_get(incremental, "filter"), "client"))
		rx_say(about, "dropped", "records before the last run's greatest %.*s",
		    RX_FMT(rx_node_text(rx_node_get(incremental, "cursor_path"))));
	rx_buf_free(&text);
}
