/*
 * What holds for every paginator: each reason to end is an AND against going
 * on; a page that repeats another, a cursor that comes twice.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "lib/page/paging.h"

#define SURE	3	/* empty pages after short ones before a short page is trusted */

void
rx_step_say(struct rx_paging_step *s, unsigned bit, const char *level, const char *fmt, ...)
{
	char	text[1024];
	va_list	ap;

	if (s->say == NULL || (s->resource->said & bit) != 0)
		return;
	s->resource->said |= bit;
	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	s->say(s->arg, level, text);
}

/* Rows byte-equal to an earlier page's: the server ignores what pages. */
static enum rx_paging_verdict
repeats(struct rx_paging_step *s, unsigned long earlier, struct rx_err *e)
{
	const struct rx_paging	*p = s->paging;
	unsigned long		 page = s->request->pages + 1;

	s->drop = true;
	if (p->limit > 0 && s->facts->rows != (unsigned long)p->limit) {
		rx_step_say(s, SAID_REPEAT, "warning", "page %lu repeats page %lu: the server "
		    "ignores what asks for the next page, and this was all", page, earlier);
		return rx_step_end(s, "repeated page");
	}
	rx_err_set(e, RX_BAD_DATA, "page %lu repeats page %lu: this paginator does not fit this "
	    "API", page, earlier);
	rx_err_hint(e, "if one page is all: \"paginator\": \"single_page\"; else name the "
	    "parameter and the place that this API means");
	return RX_PAGING_ERROR;
}

static bool
says_no(struct rx_span v)
{
	static const char *const no[] = { "false", "no", "f", "n", "0", "" };
	size_t			 i;

	if (rx_json_kind(v) == RX_JSON_FALSE)
		return true;
	if (rx_json_kind(v) == RX_JSON_NUMBER)
		return rx_number_cmp(v, RX_SPAN("0")) == 0;
	if (rx_json_kind(v) != RX_JSON_STRING)
		return false;
	for (i = 0; i < sizeof(no) / sizeof(no[0]); i++)
		if (rx_span_is_nocase((struct rx_span){ v.p + 1, v.n - 2 }, no[i]))
			return true;
	return false;
}

/* A request that goes on at a page, of which nobody says whether it counts from
 * 0 or 1. */
static bool
lost_count(const struct rx_paging_step *s)
{
	return s->paging->type == &rx_paginator_page_number && s->paging->base_auto &&
	    !s->paging->numbered && !s->resource->base_known && s->request->at.kind == RX_AT_PAGE;
}

/* A total that is none ends nothing: the name and what stood there. */
static void
tell_total(struct rx_paging_step *s, struct rx_span t)
{
	const struct rx_place	*p = s->paging->total;
	struct rx_buf		 b = RX_BUF_INIT(1000);
	unsigned		 i;

	for (i = 0; i < p->n; i++)
		rx_buf_printf(&b, "%s%.*s", i > 0 ? "." : "", RX_FMT(p->seg[i]));
	rx_step_say(s, SAID_TOTAL, "warning", "the total at %s is %.*s, which is no number: it is "
	    "not counted on", rx_buf_str(&b), (int)(t.n < 60 ? t.n : 60), t.p);
	rx_buf_free(&b);
}

/* -1: not declared, or not a number. */
static long
declared_total(struct rx_paging_step *s, struct rx_view *v)
{
	struct rx_span	t, raw;
	int64_t		n;

	if (s->paging->total == NULL || lost_count(s))
		return -1;
	raw = t = rx_place_get(s->paging->total, v);
	if (rx_json_kind(t) == RX_JSON_STRING)
		t = rx_arena_text(s->arena, t);
	if (t.n > 0 && strchr("-0123456789", t.p[0]) != NULL && rx_number_int64(t, &n) && n >= 0)
		return (long)n;
	if (raw.n > 0 && rx_json_kind(raw) != RX_JSON_NULL)
		tell_total(s, raw);
	return -1;
}

/* How far this page reaches, in what the total counts: rows or pages. */
static long
reached(const struct rx_paging_step *s)
{
	const struct rx_paging *p = s->paging;
	long			number = s->request->at.number;

	if (p->type == &rx_paginator_page_number) {
		long here = s->facts->rows > 0;

		if (s->request->at.kind == RX_AT_PAGE && (!p->base_auto || s->resource->base_known))
			return number - (p->base_auto ? s->resource->base : p->base) + here;
		return s->request->ordinal - 1 + here;
	}
	if (p->type == &rx_paginator_offset)
		return number + (long)s->facts->rows;
	return (long)(s->request->rows + s->facts->rows);
}

static bool
is_short(const struct rx_paging_step *s)
{
	const struct rx_paging *p = s->paging;

	return s->facts->rows < (p->limit > 0 ? (unsigned long)p->limit : s->resource->fullest);
}

/* Is this short page the last one?  Only where the client counts: a cursor or a
 * link tells by itself that nothing follows, and costs no request to learn it. */
static bool
short_is_last(const struct rx_paging_step *s)
{
	const struct rx_paging_resource *res = s->resource;

	if (s->paging->short_page == 1)
		return is_short(s);
	return s->paging->short_page == -1 && s->paging->type->counted &&
	    res->short_rows == 0 && res->short_empty >= SURE && s->facts->rows < res->fullest;
}

static void
learn_short(struct rx_paging_step *s)
{
	if (s->request->after_short) {
		if (s->facts->rows == 0)
			s->resource->short_empty++;
		else
			s->resource->short_rows++;
		s->request->after_short = false;
	}
	if (s->facts->rows > s->resource->fullest)
		s->resource->fullest = s->facts->rows;
}

/* The reasons that any page may give; NULL: none. */
static const char *
reason(struct rx_paging_step *s, struct rx_view *v, long total)
{
	const struct rx_paging *p = s->paging;

	if (s->facts->rows == 0 &&
	    (p->stop_empty == 1 || (p->type->counted && p->stop_empty != 0)))
		return "empty page";
	if (p->stop != NULL && rx_condition_holds(p->stop, v, s->now))
		return "stop condition";
	if (p->has_more != NULL && says_no(rx_place_get(p->has_more, v)))
		return "no more";
	if (total >= 0 && reached(s) >= total)
		return "declared total";
	return short_is_last(s) ? "short page" : NULL;
}

/* The same cursor or address twice, A-B-A too. */
static enum rx_paging_verdict
check_loop(struct rx_paging_step *s, struct rx_err *e)
{
	struct rx_paging_request	*r = s->request;
	struct rx_position		 here = { RX_AT_URL, 0, s->facts->url };
	bool				 link = s->next.kind == RX_AT_URL;

	if (!s->paging->type->followed)
		return RX_PAGING_MORE;
	if (link)
		rx_seen_add(&r->at_seen, rx_position_hash(&here), r->pages + 1);
	if (rx_seen_add(&r->at_seen, rx_position_hash(&s->next), r->pages + 2) == NULL)
		return RX_PAGING_MORE;
	rx_err_set(e, RX_BAD_DATA, "the same %s came twice: the paging goes in a circle",
	    link ? "next link" : "cursor");
	rx_err_got(e, s->next.value);
	return RX_PAGING_ERROR;
}

/* Ever new cursors without a row: a server may go on so for ever. */
static enum rx_paging_verdict
check_empty(struct rx_paging_step *s, struct rx_err *e)
{
	s->request->empty = s->facts->rows > 0 ? 0 : s->request->empty + 1;
	if (s->max_empty == 0 || s->request->empty < s->max_empty)
		return RX_PAGING_MORE;
	rx_err_set(e, RX_LIMIT, "%lu pages in a row without a record, and still there are more",
	    s->request->empty);
	rx_err_hint(e, "if an empty page is the end: \"stop_after_empty_page\": true; if records "
	    "may still come: --max-empty N");
	return RX_PAGING_ERROR;
}

static void
advance(struct rx_paging_step *s, enum rx_paging_verdict verdict)
{
	struct rx_paging_request *r = s->request;

	if (!s->drop) {
		r->pages++;
		r->rows += s->facts->rows;
		r->ordinal++;
	}
	if (verdict != RX_PAGING_MORE)
		return;
	if (!s->drop)
		r->after_short = s->paging->type->counted && s->facts->rows > 0 && is_short(s);
	r->at = s->next;
}

static enum rx_paging_verdict
judge(struct rx_paging_step *s, struct rx_view *v, struct rx_err *e)
{
	enum rx_paging_verdict	 verdict = s->paging->type->next(s, v, e);
	long			 total;
	const char		*why;

	if (s->drop)
		return verdict;
	learn_short(s);
	total = declared_total(s, v);
	if ((why = reason(s, v, total)) != NULL) {
		if (s->request->pages == 0 && s->request->cursor_came &&
		    strcmp(why, "stop condition") == 0)
			rx_step_say(s, SAID_STOP_FIRST, "warning", "the stop condition ended the "
			    "paging at the first page, although that page had a cursor");
		if (verdict != RX_PAGING_END || s->facts->rows == 0)
			s->stop = why;
		verdict = RX_PAGING_END;
	}
	if (verdict == RX_PAGING_END && total > reached(s) && s->paging->type->counted)
		s->missing = (unsigned long)(total - reached(s));
	if (verdict == RX_PAGING_MORE)
		verdict = check_loop(s, e);
	return verdict == RX_PAGING_MORE ? check_empty(s, e) : verdict;
}

enum rx_paging_verdict
rx_paging_next(struct rx_paging_step *s, struct rx_err *e)
{
	struct rx_view		 v;
	const unsigned long	*earlier = NULL;
	enum rx_paging_verdict	 verdict;

	s->stop = NULL;
	s->drop = false;
	s->missing = 0;
	rx_view_init(&v, s->facts, s->arena);
	if (s->facts->rows > 0 && s->facts->hash != 0 && !s->request->probing)
		earlier = rx_seen_add(&s->request->rows_seen, s->facts->hash,
		    s->request->pages + 1);
	verdict = earlier != NULL ? repeats(s, *earlier, e) : judge(s, &v, e);
	if (s->request->after_short && earlier != NULL)
		s->request->after_short = false;
	if (verdict != RX_PAGING_ERROR)
		advance(s, verdict);
	return verdict;
}
