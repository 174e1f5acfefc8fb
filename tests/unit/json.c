/* The scanner, look-ups, strings, numbers and trees. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "rx/json.h"
#include "rx/node.h"

static void
accepts(void **state)
{
	static const char *const texts[] = {
		"null", "true", " false ", "0", "-0", "1.10", "-1.5e+10", "1E5", "12345678901234567890",
		"\"\"", "\"a\"", "\"\\u00e9\\/\\\"\\\\\\b\\f\\n\\r\\t\"", "\"\\ud800\"", "\"Z\xc3\xbcrich\"",
		"\"\xf0\x9f\x98\x80 long enough for several blocks of sixteen bytes\"",
		"[]", "{}", "[ ]", "{ }", "[1,2,[3,[4]],{}]", "{\"a\":{\"b\":[1,{\"c\":null}]},\"d\":\"\"}",
		"\t[\r\n1 ,\n2 ]\n", "{\"a\":1,\"a\":2}", "\"\x7f\""
	};
	struct rx_err	e = RX_ERR_INIT;
	struct rx_span	v;
	size_t		i;

	(void)state;
	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (!rx_json_check(rx_span_of(texts[i]), &v, &e))
			fail_msg("%s: %s at %s", texts[i], e.what, e.at);
}

static void
refuses(void **state)
{
	static const struct { const char *text, *what, *at; } cases[] = {
		{ "", "not JSON: empty", "line 1, column 1" },
		{ "tru", "not JSON: a value expected", "line 1, column 1" },
		{ "01", "not JSON: a number with a leading zero", "line 1, column 1" },
		{ "+1", "not JSON: a value expected", "line 1, column 1" },
		{ ".5", "not JSON: a value expected", "line 1, column 1" },
		{ "1.", "not JSON: a digit expected", "line 1, column 3" },
		{ "1e", "not JSON: a digit expected", "line 1, column 3" },
		{ "-", "not JSON: a digit expected", "line 1, column 2" },
		{ "NaN", "not JSON: a value expected", "line 1, column 1" },
		{ "\"a", "not JSON: a string has no end", "line 1, column 3" },
		{ "\"a\nb\"", "not JSON: a control character in a string", "line 1, column 3" },
		{ "\"\\x\"", "not JSON: an unknown escape", "line 1, column 2" },
		{ "\"\\u12g4\"", "not JSON: \\u needs four hex digits", "line 1, column 2" },
		{ "\"\xff\"", "not JSON: not UTF-8", "line 1, column 2" },
		{ "\"\xed\xa0\x80\"", "not JSON: not UTF-8", "line 1, column 2" },
		{ "\"\xc0\x80\"", "not JSON: not UTF-8", "line 1, column 2" },
		{ "[1 2]", "not JSON: a comma or ] expected", "line 1, column 4" },
		{ "[1,]", "not JSON: a value expected", "line 1, column 4" },
		{ "[", "not JSON: a value expected", "line 1, column 2" },
		{ "[1", "not JSON: an array has no end", "line 1, column 3" },
		{ "{\"a\":1", "not JSON: an object has no end", "line 1, column 7" },
		{ "{\"a\" 1}", "not JSON: a colon expected", "line 1, column 6" },
		{ "{a:1}", "not JSON: a member's name in quotes expected", "line 1, column 2" },
		{ "{\"a\":1,}", "not JSON: a member's name in quotes expected", "line 1, column 8" },
		{ "[1}", "not JSON: a comma or ] expected", "line 1, column 3" },
		{ "1\n 2", "not JSON: something stands behind the value", "line 2, column 2" },
	};
	struct rx_err	e = RX_ERR_INIT;
	struct rx_span	v;
	size_t		i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		if (rx_json_check(rx_span_of(cases[i].text), &v, &e))
			fail_msg("accepted: %s", cases[i].text);
		assert_string_equal(e.what, cases[i].what);
		assert_string_equal(e.at, cases[i].at);
		assert_int_equal(e.exit, RX_BAD_DATA);
	}
}

static void
bounds_depth(void **state)
{
	char		text[2 * RX_JSON_DEPTH + 8];
	struct rx_err	e = RX_ERR_INIT;
	struct rx_span	v;
	size_t		n = RX_JSON_DEPTH;

	(void)state;
	memset(text, '[', n);
	memset(text + n, ']', n);
	assert_true(rx_json_check((struct rx_span){ text, 2 * n }, &v, &e));
	memset(text, '[', n + 1);
	assert_false(rx_json_check((struct rx_span){ text, n + 1 }, &v, &e));
	assert_string_equal(e.what, "not JSON: nested too deep (the limit is 512)");
}

/* Every prefix of a text that is not the text itself is refused. */
static void
refuses_prefixes(void **state)
{
	static const char text[] = "{\"data\":[{\"id\":-1.5e3,\"t\":\"\\u00e9\xc3\xbc\",\"n\":null},{}],\"x\":true}";
	struct rx_err	e = RX_ERR_INIT;
	struct rx_span	v;
	size_t		n;

	(void)state;
	for (n = 0; n < sizeof(text) - 1; n++)
		assert_false(rx_json_check((struct rx_span){ text, n }, &v, &e));
	assert_true(rx_json_check((struct rx_span){ text, n }, &v, &e));
}

static void
is_text(struct rx_span got, const char *want)
{
	if (!rx_span_is(got, want))
		fail_msg("got %.*s, want %s", RX_FMT(got), want);
}

static void
looks_up(void **state)
{
	struct rx_span o = RX_SPAN("{ \"a\" : [1, {\"b\":\"x,]}\\\"\"} , null ],\"e\\u0301\":2 ,\"k\":{}, \"a\":9}");

	(void)state;
	is_text(rx_json_get(o, "a"), "[1, {\"b\":\"x,]}\\\"\"} , null ]");
	is_text(rx_json_at(rx_json_get(o, "a"), 1), "{\"b\":\"x,]}\\\"\"}");
	is_text(rx_json_at(rx_json_get(o, "a"), 2), "null");
	assert_null(rx_json_at(rx_json_get(o, "a"), 3).p);
	is_text(rx_json_get(o, "e\xcc\x81"), "2");
	assert_null(rx_json_get(o, "b").p);
	assert_int_equal(rx_json_count(o), 4);
	assert_true(rx_json_empty(rx_json_get(o, "k")));
}

static void
decodes_and_quotes(void **state)
{
	struct rx_buf b = RX_BUF_INIT(1000);

	(void)state;
	assert_int_equal(rx_json_decode(&b, RX_SPAN("\"a\\n\\u00e9\\ud83d\\ude00\\/\"")), 1);
	is_text(rx_buf_view(&b), "a\n\xc3\xa9\xf0\x9f\x98\x80/");
	rx_buf_reset(&b);
	assert_int_equal(rx_json_decode(&b, RX_SPAN("\"x\\ud800y\"")), 0);
	is_text(rx_buf_view(&b), "x\xef\xbf\xbdy");
	rx_buf_reset(&b);
	rx_json_quote(&b, RX_SPAN("\"\\\b\x01 \xc3\xa9\xff\xc3"));
	is_text(rx_buf_view(&b), "\"\\\"\\\\\\b\\u0001 \xc3\xa9\xef\xbf\xbd\xef\xbf\xbd\"");
	rx_buf_reset(&b);
	rx_json_compact(&b, RX_SPAN("{ \"a b\" : [ 1 ,\n2 ] , \"c\\\" \" : \" \" }"));
	is_text(rx_buf_view(&b), "{\"a b\":[1,2],\"c\\\" \":\" \"}");
	rx_buf_free(&b);
}

static void
compares_numbers(void **state)
{
	static const char *const rising[] = { "-1e400", "-12345678901234567891", "-12345678901234567890",
		"-1.5", "-1", "-0.001", "0", "1e-400", "0.1", "0.10000000000000000001", "1", "1.5", "2",
		"10", "9007199254740993", "9007199254740993.5", "12345678901234567890", "1e400" };
	static const char *const equal[][2] = { { "1", "1.0" }, { "100", "1e2" }, { "0", "-0.0" },
		{ "0.5", "5e-1" }, { "1.10", "1.1" }, { "120e-1", "12" }, { "0.00012", "1.2E-4" } };
	size_t i, k, n = sizeof(rising) / sizeof(rising[0]);

	(void)state;
	for (i = 0; i < n; i++)
		for (k = 0; k < n; k++)
			assert_int_equal(rx_number_cmp(rx_span_of(rising[i]), rx_span_of(rising[k])),
			    i < k ? -1 : i > k);
	for (i = 0; i < sizeof(equal) / sizeof(equal[0]); i++) {
		struct rx_buf a = RX_BUF_INIT(100), b = RX_BUF_INIT(100);

		assert_int_equal(rx_number_cmp(rx_span_of(equal[i][0]), rx_span_of(equal[i][1])), 0);
		rx_number_norm(&a, rx_span_of(equal[i][0]));
		rx_number_norm(&b, rx_span_of(equal[i][1]));
		assert_string_equal(rx_buf_str(&a), rx_buf_str(&b));
		rx_buf_free(&a);
		rx_buf_free(&b);
	}
}

static void
reads_int64(void **state)
{
	int64_t v;

	(void)state;
	assert_true(rx_number_int64(RX_SPAN("9223372036854775807"), &v));
	assert_true(v == INT64_MAX);
	assert_true(rx_number_int64(RX_SPAN("-9223372036854775808"), &v));
	assert_true(v == INT64_MIN);
	assert_false(rx_number_int64(RX_SPAN("9223372036854775808"), &v));
	assert_true(rx_number_int64(RX_SPAN("1.20e3"), &v));
	assert_int_equal(v, 1200);
	assert_true(rx_number_int64(RX_SPAN("-0.0"), &v));
	assert_int_equal(v, 0);
	assert_false(rx_number_int64(RX_SPAN("1.5"), &v));
	assert_false(rx_number_int64(RX_SPAN("1e400"), &v));
}

static void
keeps_places(void **state)
{
	struct rx_arena	 a = RX_ARENA_INIT;
	struct rx_err	 e = RX_ERR_INIT;
	struct rx_buf	 b = RX_BUF_INIT(1000);
	struct rx_node	*n = rx_node_parse(&a, RX_SPAN("{\n \"a\": [1.10,\n  \"x\"], \"b\":{}, \"a\":[2]}"), &e);

	(void)state;
	assert_non_null(n);
	rx_node_write(&b, n);
	is_text(rx_buf_view(&b), "{\"a\":[2],\"b\":{}}");
	assert_int_equal(rx_node_get(n, "b")->line, 3);
	assert_int_equal(rx_node_get(n, "b")->col, 13);
	rx_node_set(&a, n, "c", rx_node_int(&a, 7));
	assert_true(rx_node_remove(n, "a"));
	rx_buf_reset(&b);
	rx_node_pretty(&b, n);
	is_text(rx_buf_view(&b), "{\n  \"b\": {},\n  \"c\": 7\n}");
	rx_buf_free(&b);
	rx_arena_free(&a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(accepts), cmocka_unit_test(refuses), cmocka_unit_test(bounds_depth),
		cmocka_unit_test(refuses_prefixes), cmocka_unit_test(looks_up),
		cmocka_unit_test(decodes_and_quotes), cmocka_unit_test(compares_numbers),
		cmocka_unit_test(reads_int64), cmocka_unit_test(keeps_places),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
