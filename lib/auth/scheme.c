/* The table of schemes, and the options that stand in for an auth object. */
#include <string.h>

#include "rx/text.h"
#include "lib/auth/credential.h"

static bool
no_credentials(struct rx_credential *c, const struct rx_node *auth, struct rx_err *err)
{
	(void)c;
	(void)auth;
	(void)err;
	return true;
}

static const struct rx_scheme rx_scheme_none = { "none", no_credentials };

static const struct rx_scheme *const schemes[] = {
	&rx_scheme_api_key, &rx_scheme_bearer, &rx_scheme_basic, &rx_scheme_oauth2,
	&rx_scheme_session, &rx_scheme_sigv4, &rx_scheme_none,
};
#define SCHEMES	(sizeof(schemes) / sizeof(schemes[0]))

/* What people write for a type, in lines that they type. */
static const struct { const char *name, *type; } others[] = {
	{ "basic", "http_basic" }, { "oauth2", "oauth2_client_credentials" },
};

bool
rx_scheme_lacks(const char *type, const char *key, struct rx_err *err)
{
	rx_err_set(err, RX_USAGE, "auth of type %s lacks '%s'", type, key);
	return rx_err_hint(err, "write \"%s\":{\"secret\":\"NAME\"}", key);
}

bool
rx_scheme_apply(struct rx_credential *c, const struct rx_node *auth, struct rx_err *err)
{
	struct rx_span	 type = rx_node_text(rx_node_get(auth, "type"));
	const char	*names[SCHEMES], *near;
	size_t		 i;

	for (i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (rx_span_is(type, others[i].name))
			type = rx_span_of(others[i].type);
	if (type.p == NULL)
		return rx_err_set(err, RX_USAGE, "auth has no type");
	for (i = 0; i < SCHEMES; i++) {
		if (rx_span_is(type, schemes[i]->type))
			return schemes[i]->apply(c, auth, err);
		names[i] = schemes[i]->type;
	}
	rx_err_set(err, RX_USAGE, "auth has an unknown type '%.*s'", RX_FMT(type));
	near = rx_text_nearest(rx_arena_str(c->arena, type), names, (int)SCHEMES);
	if (near != NULL)
		return rx_err_hint(err, "did you mean %s?", near);
	return rx_err_hint(err, "api_key, bearer, http_basic, oauth2_client_credentials, "
	    "session_token, aws_sigv4 or none");
}

/* -- options ----------------------------------------------------------------- */

static bool
name_like(struct rx_span s)
{
	size_t i;

	for (i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') &&
		    !(c >= '0' && c <= '9') && c != '_' && c != '-' && c != '.')
			return false;
	}
	return s.n > 0;
}

/* Sets a member to what an option says: a secret's name, or text with
 * {{ secrets.NAME }} in it.  Anything else may be the secret itself, which is
 * not shown. */
static bool
set_secret(struct rx_auth *a, struct rx_node *auth, const char *key, struct rx_span text,
    const char *option, struct rx_err *err)
{
	struct rx_node *secret;

	text = rx_span_trim(text);
	if (rx_span_find_text(text, "{{") < text.n) {
		rx_node_set(&a->kept, auth, key, rx_node_string(&a->kept, text));
		return true;
	}
	if (!name_like(text)) {
		rx_err_set(err, RX_USAGE, "%s wants the name of a secret, not the secret", option);
		return rx_err_hint(err, "a name of letters, digits, - _ . or a text with "
		    "{{ secrets.NAME }} in it");
	}
	secret = rx_node_new(&a->kept, RX_JSON_OBJECT);
	if (secret == NULL)
		return rx_err_nomem(err);
	rx_node_set(&a->kept, secret, "secret", rx_node_string(&a->kept, text));
	rx_node_set(&a->kept, auth, key, secret);
	return true;
}

static struct rx_node *
new_auth(struct rx_auth *a, const char *type)
{
	struct rx_node *auth = rx_node_new(&a->kept, RX_JSON_OBJECT);

	if (auth != NULL)
		rx_node_set(&a->kept, auth, "type", rx_node_cstr(&a->kept, type));
	return auth;
}

/* --header 'Api-Token: NAME', --query key=NAME */
static bool
from_pair(struct rx_auth *a, struct rx_node **out, const char *text, char between,
    const char *location, struct rx_err *err)
{
	struct rx_span	s = rx_span_of(text), name = { s.p, rx_span_find(s, between) };
	const char	*option = between == ':' ? "--header" : "--query";

	if (name.n == s.n || name.n == 0) {
		rx_err_set(err, RX_USAGE, "%s wants a name, '%c' and a secret's name", option,
		    between);
		return rx_err_hint(err, "--header 'Api-Token: NAME', --query key=NAME");
	}
	if ((*out = new_auth(a, "api_key")) == NULL)
		return rx_err_nomem(err);
	rx_node_set(&a->kept, *out, "name", rx_node_string(&a->kept, rx_span_trim(name)));
	rx_node_set(&a->kept, *out, "location", rx_node_cstr(&a->kept, location));
	return set_secret(a, *out, "api_key", rx_span_cut(s, name.n + 1), option, err);
}

/* A user without a secret's name: the key itself is the user, by its name. */
static bool
from_user(struct rx_auth *a, struct rx_node *auth, struct rx_span user, struct rx_err *err)
{
	struct rx_secret	found;
	struct rx_buf		b = RX_BUF_INIT(RX_BUF_TEXT);

	if (rx_span_find_text(user, "{{") < user.n)
		return set_secret(a, auth, "username", user, "--basic", err);
	switch (rx_secret_get(a->secrets, user, RX_SPAN_NONE, false, &found, err)) {
	case RX_SECRET_FAILED:
		return false;
	case RX_SECRET_FOUND:
		return set_secret(a, auth, "username", user, "--basic", err);
	default:
		break;
	}
	rx_node_set(&a->kept, auth, "username", rx_node_string(&a->kept, user));
	rx_buf_printf(&b, "--basic %.*s: there is no secret of that name; it is sent as the user "
	    "itself, without a password", RX_FMT(user));
	if (a->conf->say != NULL)
		a->conf->say(a->conf->arg, "warning", rx_buf_str(&b));
	rx_buf_free(&b);
	return true;
}

static bool
from_basic(struct rx_auth *a, struct rx_node **out, const char *text, struct rx_err *err)
{
	struct rx_span	 user = rx_span_of(text);
	const char	*colon = strrchr(text, ':');

	if ((*out = new_auth(a, "http_basic")) == NULL)
		return rx_err_nomem(err);
	if (colon == NULL)
		return from_user(a, *out, user, err);
	user.n = (size_t)(colon - text);
	rx_node_set(&a->kept, *out, "username", rx_node_string(&a->kept, user));
	return colon[1] == '\0' ||
	    set_secret(a, *out, "password", rx_span_of(colon + 1), "--basic", err);
}

bool
rx_scheme_override(struct rx_auth *a, struct rx_node **out, struct rx_err *err)
{
	const struct rx_auth_conf *c = a->conf;
	int n = (c->bearer != NULL) + (c->basic != NULL) + (c->header != NULL) +
	    (c->query != NULL);

	*out = NULL;
	if (n > 1)
		return rx_err_set(err, RX_USAGE,
		    "more than one of --bearer, --basic, --header and --query");
	if (c->basic != NULL)
		return from_basic(a, out, c->basic, err);
	if (c->header != NULL)
		return from_pair(a, out, c->header, ':', "header", err);
	if (c->query != NULL)
		return from_pair(a, out, c->query, '=', "query", err);
	if (c->bearer == NULL)
		return true;
	if ((*out = new_auth(a, "bearer")) == NULL)
		return rx_err_nomem(err);
	return set_secret(a, *out, "token", rx_span_of(c->bearer), "--bearer", err);
}
