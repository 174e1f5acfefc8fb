/* A resource's row of the history: what its run is, has done, and why it ended. */
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "rx/clock.h"
#include "lib/merge/run.h"

/* This run's name: it tells its rows from those of all other runs. */
static bool
name_run(struct rx_merge *m, struct rx_err *e)
{
	unsigned char	id[8];
	size_t		i;

	if (m->run[0] != '\0')
		return true;
	if (getrandom(id, sizeof(id), 0) != (ssize_t)sizeof(id))
		return rx_err_errno(e, "cannot get random bytes");
	for (i = 0; i < sizeof(id); i++) {
		m->run[2 * i] = "0123456789abcdef"[id[i] >> 4];
		m->run[2 * i + 1] = "0123456789abcdef"[id[i] & 15];
	}
	return true;
}

/* What rx-plan calls the source, in the begin's attempt. */
static bool
set_source(const struct rx_merge *m, struct rx_load *l)
{
	struct rx_span	v = m->bare || m->line.m[RX_M_ATTEMPT].p == NULL ? RX_SPAN_NONE :
	    rx_json_get(m->line.m[RX_M_ATTEMPT], "source");
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_TEXT);
	bool		ok;

	if (rx_json_kind(v) != RX_JSON_STRING)
		return rx_state_text(&l->source, RX_SPAN_NONE);
	ok = rx_json_text(&b, v) && rx_state_text(&l->source, rx_buf_view(&b));
	rx_buf_free(&b);
	return ok;
}

bool
rx_load_history_begin(struct rx_merge *m, struct rx_load *l, struct rx_err *e)
{
	struct rx_history *h = &l->history;

	if (m->kind->remember == NULL)
		return true;
	if (!name_run(m, e))
		return false;
	*h = (struct rx_history){ .counts = &l->stored, .requests = -1, .exit = -1 };
	memcpy(h->run, m->run, sizeof(h->run));
	h->resource = l->resource;
	rx_clock_precise(rx_clock_now(), h->started);
	l->exit = RX_OK;
	l->remembered = l->closed = false;
	if (!set_source(m, l) || !rx_state_text(&l->why, RX_SPAN_NONE))
		return rx_err_nomem(e);
	h->source = l->source;
	return true;
}

bool
rx_load_history_fail(struct rx_load *l, int exit, struct rx_span why)
{
	if (l->exit != RX_OK)
		return true;
	l->exit = exit;
	return rx_state_text(&l->why, why);
}

void
rx_load_history_free(struct rx_load *l)
{
	(void)rx_state_text(&l->source, RX_SPAN_NONE);
	(void)rx_state_text(&l->why, RX_SPAN_NONE);
}

/* What failed has told why; of the rest it is what ended the paging. */
static bool
say_why(struct rx_load *l)
{
	struct rx_span	end = rx_json_get(l->counts, "end");
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_TEXT);
	bool		ok;

	if (l->why.p != NULL)
		return true;
	if (l->abandoned)
		rx_buf_text(&b, l->ended ? "it began again" : "abandoned: it began again");
	else if (!l->ended)
		rx_buf_text(&b, "cut short");
	else if (!l->finished)
		rx_buf_text(&b, "held back by its children");
	else if (rx_json_kind(end) == RX_JSON_STRING)
		(void)rx_json_text(&b, end);
	else
		rx_buf_text(&b, l->complete ? "end of input" : "limited");
	ok = !b.failed && rx_state_text(&l->why, rx_buf_view(&b));
	rx_buf_free(&b);
	return ok;
}

static bool
close_row(struct rx_load *l, struct rx_err *e)
{
	if (!say_why(l))
		return rx_err_nomem(e);
	l->history.exit = l->finished ? RX_OK : l->exit != RX_OK ? l->exit : RX_FAILED;
	rx_clock_precise(rx_clock_now(), l->history.ended);
	l->closed = true;
	return true;
}

/* Of its last commit nothing has changed: no need to write it again. */
static bool
is_new(const struct rx_load *l, bool ends)
{
	return !l->remembered || ends || l->history.records != l->records ||
	    (l->history.pages != -1 && l->history.pages != (long)l->pages) ||
	    l->history.rejected != l->rejected ||
	    memcmp(&l->stored, &l->safe, sizeof(l->stored)) != 0;
}

static bool
remember(struct rx_merge *m, struct rx_load *l, bool ends, struct rx_err *e)
{
	struct rx_history	*h = &l->history;
	double			 pages = rx_load_told(l, "pages");

	h->records = l->records;
	h->rejected = l->rejected;
	h->pages = m->bare || m->conf.singer ? -1 : ends && pages >= 0 ? (long)pages :
	    (long)l->pages;
	h->requests = (long)rx_load_told(l, "requests");
	if (ends && !close_row(l, e))
		return false;
	h->source = l->source;
	h->why = l->why;
	l->remembered = true;
	return rx_merge_write(m, e) && m->kind->remember(m->target, h, e);
}

bool
rx_merge_remember(struct rx_merge *m, struct rx_err *e)
{
	struct rx_load	*l;
	bool		 ends;

	for (l = m->first; l != NULL; l = l->next) {
		if (l->history.run[0] == '\0' || !l->opened || l->null || l->closed)
			continue;
		ends = l->finished || l->abandoned || m->finishing;
		if (l->table == NULL && !ends)
			continue;
		if ((m->open || ends) && is_new(l, ends) && !remember(m, l, ends, e))
			return false;
	}
	return true;
}
