#include "lib/plan/settings.h"

#include <stdlib.h>
#include <string.h>

#include "rx/io.h"
#include "rx/reader.h"

#define CONFIG_MAX	((size_t)16 << 20)

static bool
read_set(struct rx_set *set, const char *text, bool (*is)(void *, struct rx_span), void *arg,
    struct rx_err *e)
{
	struct rx_span	s = rx_span_of(text), name;
	size_t		eq = rx_span_find(s, '='), i;

	if (eq == 0 || eq == s.n) {
		rx_err_set(e, RX_USAGE, "--set %s: NAME=VALUE or RESOURCE.NAME=VALUE is wanted",
		    text);
		return rx_err_hint(e, "rx-plan --set start_date=2026-01-01 SOURCE");
	}
	name = (struct rx_span){ s.p, eq };
	set->value = rx_span_cut(s, eq + 1);
	for (i = eq; i > 0 && s.p[i - 1] != '.'; i--)
		continue;
	set->resource = RX_SPAN_NONE;
	set->name = name;
	set->used = false;
	if (i == 0)
		return true;
	set->resource = (struct rx_span){ s.p, i - 1 };
	set->name = (struct rx_span){ s.p + i, eq - i };
	if (set->name.n > 0 && is(arg, set->resource))
		return true;
	rx_err_set(e, RX_USAGE, "--set %s: there is no resource %.*s", text, RX_FMT(set->resource));
	return rx_err_hint(e, "RESOURCE.NAME=VALUE wants a resource of the source");
}

bool
rx_settings_set(struct rx_settings *st, const char *const *v, size_t n,
    bool (*is)(void *, struct rx_span), void *arg, struct rx_err *e)
{
	size_t i;

	if ((st->set = rx_arena_get(st->arena, (n + 1) * sizeof(*st->set))) == NULL)
		return rx_err_nomem(e);
	for (i = 0; i < n; i++)
		if (!read_set(&st->set[i], v[i], is, arg, e))
			return false;
	st->nset = n;
	return true;
}

bool
rx_settings_config(struct rx_settings *st, const char *path, struct rx_err *e)
{
	struct rx_reader reader = { .arena = st->arena, .name = path };
	char		*text;
	size_t		 n;

	if (!rx_file_read(path, CONFIG_MAX, &text, &n, e)) {
		if (e->exit == RX_FAILED)
			e->exit = RX_USAGE;
		return false;
	}
	st->config = rx_reader_read(&reader, (struct rx_span){ text, n }, e);
	free(text);
	if (st->config == NULL)
		return false;
	if (st->config->kind == RX_JSON_OBJECT)
		return true;
	rx_err_set(e, RX_USAGE, "%s: settings are a map of names and values, not %s", path,
	    rx_json_kind_name(st->config->kind));
	return rx_err_hint(e, "{\"start_date\":\"2026-01-01\"}");
}

struct rx_node *
rx_settings_sets(struct rx_settings *st, struct rx_span resource, struct rx_span name, bool exact)
{
	struct rx_node	*list = NULL;
	struct rx_set	*s;

	for (s = st->set; s < st->set + st->nset; s++) {
		if (!rx_span_eq(s->name, name) || (s->resource.p != NULL) != exact ||
		    (exact && !rx_span_eq(s->resource, resource)))
			continue;
		s->used = true;
		if (list == NULL && (list = rx_node_new(st->arena, RX_JSON_ARRAY)) == NULL)
			return NULL;
		rx_node_add(list, rx_node_string(st->arena, s->value));
	}
	return list;
}

struct rx_span
rx_settings_variable(struct rx_arena *a, struct rx_span name)
{
	static const char	prefix[] = "RX_CONFIG_";
	size_t			n = sizeof(prefix) - 1, i;
	char			*p = rx_arena_get(a, n + name.n + 1);

	if (p == NULL)
		return RX_SPAN_NONE;
	memcpy(p, prefix, n);
	for (i = 0; i < name.n; i++) {
		char c = name.p[i];

		if (c >= 'a' && c <= 'z')
			c = (char)(c - 32);
		p[n + i] = (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ? c : '_';
	}
	return (struct rx_span){ p, n + name.n };
}

static struct rx_node *
from_environment(struct rx_settings *st, struct rx_span name)
{
	struct rx_span	 var = rx_settings_variable(st->arena, name);
	const char	*value = st->env != NULL && var.p != NULL ? st->env(var.p) : NULL;

	return value != NULL ? rx_node_cstr(st->arena, value) : NULL;
}

struct rx_node *
rx_settings_get(struct rx_settings *st, struct rx_span resource, struct rx_span name)
{
	struct rx_node *n;

	if ((n = rx_settings_sets(st, resource, name, true)) != NULL ||
	    (n = rx_settings_sets(st, resource, name, false)) != NULL)
		return n->n == 1 ? n->first : n;
	if ((n = rx_node_member(st->config, name)) != NULL)
		return n;
	return from_environment(st, name);
}

struct rx_node *
rx_settings_json(struct rx_settings *st, struct rx_node *n)
{
	struct rx_err	 e = RX_ERR_INIT;
	struct rx_node	*json;
	struct rx_span	 value;

	if (n == NULL || n->kind != RX_JSON_STRING || !rx_json_check(n->text, &value, &e))
		return n;
	json = rx_node_parse(st->arena, value, &e);
	return json != NULL ? json : n;
}

struct rx_node *
rx_settings_list(struct rx_settings *st, struct rx_node *n)
{
	struct rx_node *json = rx_settings_json(st, n);

	return json != NULL && json->kind == RX_JSON_ARRAY ? json : n;
}

struct rx_span
rx_settings_name(const struct rx_node *n)
{
	struct rx_node *name = n != NULL && n->n <= 2 ? rx_node_get(n, "config") : NULL;

	return name != NULL && (n->n == 1 || rx_node_get(n, "default") != NULL) ?
	    rx_node_text(name) : RX_SPAN_NONE;
}
