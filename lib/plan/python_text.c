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

struct rx_span
rx_py_sole(const struct rx_node *node)
{
	struct rx_span inner, text = node->text;

	if (node->kind != RX_JSON_STRING || text.n < 6 || !rx_span_starts(text, "{{ ") ||
	    !rx_span_ends(text, " }}"))
		return RX_SPAN_NONE;
	inner = (struct rx_span){ text.p + 3, text.n - 6 };
	return rx_span_find_text(inner, "}}") < inner.n ? RX_SPAN_NONE : inner;
}

enum rx_py_sort
rx_py_sort(const struct rx_node *node)
{
	struct rx_span inner = rx_py_sole(node);

	if (inner.p != NULL)
		return rx_span_starts(inner, "secrets.") || rx_span_starts(inner, "secrets[") ?
		    RX_PY_SECRET : RX_PY_LATER;
	if (node->kind != RX_JSON_OBJECT || node->n == 0 || node->n > 2 ||
	    node->first->kind != RX_JSON_STRING ||
	    (node->n == 2 && !rx_span_is(node->last->key, "default")))
		return RX_PY_KNOWN;
	return rx_span_is(node->first->key, "secret") ? RX_PY_SECRET :
	    rx_span_is(node->first->key, "config") ? RX_PY_LATER : RX_PY_KNOWN;
}

/* A text with templates in it: its parts, joined by ~. */
static bool
write_parts(struct rx_buf *out, struct rx_span text)
{
	rx_buf_byte(out, '(');
	while (text.n > 0) {
		size_t open = rx_span_find_text(text, "{{ "), close;
		struct rx_span inner;

		if (open > 0) {
			rx_py_quote(out, (struct rx_span){ text.p, open });
			rx_buf_text(out, open < text.n ? " ~ " : ")");
			text = rx_span_cut(text, open);
			continue;
		}
		inner = rx_span_cut(text, 3);
		close = rx_span_find_text(inner, " }}");
		if (close == inner.n || rx_span_starts(inner, "secrets"))
			return false;
		rx_buf_byte(out, '(');
		rx_buf_add(out, inner.p, close);
		rx_buf_byte(out, ')');
		text = rx_span_cut(inner, close + 3);
		rx_buf_text(out, text.n > 0 ? " ~ " : ")");
	}
	return !out->failed;
}

static bool
write_string(struct rx_buf *out, const struct rx_node *node)
{
	struct rx_span inner = rx_py_sole(node);

	if (inner.p != NULL)
		return rx_buf_span(out, inner);
	if (rx_span_find_text(node->text, "{{ ") < node->text.n)
		return write_parts(out, node->text);
	rx_py_quote(out, node->text);
	return true;
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
		return write_string(out, node);
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
rx_py_operand(struct rx_buf *out, const struct rx_node *node)
{
	struct rx_span inner = rx_py_sole(node);
	bool several = rx_span_find(inner, ' ') < inner.n;
	size_t before = out->n;

	if (rx_py_sort(node) == RX_PY_SECRET)
		return false;
	if (several)
		rx_buf_byte(out, '(');
	if (!write_expression(out, node)) {
		out->n = before;
		return false;
	}
	return several ? rx_buf_byte(out, ')') : !out->failed;
}

struct rx_node *
rx_py_template(struct rx_py *py, struct rx_buf *expression, struct rx_place at)
{
	struct rx_buf out = RX_BUF_INIT(RX_READING_TEXT);
	struct rx_node *node = NULL;

	rx_buf_text(&out, "{{ ");
	rx_buf_span(&out, rx_buf_view(expression));
	rx_buf_text(&out, " }}");
	if (expression->failed || out.failed)
		rx_reading_fault(py->in, at, "this text is longer than 16 MiB");
	else
		node = rx_reading_string(py->in, rx_buf_view(&out), at);
	rx_buf_free(expression);
	rx_buf_free(&out);
	return node;
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
