/* mold_value: what stands in a source as a value goes into the mold. */
#include "lib/plan/expand.h"

#include "rx/url.h"

/* A template of the text: what can be known now becomes text, a secret stays
 * as it is, the rest is evaluated for each request. */
static bool
put_template(struct rx_mold *m, struct rx_span text, enum rx_enc enc)
{
	struct rx_wants		 w;
	struct rx_template	*t = rx_res_template(m->res, text, &w);
	struct rx_value		 v;

	if (t == NULL)
		return false;
	if (w.secret) {
		if (enc == RX_ENC_VALUE)
			rx_mold_text(m, RX_SPAN("\""));
		rx_mold_json(m, w.text);
		if (enc == RX_ENC_VALUE)
			rx_mold_text(m, RX_SPAN("\""));
		return true;
	}
	if (w.bound) {
		rx_mold_template(m, t, text, enc);
		return true;
	}
	v = rx_res_eval(m->res, t, &m->res->plan->arena);
	if (v.kind == RX_VALUE_UNDEFINED)
		return rx_res_undefined(m->res, &w);
	return rx_mold_value_text(&m->text, &v, enc);
}

/* -- names --------------------------------------------------------------- */

static struct rx_span
last_word(struct rx_span name)
{
	size_t i = name.n;

	while (i > 0 && name.p[i - 1] != '.')
		i--;
	return rx_span_cut(name, i);
}

/* {incremental.lag}, or any other member that is one value. */
static const struct rx_node *
window_member(const struct rx_res *r, struct rx_span inner, struct rx_span name)
{
	const struct rx_node *n = rx_span_starts(inner, "incremental.") && r->window.node != NULL ?
	    rx_node_member(r->window.node, name) : NULL;

	return n != NULL && n->n == 0 && n->kind != RX_JSON_NULL ? n : NULL;
}

static bool
put_json(struct rx_mold *m, struct rx_span json, enum rx_enc enc)
{
	struct rx_value v = rx_value_json(json);

	return rx_mold_value_text(&m->text, &v, enc);
}

static bool
put_member(struct rx_mold *m, const struct rx_node *n, enum rx_enc enc)
{
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_TEXT);
	bool		ok = rx_node_write(&b, n) && put_json(m, rx_buf_view(&b), enc);

	rx_buf_free(&b);
	return ok;
}

/* initial_value as it is sent. */
static bool
put_initial(struct rx_mold *m, enum rx_enc enc)
{
	struct rx_window	*w = &m->res->window;
	struct rx_buf		 b = RX_BUF_INIT(RX_BUF_TEXT);
	struct rx_err		 e = RX_ERR_INIT;
	bool			 ok;

	if (!rx_window_read(m->res))
		return false;
	if (w->first.p == NULL)
		return true;
	if (w->convert == NULL)
		return put_json(m, w->first, enc);
	ok = rx_convert_run(w->convert, &b, w->first, &e);
	if (ok)
		put_json(m, rx_buf_view(&b), enc);
	else
		(void)rx_res_fault(m->res, w->node, "incremental: %s", e.what);
	rx_buf_free(&b);
	return ok;
}

static bool
put_name(struct rx_mold *m, const struct rx_seg *seg, enum rx_enc enc)
{
	struct rx_res		*r = m->res;
	struct rx_span		 inner = seg->inner, name = last_word(inner);
	const struct rx_node	*member;
	enum rx_hole_kind	 kind;
	unsigned		 hole;

	if (rx_span_is(inner, "incremental.initial_value")) {
		if (!put_initial(m, enc))
			return false;
	} else if (rx_span_starts(inner, "incremental.") && rx_window_name(r, name, &kind)) {
		r->window.needed |= kind == RX_HOLE_START;
		rx_mold_hole(m, rx_res_hole(r, kind, RX_SPAN_NONE), enc);
	} else if ((member = window_member(r, inner, name)) != NULL) {
		return put_member(m, member, enc);
	} else {
		hole = rx_res_hole(r, RX_HOLE_NAME, name);
		r->holes[hole].text |= enc != RX_ENC_VALUE;
		rx_mold_hole(m, hole, enc);
	}
	return true;
}

bool
rx_mold_seg(struct rx_mold *m, const struct rx_seg *seg, enum rx_enc enc)
{
	switch (seg->kind) {
	case RX_SEG_TEMPLATE:
		return put_template(m, seg->text, enc);
	case RX_SEG_NAME:
		return put_name(m, seg, enc);
	case RX_SEG_TEXT:
		break;
	}
	if (enc == RX_ENC_QUERY)
		return rx_url_encode(&m->text, seg->text, RX_URL_QUERY);
	rx_mold_json(m, seg->text);
	return true;
}

bool
rx_mold_string(struct rx_mold *m, struct rx_span text, enum rx_enc enc)
{
	struct rx_seg seg;

	while (rx_seg_next(&text, &seg))
		if (!rx_mold_seg(m, &seg, enc))
			return false;
	return true;
}

bool
rx_mold_name(struct rx_mold *m, struct rx_span name)
{
	rx_mold_text(m, RX_SPAN("\""));
	if (!rx_mold_string(m, name, RX_ENC_STRING))
		return false;
	rx_mold_text(m, RX_SPAN("\":"));
	return true;
}

/* -- values -------------------------------------------------------------- */

/* A client's header: names in braces are no placeholders there. */
static bool
put_client(struct rx_mold *m, struct rx_span text)
{
	struct rx_seg seg;

	text = rx_template_uncomment(&m->res->plan->arena, text);
	while (rx_seg_next(&text, &seg)) {
		if (seg.kind == RX_SEG_NAME)
			seg.kind = RX_SEG_TEXT;
		if (!rx_mold_seg(m, &seg, RX_ENC_STRING))
			return false;
	}
	return true;
}

static bool
put_string(struct rx_mold *m, struct rx_span text, enum rx_place where)
{
	struct rx_span	rest = rx_span_trim(text);
	bool		header = where == RX_IN_HEADERS || where == RX_IN_CLIENT;
	struct rx_seg	seg;

	/* one expression alone is the value itself; in a body one name too */
	if (!header && rx_seg_next(&rest, &seg) && rest.n == 0 &&
	    (seg.kind == RX_SEG_TEMPLATE || (seg.kind == RX_SEG_NAME && where == RX_IN_BODY)))
		return rx_mold_seg(m, &seg, RX_ENC_VALUE);
	rx_mold_text(m, RX_SPAN("\""));
	if (where == RX_IN_CLIENT ? !put_client(m, text) : !rx_mold_string(m, text, RX_ENC_STRING))
		return false;
	rx_mold_text(m, RX_SPAN("\""));
	return true;
}

static bool
put_children(struct rx_mold *m, const struct rx_node *n, enum rx_place where)
{
	bool			 object = n->kind == RX_JSON_OBJECT;
	const struct rx_node	*c;

	rx_mold_text(m, object ? RX_SPAN("{") : RX_SPAN("["));
	for (c = n->first; c != NULL; c = c->next) {
		if (c != n->first)
			rx_mold_text(m, RX_SPAN(","));
		if ((object && !rx_mold_name(m, c->key)) || !rx_mold_value(m, c, where))
			return false;
	}
	rx_mold_text(m, object ? RX_SPAN("}") : RX_SPAN("]"));
	return true;
}

/* As it is: holes are not looked for in what a user gave. */
static bool
put_literal(struct rx_mold *m, const struct rx_node *n, enum rx_place where)
{
	if ((where != RX_IN_HEADERS && where != RX_IN_CLIENT) || n->kind == RX_JSON_STRING)
		return rx_node_write(&m->text, n);
	return rx_json_quote(&m->text, n->text);
}

bool
rx_mold_value(struct rx_mold *m, const struct rx_node *n, enum rx_place where)
{
	struct rx_node *setting;

	if (rx_settings_name(n).p != NULL) {
		setting = rx_res_setting(m->res, n, false);
		return setting != NULL && put_literal(m, setting, where);
	}
	if (n->kind == RX_JSON_OBJECT && rx_node_get(n, "secret") != NULL && n->n <= 2)
		return rx_node_write(&m->text, n);
	if (n->kind == RX_JSON_STRING)
		return put_string(m, n->text, where);
	if (n->kind == RX_JSON_OBJECT || n->kind == RX_JSON_ARRAY)
		return put_children(m, n, where);
	return put_literal(m, n, where);
}
