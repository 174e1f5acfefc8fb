/* dialect_sync: what is incremental, and the windows of it (dialect 19, 23, 24). */
#include <stdio.h>
#include <string.h>

#include "lib/plan/convert.h"
#include "lib/plan/dialect.h"
#include "lib/plan/grammar.h"
#include "rx/cursor.h"
#include "rx/date.h"
#include "rx/expr.h"

static const char *const keys[] = {
	"cursor_path", "initial_value", "end_value", "start_param", "end_param",
	"start_time_option", "end_time_option", "datetime_format", "cursor_datetime_formats",
	"step", "cursor_granularity", "lookback_window", "convert", "last_value_func", "lag",
	"row_order", "on_cursor_value_missing", "range_start", "range_end", "primary_key",
	"filter", NULL
};

/* -- a window that was written down as a paginator (19) ------------------ */

static const struct { const char *from, *to; } window_keys[] = {
	{ "step", "step" }, { "start_time_option", "start_time_option" },
	{ "end_time_option", "end_time_option" }, { "start_datetime", "initial_value" },
	{ "end_datetime", "end_value" }, { "cursor_field", "cursor_path" },
	{ "datetime_format", "datetime_format" }, { "cursor_granularity", "cursor_granularity" }
};
#define WINDOW_KEYS	(sizeof(window_keys) / sizeof(window_keys)[0])

static bool
names_window(const struct rx_node *paginator)
{
	return paginator != NULL && paginator->kind == RX_JSON_OBJECT &&
	    (rx_given(paginator, "step") != NULL ||
	    rx_given(paginator, "start_time_option") != NULL ||
	    rx_given(paginator, "end_time_option") != NULL);
}

/* What is left of the paginator once the window is taken out. */
static bool
pages_too(const struct rx_node *paginator)
{
	for (const struct rx_node *m = paginator->first; m != NULL; m = m->next)
		if (!rx_span_is(m->key, "type") && !rx_span_is(m->key, "limit"))
			return true;
	return false;
}

void
rx_dialect_window(struct rx_work *w)
{
	struct rx_node *paginator = rx_given(w->endpoint, "paginator"), *incremental, *node;

	if (!names_window(paginator))
		return;
	w->window = true;
	incremental = rx_given(w->endpoint, "incremental");
	if (incremental == NULL) {
		incremental = rx_node_new(w->arena, RX_JSON_OBJECT);
		if (incremental == NULL)
			return;
		rx_put(w->arena, incremental, "filter", "none");
		incremental->line = paginator->line;
		incremental->col = paginator->col;
		rx_node_set(w->arena, w->endpoint, "incremental", incremental);
	}
	for (size_t i = 0; i < WINDOW_KEYS; i++) {
		node = rx_given(paginator, window_keys[i].from);
		if (node != NULL && rx_given(incremental, window_keys[i].to) == NULL)
			rx_node_set(w->arena, incremental, window_keys[i].to,
			    rx_node_copy(w->arena, node));
		rx_node_remove(paginator, window_keys[i].from);
	}
	rx_work_note(w, "endpoint.incremental",
	    "the paginator's step and time options are a date window, not paging");
	if (rx_given(incremental, "initial_value") == NULL)
		rx_err_hint(rx_work_fault(w, paginator, "endpoint.paginator",
		    "it is a date window, and has no start"),
		    "start_datetime: the first date to fetch");
	if (!pages_too(paginator))
		rx_node_remove(w->endpoint, "paginator");
}

/* -- incremental --------------------------------------------------------- */

/* Where a bound goes: a query parameter by its name, else the option as it is. */
static void
option(struct rx_work *w, struct rx_node *to, const struct rx_node *from, const char *key,
    const char *param)
{
	const struct rx_node *opt = rx_given(from, key);
	struct rx_span into = rx_node_text(rx_node_get(opt, "inject_into"));
	struct rx_span name = rx_node_text(rx_node_get(opt, "field_name"));
	struct rx_node *clean;

	if (opt == NULL)
		return;
	if (name.n == 0) {
		rx_err_hint(rx_work_fault(w, opt, "endpoint.incremental",
		    "'field_name' of %s is missing", key),
		    "%s: {\"inject_into\": \"query\", \"field_name\": \"since\"}, or %s: \"since\"",
		    key, param);
		return;
	}
	rx_node_remove(to, key);
	if (into.n == 0 || rx_span_is(into, "query") || rx_span_is(into, "request_parameter")) {
		rx_node_set(w->arena, to, param, rx_node_string(w->arena, name));
		return;
	}
	clean = rx_node_new(w->arena, RX_JSON_OBJECT);
	if (clean == NULL)
		return;
	rx_take(w->arena, clean, opt, "field_name");
	rx_take(w->arena, clean, opt, "inject_into");
	rx_node_set(w->arena, to, key, clean);
}

static void
check_duration(struct rx_work *w, const struct rx_node *incremental, const char *key)
{
	const struct rx_node *node = rx_given(incremental, key);
	struct rx_duration duration;
	char path[64];

	if (node == NULL || node->kind != RX_JSON_STRING ||
	    rx_duration_parse(node->text, &duration))
		return;
	snprintf(path, sizeof(path), "endpoint.incremental.%s", key);
	rx_err_hint(rx_work_fault(w, node, path, "'%.*s' is no duration", RX_FMT(node->text)),
	    "durations are P1D, P1M, PT1H, 1d, 12h");
}

/* A lag is a number, and not less than nothing. */
static void
check_lag(struct rx_work *w, const struct rx_node *incremental)
{
	const struct rx_node *lag = rx_given(incremental, "lag");

	if (lag != NULL && lag->text.n > 0 && lag->text.p[0] == '-')
		rx_err_hint(rx_work_fault(w, lag, "endpoint.incremental.lag", "%.*s is too little",
		    RX_FMT(lag->text)), "seconds of date-times, days of dates, units of numbers; 0 "
		    "is none");
}

static void
check_convert(struct rx_work *w, const struct rx_node *incremental)
{
	const struct rx_node *text = rx_given(incremental, "convert");
	struct rx_convert *convert;
	struct rx_err e = RX_ERR_INIT;

	if (text == NULL)
		return;
	if ((convert = rx_convert_open(text->text, &e)) == NULL)
		rx_err_hint(rx_work_fault(w, text, "endpoint.incremental.convert", "%s", e.what),
		    "%s", e.hint);
	rx_convert_free(convert);
}

/* Both bounds as they stand, where no setting or template hides them. */
static void
check_order(struct rx_work *w, const struct rx_node *to)
{
	const struct rx_node *first = rx_given(to, "initial_value");
	const struct rx_node *end = rx_given(to, "end_value");
	struct rx_buf a = RX_BUF_INIT(RX_BUF_TEXT), b = RX_BUF_INIT(RX_BUF_TEXT);
	struct rx_span x, y;
	int c;

	if (first == NULL || end == NULL || first->n > 0 || end->n > 0 ||
	    rx_template_has(first->text) || rx_template_has(end->text) ||
	    rx_node_is(end, "now") || rx_node_is(end, "today"))
		return;
	rx_node_write(&a, first);
	rx_node_write(&b, end);
	x = rx_buf_view(&a);
	y = rx_buf_view(&b);
	c = rx_cursor_alike(x, y) ? rx_cursor_cmp(y, x) : 2;
	if (c == 2)
		rx_err_hint(rx_work_fault(w, end, "endpoint.incremental.end_value",
		    "%s can't be compared with initial_value, %s", rx_buf_str(&b), rx_buf_str(&a)),
		    "both are numbers, or both are dates");
	else if (rx_node_is(rx_given(to, "last_value_func"), "min") ? c > 0 : c < 0)
		rx_err_hint(rx_work_fault(w, end, "endpoint.incremental.end_value",
		    "%s comes before initial_value, %s", rx_buf_str(&b), rx_buf_str(&a)),
		    "it is where the range ends");
	rx_buf_free(&a);
	rx_buf_free(&b);
}

static void
check_sync(struct rx_work *w, const struct rx_node *from, const struct rx_node *to)
{
	bool window = rx_given(to, "filter") != NULL && rx_node_is(rx_given(to, "filter"), "none");

	if (rx_given(to, "cursor_path") == NULL && !window)
		rx_err_hint(rx_work_fault(w, from, "endpoint.incremental",
		    "'cursor_path' is missing"),
		    "cursor_path: the field of a record that only grows, such as updated_at");
	if (rx_given(to, "end_value") != NULL && rx_given(to, "initial_value") == NULL && !window)
		rx_err_hint(rx_work_fault(w, rx_given(to, "end_value"),
		    "endpoint.incremental.end_value",
		    "an end without a beginning"), "initial_value: where it begins");
	check_duration(w, to, "step");
	check_duration(w, to, "cursor_granularity");
	check_duration(w, to, "lookback_window");
	check_lag(w, to);
	check_convert(w, to);
	check_order(w, to);
}

static bool
sends_start(const struct rx_node *incremental)
{
	return rx_given(incremental, "start_param") != NULL ||
	    rx_given(incremental, "start_time_option") != NULL;
}

/* {"type":"incremental"} of params is endpoint.incremental with start_param. */
static void
from_params(struct rx_work *w)
{
	struct rx_node *params = rx_given(w->endpoint, "params"), *next, *copy;

	for (struct rx_node *p = rx_first(params); p != NULL; p = next) {
		next = p->next;
		if (!rx_node_is(rx_node_get(p, "type"), "incremental"))
			continue;
		if (rx_given(w->endpoint, "incremental") != NULL)
			rx_err_hint(rx_work_fault(w, p, "endpoint.params",
			    "a second incremental, in '%.*s'", RX_FMT(p->key)),
			    "a resource has one: an end goes into endpoint.incremental");
		else if (rx_given(p, "end_value") != NULL || rx_given(p, "end_param") != NULL)
			rx_err_hint(rx_work_fault(w, p, "endpoint.params",
			    "an incremental in '%.*s' has an end", RX_FMT(p->key)),
			    "write it as endpoint.incremental, with start_param and end_param");
		copy = rx_node_copy(w->arena, p);
		rx_node_remove(copy, "type");
		rx_node_set(w->arena, copy, "start_param", rx_node_string(w->arena, p->key));
		rx_node_remove(params, rx_arena_str(w->arena, p->key));
		rx_node_set(w->arena, w->endpoint, "incremental", copy);
	}
}

/* {"datetime": d, "datetime_format": f} is d, which may be written as f. */
static void
plain_date(struct rx_work *w, struct rx_node *to, const char *key)
{
	static const char formats[] = "cursor_datetime_formats";
	const struct rx_node *date = rx_given(to, key);
	const struct rx_node *format = rx_given(date, "datetime_format");
	struct rx_node *list;

	if (date == NULL || date->kind != RX_JSON_OBJECT || rx_grammar_setting(date))
		return;
	if (format != NULL && (list = rx_as_list(w->arena, rx_given(to, formats))) != NULL) {
		rx_node_add(list, rx_node_copy(w->arena, format));
		rx_node_set(w->arena, to, formats, list);
	}
	date = rx_given(date, "datetime");
	if (date != NULL)
		rx_node_set(w->arena, to, key, rx_node_copy(w->arena, date));
	else
		rx_node_remove(to, key);
}

static struct rx_node *
ordered(struct rx_arena *a, const struct rx_node *from)
{
	struct rx_node *to = rx_node_new(a, RX_JSON_OBJECT);

	for (const char *const *k = keys; to != NULL && *k != NULL; k++)
		rx_take(a, to, from, *k);
	return to;
}

void
rx_dialect_sync(struct rx_work *w)
{
	const struct rx_node *from;
	struct rx_node *to;

	from_params(w);
	from = rx_given(w->endpoint, "incremental");
	if (from == NULL)
		return;
	to = ordered(w->arena, from);
	if (to == NULL)
		return;
	plain_date(w, to, "initial_value");
	plain_date(w, to, "end_value");
	if (rx_given(to, "filter") == NULL)
		rx_put(w->arena, to, "filter", "client");
	option(w, to, from, "start_time_option", "start_param");
	option(w, to, from, "end_time_option", "end_param");
	check_sync(w, from, to);
	if (!w->window && rx_given(to, "step") != NULL && sends_start(to) &&
	    rx_given(to, "initial_value") == NULL)
		rx_err_hint(rx_work_fault(w, rx_given(to, "step"), "endpoint.incremental.step",
		    "it cuts a window that has no start"),
		    "initial_value (start_datetime): the first date to fetch");
	w->window = true;
	rx_node_set(w->arena, w->endpoint, "incremental", ordered(w->arena, to));
}
