/* What a source declares of a column, and which values are that. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "lib/merge/hint.h"

/* Values that are of the type, then those that are not. */
static const struct { const char *hint, *good[12], *bad[16]; } cases[] = {
	{ "{}", { "1", "\"x\"", "null", "[]" }, { NULL } },
	{ "{\"data_type\":\"text\"}", { "\"\"", "1", "true", "{}" }, { NULL } },
	{ "{\"data_type\":\"text\",\"precision\":3}", { "\"abc\"", "\"\xc3\xa9\xc3\xa9\xc3\xa9\"",
	    "\"\\u00e9bc\"", "123" }, { "\"abcd\"", "1234" } },
	{ "{\"data_type\":\"bigint\"}", { "1", "-9223372036854775808", "1e2", "1.0", "\"7\"" },
	    { "9223372036854775808", "1.5", "\"x\"", "true", "[]" } },
	{ "{\"data_type\":\"bigint\",\"precision\":32}", { "2147483647", "-2147483648" },
	    { "2147483648", "3000000000", "-2147483649" } },
	{ "{\"data_type\":\"bigint\",\"precision\":16}", { "32767" }, { "32768" } },
	{ "{\"data_type\":\"double\"}", { "1.5", "0.1", "1", "\"2.5\"" },
	    { "9007199254740993", "1e400", "\"12345678901234567890.5\"", "true" } },
	{ "{\"data_type\":\"decimal\"}", { "0.12345678901234567890", "\"1\"" }, { "\"a\"", "{}" } },
	{ "{\"data_type\":\"decimal\",\"precision\":10,\"scale\":2}", { "1.23", "12345678",
	    "\"12.3\"", "1.230" }, { "1.234", "123456789", "\"\"" } },
	{ "{\"data_type\":\"wei\"}", { "123456789012345678901234567890" }, { "1.5" } },
	{ "{\"data_type\":\"bool\"}", { "true", "false", "\"true\"" }, { "1", "\"yes\"", "[]" } },
	{ "{\"data_type\":\"json\"}", { "1", "{}", "[]", "\"x\"" }, { NULL } },
	{ "{\"data_type\":\"binary\"}", { "\"AAECAw==\"", "\"\"" }, { "\"%%%\"", "\"A\"", "1" } },
	{ "{\"data_type\":\"date\"}", { "\"2024-01-31\"", "\"20240131\"" }, { "\"2024-02-30\"",
	    "\"2024-01-31T10:00:00Z\"", "\"2024-01\"", "20240131" } },
	{ "{\"data_type\":\"time\"}", { "\"10:11:12.5\"", "\"10:11\"" }, { "\"25:00\"",
	    "\"10:11Z\"", "\"10:11+02:00\"", "\"\"", "10" } },
	{ "{\"data_type\":\"timestamp\"}", { "\"2024-01-01T10:00:00+02:00\"",
	    "\"2024-01-01 00:00:00.123456\"", "\"2024-01-01\"", "\"2024-01-01T10:00:00.1234560Z\"",
	    "\"20240101T101010Z\"" }, { "\"no\"", "\"2024-01-01T10:00:00.1234567Z\"", "1700000000",
	    "\"2024-01\"", "\"2024-01-01T10\"", "\"2024-01-01T10:00:00,5Z\"" } },
	{ "{\"data_type\":\"timestamp\",\"precision\":3,\"timezone\":false}",
	    { "\"2024-01-01 00:00:00.123\"", "\"2024-01-01T00:00:00Z\"",
	    "\"2024-01-01T00:00:00+00:00\"" }, { "\"2024-01-01 00:00:00.1234\"",
	    "\"2024-01-01T00:00:00+02:00\"" } },
	{ "{\"nullable\":false}", { "0", "\"\"", "false" }, { "null", "" } },
	{ "{\"data_type\":\"what\"}", { "0", "null" }, { NULL } },
};

static bool
check(const char *hint, const char *value)
{
	struct rx_hint	h;
	struct rx_err	e = RX_ERR_INIT;
	bool		ok;

	rx_hint_read(&h, rx_span_of(hint));
	ok = rx_hint_check(&h, RX_SPAN("f"), *value != '\0' ? rx_span_of(value) : RX_SPAN_NONE, &e);
	if (!ok)
		assert_int_equal(e.exit, RX_BAD_DATA);
	return ok;
}

static void
values(void **state)
{
	size_t i, j;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		for (j = 0; cases[i].good[j] != NULL; j++)
			if (!check(cases[i].hint, cases[i].good[j]))
				fail_msg("%s refuses %s", cases[i].hint, cases[i].good[j]);
		for (j = 0; cases[i].bad[j] != NULL; j++)
			if (check(cases[i].hint, cases[i].bad[j]))
				fail_msg("%s takes %s", cases[i].hint, cases[i].bad[j]);
	}
}

static void
reasons(void **state)
{
	struct rx_hint	h;
	struct rx_err	e = RX_ERR_INIT;

	(void)state;
	rx_hint_read(&h, RX_SPAN("{\"data_type\":\"decimal\",\"precision\":4,\"scale\":1,"
	    "\"nullable\":false}"));
	assert_false(rx_hint_check(&h, RX_SPAN("price"), RX_SPAN("1.25"), &e));
	assert_string_equal(e.what, "price: 1.25 does not fit the declared type decimal(4,1)");
	assert_false(rx_hint_check(&h, RX_SPAN("price"), RX_SPAN("null"), &e));
	assert_string_equal(e.what, "price is null, and declared not nullable");
	assert_false(rx_hint_check(&h, RX_SPAN("price"), RX_SPAN_NONE, &e));
	assert_string_equal(e.what, "price is missing, and declared not nullable");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values),
		cmocka_unit_test(reasons),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
