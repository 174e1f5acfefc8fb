#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "rx/retry.h"

#define COUNT(a)	(sizeof(a) / sizeof((a)[0]))
#define NOW		1790000000.0

static const struct {
	const char	*handler, *headers;
	int		 status;	/* 0: the network failed */
	unsigned	 n;
	enum rx_retry_verdict want;
	double		 wait;
} cases[] = {
	{ "", "", 429, 1, RX_RETRY_YES, 1 },
	{ "", "", 503, 3, RX_RETRY_YES, 4 },
	{ "", "", 500, 5, RX_RETRY_YES, 16 },
	{ "", "", 500, 6, RX_RETRY_NO, 0 },
	{ "", "", 408, 1, RX_RETRY_YES, 1 },
	{ "", "", 0, 2, RX_RETRY_YES, 2 },
	{ "", "", 404, 1, RX_RETRY_NO, 0 },
	{ "", "", 501, 1, RX_RETRY_NO, 0 },
	{ "", "", 200, 1, RX_RETRY_NO, 0 },
	{ "null", "", 429, 1, RX_RETRY_YES, 1 },
	/* statuspage: constant because of the size of its factor */
	{ "{\"retry_on_status_codes\":[420,429],\"max_retries\":3,\"backoff_factor\":62}",
	    "", 420, 1, RX_RETRY_YES, 62 },
	{ "{\"retry_on_status_codes\":[420,429],\"max_retries\":3,\"backoff_factor\":62}",
	    "", 420, 3, RX_RETRY_YES, 62 },
	{ "{\"retry_on_status_codes\":[420,429],\"max_retries\":3,\"backoff_factor\":62}",
	    "", 420, 4, RX_RETRY_NO, 0 },
	/* testrail: 2, 4, 8 */
	{ "{\"max_retries\":3,\"backoff_factor\":2}", "", 429, 1, RX_RETRY_YES, 2 },
	{ "{\"max_retries\":3,\"backoff_factor\":2}", "", 429, 2, RX_RETRY_YES, 4 },
	{ "{\"max_retries\":3,\"backoff_factor\":2}", "", 429, 3, RX_RETRY_YES, 8 },
	{ "{\"backoff_factor\":2,\"backoff\":\"constant\"}", "", 429, 3, RX_RETRY_YES, 2 },
	{ "{\"backoff_factor\":\"20\",\"backoff\":\"exponential\"}", "", 429, 2,
	    RX_RETRY_YES, 40 },
	{ "{\"no_retry_on_status_codes\":[503]}", "", 503, 1, RX_RETRY_NO, 0 },
	{ "{\"retry_on_status_codes\":[]}", "", 503, 1, RX_RETRY_NO, 0 },
	{ "{\"retry_on_status_codes\":[]}", "", 0, 1, RX_RETRY_NO, 0 },
	{ "{\"retry_on_status_codes\":[\"401\"]}", "", 401, 1, RX_RETRY_YES, 1 },
	{ "{\"max_retries\":0}", "", 503, 1, RX_RETRY_NO, 0 },
	{ "{\"backoff_factor\":400}", "", 503, 1, RX_RETRY_YES, 400 },
	{ "{\"backoff_factor\":700}", "", 503, 1, RX_RETRY_TOO_LONG, 700 },
	{ "{\"backoff_factor\":700,\"max_wait\":900}", "", 503, 1, RX_RETRY_YES, 700 },
	/* what the server asks */
	{ "", "retry-after: 7\n", 429, 1, RX_RETRY_YES, 7 },
	{ "{\"backoff_factor\":62}", "retry-after: 7\n", 503, 2, RX_RETRY_YES, 7 },
	{ "", "retry-after: 0\n", 429, 3, RX_RETRY_YES, 4 },
	{ "", "retry-after: soon\n", 429, 2, RX_RETRY_YES, 2 },
	{ "", "retry-after: 2.5\n", 429, 1, RX_RETRY_YES, 2.5 },
	{ "", "retry-after: 1.2.3\n", 429, 2, RX_RETRY_YES, 2 },
	{ "", "retry-after: 100000000000000000000\n", 429, 1, RX_RETRY_TOO_LONG, 1e20 },
	{ "", "retry-after: 3600\n", 429, 1, RX_RETRY_TOO_LONG, 3600 },
	{ "", "retry-after: Mon, 21 Sep 2026 14:13:50 GMT\n", 429, 1, RX_RETRY_YES, 30 },
	{ "", "retry-after: Mon, 21 Sep 2026 14:13:10 GMT\n", 429, 2, RX_RETRY_YES, 2 },
	{ "", "date: Sun, 20 Sep 2026 10:00:00 GMT\n"
	    "retry-after: Sun, 20 Sep 2026 10:00:09 GMT\n", 429, 1, RX_RETRY_YES, 9 },
};

static struct rx_http_response
response(int status, const char *headers)
{
	struct rx_http_response r = { .status = status };

	r.failure = status == 0 ? RX_HTTP_NETWORK : RX_HTTP_DONE;
	r.headers.max = 4096;
	rx_buf_text(&r.headers, headers);
	return r;
}

static void
test_next(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		struct rx_http_response r = response(cases[i].status, cases[i].headers);
		struct rx_retry	retry;
		struct rx_err	e = RX_ERR_INIT;
		double		wait;

		assert_true(rx_retry_init(&retry, cases[i].handler[0] == '\0' ?
		    RX_SPAN_NONE : rx_span_of(cases[i].handler), &e));
		assert_int_equal(rx_retry_next(&retry, &r, cases[i].n, NOW, &wait),
		    cases[i].want);
		assert_float_equal(wait, cases[i].wait, 0.001);
		rx_buf_free(&r.headers);
	}
}

static void
test_max_wait_caps(void **state)
{
	struct rx_http_response r = response(429, "retry-after: 3600\n");
	struct rx_retry	retry;
	struct rx_err	e = RX_ERR_INIT;
	double		wait;

	(void)state;
	assert_true(rx_retry_init(&retry, RX_SPAN_NONE, &e));
	retry.max_wait = 2;
	retry.cap = true;
	assert_int_equal(rx_retry_next(&retry, &r, 1, NOW, &wait), RX_RETRY_YES);
	assert_float_equal(wait, 2, 0.001);
	rx_buf_free(&r.headers);
}

/* A certificate, a large body: trying again would not help. */
static void
test_hopeless(void **state)
{
	struct rx_http_response r = response(0, "");
	struct rx_retry	retry;
	struct rx_err	e = RX_ERR_INIT;
	double		wait;

	(void)state;
	assert_true(rx_retry_init(&retry, RX_SPAN_NONE, &e));
	r.failure = RX_HTTP_TLS;
	assert_int_equal(rx_retry_next(&retry, &r, 1, NOW, &wait), RX_RETRY_NO);
	r.failure = RX_HTTP_TOO_LARGE;
	assert_int_equal(rx_retry_next(&retry, &r, 1, NOW, &wait), RX_RETRY_NO);
	rx_buf_free(&r.headers);
}

static void
test_ignore_and_gone(void **state)
{
	struct rx_retry	r;
	struct rx_err	e = RX_ERR_INIT;

	(void)state;
	assert_true(rx_retry_init(&r, RX_SPAN("{\"ignore_status_codes\":[404],"
	    "\"gone_status_codes\":[404,410]}"), &e));
	assert_true(rx_retry_ignores(&r, 404));
	assert_false(rx_retry_ignores(&r, 410));
	assert_true(rx_retry_gone(&r, 410));
	assert_false(rx_retry_gone(&r, 400));
	assert_false(rx_retry_gone(&r, 0));
	assert_false(rx_retry_gone(&r, 100000));
}

static void
test_wrong(void **state)
{
	static const char *const wrong[] = { "[]", "{\"max_retries\":-1}",
	    "{\"max_retries\":\"many\"}", "{\"backoff\":\"linear\"}",
	    "{\"retry_on_status_codes\":429}", "{\"retry_on_status_codes\":[42900]}",
	    "{\"retry_on_status_codes\":[\"5xx\"]}", "{\"max_wait\":1e999}" };
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(wrong); i++) {
		struct rx_retry	r;
		struct rx_err	e = RX_ERR_INIT;

		assert_false(rx_retry_init(&r, rx_span_of(wrong[i]), &e));
		assert_int_equal(e.exit, RX_USAGE);
	}
}

static void
test_dates(void **state)
{
	static const char *const same[] = { "Sun, 06 Nov 1994 08:49:37 GMT",
	    "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994" };
	static const char *const none[] = { "", "tomorrow", "1994-11-06T08:49:37Z",
	    "Sun, 06 Foo 1994 08:49:37 GMT", "Sun, 99 Nov 1994 08:49:37 GMT" };
	double	t;
	size_t	i;

	(void)state;
	for (i = 0; i < COUNT(same); i++) {
		assert_true(rx_retry_date(rx_span_of(same[i]), &t));
		assert_float_equal(t, 784111777.0, 0.1);
	}
	for (i = 0; i < COUNT(none); i++)
		assert_false(rx_retry_date(rx_span_of(none[i]), &t));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_next),
		cmocka_unit_test(test_max_wait_caps),
		cmocka_unit_test(test_hopeless),
		cmocka_unit_test(test_ignore_and_gone),
		cmocka_unit_test(test_wrong),
		cmocka_unit_test(test_dates),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
