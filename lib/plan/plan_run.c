/* plan_run: begins, roots and ends. */
#include "lib/plan/expand.h"

/* -- begins and ends ------------------------------------------------------- */

/* A parent's records come down the pipe, so it can't be of this very group. */
static void
check_group(struct rx_res *r)
{
	struct rx_res	*parent;
	struct rx_err	*e;
	unsigned	 i;

	for (i = 0; i < r->nparents; i++) {
		parent = rx_plan_find(r->plan, r->parents[i]);
		if (!parent->selected)
			continue;
		e = rx_res_fault(r, NULL, "its parent %.*s is planned by the same rx-plan",
		    RX_FMT(parent->name));
		if (e != NULL)
			rx_err_hint(e,
			    "rx-run builds the pipe; by hand: rx-plan -p SOURCE %.*s | rx-page | "
			    "rx-select | rx-plan -p SOURCE %.*s", RX_FMT(parent->name),
			    RX_FMT(r->name));
		return;
	}
}

static bool
take_feeds(struct rx_res *r)
{
	struct rx_feed	*f;
	unsigned	 i;

	for (i = 0; i < r->naxes; i++) {
		if (r->axes[i].kind != RX_AXIS_RECORDS || r->axes[i].file ||
		    r->axes[i].ncolumns == 0)
			continue;
		if ((f = rx_arena_get(&r->plan->arena, sizeof(*f))) == NULL)
			return false;
		*f = (struct rx_feed){ r, i, r->axes[i].parent->feeds };
		r->axes[i].parent->feeds = f;
	}
	return true;
}

static bool
begin_one(struct rx_res *r, struct rx_buf *b, struct rx_err *e)
{
	if (rx_res_ready(r))
		check_group(r);
	if (r->err != NULL)
		return true;
	if (!rx_res_attempt(r, e))
		return false;
	r->begun = true;
	return take_feeds(r) && rx_res_begin(r, b) ? true : rx_err_nomem(e);
}

/* Children of a file's records too: the file comes first. */
static bool
read_files(struct rx_res *r, struct rx_err *e)
{
	unsigned i;

	for (i = 0; i < r->naxes && r->nparents > 0; i++)
		if (r->axes[i].file && r->axes[i].ncolumns > 0 && !rx_parents_read(r, i, e))
			return false;
	return true;
}

bool
rx_plan_begin(struct rx_plan *p, struct rx_err *e)
{
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_LINE);
	struct rx_res	*r;
	bool		ok = true;

	p->begun = true;
	for (r = p->first; r != NULL && ok; r = r->next)
		ok = !r->selected || begin_one(r, &b, e);
	for (r = p->first; r != NULL && ok; r = r->next) {
		if (!r->selected || r->err == NULL)
			continue;
		if (p->given.only_bound && r->unbound)
			rx_plan_say(p, "info", "left out: %s", r->err->what);
		else
			rx_plan_tell_into(p, r->err, r->name, &b);
	}
	ok = ok && rx_plan_put(p, &b, e);
	rx_buf_free(&b);
	for (r = p->first; r != NULL && ok; r = r->next)
		ok = !r->begun || read_files(r, e);
	return ok;
}

bool
rx_plan_end(struct rx_plan *p, struct rx_res *r, bool partial, struct rx_err *e)
{
	if (r->failed)
		return true;
	rx_buf_reset(&p->line);
	rx_line_start(&p->line, RX_KIND_END, r->name);
	if (partial)
		rx_line_bool(&p->line, "complete", false);
	rx_line_finish(&p->line);
	rx_buf_byte(&p->line, '\n');
	return rx_plan_put(p, &p->line, e);
}

/* -- the end of input ------------------------------------------------------ */

static bool
root(struct rx_plan *p, struct rx_res *r, struct rx_err *e)
{
	struct rx_err why = RX_ERR_INIT;

	rx_arena_reset(&p->scratch);
	if (rx_res_requests(r, &why))
		return rx_plan_end(p, r, false, e);
	if (why.exit == RX_FAILED) {
		*e = why;
		return false;
	}
	r->failed = true;
	return rx_plan_tell(p, &why, r->name, e);
}

/* A child whose parent never came; an error of the parent has told why. */
static bool
orphan(struct rx_plan *p, struct rx_res *r, struct rx_err *e)
{
	struct rx_promise	*promise;
	struct rx_res		*parent;
	struct rx_err		 why = RX_ERR_INIT;
	unsigned		 i;

	for (i = 0; i < r->nparents; i++) {
		parent = rx_plan_find(p, r->parents[i]);
		promise = rx_promises_find(&p->promises, parent->name, false);
		if (parent->came || (promise != NULL && promise->failed))
			continue;
		rx_err_set(&why, RX_USAGE, "%.*s: its parent %.*s did not come down the pipe",
		    RX_FMT(r->name), RX_FMT(parent->name));
		rx_err_hint(&why,
		    "rx-run builds the pipe; by hand rx-plan -p SOURCE %.*s stands before "
		    "this one", RX_FMT(parent->name));
		r->failed = true;
		return rx_plan_tell(p, &why, r->name, e);
	}
	return true;
}

static void
warn_unused(struct rx_plan *p)
{
	const struct rx_set *s;

	for (s = p->settings.set; s < p->settings.set + p->settings.nset; s++)
		if (!s->used)
			rx_plan_say(p, "warning",
			    "--set %.*s%s%.*s: nothing that was planned uses it",
			    RX_FMT(s->resource), s->resource.p != NULL ? "." : "", RX_FMT(s->name));
}

bool
rx_plan_finish(struct rx_plan *p, struct rx_err *e)
{
	struct rx_res *r;

	if (p->refused)
		return true;
	if (!p->begun && !rx_plan_begin(p, e))
		return false;
	for (r = p->first; r != NULL; r = r->next)
		if (r->begun && !(r->nparents == 0 ? root(p, r, e) : orphan(p, r, e)))
			return false;
	if (!p->given.pipe)
		warn_unused(p);
	return true;
}

int
rx_plan_exit(struct rx_plan *p, struct rx_err *e)
{
	return rx_promises_exit(&p->promises, e);
}
