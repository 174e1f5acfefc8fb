/* window: which range of its cursor a resource asks for (dialect 23, 24). */
#include "lib/plan/expand.h"

#define SECOND	RX_SPAN("%Y-%m-%dT%H:%M:%SZ")
#define DAY	RX_SPAN("%Y-%m-%d")

/* The format that a text in ISO 8601 has; times are written in UTC. */
static struct rx_span
format_of(struct rx_span t)
{
	bool fraction = rx_span_find(t, '.') < t.n, space = t.n > 10 && t.p[10] == ' ';

	if (t.n == 10 && t.p[4] == '-')
		return DAY;
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
static bool
parse(const struct rx_res *r, struct rx_span text, struct rx_instant *t)
{
	const struct rx_node *list = rx_node_get(r->window.node, "cursor_datetime_formats"), *f;

	if (r->window.format.p != NULL && rx_date_parse(text, r->window.format, t))
		return true;
	for (f = list != NULL ? list->first : NULL; f != NULL; f = f->next)
		if (rx_date_parse(text, rx_node_text(f), t))
			return true;
	return rx_date_parse(text, RX_SPAN_NONE, t);
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

static bool
read_bound(struct rx_res *r, const char *key, struct rx_span *text)
{
	const struct rx_node *n = rx_node_get(r->window.node, key);

	if (n == NULL || n->kind == RX_JSON_NULL)
		return true;
	if (rx_settings_name(n).p != NULL)
		n = rx_res_setting(r, n, false);
	else
		n = rx_res_settle(r, n, true);
	if (n == NULL)
		return false;
	if (n->kind == RX_JSON_STRING || n->kind == RX_JSON_NUMBER) {
		*text = n->text;
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
		format = w->initial.p != NULL ? format_of(w->initial) : SECOND;
	if (w->end.p != NULL && (rx_span_is(w->end, "now") || rx_span_is(w->end, "today")))
		w->end = now_text(r, rx_span_is(w->end, "now") ? format : DAY);
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
}

static bool
has_length(const struct rx_duration *d)
{
	return d->months > 0 || d->seconds > 0 || d->micros > 0;
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

bool
rx_window_read(struct rx_res *r)
{
	struct rx_window	*w = &r->window;
	const struct rx_node	*lag = rx_node_get(w->node, "lag");

	if (w->node == NULL || w->read)
		return true;
	w->read = true;
	w->stepped = rx_node_text(rx_node_get(w->node, "step")).p != NULL;
	if (!read_bound(r, "initial_value", &w->initial) || !read_bound(r, "end_value", &w->end) ||
	    !read_duration(r, "step", &w->step) ||
	    !read_duration(r, "cursor_granularity", &w->granularity) ||
	    !read_duration(r, "lookback_window", &w->lookback))
		return false;
	if (lag != NULL && w->end.p == NULL)
		(void)rx_node_long(lag, &w->lag);
	if (w->stepped && (w->initial.p == NULL || !has_length(&w->step)))
		return no_windows(r);
	default_end(r);
	return true;
}

/* -- the values ----------------------------------------------------------- */

static void
put_cell(struct rx_res *r, enum rx_hole_kind kind, struct rx_span text, struct rx_span json)
{
	struct rx_buf	*b = &r->window.json[kind == RX_HOLE_END];
	unsigned	 i;

	for (i = 0; i < r->nholes && r->holes[i].kind != kind; i++)
		continue;
	if (i == r->nholes)
		return;
	r->cells[i] = (struct rx_cell){ RX_SPAN_NONE, RX_SPAN_NONE };
	if (text.p == NULL)
		return;
	rx_buf_reset(b);
	rx_buf_span(b, text);
	r->cells[i].text.n = text.n;
	if (json.p == NULL)
		rx_json_quote(b, text);
	else
		rx_buf_span(b, json);
	r->cells[i].text.p = b->p;
	r->cells[i].json = (struct rx_span){ b->p + text.n, b->n - text.n };
}

static void
put_time(struct rx_res *r, enum rx_hole_kind kind, struct rx_instant t, struct rx_span format)
{
	struct rx_buf b = RX_BUF_INIT(RX_BUF_TEXT);

	if (rx_date_format(&b, t, format))
		put_cell(r, kind, rx_buf_view(&b), RX_SPAN_NONE);
	rx_buf_free(&b);
}

/* How far back of the bookmark to ask again. */
static bool
step_back(const struct rx_window *w, bool days, struct rx_instant *t)
{
	struct rx_duration lag = { .seconds = days ? w->lag * 86400 : w->lag };

	if (w->lag == 0 && !has_length(&w->lookback))
		return false;
	*t = rx_date_add(*t, w->lookback, -1);
	*t = rx_date_add(*t, lag, -1);
	return true;
}

/* A cursor that counts: the bookmark less the lag. */
static bool
number_back(struct rx_res *r, struct rx_span text)
{
	int64_t	v;
	char	s[32];

	if (r->window.lag == 0 || text.n == 0 || (text.p[0] != '-' &&
	    (text.p[0] < '0' || text.p[0] > '9')) || rx_span_find(text, '-') < text.n ||
	    !rx_number_int64(text, &v))
		return false;
	(void)snprintf(s, sizeof(s), "%lld", (long long)v - r->window.lag);
	put_cell(r, RX_HOLE_START, rx_span_of(s), rx_span_of(s));
	return true;
}

/* The start as a time: formatted as the source says, moved back from a
 * bookmark, never before the initial value. */
static bool
start_time(struct rx_res *r, struct rx_span text, bool bookmark, struct rx_instant *at,
    struct rx_span *format)
{
	struct rx_window	*w = &r->window;
	struct rx_instant	 first;
	bool			 moved;

	if (!parse(r, text, at))
		return false;
	*format = w->format.p != NULL ? w->format : format_of(text);
	moved = bookmark && step_back(w, format->n == DAY.n, at);
	if (moved && w->initial.p != NULL && parse(r, w->initial, &first) &&
	    rx_date_cmp(*at, first) < 0)
		*at = first;
	return moved || w->format.p != NULL || w->stepped;
}

static void
put_window(struct rx_res *r, struct rx_range *range)
{
	struct rx_window	*w = &r->window;
	struct rx_instant	 next = rx_date_add(range->at, w->step, 1), last = next;

	if (rx_date_cmp(next, range->end) >= 0)
		next = last = range->end;
	else if (has_length(&w->granularity))
		last = rx_date_add(next, w->granularity, -1);
	put_time(r, RX_HOLE_START, range->at, range->format);
	put_time(r, RX_HOLE_END, last, range->format);
	range->at = next;
}

static bool
no_start(struct rx_res *r, struct rx_err *e)
{
	rx_err_set(e, RX_USAGE, "%.*s: its start has no value", RX_FMT(r->name));
	return rx_err_hint(e, "give endpoint.incremental an initial_value: no earlier run has left a "
	    "bookmark to start from");
}

bool
rx_window_first(struct rx_res *r, struct rx_range *range, struct rx_span bookmark,
    struct rx_err *e)
{
	struct rx_window	*w = &r->window;
	struct rx_span		 text = w->initial, json = RX_SPAN_NONE, format = RX_SPAN_NONE;
	struct rx_buf		 b = RX_BUF_INIT(RX_BUF_TEXT);
	bool			 known, marked;

	if (!w->read)
		return true;
	marked = bookmark.p != NULL && rx_json_kind(bookmark) != RX_JSON_NULL;
	if (marked) {
		rx_json_text(&b, bookmark);
		text = rx_arena_span(&r->plan->scratch, rx_buf_view(&b));
		json = bookmark;
		rx_buf_free(&b);
	}
	if (text.p == NULL && w->needed)
		return no_start(r, e);
	put_cell(r, RX_HOLE_START, text, json);
	put_cell(r, RX_HOLE_END, w->end, RX_SPAN_NONE);
	if (text.p == NULL || (marked && number_back(r, text)))
		return true;
	known = start_time(r, text, marked, &range->at, &format);
	range->format = format;
	if (known)
		put_time(r, RX_HOLE_START, range->at, format);
	if (w->end.p == NULL || !parse(r, w->end, &range->end))
		range->end = range->at;
	else if (w->format.p != NULL)
		put_time(r, RX_HOLE_END, range->end, format);
	if (!w->stepped)
		return true;
	if (!known || w->end.p == NULL)
		return rx_err_set(e, RX_USAGE, "%.*s: its windows begin at %.*s, which is no time",
		    RX_FMT(r->name), RX_FMT(text));
	put_window(r, range);
	return true;
}

bool
rx_window_next(struct rx_res *r, struct rx_range *range)
{
	if (!r->window.read || !r->window.stepped || rx_date_cmp(range->at, range->end) >= 0)
		return false;
	put_window(r, range);
	return true;
}

static void
sent_member(const struct rx_res *r, enum rx_hole_kind kind, const char *name, struct rx_buf *b)
{
	unsigned i;

	for (i = 0; i < r->nholes; i++) {
		if (r->holes[i].kind != kind || r->cells[i].text.p == NULL)
			continue;
		rx_buf_printf(b, "%s\"%s\":", b->p[b->n - 1] == '{' ? "" : ",", name);
		rx_json_quote(b, r->cells[i].text);
	}
}

bool
rx_window_sent(const struct rx_res *r, struct rx_buf *b)
{
	size_t before = b->n;

	rx_buf_byte(b, '{');
	sent_member(r, RX_HOLE_START, "start", b);
	sent_member(r, RX_HOLE_END, "end", b);
	if (b->n > before + 1)
		return rx_buf_byte(b, '}');
	b->n = before;
	return false;
}
