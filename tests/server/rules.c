/* rules: which faults meet which request. */
#include <stdlib.h>
#include <string.h>

#include "testd.h"

struct srv_hits {		/* how often a rule met each URL */
	struct {
		unsigned long	url, n;
	}	*v;
	size_t	 used, cap;	/* cap: a power of two */
};

#define AT(m)	offsetof(struct srv_rule, m)
static const struct srv_field rule_fields[] = {
	{ "n", SRV_RAW, AT(n) },
	{ "page", SRV_RAW, AT(page) },
	{ "with", SRV_RAW, AT(with) },
	{ "statuses", SRV_RAW, AT(statuses) },
	{ "per", SRV_TEXT, AT(per) },
	{ "every", SRV_LONG, AT(every) },
	{ "times", SRV_LONG, AT(times) },
	{ NULL, SRV_RAW, 0 }
};

static struct srv_rule *
rule_load(struct srv_scenario *sc, struct rx_span raw, struct rx_err *e)
{
	struct srv_effect	 effect = SRV_EFFECT_INIT;
	struct srv_rule		*rule = rx_arena_get(&sc->arena, sizeof(*rule));

	if (rule == NULL) {
		rx_err_nomem(e);
		return NULL;
	}
	rule->effect = raw;
	if (srv_fields_check(raw, rule_fields, srv_effect_fields, "fault", e) &&
	    srv_fields_read(&sc->arena, raw, rule_fields, rule, e) &&
	    srv_fields_read(&sc->arena, raw, srv_effect_fields, &effect, e))
		return rule;
	return NULL;
}

static bool
list_load(struct srv_scenario *sc, struct rx_span list, bool numbered,
    struct srv_rule ***tail, struct rx_err *e)
{
	struct rx_json_iter	 it;
	struct rx_span		 one;
	struct srv_rule		*rule;
	size_t			 count = rx_json_count(list), k = 0;

	if (!rx_json_begin(&it, list) || it.object)
		return rx_err_set(e, RX_USAGE, "%s: a list is wanted",
		    numbered ? "responses" : "faults");
	while (rx_json_next(&it, NULL, &one)) {
		rule = rule_load(sc, one, e);
		if (rule == NULL)
			return false;
		if (numbered)	/* the last one stays */
			rule->n = rx_arena_printf(&sc->arena, "\"%zu%s\"", k + 1,
			    k + 1 == count ? "-" : "");
		k++;
		**tail = rule;
		*tail = &rule->next;
	}
	return true;
}

bool
srv_rules_load(struct srv_scenario *sc, struct srv_route *route, struct rx_err *e)
{
	struct srv_rule	**tail = &route->faults;

	return (route->responses.p == NULL ||
	    list_load(sc, route->responses, true, &tail, e)) &&
	    (route->faults_raw.p == NULL ||
	    list_load(sc, route->faults_raw, false, &tail, e));
}

void
srv_rules_reset(struct srv_scenario *sc)
{
	struct srv_route	*route;
	struct srv_rule		*rule;

	for (route = sc->routes; route != NULL; route = route->next)
		for (rule = route->faults; rule != NULL; rule = rule->next) {
			rule->hits = 0;
			if (rule->urls != NULL)
				free(rule->urls->v);
			free(rule->urls);
			rule->urls = NULL;
		}
}

static bool
hits_grow(struct srv_hits *h)
{
	struct srv_hits	 old = *h;
	size_t		 i, at;

	h->cap = old.cap == 0 ? 64 : old.cap * 2;
	h->v = calloc(h->cap, sizeof(*h->v));
	if (h->v == NULL) {
		*h = old;
		return false;
	}
	for (i = 0; i < old.cap; i++) {
		if (old.v[i].n == 0)
			continue;
		at = old.v[i].url & (h->cap - 1);
		while (h->v[at].n != 0)
			at = (at + 1) & (h->cap - 1);
		h->v[at] = old.v[i];
	}
	free(old.v);
	return true;
}

/* This hit's number, from 1: of the rule, or of the rule for this URL. */
static unsigned long
rule_hit(struct srv_rule *rule, const struct srv_request *r)
{
	struct srv_hits	*h = rule->urls;
	unsigned long	 url;
	size_t		 at;

	if (!rx_span_is(rule->per, "url"))
		return ++rule->hits;
	if (h == NULL)
		h = rule->urls = calloc(1, sizeof(*h));
	if (h == NULL || (h->used * 2 >= h->cap && !hits_grow(h)))
		return ++rule->hits;
	url = rx_span_hash(r->target) ^ rx_span_hash(r->body);
	for (at = url & (h->cap - 1); h->v[at].n != 0 && h->v[at].url != url;
	    at = (at + 1) & (h->cap - 1))
		;
	h->used += h->v[at].n == 0;
	h->v[at].url = url;
	return ++h->v[at].n;
}

static bool
value_holds(struct rx_span want, const struct srv_value *v, struct rx_arena *arena)
{
	struct rx_json_iter	it;
	struct rx_span		one, text;

	switch (rx_json_kind(want)) {
	case RX_JSON_NULL:
		return v->kind == SRV_ABSENT || v->kind == SRV_UNKNOWN;
	case RX_JSON_ARRAY:
		rx_json_begin(&it, want);
		while (rx_json_next(&it, NULL, &one))
			if (value_holds(one, v, arena))
				return true;
		return false;
	default:
		if (v->kind == SRV_ABSENT || v->kind == SRV_UNKNOWN)
			return false;
		text = v->kind == SRV_JSON ? srv_text(arena, v->text) :
		    v->kind == SRV_NUMBER ?
		    rx_arena_printf(arena, "%ld", v->number) : v->text;
		one = srv_text(arena, want);
		return rx_span_is(one, "*") || rx_span_eq(one, text);
	}
}

bool
srv_with_holds(struct rx_span with, struct srv_scope *s)
{
	struct rx_json_iter	it;
	struct rx_span		key, value, unknown = s->unknown;
	struct srv_value	v;
	bool			holds = true;

	if (with.p == NULL || !rx_json_begin(&it, with))
		return true;
	while (holds && rx_json_next(&it, &key, &value)) {
		v = srv_scope_get(s, srv_text(s->request->arena, key));
		holds = value_holds(value, &v, s->request->arena);
	}
	s->unknown = unknown;	/* a name that is not there is no fault here */
	return holds;
}

/* The status that stands at this hit in statuses; 200: no fault. */
static long
status_at(struct rx_span statuses, unsigned long hit)
{
	unsigned long	n = 200;
	struct rx_span	one;

	if (hit > rx_json_count(statuses))
		return 200;
	one = rx_json_at(statuses, hit - 1);
	rx_span_uint(one, &n);
	return (long)n;
}

static bool
rule_meets(struct srv_rule *rule, struct srv_scope *s, long *status)
{
	struct srv_request	*r = s->request;
	unsigned long		 hit;

	*status = 0;
	if (!srv_numbers_hold(rule->n, r->nth) ||
	    (rule->page.p != NULL && (s->page == NULL ||
	    !srv_numbers_hold(rule->page, (unsigned long)s->page->number))) ||
	    (rule->every > 0 && r->nth % (unsigned long)rule->every != 0) ||
	    !srv_with_holds(rule->with, s))
		return false;
	hit = rule_hit(rule, r);
	if (rule->times > 0 && hit > (unsigned long)rule->times)
		return false;
	if (rule->statuses.p != NULL)
		*status = status_at(rule->statuses, hit);
	return *status != 200;
}

/* A fault that says what the body is, or that there is an error, replaces it. */
static bool
replaces(const struct srv_effect *f)
{
	return f->status >= 300 || f->status == 204 || f->body.p != NULL ||
	    f->text.p != NULL || f->hex.p != NULL || f->file.p != NULL ||
	    f->html || f->huge > 0 || f->deep > 0;
}

void
srv_rules_apply(struct srv_route *route, struct srv_scope *s,
    struct srv_effect *effect)
{
	struct srv_rule	*rule;
	struct rx_err	 e;
	long		 status;

	for (rule = route->faults; rule != NULL; rule = rule->next) {
		struct srv_effect one = SRV_EFFECT_INIT;

		if (!rule_meets(rule, s, &status))
			continue;
		srv_fields_read(s->request->arena, rule->effect,
		    srv_effect_fields, &one, &e);
		if (status > 0)
			one.status = status;
		if (replaces(&one))
			effect->body = effect->text = effect->hex =
			    effect->file = RX_SPAN_NONE;
		srv_fields_read(s->request->arena, rule->effect,
		    srv_effect_fields, effect, &e);
		if (status > 0)
			effect->status = status;
	}
}
