/* The end of a request: its part's end line, or its error. */
#include <string.h>

#include "rx/url.h"
#include "lib/page/engine.h"

#define TOLD	10	/* errors of one resource that are printed */

/* All but the memory that serves the next one. */
static void
clean(struct rx_fetch *f)
{
	struct rx_fetch old = *f;

	if (old.refusal != NULL)
		rx_exchange_release(old.refusal);
	rx_arena_reset(&old.arena);
	rx_paging_request_reset(&old.paging);
	rx_buf_reset(&old.credentials);
	rx_buf_reset(&old.shown);
	rx_buf_reset(&old.wire);
	rx_buf_reset(&old.past);
	rx_buf_reset(&old.target);
	rx_buf_free(&old.kept);
	memset(f, 0, sizeof(*f));
	f->arena = old.arena;
	f->paging = old.paging;
	f->credentials = old.credentials;
	f->shown = old.shown;
	f->wire = old.wire;
	f->past = old.past;
	f->target = old.target;
	f->kept = old.kept;
}

static void
unlink_fetch(struct rx_engine *g, struct rx_fetch *f)
{
	if (f->state == RX_FETCH_QUEUED)
		g->nqueued--;
	else
		g->nactive--;
	if (f->prev != NULL)
		f->prev->next = f->next;
	else
		g->first = f->next;
	if (f->next != NULL)
		f->next->prev = f->prev;
	else
		g->last = f->prev;
}

static void
finish(struct rx_engine *g, struct rx_fetch *f)
{
	struct rx_resource *r = f->res;

	if (r->prober == f)
		r->prober = NULL;
	if (f->how != NULL)
		g->held -= f->size;
	rx_how_drop(g, f->how);
	f->epoch->pending--;
	unlink_fetch(g, f);
	if (r->name.p == NULL) {
		rx_resource_end(g, r, RX_SPAN_NONE, f->epoch);
		rx_resource_free(r);
	}
	clean(f);
	f->next = g->spare;
	g->spare = f;
	g->busy = true;
	rx_epoch_advance(g);
}

static void
write_end(struct rx_engine *g, struct rx_fetch *f)
{
	struct rx_queue	*q = rx_engine_out(g, f->epoch);
	struct rx_buf	*b = rx_queue_room(q, 512);
	size_t		 before;

	if (b == NULL)
		return;
	before = b->n;
	rx_line_start(b, RX_KIND_END, f->res->name);
	rx_line_json(b, "part", f->part);
	if (f->cut)
		rx_line_bool(b, "complete", false);
	rx_buf_text(b, ",\"counts\":");
	rx_counts_write(b, &f->counts);
	rx_buf_text(b, "}\n");
	rx_queue_done(q, before);
	if (f->epoch != g->head)
		g->held += b->n - before;
}

void
rx_fetch_done(struct rx_engine *g, struct rx_fetch *f, const char *why)
{
	rx_page_flush(g, f, 1, NULL);
	rx_counts_reason(&f->counts, why);
	rx_counts_add(&f->res->counts, &f->counts);
	if (f->counts.requests > 0)
		f->res->row_of_failures = 0;
	if (f->has_part && f->res->name.p != NULL && f->counts.requests > 0)
		write_end(g, f);
	finish(g, f);
}

static void
say_where(struct rx_engine *g, struct rx_fetch *f, struct rx_err *e)
{
	struct rx_buf b = RX_BUF_INIT(RX_BUF_TEXT);

	if (f->res->name.p != NULL)
		rx_buf_printf(&b, "%.*s, ", RX_FMT(f->res->name));
	if (f->part.n > 2)
		rx_buf_printf(&b, "%.*s, ", RX_FMT(f->part));
	if (f->shown.n > 0 && f->paging.pages > 0)
		rx_buf_printf(&b, "page %lu, ", f->paging.pages + 1);
	rx_url_show(&b, f->shown.n > 0 ? rx_buf_view(&f->shown) : f->url);
	if (e->at[0] != '\0')
		rx_buf_printf(&b, " (%s)", e->at);
	rx_err_at(e, "%s", rx_buf_str(&b));
	rx_buf_free(&b);
	rx_redact_err(&g->redact, e);
	rx_redact_err_names(e);
}

/* A server that is down or throttles, credentials that are refused: the
 * resource's other requests would fail as well, and slowly. */
static bool
meets_others(const struct rx_err *e, int status)
{
	return e->exit == RX_FAILED || e->exit == RX_HTTP_5XX || e->exit == RX_LIMIT ||
	    e->exit == RX_USAGE || status == 401 || status == 429;
}

void
rx_fetch_fail(struct rx_engine *g, struct rx_fetch *f, struct rx_err *e, int status, bool told)
{
	/* what is staged must be followed by what comes after it */
	if (f->res->replaces || f->res->appends)
		rx_page_forget(g, f);
	rx_page_flush(g, f, 1, NULL);
	rx_counts_reason(&f->counts, "error");
	rx_counts_add(&f->res->counts, &f->counts);
	if (meets_others(e, status))
		f->res->row_of_failures++;
	if (!told)
		say_where(g, f, e);
	if (++f->res->errors > TOLD)
		told = true;
	rx_resource_fail(g, f->res, e, f->part, status, f->epoch, told);
	finish(g, f);
}
