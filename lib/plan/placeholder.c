/* placeholder: {a.b}, {{ stream_slice.a }} and their like in a text (dialect 9). */
#include "lib/plan/placeholder.h"

#include <string.h>

#include "rx/expr.h"

#define SEGMENTS	16

struct path {			/* a.b['c'].get("d"): its names */
	struct rx_span	 seg[SEGMENTS];
	int		 n;
	bool		 dash;		/* a-b is a name, not a difference */
};

struct scan {
	struct rx_scan *to;
	struct rx_span	 in;
	size_t		 at;
	struct rx_buf	 out;
	bool		 doubled;	/* {{ stood for a brace: }} does too */
	bool		 statements;	/* the text has some, and they are good */
};

/* -- simple paths -------------------------------------------------------- */

static bool
add_segment(struct path *path, struct rx_span name)
{
	if (path->n == SEGMENTS || name.n == 0)
		return false;
	path->seg[path->n++] = name;
	return true;
}

/* A quoted name and what closes it: 'x'] or "x"). */
static size_t
quoted(struct rx_span s, char close, struct rx_span *name)
{
	size_t end;

	if (s.n < 3 || (s.p[0] != '\'' && s.p[0] != '"'))
		return 0;
	end = rx_span_find(rx_span_cut(s, 1), s.p[0]) + 1;
	if (end + 1 >= s.n || s.p[end + 1] != close)
		return 0;
	*name = (struct rx_span){ s.p + 1, end - 1 };
	return end + 2;
}

static size_t
index_length(struct rx_span s, struct rx_span *name)
{
	size_t n = rx_span_find(s, ']');
	unsigned long i;

	*name = (struct rx_span){ s.p, n };
	return n < s.n && rx_span_uint(*name, &i) ? n + 1 : 0;
}

/* One step behind the first name; 0: something else stands there. */
static size_t
step(struct rx_span s, struct path *path)
{
	struct rx_span name;
	size_t n;

	if (s.p[0] == '.' && rx_span_starts(s, ".get(")) {
		n = quoted(rx_span_cut(s, 5), ')', &name);
		return n > 0 && add_segment(path, name) ? n + 5 : 0;
	}
	if (s.p[0] == '.') {
		n = rx_placeholder_word(rx_span_cut(s, 1), path->dash);
		name = (struct rx_span){ s.p + 1, n };
		return n > 0 && add_segment(path, name) ? n + 1 : 0;
	}
	if (s.p[0] != '[')
		return 0;
	n = quoted(rx_span_cut(s, 1), ']', &name);
	if (n == 0)
		n = index_length(rx_span_cut(s, 1), &name);
	return n > 0 && add_segment(path, name) ? n + 1 : 0;
}

static bool
read_path(struct rx_span s, struct path *path, bool dash)
{
	size_t n = rx_placeholder_word(s, dash);

	path->n = 0;
	path->dash = dash;
	if (n == 0 || !add_segment(path, (struct rx_span){ s.p, n }))
		return false;
	for (s = rx_span_cut(s, n); s.n > 0; s = rx_span_cut(s, n))
		if ((n = step(s, path)) == 0)
			return false;
	return true;
}

static bool
is_index(struct rx_span s)
{
	return s.p[0] >= '0' && s.p[0] <= '9';
}

/* -- what a path means --------------------------------------------------- */

static bool
is_any(struct rx_span s, const char *const *words)
{
	for (; *words != NULL; words++)
		if (rx_span_is(s, *words))
			return true;
	return false;
}

static const char *const contexts[] = {	/* first names that are no placeholder */
	"config", "secrets", "response", "headers", "record", "last_record", "last_page_size",
	"stream_interval", "stream_state", "next_page_token", "parameters", NULL
};
static const char *const literals[] = {
	"none", "None", "true", "True", "false", "False", NULL
};
static const char *const slices[] = { "stream_slice", "stream_partition", NULL };
static const char *const bounds[] = { "start_time", "end_time", NULL };

static void
put_place(struct scan *s, struct rx_span name)
{
	if (s->to->window && is_any(name, bounds)) {
		rx_buf_printf(&s->out, "{{ stream_interval['%.*s'] }}", RX_FMT(name));
		return;
	}
	rx_buf_byte(&s->out, '{');
	rx_buf_span(&s->out, name);
	rx_buf_byte(&s->out, '}');
}

static void
put_resolve(struct scan *s, const struct path *path)
{
	struct rx_buf field = RX_BUF_INIT(RX_BUF_TEXT);

	for (int i = 2; i < path->n; i++) {
		if (is_index(path->seg[i]))
			rx_buf_printf(&field, "[%.*s]", RX_FMT(path->seg[i]));
		else
			rx_buf_printf(&field, "%s%.*s", i > 2 ? "." : "", RX_FMT(path->seg[i]));
	}
	put_place(s, s->to->resolve(s->to->arg, path->seg[1], rx_buf_view(&field)));
	rx_buf_free(&field);
}

/* true: the path was written in its one spelling. */
static bool
put_path(struct scan *s, const struct path *path, bool single)
{
	struct rx_span first = path->seg[0], last;
	int i = path->n;

	do	/* the last word: a[0] is of a */
		last = path->seg[--i];
	while (i > 0 && is_index(last));

	if (path->n == 1) {
		if (!single && (is_any(first, contexts) || is_any(first, literals)))
			return false;
		put_place(s, first);
	} else if (rx_span_is(first, "resources") && path->n > 2) {
		put_resolve(s, path);
	} else if (rx_span_is(first, "incremental")) {
		rx_buf_printf(&s->out, "{incremental.%.*s}", RX_FMT(path->seg[1]));
	} else if (is_any(first, contexts)) {
		if (!single)
			return false;
		rx_buf_printf(&s->out, "{{ %.*s", RX_FMT(first));
		for (i = 1; i < path->n; i++)
			rx_buf_printf(&s->out, "['%.*s']", RX_FMT(path->seg[i]));
		rx_buf_text(&s->out, " }}");
	} else {
		put_place(s, last);
	}
	return true;
}

/* -- braces -------------------------------------------------------------- */

/* A value of the partition that is used within a longer expression. */
static void
expr_name(void *arg, struct rx_span name, struct rx_span segments, enum rx_expr_use use)
{
	struct scan *s = arg;
	struct rx_span raw = rx_json_at(segments, 0);
	struct rx_buf text = RX_BUF_INIT(RX_BUF_TEXT);

	(void)use;
	if (!is_any(name, slices) || raw.p == NULL)
		return;
	rx_json_text(&text, raw);
	if (!s->to->window || !is_any(rx_buf_view(&text), bounds))
		s->to->within(s->to->arg,
		    rx_arena_span(s->to->arena, rx_buf_view(&text)));
	rx_buf_free(&text);
}

/* JSON with doubled braces, as dlt wants it: {{"a": 1}}. */
static bool
looks_doubled(struct rx_span inside)
{
	inside = rx_span_trim(inside);
	return inside.n == 0 || ((inside.p[0] == '"' || inside.p[0] == '\'') &&
	    rx_span_find(inside, ':') < inside.n);
}

static bool
put_expression(struct scan *s, struct rx_span inside, struct rx_span whole)
{
	struct rx_template *t;
	struct rx_err err = RX_ERR_INIT;

	t = rx_template_compile(s->to->arena, whole, false, &err);
	if (t != NULL) {
		rx_template_paths(t, s->to->arena, expr_name, s);
		rx_buf_span(&s->out, whole);
		s->at += whole.n;
		return true;
	}
	if (looks_doubled(inside)) {
		rx_buf_text(&s->out, "{{ '{' }}");
		s->doubled = true;
		s->at += 2;
		return true;
	}
	s->to->err = err;
	return false;
}

/* At {{. */
static bool
double_brace(struct scan *s)
{
	struct rx_span whole = rx_span_cut(s->in, s->at), inside;
	struct path path;

	whole.n = rx_template_block(whole);
	if (whole.n == 0 && looks_doubled(rx_span_cut(s->in, s->at + 2))) {
		rx_buf_text(&s->out, "{{ '{' }}");
		s->doubled = true;
		s->at += 2;
		return true;
	}
	if (whole.n == 0)
		return rx_err_set(&s->to->err, RX_USAGE, "{{ is not closed by }}");
	inside = rx_span_trim((struct rx_span){ whole.p + 2, whole.n - 4 });
	if (whole.n > 4 && whole.p[2] == '{') {	/* {{{x}}}: a brace, x, a brace */
		rx_buf_text(&s->out, "{{ '{' }}");
		s->doubled = true;
		s->at += 2;
		return true;
	}
	if (!read_path(inside, &path, false) || !put_path(s, &path, false))
		return put_expression(s, inside, whole);
	s->at += whole.n;
	return true;
}

/* At {: a placeholder, or just a brace. */
static void
single_brace(struct scan *s)
{
	struct rx_span rest = rx_span_cut(s->in, s->at + 1), inside;
	struct path path;
	size_t end = rx_span_find(rest, '}');

	inside = (struct rx_span){ rest.p, end };
	if (end == rest.n || !read_path(inside, &path, true)) {
		rx_buf_byte(&s->out, '{');
		s->at++;
		return;
	}
	if (s->out.n > 0 && s->out.p[s->out.n - 1] == '$')	/* ${x} */
		s->out.n--;
	put_path(s, &path, true);
	s->at += end + 2;
}

/* At {%, which belongs to others: the text must be a template as a whole. */
static bool
statement(struct scan *s)
{
	size_t n = rx_template_block(rx_span_cut(s->in, s->at));

	if (n == 0)
		return rx_err_set(&s->to->err, RX_USAGE, "{%% is not closed by %%}");
	if (!s->statements &&
	    rx_template_compile(s->to->arena, s->in, false, &s->to->err) == NULL)
		return false;
	s->statements = true;
	rx_buf_add(&s->out, s->in.p + s->at, n);
	s->at += n;
	return true;
}

static bool
scan_step(struct scan *s)
{
	struct rx_span rest = rx_span_cut(s->in, s->at);

	if (rx_span_starts(rest, "{{"))
		return double_brace(s);
	if (rx_span_starts(rest, "{%"))
		return statement(s);
	if (rest.p[0] == '{') {
		single_brace(s);
	} else if (s->doubled && rx_span_starts(rest, "}}")) {
		rx_buf_text(&s->out, "{{ '}' }}");
		s->at += 2;
	} else {
		rx_buf_byte(&s->out, rest.p[0]);
		s->at++;
	}
	return true;
}

struct rx_span
rx_placeholder_text(struct rx_scan *to, struct rx_span text)
{
	struct scan s = { .to = to, .out = RX_BUF_INIT(RX_BUF_LINE) };
	struct rx_span result = RX_SPAN_NONE;

	if (rx_span_find(text, '{') == text.n)
		return text;
	s.in = rx_template_uncomment(to->arena, text);
	while (s.at < s.in.n)
		if (!scan_step(&s))
			break;
	if (s.at >= s.in.n && !s.out.failed)
		result = rx_arena_span(to->arena, rx_buf_view(&s.out));
	rx_buf_free(&s.out);
	return result;
}
