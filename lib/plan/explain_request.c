/* explain_request: for whom is asked, and what is sent with it. */
#include <string.h>

#include "lib/plan/explain.h"
#include "lib/plan/dialect.h"
#include "lib/plan/grammar.h"

/* -- parameters, headers, body -------------------------------------------- */

/* A name whose literal value may be a secret. */
static bool
guarded(struct rx_span name)
{
	static const char *const words[] = {
		"auth", "cookie", "token", "key", "secret", "password", "passwd", "pwd"
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words)[0]; i++)
		for (size_t from = 0, n = strlen(words[i]); from + n <= name.n; from++)
			if (rx_span_is_nocase((struct rx_span){ name.p + from, n }, words[i]))
				return true;
	return false;
}

static void
pairs(struct rx_about *about, const struct rx_node *map, const char *what)
{
	struct rx_buf text = RX_BUF_INIT(RX_BUF_TEXT);

	for (const struct rx_node *m = rx_first(map); m != NULL; m = m->next) {
		const struct rx_node *value = rx_grammar_resolve(m) ? rx_node_get(m, "send") : m;

		if (value == NULL)
			continue;
		rx_buf_printf(&text, "%s%.*s: ", text.n > 0 ? ", " : what, RX_FMT(m->key));
		if (guarded(m->key) && !rx_grammar_setting(value) &&
		    rx_span_find(value->text, '{') == value->text.n)
			rx_buf_text(&text, "as written");
		else
			rx_say_value(&text, value);
	}
	rx_say_buf(about, "sent", &text);
}

void
rx_say_request(struct rx_about *about)
{
	const struct rx_node *json = rx_node_get(about->endpoint, "json");
	const struct rx_node *data = rx_node_get(about->endpoint, "data");
	struct rx_buf text = RX_BUF_INIT(RX_BUF_TEXT);

	pairs(about, rx_node_get(rx_source_client(about->source), "headers"), "header ");
	pairs(about, rx_node_get(about->endpoint, "headers"), "header ");
	pairs(about, rx_node_get(about->endpoint, "params"), "parameter ");
	if (json != NULL) {
		rx_buf_text(&text, "JSON body ");
		rx_node_write(&text, json);
	} else if (data != NULL) {
		rx_buf_text(&text, data->kind == RX_JSON_STRING ? "body " : "form ");
		rx_say_value(&text, data);
	}
	rx_say_buf(about, "sent", &text);
}

/* -- placeholders --------------------------------------------------------- */

static bool
is_bound(const struct rx_about *about, struct rx_span name)
{
	const struct rx_node *params = rx_node_get(about->endpoint, "params");
	const struct rx_node *routers = rx_node_get(about->endpoint, "partition_router");
	const struct rx_node *paginator = rx_node_get(about->endpoint, "paginator");

	for (const struct rx_node *r = rx_first(routers); r != NULL; r = r->next)
		if (rx_span_eq(rx_node_text(rx_node_get(r, "name")), name))
			return true;
	return rx_grammar_resolve(rx_node_member(params, name)) ||
	    rx_span_eq(rx_node_text(rx_node_get(paginator, "cursor_param")), name);
}

/* A placeholder that comes from a record of that parent; NONE: of any. */
static bool
comes_from(const struct rx_node *param, struct rx_span parent)
{
	return rx_grammar_resolve(param) && rx_node_get(param, "via") == NULL &&
	    (parent.p == NULL || rx_span_eq(rx_node_text(rx_node_get(param, "resource")), parent));
}

static void
field_of(struct rx_buf *text, const struct rx_node *param)
{
	const struct rx_node *fields = rx_node_get(param, "field");

	rx_buf_printf(text, "{%.*s} is its ", RX_FMT(param->key));
	if (fields->kind == RX_JSON_STRING)
		rx_buf_span(text, fields->text);
	for (const struct rx_node *f = fields->first; f != NULL; f = f->next)
		rx_buf_printf(text, "%s%.*s", f != fields->first ? ", else " : "",
		    RX_FMT(f->text));
}

/* A parent, at the first of the placeholders that come from it, with all. */
static void
parent(struct rx_about *about, const struct rx_node *params, const struct rx_node *param)
{
	struct rx_span name = rx_node_text(rx_node_get(param, "resource"));
	struct rx_buf text = RX_BUF_INIT(RX_BUF_TEXT);
	const struct rx_node *p = params->first;

	while (!comes_from(p, name))
		p = p->next;
	if (p != param)
		return;
	rx_buf_printf(&text, "each record of %.*s: ", RX_FMT(name));
	field_of(&text, param);
	for (p = param->next; p != NULL; p = p->next) {
		if (!comes_from(p, name))
			continue;
		rx_buf_text(&text, "; ");
		field_of(&text, p);
	}
	rx_say_buf(about, "for", &text);
}

static void
routers(struct rx_about *about)
{
	const struct rx_node *list = rx_node_get(about->endpoint, "partition_router");

	for (const struct rx_node *r = rx_first(list); r != NULL; r = r->next) {
		const struct rx_node *values = rx_node_get(r, "values");
		struct rx_buf text = RX_BUF_INIT(RX_BUF_TEXT);

		rx_buf_printf(&text, "each {%.*s} of ",
		    RX_FMT(rx_node_text(rx_node_get(r, "name"))));
		rx_say_value(&text, values);
		rx_say_buf(about, "for", &text);
	}
}

static const char *const texts[] = { "path", "params", "headers", "json", "data" };

static bool
holds(const struct rx_node *node, struct rx_span name)
{
	struct rx_span its;

	if (node == NULL)
		return false;
	for (size_t at = 0; node->kind == RX_JSON_STRING &&
	    rx_source_placeholder(node->text, &at, &its); )
		if (rx_span_eq(its, name))
			return true;
	for (const struct rx_node *m = node->first; m != NULL; m = m->next)
		if (holds(m, name))
			return true;
	return false;
}

/* The parent whose own request has this placeholder, or NONE. */
static struct rx_span
with_parent(const struct rx_about *about, struct rx_span name)
{
	const struct rx_node *params = rx_node_get(about->endpoint, "params");

	for (const struct rx_node *p = rx_first(params); p != NULL; p = p->next) {
		struct rx_span parent = rx_node_text(rx_node_get(p, "resource"));
		const struct rx_node *its = rx_node_get(rx_source_resource(about->source, parent),
		    "endpoint");

		for (size_t i = 0; rx_grammar_resolve(p) &&
		    i < sizeof(texts) / sizeof(texts)[0]; i++)
			if (holds(rx_node_get(its, texts[i]), name))
				return parent;
	}
	return RX_SPAN_NONE;
}

static void
needs(struct rx_about *about, struct rx_span text)
{
	struct rx_span name, parent;

	for (size_t at = 0; rx_source_placeholder(text, &at, &name); ) {
		if (is_bound(about, name))
			continue;
		parent = with_parent(about, name);
		if (parent.p != NULL)
			rx_say(about, "for", "{%.*s}: the one in the request of %.*s",
			    RX_FMT(name), RX_FMT(parent));
		else
			rx_say(about, "needs", "{%.*s}: --set %.*s=VALUE, or --parents FILE",
			    RX_FMT(name), RX_FMT(name));
	}
}

static void
needs_of(struct rx_about *about, const struct rx_node *node)
{
	if (node == NULL)
		return;
	if (node->kind == RX_JSON_STRING)
		needs(about, node->text);
	for (const struct rx_node *m = node->first; m != NULL; m = m->next)
		if (!rx_grammar_resolve(m) && !rx_grammar_setting(m))
			needs_of(about, m);
}

void
rx_say_parents(struct rx_about *about)
{
	const struct rx_node *params = rx_node_get(about->endpoint, "params");

	for (const struct rx_node *p = rx_first(params); p != NULL; p = p->next)
		if (comes_from(p, RX_SPAN_NONE))
			parent(about, params, p);
	for (const struct rx_node *p = rx_first(params); p != NULL; p = p->next)
		if (rx_grammar_resolve(p) && rx_node_get(p, "via") != NULL)
			rx_say(about, "for", "{%.*s}: the one in the request of %.*s",
			    RX_FMT(p->key), RX_FMT(rx_node_text(rx_node_get(p, "via"))));
	routers(about);
	needs_of(about, rx_node_get(rx_source_client(about->source), "base_url"));
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts)[0]; i++)
		needs_of(about, rx_node_get(about->endpoint, texts[i]));
}
