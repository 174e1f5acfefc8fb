/* What is sent to a token endpoint, and what comes back: without a network. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "rx/digest.h"
#include "rx/json.h"
#include "rx/url.h"
#include "lib/auth/tokens.h"

static void
put_encoded(struct rx_buf *b, struct rx_span s)
{
	rx_url_encode(b, s, RX_URL_QUERY);
}

static void
put_field(struct rx_buf *b, struct rx_span name, struct rx_span value)
{
	if (b->n > 0)
		rx_buf_byte(b, '&');
	put_encoded(b, name);
	rx_buf_byte(b, '=');
	put_encoded(b, value);
}

/* One of our own fields; the configuration's data may replace it. */
static void
put_own(struct rx_buf *b, const struct rx_token_ask *ask, const char *name,
    struct rx_span value)
{
	if (value.p != NULL && (ask->data == NULL || rx_node_get(ask->data, name) == NULL))
		put_field(b, rx_span_of(name), value);
}

bool
rx_token_form(const struct rx_token_ask *ask, struct rx_span refresh, struct rx_buf *form,
    struct rx_buf *client)
{
	struct rx_buf		 pair = RX_BUF_INIT(RX_BUF_TEXT);
	const struct rx_node	*n;
	bool			 ok;

	put_own(form, ask, "grant_type", ask->grant);
	if (ask->basic) {		/* RFC 6749, 2.3.1: encoded before base64 */
		put_encoded(&pair, ask->client_id);
		rx_buf_byte(&pair, ':');
		put_encoded(&pair, ask->client_secret);
		rx_buf_text(client, "Basic ");
		rx_base64(client, rx_buf_view(&pair));
	} else {
		put_own(form, ask, "client_id", ask->client_id);
		put_own(form, ask, "client_secret", ask->client_secret);
	}
	put_own(form, ask, "refresh_token", refresh);
	put_own(form, ask, "username", ask->username);
	put_own(form, ask, "password", ask->password);
	put_own(form, ask, "scope", ask->scopes);
	for (n = ask->data != NULL ? ask->data->first : NULL; n != NULL; n = n->next)
		if (n->kind != RX_JSON_OBJECT && n->kind != RX_JSON_ARRAY &&
		    n->kind != RX_JSON_NULL)
			put_field(form, n->key, n->text);
	ok = !form->failed && !client->failed && !pair.failed;
	if (pair.p != NULL)
		explicit_bzero(pair.p, pair.cap);
	rx_buf_free(&pair);
	return ok;
}

/* A number, or the text of one. */
static double
seconds(const struct rx_node *n, double usual)
{
	char	*end;
	double	 v;

	if (n == NULL || (n->kind != RX_JSON_NUMBER && n->kind != RX_JSON_STRING) ||
	    n->text.n == 0)
		return usual;
	v = strtod(n->text.p, &end);
	return *end == '\0' && isfinite(v) && v >= 0 ? fmin(v, 1e10) : usual;
}

static bool
sendable(struct rx_span s)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] <= ' ' || s.p[i] == 0x7f)
			return false;
	return s.n > 0;
}

/* The members' names are told, not the values: one of them may be the token. */
static bool
no_token(const struct rx_node *answer, struct rx_span name, struct rx_err *err)
{
	struct rx_buf		 names = RX_BUF_INIT(RX_BUF_TEXT);
	const struct rx_node	*n;

	for (n = answer->first; n != NULL; n = n->next) {
		rx_buf_text(&names, names.n > 0 ? ", " : "members ");
		rx_buf_span(&names, n->key);
	}
	rx_err_set(err, RX_BAD_DATA, "the token answer has no %.*s", RX_FMT(name));
	rx_err_got(err, names.n > 0 ? rx_buf_view(&names) : RX_SPAN("{}"));
	rx_buf_free(&names);
	return false;
}

/* A member's whole name, though it has dots; else a path, or a list of names. */
static const struct rx_node *
member(const struct rx_node *n, const struct rx_node *path)
{
	struct rx_span		 rest = rx_node_text(path), name;
	const struct rx_node	*m;

	if (path->kind == RX_JSON_ARRAY) {
		for (m = path->first; m != NULL && n != NULL; m = m->next)
			n = rx_node_member(n, m->text);
		return n;
	}
	if ((m = rx_node_member(n, rest)) != NULL)
		return m;
	while (n != NULL && rest.n > 0) {
		name = (struct rx_span){ rest.p, rx_span_find(rest, '.') };
		n = n->kind == RX_JSON_OBJECT ? rx_node_member(n, name) : NULL;
		rest = rx_span_cut(rest, name.n + 1);
	}
	return n;
}

bool
rx_token_answer(struct rx_span body, const struct rx_token_ask *ask, double now,
    struct rx_arena *a, struct rx_token *t, struct rx_err *err)
{
	static const struct rx_node	 usual = { .kind = RX_JSON_STRING,
					    .text = { "access_token", 12 } };
	const struct rx_node		*path = ask->path != NULL ? ask->path : &usual, *token;
	struct rx_node			*n;
	struct rx_span			 refresh;

	memset(t, 0, sizeof(*t));
	if (rx_span_starts(body, "\xEF\xBB\xBF"))
		body = rx_span_cut(body, 3);
	n = rx_node_parse(a, body, err);
	if (n == NULL || n->kind != RX_JSON_OBJECT)
		return rx_err_set(err, RX_BAD_DATA, "the token answer is not a JSON object");
	token = member(n, path);
	t->access = token != NULL && token->kind == RX_JSON_NUMBER ? token->text :
	    rx_node_text(token);
	if (!sendable(t->access)) {
		t->access = RX_SPAN_NONE;
		return no_token(n, path->kind == RX_JSON_STRING ? path->text :
		    rx_node_text(path->last), err);
	}
	refresh = rx_node_text(rx_node_get(n, "refresh_token"));
	if (refresh.n > 0)
		t->refresh = refresh;
	t->obtained = now;
	t->expires = now + seconds(rx_node_get(n, "expires_in"), ask->life);
	return true;
}
