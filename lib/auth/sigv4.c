/*
 * auth type aws_sigv4: a key that signs requests (AWS Signature Version 4).
 * What is given away is derived from the secret, and good for one day, region
 * and service.
 */
#include "rx/sigv4.h"

#include <string.h>

#include "rx/clock.h"
#include "lib/auth/credential.h"

static bool
put(struct rx_credential *c, const struct rx_sigv4 *k, struct rx_err *err)
{
	const struct { const char *name; struct rx_span value; } members[] = {
		{ "key_id", k->key_id }, { "key", k->key }, { "date", k->date },
		{ "region", k->region }, { "service", k->service },
		{ "session_token", k->session_token },
	};
	size_t i;

	if ((c->sigv4 = rx_node_new(c->arena, RX_JSON_OBJECT)) == NULL)
		return rx_err_nomem(err);
	for (i = 0; i < sizeof(members) / sizeof(members[0]); i++)
		if (members[i].value.n > 0)
			rx_node_set(c->arena, c->sigv4, members[i].name, rx_node_string(c->arena,
			    rx_arena_span(c->arena, members[i].value)));
	rx_credential_name(c, k->key);
	return rx_credential_hide(c, k->key, err);
}

/* One that it cannot do without. */
static bool
need(struct rx_credential *c, const struct rx_node *auth, const char *key, struct rx_span *out,
    struct rx_err *err)
{
	if (!rx_credential_value(c, rx_node_get(auth, key), out, err))
		return false;
	return out->n > 0 || rx_scheme_lacks("aws_sigv4", key, err);
}

static bool
apply(struct rx_credential *c, const struct rx_node *auth, struct rx_err *err)
{
	struct rx_sigv4	k = { .date = RX_SPAN_NONE };
	struct rx_span	secret;
	char		date[9], key[65];

	if (!need(c, auth, "aws_key_id", &k.key_id, err) ||
	    !need(c, auth, "aws_secret_key", &secret, err) ||
	    !need(c, auth, "aws_region_name", &k.region, err) ||
	    !rx_credential_value(c, rx_node_get(auth, "aws_session_token"), &k.session_token,
	    err) || !rx_credential_value(c, rx_node_get(auth, "service"), &k.service, err))
		return false;
	if (k.service.n == 0)
		k.service = rx_sigv4_service(c->origin);
	c->expires = rx_sigv4_day(rx_clock_now(), date);
	k.date = (struct rx_span){ date, 8 };
	rx_sigv4_derive(secret, k.date, k.region, k.service, key);
	k.key = (struct rx_span){ key, 64 };
	if (!put(c, &k, err))
		return false;
	explicit_bzero(key, sizeof(key));
	return true;
}

const struct rx_scheme rx_scheme_sigv4 = { "aws_sigv4", apply };
