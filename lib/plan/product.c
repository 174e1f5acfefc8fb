/* product: the requests of a resource, one for each tuple of bound values. */
#include "lib/plan/expand.h"

#include <string.h>

#include "rx/rows.h"

/* -- rows ----------------------------------------------------------------- */

/* Where the rows of that link begin; with make, a place for it. */
static void **
link_place(struct rx_axis *x, struct rx_span text, bool make)
{
	struct rx_fnv d = rx_fnv_start();

	rx_fnv_add(&d, text);
	return rx_known_value(&x->linked, d, make);
}

/* A linked row begins with the place of the one before it, from 1; 0: none. */
static bool
chain(struct rx_axis *x, struct rx_span value)
{
	struct rx_buf	text = RX_BUF_INIT(RX_BUF_LINE);
	void		**slot = NULL;
	size_t		before;

	if (rx_json_text(&text, value))
		slot = link_place(x, rx_buf_view(&text), true);
	rx_buf_free(&text);
	if (slot == NULL)
		return false;
	before = (size_t)(uintptr_t)*slot;
	*slot = (void *)(uintptr_t)(x->kept.n + 1);
	return rx_buf_add(&x->kept, &before, sizeof(before));
}

bool
rx_row_keep(struct rx_axis *x, const struct rx_span *values)
{
	struct rx_fnv	d = rx_fnv_start();
	unsigned	i;
	int		fresh;

	for (i = 0; i < x->ncolumns; i++)
		rx_fnv_add(&d, values[i]);
	if ((fresh = rx_known_add(&x->seen, d)) <= 0)
		return fresh == 0;
	if (x->link >= 0 && !chain(x, values[x->link]))
		return false;
	for (i = 0; i < x->ncolumns; i++) {
		rx_buf_add(&x->kept, &values[i].n, sizeof(values[i].n));
		rx_buf_span(&x->kept, values[i]);
	}
	return !x->kept.failed;
}

static size_t
take_value(const struct rx_buf *b, size_t at, struct rx_span *value)
{
	memcpy(&value->n, b->p + at, sizeof(value->n));
	value->p = b->p + at + sizeof(value->n);
	return at + sizeof(value->n) + value->n;
}

/* The value as text.  Of a placeholder it was looked at before. */
static void
set_cell(struct rx_res *r, unsigned hole, struct rx_span json)
{
	r->cells[hole].json = json;
	r->cells[hole].text = json;
	if (rx_json_kind(json) != RX_JSON_STRING)
		return;
	r->cells[hole].text = (struct rx_span){ json.p + 1, json.n - 2 };
	if (memchr(json.p, '\\', json.n) != NULL)
		r->cells[hole].text = rx_arena_text(&r->plan->scratch, json);
}

/* -- one request ---------------------------------------------------------- */

static void
write_part(struct rx_res *r, struct rx_buf *b)
{
	unsigned i;

	rx_buf_reset(b);
	rx_buf_byte(b, '{');
	for (i = 0; i < r->nholes; i++) {
		if (r->holes[i].kind != RX_HOLE_NAME)
			continue;
		if (b->n > 1)
			rx_buf_byte(b, ',');
		rx_json_quote(b, r->holes[i].name);
		rx_buf_byte(b, ':');
		rx_json_quote(b, r->cells[i].text);
	}
	rx_buf_byte(b, '}');
}

/* The part with the window that is asked for. */
static void
add_window(struct rx_res *r, struct rx_buf *b, size_t n)
{
	size_t end;

	b->n = n - 1;
	if (n > 2)
		rx_buf_byte(b, ',');
	rx_buf_text(b, "\"window\":");
	end = b->n;
	if (!rx_window_sent(r, b))
		b->n = n > 2 ? end - sizeof(",\"window\":") + 1 : end - sizeof("\"window\":") + 1;
	rx_buf_byte(b, '}');
}

/* A failure of the data at hand: told once, the other rows go on. */
static bool
fails(struct rx_res *r, const struct rx_err *why, struct rx_err *e)
{
	if (why->exit == RX_FAILED) {
		*e = *why;
		return false;
	}
	if (r->failed)
		return true;
	r->failed = true;
	return rx_plan_tell(r->plan, why, r->name, e);
}

static bool
send(struct rx_res *r, size_t n, struct rx_err *e)
{
	struct rx_plan	*p = r->plan;
	struct rx_kept	*kept;
	struct rx_err	 why = RX_ERR_INIT;

	add_window(r, &p->part, n);
	p->resume = RX_SPAN_NONE;
	if (r->state.resumes && (kept = rx_plan_kept(p, r, rx_buf_view(&p->part), true,
	    false)) != NULL) {
		if (kept->done)
			return true;
		p->resume = rx_res_resume(r, kept);
	}
	rx_buf_reset(&p->line);
	if (!rx_mold_fill(&r->mold, &p->line, &why))
		return fails(r, &why, e);
	return rx_plan_put(p, &p->line, e);
}

/* All cells are filled: the requests of this part, one for each window. */
static bool
emit(struct rx_res *r, struct rx_err *e)
{
	struct rx_plan		*p = r->plan;
	struct rx_fnv	 d = rx_fnv_start();
	struct rx_range		 range;
	struct rx_kept		*kept;
	struct rx_err		 why = RX_ERR_INIT;
	size_t			 n;
	int			 fresh;

	write_part(r, &p->part);
	n = p->part.n;
	rx_fnv_add(&d, r->name);
	rx_fnv_add(&d, rx_buf_view(&p->part));
	if ((fresh = rx_known_add(&p->parts, d)) < 0)
		return rx_err_nomem(e);
	if (fresh == 0)
		return true;
	kept = rx_plan_kept(p, r, rx_buf_view(&p->part), false, false);
	if (!rx_window_first(r, &range, kept, &why))
		return fails(r, &why, e);
	do {
		if (r->window.fault.exit != RX_OK)
			return fails(r, &r->window.fault, e);
		if (!send(r, n, e))
			return false;
	} while (rx_window_next(r, &range));
	return true;
}

/* -- the product ---------------------------------------------------------- */

static bool multiply(struct rx_res *, unsigned i, int given, struct rx_err *);

/* One row of axis i, at a place in its rows, with all that the others have. */
static bool
with_row(struct rx_res *r, unsigned i, int given, size_t *at, struct rx_err *e)
{
	struct rx_axis	*x = &r->axes[i];
	struct rx_span	 value;
	unsigned	 c;

	for (c = 0; c < x->ncolumns; c++) {
		*at = take_value(&x->kept, *at, &value);
		set_cell(r, x->columns[c].hole, value);
	}
	return multiply(r, i + 1, given, e);
}

/* Those rows of axis i that belong to the link that is set. */
static bool
with_linked(struct rx_res *r, unsigned i, int given, struct rx_cell *link, struct rx_err *e)
{
	struct rx_axis		*x = &r->axes[i];
	const struct rx_cell	 set = *link;
	void			**slot = link_place(x, set.text, false);
	size_t			 next = slot != NULL ? (size_t)(uintptr_t)*slot : 0, at;
	bool			 ok = true;

	while (ok && next > 0) {
		at = next - 1;
		memcpy(&next, x->kept.p + at, sizeof(next));
		at += sizeof(next);
		ok = with_row(r, i, given, &at, e);
	}
	*link = set;
	return ok;
}

/* Axes from number i on; that of given has its row in the cells already. */
static bool
multiply(struct rx_res *r, unsigned i, int given, struct rx_err *e)
{
	struct rx_axis	*x;
	struct rx_cell	*link;
	size_t		 at;
	bool		 ok = true;

	while (i < r->naxes && ((int)i == given || r->axes[i].ncolumns == 0))
		i++;
	if (i == r->naxes)
		return emit(r, e);
	x = &r->axes[i];
	link = x->link >= 0 ? &r->cells[x->columns[x->link].hole] : NULL;
	if (link != NULL && link->text.p != NULL)
		return with_linked(r, i, given, link, e);
	for (at = 0; ok && at < x->kept.n;) {
		at += link != NULL ? sizeof(size_t) : 0;
		ok = with_row(r, i, given, &at, e);
	}
	if (link != NULL)
		*link = (struct rx_cell){ RX_SPAN_NONE, RX_SPAN_NONE };
	return ok;
}

/* -- records -------------------------------------------------------------- */

static bool
scalar(struct rx_span v)
{
	switch (rx_json_kind(v)) {
	case RX_JSON_STRING:
	case RX_JSON_NUMBER:
	case RX_JSON_TRUE:
	case RX_JSON_FALSE:
		return true;
	default:
		return false;
	}
}

/* A member by its whole name, which is what most paths are. */
static struct rx_span
field_value(struct rx_span data, struct rx_span path)
{
	struct rx_span v = rx_json_member(data, path);

	return v.p != NULL ? v : rx_path_get(data, path);
}

static struct rx_span
column_value(const struct rx_column *c, struct rx_span data, struct rx_span part)
{
	struct rx_span	v = RX_SPAN_NONE;
	size_t		i;

	if (c->of_part.p != NULL && part.p != NULL)
		v = rx_json_member(part, c->of_part);
	if (c->of_part.p != NULL && v.p == NULL && c->nfields == 0)
		v = rx_json_member(data, c->of_part);
	for (i = 0; i < c->nfields && !scalar(v); i++)
		v = field_value(data, c->fields[i]);
	return v;
}

/* What is a value of its own in a JSON body may be null, a list or an object. */

static bool
fits(const struct rx_res *r, const struct rx_column *c, struct rx_span v)
{
	const struct rx_hole *h = &r->holes[c->hole];

	if (h->kind == RX_HOLE_INCLUDE || (h->kind == RX_HOLE_NAME && !h->text && !h->url))
		return v.p != NULL;
	return scalar(v) && !(v.n == 2 && v.p[0] == '"' && h->url);
}

/* Will this row be wanted again, when a record of another parent comes? */
static bool
wanted_again(const struct rx_res *r, const struct rx_axis *x)
{
	const struct rx_axis *y;

	for (y = r->axes; y < r->axes + r->naxes; y++)
		if (y != x && y->kind == RX_AXIS_RECORDS && y->ncolumns > 0 &&
		    (y->file || y->parent == NULL || !y->parent->ended))
			return true;
	return false;
}

bool
rx_res_feed(struct rx_res *r, unsigned axis, struct rx_span data, struct rx_span part,
    struct rx_err *e)
{
	struct rx_axis	*x = &r->axes[axis];
	struct rx_span	 values[RX_HOLES];
	struct rx_err	 why = RX_ERR_INIT;
	unsigned	 i;

	for (i = 0; i < r->nholes; i++)
		if (r->holes[i].kind == RX_HOLE_LINK)
			r->cells[i] = (struct rx_cell){ RX_SPAN_NONE, RX_SPAN_NONE };
	for (i = 0; i < x->ncolumns; i++) {
		values[i] = column_value(&x->columns[i], data, part);
		if (!fits(r, &x->columns[i], values[i])) {
			rx_res_lacks(r, x, &x->columns[i], data, values[i], &why);
			return fails(r, &why, e);
		}
		set_cell(r, x->columns[i].hole, values[i]);
	}
	if (wanted_again(r, x) && !rx_row_keep(x, values))
		return rx_err_nomem(e);
	return multiply(r, 0, (int)axis, e);
}

bool
rx_res_requests(struct rx_res *r, struct rx_err *e)
{
	unsigned	i;
	bool		records = false;

	for (i = 0; i < r->naxes; i++) {
		if (r->axes[i].kind != RX_AXIS_RECORDS || r->axes[i].ncolumns == 0)
			continue;
		records = true;
		if (r->axes[i].file && !rx_parents_read(r, i, e))
			return false;
	}
	return records || multiply(r, 0, -1, e);
}
