/* dialect_client: the base URL and who asks (dialect 5, 7). */
#include <string.h>

#include "lib/plan/dialect.h"
#include "lib/plan/grammar.h"
#include "lib/plan/placeholder.h"
#include "rx/expr.h"

#define GIVEN(m, k)	(rx_given((m), (k)) != NULL)

struct auth {			/* one auth in the making */
	struct rx_source *source;
	struct rx_arena	*arena;
	struct rx_span	 resource;	/* whose it is; NONE: the client's */
	const char	*what;		/* "client.auth" */
	const struct rx_node *from;
	struct rx_node	*to;
};

/* -- fields -------------------------------------------------------------- */

static struct rx_node *
secret(struct rx_arena *a, const char *name)
{
	struct rx_node *node = rx_node_new(a, RX_JSON_OBJECT);

	if (node != NULL)
		rx_put(a, node, "secret", name);
	return node;
}

/* A field that dlt would look up in its configuration when it is not given:
 * here, a secret of the field's name. */
static void
take_secret(struct auth *a, const char *key)
{
	if (rx_take(a->arena, a->to, a->from, key))
		return;
	rx_node_set(a->arena, a->to, key, secret(a->arena, key));
	rx_source_note(a->source, a->resource, rx_arena_printf(a->arena, "%s.%s", a->what, key),
	    "%s is not given: it is the secret '%s'", key, key);
}

static void
take_or(struct auth *a, const char *key, const char *text)
{
	if (!rx_take(a->arena, a->to, a->from, key))
		rx_put(a->arena, a->to, key, text);
}

static void
must_have(struct auth *a, const char *key, const char *hint)
{
	if (rx_take(a->arena, a->to, a->from, key))
		return;
	rx_err_hint(rx_source_fault(a->source, a->resource, a->from, "%s: '%s' is missing",
	    a->what, key), "%s", hint);
}

/* -- the types ----------------------------------------------------------- */

static const char *
location_name(struct rx_span s)
{
	if (rx_span_is(s, "request_parameter") || rx_span_is(s, "param"))
		return "query";
	if (rx_span_is(s, "body_json"))
		return "body";
	return NULL;
}

static void
api_key(struct auth *a)
{
	const char *location = location_name(rx_node_text(rx_node_get(a->from, "location")));

	rx_put(a->arena, a->to, "type", "api_key");
	take_or(a, "name", "Authorization");
	take_secret(a, "api_key");
	if (location != NULL)
		rx_put(a->arena, a->to, "location", location);
	else
		take_or(a, "location", "header");
}

static void
bearer(struct auth *a)
{
	rx_put(a->arena, a->to, "type", "bearer");
	take_secret(a, "token");
}

static void
basic(struct auth *a)
{
	rx_put(a->arena, a->to, "type", "http_basic");
	take_secret(a, "username");
	take_or(a, "password", "");
}

static void
note_token(void *arg, struct rx_span name, struct rx_span segments, enum rx_expr_use use)
{
	bool *found = arg;

	(void)segments;
	(void)use;
	*found |= rx_span_is(name, "session_token") || rx_span_is(name, "token");
}

/* "Token {{ session_token }}": how the token is sent. */
static void
api_token(struct auth *a)
{
	const struct rx_node *node = rx_given(a->from, "api_token");
	struct rx_template *t;
	struct rx_err err = RX_ERR_INIT;
	bool found = false;

	if (!rx_take(a->arena, a->to, a->from, "api_token"))
		return;
	if ((t = rx_template_compile(a->arena, node->text, true, &err)) != NULL)
		rx_template_paths(t, a->arena, note_token, &found);
	if (t == NULL)
		rx_err_hint(rx_source_fault(a->source, a->resource, node, "%s.api_token: %s",
		    a->what, err.what), "%s", err.hint);
	else if (!found)
		rx_err_hint(rx_source_fault(a->source, a->resource, node,
		    "%s.api_token: the token stands nowhere in '%.*s'", a->what,
		    RX_FMT(node->text)), "\"api_token\": \"Token {{ session_token }}\"");
}

/* As Airbyte has it, in both of its forms: a user logs in, or a request of
 * any kind does. */
static void
session_token(struct auth *a)
{
	static const char *const kept[] = { "login_method", "login_headers", "login_json",
	    "login_data", "session_token", "validate_session_url", "expiration_duration" };
	bool own = GIVEN(a->from, "login_json") || GIVEN(a->from, "login_data");

	rx_put(a->arena, a->to, "type", "session_token");
	if (!rx_take(a->arena, a->to, a->from, "param") && !own)
		must_have(a, "header", "header: the name of the header that carries the token");
	else
		rx_take(a->arena, a->to, a->from, "header");
	api_token(a);
	must_have(a, "login_url", "login_url: where username and password are posted as JSON");
	must_have(a, "session_token_response_key",
	    "session_token_response_key: the field of the answer that holds the token");
	if (!own) {
		take_secret(a, "username");
		take_secret(a, "password");
	}
	for (size_t i = 0; i < sizeof(kept) / sizeof(kept)[0]; i++)
		rx_take(a->arena, a->to, a->from, kept[i]);
}

static void
sigv4(struct auth *a)
{
	rx_put(a->arena, a->to, "type", "aws_sigv4");
	take_secret(a, "aws_key_id");
	take_secret(a, "aws_secret_key");
	must_have(a, "aws_region_name", "aws_region_name: the region, such as us-east-1");
	rx_take(a->arena, a->to, a->from, "aws_session_token");
	rx_take(a->arena, a->to, a->from, "service");
}

/* Code that only its author has: say what to write instead. */
static void
custom(struct auth *a)
{
	const char *instead = "type: one of api_key, bearer, http_basic, "
	    "oauth2_client_credentials, session_token, aws_sigv4";

	if (GIVEN(a->from, "aws_key_id") && GIVEN(a->from, "aws_secret_key")) {
		sigv4(a);
		return;
	}
	if (GIVEN(a->from, "client_id"))
		instead = "write \"type\": \"oauth2_client_credentials\" with access_token_url, "
		    "client_id and client_secret";
	else if (GIVEN(a->from, "api_key"))
		instead = "write \"type\": \"api_key\" with name, api_key and location";
	else if (GIVEN(a->from, "token"))
		instead = "write \"type\": \"bearer\" with token";
	else if (GIVEN(a->from, "username"))
		instead = "write \"type\": \"http_basic\" with username and password";
	rx_err_hint(rx_source_fault(a->source, a->resource, rx_node_get(a->from, "type"),
	    "%s.type: 'custom' is somebody's program, which a source cannot hold", a->what),
	    "%s", instead);
	rx_put(a->arena, a->to, "type", "none");
}

static void
by_type(struct auth *a)
{
	struct rx_span type = rx_node_text(rx_node_get(a->from, "type"));

	if (rx_span_is(type, "api_key"))
		api_key(a);
	else if (rx_span_is(type, "http_basic") || rx_span_is(type, "basic"))
		basic(a);
	else if (rx_span_is(type, "session_token"))
		session_token(a);
	else if (rx_span_is(type, "aws_sigv4"))
		sigv4(a);
	else if (rx_span_is(type, "custom"))
		custom(a);
	else if (type.n == 0)
		bearer(a);
	else if (rx_span_is(type, "bearer"))
		bearer(a);
	else
		rx_put(a->arena, a->to, "type", "none");
}

static struct rx_node *
none(struct rx_arena *arena)
{
	struct rx_node *auth = rx_node_new(arena, RX_JSON_OBJECT);

	if (auth != NULL)
		rx_put(arena, auth, "type", "none");
	return auth;
}

/* "bearer": every field is a secret of its own name. */
static struct rx_node *
by_name(struct rx_source *s, struct rx_span resource, const char *what,
    const struct rx_node *from)
{
	static const char *const oauth2[] = { "access_token_url", "client_id", "client_secret" };
	struct rx_node *map;

	map = rx_node_new(&s->arena, RX_JSON_OBJECT);
	if (map == NULL)
		return NULL;
	rx_node_set(&s->arena, map, "type", rx_node_copy(&s->arena, from));
	if (rx_grammar_variant(&rx_grammar_auth, map) == NULL) {
		rx_err_hint(rx_source_fault(s, resource, from, "%s: unknown type '%.*s'", what,
		    RX_FMT(from->text)), "types are api_key, bearer, http_basic, "
		    "oauth2_client_credentials, session_token, aws_sigv4, none");
		return none(&s->arena);
	}
	if (rx_span_starts(from->text, "oauth2"))
		for (size_t i = 0; i < sizeof(oauth2) / sizeof(oauth2)[0]; i++)
			rx_node_set(&s->arena, map, oauth2[i], secret(&s->arena, oauth2[i]));
	return rx_dialect_auth(s, resource, what, map);
}

struct rx_node *
rx_dialect_auth(struct rx_source *s, struct rx_span resource, const char *what,
    const struct rx_node *from)
{
	struct auth a = {
		.source = s, .arena = &s->arena, .resource = resource, .what = what, .from = from
	};
	struct rx_span type = rx_node_text(rx_given(from, "type"));

	if (from == NULL || from->kind == RX_JSON_NULL)
		return none(a.arena);
	if (from->kind == RX_JSON_STRING)
		return by_name(s, resource, what, from);
	if (rx_span_is(type, "oauth2") || rx_span_is(type, "oauth2_client_credentials"))
		return rx_dialect_oauth2(s, resource, what, from);
	a.to = rx_node_new(a.arena, RX_JSON_OBJECT);
	if (a.to != NULL)
		by_type(&a);
	return a.to;
}

/* -- the client ---------------------------------------------------------- */

/* A base is of no resource: the last word of a field is a setting's name. */
static struct rx_span
keep_name(void *arg, struct rx_span resource, struct rx_span field)
{
	size_t at;

	(void)arg;
	(void)resource;
	while ((at = rx_span_find(field, '.')) < field.n)
		field = rx_span_cut(field, at + 1);
	field.n = rx_span_find(field, '[');
	return field;
}

static void
ignore(void *arg, struct rx_span name)
{
	(void)arg;
	(void)name;
}

static bool
has_scheme(struct rx_span url)
{
	return rx_span_starts(url, "http://") || rx_span_starts(url, "https://") ||
	    rx_span_starts(url, "{");
}

static struct rx_node *
base_url(struct rx_source *s, const struct rx_source_conf *conf, const struct rx_node *client)
{
	struct rx_scan scan = {
		.arena = &s->arena, .resolve = keep_name, .within = ignore
	};
	const struct rx_node *given = rx_given(client, "base_url");
	bool option = conf != NULL && conf->base_url != NULL;
	const char *what = option ? "--base-url" : "client.base_url";
	struct rx_span text = RX_SPAN(""), url;
	struct rx_node *node;

	if (option)
		text = rx_span_of(conf->base_url);
	else if (given != NULL)
		text = rx_span_trim(rx_setting_text(&s->arena, given));
	url = rx_placeholder_text(&scan, text);
	if (url.p == NULL)
		rx_err_hint(rx_source_fault(s, RX_SPAN_NONE, given, "client.base_url: %s",
		    scan.err.what), "%s", scan.err.hint);
	else if (url.n > 0 && !has_scheme(url))
		rx_err_hint(rx_source_fault(s, RX_SPAN_NONE, option ? NULL : given,
		    "%s: '%.*s' is no http or https URL", what, RX_FMT(url)),
		    "begin it with https://");
	else
		rx_dialect_user(s, RX_SPAN_NONE, what, option ? NULL : given, url);
	node = rx_node_string(&s->arena, url);
	if (given == NULL)
		given = client;
	if (node != NULL) {
		node->line = given->line;
		node->col = given->col;
	}
	return node;
}

/* A paginator by its name: is there one?  Told once, not for each resource. */
static void
check_paginator(struct rx_source *s, const struct rx_node *paginator)
{
	struct rx_node *map = rx_node_new(&s->arena, RX_JSON_OBJECT);

	if (map == NULL || paginator == NULL || paginator->kind != RX_JSON_STRING)
		return;
	rx_node_set(&s->arena, map, "type", rx_node_copy(&s->arena, paginator));
	if (rx_grammar_variant(&rx_grammar_paginator, map) == NULL)
		rx_err_hint(rx_source_fault(s, RX_SPAN_NONE, paginator,
		    "client.paginator: unknown type '%.*s'", RX_FMT(paginator->text)),
		    "types are single_page, offset, page_number, cursor, json_link, header_link, "
		    "header_cursor, auto");
}

struct rx_node *
rx_dialect_client(struct rx_source *s, const struct rx_source_conf *conf,
    const struct rx_node *from)
{
	struct rx_node *client = rx_node_new(&s->arena, RX_JSON_OBJECT), *auth;

	if (client == NULL)
		return NULL;
	rx_node_set(&s->arena, client, "base_url", base_url(s, conf, from));
	rx_take(&s->arena, client, from, "headers");
	rx_dialect_headers(s, RX_SPAN_NONE, "client.headers", rx_given(from, "headers"));
	check_paginator(s, rx_given(from, "paginator"));
	auth = rx_dialect_auth(s, RX_SPAN_NONE, "client.auth", rx_node_get(from, "auth"));
	rx_dialect_auth_urls(&s->arena, auth, rx_node_text(rx_node_get(client, "base_url")));
	rx_node_set(&s->arena, client, "auth", auth);
	return client;
}

/* What a resource needs of the base URL: that there is one. */
void
rx_dialect_base(struct rx_work *w, const struct rx_node *base)
{
	struct rx_span path = rx_node_text(rx_node_get(w->endpoint, "path"));

	if (base == NULL || base->text.n > 0 || has_scheme(path))
		return;
	for (const struct rx_problem *p = w->source->problems; p != NULL; p = p->next)
		if (strstr(p->err.what, "client.base_url") != NULL)
			return;
	rx_err_hint(rx_source_fault(w->source, RX_SPAN_NONE, base,
	    "client.base_url is missing, and the path of %.*s is no whole URL", RX_FMT(w->name)),
	    "\"base_url\": \"https://api.example.com\", or --base-url");
}
