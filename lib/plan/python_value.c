/* Python's literals: dicts, lists, tuples, texts, numbers, and + of texts. */
#include "python.h"

#include <ctype.h>
#include <string.h>

void
rx_py_advance(struct rx_py *py)
{
	py->tok = rx_py_lex_next(&py->lex);
	/* Outside of brackets, a statement ends with its line. */
	if (py->brackets == 0 && py->tok.fresh)
		py->tok.kind = RX_PY_END;
}

/* The expression that begins at the token, up to the comma or bracket that
 * ends it: for messages. */
static struct rx_span
expression(const struct rx_py *py, const struct rx_py_token *first)
{
	struct rx_py_lex lex;
	struct rx_py_token tok = *first;
	const char *behind = first->text.p;
	int open = 0;

	rx_py_lex_init(&lex, (struct rx_span){ first->text.p,
	    (size_t)(py->lex.end - first->text.p) }, first->at);
	tok = rx_py_lex_next(&lex);
	while (tok.kind != RX_PY_END && lex.p - first->text.p < 500) {
		if (open == 0 && (rx_py_is(&tok, ",") || rx_py_is(&tok, ":")))
			break;
		if (tok.fresh && (open == 0 || py->brackets == 0))
			break;
		if (tok.kind == RX_PY_PUNCT && strchr("([{", *tok.text.p) != NULL)
			open++;
		if (tok.kind == RX_PY_PUNCT && strchr(")]}", *tok.text.p) != NULL && open-- == 0)
			break;
		behind = lex.p;
		tok = rx_py_lex_next(&lex);
	}
	if (behind == first->text.p)
		return first->text;
	return (struct rx_span){ first->text.p, (size_t)(behind - first->text.p) };
}

bool
rx_py_refuse(struct rx_py *py, const struct rx_py_token *first, const char *hint)
{
	struct rx_span text = expression(py, first);

	rx_reading_fault(py->in, first->at, "this is not a literal value");
	rx_err_got(py->in->err, text);
	py->in->ran = text.n > first->text.n && *text.p != '{' && *text.p != '[';
	return rx_err_hint(py->in->err, "%s", hint != NULL ? hint :
	    "the text is read, not run: texts, numbers, lists, dicts, True, False, None, "
	    "dlt.secrets[\"name\"] and dlt.config[\"name\"] are known");
}

static bool
unexpected(struct rx_py *py, const char *what)
{
	if (py->tok.kind == RX_PY_BAD)
		what = py->tok.what;
	else if (py->tok.kind == RX_PY_END && py->brackets > 0)
		what = "the text ends before this value does";
	rx_reading_fault(py->in, py->tok.at, "%s", what);
	if (py->tok.kind != RX_PY_END)
		rx_err_got(py->in->err, py->tok.text);
	return false;
}

bool
rx_py_expect(struct rx_py *py, const char *punct, const char *what)
{
	if (!rx_py_is(&py->tok, punct))
		return unexpected(py, what);
	rx_py_advance(py);
	return true;
}

/* The closing bracket: what is behind it may begin a new statement. */
static bool
close_bracket(struct rx_py *py, const char *punct, const char *what)
{
	if (!rx_py_is(&py->tok, punct))
		return unexpected(py, what);
	py->brackets--;
	rx_py_advance(py);
	return true;
}

/* The elements up to the closing bracket; a trailing comma is allowed. */
static bool
elements(struct rx_py *py, struct rx_node *list, const char *closer, const char *what)
{
	while (!rx_py_is(&py->tok, closer)) {
		struct rx_node *node = rx_py_value(py);

		if (node == NULL)
			return false;
		rx_reading_add(list, node);
		if (!rx_py_is(&py->tok, ","))
			break;
		rx_py_advance(py);
	}
	return close_bracket(py, closer, what);
}

static struct rx_node *
list(struct rx_py *py)
{
	struct rx_node *node = rx_reading_node(py->in, RX_JSON_ARRAY, py->tok.at);

	if (node == NULL)
		return NULL;
	py->brackets++;
	rx_py_advance(py);
	return elements(py, node, "]", "a comma or ] expected") ? node : NULL;
}

/* (x) is x, (x,) and (x, y) are lists. */
static struct rx_node *
tuple(struct rx_py *py)
{
	struct rx_node *node, *first = NULL;
	struct rx_place at = py->tok.at;

	py->brackets++;
	rx_py_advance(py);
	if (!rx_py_is(&py->tok, ")")) {
		if ((first = rx_py_value(py)) == NULL)
			return NULL;
		if (rx_py_is(&py->tok, ")"))
			return close_bracket(py, ")", "") ? first : NULL;
		if (!rx_py_expect(py, ",", "a comma or ) expected"))
			return NULL;
	}
	if ((node = rx_reading_node(py->in, RX_JSON_ARRAY, at)) == NULL)
		return NULL;
	if (first != NULL)
		rx_reading_add(node, first);
	return elements(py, node, ")", "a comma or ) expected") ? node : NULL;
}

/* A member's key, then its value. */
static bool
member(struct rx_py *py, struct rx_node *dict)
{
	struct rx_py_token first = py->tok;
	struct rx_span outer = py->key;
	struct rx_node *key, *value;

	if (rx_py_is(&py->tok, "**"))
		return rx_py_refuse(py, &first, "write the members of that dict here");
	if ((key = rx_py_value(py)) == NULL)
		return false;
	if (key->kind != RX_JSON_STRING && key->kind != RX_JSON_NUMBER) {
		rx_reading_fault(py->in, first.at, "a key is a text in quotes");
		return rx_err_got(py->in->err, expression(py, &first));
	}
	if (dict->n == 0 && (rx_py_is(&py->tok, ",") || rx_py_is(&py->tok, "}"))) {
		rx_reading_fault(py->in, first.at, "a set is no value of a source");
		return rx_err_hint(py->in->err, "write a list: [...]");
	}
	if (!rx_py_expect(py, ":", "a : expected behind this key"))
		return false;
	py->key = key->text;
	value = rx_py_value(py);
	py->key = outer;
	if (value == NULL)
		return false;
	value->key = key->text;
	rx_reading_add(dict, value);
	return true;
}

static struct rx_node *
dict(struct rx_py *py)
{
	struct rx_node *node = rx_reading_node(py->in, RX_JSON_OBJECT, py->tok.at);

	if (node == NULL)
		return NULL;
	py->brackets++;
	rx_py_advance(py);
	while (!rx_py_is(&py->tok, "}")) {
		if (!member(py, node))
			return NULL;
		if (!rx_py_is(&py->tok, ","))
			break;
		rx_py_advance(py);
	}
	if (!close_bracket(py, "}", "a comma or } expected") ||
	    !rx_reading_close(py->in, node, true))
		return NULL;
	return node;
}

/* n digits of the base with single underscores between; returns how many
 * bytes, 0 if it is none. */
static size_t
digit_run(const char *p, const char *end, const char *allowed)
{
	const char *start = p;

	while (p < end && *p != '\0' && (strchr(allowed, *p) != NULL ||
	    (*p == '_' && p > start && p[-1] != '_' && end - p >= 2)))
		p++;
	return p > start && p[-1] != '_' ? (size_t)(p - start) : 0;
}

/* Python's grammar of numbers, without imaginary ones. */
static bool
number_fits(struct rx_span text)
{
	static const char ten[] = "0123456789";
	const char *p = text.p, *end = text.p + text.n;
	size_t whole, part = 0;

	if (text.n > 2 && *p == '0' && isalpha((unsigned char)p[1]) && (p[1] | 0x20) != 'e') {
		const char *set = (p[1] | 0x20) == 'x' ? "0123456789abcdefABCDEF" :
		    (p[1] | 0x20) == 'o' ? "01234567" : (p[1] | 0x20) == 'b' ? "01" : "";

		p += p[2] == '_' ? 3 : 2;
		return p < end && digit_run(p, end, set) == (size_t)(end - p);
	}
	whole = digit_run(p, end, ten);
	p += whole;
	if (p == end)		/* 007 is no number in Python, 00 is */
		return whole > 0 && (*text.p != '0' || digit_run(text.p, end, "0") == text.n);
	if (*p == '.') {
		part = digit_run(++p, end, ten);
		p += part;
	}
	if (whole + part == 0)
		return false;
	if (p < end && (*p | 0x20) == 'e') {
		p++;
		if (p < end && (*p == '+' || *p == '-'))
			p++;
		part = digit_run(p, end, ten);
		p += part;
		return part > 0 && p == end;
	}
	return p == end;
}

static struct rx_node *
number(struct rx_py *py, bool negative)
{
	struct rx_buf out = RX_BUF_INIT(RX_READING_TEXT);
	struct rx_node *node = NULL;

	if (!number_fits(py->tok.text)) {
		unexpected(py, "this is no number");
		return NULL;
	}
	if (negative)
		rx_buf_byte(&out, '-');
	if (!rx_reading_number(&out, py->tok.text))
		unexpected(py, "this number has too many digits");
	else if ((node = rx_reading_string(py->in, rx_buf_view(&out), py->tok.at)) != NULL)
		node->kind = RX_JSON_NUMBER;
	rx_buf_free(&out);
	if (node != NULL)
		rx_py_advance(py);
	return node;
}

/* Any number of signs before a number. */
static struct rx_node *
signed_number(struct rx_py *py)
{
	struct rx_py_token first = py->tok;
	struct rx_node *node;
	bool negative = false;

	while (rx_py_is(&py->tok, "-") || rx_py_is(&py->tok, "+")) {
		negative ^= *py->tok.text.p == '-';
		rx_py_advance(py);
	}
	if (py->tok.kind != RX_PY_NUMBER) {
		rx_py_refuse(py, &first, NULL);
		return NULL;
	}
	if ((node = number(py, negative)) != NULL) {
		node->line = first.at.line;
		node->col = first.at.col;
	}
	return node;
}

static struct rx_node *
primary(struct rx_py *py)
{
	if (py->tok.kind == RX_PY_STRING)
		return rx_py_strings(py);
	if (py->tok.kind == RX_PY_NUMBER)
		return number(py, false);
	if (py->tok.kind == RX_PY_NAME)
		return rx_py_named(py);
	if (rx_py_is(&py->tok, "{"))
		return dict(py);
	if (rx_py_is(&py->tok, "["))
		return list(py);
	if (rx_py_is(&py->tok, "("))
		return tuple(py);
	if (rx_py_is(&py->tok, "-") || rx_py_is(&py->tok, "+"))
		return signed_number(py);
	unexpected(py, "a value expected");
	return NULL;
}

/* Only texts, and secrets and settings as parts of them, can be added. */
static bool
addend(struct rx_py *py, struct rx_buf *out, const struct rx_node *node,
    const struct rx_py_token *first)
{
	if (node == NULL)
		return false;
	if (node->kind != RX_JSON_STRING && node->kind != RX_JSON_OBJECT)
		return rx_py_refuse(py, first, "+ joins texts only");
	if (!rx_py_embed(py, out, node))
		return false;
	return !out->failed || rx_reading_fault(py->in, first->at,
	    "this text is longer than 16 MiB");
}

/* a + b + ...: a is there, the token is the first +. */
static struct rx_node *
sum(struct rx_py *py, struct rx_node *node, struct rx_py_token first)
{
	struct rx_buf out = RX_BUF_INIT(RX_READING_TEXT);
	struct rx_place at = first.at;
	bool ok = addend(py, &out, node, &first);

	while (ok && rx_py_is(&py->tok, "+")) {
		rx_py_advance(py);
		first = py->tok;
		ok = addend(py, &out, primary(py), &first);
	}
	node = ok ? rx_reading_string(py->in, rx_buf_view(&out), at) : NULL;
	rx_buf_free(&out);
	return node;
}

/* May the token stand behind a whole value, or is it a missing comma? Else the
 * value was only the first part of an expression. */
static bool
value_ends(const struct rx_py *py)
{
	if (py->tok.kind == RX_PY_NAME)
		return py->tok.fresh;
	if (py->tok.kind != RX_PY_PUNCT)
		return true;
	if (py->tok.fresh && strchr("[(", *py->tok.text.p) != NULL)
		return true;
	return py->tok.text.n == 1 && strchr("{),]}:;", *py->tok.text.p) != NULL;
}

struct rx_node *
rx_py_value(struct rx_py *py)
{
	struct rx_py_token first = py->tok;
	struct rx_node *node;

	if (py->depth >= RX_READING_DEPTH) {
		unexpected(py, "values are nested more than 512 deep");
		return NULL;
	}
	py->depth++;
	node = primary(py);
	if (node != NULL && rx_py_is(&py->tok, "+"))
		node = sum(py, node, first);
	py->depth--;
	if (node != NULL && !value_ends(py)) {
		rx_py_refuse(py, &first, NULL);
		return NULL;
	}
	return node;
}
