/* Time zones: a file as RFC 8536 has it, and the rules that stand at its end. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "rx/zone.h"

static void
rules(void **state)
{
	static const struct {
		const char	*rule;
		int64_t		 at, offset;
	} cases[] = {		/* the times by date -u -d ... +%s */
		{ "JST-9", 0, 32400 }, { "<-03>3", 0, -10800 }, { "<+0530>-5:30", 0, 19800 },
		{ "CET-1CEST,M3.5.0,M10.5.0/3", 1774745999, 3600 },	/* 2026-03-29 00:59:59 */
		{ "CET-1CEST,M3.5.0,M10.5.0/3", 1774746000, 7200 },
		{ "CET-1CEST,M3.5.0,M10.5.0/3", 1792889999, 7200 },	/* 2026-10-25 00:59:59 */
		{ "CET-1CEST,M3.5.0,M10.5.0/3", 1792890000, 3600 },
		{ "EST5EDT,M3.2.0,M11.1.0", 1772953199, -18000 },	/* 2026-03-08 06:59:59 */
		{ "EST5EDT,M3.2.0,M11.1.0", 1772953200, -14400 },
		{ "AEST-10AEDT,M10.1.0,M4.1.0/3", 1767225600, 39600 },	/* 2026-01-01 */
		{ "AEST-10AEDT,M10.1.0,M4.1.0/3", 1782864000, 36000 },	/* 2026-07-01 */
	};
	static const char *const wrong[] = { "", "CET", "C-1", "CET-1CEST", "CET-1CEST,M3.5.0",
	    "CET-1CEST,M13.5.0,M10.5.0", "CET-1CEST,M3.6.0,M10.5.0", "<x" };
	int64_t offset;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_true(rx_zone_of_rule(rx_span_of(cases[i].rule), cases[i].at, &offset));
		assert_int_equal(offset, cases[i].offset);
	}
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		assert_false(rx_zone_of_rule(rx_span_of(wrong[i]), 0, &offset));
}

/* Version 1 with one change at 1000, from +1 h to +2 h. */
static const char file[] = "TZif\0" "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
    "\0\0\0\0" "\0\0\0\0" "\0\0\0\0" "\0\0\0\1" "\0\0\0\2" "\0\0\0\4"
    "\0\0\3\xe8" "\1" "\0\0\x0e\x10\0\0" "\0\0\x1c\x20\1\0" "ABC";

static void
files(void **state)
{
	struct rx_span bytes = { file, sizeof(file) };
	int64_t offset;

	(void)state;
	assert_true(rx_zone_of_file(bytes, 999, &offset));
	assert_int_equal(offset, 3600);
	assert_true(rx_zone_of_file(bytes, 1000, &offset));
	assert_int_equal(offset, 7200);
	for (size_t n = 0; n < bytes.n; n++)
		assert_false(rx_zone_of_file((struct rx_span){ file, n }, 0, &offset));
}

static void
names(void **state)
{
	static const char *const wrong[] = { "", "../etc/passwd", "/etc/passwd", "Europe/../x",
	    "Europe/Nowhere", "Europe", "a.b" };
	int64_t offset;

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		assert_false(rx_zone_offset(rx_span_of(wrong[i]), 0, &offset));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rules), cmocka_unit_test(files), cmocka_unit_test(names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
