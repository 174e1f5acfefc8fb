/* explain_request: who asks, for whom, and what is sent with it. */
#include <string.h>

#include "lib/plan/explain.h"
#include "lib/plan/dialect.h"
#include "lib/plan/grammar.h"
#include "rx/expr.h"
#include "rx/json.h"

/* -- authentication ------------------------------------------------------- */

static void
name_secret(void *arg, struct rx_span name, struct rx_span segments, enum rx_expr_use use)
{
	struct rx_buf *out = arg;
	struct rx_json_iter it;
	struct rx_span seg;
	const char *before = ", with secret ";

	(void)use;
	if (!rx_span_is(name, "secrets") || !rx_json_begin(&it, segments))
		return;
	for (; rx_json_next(&it, NULL, &seg); before = ".") {
		rx_buf_text(out, before);
		rx_json_text(out, seg);
	}
}

/* A text is not shown, it may be a secret; but those that it names are. */
static void
hidden(struct rx_about *about, struct rx_buf *out, const struct rx_node *value)
{
	struct rx_arena *a = &about->source->arena;
	struct rx_err err = RX_ERR_INIT;
	struct rx_template *t;

	if (rx_grammar_setting(value)) {
		rx_say_value(out, value);
		return;
	}
	rx_buf_text(out, value->text.n > 0 ? "as written" : "empty");
	if (rx_template_has(value->text) &&
	    (t = rx_template_compile(a, value->text, false, &err)) != NULL)
		rx_template_paths(t, a, name_secret, out);
}

static void
field(struct rx_about *about, struct rx_buf *out, const struct rx_node *auth, const char *key)
{
	const struct rx_node *value = rx_node_get(auth, key);

	if (value == NULL)
		return;
	rx_buf_printf(out, "%s%s: ", out->n > 0 ? ", " : "", key);
	hidden(about, out, value);
}

/* A field of an auth that is none. */
static void
shown(struct rx_buf *out, const struct rx_node *auth, const char *key)
{
	const struct rx_node *value = rx_node_get(auth, key);

	if (value == NULL)
		return;
	rx_buf_printf(out, "%s%s: ", out->n > 0 ? ", " : "", key);
	rx_say_value(out, value);
}

static void
api_key(struct rx_about *about, const struct rx_node *auth)
{
	struct rx_buf text = RX_BUF_INIT(RX_BUF_TEXT);
	const struct rx_node *value = rx_node_get(auth, "api_key");
	const struct rx_node *location = rx_node_get(auth, "location");
	const char *place = rx_node_is(location, "query") ? "parameter" :
	    rx_node_is(location, "cookie") ? "cookie" :
	    rx_node_is(location, "body") ? "body field" : "header";

	rx_buf_printf(&text, "%s %.*s: ", place, RX_FMT(rx_node_text(rx_node_get(auth, "name"))));
	hidden(about, &text, value);
	rx_say_buf(about, "sent", &text);
}

static void
token(struct rx_about *about, const struct rx_node *auth, const char *url)
{
	static const char *const fields[] = {
		"client_id", "client_secret", "refresh_token", "username", "password",
		"session_token", "access_token"
	};
	static const char *const plain[] = {
		"scopes", "client_auth", "default_token_expiration", "expiration_duration",
		"session_token_response_key", "validate_session_url", "login_method"
	};
	struct rx_buf text = RX_BUF_INIT(RX_BUF_TEXT), with = RX_BUF_INIT(RX_BUF_TEXT);
	const struct rx_node *header = rx_node_get(auth, "header");
	const struct rx_node *param = rx_node_get(auth, "param");
	const struct rx_node *how = rx_node_get(auth, "api_token");
	const struct rx_node *data = rx_node_get(auth, "access_token_request_data");

	for (size_t i = 0; i < sizeof(fields) / sizeof(fields)[0]; i++)
		field(about, &with, auth, fields[i]);
	for (size_t i = 0; i < sizeof(plain) / sizeof(plain)[0]; i++)
		shown(&with, auth, plain[i]);
	for (const struct rx_node *m = rx_first(data); m != NULL; m = m->next)
		rx_buf_printf(&with, "%s%.*s", with.n > 0 ? ", " : "", RX_FMT(m->key));
	if (param != NULL)
		rx_buf_printf(&text, "query %.*s: ", RX_FMT(param->text));
	else if (header != NULL)
		rx_buf_printf(&text, "header %.*s: ", RX_FMT(header->text));
	else
		rx_buf_printf(&text, "header Authorization: %s", how == NULL ? "Bearer, " : "");
	if (how != NULL)
		rx_buf_printf(&text, "%.*s, ", RX_FMT(how->text));
	rx_buf_text(&text, "a token from ");
	rx_say_value(&text, rx_node_get(auth, url));
	rx_say_buf(about, "sent", &text);
	rx_say(about, "token", "by %.*s (%s)",
	    RX_FMT(rx_node_text(rx_node_get(auth, rx_node_get(auth, "grant_type") != NULL ?
	    "grant_type" : "type"))),
	    rx_buf_str(&with));
	rx_buf_free(&with);
}

static void
basic(struct rx_about *about, const struct rx_node *auth)
{
	struct rx_buf text = RX_BUF_INIT(RX_BUF_TEXT);

	field(about, &text, auth, "username");
	if (rx_node_is(rx_node_get(auth, "password"), ""))
		rx_buf_text(&text, ", no password");
	else
		field(about, &text, auth, "password");
	rx_say(about, "sent", "header Authorization: Basic (%s)", rx_buf_str(&text));
	rx_buf_free(&text);
}

void
rx_say_auth(struct rx_about *about, const struct rx_node *auth)
{
	struct rx_span type = rx_node_text(rx_node_get(auth, "type"));
	struct rx_buf text = RX_BUF_INIT(RX_BUF_TEXT);

	if (rx_span_is(type, "api_key")) {
		api_key(about, auth);
	} else if (rx_span_is(type, "bearer")) {
		field(about, &text, auth, "token");
		rx_say(about, "sent", "header Authorization: Bearer (%s)", rx_buf_str(&text));
	} else if (rx_span_is(type, "http_basic")) {
		basic(about, auth);
	} else if (rx_span_is(type, "oauth2_client_credentials")) {
		token(about, auth, "access_token_url");
	} else if (rx_span_is(type, "session_token")) {
		token(about, auth, "login_url");
	} else if (rx_span_is(type, "aws_sigv4")) {
		field(about, &text, auth, "aws_key_id");
		field(about, &text, auth, "aws_secret_key");
		field(about, &text, auth, "aws_session_token");
		shown(&text, auth, "aws_region_name");
		shown(&text, auth, "service");
		rx_say(about, "sent", "an AWS signature, version 4 (%s)", rx_buf_str(&text));
	} else {
		rx_say(about, "sent", "no authentication");
	}
	rx_buf_free(&text);
}

/* -- parameters, headers, body -------------------------------------------- */

static bool
is_resolve(const struct rx_node *param)
{
	return rx_node_is(rx_node_get(param, "type"), "resolve");
}

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
		const struct rx_node *value = is_resolve(m) ? rx_node_get(m, "send") : m;

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
	return is_resolve(rx_node_member(params, name)) ||
	    rx_span_eq(rx_node_text(rx_node_get(paginator, "cursor_param")), name);
}

static void
parent(struct rx_about *about, const struct rx_node *param)
{
	const struct rx_node *fields = rx_node_get(param, "field");
	struct rx_buf text = RX_BUF_INIT(RX_BUF_TEXT);

	rx_buf_printf(&text, "each record of %.*s: {%.*s} is its ",
	    RX_FMT(rx_node_text(rx_node_get(param, "resource"))), RX_FMT(param->key));
	if (fields->kind == RX_JSON_STRING)
		rx_buf_span(&text, fields->text);
	for (const struct rx_node *f = fields->first; f != NULL; f = f->next)
		rx_buf_printf(&text, "%s%.*s", f != fields->first ? ", else " : "",
		    RX_FMT(f->text));
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

		for (size_t i = 0; is_resolve(p) && i < sizeof(texts) / sizeof(texts)[0]; i++)
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
		if (!is_resolve(m) && !rx_grammar_setting(m))
			needs_of(about, m);
}

void
rx_say_parents(struct rx_about *about)
{
	const struct rx_node *params = rx_node_get(about->endpoint, "params");

	for (const struct rx_node *p = rx_first(params); p != NULL; p = p->next)
		if (is_resolve(p) && rx_node_get(p, "via") == NULL)
			parent(about, p);
	for (const struct rx_node *p = rx_first(params); p != NULL; p = p->next)
		if (is_resolve(p) && rx_node_get(p, "via") != NULL)
			rx_say(about, "for", "{%.*s}: the one in the request of %.*s",
			    RX_FMT(p->key), RX_FMT(rx_node_text(rx_node_get(p, "via"))));
	routers(about);
	needs_of(about, rx_node_get(rx_source_client(about->source), "base_url"));
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts)[0]; i++)
		needs_of(about, rx_node_get(about->endpoint, texts[i]));
}
