/* What shape the records of a resource shall have: the source's words, and
 * the command line's, which overrule them. */
#include "lib/merge/run.h"

static bool
read_levels(struct rx_load *l, struct rx_span v, struct rx_err *e)
{
	if (v.p == NULL || rx_json_kind(v) == RX_JSON_NULL || rx_span_uint(v, &l->form.nest))
		return true;
	rx_err_set(e, RX_USAGE, "%.*s: max_table_nesting must be a whole number",
	    RX_FMT(l->resource));
	return rx_err_got(e, v);
}

bool
rx_load_form(struct rx_merge *m, struct rx_load *l, struct rx_span merge, struct rx_err *e)
{
	struct rx_form	*f = &l->form;
	struct rx_span	 hints = rx_json_get(merge, "nested_hints");

	f->contract = (struct rx_contract){ { RX_EVOLVE } };
	f->nest = 0;
	if (!rx_contract_read(&f->contract, rx_json_get(merge, "schema_contract"), e) ||
	    !rx_contract_options(&f->contract, m->conf.contracts, l->resource, e) ||
	    !read_levels(l, rx_json_get(merge, "max_table_nesting"), e))
		return false;
	/* what is only passed on has no tables: the source's wish is the next one's */
	if (m->kind->pass != NULL)
		f->nest = 0;
	if (m->conf.nest != NULL && !rx_span_uint(rx_span_of(m->conf.nest), &f->nest))
		return rx_err_set(e, RX_USAGE, "option --nest: '%s' is not a whole number",
		    m->conf.nest);
	if (!rx_state_text(&f->hints, rx_json_kind(hints) == RX_JSON_OBJECT ? hints :
	    RX_SPAN_NONE))
		return rx_err_nomem(e);
	/* nothing may be seen before all of it has been judged; and a record that
	 * was there keeps its lists, however long those of the new one are */
	l->how.staged |= l->disposition == RX_MERGE &&
	    (rx_contract_has(&f->contract, RX_FREEZE) ||
	    (f->nest > 0 && l->how.strategy == RX_INSERT_ONLY));
	return true;
}

bool
rx_form_same(const struct rx_form *a, const struct rx_form *b)
{
	return rx_contract_same(&a->contract, &b->contract) && a->nest == b->nest;
}

void
rx_form_free(struct rx_form *f)
{
	(void)rx_state_text(&f->hints, RX_SPAN_NONE);
}
