/* Wrong keys, types and words at each level of a source: their whole messages. */
#include "source_wrong.h"

static const struct wrong keys[] = {
	{ LIST("{'name': 'r', 'columns': {'a': {'type': 'text'}}}"),
	    "r error: resources[0].columns.a: unknown key 'type'\n"
	    "  at: t.py, line 1, column 93\n"
	    "  hint: a column has the keys name, data_type, description, nullable, precision, scale, "
	    "timezone, primary_key, merge_key, unique, sort, partition, cluster, hard_delete, dedup_sort, "
	    "row_key, parent_key, root_key, variant, foreign_key\n" },
	{ LIST("{'name': 'r', 'columns': {'a': {'data_type': 'txt', 'nullabel': True}}}"),
	    "r error: resources[0].columns.a.data_type: one of text, double, bool, timestamp, bigint, "
	    "binary, json, complex, decimal, wei, date, time expected\n"
	    "  at: t.py, line 1, column 98\n"
	    "  got: \"txt\"\n"
	    "r error: resources[0].columns.a: unknown key 'nullabel'\n"
	    "  at: t.py, line 1, column 117\n"
	    "  hint: did you mean 'nullable'?\n" },
	{ LIST("{'name': 'r', 'columns': [{'name': 'b', 'primary': True}, 5]}"),
	    "r error: resources[0].columns[0]: unknown key 'primary'\n"
	    "  at: t.py, line 1, column 104\n"
	    "  hint: a column has the keys name, data_type, description, nullable, precision, scale, "
	    "timezone, primary_key, merge_key, unique, sort, partition, cluster, hard_delete, dedup_sort, "
	    "row_key, parent_key, root_key, variant, foreign_key\n"
	    "r error: resources[0].columns[1]: a map expected\n"
	    "  at: t.py, line 1, column 111\n"
	    "  got: 5\n" },
	{ LIST("{'name': 'r', 'columns': 'a'}"),
	    "r error: resources[0].columns: a map or a list expected\n"
	    "  at: t.py, line 1, column 78\n"
	    "  got: \"a\"\n" },
	{ LIST("{'name': 'r', 'write_disposition': {'disposition': 'merge', 'strategi': "
	    "'upsert'}, 'primary_key': 'id'}"),
	    "r error: resources[0].write_disposition: unknown key 'strategi'\n"
	    "  at: t.py, line 1, column 125\n"
	    "  hint: did you mean 'strategy'?\n" },
	{ LIST("{'name': 'r', 'write_disposition': {'disposition': 'merge', 'strategy': "
	    "'scd3'}, 'primary_key': 'id'}"),
	    "r error: resources[0].write_disposition.strategy: one of delete-insert, upsert, insert-only, "
	    "scd2 expected\n"
	    "  at: t.py, line 1, column 125\n"
	    "  got: \"scd3\"\n" },
	{ LIST("{'name': 'r', 'write_disposition': {'disposition': 'upsert'}}"),
	    "r error: resources[0].write_disposition: unknown disposition 'upsert'\n"
	    "  at: t.py, line 1, column 104\n"
	    "  hint: dispositions are append, replace, merge, skip\n" },
	{ LIST("{'name': 'r', 'schema_contract': {'tables': 'closed'}}"),
	    "r error: resources[0].schema_contract.tables: one of evolve, discard_value, freeze, "
	    "discard_row expected\n"
	    "  at: t.py, line 1, column 97\n"
	    "  got: \"closed\"\n" },
	{ LIST("{'name': 'r', 'primary_key': [1]}"),
	    "r error: resources[0].primary_key[0]: text expected\n"
	    "  at: t.py, line 1, column 83\n"
	    "  got: 1\n" },
	{ LIST("{'name': 'r', 'table_name': ['a']}"),
	    "r error: resources[0].table_name: text expected\n"
	    "  at: t.py, line 1, column 81\n"
	    "  got: [\"a\"]\n" },
	{ LIST("{'name': 'r', 'max_table_nesting': 'deep'}"),
	    "r error: resources[0].max_table_nesting: a whole number expected\n"
	    "  at: t.py, line 1, column 88\n"
	    "  got: \"deep\"\n" },
	{ LIST("{'name': 'r', 'processing_steps': [{'filtr': '.a'}]}"),
	    "r error: resources[0].processing_steps[0]: a step has one of filter, map, yield_map\n"
	    "  at: t.py, line 1, column 88\n"
	    "  hint: write each in a step of its own; they run in order\n"
	    "r error: resources[0].processing_steps[0]: unknown key 'filtr'\n"
	    "  at: t.py, line 1, column 98\n"
	    "  hint: did you mean 'filter'?\n" },
	{ LIST("{'name': 'r', 'endpoint': 5}"),
	    "r error: resources[0].endpoint: text or a map expected\n"
	    "  at: t.py, line 1, column 79\n"
	    "  got: 5\n" },
	{ ONE("'parms': {}, 'data_selecter': 'x'"),
	    "r error: resources[0].endpoint: unknown key 'parms'\n"
	    "  at: t.py, line 1, column 89\n"
	    "  hint: did you mean 'params'?\n"
	    "r error: resources[0].endpoint: unknown key 'data_selecter'\n"
	    "  at: t.py, line 1, column 110\n"
	    "  hint: did you mean 'data_selector'?\n" },
	{ ONE("'path': 5, 'params': ['a'], 'headers': 'x', 'json': 5, 'data': 5, 'method': 5"),
	    "r error: resources[0].endpoint.path: text expected\n"
	    "  at: t.py, line 1, column 88\n"
	    "  got: 5\n"
	    "r error: resources[0].endpoint.params: a map expected\n"
	    "  at: t.py, line 1, column 101\n"
	    "  got: [\"a\"]\n"
	    "r error: resources[0].endpoint.headers: a map expected\n"
	    "  at: t.py, line 1, column 119\n"
	    "  got: \"x\"\n"
	    "r error: resources[0].endpoint.json: a map or a list expected\n"
	    "  at: t.py, line 1, column 132\n"
	    "  got: 5\n"
	    "r error: resources[0].endpoint.data: text, a map or a list expected\n"
	    "  at: t.py, line 1, column 143\n"
	    "  got: 5\n"
	    "r error: resources[0].endpoint.method: text expected\n"
	    "  at: t.py, line 1, column 156\n"
	    "  got: 5\n" },
	{ ONE("'headers': {'bad name': 'x', 'X-A': 'a\\nb', 'X-B': {'c': 1}}"),
	    "r error: resources[0].endpoint.headers: 'bad name' is no name of a header\n"
	    "  at: t.py, line 1, column 104\n"
	    "  hint: letters, digits and hyphens\n"
	    "r error: resources[0].endpoint.headers.X-A: a line break in a header\n"
	    "  at: t.py, line 1, column 116\n"
	    "  hint: a header is one line\n"
	    "r error: resources[0].endpoint.headers.X-B: text, a number or true or false expected\n"
	    "  at: t.py, line 1, column 131\n"
	    "  got: {\"c\":1}\n" },
	{ ONE("'auth': {'type': 'bearer', 'tokn': 'x'}"),
	    "r error: resources[0].endpoint.auth: unknown key 'tokn'\n"
	    "  at: t.py, line 1, column 115\n"
	    "  hint: did you mean 'token'?\n" },
	{ ONE("'path': 'x/{{ a b }}'"),
	    "r error: resources[0].endpoint.path: 'x/{{ a b }}': 'b' is not expected here, at character "
	    "6\n"
	    "  at: t.py, line 1, column 88\n" },
	{ ONE("'params': {'q': '{{ nosuch(1) }}'}"),
	    "r error: resources[0].endpoint.params: '{{ nosuch(1) }}': unknown function 'nosuch', "
	    "at character 4\n"
	    "  at: t.py, line 1, column 96\n" },
	{ ONE("'json': {'q': [{'r': '{{ a.nosuch() }}'}]}"),
	    "r error: resources[0].endpoint.json: '{{ a.nosuch() }}': unknown method 'nosuch', at "
	    "character 6\n"
	    "  at: t.py, line 1, column 101\n" },
	{ ONE("'headers': {'X-A': '{{ a|nofilter }}'}"),
	    "r error: resources[0].endpoint.headers: '{{ a|nofilter }}': unknown filter 'nofilter', "
	    "at character 6\n"
	    "  at: t.py, line 1, column 99\n" },
	{ ONE("'record_filter': '{{ record.a === 5 }}'"),
	    "r error: resources[0].endpoint.record_filter: '{{ record.a === 5 }}': '=' is not expected "
	    "here, at character 15\n"
	    "  at: t.py, line 1, column 97\n" },
	{ ONE("'data_selector': '$.a[?(@.x)]'"),
	    "r error: resources[0].endpoint.data_selector: filters [?...] are not selectors: use "
	    "--jq, or a filter step\n"
	    "  at: t.py, line 1, column 97\n"
	    "  got: \"$.a[?(@.x)]\"\n"
	    "  hint: a key, a.b.c, a.*.b, [\"a\",\"b\"], $.a[*].b or, for the whole body, \"$\"\n" },
	{ ONE("'partition_router': {'type': 'list', 'cursor_field': 'x', 'value': ['a']}"),
	    "r error: resources[0].endpoint.partition_router: 'values' is missing\n"
	    "  at: t.py, line 1, column 100\n"
	    "  hint: values: the list, or a setting that holds it\n"
	    "r error: resources[0].endpoint.partition_router: unknown key 'value'\n"
	    "  at: t.py, line 1, column 147\n"
	    "  hint: did you mean 'values'?\n" },
	{ ONE("'incremental': {'cursor_path': 'a', 'initial': 5}"),
	    "r error: resources[0].endpoint.incremental: unknown key 'initial'\n"
	    "  at: t.py, line 1, column 127\n"
	    "  hint: an incremental has the keys type, cursor_path, initial_value, end_value, start_param, "
	    "end_param, start_time_option, end_time_option, datetime_format, cursor_datetime_formats, "
	    "step, cursor_granularity, lookback_window, convert, last_value_func, lag, row_order, "
	    "on_cursor_value_missing, range_start, range_end, primary_key, allow_external_schedulers, "
	    "filter\n" },
	{ ONE("'incremental': {'cursor_path': 'a', 'lag': 'x', 'on_cursor_value_missing': "
	    "'skip'}"),
	    "r error: resources[0].endpoint.incremental.lag: a number expected\n"
	    "  at: t.py, line 1, column 123\n"
	    "  got: \"x\"\n"
	    "r error: resources[0].endpoint.incremental.on_cursor_value_missing: one of raise, include, "
	    "exclude expected\n"
	    "  at: t.py, line 1, column 155\n"
	    "  got: \"skip\"\n" },
	{ ONE("'incremental': 'updated_at'"),
	    "r error: resources[0].endpoint.incremental: a map expected\n"
	    "  at: t.py, line 1, column 95\n"
	    "  got: \"updated_at\"\n" },
	{ PAGES("'type': 'cursor', 'cursor_pth': 'x', 'cursor_path': 'a[b'"),
	    "r error: resources[0].endpoint.paginator: unknown key 'cursor_pth'\n"
	    "  at: t.py, line 1, column 126\n"
	    "  hint: did you mean 'cursor_path'?\n"
	    "r error: resources[0].endpoint.paginator: cursor_path: a bracket has no end\n"
	    "  at: t.py, line 1, column 146\n"
	    "  got: a[b\n"
	    "  hint: a.b, a[0].b, or ['a.b'] for a name with dots\n" },
	{ PAGES("'type': 'json_link', 'next_url_path': 5"),
	    "r error: resources[0].endpoint.paginator.next_url_path: text or a list expected\n"
	    "  at: t.py, line 1, column 132\n"
	    "  got: 5\n" },
	{ ONE("'paginator': ['offset']"),
	    "r error: resources[0].endpoint.paginator: text or a map expected\n"
	    "  at: t.py, line 1, column 93\n"
	    "  got: [\"offset\"]\n" },
	{ ONE("'error_handler': {'max_retries': 'many', 'retry_on_status_codes': 429, "
	    "'retry_on': [5]}"),
	    "r error: resources[0].endpoint.error_handler.max_retries: a whole number expected\n"
	    "  at: t.py, line 1, column 113\n"
	    "  got: \"many\"\n"
	    "r error: resources[0].endpoint.error_handler.retry_on_status_codes: a list expected\n"
	    "  at: t.py, line 1, column 146\n"
	    "  got: 429\n"
	    "r error: resources[0].endpoint.error_handler: unknown key 'retry_on'\n"
	    "  at: t.py, line 1, column 163\n"
	    "  hint: an error_handler has the keys retry_on_status_codes, no_retry_on_status_codes, "
	    "ignore_status_codes, gone_status_codes, max_retries, backoff_factor, backoff, max_wait\n" },
};

static void
test_keys(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(keys); i++)
		assert_problems(keys[i].source, keys[i].want);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_keys),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
