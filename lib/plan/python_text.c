/* Values as parts of a text: secrets and settings become templates. */
#include "python.h"

#include <ctype.h>

static bool
is_identifier(struct rx_span name)
{
	static const char *const methods[] = { "get", "items", "keys", "values" };

	if (name.n == 0 || isdigit((unsigned char)name.p[0]))
		return false;
	for (size_t i = 0; i < name.n; i++)
		if (!isalnum((unsigned char)name.p[i]) && name.p[i] != '_')
			return false;
	for (size_t i = 0; i < sizeof(methods) / sizeof(methods[0]); i++)
		if (rx_span_is(name, methods[i]))
			return false;
	return true;
}

void
rx_py_quote(struct rx_buf *out, struct rx_span text)
{
	rx_buf_byte(out, '\'');
	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] == '\n') {
			rx_buf_text(out, "\\n");
			continue;
		}
		if (text.p[i] == '\'' || text.p[i] == '\\')
			rx_buf_byte(out, '\\');
		rx_buf_byte(out, text.p[i]);
	}
	rx_buf_byte(out, '\'');
}

/* The expression inside a text that is one template alone, or NONE. */
static struct rx_span
sole_template(struct rx_span text)
{
	struct rx_span inner;

	if (text.n < 6 || !rx_span_starts(text, "{{ ") || !rx_span_ends(text, " }}"))
		return RX_SPAN_NONE;
	inner = (struct rx_span){ text.p + 3, text.n - 6 };
	return rx_span_find_text(inner, "}}") < inner.n ? RX_SPAN_NONE : inner;
}

/* {"secret":k} or {"config":k} with its default, or a scalar, as it stands in
 * an expression. */
static bool
write_expression(struct rx_buf *out, const struct rx_node *node)
{
	const struct rx_node *name = node->first, *by_default;
	bool secret;

	switch (node->kind) {
	case RX_JSON_NULL:
		return rx_buf_text(out, "none");
	case RX_JSON_FALSE:
		return rx_buf_text(out, "false");
	case RX_JSON_TRUE:
		return rx_buf_text(out, "true");
	case RX_JSON_NUMBER:
		return rx_buf_span(out, node->text);
	case RX_JSON_STRING:
		if (sole_template(node->text).p != NULL)
			rx_buf_span(out, sole_template(node->text));
		else
			rx_py_quote(out, node->text);
		return true;
	case RX_JSON_OBJECT:
		break;
	default:
		return false;
	}
	if (name == NULL || node->n > 2 || name->kind != RX_JSON_STRING)
		return false;
	secret = rx_span_is(name->key, "secret");
	by_default = name->next;
	if ((!secret && !rx_span_is(name->key, "config")) ||
	    (by_default != NULL && !rx_span_is(by_default->key, "default")))
		return false;
	rx_buf_text(out, secret ? "secrets" : "config");
	if (by_default != NULL) {
		rx_buf_text(out, ".get(");
		rx_py_quote(out, name->text);
		rx_buf_text(out, ", ");
		return write_expression(out, by_default) && rx_buf_byte(out, ')');
	}
	if (is_identifier(name->text))
		return rx_buf_byte(out, '.') && rx_buf_span(out, name->text);
	rx_buf_byte(out, '[');
	rx_py_quote(out, name->text);
	return rx_buf_byte(out, ']');
}

bool
rx_py_embed(struct rx_py *py, struct rx_buf *out, const struct rx_node *node)
{
	static const char *const words[] = { "None", "False", "True" };

	switch (node->kind) {
	case RX_JSON_STRING:
	case RX_JSON_NUMBER:
		rx_buf_span(out, node->text);
		return true;
	case RX_JSON_NULL:
	case RX_JSON_FALSE:
	case RX_JSON_TRUE:
		return rx_buf_text(out, words[node->kind - RX_JSON_NULL]);
	default:
		rx_buf_text(out, "{{ ");
		if (node->kind == RX_JSON_OBJECT && write_expression(out, node))
			return rx_buf_text(out, " }}");
		return rx_reading_fault(py->in, (struct rx_place){ node->line, node->col },
		    "a list or dict cannot be part of a text");
	}
}
