/* State: what begin, pages, ends and --forget do to it, and its lines. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "rx/cursor.h"
#include "rx/state.h"
#include "lib/merge/part.h"

/* One step: what happens, and its arguments as JSON. */
enum what { BEGIN, PAGE, DONE, END, CUT, FORGET, LEARN, RESTART };
struct step {
	enum what	 what;
	const char	*part, *next, *seen;
};

static void
take(struct rx_state *s, const struct step *st)
{
	struct rx_state_part *p = rx_state_part(s, rx_span_of(st->part), true);

	assert_non_null(p);
	switch (st->what) {
	case BEGIN:
		assert_true(rx_state_begin(s, rx_span_of(st->next)));
		break;
	case PAGE:
		assert_true(rx_state_page(s, p, rx_span_of(st->next), rx_span_of(st->seen),
		    RX_SPAN_NONE));
		break;
	case DONE:
		p->begun = p->done = true;
		assert_true(rx_state_text(&p->next, RX_SPAN_NONE));
		rx_state_touch(s, p);
		break;
	case END:
		assert_true(rx_state_end(s, true, st->next != NULL));
		break;
	case CUT:
		assert_true(rx_state_end(s, false, false));
		break;
	case FORGET:
		assert_true(rx_state_forget(s));
		break;
	case LEARN:
		assert_true(rx_state_learn(s, rx_span_of(st->next)));
		break;
	case RESTART:
		assert_true(rx_state_restart(s, p));
		break;
	}
}

static void
runs(const struct step *steps, size_t n, const char *want)
{
	struct rx_state	s;
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_TEXT);
	size_t		i;

	assert_true(rx_state_open(&s, RX_SPAN("x")));
	for (i = 0; i < n; i++)
		take(&s, &steps[i]);
	assert_true(rx_state_write(&b, &s, false));
	assert_string_equal(rx_buf_str(&b), want);
	rx_buf_free(&b);
	rx_state_free(&s);
}

#define RUNS(want, ...) do {						\
	static const struct step steps[] = { __VA_ARGS__ };		\
	runs(steps, sizeof(steps) / sizeof(*steps), want);		\
} while (0)

#define ATTEMPT	"{\"id\":\"a\",\"plan\":\"p\"}"
#define LINE(rest) "{\"rx\":\"state\",\"resource\":\"x\"," rest "}\n"

static void
moves_at_the_end(void **state)
{
	(void)state;
	RUNS(LINE("\"generation\":1,\"attempt\":" ATTEMPT)
	    LINE("\"part\":{},\"generation\":1,\"next\":{\"offset\":20},\"seen\":5"),
	    { BEGIN, NULL, ATTEMPT, NULL }, { PAGE, NULL, "{\"offset\":20}", "5" });
	RUNS(LINE("\"generation\":2") LINE("\"part\":{},\"generation\":2,\"bookmark\":9"),
	    { BEGIN, NULL, ATTEMPT, NULL }, { PAGE, NULL, "{\"offset\":20}", "9" },
	    { PAGE, NULL, NULL, "5" }, { END, NULL, NULL, NULL });
	RUNS(LINE("\"generation\":2"),
	    { BEGIN, NULL, ATTEMPT, NULL }, { PAGE, NULL, NULL, "5" }, { CUT, NULL, NULL, NULL });
	RUNS(LINE("\"generation\":1,\"attempt\":" ATTEMPT)
	    LINE("\"part\":{},\"generation\":1,\"seen\":5,\"done\":true"),
	    { BEGIN, NULL, ATTEMPT, NULL }, { PAGE, NULL, "{\"page\":2}", "5" },
	    { DONE, NULL, NULL, NULL });
}

static void
keeps_the_bookmark(void **state)
{
	(void)state;
	/* a new attempt forgets what the last one saw, never the bookmark */
	RUNS(LINE("\"generation\":3") LINE("\"part\":{},\"generation\":3,\"bookmark\":9"),
	    { BEGIN, NULL, NULL, NULL }, { PAGE, NULL, NULL, "9" }, { END, NULL, NULL, NULL },
	    { BEGIN, NULL, NULL, NULL }, { PAGE, NULL, "{\"page\":3}", "12" },
	    { RESTART, NULL, NULL, NULL });
	/* not back, unless the table was replaced */
	RUNS(LINE("\"generation\":4") LINE("\"part\":{},\"generation\":4,\"bookmark\":9"),
	    { BEGIN, NULL, NULL, NULL }, { PAGE, NULL, NULL, "9" }, { END, NULL, NULL, NULL },
	    { BEGIN, NULL, NULL, NULL }, { PAGE, NULL, NULL, "3" }, { END, NULL, NULL, NULL });
	RUNS(LINE("\"generation\":4") LINE("\"part\":{},\"generation\":4,\"bookmark\":3"),
	    { BEGIN, NULL, NULL, NULL }, { PAGE, NULL, NULL, "9" }, { END, NULL, NULL, NULL },
	    { BEGIN, NULL, NULL, NULL }, { PAGE, NULL, NULL, "3" }, { END, NULL, "back", NULL });
	/* a run that saw nothing */
	RUNS(LINE("\"generation\":4") LINE("\"part\":{},\"generation\":4,\"bookmark\":9"),
	    { BEGIN, NULL, NULL, NULL }, { PAGE, NULL, NULL, "9" }, { END, NULL, NULL, NULL },
	    { BEGIN, NULL, NULL, NULL }, { END, NULL, "back", NULL });
	RUNS(LINE("\"generation\":3"),
	    { BEGIN, NULL, NULL, NULL }, { PAGE, NULL, NULL, "9" }, { END, NULL, NULL, NULL },
	    { LEARN, NULL, "{\"base_page\":1}", NULL }, { FORGET, NULL, NULL, NULL });
}

#define W(n)	"{\"id\":\"7\",\"window\":{\"start\":\"" n "\"}}"

static void
joins_windows(void **state)
{
	(void)state;
	RUNS(LINE("\"generation\":2")
	    LINE("\"part\":{\"id\":\"7\"},\"generation\":2,\"bookmark\":\"2026-03-01\""),
	    { BEGIN, NULL, ATTEMPT, NULL }, { PAGE, W("2"), NULL, "\"2026-03-01\"" },
	    { PAGE, W("1"), NULL, "\"2026-02-01\"" }, { END, NULL, NULL, NULL });
	RUNS(LINE("\"generation\":4")
	    LINE("\"part\":{\"id\":\"7\"},\"generation\":4,\"bookmark\":\"2026-02-28\""),
	    { BEGIN, NULL, ATTEMPT, NULL }, { PAGE, W("2"), NULL, "\"2026-03-01\"" },
	    { END, NULL, NULL, NULL }, { BEGIN, NULL, NULL, NULL },
	    { PAGE, W("1"), NULL, "\"2026-02-28\"" }, { PAGE, W("2"), NULL, "\"2026-02-01\"" },
	    { END, NULL, "back", NULL });
}

static void
takes_equal_parts(void **state)
{
	(void)state;
	RUNS(LINE("\"generation\":2")
	    LINE("\"part\":{\"a\":\"1\",\"b\":\"2\"},\"generation\":2,\"bookmark\":2"),
	    { BEGIN, NULL, NULL, NULL }, { PAGE, "{\"a\":\"1\",\"b\":\"2\"}", NULL, "1" },
	    { PAGE, "{ \"b\": \"2\", \"a\": \"1\" }", NULL, "2" }, { END, NULL, NULL, NULL });
}

static void
learns(void **state)
{
	(void)state;
	RUNS(LINE("\"generation\":1,\"learned\":{\"base_page\":1,\"selector\":[\"x\"]}"),
	    { BEGIN, NULL, NULL, NULL }, { LEARN, NULL, "{\"base_page\":0,\"cursor_param\":\"c\"}", NULL },
	    { LEARN, NULL, "{\"selector\":[\"x\"]}", NULL },
	    { LEARN, NULL, "{\"base_page\":1,\"cursor_param\":null}", NULL });
}

/* What is written and read back is the same state. */
static void
reads_back(void **state)
{
	static const struct step steps[] = { { BEGIN, NULL, ATTEMPT, NULL },
	    { LEARN, NULL, "{\"base_page\":1}", NULL }, { PAGE, W("1"), "{\"page\":2}", "1.50" },
	    { PAGE, "{\"id\":\"8\"}", NULL, "\"é\"" }, { DONE, "{\"id\":\"8\"}", NULL, NULL } };
	struct rx_state	s, t;
	struct rx_buf	a = RX_BUF_INIT(RX_BUF_TEXT), b = RX_BUF_INIT(RX_BUF_TEXT);
	struct rx_line	l = RX_LINE_INIT;
	struct rx_err	e = RX_ERR_INIT;
	struct rx_span	rest;
	size_t		i;

	(void)state;
	assert_true(rx_state_open(&s, RX_SPAN("a \"b\"")) && rx_state_open(&t, RX_SPAN("a \"b\"")));
	for (i = 0; i < sizeof(steps) / sizeof(*steps); i++)
		take(&s, &steps[i]);
	assert_true(rx_state_write(&a, &s, true));
	for (rest = rx_buf_view(&a); rest.n > 0; ) {
		size_t n = rx_span_find(rest, '\n');

		assert_true(rx_line_parse(&l, (struct rx_span){ rest.p, n }, RX_LINE_WHOLE, &e));
		assert_true(rx_state_read(&t, &l));
		rest = rx_span_cut(rest, n + 1);
	}
	assert_true(rx_state_write(&b, &t, true));
	assert_string_equal(rx_buf_str(&a), rx_buf_str(&b));
	assert_true(rx_state_resumes(&t, RX_SPAN("{\"plan\":\"q\",\"id\":\"\\u0061\"}")));
	assert_false(rx_state_resumes(&t, RX_SPAN("{\"id\":\"b\"}")));
	assert_false(rx_state_resumes(&t, RX_SPAN_NONE));
	rx_buf_free(&a);
	rx_buf_free(&b);
	rx_line_free(&l);
	rx_state_free(&s);
	rx_state_free(&t);
}

static void
orders_cursors(void **state)
{
	static const struct { const char *less, *more; } cases[] = {
		{ "9", "10" }, { "1.5", "1.50001" }, { "\"9\"", "\"10\"" }, { "\"9\"", "10" },
		{ "9007199254740992", "9007199254740993" }, { "\"2026-01-02\"", "\"2026-01-03\"" },
		{ "\"2026-01-02T00:30:00+02:00\"", "\"2026-01-01T23:00:00Z\"" },
		{ "\"2026-01-02\"", "\"2026-01-02T00:00:01Z\"" }, { "\"a10\"", "\"a9\"" },
		{ "\"a\"", "\"b\"" }, { "\"Z\"", "\"a\"" }, { "\"z\"", "\"é\"" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct rx_span a = rx_span_of(cases[i].less), b = rx_span_of(cases[i].more);

		if (rx_cursor_cmp(a, b) >= 0 || rx_cursor_cmp(b, a) <= 0 || rx_cursor_cmp(a, a) != 0)
			fail_msg("%s before %s", cases[i].less, cases[i].more);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(moves_at_the_end), cmocka_unit_test(keeps_the_bookmark),
		cmocka_unit_test(joins_windows), cmocka_unit_test(takes_equal_parts),
		cmocka_unit_test(learns), cmocka_unit_test(reads_back),
		cmocka_unit_test(orders_cursors),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
