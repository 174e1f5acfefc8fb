/*
 * Fuzz entry: the first byte chooses how the rest is read (a condition, a
 * template, one with single braces, a time and its format, a duration).  What
 * is evaluated must be JSON when written, and text when sent.
 */
#include <stdint.h>
#include <stdlib.h>

#include "rx/expr.h"

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static const char context[] =
    "{\"response\":{\"data\":[{\"id\":1,\"n\":\"a\"},{\"id\":2.50,\"n\":\"\\u00e9\\n\"}],"
    "\"next\":null,\"more\":true,\"meta\":{\"next_page\":\"https://h/?a=1&b=2\"},"
    "\"big\":12345678901234567890},\"headers\":{\"Link\":\"<u?page=2>; rel=next\","
    "\"link\":{\"next\":{\"url\":\"u\"}}},\"config\":{\"start\":\"2026-01-02T03:04:05Z\","
    "\"ids\":\"a,b\"},\"last_page_size\":20}";

static bool
look_up(void *arg, struct rx_span name, struct rx_value *v)
{
	struct rx_span found = rx_json_member(RX_SPAN(context), name);

	(void)arg;
	*v = rx_value_json(found);
	v->nocase = rx_span_is(name, "headers");
	return found.p != NULL;
}

static void
on_path(void *arg, struct rx_span name, struct rx_span segments, enum rx_expr_use use)
{
	struct rx_span	value;
	struct rx_err	err;

	(void)arg;
	(void)use;
	if (name.n == 0 || !rx_json_check(segments, &value, &err))
		abort();
}

static void
check(struct rx_arena *arena, const struct rx_value *v)
{
	struct rx_buf	b = RX_BUF_INIT((size_t)128 << 20);
	struct rx_span	value;
	struct rx_err	err;

	if (!rx_value_write(&b, v) || !rx_json_check(rx_buf_view(&b), &value, &err))
		abort();
	rx_buf_reset(&b);
	if (!rx_value_send(&b, v))
		abort();
	(void)rx_value_sent(arena, v);
	rx_buf_free(&b);
}

static void
expression(struct rx_span s, char mode)
{
	struct rx_arena		 made = RX_ARENA_INIT, work = RX_ARENA_INIT;
	struct rx_err		 err = RX_ERR_INIT;
	struct rx_expr_ctx	 ctx = { look_up, NULL, &work, 1795323896.789012 };
	struct rx_template	*t;
	struct rx_value		 v;

	made.max = work.max = (size_t)32 << 20;
	t = mode == 'c' ? rx_condition_compile(&made, s, &err) :
	    rx_template_compile(&made, s, mode == 's', &err);
	if ((t == NULL) != (err.exit != RX_OK))
		abort();
	if (t != NULL) {
		rx_template_paths(t, &made, on_path, NULL);
		v = rx_template_eval(t, &ctx);
		if (!work.failed)
			check(&work, &v);
		rx_arena_reset(&work);
		(void)rx_condition_eval(t, &ctx);
	}
	rx_arena_free(&made);
	rx_arena_free(&work);
}

static void
date(struct rx_span s)
{
	struct rx_buf		b = RX_BUF_INIT((size_t)1 << 20);
	size_t			n = rx_span_find(s, '|');
	struct rx_span		text = { s.p, n };
	struct rx_instant	t, again;
	struct rx_duration	d;

	if (rx_date_parse(text, n < s.n ? rx_span_cut(s, n + 1) : RX_SPAN_NONE, &t)) {
		(void)rx_date_format(&b, t, rx_span_cut(s, n));
		rx_buf_reset(&b);
		if (!rx_date_format(&b, t, RX_SPAN_NONE) ||
		    !rx_date_parse(rx_buf_view(&b), RX_SPAN_NONE, &again) ||
		    rx_date_cmp(t, again) != 0)
			abort();
	}
	rx_buf_reset(&b);
	if (rx_duration_parse(text, &d) && !rx_duration_format(&b, d))
		abort();
	rx_buf_free(&b);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct rx_span s = { (const char *)data + 1, n - 1 };

	if (n < 1)
		return 0;
	switch (data[0] % 4) {
	case 0: expression(s, 'c'); break;
	case 1: expression(s, 't'); break;
	case 2: expression(s, 's'); break;
	default: date(s);
	}
	return 0;
}
