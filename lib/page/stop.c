/*
 * Stop conditions, and what names mean in the expressions of paging: the
 * dialect's 17.
 */
#include <string.h>

#include "paging.h"

enum how {
	HOW_TEMPLATE,		/* stops when it is true */
	HOW_NO_CURSOR,		/* a word that only says: when there is no cursor */
	HOW_STOPS,		/* a member that stops when it is true */
	HOW_GOES_ON		/* a member that stops when it is there and not true */
};

struct rx_condition {
	enum how		 how;
	struct rx_span		 word;
	struct rx_template	*template;
};

static bool
is_word(struct rx_span s)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		if (!((s.p[i] | 0x20) >= 'a' && (s.p[i] | 0x20) <= 'z') && s.p[i] != '_' &&
		    !(i > 0 && s.p[i] >= '0' && s.p[i] <= '9'))
			return false;
	return s.n > 0;
}

static bool
one_of(struct rx_span s, const char *const *list)
{
	for (; *list != NULL; list++)
		if (rx_span_is(s, *list))
			return true;
	return false;
}

/* The expression within one pair of {{ }}, or the text itself. */
static struct rx_span
inner(struct rx_span s)
{
	s = rx_span_trim(s);
	if (s.n >= 4 && rx_span_starts(s, "{{") && rx_span_ends(s, "}}"))
		return rx_span_trim((struct rx_span){ s.p + 2, s.n - 4 });
	return s;
}

struct rx_condition *
rx_condition_read(struct rx_arena *a, struct rx_span text, struct rx_err *e)
{
	static const char *const none[] = { "none", "None", "null", "no_next", "no_more_pages",
	    "no_cursor", NULL };
	static const char *const more[] = { "has_more", "hasMore", "more", "has_next", "hasNext",
	    "has_next_page", "hasNextPage", "hasMorePages", "has_more_pages", NULL };
	static const char *const literal[] = { "true", "True", "false", "False",
	    "last_page_size", NULL };
	struct rx_condition	*c = rx_arena_get(a, sizeof(*c));
	struct rx_span		 word = inner(text);

	if (c == NULL) {
		rx_err_nomem(e);
		return NULL;
	}
	if (is_word(word) && !one_of(word, literal)) {
		c->word = rx_arena_span(a, word);
		c->how = one_of(word, none) ? HOW_NO_CURSOR :
		    one_of(word, more) ? HOW_GOES_ON : HOW_STOPS;
		return c;
	}
	c->template = rx_condition_compile(a, rx_span_trim(text), e);
	return c->template != NULL ? c : NULL;
}

const struct rx_template *
rx_condition_template(const struct rx_condition *c)
{
	return c->template;
}

/* A header in the spelling that an expression uses: its text.  In lower case
 * link is the parsed Link header. */
static void
put_header(struct rx_buf *b, struct rx_span name, struct rx_span value)
{
	if (b->n > 1)
		rx_buf_byte(b, ',');
	rx_json_quote(b, name);
	rx_buf_byte(b, ':');
	rx_json_quote(b, value);
}

static bool
is_lower(struct rx_span s)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		if (s.p[i] >= 'A' && s.p[i] <= 'Z')
			return false;
	return true;
}

static struct rx_span
headers_json(struct rx_view *v)
{
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_TEXT);
	struct rx_span	all = v->facts->answer != NULL ? rx_buf_view(&v->facts->answer->headers) :
	    RX_SPAN_NONE, line, name, out;
	unsigned	i;

	rx_buf_byte(&b, '{');
	for (; all.n > 0; all = rx_span_cut(all, line.n + 1)) {
		line = (struct rx_span){ all.p, rx_span_find(all, '\n') };
		name = (struct rx_span){ line.p, rx_span_find(line, ':') };
		if (!rx_span_is(name, "link"))
			put_header(&b, name, rx_span_trim(rx_span_cut(line, name.n + 1)));
	}
	for (i = 0; i < v->nspelled; i++) {
		struct rx_span value = rx_view_header(v, v->spelled[i]);

		if (value.p != NULL && !is_lower(v->spelled[i]))
			put_header(&b, v->spelled[i], value);
	}
	rx_buf_printf(&b, "%s\"link\":", b.n > 1 ? "," : "");
	rx_buf_span(&b, rx_view_link(v));
	rx_buf_byte(&b, '}');
	out = rx_arena_span(v->arena, rx_buf_view(&b));
	rx_buf_free(&b);
	return out;
}

static bool
look_up(void *arg, struct rx_span name, struct rx_value *value)
{
	struct rx_view	*v = arg;
	struct rx_span	 json;

	if (rx_span_is(name, "response"))
		json = v->facts->body;
	else if (rx_span_is(name, "headers"))
		json = headers_json(v);
	else if (rx_span_is(name, "last_record"))
		json = v->facts->last.p != NULL ? v->facts->last : RX_SPAN("{}");
	else if (rx_span_is(name, "last_page_size"))
		json = rx_arena_printf(v->arena, "%lu", v->facts->rows);
	else if (rx_span_is(name, "config"))
		json = RX_SPAN("{}");
	else if ((json = rx_view_top(v, name)).p == NULL)
		json = rx_json_member(rx_view_around(v), name);
	if (json.p == NULL)
		return false;
	*value = rx_value_json(json);
	return true;
}

struct rx_value
rx_view_eval(const struct rx_template *t, struct rx_view *v, double now)
{
	struct rx_expr_ctx ctx = { .lookup = look_up, .arg = v, .arena = v->arena, .now = now };

	return rx_template_eval(t, &ctx);
}

static bool
says_true(struct rx_span json)
{
	struct rx_value v = rx_value_json(json);

	if (rx_json_kind(json) == RX_JSON_STRING &&
	    (rx_json_is(json, RX_SPAN("false")) || rx_json_is(json, RX_SPAN("False"))))
		return false;
	return rx_value_true(&v);
}

bool
rx_condition_holds(const struct rx_condition *c, struct rx_view *v, double now)
{
	struct rx_value	value;
	struct rx_span	json;

	if (c->how == HOW_NO_CURSOR)
		return false;
	if (c->how == HOW_TEMPLATE) {
		value = rx_view_eval(c->template, v, now);
		return rx_value_true(&value);
	}
	if ((json = rx_view_top(v, c->word)).p == NULL)
		json = rx_json_member(rx_view_around(v), c->word);
	if (json.p == NULL)
		return false;
	return says_true(json) == (c->how == HOW_STOPS);
}
