/* What stands behind a value: an index, a method; and the arguments of calls. */
#include "python.h"

#include <string.h>

/* -- arguments --------------------------------------------------------------- */

static bool
named_argument(struct rx_py *py, struct rx_py_args *args)
{
	struct rx_span name = py->tok.text;
	struct rx_node *value;

	rx_py_advance(py);
	rx_py_advance(py);
	if ((value = rx_py_under(py, name)) == NULL)
		return false;
	rx_reading_add(args->dict, value);
	return true;
}

static bool
argument(struct rx_py *py, struct rx_py_args *args)
{
	struct rx_py_lex lex = py->lex;
	struct rx_py_token next = rx_py_lex_next(&lex);

	if (rx_py_is(&py->tok, "**"))
		return rx_py_member(py, args->dict);
	if (py->tok.kind == RX_PY_NAME && rx_py_is(&next, "="))
		return named_argument(py, args);
	return rx_py_element(py, args->list);
}

/* x for x in y, as the only argument, is a list. */
static bool
loop_argument(struct rx_py *py, struct rx_py_args *args)
{
	struct rx_node *list = rx_reading_node(py->in, RX_JSON_ARRAY, py->tok.at);

	if (list == NULL || !rx_py_loop(py, list))
		return false;
	rx_reading_add(args->list, list);
	return true;
}

bool
rx_py_arguments(struct rx_py *py, struct rx_py_args *args)
{
	args->list = rx_reading_node(py->in, RX_JSON_ARRAY, py->tok.at);
	args->dict = rx_reading_node(py->in, RX_JSON_OBJECT, py->tok.at);
	if (args->list == NULL || args->dict == NULL)
		return false;
	py->brackets++;
	rx_py_advance(py);
	if (rx_py_is_loop(py))
		return loop_argument(py, args) && rx_py_close(py, ")", "a ) expected");
	while (!rx_py_is(&py->tok, ")")) {
		if (!argument(py, args))
			return false;
		if (!rx_py_is(&py->tok, ","))
			break;
		rx_py_advance(py);
	}
	return rx_py_close(py, ")", "a comma or ) expected") &&
	    rx_reading_close(py->in, args->dict, false);
}

struct rx_node *
rx_py_argument(const struct rx_py_args *args, unsigned i, const char *name)
{
	struct rx_node *named = name != NULL ? rx_node_get(args->dict, name) : NULL;

	return named != NULL ? named : rx_node_at(args->list, i);
}

/* -- an index ---------------------------------------------------------------- */

static struct rx_node *
at_index(struct rx_py *py, const struct rx_node *of, const struct rx_node *index,
    const struct rx_py_token *first)
{
	struct rx_node *found = NULL;
	long long i;

	if (of->kind == RX_JSON_OBJECT && index->kind == RX_JSON_STRING) {
		found = rx_node_member(of, index->text);
	} else if (of->kind == RX_JSON_ARRAY && rx_py_whole(index, &i)) {
		i += i < 0 ? of->n : 0;
		found = i >= 0 && i < of->n ? rx_node_at(of, (unsigned)i) : NULL;
	}
	if (found == NULL)
		rx_py_refuse(py, first, "there is no such element");
	return found;
}

static struct rx_node *
index_of(struct rx_py *py, struct rx_node *of, const struct rx_py_token *first)
{
	struct rx_buf out = RX_BUF_INIT(RX_READING_TEXT);
	struct rx_node *index;

	py->brackets++;
	rx_py_advance(py);
	if ((index = rx_py_value(py)) == NULL)
		return NULL;
	if (!rx_py_is(&py->tok, "]")) {
		rx_py_refuse(py, first, "a name or a number stands in the brackets");
		return NULL;
	}
	rx_py_close(py, "]", "");
	if (rx_py_sort(of) == RX_PY_KNOWN && rx_py_sort(index) == RX_PY_KNOWN)
		return at_index(py, of, index, first);
	if (rx_py_operand(&out, of) && rx_buf_byte(&out, '[') && rx_py_operand(&out, index) &&
	    rx_buf_byte(&out, ']'))
		return rx_py_template(py, &out, first->at);
	rx_buf_free(&out);
	rx_py_refuse(py, first, "the text of a secret is not known here");
	return NULL;
}

/* -- a method ---------------------------------------------------------------- */

/* At the dot. */
static struct rx_node *
method(struct rx_py *py, struct rx_node *of, const struct rx_py_token *first)
{
	struct rx_py_args args;
	struct rx_span name;

	rx_py_advance(py);
	name = py->tok.text;
	if (py->tok.kind != RX_PY_NAME) {
		rx_py_unexpected(py, "a name expected");
		return NULL;
	}
	rx_py_advance(py);
	if (rx_py_is(&py->tok, "("))
		return rx_py_arguments(py, &args) ? rx_py_method(py, of, name, &args, first) : NULL;
	rx_py_refuse(py, first, "only methods are known here, as .get(\"name\"), .format(...) "
	    "or .strftime(\"...\")");
	return NULL;
}

struct rx_node *
rx_py_postfix(struct rx_py *py)
{
	struct rx_py_token first = py->tok;
	struct rx_node *node = rx_py_primary(py);

	while (node != NULL) {
		struct rx_span key = node->key;

		if (rx_py_is(&py->tok, "."))
			node = method(py, node, &first);
		else if (rx_py_is(&py->tok, "[") && !py->tok.fresh)
			node = index_of(py, node, &first);
		else
			break;
		if (node != NULL)
			node->key = key;
	}
	return node;
}
