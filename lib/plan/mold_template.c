/* mold_template: what an expression of the source wants to know. */
#include "lib/plan/expand.h"

/* -- which names a template wants ---------------------------------------- */

/* The first segment of a path, decoded: names have no escapes. */
static struct rx_span
first_segment(struct rx_span segments)
{
	struct rx_span s = rx_json_at(segments, 0);

	return s.n >= 2 ? (struct rx_span){ s.p + 1, s.n - 2 } : RX_SPAN_NONE;
}

/* {start_time} and its kin, where the resource has a window. */
bool
rx_window_name(struct rx_res *r, struct rx_span name, enum rx_hole_kind *kind)
{
	if (r->window.node == NULL)
		return false;
	*kind = rx_span_starts(name, "end_") ? RX_HOLE_END : RX_HOLE_START;
	return rx_span_is(name, "start_time") || rx_span_is(name, "start_value") ||
	    rx_span_is(name, "last_value") || rx_span_is(name, "end_time") ||
	    rx_span_is(name, "end_value");
}

static void
want(void *arg, struct rx_span name, struct rx_span segments, enum rx_expr_use use)
{
	struct rx_wants		*w = arg;
	struct rx_span		 inner = first_segment(segments);
	enum rx_hole_kind	 kind;

	(void)use;
	if (rx_span_is(name, "secrets")) {
		w->secret = true;
	} else if (rx_span_is(name, "stream_interval") || rx_span_is(name, "incremental")) {
		w->bound |= w->res->window.node != NULL;
		if (rx_window_name(w->res, inner, &kind))
			(void)rx_res_hole(w->res, kind, RX_SPAN_NONE);
	} else if (rx_span_is(name, "stream_slice") || rx_span_is(name, "stream_partition")) {
		w->bound = true;
		if (rx_window_name(w->res, inner, &kind))
			(void)rx_res_hole(w->res, kind, RX_SPAN_NONE);
		else if (inner.n > 0)
			w->res->holes[rx_res_hole(w->res, RX_HOLE_NAME, inner)].text = true;
	}
}

/* -- settings ------------------------------------------------------------ */

static void
note_setting(void *arg, struct rx_span name, const struct rx_node *value)
{
	struct rx_wants	*w = arg;
	struct rx_buf	 b = RX_BUF_INIT(RX_BUF_TEXT);

	if (value == NULL) {
		w->missing = name;
		return;
	}
	rx_fnv_add(&w->res->hash, name);
	rx_node_write(&b, value);
	rx_fnv_add(&w->res->hash, rx_buf_view(&b));
	rx_buf_free(&b);
}

struct rx_node *
rx_res_setting(struct rx_res *r, const struct rx_node *n, bool json)
{
	struct rx_settings	*st = &r->plan->settings;
	struct rx_wants		 w = { .res = r };
	struct rx_node		*value = rx_settings_get(st, r->name, rx_settings_name(n));
	struct rx_node		*by_default = rx_node_get(n, "default");

	if (value == NULL && by_default != NULL) {
		/* a template or another setting: it is told as it stands, so that
		 * one that reads the clock makes no other plan */
		note_setting(&w, rx_settings_name(n), by_default);
		value = rx_res_settle(r, by_default, json);
		return json ? rx_settings_json(st, value) : value;
	}
	if (value == NULL)
		return rx_res_missing(r, n, rx_settings_name(n));
	/* several --set where one value is wanted: the last wins, as for options */
	if (!json && value->kind == RX_JSON_ARRAY && value->first != NULL &&
	    rx_settings_sets(st, r->name, rx_settings_name(n), false) != NULL)
		value = value->last;
	note_setting(&w, rx_settings_name(n), value);
	if (json)
		value = rx_settings_json(st, value);
	return rx_node_copy(&r->plan->arena, value);
}

/* -- templates ----------------------------------------------------------- */

struct rx_node *
rx_res_fold(struct rx_res *r, const struct rx_node *n)
{
	struct rx_wants w = { .res = r };

	return rx_node_string(&r->plan->arena, rx_settings_fold(&r->plan->settings, r->name,
	    n->text, !rx_template_has(n->text), note_setting, &w));
}

struct rx_template *
rx_res_template(struct rx_res *r, struct rx_span text, struct rx_wants *w)
{
	struct rx_err		 e = RX_ERR_INIT, *told;
	struct rx_template	*t;

	*w = (struct rx_wants){ .res = r };
	text = rx_template_uncomment(&r->plan->arena, text);
	w->text = rx_settings_fold(&r->plan->settings, r->name, text, false, note_setting, w);
	if ((t = rx_template_compile(&r->plan->arena, w->text, false, &e)) == NULL) {
		if ((told = rx_res_fault(r, NULL, "%s", e.what)) == NULL)
			return NULL;
		rx_err_got(told, w->text);
		if (e.hint[0] != '\0')
			rx_err_hint(told, "%s", e.hint);
		return NULL;
	}
	rx_template_paths(t, &r->plan->arena, want, w);
	return t;
}

bool
rx_res_undefined(struct rx_res *r, const struct rx_wants *w)
{
	if (w->missing.p != NULL)
		(void)rx_res_missing(r, NULL, w->missing);
	else
		(void)rx_res_fault(r, NULL, "%.*s comes out undefined", RX_FMT(w->text));
	return w->missing.p != NULL;
}
