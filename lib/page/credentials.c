/*
 * What the credential helper gave: kept with the request, laid over it when
 * it goes out, taken out of everything that is written.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rx/digest.h"
#include "lib/page/engine.h"

#define MARGIN	30			/* seconds before they expire */

struct rx_span
rx_credentials_get(const struct rx_fetch *f, const char *member)
{
	return f->credentials.n > 0 ? rx_json_get(rx_buf_view(&f->credentials), member) :
	    RX_SPAN_NONE;
}

/* "***" is what credentials become when they are written to a file. */
static bool
is_masked(struct rx_span json)
{
	return rx_span_find_text(json, "\"***\"") < json.n;
}

static uint64_t
hash_of(const struct rx_fetch *f)
{
	static const char *const members[] = { "url", "headers", "params", "body", "sigv4" };
	uint64_t	hash = 0;
	size_t		i;

	for (i = 0; i < sizeof(members) / sizeof(members[0]); i++)
		hash = rx_page_hash(hash, rx_credentials_get(f, members[i]));
	return hash;
}

bool
rx_credentials_spent(const struct rx_fetch *f)
{
	return f->credentials.n == 0 || hash_of(f) == f->spent;
}

void
rx_credentials_take(struct rx_engine *g, struct rx_fetch *f, struct rx_span json)
{
	uint64_t	hash = rx_page_hash(0, json);
	struct rx_span	url;
	struct rx_err	e = RX_ERR_INIT;

	rx_buf_reset(&f->credentials);
	if (is_masked(json))
		return;
	rx_buf_span(&f->credentials, json);
	f->resolved = !f->credentials.failed;
	f->secrets = true;
	url = rx_credentials_get(f, "url");
	if (f->origin.n == 0 && rx_json_kind(url) == RX_JSON_STRING)
		(void)rx_fetch_origin(f, rx_arena_text(&f->arena, url), &e);
	if (hash == g->hidden)
		return;			/* the same as just before */
	g->hidden = hash;
	rx_hide_credentials(g, f);
}

/* The name of what was refused: a digest of the token, or of the one secret. */
static void
name_refused(struct rx_fetch *f)
{
	static const char *const places[] = { "headers", "params", "body" };
	struct rx_json_iter	 it;
	struct rx_span		 json, v = RX_SPAN_NONE;
	size_t			 i;

	f->spent = hash_of(f);
	json = rx_credentials_get(f, "id");
	if (rx_json_kind(json) == RX_JSON_STRING && json.n - 2 < sizeof(f->refused)) {
		(void)snprintf(f->refused, sizeof(f->refused), "%.*s", (int)json.n - 2, json.p + 1);
		return;
	}
	json = rx_json_get(rx_credentials_get(f, "headers"), "Authorization");
	for (i = 0; i < 3 && json.p == NULL; i++)
		if (rx_json_begin(&it, rx_credentials_get(f, places[i])) &&
		    rx_json_next(&it, NULL, &v))
			json = v;
	f->refused[0] = '\0';
	if (rx_json_kind(json) != RX_JSON_STRING)
		return;
	v = rx_arena_text(&f->arena, json);
	if (rx_span_starts(v, "Bearer "))
		v = rx_span_cut(v, 7);
	rx_sha256_hex(v, RX_SHA256_SHORT, f->refused);
}

bool
rx_credentials_needed(const struct rx_engine *g, struct rx_fetch *f, double now)
{
	struct rx_span	expires;
	int64_t		at;

	if (!f->resolved)
		return true;
	if (f->asked)
		return false;		/* a token that lives shorter than the margin */
	if (f->credentials.n > 0 && rx_seen_has(&g->stale, hash_of(f))) {
		name_refused(f);	/* another request's 401 told */
		return true;
	}
	expires = rx_credentials_get(f, "expires");
	return rx_json_kind(expires) == RX_JSON_NUMBER && rx_number_int64(expires, &at) &&
	    (double)at - now < MARGIN;
}

void
rx_credentials_refused(struct rx_engine *g, struct rx_fetch *f)
{
	name_refused(f);
	rx_seen_add(&g->stale, hash_of(f), 0);
	f->resolved = false;
}
