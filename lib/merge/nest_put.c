/* The rows of a load's records are put: first all of its own table, then
 * those of the lists of the records that were taken. */
#include "lib/merge/nest.h"

struct storing {
	struct rx_merge	*m;
	struct rx_load	*l;
	size_t		 at;		/* row that was rejected last */
	struct rx_err	*e;
};

static struct rx_nest_row *
row_of(struct storing *s, struct rx_span record)
{
	struct rx_shape	*sh = s->l->shape;
	size_t		 i;

	for (i = 0; i < sh->n; i++, s->at++) {
		s->at = s->at < sh->n ? s->at : 0;
		if (sh->rows[s->at].r.data.p == record.p)
			return &sh->rows[s->at];
	}
	return NULL;
}

/* The record as it came; of a list's row the value that it comes from. */
static bool
reject_row(struct storing *s, struct rx_nest_row *row, const struct rx_err *why)
{
	struct rx_err own = *why;

	row->dead = true;
	if (row->sheet->parent != NULL)
		rx_err_set(&own, RX_BAD_DATA, "%.*s: %s", RX_FMT(row->sheet->name), why->what);
	return rx_load_reject(s->m, s->l, row->source, &own, s->e);
}

static bool
reject(void *arg, struct rx_span record, const struct rx_err *why)
{
	struct storing	*s = arg;
	struct rx_nest_row	*row = row_of(s, record);

	return row != NULL ? reject_row(s, row, why) :
	    rx_load_reject(s->m, s->l, record, why, s->e);
}

static bool
put(struct storing *s, struct rx_table *table, struct rx_nest_row *row)
{
	struct rx_err why = RX_ERR_INIT;

	switch (s->m->kind->put(table, row->op, &row->r, row->part, &why)) {
	case RX_PUT_OK:
		return true;
	case RX_PUT_REJECTED:
		return reject_row(s, row, &why);
	default:
		*s->e = why;
		return false;
	}
}

static bool
flush(struct storing *s, struct rx_table *table)
{
	return s->m->kind->flush == NULL || s->m->kind->flush(table, reject, s, s->e);
}

static bool
put_own(struct storing *s)
{
	struct rx_shape	*sh = s->l->shape;
	size_t		 i;

	for (i = 0; i < sh->n; i = sh->rows[i].end)
		if (!put(s, s->l->table, &sh->rows[i]))
			return false;
	return flush(s, s->l->table);
}

static bool
clear(struct storing *s, struct rx_nest_row *row)
{
	struct rx_sheet *t;

	for (t = s->l->shape->first->next; t != NULL; t = t->next)
		if (t->table != NULL && !put(s, t->table, row))
			return false;
	return true;
}

static bool
put_lists(struct storing *s)
{
	struct rx_shape	*sh = s->l->shape;
	struct rx_sheet	*t;
	size_t		 i, end;

	for (i = 0; i < sh->n; i = end) {
		end = sh->rows[i].end;
		if (sh->rows[i].dead)
			continue;
		while (++i < end) {
			struct rx_nest_row *row = &sh->rows[i];

			if (row->op == RX_OP_CLEAR ? !clear(s, row) :
			    !put(s, row->sheet->table, row))
				return false;
			sh->nested += row->op == RX_OP_PUT && !row->dead;
		}
	}
	for (t = sh->first->next; t != NULL; t = t->next)
		if (t->table != NULL && !flush(s, t->table))
			return false;
	return true;
}

static bool
unfold_all(struct storing *s)
{
	struct rx_load		*l = s->l;
	struct rx_record	 r;
	struct rx_item		*it;
	size_t			 at = 0, here = 0, from;
	bool			 drop = false, told = l->told;

	l->shape->n = 0;
	for (; !l->refused && (it = rx_hold_next(&l->hold, &at, l->hold.released, &r)) != NULL;
	    here = at) {
		enum rx_op op = rx_load_op(l, &r, &drop);

		if (rx_load_stops(l, here, told) || it->dead || drop)
			continue;
		from = l->shape->n;
		switch (rx_shape_unfold(s->m, l, &r, it, op, s->e)) {
		case RX_TAKE:
			break;
		case RX_HALT:
			if (s->e->exit != RX_OK)
				return false;
			/* FALLTHROUGH */
		default:
			l->shape->n = from;
		}
	}
	return true;
}

bool
rx_shape_store(struct rx_merge *m, struct rx_load *l, struct rx_err *e)
{
	struct storing s = { m, l, 0, e };

	if (!rx_shape_keys(l, e) || !unfold_all(&s))
		return false;
	if (l->refused)		/* by the contract: what is staged is worth nothing */
		return rx_load_drop(m, l, RX_SPAN_NONE, e);
	return put_own(&s) && put_lists(&s);
}

bool
rx_load_drop(struct rx_merge *m, struct rx_load *l, struct rx_span part, struct rx_err *e)
{
	struct rx_sheet *t = l->shape != NULL ? l->shape->first->next : NULL;

	if (!m->kind->drop(l->table, part, e))
		return false;
	for (; t != NULL; t = t->next)
		if (t->table != NULL && !m->kind->drop(t->table, part, e))
			return false;
	return true;
}

static bool
reject_staged(void *arg, struct rx_span record, const struct rx_err *why)
{
	struct storing *s = arg;

	return rx_load_reject_put(s->m, s->l, record, why, s->e);
}

/* What the table refuses of a whole load goes to the rejects, if there are any;
 * with lists the load stays whole, for their rows would go with the record. */
bool
rx_load_publish(struct rx_merge *m, struct rx_load *l, struct rx_err *e)
{
	struct rx_sheet	*t = l->shape != NULL ? l->shape->first->next : NULL;
	struct storing	 s = { m, l, 0, e };
	bool		 apart = m->rejects.fd != -1 && t == NULL;

	if (l->shape != NULL && !rx_shape_keys(l, e))
		return false;
	if (!m->kind->publish(l->table, apart ? reject_staged : NULL, &s, e))
		return false;
	for (; t != NULL; t = t->next)
		if (t->table != NULL && !m->kind->publish(t->table, NULL, NULL, e))
			return false;
	return true;
}

/* Of a merge that waited, those whose records stayed. */
unsigned long
rx_load_nested(const struct rx_load *l)
{
	const struct rx_sheet	*t;
	unsigned long		 n = 0;

	if (l->shape == NULL || !rx_shape_waits(l))
		return l->shape != NULL ? l->shape->nested : 0;
	for (t = l->shape->first->next; t != NULL; t = t->next)
		n += t->counts.inserted + t->counts.updated + t->counts.unchanged;
	return n;
}
