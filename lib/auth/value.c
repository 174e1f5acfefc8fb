/* Values with secrets in them: objects, text with templates, trees. */
#include <string.h>

#include "rx/expr.h"
#include "rx/url.h"
#include "lib/auth/credential.h"

bool
rx_credential_is_secret(const struct rx_node *n)
{
	const struct rx_node *name, *dflt;

	if (n == NULL || n->kind != RX_JSON_OBJECT)
		return false;
	name = rx_node_get(n, "secret");
	dflt = rx_node_get(n, "default");
	return name != NULL && name->kind == RX_JSON_STRING && n->n == (dflt != NULL ? 2 : 1);
}

bool
rx_credential_mentions(struct rx_span text)
{
	return rx_span_find_text(text, "secret") < text.n;
}

/* The text of a secret by name; dflt NULL: it must be there. */
static bool
secret_text(struct rx_credential *c, struct rx_span name, const struct rx_node *dflt,
    struct rx_span *out, struct rx_err *err)
{
	struct rx_credential_use	*u;
	struct rx_secret		 found;

	switch (rx_secret_get(c->auth->secrets, name, c->origin, c->refused.p != NULL, &found,
	    err)) {
	case RX_SECRET_FAILED:
		return false;
	case RX_SECRET_MISSING:
		if (dflt == NULL)
			return false;
		*out = rx_node_text(dflt);
		if (out->p == NULL && dflt->kind != RX_JSON_NULL)
			*out = dflt->text;
		return true;
	default:
		break;
	}
	if ((u = rx_arena_get(c->arena, sizeof(*u))) == NULL)
		return rx_err_nomem(err);
	u->name = name;
	u->secret = found;
	u->next = c->uses;
	c->uses = u;
	*out = found.value;
	return rx_credential_hide(c, found.value, err);
}

bool
rx_credential_value(struct rx_credential *c, const struct rx_node *n, struct rx_span *out,
    struct rx_err *err)
{
	bool any;

	*out = RX_SPAN_NONE;
	if (n == NULL || n->kind == RX_JSON_NULL)
		return true;
	if (rx_credential_is_secret(n))
		return secret_text(c, rx_node_text(rx_node_get(n, "secret")),
		    rx_node_get(n, "default"), out, err);
	if (n->kind == RX_JSON_STRING)
		return rx_credential_text(c, n->text, false, out, &any, err);
	if (n->kind == RX_JSON_OBJECT || n->kind == RX_JSON_ARRAY)
		return rx_err_set(err, RX_USAGE, "auth: a text or {\"secret\":\"NAME\"} expected");
	*out = n->text;
	return true;
}

/* -- text -------------------------------------------------------------------- */

/* Cuts the next piece off: up to {{, or from {{ to behind its }}. */
static struct rx_span
next_piece(struct rx_span *s, bool *template)
{
	struct rx_span	piece = *s;
	size_t		n;

	*template = rx_span_starts(*s, "{{");
	if (!*template)
		piece.n = rx_span_find_text(*s, "{{");
	else if ((n = rx_template_block(*s)) > 0)
		piece.n = n;
	*s = rx_span_cut(*s, piece.n);
	return piece;
}

struct names {			/* of the secrets in one expression */
	struct rx_arena	*arena;
	void		(*fn)(void *, struct rx_span);
	void		*arg;
	bool		 any;
};

/* secrets.a.b is the secret a.b */
static void
on_path(void *arg, struct rx_span name, struct rx_span segments, enum rx_expr_use use)
{
	struct names		*n = arg;
	struct rx_json_iter	 it;
	struct rx_span		 seg;
	struct rx_buf		 b = RX_BUF_INIT(RX_BUF_TEXT);

	(void)use;
	if (!rx_span_is(name, "secrets") || !rx_json_begin(&it, segments))
		return;
	while (rx_json_next(&it, NULL, &seg)) {
		if (b.n > 0)
			rx_buf_byte(&b, '.');
		(void)rx_json_text(&b, seg);
	}
	if (b.n > 0) {
		n->any = true;
		n->fn(n->arg, rx_arena_span(n->arena, rx_buf_view(&b)));
	}
	rx_buf_free(&b);
}

static bool
names_of(struct rx_arena *a, struct rx_span piece, void (*fn)(void *, struct rx_span),
    void *arg, struct rx_template **t, bool *any, struct rx_err *err)
{
	struct names n = { a, fn, arg, false };

	*any = false;
	if (!rx_credential_mentions(piece))
		return true;
	if ((*t = rx_template_compile(a, piece, false, err)) == NULL)
		return false;
	rx_template_paths(*t, a, on_path, &n);
	*any = n.any;
	return true;
}

bool
rx_credential_text_names(struct rx_arena *a, struct rx_span text,
    void (*fn)(void *, struct rx_span), void *arg, struct rx_err *err)
{
	struct rx_template	*t;
	bool			 template, any;
	struct rx_span		 piece;

	while (text.n > 0) {
		piece = next_piece(&text, &template);
		if (template && !names_of(a, piece, fn, arg, &t, &any, err))
			return false;
	}
	return true;
}

struct scope {			/* what "secrets" is in one expression */
	struct rx_credential	*c;
	struct rx_node		*root;
	struct rx_err		*err;
	struct rx_span		 json;
	bool			 failed;
};

static void
on_name(void *arg, struct rx_span name)
{
	struct scope	*s = arg;
	struct rx_node	*in = s->root, *next;
	struct rx_span	 value, rest = name;
	size_t		 dot;

	if (s->failed || !secret_text(s->c, name, NULL, &value, s->err)) {
		s->failed = true;
		return;
	}
	for (; (dot = rx_span_find(rest, '.')) < rest.n; rest = rx_span_cut(rest, dot + 1)) {
		struct rx_span key = { rest.p, dot };

		next = rx_node_member(in, key);
		if (next == NULL || next->kind != RX_JSON_OBJECT) {
			next = rx_node_new(s->c->arena, RX_JSON_OBJECT);
			rx_node_set_span(s->c->arena, in, key, next);
		}
		in = next;
	}
	rx_node_set_span(s->c->arena, in, rest, rx_node_string(s->c->arena, value));
}

static bool
lookup(void *arg, struct rx_span name, struct rx_value *v)
{
	const struct scope *s = arg;

	if (!rx_span_is(name, "secrets"))
		return false;
	*v = rx_value_json(s->json);
	return true;
}

/* Appends what an expression with secrets comes to; raw: not encoded. */
static bool
evaluate(struct scope *s, const struct rx_template *t, bool raw, struct rx_buf *out)
{
	struct rx_expr_ctx	ctx = { .lookup = lookup, .arg = s, .arena = s->c->arena };
	struct rx_buf		json = RX_BUF_INIT(RX_BUF_TEXT), text = RX_BUF_INIT(RX_BUF_TEXT);
	struct rx_value		v;
	bool			ok;

	ok = rx_node_write(&json, s->root);
	s->json = rx_buf_view(&json);
	v = rx_template_eval(t, &ctx);
	ok = ok && rx_value_send(&text, &v);
	if (raw)
		ok = rx_buf_span(out, rx_buf_view(&text)) && ok;
	else
		ok = rx_url_encode(out, rx_buf_view(&text), RX_URL_SEGMENT) && ok;
	ok = ok && rx_redact_add(&s->c->auth->redact, rx_buf_view(&text));
	if (json.p != NULL)
		explicit_bzero(json.p, json.cap);
	if (text.p != NULL)
		explicit_bzero(text.p, text.cap);
	rx_buf_free(&json);
	rx_buf_free(&text);
	return ok || rx_err_nomem(s->err);
}

bool
rx_credential_text(struct rx_credential *c, struct rx_span text, bool url, struct rx_span *out,
    bool *any, struct rx_err *err)
{
	struct rx_buf		 b = RX_BUF_INIT(RX_BUF_LINE);
	struct rx_template	*t;
	struct rx_span		 rest = text, piece;
	bool			 template, secret, ok = true;

	*out = text;
	*any = false;
	if (!rx_credential_mentions(text) || !rx_template_has(text))
		return true;
	while (ok && rest.n > 0) {
		struct scope s = { c, NULL, err, RX_SPAN_NONE, false };

		piece = next_piece(&rest, &template);
		secret = false;
		if (template) {
			if ((s.root = rx_node_new(c->arena, RX_JSON_OBJECT)) == NULL)
				ok = rx_err_nomem(err);
			ok = ok && names_of(c->arena, piece, on_name, &s, &t, &secret, err) &&
			    !s.failed;
		}
		if (ok && secret)
			ok = evaluate(&s, t, !url || b.n == 0, &b);
		else if (ok)
			ok = rx_buf_span(&b, piece) || rx_err_nomem(err);
		*any = *any || secret;
	}
	if (ok && *any)
		*out = rx_arena_span(c->arena, rx_buf_view(&b));
	if (b.p != NULL)
		explicit_bzero(b.p, b.cap);
	rx_buf_free(&b);
	return ok && !c->arena->failed;
}

/* -- trees ------------------------------------------------------------------- */

static struct rx_node *
filled_list(struct rx_credential *c, struct rx_node *n, struct rx_err *err)
{
	struct rx_node	*copy = rx_node_new(c->arena, n->kind), *child, *next, *m;
	bool		 same = true;

	if (copy == NULL)
		return rx_err_nomem(err), NULL;
	for (child = n->first; child != NULL; child = next) {
		next = child->next;
		if ((m = rx_credential_tree(c, child, err)) == NULL)
			return NULL;
		same = same && m == child;
		m = m == child ? rx_node_copy(c->arena, m) : m;
		if (m == NULL)
			return rx_err_nomem(err), NULL;
		if (n->kind == RX_JSON_OBJECT)
			rx_node_set_span(c->arena, copy, child->key, m);
		else
			rx_node_add(copy, m);
	}
	return same ? n : copy;
}

struct rx_node *
rx_credential_tree(struct rx_credential *c, struct rx_node *n, struct rx_err *err)
{
	struct rx_span	text;
	bool		any = rx_credential_is_secret(n);

	if (!any && (n->kind == RX_JSON_OBJECT || n->kind == RX_JSON_ARRAY))
		return filled_list(c, n, err);
	if (!any && n->kind != RX_JSON_STRING)
		return n;
	if (any ? !rx_credential_value(c, n, &text, err) :
	    !rx_credential_text(c, n->text, false, &text, &any, err))
		return NULL;
	if (!any)
		return n;
	n = text.p != NULL ? rx_node_string(c->arena, text) : rx_node_new(c->arena, RX_JSON_NULL);
	if (n == NULL)
		rx_err_nomem(err);
	return n;
}

bool
rx_credential_tree_names(struct rx_arena *a, const struct rx_node *n,
    void (*fn)(void *, struct rx_span), void *arg, struct rx_err *err)
{
	const struct rx_node *c;

	if (rx_credential_is_secret(n)) {
		fn(arg, rx_node_text(rx_node_get(n, "secret")));
		return true;
	}
	if (n->kind == RX_JSON_STRING)
		return rx_credential_text_names(a, n->text, fn, arg, err);
	for (c = n->first; c != NULL; c = c->next)
		if (!rx_credential_tree_names(a, c, fn, arg, err))
			return false;
	return true;
}
