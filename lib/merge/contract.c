#include "lib/merge/contract.h"

#include <string.h>

#include "rx/json.h"

static const char *const entities[] = { "tables", "columns", "data_type" };
static const char *const modes[] = { "evolve", "freeze", "discard_row", "discard_value" };

const char *
rx_entity_name(enum rx_entity entity)
{
	return entities[entity];
}

const char *
rx_mode_name(enum rx_mode mode)
{
	return modes[mode];
}

static bool
find_mode(struct rx_span text, enum rx_mode *mode, struct rx_err *e)
{
	size_t i;

	for (i = 0; i < sizeof(modes) / sizeof(*modes); i++) {
		if (rx_span_is(text, modes[i])) {
			*mode = (enum rx_mode)i;
			return true;
		}
	}
	rx_err_set(e, RX_USAGE, "unknown mode '%.*s' of a contract", RX_FMT(text));
	return rx_err_hint(e, "evolve, freeze, discard_row or discard_value");
}

/* An entity's index, or RX_ENTITIES. */
static int
find_entity(struct rx_span text)
{
	int i;

	for (i = 0; i < RX_ENTITIES && !rx_span_is(text, entities[i]); i++)
		continue;
	return i;
}

static void
set(struct rx_contract *c, int entity, enum rx_mode mode)
{
	int i;

	for (i = 0; i < RX_ENTITIES; i++)
		if (i == entity || entity == RX_ENTITIES)
			c->mode[i] = mode;
}

static bool
read_mode(struct rx_contract *c, int entity, struct rx_span v, struct rx_err *e)
{
	enum rx_mode mode;

	if (rx_json_kind(v) == RX_JSON_NULL)
		return true;
	if (rx_json_kind(v) != RX_JSON_STRING) {
		rx_err_set(e, RX_USAGE, "a mode of a contract must be a name");
		return rx_err_got(e, v);
	}
	if (!find_mode((struct rx_span){ v.p + 1, v.n - 2 }, &mode, e))
		return false;
	set(c, entity, mode);
	return true;
}

bool
rx_contract_read(struct rx_contract *c, struct rx_span json, struct rx_err *e)
{
	struct rx_json_iter	it;
	struct rx_span		key, v;
	int			entity;

	if (json.p == NULL || rx_json_kind(json) != RX_JSON_OBJECT)
		return json.p == NULL || read_mode(c, RX_ENTITIES, json, e);
	(void)rx_json_begin(&it, json);
	while (rx_json_next(&it, &key, &v)) {
		entity = find_entity((struct rx_span){ key.p + 1, key.n - 2 });
		if (entity == RX_ENTITIES) {
			rx_err_set(e, RX_USAGE, "a contract has no %.*s", RX_FMT(key));
			return rx_err_hint(e, "tables, columns, data_type");
		}
		if (!read_mode(c, entity, v, e))
			return false;
	}
	return true;
}

/* Where the last '=' is, or n. */
static size_t
last(struct rx_span s)
{
	size_t i;

	for (i = s.n; i > 0; i--)
		if (s.p[i - 1] == '=')
			return i - 1;
	return s.n;
}

/* RESOURCE (NONE: all), ENTITY and MODE of one argument. */
static bool
read_option(struct rx_span arg, struct rx_span *resource, int *entity, enum rx_mode *mode,
    struct rx_err *e)
{
	size_t		at = last(arg);
	struct rx_span	rest = { arg.p, at < arg.n ? at : 0 };

	*resource = RX_SPAN_NONE;
	*entity = RX_ENTITIES;
	if (!find_mode(at < arg.n ? rx_span_cut(arg, at + 1) : arg, mode, e)) {
		rx_err_at(e, "--contract %.*s", RX_FMT(arg));
		return false;
	}
	if (at == arg.n)
		return true;
	at = last(rest);
	*entity = find_entity(at < rest.n ? rx_span_cut(rest, at + 1) : rest);
	if (*entity == RX_ENTITIES)
		*resource = rest;
	else if (at < rest.n)
		*resource = (struct rx_span){ rest.p, at };
	return true;
}

struct rx_span
rx_contract_whose(struct rx_span arg)
{
	struct rx_err	e = RX_ERR_INIT;
	struct rx_span	whose;
	enum rx_mode	mode;
	int		entity;

	return read_option(arg, &whose, &entity, &mode, &e) ? whose : RX_SPAN_NONE;
}

bool
rx_contract_options(struct rx_contract *c, const struct rx_opt_list *list,
    struct rx_span resource, struct rx_err *e)
{
	struct rx_span	whose;
	enum rx_mode	mode;
	int		entity, own;
	size_t		i;

	for (own = 0; own < 2; own++) {
		for (i = 0; list != NULL && i < list->n; i++) {
			if (!read_option(rx_span_of(list->v[i]), &whose, &entity, &mode, e))
				return false;
			if (own == 0 ? whose.p == NULL :
			    whose.p != NULL && rx_span_eq(whose, resource))
				set(c, entity, mode);
		}
	}
	return true;
}

bool
rx_contract_has(const struct rx_contract *c, enum rx_mode mode)
{
	int i;

	for (i = 0; i < RX_ENTITIES; i++)
		if (c->mode[i] == mode)
			return true;
	return false;
}

bool
rx_contract_same(const struct rx_contract *a, const struct rx_contract *b)
{
	return memcmp(a->mode, b->mode, sizeof(a->mode)) == 0;
}
