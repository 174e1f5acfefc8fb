/* scenario: the file that says what the server is. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rx/io.h"
#include "testd.h"

#define FILE_MAX	((size_t)1 << 30)

struct top {
	struct rx_span	vars, auth, routes;
};
#define AT(m)	offsetof(struct top, m)
static const struct srv_field top_fields[] = {
	{ "vars", SRV_RAW, AT(vars) },
	{ "auth", SRV_RAW, AT(auth) },
	{ "routes", SRV_RAW, AT(routes) },
	{ NULL, SRV_RAW, 0 }
};
#undef AT
#define AT(m)	offsetof(struct srv_route, m)
static const struct srv_field route_fields[] = {
	{ "path", SRV_TEXT, AT(path) },
	{ "method", SRV_TEXT, AT(method) },
	{ "auth", SRV_RAW, AT(auth) },
	{ "count", SRV_RAW, AT(count) },
	{ "from", SRV_LONG, AT(from) },
	{ "row", SRV_RAW, AT(row) },
	{ "rows", SRV_RAW, AT(rows) },
	{ "rows_file", SRV_TEXT, AT(rows_file) },
	{ "paging", SRV_RAW, AT(paging_raw) },
	{ "faults", SRV_RAW, AT(faults_raw) },
	{ "responses", SRV_RAW, AT(responses) },
	{ "filter", SRV_RAW, AT(filter_raw) },
	{ "token", SRV_RAW, AT(token) },
	{ "with", SRV_RAW, AT(with) },
	{ NULL, SRV_RAW, 0 }
};
#undef AT
#define AT(m)	offsetof(struct srv_paging, m)
static const struct srv_field paging_fields[] = {
	{ "by", SRV_TEXT, AT(by) },
	{ "param", SRV_TEXT, AT(param) },
	{ "in", SRV_TEXT, AT(in) },
	{ "limit", SRV_LONG, AT(limit) },
	{ "limit_param", SRV_TEXT, AT(limit_param) },
	{ "max", SRV_LONG, AT(max) },
	{ "first", SRV_LONG, AT(first) },
	{ "cursor", SRV_TEXT, AT(cursor) },
	{ "key", SRV_TEXT, AT(key) },
	{ "end", SRV_RAW, AT(end) },
	{ "beyond", SRV_LONG, AT(beyond) },
	{ "loop", SRV_LONG, AT(loop) },
	{ "shorts", SRV_RAW, AT(shorts) },
	{ "ignore", SRV_BOOL, AT(ignore) },
	{ NULL, SRV_RAW, 0 }
};
#undef AT
#define AT(m)	offsetof(struct srv_filter, m)
static const struct srv_field filter_fields[] = {
	{ "param", SRV_TEXT, AT(param) },
	{ "field", SRV_TEXT, AT(field) },
	{ "op", SRV_TEXT, AT(op) },
	{ "in", SRV_TEXT, AT(in) },
	{ NULL, SRV_RAW, 0 }
};

bool
srv_file_read(struct rx_arena *arena, struct rx_span dir, struct rx_span name,
    struct rx_span *text, struct rx_err *e)
{
	struct rx_span	path = name;
	char		*p;
	size_t		 n;

	if (!rx_span_starts(name, "/"))
		path = rx_arena_printf(arena, "%.*s%.*s", (int)dir.n, dir.p,
		    (int)name.n, name.p);
	if (!rx_file_read(rx_arena_str(arena, path), FILE_MAX, &p, &n, e))
		return false;
	*text = rx_arena_span(arena, (struct rx_span){ p, n });
	free(p);
	return true;
}

static bool
list_add(struct srv_route *route, struct rx_span row)
{
	struct rx_span	*list;

	if ((route->nlist & (route->nlist + 1)) == 0 || route->list == NULL) {
		list = realloc(route->list, sizeof(*list) *
		    (size_t)(route->nlist + 1) * 2);
		if (list == NULL)
			return false;
		route->list = list;
	}
	route->list[route->nlist++] = row;
	return true;
}

/* Literal rows: an array, or in a file also one JSON text after another. */
static bool
rows_load(struct srv_scenario *sc, struct srv_route *route, struct rx_err *e)
{
	struct rx_span		text = route->rows, row;
	struct rx_json_fault	fault;
	struct rx_json_iter	it;
	const char		*p, *end;

	if (route->rows_file.p != NULL &&
	    !srv_file_read(&sc->arena, sc->dir, route->rows_file, &text, e))
		return false;
	if (text.p == NULL)
		return true;
	for (p = rx_json_space(text.p, text.p + text.n); p < text.p + text.n;
	    p = rx_json_space(end, text.p + text.n)) {
		end = rx_json_skip(p, text.p + text.n, &fault);
		if (end == NULL)
			return rx_json_fault(&fault, text, e);
		row = (struct rx_span){ p, (size_t)(end - p) };
		if (*p != '[') {
			list_add(route, row);
			continue;
		}
		rx_json_begin(&it, row);
		while (rx_json_next(&it, NULL, &row))
			list_add(route, row);
	}
	return true;
}

static bool
paging_load(struct srv_scenario *sc, struct srv_route *route, struct rx_err *e)
{
	struct srv_paging	*p = &route->paging;
	static const char *const kinds[] = { "none", "offset", "page", "cursor",
	    "after" };
	static const char *const params[] = { "", "offset", "page", "cursor",
	    "starting_after" };
	size_t			 k = 0;

	p->by = RX_SPAN("none");
	if (route->paging_raw.p != NULL &&
	    (!srv_fields_check(route->paging_raw, paging_fields, NULL, "paging", e) ||
	    !srv_fields_read(&sc->arena, route->paging_raw, paging_fields, p, e)))
		return false;
	while (k < 5 && !rx_span_is(p->by, kinds[k]))
		k++;
	if (k == 5)
		return rx_err_set(e, RX_USAGE, "paging: by is none, offset, page, "
		    "cursor or after, not '%.*s'", RX_FMT(p->by));
	if (p->param.p == NULL)
		p->param = rx_span_of(params[k]);
	if (p->in.p == NULL)
		p->in = RX_SPAN("query");
	if (p->limit_param.p == NULL)
		p->limit_param = RX_SPAN("limit");
	if (p->limit == 0)
		p->limit = 100;
	if (p->key.p == NULL)
		p->key = RX_SPAN("id");
	if (p->cursor.p == NULL)
		p->cursor = RX_SPAN("c{start}");
	if (rx_span_find_text(p->cursor, "{start}") == p->cursor.n)
		return rx_err_set(e, RX_USAGE, "paging: the cursor lacks {start}");
	if (k == 2 && rx_json_get(route->paging_raw, "first").p == NULL)
		p->first = 1;
	return true;
}

static bool
filters_load(struct srv_scenario *sc, struct srv_route *route, struct rx_err *e)
{
	struct rx_json_iter	 it;
	struct rx_span		 one;
	struct srv_filter	*f;

	if (route->filter_raw.p == NULL)
		return true;
	if (!rx_json_begin(&it, route->filter_raw) || it.object)
		return rx_err_set(e, RX_USAGE, "filter: a list is wanted");
	while (rx_json_next(&it, NULL, &one)) {
		f = rx_arena_get(&sc->arena, sizeof(*f));
		if (f == NULL || !srv_fields_check(one, filter_fields, NULL,
		    "filter", e) ||
		    !srv_fields_read(&sc->arena, one, filter_fields, f, e))
			return false;
		if (f->in.p == NULL)
			f->in = RX_SPAN("query");
		f->next = route->filters;
		route->filters = f;
	}
	return true;
}

static void
segments_cut(struct srv_route *route)
{
	struct rx_span	path = rx_span_cut(route->path, 1), one;

	while (route->nsegments < 16) {
		one = (struct rx_span){ path.p, rx_span_find(path, '/') };
		route->segments[route->nsegments++] = one;
		if (one.n == path.n)
			return;
		path = rx_span_cut(path, one.n + 1);
	}
}

static bool
route_read(struct srv_scenario *sc, struct srv_route *route, struct rx_span raw,
    struct rx_err *e)
{
	route->effect = sc->effect;
	route->raw = raw;
	route->from = 1;
	route->method = RX_SPAN("GET");
	route->auth = sc->auth;
	if (!srv_fields_read(&sc->arena, raw, route_fields, route, e) ||
	    !srv_fields_check(raw, route_fields, srv_effect_fields, "route", e))
		return false;
	if (!rx_span_starts(route->path, "/"))
		return rx_err_set(e, RX_USAGE, "route: a path with / is wanted");
	segments_cut(route);
	return rows_load(sc, route, e) && paging_load(sc, route, e) &&
	    filters_load(sc, route, e) &&
	    srv_rules_load(sc, route, e) &&
	    srv_fields_read(&sc->arena, raw, srv_effect_fields, &route->effect, e) &&
	    srv_access_check(&sc->arena, route->auth, e) &&
	    (route->token.p == NULL || srv_token_check(route->token, e));
}

static bool
routes_load(struct srv_scenario *sc, struct rx_span list, struct rx_err *e)
{
	struct srv_route	**tail = &sc->routes, *route;
	struct rx_json_iter	  it;
	struct rx_span		  one;

	if (!rx_json_begin(&it, list) || it.object)
		return rx_err_set(e, RX_USAGE, "routes: a list is wanted");
	while (rx_json_next(&it, NULL, &one)) {
		route = rx_arena_get(&sc->arena, sizeof(*route));
		if (route == NULL)
			return rx_err_nomem(e);
		if (!route_read(sc, route, one, e))
			return rx_err_at(e, "route '%.*s'", RX_FMT(route->path));
		*tail = route;
		tail = &route->next;
	}
	return true;
}

static void
variable_put(struct srv_pairs *vars, struct rx_span name, struct rx_span value)
{
	size_t	i;

	for (i = 0; i < vars->n && !rx_span_eq(vars->v[i].name, name); i++)
		;
	if (i == sizeof(vars->v) / sizeof(vars->v[0]))
		return;
	vars->v[i] = (struct srv_pair){ name, value };
	if (i == vars->n)
		vars->n++;
}

void
srv_scenario_set(struct srv_scenario *sc, struct rx_span name,
    struct rx_span value)
{
	struct rx_buf	b = RX_BUF_INIT(FILE_MAX);
	struct rx_span	json;
	struct rx_err	e;

	if (!rx_json_check(value, &json, &e)) {
		rx_json_quote(&b, value);
		json = rx_buf_view(&b);
	}
	variable_put(&sc->vars, rx_arena_span(&sc->live, name),
	    rx_arena_span(&sc->live, json));
	rx_buf_free(&b);
	sc->version++;
}

static void
vars_restore(struct srv_scenario *sc)
{
	struct rx_json_iter	it;
	struct rx_span		key, value;
	struct rx_err		e;
	size_t			i;

	sc->vars.n = 0;
	if (rx_json_check(sc->text, &value, &e) &&
	    rx_json_begin(&it, rx_json_get(value, "vars")))
		while (rx_json_next(&it, &key, &value))
			variable_put(&sc->vars, srv_text(&sc->live, key), value);
	for (i = 0; i < sc->given.n; i++)
		srv_scenario_set(sc, sc->given.v[i].name, sc->given.v[i].value);
	sc->version++;
}

/* Counters, tokens and variables as at the start. */
void
srv_scenario_reset(struct srv_scenario *sc)
{
	struct srv_route	*route;

	rx_arena_reset(&sc->live);
	sc->tokens = NULL;
	sc->ntokens = 0;
	sc->refresh = RX_SPAN_NONE;
	sc->requests = 0;
	for (route = sc->routes; route != NULL; route = route->next)
		route->nth = 0;
	srv_rules_reset(sc);
	vars_restore(sc);
}

bool
srv_scenario_load(struct srv_scenario *sc, const char *path, struct rx_err *e)
{
	struct top	top = { .auth = RX_SPAN_NONE };
	struct rx_span	text, whole;
	const char	*slash = strrchr(path, '/');

	sc->effect = (struct srv_effect)SRV_EFFECT_INIT;
	sc->dir = slash == NULL ? RX_SPAN("") :
	    (struct rx_span){ path, (size_t)(slash - path) + 1 };
	if (!srv_file_read(&sc->arena, RX_SPAN(""), rx_span_of(path), &text, e) ||
	    !rx_json_check(text, &whole, e) ||
	    !srv_fields_check(whole, top_fields, srv_effect_fields, "scenario", e) ||
	    !srv_fields_read(&sc->arena, whole, top_fields, &top, e) ||
	    !srv_fields_read(&sc->arena, whole, srv_effect_fields, &sc->effect, e))
		return false;
	sc->text = whole;
	sc->auth = top.auth;
	if (!routes_load(sc, top.routes, e))
		return false;
	vars_restore(sc);
	return true;
}

void
srv_scenario_free(struct srv_scenario *sc)
{
	struct srv_route	*route;

	for (route = sc->routes; route != NULL; route = route->next) {
		srv_rendered_drop(route->rendered);
		free(route->list);
	}
	srv_rules_reset(sc);
	rx_arena_free(&sc->live);
	rx_arena_free(&sc->arena);
}
