/*
 * Python's expressions: operators by their strength, and a if b else c.
 *
 * Of two branches only the one that counts must be readable: the other may
 * hold a call that nothing here knows.
 */
#include "python.h"

#include <string.h>

static const char *const behind_and[] = { "and", "or", "if", "else", "for", NULL };
static const char *const behind_or[] = { "or", "if", "else", "for", NULL };
static const char *const behind_value[] = { "for", NULL };
static const char *const to_if[] = { "if", "for", NULL };

static bool
one_of(const struct rx_py_token *tok, const char *const *words)
{
	for (; tok->kind == RX_PY_NAME && *words != NULL; words++)
		if (rx_span_is(tok->text, *words))
			return true;
	return false;
}

void
rx_py_skip(struct rx_py *py, const char *const *words)
{
	int open = 0;

	for (; py->tok.kind != RX_PY_END && py->tok.kind != RX_PY_BAD; rx_py_advance(py)) {
		if (open == 0 && one_of(&py->tok, words))
			return;
		if (py->tok.kind != RX_PY_PUNCT || py->tok.text.n != 1)
			continue;
		if (open == 0 && strchr(",:;)]}", *py->tok.text.p) != NULL)
			return;
		if (strchr("([{", *py->tok.text.p) != NULL) {
			open++;
			py->brackets++;
		} else if (strchr(")]}", *py->tok.text.p) != NULL) {
			open--;
			py->brackets--;
		}
	}
}

/* -- arithmetic -------------------------------------------------------------- */

static bool
is_op(const struct rx_py *py, const char *ops)
{
	return py->tok.kind == RX_PY_PUNCT && py->tok.text.n == 1 &&
	    strchr(ops, *py->tok.text.p) != NULL;
}

/* Any number of signs before a value. */
static struct rx_node *
factor(struct rx_py *py)
{
	struct rx_py_token first = py->tok;
	struct rx_node *node, *zero;
	bool negative = false;

	if (!is_op(py, "-+"))
		return rx_py_postfix(py);
	while (is_op(py, "-+")) {
		negative ^= *py->tok.text.p == '-';
		rx_py_advance(py);
	}
	if (py->tok.kind == RX_PY_NUMBER) {
		if ((node = rx_py_number(py, negative)) == NULL)
			return NULL;
	} else {
		zero = rx_py_integer(py, 0, first.at);
		if ((node = rx_py_postfix(py)) == NULL || zero == NULL)
			return NULL;
		node = rx_py_binary(py, negative ? '-' : '+', zero, node, &first);
	}
	if (node != NULL) {
		node->line = first.at.line;
		node->col = first.at.col;
	}
	return node;
}

/* One level of operators above the one below it. */
static struct rx_node *
level(struct rx_py *py, const char *ops, struct rx_node *(*below)(struct rx_py *))
{
	struct rx_py_token first = py->tok;
	struct rx_node *node = below(py), *right;

	while (node != NULL && is_op(py, ops)) {
		char op = *py->tok.text.p;

		rx_py_advance(py);
		if ((right = below(py)) == NULL)
			return NULL;
		node = rx_py_binary(py, op, node, right, &first);
	}
	return node;
}

static struct rx_node *
term(struct rx_py *py)
{
	return level(py, "*%", factor);
}

static struct rx_node *
sum(struct rx_py *py)
{
	return level(py, "+-", term);
}

static struct rx_node *
merged(struct rx_py *py)
{
	return level(py, "|", sum);
}

/* -- conditions -------------------------------------------------------------- */

/* Goes over an operator of a comparison; NULL: there is none. */
static const char *
comparison_op(struct rx_py *py)
{
	static const char *const ops[] = { "==", "!=", "<=", ">=", "<", ">", "in" };
	const char *op = NULL;
	struct rx_py_lex lex = py->lex;
	struct rx_py_token next = rx_py_lex_next(&lex);

	for (size_t i = 0; i < sizeof(ops) / sizeof(ops[0]); i++)
		if (rx_py_is(&py->tok, ops[i]))
			op = ops[i];
	if (rx_py_is(&py->tok, "is"))
		op = rx_py_is(&next, "not") ? "is not" : "is";
	else if (rx_py_is(&py->tok, "not") && rx_py_is(&next, "in"))
		op = "not in";
	if (op == NULL)
		return NULL;
	if (strchr(op, ' ') != NULL)
		rx_py_advance(py);
	rx_py_advance(py);
	return op;
}

static struct rx_node *
comparison(struct rx_py *py)
{
	struct rx_py_token first = py->tok;
	struct rx_node *node = merged(py), *right;
	const char *op;

	if (node == NULL || (op = comparison_op(py)) == NULL)
		return node;
	return (right = merged(py)) != NULL ? rx_py_compare(py, op, node, right, &first) : NULL;
}

/* not x of what only the run knows. */
static struct rx_node *
not_later(struct rx_py *py, const struct rx_node *node, struct rx_place at)
{
	struct rx_buf out = RX_BUF_INIT(RX_READING_TEXT);
	bool told = py->told == node, holds = told ? !py->holds : false;

	told = told || node->kind == RX_JSON_OBJECT;
	rx_buf_text(&out, "not ");
	rx_py_operand(&out, node);
	if ((node = rx_py_template(py, &out, at)) != NULL && told) {
		py->told = node;
		py->holds = holds;
	}
	return (struct rx_node *)node;
}

static struct rx_node *
inverted(struct rx_py *py)
{
	struct rx_place at = py->tok.at;
	struct rx_node *node;
	bool later, truth;

	if (!rx_py_is(&py->tok, "not"))
		return comparison(py);
	rx_py_advance(py);
	if (py->depth >= RX_READING_DEPTH) {
		rx_py_unexpected(py, "values are nested more than 512 deep");
		return NULL;
	}
	py->depth++;
	node = inverted(py);
	py->depth--;
	if (node == NULL)
		return NULL;
	truth = rx_py_truth(py, node, &later);
	return later ? not_later(py, node, at) : rx_py_bool(py, !truth, at);
}

/* a and b, a or b, where only the run knows a. */
static struct rx_node *
joined_later(struct rx_py *py, const char *op, struct rx_node *a, const struct rx_node *b,
    const struct rx_py_token *first)
{
	struct rx_buf out = RX_BUF_INIT(RX_READING_TEXT);
	struct rx_place at = { a->line, a->col };

	if (rx_py_operand(&out, a) && rx_buf_printf(&out, " %s ", op) && rx_py_operand(&out, b))
		return rx_py_template(py, &out, at);
	rx_buf_free(&out);
	rx_py_refuse(py, first, "with a setting, \"and\" and \"or\" join texts, numbers and "
	    "other settings only");
	return NULL;
}

static struct rx_node *
both(struct rx_py *py)
{
	struct rx_py_token first = py->tok;
	struct rx_node *node = inverted(py), *right;
	bool later, truth;

	while (node != NULL && rx_py_is(&py->tok, "and")) {
		rx_py_advance(py);
		truth = rx_py_truth(py, node, &later);
		if (!later && !truth) {
			rx_py_skip(py, behind_and);
			continue;
		}
		if ((right = inverted(py)) == NULL)
			return NULL;
		node = later ? joined_later(py, "and", node, right, &first) : right;
	}
	return node;
}

/* Goes back, and forgets the error. */
static void
forget(struct rx_py *py, struct rx_py before)
{
	*py = before;
	py->in->ran = false;
	rx_err_set(py->in->err, RX_OK, "%s", "");
}

/* A secret or a setting, or else what follows: that is its default. */
static struct rx_node *
or_default(struct rx_py *py, struct rx_node *node)
{
	struct rx_py before = *py;
	struct rx_node *right = both(py);

	if (right == NULL) {
		forget(py, before);
		rx_py_skip(py, behind_or);
		return node;
	}
	return rx_py_default(node, right);
}

struct rx_node *
rx_py_or(struct rx_py *py)
{
	struct rx_py_token first = py->tok;
	struct rx_node *node = both(py), *right;
	bool later, truth;

	while (node != NULL && rx_py_is(&py->tok, "or")) {
		rx_py_advance(py);
		if (node->kind == RX_JSON_OBJECT && rx_py_sort(node) != RX_PY_KNOWN) {
			node = or_default(py, node);
			continue;
		}
		truth = rx_py_truth(py, node, &later);
		if (!later && truth) {
			rx_py_skip(py, behind_or);
			continue;
		}
		if ((right = both(py)) == NULL)
			return NULL;
		node = later ? joined_later(py, "or", node, right, &first) : right;
	}
	return node;
}

/* -- a if b else c ----------------------------------------------------------- */

/* Only the run knows the condition: a template, or the branch that needs what
 * the condition asks for. */
static struct rx_node *
chosen_later(struct rx_py *py, struct rx_node *yes, const struct rx_node *cond,
    const struct rx_py_token *first)
{
	struct rx_buf out = RX_BUF_INIT(RX_READING_TEXT);
	struct rx_node *no = rx_py_value(py);
	bool told = py->told == cond || cond->kind == RX_JSON_OBJECT;
	bool holds = py->told == cond ? py->holds : true;

	if (no == NULL)
		return NULL;
	if (rx_py_operand(&out, yes) && rx_buf_text(&out, " if ") && rx_py_operand(&out, cond) &&
	    rx_buf_text(&out, " else ") && rx_py_operand(&out, no))
		return rx_py_template(py, &out, first->at);
	rx_buf_reset(&out);
	if (!told || !rx_py_operand(&out, cond)) {
		rx_buf_free(&out);
		rx_py_refuse(py, first, "only the run knows this condition: write the branch "
		    "that is meant");
		return NULL;
	}
	rx_reading_note(py->in, "the branch that is meant", "the condition {{ %s }} is taken %sto "
	    "hold, in line %u", rx_buf_str(&out), holds ? "" : "not ", first->at.line);
	rx_buf_free(&out);
	return holds ? yes : no;
}

/* The token is the if; yes may be NULL, with its error in err. */
static struct rx_node *
conditional(struct rx_py *py, struct rx_node *yes, const struct rx_py_token *first)
{
	struct rx_err failed = *py->in->err;
	struct rx_place fault = py->in->fault;
	bool ran = py->in->ran, later, truth;
	struct rx_node *cond;

	rx_py_advance(py);
	if ((cond = rx_py_or(py)) == NULL ||
	    !rx_py_expect(py, "else", "an else is missing behind this condition"))
		return NULL;
	truth = rx_py_truth(py, cond, &later);
	if (yes == NULL && (later || truth)) {
		*py->in->err = failed;
		py->in->fault = fault;
		py->in->ran = ran;
		return NULL;
	}
	if (later)
		return chosen_later(py, yes, cond, first);
	if (!truth) {
		forget(py, *py);
		return rx_py_value(py);
	}
	rx_py_skip(py, behind_value);
	return yes;
}

/* May the token stand behind a whole value, or is it a missing comma? Else the
 * value was only the first part of an expression. */
static bool
value_ends(const struct rx_py *py)
{
	if (py->tok.kind == RX_PY_NAME)
		return py->tok.fresh || (py->in_loop && rx_py_is(&py->tok, "for"));
	if (py->tok.kind != RX_PY_PUNCT)
		return true;
	if (py->tok.fresh && strchr("[(", *py->tok.text.p) != NULL)
		return true;
	return py->tok.text.n == 1 && strchr("{),]}:;", *py->tok.text.p) != NULL;
}

/* A first branch that could not be read: on to its if, if there is one within
 * reach: values in values would else read the text once for each. */
static bool
unread(struct rx_py *py, struct rx_py *start)
{
	const char *end = start->lex.end;

	if (end - start->lex.p > RX_PY_REACH)
		start->lex.end = start->lex.p + RX_PY_REACH;
	rx_py_skip(start, to_if);
	start->lex.end = end;
	if (rx_py_is(&start->tok, "if"))
		*py = *start;
	return rx_py_is(&start->tok, "if");
}

struct rx_node *
rx_py_value(struct rx_py *py)
{
	struct rx_py_token first = py->tok;
	struct rx_py start = *py;
	struct rx_node *node;

	if (py->depth >= RX_READING_DEPTH) {
		rx_py_unexpected(py, "values are nested more than 512 deep");
		return NULL;
	}
	py->depth++;
	start.depth++;
	node = rx_py_or(py);
	if (node != NULL ? rx_py_is(&py->tok, "if") :
	    unread(py, &start))
		node = conditional(py, node, &first);
	py->depth--;
	if (node != NULL && !value_ends(py)) {
		rx_py_refuse(py, &first, NULL);
		return NULL;
	}
	return node;
}
