/* An answer becomes a page: judged, the next one asked for, then written. */
#include <stdlib.h>
#include <string.h>

#include "rx/clock.h"
#include "lib/page/rows.h"
#include "lib/page/write.h"

/* A body that is no JSON, told with its beginning. */
static void
tell_body(struct rx_span body, struct rx_err *e)
{
	struct rx_span text = rx_span_trim(body);

	if (!rx_span_starts(rx_span_of(e->what), "not JSON"))
		return;
	rx_err_got(e, body);
	if (text.n > 0 && text.p[0] == '<')
		rx_err_hint(e, "that is HTML: a login page, a proxy's, or not the API's address?");
}

/* The one JSON value of a body, behind a BOM perhaps.  Where the selector is
 * known, one pass validates and selects; else it is validated here. */
static bool
read_body(struct rx_span body, bool validate, struct rx_page_out *p, struct rx_err *e)
{
	struct rx_json_fault	 f = { "an empty body", NULL };
	const char		*end, *q;

	if (body.n >= 3 && memcmp(body.p, "\xEF\xBB\xBF", 3) == 0)
		body = rx_span_cut(body, 3);
	p->body = rx_span_trim(body);
	if (p->body.n == 0)
		return rx_json_fault(&f, RX_SPAN(""), e);
	if (!validate)
		return true;
	end = p->body.p + p->body.n;
	if ((q = rx_json_skip_spaces(p->body.p, end, &f, &p->spaces)) == end)
		return true;
	if (q != NULL)
		f = (struct rx_json_fault){ "something stands behind the value",
		    rx_json_space(q, end) };
	return rx_json_fault(&f, p->body, e);
}

static void
say(void *arg, const char *level, const char *text)
{
	struct rx_page_out	*p = arg;
	struct rx_resource	*r = p->fetch->res;

	rx_engine_say(p->engine, level, "%.*s%s%s", RX_FMT(r->name), r->name.p != NULL ? ": " : "",
	    text);
}

/* Counts the rows and asks the paginator. */
static bool
judge(struct rx_engine *g, struct rx_fetch *f, struct rx_http_response *r,
    struct rx_page_out *p, struct rx_err *e)
{
	struct rx_paging_step	s = { .paging = f->how->p, .resource = &f->res->paging,
	    .request = &f->paging, .arena = &g->scratch, .now = rx_clock_now(),
	    .max_empty = g->conf->max_empty, .say = say, .arg = p };
	struct rx_page_facts	facts = { .url = rx_buf_view(&f->shown), .answer = r };
	struct rx_page_rows	rows;
	bool			valid = !rx_page_selects(f), ok;

	if (!read_body(rx_buf_view(&r->body), valid, p, e))
		return false;
	facts.body = p->body;
	if (!rx_page_count(g, f, p->body, valid, rx_paging_wants_rows(&s), &g->scratch, &rows, e))
		return false;
	p->spaces |= rows.spaces && !valid;
	facts.selector = rows.selector_json;
	facts.rows = p->rows = rows.n;
	facts.last = rows.last;
	p->data = rows.data;
	p->tail = rows.tail;
	facts.hash = rows.hash;
	facts.row_hashes = rows.each;
	s.facts = &facts;
	p->verdict = rx_paging_next(&s, e);
	ok = p->verdict != RX_PAGING_ERROR;
	p->stop = s.stop;
	if (rows.past && p->verdict == RX_PAGING_MORE) {
		p->verdict = RX_PAGING_END;
		p->stop = "rows beyond the range";
	}
	p->drop = s.drop;
	p->missing = s.missing;
	free(rows.each);
	return ok;
}

/* The command line's limits; the probing of page numbers being over. */
static void
count(struct rx_engine *g, struct rx_fetch *f, struct rx_page_out *p)
{
	struct rx_resource	*res = f->res;
	const char		*limit;

	if (res->prober == f && !rx_paging_probes(f->how->p, &res->paging))
		res->prober = NULL;
	if (!p->drop) {
		f->counts.pages++;
		f->counts.rows += p->rows;
		res->pages++;
		res->rows += p->rows;
	}
	if (p->verdict == RX_PAGING_MORE && (limit = rx_fetch_limit(g, res)) != NULL) {
		p->verdict = RX_PAGING_END;
		p->stop = limit;
		f->cut = res->cut = true;
	}
}

/* A declared total that promises more than came. */
static bool
check_total(struct rx_page_out *p, struct rx_err *e)
{
	if (p->verdict != RX_PAGING_END || p->missing == 0 || p->fetch->cut)
		return true;
	if (!p->fetch->res->replaces) {
		rx_engine_say(p->engine, "warning", "%.*s: the declared total promises %lu more "
		    "than came", RX_FMT(p->fetch->res->name), p->missing);
		return true;
	}
	rx_err_set(e, RX_BAD_DATA, "the declared total promises %lu more than came", p->missing);
	return rx_err_hint(e, "nothing is replaced by a part; \"total_path\" names another member");
}

/* A page of which it is not known yet how it goes on is kept for one more. */
static void
write_page(struct rx_engine *g, struct rx_fetch *f, struct rx_page_out *p)
{
	bool end = p->verdict == RX_PAGING_END;

	if (f->kept.n > 0)
		rx_page_flush(g, f, p->drop ? 2 : 1, p->drop && end ? p->stop : NULL);
	if (!end && f->paging.probing)
		rx_page_keep(p);
	else if (!p->drop)
		rx_page_write(p);
}

void
rx_page_came(struct rx_engine *g, struct rx_fetch *f, struct rx_http_response *r,
    const char *stop)
{
	struct rx_page_out	p = { .engine = g, .fetch = f, .answer = r, .stop = stop,
	    .verdict = RX_PAGING_END, .body = RX_SPAN("{}"), .page = f->paging.pages + 1 };
	struct rx_err		e = RX_ERR_INIT;
	bool			started = true;

	rx_arena_reset(&g->scratch);
	if (stop == NULL && !judge(g, f, r, &p, &e)) {
		tell_body(rx_buf_view(&r->body), &e);
		rx_fetch_fail(g, f, &e, r->status, false);
		return;
	}
	count(g, f, &p);
	rx_buf_reset(&f->past);
	rx_buf_span(&f->past, rx_buf_view(&f->shown));
	if (p.verdict == RX_PAGING_MORE) {
		rx_fetch_next(f);
		f->state = RX_FETCH_READY;
		if (g->out.bytes < RX_AHEAD && (!g->over || f == g->first))
			started = rx_fetch_start(g, f, &e);
	}
	write_page(g, f, &p);
	if (!started || !check_total(&p, &e))
		rx_fetch_fail(g, f, &e, 0, false);
	else if (p.verdict == RX_PAGING_END)
		rx_fetch_done(g, f, p.stop);
}
