/* Paging, cursors, selectors and windows of sources (dialect 12-24). */
#include "source_look.h"

#define E	"resources[0].endpoint."
#define P	E "paginator"

static const struct look pages[] = {
	{ LIST("'r'"), P, "{\"type\":\"auto\"}" },
	{ ONE("'paginator': 'auto'"), P, "{\"type\":\"auto\"}" },
	{ ONE("'paginator': 'single_page'"), P, "{\"type\":\"single_page\"}" },
	{ ONE("'paginator': 'header_link'"), P,
	    "{\"type\":\"header_link\",\"links_next_key\":\"next\"}" },
	{ ONE("'paginator': 'json_response'"), P,
	    "{\"type\":\"json_link\",\"next_url_path\":\"next\"}" },
	{ PAGES("'type': 'json_link', 'next_url_path': 'links.next'"), P,
	    "{\"type\":\"json_link\",\"next_url_path\":\"links.next\"}" },
	{ PAGES("'type': 'header_cursor', 'cursor_key': 'X-Next'"), P,
	    "{\"type\":\"header_cursor\",\"cursor_key\":\"X-Next\",\"cursor_param\":\"cursor\"}" },
	/* 12, 13: names and sizes */
	{ PAGES("'type': 'offset', 'limit': 100"), P,
	    "{\"type\":\"offset\",\"limit\":100,\"limit_param\":\"limit\",\"offset\":0,"
	    "\"offset_param\":\"offset\"}" },
	{ PAGES("'type': 'offset'"), P,
	    "{\"type\":\"offset\",\"offset\":0,\"offset_param\":\"offset\"}" },
	{ ONE("'paginator': 'offset'"), P,
	    "{\"type\":\"offset\",\"offset\":0,\"offset_param\":\"offset\"}" },
	{ PAGES("'type': 'offset', 'limit': 5, 'page_param': 'skip', 'size_param': 'take'"), P,
	    "{\"type\":\"offset\",\"limit\":5,\"limit_param\":\"take\",\"offset\":0,"
	    "\"offset_param\":\"skip\"}" },
	{ PAGES("'type': 'offset', 'limit': 5, 'offset_body_path': 'page.from', "
	    "'limit_body_path': 'page.size'"), P,
	    "{\"type\":\"offset\",\"limit\":5,\"limit_body_path\":\"page.size\",\"offset\":0,"
	    "\"offset_body_path\":\"page.from\"}" },
	{ PAGES("'type': 'offset', 'limit': '5', 'maximum_offset': 20, 'total_path': None"), P,
	    "{\"type\":\"offset\",\"limit\":5,\"limit_param\":\"limit\",\"offset\":0,"
	    "\"offset_param\":\"offset\",\"maximum_offset\":20}" },
	{ PAGES("'type': 'offset', 'limit': dlt.config['n']"), P ".limit", "{\"config\":\"n\"}" },
	{ PAGES("'type': 'offset', 'limit': 5, 'total_path': 'meta.total', "
	    "'has_more_path': 'more', 'stop_after_short_page': True"), P,
	    "{\"type\":\"offset\",\"limit\":5,\"limit_param\":\"limit\",\"offset\":0,"
	    "\"offset_param\":\"offset\",\"total_path\":\"meta.total\",\"has_more_path\":\"more\","
	    "\"short_page\":true}" },
	/* 14: the first page; 0 only where dlt takes the source */
	{ PAGES("'type': 'page_number'"), P,
	    "{\"type\":\"page_number\",\"base_page\":0,\"page_param\":\"page\"}" },
	{ OURS("'type': 'page_number'"), P,
	    "{\"type\":\"page_number\",\"base_page\":\"auto\",\"page_param\":\"page\"}" },
	{ PAGES("'type': 'page_number', 'limit': 50"), P,
	    "{\"type\":\"page_number\",\"base_page\":\"auto\",\"page_param\":\"page\",\"limit\":50}" },
	{ PAGES("'type': 'offset', 'limit': 5, 'page_size': 5"), E "paginator.limit", "5" },
	{ PAGES("'type': 'page_number', 'page_size': 50, 'page_size_param': 'n', "
	    "'start_from_page': 1"), P,
	    "{\"type\":\"page_number\",\"base_page\":1,\"page_param\":\"page\",\"limit\":50,"
	    "\"limit_param\":\"n\"}" },
	{ PAGES("'type': 'page_number', 'initial_page': 0, 'inject_on_first_request': True"), P,
	    "{\"type\":\"page_number\",\"base_page\":0,\"inject_on_first_request\":true,"
	    "\"page_param\":\"page\"}" },
	{ PAGES("'type': 'page_number', 'inject_on_first_request': True"), P ".base_page",
	    "\"auto\"" },
	{ PAGES("'type': 'page_number', 'base_page': 1, 'page': 3"), P,
	    "{\"type\":\"page_number\",\"base_page\":1,\"page\":3,\"page_param\":\"page\"}" },
	{ OURS("'type': 'page_number', 'page': 3"), P ".base_page", "3" },
	{ PAGES("'type': 'page_number', 'page': 3"), P,
	    "{\"type\":\"page_number\",\"base_page\":0,\"page\":3,\"page_param\":\"page\"}" },
	{ "{'client': {'base_url': 'https://h', 'auth': {'type': 'basic', 'username': 'u'}}, "
	    "'resources': [{'name': 'r', 'endpoint': {'paginator': 'page_number'}}]}",
	    P ".base_page", "\"auto\"" },
	/* one resource that dlt rejects is enough */
	{ LIST("{'name': 'r', 'endpoint': {'paginator': 'page_number'}}, "
	    "{'name': 's', 'endpoint': {'path': 's/{x}'}}"), P ".base_page", "\"auto\"" },
	/* 19 */
	{ PAGES("'type': 'custom', 'cursor_param': 'scroll', 'cursor_path': 'next'"), P,
	    "{\"type\":\"cursor\",\"cursor_path\":\"next\",\"cursor_param\":\"scroll\"}" },
};

/* dlt 2.1 and 1.10: which paginator it is. */
#define CLIENT_PAGES(e)	"{'client': {'base_url': 'https://h', 'paginator': 'header_link'}, " \
			"'resources': [{'name': 'r', 'endpoint': " e "}]}"
static const struct look choices[] = {
	{ CLIENT_PAGES("{}"), P ".type", "\"header_link\"" },
	{ CLIENT_PAGES("{'paginator': None}"), P ".type", "\"header_link\"" },
	{ CLIENT_PAGES("{'paginator': 'json_link'}"), P ".type", "\"json_link\"" },
	{ CLIENT_PAGES("{'paginator': 'auto'}"), P ".type", "\"auto\"" },
	{ CLIENT_PAGES("{'path': 'user/{id}'}"), P ".type", "\"single_page\"" },
	{ CLIENT_PAGES("{'path': 'user/{id}', 'paginator': 'json_link'}"), P ".type", "\"json_link\"" },
	{ ONE("'path': 'user/{id}'"), E "data_selector", "\"$\"" },
	{ ONE("'path': 'user/{id}', 'data_selector': 'user'"), E "data_selector", "\"user\"" },
	{ ONE("'path': 'user/{id}.json'"), P ".type", "\"single_page\"" },
	{ ONE("'path': 'user/{id}?a=b'"), P ".type", "\"single_page\"" },
	{ ONE("'path': 'x/{id}//'"), P ".type", "\"single_page\"" },
	{ ONE("'path': 'w/{{ stream_slice.id }}'"), P ".type", "\"single_page\"" },
	{ ONE("'path': 'user/{id}/posts'"), P ".type", "\"auto\"" },
	{ ONE("'path': 'user/{user id}'"), P ".type", "\"auto\"" },
	{ ONE("'path': 'user/{}'"), P ".type", "\"auto\"" },
	{ ONE("'path': 'user?id={id}'"), P ".type", "\"auto\"" },
	/* dlt takes a static name for an entity's: we do not */
	{ ONE("'path': 'repos/{org}', 'params': {'org': 'x'}"), P ".type", "\"auto\"" },
	{ ONE("'path': 'repos/{{ config.org }}'"), P ".type", "\"auto\"" },
};

#define CURSOR(map)	OURS("'type': 'cursor', " map)

/* 16: where the cursor comes from, and under which name it goes. */
static const struct look cursors[] = {
	{ PAGES("'type': 'cursor'"), P,
	    "{\"type\":\"cursor\",\"cursor_path\":null,\"cursor_param\":\"cursor\"}" },
	{ PAGES("'type': 'cursor', 'cursor_path': 'meta.next'"), P,
	    "{\"type\":\"cursor\",\"cursor_path\":\"meta.next\",\"cursor_param\":\"cursor\"}" },
	{ PAGES("'type': 'cursor', 'cursor_body_path': 'page.after'"), P,
	    "{\"type\":\"cursor\",\"cursor_path\":null,"
	    "\"cursor_body_path\":\"page.after\"}" },
	{ CURSOR("'cursor_param': 'next'"), P,
	    "{\"type\":\"cursor\",\"cursor_path\":null,\"cursor_param\":\"next\"}" },
	{ CURSOR("'limit': 100"), P,
	    "{\"type\":\"cursor\",\"cursor_path\":null,\"cursor_param\":null,\"limit\":100,"
	    "\"limit_param\":\"limit\"}" },
	{ CURSOR("'cursor_path': 'meta.next_offset'"), P ".cursor_param", "\"offset\"" },
	{ CURSOR("'cursor_path': 'nextPageToken'"), P ".cursor_param", "\"pageToken\"" },
	{ CURSOR("'cursor_path': 'NextToken'"), P ".cursor_param", "\"token\"" },
	{ CURSOR("'cursor_path': 'links.next'"), P ".cursor_param", "\"cursor\"" },
	{ CURSOR("'cursor_path': 'Date'"), P ".cursor_param", "\"Date\"" },
	{ CURSOR("'cursor_path': '_links.next.href'"), P ".cursor_param", "\"href\"" },
	{ CURSOR("'cursor_path': 'attendees[-1].ticket_code'"), P ".cursor_param",
	    "\"ticket_code\"" },
	{ CURSOR("'cursor_path': \"response['metadata']['paging']['next_page']\""),
	    P ".cursor_param", "\"page\"" },
	{ CURSOR("'cursor_path': \"headers.Link.split(',').trim().first\""), P,
	    "{\"type\":\"cursor\",\"cursor_path\":\"headers.link.next.url\","
	    "\"cursor_param\":\"url\"}" },
	{ CURSOR("'cursor_path': ['data', 'pageInfo', 'endCursor']"), P,
	    "{\"type\":\"cursor\",\"cursor_path\":[\"data\",\"pageInfo\",\"endCursor\"],"
	    "\"cursor_param\":\"endCursor\"}" },
	{ CURSOR("'next_url_path': 'paging.next'"), P ".cursor_path", "\"paging.next\"" },
	{ CURSOR("'cursor_value': \"{{ response.get('next_offset')|tojson() }}\""), P,
	    "{\"type\":\"cursor\",\"cursor_value\":\"{{ response.get('next_offset')|tojson() }}\","
	    "\"cursor_param\":\"offset\"}" },
	{ CURSOR("'cursor_value': \"{response['comic_id']+1}\""), P,
	    "{\"type\":\"cursor\",\"cursor_value\":\"{{ response['comic_id']+1 }}\","
	    "\"cursor_param\":\"comic_id\"}" },
	{ CURSOR("'cursor_value': \"{{ response.get('h', {}).get('next_page') or "
	    "response.get('cursor_id') }}\""), P ".cursor_param", "\"page\"" },
	{ CURSOR("'cursor_value': 'response.next', 'cursor_param': 'c'"), P ".cursor_value",
	    "\"{{ response.next }}\"" },
	{ CURSOR("'cursor_path': \"response.get('a').next_id\""), P ".cursor_value",
	    "\"{{ response.get('a').next_id }}\"" },
	{ CURSOR("'cursor_param': 'n', 'stop_condition': 'not response.next', "
	    "'stop_after_empty_page': True"), P,
	    "{\"type\":\"cursor\",\"cursor_path\":null,\"cursor_param\":\"n\","
	    "\"stop_condition\":\"not response.next\",\"stop_after_empty_page\":true}" },
};

static const struct look selectors[] = {
	{ ONE("'data_selector': 'data'"), E "data_selector", "\"data\"" },
	{ ONE("'data_selector': 'list.*.addon'"), E "data_selector", "\"list.*.addon\"" },
	{ ONE("'data_selector': []"), E "data_selector", "[]" },
	{ ONE("'data_selector': ['a', '*', 'b']"), E "data_selector", "[\"a\",\"*\",\"b\"]" },
	{ ONE("'data_selector': ''"), E "data_selector", "\"\"" },
	{ ONE("'data_selector': '$.a[*].b'"), E "data_selector", "\"$.a[*].b\"" },
	{ ONE("'data_selector': 'Time Series (Daily)'"), E "data_selector",
	    "\"Time Series (Daily)\"" },
	{ ONE("'data_selector': \"Time Series ({{ config['i'] }})\""), E "data_selector",
	    "\"Time Series ({{ config['i'] }})\"" },
	{ ONE("'record_filter': \"{{ record['type'] == 'file' }}\""), E "record_filter",
	    "\"{{ record['type'] == 'file' }}\"" },
	{ ONE("'filter': {'jq': '.a'}"), E "record_filter", "{\"jq\":\".a\"}" },
	{ ONE("'record_filter': {'type': 'RecordFilter', 'condition': '{{ record.a }}'}"),
	    E "record_filter", "\"{{ record.a }}\"" },
};

#define I	E "incremental"
static const struct look syncs[] = {
	{ ONE("'incremental': {'cursor_path': 'at', 'initial_value': '2024', "
	    "'start_param': 'since'}"), I,
	    "{\"cursor_path\":\"at\",\"initial_value\":\"2024\",\"start_param\":\"since\","
	    "\"filter\":\"client\"}" },
	{ ONE("'params': {'since': {'type': 'incremental', 'cursor_path': 'at', "
	    "'initial_value': 5}}"), I,
	    "{\"cursor_path\":\"at\",\"initial_value\":5,\"start_param\":\"since\","
	    "\"filter\":\"client\"}" },
	{ LIST("{'name': 'r', 'incremental_sync': {'cursor_field': 'at', "
	    "'start_datetime': dlt.config['s'], 'end_datetime': 'now', 'step': 'P30D', "
	    "'datetime_format': '%Y-%m-%d', 'type': 'datetime'}}"), I,
	    "{\"cursor_path\":\"at\",\"initial_value\":{\"config\":\"s\"},\"end_value\":\"now\","
	    "\"datetime_format\":\"%Y-%m-%d\",\"step\":\"P30D\",\"filter\":\"none\"}" },
	{ ONE("'incremental_sync': {'cursor_field': 'at', 'start_datetime': '2024-01-01', "
	    "'start_time_option': {'field_name': 'from', 'inject_into': 'request_parameter'}, "
	    "'end_time_param': 'to'}"), I,
	    "{\"cursor_path\":\"at\",\"initial_value\":\"2024-01-01\",\"start_param\":\"from\","
	    "\"end_param\":\"to\",\"filter\":\"none\"}" },
	/* Airbyte's MinMaxDatetime */
	{ ONE("'incremental_sync': {'cursor_field': 'at', 'start_time_param': 'from', "
	    "'start_datetime': {'type': 'MinMaxDatetime', 'datetime': dlt.config['s'], "
	    "'datetime_format': '%d/%m/%Y'}, 'end_datetime': {'datetime': '2024-02-01'}}"), I,
	    "{\"cursor_path\":\"at\",\"initial_value\":{\"config\":\"s\"},"
	    "\"end_value\":\"2024-02-01\",\"start_param\":\"from\","
	    "\"cursor_datetime_formats\":[\"%d/%m/%Y\"],\"filter\":\"none\"}" },
	{ ONE("'incremental_sync': {'cursor_field': 'at', 'filter': 'client', "
	    "'start_datetime': '2024-01-01', "
	    "'start_time_option': {'field_name': 'X-From', 'inject_into': 'header'}}"),
	    I ".start_time_option", "{\"field_name\":\"X-From\",\"inject_into\":\"header\"}" },
	/* the names of the window */
	{ ONE("'path': 'x/{start_time}', 'incremental_sync': {'cursor_field': 'at'}"), E "path",
	    "\"x/{{ stream_interval['start_time'] }}\"" },
	{ ONE("'params': {'a': \"{{ stream_slice['end_time'] }}\"}, "
	    "'incremental_sync': {'cursor_field': 'at'}"), E "params.a",
	    "\"{{ stream_interval['end_time'] }}\"" },
	{ ONE("'path': 'x/{start_time}/y'"), E "path", "\"x/{start_time}/y\"" },
	{ ONE("'path': 'since/{incremental.start_value}', "
	    "'incremental': {'cursor_path': 'at'}"), E "path", "\"since/{incremental.start_value}\"" },
	/* 19: a window that was written down as a paginator */
	{ PAGES("'type': 'cursor', 'step': 'P1D', 'start_datetime': '2024-01-01', "
	    "'start_time_option': {'field_name': 'from', 'inject_into': 'query'}"), I,
	    "{\"initial_value\":\"2024-01-01\",\"start_param\":\"from\",\"step\":\"P1D\","
	    "\"filter\":\"none\"}" },
	{ PAGES("'type': 'offset', 'limit': 10, 'step': 'P1D', 'start_datetime': '2024-01-01'"),
	    P ".type", "\"auto\"" },
	{ PAGES("'type': 'offset', 'offset_param': 'o', 'step': 'P1D', 'start_datetime': 1"),
	    P ".offset_param", "\"o\"" },
};

LOOK_TEST(pages)

LOOK_TEST(choices)

LOOK_TEST(cursors)

LOOK_TEST(selectors)

LOOK_TEST(syncs)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pages),
		cmocka_unit_test(test_choices),
		cmocka_unit_test(test_cursors),
		cmocka_unit_test(test_selectors),
		cmocka_unit_test(test_syncs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
