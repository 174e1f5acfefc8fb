/* The line protocol and its promises. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "rx/line.h"
#include "rx/promise.h"

static void
parses(void **state)
{
	struct rx_line	l = RX_LINE_INIT;
	struct rx_err	e = RX_ERR_INIT;

	(void)state;
	assert_true(rx_line_parse(&l, RX_SPAN("{\"part\":{\"a\":\"1\"},\"rx\":\"page\",\"resource\":\"c\\u00e9\","
	    "\"page\":3,\"unknown\":[1],\"next\":null,\"body\":{\"x\":1}}"), RX_LINE_WHOLE, &e));
	assert_int_equal(l.kind, RX_KIND_PAGE);
	assert_true(rx_span_is(l.resource, "c\xc3\xa9"));
	assert_true(rx_span_is(l.m[RX_M_PAGE], "3"));
	assert_true(rx_span_is(l.m[RX_M_BODY], "{\"x\":1}"));
	assert_true(rx_span_is(l.m[RX_M_PART], "{\"a\":\"1\"}"));
	assert_null(l.m[RX_M_STATUS].p);
	assert_false(l.lazy);
	rx_line_free(&l);
}

static void
names_kinds(void **state)
{
	static const struct { const char *text; enum rx_kind kind; } kinds[] = {
		{ "{\"rx\":\"begin\"}", RX_KIND_BEGIN }, { "{\"rx\":\"end\"}", RX_KIND_END },
		{ "{\"rx\":\"future\",\"x\":1}", RX_KIND_OTHER }, { "{\"url\":\"http://x\"}", RX_KIND_PLAIN },
		{ "https://x/y", RX_KIND_URL }, { " {\"rx\" : \"state\"} ", RX_KIND_STATE },
	};
	struct rx_line	l = RX_LINE_INIT;
	struct rx_err	e = RX_ERR_INIT;
	size_t		i;

	(void)state;
	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		assert_true(rx_line_parse(&l, rx_span_of(kinds[i].text), RX_LINE_WHOLE, &e));
		assert_int_equal(l.kind, kinds[i].kind);
	}
	rx_line_free(&l);
}

static void
leaves_bodies_alone(void **state)
{
	struct rx_line	l = RX_LINE_INIT;
	struct rx_err	e = RX_ERR_INIT;

	(void)state;
	assert_true(rx_line_parse(&l, RX_SPAN("{\"rx\":\"page\",\"body\":{\"x\":[01} }"), RX_LINE_LAZY, &e));
	assert_true(l.lazy);
	assert_true(rx_span_is(l.m[RX_M_BODY], "{\"x\":[01}"));
	assert_false(rx_line_parse(&l, RX_SPAN("{\"rx\":\"page\",\"body\":{\"x\":[01} }"), RX_LINE_WHOLE, &e));
	rx_line_free(&l);
}

static void
refuses(void **state)
{
	static const struct { const char *text, *what; } wrong[] = {
		{ "[1]", "a line that is no JSON object" },
		{ "{\"a\":1}", "a line without a member 'rx' that names its kind" },
		{ "{\"rx\":5}", "the member 'rx' of a line may not be a number" },
		{ "{\"rx\":\"page\",\"part\":[]}", "the member 'part' of a line may not be an array" },
		{ "{\"rx\":\"end\"", "not JSON: a comma or } expected" },
		{ "{\"rx\":\"end\"} {}", "not JSON: something stands behind the object" },
	};
	struct rx_line	l = RX_LINE_INIT;
	struct rx_err	e = RX_ERR_INIT;
	size_t		i;

	(void)state;
	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		assert_false(rx_line_parse(&l, rx_span_of(wrong[i].text), RX_LINE_WHOLE, &e));
		assert_string_equal(e.what, wrong[i].what);
		assert_int_equal(e.exit, RX_BAD_DATA);
	}
	rx_line_free(&l);
}

static void
edits_one_member(void **state)
{
	struct rx_line	l = RX_LINE_INIT;
	struct rx_err	e = RX_ERR_INIT;
	struct rx_buf	b = RX_BUF_INIT(1000);

	(void)state;
	assert_true(rx_line_parse(&l, RX_SPAN("{\"rx\":\"end\",\"counts\":{\"a\":1},\"x\": 1.0}"),
	    RX_LINE_WHOLE, &e));
	rx_line_with(&b, &l, "counts", RX_SPAN("{}"));
	assert_string_equal(rx_buf_str(&b), "{\"rx\":\"end\",\"x\":1.0,\"counts\":{}}");
	rx_buf_free(&b);
	rx_line_free(&l);
}

/* Lines apart by LF; for each P (passed), D (dropped) or E (an error), then
 * the exit status and what is said. */
static const struct {
	const char	*lines, *verdicts;
	int		 exit;
	const char	*what;
} streams[] = {
	{ "{\"rx\":\"begin\",\"resource\":\"c\"}\n{\"rx\":\"record\",\"resource\":\"c\"}\n"
	    "{\"rx\":\"end\",\"resource\":\"c\"}", "PPP", 0, "" },
	{ "{\"rx\":\"begin\",\"resource\":\"c\"}\n{\"rx\":\"record\",\"resource\":\"c\"}", "PP", 1,
	    "c: the stream was cut short after 1 record" },
	{ "{\"rx\":\"begin\",\"resource\":\"c\"}\n{\"rx\":\"error\",\"resource\":\"c\",\"exit\":5}\n"
	    "{\"rx\":\"end\",\"resource\":\"c\"}", "PPD", 5, "" },
	{ "{\"rx\":\"error\",\"exit\":4}\n{\"rx\":\"error\",\"exit\":5}", "PP", 4, "" },
	{ "{\"rx\":\"record\",\"resource\":\"c\"}", "E", 0, "c: a record before its begin" },
	{ "{\"rx\":\"end\",\"resource\":\"c\"}", "E", 0, "c: an end before its begin" },
	{ "{\"rx\":\"begin\",\"resource\":\"c\"}\n{\"rx\":\"end\",\"resource\":\"c\",\"part\":{}}", "PP", 1,
	    "c: the stream was cut short after 0 records" },
	{ "{\"rx\":\"begin\",\"resource\":\"c\"}\n{\"rx\":\"record\",\"resource\":\"c\"}\n"
	    "{\"rx\":\"begin\",\"resource\":\"c\"}\n{\"rx\":\"end\",\"resource\":\"c\"}", "PPPP", 0, "" },
	{ "{\"rx\":\"begin\",\"resource\":\"c\"}\n{\"rx\":\"begin\",\"resource\":\"d\"}\n"
	    "{\"rx\":\"error\",\"resource\":\"d\",\"exit\":3}\n{\"rx\":\"end\",\"resource\":\"d\"}\n"
	    "{\"rx\":\"end\",\"resource\":\"c\"}", "PPPDP", 3, "" },
	{ "{\"rx\":\"state\",\"resource\":\"c\",\"generation\":4}", "P", 0, "" },
	{ "{\"rx\":\"future\",\"resource\":\"c\"}\n{\"rx\":\"record\"}", "PP", 0, "" },
};

static void
keeps_promises(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(streams) / sizeof(streams[0]); i++) {
		struct rx_promises	ps = RX_PROMISES_INIT;
		struct rx_line		l = RX_LINE_INIT;
		struct rx_err		e = RX_ERR_INIT;
		struct rx_span		rest = rx_span_of(streams[i].lines), line;
		const char		*want = streams[i].verdicts;
		enum rx_verdict		v;

		for (; *want != '\0'; want++) {
			line = (struct rx_span){ rest.p, rx_span_find(rest, '\n') };
			rest = rx_span_cut(rest, line.n + 1);
			assert_true(rx_line_parse(&l, line, RX_LINE_WHOLE, &e));
			if (!rx_promises_see(&ps, &l, &v, NULL, &e))
				assert_int_equal(*want, 'E');
			else
				assert_int_equal(*want, v == RX_PASS ? 'P' : 'D');
		}
		if (want[-1] != 'E')
			assert_int_equal(rx_promises_exit(&ps, &e), streams[i].exit);
		assert_string_equal(e.what, streams[i].what);
		rx_promises_free(&ps);
		rx_line_free(&l);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parses), cmocka_unit_test(names_kinds),
		cmocka_unit_test(leaves_bodies_alone), cmocka_unit_test(refuses),
		cmocka_unit_test(edits_one_member), cmocka_unit_test(keeps_promises),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
