/* auth_url: addresses of an auth.  One that is no whole URL is of the base's;
 * a {name} in one is a setting, for no request stands behind it. */
#include <string.h>

#include "lib/plan/dialect.h"
#include "rx/expr.h"
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

static bool
is_name(struct rx_span s)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		if (strchr("\"':,[]{}() \t\n", s.p[i]) != NULL)
			return false;
	return s.n > 0;
}

/* {tenant} becomes {{ config['tenant'] }}; {{ ... }} stays. */
static struct rx_node *
named(struct rx_arena *a, const struct rx_node *node)
{
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_TEXT);
	struct rx_span	rest = rx_node_text(node), name;
	struct rx_node	*to;
	size_t		n;

	while (rest.n > 0) {
		if ((n = rx_template_block(rest)) == 0)
			n = rx_span_find(rest, '{');
		if (n > 0) {
			rx_buf_add(&b, rest.p, n);
			rest = rx_span_cut(rest, n);
			continue;
		}
		name = (struct rx_span){ rest.p + 1, rx_span_find(rest, '}') };
		name.n = name.n < rest.n ? name.n - 1 : rest.n - 1;
		if (!is_name(name)) {
			rx_buf_byte(&b, '{');
			rest = rx_span_cut(rest, 1);
			continue;
		}
		rest = rx_span_cut(rest, name.n + 2);
		name = rx_span_starts(name, "config.") ? rx_span_cut(name, 7) : name;
		rx_buf_printf(&b, "{{ config['%.*s'] }}", RX_FMT(name));
	}
	to = rx_node_string(a, rx_buf_view(&b));
	rx_buf_free(&b);
	return to;
}

static void
name_all(struct rx_arena *a, struct rx_node *in, const char *key)
{
	struct rx_node *at = rx_node_get(in, key);

	if (at == NULL || at->kind != RX_JSON_STRING || rx_span_find(at->text, '{') == at->text.n)
		return;
	if ((at = named(a, at)) != NULL)
		rx_node_set(a, in, key, at);
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
		name_all(a, auth, keys[i]);
		name_all(a, rx_node_get(auth, keys[i]), "default");
	}
}
