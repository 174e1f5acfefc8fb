/*
 * A request as it goes out: the line's, the position put in, credentials laid
 * over.  shown is the address without credentials, wire the one that is asked.
 */
#include <string.h>

#include "rx/node.h"
#include "rx/sigv4.h"
#include "rx/url.h"
#include "lib/page/build.h"
#include "lib/page/engine.h"

#define HEADERS	128

struct build {
	struct rx_engine	*g;
	struct rx_fetch		*f;
	struct rx_arena		*a;
	struct rx_err		*e;
	struct rx_placed	 placed[RX_PLACED_MAX];
	unsigned		 nplaced;
	bool			 link;		/* an address with its own query */
	bool			 foreign;	/* another origin: nothing secret goes there */
	struct rx_span		 headers[HEADERS];
	size_t			 nheaders;
};

/* -- the address ---------------------------------------------------------- */

/* The value for a placeholder {name} that the cursor goes to. */
static struct rx_span
placeholder(const struct build *b, struct rx_span name, bool *known)
{
	struct rx_span	v = RX_SPAN_NONE;
	unsigned	i;

	for (i = 0; i < b->nplaced; i++)
		if (b->placed[i].where == RX_PLACING_QUERY &&
		    rx_span_eq(b->placed[i].name, name))
			v = b->placed[i].value;
	if (v.p == NULL)
		v = rx_json_member(b->f->part, name);
	if (v.p == NULL)
		v = rx_json_member(b->f->params, name);
	*known = v.p != NULL;
	return *known ? rx_arena_text(b->a, v) : RX_SPAN_NONE;
}

static bool
no_first_value(const struct build *b, struct rx_span name)
{
	rx_err_set(b->e, RX_USAGE, "nobody says with which {%.*s} the path begins", RX_FMT(name));
	return rx_err_hint(b->e, "\"base_page\" in a page_number paginator; else --set %.*s=VALUE",
	    RX_FMT(name));
}

/* Copies the line's URL; the {parameter} of the paging in it is filled in. */
static bool
put_base(struct build *b, struct rx_buf *out)
{
	struct rx_span	url = rx_credentials_get(b->f, "url"), value;
	size_t		open, close;
	bool		known;

	url = rx_json_kind(url) == RX_JSON_STRING ? rx_arena_text(b->a, url) : b->f->url;
	while ((open = rx_span_find(url, '{')) < url.n) {
		struct rx_span rest = rx_span_cut(url, open + 1);

		rx_buf_add(out, url.p, open);
		close = rx_span_find(rest, '}');
		known = rx_paging_sends(b->f->how->p, (struct rx_span){ rest.p, close });
		if (known) {
			value = placeholder(b, (struct rx_span){ rest.p, close }, &known);
			if (!known)
				return no_first_value(b, (struct rx_span){ rest.p, close });
			rx_url_encode(out, value, RX_URL_SEGMENT);
			url = rx_span_cut(rest, close + 1);
		} else {
			rx_buf_byte(out, '{');
			url = rest;
		}
	}
	return rx_buf_span(out, url);
}

static bool
in_url(const struct build *b, struct rx_span name)
{
	struct rx_span	braced = rx_arena_printf(b->a, "{%.*s}", RX_FMT(name));

	return rx_span_find_text(b->f->url, braced.p) < b->f->url.n;
}

static void
put_param(struct build *b, struct rx_buf *out, struct rx_span name, struct rx_span v,
    bool replace)
{
	struct rx_json_iter	it;
	struct rx_span		one;

	if (rx_json_kind(v) == RX_JSON_ARRAY && rx_json_begin(&it, v)) {
		while (rx_json_next(&it, NULL, &one)) {
			put_param(b, out, name, one, replace);
			replace = false;
		}
	} else if (rx_json_kind(v) != RX_JSON_NULL && rx_json_kind(v) != RX_JSON_OBJECT) {
		rx_url_param(out, name, rx_arena_text(b->a, v), replace);
	}
}

/* The line's params; those with a secret in them are the credentials'. */
static void
put_params(struct build *b, struct rx_buf *out)
{
	struct rx_span		given = rx_credentials_get(b->f, "params"), key, v, name;
	struct rx_json_iter	it;

	if (!rx_json_begin(&it, b->f->params))
		return;
	while (rx_json_next(&it, &key, &v)) {
		name = rx_arena_text(b->a, key);
		if ((rx_paging_sends(b->f->how->p, name) && in_url(b, name)) ||
		    rx_json_member(given, name).p != NULL)
			continue;
		put_param(b, out, name, v, false);
	}
}

static void
put_placed(struct build *b, struct rx_buf *out)
{
	unsigned i;

	for (i = 0; i < b->nplaced; i++)
		if (b->placed[i].where == RX_PLACING_QUERY && !in_url(b, b->placed[i].name))
			put_param(b, out, b->placed[i].name, b->placed[i].value, true);
}

/* Credentials in the query.  A link that has them already keeps its own. */
static void
put_credentials(struct build *b)
{
	struct rx_fetch		*f = b->f;
	struct rx_buf		 has = RX_BUF_INIT(RX_BUF_TEXT);
	struct rx_json_iter	 it;
	struct rx_span		 key, v, name;

	if (b->foreign || !rx_json_begin(&it, rx_credentials_get(f, "params")))
		return;
	while (rx_json_next(&it, &key, &v)) {
		name = rx_arena_text(b->a, key);
		rx_url_drop(&f->shown, name);
		rx_buf_reset(&has);
		if (!b->link || !rx_url_query(rx_buf_view(&f->wire), name.p, &has))
			put_param(b, &f->wire, name, v, true);
	}
	rx_buf_free(&has);
}

/* Servers put the query's key into their links, also into those that lead away. */
static bool
keep_home(struct build *b)
{
	struct rx_fetch		*f = b->f;
	struct rx_json_iter	 it;
	struct rx_span		 key, v;

	if (rx_json_begin(&it, rx_credentials_get(f, "params")))
		while (rx_json_next(&it, &key, &v))
			rx_url_drop(&f->shown, rx_arena_text(b->a, key));
	if (!rx_redact_any(&b->g->redact, rx_buf_view(&f->shown)))
		return true;
	rx_err_set(b->e, RX_REFUSED, "the server's link to another origin holds a secret");
	return rx_err_hint(b->e, "credentials stay at %.*s", RX_FMT(f->origin));
}

static bool
put_url(struct build *b)
{
	struct rx_fetch			*f = b->f;
	const struct rx_position	*at = &f->paging.at;

	rx_buf_reset(&f->shown);
	rx_buf_reset(&f->wire);
	b->link = f->target.n > 0 || at->kind == RX_AT_URL;
	if (f->target.n > 0) {
		rx_buf_span(&f->shown, rx_buf_view(&f->target));
	} else if (at->kind == RX_AT_URL) {
		rx_buf_span(&f->shown, at->value);
	} else {
		if (!put_base(b, &f->shown))
			return false;
		put_params(b, &f->shown);
		put_placed(b, &f->shown);
	}
	if (b->link) {
		enum rx_gate gate = rx_gate(b->g, f, rx_buf_view(&f->shown), b->e);

		if (gate == RX_GATE_REFUSED)
			return false;
		b->foreign = gate == RX_GATE_ALLOWED;
		if (b->foreign && !keep_home(b))
			return false;
	}
	f->foreign = b->foreign;
	rx_buf_span(&f->wire, rx_buf_view(&f->shown));
	put_credentials(b);
	return (!f->shown.failed && !f->wire.failed) || rx_err_nomem(b->e);
}

/* -- headers --------------------------------------------------------------- */

/* What may go to another origin: nothing that could be a secret. */
static bool
harmless(struct rx_span name)
{
	return rx_span_is_nocase(name, "accept") || rx_span_is_nocase(name, "accept-language") ||
	    rx_span_is_nocase(name, "content-type") || rx_span_is_nocase(name, "user-agent");
}

static bool
has_header(const struct build *b, const char *name)
{
	size_t i, n = strlen(name);

	for (i = 0; i < b->nheaders; i++)
		if (b->headers[i].n > n && b->headers[i].p[n] == ':' &&
		    rx_span_is_nocase((struct rx_span){ b->headers[i].p, n }, name))
			return true;
	return false;
}

static bool
put_header(struct build *b, struct rx_span name, struct rx_span value)
{
	struct rx_buf	text = RX_BUF_INIT(RX_BUF_TEXT);
	struct rx_span	line;

	if (b->foreign && !harmless(name))
		return true;
	if (b->nheaders == HEADERS)
		return rx_err_set(b->e, RX_USAGE, "a request with more than %d headers", HEADERS);
	rx_buf_span(&text, name);
	rx_buf_text(&text, ": ");
	rx_buf_span(&text, value);
	line = rx_arena_span(b->a, rx_buf_view(&text));
	rx_buf_free(&text);
	b->headers[b->nheaders++] = line;
	return line.p != NULL || rx_err_nomem(b->e);
}

static bool
has_member(struct rx_span object, struct rx_span name)
{
	struct rx_json_iter	it;
	struct rx_span		key, v;

	if (rx_json_begin(&it, object))
		while (rx_json_next(&it, &key, &v))
			if (rx_span_is_nocase((struct rx_span){ key.p + 1, key.n - 2 }, name.p))
				return true;
	return false;
}

/* Those of a list that over, which wins, does not have. */
static bool
put_headers(struct build *b, struct rx_span headers, struct rx_span over)
{
	struct rx_json_iter	it;
	struct rx_span		key, v;

	if (!rx_json_begin(&it, headers))
		return true;
	while (rx_json_next(&it, &key, &v)) {
		struct rx_span name = rx_arena_text(b->a, key);

		if (rx_json_kind(v) == RX_JSON_NULL || rx_json_kind(v) == RX_JSON_OBJECT ||
		    (over.p != NULL && has_member(over, name)))
			continue;
		if (!put_header(b, name, rx_arena_text(b->a, v)))
			return false;
	}
	return true;
}

static bool
put_all_headers(struct build *b, struct rx_http_request *rq, bool json)
{
	struct rx_span over = b->foreign ? RX_SPAN_NONE : rx_credentials_get(b->f, "headers");
	struct rx_span *headers;

	if (!put_headers(b, b->f->headers, over) || !put_headers(b, over, RX_SPAN_NONE))
		return false;
	if (!has_header(b, "accept") &&
	    !put_header(b, RX_SPAN("Accept"), RX_SPAN("application/json, */*;q=0.8")))
		return false;
	if (json && !has_header(b, "content-type") &&
	    !put_header(b, RX_SPAN("Content-Type"), RX_SPAN("application/json")))
		return false;
	headers = rx_arena_get(b->a, (b->nheaders + RX_SIGV4_HEADERS) * sizeof(*headers));
	if (headers == NULL)
		return rx_err_nomem(b->e);
	memcpy(headers, b->headers, b->nheaders * sizeof(*headers));
	rq->headers = headers;
	rq->nheaders = b->nheaders;
	return b->foreign || rx_build_sign(b->f, rq, headers, b->a, b->e);
}

/* -- all of it ------------------------------------------------------------- */

/* Credentials go over https, or to this machine. */
static bool
check_scheme(const struct build *b)
{
	static const char *const places[] = { "url", "headers", "params", "body", "sigv4" };
	const struct rx_fetch	*f = b->f;
	size_t			 i, n = sizeof(places) / sizeof(places[0]);

	for (i = 0; i < n && rx_credentials_get(f, places[i]).n <= 2; i++)
		continue;		/* "", {}, [] or absent */
	if (b->foreign || i == n || b->g->conf->allow_http || b->g->conf->as_curl ||
	    rx_span_starts(f->origin, "https://") || rx_url_loopback(f->origin))
		return true;
	rx_err_set(b->e, RX_REFUSED, "credentials for %.*s would go unencrypted",
	    RX_FMT(f->origin));
	return rx_err_hint(b->e, "use https, or --allow-http");
}

static bool
check_origin(const struct build *b)
{
	struct rx_span	origin = rx_credentials_get(b->f, "origin");
	struct rx_span	url = rx_credentials_get(b->f, "url");

	if (b->foreign)
		return true;
	if (origin.p == NULL || rx_json_is(origin, b->f->origin)) {
		if (rx_json_kind(url) != RX_JSON_STRING ||
		    rx_gate(b->g, b->f, rx_arena_text(b->a, url), b->e) == RX_GATE_SAME)
			return true;
		origin = url;
	}
	rx_err_set(b->e, RX_REFUSED, "credentials for another origin came with a request to %.*s",
	    RX_FMT(b->f->origin));
	return rx_err_got(b->e, origin);
}

bool
rx_build(struct rx_engine *g, struct rx_fetch *f, struct rx_http_request *rq,
    struct rx_arena *a, struct rx_err *e)
{
	struct build	b = { .g = g, .f = f, .a = a, .e = e };
	bool		json = false;

	b.nplaced = rx_paging_place(f->how->p, &f->res->paging, &f->paging.at, b.placed, a);
	if (!put_url(&b) || !check_scheme(&b) || !check_origin(&b))
		return false;
	rq->url = rx_buf_view(&f->wire);
	rq->body = RX_SPAN_NONE;
	if (!f->as_get && !rx_build_body(f, b.foreign, b.placed, b.nplaced, a, &rq->body, &json, e))
		return false;
	rq->method = f->as_get ? RX_SPAN("GET") : f->method.n > 0 ? f->method :
	    rq->body.p != NULL ? RX_SPAN("POST") : RX_SPAN("GET");
	return put_all_headers(&b, rq, json) && (!a->failed || rx_err_nomem(e));
}
