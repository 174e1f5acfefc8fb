/*
 * Python's operators on what is known, and templates of those on what is not.
 *
 * A secret is never known here.  It is taken to be set, which is said; what
 * would need its text is an error.
 */
#include "python.h"

#include <string.h>

struct rx_node *
rx_py_bool(struct rx_py *py, bool value, struct rx_place at)
{
	return rx_reading_node(py->in, value ? RX_JSON_TRUE : RX_JSON_FALSE, at);
}

static void
suppose(struct rx_py *py, const struct rx_node *secret)
{
	if (secret->kind == RX_JSON_OBJECT)
		rx_reading_note(py->in, "None in its place", "the secret %.*s is taken to be "
		    "set where the source asks whether it is", RX_FMT(secret->first->text));
}

bool
rx_py_truth(struct rx_py *py, const struct rx_node *node, bool *later)
{
	enum rx_py_sort sort = rx_py_sort(node);

	*later = sort == RX_PY_LATER;
	if (sort == RX_PY_SECRET)
		suppose(py, node);
	if (sort != RX_PY_KNOWN)
		return true;
	switch (node->kind) {
	case RX_JSON_NULL:
	case RX_JSON_FALSE:
		return false;
	case RX_JSON_STRING:
		return node->text.n > 0;
	case RX_JSON_NUMBER:
		for (size_t i = 0; i < node->text.n && (node->text.p[i] | 0x20) != 'e'; i++)
			if (node->text.p[i] >= '1' && node->text.p[i] <= '9')
				return true;
		return false;
	case RX_JSON_ARRAY:
	case RX_JSON_OBJECT:
		return node->n > 0;
	default:
		return true;
	}
}

/* -- comparisons ------------------------------------------------------------- */

static bool
equal(const struct rx_node *a, const struct rx_node *b)
{
	long long x, y;

	if (rx_py_whole(a, &x) && rx_py_whole(b, &y))
		return x == y;
	return rx_node_equal(a, b);
}

static bool
contains(const struct rx_node *in, const struct rx_node *what)
{
	if (in->kind == RX_JSON_STRING && what->kind == RX_JSON_STRING) {
		for (size_t i = 0; i + what->text.n <= in->text.n; i++)
			if (memcmp(in->text.p + i, what->text.p, what->text.n) == 0)
				return true;
		return false;
	}
	if (in->kind == RX_JSON_OBJECT)
		return rx_node_member(in, what->text) != NULL;
	for (const struct rx_node *e = in->first; e != NULL; e = e->next)
		if (equal(e, what))
			return true;
	return false;
}

/* -1, 0, 1; 2: these two have no order. */
static int
order(const struct rx_node *a, const struct rx_node *b)
{
	long long x, y;
	int by_text;

	if (rx_py_whole(a, &x) && rx_py_whole(b, &y))
		return (x > y) - (x < y);
	if (a->kind != RX_JSON_STRING || b->kind != RX_JSON_STRING)
		return 2;
	by_text = rx_span_cmp(a->text, b->text);
	return (by_text > 0) - (by_text < 0);
}

static struct rx_node *
compare_known(struct rx_py *py, const char *op, const struct rx_node *a,
    const struct rx_node *b, const struct rx_py_token *first)
{
	struct rx_place at = first->at;
	int by_order;

	if (strcmp(op, "==") == 0 || strcmp(op, "is") == 0)
		return rx_py_bool(py, equal(a, b), at);
	if (strcmp(op, "!=") == 0 || strcmp(op, "is not") == 0)
		return rx_py_bool(py, !equal(a, b), at);
	if (strcmp(op, "in") == 0)
		return rx_py_bool(py, contains(b, a), at);
	if (strcmp(op, "not in") == 0)
		return rx_py_bool(py, !contains(b, a), at);
	if ((by_order = order(a, b)) == 2) {
		rx_py_refuse(py, first, "texts and whole numbers can be compared");
		return NULL;
	}
	return rx_py_bool(py, (op[0] == '<' && by_order < 0) || (op[0] == '>' && by_order > 0) ||
	    (op[1] == '=' && by_order == 0), at);
}

/* What asks whether a setting is there: supposed, where it must be. */
static struct rx_node *
compare_later(struct rx_py *py, const char *op, const struct rx_node *a,
    const struct rx_node *b, const struct rx_py_token *first)
{
	struct rx_buf out = RX_BUF_INIT(RX_READING_TEXT);
	bool none = b->kind == RX_JSON_NULL && (op[0] == 'i' || op[1] == '=');
	bool negative = op[0] == '!' || strcmp(op, "is not") == 0;
	struct rx_node *node;

	if (!rx_py_operand(&out, a) || !rx_buf_printf(&out, " %s ", none ? negative ?
	    "is not" : "is" : op) || !rx_py_operand(&out, b)) {
		rx_buf_free(&out);
		rx_py_refuse(py, first, "a setting can be compared with texts, numbers, True, "
		    "False, None and other settings");
		return NULL;
	}
	node = rx_py_template(py, &out, first->at);
	if (node != NULL && none && a->kind == RX_JSON_OBJECT) {
		py->told = node;
		py->holds = negative;
	}
	return node;
}

struct rx_node *
rx_py_compare(struct rx_py *py, const char *op, struct rx_node *a, struct rx_node *b,
    const struct rx_py_token *first)
{
	bool negative = op[0] == '!' || strcmp(op, "is not") == 0;

	if (rx_py_sort(a) == RX_PY_SECRET && (op[0] == 'i' || op[1] == '=') &&
	    (b->kind == RX_JSON_NULL || (b->kind == RX_JSON_STRING && b->text.n == 0))) {
		suppose(py, a);
		return rx_py_bool(py, negative, first->at);
	}
	if (rx_py_sort(a) == RX_PY_SECRET || rx_py_sort(b) == RX_PY_SECRET) {
		rx_py_refuse(py, first, "the text of a secret is not known here; use a setting, "
		    "dlt.config[\"name\"]");
		return NULL;
	}
	if (rx_py_sort(a) == RX_PY_LATER || rx_py_sort(b) == RX_PY_LATER)
		return compare_later(py, op, a, b, first);
	return compare_known(py, op, a, b, first);
}

/* -- arithmetic -------------------------------------------------------------- */

/* Is it a span of time, as timedelta makes it? */
static bool
is_span(const struct rx_node *node)
{
	struct rx_span inner = rx_py_sole(node);

	return rx_span_starts(inner, "timedelta(") || rx_span_starts(inner, "duration(");
}

static bool
is_text(const struct rx_node *node)
{
	return node->kind == RX_JSON_STRING || (node->kind == RX_JSON_OBJECT &&
	    rx_py_sort(node) != RX_PY_KNOWN);
}

static struct rx_node *
join_texts(struct rx_py *py, const struct rx_node *a, const struct rx_node *b)
{
	struct rx_buf out = RX_BUF_INIT(RX_READING_TEXT);
	struct rx_node *node = NULL;
	struct rx_place at = { a->line, a->col };

	if (rx_py_embed(py, &out, a) && rx_py_embed(py, &out, b)) {
		if (out.failed)
			rx_reading_fault(py->in, at, "this text is longer than 16 MiB");
		else
			node = rx_reading_string(py->in, rx_buf_view(&out), at);
	}
	rx_buf_free(&out);
	return node;
}

/* A date that is a literal takes part as a time. */
static bool
time_operand(struct rx_buf *out, const struct rx_node *node, const struct rx_node *other)
{
	if (node->kind == RX_JSON_STRING && rx_py_sort(node) == RX_PY_KNOWN && is_span(other)) {
		rx_buf_text(out, "str_to_datetime(");
		rx_py_quote(out, node->text);
		return rx_buf_byte(out, ')');
	}
	return node->kind != RX_JSON_STRING || rx_py_sort(node) == RX_PY_LATER ?
	    rx_py_operand(out, node) : false;
}

static struct rx_node *
binary_later(struct rx_py *py, char op, const struct rx_node *a, const struct rx_node *b)
{
	struct rx_buf out = RX_BUF_INIT(RX_READING_TEXT);
	struct rx_place at = { a->line, a->col };

	if (time_operand(&out, a, b) && rx_buf_printf(&out, " %c ", op) &&
	    time_operand(&out, b, a))
		return rx_py_template(py, &out, at);
	rx_buf_free(&out);
	return NULL;
}

static struct rx_node *
binary_known(struct rx_py *py, char op, struct rx_node *a, struct rx_node *b)
{
	if (op == '+' && a->kind == RX_JSON_ARRAY && b->kind == RX_JSON_ARRAY) {
		rx_py_move(a, b);
		return a;
	}
	if (op == '|' && a->kind == RX_JSON_OBJECT && b->kind == RX_JSON_OBJECT) {
		rx_py_move(a, b);
		return rx_reading_close(py->in, a, false) ? a : NULL;
	}
	return rx_py_calculate(py, op, a, b);
}

struct rx_node *
rx_py_binary(struct rx_py *py, char op, struct rx_node *a, struct rx_node *b,
    const struct rx_py_token *first)
{
	enum rx_py_sort left = rx_py_sort(a), right = rx_py_sort(b);
	bool known = left == RX_PY_KNOWN && right == RX_PY_KNOWN;
	struct rx_node *node = NULL;

	if (op == '%' && a->kind == RX_JSON_STRING && left == RX_PY_KNOWN)
		return rx_py_percent(py, a->text, b, first);
	if (op == '+' && is_text(a) && is_text(b) && !is_span(a) && !is_span(b))
		return join_texts(py, a, b);
	if (known)
		node = binary_known(py, op, a, b);
	else if (left != RX_PY_SECRET && right != RX_PY_SECRET && op != '|')
		node = binary_later(py, op, a, b);
	if (node == NULL && py->in->err->exit == RX_OK)
		rx_py_refuse(py, first, "+ joins texts, lists and whole numbers; - * % are for "
		    "whole numbers and times");
	return node;
}
