/* settings_fold: settings in the text of an expression become literals. */
#include <string.h>

#include "lib/plan/settings.h"
#include "rx/expr.h"

struct fold {
	struct rx_settings	*st;
	struct rx_span		 resource;
	struct rx_buf		 out;
	void			(*found)(void *, struct rx_span, const struct rx_node *);
	void			*arg;
};

static bool
word_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	    c == '_';
}

static struct rx_span
skip_space(struct rx_span s)
{
	while (s.n > 0 && (s.p[0] == ' ' || s.p[0] == '\t' || s.p[0] == '\n'))
		s = rx_span_cut(s, 1);
	return s;
}

/* A quoted text at the start, without its quotes; NONE: none, or one with
 * escapes, which no name has. */
static struct rx_span
quoted(struct rx_span s, struct rx_span *rest)
{
	size_t i;

	if (s.n < 2 || (s.p[0] != '\'' && s.p[0] != '"'))
		return RX_SPAN_NONE;
	for (i = 1; i < s.n && s.p[i] != s.p[0]; i++)
		if (s.p[i] == '\\')
			return RX_SPAN_NONE;
	if (i == s.n)
		return RX_SPAN_NONE;
	*rest = skip_space(rx_span_cut(s, i + 1));
	return (struct rx_span){ s.p + 1, i - 1 };
}

/* To the bracket that closes; 0: none. */
static size_t
to_close(struct rx_span s)
{
	size_t	i, depth = 0;
	char	quote = 0;

	for (i = 0; i < s.n; i++) {
		if (quote != 0 && s.p[i] == '\\')
			i++;
		else if (quote != 0)
			quote = s.p[i] == quote ? 0 : quote;
		else if (s.p[i] == '\'' || s.p[i] == '"')
			quote = s.p[i];
		else if (strchr("([{", s.p[i]) != NULL)
			depth++;
		else if (strchr(")]}", s.p[i]) != NULL && depth-- == 0)
			return i;
	}
	return 0;
}

/*
 * s begins behind the word config.  The name that is looked up, with *rest
 * behind the look-up, and whether it has a default of its own; NONE: config
 * as a whole, or a computed name.
 */
static struct rx_span
look_up(struct rx_span s, struct rx_span *rest, bool *has_default)
{
	struct rx_span	name;
	size_t		i;

	*has_default = false;
	s = skip_space(s);
	if (s.n > 0 && s.p[0] == '[') {
		name = quoted(skip_space(rx_span_cut(s, 1)), rest);
		if (name.p == NULL || rest->n == 0 || rest->p[0] != ']')
			return RX_SPAN_NONE;
		*rest = rx_span_cut(*rest, 1);
		return name;
	}
	if (s.n < 2 || s.p[0] != '.')
		return RX_SPAN_NONE;
	if (rx_span_starts(s, ".get(")) {
		name = quoted(skip_space(rx_span_cut(s, 5)), rest);
		if (name.p == NULL)
			return RX_SPAN_NONE;
		*has_default = rest->n > 0 && rest->p[0] == ',';
		if (*has_default && (i = to_close(*rest)) != 0)
			*rest = rx_span_cut(*rest, i);
		if (rest->n == 0 || rest->p[0] != ')')
			return RX_SPAN_NONE;
		*rest = rx_span_cut(*rest, 1);
		return name;
	}
	for (i = 1; i < s.n && word_char(s.p[i]); i++)
		continue;
	*rest = rx_span_cut(s, i);
	return (struct rx_span){ s.p + 1, i - 1 };
}

/* JSON is Jinja's way to write values, but for null. */
static void
literal(struct fold *f, const struct rx_node *n)
{
	if (n->kind == RX_JSON_NULL)
		rx_buf_text(&f->out, "none");
	else
		rx_node_write(&f->out, n);
}

/* s begins at the word config: what stands behind its look-up, replaced or not. */
static struct rx_span
replace(struct fold *f, struct rx_span s)
{
	struct rx_span	 rest = RX_SPAN_NONE, name;
	struct rx_node	*value;
	bool		 has_default;

	name = look_up(rx_span_cut(s, strlen("config")), &rest, &has_default);
	if (name.n == 0) {
		rx_buf_text(&f->out, "config");
		return rx_span_cut(s, strlen("config"));
	}
	value = rx_settings_json(f->st, rx_settings_get(f->st, f->resource, name));
	if (f->found != NULL && (value != NULL || !has_default))
		f->found(f->arg, name, value);
	if (value != NULL)
		literal(f, value);
	else
		rx_buf_add(&f->out, s.p, (size_t)(rest.p - s.p));
	return rest;
}

/* An expression: copied but for the settings in it. */
static void
expression(struct fold *f, struct rx_span s)
{
	char quote = 0, before = 0;

	while (s.n > 0) {
		if (quote == 0 && rx_span_starts(s, "config") && !word_char(before) &&
		    before != '.' && !(s.n > 6 && word_char(s.p[6]))) {
			s = replace(f, s);
			before = ']';
			continue;
		}
		if (quote != 0 && s.p[0] == '\\' && s.n > 1) {
			rx_buf_add(&f->out, s.p, 2);
			s = rx_span_cut(s, 2);
			continue;
		}
		if (quote != 0)
			quote = s.p[0] == quote ? 0 : quote;
		else if (s.p[0] == '"' || s.p[0] == '\'')
			quote = s.p[0];
		before = s.p[0];
		rx_buf_byte(&f->out, before);
		s = rx_span_cut(s, 1);
	}
}

/* The next {{ or {% of the text and its end; n: where it begins. */
static size_t
next_block(struct rx_span s, size_t *end)
{
	size_t a = rx_span_find_text(s, "{{"), b = rx_span_find_text(s, "{%");
	size_t at = a < b ? a : b, n = rx_template_block(rx_span_cut(s, at));

	*end = n > 0 ? at + n : s.n;
	return at;
}

struct rx_span
rx_settings_fold(struct rx_settings *st, struct rx_span resource, struct rx_span text, bool bare,
    void (*found)(void *, struct rx_span, const struct rx_node *), void *arg)
{
	struct fold	f = { .st = st, .resource = resource, .out = RX_BUF_INIT(RX_BUF_TEXT),
	    .found = found, .arg = arg };
	struct rx_span	out;
	size_t		at, end;

	if (rx_span_find_text(text, "config") == text.n)
		return text;
	while (!bare && (at = next_block(text, &end)) < text.n) {
		rx_buf_add(&f.out, text.p, at);
		expression(&f, (struct rx_span){ text.p + at, end - at });
		text = rx_span_cut(text, end);
	}
	if (bare)
		expression(&f, text);
	else
		rx_buf_span(&f.out, text);
	out = rx_arena_span(st->arena, rx_buf_view(&f.out));
	rx_buf_free(&f.out);
	return out;
}
