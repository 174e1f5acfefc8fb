/* Wrong sources, clients and resources: their whole messages. */
#include "source_wrong.h"

static const struct wrong sources[] = {
	{ "[1, 2]",
	    "error: a source is a map\n"
	    "  at: t.py, line 1, column 1\n"
	    "  hint: write {\"client\": {\"base_url\": ...}, \"resources\": [...]}\n" },
	{ "{}",
	    "error: 'client' is missing\n"
	    "  at: t.py, line 1, column 1\n"
	    "  hint: a source is {\"client\": {\"base_url\": ...}, \"resources\": [...]}\n"
	    "error: 'resources' is missing\n"
	    "  at: t.py, line 1, column 1\n"
	    "  hint: a source is {\"client\": {\"base_url\": ...}, \"resources\": [...]}\n" },
	{ "{'client': {'base_url': 'https://h'}}",
	    "error: 'resources' is missing\n"
	    "  at: t.py, line 1, column 1\n"
	    "  hint: a source is {\"client\": {\"base_url\": ...}, \"resources\": [...]}\n" },
	{ "{'resources': ['r']}",
	    "error: 'client' is missing\n"
	    "  at: t.py, line 1, column 1\n"
	    "  hint: a source is {\"client\": {\"base_url\": ...}, \"resources\": [...]}\n" },
	{ "{'client': 5, 'resources': ['r']}",
	    "error: client: a map expected\n"
	    "  at: t.py, line 1, column 12\n"
	    "  got: 5\n" },
	{ LIST(""),
	    "error: resources: the list is empty\n"
	    "  at: t.py, line 1, column 52\n"
	    "  hint: name at least one: \"resources\": [\"users\"]\n" },
	{ "{'client': {}, 'resources': ['r']}",
	    "error: client.base_url is missing, and the path of r is no whole URL\n"
	    "  at: t.py, line 1, column 12\n"
	    "  hint: \"base_url\": \"https://api.example.com\", or --base-url\n" },
	{ "{'client': {'base_url': 'api.h/v1'}, 'resources': ['r']}",
	    "error: client.base_url: 'api.h/v1' is no http or https URL\n"
	    "  at: t.py, line 1, column 25\n"
	    "  hint: begin it with https://\n" },
	{ "{'client': {'base_url': 'https://bob:pw@h/v1'}, 'resources': [{'name': 'r', 'endpoint': "
	    "'https://ann@h/x'}]}",
	    "error: client.base_url: a URL with a user name or password in it\n"
	    "  at: t.py, line 1, column 25\n"
	    "  got: https://***@h/v1\n"
	    "  hint: \"auth\": {\"type\": \"http_basic\", \"username\": ..., "
	    "\"password\": {\"secret\": NAME}}\n"
	    "r error: resources[0].endpoint.path: a URL with a user name or password in it\n"
	    "  at: t.py, line 1, column 89\n"
	    "  got: https://***@h/x\n"
	    "  hint: \"auth\": {\"type\": \"http_basic\", \"username\": ..., "
	    "\"password\": {\"secret\": NAME}}\n" },
	{ "{'client': {'base_url': 5}, 'resources': ['r']}",
	    "error: client.base_url: text expected\n"
	    "  at: t.py, line 1, column 25\n"
	    "  got: 5\n" },
	{ "{'client': {'base_url': 'https://{{ x'}, 'resources': ['r']}",
	    "error: client.base_url: {{ is not closed by }}\n"
	    "  at: t.py, line 1, column 25\n" },
	{ "{'client': {'base_url': 'https://h'}, 'resource': ['r'], 'resources': ['r']}",
	    "error: the source: unknown key 'resource'\n"
	    "  at: t.py, line 1, column 51\n"
	    "  hint: did you mean 'resources'?\n" },
	{ "{'client': {'base_url': 'https://h', 'params': {'a': 1}, 'paginater': 'auto', 'timeout': "
	    "5}, 'resources': ['r']}",
	    "error: client: unknown key 'params'\n"
	    "  at: t.py, line 1, column 48\n"
	    "  hint: 'params' belongs in an endpoint\n"
	    "error: client: unknown key 'paginater'\n"
	    "  at: t.py, line 1, column 71\n"
	    "  hint: did you mean 'paginator'?\n"
	    "error: client: unknown key 'timeout'\n"
	    "  at: t.py, line 1, column 90\n"
	    "  hint: client has the keys base_url, headers, auth, paginator\n" },
	{ "{'client': {'base_url': 'https://h', 'paginator': 'pages'}, 'resources': ['r', 's']}",
	    "error: client.paginator: unknown type 'pages'\n"
	    "  at: t.py, line 1, column 51\n"
	    "  hint: types are single_page, offset, page_number, cursor, json_link, header_link, "
	    "header_cursor, auto\n" },
	{ LIST("'r', 's', 'r'"),
	    "error: resources[2].name: 'r' is the name of resources[0] too\n"
	    "  at: t.py, line 1, column 63\n"
	    "  hint: rename one of the two\n" },
	{ LIST("{'endpoint': 'x'}"),
	    "error: resources[0]: 'name' is missing\n"
	    "  at: t.py, line 1, column 53\n"
	    "  hint: give the resource a name: it names the table and the state\n" },
	{ LIST("{'name': 5}"),
	    "error: resources[0].name: text expected\n"
	    "  at: t.py, line 1, column 62\n"
	    "  got: 5\n" },
	{ LIST("7"),
	    "error: resources[0]: text or a map expected\n"
	    "  at: t.py, line 1, column 53\n"
	    "  got: 7\n" },
	{ LIST("{'name': 'r', 'primary_keys': 'id'}, {'name': 's', 'path': '/x'}"),
	    "r error: resources[0]: unknown key 'primary_keys'\n"
	    "  at: t.py, line 1, column 83\n"
	    "  hint: did you mean 'primary_key'?\n"
	    "s error: resources[1]: unknown key 'path'\n"
	    "  at: t.py, line 1, column 112\n"
	    "  hint: 'path' belongs in an endpoint\n" },
	{ LIST("{'name': 'r', 'selected': 'no', 'include_from_parent': 'id'}"),
	    "r error: resources[0].selected: true or false expected\n"
	    "  at: t.py, line 1, column 79\n"
	    "  got: \"no\"\n"
	    "r error: resources[0].include_from_parent: a list expected\n"
	    "  at: t.py, line 1, column 108\n"
	    "  got: \"id\"\n" },
	{ "{'client': {'base_url': 'https://h'}, 'resource_defaults': {'endpoint': 'x'}, 'resources': "
	    "['r']}",
	    "error: resource_defaults.endpoint: a map expected\n"
	    "  at: t.py, line 1, column 73\n"
	    "  hint: a path belongs to one resource: resources[].endpoint.path\n" },
	{ LIST("{'name': 'r', 'write_disposition': 'upsert'}"),
	    "r error: resources[0].write_disposition: unknown disposition 'upsert'\n"
	    "  at: t.py, line 1, column 88\n"
	    "  hint: dispositions are append, replace, merge, skip\n" },
	{ LIST("{'name': 'r', 'write_disposition': 'merge'}"),
	    "r error: resources[0].write_disposition: merge needs a primary_key, and r has none\n"
	    "  at: t.py, line 1, column 88\n"
	    "  hint: set primary_key, or write_disposition to append or replace\n" },
	{ LIST("{'name': 'r', 'include_from_parent': ['id']}"),
	    "r error: resources[0].include_from_parent: r has no parent\n"
	    "  at: t.py, line 1, column 90\n"
	    "  hint: write {resources.PARENT.FIELD} in the path, or leave it out\n" },
	{ LIST("{'name': 'r', 'processing_steps': [{'filter': '.a', 'map': '.b'}]}"),
	    "r error: resources[0].processing_steps[0]: a step has one of filter, map, yield_map\n"
	    "  at: t.py, line 1, column 88\n"
	    "  hint: write each in a step of its own; they run in order\n" },
	{ LIST("{'name': 'r', 'auth': None, 'endpoint': {'auth': None}}"),
	    "r error: resources[0]: 'auth' is given here and in its endpoint\n"
	    "  at: t.py, line 1, column 75\n"
	    "  hint: keep one of the two\n" },
	{ LIST("{'name': 'r', 'incremental_sync': {'cursor_field': 'a'}, 'incremental': {'cursor_path': "
	    "'a'}}"),
	    "r error: resources[0]: 'incremental_sync' says the same as 'incremental', which is "
	    "there too\n"
	    "  at: t.py, line 1, column 87\n"
	    "  hint: keep one of the two\n" },
	{ AUTH("{'type': 'apikey'}"),
	    "error: client.auth: unknown type 'apikey'\n"
	    "  at: t.py, line 1, column 55\n"
	    "  hint: did you mean 'api_key'? types are api_key, bearer, http_basic, basic, oauth2_client_credentials, "
	    "oauth2, session_token, aws_sigv4, none, custom\n" },
	{ AUTH("'bearer_token'"),
	    "error: client.auth: unknown type 'bearer_token'\n"
	    "  at: t.py, line 1, column 46\n"
	    "  hint: types are api_key, bearer, http_basic, oauth2_client_credentials, session_token, "
	    "aws_sigv4, none\n" },
	{ AUTH("{'username': 'u'}"),
	    "error: client.auth: 'type' is missing\n"
	    "  at: t.py, line 1, column 46\n"
	    "  hint: types are api_key, bearer, http_basic, basic, oauth2_client_credentials, oauth2, "
	    "session_token, aws_sigv4, none, custom\n" },
	{ AUTH("{'type': 'api_key', 'key': 'x', 'location': 'heder'}"),
	    "error: client.auth: unknown key 'key'\n"
	    "  at: t.py, line 1, column 73\n"
	    "  hint: an auth of type api_key has the keys type, name, api_key, location\n"
	    "error: client.auth.location: one of header, query, request_parameter, param, cookie, "
	    "body, body_json expected\n"
	    "  at: t.py, line 1, column 90\n" },
	{ AUTH("{'type': 'custom', 'class_name': 'x.Y', 'token': 't'}"),
	    "error: client.auth.type: 'custom' is somebody's program, which a source cannot hold\n"
	    "  at: t.py, line 1, column 55\n"
	    "  hint: write \"type\": \"bearer\" with token\n" },
	{ AUTH("{'type': 'custom', 'class_name': 'x.Y'}"),
	    "error: client.auth.type: 'custom' is somebody's program, which a source cannot hold\n"
	    "  at: t.py, line 1, column 55\n"
	    "  hint: type: one of api_key, bearer, http_basic, oauth2_client_credentials, session_token, "
	    "aws_sigv4\n" },
	{ AUTH("{'type': 'oauth2', 'client_id': 'i', 'client_secret': 's'}"),
	    "error: client.auth: 'access_token_url' is missing\n"
	    "  at: t.py, line 1, column 46\n"
	    "  hint: token_url: the address that gives tokens, such as https://auth.example.com/oauth/token\n" },
	{ AUTH("{'type': 'oauth2', 'client_id': 'i', 'client_secret': 's', 'token_url': 'https://t', "
	    "'grant_type': 'refresh_token'}"),
	    "error: client.auth: 'refresh_token' is missing\n"
	    "  at: t.py, line 1, column 46\n"
	    "  hint: the refresh grant sends refresh_token\n" },
	{ AUTH("{'type': 'oauth2', 'client_id': 'i', 'client_secrt': 's', 'token_url': 'https://t'}"),
	    "error: client.auth: 'client_secret' is missing\n"
	    "  at: t.py, line 1, column 46\n"
	    "  hint: client_id and client_secret identify the client\n"
	    "warning: client.auth: 'client_secrt' is unknown and goes into the token request\n"
	    "  at: t.py, line 1, column 99\n"
	    "  hint: did you mean 'client_secret'?\n" },
	{ AUTH("{'type': 'session_token', 'username': 'u', 'login_url': 'x'}"),
	    "error: client.auth: 'header' is missing\n"
	    "  at: t.py, line 1, column 46\n"
	    "  hint: header: the name of the header that carries the token\n"
	    "error: client.auth: 'session_token_response_key' is missing\n"
	    "  at: t.py, line 1, column 46\n"
	    "  hint: session_token_response_key: the field of the answer that holds the token\n" },
};

static void
test_sources(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(sources); i++)
		assert_problems(sources[i].source, sources[i].want);
}

/* An error of one resource leaves the others; one of the source does not. */
static void
test_whose(void **state)
{
	struct rx_source s;
	struct rx_err err = RX_ERR_INIT;

	(void)state;
	assert_true(rx_source_parse(&s, "t.py",
	    rx_span_of(LIST("'a', {'name': 'b', 'write_disposition': 'merge'}")), NULL, &err));
	assert_null(rx_source_problem(&s, RX_SPAN("a")));
	assert_non_null(rx_source_problem(&s, RX_SPAN("b")));
	assert_int_equal(s.errors, 0);
	assert_int_equal(rx_source_resources(&s)->n, 2);
	assert_non_null(rx_source_resource(&s, RX_SPAN("a")));
	assert_null(rx_source_resource(&s, RX_SPAN("c")));
	rx_source_free(&s);
	assert_false(rx_source_parse(&s, "t.py",
	    rx_span_of(LIST("{'name': 'b', 'write_disposition': 'merge'}, 'a', 'a'")), NULL, &err));
	assert_string_equal(err.what, "resources[2].name: 'a' is the name of resources[1] too");
	assert_int_equal(err.exit, RX_USAGE);
	rx_source_free(&s);
}

/* What --set could still bind says which placeholder. */
static void
test_unless_bound(void **state)
{
	const struct rx_problem *p;
	struct rx_source s;

	(void)state;
	assert_true(parse(&s, LIST("{'name': 'x', 'endpoint': 'items'}, "
	    "{'name': 'y', 'endpoint': '/items/'}, {'name': 'c', 'endpoint': 'items/{id}/c'}"),
	    NULL, false));
	p = rx_source_problem(&s, RX_SPAN("c"));
	assert_non_null(p);
	assert_true(rx_span_is(p->placeholder, "id"));
	rx_source_free(&s);
}

static void
test_lenient(void **state)
{
	struct rx_source s;

	(void)state;
	assert_true(parse(&s, "{'client': {'base_url': 'https://h', 'x': 1}, "
	    "'resources': [{'name': 'r', 'y': 2, 'endpoint': {'z': 3}}]}", NULL, true));
	assert_null(rx_source_problem(&s, RX_SPAN("r")));
	assert_true(s.problems->warning);
	assert_string_equal(s.problems->err.what, "client: unknown key 'x' is ignored");
	assert_int_equal(s.problems->line, 1);
	rx_source_free(&s);
}

static void
test_file(void **state)
{
	struct rx_err err = RX_ERR_INIT;
	struct rx_source s;

	(void)state;
	assert_false(rx_source_open(&s, "tests/data/no-such-source", NULL, &err));
	assert_true(strstr(err.what, "no-such-source") != NULL);
	rx_source_free(&s);
	assert_false(parse(&s, "{'client': ", NULL, false));
	rx_source_free(&s);
	assert_false(parse(&s, "", NULL, false));
	rx_source_free(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sources),
		cmocka_unit_test(test_whose),
		cmocka_unit_test(test_unless_bound),
		cmocka_unit_test(test_lenient),
		cmocka_unit_test(test_file),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
