/* Contracts: what a source and the command line say. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "lib/merge/contract.h"

static void
sources(void **state)
{
	static const struct { const char *json; enum rx_mode want[RX_ENTITIES]; } cases[] = {
		{ "null", { RX_EVOLVE, RX_EVOLVE, RX_EVOLVE } },
		{ "\"evolve\"", { RX_EVOLVE, RX_EVOLVE, RX_EVOLVE } },
		{ "\"freeze\"", { RX_FREEZE, RX_FREEZE, RX_FREEZE } },
		{ "{\"columns\":\"discard_value\"}", { RX_EVOLVE, RX_DISCARD_VALUE, RX_EVOLVE } },
		{ "{\"tables\":\"freeze\",\"data_type\":\"discard_row\",\"columns\":null}",
		    { RX_FREEZE, RX_EVOLVE, RX_DISCARD_ROW } },
	};
	static const char *const wrong[] = { "\"never\"", "1", "{\"rows\":\"freeze\"}",
	    "{\"columns\":[]}", "[]" };
	struct rx_contract	c;
	struct rx_err		e = RX_ERR_INIT;
	size_t			i, j;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		c = (struct rx_contract){ { RX_EVOLVE } };
		assert_true(rx_contract_read(&c, rx_span_of(cases[i].json), &e));
		for (j = 0; j < RX_ENTITIES; j++)
			assert_int_equal(c.mode[j], cases[i].want[j]);
	}
	for (i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		assert_false(rx_contract_read(&c, rx_span_of(wrong[i]), &e));
		assert_int_equal(e.exit, RX_USAGE);
	}
}

static void
options(void **state)
{
	const char		*words[] = { "orders=columns=freeze", "discard_row",
				    "data_type=evolve", "a=b=columns=evolve", "items=freeze" };
	struct rx_opt_list	list = { words, 5, 5 };
	struct rx_contract	c = { { RX_EVOLVE } };
	struct rx_err		e = RX_ERR_INIT;

	(void)state;
	assert_true(rx_contract_options(&c, &list, RX_SPAN("orders"), &e));
	assert_int_equal(c.mode[RX_TABLES], RX_DISCARD_ROW);
	assert_int_equal(c.mode[RX_COLUMNS], RX_FREEZE);
	assert_int_equal(c.mode[RX_DATA_TYPE], RX_EVOLVE);
	assert_true(rx_contract_has(&c, RX_FREEZE));
	assert_false(rx_contract_has(&c, RX_DISCARD_VALUE));
	assert_true(rx_contract_options(&c, &list, RX_SPAN("a=b"), &e));
	assert_int_equal(c.mode[RX_COLUMNS], RX_EVOLVE);
	assert_true(rx_contract_options(&c, &list, RX_SPAN("items"), &e));
	assert_int_equal(c.mode[RX_DATA_TYPE], RX_FREEZE);
	list.v[0] = "columns=thaw";
	assert_false(rx_contract_options(&c, &list, RX_SPAN("orders"), &e));
	assert_int_equal(e.exit, RX_USAGE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sources),
		cmocka_unit_test(options),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
