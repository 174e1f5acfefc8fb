/* Tests: what stands behind "is", and in select() and selectattr(). */
#include "lib/expr/expr.h"

static struct rx_value
t_defined(struct rx_eval *e, const struct rx_value *v, const struct rx_args *a)
{
	(void)e;
	(void)a;
	return rx_value_bool(v->kind != RX_VALUE_UNDEFINED);
}

static struct rx_value
t_undefined(struct rx_eval *e, const struct rx_value *v, const struct rx_args *a)
{
	(void)e;
	(void)a;
	return rx_value_bool(v->kind == RX_VALUE_UNDEFINED);
}

static struct rx_value
t_none(struct rx_eval *e, const struct rx_value *v, const struct rx_args *a)
{
	(void)e;
	(void)a;
	return rx_value_bool(rx_value_none(v));
}

static struct rx_value
t_true(struct rx_eval *e, const struct rx_value *v, const struct rx_args *a)
{
	(void)e;
	(void)a;
	return rx_value_bool(v->kind == RX_VALUE_TRUE);
}

static struct rx_value
t_false(struct rx_eval *e, const struct rx_value *v, const struct rx_args *a)
{
	(void)e;
	(void)a;
	return rx_value_bool(v->kind == RX_VALUE_FALSE);
}

static struct rx_value
t_boolean(struct rx_eval *e, const struct rx_value *v, const struct rx_args *a)
{
	(void)e;
	(void)a;
	return rx_value_bool(v->kind == RX_VALUE_TRUE || v->kind == RX_VALUE_FALSE);
}

static struct rx_value
t_string(struct rx_eval *e, const struct rx_value *v, const struct rx_args *a)
{
	(void)e;
	(void)a;
	return rx_value_bool(v->kind == RX_VALUE_STRING);
}

/* In Python true and false are numbers too. */
static struct rx_value
t_number(struct rx_eval *e, const struct rx_value *v, const struct rx_args *a)
{
	(void)e;
	(void)a;
	return rx_value_bool(v->kind == RX_VALUE_NUMBER || v->kind == RX_VALUE_TRUE ||
	    v->kind == RX_VALUE_FALSE);
}

static struct rx_value
t_integer(struct rx_eval *e, const struct rx_value *v, const struct rx_args *a)
{
	(void)e;
	(void)a;
	return rx_value_bool(v->kind == RX_VALUE_NUMBER && rx_value_integer(v));
}

static struct rx_value
t_float(struct rx_eval *e, const struct rx_value *v, const struct rx_args *a)
{
	(void)e;
	(void)a;
	return rx_value_bool(v->kind == RX_VALUE_NUMBER && !rx_value_integer(v));
}

static struct rx_value
t_mapping(struct rx_eval *e, const struct rx_value *v, const struct rx_args *a)
{
	(void)e;
	(void)a;
	return rx_value_bool(v->kind == RX_VALUE_DICT);
}

static struct rx_value
t_iterable(struct rx_eval *e, const struct rx_value *v, const struct rx_args *a)
{
	(void)e;
	(void)a;
	return rx_value_bool(v->kind == RX_VALUE_UNDEFINED || v->kind == RX_VALUE_STRING ||
	    v->kind == RX_VALUE_LIST || v->kind == RX_VALUE_DICT);
}

static struct rx_value
divisible(const struct rx_value *v, const struct rx_value *by)
{
	int64_t	n, m;
	double	d;

	if (!rx_value_real(v, &d) || !rx_value_long(by, &m) || m == 0)
		return rx_value_undefined();
	return rx_value_bool(rx_value_long(v, &n) && (m == -1 || n % m == 0));
}

static struct rx_value
t_divisibleby(struct rx_eval *e, const struct rx_value *v, const struct rx_args *a)
{
	(void)e;
	return divisible(v, &a->v[0]);
}

static struct rx_value
t_even(struct rx_eval *e, const struct rx_value *v, const struct rx_args *a)
{
	struct rx_value two = rx_value_int(e, 2);

	(void)a;
	return divisible(v, &two);
}

static struct rx_value
t_odd(struct rx_eval *e, const struct rx_value *v, const struct rx_args *a)
{
	int64_t n;

	(void)e;
	(void)a;
	return rx_value_bool(rx_value_long(v, &n) && n % 2 != 0);
}

static struct rx_value
t_eq(struct rx_eval *e, const struct rx_value *v, const struct rx_args *a)
{
	(void)e;
	return rx_value_bool(rx_value_eq(v, &a->v[0]));
}

static struct rx_value
t_ne(struct rx_eval *e, const struct rx_value *v, const struct rx_args *a)
{
	(void)e;
	return rx_value_bool(!rx_value_eq(v, &a->v[0]));
}

static struct rx_value
t_sameas(struct rx_eval *e, const struct rx_value *v, const struct rx_args *a)
{
	(void)e;
	return rx_value_bool(v->kind == a->v[0].kind && rx_value_eq(v, &a->v[0]));
}

static struct rx_value
t_lt(struct rx_eval *e, const struct rx_value *v, const struct rx_args *a)
{
	int c;

	(void)e;
	return rx_value_bool(rx_value_cmp(v, &a->v[0], &c) && c < 0);
}

static struct rx_value
t_le(struct rx_eval *e, const struct rx_value *v, const struct rx_args *a)
{
	int c;

	(void)e;
	return rx_value_bool(rx_value_cmp(v, &a->v[0], &c) && c <= 0);
}

static struct rx_value
t_gt(struct rx_eval *e, const struct rx_value *v, const struct rx_args *a)
{
	int c;

	(void)e;
	return rx_value_bool(rx_value_cmp(v, &a->v[0], &c) && c > 0);
}

static struct rx_value
t_ge(struct rx_eval *e, const struct rx_value *v, const struct rx_args *a)
{
	int c;

	(void)e;
	return rx_value_bool(rx_value_cmp(v, &a->v[0], &c) && c >= 0);
}

static struct rx_value
t_in(struct rx_eval *e, const struct rx_value *v, const struct rx_args *a)
{
	return rx_value_bool(rx_value_in(e, v, &a->v[0]));
}

static struct rx_value
t_contains(struct rx_eval *e, const struct rx_value *v, const struct rx_args *a)
{
	return rx_value_bool(rx_value_in(e, &a->v[0], v));
}

const struct rx_def rx_tests[] = {
	{ "defined", "", 0, 0, t_defined, NULL },
	{ "undefined", "", 0, 0, t_undefined, NULL },
	{ "none", "", 0, 0, t_none, NULL },
	{ "None", "", 0, 0, t_none, NULL },
	{ "null", "", 0, 0, t_none, NULL },
	{ "true", "", 0, 0, t_true, NULL },
	{ "True", "", 0, 0, t_true, NULL },
	{ "false", "", 0, 0, t_false, NULL },
	{ "False", "", 0, 0, t_false, NULL },
	{ "boolean", "", 0, 0, t_boolean, NULL },
	{ "string", "", 0, 0, t_string, NULL },
	{ "number", "", 0, 0, t_number, NULL },
	{ "integer", "", 0, 0, t_integer, NULL },
	{ "float", "", 0, 0, t_float, NULL },
	{ "mapping", "", 0, 0, t_mapping, NULL },
	{ "iterable", "", 0, 0, t_iterable, NULL },
	{ "sequence", "", 0, 0, t_iterable, NULL },
	{ "even", "", 0, 0, t_even, NULL },
	{ "odd", "", 0, 0, t_odd, NULL },
	{ "divisibleby", "num", 1, 0, t_divisibleby, NULL },
	{ "eq", "other", 1, 0, t_eq, NULL },
	{ "equalto", "other", 1, 0, t_eq, NULL },
	{ "==", "other", 1, 0, t_eq, NULL },
	{ "ne", "other", 1, 0, t_ne, NULL },
	{ "!=", "other", 1, 0, t_ne, NULL },
	{ "sameas", "other", 1, 0, t_sameas, NULL },
	{ "lt", "other", 1, 0, t_lt, NULL },
	{ "lessthan", "other", 1, 0, t_lt, NULL },
	{ "<", "other", 1, 0, t_lt, NULL },
	{ "le", "other", 1, 0, t_le, NULL },
	{ "<=", "other", 1, 0, t_le, NULL },
	{ "gt", "other", 1, 0, t_gt, NULL },
	{ "greaterthan", "other", 1, 0, t_gt, NULL },
	{ ">", "other", 1, 0, t_gt, NULL },
	{ "ge", "other", 1, 0, t_ge, NULL },
	{ ">=", "other", 1, 0, t_ge, NULL },
	{ "in", "seq", 1, 0, t_in, NULL },
	{ "contains", "item", 1, 0, t_contains, NULL },
	{ NULL, NULL, 0, 0, NULL, NULL }
};
