/* grammar_find: looking things up in the tables, and what dlt would take. */
#include <string.h>

#include "lib/plan/grammar.h"
#include "rx/text.h"

const struct rx_key *
rx_grammar_find(const struct rx_grammar *g, struct rx_span name)
{
	for (int i = 0; i < g->n; i++)
		if (rx_span_is(name, g->keys[i].name))
			return &g->keys[i];
	return NULL;
}

const struct rx_variant *
rx_grammar_variant(const struct rx_grammar *g, const struct rx_node *map)
{
	const struct rx_node *type = rx_node_get(map, "type");
	struct rx_span name = rx_node_text(type);

	if (type == NULL && g->untyped != NULL && rx_node_get(map, g->untyped_key) != NULL)
		name = rx_span_of(g->untyped);
	for (const struct rx_variant *v = g->variants; v != NULL && v->type != NULL; v++)
		if (rx_span_is(name, v->type))
			return v;
	return NULL;
}

bool
rx_grammar_resolve(const struct rx_node *node)
{
	return rx_node_is(rx_node_get(node, "type"), "resolve");
}

bool
rx_grammar_setting(const struct rx_node *node)
{
	const struct rx_node *name;

	if (node == NULL || node->kind != RX_JSON_OBJECT || node->n == 0 || node->n > 2)
		return false;
	name = node->first;
	if (!rx_span_is(name->key, "secret") && !rx_span_is(name->key, "config"))
		return false;
	return name->kind == RX_JSON_STRING &&
	    (node->n == 1 || rx_span_is(name->next->key, "default"));
}

unsigned
rx_grammar_type(const struct rx_node *node)
{
	long whole;

	switch (node->kind) {
	case RX_JSON_STRING:
		return RX_T_STR;
	case RX_JSON_NUMBER:
		return rx_node_long(node, &whole) ? RX_T_INT | RX_T_NUM : RX_T_NUM;
	case RX_JSON_TRUE:
	case RX_JSON_FALSE:
		return RX_T_BOOL;
	case RX_JSON_ARRAY:
		return RX_T_LIST;
	case RX_JSON_OBJECT:
		return rx_grammar_setting(node) ? RX_T_SET | RX_T_MAP : RX_T_MAP;
	default:
		return RX_T_NULL;
	}
}

static bool
in_variants(const struct rx_grammar *g, struct rx_span name)
{
	for (const struct rx_variant *v = g->variants; v->type != NULL; v++)
		if (rx_grammar_find(v->grammar, name) != NULL)
			return true;
	return false;
}

const char *
rx_grammar_home(struct rx_span name)
{
	static const struct rx_grammar *const plain[] = {
		&rx_grammar_endpoint, &rx_grammar_resource, &rx_grammar_client,
		&rx_grammar_errors, &rx_grammar_incremental
	};

	if (rx_span_is(name, "type"))	/* many maps have one */
		return NULL;
	if (in_variants(&rx_grammar_paginator, name))
		return rx_grammar_paginator.what;
	for (size_t i = 0; i < sizeof(plain) / sizeof(plain)[0]; i++)
		if (rx_grammar_find(plain[i], name) != NULL)
			return plain[i]->what;
	return in_variants(&rx_grammar_auth, name) ? rx_grammar_auth.what : NULL;
}

const char *
rx_grammar_nearest(const char *word, const char **home)
{
	static const struct rx_grammar *const places[] = {
		&rx_grammar_endpoint, &rx_grammar_resource, &rx_grammar_client
	};
	const char *names[64], *near = NULL;

	for (size_t i = 0; i < sizeof(places) / sizeof(places)[0] && near == NULL; i++) {
		for (int k = 0; k < places[i]->n && k < 64; k++)
			names[k] = places[i]->keys[k].name;
		near = rx_text_nearest(word, names, places[i]->n);
		*home = places[i]->what;
	}
	return near;
}

/* -- would dlt take it? -------------------------------------------------- */

static bool dlt_value(const struct rx_key *, const struct rx_node *);

static bool
dlt_list(const struct rx_key *key, const struct rx_node *list)
{
	const struct rx_grammar *map = key->item != NULL ? key->item : key->map;

	for (const struct rx_node *e = list->first; e != NULL; e = e->next) {
		if (key->elem != 0 && !(rx_grammar_type(e) & key->elem))
			return false;
		if (e->kind == RX_JSON_OBJECT && map != NULL && !rx_grammar_dlt(map, e))
			return false;
	}
	return true;
}

static bool
dlt_value(const struct rx_key *key, const struct rx_node *node)
{
	if (!(rx_grammar_type(node) & key->dlt))
		return false;
	if (node->kind == RX_JSON_ARRAY)
		return dlt_list(key, node);
	if (node->kind == RX_JSON_OBJECT && key->map != NULL && !rx_grammar_setting(node))
		return rx_grammar_dlt(key->map, node);
	return true;
}

bool
rx_grammar_dlt(const struct rx_grammar *g, const struct rx_node *map)
{
	if (g->variants != NULL) {
		const struct rx_variant *v = rx_grammar_variant(g, map);

		if (v == NULL || !v->dlt)
			return false;
		g = v->grammar;
	}
	for (const struct rx_node *m = map->first; m != NULL; m = m->next) {
		const struct rx_key free = { .dlt = g->free_dlt, .map = g->free_map };
		const struct rx_key *key = rx_grammar_find(g, m->key);

		if (key == NULL && g->free_dlt == 0)
			return false;
		if (!dlt_value(key != NULL ? key : &free, m))
			return false;
	}
	return true;
}
