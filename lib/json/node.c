#include "rx/node.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct rx_node *
rx_node_new(struct rx_arena *a, enum rx_json_kind kind)
{
	struct rx_node *n = rx_arena_get(a, sizeof(*n));

	if (n != NULL)
		n->kind = kind;
	return n;
}

struct rx_node *
rx_node_string(struct rx_arena *a, struct rx_span text)
{
	struct rx_node *n = rx_node_new(a, RX_JSON_STRING);

	if (n != NULL)
		n->text = rx_arena_span(a, text);
	return n;
}

struct rx_node *
rx_node_cstr(struct rx_arena *a, const char *text)
{
	return rx_node_string(a, rx_span_of(text));
}

struct rx_node *
rx_node_int(struct rx_arena *a, long v)
{
	struct rx_node *n = rx_node_new(a, RX_JSON_NUMBER);

	if (n != NULL)
		n->text = rx_arena_printf(a, "%ld", v);
	return n;
}

struct rx_node *
rx_node_bool(struct rx_arena *a, bool v)
{
	struct rx_node *n = rx_node_new(a, v ? RX_JSON_TRUE : RX_JSON_FALSE);

	if (n != NULL)
		n->text = v ? RX_SPAN("true") : RX_SPAN("false");
	return n;
}

static void
append(struct rx_node *parent, struct rx_node *child)
{
	child->next = NULL;
	if (parent->last != NULL)
		parent->last->next = child;
	else
		parent->first = child;
	parent->last = child;
	parent->n++;
}

struct rx_node *
rx_node_copy(struct rx_arena *a, const struct rx_node *from)
{
	struct rx_node		*to = rx_arena_get(a, sizeof(*to)), *copy;
	const struct rx_node	*c;

	if (to == NULL)
		return NULL;
	*to = *from;
	to->text = from->text.p != NULL ? rx_arena_span(a, from->text) : from->text;
	to->key = from->key.p != NULL ? rx_arena_span(a, from->key) : from->key;
	to->first = to->last = to->next = NULL;
	to->n = 0;
	for (c = from->first; c != NULL; c = c->next) {
		if ((copy = rx_node_copy(a, c)) == NULL)
			return NULL;
		append(to, copy);
	}
	return to;
}

struct rx_node *
rx_node_member(const struct rx_node *object, struct rx_span key)
{
	struct rx_node *c;

	if (object == NULL || object->kind != RX_JSON_OBJECT)
		return NULL;
	for (c = object->first; c != NULL; c = c->next)
		if (rx_span_eq(c->key, key))
			return c;
	return NULL;
}

struct rx_node *
rx_node_get(const struct rx_node *object, const char *key)
{
	return rx_node_member(object, rx_span_of(key));
}

struct rx_node *
rx_node_at(const struct rx_node *array, unsigned i)
{
	struct rx_node *c = array != NULL ? array->first : NULL;

	while (c != NULL && i-- > 0)
		c = c->next;
	return c;
}

static struct rx_node *
before(struct rx_node *object, const struct rx_node *child)
{
	struct rx_node *c = object->first;

	if (c == child)
		return NULL;
	while (c->next != child)
		c = c->next;
	return c;
}

void
rx_node_set_span(struct rx_arena *a, struct rx_node *object, struct rx_span key,
    struct rx_node *value)
{
	struct rx_node *old, *prev;

	if (value == NULL)
		return;
	old = rx_node_member(object, key);
	value->key = rx_arena_span(a, key);
	if (old == NULL) {
		append(object, value);
		return;
	}
	prev = before(object, old);
	value->next = old->next;
	if (prev != NULL)
		prev->next = value;
	else
		object->first = value;
	if (object->last == old)
		object->last = value;
}

void
rx_node_set(struct rx_arena *a, struct rx_node *object, const char *key, struct rx_node *value)
{
	rx_node_set_span(a, object, rx_span_of(key), value);
}

void
rx_node_add(struct rx_node *array, struct rx_node *value)
{
	if (value != NULL)
		append(array, value);
}

bool
rx_node_remove(struct rx_node *object, const char *key)
{
	struct rx_node *old = rx_node_get(object, key), *prev;

	if (old == NULL)
		return false;
	prev = before(object, old);
	if (prev != NULL)
		prev->next = old->next;
	else
		object->first = old->next;
	if (object->last == old)
		object->last = prev;
	old->next = NULL;
	object->n--;
	return true;
}

bool
rx_node_is(const struct rx_node *n, const char *text)
{
	return n != NULL && n->kind == RX_JSON_STRING && rx_span_is(n->text, text);
}

bool
rx_node_true(const struct rx_node *n)
{
	return n != NULL && n->kind == RX_JSON_TRUE;
}

bool
rx_node_long(const struct rx_node *n, long *out)
{
	struct rx_span	s;
	unsigned long	v;
	bool		negative;

	if (n == NULL || (n->kind != RX_JSON_NUMBER && n->kind != RX_JSON_STRING))
		return false;
	s = rx_span_trim(n->text);
	negative = s.n > 0 && s.p[0] == '-';
	if (!rx_span_uint(rx_span_cut(s, negative), &v) || v > (unsigned long)__LONG_MAX__)
		return false;
	*out = negative ? -(long)v : (long)v;
	return true;
}

struct rx_span
rx_node_text(const struct rx_node *n)
{
	return n != NULL && n->kind == RX_JSON_STRING ? n->text : RX_SPAN_NONE;
}

bool
rx_node_equal(const struct rx_node *a, const struct rx_node *b)
{
	const struct rx_node *c, *d;

	if (a == NULL || b == NULL || a->kind != b->kind || a->n != b->n)
		return a == b;
	if (a->kind == RX_JSON_NUMBER)
		return rx_number_cmp(a->text, b->text) == 0;
	if (a->kind == RX_JSON_STRING)
		return rx_span_eq(a->text, b->text);
	for (c = a->first, d = b->first; c != NULL; c = c->next, d = d->next) {
		const struct rx_node *other = a->kind == RX_JSON_OBJECT ?
		    rx_node_member(b, c->key) : d;

		if (!rx_node_equal(c, other))
			return false;
	}
	return true;
}
