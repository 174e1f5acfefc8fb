/* Lag: a cursor value moved back, each in its own spelling (dlt, case 52). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/plan/lag.h"

static const struct {
	const char	*value, *lag, *first;
	bool		 least;
	const char	*want;			/* NULL: it can't be moved */
} cases[] = {
	{ "100", "5", NULL, false, "95" },
	{ "100", "0.5", NULL, false, "99.5" },
	{ "9007199254740993", "1", NULL, false, "9007199254740992" },
	{ "1.1", "0.1", NULL, false, "1" },
	{ "100", "50", "80", false, "80" },
	{ "100", "5", NULL, true, "105" },
	{ "100", "50", "120", true, "120" },
	{ "\"1700000000\"", "60", NULL, false, "\"1699999940\"" },
	{ "\"2026-03-02\"", "3", NULL, false, "\"2026-02-27\"" },
	{ "\"2026-03-02\"", "1.9", NULL, false, "\"2026-03-01\"" },
	{ "\"2026-01-03\"", "3", "\"2026-01-02\"", false, "\"2026-01-02\"" },
	{ "\"2026-01-01T00:00:05Z\"", "10", NULL, false, "\"2025-12-31T23:59:55Z\"" },
	{ "\"2026-01-01 00:00:05\"", "10", NULL, false, "\"2025-12-31 23:59:55\"" },
	{ "\"2026-01-01T00:00:05.250+02:00\"", "10", NULL, false,
	    "\"2025-12-31T23:59:55.250+02:00\"" },
	{ "\"2026-01-01T00:00:05.123456Z\"", "0.5", NULL, false, "\"2026-01-01T00:00:04.623456Z\"" },
	{ "\"2026-01-01T10:00\"", "3600", NULL, false, "\"2026-01-01T09:00\"" },
	{ "\"2026-01-01T00:00:05Z\"", "10", NULL, true, "\"2026-01-01T00:00:15Z\"" },
	{ "\"soon\"", "1", NULL, false, NULL },
	{ "\"2026-13-01\"", "1", NULL, false, NULL },
	{ "true", "1", NULL, false, NULL },
};

static void
test_lag(void **state)
{
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_TEXT);

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct rx_span first = cases[i].first != NULL ? rx_span_of(cases[i].first) :
		    RX_SPAN_NONE;
		bool moved;

		rx_buf_reset(&b);
		moved = rx_lag_apply(&b, rx_span_of(cases[i].value), rx_span_of(cases[i].lag), first,
		    cases[i].least);
		if (cases[i].want == NULL) {
			assert_false(moved);
			continue;
		}
		assert_true(moved);
		assert_string_equal(rx_buf_str(&b), cases[i].want);
	}
	rx_buf_free(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_lag) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
