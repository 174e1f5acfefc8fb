/* May this value go where it would go?  By what is declared, and by the
 * contract; what happens to it if it may not. */
#include "lib/merge/nest.h"

static bool
is_key(const struct rx_sheet *s, const struct rx_seen *f)
{
	size_t i;

	for (i = 0; i < s->key.n; i++)
		if (rx_span_eq(s->key.field[i].name, f->name))
			return true;
	return false;
}

struct fault {
	enum rx_entity	 entity;
	const char	*why;
	struct rx_span	 field, value, source;
	bool		 whole;		/* the value can't be left out alone */
};

/* The first one ends the load; the rest of what was read is passed over. */
static enum rx_judgement
freeze(struct rx_merge *m, struct rx_load *l, const struct fault *f, struct rx_err *e)
{
	struct rx_err first = RX_ERR_INIT;

	if (l->refused)
		return RX_HALT;
	l->refused = true;
	rx_err_set(&first, RX_BAD_DATA, "%.*s: %s, and its contract is to freeze %s",
	    RX_FMT(l->resource), f->why, rx_entity_name(f->entity));
	rx_load_at(l, f->source, &first);
	rx_err_got(&first, f->value.p != NULL ? f->value : f->source);
	rx_err_hint(&first, "nothing of it was loaded; declare it in the source, or "
	    "--contract %.*s=%s=evolve", RX_FMT(l->resource), rx_entity_name(f->entity));
	if (!rx_load_fail(m, l, &first))
		rx_err_nomem(e);
	return RX_HALT;
}

static enum rx_judgement
punish(struct rx_merge *m, struct rx_load *l, const struct fault *f, struct rx_err *e)
{
	struct rx_err	why = RX_ERR_INIT;
	enum rx_mode	mode = l->form.contract.mode[f->entity];
	bool		ok;

	switch (mode) {
	case RX_FREEZE:
		return freeze(m, l, f, e);
	case RX_EVOLVE:
		rx_err_set(&why, RX_BAD_DATA, "%s", f->why);
		return rx_load_reject(m, l, f->source, &why, e) ? RX_ROW_OUT : RX_HALT;
	case RX_DISCARD_VALUE:
		if (!f->whole)
			return rx_load_discard(m, l, f->source, f->field, f->value, f->why, e) ?
			    RX_LEAVE_OUT : RX_HALT;
		break;
	case RX_DISCARD_ROW:
		break;
	}
	ok = rx_load_discard(m, l, f->source, RX_SPAN_NONE, RX_SPAN_NONE, f->why, e);
	return ok ? RX_ROW_OUT : RX_HALT;
}

/* Of a value at that field; before what is said of another table than the own
 * stands its name: "orders__items: ". */
static enum rx_judgement
punish_value(struct rx_merge *m, struct rx_load *l, const struct rx_sheet *s, struct fault *f,
    const struct rx_err *why, struct rx_err *e)
{
	struct rx_buf		b = RX_BUF_INIT(RX_BUF_TEXT);
	enum rx_judgement	j;

	if (s->parent != NULL) {
		rx_buf_span(&b, s->name);
		rx_buf_text(&b, ": ");
	}
	rx_buf_text(&b, why->what);
	f->why = rx_buf_str(&b);
	j = punish(m, l, f, e);
	rx_buf_free(&b);
	return j;
}

static enum rx_judgement
new_column(struct rx_merge *m, struct rx_load *l, struct rx_sheet *s, struct rx_seen *f,
    struct rx_span v, struct rx_span source, struct rx_err *e)
{
	struct rx_err	why = RX_ERR_INIT;
	struct fault	fault = { RX_COLUMNS, NULL, f->name, v, source, is_key(s, f) };

	rx_err_set(&why, RX_BAD_DATA, "the column %.*s is new", RX_FMT(f->name));
	return punish_value(m, l, s, &fault, &why, e);
}

/* Of a whole value, 1.0 is an integer as 1 is. */
static bool
is_alike(const struct rx_seen *f, struct rx_span v)
{
	enum rx_shade	shade = rx_shade_of(v);
	int64_t		i;

	return rx_shade_fits(shade, f->shade) || (shade == RX_SHADE_NUMBER &&
	    f->shade == RX_SHADE_INTEGER && rx_number_int64(v, &i));
}

static enum rx_judgement
other_type(struct rx_merge *m, struct rx_load *l, struct rx_sheet *s, struct rx_seen *f,
    struct rx_span v, struct rx_span source, struct rx_err *e)
{
	struct rx_err	why = RX_ERR_INIT;
	struct fault	fault = { RX_DATA_TYPE, NULL, f->name, v, source, is_key(s, f) };

	rx_err_set(&why, RX_BAD_DATA, "%.*s is %s, the column's type is %s", RX_FMT(f->name),
	    rx_json_kind_name(rx_json_kind(v)), rx_shade_name(f->shade));
	return punish_value(m, l, s, &fault, &why, e);
}

static enum rx_judgement
not_declared(struct rx_merge *m, struct rx_load *l, struct rx_sheet *s, struct rx_seen *f,
    struct rx_span v, struct rx_span source, struct rx_err *e)
{
	struct rx_err	why = RX_ERR_INIT;
	struct fault	fault = { RX_DATA_TYPE, NULL, f->name, v, source,
			    f->hint.required || is_key(s, f) };

	return rx_hint_check(&f->hint, f->name, v, &why) ? RX_TAKE :
	    punish_value(m, l, s, &fault, &why, e);
}

static void
learn(struct rx_sheet *s, struct rx_seen *f, struct rx_span v)
{
	enum rx_shade shade = rx_shade_wider(rx_shade_of(v), f->shade);

	if (f->known && f->seen && shade == f->shade)
		return;
	f->shade = shade;
	f->known = f->seen = true;
	s->dirty = true;
}

enum rx_judgement
rx_judge_value(struct rx_merge *m, struct rx_load *l, struct rx_sheet *s, struct rx_seen *f,
    struct rx_span v, struct rx_span source, struct rx_err *e)
{
	const struct rx_contract	*c = &l->form.contract;
	bool				 null = rx_json_kind(v) == RX_JSON_NULL;
	enum rx_judgement		 j;

	f->stamp = s->stamp;
	if (!f->known && !s->fresh && c->mode[RX_COLUMNS] != RX_EVOLVE)
		return null ? RX_LEAVE_OUT : new_column(m, l, s, f, v, source, e);
	if (f->hinted && (j = not_declared(m, l, s, f, v, source, e)) != RX_TAKE)
		return j;
	if (null)
		return RX_TAKE;
	if (f->hint.type == RX_HINT_NONE && c->mode[RX_DATA_TYPE] != RX_EVOLVE && !is_alike(f, v))
		return other_type(m, l, s, f, v, source, e);
	if (l->shape->keeps)
		learn(s, f, v);
	return RX_TAKE;
}

enum rx_judgement
rx_judge_row(struct rx_merge *m, struct rx_load *l, struct rx_sheet *s, struct rx_span source,
    struct rx_err *e)
{
	enum rx_judgement	j = RX_TAKE;
	size_t			i;

	if (l->how.patch && s->parent == NULL)
		return RX_TAKE;
	for (i = 0; j == RX_TAKE && s->required > 0 && i < s->n; i++)
		if (s->v[i].hint.required && s->v[i].stamp != s->stamp)
			j = not_declared(m, l, s, &s->v[i], RX_SPAN_NONE, source, e);
	return j;
}

enum rx_judgement
rx_judge_table(struct rx_merge *m, struct rx_load *l, struct rx_span name, struct rx_span source,
    struct rx_err *e)
{
	struct rx_err	why = RX_ERR_INIT;
	struct fault	fault = { RX_TABLES, why.what, name, RX_SPAN_NONE, source, true };

	rx_err_set(&why, RX_BAD_DATA, "the table %.*s is new", RX_FMT(name));
	return punish(m, l, &fault, e);
}
