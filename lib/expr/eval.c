/* Walking an expression's tree.  Depth is bounded by the parser, steps here. */
#include "lib/expr/expr.h"

#include <string.h>

bool
rx_eval_step(struct rx_eval *e)
{
	if (e->steps >= RX_EXPR_STEPS || e->ctx->arena->failed)
		return false;
	e->steps++;
	return true;
}

struct rx_value
rx_eval_end(const struct rx_eval *e, struct rx_value v)
{
	return e->steps >= RX_EXPR_STEPS || e->ctx->arena->failed ? rx_value_undefined() : v;
}

static struct rx_value
eval_name(struct rx_eval *e, const struct rx_term *t)
{
	struct rx_value	 v = rx_value_undefined();
	struct rx_var	*var;

	for (var = e->vars; var != NULL; var = var->next)
		if (rx_span_eq(var->name, t->name))
			return var->value;
	if (e->ctx->lookup == NULL || !e->ctx->lookup(e->ctx->arg, t->name, &v))
		return rx_value_undefined();
	return v.raw ? rx_value_sent(e->ctx->arena, &v) : v;
}

/* The arguments' values in their parameters' places. */
static void
bind(struct rx_eval *e, const struct rx_def *d, const struct rx_term *t,
    struct rx_args *bound)
{
	struct rx_value		 values[RX_EXPR_ARGS];
	const struct rx_arg	*a;
	unsigned		 n = 0;

	for (a = t->args; a != NULL && n < RX_EXPR_ARGS; a = a->next)
		values[n++] = rx_term_eval(e, a->term);
	rx_def_bind(d, t->args, values, bound);
}

struct rx_value
rx_eval_call(struct rx_eval *e, const struct rx_def *d, const struct rx_value *self,
    const struct rx_args *args)
{
	return rx_eval_step(e) ? d->call(e, self, args) : rx_value_undefined();
}

static struct rx_value
call(struct rx_eval *e, const struct rx_def *d, const struct rx_value *self,
    const struct rx_term *t)
{
	struct rx_args args;

	bind(e, d, t, &args);
	return rx_eval_call(e, d, self, &args);
}

/* The method of that name that the value has, else the filter. */
static struct rx_value
eval_method(struct rx_eval *e, const struct rx_term *t)
{
	struct rx_value		 self = rx_term_eval(e, t->left);
	const struct rx_def	*d;

	if (self.kind == RX_VALUE_UNDEFINED)
		return self;
	for (d = t->def; d != NULL; d = rx_def_next(RX_METHODS, d))
		if ((d->kinds & 1u << self.kind) != 0 && rx_def_fits(d, t->args) == NULL)
			return call(e, d, &self, t);
	d = rx_def_find(RX_FILTERS, t->name);
	if (d == NULL || rx_def_fits(d, t->args) != NULL || self.kind == RX_VALUE_NULL)
		return rx_value_undefined();
	return call(e, d, &self, t);
}

static struct rx_value
eval_attr(struct rx_eval *e, const struct rx_term *t)
{
	struct rx_value		v = rx_term_eval(e, t->left), a;
	static const struct rx_args none;

	a = rx_value_attr(e, &v, t->name);
	if (a.kind == RX_VALUE_UNDEFINED && t->def != NULL &&
	    (v.kind == RX_VALUE_STRING || v.kind == RX_VALUE_NUMBER ||
	    v.kind == RX_VALUE_LIST))
		return rx_eval_call(e, t->def, &v, &none);
	return a;
}

static struct rx_value
eval_filter(struct rx_eval *e, const struct rx_term *t)
{
	struct rx_value v = rx_term_eval(e, t->left);

	return call(e, t->def, &v, t);
}

static struct rx_value
eval_test(struct rx_eval *e, const struct rx_term *t)
{
	struct rx_value v = eval_filter(e, t);

	if (v.kind == RX_VALUE_UNDEFINED)
		return v;
	return rx_value_bool(rx_value_true(&v) != t->negated);
}

static struct rx_value
eval_list(struct rx_eval *e, const struct rx_term *t)
{
	struct rx_made		 made;
	const struct rx_arg	*a;
	struct rx_value		 v;

	rx_made_begin(&made);
	for (a = t->args; a != NULL; a = a->next) {
		v = rx_term_eval(e, a->term);
		rx_made_add(&made, &v);
	}
	return rx_made_end(&made, e);
}

static struct rx_value
eval_dict(struct rx_eval *e, const struct rx_term *t)
{
	struct rx_buf		 b = RX_BUF_INIT(RX_EXPR_TEXT);
	const struct rx_arg	*a;
	struct rx_value		 v;

	(void)rx_buf_byte(&b, '{');
	for (a = t->args; a != NULL; a = a->next->next) {
		if (a != t->args)
			(void)rx_buf_byte(&b, ',');
		v = rx_term_eval(e, a->term);
		(void)rx_json_quote(&b, rx_value_str(e, &v));
		(void)rx_buf_byte(&b, ':');
		v = rx_term_eval(e, a->next->term);
		v.tojson = false;
		(void)rx_value_write(&b, &v);
	}
	(void)rx_buf_byte(&b, '}');
	return rx_value_take(e, &b, RX_VALUE_DICT);
}

/* The left side of in; an undefined name is a text: itself. */
static struct rx_value
eval_first(struct rx_eval *e, const struct rx_term *t)
{
	struct rx_value v = rx_term_eval(e, t);

	if (t->plain && v.kind == RX_VALUE_UNDEFINED)
		return rx_value_string(t->name);
	return v;
}

static struct rx_value
compare(struct rx_eval *e, enum rx_op op, const struct rx_value *a,
    const struct rx_value *b)
{
	int c = 0;

	if (op == RX_OP_EQ || op == RX_OP_NE)
		return rx_value_bool(rx_value_eq(a, b) == (op == RX_OP_EQ));
	if (op == RX_OP_IN || op == RX_OP_NOT_IN)
		return rx_value_bool(rx_value_in(e, a, b) == (op == RX_OP_IN));
	if (!rx_value_cmp(a, b, &c))
		return rx_value_undefined();
	switch (op) {
	case RX_OP_LT: return rx_value_bool(c < 0);
	case RX_OP_LE: return rx_value_bool(c <= 0);
	case RX_OP_GT: return rx_value_bool(c > 0);
	default: return rx_value_bool(c >= 0);
	}
}

/* a < b < c is a < b and b < c. */
static struct rx_value
eval_compare(struct rx_eval *e, const struct rx_term *t)
{
	struct rx_value		 a = eval_first(e, t->left), b, r = rx_value_bool(true);
	const struct rx_term	*o;

	for (o = t->next; o != NULL; o = o->next) {
		b = rx_term_eval(e, o->left);
		r = compare(e, o->op, &a, &b);
		if (!rx_value_true(&r))
			break;
		a = b;
	}
	return r;
}

static struct rx_value
eval_slice(struct rx_eval *e, const struct rx_term *t)
{
	struct rx_value v = rx_term_eval(e, t->left), from, to, step;

	from = t->right != NULL ? rx_term_eval(e, t->right) : rx_value_null();
	to = t->third != NULL ? rx_term_eval(e, t->third) : rx_value_null();
	step = t->step != NULL ? rx_term_eval(e, t->step) : rx_value_null();
	return rx_value_slice(e, &v, &from, &to, &step);
}

/* and, or, inline if: what need not be evaluated is not. */
static struct rx_value
eval_choice(struct rx_eval *e, const struct rx_term *t)
{
	struct rx_value	v = rx_term_eval(e, t->left);
	bool		yes = rx_value_true(&v);

	if (t->op == RX_OP_AND)
		return yes ? rx_term_eval(e, t->right) : v;
	if (t->op == RX_OP_OR)
		return yes ? v : rx_term_eval(e, t->right);
	if (yes)
		return rx_term_eval(e, t->right);
	return t->third != NULL ? rx_term_eval(e, t->third) : rx_value_undefined();
}

static struct rx_value
eval_unary(struct rx_eval *e, const struct rx_term *t)
{
	struct rx_value v = rx_term_eval(e, t->left);

	if (t->op == RX_OP_NOT)
		return rx_value_bool(!rx_value_true(&v));
	if (t->op == RX_OP_NEG)
		return rx_value_negate(e, &v);
	return v.kind == RX_VALUE_NUMBER ? v : rx_value_undefined();
}

static struct rx_value
eval_binary(struct rx_eval *e, const struct rx_term *t)
{
	struct rx_value a = rx_term_eval(e, t->left);
	struct rx_value b = rx_term_eval(e, t->right);

	return t->op == RX_OP_ITEM ? rx_value_item(e, &a, &b) :
	    rx_value_op(e, t->op, &a, &b);
}

struct rx_value
rx_term_eval(struct rx_eval *e, const struct rx_term *t)
{
	if (!rx_eval_step(e))
		return rx_value_undefined();
	switch (t->op) {
	case RX_OP_CONST: return t->value;
	case RX_OP_NAME: return eval_name(e, t);
	case RX_OP_ATTR: return eval_attr(e, t);
	case RX_OP_SLICE: return eval_slice(e, t);
	case RX_OP_FUNCTION: return call(e, t->def, NULL, t);
	case RX_OP_METHOD: return eval_method(e, t);
	case RX_OP_FILTER: return eval_filter(e, t);
	case RX_OP_TEST: return eval_test(e, t);
	case RX_OP_CALL: return rx_value_undefined();
	case RX_OP_NOT: case RX_OP_NEG: case RX_OP_POS: return eval_unary(e, t);
	case RX_OP_AND: case RX_OP_OR: case RX_OP_IF: return eval_choice(e, t);
	case RX_OP_LIST: return eval_list(e, t);
	case RX_OP_DICT: return eval_dict(e, t);
	case RX_OP_COMPARE: return eval_compare(e, t);
	default: return eval_binary(e, t);
	}
}
