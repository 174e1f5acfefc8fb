#ifndef TESTS_UNIT_PAGINATOR_H
#define TESTS_UNIT_PAGINATOR_H
/*
 * A paginator's walk over pages that a test gives: what it asks for next, or
 * why it ends, as texts that can be read in a table.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "rx/json.h"
#include "rx/paginator.h"
#include "rx/rows.h"

#define PAGES	8

struct page {
	const char	*body;
	const char	*headers;	/* "name: value\n", lower case; NULL: none */
	const char	*then;		/* the next position, "end: why", "error: what"; "drop" first if the page is dropped */
};

struct walk {
	const char	*name;
	const char	*paging;	/* NULL: none */
	const char	*select;	/* {"selector":...}; NULL: the whole body is one selector [] */
	struct page	 pages[PAGES];
	const char	*sent;		/* what is put where for the last position: "query cursor=abc" */
	const char	*said;		/* part of what was said; NULL: nothing is looked for */
};

struct memory {
	struct rx_arena			arena, scratch;
	struct rx_paging_resource	resource;
	struct rx_paging_request	request;
	char				said[4096];
};

static void
remember(void *arg, const char *level, const char *text)
{
	struct memory	*m = arg;
	size_t		 n = strlen(m->said);

	(void)snprintf(m->said + n, sizeof(m->said) - n, "%s: %s\n", level, text);
}

struct gather {
	struct rx_page_facts	*facts;
	uint64_t		*each;
};

static bool
gather_row(void *arg, const struct rx_row *row, struct rx_err *e)
{
	struct gather *g = arg;

	(void)e;
	g->each[g->facts->rows++] = rx_page_hash(0, row->value);
	g->facts->hash = rx_page_hash(g->facts->hash, row->value);
	g->facts->last = row->value;
	return true;
}

static struct rx_span
select_rows(struct memory *m, const char *select, struct rx_page_facts *f, uint64_t *each)
{
	struct rx_err		 e = RX_ERR_INIT;
	struct rx_span		 json = select != NULL ?
	    rx_json_get(rx_span_of(select), "selector") : RX_SPAN_NONE;
	struct rx_rows		 rows = { .valid = true };
	struct gather		 g = { f, each };
	enum rx_rows_outcome	 how;
	unsigned long		 n;

	if (json.p == NULL)
		json = RX_SPAN("[]");
	rows.selector = rx_selector_compile(&m->scratch, json, &e);
	assert_non_null(rows.selector);
	assert_true(rx_rows_each(&rows, f->body, gather_row, &g, &how, &n, &e));
	return json;
}

/* What one page leads to, as text. */
static void
step(struct memory *m, const struct rx_paging *p, const char *select, const struct page *page,
    char *out, size_t size)
{
	static uint64_t		 each[4096];
	struct rx_http_response	 answer = { .headers = RX_BUF_INIT(65536) };
	struct rx_page_facts	 f = { .url = RX_SPAN("https://api.example.com/v1/items?a=1") };
	struct rx_paging_step	 s = { .paging = p, .resource = &m->resource,
	    .request = &m->request, .facts = &f, .arena = &m->scratch, .now = 1.7e9,
	    .say = remember, .arg = m };
	struct rx_buf		 b = RX_BUF_INIT(65536);
	struct rx_err		 e = RX_ERR_INIT;
	enum rx_paging_verdict	 verdict;

	rx_arena_reset(&m->scratch);
	if (m->request.at.kind == RX_AT_URL)
		f.url = rx_arena_span(&m->scratch, m->request.at.value);
	rx_buf_text(&answer.headers, page->headers != NULL ? page->headers : "");
	f.answer = &answer;
	assert_true(rx_json_check(rx_span_of(page->body), &f.body, &e));
	f.selector = select_rows(m, select, &f, each);
	f.row_hashes = each;
	verdict = rx_paging_next(&s, &e);
	if (s.drop && verdict != RX_PAGING_ERROR)
		rx_buf_text(&b, "drop ");
	if (verdict == RX_PAGING_MORE)
		rx_position_write(&b, &m->request.at);
	else if (verdict == RX_PAGING_END)
		rx_buf_printf(&b, "end: %s", s.stop);
	else
		rx_buf_printf(&b, "error: %s", e.what);
	if (s.missing > 0)
		rx_buf_printf(&b, " missing %lu", s.missing);
	(void)snprintf(out, size, "%s", rx_buf_str(&b));
	rx_buf_free(&b);
	rx_buf_free(&answer.headers);
}

static void
write_placed(struct memory *m, const struct rx_paging *p, char *out, size_t size)
{
	struct rx_placed	 placed[RX_PLACED_MAX];
	unsigned		 i, n;
	size_t			 at = 0;

	n = rx_paging_place(p, &m->resource, &m->request.at, placed, &m->scratch);
	out[0] = '\0';
	for (i = 0; i < n; i++)
		at += (size_t)snprintf(out + at, size - at, "%s%s %.*s=%.*s", i > 0 ? ", " : "",
		    placed[i].where == RX_PLACING_BODY ? "body" : "query", RX_FMT(placed[i].name),
		    RX_FMT(placed[i].value));
}

static void
memory_open(struct memory *m)
{
	*m = (struct memory){ .request = RX_PAGING_REQUEST_INIT };
	m->resource = (struct rx_paging_resource)RX_PAGING_RESOURCE_INIT(&m->arena);
}

static void
memory_close(struct memory *m)
{
	rx_paging_request_free(&m->request);
	rx_arena_free(&m->scratch);
	rx_arena_free(&m->arena);
}

#endif
