/* Lines come in; each goes to what it concerns. */
#include "lib/merge/singer.h"

#include <stdlib.h>

#define TELL	10	/* bad lines that are told one by one */

/* A line that nobody can read may have been anybody's: no promise that is
 * open can be kept any more. */
static bool
bad_line(struct rx_merge *m, bool cut, struct rx_err *why)
{
	struct rx_promise *p;

	if (cut) {
		rx_err_set(why, RX_FAILED, "the stream was cut short in line %lu", m->number);
		rx_err_hint(why, "what came before it has failed or was stopped; run it again");
	}
	rx_err_at(why, "line %lu of the input", m->number);
	if (m->bad++ < TELL)
		rx_merge_tell(m, why);
	for (p = m->promises.first; p != NULL; p = p->next)
		if (p->open)
			p->failed = true;
	return rx_promises_fail(&m->promises, RX_SPAN_NONE, why->exit) &&
	    rx_merge_pass_error(m, RX_SPAN_NONE, why);
}

/* The record of a line; data that stands last was left to us to validate. */
static bool
take_record(struct rx_merge *m, struct rx_record *r, struct rx_err *e)
{
	struct rx_span		data = m->line.m[RX_M_DATA];
	struct rx_json_fault	f;
	const char		*end = NULL;

	if (data.p == NULL) {
		rx_err_set(e, RX_BAD_DATA, "a record without data");
		return rx_err_got(e, m->line.text);
	}
	switch (rx_record_parse(r, &m->fields, data, &end, &f)) {
	case RX_RECORD_INVALID:
		return rx_json_fault(&f, m->line.text, e);
	case RX_RECORD_NOMEM:
		return rx_err_nomem(e);
	default:
		break;
	}
	if (end == data.p + data.n)
		return true;
	f = (struct rx_json_fault){ "something stands behind the data", end };
	return rx_json_fault(&f, m->line.text, e);
}

/* Reads the line into m->line, and its record if it is one.  Members behind
 * data are rare: such a line is read a second time. */
static bool
read_line(struct rx_merge *m, struct rx_span text, struct rx_record *r, struct rx_err *e)
{
	struct rx_line *l = &m->line;

	if (rx_line_parse(l, text, RX_LINE_LAZY, e) &&
	    (l->kind != RX_KIND_RECORD || take_record(m, r, e)))
		return true;
	return rx_line_parse(l, text, RX_LINE_WHOLE, e) &&
	    (l->kind != RX_KIND_RECORD || take_record(m, r, e));
}

/* Pages and requests must not come this far: their resource's end would be
 * believed though its records never came. */
static bool
misplaced(struct rx_merge *m, struct rx_load *l)
{
	const char	*missing = m->line.kind == RX_KIND_PAGE ? "rx-select" : "rx-page";
	struct rx_err	 e = RX_ERR_INIT;

	if (m->kind->pass != NULL || (l != NULL ? l->failed : m->misplaced))
		return true;
	m->misplaced = true;
	rx_err_set(&e, RX_BAD_DATA, "%.*s%sa %s came, not its records",
	    RX_FMT(l != NULL ? l->resource : RX_SPAN("")), l != NULL ? ": " : "",
	    rx_kind_name(m->line.kind));
	rx_err_at(&e, "line %lu of the input", m->number);
	rx_err_hint(&e, "%s is missing before rx-merge", missing);
	return l != NULL ? rx_load_fail(m, l, &e) : bad_line(m, false, &e);
}

/* Nobody knows whose it is: to pass it over would lose it in silence. */
static bool
nameless(struct rx_merge *m)
{
	struct rx_err e = RX_ERR_INIT;

	rx_err_set(&e, RX_BAD_DATA, "%s %s without a resource",
	    m->line.kind == RX_KIND_END ? "an" : "a", rx_kind_name(m->line.kind));
	rx_err_got(&e, m->line.text);
	return bad_line(m, false, &e);
}

/* Lines that must name a resource, unless they are only passed on. */
static bool
needs_name(const struct rx_merge *m)
{
	return m->line.kind == RX_KIND_RECORD || (m->kind->pass == NULL &&
	    (m->line.kind == RX_KIND_BEGIN || m->line.kind == RX_KIND_END ||
	    m->line.kind == RX_KIND_STATE));
}

/* For the history: the first error is why the resource failed. */
static bool
note_why(struct rx_load *l, const struct rx_line *line)
{
	struct rx_buf	text = RX_BUF_INIT(RX_BUF_TEXT);
	struct rx_span	exit = line->m[RX_M_EXIT];
	unsigned long	status;
	bool		ok;

	ok = rx_json_text(&text, line->m[RX_M_MESSAGE]) && rx_load_history_fail(l,
	    rx_span_uint(exit, &status) && status > 0 && status < 256 ? (int)status : RX_FAILED,
	    rx_buf_view(&text));
	rx_buf_free(&text);
	return ok;
}

static bool
note_error(struct rx_load *l, const struct rx_line *line, struct rx_err *e)
{
	struct rx_state_part *part;

	if (l == NULL)
		return true;
	if (line->m[RX_M_COUNTS].p != NULL && !rx_state_text(&l->counts, line->m[RX_M_COUNTS]))
		return rx_err_nomem(e);
	if (l->error.p == NULL && line->m[RX_M_MESSAGE].p != NULL &&
	    (!rx_state_text(&l->error, line->m[RX_M_MESSAGE]) || !note_why(l, line)))
		return rx_err_nomem(e);
	if (line->m[RX_M_PART].p == NULL)
		return true;
	if ((part = rx_state_part(&l->state, line->m[RX_M_PART], true)) == NULL)
		return rx_err_nomem(e);
	part->frozen = true;
	return true;
}

static bool
dispatch(struct rx_merge *m, struct rx_load *l, const struct rx_record *r,
    enum rx_verdict verdict, struct rx_err *e)
{
	const struct rx_line *line = &m->line;

	switch (line->kind) {
	case RX_KIND_BEGIN:
		return l == NULL || rx_load_begin(m, l, e);
	case RX_KIND_RECORD:
		return l == NULL || rx_load_record(m, l, r, line->m[RX_M_PART], e);
	case RX_KIND_STATE:
		return l == NULL || line->m[RX_M_GENERATION].p != NULL ||
		    rx_load_state(m, l, e);
	case RX_KIND_END:
		if (l == NULL || verdict != RX_PASS)
			return true;
		return line->m[RX_M_PART].p != NULL ? rx_load_part_end(m, l, e) :
		    rx_load_end(m, l, e);
	case RX_KIND_ERROR:
		return note_error(l, line, e);
	case RX_KIND_PAGE:
	case RX_KIND_REQUEST:
		return misplaced(m, l) || rx_err_nomem(e);
	default:
		return true;
	}
}

/* Hands on what is no record, behind the records that came before it. */
static bool
pass(struct rx_merge *m, const struct rx_load *l, enum rx_verdict verdict, struct rx_err *e)
{
	if (m->kind->pass == NULL || m->line.kind == RX_KIND_RECORD || verdict != RX_PASS ||
	    (m->line.kind == RX_KIND_END && l != NULL && l->failed))
		return true;
	if (!rx_merge_drain(m, e))
		return false;
	m->kind->pass(m->target, l != NULL ? l->table : NULL, &m->line);
	rx_merge_pending(m);
	return true;
}

/* URLs and plain requests are for rx-page alone. */
static bool
is_line(const struct rx_line *l, struct rx_err *why)
{
	if (l->kind <= RX_KIND_END)
		return true;
	rx_err_set(why, RX_BAD_DATA, "a line without a member 'rx'");
	return rx_err_got(why, l->text);
}

static bool
stream_line(struct rx_merge *m, struct rx_span text, bool cut, struct rx_err *e)
{
	struct rx_record	 r = { .n = 0 };
	struct rx_promise	*p = NULL;
	struct rx_load		*l = NULL;
	struct rx_err		 why;
	enum rx_verdict		 verdict;

	rx_err_clear(&why);
	if (!read_line(m, text, &r, &why) || !is_line(&m->line, &why))
		return bad_line(m, cut, &why) || rx_err_nomem(e);
	if (!rx_promises_see(&m->promises, &m->line, &verdict, &p, &why)) {
		if (p == NULL || why.exit != RX_BAD_DATA) {
			*e = why;
			return false;
		}
		rx_err_at(&why, "line %lu of the input", m->number);
		if (!p->failed)
			rx_merge_tell(m, &why);
		return (rx_promises_fail(&m->promises, p->resource, why.exit) &&
		    rx_merge_pass_error(m, p->resource, &why)) || rx_err_nomem(e);
	}
	if (p != NULL && (l = rx_load_of(m, p)) == NULL)
		return rx_err_nomem(e);
	if (l == NULL && needs_name(m))
		return nameless(m) || rx_err_nomem(e);
	return dispatch(m, l, &r, verdict, e) && pass(m, l, verdict, e);
}

bool
rx_merge_take(struct rx_merge *m, struct rx_span text, struct rx_err *e)
{
	return stream_line(m, text, false, e);
}

/* A bare record; what is none is rejected as it stands. */
static bool
bare_line(struct rx_merge *m, struct rx_span text, struct rx_err *e)
{
	struct rx_span		data = rx_span_trim(text);
	struct rx_json_fault	f = { NULL, NULL };
	struct rx_err		why;
	struct rx_record	r;
	const char		*end = NULL;
	enum rx_record_fault	fault = rx_record_parse(&r, &m->fields, data, &end, &f);

	if (fault == RX_RECORD_NOMEM)
		return rx_err_nomem(e);
	if (fault != RX_RECORD_INVALID && end == data.p + data.n)
		return rx_load_record(m, m->first, &r, RX_SPAN_NONE, e);
	if (fault != RX_RECORD_INVALID)
		f = (struct rx_json_fault){ "something stands behind the record", end };
	rx_err_clear(&why);
	rx_json_fault(&f, data, &why);
	rx_err_at(&why, "line %lu of the input", m->number);
	if (m->first->records + m->first->rejected == 0)
		(void)rx_line_hint(data, &why);
	return rx_load_reject(m, m->first, data, &why, e);
}

/* The first line decides what the input is. */
static bool
start(struct rx_merge *m, struct rx_span text, bool cut, struct rx_err *e)
{
	struct rx_span value;

	m->started = true;
	m->bare = !rx_line_opens(text);
	if (m->bare && cut && !rx_json_check(text, &value, e)) {
		rx_err_set(e, RX_FAILED, "the stream was cut short in line 1");
		return rx_err_hint(e, "what came before it has failed or was stopped");
	}
	*e = (struct rx_err)RX_ERR_INIT;
	return !m->bare || rx_load_bare(m, e);
}

bool
rx_merge_line(struct rx_merge *m, struct rx_span text, bool cut, struct rx_err *e)
{
	m->number++;
	if (rx_span_trim(text).n == 0)
		return true;
	if (m->conf.singer)
		return rx_singer_line(m, text, cut, e);
	if (!m->started && !start(m, text, cut, e))
		return false;
	return m->bare ? bare_line(m, text, e) : stream_line(m, text, cut, e);
}
