/* Calls: of functions, methods, filters and tests; their names and arguments
 * are checked here, once, so that a misspelt one is told before anything runs. */
#include "lib/expr/parse.h"

#include <string.h>

static struct rx_arg *
argument(struct rx_parse *p)
{
	struct rx_arg	*a = rx_arena_get(p->arena, sizeof(*a));
	struct rx_lex	 before = p->lex;

	if (a == NULL) {
		(void)rx_err_nomem(p->err);
		return NULL;
	}
	if (p->lex.now.kind == RX_TOKEN_NAME) {
		a->name = p->lex.now.text;
		rx_lex_next(&p->lex);
		if (!rx_parse_take(p, "=")) {
			p->lex = before;
			a->name = RX_SPAN_NONE;
		}
	}
	a->term = rx_parse_expression(p);
	return a->term != NULL ? a : NULL;
}

/* ( a, b, key=c ): false on a fault. */
static bool
arguments(struct rx_parse *p, struct rx_arg **tail)
{
	rx_lex_next(&p->lex);
	while (!rx_lex_is(&p->lex, ")")) {
		if ((*tail = argument(p)) == NULL)
			return false;
		tail = &(*tail)->next;
		if (!rx_parse_take(p, ","))
			break;
	}
	return rx_parse_want(p, ")");
}

static struct rx_term *
with_arguments(struct rx_term *t, struct rx_arg *args)
{
	struct rx_arg *a;

	if (t == NULL)
		return NULL;
	t->args = args;
	for (a = args; a != NULL; a = a->next)
		if (a->term->depth >= t->depth)
			t->depth = a->term->depth + 1;
	return t;
}

static struct rx_term *
unknown(struct rx_parse *p, enum rx_def_table table, const char *noun,
    struct rx_span name, size_t at)
{
	const char *near = rx_def_nearest(table, name);

	(void)rx_parse_fault(p, at, "unknown %s '%.*s'", noun, RX_FMT(name));
	if (near != NULL)
		(void)rx_err_hint(p->err, "did you mean '%s'?", near);
	return NULL;
}

static struct rx_term *
function(struct rx_parse *p, struct rx_term *t, struct rx_span name,
    struct rx_arg *args)
{
	const char *wrong;

	t->op = RX_OP_FUNCTION;
	t->left = NULL;
	t->name = name;
	if ((t->def = rx_def_find(RX_FUNCTIONS, name)) == NULL)
		return unknown(p, RX_FUNCTIONS, "function", name, t->at);
	if ((wrong = rx_def_fits(t->def, args)) != NULL)
		return rx_parse_fault(p, t->at, "%s() %s", t->def->name, wrong);
	return with_arguments(t, args);
}

static bool
is_name(const struct rx_term *t, const char *name)
{
	return t->op == RX_OP_NAME && rx_span_is(t->name, name);
}

/* Python's ways to ask for the time, in dlt's configurations: the function
 * that they stand for, or NONE. */
static struct rx_span
python_call(const struct rx_term *of, struct rx_span name)
{
	bool module = of->op == RX_OP_ATTR && of->left->op == RX_OP_NAME;
	bool datetime = is_name(of, "datetime") || is_name(of, "pendulum") ||
	    (module && is_name(of->left, "datetime") && rx_span_is(of->name, "datetime"));
	bool date = is_name(of, "date") ||
	    (module && is_name(of->left, "datetime") && rx_span_is(of->name, "date"));

	if (module && is_name(of->left, "dlt") && rx_span_is(of->name, "utils"))
		return name;
	if (is_name(of, "datetime") && rx_span_is(name, "timedelta"))
		return name;
	if (datetime && (rx_span_is(name, "now") || rx_span_is(name, "utcnow")))
		return RX_SPAN("now_utc");
	if (date && rx_span_is(name, "today"))
		return RX_SPAN("today_utc");
	return RX_SPAN_NONE;
}

/* Some definition of that name must take these arguments. */
static struct rx_term *
method(struct rx_parse *p, struct rx_term *t, struct rx_arg *args)
{
	const struct rx_def	*d = rx_def_find(RX_METHODS, t->name);
	const struct rx_def	*filter = rx_def_find(RX_FILTERS, t->name);
	const char		*wrong = NULL;

	if (d == NULL && filter == NULL)
		return unknown(p, RX_METHODS, "method", t->name, t->at);
	t->op = RX_OP_METHOD;
	t->def = d;
	for (; d != NULL; d = rx_def_next(RX_METHODS, d))
		if ((wrong = rx_def_fits(d, args)) == NULL)
			return with_arguments(t, args);
	if (filter != NULL && (wrong = rx_def_fits(filter, args)) == NULL)
		return with_arguments(t, args);
	return rx_parse_fault(p, t->at, ".%.*s() %s", RX_FMT(t->name), wrong);
}

struct rx_term *
rx_parse_called(struct rx_parse *p, struct rx_term *t)
{
	struct rx_arg	*args = NULL;
	struct rx_span	 stands_for;

	if (!arguments(p, &args))
		return NULL;
	if (t->op == RX_OP_NAME)
		return function(p, t, t->name, args);
	if (t->op != RX_OP_ATTR)
		return with_arguments(rx_parse_term(p, RX_OP_CALL, t->at, t, NULL), args);
	stands_for = python_call(t->left, t->name);
	if (stands_for.p != NULL && rx_span_eq(stands_for, t->name))
		return function(p, t, stands_for, args);
	if (stands_for.p != NULL)
		return function(p, t, stands_for, NULL);	/* of timezone.utc */
	return method(p, t, args);
}

struct rx_term *
rx_parse_filter(struct rx_parse *p, struct rx_term *of)
{
	struct rx_term	*t;
	struct rx_arg	*args = NULL;
	const char	*wrong;

	rx_lex_next(&p->lex);
	if (p->lex.now.kind != RX_TOKEN_NAME)
		return rx_parse_unexpected(p);
	if ((t = rx_parse_term(p, RX_OP_FILTER, p->lex.now.at, of, NULL)) == NULL)
		return NULL;
	t->name = p->lex.now.text;
	if ((t->def = rx_def_find(RX_FILTERS, t->name)) == NULL)
		return unknown(p, RX_FILTERS, "filter", t->name, t->at);
	rx_lex_next(&p->lex);
	if (rx_lex_is(&p->lex, "(") && !arguments(p, &args))
		return NULL;
	if ((wrong = rx_def_fits(t->def, args)) != NULL)
		return rx_parse_fault(p, t->at, "the filter %s %s", t->def->name, wrong);
	return with_arguments(t, args);
}

/* is divisibleby 3: one argument without parentheses. */
static bool
test_arguments(struct rx_parse *p, const struct rx_def *d, struct rx_arg **args)
{
	if (rx_lex_is(&p->lex, "("))
		return arguments(p, args);
	if (d->min == 0)
		return true;
	if ((*args = rx_arena_get(p->arena, sizeof(**args))) == NULL)
		return rx_err_nomem(p->err);
	return ((*args)->term = rx_parse_operand(p, false)) != NULL;
}

struct rx_term *
rx_parse_test(struct rx_parse *p, struct rx_term *of)
{
	struct rx_term	*t;
	struct rx_arg	*args = NULL;
	const char	*wrong;
	bool		 negated;

	rx_lex_next(&p->lex);
	negated = rx_parse_take(p, "not");
	if (p->lex.now.kind != RX_TOKEN_NAME)
		return rx_parse_unexpected(p);
	if ((t = rx_parse_term(p, RX_OP_TEST, p->lex.now.at, of, NULL)) == NULL)
		return NULL;
	t->negated = negated;
	t->name = p->lex.now.text;
	if ((t->def = rx_def_find(RX_TESTS, t->name)) == NULL)
		return unknown(p, RX_TESTS, "test", t->name, t->at);
	rx_lex_next(&p->lex);
	if (!test_arguments(p, t->def, &args))
		return NULL;
	if ((wrong = rx_def_fits(t->def, args)) != NULL)
		return rx_parse_fault(p, t->at, "the test %s %s", t->def->name, wrong);
	return with_arguments(t, args);
}
