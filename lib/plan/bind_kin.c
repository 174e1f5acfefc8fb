/* bind_kin: what a parent's request had too, and rows that belong together. */
#include "lib/plan/expand.h"

#include <string.h>

static void
drop_column(struct rx_axis *x, unsigned hole)
{
	unsigned i;

	for (i = 0; i < x->ncolumns && x->columns[i].hole != hole; i++)
		continue;
	if (i == x->ncolumns)
		return;
	memmove(&x->columns[i], &x->columns[i + 1], (x->ncolumns - i - 1) * sizeof(*x->columns));
	x->ncolumns--;
}

static bool
same_field(const struct rx_node *a, const struct rx_node *b)
{
	return a != NULL && b != NULL &&
	    rx_node_equal(rx_node_get(a, "resource"), rx_node_get(b, "resource")) &&
	    rx_node_equal(rx_node_get(a, "field"), rx_node_get(b, "field"));
}

/* The member of the parent's part that is this placeholder's value. */
static struct rx_span
part_member(const struct rx_res *parent, const struct rx_hole *h)
{
	unsigned i;

	for (i = 0; i < parent->nholes; i++)
		if (parent->holes[i].kind == RX_HOLE_NAME && rx_span_eq(parent->holes[i].name,
		    h->name))
			return h->name;
	for (i = 0; i < parent->nholes; i++)
		if (parent->holes[i].kind == RX_HOLE_NAME && same_field(parent->holes[i].resolve,
		    h->resolve))
			return parent->holes[i].name;
	return RX_SPAN_NONE;
}

/* Is the axis that of this placeholder's own parent? */
static bool
own_parent(const struct rx_axis *x, const struct rx_hole *h)
{
	return h->axis >= 0 && x->parent != NULL && h->resolve != NULL &&
	    rx_span_eq(rx_node_text(rx_node_get(h->resolve, "resource")), x->parent->name);
}

/* A placeholder of below that a record of above gives, which tells the pairs. */
static const struct rx_hole *
joint(const struct rx_res *below, const struct rx_res *above)
{
	const struct rx_hole *h;

	for (h = below->holes; h < below->holes + below->nholes; h++)
		if (h->kind == RX_HOLE_NAME && h->resolve != NULL &&
		    rx_span_eq(rx_node_text(rx_node_get(h->resolve, "resource")), above->name))
			return h;
	return NULL;
}

/* Rows of a parent and of its own child belong together when the child's
 * request had that parent's value. */
static bool
link_axes(struct rx_res *r, struct rx_axis *above, struct rx_axis *below, const struct rx_hole *h)
{
	struct rx_column	*c;
	unsigned		 hole = rx_res_hole(r, RX_HOLE_LINK, h->name);

	if (above->link >= 0 || below->link >= 0)
		return true;
	above->link = (int)above->ncolumns;
	below->link = (int)below->ncolumns;
	rx_axis_column(r, below, hole)->of_part = h->name;
	c = rx_axis_column(r, above, hole);
	return rx_column_fields(r, c, rx_node_get(h->resolve, "field"), false);
}

static bool
unrelated(struct rx_res *r, const struct rx_hole *h, const struct rx_res *above,
    const struct rx_res *below)
{
	struct rx_err *e = rx_res_fault(r, h->resolve,
	    "{%.*s} of %.*s can't be told from the records of "
	    "%.*s, whose requests don't carry it", RX_FMT(h->name), RX_FMT(above->name),
	    RX_FMT(below->name));

	if (e != NULL)
		rx_err_hint(e, "give %.*s include_from_parent, and resolve {%.*s} from its field",
		    RX_FMT(below->name), RX_FMT(h->name));
	return false;
}

static bool
is_other(const struct rx_res *r, const struct rx_axis *x, const struct rx_hole *h)
{
	return x->kind == RX_AXIS_RECORDS && x->parent != NULL &&
	    (h->axis < 0 || x != &r->axes[h->axis]) && x->ncolumns > 0 && !own_parent(x, h);
}

/* Of the parents whose requests had the placeholder, the nearest: what it
 * carries came from the others. */
static struct rx_axis *
carrier(struct rx_res *r, const struct rx_hole *h)
{
	struct rx_axis *best = NULL, *x;

	for (x = r->axes; x < r->axes + r->naxes; x++)
		if (is_other(r, x, h) && part_member(x->parent, h).p != NULL &&
		    (best == NULL || rx_res_descends(x->parent, best->parent)))
			best = x;
	return best;
}

/* A placeholder that a parent's request had keeps that request's value: never
 * the product of rows that don't belong together. */
bool
rx_hole_keep(struct rx_res *r, unsigned i)
{
	struct rx_hole	*h = &r->holes[i];
	struct rx_axis	*x = carrier(r, h), *mine = h->axis >= 0 ? &r->axes[h->axis] : NULL;
	const struct rx_hole *common;

	if (x != NULL) {
		if (mine != NULL)
			drop_column(mine, i);
		rx_axis_column(r, x, i)->of_part = part_member(x->parent, h);
		return true;
	}
	for (x = r->axes; x < r->axes + r->naxes; x++)
		if (is_other(r, x, h) && mine != NULL && mine->parent != NULL &&
		    rx_res_descends(x->parent, mine->parent))
			return (common = joint(x->parent, mine->parent)) != NULL ?
			    link_axes(r, mine, x, common) :
			    unrelated(r, h, mine->parent, x->parent);
	return true;
}

/* Rows of two resources whose requests both had a placeholder of this one
 * belong together when it had the same value. */
static void
link_siblings(struct rx_res *r, struct rx_axis *x, struct rx_axis *y)
{
	for (unsigned i = 0; i < r->nholes; i++) {
		struct rx_hole	h = r->holes[i];
		struct rx_span	a = part_member(x->parent, &h), b = part_member(y->parent, &h);
		unsigned	hole;

		if (h.kind != RX_HOLE_NAME || a.p == NULL || b.p == NULL)
			continue;
		hole = rx_res_hole(r, RX_HOLE_LINK, h.name);
		x->link = (int)x->ncolumns;
		y->link = (int)y->ncolumns;
		rx_axis_column(r, x, hole)->of_part = a;
		rx_axis_column(r, y, hole)->of_part = b;
		return;
	}
}

static bool
from_pipe(const struct rx_axis *x)
{
	return x->kind == RX_AXIS_RECORDS && x->parent != NULL && !x->file && x->ncolumns > 0 &&
	    x->link < 0;
}

bool
rx_axes_link(struct rx_res *r)
{
	for (struct rx_axis *x = r->axes; x < r->axes + r->naxes; x++)
		for (struct rx_axis *y = r->axes; y < r->axes + r->naxes; y++) {
			const struct rx_hole *h;

			if (x == y || !from_pipe(x) || !from_pipe(y))
				continue;
			h = rx_res_descends(y->parent, x->parent) ? joint(y->parent, x->parent) :
			    NULL;
			if (h != NULL && !link_axes(r, x, y, h))
				return false;
			else if (h == NULL && !rx_res_descends(x->parent, y->parent))
				link_siblings(r, x, y);
		}
	return true;
}
