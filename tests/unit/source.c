/* Sources become canonical: defaults, names, auth, bodies, errors (dialect 5-8, 25, 26). */
#include "source_look.h"

#define R	"resources[0]."
#define E	"resources[0].endpoint."

/* dlt §9, 3: the forms of a resource. */
static const struct look forms[] = {
	{ LIST("'posts'"), "resources[0]",
	    "{\"name\":\"posts\",\"table_name\":\"posts\",\"primary_key\":[],"
	    "\"write_disposition\":\"append\",\"selected\":true,"
	    "\"endpoint\":{\"path\":\"posts\",\"method\":\"GET\",\"paginator\":{\"type\":\"auto\"}}}" },
	{ LIST("{'name': 'posts'}"), E "path", "\"posts\"" },
	{ LIST("{'name': 'posts', 'endpoint': 'v1/posts'}"), E "path", "\"v1/posts\"" },
	{ LIST("{'name': 'posts', 'endpoint': {}}"), E "path", "\"posts\"" },
	{ "{'x-page': {'type': 'auto'}, " CLIENT ", 'resources': ['posts']}", E "path",
	    "\"posts\"" },
	{ LIST("{'name': 'posts', 'endpoint': {'path': ''}}"), E "path", "\"\"" },
	{ LIST("{'name': 'p', 'table_name': 't'}"), R "table_name", "\"t\"" },
	{ LIST("{'name': 'p', 'primary_key': 'id'}"), R "primary_key", "[\"id\"]" },
	{ LIST("{'name': 'p', 'primary_key': ('a', 'b')}"), R "primary_key", "[\"a\",\"b\"]" },
	{ LIST("{'name': 'p', 'merge_key': 'day', 'write_disposition': 'merge'}"), R "merge_key",
	    "[\"day\"]" },
	{ LIST("{'name': 'p', 'primary_key': 'id', 'write_disposition': {'disposition': 'merge', "
	    "'strategy': 'upsert'}}"), R "write_disposition",
	    "{\"disposition\":\"merge\",\"strategy\":\"upsert\"}" },
	{ LIST("{'name': 'p', 'selected': False}"), R "selected", "false" },
	{ LIST("{'name': 'p', 'parallelized': True}"), R "parallelized", NULL },
	{ LIST("{'name': 'p', 'columns': [{'name': 'a', 'data_type': 'text'}]}"), R "columns",
	    "{\"a\":{\"name\":\"a\",\"data_type\":\"text\"}}" },
	{ LIST("{'name': 'p', 'max_table_nesting': 0, 'schema_contract': 'freeze'}"),
	    R "max_table_nesting", "0" },
	{ LIST("{'name': 'p', 'processing_steps': [{'filter': '.a > 1'}, {'map': '.b'}]}"),
	    R "processing_steps", "[{\"filter\":\".a > 1\"},{\"map\":\".b\"}]" },
};

LOOK_TEST(forms)

#define DEFAULTS(d, r)	"{" CLIENT ", 'resource_defaults': {" d "}, 'resources': [" r "]}"

/* dlt §9, 4-7: what is merged, what is replaced. */
static const struct look defaults[] = {
	{ DEFAULTS("'endpoint': {'params': {'per_page': 30}}",
	    "{'name': 'r', 'endpoint': {'params': {'sort': 'up'}}}"),
	    E "params", "{\"sort\":\"up\",\"per_page\":30}" },
	{ DEFAULTS("'endpoint': {'params': {'per_page': 30}}",
	    "{'name': 'r', 'endpoint': {'params': {'per_page': 50}}}"),
	    E "params", "{\"per_page\":50}" },
	{ DEFAULTS("'endpoint': {'params': {'per_page': 30}}", "'r'"),
	    E "params", "{\"per_page\":30}" },
	{ DEFAULTS("'endpoint': {'params': {'a': 1}}", "{'name': 'r', 'endpoint': {'params': None}}"),
	    E "params", NULL },
	{ DEFAULTS("'endpoint': {'params': {'a': 1}}",
	    "{'name': 'r', 'endpoint': {'params': {'a': None}}}"), E "params", "{}" },
	{ DEFAULTS("'endpoint': {'json': {'a': 1, 'b': {'x': 1}}}",
	    "{'name': 'r', 'endpoint': {'body': {'b': {'y': 2}}}}"),
	    E "json", "{\"b\":{\"y\":2},\"a\":1}" },
	{ DEFAULTS("'endpoint': {'headers': {'A': '1'}}",
	    "{'name': 'r', 'endpoint': {'headers': {'B': '2'}}}"), E "headers", "{\"B\":\"2\"}" },
	{ DEFAULTS("'endpoint': {'data_selector': 'items'}",
	    "{'name': 'r', 'endpoint': {'data_selector': None}}"), E "data_selector", NULL },
	{ DEFAULTS("'endpoint': {'paginator': 'single_page'}",
	    "{'name': 'r', 'endpoint': {'paginator': None}}"), E "paginator",
	    "{\"type\":\"auto\"}" },
	{ DEFAULTS("'endpoint': {'path': 'never'}", "'r'"), E "path", "\"r\"" },
	{ DEFAULTS("'primary_key': 'id', 'write_disposition': 'merge'", "'r'"),
	    R "primary_key", "[\"id\"]" },
	{ DEFAULTS("'primary_key': 'id'", "{'name': 'r', 'primary_key': None}"),
	    R "primary_key", "[]" },
	{ DEFAULTS("'primary_key': 'id'", "{'name': 'r', 'primary_key': ['a', 'b']}"),
	    R "primary_key", "[\"a\",\"b\"]" },
	{ DEFAULTS("'columns': {'a': {'data_type': 'text', 'primary_key': True}}",
	    "{'name': 'r', 'columns': {'a': {'data_type': 'bigint'}}}"),
	    R "columns", "{\"a\":{\"data_type\":\"bigint\",\"primary_key\":true}}" },
	{ DEFAULTS("'columns': [{'name': 'a', 'unique': True}]",
	    "{'name': 'r', 'columns': [{'name': 'b'}]}"),
	    R "columns", "{\"b\":{\"name\":\"b\"},\"a\":{\"name\":\"a\",\"unique\":true}}" },
	{ DEFAULTS("'write_disposition': {'disposition': 'merge', 'strategy': 'scd2'}, "
	    "'primary_key': 'id'", "{'name': 'r', 'write_disposition': 'replace'}"),
	    R "write_disposition", "\"replace\"" },
	{ DEFAULTS("'endpoint': {'error_handler': {'max_retries': 7}}", "'r'"),
	    E "error_handler", "{\"max_retries\":7}" },
	/* auth and incremental_sync may stand at the resource */
	{ DEFAULTS("'auth': {'type': 'none'}", "'r'"), E "auth", "{\"type\":\"none\"}" },
};

LOOK_TEST(defaults)

#define A	"client.auth"

static const struct look auths[] = {
	{ AUTH("None"), A, "{\"type\":\"none\"}" },
	{ LIST("'r'"), A, "{\"type\":\"none\"}" },
	{ AUTH("{'type': 'none'}"), A, "{\"type\":\"none\"}" },
	{ AUTH("{'type': 'api_key', 'api_key': dlt.secrets['k']}"), A,
	    "{\"type\":\"api_key\",\"name\":\"Authorization\",\"api_key\":{\"secret\":\"k\"},"
	    "\"location\":\"header\"}" },
	{ AUTH("{'type': 'api_key', 'name': 'k', 'api_key': 'x', 'location': 'request_parameter'}"),
	    A ".location", "\"query\"" },
	{ AUTH("{'type': 'api_key', 'name': 'k', 'api_key': 'x', 'location': 'param'}"),
	    A ".location", "\"query\"" },
	{ AUTH("{'type': 'api_key', 'name': 'k', 'api_key': 'x', 'location': 'cookie'}"),
	    A ".location", "\"cookie\"" },
	{ AUTH("{'type': 'api_key', 'name': 'k', 'api_key': 'x', 'location': 'body_json'}"),
	    A ".location", "\"body\"" },
	/* 7: a value without a scheme is sent as it is given */
	{ AUTH("{'type': 'api_key', 'name': 'Authorization', 'api_key': 'x'}"), A ".api_key",
	    "\"x\"" },
	{ AUTH("{'type': 'bearer', 'token': dlt.secrets['t']}"), A,
	    "{\"type\":\"bearer\",\"token\":{\"secret\":\"t\"}}" },
	{ AUTH("{'token': 't'}"), A, "{\"type\":\"bearer\",\"token\":\"t\"}" },
	{ AUTH("{'type': 'bearer', 'api_key': dlt.secrets['k'], 'location': 'header'}"), A,
	    "{\"type\":\"bearer\",\"token\":{\"secret\":\"k\"}}" },
	{ AUTH("{'type': 'bearer', 'access_token': 't'}"), A ".token", "\"t\"" },
	{ AUTH("{'type': 'bearer'}"), A ".token", "{\"secret\":\"token\"}" },
	{ AUTH("'bearer'"), A, "{\"type\":\"bearer\",\"token\":{\"secret\":\"token\"}}" },
	{ AUTH("'http_basic'"), A ".username", "{\"secret\":\"username\"}" },
	{ AUTH("{'type': 'basic', 'username': 'u', 'password': 'p'}"), A,
	    "{\"type\":\"http_basic\",\"username\":\"u\",\"password\":\"p\"}" },
	{ AUTH("{'type': 'basic', 'username': dlt.secrets['api_key']}"), A,
	    "{\"type\":\"http_basic\",\"username\":{\"secret\":\"api_key\"},\"password\":\"\"}" },
	{ AUTH("{'type': 'oauth2', 'client_id': 'i', 'client_secret': dlt.secrets['s'], "
	    "'token_url': 'https://t/x'}"), A,
	    "{\"type\":\"oauth2_client_credentials\",\"access_token_url\":\"https://t/x\","
	    "\"grant_type\":\"client_credentials\",\"client_id\":\"i\","
	    "\"client_secret\":{\"secret\":\"s\"}}" },
	{ AUTH("{'type': 'oauth2', 'client_id': 'i', 'client_secret': 's', "
	    "'token_url': dlt.secrets['u'], 'refresh_token': dlt.secrets['r']}"), A,
	    "{\"type\":\"oauth2_client_credentials\",\"access_token_url\":{\"secret\":\"u\"},"
	    "\"grant_type\":\"refresh_token\",\"client_id\":\"i\",\"client_secret\":\"s\","
	    "\"refresh_token\":{\"secret\":\"r\"}}" },
	{ AUTH("{'type': 'oauth2', 'grant_type': 'password', 'username': 'u', 'password': 'p', "
	    "'token_url': 'https://t', 'client_id': 'i', 'legal_entity': dlt.secrets['l'], "
	    "'scope': ['a', 'b']}"), A,
	    "{\"type\":\"oauth2_client_credentials\",\"access_token_url\":\"https://t\","
	    "\"grant_type\":\"password\",\"username\":\"u\",\"password\":\"p\",\"client_id\":\"i\","
	    "\"scopes\":\"a b\",\"access_token_request_data\":{\"legal_entity\":{\"secret\":\"l\"}}}" },
	{ AUTH("{'type': 'oauth2', 'token_url': '/oauth/token', 'client_id': 'i', "
	    "'client_secret': 's', 'client_auth': 'basic', 'audience': 'x'}"),
	    A ".access_token_url", "\"https://h/oauth/token\"" },
	{ AUTH("{'type': 'oauth2', 'client_id': 'i', 'access_token': dlt.secrets['t']}"), A,
	    "{\"type\":\"bearer\",\"token\":{\"secret\":\"t\"}}" },
	{ AUTH("'oauth2_client_credentials'"), A ".access_token_url",
	    "{\"secret\":\"access_token_url\"}" },
	{ AUTH("{'type': 'session_token', 'login_json': {'k': 'v'}, 'api_token': 'Token {token}', "
	    "'session_token_response_key': 'id', 'login_url': '/session'}"), A,
	    "{\"type\":\"session_token\",\"api_token\":\"Token {token}\","
	    "\"login_url\":\"https://h/session\",\"session_token_response_key\":\"id\","
	    "\"login_json\":{\"k\":\"v\"}}" },
	{ AUTH("{'type': 'session_token', 'username': 'u', 'password': 'p', 'header': 'X-S', "
	    "'session_token': dlt.secrets['s'], 'session_token_response_key': 'id', "
	    "'login_url': 'session', 'validate_session_url': 'user/current'}"), A,
	    "{\"type\":\"session_token\",\"header\":\"X-S\",\"login_url\":\"https://h/session\","
	    "\"session_token_response_key\":\"id\",\"username\":\"u\",\"password\":\"p\","
	    "\"session_token\":{\"secret\":\"s\"},"
	    "\"validate_session_url\":\"https://h/user/current\"}" },
	{ AUTH("{'type': 'custom', 'name': 'AWS', 'aws_key_id': 'a', 'aws_secret_key': 'b', "
	    "'aws_region_name': 'us-east-1'}"), A,
	    "{\"type\":\"aws_sigv4\",\"aws_key_id\":\"a\",\"aws_secret_key\":\"b\","
	    "\"aws_region_name\":\"us-east-1\"}" },
	{ ONE("'auth': {'type': 'basic', 'username': 'u'}"), E "auth.type", "\"http_basic\"" },
	{ ONE("'auth': None"), E "auth", "{\"type\":\"none\"}" },
	{ LIST("'r'"), E "auth", NULL },
};

LOOK_TEST(auths)

static const struct look bodies[] = {
	{ ONE("'method': 'post'"), E "method", "\"POST\"" },
	{ ONE("'http_method': 'POST'"), E "method", "\"POST\"" },
	{ ONE("'body': {'q': {'a': [1, 1.10]}}"), E "json", "{\"q\":{\"a\":[1,1.10]}}" },
	{ ONE("'body': [{'a': 1}]"), E "json", "[{\"a\":1}]" },
	{ ONE("'body': 'raw text'"), E "data", "\"raw text\"" },
	{ ONE("'json': {}"), E "json", "{}" },
	{ ONE("'data': [['a', '1'], ['a', '2']]"), E "data", "[[\"a\",\"1\"],[\"a\",\"2\"]]" },
	{ ONE("'json': {}, 'data': {'a': 1}"), E "data", "{\"a\":1}" },
	{ ONE("'headers': {'X': dlt.secrets['x']}"), E "headers", "{\"X\":{\"secret\":\"x\"}}" },
};

LOOK_TEST(bodies)

static const struct look errors[] = {
	{ ONE("'error_handler': {'retry_on_status_codes': [420, '429'], 'max_retries': 3, "
	    "'backoff_factor': 62}"), E "error_handler",
	    "{\"retry_on_status_codes\":[420,429],\"max_retries\":3,\"backoff_factor\":62}" },
	{ ONE("'error_handler': {'retry_on_status_codes': []}"), E "error_handler",
	    "{\"retry_on_status_codes\":[]}" },
	{ ONE("'error_handler': {'backoff': 'constant', 'max_wait': 5.5, "
	    "'ignore_status_codes': [404]}"), E "error_handler",
	    "{\"ignore_status_codes\":[404],\"backoff\":\"constant\",\"max_wait\":5.5}" },
	{ ONE("'error_handler': {}"), E "error_handler", NULL },
	/* dlt §9, 42: by status alone, actions are our lists */
	{ ONE("'response_actions': [{'status_code': 404, 'action': 'ignore'}, "
	    "{'status_code': 422, 'action': 'ignore'}]"), E "error_handler",
	    "{\"ignore_status_codes\":[404,422]}" },
	{ ONE("'response_actions': [{'status_code': 404, 'content': 'gone', 'action': 'ignore'}]"),
	    E "response_actions",
	    "[{\"status_code\":404,\"content\":\"gone\",\"action\":\"ignore\"}]" },
	{ ONE("'response_actions': [{'status_code': 500, 'action': 'fail'}, "
	    "{'status_code': 409, 'action': 'retry'}]"), E "error_handler",
	    "{\"retry_on_status_codes\":[409],\"no_retry_on_status_codes\":[500]}" },
};

LOOK_TEST(errors)

static const struct look bases[] = {
	{ LIST("'r'"), "client.base_url", "\"https://h\"" },
	{ "{'client': {'base_url': dlt.config['site']}, 'resources': ['r']}", "client.base_url",
	    "\"{{ config['site'] }}\"" },
	{ "{'client': {'base_url': dlt.config.get('site', 'https://x')}, 'resources': ['r']}",
	    "client.base_url", "\"{{ config.get('site', 'https://x') }}\"" },
	{ "{'client': {'base_url': 'https://{subdomain}.h/'}, 'resources': ['r']}",
	    "client.base_url", "\"https://{subdomain}.h/\"" },
	{ "{'client': {'base_url': 'https://${domain}/api'}, 'resources': ['r']}",
	    "client.base_url", "\"https://{domain}/api\"" },
	{ "{'client': {'base_url': 'https://{config.sub}.h'}, 'resources': ['r']}",
	    "client.base_url", "\"https://{{ config['sub'] }}.h\"" },
	{ "{'client': {}, 'resources': [{'name': 'r', 'endpoint': 'https://h/r'}]}",
	    "client.base_url", "\"\"" },
	{ "{'client': {'base_url': 'https://h', 'headers': {'A': '{literal}'}}, 'resources': ['r']}",
	    "client.headers", "{\"A\":\"{literal}\"}" },
};

static void
test_base(void **state)
{
	struct rx_source s;

	(void)state;
	look_all(bases, COUNT(bases));
	assert_true(parse(&s, LIST("'r'"), "http://127.0.0.1:80", false));
	assert_true(rx_node_is(at(s.root, "client.base_url"), "http://127.0.0.1:80"));
	rx_source_free(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_forms),
		cmocka_unit_test(test_defaults),
		cmocka_unit_test(test_auths),
		cmocka_unit_test(test_bodies),
		cmocka_unit_test(test_errors),
		cmocka_unit_test(test_base),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
