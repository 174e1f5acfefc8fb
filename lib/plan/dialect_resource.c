/* dialect_resource: keys, dispositions, method and body (26), and the order of the result. */
#include <stdio.h>
#include <string.h>

#include "lib/plan/dialect.h"

/* -- keys and disposition ------------------------------------------------ */

static bool
disposition_known(struct rx_span text)
{
	return rx_span_is(text, "append") || rx_span_is(text, "replace") ||
	    rx_span_is(text, "merge") || rx_span_is(text, "skip");
}

static void
disposition(struct rx_work *w)
{
	struct rx_node *node = rx_given(w->resource, "write_disposition"), *word = node;
	bool keyless = rx_node_get(w->resource, "primary_key")->n == 0 &&
	    rx_given(w->resource, "merge_key") == NULL;

	if (node == NULL) {
		rx_put(w->arena, w->resource, "write_disposition", "append");
		return;
	}
	if (node->kind == RX_JSON_OBJECT)
		word = rx_node_get(node, "disposition");
	if (!disposition_known(rx_node_text(word))) {
		rx_err_hint(rx_work_fault(w, word != NULL ? word : node, "write_disposition",
		    "unknown disposition '%.*s'", RX_FMT(rx_node_text(word))),
		    "dispositions are append, replace, merge, skip");
		return;
	}
	if (rx_node_is(word, "merge") && keyless)
		rx_err_hint(rx_work_fault(w, word, "write_disposition",
		    "merge needs a primary_key, and %.*s has none", RX_FMT(w->name)),
		    "set primary_key, or write_disposition to append or replace");
}

/* Without a primary_key, the columns that say that they are it (dlt 1.3). */
static struct rx_node *
key_of_columns(struct rx_work *w)
{
	const struct rx_node *columns = rx_given(w->resource, "columns"), *c;
	struct rx_node *list = rx_node_new(w->arena, RX_JSON_ARRAY);

	for (c = rx_first(columns); c != NULL && list != NULL; c = c->next) {
		const struct rx_node *name = rx_node_get(c, "name");

		if (rx_node_true(rx_node_get(c, "primary_key")))
			rx_node_add(list, rx_node_string(w->arena,
			    name != NULL ? name->text : c->key));
	}
	return list;
}

static void
keys(struct rx_work *w)
{
	if (rx_node_get(w->resource, "primary_key") == NULL)
		rx_node_set(w->arena, w->resource, "primary_key", key_of_columns(w));
	rx_node_set(w->arena, w->resource, "primary_key",
	    rx_as_list(w->arena, rx_node_get(w->resource, "primary_key")));
	if (rx_given(w->resource, "merge_key") != NULL)
		rx_node_set(w->arena, w->resource, "merge_key",
		    rx_as_list(w->arena, rx_node_get(w->resource, "merge_key")));
}

/* -- method and body ----------------------------------------------------- */

static bool
method_known(struct rx_span text)
{
	return rx_span_is_nocase(text, "GET") || rx_span_is_nocase(text, "POST") ||
	    rx_span_is_nocase(text, "PUT") || rx_span_is_nocase(text, "PATCH");
}

static void
method(struct rx_work *w)
{
	struct rx_node *node = rx_given(w->endpoint, "method");
	char upper[8] = "GET";

	if (node != NULL && !method_known(node->text)) {
		rx_err_hint(rx_work_fault(w, node, "endpoint.method", "unknown method '%.*s'",
		    RX_FMT(node->text)), "methods are GET, POST, PUT, PATCH");
		return;
	}
	for (size_t i = 0; node != NULL && i <= node->text.n && i < sizeof(upper); i++) {
		char c = i < node->text.n ? node->text.p[i] : '\0';

		upper[i] = c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
	}
	rx_put(w->arena, w->endpoint, "method", upper);
}

/* A body that is text is sent as it is: dlt's data. */
static void
body(struct rx_work *w)
{
	struct rx_node *json = rx_given(w->endpoint, "json"), *data = rx_given(w->endpoint, "data");

	if (json != NULL && json->kind == RX_JSON_STRING && data == NULL) {
		rx_node_set(w->arena, w->endpoint, "data", rx_node_copy(w->arena, json));
		rx_node_remove(w->endpoint, "json");
		return;
	}
	if (json != NULL && data != NULL && (json->n > 0 || json->kind == RX_JSON_STRING) &&
	    (data->n > 0 || data->text.n > 0))
		rx_err_hint(rx_work_fault(w, data, "endpoint", "both 'json' and 'data' are given"),
		    "a request has one body: json for JSON, data for a form or raw text");
}

static void
steps(struct rx_work *w)
{
	const struct rx_node *list = rx_given(w->resource, "processing_steps");
	unsigned i = 0;
	char path[64];

	for (const struct rx_node *s = rx_first(list); s != NULL; s = s->next, i++) {
		snprintf(path, sizeof(path), "processing_steps[%u]", i);
		if (s->n != 1)
			rx_err_hint(rx_work_fault(w, s, path,
			    "a step has one of filter, map, yield_map"),
			    "write each in a step of its own; they run in order");
		else
			rx_work_jq(w, s->first, path);
	}
}

void
rx_dialect_keys(struct rx_work *w)
{
	keys(w);
	disposition(w);
	method(w);
	body(w);
	steps(w);
}

/* -- the order of the canonical form ------------------------------------- */

static const char *const resource_order[] = {
	"name", "table_name", "primary_key", "merge_key", "write_disposition", "selected",
	"columns", "schema_contract", "max_table_nesting", "table_format", "file_format",
	"references", "nested_hints", "parent_table_name", "include_from_parent",
	"processing_steps", NULL
};
static const char *const endpoint_order[] = {
	"path", "method", "params", "json", "data", "headers", "data_selector",
	"data_selector_required", "paginator", "error_handler", "response_actions", "incremental",
	"partition_router", "record_filter", NULL
};

static struct rx_node *
ordered(struct rx_work *w, const struct rx_node *from, const char *const *keys_of)
{
	struct rx_node *to = rx_node_new(w->arena, RX_JSON_OBJECT);

	for (; to != NULL && *keys_of != NULL; keys_of++)
		rx_take(w->arena, to, from, *keys_of);
	return to;
}

/* An auth of its own; null: none for this endpoint. */
static void
own_auth(struct rx_work *w, struct rx_node *to, struct rx_span base)
{
	const struct rx_node *from = rx_node_get(w->endpoint, "auth");
	struct rx_buf what = RX_BUF_INIT(RX_BUF_TEXT);
	struct rx_node *auth;

	if (from == NULL)
		return;
	rx_buf_printf(&what, "resources[%u].endpoint.auth", w->index);
	auth = rx_dialect_auth(w->source, w->name, rx_buf_str(&what), from);
	rx_dialect_auth_urls(w->arena, auth, base);
	rx_node_set(w->arena, to, "auth", auth);
	rx_buf_free(&what);
}

struct rx_node *
rx_dialect_order(struct rx_work *w, struct rx_span base)
{
	struct rx_node *to, *endpoint;

	if (rx_given(w->resource, "table_name") == NULL)
		rx_node_set(w->arena, w->resource, "table_name", rx_node_string(w->arena, w->name));
	if (rx_given(w->resource, "selected") == NULL)
		rx_node_set(w->arena, w->resource, "selected", rx_node_bool(w->arena, true));
	to = ordered(w, w->resource, resource_order);
	endpoint = ordered(w, w->endpoint, endpoint_order);
	if (to == NULL || endpoint == NULL)
		return NULL;
	own_auth(w, endpoint, base);
	rx_node_set(w->arena, to, "endpoint", endpoint);
	return to;
}
