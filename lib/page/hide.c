/*
 * What of a request's credentials is secret, so that it is taken out of
 * everything that is written: each value, and within a value what stands in
 * place of {{ secrets.x }}, for a server that complains of a key names the key
 * alone, not the text around it.
 */
#include <string.h>

#include "rx/digest.h"
#include "rx/url.h"
#include "lib/page/engine.h"

/* The value against its template: what stands between the literal parts. */
static void
hide_holes(struct rx_engine *g, struct rx_span template, struct rx_span value)
{
	size_t open, close, at;

	while ((open = rx_span_find_text(template, "{{")) < template.n) {
		struct rx_span literal;

		if (value.n < open || memcmp(template.p, value.p, open) != 0)
			return;
		value = rx_span_cut(value, open);
		close = rx_span_find_text(template, "}}");
		template = rx_span_cut(template, close + 2);
		literal = (struct rx_span){ template.p, rx_span_find_text(template, "{{") };
		for (at = 0; at + literal.n < value.n &&
		    (literal.n == 0 || memcmp(value.p + at, literal.p, literal.n) != 0); at++)
			;
		if (literal.n == 0)
			at = value.n;
		rx_redact_add(&g->redact, (struct rx_span){ value.p, at });
		value = rx_span_cut(value, at);
	}
}

/* A user is no secret, unless the source says so, or there is no password. */
static bool
user_is_secret(struct rx_fetch *f)
{
	struct rx_span user = rx_json_get(f->auth, "username");

	return rx_json_kind(user) == RX_JSON_OBJECT ||
	    rx_span_find_text(user, "{{") < user.n;
}

static void
hide_basic(struct rx_engine *g, struct rx_fetch *f, struct rx_span digits)
{
	struct rx_buf	pair = RX_BUF_INIT(RX_BUF_TEXT);
	struct rx_span	v;
	size_t		colon;

	if (rx_base64_decode(&pair, digits)) {
		v = rx_buf_view(&pair);
		colon = rx_span_find(v, ':');
		rx_redact_add(&g->redact, rx_span_cut(v, colon + 1));
		if (colon + 1 >= v.n || user_is_secret(f))
			rx_redact_add(&g->redact, (struct rx_span){ v.p, colon });
	}
	if (pair.p != NULL)
		explicit_bzero(pair.p, pair.cap);
	rx_buf_free(&pair);
}

static void
hide_text(struct rx_engine *g, struct rx_fetch *f, struct rx_span template, struct rx_span v)
{
	bool		basic = rx_span_starts(v, "Basic ");
	struct rx_span	key = rx_json_get(f->auth, "api_key");

	if (basic || rx_span_starts(v, "Bearer "))
		v = rx_span_trim(rx_span_cut(v, rx_span_find(v, ' ')));
	rx_redact_add(&g->redact, v);
	if (basic)
		hide_basic(g, f, v);
	if (template.p != NULL)
		hide_holes(g, template, v);
	if (rx_json_kind(key) == RX_JSON_STRING)
		hide_holes(g, rx_arena_text(&f->arena, key), v);
}

/* The same place of the request's line. */
static struct rx_span
counterpart(struct rx_fetch *f, struct rx_span template, struct rx_span key, size_t i)
{
	if (rx_json_kind(template) == RX_JSON_ARRAY)
		return rx_json_at(template, i);
	return key.p == NULL ? RX_SPAN_NONE :
	    rx_json_member(template, rx_arena_text(&f->arena, key));
}

/* Credentials are no deeper than the body of a request: RX_JSON_DEPTH. */
static void
hide(struct rx_engine *g, struct rx_fetch *f, struct rx_span template, struct rx_span json)
{
	struct rx_json_iter	it;
	struct rx_span		key = RX_SPAN_NONE, v;
	size_t			i = 0;

	if (rx_json_begin(&it, json)) {
		for (; rx_json_next(&it, &key, &v); i++)
			hide(g, f, counterpart(f, template, key, i), v);
	} else if (rx_json_kind(json) == RX_JSON_STRING) {
		hide_text(g, f, rx_json_kind(template) == RX_JSON_STRING ?
		    rx_arena_text(&f->arena, template) : RX_SPAN_NONE,
		    rx_arena_text(&f->arena, json));
	}
}

/* An address that does not say where its secret stands: every segment and value
 * that the request's own address has not. */
static void
hide_address(struct rx_engine *g, struct rx_fetch *f, struct rx_span url)
{
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_TEXT);
	struct rx_span	piece, plain;
	size_t		n, equals;

	for (; url.n > 0; url = rx_span_cut(url, n + 1)) {
		for (n = 0; n < url.n && memchr("/?&#", url.p[n], 4) == NULL; n++)
			continue;
		piece = (struct rx_span){ url.p, n };
		equals = rx_span_find(piece, '=');
		if (equals < piece.n)
			piece = rx_span_cut(piece, equals + 1);
		rx_buf_reset(&b);
		rx_url_decode(&b, piece, true);
		plain = rx_arena_span(&f->arena, rx_buf_view(&b));
		if (plain.n == 0 || memmem(f->url.p, f->url.n, piece.p, piece.n) != NULL)
			continue;
		rx_redact_add(&g->redact, piece);
		rx_redact_add(&g->redact, plain);
	}
	rx_buf_free(&b);
}

/* Not the region and the like, which are words. */
static void
hide_signer(struct rx_engine *g, struct rx_fetch *f, struct rx_span json)
{
	static const char *const members[] = { "key_id", "key", "session_token" };
	size_t			 i;

	for (i = 0; i < sizeof(members) / sizeof(members[0]); i++)
		hide(g, f, RX_SPAN_NONE, rx_json_get(json, members[i]));
}

void
rx_hide_credentials(struct rx_engine *g, struct rx_fetch *f)
{
	struct rx_span url = rx_credentials_get(f, "url");

	hide(g, f, f->headers, rx_credentials_get(f, "headers"));
	hide(g, f, f->params, rx_credentials_get(f, "params"));
	hide(g, f, f->body, rx_credentials_get(f, "body"));
	hide_signer(g, f, rx_credentials_get(f, "sigv4"));
	if (rx_json_kind(url) == RX_JSON_STRING && rx_span_find_text(f->url, "{{") < f->url.n)
		hide_holes(g, f->url, rx_arena_text(&f->arena, url));
	else if (rx_json_kind(url) == RX_JSON_STRING)
		hide_address(g, f, rx_arena_text(&f->arena, url));
}
