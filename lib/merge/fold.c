#include "lib/merge/fold.h"

#include <stdlib.h>
#include <string.h>

void
rx_fold_open(struct rx_fold *f, const struct rx_table_conf *conf, struct rx_budget *budget)
{
	*f = (struct rx_fold){ .conf = conf, .norm = RX_BUF_INIT(RX_BUF_LINE) };
	rx_hash_open(&f->hash);
	rx_sort_open(&f->keyed, sizeof(struct rx_fold_item), budget);
	rx_sort_open(&f->grouped, sizeof(struct rx_fold_grouped), budget);
	rx_sort_open(&f->rows, sizeof(struct rx_fold_row), budget);
	rx_store_open(&f->made, budget);
}

void
rx_fold_close(struct rx_fold *f)
{
	rx_sort_close(&f->keyed);
	rx_sort_close(&f->grouped);
	rx_sort_close(&f->rows);
	rx_store_close(&f->made);
	rx_buf_free(&f->norm);
	rx_fields_free(&f->fields);
	rx_fields_free(&f->fields2);
	rx_fold_open(f, f->conf, f->keyed.budget);
}

bool
rx_fold_row(struct rx_fold *f, uint64_t order, uint64_t at, uint64_t n, struct rx_err *e)
{
	struct rx_fold_row row = { order, at, n };

	return rx_sort_add(&f->rows, &row, e);
}

/* A row that an event may concern waits for that. */
static bool
stay(struct rx_fold *f, const struct rx_fold_item *it, bool exposed, struct rx_err *e)
{
	struct rx_fold_grouped w = { .group = { it->group[0], it->group[1] }, .row = 1,
	    .number = it->by[2], .order = f->g.order, .at = it->at, .n = it->n,
	    .link = { it->by[0], it->by[1] } };

	if (!exposed || !f->grouping || it->group[0] == 0)
		return rx_fold_row(f, f->g.order, it->at, it->n, e);
	return rx_sort_add(&f->grouped, &w, e);
}

/* The row that is there (if had) and a record of its key. */
static bool
change(struct rx_fold *f, bool had, struct rx_fold_item *row, struct rx_fold_item *it,
    struct rx_err *e)
{
	if (!had) {
		f->n.inserted++;
	} else if (f->conf->strategy == RX_INSERT_ONLY) {
		f->n.unchanged++;
		return true;
	} else if (f->conf->patch && !rx_fold_patch(f, row, it, e)) {
		return false;
	} else if (row->print == it->print) {
		f->n.unchanged++;
		row->by[2] = it->by[2];
		return true;
	} else {
		f->n.updated++;
	}
	*row = *it;
	return true;
}

/* Records that are put one after the other: old is the row, if had. */
static bool
take_direct(struct rx_fold *f, const struct rx_fold_item *it, struct rx_err *e)
{
	struct rx_fold_group	*g = &f->g;
	struct rx_fold_item	 new = *it;
	bool			 had = g->had;

	if (it->old) {
		g->old = *it;
	} else if (it->op == RX_OP_DELETE) {
		f->n.deleted += g->had;
		g->had = false;
		return true;
	} else if (!change(f, had, &g->old, &new, e)) {
		return false;
	}
	g->had = true;
	return true;
}

/* A load as a whole: which of a key's records stays. */
static bool
take_staged(struct rx_fold *f, const struct rx_fold_item *it, struct rx_err *e)
{
	struct rx_fold_group	*g = &f->g;
	int			 better = !g->won || !rx_table_first(f->conf);

	if (it->old) {
		if (g->had && f->conf->scd2 != NULL &&
		    !rx_fold_row(f, g->old.by[2], g->old.at, g->old.n, e))
			return false;
		g->old = *it;
		g->had = true;
		return true;
	}
	if (g->won && f->conf->scd2 != NULL) {
		f->n.unchanged++;
		return true;
	}
	if (g->won && f->conf->dedup_sort.p != NULL &&
	    (better = rx_fold_prefer(f, &g->new, it, e)) < 0)
		return false;
	if (better > 0)
		g->new = *it;
	g->won = true;
	return true;
}

/* Its lists' rows come in the place of those that are there. */
static bool
take(struct rx_fold *f, const struct rx_fold_item *it, struct rx_err *e)
{
	bool puts = it->op == RX_OP_PUT;

	if (f->kin == NULL || (f->conf->strategy == RX_INSERT_ONLY && f->g.had))
		return true;
	return (!puts || rx_kin_take(f->kin, it->by[2] - RX_FOLD_CAME - 1, e)) &&
	    (f->conf->scd2 != NULL || f->conf->strategy == RX_INSERT_ONLY ||
	    rx_kin_link(f->kin, it->by, e));
}

static bool
end_version(struct rx_fold *f, struct rx_err *e)
{
	struct rx_fold_group *g = &f->g;

	g->order = g->had ? g->old.by[2] : g->order;
	if (g->had && g->won) {
		f->n.unchanged++;
		return stay(f, &g->old, false, e);
	}
	if (g->won) {
		f->n.inserted++;
		return take(f, &g->new, e) && stay(f, &g->new, false, e);
	}
	if (rx_fold_groups(f))
		return stay(f, &g->old, true, e);
	f->n.updated++;
	return rx_fold_retire(f, &g->old.at, &g->old.n, e) && stay(f, &g->old, false, e);
}

static bool
end_group(struct rx_fold *f, struct rx_err *e)
{
	struct rx_fold_group *g = &f->g;

	if (!g->open)
		return true;
	g->open = false;
	if (f->conf->scd2 != NULL)
		return end_version(f, e);
	if (!g->won)
		return !g->had || stay(f, &g->old, true, e);
	if (g->new.op == RX_OP_DELETE && f->conf->strategy != RX_INSERT_ONLY) {
		f->n.deleted += g->had;
		return take(f, &g->new, e);
	}
	if (g->new.op == RX_OP_DELETE)
		return !g->had || stay(f, &g->old, false, e);
	return take(f, &g->new, e) && change(f, g->had, &g->old, &g->new, e) &&
	    stay(f, &g->old, rx_fold_clears(f), e);
}

static bool
fold_keys(struct rx_fold *f, struct rx_err *e)
{
	const struct rx_fold_item	*it;
	struct rx_fold_group		*g = &f->g;
	uint64_t			 key[2] = { 0, 0 };

	if (!rx_sort_done(&f->keyed, e))
		return false;
	while ((it = rx_sort_next(&f->keyed, e)) != NULL) {
		if (!g->open || memcmp(key, it->by, sizeof(key)) != 0) {
			if (!end_group(f, e))
				return false;
			memcpy(key, it->by, sizeof(key));
			g->open = true;
			g->had = g->won = false;
			g->order = it->by[2];
		}
		if (!(f->conf->staged ? take_staged(f, it, e) : take_direct(f, it, e)))
			return false;
	}
	return e->exit == RX_OK && end_group(f, e);
}

/* A row whose group an event has named goes, or holds no more. */
static bool
leave(struct rx_fold *f, const struct rx_fold_grouped *w, struct rx_err *e)
{
	uint64_t	at = w->at;
	uint32_t	n = (uint32_t)w->n;

	if (f->conf->scd2 == NULL) {
		f->n.deleted++;
		return f->kin == NULL || rx_kin_link(f->kin, w->link, e);
	}
	f->n.updated++;
	return rx_fold_retire(f, &at, &n, e) && rx_fold_row(f, w->order, at, n, e);
}

static bool
fold_groups(struct rx_fold *f, struct rx_err *e)
{
	const struct rx_fold_grouped	*w;
	uint64_t		 group[2] = { 0, 0 }, until = 0;
	bool			 ok = true;

	if (!f->grouping)
		return true;
	if (!rx_sort_done(&f->grouped, e))
		return false;
	while (ok && (w = rx_sort_next(&f->grouped, e)) != NULL) {
		if (memcmp(group, w->group, sizeof(group)) != 0) {
			memcpy(group, w->group, sizeof(group));
			until = 0;
		}
		if (w->row == 0)
			until = w->number > until ? w->number : until;
		else if (w->number < until)
			ok = leave(f, w, e);
		else
			ok = rx_fold_row(f, w->order, w->at, w->n, e);
	}
	return ok && e->exit == RX_OK;
}

bool
rx_fold_run(struct rx_fold *f, rx_fold_get *get, void *arg, struct rx_err *e)
{
	f->get = get;
	f->arg = arg;
	if (!fold_keys(f, e))
		return false;
	rx_sort_close(&f->keyed);
	if (!fold_groups(f, e))
		return false;
	rx_sort_close(&f->grouped);
	return rx_sort_done(&f->rows, e);
}

bool
rx_fold_each(struct rx_fold *f, rx_fold_emit *emit, void *arg, struct rx_err *e)
{
	const struct rx_fold_row	*row;
	struct rx_span		 data, head;
	uint64_t		 from;
	uint64_t		 n;

	while ((row = rx_sort_next(&f->rows, e)) != NULL) {
		from = row->at;
		n = row->n;
		if ((data = rx_fold_bytes(f, row->at, row->n, e)).p == NULL)
			return false;
		if ((row->at & RX_FOLD_WHERE) == RX_FOLD_MADE) {
			head = rx_store_get(&f->made, (row->at & ~RX_FOLD_WHERE) - 16, 16, e);
			if (head.p == NULL)
				return false;
			memcpy(&from, head.p, sizeof(from));
			memcpy(&n, head.p + sizeof(from), sizeof(n));
		}
		if (!emit(arg, data, from, n, e))
			return false;
	}
	return e->exit == RX_OK;
}
