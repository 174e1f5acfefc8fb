/* State as lines: what --print-state prints and state files hold. */
#include <string.h>

#include "rx/state.h"

static bool
finish(struct rx_buf *b)
{
	rx_line_finish(b);
	return rx_buf_byte(b, '\n');
}

/* Without plan nobody can tell whether the source is still the same. */
static bool
resumable(const struct rx_state *s)
{
	return s->attempt.p != NULL && rx_json_get(s->attempt, "plan").p != NULL;
}

/* For rx-plan, without what only rx-merge wants to know: its tables. */
static bool
write_learned(struct rx_buf *b, struct rx_span learned)
{
	struct rx_json_iter	it;
	struct rx_span		key, v;
	struct rx_buf		rest = RX_BUF_INIT(RX_BUF_LINE);

	if (rx_json_get(learned, "table").p == NULL && rx_json_get(learned, "tables").p == NULL)
		return rx_line_json(b, "learned", learned);
	(void)rx_json_begin(&it, learned);
	while (rx_json_next(&it, &key, &v)) {
		if (rx_json_is(key, RX_SPAN("table")) || rx_json_is(key, RX_SPAN("tables")))
			continue;
		rx_buf_byte(&rest, rest.n == 0 ? '{' : ',');
		rx_buf_span(&rest, key);
		rx_buf_byte(&rest, ':');
		rx_buf_span(&rest, v);
	}
	if (rest.n > 0 && rx_buf_byte(&rest, '}'))
		rx_line_json(b, "learned", rx_buf_view(&rest));
	b->failed |= rest.failed;
	rx_buf_free(&rest);
	return !b->failed;
}

static bool
write_resource(struct rx_buf *b, const struct rx_state *s, bool whole)
{
	rx_line_start(b, RX_KIND_STATE, s->resource);
	rx_line_int(b, "generation", s->generation);
	if (whole)
		rx_line_json(b, "learned", s->learned);
	else
		write_learned(b, s->learned);
	if (whole || resumable(s))
		rx_line_json(b, "attempt", s->attempt);
	return finish(b);
}

static bool
write_part(struct rx_buf *b, const struct rx_state *s, const struct rx_state_part *p, bool whole)
{
	rx_line_start(b, RX_KIND_STATE, s->resource);
	rx_line_json(b, "part", p->part);
	rx_line_int(b, "generation", s->generation);
	rx_line_json(b, "bookmark", p->bookmark);
	rx_line_json(b, "bookmark_edge", p->bookmark_edge);
	if (whole || resumable(s)) {
		rx_line_json(b, "next", p->next);
		rx_line_json(b, "seen", p->seen);
		rx_line_json(b, "edge", p->edge);
		if (p->done || (whole && p->begun))
			rx_line_bool(b, "done", p->done);
	}
	return finish(b);
}

bool
rx_state_write(struct rx_buf *b, const struct rx_state *s, bool whole)
{
	const struct rx_state_part *p;

	write_resource(b, s, whole);
	for (p = s->first; p != NULL; p = p->follow) {
		if (rx_state_part_empty(p) || (p->bookmark.p == NULL && !whole && !resumable(s)))
			continue;
		write_part(b, s, p, whole);
	}
	return !b->failed;
}

bool
rx_state_write_dirty(struct rx_buf *b, const struct rx_state *s)
{
	const struct rx_state_part *p;

	if (s->dirty)
		write_resource(b, s, true);
	for (p = s->first_dirty; p != NULL; p = p->follow_dirty)
		write_part(b, s, p, true);
	return !b->failed;
}

bool
rx_state_read(struct rx_state *s, const struct rx_line *l)
{
	struct rx_state_part	*p;
	struct rx_span		 done = l->m[RX_M_DONE];
	unsigned long		 generation;

	if (rx_span_uint(l->m[RX_M_GENERATION], &generation))
		s->generation = (long)generation;
	if (l->m[RX_M_PART].p == NULL)
		return rx_state_text(&s->learned, l->m[RX_M_LEARNED]) &&
		    rx_state_text(&s->attempt, l->m[RX_M_ATTEMPT]);
	if ((p = rx_state_part(s, l->m[RX_M_PART], true)) == NULL)
		return false;
	p->begun = done.p != NULL;
	p->done = rx_span_is(done, "true");
	return rx_state_text(&p->bookmark, l->m[RX_M_BOOKMARK]) &&
	    rx_state_text(&p->next, l->m[RX_M_NEXT]) &&
	    rx_state_text(&p->seen, l->m[RX_M_SEEN]) &&
	    rx_state_text(&p->edge, l->m[RX_M_EDGE]) &&
	    rx_state_text(&p->bookmark_edge, l->m[RX_M_BOOKMARK_EDGE]);
}
