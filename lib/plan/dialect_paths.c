/* dialect_paths: the texts of a request and the placeholders in them (dialect 8, 9). */
#include <string.h>

#include "lib/plan/dialect.h"
#include "lib/plan/grammar.h"
#include "lib/plan/placeholder.h"
#include "rx/url.h"

struct text {			/* a text at work */
	struct rx_work	*w;
	const char	*key;		/* "endpoint.params" */
	const struct rx_node *where;
};

static struct rx_placeholder *
find(const struct rx_work *w, struct rx_span name)
{
	for (struct rx_placeholder *p = w->places; p != NULL; p = p->next)
		if (rx_span_eq(p->name, name))
			return p;
	return NULL;
}

static struct rx_placeholder *
add(struct rx_work *w, struct rx_span name, const struct rx_node *where)
{
	struct rx_placeholder *p = find(w, name);

	if (p != NULL)
		return p;
	p = rx_arena_get(w->arena, sizeof(*p));
	if (p == NULL)
		return NULL;
	p->name = rx_arena_span(w->arena, name);
	p->where = where;
	if (w->last_place != NULL)
		w->last_place->next = p;
	else
		w->places = p;
	w->last_place = p;
	return p;
}

/* -- rewriting ----------------------------------------------------------- */

/* The last word of a.b.c; an index goes with it: list[1] is list_1. */
static struct rx_span
field_name(struct rx_work *w, struct rx_span field)
{
	size_t from = field.n, n = 0;
	char *name;

	while (from > 0 && field.p[from - 1] != '.')
		from--;
	field = rx_span_cut(field, from);
	if (rx_span_find(field, '[') == field.n || (name = rx_arena_str(w->arena, field)) == NULL)
		return field;
	for (size_t i = 0; i < field.n; i++)
		if (name[i] != ']')
			name[n++] = name[i] == '[' ? '_' : name[i];
	return (struct rx_span){ name, n };
}

/* What params has under that name: nothing, or the same resolve?  Then true. */
static bool
free_or_same(const struct rx_node **old, const struct rx_work *w, struct rx_span name,
    struct rx_span resource, struct rx_span field)
{
	*old = rx_node_member(rx_given(w->endpoint, "params"), name);
	return *old == NULL || (rx_span_eq(rx_node_text(rx_node_get(*old, "resource")), resource) &&
	    rx_span_eq(rx_node_text(rx_node_get(*old, "field")), field));
}

/* The name of {resources.R.F} in this resource, bound by a resolve; another
 * one when another field has that name. */
static struct rx_span
resolve_name(void *arg, struct rx_span resource, struct rx_span field)
{
	struct text *t = arg;
	struct rx_work *w = t->w;
	const struct rx_node *old;
	struct rx_span word = field_name(w, field), name = word;

	for (unsigned i = 1; !free_or_same(&old, w, name, resource, field); i++)
		name = i == 1 ?
		    rx_arena_printf(w->arena, "%.*s_%.*s", RX_FMT(resource), RX_FMT(word)) :
		    rx_arena_printf(w->arena, "%.*s_%.*s_%u", RX_FMT(resource), RX_FMT(word), i);
	if (old == NULL)
		rx_bind_resolve(w, name, rx_make_resolve(w, resource,
		    rx_node_string(w->arena, field), t->where));
	return name;
}

static void
within(void *arg, struct rx_span name)
{
	struct text *t = arg;

	add(t->w, name, t->where);
}

static struct rx_span
rewrite_text(struct rx_work *w, struct rx_span text, const struct rx_node *where, const char *key)
{
	struct text t = { w, key, where };
	struct rx_scan scan = {
		.arena = w->arena, .window = w->window, .resolve = resolve_name,
		.within = within, .arg = &t
	};
	struct rx_span new = rx_placeholder_text(&scan, text);

	if (new.p != NULL || text.n == 0)
		return new;
	rx_err_hint(rx_work_fault(w, where, key, "'%.*s': %s", RX_FMT(text), scan.err.what),
	    "%s", scan.err.hint);
	return text;
}

static void
collect(struct rx_work *w, struct rx_span text, const struct rx_node *where)
{
	struct rx_span name;

	for (size_t at = 0; rx_source_placeholder(text, &at, &name); )
		add(w, name, where);
}

static void
rewrite(struct rx_work *w, struct rx_node *node, const char *key)
{
	if (node->kind == RX_JSON_STRING) {
		node->text = rewrite_text(w, node->text, node, key);
		collect(w, node->text, node);
		return;
	}
	if (rx_grammar_setting(node))
		return;
	if (rx_grammar_resolve(node)) {
		node = rx_node_get(node, "send");
		if (node != NULL)
			rewrite(w, node, key);
		return;
	}
	for (struct rx_node *m = node->first; m != NULL; m = m->next) {
		if (node->kind == RX_JSON_OBJECT && rx_span_find(m->key, '{') < m->key.n) {
			m->key = rewrite_text(w, m->key, m, key);
			collect(w, m->key, m);
		}
		rewrite(w, m, key);
	}
}

static void
rewrite_member(struct rx_work *w, const char *name, const char *key)
{
	struct rx_node *node = rx_given(w->endpoint, name);

	if (node != NULL)
		rewrite(w, node, key);
}

/* -- parameters ---------------------------------------------------------- */

/* null drops a parameter; a resolve that was inferred is inferred anew. */
static void
tidy_params(struct rx_work *w)
{
	struct rx_node *params = rx_given(w->endpoint, "params"), *next;

	for (struct rx_node *p = rx_first(params); p != NULL; p = next) {
		const struct rx_node *sent = rx_node_get(p, "send");

		next = p->next;
		if (rx_node_true(rx_node_get(p, "inferred")) && sent != NULL)
			rx_node_set_span(w->arena, params, p->key, rx_node_copy(w->arena, sent));
		else if (p->kind == RX_JSON_NULL || rx_node_true(rx_node_get(p, "inferred")))
			rx_node_remove(params, rx_arena_str(w->arena, p->key));
	}
}

static bool
is_static(const struct rx_node *param, struct rx_span name)
{
	struct rx_span own;
	size_t at = 0;

	if (param == NULL || param->kind == RX_JSON_NULL)
		return false;
	if (param->kind == RX_JSON_OBJECT)
		return rx_grammar_setting(param);
	if (param->kind == RX_JSON_STRING && rx_source_placeholder(param->text, &at, &own) &&
	    rx_span_eq(own, name))
		return false;
	return true;
}

/* A list of values for a name of the path: one request for each. */
static void
values_router(struct rx_work *w, struct rx_span name, const struct rx_node *values)
{
	struct rx_node *all = rx_given(w->endpoint, "partition_router"), *router;

	router = rx_node_new(w->arena, RX_JSON_OBJECT);
	if (all == NULL) {
		all = rx_node_new(w->arena, RX_JSON_ARRAY);
		if (all != NULL)
			rx_node_set(w->arena, w->endpoint, "partition_router", all);
	}
	if (all == NULL || router == NULL)
		return;
	rx_put(w->arena, router, "type", "list");
	rx_node_set(w->arena, router, "name", rx_node_string(w->arena, name));
	rx_node_set(w->arena, router, "values", rx_node_copy(w->arena, values));
	rx_node_add(all, router);
}

static void
put_static(struct rx_work *w, struct rx_buf *path, const struct rx_node *param)
{
	struct rx_span text = rx_setting_text(w->arena, param);

	if (rx_span_find(text, '{') < text.n)
		rx_buf_span(path, text);
	else
		rx_url_encode(path, text, RX_URL_SEGMENT);
}

/* A parameter whose name stands in the path goes there (dlt 1.6). */
static void
bind_static(struct rx_work *w, struct rx_node *path)
{
	struct rx_node *params = rx_given(w->endpoint, "params"), *param;
	struct rx_buf out = RX_BUF_INIT(RX_BUF_TEXT);
	struct rx_span text = path->text, name;
	size_t done = 0;

	for (size_t at = 0; rx_source_placeholder(text, &at, &name); ) {
		param = rx_node_member(params, name);
		if (!is_static(param, name))
			continue;
		if (param->kind == RX_JSON_ARRAY) {
			values_router(w, name, param);
		} else {
			rx_buf_add(&out, text.p + done, (size_t)(name.p - 1 - text.p) - done);
			put_static(w, &out, param);
			done = at;
		}
	}
	rx_buf_span(&out, rx_span_cut(text, done));
	for (size_t at = 0; rx_source_placeholder(text, &at, &name); )
		if (is_static(rx_node_member(params, name), name))
			rx_node_remove(params, rx_arena_str(w->arena, name));
	path->text = rx_arena_span(w->arena, rx_buf_view(&out));
	rx_buf_free(&out);
}

/* -- the path ------------------------------------------------------------ */

static struct rx_span
trim_slashes(struct rx_span s)
{
	while (s.n > 0 && s.p[0] == '/')
		s = rx_span_cut(s, 1);
	while (s.n > 0 && s.p[s.n - 1] == '/')
		s.n--;
	return s;
}

static struct rx_span
without_query(struct rx_span path)
{
	for (size_t i = 0; i < path.n; i++)
		if (path.p[i] == '?' || path.p[i] == '#')
			path.n = i;
	return path;
}

static void
find_places(struct rx_work *w, const struct rx_node *path)
{
	struct rx_span plain = without_query(path->text), name, last;
	struct rx_placeholder *p;

	w->path = trim_slashes(plain);
	for (size_t at = 0; rx_source_placeholder(plain, &at, &name); ) {
		size_t begin = (size_t)(name.p - 1 - plain.p);

		p = add(w, name, path);
		if (p == NULL)
			return;
		p->in_path = true;
		if (begin == 0 || plain.p[begin - 1] == '/')
			p->before = trim_slashes((struct rx_span){ plain.p, begin });
	}
	collect(w, path->text, path);
	last = w->path;
	for (size_t i = last.n; i-- > 0; )
		if (last.p[i] == '/') {
			last = rx_span_cut(last, i + 1);
			break;
		}
	w->entity = false;
	for (size_t at = 0; rx_source_placeholder(last, &at, &name); )
		w->entity = true;
}

/* -- what must be used --------------------------------------------------- */

static void
check_used(struct rx_work *w)
{
	const struct rx_node *params = rx_given(w->endpoint, "params");
	const struct rx_node *routers = rx_given(w->endpoint, "partition_router");

	for (const struct rx_node *p = rx_first(params); p != NULL; p = p->next)
		if (rx_grammar_resolve(p) && find(w, p->key) == NULL &&
		    rx_node_get(p, "send") == NULL)
			rx_err_hint(rx_work_fault(w, p, "endpoint.params",
			    "{%.*s} stands nowhere in the request", RX_FMT(p->key)),
			    "write {%.*s} in the path, or "
			    "\"%.*s\": \"{resources.%.*s.%.*s}\" in params",
			    RX_FMT(p->key), RX_FMT(p->key),
			    RX_FMT(rx_node_text(rx_node_get(p, "resource"))),
			    RX_FMT(rx_node_text(rx_node_get(p, "field"))));
	for (const struct rx_node *r = rx_first(routers); r != NULL; r = r->next) {
		struct rx_span name = rx_node_text(rx_node_get(r, "name"));

		if (find(w, name) == NULL)
			rx_err_hint(rx_work_fault(w, r, "endpoint.partition_router",
			    "{%.*s} stands nowhere in the request", RX_FMT(name)),
			    "request_option: {\"inject_into\": \"query\", "
			    "\"field_name\": \"%.*s\"}",
			    RX_FMT(name));
	}
}

void
rx_dialect_paths(struct rx_work *w)
{
	struct rx_node *path = rx_given(w->endpoint, "path");

	if (path == NULL) {
		path = rx_node_string(w->arena, w->name);
		if (path == NULL)
			return;
		rx_node_set(w->arena, w->endpoint, "path", path);
	}
	path->text = rx_setting_text(w->arena, path);
	path->kind = RX_JSON_STRING;
	path->first = path->last = NULL;
	path->n = 0;
	tidy_params(w);
	path->text = rewrite_text(w, path->text, path, "endpoint.path");
	rewrite_member(w, "params", "endpoint.params");
	bind_static(w, path);
	find_places(w, path);
	rewrite_member(w, "headers", "endpoint.headers");
	rewrite_member(w, "json", "endpoint.json");
	rewrite_member(w, "data", "endpoint.data");
	check_used(w);
}
