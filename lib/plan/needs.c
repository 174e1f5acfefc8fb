/* needs: what a whole run of the source would lack, and how it is laid out. */
#include "lib/plan/expand.h"

int
rx_plan_check(struct rx_plan *p, struct rx_buf *needs)
{
	struct rx_res	*r;
	int		 status = RX_OK;

	p->whole = true;
	for (r = p->first; r != NULL; r = r->next) {
		if (!r->selected || rx_res_ready(r) || r->unbound)
			continue;
		if (status == RX_OK)
			status = r->err->exit;
		if (p->given.fail != NULL)
			p->given.fail(p->given.arg, r->err);
	}
	if (p->needs.n > 0) {
		rx_buf_text(needs, "needs:\n");
		rx_buf_span(needs, rx_buf_view(&p->needs));
	}
	return status;
}

static int
depth(struct rx_res *r)
{
	int		 most = 0, d;
	unsigned	 i;

	if (r->depth != 0)
		return r->depth - 2;
	if (r->walking || !rx_res_ready(r))
		return -1;
	r->walking = true;
	for (i = 0; i < r->nparents && most >= 0; i++) {
		d = depth(rx_plan_find(r->plan, r->parents[i]));
		most = d < 0 ? -1 : d + 1 > most ? d + 1 : most;
	}
	r->walking = false;
	r->depth = most + 2;
	return most;
}

int
rx_plan_depth(struct rx_plan *p, struct rx_span resource)
{
	struct rx_res *r = rx_plan_find(p, resource);

	p->whole = true;
	return r != NULL ? depth(r) : -1;
}

size_t
rx_plan_parents(struct rx_plan *p, struct rx_span resource, const struct rx_span **names)
{
	struct rx_res *r = rx_plan_find(p, resource);

	p->whole = true;
	if (r == NULL || !rx_res_ready(r))
		return 0;
	*names = r->parents;
	return r->nparents;
}
