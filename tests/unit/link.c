#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "rx/link.h"

#define COUNT(a)	(sizeof(a) / sizeof((a)[0]))

static const struct { const char *header, *want; } cases[] = {
	{ "", "{}" },
	{ "<https://h/x?page=2>; rel=\"next\"",
	    "{\"next\":{\"url\":\"https://h/x?page=2\",\"rel\":\"next\"}}" },
	{ "<a>; rel=prev, <b>; rel=next",
	    "{\"prev\":{\"url\":\"a\",\"rel\":\"prev\"},"
	    "\"next\":{\"url\":\"b\",\"rel\":\"next\"}}" },
	{ "  < a > ;rel = \"Next  Last\" ; cursor=\"x,y;z\" ",
	    "{\"next\":{\"url\":\"a\",\"rel\":\"next\",\"cursor\":\"x,y;z\"},"
	    "\"last\":{\"url\":\"a\",\"rel\":\"last\",\"cursor\":\"x,y;z\"}}" },
	{ "<a,b;c>; rel=\"next\"; results=\"true\"; title=\"a \\\"b\\\" c\"",
	    "{\"next\":{\"url\":\"a,b;c\",\"rel\":\"next\",\"results\":\"true\","
	    "\"title\":\"a \\\"b\\\" c\"}}" },
	{ "<a>; rel=next; x=1; X=2, <b>; rel=\"next\"",
	    "{\"next\":{\"url\":\"a\",\"rel\":\"next\",\"x\":\"1\"}}" },
	{ "<a>; title=\"no relation\"", "{}" },
	{ "https://h/?page=2; rel=next",
	    "{\"next\":{\"url\":\"https://h/?page=2\",\"rel\":\"next\"}}" },
	{ "<a>;;rel=next;,,<b>; rel=prev;x",
	    "{\"next\":{\"url\":\"a\",\"rel\":\"next\"},"
	    "\"prev\":{\"url\":\"b\",\"rel\":\"prev\",\"x\":\"\"}}" },
	{ "<unclosed; rel=next", "{}" },
	{ "<a>; rel=\"next", "{\"next\":{\"url\":\"a\",\"rel\":\"next\"}}" },
	{ "<a>; rel=\"next\\", "{\"next\\\\\":{\"url\":\"a\",\"rel\":\"next\\\\\"}}" },
	{ "=;=;\"", "{}" },
	{ "<a>; url=evil; rel=next", "{\"next\":{\"url\":\"a\",\"rel\":\"next\"}}" },
	{ "<a>; rel=\"next\"junk; cursor=c",
	    "{\"next\":{\"url\":\"a\",\"rel\":\"next\",\"cursor\":\"c\"}}" },
};

static void
test_cases(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		struct rx_buf	b = RX_BUF_INIT(4096);
		struct rx_span	v = rx_span_of(cases[i].header);

		assert_true(rx_link_json(&b, &v, 1));
		assert_string_equal(rx_buf_str(&b), cases[i].want);
		rx_buf_free(&b);
	}
}

static void
test_several_headers(void **state)
{
	struct rx_buf	b = RX_BUF_INIT(4096);
	struct rx_span	v[] = { RX_SPAN("<a>; rel=first"), RX_SPAN(""),
	    RX_SPAN("<b>; rel=next,<c>; rel=first") };

	(void)state;
	assert_true(rx_link_json(&b, v, COUNT(v)));
	assert_string_equal(rx_buf_str(&b),
	    "{\"first\":{\"url\":\"a\",\"rel\":\"first\"},"
	    "\"next\":{\"url\":\"b\",\"rel\":\"next\"}}");
	rx_buf_free(&b);
}

/* A header of very many links is read in no time. */
static void
test_many(void **state)
{
	struct rx_buf	h = RX_BUF_INIT(1 << 20), b = RX_BUF_INIT(1 << 20);
	struct rx_span	v;
	int		i;

	(void)state;
	for (i = 0; i < 20000; i++)
		rx_buf_printf(&h, "<u%d>; rel=r%d,", i, i);
	v = rx_buf_view(&h);
	assert_true(rx_link_json(&b, &v, 1));
	assert_true(rx_span_starts(rx_buf_view(&b), "{\"r0\":"));
	rx_buf_free(&h);
	rx_buf_free(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cases),
		cmocka_unit_test(test_several_headers),
		cmocka_unit_test(test_many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
