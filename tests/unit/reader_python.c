/* Sources as Python: what tree comes out, and where an error is. */
#include "tests/unit/reader.h"

static void
literals(void **state)
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
secrets(void **state)
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
fstrings(void **state)
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
statements(void **state)
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
errors(void **state)
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
		{ "rest_api_source({None: 1})", "line 1, column 18", "key", "None", NULL },
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
second_call(void **state)
{
	struct result r = read_text("rest_api_source({'a': 1})\n\nrest_api_source({'b': 2})\n");

	(void)state;
	assert_string_equal(r.json, "{\"a\":1}");
	assert_non_null(strstr(r.warned, "line 3"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(literals),
		cmocka_unit_test(secrets),
		cmocka_unit_test(fstrings),
		cmocka_unit_test(statements),
		cmocka_unit_test(errors),
		cmocka_unit_test(second_call),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
