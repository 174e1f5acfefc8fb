/* dialect_oauth2: the token request of a source (dialect 5, 6). */
#include "lib/plan/dialect.h"
#include "lib/plan/grammar.h"
#include "rx/text.h"

struct oauth2 {
	struct rx_source *source;
	struct rx_arena	*arena;
	struct rx_span	 resource;
	const char	*what;
	const struct rx_node *from;
	struct rx_node	*to;
};

static const char *const known[] = {
	"type", "access_token_url", "grant_type", "client_id", "client_secret", "refresh_token",
	"username", "password", "scopes", "scope", "client_auth", "access_token",
	"access_token_request_data", "default_token_expiration"
};
#define KNOWN	(int)(sizeof(known) / sizeof(known)[0])

static bool
is_known(struct rx_span key)
{
	for (int i = 0; i < KNOWN; i++)
		if (rx_span_is(key, known[i]))
			return true;
	return false;
}

static const char *
grant(const struct rx_node *from)
{
	struct rx_span type = rx_node_text(rx_given(from, "grant_type"));

	if (rx_span_is(type, "password"))
		return "password";
	if (rx_span_is(type, "client_credentials"))
		return "client_credentials";
	if (rx_span_is(type, "refresh_token") || rx_given(from, "refresh_token") != NULL)
		return "refresh_token";
	return "client_credentials";
}

static void
need(struct oauth2 *o, const char *key, const char *why)
{
	if (rx_take(o->arena, o->to, o->from, key))
		return;
	rx_err_hint(rx_source_fault(o->source, o->resource, o->from, "%s: '%s' is missing",
	    o->what, key), "%s", why);
}

/* scopes as one text: "a b". */
static void
scopes(struct oauth2 *o)
{
	const struct rx_node *list = rx_given(o->from, "scopes");
	struct rx_buf text = RX_BUF_INIT(RX_BUF_TEXT);

	if (list == NULL)
		list = rx_given(o->from, "scope");
	if (list == NULL)
		return;
	if (list->kind != RX_JSON_ARRAY) {
		rx_node_set(o->arena, o->to, "scopes", rx_node_copy(o->arena, list));
		return;
	}
	for (const struct rx_node *s = list->first; s != NULL; s = s->next) {
		rx_buf_text(&text, text.n > 0 ? " " : "");
		rx_buf_span(&text, s->text);
	}
	rx_node_set(o->arena, o->to, "scopes", rx_node_string(o->arena, rx_buf_view(&text)));
	rx_buf_free(&text);
}

static void
looks_mistyped(struct oauth2 *o, const struct rx_node *m)
{
	const char *near = rx_text_nearest(rx_arena_str(o->arena, m->key), known, KNOWN);

	if (near != NULL && rx_node_get(o->from, near) == NULL)
		rx_err_hint(rx_source_warn(o->source, o->resource, m,
		    "%s: '%.*s' is unknown and goes into the token request", o->what,
		    RX_FMT(m->key)), "did you mean '%s'?", near);
}

/* What else the block has goes into the token request. */
static void
request_data(struct oauth2 *o)
{
	const struct rx_node *given = rx_given(o->from, "access_token_request_data");
	struct rx_node *data = given != NULL ? rx_node_copy(o->arena, given) :
	    rx_node_new(o->arena, RX_JSON_OBJECT);

	if (data == NULL)
		return;
	for (const struct rx_node *m = o->from->first; m != NULL; m = m->next) {
		if (is_known(m->key))
			continue;
		looks_mistyped(o, m);
		rx_node_set_span(o->arena, data, m->key, rx_node_copy(o->arena, m));
		rx_source_note(o->source, o->resource,
		    rx_arena_printf(o->arena, "%s.access_token_request_data", o->what),
		    "%.*s goes into the token request", RX_FMT(m->key));
	}
	if (data->n > 0)
		rx_node_set(o->arena, o->to, "access_token_request_data", data);
}

/* No token address, but a token: that one is used. */
static struct rx_node *
given_token(struct oauth2 *o)
{
	rx_put(o->arena, o->to, "type", "bearer");
	rx_node_set(o->arena, o->to, "token",
	    rx_node_copy(o->arena, rx_given(o->from, "access_token")));
	rx_source_note(o->source, o->resource, rx_arena_printf(o->arena, "%s.type", o->what),
	    "no token_url: access_token is sent as a bearer token and cannot be renewed");
	return o->to;
}

static void
credentials(struct oauth2 *o, const char *type)
{
	bool password = rx_span_is(rx_span_of(type), "password");

	if (password) {
		need(o, "username", "the password grant sends username and password");
		need(o, "password", "the password grant sends username and password");
	}
	if (rx_span_is(rx_span_of(type), "client_credentials")) {
		need(o, "client_id", "client_id and client_secret identify the client");
		need(o, "client_secret", "client_id and client_secret identify the client");
	} else {
		rx_take(o->arena, o->to, o->from, "client_id");
		rx_take(o->arena, o->to, o->from, "client_secret");
	}
	if (rx_span_is(rx_span_of(type), "refresh_token"))
		need(o, "refresh_token", "the refresh grant sends refresh_token");
}

struct rx_node *
rx_dialect_oauth2(struct rx_source *s, struct rx_span resource, const char *what,
    const struct rx_node *from)
{
	struct oauth2 o = { s, &s->arena, resource, what, from, NULL };
	const char *type = grant(from);

	o.to = rx_node_new(o.arena, RX_JSON_OBJECT);
	if (o.to == NULL)
		return NULL;
	if (rx_given(from, "access_token_url") == NULL && rx_given(from, "access_token") != NULL)
		return given_token(&o);
	rx_put(o.arena, o.to, "type", "oauth2_client_credentials");
	need(&o, "access_token_url", "token_url: the address that gives tokens, "
	    "such as https://auth.example.com/oauth/token");
	rx_put(o.arena, o.to, "grant_type", type);
	credentials(&o, type);
	scopes(&o);
	rx_take(o.arena, o.to, from, "client_auth");
	rx_take(o.arena, o.to, from, "access_token");
	request_data(&o);
	rx_take(o.arena, o.to, from, "default_token_expiration");
	return o.to;
}
