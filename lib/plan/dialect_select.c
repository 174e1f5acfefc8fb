/* dialect_select: which part of an answer the records are (dialect 20-22). */
#include <string.h>

#include "lib/plan/dialect.h"
#include "rx/expr.h"
#include "rx/rows.h"

static void
check_selector(struct rx_work *w, const struct rx_node *selector)
{
	struct rx_buf json = RX_BUF_INIT(RX_BUF_TEXT);
	struct rx_err err = RX_ERR_INIT;

	rx_node_write(&json, selector);
	if (!rx_template_has(rx_buf_view(&json)) &&
	    rx_selector_compile(w->arena, rx_buf_view(&json), &err) == NULL) {
		size_t prefix = strncmp(err.what, "data_selector: ", 15) == 0 ? 15 : 0;
		struct rx_err *told = rx_work_fault(w, selector, "endpoint.data_selector", "%s",
		    err.what + prefix);

		rx_err_got(told, rx_buf_view(&json));
		if (err.hint[0] != '\0')
			rx_err_hint(told, "%s", err.hint);
	}
	rx_buf_free(&json);
}

static void
selector(struct rx_work *w)
{
	const struct rx_node *given = rx_given(w->endpoint, "data_selector");

	if (given != NULL) {
		check_selector(w, given);
	} else if (w->entity) {
		rx_put(w->arena, w->endpoint, "data_selector", "$");
		rx_work_note(w, "endpoint.data_selector",
		    "the path ends in a placeholder: the whole body is the record");
	}
}

/* A template, or {"jq": ...}; Airbyte's {"condition": ...} is the former. */
static void
record_filter(struct rx_work *w)
{
	struct rx_node *filter = rx_given(w->endpoint, "record_filter"), *condition;
	struct rx_err err = RX_ERR_INIT;

	if (filter == NULL)
		return;
	condition = rx_given(filter, "condition");
	if (condition != NULL) {
		filter = rx_node_copy(w->arena, condition);
		rx_node_set(w->arena, w->endpoint, "record_filter", filter);
	}
	rx_node_remove(filter, "type");
	if (filter->kind == RX_JSON_OBJECT && rx_given(filter, "jq") == NULL)
		rx_err_hint(rx_work_fault(w, filter, "endpoint.record_filter",
		    "neither a condition nor jq"),
		    "\"{{ record.type == 'file' }}\", or {\"jq\": \".type == \\\"file\\\"\"}");
	else if (filter->kind == RX_JSON_OBJECT)
		rx_work_jq(w, rx_given(filter, "jq"), "endpoint.record_filter");
	else if (filter->kind == RX_JSON_STRING &&
	    rx_condition_compile(w->arena, filter->text, &err) == NULL)
		rx_err_hint(rx_work_fault(w, filter, "endpoint.record_filter", "'%.*s': %s",
		    RX_FMT(filter->text), err.what), "%s", err.hint);
}

void
rx_dialect_select(struct rx_work *w)
{
	selector(w);
	record_filter(w);
}
