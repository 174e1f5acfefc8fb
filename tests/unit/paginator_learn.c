/* What the requests of a resource learn from each other; what is refused. */
#include "paginator.h"

#define DATA	"{\"selector\":\"data\"}"
#define R(...)	"{\"data\":[" #__VA_ARGS__ "]}"

static struct rx_paging *
compile(struct memory *m, const char *paging)
{
	struct rx_err		 e = RX_ERR_INIT;
	struct rx_paging	*p = rx_paging_compile(&m->arena, rx_span_of(paging), RX_SPAN_NONE, &e);

	if (p == NULL)
		print_message("%s\n", e.what);
	return p;
}

static void
expect(struct memory *m, const struct rx_paging *p, const char *body, const char *wanted)
{
	struct page	page = { body, NULL, NULL };
	char		got[1024];

	step(m, p, DATA, &page, got, sizeof(got));
	assert_string_equal(got, wanted);
}

static void
restart(struct memory *m, const struct rx_paging *p)
{
	struct rx_err e = RX_ERR_INIT;

	rx_paging_request_reset(&m->request);
	assert_true(rx_paging_start(p, &m->resource, &m->request, RX_SPAN_NONE, &e));
}

/* Three requests whose short page was followed by an empty one: then a page
 * with fewer rows than the fullest is the last. */
static void
test_short_pages(void **state)
{
	struct memory		 m;
	struct rx_paging	*p;
	int			 i;

	(void)state;
	memory_open(&m);
	assert_non_null(p = compile(&m, "{\"type\":\"offset\",\"limit\":100}"));
	for (i = 0; i < 3; i++) {
		restart(&m, p);
		expect(&m, p, R(1, 2, 3), "{\"offset\":3}");
		expect(&m, p, R(), "end: empty page");
	}
	restart(&m, p);
	expect(&m, p, R(1, 2), "end: short page");
	restart(&m, p);
	expect(&m, p, R(1, 2, 3), "{\"offset\":3}");	/* as full as the fullest */
	expect(&m, p, R(), "end: empty page");
	memory_close(&m);
}

/* One short page with rows behind it, and none is ever trusted. */
static void
test_short_pages_with_rows(void **state)
{
	struct memory		 m;
	struct rx_paging	*p;
	int			 i;

	(void)state;
	memory_open(&m);
	assert_non_null(p = compile(&m, "{\"type\":\"page_number\",\"base_page\":1,\"limit\":100}"));
	restart(&m, p);
	expect(&m, p, R(1, 2), "{\"page\":2}");
	expect(&m, p, R(3, 4), "{\"page\":3}");
	expect(&m, p, R(), "end: empty page");
	for (i = 0; i < 5; i++) {
		restart(&m, p);
		expect(&m, p, R(1), "{\"page\":2}");
		expect(&m, p, R(), "end: empty page");
	}
	memory_close(&m);
}

static void
test_short_pages_overruled(void **state)
{
	struct memory		 m;
	struct rx_paging	*p;
	int			 i;

	(void)state;
	memory_open(&m);
	assert_non_null(p = compile(&m, "{\"type\":\"offset\",\"limit\":9,\"short_page\":false}"));
	for (i = 0; i < 5; i++) {
		restart(&m, p);
		expect(&m, p, R(1, 2), "{\"offset\":2}");
		expect(&m, p, R(), "end: empty page");
	}
	memory_close(&m);
}

/* The numbering is found out once a resource. */
static void
test_base_is_learned(void **state)
{
	struct memory		 m;
	struct rx_paging	*p;
	struct rx_buf		 b = RX_BUF_INIT(1000);

	(void)state;
	memory_open(&m);
	assert_non_null(p = compile(&m, "{\"type\":\"page_number\"}"));
	assert_true(rx_paging_probes(p, &m.resource));
	restart(&m, p);
	expect(&m, p, R(1), "{\"page\":1}");
	expect(&m, p, R(1), "drop {\"page\":2}");
	assert_false(rx_paging_probes(p, &m.resource));
	restart(&m, p);
	assert_int_equal(m.request.at.kind, RX_AT_PAGE);
	assert_int_equal(m.request.at.number, 1);
	expect(&m, p, R(7), "{\"page\":2}");
	rx_learned_write(&b, p, &m.resource);
	assert_string_equal(rx_buf_str(&b), "\"base_page\":1");
	rx_buf_free(&b);
	memory_close(&m);
}

/* What was found stays: a decoy in another place is not taken. */
static void
test_place_is_learned(void **state)
{
	struct memory		 m;
	struct rx_paging	*p;
	struct rx_buf		 b = RX_BUF_INIT(1000);

	(void)state;
	memory_open(&m);
	assert_non_null(p = compile(&m, "{\"type\":\"cursor\"}"));
	restart(&m, p);
	expect(&m, p, "{\"data\":[1],\"meta\":{\"next_page_token\":\"x\"}}", "{\"cursor\":\"x\"}");
	expect(&m, p, "{\"data\":[2],\"next\":\"decoy\",\"meta\":{}}", "end: no cursor");
	rx_learned_write(&b, p, &m.resource);
	assert_string_equal(rx_buf_str(&b),
	    "\"cursor_path\":[\"meta\",\"next_page_token\"],\"cursor_param\":\"page_token\"");
	rx_buf_free(&b);
	memory_close(&m);
}

static void
test_resume(void **state)
{
	static const struct {
		const char	*paging, *resume, *sent;
	} t[] = {
		{ "{\"type\":\"offset\",\"limit\":10}", "{\"offset\":40}", "query offset=40, query limit=10" },
		{ "{\"type\":\"page_number\"}", "{\"page\":5}", "query page=5" },
		{ "{\"type\":\"cursor\",\"cursor_param\":\"c\"}", "{\"cursor\":\"a\\\"b\"}", "query c=\"a\\\"b\"" },
		{ "{\"type\":\"json_link\"}", "{\"url\":\"https://api.example.com/x\"}", "" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		struct memory		 m;
		struct rx_err		 e = RX_ERR_INIT;
		struct rx_buf		 b = RX_BUF_INIT(1000);
		struct rx_paging	*p;
		char			 got[200];

		memory_open(&m);
		assert_non_null(p = compile(&m, t[i].paging));
		assert_true(rx_paging_start(p, &m.resource, &m.request, rx_span_of(t[i].resume), &e));
		write_placed(&m, p, got, sizeof(got));
		assert_string_equal(got, t[i].sent);
		assert_true(rx_position_write(&b, &m.request.at));
		assert_string_equal(rx_buf_str(&b), t[i].resume);
		rx_buf_free(&b);
		memory_close(&m);
	}
}

static void
test_refused(void **state)
{
	static const char *const bad[] = { "{\"type\":\"cursors\"}", "{}",
	    "{\"type\":\"offset\",\"limit\":0}", "{\"type\":\"offset\",\"limit\":\"x\"}",
	    "{\"type\":\"cursor\",\"stop_condition\":\"not (\"}",
	    "{\"type\":\"cursor\",\"stop_condition\":\"a|nofilter\"}",
	    "{\"type\":\"cursor\",\"cursor_value\":\"{{ a.nomethod() }}\"}",
	    "{\"type\":\"cursor\",\"cursor_path\":\"\"}", "{\"type\":\"cursor\",\"cursor_path\":[]}",
	    "{\"type\":\"cursor\",\"cursor_path\":\"a[\"}", "{\"type\":\"cursor\",\"cursor_path\":5}",
	    "{\"type\":\"json_link\",\"next_url_path\":\"a..b\"}" };
	static const char *const resumes[] = { "{}", "{\"offset\":-1}", "{\"page\":\"x\"}",
	    "{\"url\":\"/x\"}", "5" };
	struct rx_err	 e = RX_ERR_INIT;
	struct memory	 m;
	struct rx_paging *p;
	size_t		 i;

	(void)state;
	memory_open(&m);
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		e.exit = 0;
		if (rx_paging_compile(&m.arena, rx_span_of(bad[i]), RX_SPAN_NONE, &e) != NULL)
			fail_msg("taken: %s", bad[i]);
		assert_int_equal(e.exit, RX_USAGE);
	}
	assert_non_null(p = compile(&m, "{\"type\":\"offset\"}"));
	for (i = 0; i < sizeof(resumes) / sizeof(resumes[0]); i++)
		assert_false(rx_paging_start(p, &m.resource, &m.request, rx_span_of(resumes[i]), &e));
	memory_close(&m);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_short_pages), cmocka_unit_test(test_short_pages_with_rows),
		cmocka_unit_test(test_short_pages_overruled), cmocka_unit_test(test_base_is_learned),
		cmocka_unit_test(test_place_is_learned), cmocka_unit_test(test_resume),
		cmocka_unit_test(test_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
