/* auth type http_basic (RFC 7617): user and password in UTF-8; either may be
 * empty or absent. */
#include "rx/digest.h"
#include "lib/auth/credential.h"

bool
rx_scheme_login(struct rx_credential *c, struct rx_span user, struct rx_span password,
    struct rx_err *err)
{
	struct rx_buf	pair = RX_BUF_INIT(RX_BUF_TEXT), b = RX_BUF_INIT(RX_BUF_TEXT);
	struct rx_span	header;
	bool		ok;

	rx_buf_span(&pair, user);
	rx_buf_byte(&pair, ':');
	rx_buf_span(&pair, password);
	ok = rx_base64(&b, rx_buf_view(&pair)) && !pair.failed;
	header = rx_credential_join(c, "Basic ", rx_buf_view(&b));
	ok = (ok || rx_err_nomem(err)) && rx_credential_hide(c, rx_buf_view(&b), err) &&
	    rx_credential_header(c, RX_SPAN("Authorization"), header, err);
	rx_buf_free(&pair);
	rx_buf_free(&b);
	return ok;
}

static bool
apply(struct rx_credential *c, const struct rx_node *auth, struct rx_err *err)
{
	struct rx_span user, password;

	if (!rx_credential_value(c, rx_node_get(auth, "username"), &user, err) ||
	    !rx_credential_value(c, rx_node_get(auth, "password"), &password, err))
		return false;
	if (user.p == NULL && password.p == NULL)
		return rx_scheme_lacks("http_basic", "username", err);
	return rx_scheme_login(c, user, password, err);
}

const struct rx_scheme rx_scheme_basic = { "http_basic", apply };
