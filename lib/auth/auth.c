/* A request line in, the same line with its credentials out. */
#include "rx/auth.h"

#include <stdlib.h>

#include "rx/url.h"
#include "lib/auth/credential.h"
#include "lib/auth/tokens.h"

struct rx_auth *
rx_auth_open(const struct rx_auth_conf *conf, struct rx_err *err)
{
	struct rx_auth *a = calloc(1, sizeof(*a));

	if (a == NULL) {
		rx_err_nomem(err);
		return NULL;
	}
	a->conf = conf;
	a->redact = (struct rx_redact)RX_REDACT_INIT;
	a->arena = a->kept = (struct rx_arena)RX_ARENA_INIT;
	if ((a->secrets = rx_secrets_open(&conf->secrets, err)) != NULL &&
	    (a->tokens = rx_tokens_open(a, err)) != NULL &&
	    rx_scheme_override(a, &a->override, err))
		return a;
	rx_auth_close(a);
	return NULL;
}

void
rx_auth_close(struct rx_auth *a)
{
	if (a == NULL)
		return;
	rx_tokens_close(a->tokens);
	rx_secrets_close(a->secrets);
	rx_redact_free(&a->redact);
	rx_arena_wipe(&a->arena);
	rx_arena_wipe(&a->kept);
	free(a);
}

/* -- resolving --------------------------------------------------------------- */

static struct rx_span
decoded(struct rx_arena *a, struct rx_span raw)
{
	return raw.p != NULL && rx_json_kind(raw) == RX_JSON_STRING ? rx_arena_text(a, raw) :
	    RX_SPAN_NONE;
}

static bool
set_origin(struct rx_credential *c, struct rx_span url, struct rx_err *err)
{
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_TEXT);
	bool		ok = rx_url_origin(&b, url, err);

	if (ok)
		c->origin = rx_arena_span(c->arena, rx_buf_view(&b));
	rx_buf_free(&b);
	return ok;
}

/* The origin is known early where no secret stands in it: netrc wants it. */
static bool
resolve_url(struct rx_credential *c, struct rx_span url, struct rx_err *err)
{
	struct rx_span	fixed = { url.p, rx_span_find_text(url, "{{") };
	struct rx_err	ignored = RX_ERR_INIT;
	size_t		at = rx_span_find_text(fixed, "://");
	bool		any;

	if (rx_span_find(rx_span_cut(fixed, at + 3), '/') + at + 3 < fixed.n)
		(void)set_origin(c, fixed, &ignored);
	if (!rx_credential_text(c, url, true, &c->url, &any, err))
		return false;
	if (!set_origin(c, c->url, err))
		return false;
	if (!any)
		c->url = RX_SPAN_NONE;
	return true;
}

/* The members of an object that have secrets in them, whole. */
static bool
resolve_members(struct rx_credential *c, struct rx_node *n, struct rx_node **out,
    struct rx_err *err)
{
	struct rx_node *m, *v;

	for (m = n->first; m != NULL; m = m->next) {
		if ((v = rx_credential_tree(c, m, err)) == NULL)
			return false;
		if (v == m)
			continue;
		if (*out == NULL && (*out = rx_node_new(c->arena, RX_JSON_OBJECT)) == NULL)
			return rx_err_nomem(err);
		rx_node_set_span(c->arena, *out, m->key, v);
	}
	return true;
}

static bool
resolve_place(struct rx_credential *c, struct rx_span json, struct rx_node **out,
    struct rx_err *err)
{
	struct rx_node *n, *v;

	if (json.p == NULL || !rx_credential_mentions(json))
		return true;
	if ((n = rx_node_parse(c->arena, json, err)) == NULL)
		return false;
	if (n->kind == RX_JSON_OBJECT && !rx_credential_is_secret(n))
		return resolve_members(c, n, out, err);
	if ((v = rx_credential_tree(c, n, err)) == NULL)
		return false;
	if (v != n)
		*out = v;
	return true;
}

static bool
apply_netrc(struct rx_credential *c, struct rx_err *err)
{
	struct rx_span user, password;

	switch (rx_secret_login(c->auth->secrets, c->origin, &user, &password, err)) {
	case RX_SECRET_FAILED:
		return false;
	case RX_SECRET_MISSING:
		return true;
	default:
		return rx_credential_hide(c, password, err) &&
		    rx_scheme_login(c, user, password, err);
	}
}

static bool
apply_auth(struct rx_credential *c, const struct rx_line *l, struct rx_err *err)
{
	struct rx_node *auth = c->auth->override;

	if (l->m[RX_M_HEADERS].p != NULL &&
	    (c->sent_headers = rx_node_parse(c->arena, l->m[RX_M_HEADERS], err)) == NULL)
		return false;
	if (auth == NULL && l->m[RX_M_AUTH].p == NULL)
		return apply_netrc(c, err);
	if (auth == NULL && (auth = rx_node_parse(c->arena, l->m[RX_M_AUTH], err)) == NULL)
		return false;
	return rx_scheme_apply(c, auth, err);
}

static bool
any(const struct rx_credential *c)
{
	return c->url.p != NULL || c->params != NULL || c->headers != NULL || c->body != NULL ||
	    c->sigv4 != NULL;
}

static bool
resolve(struct rx_credential *c, const struct rx_line *l, struct rx_err *err)
{
	struct rx_span url = l->kind == RX_KIND_URL ? l->text :
	    decoded(c->arena, l->m[RX_M_URL]);

	if (url.p == NULL)
		return rx_err_set(err, RX_USAGE, "a request without a url");
	if (!resolve_url(c, url, err) ||
	    !resolve_place(c, l->m[RX_M_PARAMS], &c->params, err) ||
	    !resolve_place(c, l->m[RX_M_HEADERS], &c->headers, err) ||
	    !resolve_place(c, l->m[RX_M_BODY], &c->body, err) ||
	    !apply_auth(c, l, err))
		return false;
	if (!any(c))
		return true;
	return rx_credential_check(c, c->origin, err);
}

/* -- writing ----------------------------------------------------------------- */

static void
hide_values(struct rx_node *n)
{
	for (; n != NULL; n = n->next) {
		if (n->kind == RX_JSON_OBJECT || n->kind == RX_JSON_ARRAY) {
			hide_values(n->first);
		} else {
			n->kind = RX_JSON_STRING;
			n->text = RX_SPAN("***");
		}
	}
}

static void
put_place(struct rx_buf *b, const char *name, struct rx_node *n, bool mask)
{
	if (n == NULL)
		return;
	n->next = NULL;
	if (mask)
		hide_values(n);
	rx_buf_printf(b, ",\"%s\":", name);
	(void)rx_node_write(b, n);
}

static void
put_credentials(struct rx_buf *b, const struct rx_credential *c, bool mask)
{
	struct rx_buf origin = RX_BUF_INIT(RX_BUF_TEXT);

	if (mask)
		rx_redact_text(&c->auth->redact, &origin, c->origin);
	else
		rx_buf_span(&origin, c->origin);
	rx_buf_text(b, "{\"origin\":");
	rx_json_quote(b, rx_buf_view(&origin));
	rx_buf_free(&origin);
	if (c->url.p != NULL) {
		rx_buf_text(b, ",\"url\":");
		rx_json_quote(b, mask ? RX_SPAN("***") : c->url);
	}
	put_place(b, "headers", c->headers, mask);
	put_place(b, "params", c->params, mask);
	put_place(b, "body", c->body, mask);
	put_place(b, "sigv4", c->sigv4, mask);
	if (c->id[0] != '\0' && !mask)
		rx_buf_printf(b, ",\"id\":\"%s\"", c->id);
	if (c->expires > 0)
		rx_buf_printf(b, ",\"expires\":%.0f", c->expires);
	rx_buf_byte(b, '}');
}

/* The line's own members as they came; ours before a body. */
static void
put_line(struct rx_buf *b, const struct rx_line *l, const struct rx_credential *c, bool mask)
{
	struct rx_json_iter	it;
	struct rx_span		key, value;
	bool			done = false;
	char			separator = '{';

	if (l->kind == RX_KIND_URL) {
		rx_buf_text(b, "{\"url\":");
		rx_json_quote(b, l->text);
		separator = ',';
	} else if (rx_json_begin(&it, rx_span_trim(l->text))) {
		while (rx_json_next(&it, &key, &value)) {
			if (rx_json_is(key, RX_SPAN("credentials")) ||
			    rx_json_is(key, RX_SPAN("refused")))
				continue;
			rx_buf_byte(b, separator);
			separator = ',';
			if (!done && rx_json_is(key, RX_SPAN("body"))) {
				rx_buf_text(b, "\"credentials\":");
				put_credentials(b, c, mask);
				rx_buf_byte(b, ',');
				done = true;
			}
			rx_buf_span(b, key);
			rx_buf_byte(b, ':');
			rx_buf_span(b, value);
		}
	}
	if (!done) {
		rx_buf_byte(b, separator);
		rx_buf_text(b, "\"credentials\":");
		put_credentials(b, c, mask);
	}
	rx_buf_byte(b, '}');
}

bool
rx_auth_line(struct rx_auth *a, const struct rx_line *l, bool mask, struct rx_buf *b,
    struct rx_err *err)
{
	struct rx_credential c = { .auth = a, .arena = &a->arena };

	rx_arena_reset(&a->arena);
	c.refused = decoded(c.arena, l->m[RX_M_REFUSED]);
	if (!resolve(&c, l, err)) {
		rx_redact_err(&a->redact, err);
		return false;
	}
	if (!any(&c))
		rx_buf_span(b, l->text);
	else
		put_line(b, l, &c, mask);
	return !b->failed && !a->arena.failed ? true : rx_err_nomem(err);
}

/* -- what it would need ------------------------------------------------------ */

static bool
place_names(struct rx_auth *a, struct rx_span json, void (*fn)(void *, struct rx_span),
    void *arg, struct rx_err *err)
{
	struct rx_node *n;

	if (json.p == NULL || !rx_credential_mentions(json))
		return true;
	if ((n = rx_node_parse(&a->arena, json, err)) == NULL)
		return false;
	return rx_credential_tree_names(&a->arena, n, fn, arg, err);
}

bool
rx_auth_names(struct rx_auth *a, const struct rx_line *l, void (*fn)(void *, struct rx_span),
    void *arg, struct rx_err *err)
{
	static const enum rx_member places[] = { RX_M_URL, RX_M_PARAMS, RX_M_HEADERS,
	    RX_M_BODY, RX_M_AUTH };
	struct rx_credential	c = { .auth = a, .arena = &a->arena };
	struct rx_err		ignored = RX_ERR_INIT;
	size_t			i;

	rx_arena_reset(&a->arena);
	(void)set_origin(&c, l->kind == RX_KIND_URL ? l->text :
	    decoded(c.arena, l->m[RX_M_URL]), &ignored);
	a->checked = c.origin;
	if (l->kind == RX_KIND_URL &&
	    !rx_credential_text_names(&a->arena, l->text, fn, arg, err))
		return false;
	for (i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		if (places[i] == RX_M_AUTH && a->override != NULL)
			continue;
		if (!place_names(a, l->m[places[i]], fn, arg, err))
			return false;
	}
	return a->override == NULL ||
	    rx_credential_tree_names(&a->arena, a->override, fn, arg, err);
}

enum rx_secret_found
rx_auth_where(struct rx_auth *a, struct rx_span name, const char **from, struct rx_err *err)
{
	struct rx_secret		 secret = { .from = "" };
	enum rx_secret_found		 found;

	found = rx_secret_get(a->secrets, name, a->checked, false, &secret, err);
	*from = secret.from;
	return found;
}
