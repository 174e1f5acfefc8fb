/* The command line's word over a line's: a flag replaces the line's member
 * of that name. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "rx/node.h"
#include "rx/text.h"
#include "lib/page/engine.h"

static struct rx_span
written(struct rx_arena *a, const struct rx_node *n)
{
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_LINE);
	struct rx_span	s = RX_SPAN_NONE;

	if (rx_node_write(&b, n))
		s = rx_arena_span(a, rx_buf_view(&b));
	rx_buf_free(&b);
	return s;
}

/* An object of the line to be changed, or a new one. */
static struct rx_node *
object(struct rx_arena *a, struct rx_span json, struct rx_err *e)
{
	struct rx_node *n = NULL;

	if (json.n > 0 && json.p[0] == '{')
		n = rx_node_parse(a, json, e);
	return n != NULL ? n : rx_node_new(a, RX_JSON_OBJECT);
}

/* A line may have members that we don't know; a paging with such would not do
 * what it says. */
static bool
check_names(struct rx_span paging, const char *where, struct rx_err *e)
{
	static const char *const names[] = { "type", "limit", "limit_param", "limit_body_path",
	    "offset", "offset_param", "offset_body_path", "maximum_offset", "base_page", "page",
	    "page_param", "page_body_path", "maximum_page", "inject_on_first_request",
	    "cursor_path", "cursor_value", "cursor_param", "cursor_body_path", "next_url_path",
	    "links_next_key", "cursor_key", "total_path", "has_more_path", "stop_condition",
	    "stop_after_empty_page", "stop_after_short_page", "short_page" };
	const int		n = (int)(sizeof(names) / sizeof(names[0]));
	struct rx_json_iter	it;
	struct rx_span		key, v;
	char			word[64];
	const char		*near;
	int			i;

	if (!rx_json_begin(&it, paging))
		return true;
	while (rx_json_next(&it, &key, &v)) {
		(void)snprintf(word, sizeof(word), "%.*s", (int)key.n - 2, key.p + 1);
		for (i = 0; i < n && strcmp(word, names[i]) != 0; i++)
			;
		if (i < n)
			continue;
		rx_err_set(e, RX_USAGE, "%s: unknown key '%s'", where, word);
		near = rx_text_nearest(word, names, n);
		return near != NULL ? rx_err_hint(e, "did you mean '%s'?", near) : false;
	}
	return true;
}

struct rx_span
rx_override_paging(const struct rx_page_conf *conf, struct rx_span paging, struct rx_arena *a,
    struct rx_err *e)
{
	struct rx_span	 type = rx_span_of(conf->paginator);
	struct rx_node	*n;

	if (rx_json_kind(paging) == RX_JSON_STRING)
		paging = rx_arena_printf(a, "{\"type\":%.*s}", RX_FMT(paging));
	if (type.n > 0 && rx_span_trim(type).p[0] == '{') {
		if (!rx_json_check(type, &paging, e)) {
			rx_err_at(e, "--paginator");
			e->exit = RX_USAGE;
			return paging;
		}
		if (!check_names(paging, "--paginator", e))
			return paging;
		type = RX_SPAN_NONE;
	} else if (!check_names(paging, "paging", e)) {
		return paging;
	}
	if (type.n == 0 && conf->limit == 0)
		return paging;
	n = object(a, paging, e);
	if (type.n > 0 && !rx_node_is(rx_node_get(n, "type"), conf->paginator)) {
		n = rx_node_new(a, RX_JSON_OBJECT);
		rx_node_set(a, n, "type", rx_node_cstr(a, conf->paginator));
	}
	if (conf->limit > 0)
		rx_node_set(a, n, "limit", rx_node_int(a, (long)conf->limit));
	if (rx_node_get(n, "type") == NULL)
		rx_node_set(a, n, "type", rx_node_cstr(a, "auto"));
	return written(a, n);
}

struct rx_span
rx_override_select(const struct rx_page_conf *conf, struct rx_span select, struct rx_arena *a,
    struct rx_err *e)
{
	struct rx_node	*n, *value = NULL;
	struct rx_span	 text = rx_span_of(conf->selector), json;
	struct rx_err	 ignored = RX_ERR_INIT;

	if (conf->selector == NULL)
		return select.n > 0 ? select : RX_SPAN_NONE;
	n = object(a, select, e);
	if (text.n > 0 && text.p[0] == '[' && rx_json_check(text, &json, &ignored))
		value = rx_node_parse(a, json, &ignored);
	rx_node_set(a, n, "selector", value != NULL ? value : rx_node_string(a, text));
	return written(a, n);
}

/* -H: "Name: value"; "Name:" removes, "Name;" is empty. */
static bool
set_header(struct rx_arena *a, struct rx_node *headers, struct rx_span text, struct rx_err *e)
{
	size_t		 colon = rx_span_find(text, ':');
	struct rx_span	 name, value;
	struct rx_node	*n;

	text = rx_span_trim(text);
	if (text.n == 0)
		return true;
	if (colon >= text.n && text.p[text.n - 1] == ';')
		colon = text.n - 1;
	if (colon >= text.n)
		return rx_err_set(e, RX_USAGE, "-H: 'Name: value' expected, not '%.*s'",
		    RX_FMT(text));
	name = rx_span_trim((struct rx_span){ text.p, colon });
	value = rx_span_trim(rx_span_cut(text, colon + 1));
	for (n = headers->first; n != NULL; n = n->next)
		if (n->key.n == name.n && strncasecmp(n->key.p, name.p, name.n) == 0)
			name = n->key;
	rx_node_set_span(a, headers, rx_arena_span(a, name), value.n == 0 && text.p[colon] == ':' ?
	    rx_node_new(a, RX_JSON_NULL) : rx_node_string(a, rx_arena_span(a, value)));
	return true;
}

/* A file of headers, one a line. */
static bool
set_header_file(struct rx_arena *a, struct rx_node *headers, const char *path, struct rx_err *e)
{
	char		*text;
	size_t		 n;
	struct rx_span	 rest;
	bool		 ok = true;

	if (!rx_file_read(path, RX_BUF_TEXT, &text, &n, e))
		return false;
	for (rest = (struct rx_span){ text, n }; ok && rest.n > 0;) {
		size_t end = rx_span_find(rest, '\n');

		ok = set_header(a, headers, (struct rx_span){ rest.p, end }, e);
		rest = rx_span_cut(rest, end + 1);
	}
	free(text);
	return ok;
}

static bool
override_headers(struct rx_engine *g, struct rx_fetch *f, struct rx_err *e)
{
	const struct rx_opt_list	*l = &g->conf->headers;
	struct rx_node			*n;
	size_t				 i;

	if (l->n == 0)
		return true;
	n = object(&f->arena, f->headers, e);
	for (i = 0; i < l->n; i++)
		if (l->v[i][0] == '@' ? !set_header_file(&f->arena, n, l->v[i] + 1, e) :
		    !set_header(&f->arena, n, rx_span_of(l->v[i]), e))
			return false;
	f->headers = written(&f->arena, n);
	return true;
}

static bool
override_params(struct rx_engine *g, struct rx_fetch *f, struct rx_err *e)
{
	const struct rx_opt_list	*l = &g->conf->params;
	struct rx_node			*n;
	size_t				 i, eq;

	if (l->n == 0)
		return true;
	n = object(&f->arena, f->params, e);
	for (i = 0; i < l->n; i++) {
		struct rx_span text = rx_span_of(l->v[i]);

		if ((eq = rx_span_find(text, '=')) == text.n)
			return rx_err_set(e, RX_USAGE, "--param: name=value expected, not '%s'",
			    l->v[i]);
		rx_node_set_span(&f->arena, n, rx_arena_span(&f->arena,
		    (struct rx_span){ text.p, eq }),
		    rx_node_string(&f->arena, rx_span_cut(text, eq + 1)));
	}
	f->params = written(&f->arena, n);
	return true;
}

/* What -d, --json and -u give: the text itself, or @file. */
static bool
read_data(struct rx_fetch *f, const char *arg, struct rx_span *out, struct rx_err *e)
{
	char	*text;
	size_t	 n;

	*out = rx_span_of(arg);
	if (arg[0] != '@')
		return true;
	if (!rx_file_read(arg + 1, RX_BUF_LINE, &text, &n, e))
		return false;
	*out = rx_arena_span(&f->arena, (struct rx_span){ text, n });
	free(text);
	return out->p != NULL || rx_err_nomem(e);
}

static bool
default_header(struct rx_fetch *f, const char *name, const char *value, struct rx_err *e)
{
	struct rx_node *n = object(&f->arena, f->headers, e), *h;

	for (h = n->first; h != NULL; h = h->next)
		if (rx_span_is_nocase(h->key, name))
			return true;
	rx_node_set(&f->arena, n, name, rx_node_cstr(&f->arena, value));
	f->headers = written(&f->arena, n);
	return true;
}

static bool
override_body(struct rx_engine *g, struct rx_fetch *f, struct rx_err *e)
{
	const char	*arg = g->conf->json != NULL ? g->conf->json : g->conf->data;
	struct rx_span	 text, value;

	if (arg == NULL)
		return true;
	if (!read_data(f, arg, &text, e))
		return false;
	f->method = RX_SPAN("POST");
	if (g->conf->json != NULL) {
		if (!rx_json_check(text, &value, e)) {
			e->exit = RX_USAGE;
			return rx_err_hint(e, "--json takes JSON; -d sends any text");
		}
		f->body = value;
		return default_header(f, "Content-Type", "application/json", e);
	}
	f->body = written(&f->arena, rx_node_string(&f->arena, text));
	return default_header(f, "Content-Type", "application/x-www-form-urlencoded", e);
}

/* {{ secrets.x }} alone is the secret x; anything else is the text itself. */
static struct rx_node *
secret_or_text(struct rx_arena *a, struct rx_span text)
{
	struct rx_span	 name = rx_span_trim(text);
	struct rx_node	*n;

	if (!rx_span_starts(name, "{{") || !rx_span_ends(name, "}}"))
		return rx_node_string(a, text);
	name = rx_span_trim((struct rx_span){ name.p + 2, name.n - 4 });
	if (!rx_span_starts(name, "secrets."))
		return rx_node_string(a, text);
	n = rx_node_new(a, RX_JSON_OBJECT);
	rx_node_set(a, n, "secret", rx_node_string(a, rx_span_cut(name, 8)));
	return n;
}

/* -u USER[:PASSWORD]: basic authentication, done by the helper. */
static bool
override_user(struct rx_engine *g, struct rx_fetch *f, struct rx_err *e)
{
	struct rx_arena	*a = &f->arena;
	struct rx_node	*n = rx_node_new(a, RX_JSON_OBJECT);
	struct rx_span	 text;
	size_t		 colon;

	if (g->conf->user == NULL)
		return true;
	if (!read_data(f, g->conf->user, &text, e))
		return false;
	text = rx_span_trim(text);
	colon = rx_span_find(text, ':');
	rx_node_set(a, n, "type", rx_node_cstr(a, "http_basic"));
	rx_node_set(a, n, "username", secret_or_text(a, (struct rx_span){ text.p, colon }));
	rx_node_set(a, n, "password", secret_or_text(a, rx_span_cut(text, colon + 1)));
	f->auth = written(a, n);
	return true;
}

bool
rx_override(struct rx_engine *g, struct rx_fetch *f, struct rx_err *e)
{
	if (!override_body(g, f, e) || !override_headers(g, f, e) || !override_params(g, f, e) ||
	    !override_user(g, f, e))
		return false;
	if (g->conf->method != NULL)
		f->method = rx_span_of(g->conf->method);
	return !f->arena.failed || rx_err_nomem(e);
}
