/* Wrong endpoints, paginators and incrementals: their whole messages. */
#include "source_wrong.h"

static const struct wrong endpoints[] = {
	{ ONE("'path': 'x/{% for i in a %}{{ i }}{% endfor %}'"),
	    "r error: resources[0].endpoint.path: 'x/{% for i in a %}{{ i }}{% endfor %}': unknown "
	    "statement 'for', at character 6\n"
	    "  at: t.py, line 1, column 88\n"
	    "  hint: filters write lists: {{ names|join(',') }}, "
	    "{{ rows|map(attribute='id')|join(',') }}\n" },
	{ ONE("'params': {'q': '{% macro m() %}{% endmacro %}'}"),
	    "r error: resources[0].endpoint.params: '{% macro m() %}{% endmacro %}': unknown "
	    "statement 'macro', at character 4\n"
	    "  at: t.py, line 1, column 96\n"
	    "  hint: if, elif, else, endif and set are known\n" },
	{ ONE("'method': 'DELETE'"),
	    "r error: resources[0].endpoint.method: unknown method 'DELETE'\n"
	    "  at: t.py, line 1, column 90\n"
	    "  hint: methods are GET, POST, PUT, PATCH\n" },
	{ ONE("'json': {'a': 1}, 'data': {'b': 2}"),
	    "r error: resources[0].endpoint: both 'json' and 'data' are given\n"
	    "  at: t.py, line 1, column 106\n"
	    "  hint: a request has one body: json for JSON, data for a form or raw text\n" },
	{ ONE("'method': 'GET', 'http_method': 'POST'"),
	    "r error: resources[0].endpoint.http_method: 'http_method' says the same as 'method', "
	    "which is there too\n"
	    "  at: t.py, line 1, column 112\n"
	    "  hint: keep one of the two\n" },
	{ ONE("'params': {'a': {'b': 1}}"),
	    "r error: resources[0].endpoint.params.a: 'type' is missing\n"
	    "  at: t.py, line 1, column 96\n"
	    "  hint: types are resolve, incremental\n" },
	{ ONE("'params': {'a': {'type': 'resolv', 'resource': 'x'}}"),
	    "r error: resources[0].endpoint.params.a: unknown type 'resolv'\n"
	    "  at: t.py, line 1, column 105\n"
	    "  hint: did you mean 'resolve'? types are resolve, incremental\n" },
	{ ONE("'params': {'a': {'type': 'resolve', 'resource': 'r', 'field': 'id'}}"),
	    "error: the parents of r go in a circle: r -> r\n"
	    "  at: t.py, line 1, column 62\n"
	    "  hint: a resource cannot need itself\n"
	    "r error: resources[0].endpoint.params: {a} stands nowhere in the request\n"
	    "  at: t.py, line 1, column 96\n"
	    "  hint: write {a} in the path, or \"a\": \"{resources.r.id}\" in params\n" },
	{ LIST("'posts', {'name': 'c', 'endpoint': {'path': 'p/{resources.post.id}'}}"),
	    "c error: resources[1].endpoint.params: the parent of {id} is 'post', and no resource "
	    "has that name\n"
	    "  at: t.py, line 1, column 97\n"
	    "  hint: did you mean 'posts'?\n" },
	{ LIST("{'name': 'chicken', 'endpoint': 'c/{resources.egg.id}'}, {'name': 'egg', 'endpoint': "
	    "'e/{resources.chicken.id}'}"),
	    "error: the parents of chicken go in a circle: chicken -> egg -> chicken\n"
	    "  at: t.py, line 1, column 62\n"
	    "  hint: a resource cannot need itself\n" },
	{ LIST("{'name': 'a', 'endpoint': 'x/{b_id}/y'}, {'name': 'b', 'endpoint': 'z/{a_id}/y'}"),
	    "a error: a: its parents go in a circle: a -> b -> a\n"
	    "  at: t.py, line 1, column 62\n"
	    "  hint: {b_id} was inferred: name its parent in params, or --set a.b_id=VALUE\n"
	    "b error: b: its parents go in a circle: b -> a -> b\n"
	    "  at: t.py, line 1, column 103\n"
	    "  hint: {a_id} was inferred: name its parent in params, or --set b.a_id=VALUE\n" },
	{ LIST("{'name': 'x', 'endpoint': '/items'}, {'name': 'y', 'endpoint': 'items/?q=1'}, {'name': "
	    "'c', 'endpoint': 'items/{id}/c'}"),
	    "c error: c: the parent of {id} may be x or y\n"
	    "  at: t.py, line 1, column 157\n"
	    "  hint: say which in params: \"id\": {\"type\": \"resolve\", \"resource\": \"x\", "
	    "\"field\": \"id\"}\n" },
	{ ONE("'path': 'x/{{ config[ }}'"),
	    "r error: resources[0].endpoint.path: 'x/{{ config[ }}': '}' is not expected here, "
	    "at character 12\n"
	    "  at: t.py, line 1, column 88\n" },
	{ ONE("'path': 'x/{{ a|nofilter }}'"),
	    "r error: resources[0].endpoint.path: 'x/{{ a|nofilter }}': unknown filter 'nofilter', "
	    "at character 6\n"
	    "  at: t.py, line 1, column 88\n" },
	{ ONE("'data_selector': 5"),
	    "r error: resources[0].endpoint.data_selector: text or a list expected\n"
	    "  at: t.py, line 1, column 97\n"
	    "  got: 5\n" },
	{ ONE("'data_selector': 'a..[b'"),
	    "r error: resources[0].endpoint.data_selector: a bracket has no end\n"
	    "  at: t.py, line 1, column 97\n"
	    "  got: \"a..[b\"\n"
	    "  hint: a key, a.b.c, a.*.b, [\"a\",\"b\"], $.a[*].b or, for the whole body, \"$\"\n" },
	{ ONE("'record_filter': {'type': 'x'}"),
	    "r error: resources[0].endpoint.record_filter: neither a condition nor jq\n"
	    "  at: t.py, line 1, column 97\n"
	    "  hint: \"{{ record.type == 'file' }}\", or {\"jq\": \".type == \\\"file\\\"\"}\n" },
	{ PAGES("'type': 'ofset'"),
	    "r error: resources[0].endpoint.paginator: unknown type 'ofset'\n"
	    "  at: t.py, line 1, column 102\n"
	    "  hint: did you mean 'offset'? types are single_page, offset, page_number, cursor, "
	    "json_link, json_response, header_link, header_cursor, auto, custom\n" },
	{ PAGES("'limit': 5"),
	    "r error: resources[0].endpoint.paginator: 'type' is missing\n"
	    "  at: t.py, line 1, column 93\n"
	    "  hint: types are single_page, offset, page_number, cursor, json_link, json_response, "
	    "header_link, header_cursor, auto, custom\n" },
	{ ONE("'paginator': 'pages'"),
	    "r error: resources[0].endpoint.paginator: unknown type 'pages'\n"
	    "  at: t.py, line 1, column 93\n"
	    "  hint: types are single_page, offset, page_number, cursor, json_link, header_link, "
	    "header_cursor, auto\n" },
	{ PAGES("'type': 'custom', 'class_name': 'X'"),
	    "r error: resources[0].endpoint.paginator.type: 'custom' is somebody's program, which "
	    "a source cannot hold\n"
	    "  at: t.py, line 1, column 102\n"
	    "  hint: types are single_page, offset, page_number, cursor, json_link, header_link, "
	    "header_cursor, auto\n" },
	{ PAGES("'type': 'offset', 'limit': 0"),
	    "r error: resources[0].endpoint.paginator.limit: 0 is too little\n"
	    "  at: t.py, line 1, column 121\n"
	    "  hint: the least is 1\n" },
	{ PAGES("'type': 'offset', 'limit': 'many', 'offset_param': ''"),
	    "r error: resources[0].endpoint.paginator.limit: a whole number expected\n"
	    "  at: t.py, line 1, column 121\n"
	    "  got: \"many\"\n"
	    "r error: resources[0].endpoint.paginator: 'offset_param' is empty\n"
	    "  at: t.py, line 1, column 145\n"
	    "  hint: give it a name, or leave the key out\n" },
	{ PAGES("'type': 'offset', 'limit': 5, 'page_size': 6, 'offset_param': 'a', 'offset_body_path': "
	    "'b'"),
	    "r error: resources[0].endpoint.paginator.page_size: 'page_size' says the same as 'limit', "
	    "which is there too\n"
	    "  at: t.py, line 1, column 137\n"
	    "  hint: keep one of the two\n"
	    "r error: resources[0].endpoint.paginator: both 'offset_param' and 'offset_body_path' "
	    "are given\n"
	    "  at: t.py, line 1, column 181\n"
	    "  hint: a value is sent once: in the query, or in the body\n" },
	{ PAGES("'type': 'page_number', 'stop_after_empty_page': False"),
	    "r error: resources[0].endpoint.paginator: nothing ends this paging\n"
	    "  at: t.py, line 1, column 142\n"
	    "  hint: leave stop_after_empty_page out, or give total_path, has_more_path, maximum_page "
	    "or stop_condition\n" },
	{ PAGES("'type': 'page_number', 'base_page': 'one', 'maximum_page': -1"),
	    "r error: resources[0].endpoint.paginator.base_page: a whole number or auto expected\n"
	    "  at: t.py, line 1, column 130\n"
	    "  got: \"one\"\n"
	    "r error: resources[0].endpoint.paginator.maximum_page: -1 is too little\n"
	    "  at: t.py, line 1, column 153\n"
	    "  hint: the least is 0\n" },
	{ PAGES("'type': 'single_page', 'limit': 5"),
	    "r warning: resources[0].endpoint.paginator: 'limit' does nothing in a paginator of "
	    "type single_page\n"
	    "  at: t.py, line 1, column 126\n"
	    "  hint: leave it out, or write the type that uses it\n" },
	{ PAGES("'type': 'cursor', 'cursor_param': 'a', 'cursor_body_path': 'b'"),
	    "r error: resources[0].endpoint.paginator: both 'cursor_param' and 'cursor_body_path' "
	    "are given\n"
	    "  at: t.py, line 1, column 153\n"
	    "  hint: the cursor is sent once: in the query, or in the body\n" },
	{ PAGES("'type': 'cursor', 'stop_condition': 'not response.a|nope'"),
	    "r error: resources[0].endpoint.paginator.stop_condition: 'not response.a|nope': unknown "
	    "filter 'nope', at character 16\n"
	    "  at: t.py, line 1, column 130\n" },
	{ PAGES("'type': 'cursor', 'cursor_value': '{{ response.'"),
	    "r error: resources[0].endpoint.paginator.cursor_value: '{{ response.': the expression "
	    "ends too early, at character 13\n"
	    "  at: t.py, line 1, column 128\n" },
	{ PAGES("'type': 'cursor', 'step': 'P1D', 'start_time_option': {'field_name': 'x'}"),
	    "r error: resources[0].endpoint.paginator: it is a date window, and has no start\n"
	    "  at: t.py, line 1, column 93\n"
	    "  hint: start_datetime: the first date to fetch\n" },
	{ ONE("'incremental': {'start_param': 'since'}"),
	    "r error: resources[0].endpoint.incremental: 'cursor_path' is missing\n"
	    "  at: t.py, line 1, column 95\n"
	    "  hint: cursor_path: the field of a record that only grows, such as updated_at\n" },
	{ ONE("'incremental': {'cursor_path': 'a', 'end_value': 5}"),
	    "r error: resources[0].endpoint.incremental.end_value: an end without a beginning\n"
	    "  at: t.py, line 1, column 129\n"
	    "  hint: initial_value: where it begins\n" },
	{ ONE("'incremental': {'cursor_path': 'a', 'row_order': 'up'}"),
	    "r error: resources[0].endpoint.incremental.row_order: one of asc, desc expected\n"
	    "  at: t.py, line 1, column 129\n"
	    "  got: \"up\"\n" },
	{ ONE("'incremental_sync': {'cursor_field': 'a', 'start_time_option': {'inject_into': 'query'}}"),
	    "r error: resources[0].endpoint.incremental: 'field_name' of start_time_option is missing\n"
	    "  at: t.py, line 1, column 143\n"
	    "  hint: start_time_option: {\"inject_into\": \"query\", \"field_name\": \"since\"}, "
	    "or start_param: \"since\"\n" },
	{ ONE("'incremental_sync': {'cursor_field': 'a', 'start_time_param': 's', 'step': 'P1D'}"),
	    "r error: resources[0].endpoint.incremental.step: it cuts a window that has no start\n"
	    "  at: t.py, line 1, column 155\n"
	    "  hint: initial_value (start_datetime): the first date to fetch\n" },
	{ ONE("'incremental_sync': {'cursor_field': 'a', 'start_datetime': '2024', 'step': 'daily'}"),
	    "r error: resources[0].endpoint.incremental.step: 'daily' is no duration\n"
	    "  at: t.py, line 1, column 156\n"
	    "  hint: durations are P1D, P1M, PT1H, 1d, 12h\n" },
	{ ONE("'params': {'a': {'type': 'incremental', 'cursor_path': 'x'}, 'b': {'type': 'incremental', "
	    "'cursor_path': 'x'}}"),
	    "r error: resources[0].endpoint.params: a second incremental, in 'b'\n"
	    "  at: t.py, line 1, column 146\n"
	    "  hint: a resource has one: an end goes into endpoint.incremental\n" },
	{ ONE("'params': {'a': {'type': 'incremental', 'cursor_path': 'x', 'end_value': 5}}"),
	    "r error: resources[0].endpoint.params: an incremental in 'a' has an end\n"
	    "  at: t.py, line 1, column 96\n"
	    "  hint: write it as endpoint.incremental, with start_param and end_param\n"
	    "r error: resources[0].endpoint.incremental.end_value: an end without a beginning\n"
	    "  at: t.py, line 1, column 153\n"
	    "  hint: initial_value: where it begins\n" },
	{ ONE("'partition_router': {'type': 'list', 'cursor_field': 'y', 'values': ['1']}"),
	    "r error: resources[0].endpoint.partition_router: {y} stands nowhere in the request\n"
	    "  at: t.py, line 1, column 100\n"
	    "  hint: request_option: {\"inject_into\": \"query\", \"field_name\": \"y\"}\n" },
	{ ONE("'partition_router': {'type': 'list', 'values': ['1']}"),
	    "r error: resources[0].endpoint.partition_router: 'cursor_field' is missing\n"
	    "  at: t.py, line 1, column 100\n"
	    "  hint: cursor_field: the name that {NAME} stands for\n" },
	{ ONE("'partition_router': {'type': 'substream', 'parent_stream': 'r'}"),
	    "r error: resources[0].endpoint.partition_router: 'parent_key' is missing\n"
	    "  at: t.py, line 1, column 100\n"
	    "  hint: parent_key: the field of the parent's records\n"
	    "r error: resources[0].endpoint.partition_router: 'partition_field' is missing\n"
	    "  at: t.py, line 1, column 100\n"
	    "  hint: partition_field: the name that {NAME} stands for\n" },
	{ ONE("'partition_router': {'type': 'tree'}"),
	    "r error: resources[0].endpoint.partition_router: unknown type 'tree'\n"
	    "  at: t.py, line 1, column 100\n"
	    "  hint: types are list and substream\n" },
	{ ONE("'error_handler': {'retry_on_status_codes': [42, 'x'], 'max_retries': -1, 'backoff': "
	    "'linear'}"),
	    "r error: resources[0].endpoint.error_handler.retry_on_status_codes: 42 is no HTTP "
	    "status\n"
	    "  at: t.py, line 1, column 124\n"
	    "  hint: statuses are 100 to 599\n"
	    "r error: resources[0].endpoint.error_handler.retry_on_status_codes[1]: a whole number "
	    "expected\n"
	    "  at: t.py, line 1, column 128\n"
	    "  got: \"x\"\n"
	    "r error: resources[0].endpoint.error_handler.max_retries: -1 is too little\n"
	    "  at: t.py, line 1, column 149\n"
	    "  hint: the least is 0\n"
	    "r error: resources[0].endpoint.error_handler.backoff: one of constant, exponential "
	    "expected\n"
	    "  at: t.py, line 1, column 164\n"
	    "  got: \"linear\"\n" },
	{ ONE("'error_handler': {'retries': 3}"),
	    "r error: resources[0].endpoint.error_handler: unknown key 'retries'\n"
	    "  at: t.py, line 1, column 109\n"
	    "  hint: an error_handler has the keys retry_on_status_codes, no_retry_on_status_codes, "
	    "ignore_status_codes, gone_status_codes, max_retries, backoff_factor, backoff, max_wait\n" },
	{ ONE("'path': 'x/{a}', 'params': {'a': {'type': 'resolve', 'resource': 'r'}}"),
	    "error: the parents of r go in a circle: r -> r\n"
	    "  at: t.py, line 1, column 62\n"
	    "  hint: a resource cannot need itself\n"
	    "r error: resources[0].endpoint.params: 'field' of 'a' is missing\n"
	    "  at: t.py, line 1, column 113\n"
	    "  hint: \"a\": {\"type\": \"resolve\", \"resource\": \"users\", \"field\": \"id\"}\n" },
	{ ONE("'response_actions': [{'status_code': 404, 'action': 'skip'}]"),
	    "r error: resources[0].endpoint.response_actions[0].action: one of ignore, retry, fail "
	    "expected\n"
	    "  at: t.py, line 1, column 132\n"
	    "  got: \"skip\"\n" },
};

static void
test_endpoints(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(endpoints); i++)
		assert_problems(endpoints[i].source, endpoints[i].want);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_endpoints),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
