/* Text with expressions in it, taken apart. */
#include <string.h>

#include "lib/expr/expr.h"

struct scan {
	struct rx_arena	*arena;
	struct rx_err	*err;
	struct rx_span	 text;
	size_t		 at;
	unsigned	 nest;		/* ifs, and their elifs */
	bool		 single, trim;	/* trim: the tag before ended in - */
};

static bool
starts(const struct scan *s, size_t at, const char *what)
{
	return rx_span_starts(rx_span_cut(s->text, at), what);
}

static bool
blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static struct rx_part *
part(struct scan *s, enum rx_part_kind kind)
{
	struct rx_part *p = rx_arena_get(s->arena, sizeof(*p));

	if (p == NULL)
		(void)rx_err_nomem(s->err);
	else
		p->kind = kind;
	return p;
}

static size_t
past_blanks(const struct scan *s, size_t at)
{
	while (at < s->text.n && blank(s->text.p[at]))
		at++;
	return at;
}

/* A { that begins no expression: {} and {"key": ...}, which is JSON. */
static bool
plain_brace(const struct scan *s, size_t at)
{
	size_t	i = past_blanks(s, at + 1);
	char	q;

	if (i >= s->text.n || s->text.p[i] == '}')
		return true;
	q = s->text.p[i];
	if (q != '"' && q != '\'')
		return false;
	for (i++; i < s->text.n && s->text.p[i] != q; i++)
		if (s->text.p[i] == '\\')
			i++;
	i = past_blanks(s, i + 1);
	return i < s->text.n && s->text.p[i] == ':';
}

/* Does a tag begin here? */
static bool
tag(const struct scan *s, size_t at)
{
	if (starts(s, at, "{{") || starts(s, at, "{%"))
		return true;
	return s->single && s->text.p[at] == '{' && !plain_brace(s, at);
}

/* The text up to the next tag; {{- takes the white space before it. */
static bool
literal(struct scan *s, struct rx_part ***tail)
{
	size_t		from = s->at, to;
	struct rx_span	t;

	while (s->at < s->text.n && !tag(s, s->at))
		s->at++;
	to = s->at;
	t = (struct rx_span){ s->text.p + from, to - from };
	if (to + 2 < s->text.n && s->text.p[to + 2] == '-' && s->text.p[to] == '{' &&
	    strchr("{%", s->text.p[to + 1]) != NULL)
		t = rx_chars_strip(t, RX_SPAN_NONE, false, true);
	if (s->trim)
		t = rx_chars_strip(t, RX_SPAN_NONE, true, false);
	s->trim = false;
	if (t.n == 0)
		return true;
	if ((**tail = part(s, RX_PART_TEXT)) == NULL)
		return false;
	(**tail)->text = t;
	*tail = &(**tail)->next;
	return true;
}

/* Behind a tag's two characters and its - or +. */
static void
open_tag(struct scan *s)
{
	s->at += 2;
	if (s->at < s->text.n && (s->text.p[s->at] == '-' || s->text.p[s->at] == '+'))
		s->at++;
}

static bool
close_tag(struct scan *s, const char *closer)
{
	s->at = past_blanks(s, s->at);
	if (s->at < s->text.n && (s->text.p[s->at] == '-' || s->text.p[s->at] == '+') &&
	    starts(s, s->at + 1, closer))
		s->trim = s->text.p[s->at++] == '-';
	if (!starts(s, s->at, closer))
		return rx_expr_fault(s->err, s->text, s->at, "'%s' is missing", closer);
	s->at += strlen(closer);
	return true;
}

static struct rx_term *
expression(struct scan *s, enum rx_close close)
{
	return rx_expr_parse(s->arena, s->text, &s->at, close, s->err);
}

static bool
value(struct scan *s, struct rx_part *p)
{
	open_tag(s);
	p->text = RX_SPAN_NONE;
	return (p->term = expression(s, RX_CLOSE_EXPR)) != NULL && close_tag(s, "}}");
}

/* {x} or {x:format} */
static bool
single_value(struct scan *s, struct rx_part *p)
{
	struct rx_span rest;

	s->at++;
	if ((p->term = expression(s, RX_CLOSE_SINGLE)) == NULL)
		return false;
	if (s->text.p[s->at] == ':') {
		rest = rx_span_cut(s->text, s->at + 1);
		p->text = (struct rx_span){ rest.p, rx_span_find(rest, '}') };
		s->at += 1 + p->text.n;
	}
	return close_tag(s, "}");
}

/* The word that a {% begins with, and the offset behind it. */
static struct rx_span
statement(const struct scan *s, size_t *behind)
{
	struct scan	look = *s;
	size_t		from;

	open_tag(&look);
	from = look.at = past_blanks(&look, look.at);
	while (look.at < look.text.n && look.text.p[look.at] >= 'a' &&
	    look.text.p[look.at] <= 'z')
		look.at++;
	*behind = look.at;
	return (struct rx_span){ look.text.p + from, look.at - from };
}

static bool parts(struct scan *, struct rx_part **tail, bool inside);

static bool
condition(struct scan *s, struct rx_part *p, size_t at)
{
	if (++s->nest > RX_EXPR_NEST)
		return rx_expr_fault(s->err, s->text, s->at, "too many ifs");
	s->at = at;
	return (p->term = expression(s, RX_CLOSE_STMT)) != NULL && close_tag(s, "%}") &&
	    parts(s, &p->yes, true);
}

static bool
if_statement(struct scan *s, struct rx_part *p, size_t at)
{
	unsigned	nest = s->nest;
	struct rx_span	word;

	if (!condition(s, p, at))
		return false;
	while (rx_span_is(word = statement(s, &at), "elif")) {
		if ((p->no = part(s, RX_PART_IF)) == NULL || !condition(s, p->no, at))
			return false;
		p = p->no;
	}
	if (rx_span_is(word, "else")) {
		s->at = at;
		if (!close_tag(s, "%}") || !parts(s, &p->no, true))
			return false;
		word = statement(s, &at);
	}
	s->nest = nest;
	if (!rx_span_is(word, "endif"))
		return rx_expr_fault(s->err, s->text, s->at, "{%% endif %%} is missing");
	s->at = at;
	return close_tag(s, "%}");
}

static bool
set_statement(struct scan *s, struct rx_part *p, size_t at)
{
	size_t from = at = past_blanks(s, at);

	while (at < s->text.n && (s->text.p[at] == '_' || (s->text.p[at] | 0x20) >= 'a') &&
	    (s->text.p[at] | 0x20) <= 'z')
		at++;
	while (at < s->text.n && ((s->text.p[at] >= '0' && s->text.p[at] <= '9') ||
	    s->text.p[at] == '_'))
		at++;
	p->text = (struct rx_span){ s->text.p + from, at - from };
	at = past_blanks(s, at);
	if (p->text.n == 0 || !starts(s, at, "="))
		return rx_expr_fault(s->err, s->text, at, "set NAME = VALUE expected");
	s->at = at + 1;
	return (p->term = expression(s, RX_CLOSE_STMT)) != NULL && close_tag(s, "%}");
}

static bool
statement_part(struct scan *s, struct rx_part *p)
{
	size_t		behind;
	struct rx_span	word = statement(s, &behind);

	if (rx_span_is(word, "if")) {
		p->kind = RX_PART_IF;
		return if_statement(s, p, behind);
	}
	if (rx_span_is(word, "set")) {
		p->kind = RX_PART_SET;
		return set_statement(s, p, behind);
	}
	(void)rx_expr_fault(s->err, s->text, behind - word.n, "unknown statement '%.*s'",
	    RX_FMT(word));
	if (rx_span_is(word, "for"))
		return rx_err_hint(s->err, "filters write lists: {{ names|join(',') }}, "
		    "{{ rows|map(attribute='id')|join(',') }}");
	return rx_err_hint(s->err, "if, elif, else, endif and set are known");
}

/* Does the text of an if end here? */
static bool
ends(const struct scan *s)
{
	size_t		behind;
	struct rx_span	word;

	if (!starts(s, s->at, "{%"))
		return false;
	word = statement(s, &behind);
	return rx_span_is(word, "elif") || rx_span_is(word, "else") ||
	    rx_span_is(word, "endif");
}

/* Up to the end of the text, or inside an if up to its next tag. */
static bool
parts(struct scan *s, struct rx_part **tail, bool inside)
{
	bool ok;

	for (;;) {
		if (!literal(s, &tail))
			return false;
		if (s->at >= s->text.n || (inside && ends(s)))
			return true;
		if ((*tail = part(s, RX_PART_VALUE)) == NULL)
			return false;
		if (starts(s, s->at, "{{"))
			ok = value(s, *tail);
		else if (starts(s, s->at, "{%"))
			ok = statement_part(s, *tail);
		else
			ok = single_value(s, *tail);
		if (!ok)
			return false;
		tail = &(*tail)->next;
	}
}

struct rx_template *
rx_template_compile(struct rx_arena *arena, struct rx_span text, bool single,
    struct rx_err *err)
{
	struct scan		 s = { .arena = arena, .err = err, .single = single };
	struct rx_template	*t = rx_arena_get(arena, sizeof(*t));

	err->exit = RX_OK;
	s.text = rx_arena_span(arena, rx_template_uncomment(arena, text));
	if (t == NULL || s.text.p == NULL) {
		(void)rx_err_nomem(err);
		return NULL;
	}
	/* Jinja drops one line end at the end. */
	if (rx_template_has(text) && s.text.n > 0 && s.text.p[s.text.n - 1] == '\n')
		s.text.n--;
	return parts(&s, &t->first, false) ? t : NULL;
}

/* A bare expression, the only part of its template. */
static struct rx_part *
bare(struct rx_arena *arena, struct rx_span text, struct rx_err *err)
{
	struct rx_part	*p = rx_arena_get(arena, sizeof(*p));
	size_t		 at = 0;

	text = rx_arena_span(arena, text);
	if (p == NULL || text.p == NULL) {
		(void)rx_err_nomem(err);
		return NULL;
	}
	p->kind = RX_PART_VALUE;
	p->term = rx_expr_parse(arena, text, &at, RX_CLOSE_TEXT, err);
	return p->term != NULL ? p : NULL;
}

struct rx_template *
rx_condition_compile(struct rx_arena *arena, struct rx_span text, struct rx_err *err)
{
	struct rx_template *t;

	text = rx_template_uncomment(arena, text);
	if (rx_template_has(text))
		return rx_template_compile(arena, text, false, err);
	if ((t = rx_arena_get(arena, sizeof(*t))) == NULL) {
		(void)rx_err_nomem(err);
		return NULL;
	}
	t->bare = true;
	return (t->first = bare(arena, text, err)) != NULL ? t : NULL;
}
