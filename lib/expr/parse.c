/* The operators of an expression, by Jinja's precedence. */
#include "lib/expr/parse.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

bool
rx_expr_fault(struct rx_err *err, struct rx_span text, size_t at, const char *fmt, ...)
{
	char	what[512];
	va_list	ap;

	va_start(ap, fmt);
	(void)vsnprintf(what, sizeof(what), fmt, ap);
	va_end(ap);
	(void)rx_err_set(err, RX_USAGE, "%s, at character %zu", what, at + 1);
	return rx_err_got(err, text);
}

struct rx_term *
rx_parse_fault(struct rx_parse *p, size_t at, const char *fmt, ...)
{
	char	what[512];
	va_list	ap;

	va_start(ap, fmt);
	(void)vsnprintf(what, sizeof(what), fmt, ap);
	va_end(ap);
	if (p->err->exit == RX_OK)
		(void)rx_expr_fault(p->err, p->lex.text, at, "%s", what);
	return NULL;
}

struct rx_term *
rx_parse_unexpected(struct rx_parse *p)
{
	const struct rx_token *t = &p->lex.now;

	if (t->kind == RX_TOKEN_BAD)
		return rx_parse_fault(p, t->at, "%s", t->what);
	if (t->kind == RX_TOKEN_END)
		return rx_parse_fault(p, t->at, "the expression ends too early");
	return rx_parse_fault(p, t->at, "'%.*s' is not expected here", RX_FMT(t->text));
}

bool
rx_parse_take(struct rx_parse *p, const char *s)
{
	if (!rx_lex_is(&p->lex, s))
		return false;
	rx_lex_next(&p->lex);
	return true;
}

bool
rx_parse_want(struct rx_parse *p, const char *s)
{
	if (rx_parse_take(p, s))
		return true;
	if (p->lex.now.kind == RX_TOKEN_END)
		(void)rx_parse_fault(p, p->lex.now.at, "'%s' is missing", s);
	(void)rx_parse_unexpected(p);
	return false;
}

static unsigned
depth(const struct rx_term *t)
{
	return t != NULL ? t->depth : 0;
}

struct rx_term *
rx_parse_term(struct rx_parse *p, enum rx_op op, size_t at, struct rx_term *left,
    struct rx_term *right)
{
	struct rx_term *t = rx_arena_get(p->arena, sizeof(*t));

	if (t == NULL) {
		(void)rx_err_nomem(p->err);
		return NULL;
	}
	t->op = op;
	t->at = at;
	t->left = left;
	t->right = right;
	t->depth = 1 + (depth(left) > depth(right) ? depth(left) : depth(right));
	if (t->depth > RX_EXPR_DEPTH)
		return rx_parse_fault(p, at, "this expression is too long");
	return t;
}

struct binary {
	const char	*sign;
	enum rx_op	 op;
};

typedef struct rx_term *parse_level(struct rx_parse *);

/* A row of left-associative operators of one level. */
static struct rx_term *
row(struct rx_parse *p, parse_level *lower, const struct binary *ops)
{
	struct rx_term	*t = lower(p), *right;
	size_t		 i, at;

	while (t != NULL) {
		at = p->lex.now.at;
		for (i = 0; ops[i].sign != NULL; i++)
			if (rx_lex_is(&p->lex, ops[i].sign))
				break;
		if (ops[i].sign == NULL)
			return t;
		rx_lex_next(&p->lex);
		if ((right = lower(p)) == NULL)
			return NULL;
		t = rx_parse_term(p, ops[i].op, at, t, right);
	}
	return NULL;
}

static struct rx_term *
parse_unary_filtered(struct rx_parse *p)
{
	return rx_parse_unary(p, true);
}

static struct rx_term *
parse_power(struct rx_parse *p)
{
	static const struct binary ops[] = { { "**", RX_OP_POW }, { NULL, 0 } };

	return row(p, parse_unary_filtered, ops);
}

static struct rx_term *
parse_product(struct rx_parse *p)
{
	static const struct binary ops[] = {
		{ "*", RX_OP_MUL }, { "//", RX_OP_FLOOR }, { "/", RX_OP_DIV },
		{ "%", RX_OP_MOD }, { NULL, 0 }
	};

	return row(p, parse_power, ops);
}

static struct rx_term *
parse_concat(struct rx_parse *p)
{
	static const struct binary ops[] = { { "~", RX_OP_CAT }, { NULL, 0 } };

	return row(p, parse_product, ops);
}

static struct rx_term *
parse_sum(struct rx_parse *p)
{
	static const struct binary ops[] = {
		{ "+", RX_OP_ADD }, { "-", RX_OP_SUB }, { NULL, 0 }
	};

	return row(p, parse_concat, ops);
}

/* The next comparison's operator, taken; false when there is none. */
static bool
comparison(struct rx_parse *p, enum rx_op *op)
{
	static const struct binary ops[] = {
		{ "==", RX_OP_EQ }, { "!=", RX_OP_NE }, { "<=", RX_OP_LE },
		{ "<", RX_OP_LT }, { ">=", RX_OP_GE }, { ">", RX_OP_GT },
		{ "in", RX_OP_IN }, { "not", RX_OP_NOT_IN }, { NULL, 0 }
	};
	size_t i;

	for (i = 0; ops[i].sign != NULL; i++)
		if (rx_parse_take(p, ops[i].sign)) {
			*op = ops[i].op;
			return *op != RX_OP_NOT_IN || rx_parse_want(p, "in");
		}
	return false;
}

static struct rx_term *
parse_compare(struct rx_parse *p)
{
	struct rx_term	*t = parse_sum(p), *all = NULL, **tail = NULL, *right;
	enum rx_op	 op;
	size_t		 at = p->lex.now.at;

	while (t != NULL && comparison(p, &op)) {
		if (all == NULL) {
			if (op >= RX_OP_IN && t->op == RX_OP_NAME)
				t->plain = true;
			if ((all = rx_parse_term(p, RX_OP_COMPARE, at, t, NULL)) == NULL)
				return NULL;
			tail = &all->next;
		}
		if ((right = parse_sum(p)) == NULL ||
		    (*tail = rx_parse_term(p, op, at, right, NULL)) == NULL)
			return NULL;
		if ((*tail)->depth >= all->depth)
			all->depth = (*tail)->depth + 1;
		tail = &(*tail)->next;
		at = p->lex.now.at;
	}
	if (p->err->exit != RX_OK)
		return NULL;
	return all != NULL ? all : t;
}

static struct rx_term *
parse_not(struct rx_parse *p)
{
	size_t		 at = p->lex.now.at;
	struct rx_term	*t;

	if (!rx_parse_take(p, "not"))
		return parse_compare(p);
	if (++p->nest > RX_EXPR_NEST)
		return rx_parse_fault(p, at, "this expression nests too deeply");
	t = parse_not(p);
	p->nest--;
	return t != NULL ? rx_parse_term(p, RX_OP_NOT, at, t, NULL) : NULL;
}

static struct rx_term *
parse_and(struct rx_parse *p)
{
	static const struct binary ops[] = { { "and", RX_OP_AND }, { NULL, 0 } };

	return row(p, parse_not, ops);
}

static struct rx_term *
parse_or(struct rx_parse *p)
{
	static const struct binary ops[] = { { "or", RX_OP_OR }, { NULL, 0 } };

	return row(p, parse_and, ops);
}

/* A if CONDITION else B: right, left, third. */
static struct rx_term *
parse_if(struct rx_parse *p)
{
	struct rx_term	*t = parse_or(p), *condition;
	size_t		 at = p->lex.now.at;

	if (t == NULL || !rx_parse_take(p, "if"))
		return t;
	if ((condition = parse_or(p)) == NULL ||
	    (t = rx_parse_term(p, RX_OP_IF, at, condition, t)) == NULL)
		return NULL;
	if (!rx_parse_take(p, "else"))
		return t;
	if ((t->third = rx_parse_expression(p)) == NULL)
		return NULL;
	if (t->third->depth >= t->depth)
		t->depth = t->third->depth + 1;
	return t->depth <= RX_EXPR_DEPTH ? t :
	    rx_parse_fault(p, at, "this expression is too long");
}

struct rx_term *
rx_parse_expression(struct rx_parse *p)
{
	struct rx_term *t;

	if (++p->nest > RX_EXPR_NEST)
		return rx_parse_fault(p, p->lex.now.at, "this expression nests too deeply");
	t = parse_if(p);
	p->nest--;
	return t;
}

struct rx_term *
rx_expr_parse(struct rx_arena *arena, struct rx_span text, size_t *at,
    enum rx_close close, struct rx_err *err)
{
	struct rx_parse	 p = { .arena = arena, .err = err };
	struct rx_term	*t;

	err->exit = RX_OK;
	p.lex.text = text;
	p.lex.at = *at;
	p.lex.close = close;
	rx_lex_next(&p.lex);
	if ((t = rx_parse_expression(&p)) == NULL)
		return NULL;
	if (p.lex.now.kind != RX_TOKEN_END)
		return rx_parse_unexpected(&p);
	if (close != RX_CLOSE_TEXT && p.lex.at >= text.n)
		return rx_parse_fault(&p, *at, "an expression begins here and has no end");
	*at = p.lex.now.at;
	return t;
}
