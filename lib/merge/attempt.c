/* An attempt begins, starts a part over, ends: what that does to the state. */
#include <string.h>

#include "rx/json.h"
#include "rx/state.h"
#include "lib/merge/edge.h"
#include "lib/merge/part.h"

static bool
clear(struct rx_state *s, struct rx_state_part *p)
{
	if (p->next.p == NULL && p->seen.p == NULL && !p->begun)
		return true;
	p->begun = p->done = false;
	rx_state_touch(s, p);
	return rx_state_text(&p->next, RX_SPAN_NONE) && rx_state_text(&p->seen, RX_SPAN_NONE) &&
	    rx_state_text(&p->edge, RX_SPAN_NONE);
}

static bool
clear_all(struct rx_state *s)
{
	struct rx_state_part *p;

	for (p = s->first; p != NULL; p = p->follow)
		if (!clear(s, p))
			return false;
	return true;
}

/* The attempt's id as raw string; of a nameless attempt NONE. */
static struct rx_span
id(struct rx_span attempt)
{
	return attempt.p != NULL ? rx_json_get(attempt, "id") : RX_SPAN_NONE;
}

bool
rx_state_resumes(const struct rx_state *s, struct rx_span attempt)
{
	struct rx_span a = id(s->attempt), b = id(attempt);

	return a.p != NULL && b.p != NULL && rx_json_cmp(a, b) == 0;
}

bool
rx_state_begin(struct rx_state *s, struct rx_span attempt)
{
	s->generation++;
	rx_state_touch(s, NULL);
	return clear_all(s) && rx_state_text(&s->attempt, attempt);
}

bool
rx_state_restart(struct rx_state *s, struct rx_state_part *p)
{
	return clear(s, p);
}

/* Moves the bookmark of a part's base (the part without its window) to what
 * was seen of the part, if that is greater or any is set. */
static bool
move(struct rx_state *s, struct rx_state_part *p, bool any)
{
	struct rx_buf		 b = RX_BUF_INIT(RX_BUF_LINE);
	struct rx_state_part	*base = NULL;
	bool			 had, ok;

	ok = rx_part_without_window(&b, p->part, &had) &&
	    (base = had ? rx_state_part(s, rx_buf_view(&b), true) : p) != NULL;
	if (ok && any)
		ok = rx_state_text(&base->bookmark, p->seen) &&
		    rx_state_text(&base->bookmark_edge, p->edge);
	else if (ok)
		ok = rx_edge_move(&base->bookmark, &base->bookmark_edge, p->seen, p->edge);
	if (ok)
		rx_state_touch(s, base);
	rx_buf_free(&b);
	return ok;
}

/* To move back, first each bookmark falls to some value of this run; then
 * all rise to the greatest, whatever the order of the windows. */
static bool
move_all(struct rx_state *s, bool back)
{
	struct rx_state_part	*p;
	int			 pass;

	for (pass = back ? 0 : 1; pass < 2; pass++)
		for (p = s->first; p != NULL; p = p->follow)
			if (p->seen.p != NULL && !move(s, p, pass == 0))
				return false;
	return true;
}

bool
rx_state_end(struct rx_state *s, bool complete, bool back)
{
	if (complete && !move_all(s, back))
		return false;
	s->generation++;
	rx_state_touch(s, NULL);
	return clear_all(s) && rx_state_text(&s->attempt, RX_SPAN_NONE);
}

/* The tables that it has stay, and so does what is known of them. */
static bool
forget_learned(struct rx_state *s)
{
	static const char *const stay[] = { "table", "tables" };
	struct rx_buf		 b = RX_BUF_INIT(RX_BUF_LINE);
	struct rx_span		 v;
	size_t			 i;
	bool			 ok;

	for (i = 0; i < sizeof(stay) / sizeof(*stay); i++) {
		if ((v = rx_json_get(s->learned, stay[i])).p == NULL)
			continue;
		rx_buf_printf(&b, "%s\"%s\":", b.n == 0 ? "{" : ",", stay[i]);
		rx_buf_span(&b, v);
	}
	ok = (b.n == 0 || rx_buf_byte(&b, '}')) &&
	    rx_state_text(&s->learned, b.n > 0 ? rx_buf_view(&b) : RX_SPAN_NONE);
	rx_buf_free(&b);
	return ok;
}

bool
rx_state_forget(struct rx_state *s)
{
	struct rx_state_part *p;

	for (p = s->first; p != NULL; p = p->follow) {
		if (!rx_state_text(&p->bookmark, RX_SPAN_NONE) ||
		    !rx_state_text(&p->bookmark_edge, RX_SPAN_NONE))
			return false;
		rx_state_touch(s, p);
	}
	s->generation++;
	rx_state_touch(s, NULL);
	return clear_all(s) && rx_state_text(&s->attempt, RX_SPAN_NONE) && forget_learned(s) &&
	    rx_state_text(&s->taught, RX_SPAN_NONE);
}
