/* The paths that a stop condition mentions, and what it asks of them. */
#include "tests/unit/expr.h"

/* name[segments] and its use: v value, a absence, e emptiness. */
static const struct {
	const char	*expr, *want;
} cases[] = {
	{ "not response.get('next', {})", "response[\"next\"]a " },
	{ "not response.get('meta', {}).get('cursor', {}).get('next')",
	    "response[\"meta\",\"cursor\",\"next\"]a " },
	{ "response.get('next') is None", "response[\"next\"]a " },
	{ "response.get('next') is not none", "response[\"next\"]v " },
	{ "not (response.get('next') is not none)", "response[\"next\"]a " },
	{ "not response.next is defined", "response[\"next\"]a " },
	{ "pagination.cursor is not defined", "pagination[\"cursor\"]a " },
	{ "response['paging']['next'] == None", "response[\"paging\",\"next\"]a " },
	{ "response.next == ''", "response[\"next\"]a " },
	{ "response.next != ''", "response[\"next\"]v " },
	{ "not (response.next != '')", "response[\"next\"]a " },
	{ "'next' not in headers['link']", "headers[\"link\",\"next\"]a " },
	{ "next not in headers['link']", "headers[\"link\",\"next\"]a " },
	{ "not 'next' in headers.get('Link')", "headers[\"Link\",\"next\"]a " },
	{ "'next' in response.links", "response[\"links\",\"next\"]v " },
	{ "not headers.get('Link') or 'rel=\"next\"' not in headers.get('Link')",
	    "headers[\"Link\"]a headers[\"Link\",\"rel=\\\"next\\\"\"]a " },
	{ "not headers.Link.string.regex_search('rel=next')", "headers[\"Link\",\"string\"]a " },
	{ "headers.link.next is none", "headers[\"link\",\"next\"]a " },
	{ "response.has_more is false", "response[\"has_more\"]v " },
	{ "response.get('hasNext', {}) == False", "response[\"hasNext\"]v " },
	{ "not response.has_more", "response[\"has_more\"]a " },
	{ "has_more", "has_more[]v " },
	{ "none", "" },
	{ "{{ not response.a.next and not response.get('b') }}",
	    "response[\"a\",\"next\"]a response[\"b\"]a " },
	{ "not (response.a or response.b)", "response[\"a\"]a response[\"b\"]a " },
	{ "not (response.a or {}).next", "response[\"a\",\"next\"]a " },
	{ "not response.a|default('')", "response[\"a\"]a " },
	{ "not response.a|trim", "response[\"a\"]a " },
	{ "response.get('data')|length == 0", "response[\"data\"]e " },
	{ "response.data|count < 100", "response[\"data\"]e " },
	{ "not response.data|length", "response[\"data\"]e " },
	{ "response.data.length == 0", "response[\"data\"]e " },
	{ "not response.a or len(response.b) < 200", "response[\"a\"]a response[\"b\"]e " },
	{ "last_page_size == 0", "last_page_size[]e " },
	{ "response.count == 0", "response[\"count\"]v " },
	{ "response.paging.count_pages == response.paging.current_page",
	    "response[\"paging\",\"count_pages\"]v response[\"paging\",\"current_page\"]v " },
	{ "response.page > config['pages'] - 1", "response[\"page\"]v config[\"pages\"]v " },
	{ "response.data[-1].id", "response[\"data\",\"-1\",\"id\"]v " },
	{ "response.items[0].id", "response[\"items\",\"0\",\"id\"]v " },
	{ "{{ response.get('a') or response.get('b') }}", "response[\"a\"]v response[\"b\"]v " },
	{ "{{ response.get('next_offset')|tojson() }}", "response[\"next_offset\"]v " },
	{ "{{ config['t'].split(',')[p['n'] or 0].strip() }}", "config[\"t\"]v p[\"n\"]v " },
	{ "{{ a.b if not c.d else e }}", "a[\"b\"]v c[\"d\"]a e[]v " },
	{ "{{ response.get('a', config.b) }}", "response[\"a\"]v config[\"b\"]v " },
	{ "{{ response[config.k] }}", "response[]v config[\"k\"]v " },
	{ "Bearer {{ secrets.k }}{% if x %}{{ y }}{% else %}{{ z }}{% endif %}",
	    "secrets[\"k\"]v x[]v y[]v z[]v " },
	{ "{{ [a, {'k': b}] }}{{ max(c, 1) }}", "a[]v b[]v c[]v " },
};

static void
tell(void *arg, struct rx_span name, struct rx_span segments, enum rx_expr_use use)
{
	struct rx_buf *b = arg;

	(void)rx_buf_span(b, name);
	(void)rx_buf_span(b, segments);
	(void)rx_buf_byte(b, "vae"[use]);
	(void)rx_buf_byte(b, ' ');
}

static void
test_paths(void **state)
{
	struct rx_arena		 arena = RX_ARENA_INIT;
	struct rx_err		 err = RX_ERR_INIT;
	struct rx_template	*t;
	size_t			 i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		struct rx_buf b = RX_BUF_INIT(4000);

		t = rx_condition_compile(&arena, rx_span_of(cases[i].expr), &err);
		assert_non_null(t);
		rx_template_paths(t, &arena, tell, &b);
		if (strcmp(rx_buf_str(&b), cases[i].want) != 0)
			print_error("%s\n", cases[i].expr);
		assert_string_equal(rx_buf_str(&b), cases[i].want);
		rx_buf_free(&b);
	}
	rx_arena_free(&arena);
}

static const struct {
	const char	*expr, *word;	/* NULL: it is no bare word */
} words[] = {
	{ "done", "done" },
	{ "{{ has_more }}", "has_more" },
	{ "none", "none" },
	{ "None", "none" },
	{ "response.done", NULL },
	{ "not done", NULL },
	{ "'done'", NULL },
	{ "{{ a }}{{ b }}", NULL },
};

static void
test_words(void **state)
{
	struct rx_arena		 arena = RX_ARENA_INIT;
	struct rx_err		 err = RX_ERR_INIT;
	struct rx_template	*t;
	struct rx_span		 word;
	size_t			 i;

	(void)state;
	for (i = 0; i < COUNT(words); i++) {
		t = rx_condition_compile(&arena, rx_span_of(words[i].expr), &err);
		assert_non_null(t);
		word = rx_template_word(t);
		if (words[i].word == NULL)
			assert_null(word.p);
		else
			assert_true(rx_span_is(word, words[i].word));
	}
	rx_arena_free(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_paths),
		cmocka_unit_test(test_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
