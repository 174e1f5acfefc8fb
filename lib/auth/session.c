/*
 * auth type session_token: a token for which one logs in, sent in a header of
 * its own, in the query, or as bearer.  One that is given is tried first.
 */
#include "lib/auth/tokens.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "rx/date.h"
#include "rx/expr.h"
#include "rx/url.h"

#define USUAL_LIFE	86400	/* seconds, when nobody says */
#define MONTH		2629746	/* seconds, of a mean one */

static const char type[] = "session_token";

/* -- the token in a request: alone, or within api_token ----------------------- */

static bool
put(struct rx_credential *c, const struct rx_node *auth, struct rx_span token,
    struct rx_err *err)
{
	struct rx_span	header = rx_node_text(rx_node_get(auth, "header"));
	struct rx_span	param = rx_node_text(rx_node_get(auth, "param"));
	struct rx_span	how = rx_node_text(rx_node_get(auth, "api_token"));
	static const char *const names[] = { "session_token", "token", NULL };

	if (!rx_credential_hide(c, token, err))
		return false;
	rx_credential_name(c, token);
	if (how.n > 0)
		token = rx_template_fill(c->arena, how, names, token, err);
	if (token.p == NULL)
		return false;
	if (param.n > 0)
		return rx_credential_param(c, param, token, err);
	if (header.n > 0)
		return rx_credential_header(c, header, token, err);
	return rx_credential_header(c, RX_SPAN("Authorization"),
	    how.n > 0 ? token : rx_credential_join(c, "Bearer ", token), err);
}

/* -- addresses --------------------------------------------------------------- */

static bool
whole_url(struct rx_credential *c, const struct rx_node *auth, const char *key,
    struct rx_token_ask *ask, struct rx_err *err)
{
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_TEXT);
	bool		ok;

	if (!rx_credential_value(c, rx_node_get(auth, key), &ask->url, err))
		return false;
	if (ask->url.n == 0)
		return rx_scheme_lacks(type, key, err);
	if (!(ok = rx_url_origin(&b, ask->url, err)))
		rx_err_hint(err, "%s must be a whole URL here: https://api.example.com/session",
		    key);
	ask->origin = rx_arena_span(c->arena, rx_buf_view(&b));
	rx_buf_free(&b);
	return ok && rx_credential_check(c, ask->origin, err);
}

/* -- a given token ----------------------------------------------------------- */

static bool
try_it(struct rx_credential *c, const struct rx_node *auth, struct rx_span token,
    struct rx_given *g, struct rx_err *err)
{
	struct rx_credential	 alone = { .auth = c->auth, .arena = c->arena };
	struct rx_token_ask	 ask = { .method = RX_SPAN("GET") };
	struct rx_buf		 url = RX_BUF_INIT(RX_BUF_TEXT);
	bool			 ok;

	alone.uses = c->uses;
	if (!whole_url(&alone, auth, "validate_session_url", &ask, err) ||
	    !put(&alone, auth, token, err))
		return false;
	ask.headers = alone.headers;
	rx_buf_span(&url, ask.url);
	if (alone.params != NULL)
		rx_url_param(&url, alone.params->first->key, token, true);
	ask.url = rx_arena_span(c->arena, rx_buf_view(&url));
	rx_buf_free(&url);
	ok = rx_token_probe(c->auth, &ask, &g->valid, err);
	if (ok && !g->valid)
		rx_given_spend(c->auth, g);
	return ok;
}

/* The given token, if it may be used; else NONE. */
static bool
given(struct rx_credential *c, const struct rx_node *auth, struct rx_span *token,
    struct rx_err *err)
{
	struct rx_credential_use	*before = c->uses, **end;
	struct rx_given			*g;
	bool				 ok = true;

	c->uses = NULL;		/* of these alone the validating server gets to know */
	if (!rx_credential_value(c, rx_node_get(auth, "session_token"), token, err))
		return false;
	if (token->n > 0) {
		if ((g = rx_given_of(c, *token)) == NULL)
			return rx_err_nomem(err);
		if (!g->spent && !g->valid && rx_node_get(auth, "validate_session_url") != NULL)
			ok = try_it(c, auth, *token, g, err);
		if (g->spent)
			*token = RX_SPAN_NONE;
	}
	for (end = &c->uses; *end != NULL;)
		end = &(*end)->next;
	*end = before;
	return ok;
}

/* -- logging in -------------------------------------------------------------- */

static struct rx_span
written(struct rx_arena *a, const struct rx_node *n)
{
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_LINE);
	struct rx_span	s;

	(void)rx_node_write(&b, n);
	s = rx_arena_span(a, rx_buf_view(&b));
	if (b.p != NULL)
		explicit_bzero(b.p, b.cap);
	rx_buf_free(&b);
	return s;
}

/* {"username":...,"password":...} */
static bool
user_body(struct rx_credential *c, const struct rx_node *auth, struct rx_token_ask *ask,
    struct rx_err *err)
{
	static const char *const keys[] = { "username", "password" };
	struct rx_node	*body = rx_node_new(c->arena, RX_JSON_OBJECT);
	struct rx_span	 v;
	size_t		 i;

	for (i = 0; i < 2; i++) {
		if (!rx_credential_value(c, rx_node_get(auth, keys[i]), &v, err))
			return false;
		if (v.p == NULL)
			return rx_scheme_lacks(type, keys[i], err);
		rx_node_set(c->arena, body, keys[i], rx_node_string(c->arena, v));
	}
	ask->body = written(c->arena, body);
	return true;
}

/* login_json as it is, login_data as a form, or the user and password. */
static bool
fill_body(struct rx_credential *c, const struct rx_node *auth, struct rx_token_ask *ask,
    struct rx_err *err)
{
	struct rx_node	*json = rx_node_get(auth, "login_json");
	struct rx_node	*data = rx_node_get(auth, "login_data");

	if (data != NULL) {
		ask->data = rx_credential_tree(c, data, err);
		return ask->data != NULL;
	}
	if (json == NULL)
		return rx_span_is(ask->method, "GET") || user_body(c, auth, ask, err);
	if ((json = rx_credential_tree(c, json, err)) != NULL)
		ask->body = written(c->arena, json);
	return json != NULL;
}

/* Seconds, or P1D, 12h. */
static bool
life_of(struct rx_credential *c, const struct rx_node *auth, double *life, struct rx_err *err)
{
	struct rx_duration	d;
	struct rx_span		v;
	char			*end;

	*life = USUAL_LIFE;
	if (!rx_credential_value(c, rx_node_get(auth, "expiration_duration"), &v, err))
		return false;
	if (v.n == 0)
		return true;
	*life = strtod(rx_arena_str(c->arena, v), &end);
	if (*end == '\0' && isfinite(*life) && *life >= 0)
		return true;
	if (!rx_duration_parse(v, &d) || d.seconds < 0 || d.months < 0) {
		rx_err_set(err, RX_USAGE, "auth: expiration_duration is no time: %.*s", RX_FMT(v));
		return rx_err_hint(err, "seconds, or as in PT1H, P1D");
	}
	*life = (double)d.seconds + (double)d.months * MONTH;
	return true;
}

/* All that tells logins apart and is no secret: what stands in the source. */
static void
name_it(struct rx_token_ask *ask, const struct rx_node *auth)
{
	static const char *const keys[] = { "username", "login_method", "login_headers",
	    "login_json", "login_data", "session_token_response_key" };
	const struct rx_node	*n;
	struct rx_buf		 b = RX_BUF_INIT(RX_BUF_TEXT);
	size_t			 i;

	rx_buf_printf(&b, "session\n%.*s", RX_FMT(ask->url));
	for (i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		rx_buf_byte(&b, '\n');
		if ((n = rx_node_get(auth, keys[i])) != NULL)
			(void)rx_node_write(&b, n);
	}
	rx_sha256_hex(rx_buf_view(&b), RX_SHA256_HEX, ask->name);
	rx_buf_free(&b);
}

static bool
login(struct rx_credential *c, const struct rx_node *auth, struct rx_token *t,
    struct rx_err *err)
{
	struct rx_credential_use	*before = c->uses;
	struct rx_node			*headers = rx_node_get(auth, "login_headers");
	struct rx_token_ask		 ask = { .method =
	    rx_node_text(rx_node_get(auth, "login_method")) };

	ask.path = rx_node_get(auth, "session_token_response_key");
	if (ask.path == NULL)
		return rx_scheme_lacks(type, "session_token_response_key", err);
	c->uses = NULL;		/* what follows goes to the login alone */
	if (headers != NULL && (ask.headers = rx_credential_tree(c, headers, err)) == NULL)
		return false;
	if (!fill_body(c, auth, &ask, err) || !life_of(c, auth, &ask.life, err) ||
	    !whole_url(c, auth, "login_url", &ask, err))
		return false;
	name_it(&ask, auth);
	if (!rx_tokens_get(c->auth->tokens, &ask, c->refused, t, err))
		return false;
	c->uses = before;
	c->expires = t->expires;
	return true;
}

static bool
apply(struct rx_credential *c, const struct rx_node *auth, struct rx_err *err)
{
	struct rx_token	t;
	struct rx_span	token;

	if (!given(c, auth, &token, err))
		return false;
	if (token.n == 0) {
		if (!login(c, auth, &t, err))
			return false;
		token = t.access;
	}
	return put(c, auth, token, err);
}

const struct rx_scheme rx_scheme_session = { type, apply };
