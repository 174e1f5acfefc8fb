/*
 * The scanner against itself: what rx_json_skip accepts, the fast functions
 * must walk to the same ends, and a selector must agree with and without
 * validation.
 */
#include <stdint.h>
#include <stdlib.h>

#include "rx/json.h"
#include "rx/line.h"
#include "rx/node.h"
#include "rx/rows.h"

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static bool
count(void *arg, const struct rx_row *row, struct rx_err *e)
{
	(void)e;
	*(size_t *)arg += row->value.n;
	return true;
}

static size_t
cut(struct rx_span body, bool valid, enum rx_rows_outcome *outcome)
{
	struct rx_arena	a = RX_ARENA_INIT;
	struct rx_err	e = RX_ERR_INIT;
	struct rx_rows	rows = { .selector = rx_selector_compile(&a, RX_SPAN("\"a.*.b\""), &e),
	    .key = RX_SPAN("\"id\""), .valid = valid };
	unsigned long	n;
	size_t		bytes = 0;

	if (!rx_rows_each(&rows, body, count, &bytes, outcome, &n, &e) && valid)
		abort();
	rx_arena_free(&a);
	return bytes;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct rx_span	text = { (const char *)data, size }, v;
	struct rx_err	e = RX_ERR_INIT;
	struct rx_line	l = RX_LINE_INIT;
	struct rx_arena	a = RX_ARENA_INIT;
	struct rx_buf	b = RX_BUF_INIT(1 << 20);
	enum rx_rows_outcome o1, o2;

	(void)rx_line_parse(&l, text, RX_LINE_LAZY, &e);
	(void)rx_line_parse(&l, text, RX_LINE_WHOLE, &e);
	rx_line_free(&l);
	if (!rx_json_check(text, &v, &e)) {
		(void)cut(text, false, &o1);
		return 0;
	}
	if (rx_json_jump(v.p, v.p + v.n) != v.p + v.n)
		abort();
	if (cut(v, true, &o1) != cut(v, false, &o2) || o1 != o2)
		abort();
	(void)rx_rows_detect(&b, v, &e);
	(void)rx_node_parse(&a, text, &e);
	rx_buf_reset(&b);
	(void)rx_json_compact(&b, v);
	if (!b.failed && !rx_json_check(rx_buf_view(&b), &v, &e))
		abort();
	rx_arena_free(&a);
	rx_buf_free(&b);
	return 0;
}
