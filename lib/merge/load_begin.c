/* A begin: who may write, whether it goes on or starts anew, who waits for whom. */
#include <stdlib.h>

#include "lib/merge/run.h"

/* What concerns this resource alone; the others go on.  The history tells of it,
 * unless another run writes there. */
static bool
refuse(struct rx_merge *m, struct rx_load *l, const struct rx_err *why, struct rx_err *e)
{
	struct rx_err ignored = RX_ERR_INIT;

	l->refused = true;
	l->opened = l->opened || (why->exit != RX_REFUSED && m->kind->remember != NULL &&
	    m->kind->lock(m->target, l->resource, &ignored) &&
	    m->kind->load(m->target, &l->state, &ignored));
	return rx_load_fail(m, l, why) || rx_err_nomem(e);
}

static bool
add_ancestor(struct rx_load *l, struct rx_load *ancestor)
{
	struct rx_load **v = realloc(l->ancestors.v, (l->ancestors.n + 1) * sizeof(*v));

	if (v == NULL)
		return false;
	l->ancestors.v = v;
	v[l->ancestors.n++] = ancestor;
	ancestor->waiting++;
	return rx_load_spoil(ancestor);
}

/* Its ancestors wait for its end before their bookmarks move. */
static bool
join_family(struct rx_merge *m, struct rx_load *l, struct rx_err *e)
{
	struct rx_json_iter	 it;
	struct rx_buf		 name = RX_BUF_INIT(RX_BUF_TEXT);
	struct rx_span		 v;
	struct rx_promise	*p;
	struct rx_load		*ancestor;
	bool			 ok = true;

	if (l->counted || m->line.m[RX_M_OF].p == NULL)
		return true;
	l->counted = true;
	(void)rx_json_begin(&it, m->line.m[RX_M_OF]);
	while (ok && rx_json_next(&it, NULL, &v)) {
		if (rx_json_kind(v) != RX_JSON_STRING)
			continue;
		rx_buf_reset(&name);
		ok = rx_json_text(&name, v) &&
		    (p = rx_promises_find(&m->promises, rx_buf_view(&name), true)) != NULL &&
		    (ancestor = rx_load_of(m, p)) != NULL &&
		    (ancestor == l || add_ancestor(l, ancestor));
	}
	rx_buf_free(&name);
	return ok || rx_err_nomem(e);
}

/* A plan made for another generation has not seen what is in the table now. */
static bool
up_to_date(struct rx_merge *m, struct rx_load *l, bool again, struct rx_err *why)
{
	unsigned long given;

	l->numbered = rx_span_uint(m->line.m[RX_M_GENERATION], &given);
	if (!l->numbered)
		return true;
	if (!again)
		l->given = (long)given;
	if (again ? (long)given == l->given : (long)given == l->state.generation)
		return true;
	rx_err_set(why, RX_REFUSED, "%.*s: the plan is out of date: made for generation %lu, "
	    "the table is at %ld", RX_FMT(l->resource), given, l->state.generation);
	return rx_err_hint(why, "another run has written it since; plan again");
}

/* "resume":false: what the attempt had of this part is worth nothing. */
static bool
restart_part(struct rx_merge *m, struct rx_load *l, struct rx_err *e)
{
	struct rx_state_part *p;

	if (l->table == NULL || l->refused || !rx_span_is(m->line.m[RX_M_RESUME], "false"))
		return true;
	if ((p = rx_state_part(&l->state, m->line.m[RX_M_PART], true)) == NULL ||
	    !rx_state_restart(&l->state, p))
		return rx_err_nomem(e);
	(void)rx_hold_drop(&l->hold, p);
	p->frozen = false;
	rx_merge_pending(m);
	return !rx_load_staged(l) || (rx_merge_drain(m, e) && rx_merge_write(m, e) &&
	    rx_load_drop(m, l, p->part, e));
}

/* One table for several resources would have to be one key and one state. */
static bool
only_table(struct rx_merge *m, struct rx_load *l, struct rx_err *why)
{
	const struct rx_load *o;

	for (o = m->first; o != NULL && m->conf.table != NULL; o = o->next) {
		if (o == l || o->table == NULL)
			continue;
		rx_err_set(why, RX_USAGE, "--table names one table, but %.*s and %.*s came",
		    RX_FMT(o->resource), RX_FMT(l->resource));
		return rx_err_hint(why, "without --table each resource has its own");
	}
	return true;
}

/* What a second begin says must be what the first one said: the table and
 * the key that was found stay.  Its versions begin at a time of their own. */
static bool
configure(struct rx_merge *m, struct rx_load *l, struct rx_span merge, struct rx_err *why)
{
	struct rx_load	again = { .resource = l->resource };
	bool		ok;

	if (l->table == NULL)
		return rx_load_conf(m, l, merge, why);
	ok = rx_load_conf(m, &again, merge, why);
	if (ok && (!rx_span_eq(again.name, l->name) || again.disposition != l->disposition ||
	    !rx_key_same(&again.declared, &l->declared) || !rx_how_same(&again.how, &l->how) ||
	    !rx_form_same(&again.form, &l->form)))
		ok = rx_err_set(why, RX_BAD_DATA, "%.*s begins again, with another table, "
		    "disposition or key", RX_FMT(l->resource));
	ok = ok && (rx_state_text(&l->how.scd2.boundary, again.how.scd2.boundary) ||
	    rx_err_nomem(why));
	rx_load_conf_free(&again);
	return ok;
}

/* What was decided, for -v. */
static void
say_begin(struct rx_merge *m, const struct rx_load *l, bool resumes)
{
	struct rx_buf b = RX_BUF_INIT(RX_BUF_TEXT);

	if (!m->conf.verbose)
		return;
	rx_key_text(&b, &l->declared);
	rx_merge_say(m, NULL, "%.*s: %s table %.*s%s%s, generation %ld%s", RX_FMT(l->resource),
	    rx_disposition_name(l->disposition), RX_FMT(l->name),
	    b.n > 0 ? " by " : "", rx_buf_str(&b), l->state.generation,
	    resumes ? ", goes on with the unfinished attempt" : "");
	rx_buf_free(&b);
}

static double
told(const struct rx_load *l, const char *name)
{
	double v = rx_load_told(l, name);

	return v < 0 ? 0 : v;
}

/* A whole run is still told of when another one follows it. */
static void
remember_run(struct rx_load *l)
{
	struct rx_earlier *w = &l->earlier;

	if (!l->ended)
		return;
	w->runs++;
	w->pages += rx_load_told(l, "pages") >= 0 ? (unsigned long)told(l, "pages") : l->pages;
	w->records += l->records;
	w->rejected += l->rejected;
	w->discarded += l->discarded;
	w->left_out += l->left_out;
	w->requests += told(l, "requests");
	w->retries += told(l, "retries");
	w->waited += told(l, "waited");
	w->stored.inserted += l->stored.inserted;
	w->stored.updated += l->stored.updated;
	w->stored.unchanged += l->stored.unchanged;
	w->stored.deleted += l->stored.deleted;
}

static void
forget_run(struct rx_load *l)
{
	remember_run(l);
	l->begun = true;
	l->null = l->refused = l->told = l->halted = l->failed = false;
	l->ended = l->complete = l->finished = l->safe_end = l->abandoned = false;
	l->pages = l->records = l->rejected = l->discarded = l->left_out = 0;
	l->untaken = 0;
	l->stored = l->safe = (struct rx_target_counts){ 0 };
	(void)rx_state_text(&l->counts, RX_SPAN_NONE);
	(void)rx_state_text(&l->error, RX_SPAN_NONE);
}

/* By the command line: where an attempt goes on was planned for another way to
 * put records away, with which a page that overlaps does no harm. */
static bool
overruled(const struct rx_merge *m, const struct rx_load *l, struct rx_span merge)
{
	struct rx_span v = rx_json_get(merge, "disposition");

	if (m->conf.merge_keys != NULL && m->conf.merge_keys->n > 0)
		return true;
	if (m->conf.disposition == NULL)
		return false;
	v = rx_json_kind(v) == RX_JSON_OBJECT ? rx_json_get(v, "disposition") : v;
	return rx_json_kind(v) != RX_JSON_STRING ||
	    !rx_span_is((struct rx_span){ v.p + 1, v.n - 2 }, rx_disposition_name(l->disposition));
}

static bool
abandon(struct rx_merge *m, struct rx_load *l, struct rx_err *e)
{
	if (l->table == NULL)
		return true;
	if (!l->ended)
		rx_merge_say(m, "warning", "%.*s begins again: what came of it before is "
		    "abandoned", RX_FMT(l->resource));
	/* what it has of a merge stays, and nothing is put behind that */
	l->abandoned = true;
	return rx_load_cut(m, l, e) && rx_merge_commit(m, e);
}

bool
rx_load_begin(struct rx_merge *m, struct rx_load *l, struct rx_err *e)
{
	struct rx_span	merge = m->line.m[RX_M_MERGE], attempt = m->line.m[RX_M_ATTEMPT];
	struct rx_err	why = RX_ERR_INIT;
	bool		again = l->begun && l->opened, resumes;

	if (m->line.m[RX_M_PART].p != NULL)
		return restart_part(m, l, e);
	if (!abandon(m, l, e))
		return false;
	forget_run(l);
	if (!rx_load_history_begin(m, l, e) || !join_family(m, l, e))
		return false;
	if (rx_json_kind(merge) == RX_JSON_NULL) {
		l->null = true;
		return true;
	}
	if (!configure(m, l, merge, &why) || !only_table(m, l, &why) ||
	    !rx_load_open(m, l, &why) || !up_to_date(m, l, again, &why) ||
	    !rx_load_resumes(l, again, attempt, &resumes, &why) ||
	    !rx_load_table(m, l, &why))
		return refuse(m, l, &why, e);
	rx_merge_pending(m);
	if (!rx_merge_write(m, e) || !(resumes ? rx_load_resume(m, l, e) :
	    rx_load_start_over(m, l, attempt, e)))
		return false;
	say_begin(m, l, resumes);
	return (l->waiting + l->ancestors.n == 0 && !overruled(m, l, merge)) || rx_load_spoil(l) ||
	    rx_err_nomem(e);
}

/* Bare input is one resource, named by --table. */
bool
rx_load_bare(struct rx_merge *m, struct rx_err *e)
{
	struct rx_load *l;

	if (m->conf.table == NULL && m->kind->named) {
		rx_err_set(e, RX_USAGE, "bare records do not say which table they are for");
		return rx_err_hint(e, "--table NAME");
	}
	if ((l = rx_load_new(m, m->conf.table != NULL ? rx_span_of(m->conf.table) :
	    RX_SPAN("records"))) == NULL)
		return rx_err_nomem(e);
	l->begun = true;
	if (!rx_load_history_begin(m, l, e) || !rx_load_conf(m, l, RX_SPAN_NONE, e) ||
	    !rx_load_open(m, l, e) ||
	    !rx_load_table(m, l, e) || !rx_merge_write(m, e))
		return false;
	rx_merge_pending(m);
	if (l->state.attempt.p != NULL && !rx_state_begin(&l->state, RX_SPAN_NONE))
		return rx_err_nomem(e);
	return rx_load_drop(m, l, RX_SPAN_NONE, e);
}
