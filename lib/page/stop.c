/*
 * Stop conditions, and what names mean in the expressions of paging: the
 * dialect's 17.
 */
#include <string.h>

#include "lib/page/paging.h"

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
one_of(struct rx_span s, const char *const *list)
{
	for (; *list != NULL; list++)
		if (rx_span_is(s, *list))
			return true;
	return false;
}

/* headers.Link.string.regex_search(...): a text has no such members.  What is
 * meant is: when there is no next link. */
static bool
is_of_link_text(struct rx_span text)
{
	return rx_span_find_text(text, "headers.Link.string.") < text.n ||
	    rx_span_find_text(text, "headers.link.string.") < text.n;
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
	struct rx_span		 word;

	if (c == NULL) {
		rx_err_nomem(e);
		return NULL;
	}
	if ((c->template = rx_condition_compile(a, rx_span_trim(text), e)) == NULL)
		return NULL;
	if (is_of_link_text(text)) {
		c->template = NULL;
		c->how = HOW_NO_CURSOR;
		return c;
	}
	word = rx_template_word(c->template);
	if (word.p == NULL || one_of(word, literal))
		return c;
	c->word = rx_arena_span(a, word);
	c->template = NULL;
	c->how = one_of(word, none) ? HOW_NO_CURSOR : one_of(word, more) ? HOW_GOES_ON : HOW_STOPS;
	return c;
}

const struct rx_template *
rx_condition_template(const struct rx_condition *c)
{
	return c->template;
}

static void
put_header(struct rx_buf *b, struct rx_span name, struct rx_span value)
{
	if (b->n > 1)
		rx_buf_byte(b, ',');
	rx_json_quote(b, name);
	rx_buf_byte(b, ':');
	rx_json_quote(b, value);
}

/* link is the parsed Link header, Link its text; any other name is found in
 * any spelling. */
static struct rx_span
headers_json(struct rx_view *v)
{
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_TEXT);
	struct rx_span	all = v->facts->answer != NULL ? rx_buf_view(&v->facts->answer->headers) :
	    RX_SPAN_NONE, line, name, out;

	rx_buf_byte(&b, '{');
	for (; all.n > 0; all = rx_span_cut(all, line.n + 1)) {
		line = (struct rx_span){ all.p, rx_span_find(all, '\n') };
		name = (struct rx_span){ line.p, rx_span_find(line, ':') };
		put_header(&b, rx_span_is(name, "link") ? RX_SPAN("Link") : name,
		    rx_span_trim(rx_span_cut(line, name.n + 1)));
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
	value->nocase = rx_span_is(name, "headers");
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
	struct rx_expr_ctx	ctx = { .lookup = look_up, .arg = v, .arena = v->arena,
	    .now = now };
	struct rx_span		json;

	if (c->how == HOW_NO_CURSOR)
		return false;
	if (c->how == HOW_TEMPLATE)
		return rx_condition_eval(c->template, &ctx);
	if ((json = rx_view_top(v, c->word)).p == NULL)
		json = rx_json_member(rx_view_around(v), c->word);
	if (json.p == NULL)
		return false;
	return says_true(json) == (c->how == HOW_STOPS);
}
