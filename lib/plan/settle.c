/* settle: what needs no placeholder is worked out when the plan is made. */
#include "lib/plan/expand.h"

static struct rx_node *
of_value(struct rx_res *r, const struct rx_value *v, bool json)
{
	struct rx_buf	 b = RX_BUF_INIT(RX_BUF_TEXT);
	struct rx_err	 e = RX_ERR_INIT;
	struct rx_node	*n = NULL;

	if (json && rx_value_write(&b, v))
		n = rx_node_parse(&r->plan->arena, rx_buf_view(&b), &e);
	else if (!json && rx_value_send(&b, v))
		n = rx_node_string(&r->plan->arena, rx_buf_view(&b));
	rx_buf_free(&b);
	return n;
}

static struct rx_node *
settle_text(struct rx_res *r, const struct rx_node *n, bool json)
{
	struct rx_arena		*a = &r->plan->arena;
	struct rx_wants		 w;
	struct rx_template	*t = rx_res_template(r, n->text, &w);
	struct rx_value		 v;

	if (t == NULL)
		return NULL;
	if (w.secret)
		return rx_node_string(a, w.text);
	v = rx_res_eval(r, t, a);
	if (v.kind != RX_VALUE_UNDEFINED)
		return of_value(r, &v, json);
	return rx_res_undefined(r, &w) ? rx_node_string(a, RX_SPAN("")) : NULL;
}

static struct rx_node *
as_text(struct rx_res *r, struct rx_node *n)
{
	return n == NULL || n->kind == RX_JSON_STRING || n->kind == RX_JSON_NULL || n->n > 0 ? n :
	    rx_node_string(&r->plan->arena, n->text);
}

/* An expression that another stage evaluates. */
static bool
later(struct rx_span key)
{
	static const char *const keys[] = { "cursor_value", "stop_condition", "filter", "map",
	    "yield_map", "jq", "condition", "api_token" };
	size_t i;

	for (i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (rx_span_is(key, keys[i]))
			return true;
	return false;
}

struct rx_node *
rx_res_settle(struct rx_res *r, const struct rx_node *n, bool json)
{
	struct rx_arena		*a = &r->plan->arena;
	const struct rx_node	*c;
	struct rx_node		*to, *child;

	if (rx_settings_name(n).p != NULL)
		return json ? rx_res_setting(r, n, true) : as_text(r, rx_res_setting(r, n, false));
	if (n->kind == RX_JSON_STRING && rx_template_has(n->text))
		return settle_text(r, n, json);
	if (n->kind != RX_JSON_OBJECT && n->kind != RX_JSON_ARRAY)
		return rx_node_copy(a, n);
	if ((to = rx_node_new(a, n->kind)) == NULL)
		return NULL;
	for (c = n->first; c != NULL; c = c->next) {
		child = c->kind == RX_JSON_STRING && later(c->key) ? rx_res_fold(r, c) :
		    rx_res_settle(r, c, json);
		if (child == NULL)
			return NULL;
		if (n->kind == RX_JSON_OBJECT)
			rx_node_set_span(a, to, c->key, child);
		else
			rx_node_add(to, child);
	}
	return to;
}
