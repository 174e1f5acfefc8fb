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
		{ "N = 1\n@dlt.source\ndef a(t=dlt.secrets.value):\n    config = {'t': t, 'n': N}\n"
		    "    def b():\n        config = 5\n        return config\n"
		    "    yield from rest_api_resources(config)\n\ndef c():\n    config = {'x': 1}\n"
		    "    config['y'] = 2\n    N = 3\n", "{\"t\":{\"secret\":\"t\"},\"n\":1}" },
		{ "x = 7 // 2\ny = 'rest_api_source({})'  # rest_api_source(\n"
		    "rest_api_source({'a': 1})", "{\"a\":1}" },
		{ NULL, NULL }
	};

	(void)state;
	all_good(table, RX_READER_PYTHON);
}

static void
conditions(void **state)
{
	static const struct good table[] = {
		{ "T = dlt.secrets['t']\nrest_api_source({'a': {'token': T} if T else None})",
		    "{\"a\":{\"token\":{\"secret\":\"t\"}}}" },
		{ "{'a': ({'x': dlt.secrets['t']}\n  if dlt.secrets.get('t', None) is not None\n"
		    "  else None), 'b': 1 if not dlt.secrets['t'] else 2}",
		    "{\"a\":{\"x\":{\"secret\":\"t\"}},\"b\":2}" },
		{ "N = 7\nD = None\nrest_api_source({'a': 'x' if N > 3 else boom(), "
		    "'b': boom(1, [2]) if D else 'y', 'c': 1 if D is None and N in (6, 7) else 2, "
		    "'d': 1 if False else 2 if N != 7 else 3, 'e': D or 'z', 'f': N and not D})",
		    "{\"a\":\"x\",\"b\":\"y\",\"c\":1,\"d\":3,\"e\":\"z\",\"f\":true}" },
		{ "{'a': 'p' if dlt.config['m'] == 'x' else 5, 'b': dlt.config.get('m') or 'q',"
		    " 'c': {} if dlt.config.get('m') is None else {'m': dlt.config['m']}}",
		    "{\"a\":\"{{ 'p' if (config.m == 'x') else 5 }}\","
		    "\"b\":{\"config\":\"m\",\"default\":\"q\"},\"c\":{\"m\":{\"config\":\"m\"}}}" },
		{ "{'a': dlt.secrets.get('t') or os.getenv('T') or boom(), 'b': '0' == 'a' or 'ab' < 'b',"
		    " 'c': [] if 'x' not in {'x': 1} else [1 >= True]}",
		    "{\"a\":{\"secret\":\"t\"},\"b\":true,\"c\":[true]}" },
		{ NULL, NULL }
	};

	(void)state;
	all_good(table, RX_READER_PYTHON);
}

static void
calculated(void **state)
{
	static const struct good table[] = {
		{ "A = [1]\nB = {'x': 1, 'y': 2}\nrest_api_source({'a': [*A, 2] + A, "
		    "'b': {**B, 'x': 3}, 'c': B | {'z': 0}, 'd': B['y'], 'e': A[-1], "
		    "'f': B.get('q', 9), 'g': dict(B, w=4)})",
		    "{\"a\":[1,2,1],\"b\":{\"x\":3,\"y\":2},\"c\":{\"x\":1,\"y\":2,\"z\":0},"
		    "\"d\":2,\"e\":1,\"f\":9,\"g\":{\"x\":1,\"y\":2,\"w\":4}}" },
		{ "{'a': 60 * 60 - -1, 'b': 7 % 4, 'c': -(3), 'd': '-' + str(5), 'e': int('7'),"
		    " 'f': len('abc')}",
		    "{\"a\":3601,\"b\":3,\"c\":-3,\"d\":\"-5\",\"e\":7,\"f\":3}" },
		{ "{'a': '{}/{1}/{x}{{}}'.format(1, 'b', x=dlt.secrets['k']), "
		    "'b': '%s-%d%%' % ('a', 5), 'c': '%(k)s' % {'k': 'v'}, 'd': 'x%s' % 'y'}",
		    "{\"a\":\"1/b/{{ secrets.k }}{}\",\"b\":\"a-5%\",\"c\":\"v\",\"d\":\"xy\"}" },
		{ "{'a': ','.join(['x', 'y']), 'b': ' A/'.strip().lower().rstrip('/'), "
		    "'c': 'a-b'.replace('-', '_').upper(), 'd': 'a,b'.split(','), "
		    "'e': dlt.config['l'].split(',')}",
		    "{\"a\":\"x,y\",\"b\":\"a\",\"c\":\"A_B\",\"d\":[\"a\",\"b\"],"
		    "\"e\":\"{{ config.l.split(',') }}\"}" },
		{ "{'a': [{'name': n, 'path': f'/{n}/{id}'} for n in ('x', 'y') if n != 'x'],"
		    " 'b': {k: v for k, v in {'p': 1}.items()}, "
		    "'c': [a + b for a in 'x y'.split() for b in ['1', '2']],"
		    " 'd': ','.join(str(i) for i in range(1, 4)), 'e': [*[x for x in [1]], 2]}",
		    "{\"a\":[{\"name\":\"y\",\"path\":\"/y/{id}\"}],\"b\":{\"p\":1},"
		    "\"c\":[\"x1\",\"x2\",\"y1\",\"y2\"],\"d\":\"1,2,3\",\"e\":[1,2]}" },
		{ NULL, NULL }
	};

	(void)state;
	all_good(table, RX_READER_PYTHON);
}

static void
times(void **state)
{
	static const struct good table[] = {
		{ "now = datetime.now()\nrest_api_source({"
		    "'a': (now - timedelta(days=7)).isoformat(), 'b': f'{now:%Y-%m}', "
		    "'c': pendulum.now().subtract(days=30).to_date_string(), "
		    "'d': pendulum.today().add(months=1).format('YYYY-MM-DD'), "
		    "'e': int(now.timestamp())})",
		    "{\"a\":\"{{ (now_utc() - timedelta(days=7)).isoformat() }}\","
		    "\"b\":\"{{ now_utc().strftime('%Y-%m') }}\","
		    "\"c\":\"{{ (now_utc() - timedelta(days=30)).strftime('%Y-%m-%d') }}\","
		    "\"d\":\"{{ (today_utc() + duration('P1M')).strftime('%Y-%m-%d') }}\","
		    "\"e\":\"{{ int(now_utc().timestamp()) }}\"}" },
		{ "{'a': pendulum.datetime(2024, 1, 31), 'b': datetime(2024, 1, 2).isoformat(), "
		    "'c': date(2024, 2, 3), 'd': datetime(2024, 1, 2).strftime('%d'), "
		    "'e': date(2024, 2, 3) - timedelta(1)}",
		    "{\"a\":\"2024-01-31T00:00:00+00:00\",\"b\":\"2024-01-02T00:00:00+00:00\","
		    "\"c\":\"2024-02-03\","
		    "\"d\":\"{{ str_to_datetime('2024-01-02T00:00:00+00:00').strftime('%d') }}\","
		    "\"e\":\"{{ str_to_datetime('2024-02-03') - timedelta(days=1) }}\"}" },
		{ NULL, NULL }
	};

	(void)state;
	all_good(table, RX_READER_PYTHON);
}

static void
surroundings(void **state)
{
	static const struct good table[] = {
		{ "U = os.environ['BASE_URL']\nT = os.getenv('GH_TOKEN', '')\nrest_api_source({"
		    "'u': f'{U}/v1', 'auth': {'x': os.environ.get('USER_ID'), 't': T}, "
		    "'o': os.getenv('OWNER', 'me'), 'k': os.environ['API_KEY']})",
		    "{\"u\":\"{{ config.BASE_URL }}/v1\",\"auth\":{\"x\":{\"secret\":\"USER_ID\"},"
		    "\"t\":{\"secret\":\"GH_TOKEN\"}},"
		    "\"o\":{\"config\":\"OWNER\",\"default\":\"me\"},\"k\":{\"secret\":\"API_KEY\"}}" },
		{ "def crm(user: str, org, *, n: int = 5) -> Any:\n"
		    "    return rest_api_source({'auth': {'username': user}, 'p': f'/{org}/{id}', 'n': n})",
		    "{\"auth\":{\"username\":{\"secret\":\"user\"}},\"p\":\"/{{ config.org }}/{id}\","
		    "\"n\":5}" },
		{ "{'auth': APIKeyAuth(name='X-Key', api_key=dlt.secrets['k']), "
		    "'p': PageNumberPaginator(base_page=1, total_path=None), "
		    "'j': paginators.JSONLinkPaginator('next'), 'o': OffsetPaginator(100), "
		    "'s': SinglePagePaginator(), 'b': BearerTokenAuth(os.environ['X']), "
		    "'since': dlt.sources.incremental('at', initial_value='2024')}",
		    "{\"auth\":{\"type\":\"api_key\",\"name\":\"X-Key\",\"api_key\":{\"secret\":\"k\"}},"
		    "\"p\":{\"type\":\"page_number\",\"base_page\":1,\"total_path\":null},"
		    "\"j\":{\"type\":\"json_link\",\"next_url_path\":\"next\"},"
		    "\"o\":{\"type\":\"offset\",\"limit\":100},\"s\":{\"type\":\"single_page\"},"
		    "\"b\":{\"type\":\"bearer\",\"token\":{\"secret\":\"X\"}},"
		    "\"since\":{\"type\":\"incremental\",\"cursor_path\":\"at\","
		    "\"initial_value\":\"2024\"}}" },
		{ NULL, NULL }
	};

	(void)state;
	all_good(table, RX_READER_PYTHON);
}

static const struct bad wrong[] = {
	{ "{\n 'a': os.listdir(\"X\")}", "line 2, column 7", "not a literal",
	    "os.listdir(\"X\")", "dlt.secrets" },
	{ "{'é': x}", "line 1, column 7", "\"x\"", NULL, "dlt.secrets" },
	{ "{'a': 'x' if y else 'z', 'b': 1}", "line 1, column 14", "\"y\"", NULL, NULL },
	{ "{'a': 'x' if True, 'b': 1}", "line 1, column 18", "else", ",", NULL },
	{ "{'a': boom() if 1 else 2}", "line 1, column 7", "not a literal", "boom()", NULL },
	{ "{'a': 1 if dlt.secrets['k'] == 'x' else 2}", "line 1, column 12", NULL, NULL,
	    "the text of a secret" },
	{ "{'a': {} if dlt.config['k'] == 'x' else []}", "line 1, column 7", NULL,
	    "{} if dlt.config['k'] == 'x' else []", "only the run knows" },
	{ "{'a': '{}'.format(x)}", "line 1, column 19", "\"x\"", NULL, NULL },
	{ "{'a': '{:>5}'.format(1)}", "line 1, column 7", NULL, NULL, "\":>5\"" },
	{ "{'a': '%s %s' % ('x',)}", "line 1, column 7", NULL, NULL, "no value for" },
	{ "{'a': [x for x in y]}", "line 1, column 19", "\"y\"", NULL, NULL },
	{ "{'a': [x for x in dlt.config['k']]}", "line 1, column 19", NULL,
	    "dlt.config['k']", "a list that stands in the text" },
	{ "{'a': [1 for x in [1] if dlt.config['k']]}", "line 1, column 26", NULL, NULL,
	    "must be known" },
	{ "{'a': [1 for a, b in [[1]]]}", "line 1, column 23", "2 parts", NULL, NULL },
	{ "{'a': [1 for i in range(20000)]}", "line 1, column 31", "10000 rounds", NULL, NULL },
	{ "{'a': [*'x']}", "line 1, column 9", NULL, "'x'", "takes a list apart" },
	{ "{'a': {'b': 1}['c']}", "line 1, column 7", NULL, NULL, "no such element" },
	{ "{'a': 'b'.zap()}", "line 1, column 7", "not a literal", "'b'.zap()", NULL },
	{ "{'a': lambda r: r}", "line 1, column 7", NULL, "lambda", "jq" },
	{ "{'a': true}", "line 1, column 7", NULL, "true", "True" },
	{ "{'a': 1 + 'b'}", "line 1, column 7", NULL, NULL, "joins texts" },
	{ "{'a': pendulum.now().start_of('day')}", "line 1, column 7", NULL, NULL,
	    "strftime" },
	{ "{'a': pendulum.now('Asia/Tokyo')}", "line 1, column 7", NULL, NULL, "UTC" },
	{ "{'a': 1 'b': 2}", "line 1, column 9", "comma", "'b'", NULL },
	{ "{'a': 1,, 'b': 2}", "line 1, column 9", "value expected", ",", NULL },
	{ "{'a': 'x\n}", "line 1, column 7", "does not end", NULL, NULL },
	{ "{'a': [1, 2}", "line 1, column 12", "]", "}", NULL },
	{ "{'a': [1, 2", "line 1, column 12", "ends before", NULL, NULL },
	{ "{'a': {1, 2}}", "line 1, column 8", "set", NULL, "list" },
	{ "{'a': {**b}}", "line 1, column 10", "\"b\"", NULL, NULL },
	{ "rest_api_source({None: 1})", "line 1, column 18", "key", "None", NULL },
	{ "{'a': 007}", "line 1, column 7", "no number", "007", NULL },
	{ "{'a': 1_}", "line 1, column 7", "no number", "1_", NULL },
	{ "{'a': '\\N{DASH}'}", "line 1, column 8", "name", "\\N", "\\u" },
	{ "{'a': 'b\\xZZ'}", "line 1, column 9", "hexadecimal", NULL, NULL },
	{ "{'a': '\\ud83d'}", "line 1, column 8", "no character", NULL, NULL },
	{ "{'a': f'{x!r}'}", "line 1, column 10", "\"x\"", NULL, NULL },
	{ "{'a': f'{dlt.secrets[\"k\"]:>5}'}", "line 1, column 26", "}", ":", "formats" },
	{ "{'a': f'b}'}", "line 1, column 10", "}", NULL, NULL },
	{ "{'a': 1} 'b'", "line 1, column 10", "behind", NULL, NULL },
	{ "rest_api_source(5)", "line 1, column 17", "a dict", NULL, NULL },
	{ "c = {'a': 1}\nc['b'] = 2\nrest_api_source(c)", "line 2, column 1",
	    "changed", NULL, "one place" },
	{ "c = {'a': 1}\nc = {'a': 2}\nrest_api_source(c)", "line 1, column 1",
	    "more than one", NULL, NULL },
	{ "C = {'a': 1}\ndef f():\n  C['b'] = 2\nrest_api_source(C)", "line 3, column 3",
	    "changed", NULL, NULL },
	{ "def f():\n  c = {'a': 1}\nrest_api_source(c)", "line 3, column 17", "\"c\"", NULL,
	    NULL },
	{ "[dlt.secrets['k']]", "line 1, column 2", "not JSON", NULL, NULL },
	{ NULL, NULL, NULL, NULL, NULL }
};

static void
errors(void **state)
{
	(void)state;
	all_bad(wrong);
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
		cmocka_unit_test(conditions),
		cmocka_unit_test(calculated),
		cmocka_unit_test(times),
		cmocka_unit_test(surroundings),
		cmocka_unit_test(errors),
		cmocka_unit_test(second_call),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
