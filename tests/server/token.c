/* token: an OAuth2 token endpoint (RFC 6749), and the tokens it gave. */
#include <string.h>

#include "rx/clock.h"
#include "testd.h"

struct token_spec {
	struct rx_span	grant, client_id, client_secret, client_auth,
			refresh_token, username, password, scope, require,
			expires_in, token, body;
	double		lifetime;	/* seconds; -1: as expires_in says */
	long		uses;
	bool		rotate, single;
};

#define AT(m)	offsetof(struct token_spec, m)
static const struct srv_field token_fields[] = {
	{ "grant", SRV_RAW, AT(grant) },
	{ "client_id", SRV_TEXT, AT(client_id) },
	{ "client_secret", SRV_TEXT, AT(client_secret) },
	{ "client_auth", SRV_TEXT, AT(client_auth) },
	{ "refresh_token", SRV_TEXT, AT(refresh_token) },
	{ "username", SRV_TEXT, AT(username) },
	{ "password", SRV_TEXT, AT(password) },
	{ "scope", SRV_TEXT, AT(scope) },
	{ "require", SRV_RAW, AT(require) },
	{ "expires_in", SRV_RAW, AT(expires_in) },
	{ "lifetime", SRV_REAL, AT(lifetime) },
	{ "uses", SRV_LONG, AT(uses) },
	{ "token", SRV_TEXT, AT(token) },
	{ "body", SRV_RAW, AT(body) },
	{ "rotate", SRV_BOOL, AT(rotate) },
	{ "single", SRV_BOOL, AT(single) },
	{ NULL, SRV_RAW, 0 }
};

static bool
spec_read(struct rx_arena *arena, struct rx_span raw, struct token_spec *spec,
    struct rx_err *e)
{
	memset(spec, 0, sizeof(*spec));
	spec->lifetime = -1;
	spec->uses = -1;
	spec->token = RX_SPAN("tok-{serial}");
	spec->body = RX_SPAN("{\"access_token\":\"{token}\","
	    "\"token_type\":\"Bearer\",\"expires_in\":\"{expires_in:n}\","
	    "\"refresh_token\":\"{refresh_token}\"}");
	return srv_fields_read(arena, raw, token_fields, spec, e);
}

bool
srv_token_check(struct rx_span raw, struct rx_err *e)
{
	struct rx_arena		arena = RX_ARENA_INIT;
	struct token_spec	spec;
	bool			ok;

	ok = srv_fields_check(raw, token_fields, NULL, "token", e) &&
	    spec_read(&arena, raw, &spec, e);
	rx_arena_free(&arena);
	return ok;
}

bool
srv_token_use(struct srv_scenario *sc, struct rx_span text)
{
	struct srv_token	*t;

	for (t = sc->tokens; t != NULL; t = t->next) {
		if (!rx_span_eq(t->text, text))
			continue;
		if (t->dies > 0 && rx_clock_mono() >= t->dies)
			return false;
		if (t->uses == 0)
			return false;
		if (t->uses > 0)
			t->uses--;
		return true;
	}
	return false;
}

static struct rx_span
field(struct srv_scope *s, const char *name)
{
	return srv_request_value(s->request, RX_SPAN("body"), rx_span_of(name));
}

/* An absent expectation takes anything. */
static bool
expected(struct rx_span want, struct rx_span got)
{
	return want.p == NULL || (got.p != NULL && rx_span_eq(want, got));
}

static bool
client_known(struct srv_scope *s, const struct token_spec *spec)
{
	struct rx_arena	*arena = s->request->arena;
	struct rx_span	 head, pair;
	size_t		 colon;

	head = srv_pairs_get(&s->request->headers, "authorization");
	if (rx_span_starts(head, "Basic ") &&
	    !rx_span_is(spec->client_auth, "body")) {
		pair = srv_base64_decode(arena, rx_span_cut(head, 6));
		colon = rx_span_find(pair, ':');
		return expected(spec->client_id, srv_url_decode(arena,
		    (struct rx_span){ pair.p, colon }, true)) &&
		    expected(spec->client_secret, srv_url_decode(arena,
		    rx_span_cut(pair, colon + 1), true));
	}
	if (rx_span_is(spec->client_auth, "basic"))
		return false;
	return expected(spec->client_id, field(s, "client_id")) &&
	    expected(spec->client_secret, field(s, "client_secret"));
}

static bool
grant_known(struct rx_span want, struct rx_span got)
{
	struct rx_json_iter	it;
	struct rx_span		one;

	if (want.p == NULL)
		return true;
	if (rx_json_kind(want) != RX_JSON_ARRAY)
		return got.p != NULL && rx_json_is(want, got);
	rx_json_begin(&it, want);
	while (rx_json_next(&it, NULL, &one))
		if (got.p != NULL && rx_json_is(one, got))
			return true;
	return false;
}

static const char *
refused(struct srv_scope *s, const struct token_spec *spec)
{
	struct rx_span		grant = field(s, "grant_type"), key, value, got;
	struct rx_span		refresh = s->scenario->refresh;
	struct rx_json_iter	it;

	if (!client_known(s, spec))
		return "invalid_client";
	if (!grant_known(spec->grant, grant))
		return "unsupported_grant_type";
	if (refresh.p == NULL)
		refresh = spec->refresh_token;
	if (rx_span_is(grant, "refresh_token") &&
	    !expected(refresh, field(s, "refresh_token")))
		return "invalid_grant";
	if ((rx_span_is(grant, "password") || grant.p == NULL) &&
	    (!expected(spec->username, field(s, "username")) ||
	    !expected(spec->password, field(s, "password"))))
		return "invalid_grant";
	if (!expected(spec->scope, field(s, "scope")))
		return "invalid_scope";
	if (spec->require.p == NULL)
		return NULL;
	rx_json_begin(&it, spec->require);
	while (rx_json_next(&it, &key, &value)) {
		got = srv_request_value(s->request, RX_SPAN("body"),
		    srv_text(s->request->arena, key));
		if (!expected(srv_text(s->request->arena, value), got))
			return "invalid_request";
	}
	return NULL;
}

static double
lifetime(const struct token_spec *spec, struct rx_arena *arena)
{
	unsigned long	n;

	if (spec->lifetime >= 0)
		return spec->lifetime;
	if (spec->expires_in.p != NULL &&
	    rx_span_uint(srv_text(arena, spec->expires_in), &n))
		return (double)n;
	return 0;
}

static struct rx_span
token_add(struct srv_scope *s, const struct token_spec *spec, struct rx_span text)
{
	struct srv_scenario	*sc = s->scenario;
	struct srv_token	*t = rx_arena_get(&sc->live, sizeof(*t));
	double			 life = lifetime(spec, s->request->arena);

	if (t == NULL)
		return text;
	t->text = rx_arena_span(&sc->live, text);
	t->dies = life > 0 ? rx_clock_mono() + life : 0;
	t->uses = spec->uses;
	t->next = spec->single ? NULL : sc->tokens;
	sc->tokens = t;
	return t->text;
}

int
srv_token_answer(struct srv_scope *s, struct rx_span raw, struct rx_buf *body)
{
	struct srv_scenario	*sc = s->scenario;
	struct srv_pairs	 more = { .n = 0 };
	struct token_spec	 spec;
	struct rx_err		 e;
	const char		*no;
	bool			 rotate;

	if (!spec_read(s->request->arena, raw, &spec, &e))
		return 500;
	if ((no = refused(s, &spec)) != NULL) {
		rx_buf_printf(body, "{\"error\":\"%s\"}", no);
		return strcmp(no, "invalid_client") == 0 ? 401 : 400;
	}
	more.v[more.n++] = (struct srv_pair){ RX_SPAN("serial"),
	    rx_arena_printf(s->request->arena, "%lu", ++sc->ntokens) };
	s->more = &more;
	more.v[more.n++] = (struct srv_pair){ RX_SPAN("token"),
	    token_add(s, &spec, srv_template_arena(spec.token, s)) };
	rotate = spec.rotate &&
	    !rx_span_is(field(s, "grant_type"), "client_credentials");
	if (rotate)
		sc->refresh = rx_arena_printf(&sc->live, "%.*s-%lu",
		    RX_FMT(spec.refresh_token), sc->ntokens);
	more.v[more.n++] = (struct srv_pair){ RX_SPAN("refresh_token"),
	    rotate ? sc->refresh : RX_SPAN_NONE };
	more.v[more.n++] = (struct srv_pair){ RX_SPAN("expires_in"),
	    spec.expires_in };
	srv_template_json(body, spec.body, s);
	s->more = NULL;
	return 200;
}
