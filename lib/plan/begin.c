/* begin: what a resource promises. */
#include "lib/plan/expand.h"

/* Members of the resource that say how its rows are kept. */
static void
put_hints(struct rx_res *r, struct rx_buf *b)
{
	static const char *const keys[] = { "columns", "schema_contract", "merge_key",
	    "max_table_nesting", "nested_hints", "parent_table_name" };
	const struct rx_node	*n;
	size_t			 i;

	for (i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		n = rx_node_get(r->node, keys[i]);
		if (n == NULL || n->kind == RX_JSON_NULL)
			continue;
		rx_buf_printf(b, ",\"%s\":", keys[i]);
		rx_node_write(b, n);
	}
}

static void
put_merge(struct rx_res *r, struct rx_buf *b)
{
	const struct rx_node	*table = rx_node_get(r->node, "table_name");
	const struct rx_node	*how = rx_node_get(r->node, "write_disposition");
	const struct rx_node	*key = rx_node_get(r->node, "primary_key");

	if (!rx_res_loaded(r) || rx_node_is(how, "skip")) {
		rx_buf_text(b, ",\"merge\":null");
		return;
	}
	rx_buf_text(b, ",\"merge\":{\"table\":");
	rx_json_quote(b, table != NULL && table->text.n > 0 ? table->text : r->name);
	rx_buf_text(b, ",\"disposition\":");
	if (how != NULL && how->kind != RX_JSON_NULL)
		rx_node_write(b, how);
	else
		rx_buf_text(b, "\"append\"");
	if (key != NULL && key->kind == RX_JSON_STRING) {
		rx_buf_text(b, ",\"key\":[");
		rx_node_write(b, key);
		rx_buf_byte(b, ']');
	} else if (key != NULL && key->n > 0) {
		rx_buf_text(b, ",\"key\":");
		rx_node_write(b, key);
	}
	put_hints(r, b);
	rx_buf_byte(b, '}');
}

/* All that stand above it in this run, in the order of the source. */
static void
put_ancestors(struct rx_res *r, struct rx_buf *b)
{
	struct rx_res	*a;
	unsigned long	 walk;
	bool		 first = true;

	if (r->nparents == 0)
		return;
	walk = rx_res_ancestors(r);
	for (a = r->plan->first; a != NULL; a = a->next) {
		if (a == r || a->walked != walk)
			continue;
		rx_buf_text(b, first ? ",\"of\":[" : ",");
		rx_json_quote(b, a->name);
		first = false;
	}
	if (!first)
		rx_buf_byte(b, ']');
}

bool
rx_res_begin(struct rx_res *r, struct rx_buf *b)
{
	rx_line_start(b, RX_KIND_BEGIN, r->name);
	put_ancestors(r, b);
	put_merge(r, b);
	if (r->plan->given.pipe)
		rx_line_json(b, "generation", r->state.generation.p != NULL ? r->state.generation :
		    RX_SPAN("0"));
	rx_line_json(b, "attempt", r->attempt);
	rx_line_finish(b);
	return rx_buf_byte(b, '\n');
}
