/* lacks: what is said when a parent's record has not what a request wants. */
#include "lib/plan/expand.h"

static void
list_fields(struct rx_span data, struct rx_buf *b)
{
	struct rx_json_iter	it;
	struct rx_span		key;
	unsigned		n = 0;

	if (!rx_json_begin(&it, data))
		return;
	while (rx_json_next(&it, &key, &(struct rx_span){ NULL, 0 }) && key.p != NULL) {
		if (++n == 20) {
			rx_buf_text(b, ", ...");
			return;
		}
		rx_buf_text(b, n > 1 ? ", " : "");
		rx_json_decode(b, key);
	}
}

void
rx_res_lacks(struct rx_res *r, const struct rx_axis *x, const struct rx_column *c,
    struct rx_span data, struct rx_span found, struct rx_err *e)
{
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_TEXT), names = RX_BUF_INIT(RX_BUF_TEXT);
	size_t		i;

	if (c->of_part.p != NULL && c->nfields == 0)
		rx_buf_span(&names, c->of_part);
	for (i = 0; i < c->nfields; i++)
		rx_buf_printf(&names, "%s%.*s", names.n > 0 ? " or " : "", RX_FMT(c->fields[i]));
	rx_err_set(e, RX_USAGE, "%.*s: a record of %.*s %s", RX_FMT(r->name),
	    x->parent != NULL ? (int)x->parent->name.n : 9,
	    x->parent != NULL ? x->parent->name.p : "--parents",
	    found.p == NULL ? "lacks the field that is wanted" :
	    rx_json_kind(found) == RX_JSON_STRING ? "has an empty value where a URL wants one" :
	    "has no single value in the field that is wanted");
	rx_err_at(e, "{%.*s}, from %s", RX_FMT(r->holes[c->hole].name), rx_buf_str(&names));
	list_fields(data, &b);
	rx_err_got(e, found.p != NULL ? found : rx_buf_view(&b));
	rx_err_hint(e,
	    "the fields are %s; name the one in params: {\"type\":\"resolve\",\"resource\":"
	    "...,\"field\":...}, or use --set", b.n > 0 ? rx_buf_str(&b) : "none");
	rx_buf_free(&b);
	rx_buf_free(&names);
}
