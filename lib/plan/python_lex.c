/* The words of Python, as far as literals and the statements around them go. */
#include "python.h"

#include <ctype.h>
#include <string.h>

#define FIELD_MAX	1024	/* bytes of an f-string's field */

void
rx_py_lex_init(struct rx_py_lex *lex, struct rx_span text, struct rx_place at)
{
	lex->p = lex->mark = text.p;
	lex->end = text.p + text.n;
	lex->at = at;
}

bool
rx_py_is(const struct rx_py_token *tok, const char *text)
{
	return (tok->kind == RX_PY_PUNCT || tok->kind == RX_PY_NAME) &&
	    rx_span_is(tok->text, text);
}

static bool
name_start(char c)
{
	return isalpha((unsigned char)c) || c == '_' || ((unsigned char)c & 0x80);
}

static bool
name_char(char c)
{
	return name_start(c) || isdigit((unsigned char)c);
}

bool
rx_py_prefix(struct rx_span text, struct rx_py_prefix *prefix)
{
	*prefix = (struct rx_py_prefix){ false, false, 0 };
	while (prefix->n < text.n && prefix->n < 3) {
		switch (text.p[prefix->n]) {
		case '"': case '\'':
			return true;
		case 'r': case 'R':
			prefix->raw = true;
			break;
		case 'f': case 'F':
			prefix->format = true;
			break;
		case 'b': case 'B': case 'u': case 'U':
			break;
		default:
			return false;
		}
		prefix->n++;
	}
	return false;
}

static const char *string_end(const char *p, const char *end, bool braces);

/* The byte behind the } that ends the f-string's field at p, or NULL. */
static const char *
field_end(const char *p, const char *end)
{
	int open = 0;

	if (end - p > FIELD_MAX)
		end = p + FIELD_MAX;
	while (p < end) {
		if (*p == '"' || *p == '\'') {
			if ((p = string_end(p, end, false)) == NULL)
				return NULL;
			continue;
		}
		if (*p == '{' || *p == '[' || *p == '(')
			open++;
		else if (*p == '}' && open == 0)
			return p + 1;
		else if (*p == '}' || *p == ']' || *p == ')')
			open--;
		p++;
	}
	return NULL;
}

/* The byte behind the string literal at p (at its quote), or NULL when it
 * does not end; with braces, it is an f-string. */
static const char *
string_end(const char *p, const char *end, bool braces)
{
	char quote = *p;
	int len = end - p >= 3 && p[1] == quote && p[2] == quote ? 3 : 1;

	for (p += len; p < end; ) {
		if (*p == quote && (len == 1 ||
		    (end - p >= 3 && p[1] == quote && p[2] == quote)))
			return p + len;
		if (*p == '\n' && len == 1)
			return NULL;
		if (*p == '\\' && end - p >= 3 && p[1] == '\r' && p[2] == '\n') {
			p += 3;
		} else if (*p == '\\' && end - p >= 2) {
			p += 2;
		} else if (braces && *p == '{' && end - p >= 2 && p[1] == '{') {
			p += 2;
		} else if (braces && *p == '{') {
			if ((p = field_end(p + 1, end)) == NULL)
				return NULL;
		} else {
			p++;
		}
	}
	return NULL;
}

/* White space, comments and joined lines; tells whether a line ended. */
static bool
skip_space(struct rx_py_lex *lex)
{
	bool fresh = false;

	while (lex->p < lex->end) {
		const char *p = lex->p;
		char c = *p;

		if (c == '\n') {
			fresh = true;
			lex->p++;
		} else if (c == ' ' || c == '\t' || c == '\r' || c == '\f') {
			lex->p++;
		} else if (c == '\\' && lex->end - p >= 2 && p[1] == '\n') {
			lex->p += 2;
		} else if (c == '\\' && lex->end - p >= 3 && p[1] == '\r' && p[2] == '\n') {
			lex->p += 3;
		} else if (c == '#' || (c == '/' && lex->end - p >= 2 && p[1] == '/')) {
			const char *nl = memchr(p, '\n', (size_t)(lex->end - p));

			lex->p = nl != NULL ? nl : lex->end;
		} else {
			break;
		}
	}
	return fresh;
}

static const char *
number_end(const char *p, const char *end)
{
	bool hex = end - p >= 2 && *p == '0' && (p[1] == 'x' || p[1] == 'X');

	for (; p < end; p++) {
		if (!name_char(*p) && *p != '.' &&
		    !((*p == '+' || *p == '-') && !hex && (p[-1] == 'e' || p[-1] == 'E')))
			break;
	}
	return p;
}

/* An operator with its = , so that assignments and comparisons differ. */
static size_t
punct_length(const char *p, const char *end)
{
	size_t n = 1;

	if (end - p >= 2 && p[1] == *p && strchr("*<>", *p) != NULL)
		n = 2;
	if (end - p >= 2 && *p == '-' && p[1] == '>')
		return 2;
	if (end - p > (ptrdiff_t)n && p[n] == '=' && strchr("=!<>+-*/%&|^:@", *p) != NULL)
		n++;
	return n;
}

static void
lex_string(struct rx_py_lex *lex, struct rx_py_token *tok, struct rx_py_prefix prefix)
{
	const char *quote = lex->p + prefix.n;
	const char *end = string_end(quote, lex->end, prefix.format);

	/* An f-string whose fields do not close still ends at its quote. */
	if (end == NULL && prefix.format)
		end = string_end(quote, lex->end, false);
	if (end == NULL) {
		tok->kind = RX_PY_BAD;
		tok->what = "this string does not end";
		end = memchr(quote, '\n', (size_t)(lex->end - quote));
		if (end == NULL || (lex->end - quote >= 3 && quote[1] == *quote &&
		    quote[2] == *quote))
			end = lex->end;
	} else {
		tok->kind = RX_PY_STRING;
	}
	lex->p = end;
}

static void
lex_token(struct rx_py_lex *lex, struct rx_py_token *tok)
{
	struct rx_span rest = { lex->p, (size_t)(lex->end - lex->p) };
	struct rx_py_prefix prefix;
	char c = *lex->p;

	if (rx_py_prefix(rest, &prefix)) {
		lex_string(lex, tok, prefix);
	} else if (isdigit((unsigned char)c) ||
	    (c == '.' && rest.n >= 2 && isdigit((unsigned char)rest.p[1]))) {
		tok->kind = RX_PY_NUMBER;
		lex->p = number_end(lex->p, lex->end);
	} else if (name_start(c)) {
		tok->kind = RX_PY_NAME;
		while (lex->p < lex->end && name_char(*lex->p))
			lex->p++;
	} else if (ispunct((unsigned char)c) && c != '\\' && c != '$' && c != '?' && c != '`') {
		tok->kind = RX_PY_PUNCT;
		lex->p += punct_length(lex->p, lex->end);
	} else {
		tok->kind = RX_PY_BAD;
		tok->what = "this character has no meaning here";
		lex->p++;
	}
}

struct rx_py_token
rx_py_lex_next(struct rx_py_lex *lex)
{
	struct rx_py_token tok = { .kind = RX_PY_END };
	const char *start;

	tok.fresh = skip_space(lex);
	start = lex->p;
	lex->at = rx_place_after(lex->at, lex->mark, start);
	lex->mark = start;
	tok.at = lex->at;
	if (lex->p < lex->end)
		lex_token(lex, &tok);
	tok.text = (struct rx_span){ start, (size_t)(lex->p - start) };
	return tok;
}
