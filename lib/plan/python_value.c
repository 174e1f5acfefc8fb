/* Python's literals: dicts, lists, tuples; and what they have in common. */
#include "python.h"

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

bool
rx_py_unexpected(struct rx_py *py, const char *what)
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
		return rx_py_unexpected(py, what);
	rx_py_advance(py);
	return true;
}

bool
rx_py_close(struct rx_py *py, const char *punct, const char *what)
{
	if (!rx_py_is(&py->tok, punct))
		return rx_py_unexpected(py, what);
	py->brackets--;
	rx_py_advance(py);
	return true;
}

/* Moves the children of one node to the end of another. */
void
rx_py_move(struct rx_node *to, struct rx_node *from)
{
	for (struct rx_node *child = from->first, *next; child != NULL; child = next) {
		next = child->next;
		rx_reading_add(to, child);
	}
}

bool
rx_py_element(struct rx_py *py, struct rx_node *list)
{
	struct rx_py_token first;
	struct rx_node *node;
	bool spread = rx_py_is(&py->tok, "*");

	if (spread)
		rx_py_advance(py);
	first = py->tok;
	if ((node = rx_py_value(py)) == NULL)
		return false;
	if (!spread) {
		rx_reading_add(list, node);
		return true;
	}
	if (node->kind != RX_JSON_ARRAY)
		return rx_py_refuse(py, &first, "* takes a list apart");
	rx_py_move(list, node);
	return true;
}

/* The elements up to the closing bracket; a trailing comma is allowed. */
static bool
elements(struct rx_py *py, struct rx_node *list, const char *closer, const char *what)
{
	if (list->n == 0 && rx_py_is_loop(py))
		return rx_py_loop(py, list) && rx_py_close(py, closer, what);
	while (!rx_py_is(&py->tok, closer)) {
		if (!rx_py_element(py, list))
			return false;
		if (!rx_py_is(&py->tok, ","))
			break;
		rx_py_advance(py);
	}
	return rx_py_close(py, closer, what);
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
	if (!rx_py_is(&py->tok, ")") && !rx_py_is(&py->tok, "*") && !rx_py_is_loop(py)) {
		if ((first = rx_py_value(py)) == NULL)
			return NULL;
		if (rx_py_is(&py->tok, ")"))
			return rx_py_close(py, ")", "") ? first : NULL;
		if (!rx_py_expect(py, ",", "a comma or ) expected"))
			return NULL;
	}
	if ((node = rx_reading_node(py->in, RX_JSON_ARRAY, at)) == NULL)
		return NULL;
	if (first != NULL)
		rx_reading_add(node, first);
	return elements(py, node, ")", "a comma or ) expected") ? node : NULL;
}

static bool
spread_members(struct rx_py *py, struct rx_node *dict)
{
	struct rx_py_token first;
	struct rx_node *node;

	rx_py_advance(py);
	first = py->tok;
	if ((node = rx_py_value(py)) == NULL)
		return false;
	if (node->kind != RX_JSON_OBJECT || rx_py_sort(node) != RX_PY_KNOWN)
		return rx_py_refuse(py, &first, "** takes a dict apart");
	rx_py_move(dict, node);
	return true;
}

/* The value that stands under a key. */
struct rx_node *
rx_py_under(struct rx_py *py, struct rx_span key)
{
	struct rx_span outer = py->key;
	bool in_auth = py->in_auth;
	struct rx_node *value;

	py->key = key;
	py->in_auth = in_auth || rx_span_is(key, "auth");
	value = rx_py_value(py);
	py->key = outer;
	py->in_auth = in_auth;
	if (value != NULL)
		value->key = key;
	return value;
}

/* A member's key, then its value. */
bool
rx_py_member(struct rx_py *py, struct rx_node *dict)
{
	struct rx_py_token first = py->tok;
	struct rx_node *key, *value;

	if (rx_py_is(&py->tok, "**"))
		return spread_members(py, dict);
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
	if ((value = rx_py_under(py, key->text)) == NULL)
		return false;
	rx_reading_add(dict, value);
	return true;
}

/* Of what was spread, a member may be said again: it is meant to be another. */
static bool
members(struct rx_py *py, struct rx_node *dict, bool *spread)
{
	if (rx_py_is_loop(py))
		return rx_py_loop(py, dict);
	while (!rx_py_is(&py->tok, "}")) {
		*spread = *spread || rx_py_is(&py->tok, "**");
		if (!rx_py_member(py, dict))
			return false;
		if (!rx_py_is(&py->tok, ","))
			break;
		rx_py_advance(py);
	}
	return true;
}

static struct rx_node *
dict(struct rx_py *py)
{
	struct rx_node *node = rx_reading_node(py->in, RX_JSON_OBJECT, py->tok.at);
	bool spread = false;

	if (node == NULL)
		return NULL;
	py->brackets++;
	rx_py_advance(py);
	if (!members(py, node, &spread) || !rx_py_close(py, "}", "a comma or } expected") ||
	    !rx_reading_close(py->in, node, !spread))
		return NULL;
	return node;
}

struct rx_node *
rx_py_primary(struct rx_py *py)
{
	if (py->tok.kind == RX_PY_STRING)
		return rx_py_strings(py);
	if (py->tok.kind == RX_PY_NUMBER)
		return rx_py_number(py, false);
	if (py->tok.kind == RX_PY_NAME)
		return rx_py_named(py);
	if (rx_py_is(&py->tok, "{"))
		return dict(py);
	if (rx_py_is(&py->tok, "["))
		return list(py);
	if (rx_py_is(&py->tok, "("))
		return tuple(py);
	rx_py_unexpected(py, "a value expected");
	return NULL;
}
