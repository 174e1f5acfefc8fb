/* The page line: whole, or not at all. */
#include "rx/url.h"
#include "lib/page/write.h"

/* -- response headers ------------------------------------------------------ */

static bool
is_kept(const struct rx_page_out *p, struct rx_span name)
{
	static const char *const kept[] = { "link", "date", "etag", "last-modified",
	    "content-type", "retry-after" };
	size_t i;

	if (rx_span_starts(name, "set-cookie"))
		return false;
	if (p->engine->conf->all_headers)
		return true;
	for (i = 0; i < sizeof(kept) / sizeof(kept[0]); i++)
		if (rx_span_is(name, kept[i]))
			return true;
	return rx_span_find_text(name, "ratelimit") < name.n ||
	    rx_span_find_text(name, "rate-limit") < name.n ||
	    rx_paging_reads(p->fetch->how->p, &p->fetch->res->paging, name);
}

/* All values of a name, joined as HTTP joins them; NONE for a later one. */
static bool
join(struct rx_span all, struct rx_span name, const char *first, struct rx_buf *value)
{
	struct rx_span line, other;

	rx_buf_reset(value);
	for (; all.n > 0; all = rx_span_cut(all, line.n + 1)) {
		line = (struct rx_span){ all.p, rx_span_find(all, '\n') };
		other = (struct rx_span){ line.p, rx_span_find(line, ':') };
		if (!rx_span_eq(name, other))
			continue;
		if (line.p < first)
			return false;
		if (line.p > first)
			rx_buf_text(value, ", ");
		rx_buf_span(value, rx_span_trim(rx_span_cut(line, other.n + 1)));
	}
	return true;
}

static void
redacted(struct rx_engine *g, struct rx_buf *b, struct rx_span text)
{
	struct rx_buf clean = RX_BUF_INIT(RX_BUF_TEXT);

	if (g->redact.first == NULL) {
		rx_json_quote(b, text);
		return;
	}
	rx_redact_text(&g->redact, &clean, text);
	rx_json_quote(b, rx_buf_view(&clean));
	rx_buf_free(&clean);
}

static void
put_headers(struct rx_page_out *p, struct rx_buf *b)
{
	struct rx_span	all = rx_buf_view(&p->answer->headers), rest, line, name;
	struct rx_buf	value = RX_BUF_INIT(RX_BUF_TEXT);
	const char	*comma = "";

	rx_buf_text(b, ",\"headers\":{");
	for (rest = all; rest.n > 0; rest = rx_span_cut(rest, line.n + 1)) {
		line = (struct rx_span){ rest.p, rx_span_find(rest, '\n') };
		name = (struct rx_span){ line.p, rx_span_find(line, ':') };
		if (!is_kept(p, name) || !join(all, name, line.p, &value))
			continue;
		rx_buf_text(b, comma);
		rx_json_quote(b, name);
		rx_buf_byte(b, ':');
		redacted(p->engine, b, rx_buf_view(&value));
		comma = ",";
	}
	rx_buf_byte(b, '}');
	rx_buf_free(&value);
}

/* -- the rest of the line -------------------------------------------------- */

/* A link without the credentials that stand in its query.  A cursor with a
 * secret in it is not written: nobody could go on from what is left of it. */
static void
put_next(struct rx_page_out *p, struct rx_buf *b)
{
	struct rx_fetch		*f = p->fetch;
	struct rx_position	 at = f->paging.at;
	struct rx_buf		 url = RX_BUF_INIT(RX_BUF_TEXT), clean = RX_BUF_INIT(RX_BUF_TEXT);
	struct rx_json_iter	 it;
	struct rx_span		 key, v;

	if (at.kind == RX_AT_CURSOR && rx_redact_any(&p->engine->redact, at.value))
		return;
	rx_buf_text(b, ",\"next\":");
	if (at.kind == RX_AT_URL && f->credentials.n > 0) {
		rx_buf_span(&url, at.value);
		if (rx_json_begin(&it, rx_credentials_get(f, "params")))
			while (rx_json_next(&it, &key, &v))
				rx_url_drop(&url, rx_arena_text(&p->engine->scratch, key));
		rx_redact_text(&p->engine->redact, &clean, rx_buf_view(&url));
		at.value = rx_buf_view(&clean);
	}
	rx_position_write(b, &at);
	rx_buf_free(&clean);
	rx_buf_free(&url);
}

static void
put_learned(const struct rx_fetch *f, struct rx_buf *b)
{
	size_t			 before = b->n, open;

	rx_buf_text(b, ",\"learned\":{");
	open = b->n;
	rx_learned_write(b, f->how->p, &f->res->paging);
	if (f->res->detected != NULL && f->how->selector == NULL) {
		rx_buf_printf(b, "%s\"selector\":", b->n > open ? "," : "");
		rx_buf_span(b, f->res->detected_json);
	}
	if (b->n > open)
		rx_buf_byte(b, '}');
	else
		b->n = before;
}

/* The line's select, with a detected selector put in. */
static void
put_select(struct rx_page_out *p, struct rx_buf *b)
{
	const struct rx_fetch	*f = p->fetch;
	struct rx_json_iter	 it;
	struct rx_span		 key, v;

	if (f->how->selector != NULL || f->res->detected == NULL) {
		rx_line_json(b, "select", f->how->select_out);
		return;
	}
	rx_buf_text(b, ",\"select\":{\"selector\":");
	rx_buf_span(b, f->res->detected_json);
	if (rx_json_begin(&it, f->how->select_out))
		while (rx_json_next(&it, &key, &v)) {
			if (rx_json_is(key, RX_SPAN("selector")))
				continue;
			rx_buf_byte(b, ',');
			rx_buf_span(b, key);
			rx_buf_byte(b, ':');
			rx_buf_span(b, v);
		}
	rx_buf_byte(b, '}');
}

/* The members before and behind what tells how the paging goes on. */
static void
put_front(struct rx_page_out *p, struct rx_buf *b)
{
	struct rx_fetch *f = p->fetch;

	rx_line_start(b, RX_KIND_PAGE, f->res->name);
	rx_line_json(b, "part", f->part);
	rx_line_int(b, "page", (long)p->page);
	rx_buf_text(b, ",\"url\":");
	redacted(p->engine, b, rx_buf_view(&f->past));
	rx_line_int(b, "status", p->answer->status);
	put_headers(p, b);
	rx_line_int(b, "rows", (long)p->rows);
}

/*
 * Servers put the query's key into the links that they give.  Around the rows
 * it is taken out; rows are data, and stay as they are.
 */
static bool
put_redacted(struct rx_page_out *p, struct rx_buf *b)
{
	const struct rx_redact	*r = &p->engine->redact;
	const char		*end = p->body.p + p->body.n;
	const char		*data = p->data != NULL ? p->data : end;
	const char		*tail = p->tail != NULL ? p->tail : end;
	struct rx_span		 front = { p->body.p, (size_t)(data - p->body.p) };
	struct rx_span		 back = { tail, (size_t)(end - tail) };
	struct rx_buf		 clean = RX_BUF_INIT(RX_BUF_LINE);
	struct rx_json_fault	 f;
	bool			 done = false;

	if (r->first == NULL || (!rx_redact_any(r, front) && !rx_redact_any(r, back)))
		return false;
	rx_redact_text(r, &clean, front);
	rx_buf_add(&clean, data, (size_t)(tail - data));
	rx_redact_text(r, &clean, back);
	if (!clean.failed && rx_json_skip(clean.p, clean.p + clean.n, &f) == clean.p + clean.n)
		done = rx_json_compact(b, rx_buf_view(&clean));
	rx_buf_free(&clean);
	return done;
}

static void
put_back(struct rx_page_out *p, struct rx_buf *b)
{
	put_select(p, b);
	rx_buf_text(b, ",\"body\":");
	if (put_redacted(p, b))
		;
	else if (p->spaces)
		rx_json_compact(b, p->body);
	else
		rx_buf_span(b, p->body);
	rx_buf_text(b, "}\n");
}

static void
put_line(struct rx_page_out *p, struct rx_buf *b)
{
	put_front(p, b);
	if (p->verdict == RX_PAGING_MORE)
		put_next(p, b);
	else
		rx_line_string(b, "stop", rx_span_of(p->stop));
	put_learned(p->fetch, b);
	put_back(p, b);
}

/* A line of its own in the queue: whole, or not at all. */
static void
write_line(struct rx_engine *g, struct rx_fetch *f, size_t about,
    void (*put)(void *, struct rx_buf *), void *arg)
{
	struct rx_queue	*q = rx_engine_out(g, f->epoch);
	struct rx_buf	*b = rx_queue_room(q, about);
	struct rx_err	 e = RX_ERR_INIT;
	size_t		 before = b != NULL ? b->n : 0;

	if (b != NULL)
		put(arg, b);
	if (b == NULL || b->failed) {
		if (b != NULL)
			b->n = before;
		rx_err_nomem(&e);
		rx_engine_fail(g, &e);
		return;
	}
	rx_queue_done(q, before);
	if (f->epoch != g->head)
		g->held += b->n - before;
}

static void
put_page(void *arg, struct rx_buf *b)
{
	put_line(arg, b);
}

void
rx_page_write(struct rx_page_out *p)
{
	write_line(p->engine, p->fetch, p->body.n + 2048, put_page, p);
}

/* -- a page that waits for what the next one tells -------------------------- */

void
rx_page_keep(struct rx_page_out *p)
{
	struct rx_fetch	*f = p->fetch;
	struct rx_err	 e = RX_ERR_INIT;

	rx_buf_reset(&f->kept);
	put_front(p, &f->kept);
	f->kept_front = f->kept.n;
	put_back(p, &f->kept);
	if (f->kept.failed) {
		rx_err_nomem(&e);
		rx_engine_fail(p->engine, &e);
	}
	p->engine->held += f->kept.n;
}

static void
put_kept(void *arg, struct rx_buf *b)
{
	struct rx_fetch *f = arg;

	rx_buf_add(b, f->kept.p, f->kept_front);
	if (f->kept_stop != NULL)
		rx_line_string(b, "stop", rx_span_of(f->kept_stop));
	else
		rx_buf_printf(b, ",\"next\":{\"page\":%d}", f->kept_next);
	put_learned(f, b);
	rx_buf_add(b, f->kept.p + f->kept_front, f->kept.n - f->kept_front);
}

void
rx_page_flush(struct rx_engine *g, struct rx_fetch *f, int next, const char *stop)
{
	if (f->kept.n == 0)
		return;
	f->kept_next = next;
	f->kept_stop = stop;
	write_line(g, f, f->kept.n + 256, put_kept, f);
	rx_page_forget(g, f);
}

void
rx_page_forget(struct rx_engine *g, struct rx_fetch *f)
{
	g->held -= f->kept.n;
	rx_buf_reset(&f->kept);
}
