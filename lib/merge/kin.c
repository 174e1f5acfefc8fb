#include "lib/merge/kin.h"

#include <stdlib.h>
#include <string.h>

void
rx_kin_open(struct rx_kin *k, struct rx_budget *budget)
{
	*k = (struct rx_kin){ .last = RX_KIN_NONE };
	rx_store_open(&k->links, budget);
}

bool
rx_kin_take(struct rx_kin *k, uint64_t n, struct rx_err *e)
{
	size_t		 at = (size_t)(n / 8), more = (at + 1) * 2;
	unsigned char	*p;

	if (at >= k->ntaken) {
		if ((p = realloc(k->taken, more)) == NULL)
			return rx_err_nomem(e);
		memset(p + k->ntaken, 0, more - k->ntaken);
		k->taken = p;
		k->ntaken = more;
	}
	k->taken[at] |= (unsigned char)(1u << n % 8);
	return true;
}

bool
rx_kin_taken(const struct rx_kin *k, uint64_t n)
{
	return n / 8 < k->ntaken && (k->taken[n / 8] >> n % 8 & 1) != 0;
}

bool
rx_kin_link(struct rx_kin *k, const uint64_t link[2], struct rx_err *e)
{
	struct rx_kin_link one = { { link[0], link[1] }, k->last };

	return rx_store_start(&k->links, sizeof(one), &k->last, e) &&
	    rx_store_add(&k->links, (struct rx_span){ (const char *)&one, sizeof(one) }, e);
}

bool
rx_kin_next(struct rx_kin *k, struct rx_kin_link *at, struct rx_err *e)
{
	struct rx_span s;

	if (at->before == RX_KIN_NONE)
		return false;
	if ((s = rx_store_get(&k->links, at->before, sizeof(*at), e)).p != NULL)
		memcpy(at, s.p, sizeof(*at));
	return s.p != NULL;
}

void
rx_kin_close(struct rx_kin *k)
{
	rx_store_close(&k->links);
	free(k->taken);
}
