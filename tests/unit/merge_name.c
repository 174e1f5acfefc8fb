/* Names in dlt's snake_case. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "lib/merge/name.h"

static void
snake(void **state)
{
	static const struct { const char *name, *want; } cases[] = {
		{ "id", "id" }, { "createdAt", "created_at" }, { "HTTPServer", "http_server" },
		{ "userID", "user_id" }, { "iPhone12Pro", "i_phone12_pro" }, { "1st", "_1st" },
		{ "@odata.nextLink", "aodata_next_link" }, { "$x", "_x" },
		{ "trailing_", "trailingx" }, { "trailing__", "trailing" }, { "a__b", "a__b" },
		{ "__id", "id" }, { "_id", "_id" }, { "a.b-c d", "a_b_c_d" },
		{ "one + two", "one_x_two" }, { "a*|@", "axla" }, { "  padded ", "padded" },
		{ "\xe6\x97\xa5\xe6\x9c\xac", "x" }, { "na\xc3\xafve", "na_ve" },
		{ "aBcDe", "a_bc_de" }, { "ABC", "abc" }, { "A1B", "a1_b" },
		{ "camelCase__OtherPart", "camel_case__other_part" }, { "a__1b", "a___1b" },
		{ "", "_empty" }, { " ", "_empty" }, { "__", "_empty" }, { "a___b", "a___b" },
	};
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_TEXT);
	size_t		i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		rx_buf_reset(&b);
		assert_true(rx_name_write(&b, RX_NAMES_SNAKE, rx_span_of(cases[i].name)));
		assert_string_equal(rx_buf_str(&b), cases[i].want);
		rx_buf_reset(&b);
		assert_true(rx_name_write(&b, RX_NAMES_EXACT, rx_span_of(cases[i].name)));
		assert_string_equal(rx_buf_str(&b), cases[i].name);
	}
	rx_buf_free(&b);
}

static void
twice_is_once(void **state)
{
	static const char *const names[] = { "createdAt", "@odata.nextLink", "1st", "a__b", "x_" };
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_TEXT), c = RX_BUF_INIT(RX_BUF_TEXT);
	size_t		i;

	(void)state;
	for (i = 0; i < sizeof(names) / sizeof(*names); i++) {
		rx_buf_reset(&b);
		rx_buf_reset(&c);
		assert_true(rx_name_write(&b, RX_NAMES_SNAKE, rx_span_of(names[i])));
		assert_true(rx_name_write(&c, RX_NAMES_SNAKE, rx_buf_view(&b)));
		assert_string_equal(rx_buf_str(&b), rx_buf_str(&c));
	}
	rx_buf_free(&b);
	rx_buf_free(&c);
}

static void
words(void **state)
{
	enum rx_names	n;
	struct rx_err	e = RX_ERR_INIT;

	(void)state;
	assert_true(rx_names_read(RX_SPAN("exact"), &n, &e));
	assert_int_equal(n, RX_NAMES_EXACT);
	assert_true(rx_names_read(RX_SPAN("snake"), &n, &e));
	assert_int_equal(n, RX_NAMES_SNAKE);
	assert_false(rx_names_read(RX_SPAN("camel"), &n, &e));
	assert_int_equal(e.exit, RX_USAGE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(snake),
		cmocka_unit_test(twice_is_once),
		cmocka_unit_test(words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
