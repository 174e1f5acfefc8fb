/* children: rx-plan in mid-pipe, one line after another. */
#include "lib/plan/expand.h"

/* Every line goes on as it came. */
static bool
pass(struct rx_plan *p, struct rx_span text, struct rx_err *e)
{
	static const struct rx_span lf = { "\n", 1 };

	return p->given.put(p->given.arg, text, e) && p->given.put(p->given.arg, lf, e);
}

/* A parent has ended: so have those children all of whose parents have. */
static bool
end_children(struct rx_plan *p, struct rx_res *parent, struct rx_err *e)
{
	struct rx_feed	*f;
	unsigned	 i;
	bool		 all, partial;

	for (f = parent->feeds; f != NULL; f = f->next) {
		all = true;
		partial = false;
		for (i = 0; i < f->child->nparents; i++) {
			struct rx_res *r = rx_plan_find(p, f->child->parents[i]);

			all = all && r->ended;
			partial = partial || r->partial;
		}
		if (all && !rx_plan_end(p, f->child, partial, e))
			return false;
	}
	return true;
}

static bool
follow(struct rx_plan *p, struct rx_res *r, const struct rx_line *l, struct rx_err *e)
{
	struct rx_feed *f;

	switch (l->kind) {
	case RX_KIND_BEGIN:
		if (l->m[RX_M_PART].p == NULL) {
			r->came = true;
			r->ended = r->partial = false;
		}
		return true;
	case RX_KIND_RECORD:
		for (f = r->feeds; f != NULL; f = f->next) {
			rx_arena_reset(&p->scratch);
			if (!rx_res_feed(f->child, f->axis, l->m[RX_M_DATA], l->m[RX_M_PART], e))
				return false;
		}
		return true;
	case RX_KIND_END:
		if (l->m[RX_M_PART].p != NULL)
			return true;
		r->ended = true;
		r->partial = l->m[RX_M_COMPLETE].p != NULL &&
		    rx_json_kind(l->m[RX_M_COMPLETE]) == RX_JSON_FALSE;
		return end_children(p, r, e);
	default:
		return true;
	}
}

/* What is no line of the stream: an error line takes its place. */
static bool
wrong(struct rx_plan *p, const struct rx_err *why, struct rx_err *e)
{
	struct rx_err told = *why;

	if (told.exit == RX_FAILED) {
		*e = told;
		return false;
	}
	rx_err_at(&told, "standard input, line %lu", p->nin);
	return rx_plan_tell(p, &told, RX_SPAN_NONE, e);
}

static bool
no_stream(struct rx_span text, struct rx_err *e)
{
	rx_err_set(e, RX_BAD_DATA, "the input is no line stream");
	rx_err_at(e, "standard input, line 1");
	rx_err_got(e, text);
	return rx_err_hint(e,
	    "rx-plan -p stands behind rx-merge --print-state or rx-select; bare records "
	    "are given by --parents FILE");
}

static bool
cut_short(struct rx_plan *p, struct rx_span text, struct rx_err *e)
{
	struct rx_err why = RX_ERR_INIT;

	rx_err_set(&why, RX_FAILED, "the stream was cut short within a line");
	rx_err_at(&why, "standard input, line %lu", p->nin);
	rx_err_got(&why, text);
	return rx_plan_tell(p, &why, RX_SPAN_NONE, e);
}

bool
rx_plan_line(struct rx_plan *p, struct rx_span text, bool cut, struct rx_err *e)
{
	struct rx_err	why = RX_ERR_INIT;
	enum rx_verdict	verdict;
	struct rx_res	*r;

	p->nin++;
	if (p->nin == 1 && !cut && !rx_line_opens(text)) {
		p->refused = true;
		(void)no_stream(text, &why);
		return wrong(p, &why, e) && rx_err_set(e, RX_OK, "%s", "");
	}
	if (!rx_line_parse(&p->in, text, RX_LINE_WHOLE, &why))
		return cut ? cut_short(p, text, e) : wrong(p, &why, e);
	if (p->in.kind == RX_KIND_STATE && p->in.m[RX_M_GENERATION].p != NULL && !p->begun)
		return rx_plan_state(p, &p->in, e) && pass(p, text, e);
	if (!p->begun && !rx_plan_begin(p, e))
		return false;
	if (!rx_promises_see(&p->promises, &p->in, &verdict, NULL, &why))
		return wrong(p, &why, e);
	if (verdict == RX_DROP)
		return true;
	if (!pass(p, text, e))
		return false;
	r = p->in.resource.p != NULL ? rx_plan_find(p, p->in.resource) : NULL;
	return r == NULL || r->feeds == NULL || follow(p, r, &p->in, e);
}
