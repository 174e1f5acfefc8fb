/*
 * dialect_cycles: the graph of parents: unknown ones, values that come along
 * with another parent's request, and cycles (dialect 9, 10).
 */
#include "lib/plan/dialect.h"
#include "lib/plan/grammar.h"
#include "rx/text.h"

#define CHAIN	64		/* resources below each other */

static struct rx_work *
work_of(struct rx_work *works, unsigned n, struct rx_span name)
{
	for (unsigned i = 0; i < n; i++)
		if (rx_span_eq(works[i].name, name))
			return &works[i];
	return NULL;
}

static const struct rx_node *
first_param(const struct rx_work *w)
{
	const struct rx_node *params = rx_given(w->endpoint, "params");

	return rx_first(params);
}

static struct rx_span
parent_name(const struct rx_node *param)
{
	return rx_node_text(rx_node_get(param, "resource"));
}

/* -- unknown parents ------------------------------------------------------ */

/* A resolve names a resource and a field. */
static bool
is_whole(struct rx_work *w, const struct rx_node *param)
{
	const char *lacks = rx_given(param, "resource") == NULL ? "resource" :
	    rx_given(param, "field") == NULL ? "field" : NULL;

	if (lacks != NULL)
		rx_err_hint(rx_work_fault(w, param, "endpoint.params", "'%s' of '%.*s' is missing",
		    lacks, RX_FMT(param->key)), "\"%.*s\": {\"type\": \"resolve\", "
		    "\"resource\": \"users\", \"field\": \"id\"}", RX_FMT(param->key));
	return lacks == NULL;
}

static void
check_known(struct rx_work *works, unsigned n, struct rx_work *w)
{
	const char *names[256], *near;
	int count = 0;

	for (const struct rx_node *p = first_param(w); p != NULL; p = p->next) {
		struct rx_err *err;

		if (!rx_grammar_resolve(p) || !is_whole(w, p) ||
		    work_of(works, n, parent_name(p)) != NULL)
			continue;
		for (unsigned i = 0; i < n && count < 256; i++)
			names[count++] = rx_arena_str(w->arena, works[i].name);
		near = rx_text_nearest(rx_arena_str(w->arena, parent_name(p)), names, count);
		err = rx_work_fault(w, p, "endpoint.params", "the parent of {%.*s} is '%.*s', "
		    "and no resource has that name", RX_FMT(p->key), RX_FMT(parent_name(p)));
		if (near != NULL)
			rx_err_hint(err, "did you mean '%s'?", near);
	}
}

static void
check_included(struct rx_work *w)
{
	const struct rx_node *included = rx_given(w->resource, "include_from_parent");

	if (included == NULL || included->n == 0)
		return;
	for (const struct rx_node *p = first_param(w); p != NULL; p = p->next)
		if (rx_grammar_resolve(p))
			return;
	rx_err_hint(rx_work_fault(w, included, "include_from_parent", "%.*s has no parent",
	    RX_FMT(w->name)), "write {resources.PARENT.FIELD} in the path, or leave it out");
}

/* -- values that come along ----------------------------------------------- */

static bool
has_place(const struct rx_work *w, struct rx_span name)
{
	for (const struct rx_placeholder *p = w->places; p != NULL; p = p->next)
		if (rx_span_eq(p->name, name))
			return true;
	return false;
}

/* The parent whose request had this placeholder too; of several the nearest,
 * whose request had what the others give. */
static const struct rx_work *
carrier(struct rx_work *works, unsigned n, const struct rx_work *w, const struct rx_node *p)
{
	const struct rx_work *best = NULL, *other;
	const struct rx_node *from = NULL;

	for (const struct rx_node *q = first_param(w); q != NULL; q = q->next) {
		if (q == p || !rx_grammar_resolve(q) || rx_node_get(q, "via") != NULL ||
		    rx_span_eq(parent_name(p), parent_name(q)))
			continue;
		other = work_of(works, n, parent_name(q));
		if (other == NULL || !has_place(other, p->key) ||
		    (best != NULL && !has_place(other, from->key)))
			continue;
		best = other;
		from = q;
	}
	return best;
}

/* It keeps that request's value, and is not asked of a parent of its own. */
static void
mark_along(struct rx_work *works, unsigned n, struct rx_work *w)
{
	for (const struct rx_node *p = first_param(w); p != NULL; p = p->next) {
		const struct rx_work *other = rx_node_true(rx_node_get(p, "inferred")) ?
		    carrier(works, n, w, p) : NULL;

		if (other != NULL && rx_node_get(p, "via") == NULL)
			rx_node_set(w->arena, (struct rx_node *)p, "via",
			    rx_node_string(w->arena, other->name));
	}
}

/* -- cycles --------------------------------------------------------------- */

struct chain {
	struct rx_work	*works;
	unsigned	 n;
	const struct rx_work *at[CHAIN];
	int		 depth;
	bool		*seen;		/* by index: leads nowhere */
	const struct rx_node *inferred;	/* an inferred link of the cycle */
};

/* Does the chain, from its last resource up, come back to its first? */
static bool
comes_back(struct chain *c)
{
	const struct rx_work *last = c->at[c->depth - 1];

	for (const struct rx_node *p = first_param(last); p != NULL; p = p->next) {
		bool inferred = rx_node_true(rx_node_get(p, "inferred"));
		const struct rx_work *parent;

		if (!rx_grammar_resolve(p) || rx_node_get(p, "via") != NULL)
			continue;
		parent = work_of(c->works, c->n, parent_name(p));
		if (parent == NULL || c->depth == CHAIN ||
		    (c->seen[parent->index] && parent != c->at[0]))
			continue;
		c->seen[parent->index] = true;
		c->at[c->depth++] = parent;
		if (parent == c->at[0] || comes_back(c)) {
			if (inferred)
				c->inferred = p;
			return true;
		}
		c->depth--;
	}
	return false;
}

/* A cycle is told once, at the first of its resources. */
static bool
first_of(const struct rx_work *w, const struct chain *c)
{
	for (int i = 0; i < c->depth; i++)
		if (c->at[i]->index < w->index)
			return false;
	return true;
}

static void
tell_cycle(struct rx_work *w, const struct chain *c)
{
	struct rx_buf text = RX_BUF_INIT(RX_BUF_TEXT);
	const struct rx_node *where = rx_node_get(w->resource, "name");

	for (int i = 0; i < c->depth; i++)
		rx_buf_printf(&text, "%s%.*s", i > 0 ? " -> " : "", RX_FMT(c->at[i]->name));
	if (c->inferred != NULL)
		rx_err_hint(rx_source_unbound(w->source, w->name, c->inferred->key, where,
		    "%.*s: its parents go in a circle: %s", RX_FMT(w->name), rx_buf_str(&text)),
		    "{%.*s} was inferred: name its parent in params, or --set %.*s.%.*s=VALUE",
		    RX_FMT(c->inferred->key), RX_FMT(w->name), RX_FMT(c->inferred->key));
	else if (first_of(w, c))
		rx_err_hint(rx_source_fault(w->source, RX_SPAN_NONE, where,
		    "the parents of %.*s go in a circle: %s", RX_FMT(w->name), rx_buf_str(&text)),
		    "a resource cannot need itself");
	rx_buf_free(&text);
}

void
rx_dialect_cycles(struct rx_work *works, unsigned n)
{
	for (unsigned i = 0; i < n; i++) {
		check_known(works, n, &works[i]);
		check_included(&works[i]);
		mark_along(works, n, &works[i]);
	}
	for (unsigned i = 0; i < n; i++) {
		struct chain c = { .works = works, .n = n, .at = { &works[i] }, .depth = 1 };

		if (rx_given(works[i].endpoint, "params") == NULL)
			continue;
		c.seen = rx_arena_get(works[i].arena, (works[n - 1].index + 1) * sizeof(*c.seen));
		if (c.seen != NULL && comes_back(&c))
			tell_cycle(&works[i], &c);
	}
}
