/* dialect_routers: partition_router, lists of values and parents (dialect 9). */
#include "lib/plan/dialect.h"

/* endpoint.KEY as a map; made when it is not there. */
static struct rx_node *
member_map(struct rx_work *w, const char *key)
{
	struct rx_node *map = rx_given(w->endpoint, key);

	if (map != NULL && map->kind == RX_JSON_OBJECT)
		return map;
	map = rx_node_new(w->arena, RX_JSON_OBJECT);
	if (map != NULL)
		rx_node_set(w->arena, w->endpoint, key, map);
	return map;
}

void
rx_bind_resolve(struct rx_work *w, struct rx_span name, struct rx_node *resolve)
{
	struct rx_node *params = member_map(w, "params");
	const struct rx_node *sent = rx_node_member(params, name);

	if (params == NULL || resolve == NULL)
		return;
	if (sent != NULL && sent->kind == RX_JSON_STRING)
		rx_node_set(w->arena, resolve, "send", rx_node_copy(w->arena, sent));
	rx_node_set_span(w->arena, params, name, resolve);
}

struct rx_node *
rx_make_resolve(struct rx_work *w, struct rx_span resource, const struct rx_node *field,
    const struct rx_node *where)
{
	struct rx_node *resolve = rx_node_new(w->arena, RX_JSON_OBJECT);

	if (resolve == NULL)
		return NULL;
	rx_put(w->arena, resolve, "type", "resolve");
	rx_node_set(w->arena, resolve, "resource", rx_node_string(w->arena, resource));
	rx_node_set(w->arena, resolve, "field", rx_node_copy(w->arena, field));
	if (where != NULL) {
		resolve->line = where->line;
		resolve->col = where->col;
	}
	return resolve;
}

/* The value goes where the option says, as {NAME}. */
static void
send_option(struct rx_work *w, const struct rx_node *option, struct rx_span name)
{
	struct rx_span into = rx_node_text(rx_node_get(option, "inject_into"));
	struct rx_span field = rx_node_text(rx_node_get(option, "field_name"));
	const char *key = "params";

	if (option == NULL)
		return;
	if (field.n == 0) {
		rx_err_hint(rx_work_fault(w, option, "endpoint.partition_router",
		    "'field_name' of request_option is missing"),
		    "request_option: {\"inject_into\": \"query\", \"field_name\": \"year\"}");
		return;
	}
	if (rx_span_is(into, "header"))
		key = "headers";
	else if (rx_span_is(into, "body_json"))
		key = "json";
	rx_node_set_span(w->arena, member_map(w, key), field,
	    rx_node_string(w->arena, rx_arena_printf(w->arena, "{%.*s}", RX_FMT(name))));
}

static void
missing(struct rx_work *w, const struct rx_node *router, const char *key, const char *hint)
{
	rx_err_hint(rx_work_fault(w, router, "endpoint.partition_router", "'%s' is missing", key),
	    "%s", hint);
}

static void
list_router(struct rx_work *w, const struct rx_node *from, struct rx_node *list)
{
	const struct rx_node *name = rx_given(from, "name"), *values = rx_given(from, "values");
	struct rx_node *to = rx_node_new(w->arena, RX_JSON_OBJECT);

	if (name == NULL)
		missing(w, from, "cursor_field", "cursor_field: the name that {NAME} stands for");
	if (values == NULL)
		missing(w, from, "values", "values: the list, or a setting that holds it");
	if (name == NULL || values == NULL || to == NULL)
		return;
	rx_put(w->arena, to, "type", "list");
	rx_take(w->arena, to, from, "name");
	rx_take(w->arena, to, from, "values");
	to->line = from->line;
	to->col = from->col;
	rx_node_add(list, to);
	send_option(w, rx_given(from, "request_option"), name->text);
}

/* A parent by name: the same as a resolve in params. */
static void
substream(struct rx_work *w, const struct rx_node *from)
{
	const struct rx_node *field = rx_given(from, "partition_field");
	const struct rx_node *key = rx_given(from, "parent_key");
	const struct rx_node *stream = rx_given(from, "parent_stream");

	if (stream == NULL)
		stream = rx_given(from, "stream");
	if (stream != NULL && stream->kind == RX_JSON_OBJECT)
		stream = rx_given(stream, "name");
	if (stream == NULL)
		missing(w, from, "parent_stream",
		    "parent_stream: the resource whose records it is for");
	if (key == NULL)
		missing(w, from, "parent_key", "parent_key: the field of the parent's records");
	if (field == NULL)
		missing(w, from, "partition_field",
		    "partition_field: the name that {NAME} stands for");
	if (stream == NULL || key == NULL || field == NULL)
		return;
	send_option(w, rx_given(from, "request_option"), field->text);
	rx_bind_resolve(w, field->text, rx_make_resolve(w, rx_node_text(stream), key, from));
}

static bool
names(const struct rx_node *router, const char *word)
{
	struct rx_span type = rx_node_text(rx_node_get(router, "type"));

	return rx_span_find_text(type, word) < type.n;
}

static void
router(struct rx_work *w, const struct rx_node *from, struct rx_node *list)
{
	const struct rx_node *parents = rx_given(from, "parent_stream_configs");
	struct rx_span type = rx_node_text(rx_node_get(from, "type"));

	if (parents != NULL) {
		for (const struct rx_node *p = parents->first; p != NULL; p = p->next)
			substream(w, p);
	} else if (names(from, "ubstream") || rx_given(from, "parent_stream") != NULL) {
		substream(w, from);
	} else if (names(from, "ist") || rx_given(from, "values") != NULL) {
		list_router(w, from, list);
	} else {
		rx_err_hint(rx_work_fault(w, from, "endpoint.partition_router",
		    "unknown type '%.*s'", RX_FMT(type)), "types are list and substream");
	}
}

void
rx_dialect_routers(struct rx_work *w)
{
	struct rx_node *all = rx_as_list(w->arena, rx_given(w->endpoint, "partition_router"));
	struct rx_node *list = rx_node_new(w->arena, RX_JSON_ARRAY);

	if (all == NULL || list == NULL)
		return;
	for (const struct rx_node *r = all->first; r != NULL; r = r->next)
		router(w, r, list);
	rx_node_remove(w->endpoint, "partition_router");
	if (list->n > 0)
		rx_node_set(w->arena, w->endpoint, "partition_router", list);
}
