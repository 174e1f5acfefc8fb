#include "lib/expr/lex.h"

#include <string.h>

#include "rx/text.h"

static bool
digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
	    (unsigned char)c >= 0x80;
}

static bool
blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool
starts(const struct rx_lex *l, const char *s)
{
	return rx_span_starts(rx_span_cut(l->text, l->at), s);
}

/* Does the expression end here? */
static bool
closes(const struct rx_lex *l)
{
	if (l->at >= l->text.n)
		return true;
	if (l->open > 0)
		return false;
	switch (l->close) {
	case RX_CLOSE_EXPR:
		return starts(l, "}}") || starts(l, "-}}") || starts(l, "+}}");
	case RX_CLOSE_STMT:
		return starts(l, "%}") || starts(l, "-%}") || starts(l, "+%}");
	case RX_CLOSE_SINGLE:
		return starts(l, "}") || starts(l, ":");
	default:
		return false;
	}
}

static void
token(struct rx_lex *l, enum rx_token_kind kind, size_t n)
{
	l->now.kind = kind;
	l->now.text = (struct rx_span){ l->text.p + l->at, n };
	l->at += n;
}

static void
bad(struct rx_lex *l, const char *what)
{
	l->now.kind = RX_TOKEN_BAD;
	l->now.what = what;
}

static void
string(struct rx_lex *l)
{
	const char	*p = l->text.p + l->at;
	size_t		 n = l->text.n - l->at, i;

	for (i = 1; i < n && p[i] != p[0]; i++)
		if (p[i] == '\\')
			i++;
	if (i >= n)
		bad(l, "this string has no end");
	else
		token(l, RX_TOKEN_STRING, i + 1);
}

static size_t
run_of_digits(const struct rx_lex *l, size_t i)
{
	size_t n = 0;

	while (i + n < l->text.n && (digit(l->text.p[i + n]) ||
	    (n > 0 && l->text.p[i + n] == '_')))
		n++;
	return n;
}

/* Behind a point only digits: a.0.1 is two steps. */
static void
number(struct rx_lex *l, bool index)
{
	size_t	i = l->at + run_of_digits(l, l->at), n, sign;

	if (!index && i < l->text.n && l->text.p[i] == '.' &&
	    (n = run_of_digits(l, i + 1)) > 0)
		i += 1 + n;
	if (!index && i < l->text.n && (l->text.p[i] | 0x20) == 'e') {
		sign = i + 1 < l->text.n &&
		    (l->text.p[i + 1] == '+' || l->text.p[i + 1] == '-');
		if ((n = run_of_digits(l, i + 1 + sign)) > 0)
			i += 1 + sign + n;
	}
	if (i < l->text.n && letter(l->text.p[i]))
		bad(l, "a number runs into a word");
	else
		token(l, RX_TOKEN_NUMBER, i - l->at);
}

static void
word(struct rx_lex *l)
{
	size_t n = 1;

	while (l->at + n < l->text.n && (letter(l->text.p[l->at + n]) ||
	    digit(l->text.p[l->at + n])))
		n++;
	token(l, RX_TOKEN_NAME, n);
}

static void
sign(struct rx_lex *l)
{
	static const char *const twice[] = { "==", "!=", "<=", ">=", "//", "**" };
	char	c = l->text.p[l->at];
	size_t	i;

	for (i = 0; i < sizeof(twice) / sizeof(*twice); i++)
		if (starts(l, twice[i])) {
			token(l, RX_TOKEN_SIGN, 2);
			return;
		}
	if (strchr("()[]{}.,:|~+-*/%<>=", c) == NULL || c == '\0') {
		bad(l, "this character means nothing here");
		return;
	}
	if (c == '(' || c == '[' || c == '{')
		l->open++;
	else if ((c == ')' || c == ']' || c == '}') && l->open > 0)
		l->open--;
	token(l, RX_TOKEN_SIGN, 1);
}

void
rx_lex_next(struct rx_lex *l)
{
	bool index = l->now.kind == RX_TOKEN_SIGN && rx_span_is(l->now.text, ".");
	char c;

	while (l->at < l->text.n && blank(l->text.p[l->at]))
		l->at++;
	l->now.at = l->at;
	if (closes(l)) {
		token(l, RX_TOKEN_END, 0);
		return;
	}
	c = l->text.p[l->at];
	if (c == '\'' || c == '"')
		string(l);
	else if (digit(c))
		number(l, index);
	else if (letter(c))
		word(l);
	else
		sign(l);
}

bool
rx_lex_is(const struct rx_lex *l, const char *s)
{
	return (l->now.kind == RX_TOKEN_SIGN || l->now.kind == RX_TOKEN_NAME) &&
	    rx_span_is(l->now.text, s);
}

/* n hexadecimal digits at p, or -1. */
static long
hex(struct rx_span s, size_t n)
{
	long	v = 0;
	size_t	i;
	char	c;

	if (s.n < n)
		return -1;
	for (i = 0; i < n; i++) {
		c = s.p[i];
		if (digit(c))
			v = v * 16 + (c - '0');
		else if ((c | 0x20) >= 'a' && (c | 0x20) <= 'f')
			v = v * 16 + ((c | 0x20) - 'a' + 10);
		else
			return -1;
	}
	return v;
}

/* \xHH, \uHHHH, \UHHHHHHHH: returns how many bytes stand behind the letter. */
static size_t
code_point(struct rx_buf *b, struct rx_span behind, char letter_of)
{
	size_t	n = letter_of == 'x' ? 2 : letter_of == 'u' ? 4 : 8;
	long	v = hex(behind, n), low;

	if (v < 0)
		return 0;
	if (v >= 0xd800 && v < 0xdc00 && n == 4 && behind.n >= 10 &&
	    behind.p[4] == '\\' && behind.p[5] == 'u' &&
	    (low = hex(rx_span_cut(behind, 6), 4)) >= 0xdc00 && low < 0xe000) {
		v = 0x10000 + ((v - 0xd800) << 10) + (low - 0xdc00);
		n = 10;
	}
	if (v > 0x10ffff || (v >= 0xd800 && v < 0xe000))
		v = 0xfffd;
	rx_text_put(b, (unsigned long)v);
	return n;
}

static size_t
escape(struct rx_buf *b, struct rx_span behind)
{
	static const char from[] = "abfnrtv\\'\"", to[] = "\a\b\f\n\r\t\v\\'\"";
	const char	*at = strchr(from, behind.p[0]);
	size_t		 n;

	if (behind.p[0] == '\n')
		return 1;
	if (at != NULL && *at != '\0') {
		(void)rx_buf_byte(b, to[at - from]);
		return 1;
	}
	if (strchr("xuU", behind.p[0]) != NULL && behind.p[0] != '\0' &&
	    (n = code_point(b, rx_span_cut(behind, 1), behind.p[0])) > 0)
		return 1 + n;
	(void)rx_buf_byte(b, '\\');	/* \d stays \d: regular expressions */
	return 0;
}

void
rx_lex_string(struct rx_buf *b, struct rx_span quoted)
{
	struct rx_span	s = { quoted.p + 1, quoted.n - 2 };
	size_t		i = 0;

	while (i < s.n) {
		if (s.p[i] != '\\' || i + 1 == s.n)
			(void)rx_buf_byte(b, s.p[i++]);
		else
			i += 1 + escape(b, rx_span_cut(s, i + 1));
	}
}
