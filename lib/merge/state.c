/* What is known of a resource and its parts, and how a run changes it. */
#include "rx/state.h"

#include <stdlib.h>
#include <string.h>

#include "rx/node.h"
#include "lib/merge/edge.h"
#include "lib/merge/part.h"

bool
rx_state_text(struct rx_span *slot, struct rx_span value)
{
	char *p = NULL;

	if (value.p != NULL) {
		if ((p = malloc(value.n + 1)) == NULL)
			return false;
		memcpy(p, value.p, value.n);
		p[value.n] = '\0';
	}
	free((char *)(uintptr_t)slot->p);
	*slot = (struct rx_span){ p, p != NULL ? value.n : 0 };
	return true;
}

bool
rx_state_open(struct rx_state *s, struct rx_span resource)
{
	*s = (struct rx_state){ 0 };
	return rx_state_text(&s->resource, resource);
}

bool
rx_state_version(long found, const char *where, struct rx_err *e)
{
	if (found <= RX_STATE_VERSION)
		return true;
	rx_err_set(e, RX_REFUSED, "%s: its state is of version %ld, this rx-merge knows %d", where,
	    found, RX_STATE_VERSION);
	return rx_err_hint(e, "a newer rx has written it: use that one; nothing was changed");
}

static void
part_free(struct rx_state_part *p)
{
	rx_state_text(&p->part, RX_SPAN_NONE);
	rx_state_text(&p->name, RX_SPAN_NONE);
	rx_state_text(&p->bookmark, RX_SPAN_NONE);
	rx_state_text(&p->next, RX_SPAN_NONE);
	rx_state_text(&p->seen, RX_SPAN_NONE);
	rx_state_text(&p->edge, RX_SPAN_NONE);
	rx_state_text(&p->bookmark_edge, RX_SPAN_NONE);
	free(p);
}

void
rx_state_free(struct rx_state *s)
{
	struct rx_state_part *p, *follow;

	for (p = s->first; p != NULL; p = follow) {
		follow = p->follow;
		part_free(p);
	}
	free(s->table);
	rx_state_text(&s->resource, RX_SPAN_NONE);
	rx_state_text(&s->learned, RX_SPAN_NONE);
	rx_state_text(&s->attempt, RX_SPAN_NONE);
	rx_state_text(&s->taught, RX_SPAN_NONE);
	*s = (struct rx_state){ 0 };
}

static bool
grow(struct rx_state *s)
{
	size_t			  slots = s->slots == 0 ? 16 : s->slots * 4;
	struct rx_state_part	**table = calloc(slots, sizeof(*table)), *p;

	if (table == NULL)
		return false;
	for (p = s->first; p != NULL; p = p->follow) {
		struct rx_state_part **slot = &table[rx_span_hash(p->name) % slots];

		p->chain = *slot;
		*slot = p;
	}
	free(s->table);
	s->table = table;
	s->slots = slots;
	return true;
}

static struct rx_state_part *
add(struct rx_state *s, struct rx_span part, struct rx_span name)
{
	struct rx_state_part *p, **slot;

	if (s->n >= s->slots && !grow(s))
		return NULL;
	if ((p = calloc(1, sizeof(*p))) == NULL)
		return NULL;
	if (!rx_state_text(&p->part, part) || !rx_state_text(&p->name, name)) {
		part_free(p);
		return NULL;
	}
	slot = &s->table[rx_span_hash(name) % s->slots];
	p->chain = *slot;
	*slot = p;
	if (s->last != NULL)
		s->last->follow = p;
	else
		s->first = p;
	s->last = p;
	s->n++;
	return p;
}

static struct rx_state_part *
find(const struct rx_state *s, struct rx_span name)
{
	struct rx_state_part *p = s->slots == 0 ? NULL :
	    s->table[rx_span_hash(name) % s->slots];

	while (p != NULL && !rx_span_eq(p->name, name))
		p = p->chain;
	return p;
}

struct rx_state_part *
rx_state_part(struct rx_state *s, struct rx_span part, bool make)
{
	struct rx_buf		 name = RX_BUF_INIT(RX_BUF_LINE);
	struct rx_state_part	*p = NULL;

	if (part.p == NULL)
		part = RX_SPAN("{}");
	if (s->recent != NULL && rx_span_eq(s->recent->part, part))
		return s->recent;
	if (rx_part_name(&name, part)) {
		p = find(s, rx_buf_view(&name));
		if (p == NULL && make)
			p = add(s, part, rx_buf_view(&name));
	}
	rx_buf_free(&name);
	if (p != NULL)
		s->recent = p;
	return p;
}

void
rx_state_touch(struct rx_state *s, struct rx_state_part *p)
{
	if (p == NULL) {
		s->dirty = true;
	} else if (!p->dirty) {
		p->dirty = true;
		p->follow_dirty = s->first_dirty;
		s->first_dirty = p;
	}
}

void
rx_state_saved(struct rx_state *s)
{
	struct rx_state_part *p;

	for (p = s->first_dirty; p != NULL; p = p->follow_dirty)
		p->dirty = false;
	s->first_dirty = NULL;
	s->dirty = false;
}

bool
rx_state_part_empty(const struct rx_state_part *p)
{
	return p->bookmark.p == NULL && p->next.p == NULL && p->seen.p == NULL && !p->begun;
}

static struct rx_node *
tree(struct rx_arena *a, struct rx_span json)
{
	struct rx_err	 e = RX_ERR_INIT;
	struct rx_node	*n = json.p != NULL ? rx_node_parse(a, json, &e) : NULL;

	return n != NULL && n->kind == RX_JSON_OBJECT ? n : rx_node_new(a, RX_JSON_OBJECT);
}

bool
rx_state_learn(struct rx_state *s, struct rx_span learned)
{
	struct rx_arena	 a = RX_ARENA_INIT;
	struct rx_buf	 b = RX_BUF_INIT(RX_BUF_TEXT);
	struct rx_node	*old, *new, *m;
	bool		 ok;

	if (rx_json_kind(learned) != RX_JSON_OBJECT || rx_span_eq(learned, s->taught))
		return true;
	old = tree(&a, s->learned);
	new = tree(&a, learned);
	for (m = new != NULL ? new->first : NULL; m != NULL && old != NULL; m = m->next) {
		if (m->kind == RX_JSON_NULL)
			(void)rx_node_remove(old, rx_arena_str(&a, m->key));
		else
			rx_node_set_span(&a, old, m->key, rx_node_copy(&a, m));
	}
	ok = old != NULL && new != NULL && !a.failed && rx_node_write(&b, old) &&
	    rx_state_text(&s->taught, learned);
	if (ok && !rx_span_eq(rx_buf_view(&b), s->learned)) {
		ok = rx_state_text(&s->learned, old->n > 0 ? rx_buf_view(&b) : RX_SPAN_NONE);
		rx_state_touch(s, NULL);
	}
	rx_buf_free(&b);
	rx_arena_free(&a);
	return ok;
}

bool
rx_state_page(struct rx_state *s, struct rx_state_part *p, struct rx_span next,
    struct rx_span seen, struct rx_span edge)
{
	if (!rx_state_text(&p->next, next))
		return false;
	if (seen.p != NULL && rx_json_kind(seen) != RX_JSON_NULL &&
	    !rx_edge_move(&p->seen, &p->edge, seen, edge))
		return false;
	p->begun = true;
	p->done = false;
	rx_state_touch(s, p);
	return true;
}
