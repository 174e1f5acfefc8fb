/*
 * As much TOML as dlt's secrets.toml has: [sections.with."quoted parts"],
 * dotted keys, one-line strings of both kinds, and other scalars as their
 * text.  Arrays, inline tables and multi-line strings are read over.
 */
#include <string.h>

#include "rx/text.h"
#include "lib/auth/secret_from.h"

struct reader {
	struct rx_arena	*arena;
	struct rx_span	 rest;		/* of the line */
	struct rx_node	*root, *section;
	unsigned	 line;
	const char	*multi;		/* the end of a multi-line string that is read over */
	unsigned	 depth;		/* open brackets of an array that is read over */
};

static bool
bare(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	    c == '_' || c == '-';
}

static void
skip_blank(struct reader *r)
{
	while (r->rest.n > 0 && (r->rest.p[0] == ' ' || r->rest.p[0] == '\t'))
		r->rest = rx_span_cut(r->rest, 1);
}

static bool
at(const struct reader *r, char c)
{
	return r->rest.n > 0 && r->rest.p[0] == c;
}

static bool
fault(const struct reader *r, const char *what, struct rx_err *err)
{
	rx_err_set(err, RX_USAGE, "not TOML: %s", what);
	return rx_err_at(err, "line %u", r->line);
}

/* \u00e9 and \U0001f600 */
static size_t
put_code_point(struct rx_buf *b, struct rx_span s, size_t digits)
{
	unsigned long	cp = 0;
	size_t		i;

	if (s.n < digits)
		return 0;
	for (i = 0; i < digits; i++) {
		char c = s.p[i];

		if (c >= '0' && c <= '9')
			cp = cp * 16 + (unsigned long)(c - '0');
		else if ((c | 0x20) >= 'a' && (c | 0x20) <= 'f')
			cp = cp * 16 + (unsigned long)((c | 0x20) - 'a') + 10;
		else
			return 0;
	}
	if (cp > 0x10ffff || (cp >= 0xd800 && cp < 0xe000))
		return 0;
	rx_text_put(b, cp);
	return digits;
}

/* One escape, behind its backslash: the bytes that it took, 0 if it is none. */
static size_t
put_escape(struct rx_buf *b, struct rx_span s)
{
	static const char	names[] = "btnfr\"\\e", means[] = "\b\t\n\f\r\"\\\033";
	const char		*p;
	size_t			 n;

	if (s.n == 0)
		return 0;
	if (s.p[0] == 'u' || s.p[0] == 'U') {
		n = put_code_point(b, rx_span_cut(s, 1), s.p[0] == 'u' ? 4 : 8);
		return n > 0 ? n + 1 : 0;
	}
	if ((p = memchr(names, s.p[0], sizeof(names) - 1)) == NULL)
		return 0;
	rx_buf_byte(b, means[p - names]);
	return 1;
}

/* "text" or 'text' at the start of the rest. */
static bool
take_string(struct reader *r, struct rx_buf *b, struct rx_err *err)
{
	char	quote = r->rest.p[0];
	size_t	n;

	for (r->rest = rx_span_cut(r->rest, 1); !at(r, quote); r->rest = rx_span_cut(r->rest, n)) {
		if (r->rest.n == 0)
			return fault(r, "a string without its end", err);
		n = 1;
		if (r->rest.p[0] != '\\' || quote == '\'')
			rx_buf_byte(b, r->rest.p[0]);
		else if ((n = put_escape(b, rx_span_cut(r->rest, 1))) == 0)
			return fault(r, "a backslash in a string", err);
		else
			n++;
	}
	r->rest = rx_span_cut(r->rest, 1);
	return b->failed ? rx_err_nomem(err) : true;
}

static bool
take_key(struct reader *r, struct rx_buf *b, struct rx_err *err)
{
	skip_blank(r);
	if (at(r, '"') || at(r, '\'')) {
		if (!take_string(r, b, err))
			return false;
	} else {
		while (r->rest.n > 0 && bare(r->rest.p[0])) {
			rx_buf_byte(b, r->rest.p[0]);
			r->rest = rx_span_cut(r->rest, 1);
		}
		if (b->n == 0)
			return fault(r, "a key expected", err);
	}
	skip_blank(r);
	return true;
}

/* Walks a.b.c down from *in, making objects; the last key is left in b. */
static bool
take_path(struct reader *r, struct rx_node **in, struct rx_buf *b, struct rx_err *err)
{
	struct rx_node *next;

	for (;;) {
		rx_buf_reset(b);
		if (!take_key(r, b, err))
			return false;
		if (!at(r, '.'))
			return true;
		r->rest = rx_span_cut(r->rest, 1);
		next = rx_node_member(*in, rx_buf_view(b));
		if (next == NULL || next->kind != RX_JSON_OBJECT) {
			if ((next = rx_node_new(r->arena, RX_JSON_OBJECT)) == NULL)
				return rx_err_nomem(err);
			rx_node_set_span(r->arena, *in, rx_buf_view(b), next);
		}
		*in = next;
	}
}

static bool
take_section(struct reader *r, struct rx_buf *b, struct rx_err *err)
{
	struct rx_node	*in = r->root, *section;
	bool		 list;

	r->rest = rx_span_cut(r->rest, 1);
	if ((list = at(r, '[')))
		r->rest = rx_span_cut(r->rest, 1);
	if (!take_path(r, &in, b, err))
		return false;
	if (!at(r, ']') || (list && !rx_span_starts(r->rest, "]]")))
		return fault(r, "a section without its ]", err);
	section = rx_node_member(in, rx_buf_view(b));
	if (section == NULL || section->kind != RX_JSON_OBJECT) {
		if ((section = rx_node_new(r->arena, RX_JSON_OBJECT)) == NULL)
			return rx_err_nomem(err);
		rx_node_set_span(r->arena, in, rx_buf_view(b), section);
	}
	r->section = section;
	return true;
}

/* Counts brackets outside strings, from the start of an array on. */
static void
read_over(struct reader *r)
{
	char	quote = '\0';
	size_t	i;

	for (i = 0; i < r->rest.n; i++) {
		char c = r->rest.p[i];

		if (quote != '\0') {
			if (c == '\\' && quote == '"')
				i++;
			else if (c == quote)
				quote = '\0';
		} else if (c == '"' || c == '\'') {
			quote = c;
		} else if (c == '#') {
			break;
		} else if (c == '[') {
			r->depth++;
		} else if (c == ']' && r->depth > 0) {
			r->depth--;
		}
	}
}

static bool
take_value(struct reader *r, struct rx_node *in, struct rx_span key, struct rx_err *err)
{
	struct rx_buf	 b = RX_BUF_INIT(RX_BUF_TEXT);
	struct rx_node	*v = NULL;
	struct rx_span	 word;
	bool		 ok = true;

	if (rx_span_starts(r->rest, "\"\"\"") || rx_span_starts(r->rest, "'''")) {
		r->multi = at(r, '"') ? "\"\"\"" : "'''";
		if (rx_span_find_text(rx_span_cut(r->rest, 3), r->multi) < r->rest.n - 3)
			r->multi = NULL;	/* it ends on its own line */
	} else if (at(r, '"') || at(r, '\'')) {
		ok = take_string(r, &b, err);
		v = ok ? rx_node_string(r->arena, rx_buf_view(&b)) : NULL;
	} else if (at(r, '[') || at(r, '{')) {
		read_over(r);
	} else {
		word = rx_span_trim((struct rx_span){ r->rest.p, rx_span_find(r->rest, '#') });
		ok = word.n > 0 || fault(r, "a value expected", err);
		v = ok ? rx_node_string(r->arena, word) : NULL;
	}
	if (v != NULL)
		rx_node_set_span(r->arena, in, key, v);
	if (b.p != NULL)
		explicit_bzero(b.p, b.cap);
	rx_buf_free(&b);
	return ok;
}

static bool
take_line(struct reader *r, struct rx_buf *key, struct rx_err *err)
{
	struct rx_node *in = r->section;

	if (r->multi != NULL) {
		if (rx_span_find_text(r->rest, r->multi) < r->rest.n)
			r->multi = NULL;
		return true;
	}
	if (r->depth > 0) {
		read_over(r);
		return true;
	}
	skip_blank(r);
	if (r->rest.n == 0 || at(r, '#'))
		return true;
	if (at(r, '['))
		return take_section(r, key, err);
	if (!take_path(r, &in, key, err))
		return false;
	if (!at(r, '='))
		return fault(r, "a key without =", err);
	r->rest = rx_span_cut(r->rest, 1);
	skip_blank(r);
	return take_value(r, in, rx_buf_view(key), err);
}

struct rx_node *
rx_toml_parse(struct rx_arena *arena, struct rx_span text, struct rx_err *err)
{
	struct reader	r = { .arena = arena };
	struct rx_buf	key = RX_BUF_INIT(RX_BUF_TEXT);
	size_t		end;
	bool		ok;

	r.root = r.section = rx_node_new(arena, RX_JSON_OBJECT);
	ok = r.root != NULL || rx_err_nomem(err);
	while (ok && text.n > 0) {
		end = rx_span_find(text, '\n');
		r.line++;
		r.rest = rx_span_trim((struct rx_span){ text.p, end });
		text = rx_span_cut(text, end + 1);
		ok = take_line(&r, &key, err);
	}
	rx_buf_free(&key);
	return ok ? r.root : NULL;
}
