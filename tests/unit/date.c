/* Times read and printed; durations; the calendar. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "rx/date.h"

#define COUNT(a)	(sizeof(a) / sizeof((a)[0]))

/* format NULL: ISO 8601; want is printed without a format; NULL: unreadable. */
static const struct {
	const char	*text, *format, *want;
} readings[] = {
	{ "2026-11-22", NULL, "2026-11-22T00:00:00Z" },
	{ "2026-11", NULL, "2026-11-01T00:00:00Z" },
	{ "2026-11-22T05:04", NULL, "2026-11-22T05:04:00Z" },
	{ "2026-11-22T05:04:56Z", NULL, "2026-11-22T05:04:56Z" },
	{ "2026-11-22 05:04:56", NULL, "2026-11-22T05:04:56Z" },
	{ "2026-11-22t05:04:56z", NULL, "2026-11-22T05:04:56Z" },
	{ "2026-11-22T05:04:56.5+02:00", NULL, "2026-11-22T03:04:56.500000Z" },
	{ "2026-11-22T05:04:56,123456789-0130", NULL, "2026-11-22T06:34:56.123456Z" },
	{ "2026-11-22 05:04:56.789012+00:00", NULL, "2026-11-22T05:04:56.789012Z" },
	{ "2026-11-22 05:04:56 +02", NULL, "2026-11-22T03:04:56Z" },
	{ "2026-11-22 05:04:56 UTC", NULL, "2026-11-22T05:04:56Z" },
	{ " 2026-11-22\n", NULL, "2026-11-22T00:00:00Z" },
	{ "20261122", NULL, "2026-11-22T00:00:00Z" },
	{ "20261122T050456Z", NULL, "2026-11-22T05:04:56Z" },
	{ "2024-02-29", NULL, "2024-02-29T00:00:00Z" },
	{ "2026-12-31T23:59:60Z", NULL, "2027-01-01T00:00:00Z" },
	{ "2026-12-31T24:00:00Z", NULL, "2027-01-01T00:00:00Z" },
	{ "0001-01-01T00:00:00Z", NULL, "0001-01-01T00:00:00Z" },
	{ "9999-12-31T23:59:59.999999Z", NULL, "9999-12-31T23:59:59.999999Z" },
	{ "2026-02-29", NULL, NULL },
	{ "2026-13-01", NULL, NULL },
	{ "2026-11-22T25:00:00Z", NULL, NULL },
	{ "2026-11-22T05:04:56.Z", NULL, NULL },
	{ "2026-11-22T05:04:56Z!", NULL, NULL },
	{ "2026-11-22T", NULL, NULL },
	{ "0000-01-01", NULL, NULL },
	{ "yesterday", NULL, NULL },
	{ "", NULL, NULL },

	{ "2026-11-22T05:04:56Z", "%Y-%m-%dT%H:%M:%SZ", "2026-11-22T05:04:56Z" },
	{ "22/11/2026 05:04", "%d/%m/%Y %H:%M", "2026-11-22T05:04:00Z" },
	{ "2/1/2026 5:4", "%d/%m/%Y %H:%M", "2026-01-02T05:04:00Z" },
	{ "2026-11-22T05:04:56.789Z", "%Y-%m-%dT%H:%M:%S.%fZ", "2026-11-22T05:04:56.789000Z" },
	{ "2026-11-22T05:04:56.789Z", "%Y-%m-%dT%H:%M:%S.%_msZ", "2026-11-22T05:04:56.789000Z" },
	{ "2026-11-22T05:04:56+0200", "%Y-%m-%dT%H:%M:%S%z", "2026-11-22T03:04:56Z" },
	{ "2026-11-22T05:04:56+02:00", "%Y-%m-%dT%H:%M:%S%z", "2026-11-22T03:04:56Z" },
	{ "2026-11-22T05:04:56Z", "%Y-%m-%dT%H:%M:%S%z", "2026-11-22T05:04:56Z" },
	{ "Sun, 22 Nov 2026 05:04:56 GMT", "%a, %d %b %Y %H:%M:%S %Z", "2026-11-22T05:04:56Z" },
	{ "november 22, 2026 12:30 am", "%B %d, %Y %I:%M %p", "2026-11-22T00:30:00Z" },
	{ "11/22/26", "%D", "2026-11-22T00:00:00Z" },
	{ "2026 326", "%Y %j", "2026-11-22T00:00:00Z" },
	{ "a%b2026", "a%%b%Y", "2026-01-01T00:00:00Z" },
	{ "1795323896", "%s", "2026-11-22T05:04:56Z" },
	{ "-1", "%s", "1969-12-31T23:59:59Z" },
	{ "1795323896.789012", "%s_as_float", "2026-11-22T05:04:56.789012Z" },
	{ "1795323896789", "%ms", "2026-11-22T05:04:56.789000Z" },
	{ "1795323896789012", "%epoch_microseconds", "2026-11-22T05:04:56.789012Z" },
	{ "-1500", "%ms", "1969-12-31T23:59:58.500000Z" },
	{ "99999999999999999999", "%s", NULL },
	{ "12a", "%s", NULL },
	{ "2026-11-22", "%Y-%m-%dT", NULL },
	{ "2026-11-22x", "%Y-%m-%d", NULL },
	{ "26-11-22", "%Y-%m-%d", NULL },
	{ "2026-02-30", "%Y-%m-%d", NULL },
	{ "2026", "%Y%", NULL },
	{ "2026", "%Q", NULL },
};

static void
test_readings(void **state)
{
	struct rx_instant	t;
	struct rx_span		format;
	bool			ok;
	size_t			i;

	(void)state;
	for (i = 0; i < COUNT(readings); i++) {
		struct rx_buf b = RX_BUF_INIT(100);

		format = rx_span_of(readings[i].format);
		ok = rx_date_parse(rx_span_of(readings[i].text), format, &t);
		if (ok != (readings[i].want != NULL))
			fail_msg("'%s' by %s", readings[i].text, readings[i].format);
		if (!ok)
			continue;
		assert_true(rx_date_format(&b, t, RX_SPAN_NONE));
		assert_string_equal(rx_buf_str(&b), readings[i].want);
		rx_buf_free(&b);
	}
}

/* Of 2026-01-04T15:04:05.006007Z, a Sunday, unless another is given. */
static const struct {
	const char	*format, *want, *time;
} prints[] = {
	{ "%Y-%m-%dT%H:%M:%SZ", "2026-01-04T15:04:05Z", NULL },
	{ "%d/%m/%Y %H:%M", "04/01/2026 15:04", NULL },
	{ "%Y-%m-%dT%H:%M:%S.%fZ", "2026-01-04T15:04:05.006007Z", NULL },
	{ "%Y-%m-%dT%H:%M:%S.%_msZ", "2026-01-04T15:04:05.006Z", NULL },
	{ "%z %:z %Z", "+0000 +00:00 UTC", NULL },
	{ "%a %A %b %B %h", "Sun Sunday Jan January Jan", NULL },
	{ "%I:%M:%S %p", "03:04:05 PM", NULL },
	{ "%j %U %W %u %w", "004 01 00 7 0", NULL },
	{ "%G-W%V", "2026-W01", NULL },
	{ "%G-W%V", "2020-W53", "2021-01-03" },
	{ "%G-W%V", "2025-W01", "2024-12-30" },
	{ "%D %F %T %R %e %y %C", "01/04/26 2026-01-04 15:04:05 15:04  4 26 20", NULL },
	{ "%c", "Sun Jan  4 15:04:05 2026", NULL },
	{ "%-d.%-m.%Y %-H", "4.1.2026 15", NULL },
	{ "100%% %n%t%", "100% \n\t%", NULL },
	{ "%Q", "%Q", NULL },
	{ "%s", "1767539045", NULL },
	{ "%ms", "1767539045006", NULL },
	{ "%epoch_microseconds", "1767539045006007", NULL },
	{ "%s_as_float", "1767539045.006007", NULL },
	{ "%s_as_float", "1767225600.0", "2026-01-01" },
	{ "%s_as_float", "-0.5", "1969-12-31T23:59:59.5Z" },
	{ "at %s", "at 1767539045", NULL },
	{ "", "", NULL },
};

static void
test_prints(void **state)
{
	struct rx_instant	t;
	const char		*time;
	size_t			 i;

	(void)state;
	for (i = 0; i < COUNT(prints); i++) {
		struct rx_buf b = RX_BUF_INIT(200);

		time = prints[i].time != NULL ? prints[i].time : "2026-01-04T15:04:05.006007Z";
		assert_true(rx_date_parse(rx_span_of(time), RX_SPAN_NONE, &t));
		assert_true(rx_date_format(&b, t, rx_span_of(prints[i].format)));
		assert_string_equal(rx_buf_str(&b), prints[i].want);
		rx_buf_free(&b);
	}
}

/* want: printed again; NULL: unreadable. from + duration is then. */
static const struct {
	const char	*text, *want, *from, *then;
	int		 sign;
} durations[] = {
	{ "P1D", "P1D", "2026-02-28", "2026-03-01T00:00:00Z", 1 },
	{ "P1M", "P1M", "2026-01-31", "2026-02-28T00:00:00Z", 1 },
	{ "P1M", "P1M", "2024-03-31", "2024-02-29T00:00:00Z", -1 },
	{ "P1Y", "P1Y", "2024-02-29", "2025-02-28T00:00:00Z", 1 },
	{ "P1Y2M3DT4H5M6.5S", "P1Y2M3DT4H5M6.5S", "2026-01-01", "2027-03-04T04:05:06.500000Z", 1 },
	{ "P2W", "P14D", "2026-01-01", "2026-01-15T00:00:00Z", 1 },
	{ "PT0.000001S", "PT0.000001S", "2026-01-01", "2025-12-31T23:59:59.999999Z", -1 },
	{ "PT36H", "P1DT12H", "2026-01-01", "2026-01-02T12:00:00Z", 1 },
	{ "P0.5D", "PT12H", "2026-01-01", "2026-01-01T12:00:00Z", 1 },
	{ "PT1,5S", "PT1.5S", "2026-01-01", "2026-01-01T00:00:01.500000Z", 1 },
	{ "-P1D", "-P1D", "2026-01-01", "2025-12-31T00:00:00Z", 1 },
	{ "-PT0.5S", "-PT0.5S", "2026-01-01", "2025-12-31T23:59:59.500000Z", 1 },
	{ "PT0S", "P0D", "2026-01-01", "2026-01-01T00:00:00Z", 1 },
	{ "1d", "P1D", "2026-01-01", "2026-01-02T00:00:00Z", 1 },
	{ "12h", "PT12H", "2026-01-01", "2026-01-01T12:00:00Z", 1 },
	{ "90s", "PT1M30S", "2026-01-01", "2026-01-01T00:01:30Z", 1 },
	{ "30 minutes", "PT30M", "2026-01-01", "2026-01-01T00:30:00Z", 1 },
	{ "1.5h", "PT1H30M", "2026-01-01", "2026-01-01T01:30:00Z", 1 },
	{ "P9999Y", "P9999Y", "2026-01-01", "9999-12-31T23:59:59.999999Z", 1 },
	{ "P9999Y", "P9999Y", "2026-01-01", "0001-01-01T00:00:00Z", -1 },
	{ "P1S", NULL, NULL, NULL, 1 },
	{ "PT1D", NULL, NULL, NULL, 1 },
	{ "P", NULL, NULL, NULL, 1 },
	{ "P1DT", NULL, NULL, NULL, 1 },
	{ "P1", NULL, NULL, NULL, 1 },
	{ "1 fortnight", NULL, NULL, NULL, 1 },
	{ "d", NULL, NULL, NULL, 1 },
	{ "7", NULL, NULL, NULL, 1 },
	{ "", NULL, NULL, NULL, 1 },
	{ "P99999999999999999999D", NULL, NULL, NULL, 1 },
};

static void
test_durations(void **state)
{
	struct rx_duration	d;
	struct rx_instant	t;
	size_t			i;

	(void)state;
	for (i = 0; i < COUNT(durations); i++) {
		struct rx_buf b = RX_BUF_INIT(200);

		if (rx_duration_parse(rx_span_of(durations[i].text), &d) !=
		    (durations[i].want != NULL))
			fail_msg("'%s'", durations[i].text);
		if (durations[i].want == NULL)
			continue;
		assert_true(rx_duration_format(&b, d));
		assert_string_equal(rx_buf_str(&b), durations[i].want);
		rx_buf_reset(&b);
		assert_true(rx_date_parse(rx_span_of(durations[i].from), RX_SPAN_NONE, &t));
		t = rx_date_add(t, d, durations[i].sign);
		assert_true(rx_date_format(&b, t, RX_SPAN_NONE));
		assert_string_equal(rx_buf_str(&b), durations[i].then);
		rx_buf_free(&b);
	}
}

/* Every day of 800 years comes back from its fields, in order. */
static void
test_calendar(void **state)
{
	struct rx_instant	t = { -11676096000, 0 }, back;	/* 1600-01-01 */
	struct rx_civil		c, before = { 0 };
	int			i;

	(void)state;
	for (i = 0; i < 800 * 365; i++, t.seconds += 86400) {
		c = rx_civil_of(t);
		assert_true(rx_civil_instant(&c, &back));
		assert_int_equal(back.seconds, t.seconds);
		if (i > 0)
			assert_int_equal(c.weekday, (before.weekday + 1) % 7);
		if (i > 0 && c.day != 1)
			assert_int_equal(c.yearday, before.yearday + 1);
		before = c;
	}
	t = rx_date_of(-0.25);
	assert_int_equal(t.seconds, -1);
	assert_int_equal(t.micros, 750000);
	assert_int_equal(rx_date_cmp(t, rx_date_of(0)), -1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_readings),
		cmocka_unit_test(test_prints),
		cmocka_unit_test(test_durations),
		cmocka_unit_test(test_calendar),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
