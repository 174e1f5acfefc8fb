/* Loads: one resource in this run, its lock, its state, its table. */
#include <stdlib.h>

#include "lib/merge/run.h"
#include "lib/merge/wait.h"

struct rx_load *
rx_load_new(struct rx_merge *m, struct rx_span resource)
{
	struct rx_load *l = calloc(1, sizeof(*l));

	if (l == NULL)
		return NULL;
	if (!rx_state_open(&l->state, resource)) {
		free(l);
		return NULL;
	}
	l->resource = l->state.resource;
	if (m->last != NULL)
		m->last->next = l;
	else
		m->first = l;
	m->last = l;
	return l;
}

struct rx_load *
rx_load_of(struct rx_merge *m, struct rx_promise *p)
{
	if (p->user == NULL)
		p->user = rx_load_new(m, p->resource);
	return p->user;
}

void
rx_load_conf_free(struct rx_load *l)
{
	(void)rx_state_text(&l->name, RX_SPAN_NONE);
	(void)rx_state_text(&l->columns, RX_SPAN_NONE);
	rx_key_free(&l->declared);
	rx_key_free(&l->key);
	rx_how_free(&l->how);
	rx_form_free(&l->form);
}

void
rx_load_free(struct rx_load *l)
{
	rx_load_conf_free(l);
	(void)rx_state_text(&l->counts, RX_SPAN_NONE);
	(void)rx_state_text(&l->error, RX_SPAN_NONE);
	rx_load_history_free(l);
	rx_state_free(&l->state);
	rx_hold_free(&l->hold);
	rx_arena_free(&l->versions);
	rx_shape_free(l->shape);
	free(l->ancestors.v);
	free(l);
}

/* Before it waits for another, it lets go of what another may wait for. */
static bool
let_go(void *m, struct rx_err *e)
{
	return !((struct rx_merge *)m)->open || rx_merge_commit(m, e);
}

bool
rx_load_open(struct rx_merge *m, struct rx_load *l, struct rx_err *e)
{
	if (l->opened)
		return true;
	if (!rx_lock_wait(m->target, l->resource, &m->conf, let_go, m, e) ||
	    !m->kind->load(m->target, &l->state, e))
		return false;
	l->opened = true;
	return true;
}

bool
rx_load_table(struct rx_merge *m, struct rx_load *l, struct rx_err *e)
{
	struct rx_table_conf conf = { .resource = l->resource, .name = l->name,
	    .disposition = l->disposition, .key = &l->key, .columns = l->columns,
	    .counts = &l->stored, .bare = m->bare, .names = m->names, .strategy = l->how.strategy,
	    .merge_key = l->how.merge_key.n > 0 ? &l->how.merge_key : NULL,
	    .staged = rx_load_staged(l), .patch = l->how.patch,
	    .dedup_sort = l->how.dedup_sort, .dedup_descending = l->how.descending,
	    .scd2 = l->how.strategy == RX_SCD2 ? &l->how.scd2 : NULL };

	if (l->table != NULL)
		return true;
	if (!rx_how_possible(m, l, e) || !rx_shape_open(m, l, e))
		return false;
	rx_how_warn(m, l);
	rx_shape_conf(l, &conf);
	return (l->table = m->kind->table(m->target, &conf, e)) != NULL &&
	    rx_shape_tables(m, l, e);
}

/* Keeps only the attempt's id, which names its stage: without plan nobody can
 * resume it. */
bool
rx_load_spoil(struct rx_load *l)
{
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_TEXT);
	struct rx_span	id;
	bool		ok;

	if (l->state.attempt.p == NULL || rx_json_get(l->state.attempt, "plan").p == NULL)
		return true;
	id = rx_json_get(l->state.attempt, "id");
	rx_buf_text(&b, "{\"id\":");
	rx_buf_span(&b, id.p != NULL ? id : RX_SPAN("null"));
	ok = rx_buf_byte(&b, '}') && rx_state_text(&l->state.attempt, rx_buf_view(&b));
	rx_state_touch(&l->state, NULL);
	rx_buf_free(&b);
	return ok;
}
