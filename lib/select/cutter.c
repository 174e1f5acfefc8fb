#include "lib/select/cutter.h"

#include <stdlib.h>
#include <string.h>

#include "rx/cursor.h"
#include "rx/json.h"

static bool emit(struct cutter *, struct rx_span, struct rx_err *);

static bool
note_seen(struct cutter *c, struct rx_span record, struct rx_err *e)
{
	struct rx_span v = rx_selector_value(c->cursor, record);

	if (v.p == NULL || rx_json_kind(v) == RX_JSON_NULL ||
	    rx_json_kind(v) == RX_JSON_OBJECT || rx_json_kind(v) == RX_JSON_ARRAY)
		return true;
	if (c->seen.n > 0 && rx_cursor_cmp(v, rx_buf_view(&c->seen)) <= 0)
		return true;
	rx_buf_reset(&c->seen);
	return rx_buf_span(&c->seen, v) || rx_err_nomem(e);
}

/* The record with the parent's fields behind its own. */
static void
put_included(struct cutter *c, struct rx_span record)
{
	struct rx_span r = rx_span_trim(record);

	if (rx_json_kind(r) != RX_JSON_OBJECT) {
		rx_buf_span(c->out, r);
		return;
	}
	rx_buf_add(c->out, r.p, r.n - 1);
	rx_buf_text(c->out, rx_json_empty(r) ? "" : ",");
	rx_buf_span(c->out, c->include);
	rx_buf_byte(c->out, '}');
}

/* A record that went through all steps: written between prefix and suffix. */
static bool
emit(struct cutter *c, struct rx_span record, struct rx_err *e)
{
	if (c->cursor != NULL && !note_seen(c, record, e))
		return false;
	rx_buf_span(c->out, c->prefix);
	if (c->include.p != NULL)
		put_included(c, record);
	else if (memchr(record.p, '\n', record.n) != NULL)
		rx_json_compact(c->out, record);
	else
		rx_buf_span(c->out, record);
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

static bool
mapped(void *arg, struct rx_span result, struct rx_err *e)
{
	const struct stage *s = arg;

	return run_steps(s->c, s->i + 1, result, e);
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
	struct rx_rows	rows = { NULL, c->key, false };
	unsigned long	n;
	bool		ok;

	*outcome = RX_ROWS_FOUND;
	c->out = out;
	c->written = 0;
	rx_buf_reset(&c->seen);
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
