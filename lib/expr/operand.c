/* The operands of an expression: literals, names, brackets, and what stands
 * behind them: members, items, slices, filters, tests. */
#include "lib/expr/parse.h"

#include <string.h>

static struct rx_term *
constant(struct rx_parse *p, size_t at, struct rx_value v)
{
	struct rx_term *t = rx_parse_term(p, RX_OP_CONST, at, NULL, NULL);

	if (t != NULL)
		t->value = v;
	return t;
}

/* Adjacent strings are one. */
static struct rx_term *
string(struct rx_parse *p)
{
	struct rx_buf	b = RX_BUF_INIT(RX_EXPR_TEXT);
	size_t		at = p->lex.now.at;
	struct rx_span	s;

	for (; p->lex.now.kind == RX_TOKEN_STRING; rx_lex_next(&p->lex))
		rx_lex_string(&b, p->lex.now.text);
	s = rx_arena_span(p->arena, rx_buf_view(&b));
	if (b.failed || s.p == NULL)
		(void)rx_err_nomem(p->err);
	rx_buf_free(&b);
	return s.p != NULL ? constant(p, at, rx_value_string(s)) : NULL;
}

static struct rx_term *
number(struct rx_parse *p)
{
	struct rx_value	v = { .kind = RX_VALUE_NUMBER };
	size_t		at = p->lex.now.at, i;
	char		*s = rx_arena_str(p->arena, p->lex.now.text);

	if (s == NULL) {
		(void)rx_err_nomem(p->err);
		return NULL;
	}
	for (i = 0; i < p->lex.now.text.n; i++)
		if (s[i] != '_')
			s[v.text.n++] = s[i];
	v.text.p = s;
	if (v.text.n > 1 && s[0] == '0' && s[1] >= '0' && s[1] <= '9')
		return rx_parse_fault(p, at, "a number does not begin with 0");
	rx_lex_next(&p->lex);
	return constant(p, at, v);
}

static struct rx_term *
name(struct rx_parse *p)
{
	static const struct { const char *word; enum rx_value_kind kind; } words[] = {
		{ "none", RX_VALUE_NULL }, { "None", RX_VALUE_NULL },
		{ "true", RX_VALUE_TRUE }, { "True", RX_VALUE_TRUE },
		{ "false", RX_VALUE_FALSE }, { "False", RX_VALUE_FALSE },
	};
	static const char *const reserved[] = { "and", "or", "not", "in", "is", "if", "else" };
	struct rx_value	 v = { .kind = RX_VALUE_NULL };
	struct rx_span	 word = p->lex.now.text;
	size_t		 at = p->lex.now.at, i;
	struct rx_term	*t;

	for (i = 0; i < sizeof(reserved) / sizeof(*reserved); i++)
		if (rx_span_is(word, reserved[i]))
			return rx_parse_unexpected(p);
	rx_lex_next(&p->lex);
	for (i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (rx_span_is(word, words[i].word)) {
			v.kind = words[i].kind;
			return constant(p, at, v);
		}
	if ((t = rx_parse_term(p, RX_OP_NAME, at, NULL, NULL)) != NULL)
		t->name = word;
	return t;
}

/* Adds an element to a term that holds some; NULL on a fault. */
static struct rx_arg **
element(struct rx_parse *p, struct rx_term *whole, struct rx_arg **tail,
    struct rx_term *t)
{
	if (t == NULL || (*tail = rx_arena_get(p->arena, sizeof(**tail))) == NULL)
		return NULL;
	(*tail)->term = t;
	if (t->depth >= whole->depth)
		whole->depth = t->depth + 1;
	return &(*tail)->next;
}

/* [a, b] and what is left of (a, b): up to the closer. */
static struct rx_term *
elements(struct rx_parse *p, struct rx_term *list, struct rx_arg **tail,
    const char *closer)
{
	while (!rx_lex_is(&p->lex, closer)) {
		if ((tail = element(p, list, tail, rx_parse_expression(p))) == NULL)
			return NULL;
		if (!rx_parse_take(p, ","))
			break;
	}
	return rx_parse_want(p, closer) ? list : NULL;
}

static struct rx_term *
list(struct rx_parse *p)
{
	struct rx_term *t = rx_parse_term(p, RX_OP_LIST, p->lex.now.at, NULL, NULL);

	rx_lex_next(&p->lex);
	return t != NULL ? elements(p, t, &t->args, "]") : NULL;
}

static struct rx_term *
parentheses(struct rx_parse *p)
{
	struct rx_term	 *t, *tuple;
	struct rx_arg	**tail;
	size_t		  at = p->lex.now.at;

	rx_lex_next(&p->lex);
	if (rx_parse_take(p, ")"))
		return rx_parse_term(p, RX_OP_LIST, at, NULL, NULL);
	if ((t = rx_parse_expression(p)) == NULL)
		return NULL;
	if (!rx_lex_is(&p->lex, ","))
		return rx_parse_want(p, ")") ? t : NULL;
	rx_lex_next(&p->lex);
	tuple = rx_parse_term(p, RX_OP_LIST, at, NULL, NULL);
	if (tuple == NULL || (tail = element(p, tuple, &tuple->args, t)) == NULL)
		return NULL;
	return elements(p, tuple, tail, ")");
}

/* Keys and values, one after the other. */
static struct rx_term *
dict(struct rx_parse *p)
{
	struct rx_term	 *t = rx_parse_term(p, RX_OP_DICT, p->lex.now.at, NULL, NULL);
	struct rx_arg	**tail = t != NULL ? &t->args : NULL;

	rx_lex_next(&p->lex);
	while (t != NULL && !rx_lex_is(&p->lex, "}")) {
		if ((tail = element(p, t, tail, rx_parse_expression(p))) == NULL ||
		    !rx_parse_want(p, ":") ||
		    (tail = element(p, t, tail, rx_parse_expression(p))) == NULL)
			return NULL;
		if (!rx_parse_take(p, ","))
			break;
	}
	return t != NULL && rx_parse_want(p, "}") ? t : NULL;
}

static struct rx_term *
primary(struct rx_parse *p)
{
	switch (p->lex.now.kind) {
	case RX_TOKEN_STRING: return string(p);
	case RX_TOKEN_NUMBER: return number(p);
	case RX_TOKEN_NAME: return name(p);
	default: break;
	}
	if (rx_lex_is(&p->lex, "("))
		return parentheses(p);
	if (rx_lex_is(&p->lex, "["))
		return list(p);
	if (rx_lex_is(&p->lex, "{"))
		return dict(p);
	return rx_parse_unexpected(p);
}

static struct rx_term *
member(struct rx_parse *p, struct rx_term *of)
{
	struct rx_term	*t;
	size_t		 at = p->lex.now.at;

	rx_lex_next(&p->lex);
	if (p->lex.now.kind != RX_TOKEN_NAME && p->lex.now.kind != RX_TOKEN_NUMBER)
		return rx_parse_unexpected(p);
	if ((t = rx_parse_term(p, RX_OP_ATTR, at, of, NULL)) == NULL)
		return NULL;
	t->name = p->lex.now.text;
	t->at = p->lex.now.at;
	t->def = rx_def_find(RX_FILTERS, t->name);
	if (t->def != NULL && t->def->min > 0)
		t->def = NULL;
	rx_lex_next(&p->lex);
	/* Python's dlt.config and dlt.secrets are the names that rx gives. */
	if (of->op == RX_OP_NAME && rx_span_is(of->name, "dlt") &&
	    (rx_span_is(t->name, "config") || rx_span_is(t->name, "secrets"))) {
		t->op = RX_OP_NAME;
		t->left = NULL;
	}
	return t;
}

/* One bound of a slice, if it is there. */
static bool
bound(struct rx_parse *p, struct rx_term *slice, struct rx_term **at)
{
	if (rx_lex_is(&p->lex, ":") || rx_lex_is(&p->lex, "]"))
		return true;
	if ((*at = rx_parse_expression(p)) == NULL)
		return false;
	if ((*at)->depth >= slice->depth)
		slice->depth = (*at)->depth + 1;
	return true;
}

static struct rx_term *
item(struct rx_parse *p, struct rx_term *of)
{
	struct rx_term	*t = rx_parse_term(p, RX_OP_ITEM, p->lex.now.at, of, NULL);

	rx_lex_next(&p->lex);
	if (t == NULL || !bound(p, t, &t->right))
		return NULL;
	if (rx_parse_take(p, ":")) {
		t->op = RX_OP_SLICE;
		if (!bound(p, t, &t->third) ||
		    (rx_parse_take(p, ":") && !bound(p, t, &t->step)))
			return NULL;
	} else if (t->right == NULL) {
		return rx_parse_unexpected(p);
	}
	return rx_parse_want(p, "]") ? t : NULL;
}

/* Members, items, calls, and with filters also filters and tests. */
static struct rx_term *
behind(struct rx_parse *p, struct rx_term *t, bool filters)
{
	while (t != NULL) {
		if (rx_lex_is(&p->lex, "."))
			t = member(p, t);
		else if (rx_lex_is(&p->lex, "["))
			t = item(p, t);
		else if (rx_lex_is(&p->lex, "("))
			t = rx_parse_called(p, t);
		else if (filters && rx_lex_is(&p->lex, "|"))
			t = rx_parse_filter(p, t);
		else if (filters && rx_lex_is(&p->lex, "is"))
			t = rx_parse_test(p, t);
		else
			return t->depth <= RX_EXPR_DEPTH ? t :
			    rx_parse_fault(p, t->at, "this expression is too long");
	}
	return NULL;
}

struct rx_term *
rx_parse_operand(struct rx_parse *p, bool filters)
{
	struct rx_term *t = primary(p);

	return t != NULL ? behind(p, t, filters) : NULL;
}

/* -1 is a constant, so that a path can say [-1]; NULL: t is no plain number. */
static struct rx_term *
negative(struct rx_parse *p, struct rx_term *t)
{
	struct rx_span	of = t->value.text;
	char		*s;

	if (t->op != RX_OP_CONST || t->value.kind != RX_VALUE_NUMBER || of.p[0] == '0' ||
	    of.p[0] == '-' || (s = rx_arena_get(p->arena, of.n + 1)) == NULL)
		return NULL;
	s[0] = '-';
	memcpy(s + 1, of.p, of.n);
	t->value.text = (struct rx_span){ s, of.n + 1 };
	return t;
}

struct rx_term *
rx_parse_unary(struct rx_parse *p, bool filters)
{
	size_t		 at = p->lex.now.at;
	bool		 minus = rx_lex_is(&p->lex, "-");
	struct rx_term	*t;

	if (!minus && !rx_lex_is(&p->lex, "+"))
		return rx_parse_operand(p, filters);
	rx_lex_next(&p->lex);
	if (++p->nest > RX_EXPR_NEST)
		return rx_parse_fault(p, at, "this expression nests too deeply");
	t = rx_parse_unary(p, false);
	p->nest--;
	if (t != NULL && !(minus && negative(p, t) != NULL))
		t = rx_parse_term(p, minus ? RX_OP_NEG : RX_OP_POS, at, t, NULL);
	return t != NULL ? behind(p, t, filters) : NULL;
}
