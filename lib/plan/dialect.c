/* dialect: the steps that make a source canonical, in their order. */
#include "lib/plan/dialect.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "lib/plan/grammar.h"
#include "rx/reader.h"

/* -- small things -------------------------------------------------------- */

struct rx_node *
rx_first(const struct rx_node *node)
{
	return node != NULL ? node->first : NULL;
}

struct rx_node *
rx_given(const struct rx_node *map, const char *key)
{
	struct rx_node *node = rx_node_get(map, key);

	return node != NULL && node->kind != RX_JSON_NULL ? node : NULL;
}

bool
rx_take(struct rx_arena *a, struct rx_node *to, const struct rx_node *from, const char *key)
{
	const struct rx_node *node = rx_given(from, key);

	if (node != NULL)
		rx_node_set(a, to, key, rx_node_copy(a, node));
	return node != NULL;
}

void
rx_put(struct rx_arena *a, struct rx_node *to, const char *key, const char *text)
{
	rx_node_set(a, to, key, rx_node_cstr(a, text));
}

struct rx_node *
rx_as_list(struct rx_arena *a, const struct rx_node *node)
{
	struct rx_node *list;

	if (node != NULL && node->kind == RX_JSON_ARRAY)
		return rx_node_copy(a, node);
	list = rx_node_new(a, RX_JSON_ARRAY);
	if (list != NULL && node != NULL && node->kind != RX_JSON_NULL)
		rx_node_add(list, rx_node_copy(a, node));
	return list;
}

/* A text in the quotes that an expression takes it in. */
static void
quote(struct rx_buf *buf, struct rx_span text)
{
	rx_buf_byte(buf, '\'');
	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] == '\'' || text.p[i] == '\\')
			rx_buf_byte(buf, '\\');
		rx_buf_byte(buf, text.p[i]);
	}
	rx_buf_byte(buf, '\'');
}

struct rx_span
rx_setting_text(struct rx_arena *a, const struct rx_node *node)
{
	struct rx_buf buf = RX_BUF_INIT(RX_BUF_TEXT);
	const struct rx_node *given;
	struct rx_span text;
	bool secret;

	if (!rx_grammar_setting(node))
		return node->text;
	secret = rx_span_is(node->first->key, "secret");
	given = rx_node_get(node, "default");
	rx_buf_printf(&buf, "{{ %s%s", secret ? "secrets" : "config",
	    given != NULL ? ".get(" : "[");
	quote(&buf, node->first->text);
	if (given != NULL) {
		rx_buf_text(&buf, ", ");
		quote(&buf, given->text);
	}
	rx_buf_text(&buf, given != NULL ? ") }}" : "] }}");
	text = rx_arena_span(a, rx_buf_view(&buf));
	rx_buf_free(&buf);
	return text;
}

/* -- saying it ----------------------------------------------------------- */

static const char *
vwords(struct rx_buf *buf, const char *fmt, va_list ap)
{
	rx_buf_vprintf(buf, fmt, ap);
	return rx_buf_str(buf);
}

struct rx_err *
rx_work_fault(struct rx_work *w, const struct rx_node *where, const char *key,
    const char *fmt, ...)
{
	struct rx_buf buf = RX_BUF_INIT(RX_BUF_TEXT);
	struct rx_err *err;
	va_list ap;

	va_start(ap, fmt);
	err = rx_source_fault(w->source, w->name, where, "resources[%u]%s%s: %s", w->index,
	    *key ? "." : "", key, vwords(&buf, fmt, ap));
	va_end(ap);
	rx_buf_free(&buf);
	return err;
}

void
rx_work_note(struct rx_work *w, const char *key, const char *fmt, ...)
{
	struct rx_buf buf = RX_BUF_INIT(RX_BUF_TEXT);
	va_list ap;

	va_start(ap, fmt);
	rx_source_note(w->source, w->name, rx_span_of(key), "%s", vwords(&buf, fmt, ap));
	va_end(ap);
	rx_buf_free(&buf);
}

/* -- reading ------------------------------------------------------------- */

static void
reader_warns(void *arg, const char *text)
{
	rx_source_warn(arg, RX_SPAN_NONE, NULL, "%s", text);
}

/* The same may be supposed in many places: it is said once. */
static void
reader_notes(void *arg, const char *key, const char *text)
{
	struct rx_source *s = arg;

	for (const struct rx_note *n = s->notes; n != NULL; n = n->next)
		if (rx_span_is(n->text, text) && rx_span_is(n->key, key))
			return;
	rx_source_note(s, RX_SPAN_NONE, rx_span_of(key), "%s", text);
}

bool
rx_dialect_read(struct rx_source *s, struct rx_span text, struct rx_err *err)
{
	struct rx_reader reader = {
		.arena = &s->arena, .name = s->name, .warn = reader_warns,
		.note = reader_notes, .arg = s
	};

	s->raw = rx_reader_read(&reader, text, err);
	return s->raw != NULL;
}

/* -- resources ----------------------------------------------------------- */

/* "x" is {"name":"x"}. */
static struct rx_node *
entry_map(struct rx_arena *a, struct rx_node *entry)
{
	struct rx_node *map = entry, *name;

	if (entry->kind == RX_JSON_STRING) {
		map = rx_node_new(a, RX_JSON_OBJECT);
		name = rx_node_copy(a, entry);
		if (map != NULL)
			rx_node_set(a, map, "name", name);
	}
	return map;
}

static const struct rx_work *
same_name(const struct rx_work *works, unsigned n, struct rx_span name)
{
	for (unsigned i = 0; i < n; i++)
		if (rx_span_eq(works[i].name, name))
			return &works[i];
	return NULL;
}

/* Is the name of that entry told of already, as no text? */
static bool
told(const struct rx_source *s, unsigned index)
{
	char path[48];

	snprintf(path, sizeof(path), "resources[%u].name: ", index);
	for (const struct rx_problem *p = s->problems; p != NULL; p = p->next)
		if (strncmp(p->err.what, path, strlen(path)) == 0)
			return true;
	return false;
}

static bool
name_entry(struct rx_source *s, struct rx_work *w, const struct rx_work *works, unsigned n)
{
	const struct rx_node *name = rx_node_get(w->resource, "name");
	const struct rx_work *other;

	w->name = rx_node_text(name);
	if (w->name.n == 0 && told(s, w->index))
		return false;
	if (w->name.n == 0) {
		rx_err_hint(rx_source_fault(s, RX_SPAN_NONE, name != NULL ? name : w->resource,
		    "resources[%u]: 'name' is missing", w->index),
		    "give the resource a name: it names the table and the state");
		return false;
	}
	other = same_name(works, n, w->name);
	if (other != NULL)
		rx_err_hint(rx_source_fault(s, RX_SPAN_NONE, name,
		    "resources[%u].name: '%.*s' is the name of resources[%u] too", w->index,
		    RX_FMT(w->name), other->index), "rename one of the two");
	return other == NULL;
}

/* The entries that have a name of their own. */
static struct rx_work *
collect(struct rx_source *s, struct rx_node *list, unsigned *n)
{
	struct rx_work *works = rx_arena_get(&s->arena, list->n * sizeof(*works));
	struct rx_node *next;
	unsigned index = 0;

	*n = 0;
	for (struct rx_node *e = list->first; e != NULL && works != NULL; e = next, index++) {
		struct rx_work *w = &works[*n];

		next = e->next;
		*w = (struct rx_work){ .source = s, .arena = &s->arena, .index = index };
		w->resource = entry_map(w->arena, e);
		if (w->resource == NULL)
			break;
		if (name_entry(s, w, works, *n))
			++*n;
	}
	return works;
}

static void
normalise(struct rx_work *w, const struct rx_node *defaults)
{
	char what[48];

	snprintf(what, sizeof(what), "resources[%u]", w->index);
	rx_defaults_lift(w->source, w->resource, what);
	rx_defaults_merge(w->arena, w->resource, defaults);
	w->endpoint = rx_node_get(w->resource, "endpoint");
	rx_dialect_keys(w);
	rx_dialect_window(w);
	rx_dialect_sync(w);
	rx_dialect_routers(w);
	rx_dialect_paths(w);
	rx_dialect_select(w);
	rx_dialect_paging(w);
	rx_dialect_errors(w);
	rx_dialect_texts(w);
}

/* -- the source ---------------------------------------------------------- */

static struct rx_node *
defaults_of(struct rx_source *s, const struct rx_node *root)
{
	struct rx_node *defaults = rx_given(root, "resource_defaults"), *endpoint;

	if (defaults == NULL)
		return rx_node_new(&s->arena, RX_JSON_OBJECT);
	endpoint = rx_node_get(defaults, "endpoint");
	if (endpoint != NULL && endpoint->kind == RX_JSON_STRING) {
		rx_err_hint(rx_source_fault(s, RX_SPAN_NONE, endpoint,
		    "resource_defaults.endpoint: a map expected"),
		    "a path belongs to one resource: resources[].endpoint.path");
		rx_node_remove(defaults, "endpoint");
	}
	rx_defaults_lift(s, defaults, "resource_defaults");
	rx_node_remove(rx_node_get(defaults, "endpoint"), "path");
	return defaults;
}

static bool
has_parts(struct rx_source *s, const struct rx_node *root)
{
	const struct rx_node *resources = rx_node_get(root, "resources");
	bool client = rx_node_get(root, "client") != NULL;

	if (!client && rx_node_get(s->raw, "client") == NULL)
		rx_err_hint(rx_source_fault(s, RX_SPAN_NONE, root, "'client' is missing"),
		    "a source is {\"client\": {\"base_url\": ...}, \"resources\": [...]}");
	if (resources == NULL && rx_node_get(s->raw, "resources") == NULL)
		rx_err_hint(rx_source_fault(s, RX_SPAN_NONE, root, "'resources' is missing"),
		    "a source is {\"client\": {\"base_url\": ...}, \"resources\": [...]}");
	else if (resources != NULL && resources->n == 0 && s->errors == 0)
		rx_err_hint(rx_source_fault(s, RX_SPAN_NONE, resources,
		    "resources: the list is empty"),
		    "name at least one: \"resources\": [\"users\"]");
	return client && resources != NULL && resources->n > 0;
}

static void
build(struct rx_source *s, struct rx_node *client, struct rx_work *works, unsigned n)
{
	struct rx_node *list = rx_node_new(&s->arena, RX_JSON_ARRAY);

	s->root = rx_node_new(&s->arena, RX_JSON_OBJECT);
	if (s->root == NULL || list == NULL)
		return;
	rx_node_set(&s->arena, s->root, "client", client);
	for (unsigned i = 0; i < n; i++)
		rx_node_add(list, rx_dialect_order(&works[i],
		    rx_node_text(rx_node_get(client, "base_url"))));
	rx_node_set(&s->arena, s->root, "resources", list);
}

static struct rx_node *
checked(struct rx_source *s, const struct rx_source_conf *conf)
{
	struct rx_check check = {
		.source = s, .path = RX_BUF_INIT(RX_BUF_TEXT),
		.lenient = conf != NULL && conf->lenient
	};
	struct rx_node *root = rx_node_copy(&s->arena, s->raw);

	if (root == NULL)
		return NULL;
	if (root->kind != RX_JSON_OBJECT) {
		rx_err_hint(rx_source_fault(s, RX_SPAN_NONE, root, "a source is a map"),
		    "write {\"client\": {\"base_url\": ...}, \"resources\": [...]}");
		return NULL;
	}
	rx_grammar_check(&check, &rx_grammar_source, root);
	rx_buf_free(&check.path);
	return root;
}

void
rx_dialect_apply(struct rx_source *s, const struct rx_source_conf *conf)
{
	struct rx_node *root = checked(s, conf), *client, *defaults;
	struct rx_work *works;
	unsigned n;
	bool dlt;

	if (root == NULL || !has_parts(s, root))
		return;
	dlt = rx_dlt_takes(s->raw);
	client = rx_dialect_client(s, conf, rx_node_get(root, "client"));
	defaults = defaults_of(s, root);
	works = collect(s, rx_node_get(root, "resources"), &n);
	if (works == NULL || client == NULL || defaults == NULL)
		return;
	for (unsigned i = 0; i < n; i++) {
		works[i].dlt = dlt;
		works[i].client_paginator = rx_given(rx_node_get(root, "client"), "paginator");
		normalise(&works[i], defaults);
		rx_dialect_base(&works[i], rx_node_get(client, "base_url"));
	}
	rx_dialect_parents(works, n);
	rx_dialect_cycles(works, n);
	build(s, client, works, n);
}
