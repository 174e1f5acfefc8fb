/* auth_url: addresses of an auth that are no whole URL are of the base's. */
#include "lib/plan/dialect.h"
#include "rx/url.h"

static const char *const keys[] = { "access_token_url", "login_url", "validate_session_url" };

/* Is it one that begins with what only rx-auth or the plan knows? */
static bool
is_open(struct rx_span url)
{
	return rx_span_starts(url, "{");
}

static struct rx_node *
joined(struct rx_arena *a, const struct rx_node *node, struct rx_span base)
{
	struct rx_buf	url = RX_BUF_INIT(RX_BUF_TEXT);
	struct rx_node	*to = NULL;

	if (node != NULL && node->kind == RX_JSON_STRING && node->text.n > 0 &&
	    !rx_url_absolute(node->text) && !is_open(node->text) && base.n > 0 &&
	    rx_url_base(&url, base, node->text))
		to = rx_node_string(a, rx_buf_view(&url));
	rx_buf_free(&url);
	return to;
}

void
rx_dialect_auth_urls(struct rx_arena *a, struct rx_node *auth, struct rx_span base)
{
	struct rx_node	*at, *url;
	size_t		 i;

	for (i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		if ((at = rx_node_get(auth, keys[i])) == NULL)
			continue;
		if ((url = joined(a, at, base)) != NULL)
			rx_node_set(a, auth, keys[i], url);
		else if ((url = joined(a, rx_node_get(at, "default"), base)) != NULL)
			rx_node_set(a, at, "default", url);
	}
}
