#include "lib/auth/credential.h"

#include <string.h>

#include "rx/url.h"

struct rx_span
rx_credential_join(struct rx_credential *c, const char *before, struct rx_span text)
{
	size_t	 n = strlen(before);
	char	*p = rx_arena_get(c->arena, n + text.n + 1);

	if (p == NULL)
		return RX_SPAN_NONE;
	memcpy(p, before, n);
	if (text.n > 0)
		memcpy(p + n, text.p, text.n);
	return (struct rx_span){ p, n + text.n };
}

bool
rx_credential_hide(struct rx_credential *c, struct rx_span text, struct rx_err *err)
{
	return rx_redact_add(&c->auth->redact, text) || rx_err_nomem(err);
}

void
rx_credential_name(struct rx_credential *c, struct rx_span text)
{
	rx_sha256_hex(text, RX_SHA256_SHORT, c->id);
}

static bool
put(struct rx_credential *c, struct rx_node **object, struct rx_span name, struct rx_span value,
    struct rx_err *err)
{
	if (!rx_credential_hide(c, value, err))
		return false;
	if (*object == NULL)
		*object = rx_node_new(c->arena, RX_JSON_OBJECT);
	if (*object != NULL)
		rx_node_set_span(c->arena, *object, rx_arena_span(c->arena, name),
		    rx_node_string(c->arena, value));
	return c->arena->failed ? rx_err_nomem(err) : true;
}

static bool
has_control(struct rx_span s)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		if (((unsigned char)s.p[i] < ' ' && s.p[i] != '\t') || s.p[i] == 0x7f)
			return true;
	return false;
}

bool
rx_credential_header(struct rx_credential *c, struct rx_span name, struct rx_span value,
    struct rx_err *err)
{
	if (has_control(value) || has_control(name)) {
		rx_err_set(err, RX_USAGE, "the value for the header %.*s has a control "
		    "character (a line end?)", RX_FMT(name));
		return rx_err_hint(err, "look at the secret's last bytes: printf %%s, not echo");
	}
	return put(c, &c->headers, name, value, err);
}

bool
rx_credential_param(struct rx_credential *c, struct rx_span name, struct rx_span value,
    struct rx_err *err)
{
	return put(c, &c->params, name, value, err);
}

bool
rx_credential_body(struct rx_credential *c, struct rx_span name, struct rx_span value,
    struct rx_err *err)
{
	if (c->body != NULL && c->body->kind != RX_JSON_OBJECT)
		return rx_err_set(err, RX_USAGE,
		    "a credential in the body needs a body that is a JSON object");
	return put(c, &c->body, name, value, err);
}

bool
rx_credential_check(struct rx_credential *c, struct rx_span origin, struct rx_err *err)
{
	const struct rx_credential_use *u;

	if (rx_span_starts(origin, "http:") && !rx_url_loopback(origin) &&
	    !c->auth->conf->allow_http) {
		rx_err_set(err, RX_REFUSED, "secrets do not go over http to %.*s", RX_FMT(origin));
		return rx_err_hint(err, "use https, or --allow-http if the way there is safe");
	}
	for (u = c->uses; u != NULL; u = u->next)
		if (!rx_secret_allowed(&u->secret, u->name, origin, err))
			return false;
	c->uses = NULL;
	return true;
}
