/* The small parts of the expansion: texts cut at their holes, settings in
 * expressions, sets of digests. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/plan/expand.h"

#define COUNT(a)	(sizeof(a) / sizeof((a)[0]))

/* -- texts ---------------------------------------------------------------- */

/* Each piece in brackets: T for text, N for a name, E for a template. */
static const struct {
	const char	*text, *pieces;
} texts[] = {
	{ "", "" },
	{ "/a/b", "[T/a/b]" },
	{ "/a/{id}/b", "[T/a/][Nid][T/b]" },
	{ "{a}{b_c}{d-e}", "[Na][Nb_c][Nd-e]" },
	{ "{incremental.start_value}", "[Nincremental.start_value]" },
	{ "{\"a\": 1}", "[T{\"a\": 1}]" },
	{ "{ a }{}{1}{a", "[T{ a }{}{1}{a]" },
	{ "query { x { y } }", "[Tquery { x { y } }]" },
	{ "x{{ a }}y", "[Tx][E a ][Ty]" },
	{ "{{ '}}' }}{{ \"\\\"}}\" }}", "[E '}}' ][E \"\\\"}}\" ]" },
	{ "{{ {'a': {}} }}", "[E {'a': {}} ]" },
	{ "{{ open", "[T{{ open]" },
	{ "{{ a }", "[T{{ a }]" },
	{ "{{a}}", "[Ea]" },
	{ "{% if a %}{b}{% endif %}", "[E{% if a %}{b}{% endif %}]" },
	{ "{\xc3\xa9}", "[N\xc3\xa9]" },
};

static void
test_texts(void **state)
{
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_TEXT);
	struct rx_seg	seg;
	size_t		i;

	(void)state;
	for (i = 0; i < COUNT(texts); i++) {
		struct rx_span rest = rx_span_of(texts[i].text);

		rx_buf_reset(&b);
		while (rx_seg_next(&rest, &seg)) {
			rx_buf_printf(&b, "[%c", seg.kind == RX_SEG_TEXT ? 'T' :
			    seg.kind == RX_SEG_NAME ? 'N' : 'E');
			rx_buf_span(&b, seg.inner);
			rx_buf_byte(&b, ']');
		}
		assert_string_equal(rx_buf_str(&b), texts[i].pieces);
	}
	rx_buf_free(&b);
}

/* -- settings in expressions ---------------------------------------------- */

static const struct {
	bool		 bare;
	const char	*text, *folded, *missing;
} folds[] = {
	{ false, "config.a", "config.a", "" },
	{ false, "{{ config.a }}", "{{ 7 }}", "" },
	{ false, "{{ config['a'] }}-{{ config[\"b\"] }}", "{{ 7 }}-{{ \"it's \\\"b\\\"\" }}", "" },
	{ false, "{{config.get('a')}}{{ config.get( 'a' , 'x(,' ) }}", "{{7}}{{ 7 }}", "" },
	{ false, "{{ config.get('no', 1) }}", "{{ config.get('no', 1) }}", "" },
	{ false, "{{ config.get('no') }}", "{{ config.get('no') }}", "no" },
	{ false, "{{ config.no or 'x' }}", "{{ config.no or 'x' }}", "no" },
	{ false, "{{ x.config.a ~ myconfig.a ~ configs.a }}", "{{ x.config.a ~ myconfig.a ~ configs.a }}", "" },
	{ false, "{{ 'config.a' ~ \"\\\"config.a\" ~ config.a }}", "{{ 'config.a' ~ \"\\\"config.a\" ~ 7 }}", "" },
	{ false, "{{ config.list[0] + config.null }}", "{{ [1,\"2\"][0] + none }}", "" },
	{ false, "{{ config[name] ~ config }}", "{{ config[name] ~ config }}", "" },
	{ false, "{% if config.a %}config.a{% endif %}", "{% if 7 %}config.a{% endif %}", "" },
	{ false, "{{ config.only }}", "{{ \"for x\" }}", "" },
	{ true, "config.a > 6 and not config['b']", "7 > 6 and not \"it's \\\"b\\\"\"", "" },
	{ false, "{{ config['a", "{{ config['a", "" },
	{ false, "{{ config.get('a' }}", "{{ config.get('a' }}", "" },
};

static void
miss(void *arg, struct rx_span name, const struct rx_node *value)
{
	if (value == NULL)
		rx_buf_span(arg, name);
}

static bool
is_x(void *arg, struct rx_span name)
{
	(void)arg;
	return rx_span_is(name, "x");
}

static void
test_folds(void **state)
{
	static const char *const set[] = { "a=7", "b=it's \"b\"", "list=[1,\"2\"]", "x.only=for x",
	    "null=null" };
	struct rx_arena		a = RX_ARENA_INIT;
	struct rx_settings	st = { .arena = &a };
	struct rx_buf		missing = RX_BUF_INIT(RX_BUF_TEXT);
	struct rx_err		e = RX_ERR_INIT;
	struct rx_span		got;
	size_t			i;

	(void)state;
	assert_true(rx_settings_set(&st, set, COUNT(set), is_x, NULL, &e));
	for (i = 0; i < COUNT(folds); i++) {
		rx_buf_reset(&missing);
		got = rx_settings_fold(&st, RX_SPAN("x"), rx_span_of(folds[i].text), folds[i].bare,
		    miss, &missing);
		assert_int_equal(got.n, strlen(folds[i].folded));
		assert_memory_equal(got.p, folds[i].folded, got.n);
		assert_string_equal(rx_buf_str(&missing), folds[i].missing);
	}
	rx_buf_free(&missing);
	rx_arena_free(&a);
}

static const char *
environment(const char *name)
{
	return strcmp(name, "RX_CONFIG_A_B_") == 0 ? "from outside" : NULL;
}

static void
test_order(void **state)
{
	static const char *const set[] = { "n=1", "x.n=2", "n=3" };
	struct rx_arena		a = RX_ARENA_INIT;
	struct rx_settings	st = { .arena = &a, .env = environment };
	struct rx_err		e = RX_ERR_INIT;
	struct rx_node		*n;

	(void)state;
	assert_true(rx_settings_set(&st, set, COUNT(set), is_x, NULL, &e));
	n = rx_settings_get(&st, RX_SPAN("y"), RX_SPAN("n"));
	assert_int_equal(n->n, 2);
	assert_true(rx_node_is(n->first, "1") && rx_node_is(n->last, "3"));
	assert_true(rx_node_is(rx_settings_get(&st, RX_SPAN("x"), RX_SPAN("n")), "2"));
	assert_true(rx_node_is(rx_settings_get(&st, RX_SPAN("x"), RX_SPAN("a.b?")), "from outside"));
	assert_null(rx_settings_get(&st, RX_SPAN("x"), RX_SPAN("other")));
	rx_arena_free(&a);
}

static const char *const wrong_sets[] = { "", "=", "=x", "name", "y.a=1", ".a=1", "x.=1" };

static void
test_wrong_sets(void **state)
{
	struct rx_arena		a = RX_ARENA_INIT;
	struct rx_settings	st = { .arena = &a };
	struct rx_err		e;
	size_t			i;

	(void)state;
	for (i = 0; i < COUNT(wrong_sets); i++) {
		e = (struct rx_err)RX_ERR_INIT;
		assert_false(rx_settings_set(&st, &wrong_sets[i], 1, is_x, NULL, &e));
		assert_int_equal(e.exit, RX_USAGE);
		assert_true(e.hint[0] != '\0');
	}
	rx_arena_free(&a);
}

/* -- digests --------------------------------------------------------------- */

static struct rx_fnv
number(unsigned i)
{
	struct rx_fnv	d = rx_fnv_start();
	char		s[16];

	(void)snprintf(s, sizeof(s), "%u", i);
	rx_fnv_add(&d, rx_span_of(s));
	return d;
}

static void
test_known(void **state)
{
	struct rx_known	set = { NULL, NULL, 0, 0 }, map = { NULL, NULL, 0, 0 };
	static int	values[20000];
	unsigned	i;

	(void)state;
	assert_null(rx_known_value(&map, number(0), false));
	for (i = 0; i < COUNT(values); i++) {
		assert_int_equal(rx_known_add(&set, number(i)), 1);
		assert_int_equal(rx_known_add(&set, number(i)), 0);
		*rx_known_value(&map, number(i), true) = &values[i];
	}
	assert_int_equal(set.n, COUNT(values));
	for (i = 0; i < COUNT(values); i++)
		assert_ptr_equal(*rx_known_value(&map, number(i), false), &values[i]);
	assert_null(rx_known_value(&map, number(i), false));
	rx_known_free(&set);
	rx_known_free(&map);
}

static void
test_digest(void **state)
{
	struct rx_fnv	a = rx_fnv_start(), b = a, c = a;
	struct rx_buf	hex = RX_BUF_INIT(RX_BUF_TEXT);

	(void)state;
	rx_fnv_add(&a, RX_SPAN("ab"));
	rx_fnv_add(&a, RX_SPAN("c"));
	rx_fnv_add(&b, RX_SPAN("a"));
	rx_fnv_add(&b, RX_SPAN("bc"));
	assert_memory_not_equal(&a, &b, sizeof(a));
	a = b = c;
	rx_fnv_member(&a, RX_SPAN("x"), RX_SPAN("1"));
	rx_fnv_member(&a, RX_SPAN("y"), RX_SPAN("2"));
	rx_fnv_member(&b, RX_SPAN("y"), RX_SPAN("2"));
	rx_fnv_member(&b, RX_SPAN("x"), RX_SPAN("1"));
	assert_memory_equal(&a, &b, sizeof(a));
	rx_fnv_member(&c, RX_SPAN("x"), RX_SPAN("2"));
	rx_fnv_member(&c, RX_SPAN("y"), RX_SPAN("1"));
	assert_memory_not_equal(&a, &c, sizeof(a));
	assert_true(rx_fnv_hex(&a, &hex));
	assert_int_equal(hex.n, 16);
	rx_buf_free(&hex);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_texts),
		cmocka_unit_test(test_folds),
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_wrong_sets),
		cmocka_unit_test(test_known),
		cmocka_unit_test(test_digest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
