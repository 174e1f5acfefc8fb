/* request: params, headers and body of a request. */
#include "lib/plan/expand.h"
#include "lib/plan/grammar.h"

#include <string.h>

#include "rx/url.h"

/* An object of the line that is left out when nothing is in it. */
struct object {
	struct rx_mold	*mold;
	const char	*name;
	bool		 open;
};

static void
open_object(struct object *o)
{
	if (o->open)
		rx_buf_byte(&o->mold->text, ',');
	else
		rx_buf_printf(&o->mold->text, ",\"%s\":{", o->name);
	o->open = true;
}

static void
open_member(struct object *o, struct rx_span name)
{
	open_object(o);
	rx_json_quote(&o->mold->text, name);
	rx_buf_byte(&o->mold->text, ':');
}

/* A name may hold placeholders, as a value may. */
static bool
open_named(struct object *o, struct rx_span name)
{
	open_object(o);
	return rx_mold_name(o->mold, name);
}

static void
close_object(struct object *o)
{
	if (o->open)
		rx_mold_text(o->mold, RX_SPAN("}"));
}

/* -- params --------------------------------------------------------------- */

/* A window's parameter: null, which sends nothing, when it has no value. */
static void
put_window(struct object *o, struct rx_span name, enum rx_hole_kind kind)
{
	if (name.n == 0)
		return;
	open_member(o, name);
	rx_mold_hole(o->mold, rx_res_hole(o->mold->res, kind, RX_SPAN_NONE), RX_ENC_QUOTED);
}

/* What is sent under that name; NULL: nothing, it only binds a placeholder. */
static const struct rx_node *
sent(const struct rx_res *r, const struct rx_node *p)
{
	if (p->kind == RX_JSON_NULL || rx_span_eq(p->key, r->window.start_param) ||
	    rx_span_eq(p->key, r->window.end_param))
		return NULL;
	return rx_grammar_resolve(p) ? rx_node_get(p, "send") : p;
}

bool
rx_res_params(struct rx_res *r)
{
	const struct rx_node	*params = rx_node_get(r->endpoint, "params"), *p, *value;
	struct object		 o = { &r->mold, "params", false };

	for (p = params != NULL ? params->first : NULL; p != NULL; p = p->next) {
		if ((value = sent(r, p)) == NULL)
			continue;
		if (!open_named(&o, p->key) || !rx_mold_value(o.mold, value, RX_IN_PARAMS))
			return false;
	}
	put_window(&o, r->window.start_param, RX_HOLE_START);
	put_window(&o, r->window.end_param, RX_HOLE_END);
	close_object(&o);
	return true;
}

/* -- headers -------------------------------------------------------------- */

static struct rx_node *
header(struct rx_node *headers, struct rx_span name)
{
	struct rx_node	*h = headers != NULL ? headers->first : NULL;
	char		 text[256];

	if (name.n >= sizeof(text))
		return NULL;
	memcpy(text, name.p, name.n);
	text[name.n] = '\0';
	while (h != NULL && !rx_span_is_nocase(h->key, text))
		h = h->next;
	return h;
}

static bool
has_secret(const struct rx_node *n)
{
	return rx_node_get(n, "secret") != NULL || (n->kind == RX_JSON_STRING &&
	    rx_span_find_text(n->text, "secrets") < n->text.n);
}

static bool
put_header(struct object *o, const struct rx_node *h, enum rx_place where)
{
	if (h->kind == RX_JSON_NULL)
		return true;
	if (where == RX_IN_CLIENT)
		open_member(o, h->key);
	else if (!open_named(o, h->key))
		return false;
	return rx_mold_value(o->mold, h, where);
}

/* Of the client's headers, those that the endpoint does not replace. */
static bool
client_headers(struct rx_res *r, struct rx_node *own, struct object *o)
{
	struct rx_node *all = rx_node_get(rx_source_client(r->plan->source), "headers"), *h;

	for (h = all != NULL ? all->first : NULL; h != NULL; h = h->next) {
		if (header(own, h->key) != NULL)
			continue;
		if (r->foreign && has_secret(h)) {
			rx_plan_say(r->plan, "warning", "%.*s: its path leads to another origin: "
			    "the client's header %.*s is not sent there", RX_FMT(r->name),
			    RX_FMT(h->key));
			continue;
		}
		if (!put_header(o, h, RX_IN_CLIENT))
			return false;
	}
	return true;
}

static bool
is_form(const struct rx_node *data)
{
	return data != NULL && data->n > 0;
}

bool
rx_res_headers(struct rx_res *r)
{
	struct rx_node	*own = rx_node_get(r->endpoint, "headers"), *h;
	struct rx_node	*client = rx_node_get(rx_source_client(r->plan->source), "headers");
	struct object	 o = { &r->mold, "headers", false };

	if (!client_headers(r, own, &o))
		return false;
	for (h = own != NULL ? own->first : NULL; h != NULL; h = h->next)
		if (!put_header(&o, h, RX_IN_HEADERS))
			return false;
	if (is_form(rx_node_get(r->endpoint, "data")) &&
	    header(own, RX_SPAN("content-type")) == NULL &&
	    header(client, RX_SPAN("content-type")) == NULL) {
		open_member(&o, RX_SPAN("Content-Type"));
		rx_mold_text(&r->mold, RX_SPAN("\"application/x-www-form-urlencoded\""));
	}
	close_object(&o);
	return true;
}

/* -- body ----------------------------------------------------------------- */

static bool
put_pair(struct rx_mold *m, bool *first, struct rx_span name, const struct rx_node *value)
{
	struct rx_node		*setting;
	const struct rx_node	*secret = rx_node_get(value, "secret"), *c;

	if (value->kind == RX_JSON_NULL)
		return true;
	if (value->kind == RX_JSON_ARRAY) {
		for (c = value->first; c != NULL; c = c->next)
			if (!put_pair(m, first, name, c))
				return false;
		return true;
	}
	rx_mold_text(m, *first ? RX_SPAN("") : RX_SPAN("&"));
	*first = false;
	if (!rx_mold_string(m, name, RX_ENC_QUERY))
		return false;
	rx_mold_text(m, RX_SPAN("="));
	if (secret != NULL) {
		rx_mold_text(m, RX_SPAN("{{ secrets['"));
		rx_mold_json(m, rx_node_text(secret));
		rx_mold_text(m, RX_SPAN("'] }}"));
		return true;
	}
	if (rx_settings_name(value).p != NULL) {
		setting = rx_res_setting(m->res, value, false);
		return setting != NULL && rx_url_encode(&m->text, setting->text, RX_URL_QUERY);
	}
	if (value->kind != RX_JSON_STRING)
		return rx_url_encode(&m->text, value->text, RX_URL_QUERY);
	return rx_mold_string(m, value->text, RX_ENC_QUERY);
}

/* A map, or a list of pairs, as application/x-www-form-urlencoded. */
static bool
put_form(struct rx_mold *m, const struct rx_node *data)
{
	const struct rx_node	*c;
	bool			 first = true, ok = true;

	rx_mold_text(m, RX_SPAN(",\"body\":\""));
	for (c = data->first; c != NULL && ok; c = c->next) {
		if (data->kind == RX_JSON_OBJECT)
			ok = put_pair(m, &first, c->key, c);
		else if (c->n == 2)
			ok = put_pair(m, &first, c->first->text, c->last);
		else {
			(void)rx_res_fault(m->res, c,
			    "data: a list of pairs [name, value] is wanted");
			return false;
		}
	}
	rx_mold_text(m, RX_SPAN("\""));
	return ok;
}

bool
rx_res_body(struct rx_res *r)
{
	const struct rx_node	*json = rx_node_get(r->endpoint, "json");
	const struct rx_node	*data = rx_node_get(r->endpoint, "data");
	bool			 text = data != NULL && data->kind == RX_JSON_STRING &&
	    data->text.n > 0;

	if (json != NULL && json->n > 0 && (is_form(data) || text)) {
		(void)rx_res_fault(r, json, "both json and data: a request has one body");
		return false;
	}
	if (is_form(data))
		return put_form(&r->mold, data);
	if (text) {
		rx_mold_text(&r->mold, RX_SPAN(",\"body\":\""));
		if (!rx_mold_string(&r->mold, data->text, RX_ENC_STRING))
			return false;
		rx_mold_text(&r->mold, RX_SPAN("\""));
		return true;
	}
	if (json == NULL || json->kind == RX_JSON_NULL)
		return true;
	rx_mold_text(&r->mold, RX_SPAN(",\"body\":"));
	return rx_mold_value(&r->mold, json, RX_IN_BODY);
}
