/* Python's comprehensions: [... for x in ... if ...], over what is literal. */
#include "python.h"

#include <string.h>

#define ROUNDS_MAX	10000u	/* of all loops, and names followed */
#define TARGETS_MAX	4u
#define LOOPS_MAX	8u	/* within each other */

struct loop {
	struct rx_py	 element;	/* where each round begins to read */
	struct rx_node	*into;
	unsigned	 depth;		/* loops within each other */
};

static const char *const to_for[] = { "for", NULL };
static const char *const behind_clause[] = { "for", "if", NULL };
static const char *const nothing[] = { NULL };

bool
rx_py_is_loop(const struct rx_py *py)
{
	struct rx_py_lex lex = py->lex;
	struct rx_py_token tok = py->tok;
	int open = 0;

	if (lex.end - lex.p > RX_PY_REACH)
		lex.end = lex.p + RX_PY_REACH;
	for (; tok.kind != RX_PY_END && tok.kind != RX_PY_BAD; tok = rx_py_lex_next(&lex)) {
		if (open == 0 && rx_py_is(&tok, "for"))
			return true;
		if (tok.kind != RX_PY_PUNCT || tok.text.n != 1)
			continue;
		if (open == 0 && strchr(",)]}", *tok.text.p) != NULL)
			return false;
		if (strchr("([{", *tok.text.p) != NULL)
			open++;
		else if (strchr(")]}", *tok.text.p) != NULL)
			open--;
	}
	return false;
}

static bool clause(struct rx_py *, struct loop *, struct rx_py_name *names);

/* One round, when all names are bound. */
static bool
element(struct loop *loop, struct rx_py_name *names)
{
	struct rx_py py = loop->element;

	py.names = names;
	py.in_loop = true;
	return loop->into->kind == RX_JSON_OBJECT ? rx_py_member(&py, loop->into) :
	    rx_py_element(&py, loop->into);
}

/* What follows a "for x in y": conditions, further loops, the end. */
static bool
rest(struct rx_py *py, struct loop *loop, struct rx_py_name *names)
{
	struct rx_py_token first;
	struct rx_node *cond;
	bool later, truth;

	py->names = names;
	while (rx_py_is(&py->tok, "if")) {
		rx_py_advance(py);
		first = py->tok;
		if ((cond = rx_py_or(py)) == NULL)
			return false;
		truth = rx_py_truth(py, cond, &later);
		if (later)
			return rx_py_refuse(py, &first,
			    "the condition of a loop must be known here");
		if (!truth)
			return true;
	}
	if (rx_py_is(&py->tok, "for"))
		return clause(py, loop, names);
	return element(loop, names);
}

/* The names of a loop: x, or k, v; with or without parentheses. */
static unsigned
targets(struct rx_py *py, struct rx_span *name)
{
	bool parenthesis = rx_py_is(&py->tok, "(");
	unsigned n = 0;

	if (parenthesis)
		rx_py_advance(py);
	while (py->tok.kind == RX_PY_NAME && !rx_py_is(&py->tok, "in")) {
		if (n == TARGETS_MAX)
			return 0;
		name[n++] = py->tok.text;
		rx_py_advance(py);
		if (rx_py_is(&py->tok, ","))
			rx_py_advance(py);
	}
	if (parenthesis && !rx_py_expect(py, ")", "a ) expected"))
		return 0;
	if (n == 0)
		rx_py_unexpected(py, "the names of a loop expected");
	return n;
}

/* Binds one value, or its elements, to the names. */
static bool
bind(struct rx_py *py, struct rx_py_name *names, unsigned n, struct rx_node *value)
{
	struct rx_node *each = value->first;

	if (n == 1) {
		names->node = value;
		return true;
	}
	if (value->kind != RX_JSON_ARRAY || value->n != n)
		return rx_reading_fault(py->in, (struct rx_place){ value->line, value->col },
		    "this value does not have the %u parts that the loop takes", n);
	for (unsigned i = 0; i < n; i++, each = each->next)
		names[i].node = each;
	return true;
}

static bool
spend(struct rx_py *py, const struct loop *loop)
{
	if (++*py->followed > ROUNDS_MAX)
		return rx_reading_fault(py->in, py->tok.at, "more than %u rounds of loops",
		    ROUNDS_MAX);
	return rx_reading_spend(py->in, (size_t)(py->tok.text.p - loop->element.tok.text.p),
	    py->tok.at);
}

/* A dict is gone through by its keys. */
static struct rx_node *
next_value(struct rx_py *py, const struct rx_node *in, const struct rx_node *item)
{
	if (in->kind == RX_JSON_OBJECT)
		return rx_reading_string(py->in, item->key, (struct rx_place){ item->line,
		    item->col });
	return rx_reading_copy(py->in, item);
}

/* At a for. */
static bool
clause(struct rx_py *py, struct loop *loop, struct rx_py_name *names)
{
	struct rx_span name[TARGETS_MAX] = { { NULL, 0 } };
	struct rx_py_token first;
	struct rx_py_name *own;
	struct rx_node *in, *value;
	unsigned n;

	if (++loop->depth > LOOPS_MAX)
		return rx_py_unexpected(py, "more than 8 loops within each other");
	rx_py_advance(py);
	if ((n = targets(py, name)) == 0)
		return py->in->err->exit != RX_OK ? false :
		    rx_py_unexpected(py, "a loop has at most 4 names");
	if (!rx_py_expect(py, "in", "an \"in\" expected"))
		return false;
	first = py->tok;
	if ((in = rx_py_or(py)) == NULL)
		return false;
	if (rx_py_sort(in) != RX_PY_KNOWN || (in->kind != RX_JSON_ARRAY &&
	    in->kind != RX_JSON_OBJECT))
		return rx_py_refuse(py, &first,
		    "a loop goes through a list that stands in the text");
	own = rx_arena_get(py->in->reader->arena, n * sizeof(*own));
	if (own == NULL)
		return rx_err_nomem(py->in->err);
	for (unsigned i = 0; i < n; i++) {
		own[i].name = name[i];
		own[i].next = i + 1 < n ? &own[i + 1] : names;
	}
	for (const struct rx_node *item = in->first; item != NULL; item = item->next) {
		struct rx_py round = *py;

		if (!spend(py, loop) || (value = next_value(py, in, item)) == NULL ||
		    !bind(py, own, n, value) || !rest(&round, loop, own))
			return false;
	}
	while (rx_py_is(&py->tok, "if") || rx_py_is(&py->tok, "for")) {
		rx_py_advance(py);
		rx_py_skip(py, behind_clause);
	}
	loop->depth--;
	return true;
}

bool
rx_py_loop(struct rx_py *py, struct rx_node *into)
{
	struct loop loop = { .element = *py, .into = into };

	rx_py_skip(py, to_for);
	while (rx_py_is(&py->tok, ":")) {	/* of a member */
		rx_py_advance(py);
		rx_py_skip(py, to_for);
	}
	if (!rx_py_is(&py->tok, "for"))
		return rx_py_unexpected(py, "the \"for\" of a loop expected");
	if (!clause(py, &loop, py->names))
		return false;
	rx_py_skip(py, nothing);
	return true;
}
