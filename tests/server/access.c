/* access: does a request carry the credentials that a route asks for? */
#include <string.h>

#include "testd.h"

struct access {
	struct rx_span	type, name, in, value, token, user, password, scheme, key_id, secret,
			region, service;
	long		status;
};

#define AT(m)	offsetof(struct access, m)
static const struct srv_field access_fields[] = {
	{ "type", SRV_TEXT, AT(type) },
	{ "name", SRV_TEXT, AT(name) },
	{ "in", SRV_TEXT, AT(in) },
	{ "value", SRV_TEXT, AT(value) },
	{ "token", SRV_TEXT, AT(token) },
	{ "user", SRV_TEXT, AT(user) },
	{ "password", SRV_TEXT, AT(password) },
	{ "scheme", SRV_TEXT, AT(scheme) },
	{ "key_id", SRV_TEXT, AT(key_id) },
	{ "secret", SRV_TEXT, AT(secret) },
	{ "region", SRV_TEXT, AT(region) },
	{ "service", SRV_TEXT, AT(service) },
	{ "status", SRV_LONG, AT(status) },
	{ NULL, SRV_RAW, 0 }
};

static bool
access_read(struct rx_arena *arena, struct rx_span auth, struct access *a,
    struct rx_err *e)
{
	memset(a, 0, sizeof(*a));
	a->in = RX_SPAN("header");
	a->name = RX_SPAN("Authorization");
	a->scheme = RX_SPAN("Bearer");
	a->status = 401;
	return srv_fields_read(arena, auth, access_fields, a, e);
}

/* What stands behind "Scheme " in a header; an empty scheme: all of it. */
static struct rx_span
behind(struct rx_span value, struct rx_span scheme)
{
	if (scheme.n == 0)
		return value;
	if (value.n <= scheme.n || value.p[scheme.n] != ' ' ||
	    memcmp(value.p, scheme.p, scheme.n) != 0)
		return RX_SPAN_NONE;
	return rx_span_cut(value, scheme.n + 1);
}

static bool
basic_granted(struct srv_scope *s, const struct access *a)
{
	struct rx_arena	*arena = s->request->arena;
	struct rx_span	 want, got;

	got = behind(srv_pairs_get(&s->request->headers, "authorization"),
	    RX_SPAN("Basic"));
	if (got.p == NULL)
		return false;
	want = rx_arena_printf(arena, "%.*s:%.*s",
	    RX_FMT(srv_template_arena(a->user, s)),
	    RX_FMT(srv_template_arena(a->password, s)));
	return rx_span_eq(srv_base64_decode(arena, got), want);
}

static bool
one_granted(struct srv_scope *s, const struct access *a)
{
	struct rx_span	got;
	const struct srv_sigv4 k = { a->key_id, a->secret, a->region, a->service, a->token };

	if (rx_span_is(a->type, "basic"))
		return basic_granted(s, a);
	if (rx_span_is(a->type, "sigv4"))
		return srv_sigv4_holds(s->request, &k);
	got = srv_request_value(s->request, a->in, a->name);
	if (got.p == NULL)
		return false;
	if (rx_span_is(a->type, "api_key"))
		return rx_span_eq(got, srv_template_arena(a->value, s));
	if (rx_span_is(a->in, "header"))
		got = behind(got, a->scheme);
	if (rx_span_is(a->type, "bearer"))
		return got.p != NULL &&
		    rx_span_eq(got, srv_template_arena(a->token, s));
	return got.p != NULL && srv_token_use(s->scenario, got);
}

bool
srv_access_granted(struct srv_scope *s, struct rx_span auth, int *status,
    const char **challenge)
{
	struct rx_json_iter	it;
	struct rx_span		one;
	struct access		a;
	struct rx_err		e;

	if (auth.p == NULL || rx_json_kind(auth) == RX_JSON_NULL)
		return true;
	if (rx_json_kind(auth) == RX_JSON_ARRAY) {
		rx_json_begin(&it, auth);
		while (rx_json_next(&it, NULL, &one))
			if (srv_access_granted(s, one, status, challenge))
				return true;
		return false;
	}
	if (access_read(s->request->arena, auth, &a, &e) && one_granted(s, &a))
		return true;
	*status = (int)a.status;
	*challenge = rx_span_is(a.type, "api_key") ? "" :
	    rx_span_is(a.type, "basic") ?
	    "WWW-Authenticate: Basic realm=\"testd\"\r\n" :
	    "WWW-Authenticate: Bearer\r\n";
	return false;
}

bool
srv_access_check(struct rx_arena *arena, struct rx_span auth, struct rx_err *e)
{
	struct rx_json_iter	it;
	struct rx_span		one;
	struct access		a;

	if (auth.p == NULL || rx_json_kind(auth) == RX_JSON_NULL)
		return true;
	if (rx_json_kind(auth) == RX_JSON_ARRAY) {
		rx_json_begin(&it, auth);
		while (rx_json_next(&it, NULL, &one))
			if (!srv_access_check(arena, one, e))
				return false;
		return true;
	}
	if (!srv_fields_check(auth, access_fields, NULL, "auth", e) ||
	    !access_read(arena, auth, &a, e))
		return false;
	if (!rx_span_is(a.type, "api_key") && !rx_span_is(a.type, "basic") &&
	    !rx_span_is(a.type, "bearer") && !rx_span_is(a.type, "token") &&
	    !rx_span_is(a.type, "sigv4"))
		return rx_err_set(e, RX_USAGE, "auth: type is api_key, basic, "
		    "bearer, token or sigv4, not '%.*s'", RX_FMT(a.type));
	return true;
}
