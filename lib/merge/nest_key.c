/* What tells the rows of a load's tables apart. */
#include "lib/merge/nest.h"

struct path {			/* of a key field */
	struct rx_buf	 place, rest;	/* unfolded; and what is left in the value, as JSON */
	unsigned long	 levels;
};

static bool
add_name(void *arg, unsigned i, struct rx_span name)
{
	struct path *p = arg;

	if (i > p->levels) {
		rx_buf_byte(&p->rest, ',');
		return rx_json_quote(&p->rest, name);
	}
	if (i > 0)
		rx_buf_byte(&p->place, RX_PLACE);
	return rx_buf_span(&p->place, name);
}

/* The field as the resource's own table has it: a.b is a__b there. */
static bool
map_field(const struct rx_load *l, const struct rx_key_field *f, struct rx_key *to,
    struct rx_err *e)
{
	struct path	 p = { RX_BUF_INIT(RX_BUF_LINE), RX_BUF_INIT(RX_BUF_LINE), l->form.nest };
	struct rx_buf	 json = RX_BUF_INIT(RX_BUF_LINE);
	struct rx_seen	*seen = NULL;
	bool		 ok = f->nested ? rx_key_names(f, add_name, &p) :
	    rx_buf_span(&p.place, f->name);

	ok = ok && !p.place.failed && (seen = rx_sheet_add(l->shape->first,
	    rx_buf_view(&p.place))) != NULL;
	if (ok && p.rest.n > 0) {
		rx_buf_byte(&json, '[');
		rx_json_quote(&json, seen->name);
		rx_buf_span(&json, rx_buf_view(&p.rest));
		ok = rx_buf_byte(&json, ']');
	}
	ok = !ok ? rx_err_nomem(e) : p.rest.n > 0 ? rx_key_add_json(to, rx_buf_view(&json), e) :
	    rx_key_add(to, seen->name, e);
	rx_buf_free(&p.place);
	rx_buf_free(&p.rest);
	rx_buf_free(&json);
	return ok;
}

static bool
map_key(const struct rx_load *l, const struct rx_key *from, struct rx_key *to, struct rx_err *e)
{
	size_t i;

	rx_key_free(to);
	for (i = 0; i < from->n; i++)
		if (!map_field(l, &from->field[i], to, e))
			return false;
	return true;
}

bool
rx_shape_link(const struct rx_load *l, size_t i, struct rx_buf *b)
{
	struct rx_span	name = l->shape->link.field[i].name;
	bool		own = rx_span_starts(name, "_rx_");

	rx_buf_byte(b, '_');
	rx_buf_span(b, l->name);
	rx_buf_byte(b, '_');
	return rx_buf_span(b, own ? rx_span_cut(name, 1) : name);
}

/* What names the record within a table of a list: _orders_id. */
static bool
add_root(const struct rx_load *l, struct rx_key *to, struct rx_err *e)
{
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_LINE);
	size_t		i;
	bool		ok = true;

	for (i = 0; ok && i < l->shape->link.n; i++) {
		rx_buf_reset(&b);
		ok = rx_shape_link(l, i, &b) ? rx_key_add(to, rx_buf_view(&b), e) :
		    rx_err_nomem(e);
	}
	rx_buf_free(&b);
	return ok;
}

/* The places in the lists above, and in its own: _items_idx, _rx_idx. */
static bool
add_places(const struct rx_sheet *s, struct rx_key *to, struct rx_err *e)
{
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_LINE);
	bool		ok;

	if (s->parent == NULL)
		return true;
	if (!add_places(s->parent, to, e))
		return false;
	if (s->parent->parent != NULL) {
		rx_buf_byte(&b, '_');
		rx_place_join(&b, s->parent->path);
		ok = rx_buf_text(&b, "_idx") ? rx_key_add(to, rx_buf_view(&b), e) :
		    rx_err_nomem(e);
		rx_buf_free(&b);
		return ok;
	}
	return true;
}

bool
rx_shape_by_id(const struct rx_load *l)
{
	return l->disposition != RX_MERGE ||
	    (l->how.strategy != RX_SCD2 && rx_load_keyless(l));
}

/* The rows of lists belong to a record by its key, of versions to that one. */
static bool
set_link(struct rx_load *l, struct rx_err *e)
{
	const struct rx_key	*key = &l->shape->first->key;
	struct rx_key		*link = &l->shape->link;
	size_t			 i;

	rx_key_free(link);
	if (rx_shape_by_id(l))
		return rx_key_add(link, RX_SPAN("_rx_id"), e);
	if (l->how.strategy == RX_SCD2)
		return rx_key_add(link, l->how.scd2.version, e);
	for (i = 0; i < key->n; i++)
		if (!rx_key_add_json(link, key->field[i].path, e))
			return false;
	return true;
}

/* Of the resource's own table; *changed if it is another than it was. */
static bool
set_root(struct rx_load *l, bool *changed, struct rx_err *e)
{
	struct rx_sheet	*s = l->shape->first;
	struct rx_key	 key = RX_KEY_INIT;

	if (!map_key(l, &l->key, &key, e)) {
		rx_key_free(&key);
		return false;
	}
	*changed = !rx_key_same(&key, &s->key);
	if (*changed)
		rx_key_move(&s->key, &key);
	rx_key_free(&key);
	if ((*changed || l->shape->link.n == 0) && !set_link(l, e))
		return false;
	return s->merge_key.n > 0 || map_key(l, &l->how.merge_key, &s->merge_key, e);
}

bool
rx_shape_keys(struct rx_load *l, struct rx_err *e)
{
	struct rx_sheet	*s;
	bool		 changed = false;

	if (!set_root(l, &changed, e))
		return false;
	for (s = l->shape->first->next; s != NULL && l->disposition == RX_MERGE; s = s->next) {
		if (s->key.n > 0 && !changed)
			continue;
		rx_key_free(&s->key);
		rx_key_free(&s->merge_key);
		if (!add_root(l, &s->merge_key, e) || !add_root(l, &s->key, e) ||
		    !add_places(s, &s->key, e) || !rx_key_add(&s->key, RX_SPAN("_rx_idx"), e))
			return false;
	}
	return true;
}
