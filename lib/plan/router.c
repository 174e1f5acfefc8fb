/* router: lists of values, and the window's places beside the query. */
#include "lib/plan/expand.h"

static struct rx_node *
map_of(struct rx_res *r, const char *key)
{
	struct rx_arena	*a = &r->plan->arena;
	struct rx_node	*n = rx_node_get(r->endpoint, key);

	if (n != NULL && n->kind == RX_JSON_OBJECT)
		return n;
	if ((n = rx_node_new(a, RX_JSON_OBJECT)) != NULL)
		rx_node_set(a, r->endpoint, key, n);
	return n;
}

/* json's a.b.c: the objects on the way are made. */
static void
set_path(struct rx_arena *a, struct rx_node *map, struct rx_span path, struct rx_node *value)
{
	size_t		 dot;
	struct rx_span	 name;
	struct rx_node	*next;

	while (map != NULL && (dot = rx_span_find(path, '.')) < path.n) {
		name = (struct rx_span){ path.p, dot };
		next = rx_node_member(map, name);
		if (next == NULL || next->kind != RX_JSON_OBJECT) {
			if ((next = rx_node_new(a, RX_JSON_OBJECT)) != NULL)
				rx_node_set_span(a, map, name, next);
		}
		map = next;
		path = rx_span_cut(path, dot + 1);
	}
	if (map != NULL && value != NULL)
		rx_node_set_span(a, map, path, value);
}

/* Puts {name} where a request option wants it. */
static void
inject(struct rx_res *r, const struct rx_node *option, struct rx_span braced)
{
	const struct rx_node	*into = rx_node_get(option, "inject_into");
	struct rx_span		 field = rx_node_text(rx_node_get(option, "field_name"));
	struct rx_node		*value = rx_node_string(&r->plan->arena, braced);
	struct rx_node		*map;

	if (field.n == 0)
		return;
	if (rx_node_is(into, "body_json"))
		set_path(&r->plan->arena, map_of(r, "json"), field, value);
	else if ((map = map_of(r, rx_node_is(into, "header") ? "headers" : "params")) != NULL &&
	    value != NULL)
		rx_node_set_span(&r->plan->arena, map, field, value);
}

static void
window_option(struct rx_res *r, const char *key, struct rx_span braced)
{
	const struct rx_node *option = rx_node_get(r->window.node, key);

	if (option != NULL)
		inject(r, option, braced);
}

/* A list of values for a name; a parent by a router is a resolve by now. */
static void
add(struct rx_res *r, const struct rx_node *n)
{
	struct rx_router *x = rx_arena_get(&r->plan->arena, sizeof(*x));

	if (x == NULL)
		return;
	*x = (struct rx_router){ rx_node_text(rx_node_get(n, "name")), rx_node_get(n, "values"),
	    r->routers };
	if (x->values != NULL)
		r->routers = x;
}

void
rx_res_route(struct rx_res *r)
{
	const struct rx_node *n = rx_node_get(r->endpoint, "partition_router");

	for (n = n != NULL ? n->first : NULL; n != NULL; n = n->next)
		add(r, n);
	window_option(r, "start_time_option", RX_SPAN("{incremental.start_value}"));
	window_option(r, "end_time_option", RX_SPAN("{incremental.end_value}"));
}
