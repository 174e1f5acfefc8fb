/*
 * dlt: would dlt instantiate a source as it is?  Where it would, the source
 * keeps dlt's defaults; where it would not, nobody ran it with them, and the
 * dialect's own rules hold (dialect 14, 16; dlt 1.1-2.8).  dlt checks a source
 * as a whole: it takes all of its resources or none.
 */
#include <string.h>

#include "lib/plan/dialect.h"
#include "lib/plan/grammar.h"
#include "rx/rows.h"

static bool
takes_auth(const struct rx_node *auth)
{
	const struct rx_node *location = rx_given(auth, "location");

	if (auth == NULL || auth->kind != RX_JSON_OBJECT)
		return auth == NULL || auth->kind == RX_JSON_NULL ||
		    auth->kind == RX_JSON_STRING;
	if (rx_node_get(auth, "type") == NULL && rx_given(auth, "token") == NULL)
		return false;
	return location == NULL || rx_node_is(location, "header") ||
	    rx_node_is(location, "query") || rx_node_is(location, "param") ||
	    rx_node_is(location, "cookie");
}

static bool
takes_paginator(const struct rx_node *paginator)
{
	if (paginator == NULL || paginator->kind == RX_JSON_NULL)
		return true;
	if (rx_node_is(paginator, "offset"))
		return false;		/* its limit is required */
	if (paginator->kind != RX_JSON_OBJECT)
		return true;
	if (rx_node_is(rx_node_get(paginator, "type"), "offset"))
		return rx_given(paginator, "limit") != NULL;
	return rx_node_get(paginator, "type") != NULL;
}

/* A selector that dlt's JSONPath reads. */
static bool
takes_selector(const struct rx_node *selector)
{
	struct rx_span text = rx_node_text(selector);

	if (selector == NULL || selector->kind != RX_JSON_STRING)
		return selector == NULL || selector->kind == RX_JSON_NULL;
	for (size_t i = 0; i < text.n; i++)
		if (text.p[i] == ' ' || text.p[i] == '(' || text.p[i] == '{')
			return false;
	return text.n > 0 && !rx_span_is(text, "[]") && !rx_span_is(text, ".");
}

/* {resources.R.F} and {incremental.x} are dlt's; {x} only if params has x. */
static bool
takes_braces(struct rx_span text, const struct rx_node *params)
{
	size_t end;

	for (size_t i = 0; i < text.n; i++) {
		struct rx_span rest = rx_span_cut(text, i), name;

		if (rest.p[0] != '{')
			continue;
		end = rx_span_find(rest, '}');
		name = (struct rx_span){ rest.p + 1, end > 0 ? end - 1 : 0 };
		if (!rx_span_starts(name, "resources.") && !rx_span_starts(name, "incremental.") &&
		    rx_node_member(params, name) == NULL)
			return false;
		i += end;
	}
	return true;
}

static bool
takes_texts(const struct rx_node *node, const struct rx_node *params)
{
	if (node == NULL)
		return true;
	if (node->kind == RX_JSON_STRING)
		return takes_braces(node->text, params);
	for (const struct rx_node *m = node->first; m != NULL; m = m->next)
		if (!takes_texts(m, params))
			return false;
	return true;
}

static bool
takes_endpoint(const struct rx_node *endpoint)
{
	const struct rx_node *method = rx_node_get(endpoint, "method");
	const struct rx_node *params = rx_node_get(endpoint, "params");

	if (endpoint == NULL || endpoint->kind != RX_JSON_OBJECT)
		return takes_texts(endpoint, NULL);
	return (method == NULL || rx_node_is(method, "GET") || rx_node_is(method, "POST")) &&
	    takes_auth(rx_node_get(endpoint, "auth")) &&
	    takes_paginator(rx_node_get(endpoint, "paginator")) &&
	    takes_selector(rx_node_get(endpoint, "data_selector")) &&
	    takes_texts(rx_node_get(endpoint, "path"), params) &&
	    takes_texts(params, NULL) && takes_texts(rx_node_get(endpoint, "json"), NULL) &&
	    takes_texts(rx_node_get(endpoint, "data"), NULL) &&
	    takes_texts(rx_node_get(endpoint, "headers"), NULL);
}

bool
rx_dlt_takes(const struct rx_node *source)
{
	const struct rx_node *client = rx_node_get(source, "client");
	const struct rx_node *resources = rx_node_get(source, "resources");

	if (!rx_grammar_dlt(&rx_grammar_source, source) || resources == NULL ||
	    !takes_auth(rx_node_get(client, "auth")) ||
	    !takes_paginator(rx_node_get(client, "paginator")) ||
	    !takes_texts(rx_node_get(client, "base_url"), NULL) ||
	    !takes_endpoint(rx_node_get(rx_node_get(source, "resource_defaults"), "endpoint")))
		return false;
	for (const struct rx_node *r = resources->first; r != NULL; r = r->next)
		if (!takes_endpoint(rx_node_get(r, "endpoint")))
			return false;
	return true;
}
