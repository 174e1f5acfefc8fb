/* explain_auth: who asks. */
#include "lib/plan/explain.h"
#include "lib/plan/dialect.h"
#include "lib/plan/grammar.h"
#include "rx/expr.h"
#include "rx/json.h"

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
