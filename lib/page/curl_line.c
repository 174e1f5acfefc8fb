/*
 * --as-curl: the first request as a curl command line.  A secret is the
 * variable that rx-auth would read it from, so that the line can be run.
 */
#include <string.h>

#include "rx/expr.h"
#include "rx/node.h"
#include "rx/sigv4.h"
#include "lib/page/engine.h"

#define MARK	"~RX_SECRET_"		/* stands for a secret until the line is built; */
#define END	"~"			/* both survive percent-encoding */

static struct rx_span
marked(struct rx_arena *a, struct rx_span name)
{
	struct rx_span	s = rx_arena_printf(a, MARK "%.*s" END, RX_FMT(name));
	char		*p = (char *)(uintptr_t)s.p;
	size_t		 i;

	for (i = sizeof(MARK) - 1; s.p != NULL && i + 1 < s.n; i++) {
		if (p[i] >= 'a' && p[i] <= 'z')
			p[i] = (char)(p[i] - 32);
		else if (!(p[i] >= 'A' && p[i] <= 'Z') && !(p[i] >= '0' && p[i] <= '9'))
			p[i] = '_';
	}
	return s;
}

/* A value of auth: a secret's mark, or its text. */
static struct rx_span
value_of(struct rx_arena *a, struct rx_span json)
{
	struct rx_span name = rx_json_get(json, "secret");

	if (rx_json_kind(name) == RX_JSON_STRING)
		return marked(a, rx_arena_text(a, name));
	return json.p != NULL ? rx_arena_text(a, json) : RX_SPAN("");
}

static void
set(struct rx_arena *a, struct rx_node *credentials, const char *place, struct rx_span name,
    struct rx_span value)
{
	struct rx_node *at = rx_node_get(credentials, place);

	if (at == NULL) {
		at = rx_node_new(a, RX_JSON_OBJECT);
		rx_node_set(a, credentials, place, at);
	}
	rx_node_set_span(a, at, name, rx_node_string(a, value));
}

static void
api_key(struct rx_arena *a, struct rx_node *credentials, struct rx_span auth)
{
	struct rx_span	name = rx_json_get(auth, "name"), in = rx_json_get(auth, "location");
	struct rx_span	value = value_of(a, rx_json_get(auth, "api_key"));

	name = name.p != NULL ? rx_arena_text(a, name) : RX_SPAN("Authorization");
	if (in.p != NULL && rx_json_is(in, RX_SPAN("query")))
		set(a, credentials, "params", name, value);
	else if (in.p != NULL && rx_json_is(in, RX_SPAN("body")))
		set(a, credentials, "body", name, value);
	else if (in.p != NULL && rx_json_is(in, RX_SPAN("cookie")))
		set(a, credentials, "headers", RX_SPAN("Cookie"), rx_arena_printf(a, "%.*s=%.*s",
		    RX_FMT(name), RX_FMT(value)));
	else
		set(a, credentials, "headers", name, value);
}

/* What curl has options for. */
struct options {
	struct rx_span	user, signer;		/* -u, --aws-sigv4 */
};

static void
sign(struct rx_arena *a, struct rx_node *credentials, struct rx_span auth, struct rx_span origin,
    struct options *o)
{
	struct rx_span	service = rx_json_get(auth, "service");
	struct rx_span	token = rx_json_get(auth, "aws_session_token");

	service = service.p != NULL ? value_of(a, service) : rx_sigv4_service(origin);
	o->user = rx_arena_printf(a, "%.*s:%.*s",
	    RX_FMT(value_of(a, rx_json_get(auth, "aws_key_id"))),
	    RX_FMT(value_of(a, rx_json_get(auth, "aws_secret_key"))));
	o->signer = rx_arena_printf(a, "aws:amz:%.*s:%.*s",
	    RX_FMT(value_of(a, rx_json_get(auth, "aws_region_name"))), RX_FMT(service));
	if (token.p != NULL)
		set(a, credentials, "headers", RX_SPAN("X-Amz-Security-Token"),
		    value_of(a, token));
}

static void
session(struct rx_arena *a, struct rx_node *credentials, struct rx_span auth)
{
	struct rx_span	header = rx_json_get(auth, "header"), param = rx_json_get(auth, "param");
	struct rx_span	token = rx_json_get(auth, "session_token");
	struct rx_span	how = rx_json_get(auth, "api_token");
	static const char *const names[] = { "session_token", "token", NULL };
	struct rx_err	ignored = RX_ERR_INIT;

	token = token.p != NULL ? value_of(a, token) : marked(a, RX_SPAN("session_token"));
	if (how.p != NULL)
		token = rx_template_fill(a, rx_arena_text(a, how), names, token, &ignored);
	if (param.p != NULL)
		set(a, credentials, "params", rx_arena_text(a, param), token);
	else if (header.p != NULL)
		set(a, credentials, "headers", rx_arena_text(a, header), token);
	else
		set(a, credentials, "headers", RX_SPAN("Authorization"),
		    how.p != NULL ? token : rx_arena_printf(a, "Bearer %.*s", RX_FMT(token)));
}

/* What rx-auth would give, with marks for secrets. */
static void
authenticate(struct rx_arena *a, struct rx_node *credentials, struct rx_span auth,
    struct rx_span origin, struct options *o)
{
	struct rx_span type = rx_json_get(auth, "type"), token = rx_json_get(auth, "token");

	if (type.p == NULL || rx_json_is(type, RX_SPAN("none")))
		return;
	if (rx_json_is(type, RX_SPAN("api_key"))) {
		api_key(a, credentials, auth);
	} else if (rx_json_is(type, RX_SPAN("http_basic"))) {
		o->user = rx_arena_printf(a, "%.*s:%.*s",
		    RX_FMT(value_of(a, rx_json_get(auth, "username"))),
		    RX_FMT(value_of(a, rx_json_get(auth, "password"))));
	} else if (rx_json_is(type, RX_SPAN("aws_sigv4"))) {
		sign(a, credentials, auth, origin, o);
	} else if (rx_json_is(type, RX_SPAN("session_token"))) {
		session(a, credentials, auth);
	} else {
		token = token.p != NULL ? value_of(a, token) : marked(a, RX_SPAN("access_token"));
		set(a, credentials, "headers", RX_SPAN("Authorization"),
		    rx_arena_printf(a, "Bearer %.*s", RX_FMT(token)));
	}
}

/* {"secret":"k"} members of params and headers. */
static void
secrets_of(struct rx_arena *a, struct rx_node *credentials, const char *place,
    struct rx_span object)
{
	struct rx_json_iter	it;
	struct rx_span		key, v;

	if (!rx_json_begin(&it, object))
		return;
	while (rx_json_next(&it, &key, &v))
		if (rx_json_kind(v) == RX_JSON_OBJECT)
			set(a, credentials, place, rx_arena_text(a, key), value_of(a, v));
}

/* {{ secrets.x }} and marks become $RX_SECRET_X. */
static struct rx_span
with_variables(struct rx_arena *a, struct rx_span s)
{
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_LINE);
	struct rx_span	out;
	size_t		n, m;

	while (s.n > 0) {
		m = rx_span_starts(s, MARK) ? rx_span_find(rx_span_cut(s, 1), '~') : s.n;
		n = rx_span_starts(s, "{{") ? rx_span_find_text(s, "}}") : s.n;
		if (m < s.n - 1 && rx_span_starts(s, MARK)) {
			rx_buf_byte(&b, '$');
			rx_buf_add(&b, s.p + 1, m);
			s = rx_span_cut(s, m + 2);
		} else if (n < s.n) {
			struct rx_span name = rx_span_trim((struct rx_span){ s.p + 2, n - 2 });

			name = rx_span_starts(name, "secrets.") ? rx_span_cut(name, 8) : name;
			name = marked(a, name);
			rx_buf_printf(&b, "$%.*s", (int)name.n - 2, name.p + 1);
			s = rx_span_cut(s, n + 2);
		} else {
			rx_buf_byte(&b, s.p[0]);
			s = rx_span_cut(s, 1);
		}
	}
	out = rx_arena_span(a, rx_buf_view(&b));
	rx_buf_free(&b);
	return out;
}

static void
write_line(struct rx_engine *g, struct rx_http_request *rq, const struct options *o,
    struct rx_arena *a)
{
	struct rx_buf	 b = RX_BUF_INIT(RX_BUF_LINE);
	struct rx_span	*headers = (struct rx_span *)(uintptr_t)rq->headers;
	size_t		 i;

	rq->url = with_variables(a, rq->url);
	for (i = 0; i < rq->nheaders; i++)
		headers[i] = with_variables(a, headers[i]);
	if (rq->body.p != NULL)
		rq->body = with_variables(a, rq->body);
	rx_http_as_curl(&b, &g->conf->http, rq);
	if (o->user.p != NULL)
		rx_buf_printf(&b, " -u \"%.*s\"", RX_FMT(with_variables(a, o->user)));
	if (o->signer.p != NULL)
		rx_buf_printf(&b, " --aws-sigv4 \"%.*s\"", RX_FMT(with_variables(a, o->signer)));
	rx_engine_line(g, g->tail, rx_buf_view(&b));
	rx_buf_free(&b);
}

void
rx_curl_line(struct rx_engine *g, struct rx_fetch *f)
{
	struct rx_arena		*a = &g->scratch;
	struct rx_node		*credentials;
	struct rx_http_request	 rq = { .nheaders = 0 };
	struct options		 o = { RX_SPAN_NONE, RX_SPAN_NONE };
	struct rx_err		 e = RX_ERR_INIT;

	rx_arena_reset(a);
	credentials = rx_node_new(a, RX_JSON_OBJECT);
	authenticate(a, credentials, f->auth, f->origin, &o);
	secrets_of(a, credentials, "params", f->params);
	secrets_of(a, credentials, "headers", f->headers);
	rx_buf_reset(&f->credentials);
	rx_node_write(&f->credentials, credentials);
	if (!rx_paging_start(f->how->p, &f->res->paging, &f->paging, f->resume, &e) ||
	    !rx_build(g, f, &rq, a, &e)) {
		rx_fetch_fail(g, f, &e, 0, false);
		return;
	}
	write_line(g, &rq, &o, a);
	rx_fetch_done(g, f, "as curl");
}
