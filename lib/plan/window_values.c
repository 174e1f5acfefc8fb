/* window_values: which range of its cursor each request asks for. */
#include "lib/plan/expand.h"
#include "lib/plan/lag.h"
#include "lib/plan/window.h"

/* A value as convert gives it: as JSON, and as text. */
static void
convert(struct rx_res *r, struct rx_buf *sent, struct rx_buf *plain, struct rx_span text,
    struct rx_span json)
{
	struct rx_window	*w = &r->window;
	struct rx_buf		 quoted = RX_BUF_INIT(RX_BUF_TEXT);

	if (json.p == NULL) {
		rx_json_quote(&quoted, text);
		json = rx_buf_view(&quoted);
	}
	if (!rx_convert_run(w->convert, sent, json, &w->fault))
		rx_buf_text(sent, "null");
	rx_json_text(plain, rx_buf_view(sent));
	rx_buf_free(&quoted);
}

static void
put_cell(struct rx_res *r, enum rx_hole_kind kind, struct rx_span text, struct rx_span json)
{
	struct rx_buf	*b = &r->window.json[kind == RX_HOLE_END];
	struct rx_buf	 sent = RX_BUF_INIT(RX_BUF_TEXT), plain = RX_BUF_INIT(RX_BUF_TEXT);
	unsigned	 i;

	for (i = 0; i < r->nholes && r->holes[i].kind != kind; i++)
		continue;
	if (i == r->nholes)
		return;
	r->cells[i] = (struct rx_cell){ RX_SPAN_NONE, RX_SPAN_NONE };
	if (text.p == NULL)
		return;
	if (r->window.convert != NULL) {
		convert(r, &sent, &plain, text, json);
		text = rx_buf_view(&plain);
		json = rx_buf_view(&sent);
	}
	rx_buf_reset(b);
	rx_buf_span(b, text);
	r->cells[i].text.n = text.n;
	if (json.p == NULL)
		rx_json_quote(b, text);
	else
		rx_buf_span(b, json);
	r->cells[i].text.p = b->p;
	r->cells[i].json = (struct rx_span){ b->p + text.n, b->n - text.n };
	rx_buf_free(&sent);
	rx_buf_free(&plain);
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
	struct rx_duration	lag = { 0 };
	double			by;

	if (w->lag.p == NULL && !rx_window_lasts(&w->lookback))
		return false;
	*t = rx_date_add(*t, w->lookback, -1);
	if (w->lag.p != NULL && rx_lag_number(w->lag, &by)) {
		lag.seconds = (int64_t)(days ? by * 86400 : by);
		*t = rx_date_add(*t, lag, -1);
	}
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

	if (!rx_window_parse(r, text, at))
		return false;
	*format = w->format.p != NULL ? w->format : rx_window_format(text);
	moved = bookmark && (w->format.p != NULL || w->stepped || rx_window_looks_back(w)) &&
	    step_back(w, format->n == RX_WINDOW_DAY.n, at);
	if (moved && w->initial.p != NULL && rx_window_parse(r, w->initial, &first) &&
	    rx_date_cmp(*at, first) < 0)
		*at = first;
	return moved || w->format.p != NULL || w->stepped;
}

/* With a granularity both ends are inclusive, as in Airbyte; the end of all is
 * the last day, not what stands behind it. */
static void
put_window(struct rx_res *r, struct rx_range *range)
{
	struct rx_window	*w = &r->window;
	struct rx_instant	 next = rx_date_add(range->at, w->step, 1), last = next;

	if (rx_window_lasts(&w->granularity))
		last = rx_date_add(next, w->granularity, -1);
	else if (rx_date_cmp(next, range->end) > 0)
		next = range->end;
	if (rx_date_cmp(last, range->end) > 0)
		last = range->end;
	put_time(r, RX_HOLE_START, range->at, range->format);
	put_time(r, RX_HOLE_END, last, range->format);
	range->at = next;
}

static bool
no_start(struct rx_res *r, struct rx_err *e)
{
	rx_err_set(e, RX_USAGE, "%.*s: its start has no value", RX_FMT(r->name));
	return rx_err_hint(e,
	    "give endpoint.incremental an initial_value: no earlier run has left a "
	    "bookmark to start from");
}

/* The bookmark as the value to begin with: less the lag. */
static bool
start_of(struct rx_res *r, struct rx_span bookmark, struct rx_err *e)
{
	struct rx_window	*w = &r->window;
	struct rx_buf		 b = RX_BUF_INIT(RX_BUF_TEXT);
	bool			 least = rx_node_is(rx_node_get(w->node, "last_value_func"), "min");
	bool			 ok = true;

	w->start = bookmark;
	if (w->lag.p != NULL && w->format.p == NULL && !w->stepped) {
		ok = rx_lag_apply(&b, bookmark, w->lag, w->first, least);
		w->start = ok ? rx_arena_span(&r->plan->scratch, rx_buf_view(&b)) : RX_SPAN_NONE;
		rx_buf_free(&b);
	}
	if (ok)
		return true;
	rx_err_set(e, RX_USAGE, "%.*s: a lag of %.*s can't be taken from its bookmark %.*s",
	    RX_FMT(r->name), RX_FMT(w->lag), RX_FMT(bookmark));
	return rx_err_hint(e, "a lag is for numbers, and for dates in ISO 8601");
}

/* What the part begins with: JSON, and as text. */
static bool
choose(struct rx_res *r, const struct rx_kept *kept, struct rx_span *text, struct rx_span *json,
    struct rx_err *e)
{
	struct rx_window	*w = &r->window;

	w->marked = kept != NULL && kept->bookmark.p != NULL && !w->bounded &&
	    rx_json_kind(kept->bookmark) != RX_JSON_NULL && !rx_res_disposes(r, "replace");
	w->edge = w->marked ? kept->edge : RX_SPAN_NONE;
	w->start = w->first;
	*text = w->initial;
	*json = w->first;
	if (!w->marked)
		return true;
	if (!start_of(r, kept->bookmark, e))
		return false;
	*text = rx_arena_text(&r->plan->scratch, w->start);
	*json = w->start;
	return true;
}

bool
rx_window_first(struct rx_res *r, struct rx_range *range, const struct rx_kept *kept,
    struct rx_err *e)
{
	struct rx_window	*w = &r->window;
	struct rx_span		 text, json, format = RX_SPAN_NONE;
	bool			 known;

	if (!w->read)
		return true;
	w->fault = (struct rx_err)RX_ERR_INIT;
	if (!choose(r, kept, &text, &json, e))
		return false;
	if (text.p == NULL && w->needed)
		return no_start(r, e);
	put_cell(r, RX_HOLE_START, text, json);
	put_cell(r, RX_HOLE_END, w->end, w->bound);
	if (text.p == NULL)
		return true;
	known = start_time(r, text, w->marked, &range->at, &format);
	range->format = format;
	if (known)
		put_time(r, RX_HOLE_START, range->at, format);
	if (w->end.p == NULL || !rx_window_parse(r, w->end, &range->end))
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
	int past = rx_window_lasts(&r->window.granularity);

	if (!r->window.read || !r->window.stepped || rx_date_cmp(range->at, range->end) >= past)
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
