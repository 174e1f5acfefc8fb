/* --explain, word by word: sources like those that people have, and one of everything. */
#include "source.h"

#include "rx/io.h"

static const struct {
	const char	*source, *want;
} cases[] = {
	{ "tests/data/explain/status.md", "tests/data/explain/status.txt" },
	{ "tests/data/explain/cases.md", "tests/data/explain/cases.txt" },
	{ "tests/data/explain/crm.md", "tests/data/explain/crm.txt" },
	{ "tests/data/explain/billing.md", "tests/data/explain/billing.txt" },
	{ "tests/data/explain/ledger.md", "tests/data/explain/ledger.txt" },
	{ "tests/data/explain/forge.json", "tests/data/explain/forge.txt" },
	{ "tests/data/explain/records.yaml", "tests/data/explain/records.txt" },
};

static void
test_words(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct rx_buf got = RX_BUF_INIT(RX_BUF_TEXT), want = RX_BUF_INIT(RX_BUF_TEXT);
		struct rx_err err = RX_ERR_INIT;
		struct rx_source s;
		char *text;
		size_t n;

		assert_true(rx_source_open(&s, cases[i].source, NULL, &err));
		assert_true(rx_source_explain(&s, &got));
		assert_true(rx_file_read(cases[i].want, RX_BUF_TEXT, &text, &n, &err));
		rx_buf_add(&want, text, n);
		assert_string_equal(rx_buf_str(&got), rx_buf_str(&want));
		free(text);
		rx_buf_free(&got);
		rx_buf_free(&want);
		rx_source_free(&s);
	}
}

/* A secret's name is told; a literal that may be one is not. */
static void
test_secrets(void **state)
{
	static const char *const auths[] = {
		AUTH("{'type': 'api_key', 'name': 'K', 'api_key': 'hidden'}"),
		AUTH("{'type': 'api_key', 'api_key': 'hidden', 'location': 'query'}"),
		AUTH("{'type': 'bearer', 'token': 'hidden'}"),
		AUTH("{'type': 'basic', 'username': 'hidden', 'password': 'hidden'}"),
		AUTH("{'type': 'oauth2', 'client_id': 'hidden', 'client_secret': 'hidden', "
		    "'refresh_token': 'hidden', 'token_url': 'https://t', 'extra': 'hidden'}"),
		AUTH("{'type': 'session_token', 'username': 'hidden', 'password': 'hidden', "
		    "'session_token': 'hidden', 'header': 'X', 'login_url': '/l', "
		    "'session_token_response_key': 'id'}"),
		AUTH("{'type': 'aws_sigv4', 'aws_key_id': 'hidden', 'aws_secret_key': 'hidden', "
		    "'aws_region_name': 'eu'}"),
		ONE("'headers': {'X-Api-Key': 'hidden'}, 'params': {'accessToken': 'hidden'}"),
	};

	(void)state;
	for (size_t i = 0; i < COUNT(auths); i++) {
		struct rx_buf got = RX_BUF_INIT(RX_BUF_TEXT);
		struct rx_source s;

		assert_true(parse(&s, auths[i], NULL, false));
		assert_true(rx_source_explain(&s, &got));
		assert_null(strstr(rx_buf_str(&got), "hidden"));
		assert_non_null(strstr(rx_buf_str(&got), "as written"));
		rx_buf_free(&got);
		rx_source_free(&s);
	}
}

static void
test_named_secrets(void **state)
{
	struct rx_buf got = RX_BUF_INIT(RX_BUF_TEXT);
	struct rx_source s;

	(void)state;
	assert_true(parse(&s, AUTH("{'type': 'basic', 'username': \"hidden-{{ secrets.crm.user }}\", "
	    "'password': \"{{ secrets['pw'] }}\"}"), NULL, false));
	assert_true(rx_source_explain(&s, &got));
	assert_null(strstr(rx_buf_str(&got), "hidden"));
	assert_non_null(strstr(rx_buf_str(&got), "(username: as written, with secret\n"));
	assert_non_null(strstr(rx_buf_str(&got), " crm.user, password: as written, "));
	assert_non_null(strstr(rx_buf_str(&got), "with secret pw)\n"));
	rx_buf_free(&got);
	rx_source_free(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_secrets),
		cmocka_unit_test(test_named_secrets),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
