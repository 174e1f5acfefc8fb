/* Sources in four languages: what tree comes out, and where an error is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rx/reader.h"

struct result {
	char		 json[4096];	/* "" on failure */
	char		 warned[600];	/* the warnings, a line each */
	struct rx_err	 err;
	enum rx_reader_kind kind;
};

static void
warn(void *arg, const char *text)
{
	struct result *r = arg;
	size_t n = strlen(r->warned);

	snprintf(r->warned + n, sizeof(r->warned) - n, "%s\n", text);
}

static struct result
read_span(struct rx_span text)
{
	struct result r = { "", "", RX_ERR_INIT, RX_READER_JSON };
	struct rx_arena arena = RX_ARENA_INIT;
	struct rx_buf out = RX_BUF_INIT(sizeof(r.json));
	struct rx_reader reader = { &arena, "crm.md", warn, &r, RX_READER_JSON };
	struct rx_node *node = rx_reader_read(&reader, text, &r.err);

	if (node != NULL && rx_node_write(&out, node))
		snprintf(r.json, sizeof(r.json), "%s", rx_buf_str(&out));
	r.kind = reader.kind;
	assert_int_equal(r.err.exit, node != NULL ? RX_OK : RX_USAGE);
	rx_buf_free(&out);
	rx_arena_free(&arena);
	return r;
}

static struct result
read_text(const char *text)
{
	return read_span(rx_span_of(text));
}

struct good {
	const char *text, *json;
};

static void
all_good(const struct good *table, enum rx_reader_kind kind)
{
	for (; table->text != NULL; table++) {
		struct result r = read_text(table->text);

		if (r.json[0] == '\0')
			print_error("%s\n%s at %s\n", table->text, r.err.what, r.err.at);
		assert_string_equal(r.json, table->json);
		if (r.kind != kind)
			print_error("%s\n", table->text);
		assert_int_equal(r.kind, kind);
	}
}

struct bad {
	const char *text, *at, *what, *got, *hint;	/* parts of the messages; NULL: any */
};

static void
contains(const struct bad *b, const char *message, const char *part)
{
	if (part != NULL && strstr(message, part) == NULL)
		fail_msg("%s\nsaid \"%s\", not \"%s\"", b->text, message, part);
}

static void
all_bad(const struct bad *table)
{
	for (; table->text != NULL; table++) {
		struct result r = read_text(table->text);
		char at[100];

		snprintf(at, sizeof(at), "crm.md, %s", table->at);
		contains(table, r.err.what, table->what);
		if (strcmp(r.err.at, at) != 0)
			fail_msg("%s\nat \"%s\", not \"%s\"", table->text, r.err.at, at);
		contains(table, r.err.got, table->got);
		contains(table, r.err.hint, table->hint);
	}
}

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
python_literals(void **state)
{
	static const struct good table[] = {
		{ "{'a': \"b\", u'c': '''d''', \"e\": r'\\n', 'f': b\"g\"}",
		    "{\"a\":\"b\",\"c\":\"d\",\"e\":\"\\\\n\",\"f\":\"g\"}" },
		{ "{'a': '\\n\\t\\\\\\\"\\'\\x41\\u00e9\\U0001F600\\101\\0\\q'}",
		    "{\"a\":\"\\n\\t\\\\\\\"'Aé😀A\\u0000\\\\q\"}" },
		{ "{'a': '\\ud83d\\ude00'}", "{\"a\":\"😀\"}" },
		{ "{'a': 'b' \"c\"\n  'd', 'e': 'f' + \"g\" + ('h')}",
		    "{\"a\":\"bcd\",\"e\":\"fgh\"}" },
		{ "{'a': \"\"\"x\r\ny\\\r\nz\"\"\"}", "{\"a\":\"x\\nyz\"}" },
		{ "{'a': (), 'b': (1,), 'c': (1, 2), 'd': (3), 'e': [4,]}",
		    "{\"a\":[],\"b\":[1],\"c\":[1,2],\"d\":3,\"e\":[4]}" },
		{ "{'a': [True, False, None, -1, +2, - 3, --4]}",
		    "{\"a\":[true,false,null,-1,2,-3,4]}" },
		{ "{'a': [1_000, 0xFF, 0o17, 0b101, 00, 0xFFFFFFFFFFFFFFFFFFFF]}",
		    "{\"a\":[1000,255,15,5,0,1208925819614629174706175]}" },
		{ "{'a': [1.50, .5, 1., 1e5, 1.e-3, 1_0.0_1, 01.5]}",
		    "{\"a\":[1.50,0.5,1.0,1e5,1.0e-3,10.01,1.5]}" },
		{ "{ # don't\n 'a': 'x#y//z', // it's\n 'b': 'http://h/', # end\n}",
		    "{\"a\":\"x#y//z\",\"b\":\"http://h/\"}" },
		{ "{\n  'list': [\n    {'n': 1}\n    // more of the same\n  ]\n}",
		    "{\"list\":[{\"n\":1}]}" },
		{ "{200: 'ok', 'b': \\\n 1}", "{\"200\":\"ok\",\"b\":1}" },
		{ NULL, NULL }
	};

	(void)state;
	all_good(table, RX_READER_PYTHON);
}

static void
python_secrets(void **state)
{
	static const struct good table[] = {
		{ "{'a': dlt.secrets[\"k\"], 'b': dlt.secrets['a.b'], 'c': dlt.secrets['a']['b']}",
		    "{\"a\":{\"secret\":\"k\"},\"b\":{\"secret\":\"a.b\"},"
		    "\"c\":{\"secret\":\"a.b\"}}" },
		{ "{'a': dlt.secrets.get('k'), 'b': dlt.secrets.get('k', 'd'), "
		    "'c': dlt.config.get('n', 5)}",
		    "{\"a\":{\"secret\":\"k\"},\"b\":{\"secret\":\"k\",\"default\":\"d\"},"
		    "\"c\":{\"config\":\"n\",\"default\":5}}" },
		{ "{'api_key': dlt.secrets.value, 'years': [dlt.config.value]}",
		    "{\"api_key\":{\"secret\":\"api_key\"},\"years\":[{\"config\":\"years\"}]}" },
		{ "{'a': dlt.config.get('end', dlt.utils.now_utc().strftime('%d-%m-%Y'))}",
		    "{\"a\":{\"config\":\"end\","
		    "\"default\":\"{{ now_utc().strftime('%d-%m-%Y') }}\"}}" },
		{ "{'a': dlt.utils.today_utc(), 'b': datetime.now(timezone.utc).isoformat(), "
		    "'c': pendulum.now('UTC').strftime('%Y')}",
		    "{\"a\":\"{{ today_utc() }}\",\"b\":\"{{ now_utc().isoformat() }}\","
		    "\"c\":\"{{ now_utc().strftime('%Y') }}\"}" },
		{ "{'a': 'Bearer ' + dlt.secrets['token']}",
		    "{\"a\":\"Bearer {{ secrets.token }}\"}" },
		{ NULL, NULL }
	};

	(void)state;
	all_good(table, RX_READER_PYTHON);
}

static void
python_fstrings(void **state)
{
	static const struct good table[] = {
		{ "{'a': f\"{dlt.config.get('start_date','2019-01-01')},{dlt.utils.today_utc()}\"}",
		    "{\"a\":\"{{ config.get('start_date', '2019-01-01') }},{{ today_utc() }}\"}" },
		{ "{'a': f'{dlt.secrets[\"k\"]}/{dlt.secrets[\"a-b\"]}/{dlt.config[\"get\"]}'}",
		    "{\"a\":\"{{ secrets.k }}/{{ secrets['a-b'] }}/{{ config['get'] }}\"}" },
		{ "{'a': f'/{org}/{resources.x.id}/{{y}}' '/{z}'}",
		    "{\"a\":\"/{org}/{resources.x.id}/{y}/{z}\"}" },
		{ "{'a': f\"{dlt.secrets[\"k\"]}\", 'b': rf'\\d{n}', 'c': f'{1}{True}{\"x\"}'}",
		    "{\"a\":\"{{ secrets.k }}\",\"b\":\"\\\\d{n}\",\"c\":\"1Truex\"}" },
		{ "{'a': f\"{dlt.config.get('e', dlt.utils.today_utc())}\"}",
		    "{\"a\":\"{{ config.get('e', today_utc()) }}\"}" },
		{ "{'a': f\"{dlt.config.get('e', \"it's\")}\"}",
		    "{\"a\":\"{{ config.get('e', 'it\\\\'s') }}\"}" },
		{ NULL, NULL }
	};

	(void)state;
	all_good(table, RX_READER_PYTHON);
}

static void
python_statements(void **state)
{
	static const struct good table[] = {
		{ "import dlt\nfrom x import (rest_api_source,\n y)\n\n"
		    "source = rest_api_source({'a': 1}, name=\"crm\", n=[1, (2)])\nrun(source)\n",
		    "{\"a\":1}" },
		{ "config: RESTAPIConfig = {\n 'a': 1\n}\nprint('it')\n"
		    "s = rest_api_source(config)", "{\"a\":1}" },
		{ "config = {'a': 1}\ns = x.rest_api_source(config=config)", "{\"a\":1}" },
		{ "config = {'a': 1}\n", "{\"a\":1}" },
		{ "BASE = 'https://h'\nPAGE = {'type': 'auto'}\n"
		    "rest_api_source({'u': BASE + '/v1', 'p': PAGE, 'f': f'{BASE}/{id}'})",
		    "{\"u\":\"https://h/v1\",\"p\":{\"type\":\"auto\"},"
		    "\"f\":\"https://h/{id}\"}" },
		{ "@dlt.source\ndef crm(token: str = dlt.secrets.value, n=5):\n"
		    "    config: Dict[str, Any] = {'t': token, 'n': n}\n"
		    "    yield from rest_api_resources(config)",
		    "{\"t\":{\"secret\":\"token\"},\"n\":5}" },
		{ "x = 7 // 2\ny = 'rest_api_source({})'  # rest_api_source(\n"
		    "rest_api_source({'a': 1})", "{\"a\":1}" },
		{ NULL, NULL }
	};

	(void)state;
	all_good(table, RX_READER_PYTHON);
}

static void
python_errors(void **state)
{
	static const struct bad table[] = {
		{ "{\n 'a': os.environ[\"X\"]}", "line 2, column 7", "not a literal",
		    "os.environ[\"X\"]", "dlt.secrets" },
		{ "{'a': os.getenv('X', 'y')}", "line 1, column 7", NULL,
		    "os.getenv('X', 'y')", "dlt.config" },
		{ "{'é': x}", "line 1, column 7", "\"x\"", NULL, "dlt.secrets" },
		{ "{'a': 'x' if y else 'z', 'b': 1}", "line 1, column 7", "not a literal",
		    "'x' if y else 'z'", "read, not run" },
		{ "{'a': '{}'.format(x)}", "line 1, column 7", NULL, "'{}'.format(x)", NULL },
		{ "{'a': [x for x in y]}", "line 1, column 8", NULL, "x for x in y", NULL },
		{ "{'a': lambda r: r}", "line 1, column 7", NULL, "lambda", "jq" },
		{ "{'a': true}", "line 1, column 7", NULL, "true", "True" },
		{ "{'a': 1 + 2}", "line 1, column 7", NULL, NULL, "texts" },
		{ "{'a': pendulum.now().subtract(days=3)}", "line 1, column 7", NULL, NULL,
		    "strftime" },
		{ "{'a': 1 'b': 2}", "line 1, column 9", "comma", "'b'", NULL },
		{ "{'a': 1,, 'b': 2}", "line 1, column 9", "value expected", ",", NULL },
		{ "{'a': 'x\n}", "line 1, column 7", "does not end", NULL, NULL },
		{ "{'a': [1, 2}", "line 1, column 12", "]", "}", NULL },
		{ "{'a': [1, 2", "line 1, column 12", "ends before", NULL, NULL },
		{ "{'a': {1, 2}}", "line 1, column 8", "set", NULL, "list" },
		{ "{'a': {**b}}", "line 1, column 8", NULL, "**b", NULL },
		{ "{None: 1}", "line 1, column 2", "key", "None", NULL },
		{ "{'a': 007}", "line 1, column 7", "no number", "007", NULL },
		{ "{'a': 1_}", "line 1, column 7", "no number", "1_", NULL },
		{ "{'a': '\\N{DASH}'}", "line 1, column 8", "name", "\\N", "\\u" },
		{ "{'a': 'b\\xZZ'}", "line 1, column 9", "hexadecimal", NULL, NULL },
		{ "{'a': '\\ud83d'}", "line 1, column 8", "no character", NULL, NULL },
		{ "{'a': f'{x!r}'}", "line 1, column 10", NULL, "x!r", NULL },
		{ "{'a': f'{dlt.secrets[\"k\"]:>5}'}", "line 1, column 26", "}", ":", "formats" },
		{ "{'a': f'b}'}", "line 1, column 10", "}", NULL, NULL },
		{ "{'a': 1} 'b'", "line 1, column 10", "behind", NULL, NULL },
		{ "rest_api_source(5)", "line 1, column 17", "a dict", NULL, NULL },
		{ "c = {'a': 1}\nc['b'] = 2\nrest_api_source(c)", "line 2, column 1",
		    "changed", NULL, "one place" },
		{ "c = {'a': 1}\nc = {'a': 2}\nrest_api_source(c)", "line 1, column 1",
		    "more than one", NULL, NULL },
		{ "[dlt.secrets['k']]", "line 1, column 2", "not JSON", NULL, NULL },
		{ NULL, NULL, NULL, NULL, NULL }
	};

	(void)state;
	all_bad(table);
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
		{ NULL, NULL }
	};
	static const struct bad faults[] = {
		{ "# T\r\n\r\n```python\r\nrest_api_source({\r\n  'a': x.y,\r\n})\r\n```\r\n",
		    "line 5, column 8", NULL, "x.y", NULL },
		{ "# T\n```\ncode\n```\n", "line 1, column 1", "Markdown", NULL,
		    "rest_api_source" },
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

static void
second_call(void **state)
{
	struct result r = read_text("rest_api_source({'a': 1})\n\nrest_api_source({'b': 2})\n");

	(void)state;
	assert_string_equal(r.json, "{\"a\":1}");
	assert_non_null(strstr(r.warned, "line 3"));
}

/* Containers in each other, in every language, and a text that is too long. */
static void
limits(void **state)
{
	static const char *const starts[] = { "", "x = ", "y: " };
	static const char open[] = "{'a':";
	size_t n = ((size_t)16 << 20) + 1;
	char *text = malloc(n);
	struct result r;

	(void)state;
	for (int i = 0; i < 3; i++) {
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
		cmocka_unit_test(python_literals),
		cmocka_unit_test(python_secrets),
		cmocka_unit_test(python_fstrings),
		cmocka_unit_test(python_statements),
		cmocka_unit_test(python_errors),
		cmocka_unit_test(markdown),
#ifndef RX_NO_YAML
		cmocka_unit_test(yaml),
		cmocka_unit_test(yaml_laughs),
#endif
		cmocka_unit_test(duplicates),
		cmocka_unit_test(second_call),
		cmocka_unit_test(limits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
