/* auth type api_key: a key by name, in a header, the query, a cookie or the body. */
#include "lib/auth/credential.h"

static const struct rx_node *
find_cookie(const struct rx_node *headers)
{
	const struct rx_node *h = headers != NULL ? headers->first : NULL;

	while (h != NULL && !rx_span_is_nocase(h->key, "cookie"))
		h = h->next;
	return h;
}

/* Cookies of the request itself stay, before ours. */
static bool
put_cookie(struct rx_credential *c, struct rx_span name, struct rx_span value,
    struct rx_err *err)
{
	const struct rx_node	*old = find_cookie(c->headers);
	struct rx_span		 cookie;
	struct rx_buf		 b = RX_BUF_INIT(RX_BUF_TEXT);

	if (rx_span_find(value, ';') < value.n)
		return rx_err_set(err, RX_USAGE, "the value for the cookie %.*s has a semicolon",
		    RX_FMT(name));
	if (old == NULL)
		old = find_cookie(c->sent_headers);
	if (rx_node_text(old).n > 0) {
		rx_buf_span(&b, rx_node_text(old));
		rx_buf_text(&b, "; ");
	}
	rx_buf_span(&b, name);
	rx_buf_byte(&b, '=');
	rx_buf_span(&b, value);
	cookie = rx_arena_span(c->arena, rx_buf_view(&b));
	rx_buf_free(&b);
	return rx_credential_header(c, old != NULL ? old->key : RX_SPAN("Cookie"), cookie, err);
}

static const struct {
	const char	*name;
	bool		(*put)(struct rx_credential *, struct rx_span, struct rx_span,
			    struct rx_err *);
} places[] = {
	{ "header", rx_credential_header },
	{ "query", rx_credential_param },
	{ "param", rx_credential_param },
	{ "request_parameter", rx_credential_param },
	{ "cookie", put_cookie },
	{ "body", rx_credential_body },
	{ "body_json", rx_credential_body },
};

static bool
apply(struct rx_credential *c, const struct rx_node *auth, struct rx_err *err)
{
	struct rx_span	key, name = rx_node_text(rx_node_get(auth, "name"));
	struct rx_span	place = rx_node_text(rx_node_get(auth, "location"));
	size_t		i;

	if (!rx_credential_value(c, rx_node_get(auth, "api_key"), &key, err))
		return false;
	if (key.p == NULL)
		return rx_scheme_lacks("api_key", "api_key", err);
	if (name.n == 0)
		name = RX_SPAN("Authorization");
	if (place.n == 0)
		place = RX_SPAN("header");
	for (i = 0; i < sizeof(places) / sizeof(places[0]); i++)
		if (rx_span_is(place, places[i].name))
			return places[i].put(c, name, key, err);
	rx_err_set(err, RX_USAGE, "auth: no such location: %.*s", RX_FMT(place));
	return rx_err_hint(err, "header, query, cookie or body");
}

const struct rx_scheme rx_scheme_api_key = { "api_key", apply };
