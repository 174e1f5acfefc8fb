/* Python's string literals: prefixes, escapes, f-strings, literals in a row. */
#include "python.h"

#include <ctype.h>
#include <string.h>

#include "rx/text.h"

struct literal {		/* one literal that is being decoded */
	struct rx_py	*py;
	struct rx_buf	*out;
	const char	*p, *end;	/* what is left, without the closing quote */
	const char	*mark;		/* the byte that stands at `at` */
	struct rx_place	 at;
	struct rx_py_prefix prefix;
};

static struct rx_place
place(struct literal *lit, const char *p)
{
	lit->at = rx_place_after(lit->at, lit->mark, p);
	lit->mark = p;
	return lit->at;
}

static bool
fault(struct literal *lit, const char *p, const char *what)
{
	rx_reading_fault(lit->py->in, place(lit, p), "%s", what);
	return rx_err_got(lit->py->in->err,
	    (struct rx_span){ p, (size_t)(lit->end - p) });
}

static int
hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The n hexadecimal digits at p. */
static bool
hex_digits(const char *p, const char *end, int n, unsigned long *value)
{
	*value = 0;
	if (end - p < n)
		return false;
	for (int i = 0; i < n; i++) {
		if (hex(p[i]) < 0)
			return false;
		*value = *value * 16 + (unsigned long)hex(p[i]);
	}
	return true;
}

/* \xNN \uNNNN \UNNNNNNNN; two halves of a surrogate pair are one character. */
static bool
escape_hex(struct literal *lit, const char *start, int n)
{
	unsigned long cp, low;

	if (!hex_digits(lit->p, lit->end, n, &cp))
		return fault(lit, start, "this escape has too few hexadecimal digits");
	lit->p += n;
	if (cp >= 0xD800 && cp < 0xDC00 && lit->end - lit->p >= 6 && lit->p[0] == '\\' &&
	    lit->p[1] == 'u' && hex_digits(lit->p + 2, lit->end, 4, &low) &&
	    low >= 0xDC00 && low < 0xE000) {
		cp = 0x10000 + ((cp - 0xD800) << 10) + (low - 0xDC00);
		lit->p += 6;
	}
	if (cp > 0x10FFFF || (cp >= 0xD800 && cp < 0xE000))
		return fault(lit, start, "this escape is no character");
	rx_text_put(lit->out, cp);
	return true;
}

static void
escape_octal(struct literal *lit)
{
	unsigned long cp = 0;

	for (int i = 0; i < 3 && lit->p < lit->end && *lit->p >= '0' && *lit->p <= '7'; i++)
		cp = cp * 8 + (unsigned long)(*lit->p++ - '0');
	rx_text_put(lit->out, cp);
}

/* At a backslash. Python keeps the backslash of an escape it does not know. */
static bool
escape(struct literal *lit)
{
	static const char letter[] = "ntr\\\"'abfv", value[] = "\n\t\r\\\"'\a\b\f\v";
	const char *start = lit->p++, *known;
	char c = *lit->p;

	if (c >= '0' && c <= '7') {
		escape_octal(lit);
		return true;
	}
	lit->p++;
	switch (c) {
	case '\n':
		return true;
	case '\r':
		if (lit->p < lit->end && *lit->p == '\n')
			lit->p++;
		return true;
	case 'x':
		return escape_hex(lit, start, 2);
	case 'u':
		return escape_hex(lit, start, 4);
	case 'U':
		return escape_hex(lit, start, 8);
	case 'N':
		fault(lit, start, "a character's name is not known here");
		return rx_err_hint(lit->py->in->err, "write its number: \\uNNNN");
	}
	if (c != '\0' && (known = strchr(letter, c)) != NULL) {
		rx_buf_byte(lit->out, value[known - letter]);
		return true;
	}
	rx_buf_byte(lit->out, '\\');
	lit->p--;
	return true;
}

/*
 * At a field's first byte: {name} and {a.b} are placeholders and stay, unless
 * the name was bound above.  Returns the byte behind the brace, or NULL.
 */
static const char *
placeholder_end(const struct literal *lit)
{
	static const char *const modules[] = { "dlt", "os", "datetime", "date", "pendulum",
	    "time", NULL };
	struct rx_span first;
	const char *p = lit->p;

	while (p < lit->end && (isalnum((unsigned char)*p) || *p == '_'))
		p++;
	first = (struct rx_span){ lit->p, (size_t)(p - lit->p) };
	if (first.n == 0 || isdigit((unsigned char)*lit->p) ||
	    rx_py_bound(lit->py, first, lit->p) != NULL)
		return NULL;
	for (int i = 0; p < lit->end && *p == '.' && modules[i] != NULL; i++)
		if (rx_span_is(first, modules[i]))
			return NULL;
	if (rx_span_is(first, "True") || rx_span_is(first, "False") || rx_span_is(first, "None"))
		return NULL;
	while (p < lit->end && (isalnum((unsigned char)*p) || *p == '_' || *p == '.'))
		p++;
	return p < lit->end && *p == '}' ? p + 1 : NULL;
}

/* At the colon behind a time: {now:%Y-%m-%d}; anything else stays unread. */
static struct rx_node *
time_format(struct rx_py *py, struct rx_node *node, const char *end)
{
	struct rx_buf out = RX_BUF_INIT(RX_READING_TEXT);
	const char *p = py->lex.p, *brace;

	if (!rx_py_is(&py->tok, ":") || rx_py_sort(node) != RX_PY_LATER || p >= end || *p != '%' ||
	    (brace = memchr(p, '}', (size_t)(end - p))) == NULL)
		return node;
	rx_py_operand(&out, node);
	rx_buf_text(&out, ".strftime(");
	rx_py_quote(&out, (struct rx_span){ p, (size_t)(brace - p) });
	rx_buf_byte(&out, ')');
	py->lex.p = brace;
	rx_py_advance(py);
	return rx_py_template(py, &out, (struct rx_place){ node->line, node->col });
}

/* A parser for the field, which ends at the literal's end at the latest. */
static bool
field_value(struct literal *lit)
{
	struct rx_py sub = *lit->py;
	struct rx_node *node;

	rx_py_lex_init(&sub.lex, (struct rx_span){ lit->p, (size_t)(lit->end - lit->p) },
	    place(lit, lit->p));
	sub.brackets = 1;
	rx_py_advance(&sub);
	if ((node = rx_py_value(&sub)) == NULL ||
	    (node = time_format(&sub, node, lit->end)) == NULL ||
	    !rx_py_embed(&sub, lit->out, node))
		return false;
	if (!rx_py_is(&sub.tok, "}")) {
		rx_reading_fault(sub.in, sub.tok.at, "a } expected");
		rx_err_got(sub.in->err, sub.tok.text);
		return rx_err_hint(sub.in->err,
		    "formats and conversions (:>5, !r, =) are not known here");
	}
	lit->p = sub.lex.p;
	return true;
}

/* At a brace of an f-string. */
static bool
field(struct literal *lit)
{
	const char *start = lit->p, *end;

	if (lit->end - start >= 2 && start[1] == start[0]) {
		lit->p += 2;
		return rx_buf_byte(lit->out, *start);
	}
	if (*start == '}')
		return fault(lit, start, "a single } in an f-string: write }}");
	lit->p++;
	if ((end = placeholder_end(lit)) != NULL) {
		lit->p = end;
		return rx_buf_add(lit->out, start, (size_t)(end - start));
	}
	return field_value(lit);
}

static bool
decode(struct literal *lit)
{
	while (lit->p < lit->end && !lit->out->failed) {
		char c = *lit->p;

		if (c == '\\' && !lit->prefix.raw && lit->end - lit->p >= 2) {
			if (!escape(lit))
				return false;
		} else if ((c == '{' || c == '}') && lit->prefix.format) {
			if (!field(lit) && !lit->out->failed)
				return false;
		} else {
			/* A line of the file ends with LF, whatever ends it there. */
			if (c != '\r' || lit->end - lit->p < 2 || lit->p[1] != '\n')
				rx_buf_byte(lit->out, c);
			lit->p++;
		}
	}
	return !lit->out->failed || rx_reading_fault(lit->py->in, lit->at,
	    "this text is longer than 16 MiB");
}

static bool
decode_token(struct rx_py *py, struct rx_buf *out)
{
	struct literal lit = { .py = py, .out = out, .at = py->tok.at };
	struct rx_span text = py->tok.text;
	size_t quotes;

	rx_py_prefix(text, &lit.prefix);
	lit.mark = text.p;
	quotes = text.n - lit.prefix.n >= 6 && text.p[lit.prefix.n + 1] == text.p[lit.prefix.n] &&
	    text.p[lit.prefix.n + 2] == text.p[lit.prefix.n] ? 3 : 1;
	lit.p = text.p + lit.prefix.n + quotes;
	lit.end = text.p + text.n - quotes;
	return decode(&lit);
}

struct rx_node *
rx_py_strings(struct rx_py *py)
{
	struct rx_buf out = RX_BUF_INIT(RX_READING_TEXT);
	struct rx_place at = py->tok.at;
	struct rx_node *node = NULL;
	bool ok = true;

	do {
		if ((ok = decode_token(py, &out)))
			rx_py_advance(py);
	} while (ok && py->tok.kind == RX_PY_STRING);
	if (ok)
		node = rx_reading_string(py->in, rx_buf_view(&out), at);
	rx_buf_free(&out);
	return node;
}
