/* What is no JSON, YAML, Python or Markdown that a source could be: the whole message. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "rx/source.h"

static const struct text {
	const char	*source, *want;
} texts[] = {
	{ "{\"client\": {\"base_url\": \"https://h\"}, \"resources\": [\"a\"",
	    "error: not JSON: an array has no end\n"
	    "  at: t.txt, line 1, column 56\n" },
	{ "{\"client\" {\"base_url\": \"https://h\"}}",
	    "error: not JSON: a colon expected\n"
	    "  at: t.txt, line 1, column 11\n"
	    "  got: {\"base_url\": \"https://h\"}}\n" },
	{ "{\n \"client\": \"https://h\",\n \"x\": tru}",
	    "error: not JSON: a value expected\n"
	    "  at: t.txt, line 3, column 7\n"
	    "  got: tru}\n" },
	{ "{\"client\": \"https://h\" \"resources\": []}",
	    "error: a comma or } expected\n"
	    "  at: t.txt, line 1, column 35\n"
	    "  got: :\n" },
	{ "{\"client\": {\"base_url\": \"https://h\"}, \"resources\": [\"a\"]} x",
	    "error: not JSON: something stands behind the value\n"
	    "  at: t.txt, line 1, column 59\n"
	    "  got: x\n" },
	{ "{\"client\": {\"base_url\": \"a\nb\"}, \"resources\": [\"x\"]}",
	    "error: not JSON: a control character in a string\n"
	    "  at: t.txt, line 1, column 27\n"
	    "  got: \\x0ab\"}, \"resources\": [\"x\"]}\n" },
	{ "{\"client\": {\"base_url\": \"https://h\",}, resources: [\"a\"]}",
	    "error: the name \"resources\" has no value in this text\n"
	    "  at: t.txt, line 1, column 40\n"
	    "  hint: write the value itself, or give it to the name above; dlt.secrets[\"name\"] "
	    "and dlt.config[\"name\"] are known\n" },
	{ "",
	    "error: the source is empty\n"
	    "  at: t.txt, line 1, column 1\n" },
	{ "hello",
	    "error: this is no source: a string instead of an object\n"
	    "  at: t.txt, line 1, column 1\n"
	    "  hint: a source is JSON, YAML, Python with rest_api_source({...}), or Markdown with "
	    "a block of that\n" },
	{ "[]",
	    "error: a source is a map\n"
	    "  at: t.txt, line 1, column 1\n"
	    "  hint: write {\"client\": {\"base_url\": ...}, \"resources\": [...]}\n" },
	{ "client:\n  base_url: https://h\n\theaders: {}",
	    "error: not YAML: found a tab character that violates indentation\n"
	    "  at: t.txt, line 3, column 1\n" },
	{ "client: &a\n  base_url: *b",
	    "error: no anchor \"&b\" is finished above\n"
	    "  at: t.txt, line 2, column 13\n" },
	{ "client: !!python/object:x {}\nresources: []",
	    "error: this value has a tag\n"
	    "  at: t.txt, line 1, column 9\n"
	    "  got: tag:yaml.org,2002:python/object:x\n"
	    "  hint: tags (!, !!str) are not known: leave it out, or quote a text\n" },
	{ "client: {a: 1\nresources: []",
	    "error: not YAML: did not find expected ',' or '}'\n"
	    "  at: t.txt, line 2, column 10\n" },
	{ "client:\n  base_url: https://h\n---\nresources: [a]",
	    "error: a second document begins here\n"
	    "  at: t.txt, line 3, column 1\n"
	    "  hint: a source is one document: one file each\n" },
	{ "client:\n  base_url: \"https://h\nresources: [a]",
	    "error: not YAML: found unexpected end of stream\n"
	    "  at: t.txt, line 3, column 15\n" },
	{ "rest_api_source({\n  \"client\": {\"base_url\": \"https://h\"},\n  \"resources\": "
	    "[x for x in y]})",
	    "error: the name \"y\" has no value in this text\n"
	    "  at: t.txt, line 3, column 28\n"
	    "  hint: write the value itself, or give it to the name above; dlt.secrets[\"name\"] "
	    "and dlt.config[\"name\"] are known\n" },
	{ "rest_api_source({\"client\": {\"base_url\": \"https://h}})",
	    "error: this string does not end\n"
	    "  at: t.txt, line 1, column 41\n"
	    "  got: \"https://h}})\n" },
	{ "rest_api_source({\"client\": {}, \"resources\": [{\"name\": \"a\",\n "
	    "\"processing_steps\": [{\"filter\": lambda r: r[\"a\"]}]}]})",
	    "error: this is not a literal value\n"
	    "  at: t.txt, line 2, column 34\n"
	    "  got: lambda r\n"
	    "  hint: write the step as a jq expression, as a text\n" },
	{ "rest_api_source(config)",
	    "error: the name \"config\" has no value in this text\n"
	    "  at: t.txt, line 1, column 17\n"
	    "  hint: write the value itself, or give it to the name above; dlt.secrets[\"name\"] "
	    "and dlt.config[\"name\"] are known\n" },
	{ "rest_api_source({\"client\": {\"base_url\": \"https://h\"}",
	    "error: the text ends before this value does\n"
	    "  at: t.txt, line 1, column 53\n" },
	{ "rest_api_source({\"client\": {\"base_url\": get_url()}})",
	    "error: this is not a literal value\n"
	    "  at: t.txt, line 1, column 41\n"
	    "  got: get_url()\n"
	    "  hint: the text is read, not run: texts, numbers, lists, dicts, True, False, None, "
	    "dlt.secrets[\"name\"] and dlt.config[\"name\"] are known\n" },
	{ "rest_api_source({\"client\": {\"base_url\": \"https://h\" if x else "
	    "\"https://g\"}})",
	    "error: the name \"x\" has no value in this text\n"
	    "  at: t.txt, line 1, column 56\n"
	    "  hint: write the value itself, or give it to the name above; dlt.secrets[\"name\"] "
	    "and dlt.config[\"name\"] are known\n" },
	{ "rest_api_source({\"a\": \"b\" c; d for x in [1]})",
	    "error: the \"for\" of a loop expected\n"
	    "  at: t.txt, line 1, column 28\n"
	    "  got: ;\n" },
	{ "rest_api_source({\"client\": {\"base_url\": open(\"url\").read()}})",
	    "error: this is not a literal value\n"
	    "  at: t.txt, line 1, column 41\n"
	    "  got: open(\"url\").read()\n"
	    "  hint: the text is read, not run: texts, numbers, lists, dicts, True, False, None, "
	    "dlt.secrets[\"name\"] and dlt.config[\"name\"] are known\n" },
	{ "rest_api_source({\"client\" {}})",
	    "error: a : expected behind this key\n"
	    "  at: t.txt, line 1, column 27\n"
	    "  got: {\n" },
	{ "# Title\n\nNo source here.\n",
	    "error: this is no source: a string instead of an object\n"
	    "  at: t.txt, line 3, column 1\n"
	    "  hint: a source is JSON, YAML, Python with rest_api_source({...}), or Markdown with "
	    "a block of that\n" },
	{ "# Title\n\n```python\nrest_api_source({\n  \"client\": oops(),\n})\n```\n",
	    "error: this is not a literal value\n"
	    "  at: t.txt, line 5, column 13\n"
	    "  got: oops()\n"
	    "  hint: the text is read, not run: texts, numbers, lists, dicts, True, False, None, "
	    "dlt.secrets[\"name\"] and dlt.config[\"name\"] are known\n" },
};

static void
format(struct rx_buf *got, const struct rx_err *err)
{
	struct rx_buf one = RX_BUF_INIT(RX_BUF_TEXT);

	rx_err_format(err, "", &one);
	rx_buf_text(got, strstr(rx_buf_str(&one), "error: "));
	rx_buf_free(&one);
}

static void
test_texts(void **state)
{
	struct rx_source s;

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct rx_buf got = RX_BUF_INIT(RX_BUF_TEXT);
		struct rx_err err = RX_ERR_INIT;

		assert_false(rx_source_parse(&s, "t.txt", rx_span_of(texts[i].source), NULL, &err));
		assert_int_equal(err.exit, RX_USAGE);
		if (s.problems == NULL)
			format(&got, &err);
		for (const struct rx_problem *p = s.problems; p != NULL; p = p->next)
			format(&got, &p->err);
		assert_string_equal(rx_buf_str(&got), texts[i].want);
		rx_source_free(&s);
		rx_buf_free(&got);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_texts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
