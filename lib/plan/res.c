/* res: a resource of the plan: found, made ready, asked about its kin. */
#include "lib/plan/expand.h"
#include "lib/plan/grammar.h"

#include <stdarg.h>
#include <string.h>

#include "rx/text.h"

/* -- faults ---------------------------------------------------------------- */

struct rx_err *
rx_res_fault(struct rx_res *r, const struct rx_node *where, const char *fmt, ...)
{
	struct rx_span	what;
	char		text[800];
	va_list		ap;

	if (r->err != NULL || (r->err = rx_arena_get(&r->plan->arena, sizeof(*r->err))) == NULL)
		return NULL;
	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	what = rx_span_of(text);
	rx_err_set(r->err, RX_USAGE, "%.*s: %.*s", RX_FMT(r->name), (int)what.n, what.p);
	if (where != NULL && where->line != 0)
		rx_err_at(r->err, "%s, line %u, column %u", r->plan->source->name, where->line,
		    where->col);
	return r->err;
}

/* One line of needs for each setting of a resource; false: it is there. */
static bool
need(struct rx_res *r, struct rx_span setting)
{
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_TEXT), *needs = &r->plan->needs;
	bool		new;

	rx_buf_printf(&b, "  %.*s: %.*s: --set %.*s=VALUE, --config FILE or %.*s\n",
	    RX_FMT(r->name), RX_FMT(setting), RX_FMT(setting),
	    RX_FMT(rx_settings_variable(&r->plan->arena, setting)));
	new = rx_span_find_text(rx_buf_view(needs), rx_buf_str(&b)) == needs->n;
	if (new)
		rx_buf_span(needs, rx_buf_view(&b));
	rx_buf_free(&b);
	return new;
}

struct rx_node *
rx_res_missing(struct rx_res *r, const struct rx_node *where, struct rx_span setting)
{
	struct rx_err	*e = rx_res_fault(r, where, "the setting %.*s has no value",
	    RX_FMT(setting));
	size_t		 n;

	if (e != NULL) {
		r->unbound = true;
		rx_err_hint(e, "--set %.*s=VALUE, --config FILE with it, or %.*s in the "
		    "environment", RX_FMT(setting),
		    RX_FMT(rx_settings_variable(&r->plan->arena, setting)));
	}
	if (r->unbound && need(r, setting) && e == NULL) {
		n = strlen(r->err->what);
		(void)snprintf(r->err->what + n, sizeof(r->err->what) - n, ", nor has %.*s",
		    RX_FMT(setting));
	}
	return rx_node_string(&r->plan->arena, RX_SPAN(""));
}

/* A parent that only the pipe or a file can give. */
static void
needs_parent(struct rx_res *r, const struct rx_hole *h)
{
	struct rx_span	 parent = rx_node_text(rx_node_get(h->resolve, "resource"));
	struct rx_err	*e = rx_res_fault(r, h->resolve, "it needs the records of its parent %.*s",
	    RX_FMT(parent));

	r->unbound = true;
	if (e != NULL)
		rx_err_hint(e,
		    "rx-run fetches both; by hand rx-plan -p behind the records of %.*s, "
		    "--parents %.*s=FILE, or --set %.*s=VALUE", RX_FMT(parent), RX_FMT(parent),
		    RX_FMT(h->name));
}

/* A placeholder that might have come from several parents. */
static bool
ambiguous(struct rx_res *r, struct rx_span name)
{
	struct rx_problem *x;

	for (x = r->plan->source->problems; x != NULL; x = x->next)
		if (!x->warning && x->resource.p != NULL && rx_span_eq(x->resource, r->name) &&
		    x->placeholder.p != NULL && rx_span_eq(x->placeholder, name)) {
			if (r->err == NULL)
				r->err = &x->err;
			return true;
		}
	return false;
}

void
rx_res_unbound(struct rx_res *r)
{
	struct rx_buf		 b = RX_BUF_INIT(RX_BUF_TEXT);
	struct rx_err		*e;
	const struct rx_hole	*first = NULL, *h;

	for (h = r->holes; h < r->holes + r->nholes; h++) {
		if (h->kind != RX_HOLE_NAME || h->axis >= 0)
			continue;
		if (h->resolve != NULL) {
			needs_parent(r, h);
			break;
		}
		if (ambiguous(r, h->name))
			break;
		rx_buf_printf(&b, "%s{%.*s}", first != NULL ? ", " : "", RX_FMT(h->name));
		rx_buf_printf(&r->plan->needs,
		    "  %.*s: %.*s: --set %.*s.%.*s=VALUE, or --parents FILE\n",
		    RX_FMT(r->name), RX_FMT(h->name), RX_FMT(r->name), RX_FMT(h->name));
		if (first == NULL)
			first = h;
	}
	if (r->err == NULL && first != NULL) {
		e = rx_res_fault(r, rx_node_get(r->endpoint, "path"), "nothing binds %s",
		    rx_buf_str(&b));
		if (e != NULL)
			rx_err_hint(e,
			    "params: {\"%.*s\":{\"type\":\"resolve\",\"resource\":PARENT,"
			    "\"field\":FIELD}} in the source; --set %.*s.%.*s=VALUE; "
			    "--parents FILE of records; or a setting of that name "
			    "(--config FILE, RX_CONFIG_...)",
			    RX_FMT(first->name), RX_FMT(r->name), RX_FMT(first->name));
		r->unbound = true;
	}
	rx_buf_free(&b);
}

/* -- ready ----------------------------------------------------------------- */

unsigned
rx_res_hole(struct rx_res *r, enum rx_hole_kind kind, struct rx_span name)
{
	struct rx_hole	*h;
	unsigned	 i;

	for (i = 0; i < r->nholes; i++)
		if (r->holes[i].kind == kind && rx_span_eq(r->holes[i].name, name))
			return i;
	if (r->nholes == RX_HOLES) {
		(void)rx_res_fault(r, NULL, "more than %d placeholders", RX_HOLES);
		return RX_HOLES - 1;
	}
	h = &r->holes[r->nholes];
	*h = (struct rx_hole){ .kind = kind, .axis = -1 };
	h->name = name.p != NULL ? rx_arena_span(&r->plan->arena, name) : RX_SPAN_NONE;
	h->resolve = rx_node_member(rx_node_get(r->endpoint, "params"), name);
	if (!rx_grammar_resolve(h->resolve))
		h->resolve = NULL;
	return r->nholes++;
}

bool
rx_res_sends(const struct rx_res *r, enum rx_hole_kind kind)
{
	unsigned i;

	for (i = 0; i < r->nholes; i++)
		if (r->holes[i].kind == kind)
			return true;
	return false;
}

bool
rx_res_ready(struct rx_res *r)
{
	if (r->compiled)
		return r->err == NULL;
	r->compiled = true;
	if (r->err == NULL && (!rx_res_compile(r) || !rx_res_bind(r)) && r->err == NULL)
		(void)rx_res_fault(r, NULL, "out of memory");
	return r->err == NULL;
}

/* -- kin ------------------------------------------------------------------- */

/* The i-th parent in this run; or that of the i-th placeholder, NULL if it has
 * none. */
static struct rx_res *
parent_of(const struct rx_res *r, bool run, unsigned i)
{
	if (run)
		return rx_plan_find(r->plan, r->parents[i]);
	return r->holes[i].resolve == NULL ? NULL : rx_plan_find(r->plan,
	    rx_node_text(rx_node_get(r->holes[i].resolve, "resource")));
}

/* Each resource is looked at once a walk: there may be many ways up. */
static bool
walk_up(struct rx_res *r, const struct rx_res *ancestor, bool run, unsigned long walk)
{
	struct rx_res	*p;
	unsigned	 i;
	bool		 found = false;

	if (r->walking || r->walked == walk)
		return false;
	(void)rx_res_ready(r);
	r->walked = walk;
	r->walking = true;
	for (i = 0; i < (run ? r->nparents : r->nholes) && !found; i++) {
		p = parent_of(r, run, i);
		found = p != NULL && (p == ancestor || walk_up(p, ancestor, run, walk));
	}
	r->walking = false;
	return found;
}

unsigned long
rx_res_ancestors(struct rx_res *r)
{
	unsigned long walk;

	/* the first walk gets all ready, which may begin walks of its own */
	(void)walk_up(r, NULL, true, ++r->plan->walks);
	walk = ++r->plan->walks;
	(void)walk_up(r, NULL, true, walk);
	return walk;
}

bool
rx_res_descends(struct rx_res *r, const struct rx_res *ancestor)
{
	return walk_up(r, ancestor, false, ++r->plan->walks);
}

static bool
loads(const struct rx_plan *p, struct rx_span name)
{
	size_t i;

	for (i = 0; i < p->given.nload; i++)
		if (rx_span_is(name, p->given.load[i]))
			return true;
	return false;
}

/* Is it above one of those that this run loads? */
static bool
above_load(struct rx_res *r)
{
	struct rx_res	*c;
	size_t		 i;

	for (i = 0; i < r->plan->given.nload; i++) {
		c = rx_plan_find(r->plan, rx_span_of(r->plan->given.load[i]));
		if (c != NULL && c != r && walk_up(c, r, true, ++r->plan->walks))
			return true;
	}
	return false;
}

bool
rx_res_loaded(struct rx_res *r)
{
	const struct rx_node *selected = rx_node_get(r->node, "selected");

	if (loads(r->plan, r->name))
		return true;
	if (r->plan->given.nload > 0 && above_load(r))
		return false;
	return selected == NULL || selected->kind != RX_JSON_FALSE;
}

bool
rx_res_has_children(struct rx_res *r)
{
	struct rx_res	*c;
	bool		 saved = r->plan->whole, found = false;
	unsigned	 i;

	if (r->plan->given.nload > 0)
		return above_load(r);
	for (c = r->plan->first; c != NULL && !found; c = c->next) {
		(void)rx_res_ready(c);
		for (i = 0; i < c->nparents && !found; i++)
			found = c != r && rx_span_eq(c->parents[i], r->name);
	}
	r->plan->whole = saved;
	return found;
}
