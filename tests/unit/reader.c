/* Sources as JSON, YAML, Markdown: what tree comes out, and where an error is. */
#include "tests/unit/reader.h"

static void
json(void **state)
{
	static const struct good table[] = {
		{ "{\"a\": [1.10, 12345678901234567890, true, null]}",
		    "{\"a\":[1.10,12345678901234567890,true,null]}" },
		{ "\xEF\xBB\xBF \n{\"\\u00e9\": \"\\ud83d\\ude00\"}", "{\"é\":\"😀\"}" },
		{ "[1]", "[1]" },
		{ NULL, NULL }
	};
	static const struct bad faults[] = {
		{ "{\n  \"a\": nul\n}", "line 2, column 8", "not JSON", "nul", NULL },
		{ "{\"a\": 1\n \"b\": 2}", "line 2, column 2", "comma", "\"b\"", NULL },
		{ "{\"a\": {\"b\": [1, 2}", "line 1, column 18", "]", NULL, NULL },
		{ "{\"a\": 1} x", "line 1, column 10", "behind", "x", NULL },
		{ " \n ", "line 1, column 1", "empty", NULL, NULL },
		{ "[1, \"\xff\"]", "line 1, column 1", "UTF-8", NULL, NULL },
		{ NULL, NULL, NULL, NULL, NULL }
	};

	(void)state;
	all_good(table, RX_READER_JSON);
	all_bad(faults);
}

static void
markdown(void **state)
{
	static const struct good table[] = {
		{ "# Crm\n\nIt's `rest_api_source({...})`:\n\n```python\nimport dlt\n\n"
		    "s = rest_api_source({'a': 1})\n```\n\n```json\n{\"b\": 2}\n```\n",
		    "{\"a\":1}" },
		{ "text\r\n~~~ py title=\"x\"\r\nrest_api_source({\r\n'a': 1\r\n})\r\n~~~\r\n",
		    "{\"a\":1}" },
		{ "```markdown\n# Crm\ndon't\n```python\nrest_api_source({'a': 1})\n```\n```\n",
		    "{\"a\":1}" },
		{ "```\nit's\n```python\nrest_api_source({'a': 1})\n```\n```\n", "{\"a\":1}" },
		{ "````\nrest_api_source({'a': '''\n```\n'''})\n````\n", "{\"a\":\"\\n```\\n\"}" },
		{ "```python\n{'first': 1}\n```\n```python\nrest_api_source({'a': 1})\n```\n",
		    "{\"a\":1}" },
		{ "one\n```python\nx = 1\n```\n```python\n{'a': 1}\n```\n", "{\"a\":1}" },
		{ "1. step\n   ```\n   rest_api_source({'a': 1})", "{\"a\":1}" },
		{ "an answer:\n```json\n{\"data\": []}\n```\nthe source:\n```json\n"
		    "{\"client\": 1, \"resources\": 2}\n```\n",
		    "{\"client\":1,\"resources\":2}" },
		{ NULL, NULL }
	};
	static const struct bad faults[] = {
		{ "# T\r\n\r\n```python\r\nrest_api_source({\r\n  'a': x.y,\r\n})\r\n```\r\n",
		    "line 5, column 8", NULL, "x.y", NULL },
		{ "# T\n```\ncode\n```\n", "line 1, column 1", "Markdown", NULL,
		    "rest_api_source" },
		{ "# T\n```json\n{\"client\": 1,\n \"resources\": tru}\n```\n",
		    "line 4, column 15", "not JSON", "tru}", NULL },
		{ NULL, NULL, NULL, NULL, NULL }
	};

	(void)state;
	all_good(table, RX_READER_MARKDOWN);
	all_bad(faults);
}

#ifndef RX_NO_YAML
static void
yaml(void **state)
{
	static const struct good table[] = {
		{ "client:\n  base_url: https://h\n  n: null\nresources:\n- a\n- {b: c}\n",
		    "{\"client\":{\"base_url\":\"https://h\",\"n\":null},"
		    "\"resources\":[\"a\",{\"b\":\"c\"}]}" },
		{ "a: [1, 1.10, .5, 1., 1.e-8, 0x1f, 0o17, 007, +3, -0, 1e5]",
		    "{\"a\":[1,1.10,0.5,1.0,1.0e-8,31,15,7,3,-0,1e5]}" },
		{ "a: [true, FALSE, yes, no, ~, \"5\", 'true', 2024-01-01, 1_0, 0b1]\nb:",
		    "{\"a\":[true,false,\"yes\",\"no\",null,\"5\",\"true\",\"2024-01-01\","
		    "\"1_0\",\"0b1\"],\"b\":null}" },
		{ "a: |\n  x\n  y\nb: >-\n  x\n  y\n", "{\"a\":\"x\\ny\\n\",\"b\":\"x y\"}" },
		{ "a: &x {k: 1, l: 2}\nb: {l: 3, <<: *x, m: 4}\nc: *x\n",
		    "{\"a\":{\"k\":1,\"l\":2},\"b\":{\"k\":1,\"l\":3,\"m\":4},"
		    "\"c\":{\"k\":1,\"l\":2}}" },
		{ "a: &x {k: 1}\nb: &y {k: 2, l: 3}\nc:\n  <<: [*x, *y]\n",
		    "{\"a\":{\"k\":1},\"b\":{\"k\":2,\"l\":3},\"c\":{\"k\":1,\"l\":3}}" },
		{ "1: a\ntrue: b\n\"<<\": c\n", "{\"1\":\"a\",\"true\":\"b\",\"<<\":\"c\"}" },
		{ "# yes\n---\na: \"{{ config['x'] }}\"\n...\n", "{\"a\":\"{{ config['x'] }}\"}" },
		{ NULL, NULL }
	};
	static const struct bad faults[] = {
		{ "a: 1\n---\nb: 2\n", "line 2, column 1", "second document", NULL, NULL },
		{ "a: !!str 5", "line 1, column 4", "tag", NULL, NULL },
		{ "a: .inf", "line 1, column 4", "infinite", NULL, "\".inf\"" },
		{ "a: *x", "line 1, column 4", "anchor", NULL, NULL },
		{ "a: &x [*x]", "line 1, column 8", "anchor", NULL, NULL },
		{ "a: 1\n b: 2\n", "line 2, column 3", "not YAML", NULL, NULL },
		{ "? [a]\n: b\n", "line 1, column 3", "key", NULL, NULL },
		{ "a:\n  <<: 5\n", "line 2, column 7", "<<", NULL, NULL },
		{ "just text", "line 1, column 1", "no source", NULL, "JSON" },
		{ "# only a comment\n", "line 2, column 1", "empty", NULL, NULL },
		{ NULL, NULL, NULL, NULL, NULL }
	};

	(void)state;
	all_good(table, RX_READER_YAML);
	all_bad(faults);
}

/* Each list holds the one before ten times: 10^9 values in 300 bytes. */
static void
yaml_laughs(void **state)
{
	char text[2000] = "a0: &a0 x\n", *end = text + strlen(text);
	struct result r;

	(void)state;
	for (int i = 1; i < 10; i++) {
		end += sprintf(end, "a%d: &a%d [", i, i);
		for (int k = 0; k < 10; k++)
			end += sprintf(end, "*a%d,", i - 1);
		end += sprintf(end, "]\n");
	}
	r = read_text(text);
	assert_string_equal(r.json, "");
	assert_non_null(strstr(r.err.what, "values"));
}
#endif

static void
duplicates(void **state)
{
	static const char *const texts[] = {
		"{\"a\": 1,\n \"b\": 2,\n \"a\": 3}",
		"{'a': 1,\n 'b': 2,\n 'a': 3}",
#ifndef RX_NO_YAML
		"a: 1\nb: 2\na: 3\n",
#endif
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct result r = read_text(texts[i]);

		assert_string_equal(r.json, "{\"a\":3,\"b\":2}");
		assert_string_equal(r.warned,
		    "crm.md, line 3: duplicate key \"a\": the last one counts\n");
	}
}

/* Containers in each other, in every language, and a text that is too long. */
static void
limits(void **state)
{
	static const char *const starts[] = { "", "x = ",
#ifndef RX_NO_YAML
		"y: ",
#endif
	};
	static const char open[] = "{'a':";
	size_t n = ((size_t)16 << 20) + 1;
	char *text = malloc(n);
	struct result r;

	(void)state;
	for (size_t i = 0; i < sizeof(starts) / sizeof(starts[0]); i++) {
		char *p = stpcpy(text, starts[i]);

		for (int k = 0; k < 600; k++)
			p = stpcpy(p, i < 2 ? open : "[");
		r = read_span((struct rx_span){ text, (size_t)(p - text) });
		assert_string_equal(r.json, "");
		contains(&(struct bad){ .text = starts[i] }, r.err.what, "512");
	}
	memset(text, ' ', n);
	r = read_span((struct rx_span){ text, n });
	assert_non_null(strstr(r.err.what, "16 MiB"));
	free(text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(json),
		cmocka_unit_test(markdown),
#ifndef RX_NO_YAML
		cmocka_unit_test(yaml),
		cmocka_unit_test(yaml_laughs),
#endif
		cmocka_unit_test(duplicates),
		cmocka_unit_test(limits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
