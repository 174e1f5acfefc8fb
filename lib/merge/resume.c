/* Whether an attempt goes on, and what of it is still good. */
#include "lib/merge/run.h"

/* Where the attempt's records go: rows of an earlier part of it are there. */
static bool
write_place(struct rx_buf *b, const struct rx_load *l)
{
	rx_buf_text(b, "{\"table\":");
	rx_json_quote(b, l->name);
	rx_buf_printf(b, ",\"disposition\":\"%s\",\"key\":", rx_disposition_name(l->disposition));
	rx_key_json(b, &l->declared);
	if (l->disposition == RX_MERGE && l->how.staged) {
		rx_buf_printf(b, ",\"strategy\":\"%s\",\"merge_key\":",
		    rx_strategy_name(l->how.strategy));
		rx_key_json(b, &l->how.merge_key);
	}
	if (l->form.nest > 0)
		rx_buf_printf(b, ",\"nest\":%lu", l->form.nest);
	return rx_buf_byte(b, '}');
}

/* The begin's attempt, with its place for "merge". */
static bool
write_attempt(struct rx_buf *b, const struct rx_load *l, struct rx_span attempt)
{
	struct rx_json_iter	it;
	struct rx_span		key, v;
	const char		*separator = "{";

	(void)rx_json_begin(&it, attempt);
	while (rx_json_next(&it, &key, &v)) {
		if (rx_json_is(key, RX_SPAN("merge")))
			continue;
		rx_buf_text(b, separator);
		rx_buf_span(b, key);
		rx_buf_byte(b, ':');
		rx_buf_span(b, v);
		separator = ",";
	}
	rx_buf_printf(b, "%s\"merge\":", separator);
	return write_place(b, l) && rx_buf_byte(b, '}');
}

static bool
same_place(const struct rx_load *l, struct rx_err *why)
{
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_TEXT);
	struct rx_span	kept = rx_json_get(l->state.attempt, "merge");
	bool		same = write_place(&b, l) && rx_span_eq(rx_buf_view(&b), kept);

	rx_buf_free(&b);
	if (same)
		return true;
	rx_err_set(why, RX_REFUSED, "%.*s: the unfinished attempt was for another table, key "
	    "or disposition", RX_FMT(l->resource));
	rx_err_got(why, kept);
	return rx_err_hint(why, "rx-merge --forget %.*s, and run again", RX_FMT(l->resource));
}

bool
rx_load_resumes(const struct rx_load *l, bool again, struct rx_span attempt, bool *resumes,
    struct rx_err *why)
{
	*resumes = l->numbered && !again && rx_state_resumes(&l->state, attempt);
	return !*resumes || same_place(l, why);
}

/* A part that has neither an end nor a place to go on starts over. */
bool
rx_load_resume(struct rx_merge *m, struct rx_load *l, struct rx_err *e)
{
	struct rx_state_part *p;

	for (p = l->state.first; p != NULL; p = p->follow) {
		if (!p->begun || p->done || p->next.p != NULL)
			continue;
		if (!rx_state_restart(&l->state, p))
			return rx_err_nomem(e);
		if (rx_load_staged(l) && !rx_load_drop(m, l, p->part, e))
			return false;
	}
	return true;
}

bool
rx_load_start_over(struct rx_merge *m, struct rx_load *l, struct rx_span attempt,
    struct rx_err *e)
{
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_TEXT);
	bool		ok = true;

	(void)rx_hold_drop(&l->hold, NULL);
	if (attempt.p != NULL)
		ok = write_attempt(&b, l, attempt);
	ok = ok && rx_state_begin(&l->state, attempt.p != NULL ? rx_buf_view(&b) : RX_SPAN_NONE);
	rx_buf_free(&b);
	return ok ? rx_load_drop(m, l, RX_SPAN_NONE, e) : rx_err_nomem(e);
}
