/* Offsets, page numbers, links; what holds for all paginators. */
#include "paginator_walk.h"

#define DATA	"{\"selector\":\"data\"}"
#define R(...)	"{\"data\":[" #__VA_ARGS__ "]}"

static const struct walk offsets[] = {
	{ "by the rows received", "{\"type\":\"offset\",\"limit\":20}", DATA, {
		{ R(1, 2, 3), NULL, "{\"offset\":3}" },
		{ R(4, 5), NULL, "{\"offset\":5}" },
		{ R(), NULL, "end: empty page" } }, "query offset=5, query limit=20", NULL },
	{ "names and a first offset", "{\"type\":\"offset\",\"limit\":2,\"offset\":10,\"offset_param\":\"skip\","
	    "\"limit_param\":\"take\"}", DATA, {
		{ R(1, 2), NULL, "{\"offset\":12}" } }, "query skip=12, query take=2", NULL },
	{ "in the body", "{\"type\":\"offset\",\"limit\":2,\"offset_body_path\":\"page.from\","
	    "\"limit_body_path\":\"page.size\"}", DATA, {
		{ R(1, 2), NULL, "{\"offset\":2}" } }, "body page.from=2, body page.size=2", NULL },
	{ "without a limit", "{\"type\":\"offset\"}", DATA, {
		{ R(1, 2), NULL, "{\"offset\":2}" } }, "query offset=2", NULL },
	{ "a total is inclusive", "{\"type\":\"offset\",\"limit\":2,\"total_path\":\"meta.total\"}", DATA, {
		{ "{\"data\":[1,2],\"meta\":{\"total\":\"4\"}}", NULL, "{\"offset\":2}" },
		{ "{\"data\":[3,4],\"meta\":{\"total\":\"4\"}}", NULL, "end: declared total" } }, NULL, NULL },
	{ "a total that is not given is not believed", "{\"type\":\"offset\",\"limit\":2}", DATA, {
		{ "{\"data\":[1,2],\"total\":2}", NULL, "{\"offset\":2}" } }, NULL, NULL },
	{ "a missing total does not end", "{\"type\":\"offset\",\"limit\":2,\"total_path\":\"total\"}", DATA, {
		{ "{\"data\":[1,2]}", NULL, "{\"offset\":2}" },
		{ "{\"data\":[3],\"total\":\"many\"}", NULL, "{\"offset\":3}" } }, NULL, NULL },
	{ "a total that promises more", "{\"type\":\"offset\",\"limit\":2,\"total_path\":\"total\"}", DATA, {
		{ "{\"data\":[1,2],\"total\":9}", NULL, "{\"offset\":2}" },
		{ "{\"data\":[],\"total\":9}", NULL, "end: empty page missing 7" } }, NULL, NULL },
	{ "a maximum is inclusive", "{\"type\":\"offset\",\"limit\":2,\"maximum_offset\":2}", DATA, {
		{ R(1, 2), NULL, "{\"offset\":2}" },
		{ R(3, 4), NULL, "end: maximum_offset" } }, NULL, NULL },
	{ "has_more", "{\"type\":\"offset\",\"limit\":2,\"has_more_path\":\"more\"}", DATA, {
		{ "{\"data\":[1,2],\"more\":1}", NULL, "{\"offset\":2}" },
		{ "{\"data\":[3,4],\"more\":false}", NULL, "end: no more" } }, NULL, NULL },
	{ "has_more true does not overrule", "{\"type\":\"offset\",\"limit\":2,\"has_more_path\":\"more\","
	    "\"maximum_offset\":1}", DATA, {
		{ "{\"data\":[1,2],\"more\":true}", NULL, "end: maximum_offset" } }, NULL, NULL },
	{ "an empty page that does not end", "{\"type\":\"offset\",\"limit\":5,\"stop_after_empty_page\":false,"
	    "\"total_path\":\"total\"}", DATA, {
		{ "{\"data\":[],\"total\":7}", NULL, "{\"offset\":5}" },
		{ "{\"data\":[1,2],\"total\":7}", NULL, "end: declared total" } }, NULL, NULL },
	{ "a stop condition", "{\"type\":\"offset\",\"limit\":2,\"stop_condition\":\"{{ last_page_size < 2 }}\"}",
	    DATA, {
		{ R(1, 2), NULL, "{\"offset\":2}" },
		{ R(3), NULL, "end: stop condition" } }, NULL, NULL },
	{ "a short page, told so", "{\"type\":\"offset\",\"limit\":2,\"short_page\":true}", DATA, {
		{ R(1, 2), NULL, "{\"offset\":2}" },
		{ R(3), NULL, "end: short page" } }, NULL, NULL },
};

static const struct walk numbers[] = {
	{ "from 1", "{\"type\":\"page_number\",\"base_page\":1,\"limit\":2,\"limit_param\":\"per_page\"}", DATA, {
		{ R(1, 2), NULL, "{\"page\":2}" },
		{ R(3), NULL, "{\"page\":3}" },
		{ R(), NULL, "end: empty page" } }, "query page=3, query per_page=2", NULL },
	{ "a limit without its name is not sent", "{\"type\":\"page_number\",\"base_page\":0,\"limit\":2,"
	    "\"page_param\":\"p\"}", DATA, {
		{ R(1, 2), NULL, "{\"page\":1}" } }, "query p=1", NULL },
	{ "a first page", "{\"type\":\"page_number\",\"base_page\":1,\"page\":3}", DATA, {
		{ R(1), NULL, "{\"page\":4}" } }, NULL, NULL },
	{ "not on the first request", "{\"type\":\"page_number\",\"base_page\":1,\"inject_on_first_request\":"
	    "false}", DATA, {
		{ R(1), NULL, "{\"page\":2}" } }, NULL, NULL },
	{ "a maximum is inclusive", "{\"type\":\"page_number\",\"base_page\":1,\"maximum_page\":2}", DATA, {
		{ R(1), NULL, "{\"page\":2}" },
		{ R(2), NULL, "end: maximum_page" } }, NULL, NULL },
	{ "a total counts pages", "{\"type\":\"page_number\",\"base_page\":0,\"total_path\":\"pages\"}", DATA, {
		{ "{\"data\":[1],\"pages\":2}", NULL, "{\"page\":1}" },
		{ "{\"data\":[2],\"pages\":2}", NULL, "end: declared total" } }, NULL, NULL },
	{ "found: from 1", "{\"type\":\"page_number\"}", DATA, {
		{ R(1, 2), NULL, "{\"page\":1}" },
		{ R(1, 2), NULL, "drop {\"page\":2}" },
		{ R(3), NULL, "{\"page\":3}" } }, "query page=3", "verbose: page numbers begin at 1" },
	{ "found: from 0", "{\"type\":\"page_number\",\"base_page\":\"auto\"}", DATA, {
		{ R(1, 2), NULL, "{\"page\":1}" },
		{ R(3, 4), NULL, "{\"page\":2}" },
		{ R(5), NULL, "{\"page\":3}" } }, NULL, "verbose: page numbers begin at 0" },
	{ "found: some rows are new", "{\"type\":\"page_number\"}", DATA, {
		{ R(1, 2), NULL, "{\"page\":1}" },
		{ R(2, 3), NULL, "{\"page\":2}" } }, NULL, "begin at 0" },
	{ "found: page 1 is empty", "{\"type\":\"page_number\"}", DATA, {
		{ R(1, 2), NULL, "{\"page\":1}" },
		{ R(), NULL, "end: empty page" } }, NULL, "begin at 0" },
	{ "found: the number is ignored", "{\"type\":\"page_number\",\"limit\":100}", DATA, {
		{ R(1, 2), NULL, "{\"page\":1}" },
		{ R(1, 2), NULL, "drop {\"page\":2}" },
		{ R(1, 2), NULL, "drop end: repeated page" } }, NULL, "warning: page 2 repeats page 1" },
	{ "nothing to find out", "{\"type\":\"page_number\"}", DATA, {
		{ R(), NULL, "end: empty page" } }, NULL, NULL },
};

static const struct walk repeats[] = {
	{ "fewer rows than the limit", "{\"type\":\"offset\",\"limit\":5}", DATA, {
		{ R(1, 2), NULL, "{\"offset\":2}" },
		{ R(1, 2), NULL, "drop end: repeated page" } }, NULL,
	    "warning: page 2 repeats page 1: the server ignores what asks for the next page" },
	{ "more rows than the limit", "{\"type\":\"offset\",\"limit\":1}", DATA, {
		{ R(1, 2), NULL, "{\"offset\":2}" },
		{ R(1, 2), NULL, "drop end: repeated page" } }, NULL, NULL },
	{ "as many as the limit", "{\"type\":\"offset\",\"limit\":2}", DATA, {
		{ R(1, 2), NULL, "{\"offset\":2}" },
		{ R(1, 2), NULL, "error: page 2 repeats page 1: this paginator does not fit this API" } }, NULL, NULL },
	{ "no limit known", "{\"type\":\"page_number\",\"base_page\":1}", DATA, {
		{ R(1, 2), NULL, "{\"page\":2}" },
		{ R(3, 4), NULL, "{\"page\":3}" },
		{ R(1, 2), NULL, "error: page 3 repeats page 1" } }, NULL, NULL },
	{ "empty pages do not repeat", "{\"type\":\"cursor\",\"cursor_path\":\"n\"}", DATA, {
		{ "{\"data\":[],\"n\":1}", NULL, "{\"cursor\":1}" },
		{ "{\"data\":[],\"n\":2}", NULL, "{\"cursor\":2}" } }, NULL, NULL },
	{ "the same rows in other places", "{\"type\":\"offset\",\"limit\":2}", DATA, {
		{ R(1, 2), NULL, "{\"offset\":2}" },
		{ R(2, 1), NULL, "{\"offset\":4}" } }, NULL, NULL },
	{ "the same link twice", "{\"type\":\"json_link\"}", DATA, {
		{ "{\"data\":[1],\"next\":\"/a\"}", NULL, "{\"url\":\"https://api.example.com/a\"}" },
		{ "{\"data\":[2],\"next\":\"/b\"}", NULL, "{\"url\":\"https://api.example.com/b\"}" },
		{ "{\"data\":[3],\"next\":\"/a\"}", NULL, "error: the same next link came twice" } }, NULL, NULL },
	{ "a link to the page itself", "{\"type\":\"json_link\"}", DATA, {
		{ "{\"data\":[1],\"next\":\"?a=1\"}", NULL, "error: the same next link came twice" } }, NULL, NULL },
};

static const struct walk links[] = {
	{ "single_page sees no link", "{\"type\":\"single_page\"}", DATA, {
		{ "{\"data\":[1],\"next\":\"/a\"}", NULL, "end: single page" } }, "", NULL },
	{ "json_link", "{\"type\":\"json_link\",\"next_url_path\":\"paging.next\"}", DATA, {
		{ "{\"data\":[1],\"paging\":{\"next\":\"https://api.example.com/v1/items?page=2\"}}", NULL,
		    "{\"url\":\"https://api.example.com/v1/items?page=2\"}" },
		{ "{\"data\":[2],\"paging\":{\"next\":\"z\"}}", NULL, "{\"url\":\"https://api.example.com/v1/z\"}" },
		{ "{\"data\":[3],\"paging\":{\"next\":\"//api.example.com/y\"}}", NULL,
		    "{\"url\":\"https://api.example.com/y\"}" },
		{ "{\"data\":[4],\"paging\":{\"next\":\"\"}}", NULL, "end: no next link" } }, "", NULL },
	{ "json_link: a name with dots", "{\"type\":\"json_link\",\"next_url_path\":\"['@odata.nextLink']\"}", DATA, {
		{ "{\"data\":[1],\"@odata.nextLink\":\"/b\"}", NULL, "{\"url\":\"https://api.example.com/b\"}" },
		{ "{\"data\":[2]}", NULL, "end: no next link" } }, NULL, NULL },
	{ "json_link: what servers leave unencoded", "{\"type\":\"json_link\"}", DATA, {
		{ "{\"data\":[1],\"next\":\"?q=a b&n=\\u00e9\"}", NULL,
		    "{\"url\":\"https://api.example.com/v1/items?q=a%20b&n=%C3%A9\"}" } }, NULL, NULL },
	{ "json_link: http from behind a proxy", "{\"type\":\"json_link\"}", DATA, {
		{ "{\"data\":[1],\"next\":\"http://api.example.com/b?p=2\"}", NULL,
		    "{\"url\":\"https://api.example.com/b?p=2\"}" },
		{ "{\"data\":[2],\"next\":\"http://other.example.com/b\"}", NULL,
		    "{\"url\":\"http://other.example.com/b\"}" } }, NULL,
	    "verbose: a next link with http is followed by https" },
	{ "json_link: {href}", "{\"type\":\"json_link\",\"next_url_path\":\"_links.next\"}", DATA, {
		{ "{\"data\":[1],\"_links\":{\"next\":{\"href\":\"/b\"}}}", NULL,
		    "{\"url\":\"https://api.example.com/b\"}" } }, NULL, NULL },
	{ "json_link: a number is no link", "{\"type\":\"json_link\"}", DATA, {
		{ "{\"data\":[1],\"next\":2}", NULL, "error: json_link: next leads to a number" } }, NULL, NULL },
	{ "json_link: not in the records", "{\"type\":\"json_link\"}", DATA, {
		{ "{\"data\":[{\"next\":\"/no\"}]}", NULL, "end: no next link" } }, NULL, NULL },
	{ "header_link", "{\"type\":\"header_link\"}", NULL, {
		{ "[1]", "link: <https://api.example.com/v1/items?page=2>; rel=\"next\", </>; rel=\"first\"\n",
		    "{\"url\":\"https://api.example.com/v1/items?page=2\"}" },
		{ "[2]", "link: </>; rel=\"first\"\n", "end: no next link" } }, NULL, NULL },
	{ "header_link: another relation, several in one", "{\"type\":\"header_link\",\"links_next_key\":\"Older\"}",
	    NULL, {
		{ "[1]", "link: </o>; rel=\"last older\"\n", "{\"url\":\"https://api.example.com/o\"}" } }, NULL, NULL },
	{ "header_cursor", "{\"type\":\"header_cursor\",\"cursor_key\":\"X-Next\",\"cursor_param\":\"c\"}", NULL, {
		{ "[1]", "x-next: ab\n", "{\"cursor\":\"ab\"}" },
		{ "[2]", "x-next: \n", "end: no cursor" } }, "query c=\"ab\"", NULL },
	{ "header_cursor: the same twice", "{\"type\":\"header_cursor\"}", NULL, {
		{ "[1]", "next: ab\n", "{\"cursor\":\"ab\"}" },
		{ "[2]", "next: ab\n", "error: the same cursor came twice" } }, NULL, NULL },
	{ "auto: the Link header first", NULL, DATA, {
		{ "{\"data\":[1],\"next\":\"/no\"}", "link: </yes>; rel=\"next\"\n",
		    "{\"url\":\"https://api.example.com/yes\"}" },
		{ "{\"data\":[2],\"next\":\"/no\"}", NULL, "end: no next link" } }, NULL, "header_link" },
	{ "auto: a link in the body", "{\"type\":\"auto\"}", DATA, {
		{ "{\"data\":[1],\"links\":{\"next\":\"/b\"}}", NULL, "{\"url\":\"https://api.example.com/b\"}" },
		{ "{\"data\":[2],\"links\":{\"next\":null}}", NULL, "end: no next link" } }, NULL, "json_link" },
	{ "auto: a cursor", NULL, DATA, {
		{ "{\"data\":[1],\"meta\":{\"next_token\":\"b\"}}", NULL, "{\"cursor\":\"b\"}" },
		{ "{\"data\":[2],\"meta\":{}}", NULL, "end: no cursor" } }, "query token=\"b\"", "meta.next_token" },
	{ "auto: one page", NULL, DATA, {
		{ "{\"data\":[1],\"total\":5}", NULL, "end: single page" } }, NULL, NULL },
	{ "auto: one page, though there are more", NULL, DATA, {
		{ "{\"data\":[1],\"has_more\":true}", NULL, "end: single page" } }, NULL,
	    "warning: has_more is true" },
	{ "auto: no cursor in the records", NULL, NULL, {
		{ "[{\"next\":\"/a\"}]", NULL, "end: single page" } }, NULL, NULL },
};

static void test_offsets(void **s) { (void)s; WALK_ALL(offsets); }
static void test_numbers(void **s) { (void)s; WALK_ALL(numbers); }
static void test_repeats(void **s) { (void)s; WALK_ALL(repeats); }
static void test_links(void **s) { (void)s; WALK_ALL(links); }

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_offsets), cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_repeats), cmocka_unit_test(test_links),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
