/* dialect_jq: the jq programs of a source, compiled to see whether they are. */
#include "lib/plan/dialect.h"
#include "rx/expr.h"
#include "rx/jq.h"

void
rx_work_jq(struct rx_work *w, const struct rx_node *text, const char *path)
{
	struct rx_err	 e = RX_ERR_INIT, *told;
	struct rx_buf	 program = RX_BUF_INIT(RX_BUF_TEXT);
	struct rx_jq	*jq;

	/* with a setting in it, it is whole only when the plan is made */
	if (text->kind != RX_JSON_STRING || rx_template_has(text->text))
		return;
	rx_buf_span(&program, text->text);
	jq = rx_jq_open(rx_buf_str(&program), &e);
	rx_buf_free(&program);
	if (jq == NULL) {
		told = rx_work_fault(w, text, path, "%s", e.what);
		rx_err_hint(told, "%s", e.got);
	}
	rx_jq_close(jq);
}
