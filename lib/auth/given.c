/*
 * A token that the configuration has, beside the way to get another: it is
 * used until it is refused, once and for all.  That it was is kept beside the
 * tokens, so that the next run does not try it again.
 */
#include <string.h>

#include "rx/clock.h"
#include "lib/auth/tokens.h"

struct rx_given *
rx_given_of(struct rx_credential *c, struct rx_span token)
{
	struct rx_auth	*a = c->auth;
	struct rx_given	*g;
	char		 id[RX_SHA256_SHORT + 1];

	rx_sha256_hex(token, RX_SHA256_SHORT, id);
	for (g = a->given; g != NULL && strcmp(g->id, id) != 0;)
		g = g->next;
	if (g == NULL) {
		if ((g = rx_arena_get(&a->kept, sizeof(*g))) == NULL)
			return NULL;
		memcpy(g->id, id, sizeof(id));
		g->spent = rx_tokens_spent(a->tokens, id);
		g->next = a->given;
		a->given = g;
	}
	if (!g->spent && rx_token_refused(token, c->refused))
		rx_given_spend(a, g);
	return g;
}

void
rx_given_spend(struct rx_auth *a, struct rx_given *g)
{
	g->spent = true;
	rx_tokens_spend(a->tokens, g->id);
}
