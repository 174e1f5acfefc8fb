/* bind: where the values of a resource's placeholders come from (dialect 9). */
#include "lib/plan/expand.h"


/* In a whole run, and in mid-pipe, parents' records come by themselves. */
static bool
piped(const struct rx_plan *p)
{
	return p->given.pipe || p->whole;
}

/* -- axes ----------------------------------------------------------------- */

static struct rx_axis *
new_axis(struct rx_res *r, int kind)
{
	struct rx_axis *x;

	if (r->naxes == RX_AXES) {
		(void)rx_res_fault(r, NULL, "more than %d sources of values", RX_AXES);
		return NULL;
	}
	x = &r->axes[r->naxes++];
	x->kind = kind;
	x->link = -1;
	x->kept = (struct rx_buf)RX_BUF_INIT((size_t)1 << 32);
	x->columns = rx_arena_get(&r->plan->arena, RX_HOLES * sizeof(*x->columns));
	return x->columns != NULL ? x : NULL;
}

struct rx_column *
rx_axis_column(struct rx_res *r, struct rx_axis *x, unsigned hole)
{
	struct rx_column *c = &x->columns[x->ncolumns++];

	*c = (struct rx_column){ .hole = hole };
	r->holes[hole].axis = (int)(x - r->axes);
	return c;
}

static bool
add_value(struct rx_res *r, struct rx_axis *x, const struct rx_node *n)
{
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_TEXT);
	bool		ok = true;

	if (n->kind == RX_JSON_OBJECT || n->kind == RX_JSON_ARRAY || n->kind == RX_JSON_NULL) {
		(void)rx_res_fault(r, n, "{%.*s} can't be %s",
		    RX_FMT(r->holes[x->columns[0].hole].name),
		    rx_json_kind_name(n->kind));
		return false;
	}
	rx_node_write(&b, n);
	rx_fnv_add(&r->hash, rx_buf_view(&b));
	ok = rx_row_keep(x, (struct rx_span[]){ rx_buf_view(&b) });
	rx_buf_free(&b);
	return ok;
}

/* One request for each of a list's values; anything else is one value. */
static bool
bind_values(struct rx_res *r, unsigned hole, const struct rx_node *n)
{
	struct rx_axis		*x;
	const struct rx_node	*c;

	if (n == NULL || (x = new_axis(r, RX_AXIS_VALUES)) == NULL)
		return false;
	rx_axis_column(r, x, hole);
	if (n->kind != RX_JSON_ARRAY)
		return add_value(r, x, n);
	for (c = n->first; c != NULL; c = c->next)
		if (!add_value(r, x, c))
			return false;
	return true;
}

bool
rx_column_fields(struct rx_res *r, struct rx_column *c, const struct rx_node *field, bool id)
{
	struct rx_span	 two[2] = { r->holes[c->hole].name, RX_SPAN("id") };
	size_t		 n = field == NULL ? (id ? 2 : 1) : field->kind == RX_JSON_ARRAY ?
	    field->n : 1, i;

	if ((c->fields = rx_arena_get(&r->plan->arena, (n + 1) * sizeof(*c->fields))) == NULL)
		return false;
	for (i = 0; i < n; i++)
		c->fields[i] = field == NULL ? two[i] : field->kind == RX_JSON_ARRAY ?
		    rx_node_at(field, (unsigned)i)->text : field->text;
	c->nfields = n;
	return true;
}

static bool
bind_records(struct rx_res *r, unsigned hole, struct rx_res *parent, bool file,
    const struct rx_node *field, bool id)
{
	struct rx_axis		*x = NULL;
	struct rx_column	*c;
	unsigned		 i;

	for (i = 0; i < r->naxes; i++)
		if (r->axes[i].kind == RX_AXIS_RECORDS && r->axes[i].parent == parent &&
		    r->axes[i].file == file)
			x = &r->axes[i];
	if (x == NULL && (x = new_axis(r, RX_AXIS_RECORDS)) == NULL)
		return false;
	x->parent = parent;
	x->file = file;
	c = rx_axis_column(r, x, hole);
	/* records of nobody knows whom may tell what their own request had */
	if (parent == NULL)
		c->of_part = r->holes[hole].name;
	return rx_column_fields(r, c, field, id);
}

/* -- one placeholder ------------------------------------------------------ */

static struct rx_res *
parent_res(struct rx_res *r, const struct rx_node *resolve)
{
	struct rx_span	 name = rx_node_text(rx_node_get(resolve, "resource"));
	struct rx_res	*p = rx_plan_find(r->plan, name);
	struct rx_err	*e;
	const char	*near;

	if (p == NULL) {
		e = rx_res_fault(r, resolve, "its parent %.*s is no resource of the source",
		    RX_FMT(name));
		if (e != NULL && (near = rx_plan_nearest(r->plan, name)) != NULL)
			rx_err_hint(e, "did you mean %s?", near);
		return NULL;
	}
	if (p == r) {
		(void)rx_res_fault(r, resolve, "it would be its own parent");
		return NULL;
	}
	return p;
}

static const struct rx_router *
router_of(const struct rx_res *r, struct rx_span name)
{
	const struct rx_router *x = r->routers;

	while (x != NULL && !rx_span_eq(x->name, name))
		x = x->next;
	return x;
}

/* The last placeholder of the request may be the id of --parents' records;
 * another one must be a field of that name. */
static bool
last_name(const struct rx_res *r, unsigned hole)
{
	for (hole++; hole < r->nholes; hole++)
		if (r->holes[hole].kind == RX_HOLE_NAME)
			return false;
	return true;
}

static bool
bind_parent(struct rx_res *r, unsigned i, const struct rx_node *resolve, bool *done)
{
	const struct rx_node	*field = rx_node_get(resolve, "field");
	struct rx_res		*p = parent_res(r, resolve);

	*done = true;
	if (p == NULL)
		return false;
	if (rx_parents_has(r->plan, p->name))
		return bind_records(r, i, p, true, field, true);
	if (piped(r->plan))
		return bind_records(r, i, p, false, field, true);
	if (rx_parents_has(r->plan, RX_SPAN_NONE))
		return bind_records(r, i, NULL, true, field, true);
	*done = false;
	return true;
}

static bool
bind_router(struct rx_res *r, unsigned i, const struct rx_router *x)
{
	struct rx_node *n;

	n = rx_res_settle(r, x->values, true);
	return n != NULL && bind_values(r, i, rx_settings_list(&r->plan->settings, n));
}

static bool
bind_name(struct rx_res *r, unsigned i)
{
	struct rx_settings	*st = &r->plan->settings;
	struct rx_hole		*h = &r->holes[i];
	bool			 inferred = rx_node_true(rx_node_get(h->resolve, "inferred"));
	const struct rx_router	*x = router_of(r, h->name);
	struct rx_node		*n;
	bool			 done = false;

	if (h->resolve != NULL && !inferred && (!bind_parent(r, i, h->resolve, &done) || done))
		return done && h->axis >= 0;
	if (x != NULL)
		return bind_router(r, i, x);
	if ((n = rx_settings_sets(st, r->name, h->name, true)) != NULL ||
	    (n = rx_settings_sets(st, r->name, h->name, false)) != NULL)
		return bind_values(r, i, n->n == 1 ? rx_settings_list(st, n->first) : n);
	if (r->plan->given.nparents > 0 && h->resolve != NULL &&
	    rx_parents_has(r->plan, rx_node_text(rx_node_get(h->resolve, "resource"))))
		return bind_parent(r, i, h->resolve, &done);
	if (rx_parents_has(r->plan, RX_SPAN_NONE))
		return bind_records(r, i, NULL, true, NULL, last_name(r, i));
	if ((n = rx_settings_get(st, r->name, h->name)) != NULL)
		return bind_values(r, i, rx_settings_list(st, n));
	return h->resolve == NULL || bind_parent(r, i, h->resolve, &done);
}

/* -- all of them ---------------------------------------------------------- */

static bool
bind_includes(struct rx_res *r)
{
	unsigned i, k;

	for (i = 0; i < r->nholes; i++) {
		struct rx_node *field;

		if (r->holes[i].kind != RX_HOLE_INCLUDE)
			continue;
		for (k = 0; k < r->naxes; k++)
			if (r->axes[k].kind == RX_AXIS_RECORDS && r->axes[k].ncolumns > 0)
				break;
		if (k == r->naxes)
			continue;
		field = rx_node_string(&r->plan->arena, r->holes[i].name);
		if (field == NULL ||
		    !rx_column_fields(r, rx_axis_column(r, &r->axes[k], i), field, false))
			return false;
	}
	return true;
}

static void
list_parents(struct rx_res *r)
{
	unsigned i;

	for (i = 0; i < r->naxes; i++)
		if (r->axes[i].kind == RX_AXIS_RECORDS && !r->axes[i].file &&
		    r->axes[i].ncolumns > 0)
			r->parents[r->nparents++] = r->axes[i].parent->name;
}

bool
rx_res_bind(struct rx_res *r)
{
	unsigned i;

	for (i = 0; i < r->nholes; i++)
		if (r->holes[i].kind == RX_HOLE_NAME && !bind_name(r, i))
			return false;
	for (i = 0; i < r->naxes; i++)
		if (r->axes[i].parent != NULL)
			(void)rx_res_ready(r->axes[i].parent);
	for (i = 0; i < r->nholes; i++)
		if (r->holes[i].kind == RX_HOLE_NAME && !rx_hole_keep(r, i))
			return false;
	for (i = 0; i < r->nholes; i++)
		if (r->holes[i].kind == RX_HOLE_NAME && r->holes[i].axis < 0) {
			rx_res_unbound(r);
			return false;
		}
	if (!rx_axes_link(r) || !bind_includes(r))
		return false;
	list_parents(r);
	return true;
}
