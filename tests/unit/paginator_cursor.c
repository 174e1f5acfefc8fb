/* Where a cursor is found, what it is sent as, when it ends. */
#include "paginator_walk.h"

#define DATA	"{\"selector\":\"data\",\"key\":\"id\"}"
#define C(more)	"{\"type\":\"cursor\"" more "}"

/* (a) cursor_value */
static const struct walk by_value[] = {
	{ "chargebee", C(",\"cursor_value\":\"{{ response.get('next_offset')|tojson() }}\","
	    "\"stop_condition\":\"{{ not response.next_offset }}\",\"limit\":100"),
	    "{\"selector\":\"list.*.addon\",\"key\":\"id\"}", {
		{ "{\"list\":[{\"addon\":{\"id\":1}}],\"next_offset\":\"[\\\"16\\\",\\\"23\\\"]\"}", NULL,
		    "{\"cursor\":\"[\\\"16\\\",\\\"23\\\"]\"}" },
		{ "{\"list\":[{\"addon\":{\"id\":2}}],\"next_offset\":\"b\"}", NULL, "{\"cursor\":\"b\"}" },
		{ "{\"list\":[{\"addon\":{\"id\":3}}]}", NULL, "end: no cursor" } },
	    "query offset=\"b\", query limit=100", NULL },
	{ "a number in single braces", C(",\"cursor_value\":\"{response['comic_id']+1}\","
	    "\"cursor_param\":\"comic_number\""), NULL, {
		{ "{\"comic_id\":41}", NULL, "{\"cursor\":42}" } }, "query comic_number=42", NULL },
	{ "or", C(",\"cursor_value\":\"{{ response.get('hypermedia', {}).get('pagination', {})"
	    ".get('next_page') or response.get('cursor_id') }}\""), NULL, {
		{ "{\"hypermedia\":{\"pagination\":{\"next_page\":3}}}", NULL, "{\"cursor\":3}" },
		{ "{\"cursor_id\":\"x\"}", NULL, "{\"cursor\":\"x\"}" },
		{ "{}", NULL, "end: no cursor" } }, "query page=\"x\"", NULL },
	{ "a link", C(",\"cursor_value\":\"{{ response.get('links', {}).get('next') }}\""), NULL, {
		{ "{\"links\":{\"next\":\"/v2/x?p=2\"}}", NULL,
		    "{\"url\":\"https://api.example.com/v2/x?p=2\"}" },
		{ "{\"links\":{}}", NULL, "end: no next link" } }, NULL, NULL },
	{ "the Link header", C(",\"cursor_value\":\"{{ headers['link']['next']['url'] }}\","
	    "\"stop_condition\":\"{{ 'next' not in headers['link'] }}\""), NULL, {
		{ "[{\"id\":1}]", "link: <https://api.example.com/v1/items?page=2>; rel=\"next\"\n",
		    "{\"url\":\"https://api.example.com/v1/items?page=2\"}" },
		{ "[{\"id\":2}]", "link: <https://api.example.com/v1/items>; rel=\"prev\"\n",
		    "end: no next link" } }, NULL, NULL },
	{ "an empty dict ends", C(",\"cursor_value\":\"{{ response.get('a', {}) }}\""), NULL, {
		{ "{\"b\":1}", NULL, "end: no cursor" } }, NULL, NULL },
	{ "a list goes as it is", C(",\"cursor_value\":\"{{ response.get('searchAfter', {}) }}\","
	    "\"cursor_body_path\":\"search_after\""), NULL, {
		{ "{\"searchAfter\":[1,\"b\"]}", NULL, "{\"cursor\":[1,\"b\"]}" } },
	    "body search_after=[1,\"b\"]", NULL },
	{ "the last record", C(",\"cursor_value\":\"{{ last_record['id'] }}\",\"cursor_param\":\"since\","
	    "\"stop_condition\":\"{{ last_page_size == 0 }}\""), DATA, {
		{ "{\"data\":[{\"id\":7},{\"id\":9}]}", NULL, "{\"cursor\":9}" },
		{ "{\"data\":[]}", NULL, "end: stop condition" } }, NULL, NULL },
};

/* (b) cursor_path */
static const struct walk by_path[] = {
	{ "dotted", C(",\"cursor_path\":\"meta.next_cursor\",\"cursor_param\":\"after\",\"limit\":2"), DATA, {
		{ "{\"data\":[{\"id\":1}],\"meta\":{\"next_cursor\":\"x=/\"}}", NULL, "{\"cursor\":\"x=/\"}" },
		{ "{\"data\":[{\"id\":2}],\"meta\":{\"next_cursor\":\"\"}}", NULL, "end: no cursor" } },
	    "query after=\"x=/\", query limit=2", NULL },
	{ "a member's whole name", C(",\"cursor_path\":\"@odata.nextLink\""), NULL, {
		{ "{\"@odata.nextLink\":\"https://api.example.com/v1/items?$skiptoken=2\"}", NULL,
		    "{\"url\":\"https://api.example.com/v1/items?$skiptoken=2\"}" },
		{ "{\"value\":[]}", NULL, "end: no next link" } }, NULL, NULL },
	{ "a whole name further in", C(",\"cursor_path\":\"d.@odata.next\""), NULL, {
		{ "{\"d\":{\"@odata.next\":5}}", NULL, "{\"cursor\":5}" } }, NULL, NULL },
	{ "response.", C(",\"cursor_path\":\"response.nextCursor\""), NULL, {
		{ "{\"nextCursor\":\"q\"}", NULL, "{\"cursor\":\"q\"}" } }, "query cursor=\"q\"", NULL },
	{ "response. where the body has it", C(",\"cursor_path\":\"response.next\""), NULL, {
		{ "{\"response\":{\"next\":\"in\"},\"next\":\"out\"}", NULL, "{\"cursor\":\"in\"}" } }, NULL, NULL },
	{ "brackets", C(",\"cursor_path\":\"response['metadata']['paging']['next_page']\""), NULL, {
		{ "{\"metadata\":{\"paging\":{\"next_page\":2}}}", NULL, "{\"cursor\":2}" } },
	    "query page=2", NULL },
	{ "a list", C(",\"cursor_path\":[\"data\",\"plans\",\"pageInfo\",\"endCursor\"]"), NULL, {
		{ "{\"data\":{\"plans\":{\"pageInfo\":{\"endCursor\":\"e\"}}}}", NULL, "{\"cursor\":\"e\"}" } },
	    "query endCursor=\"e\"", NULL },
	{ "JSONPath", C(",\"cursor_path\":\"$.meta['next.page']\""), NULL, {
		{ "{\"meta\":{\"next.page\":\"2\"}}", NULL, "{\"cursor\":\"2\"}" } }, NULL, NULL },
	{ "the Link header", C(",\"cursor_path\":\"headers.link.next.url\""), NULL, {
		{ "[{\"id\":1}]", "link: </v1/items?page=2>; rel=next\n",
		    "{\"url\":\"https://api.example.com/v1/items?page=2\"}" },
		{ "[{\"id\":2}]", NULL, "end: no next link" } }, NULL, NULL },
	{ "a parameter of the Link header", C(",\"cursor_path\":\"headers.link.next.cursor\""), NULL, {
		{ "[{\"id\":1}]", "link: <https://x/>; rel=\"next\"; results=\"true\"; cursor=\"0:100:0\"\n",
		    "{\"cursor\":\"0:100:0\"}" } }, "query cursor=\"0:100:0\"", NULL },
	{ "a chain of filters over it", C(",\"cursor_path\":\"headers.Link.split(',').trim().selectattr("
	    "'contains', 'rel=next').regex_search('endingBefore=([^&]+)').first\""), NULL, {
		{ "[{\"id\":1}]", "link: <https://api.example.com/v1/items?endingBefore=5>; rel=next\n",
		    "{\"url\":\"https://api.example.com/v1/items?endingBefore=5\"}" } }, NULL, NULL },
	{ "a header", C(",\"cursor_path\":\"headers.X-Next\",\"cursor_param\":\"n\""), NULL, {
		{ "[{\"id\":1}]", "x-next: 12\n", "{\"cursor\":\"12\"}" } }, NULL, NULL },
	{ "last_record.", C(",\"cursor_path\":\"last_record.id\",\"cursor_param\":\"since_id\""), DATA, {
		{ "{\"data\":[{\"id\":7},{\"id\":9}]}", NULL, "{\"cursor\":9}" },
		{ "{\"data\":[]}", NULL, "end: no cursor" } }, NULL, NULL },
	{ "the last element", C(",\"cursor_path\":\"attendees[-1].ticket_code\",\"cursor_param\":\"after\""),
	    "{\"selector\":\"attendees\"}", {
		{ "{\"attendees\":[{\"ticket_code\":\"a\"},{\"ticket_code\":\"b\"}]}", NULL,
		    "{\"cursor\":\"b\"}" },
		{ "{\"attendees\":[]}", NULL, "end: no cursor" } }, NULL, NULL },
	{ "absent at the root: around the rows", C(",\"cursor_path\":\"next\""),
	    "{\"selector\":\"response.items\"}", {
		{ "{\"response\":{\"items\":[{\"id\":1}],\"next\":\"n\"}}", NULL, "{\"cursor\":\"n\"}" } },
	    "query cursor=\"n\"", NULL },
	{ "else in the last record", C(",\"cursor_path\":\"date\",\"cursor_param\":\"from\""), DATA, {
		{ "{\"data\":[{\"date\":\"2026-01-01\"},{\"date\":\"2026-01-02\"}]}", NULL,
		    "{\"cursor\":\"2026-01-02\"}" } }, NULL, NULL },
	{ "an object is searched within", C(",\"cursor_path\":\"_links.next\""), DATA, {
		{ "{\"data\":[{\"id\":1}],\"_links\":{\"next\":{\"href\":\"?page=2\"}}}", NULL,
		    "{\"url\":\"https://api.example.com/v1/items?page=2\"}" } }, NULL, NULL },
	{ "0 ends", C(",\"cursor_path\":\"next\""), NULL, {
		{ "{\"next\":0}", NULL, "end: no cursor" } }, NULL, NULL },
	{ "the text 0 does not", C(",\"cursor_path\":\"next\""), NULL, {
		{ "{\"next\":\"0\"}", NULL, "{\"cursor\":\"0\"}" } }, NULL, NULL },
	{ "false, null, [] and {} end", C(",\"cursor_path\":\"n\""), NULL, {
		{ "{\"n\":false}", NULL, "end: no cursor" }, { "{\"n\":null}", NULL, "end: no cursor" },
		{ "{\"n\":[]}", NULL, "end: no cursor" }, { "{\"n\":{}}", NULL, "end: no cursor" } }, NULL, NULL },
	{ "true is no cursor", C(",\"cursor_path\":\"has_more\""), NULL, {
		{ "{\"has_more\":true}", NULL, "error: the cursor is true" } }, NULL, NULL },
	{ "in the body", C(",\"cursor_path\":\"next\",\"cursor_body_path\":\"page.after\",\"limit\":5,"
	    "\"limit_body_path\":\"page.size\""), NULL, {
		{ "{\"next\":\"n\"}", NULL, "{\"cursor\":\"n\"}" } },
	    "body page.after=\"n\", body page.size=5", NULL },
	{ "a big number keeps its digits", C(",\"cursor_path\":\"next\""), NULL, {
		{ "{\"next\":12345678901234567890}", NULL, "{\"cursor\":12345678901234567890}" } }, NULL, NULL },
};

/* (c) what the stop condition tests, (d) the Link header, (e) by names */
static const struct walk found[] = {
	{ "the stop condition's place", C(",\"cursor_param\":\"start\",\"stop_condition\":"
	    "\"not response.get('paging', {}).get('token')\""), DATA, {
		{ "{\"data\":[{\"id\":1}],\"paging\":{\"token\":\"t\"},\"next\":\"no\"}", NULL, "{\"cursor\":\"t\"}" },
		{ "{\"data\":[{\"id\":2}],\"paging\":{}}", NULL, "end: no cursor" } },
	    "query start=\"t\"", "info: the cursor was found at paging.token and is sent as start" },
	{ "'k' not in X", C(",\"cursor_param\":\"next_token\",\"stop_condition\":"
	    "\"{{ 'next_token' not in response['meta'] }}\""), DATA, {
		{ "{\"data\":[{\"id\":1}],\"meta\":{\"next_token\":\"7140\"}}", NULL, "{\"cursor\":\"7140\"}" },
		{ "{\"data\":[{\"id\":2}],\"meta\":{}}", NULL, "end: no cursor" } }, NULL, NULL },
	{ "an object there", C(",\"cursor_param\":\"after\",\"stop_condition\":\"not response.get('paging', {})"
	    ".get('next', {})\""), "{\"selector\":\"results\"}", {
		{ "{\"results\":[{\"id\":1}],\"paging\":{\"next\":{\"after\":\"33\",\"link\":\"?after=33\"}}}", NULL,
		    "{\"cursor\":\"33\"}" },
		{ "{\"results\":[{\"id\":2}]}", NULL, "end: no cursor" } }, "query after=\"33\"", NULL },
	{ "a flag there is no cursor", C(",\"cursor_param\":\"offset\",\"stop_condition\":"
	    "\"not response.get('hasMore', False)\""), DATA, {
		{ "{\"data\":[{\"id\":1}],\"hasMore\":true,\"next_offset\":10}", NULL, "{\"cursor\":10}" },
		{ "{\"data\":[{\"id\":2}],\"hasMore\":false,\"next_offset\":20}", NULL, "end: stop condition" } },
	    NULL, "next_offset" },
	{ "the Link header tested", C(",\"cursor_param\":\"page\",\"stop_condition\":"
	    "\"'next' not in headers['link']\""), NULL, {
		{ "[{\"id\":1}]", "link: <https://api.example.com/v1/items?page=2>; rel=\"next\"\n",
		    "{\"url\":\"https://api.example.com/v1/items?page=2\"}" },
		{ "[{\"id\":2}]", "link: <https://api.example.com/v1/items?page=1>; rel=\"prev\"\n",
		    "end: no next link" } }, NULL, "header_link" },
	{ "tested as text", C(",\"cursor_param\":\"page\",\"stop_condition\":\"not headers.get('Link') or "
	    "'rel=\\\"next\\\"' not in headers.get('Link')\""), NULL, {
		{ "[{\"id\":1}]", "link: <https://api.example.com/v1/items?page=2>; rel=\"next\"\n",
		    "{\"url\":\"https://api.example.com/v1/items?page=2\"}" },
		{ "[{\"id\":2}]", NULL, "end: no next link" } }, NULL, NULL },
	{ "the Link header", C(",\"cursor_param\":\"page\""), NULL, {
		{ "[{\"id\":1}]", "link: <https://api.example.com/v1/items?page=2>; rel=\"next\"\n",
		    "{\"url\":\"https://api.example.com/v1/items?page=2\"}" },
		{ "[{\"id\":2}]", NULL, "end: no next link" } }, NULL, NULL },
	{ "by name at the top", C(",\"cursor_param\":\"starting\""), DATA, {
		{ "{\"data\":[{\"id\":1}],\"next_cursor\":\"n\"}", NULL, "{\"cursor\":\"n\"}" },
		{ "{\"data\":[{\"id\":2}],\"next_cursor\":null}", NULL, "end: no cursor" } },
	    "query starting=\"n\"", "next_cursor" },
	{ "the parameter's own name first", C(",\"cursor_param\":\"pageToken\""), DATA, {
		{ "{\"data\":[{\"id\":1}],\"next\":\"no\",\"pageToken\":\"yes\"}", NULL, "{\"cursor\":\"yes\"}" } },
	    NULL, NULL },
	{ "next_PARAM", C(",\"cursor_param\":\"offset\""), DATA, {
		{ "{\"data\":[{\"id\":1}],\"offset\":20,\"next\":\"no\",\"next_offset\":40}", NULL, "{\"cursor\":40}" } },
	    NULL, NULL },
	{ "nextParam", C(",\"cursor_param\":\"pageToken\""), DATA, {
		{ "{\"data\":[{\"id\":1}],\"next\":\"no\",\"nextPageToken\":\"yes\"}", NULL, "{\"cursor\":\"yes\"}" } },
	    NULL, NULL },
	{ "an echoed number is not it", C(",\"cursor_param\":\"page\""), DATA, {
		{ "{\"data\":[{\"id\":1}],\"page\":1,\"next_page\":2}", NULL, "{\"cursor\":2}" } }, NULL, NULL },
	{ "a record's member is not the last page's", C(",\"cursor_path\":\"links.next\""), DATA, {
		{ "{\"data\":[{\"id\":1}],\"links\":{\"next\":\"/a\"}}", NULL,
		    "{\"url\":\"https://api.example.com/a\"}" },
		{ "{\"data\":[{\"id\":2,\"links\":{\"next\":\"/b\"}}]}", NULL, "end: no next link" } },
	    NULL, NULL },
	{ "nor beside an empty one", C(",\"cursor_path\":\"links.next\""), DATA, {
		{ "{\"data\":[{\"id\":2,\"links\":{\"next\":\"/b\"}}],\"links\":{}}", NULL,
		    "end: no cursor" } }, NULL, NULL },
	{ "nor above the next link", C(",\"cursor_param\":\"page\""), DATA, {
		{ "{\"data\":[{\"id\":1}],\"page\":1,\"links\":{\"next\":\"p2\"}}", NULL,
		    "{\"cursor\":\"p2\"}" } }, NULL, NULL },
	{ "where there is nothing else, it is", C(",\"cursor_param\":\"page\""), DATA, {
		{ "{\"data\":[{\"id\":1}],\"page\":2,\"links\":{\"self\":\"p\"}}", NULL,
		    "{\"cursor\":2}" } }, NULL, NULL },
	{ "a level before the next", C(",\"cursor_param\":\"x\""), DATA, {
		{ "{\"meta\":{\"next\":\"deep\"},\"data\":[{\"id\":1}],\"iterator\":\"top\"}", NULL,
		    "{\"cursor\":\"top\"}" } }, NULL, NULL },
	{ "within each other", C(",\"cursor_param\":\"x\""), DATA, {
		{ "{\"meta\":{\"pagination\":{\"cursors\":{\"after\":\"d\"}}},\"data\":[{\"id\":1}]}", NULL,
		    "{\"cursor\":\"d\"}" },
		{ "{\"meta\":{\"pagination\":{}},\"data\":[{\"id\":2}]}", NULL, "end: no cursor" } }, NULL,
	    "meta.pagination.cursors.after" },
	{ "links of rel and href", C(""), DATA, {
		{ "{\"data\":[{\"id\":1}],\"links\":[{\"rel\":\"self\",\"href\":\"/a\"},{\"rel\":\"next\","
		    "\"href\":\"/b\"}]}", NULL, "{\"url\":\"https://api.example.com/b\"}" },
		{ "{\"data\":[{\"id\":2}],\"links\":[{\"rel\":\"self\",\"href\":\"/b\"}]}", NULL,
		    "end: no next link" } }, NULL, "links.next" },
	{ "the value just sent is no cursor", C(",\"cursor_param\":\"cursor\""), DATA, {
		{ "{\"data\":[{\"id\":1}],\"cursor\":\"a\"}", NULL, "{\"cursor\":\"a\"}" },
		{ "{\"data\":[{\"id\":2}],\"cursor\":\"a\"}", NULL, "end: no new cursor" } }, NULL, NULL },
	{ "the name of what is sent", C(""), DATA, {
		{ "{\"data\":[{\"id\":1}],\"nextPageToken\":\"n\"}", NULL, "{\"cursor\":\"n\"}" } },
	    "query pageToken=\"n\"", NULL },
	{ "nothing left of the name", C(""), DATA, {
		{ "{\"data\":[{\"id\":1}],\"next\":\"n\"}", NULL, "{\"cursor\":\"n\"}" } },
	    "query cursor=\"n\"", NULL },
};

/* (f) and what is when nothing is found */
static const struct walk not_found[] = {
	{ "starting_after", C(",\"cursor_param\":\"starting_after\",\"limit\":2"), DATA, {
		{ "{\"data\":[{\"id\":\"a\"},{\"id\":\"b\"}],\"has_more\":true}", NULL, "{\"cursor\":\"b\"}" },
		{ "{\"data\":[],\"has_more\":false}", NULL, "end: empty page" } },
	    "query starting_after=\"b\", query limit=2", "last_record.id" },
	{ "startAfter, another key", C(",\"cursor_param\":\"startAfter\""),
	    "{\"selector\":\"data\",\"key\":[\"uuid\"]}", {
		{ "{\"data\":[{\"id\":1,\"uuid\":\"u\"}]}", NULL, "{\"cursor\":\"u\"}" } }, NULL, NULL },
	{ "a test for an empty page", C(",\"cursor_param\":\"from\",\"stop_condition\":"
	    "\"response.get('data')|length == 0\""), DATA, {
		{ "{\"data\":[{\"id\":5}]}", NULL, "{\"cursor\":5}" },
		{ "{\"data\":[]}", NULL, "end: stop condition" } }, NULL, NULL },
	{ "the stop condition tests the rows themselves", C(",\"stop_condition\":"
	    "\"not response.get('data')\",\"cursor_param\":\"from\""), DATA, {
		{ "{\"data\":[{\"id\":5}]}", NULL, "{\"cursor\":5}" },
		{ "{\"data\":[]}", NULL, "end: stop condition" } }, NULL, NULL },
	{ "fewer rows than the limit", C(",\"limit\":3"), DATA, {
		{ "{\"data\":[{\"id\":5}],\"token\":\"x\"}", NULL, "end: no cursor" } }, NULL, NULL },
	{ "as many as the limit", C(",\"limit\":1"), DATA, {
		{ "{\"data\":[{\"id\":5}]}", NULL, "error: more pages may exist" } }, NULL, NULL },
	{ "as many as the limit, but next is null", C(",\"limit\":1"), DATA, {
		{ "{\"data\":[{\"id\":5}],\"links\":{\"next\":null}}", NULL,
		    "end: no cursor" } }, NULL, NULL },
	{ "the way back is no suspect", C(""), DATA, {
		{ "{\"data\":[{\"id\":5}],\"page_info\":{\"previous_cursor\":\"x\","
		    "\"start_cursor\":\"y\"}}", NULL, "end: no cursor" } }, NULL, NULL },
	{ "no limit, a suspect", C(""), DATA, {
		{ "{\"data\":[{\"id\":5}],\"meta\":{\"token\":\"x\"}}", NULL,
		    "error: more pages may exist" } }, NULL, NULL },
	{ "fewer rows than the limit, but has_more", C(",\"limit\":3"), DATA, {
		{ "{\"data\":[{\"id\":5}],\"x\":{\"has_more\":true}}", NULL,
		    "error: more pages may exist" } }, NULL, NULL },
	{ "beside what the stop condition tests", C(",\"limit\":3,\"stop_condition\":"
	    "\"not response.get('list', {}).get('more_rows', False)\""), DATA, {
		{ "{\"data\":[{\"id\":5}],\"list\":{\"more_rows\":true,\"next_cursor\":\"x\"}}", NULL,
		    "{\"cursor\":\"x\"}" } }, NULL, NULL },
	{ "cursors.next is dlt's own place", C(",\"cursor_param\":\"from\""), DATA, {
		{ "{\"data\":[{\"id\":5}],\"next\":\"y\",\"cursors\":{\"next\":\"x\"}}", NULL,
		    "{\"cursor\":\"x\"}" } }, NULL, NULL },
	{ "no limit, no suspect", C(""), DATA, {
		{ "{\"data\":[{\"id\":5}],\"count\":1}", NULL, "end: no cursor" } }, NULL, NULL },
	{ "an empty page", C(",\"limit\":1"), DATA, {
		{ "{\"data\":[]}", NULL, "end: empty page" } }, NULL, NULL },
	{ "the stop condition wins", C(",\"limit\":1,\"stop_condition\":\"not response.more_pages\""), DATA, {
		{ "{\"data\":[{\"id\":5}]}", NULL, "end: stop condition" } }, NULL, NULL },
};

static const struct walk ends[] = {
	{ "the same cursor twice", C(",\"cursor_path\":\"next\""), DATA, {
		{ "{\"data\":[{\"id\":1}],\"next\":\"a\"}", NULL, "{\"cursor\":\"a\"}" },
		{ "{\"data\":[{\"id\":2}],\"next\":\"a\"}", NULL, "error: the same cursor came twice" } }, NULL, NULL },
	{ "A-B-A", C(",\"cursor_path\":\"next\""), DATA, {
		{ "{\"data\":[{\"id\":1}],\"next\":\"a\"}", NULL, "{\"cursor\":\"a\"}" },
		{ "{\"data\":[{\"id\":2}],\"next\":\"b\"}", NULL, "{\"cursor\":\"b\"}" },
		{ "{\"data\":[{\"id\":3}],\"next\":\"a\"}", NULL, "error: the same cursor came twice" } }, NULL, NULL },
	{ "an empty page does not end", C(",\"cursor_path\":\"next\""), DATA, {
		{ "{\"data\":[{\"id\":1}],\"next\":\"a\"}", NULL, "{\"cursor\":\"a\"}" },
		{ "{\"data\":[],\"next\":\"b\"}", NULL, "{\"cursor\":\"b\"}" } }, NULL, NULL },
	{ "stop_after_empty_page", C(",\"cursor_path\":\"next\",\"stop_after_empty_page\":true"), DATA, {
		{ "{\"data\":[{\"id\":1}],\"next\":\"a\"}", NULL, "{\"cursor\":\"a\"}" },
		{ "{\"data\":[],\"next\":\"b\"}", NULL, "end: empty page" } }, NULL, NULL },
	{ "has_more false", C(",\"cursor_path\":\"next\",\"has_more_path\":\"more\""), DATA, {
		{ "{\"data\":[{\"id\":1}],\"next\":\"a\",\"more\":true}", NULL, "{\"cursor\":\"a\"}" },
		{ "{\"data\":[{\"id\":2}],\"next\":\"b\"}", NULL, "{\"cursor\":\"b\"}" },
		{ "{\"data\":[{\"id\":3}],\"next\":\"c\",\"more\":\"false\"}", NULL, "end: no more" } }, NULL, NULL },
	{ "has_more true without a cursor", C(",\"cursor_path\":\"next\",\"has_more_path\":\"more\""), DATA, {
		{ "{\"data\":[{\"id\":1}],\"more\":true}", NULL, "end: no cursor" } }, NULL, NULL },
	{ "stopped at the first page", C(",\"cursor_path\":\"next\",\"stop_condition\":\"response.has_more\""), DATA, {
		{ "{\"data\":[{\"id\":1}],\"next\":\"a\",\"has_more\":true}", NULL, "end: stop condition" } },
	    NULL, "warning: the stop condition ended the paging at the first page" },
	{ "has_more as a word", C(",\"cursor_path\":\"next\",\"stop_condition\":\"has_more\""), DATA, {
		{ "{\"data\":[{\"id\":1}],\"next\":\"a\",\"has_more\":true}", NULL, "{\"cursor\":\"a\"}" },
		{ "{\"data\":[{\"id\":2}],\"next\":\"b\",\"has_more\":false}", NULL, "end: stop condition" } }, NULL, NULL },
	{ "done as a word", C(",\"cursor_path\":\"next\",\"stop_condition\":\"done\""), DATA, {
		{ "{\"data\":[{\"id\":1}],\"next\":\"a\",\"done\":false}", NULL, "{\"cursor\":\"a\"}" },
		{ "{\"data\":[{\"id\":2}],\"next\":\"b\",\"done\":true}", NULL, "end: stop condition" } }, NULL, NULL },
	{ "none as a word", C(",\"cursor_path\":\"next\",\"stop_condition\":\"none\""), DATA, {
		{ "{\"data\":[{\"id\":1}],\"next\":\"a\"}", NULL, "{\"cursor\":\"a\"}" },
		{ "{\"data\":[{\"id\":2}]}", NULL, "end: no cursor" } }, NULL, NULL },
	{ "a member's bare name", C(",\"cursor_path\":\"pageInfo.endCursor\",\"stop_condition\":"
	    "\"pageInfo.hasNextPage is false\""), DATA, {
		{ "{\"data\":[{\"id\":1}],\"pageInfo\":{\"endCursor\":\"a\",\"hasNextPage\":true}}", NULL,
		    "{\"cursor\":\"a\"}" },
		{ "{\"data\":[{\"id\":2}],\"pageInfo\":{\"endCursor\":\"b\",\"hasNextPage\":false}}", NULL,
		    "end: stop condition" } }, NULL, NULL },
	{ "a name around the rows", C(",\"cursor_path\":\"cursor\",\"stop_condition\":\"not more\""),
	    "{\"selector\":\"response.items\"}", {
		{ "{\"response\":{\"items\":[{\"id\":1}],\"cursor\":\"a\",\"more\":1}}", NULL, "{\"cursor\":\"a\"}" },
		{ "{\"response\":{\"items\":[{\"id\":2}],\"cursor\":\"b\",\"more\":0}}", NULL,
		    "end: stop condition" } }, NULL, NULL },
	{ "headers.link.next is none", C(",\"cursor_path\":\"headers.link.next.url\",\"stop_condition\":"
	    "\"headers.link.next is none\""), NULL, {
		{ "[{\"id\":1}]", "link: </n>; rel=\"next\"\n", "{\"url\":\"https://api.example.com/n\"}" },
		{ "[{\"id\":2}]", NULL, "end: no next link" } }, NULL, NULL },
	{ "filters over the text of the Link header", C(",\"cursor_path\":\"headers.link.next.url\","
	    "\"stop_condition\":\"not headers.Link.string.regex_search('rel=next')\""), NULL, {
		{ "[{\"id\":1}]", "link: </n>; rel=next\n", "{\"url\":\"https://api.example.com/n\"}" },
		{ "[{\"id\":2}]", "link: </1>; rel=first\n", "end: no next link" } }, NULL, NULL },
	{ "results of the Link header", C(",\"cursor_path\":\"headers.link.next.cursor\",\"stop_condition\":"
	    "\"headers.link.next.results == 'false'\""), NULL, {
		{ "[{\"id\":1}]", "link: <https://x/>; rel=\"next\"; results=\"true\"; cursor=\"1\"\n",
		    "{\"cursor\":\"1\"}" },
		{ "[{\"id\":2}]", "link: <https://x/>; rel=\"next\"; results=\"false\"; cursor=\"2\"\n",
		    "end: no next link" } }, NULL, NULL },
	{ "a link with nothing behind it", C(",\"cursor_path\":\"headers.link.next.cursor\""), NULL, {
		{ "[{\"id\":1}]", "link: <https://x/>; rel=\"next\"; results=\"true\"; cursor=\"1\"\n",
		    "{\"cursor\":\"1\"}" },
		{ "[{\"id\":2}]", "link: <https://x/>; rel=\"next\"; results=\"false\"; cursor=\"2\"\n",
		    "end: no next link" } }, NULL, NULL },
	{ "config is nothing", C(",\"cursor_path\":\"next\",\"stop_condition\":"
	    "\"response.page > config['pages'] - 1\""), DATA, {
		{ "{\"data\":[{\"id\":1}],\"next\":\"a\",\"page\":1}", NULL, "{\"cursor\":\"a\"}" } }, NULL, NULL },
};

static void test_value(void **s) { (void)s; WALK_ALL(by_value); }
static void test_path(void **s) { (void)s; WALK_ALL(by_path); }
static void test_found(void **s) { (void)s; WALK_ALL(found); }
static void test_not_found(void **s) { (void)s; WALK_ALL(not_found); }
static void test_ends(void **s) { (void)s; WALK_ALL(ends); }

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_value), cmocka_unit_test(test_path),
		cmocka_unit_test(test_found), cmocka_unit_test(test_not_found),
		cmocka_unit_test(test_ends),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
