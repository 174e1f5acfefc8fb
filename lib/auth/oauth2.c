/*
 * auth type oauth2_client_credentials (RFC 6749): client credentials, refresh
 * token, password.  The token is sent as Bearer.
 */
#include "lib/auth/tokens.h"

#include <string.h>

#include "rx/url.h"

#define USUAL_LIFE	3600	/* seconds, when nobody says */

static const char type[] = "oauth2_client_credentials";

/* The values of an auth object that are texts, and where they go. */
static const struct { const char *key; size_t at; } texts[] = {
	{ "access_token_url", offsetof(struct rx_token_ask, url) },
	{ "client_id", offsetof(struct rx_token_ask, client_id) },
	{ "client_secret", offsetof(struct rx_token_ask, client_secret) },
	{ "scopes", offsetof(struct rx_token_ask, scopes) },
	{ "username", offsetof(struct rx_token_ask, username) },
	{ "password", offsetof(struct rx_token_ask, password) },
	{ "refresh_token", offsetof(struct rx_token_ask, refresh_token) },
	{ "grant_type", offsetof(struct rx_token_ask, grant) },
};

/* What the file of a token is named by: all that tells tokens apart and is no
 * secret.  Of the extra data that is what stands there, names of secrets too. */
static void
name_it(struct rx_token_ask *ask, const struct rx_node *auth)
{
	const struct rx_node	*data = rx_node_get(auth, "access_token_request_data");
	struct rx_buf		 b = RX_BUF_INIT(RX_BUF_TEXT);
	const struct rx_span	 parts[] = { ask->url, ask->grant, ask->client_id, ask->scopes,
				    ask->username };
	size_t			 i;

	for (i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		rx_buf_span(&b, parts[i]);
		rx_buf_byte(&b, '\n');
	}
	if (data != NULL)
		(void)rx_node_write(&b, data);
	rx_sha256_hex(rx_buf_view(&b), RX_SHA256_HEX, ask->name);
	rx_buf_free(&b);
}

static bool
fill(struct rx_credential *c, const struct rx_node *auth, struct rx_token_ask *ask,
    struct rx_err *err)
{
	struct rx_node	*data = rx_node_get(auth, "access_token_request_data");
	long		 life = USUAL_LIFE;
	size_t		 i;

	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (!rx_credential_value(c, rx_node_get(auth, texts[i].key),
		    (struct rx_span *)(void *)((char *)ask + texts[i].at), err))
			return false;
	if (data != NULL && data->kind == RX_JSON_OBJECT &&
	    (ask->data = rx_credential_tree(c, data, err)) == NULL)
		return false;
	if (ask->grant.n == 0)
		ask->grant = ask->refresh_token.p != NULL ? RX_SPAN("refresh_token") :
		    RX_SPAN("client_credentials");
	ask->basic = rx_node_is(rx_node_get(auth, "client_auth"), "basic");
	(void)rx_node_long(rx_node_get(auth, "default_token_expiration"), &life);
	ask->life = (double)life;
	name_it(ask, auth);
	return true;
}

/* What the grant cannot do without; what it does not send is taken away. */
static bool
check_grant(struct rx_token_ask *ask, struct rx_err *err)
{
	bool refresh = rx_span_is(ask->grant, "refresh_token");
	bool password = rx_span_is(ask->grant, "password");

	if (!refresh && !password && !rx_span_is(ask->grant, "client_credentials")) {
		rx_err_set(err, RX_USAGE, "auth has an unknown grant_type '%.*s'",
		    RX_FMT(ask->grant));
		return rx_err_hint(err, "client_credentials, refresh_token or password");
	}
	if (!refresh && !password && ask->client_id.p == NULL)
		return rx_scheme_lacks(type, "client_id", err);
	if (refresh && ask->refresh_token.n == 0)
		return rx_scheme_lacks(type, "refresh_token", err);
	if (password && ask->username.p == NULL)
		return rx_scheme_lacks(type, "username", err);
	if (password && ask->password.p == NULL)
		return rx_scheme_lacks(type, "password", err);
	if (!refresh)
		ask->refresh_token = RX_SPAN_NONE;
	if (!password)
		ask->username = ask->password = RX_SPAN_NONE;
	return true;
}

static bool
set_origin(struct rx_credential *c, struct rx_token_ask *ask, struct rx_err *err)
{
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_TEXT);
	bool		ok;

	/* relative, as only the secret tells: to the request's origin */
	if (!rx_url_absolute(ask->url) && ask->url.p[0] == '/' && c->origin.p != NULL &&
	    rx_url_base(&b, c->origin, ask->url))
		ask->url = rx_arena_span(c->arena, rx_buf_view(&b));
	rx_buf_reset(&b);
	ok = rx_url_origin(&b, ask->url, err);

	if (!ok)
		rx_err_hint(err, "access_token_url must be a whole URL: "
		    "https://login.example.com/oauth/token");
	ask->origin = rx_arena_span(c->arena, rx_buf_view(&b));
	rx_buf_free(&b);
	return ok && rx_credential_check(c, ask->origin, err);
}

static bool
put_token(struct rx_credential *c, struct rx_span token, struct rx_err *err)
{
	return rx_credential_hide(c, token, err) && rx_credential_header(c,
	    RX_SPAN("Authorization"), rx_credential_join(c, "Bearer ", token), err);
}

/* A token that the configuration has is used until it is refused. */
static bool
given(struct rx_credential *c, const struct rx_node *auth, struct rx_span *token,
    struct rx_err *err)
{
	struct rx_given *g;

	if (!rx_credential_value(c, rx_node_get(auth, "access_token"), token, err))
		return false;
	if (token->n == 0 || rx_node_get(auth, "access_token_url") == NULL) {
		*token = token->n == 0 ? RX_SPAN_NONE : *token;
		return true;
	}
	if ((g = rx_given_of(c, *token)) == NULL)
		return rx_err_nomem(err);
	if (g->spent)
		*token = RX_SPAN_NONE;
	return true;
}

static bool
apply(struct rx_credential *c, const struct rx_node *auth, struct rx_err *err)
{
	struct rx_token_ask		 ask = { .data = NULL };
	struct rx_credential_use	*before = c->uses;
	struct rx_token			 t;
	struct rx_span			 token;

	if (!given(c, auth, &token, err))
		return false;
	if (token.p != NULL)
		return put_token(c, token, err);
	c->uses = NULL;		/* what follows goes to the token endpoint */
	if (!fill(c, auth, &ask, err))
		return false;
	if (ask.url.n == 0)
		return rx_scheme_lacks(type, "access_token_url", err);
	if (!check_grant(&ask, err) || !set_origin(c, &ask, err) ||
	    !rx_tokens_get(c->auth->tokens, &ask, c->refused, &t, err))
		return false;
	c->uses = before;
	c->expires = t.expires;
	rx_credential_name(c, t.access);
	return put_token(c, t.access, err);
}

const struct rx_scheme rx_scheme_oauth2 = { type, apply };
