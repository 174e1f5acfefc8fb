/*
 * Credentials that hold for more than one request: the same auth at the same
 * origin, and no other secret in the line.  The helper is asked once for all
 * of them, until they expire or are refused.
 */
#include "lib/page/engine.h"

static uint64_t
key_of(const struct rx_fetch *f)
{
	/* the request's own headers: a cookie is put behind those that it has */
	return rx_page_hash(rx_page_hash(rx_page_hash(1, f->auth), f->origin), f->headers);
}

static struct rx_known *
find(struct rx_engine *g, uint64_t key)
{
	unsigned i;

	for (i = 0; i < RX_KNOWN; i++)
		if (g->known[i].key == key)
			return &g->known[i];
	return NULL;
}

bool
rx_credentials_recall(struct rx_engine *g, struct rx_fetch *f)
{
	struct rx_known *k;

	if (f->resolved || f->mentions || f->refused[0] != '\0' || f->origin.n == 0 ||
	    (k = find(g, key_of(f))) == NULL)
		return false;
	rx_credentials_take(g, f, rx_buf_view(&k->json));
	return f->resolved;
}

/* Those for one URL or body are for that request alone. */
void
rx_credentials_remember(struct rx_engine *g, const struct rx_fetch *f)
{
	uint64_t	 key = key_of(f);
	struct rx_known	*k = find(g, key);

	if (f->mentions || f->origin.n == 0 || f->credentials.n == 0 ||
	    rx_credentials_get(f, "url").p != NULL || rx_credentials_get(f, "body").p != NULL)
		return;
	if (k == NULL)
		k = &g->known[g->nknown++ % RX_KNOWN];
	k->key = key;
	rx_buf_reset(&k->json);
	rx_buf_span(&k->json, rx_buf_view(&f->credentials));
	if (k->json.failed)
		k->key = 0;
}
