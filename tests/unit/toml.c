#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/auth/secret_from.h"

#define COUNT(a)	(sizeof(a) / sizeof((a)[0]))

static const struct { const char *toml, *json; } good[] = {
	{ "", "{}" },
	{ "# only\n\n  # comments\r\n", "{}" },
	{ "a = \"x\"", "{\"a\":\"x\"}" },
	{ "a=\"x\"# c\r\nb = 'y \\ # \"'\n", "{\"a\":\"x\",\"b\":\"y \\\\ # \\\"\"}" },
	{ "a = \"q\\\" \\\\ \\n \\u00e9 \\U0001F600\"", "{\"a\":\"q\\\" \\\\ \\n \xc3\xa9 \xf0\x9f\x98\x80\"}" },
	{ "n = 0042 # n\nt = true\nd = 2026-01-01\nf = 1.50", "{\"n\":\"0042\",\"t\":\"true\",\"d\":\"2026-01-01\",\"f\":\"1.50\"}" },
	{ "[s]\na = \"1\"\n[s.\"t u\".v]\nb = \"2\"\n[ s . w ]\nc = \"3\"\n[s]\nd = \"4\"",
	    "{\"s\":{\"a\":\"1\",\"t u\":{\"v\":{\"b\":\"2\"}},\"w\":{\"c\":\"3\"},\"d\":\"4\"}}" },
	{ "x.y.z = \"1\"\nx.y.a = \"2\"", "{\"x\":{\"y\":{\"z\":\"1\",\"a\":\"2\"}}}" },
	{ "'q k' = \"1\"\n\"a.b\" = \"2\"", "{\"q k\":\"1\",\"a.b\":\"2\"}" },
	{ "l = [ \"]\", # ]\n  [ \"x\" ],\n]\na = \"1\"", "{\"a\":\"1\"}" },
	{ "l = []\nt = { k = \"v\" }\na = \"1\"", "{\"a\":\"1\"}" },
	{ "m = \"\"\"one\na = \"no\"\n\"\"\"\na = \"1\"\nn = '''x'''\nb = \"2\"", "{\"a\":\"1\",\"b\":\"2\"}" },
	{ "[[list]]\na = \"1\"\n", "{\"list\":{\"a\":\"1\"}}" },
	{ "a = \"1\"\na = \"2\"", "{\"a\":\"2\"}" },
};

static void
test_good(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(good); i++) {
		struct rx_arena	 a = RX_ARENA_INIT;
		struct rx_buf	 b = RX_BUF_INIT(4096);
		struct rx_err	 e = RX_ERR_INIT;
		struct rx_node	*n = rx_toml_parse(&a, rx_span_of(good[i].toml), &e);

		if (n == NULL)
			fail_msg("%s: %s at %s", good[i].toml, e.what, e.at);
		assert_true(rx_node_write(&b, n));
		assert_string_equal(rx_buf_str(&b), good[i].json);
		rx_buf_free(&b);
		rx_arena_free(&a);
	}
}

/* The message names the line and shows nothing of it. */
static void
test_wrong(void **state)
{
	static const char *const wrong[] = { "ok = \"1\"\ns3cr3t", "\n= \"s3cr3t\"",
	    "\na = \"s3cr3t", "\na = \"\\s3cr3t\"", "\n[s3cr3t", "\n[[s3cr3t]", "\na =",
	    "\na = \"\\ud800 s3cr3t\"", "\n[]", "\na b = \"s3cr3t\"" };
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(wrong); i++) {
		struct rx_arena	a = RX_ARENA_INIT;
		struct rx_err	e = RX_ERR_INIT;

		assert_null(rx_toml_parse(&a, rx_span_of(wrong[i]), &e));
		assert_int_equal(e.exit, RX_USAGE);
		assert_string_equal(e.at, "line 2");
		assert_null(strstr(e.what, "s3cr3t"));
		assert_string_equal(e.got, "");
		rx_arena_free(&a);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good),
		cmocka_unit_test(test_wrong),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
