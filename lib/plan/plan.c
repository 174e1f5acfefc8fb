#include "lib/plan/expand.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "rx/text.h"

/* -- resources by name ----------------------------------------------------- */

static size_t
slot_of(const struct rx_plan *p, struct rx_span name)
{
	size_t i = rx_span_hash(name) % p->slots;

	while (p->table[i] != NULL && !rx_span_eq(p->table[i]->name, name))
		i = (i + 1) % p->slots;
	return i;
}

struct rx_res *
rx_plan_find(struct rx_plan *p, struct rx_span name)
{
	return p->table[slot_of(p, name)];
}

/* What keeps it from running whatever its placeholders are bound to. */
static struct rx_err *
problem_of(const struct rx_plan *p, struct rx_span resource)
{
	struct rx_problem *x;

	for (x = p->source->problems; x != NULL; x = x->next)
		if (!x->warning && x->placeholder.p == NULL && x->resource.p != NULL &&
		    rx_span_eq(x->resource, resource))
			return &x->err;
	return NULL;
}

static bool
list_resources(struct rx_plan *p, struct rx_err *e)
{
	struct rx_node	*list = rx_source_resources(p->source), *n;
	struct rx_res	*r;

	p->slots = list != NULL ? 2 * (size_t)list->n + 1 : 1;
	if ((p->table = rx_arena_get(&p->arena, p->slots * sizeof(struct rx_res *))) == NULL)
		return rx_err_nomem(e);
	for (n = list != NULL ? list->first : NULL; n != NULL; n = n->next) {
		if ((r = rx_arena_get(&p->arena, sizeof(*r))) == NULL)
			return rx_err_nomem(e);
		r->plan = p;
		r->node = n;
		r->name = rx_arena_span(&p->arena, rx_node_text(rx_node_get(n, "name")));
		r->err = problem_of(p, r->name);
		p->table[slot_of(p, r->name)] = r;
		if (p->last != NULL)
			p->last->next = r;
		else
			p->first = r;
		p->last = r;
	}
	return true;
}

const char *
rx_plan_nearest(struct rx_plan *p, struct rx_span name)
{
	struct rx_res	*r;
	const char	**names, *word = rx_arena_str(&p->arena, name);
	int		 n = 0;

	names = rx_arena_get(&p->arena, (p->slots + 1) * sizeof(*names));
	if (names == NULL || word == NULL)
		return NULL;
	for (r = p->first; r != NULL; r = r->next)
		names[n++] = r->name.p;
	return rx_text_nearest(word, names, n);
}

static bool
no_resource(struct rx_plan *p, const char *name, struct rx_err *e)
{
	const char	*near = rx_plan_nearest(p, rx_span_of(name));
	struct rx_buf	 b = RX_BUF_INIT(RX_BUF_TEXT);
	struct rx_res	*r;

	rx_err_set(e, RX_USAGE, "there is no resource %s", name);
	rx_err_at(e, "%s", p->source->name);
	for (r = p->first; r != NULL; r = r->next)
		rx_buf_printf(&b, "%s%.*s", r == p->first ? "" : ", ", RX_FMT(r->name));
	if (near != NULL)
		rx_err_hint(e, "did you mean %s?", near);
	else
		rx_err_hint(e, "there are %s", rx_buf_str(&b));
	rx_buf_free(&b);
	return false;
}

/* --for '*': all that a run without operands loads. */
static bool
load_all(struct rx_plan *p, struct rx_err *e)
{
	struct rx_res	 *r;
	const char	**load;
	size_t		  n = 0;

	if (p->given.nload != 1 || strcmp(p->given.load[0], "*") != 0)
		return true;
	for (r = p->first; r != NULL; r = r->next)
		n++;
	if ((load = rx_arena_get(&p->arena, (n + 1) * sizeof(*load))) == NULL)
		return rx_err_nomem(e);
	for (n = 0, r = p->first; r != NULL; r = r->next) {
		const struct rx_node *selected = rx_node_get(r->node, "selected");

		if (selected == NULL || selected->kind != RX_JSON_FALSE)
			load[n++] = rx_arena_str(&p->arena, r->name);
	}
	p->given.load = load;
	p->given.nload = n;
	return true;
}

static bool
select_resources(struct rx_plan *p, struct rx_err *e)
{
	struct rx_res	*r;
	size_t		 i;

	if (!load_all(p, e))
		return false;
	for (i = 0; i < p->given.nload; i++)
		if (rx_plan_find(p, rx_span_of(p->given.load[i])) == NULL)
			return no_resource(p, p->given.load[i], e);
	for (i = 0; i < p->given.nresources; i++) {
		if ((r = rx_plan_find(p, rx_span_of(p->given.resources[i]))) == NULL)
			return no_resource(p, p->given.resources[i], e);
		r->selected = true;
	}
	for (r = p->first; r != NULL && p->given.nresources == 0; r = r->next) {
		const struct rx_node *selected = rx_node_get(r->node, "selected");

		r->selected = selected == NULL || selected->kind != RX_JSON_FALSE;
	}
	return true;
}

/* -- birth and death ------------------------------------------------------- */

static bool
is_resource(void *arg, struct rx_span name)
{
	return rx_plan_find(arg, name) != NULL;
}

static bool
setup(struct rx_plan *p, struct rx_err *e)
{
	const struct rx_plan_conf *c = &p->given;

	return list_resources(p, e) && select_resources(p, e) &&
	    rx_settings_set(&p->settings, c->set, c->nset, is_resource, p, e) &&
	    (c->config == NULL || rx_settings_config(&p->settings, c->config, e));
}

struct rx_plan *
rx_plan_open(const struct rx_plan_conf *conf, struct rx_err *e)
{
	struct rx_plan *p = calloc(1, sizeof(*p));

	if (p == NULL) {
		rx_err_nomem(e);
		return NULL;
	}
	p->given = *conf;
	p->source = conf->source;
	p->settings.arena = &p->arena;
	p->settings.env = conf->env;
	p->line = (struct rx_buf)RX_BUF_INIT(RX_BUF_LINE);
	p->part = (struct rx_buf)RX_BUF_INIT(RX_BUF_TEXT);
	p->needs = (struct rx_buf)RX_BUF_INIT(RX_BUF_TEXT);
	p->in = (struct rx_line)RX_LINE_INIT;
	if (setup(p, e))
		return p;
	rx_plan_free(p);
	return NULL;
}

static void
free_res(struct rx_res *r)
{
	unsigned i;

	for (i = 0; i < r->naxes; i++) {
		rx_buf_free(&r->axes[i].kept);
		rx_known_free(&r->axes[i].seen);
		rx_known_free(&r->axes[i].linked);
	}
	rx_buf_free(&r->mold.text);
	rx_buf_free(&r->window.json[0]);
	rx_buf_free(&r->window.json[1]);
	rx_convert_free(r->window.convert);
}

void
rx_plan_free(struct rx_plan *p)
{
	struct rx_res *r;

	if (p == NULL)
		return;
	for (r = p->first; r != NULL; r = r->next)
		free_res(r);
	rx_buf_free(&p->line);
	rx_buf_free(&p->part);
	rx_buf_free(&p->needs);
	rx_known_free(&p->parts);
	rx_known_free(&p->kept);
	rx_promises_free(&p->promises);
	rx_line_free(&p->in);
	rx_arena_free(&p->scratch);
	rx_arena_free(&p->arena);
	free(p);
}

/* -- output ---------------------------------------------------------------- */

bool
rx_plan_put(struct rx_plan *p, struct rx_buf *b, struct rx_err *e)
{
	return b->failed ? rx_err_nomem(e) : b->n == 0 || p->given.put(p->given.arg,
	    rx_buf_view(b), e);
}

void
rx_plan_say(struct rx_plan *p, const char *level, const char *fmt, ...)
{
	char	text[1024];
	va_list	ap;

	if (p->given.say == NULL)
		return;
	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	p->given.say(p->given.arg, level, text);
}

void
rx_plan_tell_into(struct rx_plan *p, const struct rx_err *why, struct rx_span resource,
    struct rx_buf *b)
{
	rx_promises_fail(&p->promises, resource, why->exit);
	rx_line_error(b, why, resource, RX_SPAN_NONE, 0, RX_SPAN_NONE);
	rx_buf_byte(b, '\n');
	if (p->given.fail != NULL)
		p->given.fail(p->given.arg, why);
}

bool
rx_plan_tell(struct rx_plan *p, const struct rx_err *why, struct rx_span resource, struct rx_err *e)
{
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_TEXT);
	bool		ok;

	rx_plan_tell_into(p, why, resource, &b);
	ok = rx_plan_put(p, &b, e);
	rx_buf_free(&b);
	return ok;
}
