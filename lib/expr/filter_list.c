/* Filters on lists; a dict is its keys, a text its characters. */
#include "lib/expr/expr.h"

#include <stdlib.h>
#include <string.h>

static struct rx_value
f_list(struct rx_eval *e, const struct rx_value *v, const struct rx_args *a)
{
	(void)a;
	return rx_list_of(e, v);
}

static struct rx_value
f_length(struct rx_eval *e, const struct rx_value *v, const struct rx_args *a)
{
	(void)a;
	return rx_list_length(e, v);
}

static struct rx_value
at(struct rx_eval *e, const struct rx_value *v, int64_t index)
{
	struct rx_value list = *v, i = rx_value_int(e, index);

	if (v->kind == RX_VALUE_DICT)
		list = rx_list_of(e, v);
	return rx_value_item(e, &list, &i);
}

static struct rx_value
f_first(struct rx_eval *e, const struct rx_value *v, const struct rx_args *a)
{
	(void)a;
	return at(e, v, 0);
}

static struct rx_value
f_last(struct rx_eval *e, const struct rx_value *v, const struct rx_args *a)
{
	(void)a;
	return at(e, v, -1);
}

static struct rx_value
f_reverse(struct rx_eval *e, const struct rx_value *v, const struct rx_args *a)
{
	struct rx_value none = rx_value_null(), down = rx_value_int(e, -1), list = *v;

	(void)a;
	if (v->kind != RX_VALUE_STRING)
		list = rx_list_of(e, v);
	return rx_value_slice(e, &list, &none, &none, &down);
}

/* The value that an element is judged by. */
static struct rx_value
by(struct rx_eval *e, const struct rx_value *v, const struct rx_value *attribute)
{
	return rx_value_none(attribute) ? *v :
	    rx_value_path(e, v, rx_value_str(e, attribute));
}

static struct rx_value
f_join(struct rx_eval *e, const struct rx_value *v, const struct rx_args *a)
{
	struct rx_buf	b = RX_BUF_INIT(RX_EXPR_TEXT);
	struct rx_span	between = rx_value_str(e, &a->v[0]);
	struct rx_value	list = rx_list_of(e, v), one;
	struct rx_list	l;
	bool		any = false;

	rx_list_begin(&l, e, &list);
	while (rx_list_next(&l, &one)) {
		if (any)
			(void)rx_buf_span(&b, between);
		any = true;
		one = by(e, &one, &a->v[1]);
		(void)rx_value_text(&b, &one);
	}
	return rx_value_take(e, &b, RX_VALUE_STRING);
}

struct sorted {
	struct rx_value	 key;
	size_t		 at;		/* its place, to keep equals in order */
	bool		 down;
};

static int
compare(const void *x, const void *y)
{
	const struct sorted	*a = x, *b = y;
	int			 c = rx_value_order(&a->key, &b->key);

	if (c != 0)
		return a->down ? -c : c;
	return a->at < b->at ? -1 : a->at > b->at;
}

static struct rx_value
folded(struct rx_eval *e, struct rx_value v, bool sensitive)
{
	struct rx_buf b = RX_BUF_INIT(RX_EXPR_TEXT);

	if (sensitive || v.kind != RX_VALUE_STRING)
		return v;
	rx_chars_lower(&b, v.text);
	return rx_value_take(e, &b, RX_VALUE_STRING);
}

/* The keys of all elements, in order; NULL when there are none. */
static struct sorted *
keys(struct rx_eval *e, const struct rx_value *all, size_t n,
    const struct rx_value *attribute, bool sensitive, bool down)
{
	struct sorted	*s = n == 0 ? NULL : rx_arena_get(e->ctx->arena, n * sizeof(*s));
	size_t		 i;

	for (i = 0; s != NULL && i < n; i++) {
		s[i].key = folded(e, by(e, &all[i], attribute), sensitive);
		s[i].at = i;
		s[i].down = down;
	}
	if (s != NULL)
		qsort(s, n, sizeof(*s), compare);
	return s;
}

static struct rx_value
f_sort(struct rx_eval *e, const struct rx_value *v, const struct rx_args *a)
{
	struct rx_value	 list = rx_list_of(e, v), *all;
	struct sorted	*s;
	struct rx_made	 made;
	size_t		 n, i;

	all = rx_list_array(e, &list, &n);
	s = keys(e, all, n, &a->v[2], rx_value_true(&a->v[1]), rx_value_true(&a->v[0]));
	rx_made_begin(&made);
	for (i = 0; s != NULL && i < n; i++)
		rx_made_add(&made, &all[s[i].at]);
	return rx_made_end(&made, e);
}

/* The first of equals stays, in the order of the list. */
static struct rx_value
f_unique(struct rx_eval *e, const struct rx_value *v, const struct rx_args *a)
{
	struct rx_value	 list = rx_list_of(e, v), *all;
	struct sorted	*s;
	struct rx_made	 made;
	size_t		 n, i, first = 0;

	all = rx_list_array(e, &list, &n);
	s = keys(e, all, n, &a->v[1], rx_value_true(&a->v[0]), false);
	for (i = 1; s != NULL && i < n; i++) {
		if (rx_value_order(&s[first].key, &s[i].key) == 0)
			all[s[i].at].kind = RX_VALUE_UNDEFINED;
		else
			first = i;
	}
	rx_made_begin(&made);
	for (i = 0; s != NULL && i < n; i++)
		if (all[i].kind != RX_VALUE_UNDEFINED)
			rx_made_add(&made, &all[i]);
	return rx_made_end(&made, e);
}

static struct rx_value
extreme(struct rx_eval *e, const struct rx_value *v, const struct rx_args *a, int sign)
{
	struct rx_value	 list = rx_list_of(e, v), *all;
	struct sorted	*s;
	size_t		 n;

	all = rx_list_array(e, &list, &n);
	s = keys(e, all, n, &a->v[1], rx_value_true(&a->v[0]), sign > 0);
	return s != NULL ? all[s[0].at] : rx_value_undefined();
}

static struct rx_value
f_min(struct rx_eval *e, const struct rx_value *v, const struct rx_args *a)
{
	return extreme(e, v, a, -1);
}

static struct rx_value
f_max(struct rx_eval *e, const struct rx_value *v, const struct rx_args *a)
{
	return extreme(e, v, a, 1);
}

static struct rx_value
f_sum(struct rx_eval *e, const struct rx_value *v, const struct rx_args *a)
{
	struct rx_value	sum = a->n > 1 ? a->v[1] : rx_value_int(e, 0);
	struct rx_value	list = rx_list_of(e, v), one;
	struct rx_list	l;

	rx_list_begin(&l, e, &list);
	while (rx_list_next(&l, &one)) {
		one = by(e, &one, &a->v[0]);
		sum = rx_value_op(e, RX_OP_ADD, &sum, &one);
	}
	return sum;
}

static struct rx_value
f_items(struct rx_eval *e, const struct rx_value *v, const struct rx_args *a)
{
	struct rx_buf		b = RX_BUF_INIT(RX_EXPR_TEXT);
	struct rx_json_iter	it;
	struct rx_span		key, value;

	(void)a;
	(void)rx_buf_byte(&b, '[');
	if (v->kind == RX_VALUE_DICT && rx_json_begin(&it, v->text))
		while (rx_json_next(&it, &key, &value)) {
			(void)rx_buf_text(&b, b.n > 1 ? ",[" : "[");
			(void)rx_buf_span(&b, key);
			(void)rx_buf_byte(&b, ',');
			(void)rx_buf_span(&b, value);
			(void)rx_buf_byte(&b, ']');
		}
	(void)rx_buf_byte(&b, ']');
	return rx_value_take(e, &b, RX_VALUE_LIST);
}

static struct rx_value
f_dictsort(struct rx_eval *e, const struct rx_value *v, const struct rx_args *a)
{
	struct rx_value	items = f_items(e, v, a);
	struct rx_args	by_key = { .n = 3 };

	by_key.v[0] = a->v[2];
	by_key.v[1] = a->v[0];
	by_key.v[2] = rx_value_string(rx_span_is(rx_value_str(e, &a->v[1]), "value") ?
	    RX_SPAN("1") : RX_SPAN("0"));
	return f_sort(e, &items, &by_key);
}

const struct rx_def rx_list_filters[] = {
	{ "list", "", 0, 0, f_list, NULL },
	{ "length", "", 0, 0, f_length, NULL },
	{ "count", "", 0, 0, f_length, NULL },
	{ "first", "", 0, 0, f_first, NULL },
	{ "last", "", 0, 0, f_last, NULL },
	{ "reverse", "", 0, 0, f_reverse, NULL },
	{ "join", "d attribute", 0, 0, f_join, NULL },
	{ "sort", "reverse case_sensitive attribute", 0, 0, f_sort, NULL },
	{ "unique", "case_sensitive attribute", 0, 0, f_unique, NULL },
	{ "min", "case_sensitive attribute", 0, 0, f_min, NULL },
	{ "max", "case_sensitive attribute", 0, 0, f_max, NULL },
	{ "sum", "attribute start", 0, 0, f_sum, NULL },
	{ "items", "", 0, 0, f_items, NULL },
	{ "dictsort", "case_sensitive by reverse", 0, 0, f_dictsort, NULL },
	{ NULL, NULL, 0, 0, NULL, NULL }
};
