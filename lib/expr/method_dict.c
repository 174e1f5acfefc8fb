/* Methods of dicts and lists. */
#include "lib/expr/expr.h"

#define DICT	(1u << RX_VALUE_DICT)
#define LIST	(1u << RX_VALUE_LIST)

/* A missing member is undefined, not none, so that "is not defined" tells. */
static struct rx_value
m_get(struct rx_eval *e, const struct rx_value *v, const struct rx_args *a)
{
	struct rx_value r = rx_value_item(e, v, &a->v[0]);

	return r.kind == RX_VALUE_UNDEFINED ? a->v[1] : r;
}

static struct rx_value
m_keys(struct rx_eval *e, const struct rx_value *v, const struct rx_args *a)
{
	(void)a;
	return rx_list_of(e, v);
}

static struct rx_value
m_values(struct rx_eval *e, const struct rx_value *v, const struct rx_args *a)
{
	struct rx_made		made;
	struct rx_json_iter	it;
	struct rx_span		json;
	struct rx_value		one;

	(void)a;
	rx_made_begin(&made);
	if (rx_json_begin(&it, v->text))
		while (rx_eval_step(e) && rx_json_next(&it, NULL, &json)) {
			one = rx_value_of(e, json);
			rx_made_add(&made, &one);
		}
	return rx_made_end(&made, e);
}

static struct rx_value
m_items(struct rx_eval *e, const struct rx_value *v, const struct rx_args *a)
{
	return rx_eval_call(e, rx_def_find(RX_FILTERS, RX_SPAN("items")), v, a);
}

static struct rx_value
m_copy(struct rx_eval *e, const struct rx_value *v, const struct rx_args *a)
{
	(void)e;
	(void)a;
	return *v;
}

static struct rx_value
m_index(struct rx_eval *e, const struct rx_value *v, const struct rx_args *a)
{
	struct rx_list	l;
	struct rx_value	one;
	int64_t		i;

	rx_list_begin(&l, e, v);
	for (i = 0; rx_list_next(&l, &one); i++)
		if (rx_value_eq(&one, &a->v[0]))
			return rx_value_int(e, i);
	return rx_value_undefined();
}

static struct rx_value
m_count(struct rx_eval *e, const struct rx_value *v, const struct rx_args *a)
{
	struct rx_list	l;
	struct rx_value	one;
	int64_t		n = 0;

	rx_list_begin(&l, e, v);
	while (rx_list_next(&l, &one))
		n += rx_value_eq(&one, &a->v[0]);
	return rx_value_int(e, n);
}

const struct rx_def rx_dict_methods[] = {
	{ "get", "key default", 1, DICT, m_get, NULL },
	{ "keys", "", 0, DICT, m_keys, NULL },
	{ "values", "", 0, DICT, m_values, NULL },
	{ "items", "", 0, DICT, m_items, NULL },
	{ "copy", "", 0, DICT | LIST, m_copy, NULL },
	{ "index", "value", 1, LIST, m_index, NULL },
	{ "count", "value", 1, LIST, m_count, NULL },
	{ NULL, NULL, 0, 0, NULL, NULL }
};
