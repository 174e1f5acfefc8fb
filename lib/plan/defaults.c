/* defaults: resource_defaults merged into a resource (dlt 1.2). */
#include "lib/plan/dialect.h"
#include "lib/plan/grammar.h"

/* What is written at the resource, and belongs to its endpoint. */
static const char *const lifted[] = {
	"incremental", "auth", "partition_router", "record_filter"
};

static struct rx_node *
endpoint_map(struct rx_arena *a, struct rx_node *resource)
{
	struct rx_node *old = rx_node_get(resource, "endpoint"), *map;

	if (old != NULL && old->kind == RX_JSON_OBJECT)
		return old;
	map = rx_node_new(a, RX_JSON_OBJECT);
	if (map == NULL)
		return NULL;
	if (old != NULL && old->kind == RX_JSON_STRING)
		rx_node_set(a, map, "path", rx_node_copy(a, old));
	rx_node_set(a, resource, "endpoint", map);
	return map;
}

/* incremental_sync drops nothing, unless it says so; dlt's incremental does. */
static void
rename_sync(struct rx_source *s, struct rx_node *map, const char *what)
{
	struct rx_node *sync = rx_node_get(map, "incremental_sync");

	if (sync == NULL)
		return;
	if (rx_node_get(map, "incremental") != NULL) {
		rx_err_hint(rx_source_fault(s, rx_node_text(rx_node_get(map, "name")), sync,
		    "%s: 'incremental_sync' says the same as 'incremental', which is there too",
		    what), "keep one of the two");
		rx_node_remove(map, "incremental_sync");
		return;
	}
	if (sync->kind == RX_JSON_OBJECT && rx_node_get(sync, "filter") == NULL)
		rx_put(&s->arena, sync, "filter", "none");
	else if (sync->kind == RX_JSON_OBJECT &&
	    rx_node_get(sync, "on_cursor_value_missing") == NULL)
		rx_put(&s->arena, sync, "on_cursor_value_missing", "include");
	sync->key = RX_SPAN("incremental");
}

static void
lift(struct rx_source *s, struct rx_node *resource, struct rx_node *endpoint, const char *key,
    const char *what)
{
	struct rx_node *node = rx_node_get(resource, key);

	if (node == NULL)
		return;
	if (rx_node_get(endpoint, key) != NULL)
		rx_err_hint(rx_source_fault(s, rx_node_text(rx_node_get(resource, "name")), node,
		    "%s: '%s' is given here and in its endpoint", what, key),
		    "keep one of the two");
	else
		rx_node_set(&s->arena, endpoint, key, rx_node_copy(&s->arena, node));
	rx_node_remove(resource, key);
}

void
rx_defaults_lift(struct rx_source *s, struct rx_node *resource, const char *what)
{
	struct rx_node *endpoint = endpoint_map(&s->arena, resource);

	if (endpoint == NULL)
		return;
	rename_sync(s, resource, what);
	rename_sync(s, endpoint, what);
	for (size_t i = 0; i < sizeof(lifted) / sizeof(lifted)[0]; i++)
		lift(s, resource, endpoint, lifted[i], what);
}

/* Sets what map lacks of more. */
static void
shallow(struct rx_arena *a, struct rx_node *map, const struct rx_node *more)
{
	for (const struct rx_node *m = more->first; m != NULL; m = m->next)
		if (rx_node_member(map, m->key) == NULL)
			rx_node_set_span(a, map, m->key, rx_node_copy(a, m));
}

/* Merged one level deep: params, json, and the columns that are maps. */
static void
deep(struct rx_arena *a, struct rx_node *map, const struct rx_node *more, const char *key)
{
	struct rx_node *mine = rx_node_get(map, key);
	const struct rx_node *theirs = rx_node_get(more, key);

	if (mine != NULL && theirs != NULL && mine->kind == RX_JSON_OBJECT &&
	    theirs->kind == RX_JSON_OBJECT)
		shallow(a, mine, theirs);
}

/* columns as a map, so that both spellings can be merged. */
static void
columns_map(struct rx_arena *a, struct rx_node *resource)
{
	const struct rx_node *list = rx_node_get(resource, "columns");
	struct rx_node *map;

	if (list == NULL || list->kind != RX_JSON_ARRAY)
		return;
	map = rx_node_new(a, RX_JSON_OBJECT);
	if (map == NULL)
		return;
	for (const struct rx_node *c = list->first; c != NULL; c = c->next) {
		struct rx_span name = rx_node_text(rx_node_get(c, "name"));

		if (name.n > 0)
			rx_node_set_span(a, map, name, rx_node_copy(a, c));
	}
	rx_node_set(a, resource, "columns", map);
}

static void
merge_columns(struct rx_arena *a, struct rx_node *resource, struct rx_node *defaults)
{
	const struct rx_node *theirs, *other;
	struct rx_node *mine;

	columns_map(a, resource);
	columns_map(a, defaults);
	mine = rx_node_get(resource, "columns");
	theirs = rx_node_get(defaults, "columns");
	for (const struct rx_node *c = rx_first(mine); c != NULL; c = c->next) {
		other = rx_node_member(theirs, c->key);
		if (other != NULL && other->kind == RX_JSON_OBJECT && c->kind == RX_JSON_OBJECT)
			shallow(a, (struct rx_node *)c, other);
	}
	deep(a, resource, defaults, "columns");
}

void
rx_defaults_merge(struct rx_arena *a, struct rx_node *resource, const struct rx_node *from)
{
	struct rx_node *endpoint = rx_node_get(resource, "endpoint");
	struct rx_node *defaults = rx_node_copy(a, from), *theirs;

	if (endpoint == NULL || defaults == NULL)
		return;
	theirs = rx_node_get(defaults, "endpoint");
	if (theirs != NULL) {
		deep(a, endpoint, theirs, "params");
		deep(a, endpoint, theirs, "json");
		shallow(a, endpoint, theirs);
	}
	merge_columns(a, resource, defaults);
	rx_node_remove(defaults, "name");
	rx_node_remove(defaults, "endpoint");
	shallow(a, resource, defaults);
}
