/* dialect_cursor: where the next cursor comes from and where it goes (dialect 16). */
#include <string.h>

#include "lib/plan/dialect.h"
#include "rx/expr.h"
#include "rx/json.h"

#define KEY		"endpoint.paginator"

/* -- the name that it is sent under --------------------------------------- */

/* The last member's name of a.b['c'][0]: c. */
static struct rx_span
last_member(struct rx_span path)
{
	struct rx_span last = path;
	size_t begin = 0;

	for (size_t i = 0; i <= path.n; i++) {
		struct rx_span word;

		if (i < path.n && path.p[i] != '.' && path.p[i] != '[' && path.p[i] != ']')
			continue;
		word = (struct rx_span){ path.p + begin, i - begin };
		while (word.n > 0 && (word.p[0] == '\'' || word.p[0] == '"'))
			word = rx_span_cut(word, 1);
		while (word.n > 0 && (word.p[word.n - 1] == '\'' || word.p[word.n - 1] == '"'))
			word.n--;
		if (word.n > 0 && word.p[0] != '-' && (word.p[0] < '0' || word.p[0] > '9'))
			last = word;
		begin = i + 1;
	}
	return last;
}

/* nextPageToken is sent as pageToken, next_offset as offset, next as cursor. */
static struct rx_span
without_next(struct rx_arena *a, struct rx_span name)
{
	bool camel = false;
	char *first;

	if (name.n >= 4 && rx_span_is_nocase((struct rx_span){ name.p, 4 }, "next")) {
		name = rx_span_cut(name, 4);
		camel = true;
		while (name.n > 0 && (name.p[0] == '_' || name.p[0] == '-'))
			name = rx_span_cut(name, 1);
	}
	if (name.n == 0)
		return RX_SPAN("cursor");
	name = rx_arena_span(a, name);
	first = (char *)name.p;
	if (camel && first != NULL && *first >= 'A' && *first <= 'Z')
		*first = (char)(*first - 'A' + 'a');
	return name;
}

struct first_path {
	struct rx_arena	*arena;
	struct rx_span	 name;
};

static void
take_first(void *arg, struct rx_span name, struct rx_span segments, enum rx_expr_use use)
{
	struct first_path *f = arg;
	size_t n = rx_json_count(segments);
	struct rx_buf text = RX_BUF_INIT(RX_BUF_TEXT);

	(void)use;
	if (f->name.p != NULL || rx_span_is(name, "config"))
		return;
	for (; n > 0; n--) {
		struct rx_span segment = rx_json_at(segments, n - 1);

		if (rx_json_kind(segment) != RX_JSON_STRING)
			continue;
		rx_json_text(&text, segment);
		f->name = rx_arena_span(f->arena, rx_buf_view(&text));
		break;
	}
	if (f->name.p == NULL)
		f->name = rx_arena_span(f->arena, name);
	rx_buf_free(&text);
}

static struct rx_span
name_in_value(struct rx_arena *a, const struct rx_template *t)
{
	struct first_path first = { a, RX_SPAN_NONE };

	rx_template_paths(t, a, take_first, &first);
	return first.name;
}

static struct rx_span
name_in_path(const struct rx_node *path)
{
	const struct rx_node *last = NULL;

	if (path->kind == RX_JSON_STRING)
		return last_member(path->text);
	for (const struct rx_node *e = path->first; e != NULL; e = e->next)
		if (e->kind == RX_JSON_STRING)
			last = e;
	return last != NULL ? last->text : RX_SPAN_NONE;
}

/* -- where it comes from -------------------------------------------------- */

/* Is a cursor_path an expression with calls or filters? */
static bool
is_expression(struct rx_span path)
{
	return rx_span_find_text(path, "{{") < path.n || rx_span_find(path, '(') < path.n ||
	    rx_span_find(path, '|') < path.n;
}

/* headers.Link.split(',')... is how documents say "the next link" (dialect 16). */
static bool
of_link_header(struct rx_span path)
{
	path = rx_span_trim(path);
	return rx_span_find(path, '(') < path.n && (rx_span_starts(path, "headers.Link.") ||
	    rx_span_starts(path, "headers.link."));
}

/* One spelling: {{ expr }}, from {expr} and bare expr. */
static struct rx_span
braced(struct rx_arena *a, struct rx_span text)
{
	struct rx_span s = rx_span_trim(text);

	if (rx_span_find_text(s, "{{") < s.n || rx_span_find_text(s, "{%") < s.n)
		return text;
	if (s.n > 2 && s.p[0] == '{' && s.p[s.n - 1] == '}' &&
	    rx_span_find(rx_span_cut(s, 1), '{') == s.n - 1)
		s = rx_span_trim((struct rx_span){ s.p + 1, s.n - 2 });
	else if (rx_span_find(s, '{') < s.n)
		return text;
	return rx_arena_printf(a, "{{ %.*s }}", RX_FMT(s));
}

static struct rx_span
cursor_value(struct rx_work *w, struct rx_node *to, const struct rx_node *value, const char *key)
{
	struct rx_span text = braced(w->arena, value->text);
	struct rx_err err = RX_ERR_INIT;
	struct rx_template *t;
	struct rx_node *node = rx_node_string(w->arena, text);

	t = rx_template_compile(w->arena, text, true, &err);
	if (t == NULL) {
		rx_err_hint(rx_work_fault(w, value, key, "'%.*s': %s", RX_FMT(value->text),
		    err.what), "%s", err.hint);
		return RX_SPAN_NONE;
	}
	rx_node_set(w->arena, to, "cursor_value", node);
	return name_in_value(w->arena, t);
}

/* Sets cursor_value or cursor_path; the name of what it finds, or NONE. */
static struct rx_span
source_of(struct rx_work *w, const struct rx_node *from, struct rx_node *to)
{
	const struct rx_node *value = rx_given(from, "cursor_value");
	const struct rx_node *path = rx_given(from, "cursor_path");

	if (value != NULL)
		return cursor_value(w, to, value, KEY ".cursor_value");
	if (path != NULL && path->kind == RX_JSON_STRING && of_link_header(path->text)) {
		rx_put(w->arena, to, "cursor_path", "headers.link.next.url");
		rx_work_note(w, KEY ".cursor_path", "the filters take the Link header apart: "
		    "its next link is followed");
		return RX_SPAN("url");
	}
	if (path != NULL && path->kind == RX_JSON_STRING && is_expression(path->text))
		return cursor_value(w, to, path, KEY ".cursor_path");
	if (path != NULL && (path->text.n > 0 || path->n > 0)) {
		rx_take(w->arena, to, from, "cursor_path");
		return name_in_path(path);
	}
	rx_node_set(w->arena, to, "cursor_path", rx_node_new(w->arena, RX_JSON_NULL));
	rx_work_note(w, KEY ".cursor_path",
	    "where the next cursor stands is found in the first answer");
	return RX_SPAN_NONE;
}

/* -- where it goes -------------------------------------------------------- */

static void
default_param(struct rx_work *w, const struct rx_node *from, struct rx_node *to,
    struct rx_span name)
{
	if (w->dlt) {
		rx_put(w->arena, to, "cursor_param", "cursor");
	} else if (name.p == NULL || rx_node_get(from, "cursor_param") != NULL) {
		rx_node_set(w->arena, to, "cursor_param", rx_node_new(w->arena, RX_JSON_NULL));
	} else {
		name = without_next(w->arena, name);
		rx_node_set(w->arena, to, "cursor_param", rx_node_string(w->arena, name));
		rx_work_note(w, KEY ".cursor_param",
		    "a cursor that is no link is sent as %.*s", RX_FMT(name));
	}
}

void
rx_dialect_cursor(struct rx_work *w, struct rx_node *from, struct rx_node *to)
{
	const struct rx_node *param = rx_given(from, "cursor_param");
	const struct rx_node *body = rx_given(from, "cursor_body_path");
	struct rx_span name = source_of(w, from, to);

	if (param != NULL && body != NULL)
		rx_err_hint(rx_work_fault(w, body, KEY,
		    "both 'cursor_param' and 'cursor_body_path' are given"),
		    "the cursor is sent once: in the query, or in the body");
	else if ((param != NULL && param->text.n == 0) || (body != NULL && body->text.n == 0))
		rx_err_hint(rx_work_fault(w, param != NULL ? param : body, KEY, "'%s' is empty",
		    param != NULL ? "cursor_param" : "cursor_body_path"),
		    "give it a name, or leave the key out");
	else if (!rx_take(w->arena, to, from, "cursor_body_path") &&
	    !rx_take(w->arena, to, from, "cursor_param"))
		default_param(w, from, to, name);
}
