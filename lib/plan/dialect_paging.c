/* dialect_paging: how the pages of a resource go on (dialect 12-15, 18, 19). */
#include <stdio.h>
#include <string.h>

#include "lib/plan/dialect.h"
#include "lib/plan/grammar.h"
#include "rx/expr.h"

#define KEY		"endpoint.paginator"

struct paging {
	struct rx_work	*w;
	struct rx_arena	*a;
	struct rx_node	*from, *to;
};

/* -- pieces --------------------------------------------------------------- */

static void
take_all(struct paging *p, const char *const *keys)
{
	for (; *keys != NULL; keys++)
		rx_take(p->a, p->to, p->from, *keys);
}

static bool
empty_text(const struct rx_node *node)
{
	return node != NULL && node->kind == RX_JSON_STRING && node->text.n == 0;
}

/* Where a value goes: in the query under a name, or at a path of the body. */
static void
place(struct paging *p, const char *param, const char *body, const char *name)
{
	const struct rx_node *in_query = rx_given(p->from, param);
	const struct rx_node *in_body = rx_given(p->from, body);

	if (empty_text(in_query) || empty_text(in_body)) {
		rx_err_hint(rx_work_fault(p->w, empty_text(in_query) ? in_query : in_body, KEY,
		    "'%s' is empty", empty_text(in_query) ? param : body),
		    "give it a name, or leave the key out");
		return;
	}
	if (in_query != NULL && in_body != NULL) {
		rx_err_hint(rx_work_fault(p->w, in_body, KEY, "both '%s' and '%s' are given", param,
		    body), "a value is sent once: in the query, or in the body");
		return;
	}
	if (rx_take(p->a, p->to, p->from, body))
		return;
	if (!rx_take(p->a, p->to, p->from, param) && name != NULL)
		rx_put(p->a, p->to, param, name);
}

static void
at_least(struct paging *p, const char *key, long least)
{
	const struct rx_node *node = rx_given(p->from, key);
	char path[64];
	long value;

	snprintf(path, sizeof(path), KEY ".%s", key);
	if (node != NULL && rx_node_long(node, &value) && value < least)
		rx_err_hint(rx_work_fault(p->w, node, path, "%ld is too little", value),
		    "the least is %ld", least);
}

/* limit, and where it is sent; sent_as: the name when none is given. */
static void
limit(struct paging *p, const char *sent_as)
{
	at_least(p, "limit", 1);
	if (!rx_take(p->a, p->to, p->from, "limit"))
		sent_as = NULL;
	place(p, "limit_param", "limit_body_path", sent_as);
}

static void
check_stop(struct paging *p)
{
	const struct rx_node *stop = rx_given(p->from, "stop_condition");
	struct rx_err err = RX_ERR_INIT;

	if (stop != NULL && rx_condition_compile(p->a, stop->text, &err) == NULL)
		rx_err_hint(rx_work_fault(p->w, stop, KEY ".stop_condition", "'%.*s': %s",
		    RX_FMT(stop->text), err.what), "%s", err.hint);
}

/* What ends the paging: only what is written down (15, 18). */
static void
ends(struct paging *p, const char *maximum)
{
	static const char *const keys[] = {
		"stop_condition", "has_more_path", "stop_after_empty_page", "short_page", NULL
	};

	rx_take(p->a, p->to, p->from, "total_path");
	if (maximum != NULL && rx_take(p->a, p->to, p->from, maximum)) {
		at_least(p, maximum, 0);
		if (p->w->dlt)
			rx_work_note(p->w, KEY, "%s is inclusive: the last page asked for "
			    "(dlt's is exclusive)", maximum);
	}
	take_all(p, keys);
	check_stop(p);
}

/* stop_after_empty_page false, and nothing else that ends it. */
static void
must_end(struct paging *p, const char *maximum)
{
	const struct rx_node *empty = rx_given(p->from, "stop_after_empty_page");

	if (empty == NULL || empty->kind != RX_JSON_FALSE ||
	    rx_given(p->to, "total_path") != NULL || rx_given(p->to, maximum) != NULL ||
	    rx_given(p->to, "has_more_path") != NULL ||
	    rx_given(p->to, "stop_condition") != NULL)
		return;
	rx_err_hint(rx_work_fault(p->w, empty, KEY, "nothing ends this paging"),
	    "leave stop_after_empty_page out, or give total_path, has_more_path, %s "
	    "or stop_condition", maximum);
}

/* -- the types ------------------------------------------------------------ */

static void
offset(struct paging *p)
{
	limit(p, "limit");
	at_least(p, "offset", 0);
	if (!rx_take(p->a, p->to, p->from, "offset"))
		rx_node_set(p->a, p->to, "offset", rx_node_int(p->a, 0));
	place(p, "offset_param", "offset_body_path", "offset");
	ends(p, "maximum_offset");
	must_end(p, "maximum_offset");
}

/* The first page's number: as given; 0 where dlt takes the source; else found
 * by asking (14). */
static void
first_page(struct paging *p)
{
	const struct rx_node *page = rx_given(p->from, "page");

	at_least(p, "page", 0);
	at_least(p, "base_page", 0);
	if (rx_take(p->a, p->to, p->from, "base_page")) {
		rx_take(p->a, p->to, p->from, "page");
	} else if (p->w->dlt) {
		rx_node_set(p->a, p->to, "base_page", rx_node_int(p->a, 0));
		rx_take(p->a, p->to, p->from, "page");
		rx_work_note(p->w, KEY ".base_page", "the first page is 0, as in dlt");
	} else if (page != NULL) {
		rx_node_set(p->a, p->to, "base_page", rx_node_copy(p->a, page));
	} else {
		rx_put(p->a, p->to, "base_page", "auto");
		rx_work_note(p->w, KEY ".base_page",
		    "whether the first page is 0 or 1 is found out by asking");
	}
	if (!rx_node_is(rx_node_get(p->to, "base_page"), "auto"))
		rx_take(p->a, p->to, p->from, "inject_on_first_request");
}

static void
page_number(struct paging *p)
{
	first_page(p);
	place(p, "page_param", "page_body_path", "page");
	limit(p, NULL);
	ends(p, "maximum_page");
	must_end(p, "maximum_page");
	if (rx_given(p->to, "limit") != NULL && rx_given(p->to, "limit_param") == NULL &&
	    rx_given(p->to, "limit_body_path") == NULL)
		rx_work_note(p->w, KEY ".limit_param",
		    "limit is not sent: nothing says under which name");
}

static void
cursor(struct paging *p)
{
	rx_dialect_cursor(p->w, p->from, p->to);
	limit(p, "limit");
	ends(p, NULL);
}

static void
links(struct paging *p, const char *key)
{
	if (!rx_take(p->a, p->to, p->from, key))
		rx_put(p->a, p->to, key, "next");
	ends(p, NULL);
}

static void
header_cursor(struct paging *p)
{
	if (!rx_take(p->a, p->to, p->from, "cursor_key"))
		rx_put(p->a, p->to, "cursor_key", "next");
	if (!rx_take(p->a, p->to, p->from, "cursor_param"))
		rx_put(p->a, p->to, "cursor_param", "cursor");
	ends(p, NULL);
}

static void
custom(struct paging *p)
{
	if (rx_given(p->from, "cursor_param") != NULL) {
		rx_put(p->a, p->to, "type", "cursor");
		rx_work_note(p->w, KEY ".type", "custom with a cursor_param is read as cursor");
		cursor(p);
		return;
	}
	rx_err_hint(rx_work_fault(p->w, rx_node_get(p->from, "type"), KEY ".type",
	    "'custom' is somebody's program, which a source cannot hold"),
	    "types are single_page, offset, page_number, cursor, json_link, header_link, "
	    "header_cursor, auto");
}

static void
by_type(struct paging *p, struct rx_span type)
{
	if (rx_span_is(type, "offset"))
		offset(p);
	else if (rx_span_is(type, "page_number"))
		page_number(p);
	else if (rx_span_is(type, "cursor"))
		cursor(p);
	else if (rx_span_is(type, "json_link"))
		links(p, "next_url_path");
	else if (rx_span_is(type, "header_link"))
		links(p, "links_next_key");
	else if (rx_span_is(type, "header_cursor"))
		header_cursor(p);
	else if (rx_span_is(type, "custom"))
		custom(p);
}

/* -- which one ------------------------------------------------------------ */

static struct rx_node *
typed(struct rx_arena *a, struct rx_span type)
{
	struct rx_node *map = rx_node_new(a, RX_JSON_OBJECT);

	if (map != NULL)
		rx_node_set(a, map, "type", rx_node_string(a, type));
	return map;
}

static bool
says_auto(const struct rx_node *node)
{
	return node == NULL || rx_node_is(node, "auto") ||
	    (node->kind == RX_JSON_OBJECT && (rx_node_is(rx_node_get(node, "type"), "auto") ||
	    rx_node_get(node, "type") == NULL));
}

/* The resource's; else one page for one entity; else the client's; else auto. */
static struct rx_node *
choose(struct rx_work *w)
{
	struct rx_node *own = rx_given(w->endpoint, "paginator");

	if (rx_node_is(own, "auto") || rx_node_is(rx_node_get(own, "type"), "auto"))
		return typed(w->arena, RX_SPAN("auto"));
	if (!says_auto(own))
		return rx_node_copy(w->arena, own);
	if (w->entity) {
		rx_work_note(w, KEY, "the path ends in a placeholder: one page, one record");
		return typed(w->arena, RX_SPAN("single_page"));
	}
	if (!says_auto(w->client_paginator))
		return rx_node_copy(w->arena, w->client_paginator);
	return typed(w->arena, RX_SPAN("auto"));
}

void
rx_dialect_paging(struct rx_work *w)
{
	struct paging p = { w, w->arena, choose(w), NULL };
	struct rx_span type;

	if (p.from != NULL && p.from->kind == RX_JSON_STRING)
		p.from = typed(p.a, p.from->text);
	if (p.from == NULL)
		return;
	if (rx_grammar_variant(&rx_grammar_paginator, p.from) == NULL) {
		if (says_auto(rx_given(w->endpoint, "paginator")))
			return;		/* the client's: told there */
		rx_err_hint(rx_work_fault(w, rx_given(w->endpoint, "paginator"), KEY,
		    "unknown type '%.*s'", RX_FMT(rx_node_text(rx_node_get(p.from, "type")))),
		    "types are single_page, offset, page_number, cursor, json_link, header_link, "
		    "header_cursor, auto");
		return;
	}
	type = rx_node_text(rx_node_get(p.from, "type"));
	if (rx_span_is(type, "json_response"))
		type = RX_SPAN("json_link");
	p.to = typed(p.a, type);
	if (p.to == NULL)
		return;
	by_type(&p, type);
	rx_node_set(p.a, w->endpoint, "paginator", p.to);
}
