/* A record in the one spelling that all equal ones share. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "rx/span.h"
#include "lib/merge/version.h"

static const struct {
	const char *record, *spelling;
} cases[] = {
	{ "{}", "{}" },
	{ "{\"b\":1,\"a\":2}", "{\"a\":2,\"b\":1}" },
	{ "{ \"a\" : [ 1 , 2 ] }", "{\"a\":[1,2]}" },
	{ "{\"a\":1.0,\"b\":1e2,\"c\":0.1000,\"d\":-0}", "{\"a\":1,\"b\":100,\"c\":1e-1,\"d\":0}" },
	{ "{\"a\":12345678901234567890.10}", "{\"a\":123456789012345678901e-1}" },
	{ "{\"a\":null,\"b\":[null],\"c\":{\"d\":null}}", "{\"b\":[null],\"c\":{\"d\":null}}" },
	{ "{\"a\":1,\"a\":2}", "{\"a\":2}" },
	{ "{\"a\":1,\"a\":null}", "{}" },
	{ "{\"\\u0061\":\"\\u0062\\/\"}", "{\"a\":\"b/\"}" },
	{ "{\"b\":{\"y\":[],\"x\":{}}}", "{\"b\":{\"x\":{},\"y\":[]}}" },
	{ "{\"a\":true,\"b\":false,\"c\":\"1\"}", "{\"a\":true,\"b\":false,\"c\":\"1\"}" },
	{ "{\"a\":\"\\ud83d\"}", "{\"a\":\"\\ud83d\"}" },
	{ "{\"\":1,\"A\":2,\"a\":3}", "{\"\":1,\"A\":2,\"a\":3}" },
};

static void
spellings(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct rx_buf b = RX_BUF_INIT(RX_BUF_TEXT);

		assert_true(rx_version_write(&b, rx_span_of(cases[i].record)));
		assert_string_equal(rx_buf_str(&b), cases[i].spelling);
		rx_buf_free(&b);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(spellings) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
