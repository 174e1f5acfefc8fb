/* map, select, reject, selectattr, rejectattr: filters that call others. */
#include "lib/expr/expr.h"

#include <string.h>

/* A keyword beyond the parameters, or NULL. */
static const struct rx_value *
keyword(const struct rx_args *a, const char *name)
{
	unsigned i;

	for (i = 0; i < a->n; i++)
		if (a->name[i].p != NULL && rx_span_is(a->name[i], name))
			return &a->v[i];
	return NULL;
}

/* The arguments behind the first n. */
static struct rx_args
behind(const struct rx_args *a, unsigned n)
{
	struct rx_args	r = { .n = a->n > n ? a->n - n : 0 };
	unsigned	i;

	for (i = 0; i < r.n; i++)
		r.v[i] = a->v[n + i];
	return r;
}

static struct rx_value
mapped(struct rx_eval *e, const struct rx_value *v, const struct rx_args *a,
    const struct rx_def *filter, const struct rx_args *rest)
{
	const struct rx_value	*path = keyword(a, "attribute");
	const struct rx_value	*other = keyword(a, "default");
	struct rx_value		 r;

	if (path == NULL)
		return rx_eval_call(e, filter, v, rest);
	r = rx_value_path(e, v, rx_value_str(e, path));
	return r.kind == RX_VALUE_UNDEFINED && other != NULL ? *other : r;
}

static struct rx_value
f_map(struct rx_eval *e, const struct rx_value *v, const struct rx_args *a)
{
	struct rx_args		 rest = behind(a, 1);
	const struct rx_def	*filter = a->n > 0 && a->name[0].p == NULL ?
	    rx_def_find(RX_FILTERS, rx_value_str(e, &a->v[0])) : NULL;
	struct rx_made		 made;
	struct rx_list		 l;
	struct rx_value		 list = rx_list_of(e, v), one;

	if (filter == NULL && keyword(a, "attribute") == NULL)
		return rx_value_undefined();
	rx_made_begin(&made);
	rx_list_begin(&l, e, &list);
	while (rx_list_next(&l, &one)) {
		one = mapped(e, &one, a, filter, &rest);
		rx_made_add(&made, &one);
	}
	return rx_made_end(&made, e);
}

/* What an element has to pass. */
struct sieve {
	const struct rx_def *test;	/* NULL: its truth */
	struct rx_args	 args;
	struct rx_value	 path;		/* of selectattr; undefined: itself */
	bool		 keep;
};

static struct rx_value
sift(struct rx_eval *e, const struct rx_value *v, const struct sieve *s)
{
	struct rx_made	made;
	struct rx_list	l;
	struct rx_value	list = rx_list_of(e, v), one, judged, r;

	rx_made_begin(&made);
	rx_list_begin(&l, e, &list);
	while (rx_list_next(&l, &one)) {
		judged = rx_value_none(&s->path) ? one :
		    rx_value_path(e, &one, rx_value_str(e, &s->path));
		r = s->test != NULL ? rx_eval_call(e, s->test, &judged, &s->args) : judged;
		if (rx_value_true(&r) == s->keep)
			rx_made_add(&made, &one);
	}
	return rx_made_end(&made, e);
}

static struct rx_value
by_itself(struct rx_eval *e, const struct rx_value *v, const struct rx_args *a, bool keep)
{
	struct sieve s = { .args = behind(a, 1), .keep = keep };

	if (a->n > 0 &&
	    (s.test = rx_def_find(RX_TESTS, rx_value_str(e, &a->v[0]))) == NULL)
		return rx_value_undefined();
	return sift(e, v, &s);
}

/* selectattr('contains', 'x'), with no test behind the attribute: the first is
 * the test, and the element itself is judged. */
static struct rx_value
by_attribute(struct rx_eval *e, const struct rx_value *v, const struct rx_args *a,
    bool keep)
{
	struct sieve s = { .args = behind(a, 2), .path = a->v[0], .keep = keep };

	if (a->n > 1) {
		s.test = rx_def_find(RX_TESTS, rx_value_str(e, &a->v[1]));
		if (s.test == NULL)
			return by_itself(e, v, a, keep);
	}
	return sift(e, v, &s);
}

static struct rx_value
f_select(struct rx_eval *e, const struct rx_value *v, const struct rx_args *a)
{
	return by_itself(e, v, a, true);
}

static struct rx_value
f_reject(struct rx_eval *e, const struct rx_value *v, const struct rx_args *a)
{
	return by_itself(e, v, a, false);
}

static struct rx_value
f_selectattr(struct rx_eval *e, const struct rx_value *v, const struct rx_args *a)
{
	return by_attribute(e, v, a, true);
}

static struct rx_value
f_rejectattr(struct rx_eval *e, const struct rx_value *v, const struct rx_args *a)
{
	return by_attribute(e, v, a, false);
}

/* A constant first argument, by position, or NONE. */
static struct rx_span
constant(const struct rx_arg *a)
{
	if (a == NULL || a->name.p != NULL || a->term->op != RX_OP_CONST)
		return RX_SPAN_NONE;
	return a->term->value.text;
}

static const char *
check_map(const struct rx_arg *a)
{
	struct rx_span name = constant(a);

	if (a == NULL)
		return "needs a filter's name or attribute=";
	if (name.p != NULL && rx_def_find(RX_FILTERS, name) == NULL)
		return "names an unknown filter";
	return NULL;
}

static const char *
check_test(const struct rx_arg *a)
{
	struct rx_span name = constant(a);

	if (name.p != NULL && rx_def_find(RX_TESTS, name) == NULL)
		return "names an unknown test";
	return NULL;
}

static const char *
check_attribute(const struct rx_arg *a)
{
	struct rx_span first = constant(a);

	if (first.p != NULL && rx_def_find(RX_TESTS, first) != NULL)
		return NULL;
	return check_test(a->next);
}

const struct rx_def rx_choice_filters[] = {
	{ "map", "...", 0, 0, f_map, check_map },
	{ "select", "...", 0, 0, f_select, check_test },
	{ "reject", "...", 0, 0, f_reject, check_test },
	{ "selectattr", "attribute ...", 1, 0, f_selectattr, check_attribute },
	{ "rejectattr", "attribute ...", 1, 0, f_rejectattr, check_attribute },
	{ NULL, NULL, 0, 0, NULL, NULL }
};
