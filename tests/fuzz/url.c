/*
 * What servers and people write about addresses: URLs, Link headers, dates,
 * TOML.  Two laws: what rx_link_json writes is JSON, and what is resolved
 * against an origin and does not begin a new one stays in it.  And no secret
 * outlives the redactor.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "rx/json.h"
#include "rx/link.h"
#include "rx/redact.h"
#include "rx/retry.h"
#include "rx/url.h"
#include "lib/auth/secret_from.h"

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static void
try_origin(struct rx_span text)
{
	struct rx_buf	url = RX_BUF_INIT(1 << 16), origin = RX_BUF_INIT(1 << 16);
	struct rx_err	e = RX_ERR_INIT;

	if (text.n > 0 && text.p[0] == '?' &&
	    rx_url_join(&url, RX_SPAN("https://h:1/a"), text) &&
	    rx_url_origin(&origin, rx_buf_view(&url), &e) &&
	    !rx_span_is(rx_buf_view(&origin), "https://h:1"))
		abort();
	rx_buf_reset(&url);
	rx_buf_reset(&origin);
	(void)rx_url_base(&url, RX_SPAN("https://h/v?a"), text);
	(void)rx_url_param(&url, text, text, true);
	(void)rx_url_drop(&url, text);
	(void)rx_url_origin(&origin, text, &e);
	(void)rx_url_loopback(text);
	rx_buf_free(&url);
	rx_buf_free(&origin);
}

static void
try_redact(struct rx_span text)
{
	struct rx_redact r = RX_REDACT_INIT;
	struct rx_buf	 out = RX_BUF_INIT(1 << 20);
	struct rx_span	 secret = { text.p, text.n < 12 ? text.n : 12 };

	if (!rx_redact_add(&r, secret) || !rx_redact_text(&r, &out, text))
		abort();
	if (secret.n >= 4 && memmem(secret.p, secret.n, "*", 1) == NULL &&
	    memmem(out.p, out.n, secret.p, secret.n) != NULL)
		abort();
	rx_redact_free(&r);
	rx_buf_free(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct rx_span	text = { (const char *)data, size }, v;
	struct rx_buf	b = RX_BUF_INIT(1 << 22);
	struct rx_arena	a = RX_ARENA_INIT;
	struct rx_err	e = RX_ERR_INIT;
	double		when;

	if (size > 4096)
		return 0;
	if (rx_link_json(&b, &text, 1) && !rx_json_check(rx_buf_view(&b), &v, &e))
		abort();
	(void)rx_retry_date(text, &when);
	(void)rx_toml_parse(&a, text, &e);
	try_origin(text);
	try_redact(text);
	rx_arena_free(&a);
	rx_buf_free(&b);
	return 0;
}
