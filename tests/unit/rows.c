/* Selectors: body, selector and key in; outcome and records out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "rx/json.h"
#include "rx/rows.h"

static const struct {
	const char		*selector, *key, *body, *records;
	enum rx_rows_outcome	 outcome;
} cases[] = {
	{ "\"data\"", NULL, "{\"data\":[{\"a\":1},{\"a\":2}]}", "{\"a\":1} {\"a\":2} ", RX_ROWS_FOUND },
	{ "\"data\"", NULL, "{\"x\":[], \"data\" : [ {\"a\" : 1} ] }", "{\"a\" : 1} ", RX_ROWS_FOUND },
	{ "\"data\"", NULL, "{\"data\":[]}", "", RX_ROWS_FOUND },
	{ "\"data\"", NULL, "{\"data\":null}", "", RX_ROWS_FOUND },
	{ "\"data\"", NULL, "{\"data\":{}}", "", RX_ROWS_FOUND },
	{ "\"data\"", NULL, "{\"data\":{\"id\":1}}", "{\"id\":1} ", RX_ROWS_FOUND },
	{ "\"data\"", NULL, "{\"data\":7}", "{\"value\":7} ", RX_ROWS_FOUND },
	{ "\"data\"", NULL, "{\"data\":[1,\"x\"]}", "{\"value\":1} {\"value\":\"x\"} ", RX_ROWS_FOUND },
	{ "\"data\"", NULL, "{\"other\":[1]}", "", RX_ROWS_MISSED },
	{ "\"data\"", NULL, "{}", "", RX_ROWS_EMPTY },
	{ "\"data\"", NULL, "[{\"a\":1}]", "{\"a\":1} ", RX_ROWS_BARE },
	{ "\"data\"", "[\"id\"]", "{\"id\":5,\"n\":1}", "{\"id\":5,\"n\":1} ", RX_ROWS_ENTITY },
	{ "\"data\"", "\"id\"", "{\"n\":1}", "", RX_ROWS_MISSED },
	{ "\"data\"", NULL, "\"text\"", "", RX_ROWS_MISSED },
	{ "\"a.b\"", NULL, "{\"a\":{\"b\":[{\"x\":1}]}}", "{\"x\":1} ", RX_ROWS_FOUND },
	{ "\"a.b\"", NULL, "{\"a.b\":[{\"x\":1}]}", "{\"x\":1} ", RX_ROWS_FOUND },
	{ "\"a.b\"", NULL, "{\"a\":null}", "", RX_ROWS_FOUND },
	{ "\"a.b\"", NULL, "{\"a\":{\"c\":1}}", "", RX_ROWS_MISSED },
	{ "\"results.partial-submissions\"", NULL, "{\"results\":{\"partial-submissions\":[{\"x\":1}]}}",
	    "{\"x\":1} ", RX_ROWS_FOUND },
	{ "\"Time Series (Daily)\"", "[\"date\"]", "{\"Time Series (Daily)\":{\"2024-01-01\":{\"o\":1},"
	    "\"2024-01-02\":{}}}", "{\"date\":\"2024-01-01\",\"o\":1} {\"date\":\"2024-01-02\"} ",
	    RX_ROWS_FOUND },
	{ "\"data\"", "\"id\"", "{\"data\":{\"id\":{\"x\":1},\"b\":{}}}", "{\"id\":{\"x\":1},\"b\":{}} ",
	    RX_ROWS_FOUND },
	{ "\"data\"", "\"id\"", "{\"data\":{\"a\":{\"id\":9}}}", "{\"id\":9} ", RX_ROWS_FOUND },
	{ "\"list.*.addon\"", NULL, "{\"list\":[{\"addon\":{\"id\":1}},{\"card\":{}},{\"addon\":{\"id\":2}}]}",
	    "{\"id\":1} {\"id\":2} ", RX_ROWS_FOUND },
	{ "\"list.*.addon\"", NULL, "{\"list\":[]}", "", RX_ROWS_FOUND },
	{ "\"list.*.addon\"", NULL, "{\"lst\":[]}", "", RX_ROWS_MISSED },
	{ "\"data.*\"", NULL, "{\"data\":{\"a\":{\"x\":1},\"b\":[{\"y\":2},{\"y\":3}]}}",
	    "{\"x\":1} {\"y\":2} {\"y\":3} ", RX_ROWS_FOUND },
	{ "\"data.*\"", NULL, "{\"data\":[{\"x\":1},{\"x\":2}]}", "{\"x\":1} {\"x\":2} ", RX_ROWS_FOUND },
	{ "\"*\"", NULL, "{\"a\":{\"x\":1},\"b\":{\"x\":2}}", "{\"x\":1} {\"x\":2} ", RX_ROWS_FOUND },
	{ "[\"data\",\"plans\",\"nodes\",\"*\"]", NULL, "{\"data\":{\"plans\":{\"nodes\":[{\"x\":1}]}}}",
	    "{\"x\":1} ", RX_ROWS_FOUND },
	{ "[]", NULL, "[{\"a\":1}]", "{\"a\":1} ", RX_ROWS_FOUND },
	{ "\"[]\"", NULL, "{\"a\":1}", "{\"a\":1} ", RX_ROWS_FOUND },
	{ "\"\"", NULL, "[{\"a\":1}]", "{\"a\":1} ", RX_ROWS_FOUND },
	{ "\"$\"", NULL, "{\"a\":1}", "{\"a\":1} ", RX_ROWS_FOUND },
	{ "\"$.a[*].b\"", NULL, "{\"a\":[{\"b\":{\"x\":1}},{\"b\":{\"x\":2}}]}", "{\"x\":1} {\"x\":2} ",
	    RX_ROWS_FOUND },
	{ "\"$['a b'][-1]\"", NULL, "{\"a b\":[{\"x\":1},{\"x\":2}]}", "{\"x\":2} ", RX_ROWS_FOUND },
	{ "\"$..item\"", NULL, "{\"a\":{\"item\":{\"x\":1}},\"b\":[{\"item\":{\"x\":2}}]}",
	    "{\"x\":1} {\"x\":2} ", RX_ROWS_FOUND },
	{ "\"response.items\"", NULL, "{\"items\":[{\"x\":1}]}", "{\"x\":1} ", RX_ROWS_FOUND },
	{ "\"response.items\"", NULL, "{\"response\":{\"items\":[{\"x\":2}]}}", "{\"x\":2} ", RX_ROWS_FOUND },
	{ "\"data\"", NULL, "{\"\\u0064ata\":[{\"x\":1}]}", "{\"x\":1} ", RX_ROWS_FOUND },
	{ "\"data\"", NULL, "{\"data\":[{\"x\":1}],\"data\":[{\"x\":2}]}", "{\"x\":1} ", RX_ROWS_FOUND },
};

struct taking {
	struct rx_buf	b;
	struct rx_span	key;
};

static bool
take(void *arg, const struct rx_row *row, struct rx_err *e)
{
	struct taking *t = arg;

	(void)e;
	rx_row_write(&t->b, row, t->key);
	return rx_buf_byte(&t->b, ' ');
}

static void
selects(void **state)
{
	size_t	i;
	int	valid;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		for (valid = 0; valid <= 1; valid++) {
			struct rx_arena	 a = RX_ARENA_INIT;
			struct rx_err	 e = RX_ERR_INIT;
			struct taking	 t = { RX_BUF_INIT(10000), rx_span_of(cases[i].key) };
			struct rx_rows	 rows = { .selector = rx_selector_compile(&a,
			    rx_span_of(cases[i].selector), &e), .key = t.key, .valid = valid };
			enum rx_rows_outcome outcome;
			unsigned long	 n;

			assert_non_null(rows.selector);
			if (!rx_rows_each(&rows, rx_span_of(cases[i].body), take, &t, &outcome, &n, &e))
				fail_msg("%s of %s: %s", cases[i].selector, cases[i].body, e.what);
			if (strcmp(rx_buf_str(&t.b), cases[i].records) != 0 || outcome != cases[i].outcome)
				fail_msg("%s of %s: outcome %d, %s", cases[i].selector, cases[i].body,
				    outcome, rx_buf_str(&t.b));
			rx_buf_free(&t.b);
			rx_arena_free(&a);
		}
}

/* What is not on the path is validated all the same. */
static void
validates(void **state)
{
	static const char *const bodies[] = { "{\"data\":[{\"a\":01}]}", "{\"x\":tru,\"data\":[]}",
		"{\"data\":[],\"x\":\"\xff\"}", "{\"data\":[{}]", "{\"data\":[{}]} x", "{\"data\":[{},]}",
		"", "{\"data\"}", "{\"data\":}", "{\"data\":[" };
	struct rx_arena	 a = RX_ARENA_INIT;
	struct rx_err	 e = RX_ERR_INIT;
	struct taking	 t = { RX_BUF_INIT(10000), RX_SPAN_NONE };
	struct rx_rows	 rows = { .selector = rx_selector_compile(&a, RX_SPAN("\"data\""), &e) };
	enum rx_rows_outcome outcome;
	unsigned long	 n;
	size_t		 i;

	(void)state;
	for (i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++) {
		if (rx_rows_each(&rows, rx_span_of(bodies[i]), take, &t, &outcome, &n, &e))
			fail_msg("accepted: %s", bodies[i]);
		assert_int_equal(e.exit, RX_BAD_DATA);
	}
	rx_buf_free(&t.b);
	rx_arena_free(&a);
}

static void
refuses_selectors(void **state)
{
	static const struct { const char *selector, *what, *at; } wrong[] = {
		{ "\"a..\"", "data_selector: a name expected", "character 4 of 'a..'" },
		{ "\"a[0\"", "data_selector: a bracket has no end", "character 2 of 'a[0'" },
		{ "\"$.a[?(@.x>1)]\"",
		    "data_selector: filters [?...] are not selectors: use --jq, or a filter step",
		    "character 4 of '$.a[?(@.x>1)]'" },
		{ "5", "data_selector: a text or a list expected, not a number", "" },
		{ "[{}]", "data_selector: a segment must be a name or a number", "character 2 of '[{}]'" },
	};
	struct rx_arena	a = RX_ARENA_INIT;
	struct rx_err	e = RX_ERR_INIT;
	size_t		i;

	(void)state;
	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		assert_null(rx_selector_compile(&a, rx_span_of(wrong[i].selector), &e));
		assert_string_equal(e.what, wrong[i].what);
		assert_string_equal(e.at, wrong[i].at);
	}
	rx_arena_free(&a);
}

static void
detects(void **state)
{
	static const struct { const char *body, *selector; } found[] = {
		{ "[{\"a\":1}]", "[]" },
		{ "{\"data\":[{\"a\":1}],\"included\":[{\"b\":1}]}", "[\"data\"]" },
		{ "{\"contacts\":[{\"a\":1}],\"total\":5}", "[\"contacts\"]" },
		{ "{\"fields\":[],\"contacts\":[{\"a\":1}]}", "[\"contacts\"]" },
		{ "{\"meta\":{\"links\":[{\"u\":1}]},\"foo\":[{\"a\":1}]}", "[\"foo\"]" },
		{ "{\"response\":{\"items\":[{\"a\":1}]},\"tags\":[\"x\"]}", "[\"response\",\"items\"]" },
		{ "{\"id\":1,\"tags\":[{\"t\":1}]}", "[]" },
		{ "{\"data\":{\"id\":1,\"tags\":[{\"t\":1}]}}", "[]" },
		{ "{\"name\":\"x\",\"tags\":[\"a\"]}", "[]" },
		{ "{\"items\":[]}", "[\"items\"]" },
	};
	struct rx_err	e = RX_ERR_INIT;
	size_t		i;

	(void)state;
	for (i = 0; i < sizeof(found) / sizeof(found[0]); i++) {
		struct rx_buf b = RX_BUF_INIT(1000);

		assert_true(rx_rows_detect(&b, rx_span_of(found[i].body), &e));
		assert_string_equal(rx_buf_str(&b), found[i].selector);
		rx_buf_free(&b);
	}
}

static void
ambiguity_is_an_error(void **state)
{
	struct rx_err	e = RX_ERR_INIT;
	struct rx_buf	b = RX_BUF_INIT(1000);

	(void)state;
	assert_false(rx_rows_detect(&b, RX_SPAN("{\"a\":[{\"x\":1}],\"b\":[{\"y\":1}]}"), &e));
	assert_string_equal(e.hint, "name one with data_selector (rx-page --select): [\"a\"] or [\"b\"]");
	rx_buf_free(&b);
}

static void
follows_paths(void **state)
{
	static const struct { const char *path, *want; } paths[] = {
		{ "meta.next", "\"n\"" }, { "[\"meta\",\"next\"]", "\"n\"" }, { "@odata.nextLink", "\"o\"" },
		{ "rows[-1].id", "2" }, { "rows[0].id", "1" }, { "rows[5].id", NULL }, { "meta.x.y", NULL },
		{ "meta['next']", "\"n\"" },
	};
	struct rx_span	body = RX_SPAN("{\"meta\":{\"next\":\"n\"},\"@odata.nextLink\":\"o\",\"rows\":[{\"id\":1},{\"id\":2}]}");
	size_t		i;

	(void)state;
	for (i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		struct rx_span v = rx_path_get(body, rx_span_of(paths[i].path));

		if (!rx_span_eq(v, rx_span_of(paths[i].want)))
			fail_msg("%s: %.*s", paths[i].path, RX_FMT(v));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(selects), cmocka_unit_test(validates),
		cmocka_unit_test(refuses_selectors), cmocka_unit_test(detects),
		cmocka_unit_test(ambiguity_is_an_error), cmocka_unit_test(follows_paths),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
