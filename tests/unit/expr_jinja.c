/* What Jinja2 and Python mean; where rx departs from them, rx/expr.h says so. */
#include "tests/unit/expr.h"

#define DATA	"{\"d\":{\"a\":1,\"b\":\"x\",\"n\":null,\"t\":true,\"f\":false," \
	"\"l\":[1,2,3],\"o\":{\"k\":\"v\"},\"e\":\"\",\"z\":0}," \
	"\"big\":12345678901234567890,\"price\":1.10,\"u\":\"h\\u00e9llo\"}"

static const struct fact operators[] = {
	{ "1 + 2 * 3 - 4", NULL, "3" },
	{ "7 / 2", NULL, "3.5" },
	{ "4 / 2", NULL, "2.0" },
	{ "-7 // 2", NULL, "-4" },
	{ "-7 % 3", NULL, "2" },
	{ "7.5 % 2", NULL, "1.5" },
	{ "2 ** 10", NULL, "1024" },
	{ "2 ** -1", NULL, "0.5" },
	{ "0.1 + 0.2", NULL, "0.30000000000000004" },
	{ "1 / 0", NULL, "undefined" },
	{ "5 // 0", NULL, "undefined" },
	{ "9223372036854775807 - 1", NULL, "9223372036854775806" },
	{ "9223372036854775807 + 1", NULL, "9.223372036854776e+18" },
	{ "big", DATA, "12345678901234567890" },
	{ "-big", DATA, "-12345678901234567890" },
	{ "-(-5)", NULL, "5" },
	{ "big == 12345678901234567890", DATA, "true" },
	{ "big == 12345678901234567891", DATA, "false" },
	{ "price", DATA, "1.10" },
	{ "price == 1.1", DATA, "true" },
	{ "price * 2", DATA, "2.2" },
	{ "true + 1", NULL, "2" },
	{ "true == 1", NULL, "true" },
	{ "'a' + 'b'", NULL, "\"ab\"" },
	{ "'a' + 1", NULL, "\"a1\"" },
	{ "'a' + none", NULL, "undefined" },
	{ "'ab' * 3", NULL, "\"ababab\"" },
	{ "[1] + [2, 'x']", NULL, "[1,2,\"x\"]" },
	{ "[] + [2]", NULL, "[2]" },
	{ "[0] * 3", NULL, "[0,0,0]" },
	{ "1 ~ 'a' ~ none ~ true", NULL, "\"1atrue\"" },
	{ "'a' 'b'", NULL, "\"ab\"" },
	{ "1 < 2 < 3", NULL, "true" },
	{ "3 > 2 > 2", NULL, "false" },
	{ "'b' > 'a'", NULL, "true" },
	{ "'10' < 9", NULL, "undefined" },
	{ "1 == 1.0", NULL, "true" },
	{ "'1' == 1", NULL, "false" },
	{ "[1, 2] == [1, 2.0]", NULL, "true" },
	{ "{'a': 1} == {'a': 1}", NULL, "true" },
	{ "2 in [1, 2]", NULL, "true" },
	{ "'a' in {'a': none}", NULL, "true" },
	{ "'ell' in 'hello'", NULL, "true" },
	{ "'' in ''", NULL, "true" },
	{ "'a' in none", NULL, "false" },
	{ "'a' not in missing.x", NULL, "true" },
	{ "not 1 in [2]", NULL, "true" },
	{ "1 if true else 2", NULL, "1" },
	{ "1 if false", NULL, "undefined" },
	{ "1 if 0 else 2 if 0 else 3", NULL, "3" },
	{ "0 or '' or 'x'", NULL, "\"x\"" },
	{ "1 and ''", NULL, "\"\"" },
	{ "1 + 1 is none", NULL, "1" },
	{ "-1|abs", NULL, "1" },
	{ "1_000", NULL, "1000" },
	{ "'a\\n\\u00e9\\x41\\q'", NULL, "\"a\\n\xc3\xa9" "A\\\\q\"" },
	{ "\"it's\"", NULL, "\"it's\"" },
	{ "(1, 'a')", NULL, "[1,\"a\"]" },
	{ "(1,)", NULL, "[1]" },
	{ "()", NULL, "[]" },
	{ "{'a': 1, 'b': [true]}", NULL, "{\"a\":1,\"b\":[true]}" },
};

static const struct fact undefined[] = {
	{ "x", NULL, "undefined" },
	{ "x.y.z", NULL, "undefined" },
	{ "x['y'][0]", NULL, "undefined" },
	{ "x.get('y')", NULL, "undefined" },
	{ "d['a']('b')", DATA, "undefined" },
	{ "not x", NULL, "true" },
	{ "x is none", NULL, "true" },
	{ "x == none", NULL, "true" },
	{ "x is defined", NULL, "false" },
	{ "x is undefined", NULL, "true" },
	{ "x is not defined", NULL, "true" },
	{ "d.n is defined", DATA, "true" },
	{ "x is false", NULL, "false" },
	{ "x is not none", NULL, "false" },
	{ "x ~ ''", NULL, "\"\"" },
	{ "x + 1", NULL, "undefined" },
	{ "x < 5", NULL, "undefined" },
	{ "x|length", NULL, "0" },
	{ "x|list", NULL, "[]" },
	{ "x|first", NULL, "undefined" },
	{ "x|int", NULL, "0" },
	{ "x|join(',')", NULL, "\"\"" },
	{ "x|default(3)", NULL, "3" },
	{ "len(x)", NULL, "0" },
	{ "d.get('q', 5)", DATA, "5" },
	{ "d.get('n', 5)", DATA, "null" },
	{ "d.b.get('q')", DATA, "undefined" },
	{ "d.n.get('q')", DATA, "undefined" },
	{ "x in d", "{\"d\":{\"x\":1}}", "true" },
	{ "x in d", "{\"d\":{\"x\":1},\"x\":\"y\"}", "false" },
};

static const struct fact access[] = {
	{ "d.a", DATA, "1" },
	{ "d['b']", DATA, "\"x\"" },
	{ "d.o.k", DATA, "\"v\"" },
	{ "d.l.1", DATA, "2" },
	{ "d.l[-1]", DATA, "3" },
	{ "d.l[5]", DATA, "undefined" },
	{ "d.l[1:]", DATA, "[2,3]" },
	{ "d.l[:-1]", DATA, "[1,2]" },
	{ "d.l[::-1]", DATA, "[3,2,1]" },
	{ "d.l[::2]", DATA, "[1,3]" },
	{ "d.l[5:]", DATA, "[]" },
	{ "u[1]", DATA, "\"\xc3\xa9\"" },
	{ "u[-2:]", DATA, "\"lo\"" },
	{ "u[::-1]", DATA, "\"oll\xc3\xa9h\"" },
	{ "d.l.length", DATA, "3" },
	{ "d.items()", "{\"d\":{\"a\":[1]}}", "[[\"a\",[1]]]" },
	{ "d.items", "{\"d\":{\"items\":[1]}}", "[1]" },
	{ "d.keys()", "{\"d\":{\"a\":1,\"\\u0062\":2}}", "[\"a\",\"\\u0062\"]" },
	{ "d.values()|sum", "{\"d\":{\"a\":1,\"b\":2}}", "3" },
	{ "headers['x-next']", "{\"headers\":{\"X-Next\":\"1\"}}", "\"1\"" },
	{ "headers.get('LINK')", "{\"headers\":{\"Link\":\"raw\",\"link\":{}}}", "\"raw\"" },
	{ "headers.link", "{\"headers\":{\"Link\":\"raw\",\"link\":{}}}", "{}" },
	{ "(now_utc() - duration('P1D')).day", NULL, "21" },
	{ "(now_utc() - now_utc()).days", NULL, "0" },
	{ "now_utc().replace(day=1, hour=0, minute=0, second=0, microsecond=0).isoformat()",
	    NULL, "\"2026-11-01T00:00:00+00:00\"" },
	{ "now_utc() > str_to_datetime('2026-11-22')", NULL, "true" },
	{ "(timedelta(hours=36) * 2).total_seconds()", NULL, "259200.0" },
	{ "duration('P1DT12H') ~ ''", NULL, "\"P1DT12H\"" },
	{ "dlt.utils.today_utc() ~ ''", NULL, "\"2026-11-22\"" },
	{ "dlt.config.get('d', '2019-01-01')", "{\"config\":{}}", "\"2019-01-01\"" },
	{ "dlt.secrets['k']", "{\"secrets\":{\"k\":\"s\"}}", "\"s\"" },
	{ "datetime.now(timezone.utc).strftime('%Y')", NULL, "\"2026\"" },
	{ "(datetime.datetime.utcnow() - datetime.timedelta(days=1)).isoformat()", NULL,
	    "\"2026-11-21T05:04:56.789012+00:00\"" },
	{ "date.today().isoformat()", NULL, "\"2026-11-22\"" },
};

static const struct fact filters[] = {
	{ "' a '|trim ~ '.'", NULL, "\"a.\"" },
	{ "'xxaxx'|trim('x')", NULL, "\"a\"" },
	{ "'h\xc3\xa9LLO'|upper", NULL, "\"H\xc3\x89LLO\"" },
	{ "'H\xc3\x89LLO'|lower", NULL, "\"h\xc3\xa9llo\"" },
	{ "'foo bar'|title", NULL, "\"Foo Bar\"" },
	{ "'foo BAR'|capitalize", NULL, "\"Foo bar\"" },
	{ "'aaa'|replace('a', 'b', 2)", NULL, "\"bba\"" },
	{ "'12'|int", NULL, "12" },
	{ "'12.9'|int", NULL, "12" },
	{ "'x'|int(7)", NULL, "7" },
	{ "12345678901234567890|int", NULL, "12345678901234567890" },
	{ "'1.5'|float", NULL, "1.5" },
	{ "'x'|float", NULL, "0.0" },
	{ "true|string", NULL, "\"True\"" },
	{ "1.10|string", NULL, "\"1.10\"" },
	{ "[1,[2]]|string", NULL, "\"[1,[2]]\"" },
	{ "2.5|round", NULL, "2.0" },
	{ "2.347|round(2)", NULL, "2.35" },
	{ "2.1|round(0, 'ceil')", NULL, "3.0" },
	{ "round(2.7)", NULL, "3" },
	{ "[3,1,2]|sort", NULL, "[1,2,3]" },
	{ "['b','A','c']|sort", NULL, "[\"A\",\"b\",\"c\"]" },
	{ "[3,1,2]|sort(reverse=true)|first", NULL, "3" },
	{ "l|sort(attribute='n')|map(attribute='n')|list", "{\"l\":[{\"n\":2},{\"n\":1}]}",
	    "[1,2]" },
	{ "['b','A','a','B']|unique|list", NULL, "[\"b\",\"A\"]" },
	{ "[1,5,3]|max", NULL, "5" },
	{ "[]|max", NULL, "undefined" },
	{ "max(1, 2.5)", NULL, "2.5" },
	{ "min('b', 'a')", NULL, "\"a\"" },
	{ "[1,2.5]|sum", NULL, "3.5" },
	{ "[1,2,3]|reverse|list", NULL, "[3,2,1]" },
	{ "'abc'|reverse", NULL, "\"cba\"" },
	{ "'abc'|list", NULL, "[\"a\",\"b\",\"c\"]" },
	{ "'abc'|last", NULL, "\"c\"" },
	{ "{'a':1,'b':2}|length", NULL, "2" },
	{ "['a',1,none,true]|join('-')", NULL, "\"a-1--true\"" },
	{ "[1,2,3]|select('odd')|list", NULL, "[1,3]" },
	{ "[1,2,3]|reject('odd')|list", NULL, "[2]" },
	{ "[0,1,'']|select|list", NULL, "[1]" },
	{ "['a','b']|map('upper')|list", NULL, "[\"A\",\"B\"]" },
	{ "['a1','b2']|map('regex_replace', '[0-9]', '')|list", NULL, "[\"a\",\"b\"]" },
	{ "{'b':1,'a':2}|dictsort|first|first", NULL, "\"a\"" },
	{ "'YWJj'|base64decode", NULL, "\"abc\"" },
	{ "{'a b': 1, 'c': '&'}|urlencode", NULL, "\"a+b=1&c=%26\"" },
	{ "'a=1, b=2'|regex_search('b=(\\\\d)')", NULL, "\"2\"" },
	{ "'abc'|regex_search('b.')", NULL, "\"bc\"" },
	{ "'abc'|regex_search('x')", NULL, "\"\"" },
	{ "'<b>x</b>'|regex_search('<(.*?)>')", NULL, "\"b\"" },
	{ "'2026-01-02'|regex_replace('(\\\\d+)-(\\\\d+)-(\\\\d+)', '\\\\3.\\\\2.\\\\1')", NULL,
	    "\"02.01.2026\"" },
	{ "'a,b,c'.split(',', 1)", NULL, "[\"a\",\"b,c\"]" },
	{ "'a,b,c'.rsplit(',', 1)", NULL, "[\"a,b\",\"c\"]" },
	{ "' a  b '.split()", NULL, "[\"a\",\"b\"]" },
	{ "'a.b'.replace('.', '-')", NULL, "\"a-b\"" },
	{ "'abc'.endswith(('x', 'c'))", NULL, "true" },
	{ "'abc'.find('c')", NULL, "2" },
	{ "'7'.zfill(3)", NULL, "\"007\"" },
	{ "'{0}{1}{0} {x}'.format('a', 'b', x=1)", NULL, "\"aba 1\"" },
	{ "'{:>5}|{:<5}|{:^5}|{:,}'.format(1, 'a', 'b', 1234567)", NULL,
	    "\"    1|a    |  b  |1,234,567\"" },
	{ "'%s is %05.1f%%' % ('x', 2.25)", NULL, "\"x is 002.2%\"" },
	{ "[1,2].index(2)", NULL, "1" },
	{ "int('7') + float('0.5')", NULL, "7.5" },
	{ "str(5) + '!'", NULL, "\"5!\"" },
	{ "int('x')", NULL, "undefined" },
	{ "camel_case_to_snake_case('someName')", NULL, "\"some_name\"" },
};

static const struct fact tests_of[] = {
	{ "d.t is true", DATA, "true" },
	{ "d.a is true", DATA, "false" },
	{ "d.n is None", DATA, "true" },
	{ "d.b is string", DATA, "true" },
	{ "d.a is number", DATA, "true" },
	{ "1.0 is integer", NULL, "false" },
	{ "d is mapping", DATA, "true" },
	{ "d.l is sequence", DATA, "true" },
	{ "9 is divisibleby 3", NULL, "true" },
	{ "9 is divisibleby(2)", NULL, "false" },
	{ "2 is even and 3 is odd", NULL, "true" },
	{ "'a' is in ['a']", NULL, "true" },
	{ "5 is gt 4", NULL, "true" },
};

static void
test_operators(void **state)
{
	(void)state;
	hold('c', operators, COUNT(operators));
}

static void
test_undefined(void **state)
{
	(void)state;
	hold('c', undefined, COUNT(undefined));
}

static void
test_access(void **state)
{
	(void)state;
	hold('c', access, COUNT(access));
}

static void
test_filters(void **state)
{
	(void)state;
	hold('c', filters, COUNT(filters));
}

static void
test_tests(void **state)
{
	(void)state;
	hold('c', tests_of, COUNT(tests_of));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_operators),
		cmocka_unit_test(test_undefined),
		cmocka_unit_test(test_access),
		cmocka_unit_test(test_filters),
		cmocka_unit_test(test_tests),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
