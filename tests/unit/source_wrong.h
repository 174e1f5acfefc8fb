/* source_wrong.h: all that is wrong with a source. */
#include "source.h"

struct wrong {			/* a source, and all that is wrong with it */
	const char	*source, *want;
};

/* The problems as blocks, each after the name of its resource. */
static void
assert_problems(const char *source, const char *want)
{
	struct rx_buf got = RX_BUF_INIT(RX_BUF_TEXT), one = RX_BUF_INIT(RX_BUF_TEXT);
	struct rx_source s;
	bool good = parse(&s, source, NULL, false);

	for (const struct rx_problem *p = s.problems; p != NULL; p = p->next) {
		const char *level = p->warning ? "warning" : "error";
		const char *text;

		rx_buf_reset(&one);
		rx_err_format(&p->err, "", &one);
		text = strstr(rx_buf_str(&one), "error: ") + sizeof("error: ") - 1;
		rx_buf_printf(&got, "%.*s%s%s: ", RX_FMT(p->resource), p->resource.n ? " " : "",
		    level);
		rx_buf_text(&got, text);
	}
	if (strcmp(rx_buf_str(&got), want) != 0)
		print_message("%s\n", source);
	assert_string_equal(rx_buf_str(&got), want);
	assert_int_equal(good, s.errors == 0);
	rx_source_free(&s);
	rx_buf_free(&got);
	rx_buf_free(&one);
}
