/* auth type bearer: Authorization: Bearer TOKEN. */
#include "lib/auth/credential.h"

static bool
apply(struct rx_credential *c, const struct rx_node *auth, struct rx_err *err)
{
	static const char *const names[] = { "token", "access_token", "api_key" };
	struct rx_span	token = RX_SPAN_NONE, header;
	size_t		i;

	for (i = 0; i < 3 && token.p == NULL; i++)
		if (!rx_credential_value(c, rx_node_get(auth, names[i]), &token, err))
			return false;
	if (token.p == NULL)
		return rx_scheme_lacks("bearer", "token", err);
	header = rx_credential_join(c, "Bearer ", token);
	return rx_credential_header(c, RX_SPAN("Authorization"), header, err);
}

const struct rx_scheme rx_scheme_bearer = { "bearer", apply };
