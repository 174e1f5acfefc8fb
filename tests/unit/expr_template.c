/* Templates, faults with their places, truth, sending, bounds, paths. */
#include "tests/unit/expr.h"

static const struct fact templates[] = {
	{ "", NULL, "\"\"" },
	{ "plain { text } %", NULL, "\"plain { text } %\"" },
	{ " {{ 1 }}\n", NULL, "1" },
	{ "{{ 1 }}{{ 2 }}", NULL, "\"12\"" },
	{ "{{ 1 }} {{ 2 }}\n", NULL, "\"1 2\"" },
	{ "a\n", NULL, "\"a\\n\"" },
	{ "a {{- 1 -}} b", NULL, "\"a1b\"" },
	{ "a{# no #}b{#- no -#} c", NULL, "\"abc\"" },
	{ "{{ '{{' }}", NULL, "\"{{\"" },
	{ "{{ '}}' ~ \"}}\" }}", NULL, "\"}}}}\"" },
	{ "{{ {'a': {'b': 1}} }}", NULL, "{\"a\":{\"b\":1}}" },
	{ "x{{ none }}{{ nothing }}y", NULL, "\"xy\"" },
	{ "x{{ true }}", NULL, "\"xtrue\"" },
	{ "x{{ [1, 'a'] }}", NULL, "\"x[1,\\\"a\\\"]\"" },
	{ "{\"after\": {{ c|tojson }}}", "{\"c\":\"a\\\"b\"}",
	    "\"{\\\"after\\\": \\\"a\\\\\\\"b\\\"}\"" },
	{ "{% if a == 1 %}one{% elif a == 2 %}two{% else %}many{% endif %}", "{\"a\":2}",
	    "\"two\"" },
	{ "{% if a == 1 %}one{% elif a == 2 %}two{% else %}many{% endif %}", "{\"a\":3}",
	    "\"many\"" },
	{ "{% if a %}{% if b %}both{% endif %}{% endif %}", "{\"a\":1,\"b\":1}", "\"both\"" },
	{ "{% if a -%}  {{ a }}  {%- endif %}", "{\"a\":7}", "7" },
	{ "{% if a %}x{% endif %}", NULL, "\"\"" },
	{ "{% set a = 1 %}{% set b = a + 1 %}{{ a }}{{ b }}", NULL, "\"12\"" },
	{ "{# {{ is not read }} #}x", NULL, "\"x\"" },
	{ "{{ foo(", NULL, "error: the expression ends too early, at character 8" },
	{ "{{ 1", NULL, "error: an expression begins here and has no end, at character 3" },
	{ "{{ 1 }", NULL, "error: '}' is not expected here, at character 6" },
	{ "{% for x in y %}{% endfor %}", NULL, "error: unknown statement 'for', at character 4" },
	{ "{% if x %}y", NULL, "error: {% endif %} is missing, at character 12" },
	{ "ab{{ x|nope }}", NULL, "error: unknown filter 'nope', at character 8" },
};

/* {x} as in f-strings and xkcd's cursor_value (documents.md A6). */
static const struct fact singles[] = {
	{ "{response['comic_id']+1}", "{\"response\":{\"comic_id\":614}}", "615" },
	{ "{dlt.config.get('start_date','2019-01-01')},{dlt.utils.today_utc()}", "{\"config\":{}}",
	    "\"2019-01-01,2026-11-22\"" },
	{ "{now_utc():%Y/%m}", NULL, "\"2026/11\"" },
	{ "{7:03d}|{2.5:.2f}", NULL, "\"007|2.50\"" },
	{ "{{ 1 }} and {2}", NULL, "\"1 and 2\"" },
	{ "{\"a\": {x}}", "{\"x\":1}", "\"{\\\"a\\\": 1}\"" },
	{ "{}", NULL, "\"{}\"" },
	{ "{ {'a':1}['a'] }", NULL, "1" },
	{ "{x", NULL, "error: an expression begins here and has no end, at character 2" },
};

static const struct fact faults[] = {
	{ "", NULL, "error: the expression ends too early, at character 1" },
	{ "a b", NULL, "error: 'b' is not expected here, at character 3" },
	{ "a +", NULL, "error: the expression ends too early, at character 4" },
	{ "(a", NULL, "error: ')' is missing, at character 3" },
	{ "[1, 2", NULL, "error: ']' is missing, at character 6" },
	{ "a.", NULL, "error: the expression ends too early, at character 3" },
	{ "a[]", NULL, "error: ']' is not expected here, at character 3" },
	{ "'abc", NULL, "error: this string has no end, at character 1" },
	{ "a ? b", NULL, "error: this character means nothing here, at character 3" },
	{ "a && b", NULL, "error: this character means nothing here, at character 3" },
	{ "1a", NULL, "error: a number runs into a word, at character 1" },
	{ "007", NULL, "error: a number does not begin with 0, at character 1" },
	{ "x|lenght", NULL, "error: unknown filter 'lenght', at character 3" },
	{ "response.gett('a')", NULL, "error: unknown method 'gett', at character 10" },
	{ "nowutc()", NULL, "error: unknown function 'nowutc', at character 1" },
	{ "range(3)", NULL, "error: unknown function 'range', at character 1" },
	{ "x is nothing", NULL, "error: unknown test 'nothing', at character 6" },
	{ "x.get()", NULL, "error: .get() needs more arguments, at character 3" },
	{ "x.get(1, 2, 3)", NULL, "error: .get() has too many arguments, at character 3" },
	{ "x.get('a', otherwise=2)", NULL,
	    "error: .get() has no argument of that name, at character 3" },
	{ "day_delta()", NULL, "error: day_delta() needs more arguments, at character 1" },
	{ "x|map('nope')", NULL, "error: the filter map names an unknown filter, at character 3" },
	{ "x|select('nope')", NULL,
	    "error: the filter select names an unknown test, at character 3" },
	{ "x|hash('crc')", NULL, "error: the filter hash knows md5 and sha256, at character 3" },
	{ "x|regex_search('(')", NULL,
	    "error: the filter regex_search has a ( without its ), at character 3" },
	{ "duration('a week')", NULL,
	    "error: duration() takes an ISO 8601 duration such as P7D, at character 1" },
	{ "today_with_timezone('Asia/Nowhere')", NULL,
	    "error: today_with_timezone() knows UTC, offsets such as +09:00 and places such as "
	    "Europe/Berlin, at character 1" },
	{ "not", NULL, "error: the expression ends too early, at character 4" },
	{ "a not b", NULL, "error: 'b' is not expected here, at character 7" },
	{ "1 if", NULL, "error: the expression ends too early, at character 5" },
};

static void
test_templates(void **state)
{
	(void)state;
	hold('t', templates, COUNT(templates));
}

static void
test_singles(void **state)
{
	(void)state;
	hold('s', singles, COUNT(singles));
}

static void
test_faults(void **state)
{
	(void)state;
	hold('c', faults, COUNT(faults));
}

static void
test_hint(void **state)
{
	struct rx_arena	arena = RX_ARENA_INIT;
	struct rx_err	err = RX_ERR_INIT;

	(void)state;
	assert_null(rx_condition_compile(&arena, RX_SPAN("response.get('a')|lenght"), &err));
	assert_int_equal(err.exit, RX_USAGE);
	assert_string_equal(err.hint, "did you mean 'length'?");
	assert_string_equal(err.got, "response.get('a')|lenght");
	rx_arena_free(&arena);
}

static const struct {
	const char	*condition, *context;
	bool		 want;
} conditions[] = {
	{ "{{ response.more }}", "{\"response\":{\"more\":\"false\"}}", false },
	{ "{{ response.more }}", "{\"response\":{\"more\":\"yes\"}}", true },
	{ "{{ response.more }}", "{\"response\":{\"more\":0}}", false },
	{ "{{ response.more }}", "{\"response\":{\"more\":null}}", false },
	{ "{{ response.more }}", "{\"response\":{\"more\":[]}}", false },
	{ "{{ response.more }}", "{\"response\":{\"more\":{\"a\":0}}}", true },
	{ "{{ response.more|tojson }}", "{\"response\":{\"more\":null}}", false },
	{ "{% if response.more %}True{% else %}False{% endif %}", "{\"response\":{}}", false },
	{ "{% if response.more %}True{% else %}False{% endif %}", "{\"response\":{\"more\":1}}",
	    true },
	{ "no_such_name", "{}", false },
	{ "'0.0'", "{}", false },
	{ "-0.0", "{}", false },
};

static void
test_conditions(void **state)
{
	struct rx_arena		 arena = RX_ARENA_INIT;
	struct rx_err		 err = RX_ERR_INIT;
	struct rx_template	*t;
	size_t			 i;

	(void)state;
	for (i = 0; i < COUNT(conditions); i++) {
		struct rx_span		json = rx_span_of(conditions[i].context);
		struct rx_expr_ctx	ctx = { look_up, &json, &arena, NOW };

		t = rx_condition_compile(&arena, rx_span_of(conditions[i].condition), &err);
		assert_non_null(t);
		if (rx_condition_eval(t, &ctx) != conditions[i].want)
			fail_msg("%s of %s", conditions[i].condition, conditions[i].context);
	}
	rx_arena_free(&arena);
}

/* What goes into a URL, a header, a form (DESIGN.md section 5). */
static const struct fact sent[] = {
	{ "{{ response.next_offset|tojson }}",
	    "{\"response\":{\"next_offset\":\"[\\\"1\\\",\\\"2\\\"]\"}}",
	    "[\"1\",\"2\"]" },
	{ "{{ response.next_offset|tojson() }}", "{\"response\":{\"next_offset\":1.50}}", "1.50" },
	{ "{{ response.next_offset|tojson }}", "{\"response\":{}}", "" },
	{ "{{ c|tojson }}", "{\"c\":\"\\u00e9\\n\"}", "\xc3\xa9\n" },
	{ "{{ c }}", "{\"c\":\"\\u00e9\\n\"}", "\xc3\xa9\n" },
	{ "{{ c }}", "{\"c\":12345678901234567890}", "12345678901234567890" },
	{ "{{ c }}", "{\"c\":1.10}", "1.10" },
	{ "{{ c }}", "{\"c\":true}", "true" },
	{ "{{ c }}", "{\"c\":null}", "" },
	{ "{{ c }}", "{\"c\":{ \"a\": [1, 2] }}", "{\"a\":[1,2]}" },
	{ "{{ missing }}", "{}", "" },
	{ "{{ now_utc() }}", "{}", "2026-11-22 05:04:56.789012+00:00" },
};

static void
test_sent(void **state)
{
	struct rx_arena		 arena = RX_ARENA_INIT;
	struct rx_err		 err = RX_ERR_INIT;
	struct rx_template	*t;
	struct rx_value		 v;
	size_t			 i;

	(void)state;
	for (i = 0; i < COUNT(sent); i++) {
		struct rx_buf b = RX_BUF_INIT(1000);

		t = rx_template_compile(&arena, rx_span_of(sent[i].expr), false, &err);
		assert_non_null(t);
		v = evaluate(&arena, t, sent[i].context);
		assert_true(rx_value_send(&b, &v));
		assert_string_equal(rx_buf_str(&b), sent[i].want);
		v = rx_value_sent(&arena, &v);
		assert_false(v.tojson || v.raw);
		rx_buf_free(&b);
	}
	rx_arena_free(&arena);
}

/* n times a piece between a beginning and an end, compiled and evaluated. */
static void
repeated(const char *head, const char *piece, size_t n, const char *tail, char *out, size_t size)
{
	struct rx_buf b = RX_BUF_INIT((size_t)1 << 24);

	(void)rx_buf_text(&b, head);
	while (n-- > 0)
		(void)rx_buf_text(&b, piece);
	(void)rx_buf_text(&b, tail);
	result('c', rx_buf_str(&b), NULL, out, size);
	rx_buf_free(&b);
}

static void
test_bounds(void **state)
{
	char out[2000];

	(void)state;
	repeated("", "(", 50, "1", out, sizeof(out));
	assert_string_equal(out, "error: ')' is missing, at character 52");
	repeated("", "(", 100000, "1", out, sizeof(out));
	assert_non_null(strstr(out, "error: this expression nests too deeply"));
	repeated("", "[", 100000, "", out, sizeof(out));
	assert_non_null(strstr(out, "nests too deeply"));
	repeated("", "not ", 100000, "1", out, sizeof(out));
	assert_non_null(strstr(out, "nests too deeply"));
	repeated("", "-", 100000, "1", out, sizeof(out));
	assert_non_null(strstr(out, "nests too deeply"));
	repeated("1", "+1", 100, "", out, sizeof(out));
	assert_string_equal(out, "101");
	repeated("1", "+1", 100000, "", out, sizeof(out));
	assert_non_null(strstr(out, "this expression is too long"));
	repeated("x", ".y", 100000, "", out, sizeof(out));
	assert_non_null(strstr(out, "this expression is too long"));
	repeated("1", " if 1 else 2", 100000, "", out, sizeof(out));
	assert_non_null(strstr(out, "error: "));
	repeated("{% if 1 %}", "{% elif 1 %}", 100000, "{% endif %}", out, sizeof(out));
	assert_non_null(strstr(out, "error: too many ifs"));
	result('c', "('a' * 100000000)|length", NULL, out, sizeof(out));
	assert_string_equal(out, "0");		/* there is no text of 100 MB */
	result('c', "([1] * 200000)|map('string')|list|length", NULL, out, sizeof(out));
	assert_string_equal(out, "200000");
	result('c', "([1] * 2000000)|map('string')|join", NULL, out, sizeof(out));
	assert_string_equal(out, "undefined");	/* there are a million steps */
	result('c', "('a' * 50)|regex_search('(a*)*(a*)*(a*)*b')", NULL, out, sizeof(out));
	assert_string_equal(out, "\"\"");
}

static void
test_has(void **state)
{
	(void)state;
	assert_true(rx_template_has(RX_SPAN("a{{ b }}")));
	assert_true(rx_template_has(RX_SPAN("{% if a %}{% endif %}")));
	assert_true(rx_template_has(RX_SPAN("a{# b #}")));
	assert_false(rx_template_has(RX_SPAN("a{# b")));
	assert_false(rx_template_has(RX_SPAN("{a} { b }")));
	assert_false(rx_template_has(RX_SPAN("")));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_templates),
		cmocka_unit_test(test_singles),
		cmocka_unit_test(test_faults),
		cmocka_unit_test(test_hint),
		cmocka_unit_test(test_conditions),
		cmocka_unit_test(test_sent),
		cmocka_unit_test(test_bounds),
		cmocka_unit_test(test_has),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
