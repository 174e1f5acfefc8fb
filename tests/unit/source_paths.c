/* Placeholders, their spellings and their parents (dialect 8-11). */
#include "source_look.h"

#define E	"resources[0].endpoint."
#define F	"resources[1].endpoint."
#define PATH(p)	ONE("'path': \"" p "\"")

static const struct look spellings[] = {
	{ PATH("x/{a}"), E "path", "\"x/{a}\"" },
	{ PATH("x/{a.b}"), E "path", "\"x/{b}\"" },
	{ PATH("x/{stream_slice.id}"), E "path", "\"x/{id}\"" },
	{ PATH("x/{{ id }}"), E "path", "\"x/{id}\"" },
	{ PATH("x/{{stream_slice.id}}"), E "path", "\"x/{id}\"" },
	{ PATH("x/{{ stream_partition.user_id }}/y"), E "path", "\"x/{user_id}/y\"" },
	{ PATH("x/{{ stream_partition['user_id'] }}/y"), E "path", "\"x/{user_id}/y\"" },
	{ PATH("x/{{ stream_slice.get('user_id') }}/y"), E "path", "\"x/{user_id}/y\"" },
	{ PATH("x/${a}"), E "path", "\"x/{a}\"" },
	{ PATH("x/{{ config['a'] }}"), E "path", "\"x/{{ config['a'] }}\"" },
	{ PATH("x/{config.a}"), E "path", "\"x/{{ config['a'] }}\"" },
	{ PATH("x/{{ stream_partition.key.split('::')[1] }}"), E "path",
	    "\"x/{{ stream_partition.key.split('::')[1] }}\"" },
	{ PATH("x/{user id}/{}"), E "path", "\"x/{user id}/{}\"" },
	{ ONE("'path': dlt.config['p']"), E "path", "\"{{ config['p'] }}\"" },
	{ ONE("'params': {'q': dlt.config['q'], 'n': 5, 't': True, 'l': [1, 2], 'e': ''}"),
	    E "params", "{\"q\":{\"config\":\"q\"},\"n\":5,\"t\":true,\"l\":[1,2],\"e\":\"\"}" },
	{ ONE("'params': {'d': \"{{ now_utc().strftime('%Y') }}\", 'x': None}"), E "params",
	    "{\"d\":\"{{ now_utc().strftime('%Y') }}\"}" },
	{ PATH("x/{# of a #}{a}?q=1{#- {{ b }} -#} "), E "path", "\"x/{a}?q=1\"" },
	{ ONE("'params': {'q': '{# {% none #}a', 'r': '{# b'}"), E "params",
	    "{\"q\":\"a\",\"r\":\"{# b\"}" },
	/* dlt §9, 18: doubled braces are braces */
	{ ONE("'params': {'f': '{{\"a\": 1}}'}"), E "params.f",
	    "\"{{ '{' }}\\\"a\\\": 1{{ '}' }}\"" },
	{ ONE("'params': {'f': '{{{id}}}'}"), E "params.f", "\"{{ '{' }}{id}{{ '}' }}\"" },
	{ ONE("'params': {'f': '{\"a\": 1}'}"), E "params.f", "\"{\\\"a\\\": 1}\"" },
	{ ONE("'json': {'a': {'b': ['{{ stream_slice.c }}']}}"), E "json",
	    "{\"a\":{\"b\":[\"{c}\"]}}" },
	{ ONE("'headers': {'X-{a}': '{b}'}"), E "headers", "{\"X-{a}\":\"{b}\"}" },
	{ ONE("'data': 'id={id}'"), E "data", "\"id={id}\"" },
	/* dlt §9, 11: a parameter whose name stands in the path goes there */
	{ ONE("'path': '{org}/{repo}', 'params': {'org': 'a/b', 'repo': 7, 'q': 'x'}"), E "path",
	    "\"a%2Fb/7\"" },
	{ ONE("'path': '{org}/{repo}', 'params': {'org': 'a/b', 'repo': 7, 'q': 'x'}"), E "params",
	    "{\"q\":\"x\"}" },
	{ ONE("'path': '{org}/x', 'params': {'org': dlt.config['org']}"), E "path",
	    "\"{{ config['org'] }}/x\"" },
	{ ONE("'path': '{org}/x', 'params': {'org': ['a', 'b']}"), E "partition_router",
	    "[{\"type\":\"list\",\"name\":\"org\",\"values\":[\"a\",\"b\"]}]" },
	{ ONE("'path': '{org}/x', 'params': {'org': '{org}'}"), E "params", "{\"org\":\"{org}\"}" },
};

static const struct look routers[] = {
	{ ONE("'partition_router': {'type': 'list', 'cursor_field': 'year', "
	    "'values': dlt.config['years'], 'request_option': {'field_name': 'y', "
	    "'inject_into': 'query'}}"), E "partition_router",
	    "[{\"type\":\"list\",\"name\":\"year\",\"values\":{\"config\":\"years\"}}]" },
	{ ONE("'partition_router': {'type': 'list', 'cursor_field': 'year', 'values': ['1'], "
	    "'request_option': {'field_name': 'y', 'inject_into': 'request_parameter'}}"),
	    E "params", "{\"y\":\"{year}\"}" },
	{ ONE("'partition_router': {'type': 'ListPartitionRouter', 'cursor_field': 'k', "
	    "'values': ['1'], 'request_option': {'field_name': 'X-K', 'inject_into': 'header'}}"),
	    E "headers", "{\"X-K\":\"{k}\"}" },
	{ ONE("'path': 'm/{{ stream_slice.k }}', 'partition_router': {'type': 'list', "
	    "'cursor_field': 'k', 'values': ['a', 'b']}"), E "path", "\"m/{k}\"" },
	{ LIST("{'name': 'tables', 'endpoint': {'path': 'e/{{ stream_slice.employee }}/t', "
	    "'partition_router': {'type': 'substream', 'parent_stream': 'people', "
	    "'parent_key': 'id', 'partition_field': 'employee'}}}, 'people'"), E "params",
	    "{\"employee\":{\"type\":\"resolve\",\"resource\":\"people\",\"field\":\"id\"}}" },
	{ LIST("{'name': 'tables', 'endpoint': {'partition_router': {"
	    "'type': 'SubstreamPartitionRouter', 'parent_stream_configs': [{'stream': 'people', "
	    "'parent_key': 'id', 'partition_field': 'who', 'request_option': {"
	    "'field_name': 'who'}}]}}}, 'people'"), E "params",
	    "{\"who\":{\"type\":\"resolve\",\"resource\":\"people\",\"field\":\"id\","
	    "\"send\":\"{who}\"}}" },
};

#define RESOLVE(r, f)	"{\"type\":\"resolve\",\"resource\":\"" r "\",\"field\":" f
#define INFERRED(r, f)	RESOLVE(r, f) ",\"inferred\":true}"
#define CHILD(parent, path) LIST(parent ", {'name': 'c', 'primary_key': 'k', 'endpoint': {" \
			"'path': '" path "'}}")
#define NAMED(n, p)	"{'name': '" n "', 'primary_key': 'id', 'endpoint': '" p "'}"

static const struct look parents[] = {
	/* dlt's own forms */
	{ LIST("'posts', {'name': 'c', 'endpoint': {'path': 'posts/{resources.posts.id}/c'}}"),
	    F "params.id", RESOLVE("posts", "\"id\"}") },
	{ LIST("'posts', {'name': 'c', 'endpoint': {'path': 'posts/{resources.posts.id}/c'}}"),
	    F "path", "\"posts/{id}/c\"" },
	{ LIST("'posts', {'name': 'c', 'endpoint': {'path': 'p/{resources.posts.some.obj}/c'}}"),
	    F "params.obj", RESOLVE("posts", "\"some.obj\"}") },
	{ LIST("'posts', {'name': 'c', 'endpoint': {'path': 'posts/{pid}/c', 'params': {"
	    "'pid': {'type': 'resolve', 'resource': 'posts', 'field': 'id'}}}}"),
	    F "params.pid", RESOLVE("posts", "\"id\"}") },
	{ LIST("'a', {'name': 'c', 'endpoint': {'path': 'x/{resources.a.id}/{resources.b.id}'}}, 'b'"),
	    F "path", "\"x/{id}/{b_id}\"" },
	{ LIST("'a', {'name': 'c', 'endpoint': {'path': 'c', 'json': {'x': "
	    "'{resources.a.id}'}}}"), F "json.x", "\"{id}\"" },
	/* 10 (a): by the path before it */
	{ CHILD(NAMED("things", "/items"), "/items/{item_id}/x"), F "params.item_id",
	    INFERRED("things", "[\"item_id\",\"id\"]") },
	{ CHILD(NAMED("things", "v1/items/?a=1"), "/v1/items/{id}/x"), F "params.id",
	    INFERRED("things", "\"id\"") },
	{ CHILD(NAMED("products", "/products"), "/products/{productId}/tags"), F "params.productId",
	    INFERRED("products", "[\"productId\",\"id\"]") },
	{ CHILD(NAMED("report_runs", "/runs"), "/runs/{run_token}/rows"), F "params.run_token",
	    INFERRED("report_runs", "[\"run_token\",\"token\",\"id\"]") },
	{ CHILD(NAMED("things", "/items"), "/items/{itemID}/x"), F "params.itemID",
	    INFERRED("things", "[\"itemID\",\"id\"]") },
	{ LIST(NAMED("all_items", "/items") ", {'name': 'c', 'endpoint': '/items/{item_id}/x'}, "
	    NAMED("items", "/items?open=1")), F "params.item_id",
	    INFERRED("items", "[\"item_id\",\"id\"]") },
	{ LIST(NAMED("user", "/me") ", {'name': 'c', 'endpoint': '/likes/{user_id}'}, "
	    NAMED("users", "/people")), F "params.user_id",
	    INFERRED("users", "[\"user_id\",\"id\"]") },
	{ LIST(NAMED("users", "/people/{user_id}") ", {'name': 'c', 'endpoint': '/likes/{user_id}'}, "
	    NAMED("user", "/all")), F "params.user_id",
	    INFERRED("user", "[\"user_id\",\"id\"]") },
	/* by the end of another path */
	{ CHILD(NAMED("all_people", "/v1/users?a=1"), "/v2/u/{user_id}/x"), F "params.user_id",
	    INFERRED("all_people", "[\"user_id\",\"id\"]") },
	{ CHILD(NAMED("all_forms", "/v3/forms.json"), "/v3/forms/{id}/entries.json"), F "params.id",
	    INFERRED("all_forms", "\"id\"") },
	{ CHILD(NAMED("boards", "/me"), "/b/boards/{parent_id}/x"), F "params.parent_id",
	    INFERRED("boards", "[\"parent_id\",\"id\"]") },
	{ CHILD(NAMED("people", "/teams/{user_id}/users"), "/u/{user_id}"), F "params", NULL },
	{ LIST(NAMED("a", "/a/users") ", {'name': 'c', 'endpoint': '/u/{user_id}/x'}, "
	    NAMED("b", "/b/users")), F "params", NULL },
	{ CHILD(NAMED("things", "/a/{x}/b") ", " NAMED("z", "z"), "/q/{y}"), F "params", NULL },
	/* 10 (b): by name */
	{ CHILD(NAMED("forms", "/forms.json"), "/forms/{form_identifier}/c.json"),
	    F "params.form_identifier",
	    INFERRED("forms", "[\"form_identifier\",\"identifier\",\"id\"]") },
	{ CHILD(NAMED("companies", "/all"), "/by/{company_id}"), F "params.company_id",
	    INFERRED("companies", "[\"company_id\",\"id\"]") },
	{ CHILD(NAMED("spaces", "/all"), "/by/{space_token}"), F "params.space_token",
	    INFERRED("spaces", "[\"space_token\",\"token\",\"id\"]") },
	{ CHILD(NAMED("boxes", "/all"), "/by/{box}"), F "params.box",
	    INFERRED("boxes", "[\"box\",\"id\"]") },
	{ CHILD(NAMED("brand_accounts", "/all"), "/by/{brandAccountId}"),
	    F "params.brandAccountId", INFERRED("brand_accounts", "[\"brandAccountId\",\"id\"]") },
	{ CHILD(NAMED("forms", "/all"), "/by/{format_id}"), F "params", NULL },
	{ LIST(NAMED("users", "/users") ", {'name': 'c', 'endpoint': {'path': 'c', 'params': {"
	    "'user': '{user_id}'}}}"), F "params",
	    "{\"user\":\"{user_id}\",\"user_id\":"
	    INFERRED("users", "[\"user_id\",\"id\"]") "}" },
	/* a parameter of the placeholder's own name */
	{ LIST(NAMED("users", "/users") ", {'name': 'c', 'endpoint': {'path': 'c', 'params': {"
	    "'user_id': '{user_id}'}}}"), F "params.user_id",
	    RESOLVE("users", "[\"user_id\",\"id\"]")
	    ",\"inferred\":true,\"send\":\"{user_id}\"}" },
	/* never its own parent; never in place of the cursor or a router */
	{ LIST("{'name': 'items', 'endpoint': 'items/{item_id}'}"), E "params", NULL },
	{ LIST(NAMED("pages", "/p") ", {'name': 'c', 'endpoint': {'path': 'x/{page}/y', "
	    "'paginator': {'type': 'cursor', 'cursor_param': 'page'}}}"), F "params", NULL },
	{ LIST(NAMED("years", "/y") ", {'name': 'c', 'endpoint': {'path': 'x/{year}/y', "
	    "'partition_router': {'type': 'list', 'cursor_field': 'year', 'values': [1]}}}"),
	    F "params", NULL },
	/* a name with two candidates that comes along with the nearer parent */
	{ LIST("{'name': 'Orgs', 'endpoint': '/o'}, {'name': 'oRgs', 'endpoint': '/p'}, "
	    NAMED("repos", "/orgs/{org_id}/repos") ", "
	    NAMED("issues", "/orgs/{org_id}/repos/{repo_id}/issues")),
	    "resources[3].endpoint.params", "{\"repo_id\":" INFERRED("repos", "[\"repo_id\",\"id\"]") "}" },
	/* the parent's own request had it: from there */
	{ LIST(NAMED("orgs", "/orgs") ", " NAMED("repos", "/orgs/{org_id}/repos") ", "
	    NAMED("issues", "/orgs/{org_id}/repos/{repo_id}/issues")),
	    "resources[2].endpoint.params",
	    "{\"org_id\":" RESOLVE("orgs", "[\"org_id\",\"id\"]")
	    ",\"inferred\":true,\"via\":\"repos\"},"
	    "\"repo_id\":" INFERRED("repos", "[\"repo_id\",\"id\"]") "}" },
};

LOOK_TEST(spellings)

LOOK_TEST(routers)

LOOK_TEST(parents)

static void
test_next_placeholder(void **state)
{
	struct rx_span text = RX_SPAN("{a}/{{ '{' }}{b_1}{incremental.x}{{ {}.c }}{}{d e}/{f}");
	static const char *const want[] = { "a", "b_1", "f" };
	struct rx_span name;
	size_t pos = 0, n = 0;

	(void)state;
	for (; rx_source_placeholder(text, &pos, &name); n++) {
		assert_true(n < COUNT(want));
		assert_true(rx_span_is(name, want[n]));
	}
	assert_int_equal(n, COUNT(want));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_spellings),
		cmocka_unit_test(test_routers),
		cmocka_unit_test(test_parents),
		cmocka_unit_test(test_next_placeholder),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
