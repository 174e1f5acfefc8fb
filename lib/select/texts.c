/*
 * Bare input: a sequence of JSON texts.  Most files hold one text a line, so
 * a line is tried as a whole; what does not end with its line is gathered
 * until it does, and tried again each time it has doubled.
 */
#include <string.h>

#include "lib/select/stream.h"
#include "rx/json.h"

struct texts {
	struct stream	*s;
	struct cutter	 cutter;
	struct rx_buf	 pending;	/* lines of a text without an end so far */
	size_t		 again;		/* try when pending has grown to this */
};

static bool
cut(struct texts *t, struct rx_span text, struct rx_err *e)
{
	struct stream		*s = t->s;
	enum rx_rows_outcome	 outcome;
	static const struct rx_line none = { .kind = RX_KIND_OTHER };

	rx_buf_reset(&s->page);
	if (!cutter_cut(&t->cutter, text, &s->page, &outcome, e))
		return false;
	if (outcome == RX_ROWS_BARE && s->conf->strict)
		return rx_err_set(e, RX_BAD_DATA, "the body is a bare array, not an object");
	if (outcome == RX_ROWS_MISSED || !s->nameless.said) {
		struct rx_span v = rx_span_trim(text);

		if (s->conf->jq == NULL)
			s->nameless.optional = false;
		stream_note(s, &s->nameless, &none, outcome, v);
	} else {
		s->nameless.found++;
	}
	rx_out_span(s->out, rx_buf_view(&s->page));
	return true;
}

/* Cuts the texts that end in all; *used: how far they reach. */
static bool
cut_all(struct texts *t, struct rx_span all, size_t *used, struct rx_json_fault *f,
    struct rx_err *e)
{
	const char *end = all.p + all.n, *p = rx_json_space(all.p, end), *q;

	for (*used = 0; p < end; p = rx_json_space(q, end)) {
		if ((q = rx_json_skip(p, end, f)) == NULL)
			return f->at == end;
		if (q == end && *p != '{' && *p != '[' && *p != '"' && !t->s->in->eof) {
			f->at = end;	/* a number may go on */
			return true;
		}
		if (!cut(t, (struct rx_span){ p, (size_t)(q - p) }, e))
			return false;
		*used = (size_t)(q - all.p);
	}
	*used = all.n;
	return true;
}

static bool
broken(struct texts *t, const struct rx_json_fault *f, struct rx_span all, struct rx_err *e)
{
	if (e->exit == RX_OK)
		rx_json_fault(f, all, e);
	return rx_err_at(e, "%s, line %lu", t->s->in->name, t->s->in->line);
}

/* Tries what is pending; keeps what has no end. */
static bool
try_pending(struct texts *t, struct rx_err *e)
{
	struct rx_json_fault	f = { NULL, NULL };
	struct rx_span		all = rx_buf_view(&t->pending);
	size_t			used;

	e->exit = RX_OK;
	if (!cut_all(t, all, &used, &f, e))
		return broken(t, &f, all, e);
	memmove(t->pending.p, t->pending.p + used, t->pending.n - used);
	t->pending.n -= used;
	t->again = t->pending.n * 2;
	return true;
}

static bool
take_text(struct texts *t, struct rx_span line, struct rx_err *e)
{
	if (rx_span_trim(line).n == 0)
		return true;
	if (t->pending.n == 0 && cut(t, line, e))
		return true;
	rx_buf_span(&t->pending, line);
	if (!t->s->in->cut)
		rx_buf_byte(&t->pending, '\n');
	if (t->pending.failed)
		return rx_err_set(e, RX_BAD_DATA, "a JSON text of more than %zu MiB",
		    t->pending.max >> 20);
	return t->pending.n < t->again || try_pending(t, e);
}

int
stream_texts(struct stream *s, struct rx_err *e)
{
	struct texts	t = { .s = s, .pending = RX_BUF_INIT(RX_BUF_LINE) };
	struct rx_span	line;
	bool		ok;
	int		r = 0;

	s->nameless.optional = s->conf->jq != NULL;
	ok = cutter_open(&t.cutter, s->conf, RX_SPAN_NONE, e);
	t.cutter.prefix = RX_SPAN("");
	t.cutter.suffix = RX_SPAN("\n");
	while (ok && (r = rx_in_line(s->in, &line, e)) == 1)
		ok = take_text(&t, line, e);
	ok = ok && r == 0;
	if (ok && t.pending.n > 0) {
		ok = try_pending(&t, e);
		if (ok && rx_span_trim(rx_buf_view(&t.pending)).n > 0)
			ok = rx_err_set(e, RX_BAD_DATA, "the last JSON text has no end") ||
			    rx_err_at(e, "%s, line %lu", s->in->name, s->in->line);
	}
	if (ok)
		e->exit = stream_missed(s, e) ? e->exit : RX_OK;
	cutter_close(&t.cutter);
	rx_buf_free(&t.pending);
	return e->exit;
}
