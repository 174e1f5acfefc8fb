/*
 * A line's paging, select and error_handler, compiled.  Thousands of lines
 * have the same ones: the last few are kept and found by their bytes.
 */
#include <stdlib.h>

#include "lib/page/engine.h"

#define KEPT	16

static struct rx_span
member(const struct rx_line *l, enum rx_member m)
{
	return l->m[m].p != NULL ? l->m[m] : RX_SPAN_NONE;
}

static void
free_how(struct rx_how *h)
{
	rx_actions_free(h->actions);
	rx_arena_free(&h->arena);
	free(h);
}

/* select, once the command line's selector is in it. */
static bool
read_select(struct rx_how *h, struct rx_err *e)
{
	struct rx_span required;

	if (h->select_out.p == NULL)
		return true;
	h->selector_json = rx_json_get(h->select_out, "selector");
	h->key = rx_json_get(h->select_out, "key");
	required = rx_json_get(h->select_out, "required");
	h->required = rx_json_kind(required) != RX_JSON_FALSE;
	if (rx_json_kind(h->key) < RX_JSON_STRING)
		h->key = RX_SPAN_NONE;
	if (rx_json_kind(h->selector_json) < RX_JSON_STRING) {
		h->selector_json = RX_SPAN_NONE;
		return true;
	}
	h->selector = rx_selector_compile(&h->arena, h->selector_json, e);
	return h->selector != NULL;
}

static bool
compile(struct rx_how *h, const struct rx_line *l, const struct rx_page_conf *conf,
    struct rx_err *e)
{
	struct rx_arena	*a = &h->arena;
	struct rx_span	 paging;

	h->paging = rx_arena_span(a, member(l, RX_M_PAGING));
	h->select = rx_arena_span(a, member(l, RX_M_SELECT));
	h->handler = rx_arena_span(a, member(l, RX_M_ERROR_HANDLER));
	h->required = true;
	e->exit = RX_OK;
	paging = rx_override_paging(conf, h->paging, a, e);
	h->select_out = rx_override_select(conf, h->select, a, e);
	if (e->exit != RX_OK || !read_select(h, e) ||
	    !rx_retry_init(&h->retry, h->handler.n > 0 ? h->handler : RX_SPAN_NONE, e) ||
	    !rx_actions_read(&h->actions, a, rx_json_get(h->handler, "response_actions"), e) ||
	    !rx_bounds_read(&h->bounds, a, rx_json_get(h->select_out, "incremental"), e) ||
	    (h->p = rx_paging_compile(a, paging, h->select_out, e)) == NULL)
		return false;
	if (conf->max_wait >= 0) {
		h->retry.max_wait = conf->max_wait;
		h->retry.cap = true;
	}
	return true;
}

/* The oldest that nobody uses. */
static void
forget_one(struct rx_engine *g)
{
	struct rx_how **at, **oldest = NULL, *h;

	for (at = &g->hows; *at != NULL; at = &(*at)->next)
		if ((*at)->refs == 0)
			oldest = at;
	if (oldest == NULL)
		return;
	h = *oldest;
	*oldest = h->next;
	g->nhows--;
	free_how(h);
}

struct rx_how *
rx_how_get(struct rx_engine *g, const struct rx_line *l, struct rx_err *e)
{
	struct rx_how **at, *h;

	for (at = &g->hows; (h = *at) != NULL; at = &h->next)
		if (rx_span_eq(h->paging, member(l, RX_M_PAGING)) &&
		    rx_span_eq(h->select, member(l, RX_M_SELECT)) &&
		    rx_span_eq(h->handler, member(l, RX_M_ERROR_HANDLER))) {
			*at = h->next;
			break;
		}
	if (h == NULL) {
		if ((h = calloc(1, sizeof(*h))) == NULL) {
			rx_err_nomem(e);
			return NULL;
		}
		if (!compile(h, l, g->conf, e)) {
			free_how(h);
			return NULL;
		}
		if (++g->nhows > KEPT)
			forget_one(g);
	}
	h->next = g->hows;
	g->hows = h;
	h->refs++;
	return h;
}

void
rx_how_drop(struct rx_engine *g, struct rx_how *h)
{
	(void)g;
	if (h != NULL)
		h->refs--;
}

void
rx_how_free_all(struct rx_engine *g)
{
	struct rx_how *h;

	while ((h = g->hows) != NULL) {
		g->hows = h->next;
		free_how(h);
	}
}
