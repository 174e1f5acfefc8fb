#include "lib/select/cutter.h"

#include <stdlib.h>
#include <string.h>

#include "rx/json.h"

/* The record with the parent's fields behind its own. */
static void
put_included(const struct cutter *c, struct rx_buf *b, struct rx_span record)
{
	struct rx_span r = rx_span_trim(record);

	if (rx_json_kind(r) != RX_JSON_OBJECT) {
		rx_buf_span(b, r);
		return;
	}
	rx_buf_add(b, r.p, r.n - 1);
	rx_buf_text(b, rx_json_empty(r) ? "" : ",");
	rx_buf_span(b, c->include);
	rx_buf_byte(b, '}');
}

/* Steps and filters see the parent's fields, so those come first. */
static bool
includes_early(const struct cutter *c)
{
	return c->include.p != NULL && (c->nsteps > 0 || c->filter != NULL);
}

/* A record that went through all steps: written between prefix and suffix,
 * unless its cursor says that it is not wanted. */
static bool
emit(struct cutter *c, struct rx_span record, struct rx_err *e)
{
	size_t	before = c->out->n, at;
	bool	wanted;

	rx_buf_span(c->out, c->prefix);
	at = c->out->n;
	if (c->include.p != NULL && !includes_early(c))
		put_included(c, c->out, record);
	else if (memchr(record.p, '\n', record.n) != NULL)
		rx_json_compact(c->out, record);
	else
		rx_buf_span(c->out, record);
	if (c->out->failed)
		return rx_err_nomem(e);
	if (!cursor_take(&c->cursor, c->out, at, &wanted, e))
		return false;
	if (!wanted) {
		c->out->n = before;
		return true;
	}
	rx_buf_span(c->out, c->suffix);
	c->written++;
	return !c->out->failed || rx_err_nomem(e);
}

static bool
look_up(void *arg, struct rx_span name, struct rx_value *v)
{
	if (!rx_span_is(name, "record"))
		return false;
	*v = rx_value_json(*(const struct rx_span *)arg);
	return true;
}

static bool
keeps(struct cutter *c, struct rx_span record)
{
	struct rx_expr_ctx	ctx = { .lookup = look_up, .arg = &record, .arena = &c->scratch };
	struct rx_value		v;

	rx_arena_reset(&c->scratch);
	v = rx_template_eval(c->filter, &ctx);
	return rx_value_true(&v);
}

struct stage {			/* a record on its way through the steps */
	struct cutter	*c;
	unsigned	 i;
	struct rx_span	 record;
	bool		 kept;
};

static bool
verdict(void *arg, struct rx_span result, struct rx_err *e)
{
	struct stage *s = arg;

	(void)e;
	s->kept = rx_json_kind(result) != RX_JSON_NULL && rx_json_kind(result) != RX_JSON_FALSE;
	return true;
}

static bool run_steps(struct cutter *, unsigned, struct rx_span, struct rx_err *);

/* What a program gives is a record, or a list of them; null is none. */
static bool
mapped(void *arg, struct rx_span result, struct rx_err *e)
{
	const struct stage	*s = arg;
	struct rx_row		 row = { result, RX_SPAN_NONE, true };
	struct rx_buf		 b = RX_BUF_INIT(RX_BUF_LINE);
	struct rx_json_iter	 it;
	struct rx_span		 v;
	bool			 ok = true;

	switch (rx_json_kind(result)) {
	case RX_JSON_NULL:
		return true;
	case RX_JSON_OBJECT:
		return run_steps(s->c, s->i + 1, result, e);
	case RX_JSON_ARRAY:
		(void)rx_json_begin(&it, result);
		while (ok && rx_json_next(&it, NULL, &v))
			ok = mapped(arg, v, e);
		return ok;
	default:
		ok = rx_row_write(&b, &row, RX_SPAN_NONE) ?
		    run_steps(s->c, s->i + 1, rx_buf_view(&b), e) : rx_err_nomem(e);
		rx_buf_free(&b);
		return ok;
	}
}

static bool
run_steps(struct cutter *c, unsigned i, struct rx_span record, struct rx_err *e)
{
	struct stage	s = { c, i, record, false };

	if (i == c->nsteps)
		return emit(c, record, e);
	if (c->steps[i].kind == CUTTER_MAP)
		return rx_jq_run(c->steps[i].jq, record, mapped, &s, e);
	if (!rx_jq_run(c->steps[i].jq, record, verdict, &s, e))
		return false;
	return !s.kept || run_steps(c, i + 1, record, e);
}

static bool
take_row(void *arg, const struct rx_row *row, struct rx_err *e)
{
	struct cutter	*c = arg;
	struct rx_span	 record = row->value;

	if (row->scalar || row->name.p != NULL) {
		rx_buf_reset(&c->row);
		if (!rx_row_write(&c->row, row, c->key))
			return rx_err_nomem(e);
		record = rx_buf_view(&c->row);
	}
	if (includes_early(c)) {
		rx_buf_reset(&c->whole);
		put_included(c, &c->whole, record);
		record = rx_buf_view(&c->whole);
	}
	if (c->filter != NULL && !keeps(c, record))
		return true;
	return run_steps(c, 0, record, e);
}

static bool
take_result(void *arg, struct rx_span result, struct rx_err *e)
{
	struct rx_row row = { result, RX_SPAN_NONE, rx_json_kind(result) != RX_JSON_OBJECT };

	return take_row(arg, &row, e);
}

static bool
detect(struct cutter *c, struct rx_span body, struct rx_err *e)
{
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_TEXT);
	struct rx_span	v;
	bool		ok;

	ok = rx_json_check(body, &v, e) && rx_rows_detect(&b, v, e) &&
	    (c->selector = rx_selector_compile(&c->arena, rx_arena_span(&c->arena,
	    rx_buf_view(&b)), e)) != NULL;
	rx_buf_free(&b);
	return ok;
}

static bool
cut_by_jq(struct cutter *c, struct rx_span body, struct rx_err *e)
{
	struct rx_span v;

	return rx_json_check(body, &v, e) && rx_jq_run(c->jq, v, take_result, c, e);
}

bool
cutter_cut(struct cutter *c, struct rx_span body, struct rx_buf *out,
    enum rx_rows_outcome *outcome, struct rx_err *e)
{
	size_t		before = out->n;
	struct rx_rows	rows = { .key = c->key };
	unsigned long	n;
	bool		ok;

	*outcome = RX_ROWS_FOUND;
	c->out = out;
	c->written = 0;
	cursor_page(&c->cursor);
	if (c->jq != NULL) {
		ok = cut_by_jq(c, body, e);
	} else {
		ok = c->selector != NULL || detect(c, body, e);
		rows.selector = c->selector;
		ok = ok && rx_rows_each(&rows, body, take_row, c, outcome, &n, e);
	}
	if (!ok)
		out->n = before;
	return ok;
}
