/*
 * Fuzz entry: a line of paging, a line of response headers (| between them),
 * then bodies, one a line.  Whatever comes, a walk ends, what it asks next is
 * JSON, and what it learned compiles as a paging again.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "rx/json.h"
#include "rx/paginator.h"
#include "rx/rows.h"

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static bool
on_row(void *arg, const struct rx_row *row, struct rx_err *e)
{
	struct rx_page_facts *f = arg;

	(void)e;
	f->rows++;
	f->last = row->value;
	f->hash = rx_page_hash(f->hash, row->value);
	return true;
}

static struct rx_span
next_line(struct rx_span *all)
{
	struct rx_span line = { all->p, rx_span_find(*all, '\n') };

	*all = rx_span_cut(*all, line.n + 1);
	return line;
}

static void
set_headers(struct rx_http_response *r, struct rx_span line)
{
	size_t i;

	rx_buf_reset(&r->headers);
	for (i = 0; i < line.n; i++)
		rx_buf_byte(&r->headers, line.p[i] == '|' ? '\n' : line.p[i]);
	rx_buf_byte(&r->headers, '\n');
}

static void
check_json(struct rx_buf *b)
{
	struct rx_err	e = RX_ERR_INIT;
	struct rx_span	v;

	if (b->n > 0 && !rx_json_check(rx_buf_view(b), &v, &e))
		abort();
}

static void
check_learned(const struct rx_paging_step *s)
{
	struct rx_buf		 b = RX_BUF_INIT((size_t)1 << 24);
	struct rx_arena		 a = RX_ARENA_INIT;
	struct rx_err		 e = RX_ERR_INIT;

	rx_buf_text(&b, "{\"type\":\"cursor\"");
	if (s->resource->place != NULL)
		rx_buf_byte(&b, ',');
	if (s->resource->place != NULL || s->resource->base_known)
		rx_learned_write(&b, s->paging, s->resource);
	rx_buf_byte(&b, '}');
	if (s->resource->place != NULL) {
		check_json(&b);
		if (rx_paging_compile(&a, rx_buf_view(&b), RX_SPAN_NONE, &e) == NULL)
			abort();
	}
	rx_arena_free(&a);
	rx_buf_free(&b);
}

static void
place(const struct rx_paging_step *s)
{
	struct rx_placed placed[RX_PLACED_MAX];
	struct rx_buf	 b = RX_BUF_INIT((size_t)1 << 24);

	(void)rx_paging_place(s->paging, s->resource, &s->request->at, placed, s->arena);
	rx_position_write(&b, &s->request->at);
	check_json(&b);
	rx_buf_free(&b);
	check_learned(s);
}

static void
walk(struct rx_paging_step *s, struct rx_http_response *r, struct rx_span bodies)
{
	struct rx_err		 e = RX_ERR_INIT;
	enum rx_rows_outcome	 how;
	unsigned long		 n;
	int			 pages;

	for (pages = 0; pages < 6 && bodies.n > 0; pages++) {
		struct rx_page_facts	f = { .url = RX_SPAN("https://h/x?a=1"), .answer = r };
		struct rx_rows		 rows = { .valid = true };

		rx_arena_reset(s->arena);
		if (!rx_json_check(next_line(&bodies), &f.body, &e))
			continue;
		f.selector = RX_SPAN("\"data\"");
		rows.selector = rx_selector_compile(s->arena, f.selector, &e);
		(void)rx_rows_each(&rows, f.body, on_row, &f, &how, &n, &e);
		s->facts = &f;
		if (rx_paging_next(s, &e) != RX_PAGING_MORE)
			return;
		place(s);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct rx_arena			 arena = RX_ARENA_INIT, scratch = RX_ARENA_INIT;
	struct rx_paging_resource	 res = RX_PAGING_RESOURCE_INIT(&arena);
	struct rx_paging_request	 req = RX_PAGING_REQUEST_INIT;
	struct rx_http_response		 r = { .headers = RX_BUF_INIT((size_t)1 << 20) };
	struct rx_err			 e = RX_ERR_INIT;
	struct rx_span			 all = { (const char *)data, size }, paging, v;
	struct rx_paging_step		 s = { .resource = &res, .request = &req,
	    .arena = &scratch, .now = 1e9 };

	paging = next_line(&all);
	set_headers(&r, next_line(&all));
	if (rx_json_check(paging, &v, &e) &&
	    (s.paging = rx_paging_compile(&arena, v, RX_SPAN_NONE, &e)) != NULL &&
	    rx_paging_start(s.paging, &res, &req, RX_SPAN_NONE, &e))
		walk(&s, &r, all);
	rx_buf_free(&r.headers);
	rx_paging_request_free(&req);
	rx_arena_free(&scratch);
	rx_arena_free(&arena);
	return 0;
}
