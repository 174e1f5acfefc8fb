#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "rx/digest.h"
#include "rx/redact.h"
#include "rx/url.h"

#define COUNT(a)	(sizeof(a) / sizeof((a)[0]))

static char *
redacted(const struct rx_redact *r, const char *text, struct rx_buf *b)
{
	rx_buf_reset(b);
	assert_true(rx_redact_text(r, b, rx_span_of(text)));
	(void)rx_buf_str(b);
	return b->p;
}

static const struct { const char *secret, *text, *want; } cases[] = {
	{ "s3cr3t", "token s3cr3t is s3cr3t.", "token *** is ***." },
	{ "s3cr3t", "s3cr3ts3cr3t", "******" },
	{ "s3cr3t", "nothing here", "nothing here" },
	{ "s3cr3t", "", "" },
	{ "a/b c+d=", "x=a%2Fb%20c%2Bd%3D&y", "x=***&y" },
	{ "a/b c+d=", "x=a%2fb%20c%2bd%3d&y", "x=***&y" },
	{ "a/b c+d=", "x=a%2Fb+c%2Bd%3D&y", "x=***&y" },
	{ "pa\"ss\\wo/rd", "{\"k\":\"pa\\\"ss\\\\wo/rd\"}", "{\"k\":\"***\"}" },
	{ "pa\"ss\\wo/rd", "{\"k\":\"pa\\\"ss\\\\wo\\/rd\"}", "{\"k\":\"***\"}" },
	{ "hunter2", "Basic aHVudGVyMg==", "Basic ***" },
	{ "ab", "ab cab ab, (ab) abc", "*** cab ***, (***) abc" },
	{ "", "unchanged", "unchanged" },
};

static void
test_cases(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		struct rx_redact r = RX_REDACT_INIT;
		struct rx_buf	 b = RX_BUF_INIT(4096);

		assert_true(rx_redact_add(&r, rx_span_of(cases[i].secret)));
		assert_string_equal(redacted(&r, cases[i].text, &b), cases[i].want);
		assert_int_equal(rx_redact_any(&r, rx_span_of(cases[i].text)),
		    strcmp(cases[i].text, cases[i].want) != 0);
		rx_buf_free(&b);
		rx_redact_free(&r);
	}
}

/* In user:password as Basic has it, whatever stands before and behind. */
static void
test_inside_base64(void **state)
{
	static const char secret[] = "Tr0ub4dor&3";
	size_t before, after;

	(void)state;
	for (before = 0; before < 4; before++)
		for (after = 0; after < 4; after++) {
			struct rx_redact r = RX_REDACT_INIT;
			struct rx_buf	 b = RX_BUF_INIT(4096), in = RX_BUF_INIT(4096);
			struct rx_buf	 out = RX_BUF_INIT(4096);

			rx_buf_add(&in, "abc", before);
			rx_buf_text(&in, secret);
			rx_buf_add(&in, "xyz", after);
			assert_true(rx_base64(&b, rx_buf_view(&in)));
			assert_true(rx_redact_add(&r, rx_span_of(secret)));
			assert_true(rx_redact_text(&r, &out, rx_buf_view(&b)));
			assert_non_null(strstr(rx_buf_str(&out), "***"));
			assert_true(out.n <= 3 + before * 2 + after * 2 + 4);
			rx_buf_free(&b);
			rx_buf_free(&in);
			rx_buf_free(&out);
			rx_redact_free(&r);
		}
}

/* Of two secrets that overlap in the text, neither leaves a tail. */
static void
test_overlap(void **state)
{
	struct rx_redact r = RX_REDACT_INIT;
	struct rx_buf	 b = RX_BUF_INIT(4096);

	(void)state;
	rx_redact_add(&r, RX_SPAN("abcdef"));
	rx_redact_add(&r, RX_SPAN("defghi"));
	rx_redact_add(&r, RX_SPAN("abcd"));
	assert_string_equal(redacted(&r, "-abcdefghi-", &b), "-***-");
	assert_string_equal(redacted(&r, "abcde", &b), "***e");
	rx_buf_free(&b);
	rx_redact_free(&r);
}

static void
test_error(void **state)
{
	struct rx_redact r = RX_REDACT_INIT;
	struct rx_err	 e = RX_ERR_INIT;

	(void)state;
	rx_redact_add(&r, RX_SPAN("hunter2"));
	rx_err_set(&e, RX_HTTP_4XX, "refused hunter2");
	rx_err_at(&e, "https://h/?k=hunter2");
	rx_err_got(&e, RX_SPAN("hunter2!"));
	rx_err_hint(&e, "not hunter2");
	rx_redact_err(&r, &e);
	assert_string_equal(e.what, "refused ***");
	assert_string_equal(e.at, "https://h/?k=***");
	assert_string_equal(e.got, "***!");
	assert_string_equal(e.hint, "not ***");
	rx_redact_free(&r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cases),
		cmocka_unit_test(test_inside_base64),
		cmocka_unit_test(test_overlap),
		cmocka_unit_test(test_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
