/* window: what a source says of the range of its cursor (dialect 23, 24). */
#include "lib/plan/expand.h"
#include "lib/plan/lag.h"
#include "lib/plan/window.h"

#define SECOND	RX_SPAN("%Y-%m-%dT%H:%M:%SZ")

/* The format that a text in ISO 8601 has; times are written in UTC. */
struct rx_span
rx_window_format(struct rx_span t)
{
	bool fraction = rx_span_find(t, '.') < t.n, space = t.n > 10 && t.p[10] == ' ';

	if (t.n == 10 && t.p[4] == '-')
		return RX_WINDOW_DAY;
	if (space)
		return fraction ? RX_SPAN("%Y-%m-%d %H:%M:%S.%f") : RX_SPAN("%Y-%m-%d %H:%M:%S");
	if (rx_span_ends(t, "+00:00"))
		return fraction ? RX_SPAN("%Y-%m-%dT%H:%M:%S.%f+00:00") :
		    RX_SPAN("%Y-%m-%dT%H:%M:%S+00:00");
	if (t.n > 10 && !rx_span_ends(t, "Z") && rx_span_find(rx_span_cut(t, 10), '+') == t.n - 10)
		return fraction ? RX_SPAN("%Y-%m-%dT%H:%M:%S.%f") : RX_SPAN("%Y-%m-%dT%H:%M:%S");
	return fraction ? RX_SPAN("%Y-%m-%dT%H:%M:%S.%fZ") : SECOND;
}

/* A time in any format that the source names, else ISO 8601. */
bool
rx_window_parse(const struct rx_res *r, struct rx_span text, struct rx_instant *t)
{
	const struct rx_node *list = rx_node_get(r->window.node, "cursor_datetime_formats"), *f;

	if (r->window.format.p != NULL && rx_date_parse(text, r->window.format, t))
		return true;
	for (f = list != NULL ? list->first : NULL; f != NULL; f = f->next)
		if (rx_date_parse(text, rx_node_text(f), t))
			return true;
	return rx_date_parse(text, RX_SPAN_NONE, t);
}

bool
rx_window_lasts(const struct rx_duration *d)
{
	return d->months > 0 || d->seconds > 0 || d->micros > 0;
}

static struct rx_span
now_text(struct rx_res *r, struct rx_span format)
{
	struct rx_instant	t = { .seconds = (int64_t)r->plan->given.now };
	struct rx_buf		b = RX_BUF_INIT(RX_BUF_TEXT);
	struct rx_span		s = RX_SPAN_NONE;

	if (rx_date_format(&b, t, format))
		s = rx_arena_span(&r->plan->arena, rx_buf_view(&b));
	rx_buf_free(&b);
	return s;
}

/* -- reading -------------------------------------------------------------- */

/* A bound that is a secret is no secret: the setting of that name, if there is
 * one; else it is sent as rx-auth finds it, and nothing is reckoned with it. */
static const struct rx_node *
secret_bound(struct rx_res *r, const struct rx_node *n)
{
	struct rx_span	 name = rx_node_text(rx_node_get(n, "secret"));
	struct rx_node	*setting;

	if (name.p == NULL)
		return NULL;
	setting = rx_settings_get(&r->plan->settings, r->name, name);
	return setting != NULL ? setting : rx_node_string(&r->plan->arena,
	    rx_arena_printf(&r->plan->arena, "{{ secrets.%.*s }}", RX_FMT(name)));
}

static bool
read_bound(struct rx_res *r, const char *key, struct rx_span *text, struct rx_span *json)
{
	struct rx_buf b = RX_BUF_INIT(RX_BUF_TEXT);
	const struct rx_node *n = rx_node_get(r->window.node, key);

	if (n == NULL || n->kind == RX_JSON_NULL)
		return true;
	if (rx_node_text(rx_node_get(n, "secret")).p != NULL)
		n = secret_bound(r, n);
	else if (rx_settings_name(n).p != NULL)
		n = rx_res_setting(r, n, false);
	else
		n = rx_res_settle(r, n, true);
	if (n == NULL)
		return false;
	if (n->kind == RX_JSON_STRING || n->kind == RX_JSON_NUMBER) {
		*text = n->text;
		rx_node_write(&b, n);
		*json = rx_arena_span(&r->plan->arena, rx_buf_view(&b));
		rx_buf_free(&b);
		return true;
	}
	if (n->kind == RX_JSON_NULL)
		return true;
	(void)rx_res_fault(r, n, "incremental.%s is %s", key, rx_json_kind_name(n->kind));
	return false;
}

static bool
read_duration(struct rx_res *r, const char *key, struct rx_duration *d)
{
	const struct rx_node *n = rx_node_get(r->window.node, key);

	if (n != NULL && (n = rx_res_settle(r, n, true)) == NULL)
		return false;
	if (n == NULL || n->kind == RX_JSON_NULL || rx_duration_parse(n->text, d))
		return true;
	(void)rx_res_fault(r, n, "incremental.%s is no duration: %.*s", key, RX_FMT(n->text));
	return false;
}

/* An end that was not given is now, but for dlt's end_param: not sent. */
static void
default_end(struct rx_res *r)
{
	struct rx_window	*w = &r->window;
	struct rx_span		 format = w->format;

	if (format.p == NULL)
		format = w->initial.p != NULL ? rx_window_format(w->initial) : SECOND;
	if (w->end.p != NULL && (rx_span_is(w->end, "now") || rx_span_is(w->end, "today")))
		w->end = now_text(r, rx_span_is(w->end, "now") ? format : RX_WINDOW_DAY);
	else if (w->end.p == NULL && (w->stepped || w->end_param.p == NULL))
		w->end = now_text(r, format);
}

void
rx_window_open(struct rx_res *r)
{
	struct rx_window *w = &r->window;

	w->json[0] = w->json[1] = (struct rx_buf)RX_BUF_INIT(RX_BUF_TEXT);
	if ((w->node = rx_node_get(r->endpoint, "incremental")) == NULL)
		return;
	w->start_param = rx_node_text(rx_node_get(w->node, "start_param"));
	w->end_param = rx_node_text(rx_node_get(w->node, "end_param"));
	w->format = rx_node_text(rx_node_get(w->node, "datetime_format"));
	w->client = rx_node_is(rx_node_get(w->node, "filter"), "client");
}

static bool
no_windows(struct rx_res *r)
{
	struct rx_err *e = rx_res_fault(r, r->window.node, r->window.initial.p == NULL ?
	    "windows of a step need a first value" : "a step of no length");

	if (e != NULL)
		rx_err_hint(e, "initial_value (start_datetime) and step of incremental");
	return false;
}

/* dlt's own: an end that was given is the end of the work, and nothing is kept
 * of it; one that moves with the clock is not. */
static bool
is_bounded(const struct rx_window *w)
{
	static const char *const others[] = { "step", "datetime_format", "start_time_option",
	    "end_time_option", "cursor_granularity", "lookback_window" };
	const struct rx_node *end = rx_node_get(w->node, "end_value");
	size_t i;

	for (i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (rx_node_get(w->node, others[i]) != NULL)
			return false;
	return w->client && w->bound.p != NULL && !(end->kind == RX_JSON_STRING &&
	    (rx_template_has(end->text) || rx_span_is(end->text, "now") ||
	    rx_span_is(end->text, "today")));
}

static bool
read_convert(struct rx_res *r)
{
	struct rx_span	text = rx_node_text(rx_node_get(r->window.node, "convert"));
	struct rx_err	e = RX_ERR_INIT, *told;

	if (text.n == 0 || r->window.convert != NULL ||
	    (r->window.convert = rx_convert_open(text, &e)) != NULL)
		return true;
	if ((told = rx_res_fault(r, r->window.node, "incremental.convert: %s", e.what)) != NULL)
		rx_err_got(told, rx_span_of(e.got));
	return false;
}

bool
rx_window_read(struct rx_res *r)
{
	struct rx_window	*w = &r->window;
	const struct rx_node	*lag = rx_node_get(w->node, "lag");
	double			 by;

	if (w->node == NULL || w->read)
		return true;
	w->read = true;
	w->stepped = rx_node_text(rx_node_get(w->node, "step")).p != NULL;
	if (!read_bound(r, "initial_value", &w->initial, &w->first) ||
	    !read_bound(r, "end_value", &w->end, &w->bound) ||
	    !read_duration(r, "step", &w->step) ||
	    !read_duration(r, "cursor_granularity", &w->granularity) ||
	    !read_duration(r, "lookback_window", &w->lookback) || !read_convert(r))
		return false;
	if (lag != NULL && lag->kind == RX_JSON_NUMBER && w->end.p == NULL &&
	    rx_lag_number(lag->text, &by) && by != 0)
		w->lag = lag->text;
	w->bounded = is_bounded(w);
	default_end(r);
	return true;
}

bool
rx_window_sends(struct rx_res *r, bool start, bool end)
{
	struct rx_window *w = &r->window;

	w->sent = start;
	if (!start && !end && !rx_bounds_wanted(r))
		return true;
	if (!rx_window_read(r))
		return false;
	w->stepped &= start || end;
	return !w->stepped || (w->initial.p != NULL && rx_window_lasts(&w->step)) || no_windows(r);
}

bool
rx_window_looks_back(const struct rx_window *w)
{
	return rx_window_lasts(&w->lookback);
}
