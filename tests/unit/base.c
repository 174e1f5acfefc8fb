/* Options, units, bufs, arenas, text, spool, input and output. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "rx/arena.h"
#include "rx/buf.h"
#include "rx/io.h"
#include "rx/opt.h"
#include "rx/spool.h"
#include "rx/text.h"

static struct {
	bool			 all, bare;
	int			 verbose;
	const char		*into;
	struct rx_opt_list	 set;
	unsigned long		 jobs;
	size_t			 memory;
	double			 wait;
} o;

static const struct rx_opt table[] = {
	{ 'a', "all", RX_OPT_FLAG, &o.all, NULL, "take all" },
	{ 'b', "bare", RX_OPT_FLAG, &o.bare, NULL, "bare" },
	{ 'v', "verbose", RX_OPT_COUNT, &o.verbose, NULL, "say more" },
	{ 0, NULL, RX_OPT_HEAD, NULL, NULL, "Others:" },
	{ 'o', "into", RX_OPT_TEXT, (void *)&o.into, "TARGET", "where to" },
	{ 0, "set", RX_OPT_LIST, &o.set, "NAME=VALUE", "a setting" },
	{ 'j', "jobs", RX_OPT_UINT, &o.jobs, "N", "how many" },
	{ 0, "memory", RX_OPT_SIZE, &o.memory, "SIZE", "a budget" },
	{ 0, "wait", RX_OPT_TIME, &o.wait, "TIME", "how long" },
	RX_OPT_END
};

static bool
parse(struct rx_err *e, int *argc, char **argv)
{
	memset(&o, 0, sizeof(o));
	for (*argc = 0; argv[*argc] != NULL; ++*argc)
		continue;
	return rx_opt_parse(table, argc, argv, e);
}

static void
parses_options(void **state)
{
	char	*argv[] = { (char[]){ "x" }, (char[]){ "one" }, (char[]){ "-avv" }, (char[]){ "-oT" },
	    (char[]){ "--set=a=1" }, (char[]){ "--set" }, (char[]){ "b=2" }, (char[]){ "-j" },
	    (char[]){ "4" }, (char[]){ "--memory" }, (char[]){ "2M" }, (char[]){ "--wait=1.5m" },
	    (char[]){ "--no-all" }, (char[]){ "-" }, (char[]){ "--" }, (char[]){ "-b" }, NULL };
	struct rx_err e = RX_ERR_INIT;
	int	argc;

	(void)state;
	assert_true(parse(&e, &argc, argv));
	assert_int_equal(argc, 3);
	assert_string_equal(argv[0], "one");
	assert_string_equal(argv[1], "-");
	assert_string_equal(argv[2], "-b");
	assert_false(o.all);
	assert_false(o.bare);
	assert_int_equal(o.verbose, 2);
	assert_string_equal(o.into, "T");
	assert_int_equal(o.set.n, 2);
	assert_string_equal(o.set.v[1], "b=2");
	rx_opt_list_free(&o.set);
	assert_int_equal(o.jobs, 4);
	assert_int_equal(o.memory, 2 << 20);
	assert_true(o.wait > 89.9 && o.wait < 90.1);
}

static void
refuses_options(void **state)
{
	static const struct { const char *arg, *what, *hint; } wrong[] = {
		{ "--al", "unknown option --al", "did you mean --all?" },
		{ "-z", "unknown option -z", "-h lists the options" },
		{ "--into", "option --into needs TARGET", "" },
		{ "-j", "option -j needs N", "" },
		{ "-jx", "option -j: 'x' is not a whole number", "" },
		{ "--memory=1Q", "option --memory: '1Q' is not a size of 64k or more (bytes, or with "
		    "k, M, G)", "" },
		{ "--memory=0", "option --memory: '0' is not a size of 64k or more (bytes, or with "
		    "k, M, G)", "" },
		{ "--wait=soon", "option --wait: 'soon' is not a time (seconds, or with s, m, h, d)", "" },
		{ "--all=1", "option --all takes no argument", "" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		char		*arg = strdup(wrong[i].arg);
		char		*argv[] = { (char[]){ "x" }, arg, NULL };
		struct rx_err	 e = RX_ERR_INIT;
		int		 argc;

		assert_false(parse(&e, &argc, argv));
		assert_int_equal(e.exit, RX_USAGE);
		assert_string_equal(e.what, wrong[i].what);
		assert_string_equal(e.hint, wrong[i].hint);
		free(arg);
	}
}

static void
helps(void **state)
{
	struct rx_buf b = RX_BUF_INIT(RX_BUF_TEXT);

	(void)state;
	rx_opt_help(table, "rx-x", "[options]", &b);
	assert_non_null(strstr(rx_buf_str(&b), "usage: rx-x [options]\n"));
	assert_non_null(strstr(rx_buf_str(&b), "  -o, --into TARGET           where to\n"));
	assert_non_null(strstr(rx_buf_str(&b), "\nOthers:\n"));
	rx_buf_free(&b);
}

static void
bounds_bufs(void **state)
{
	struct rx_buf b = RX_BUF_INIT(10);

	(void)state;
	assert_true(rx_buf_text(&b, "12345678"));
	assert_false(rx_buf_text(&b, "abc"));
	assert_true(b.failed);
	assert_false(rx_buf_byte(&b, 'x'));
	assert_int_equal(b.n, 8);
	rx_buf_reset(&b);
	assert_true(rx_buf_printf(&b, "%d", 42));
	assert_string_equal(rx_buf_str(&b), "42");
	rx_buf_free(&b);
}

static void
arena_stays_flat(void **state)
{
	struct rx_arena	a = RX_ARENA_INIT;
	char		*first = NULL, *p;
	int		i;

	(void)state;
	for (i = 0; i < 100; i++) {
		rx_arena_reset(&a);
		p = rx_arena_get(&a, 10000);
		assert_non_null(p);
		assert_int_equal(p[9999], 0);
		p[9999] = 1;
		assert_non_null(rx_arena_get(&a, 50000));
		first = first == NULL ? p : first;
		assert_ptr_equal(first, p);
	}
	rx_arena_free(&a);
	a.max = 1000;
	assert_null(rx_arena_get(&a, 2000));
	assert_true(a.failed);
	rx_arena_free(&a);
}

static void
escapes_for_terminals(void **state)
{
	struct rx_buf b = RX_BUF_INIT(1000);

	(void)state;
	rx_text_safe(&b, RX_SPAN("a\x1b[31m\n\xc3\xa9\xc2\x9b\xff\x7f"), false);
	assert_string_equal(rx_buf_str(&b), "a\\x1b[31m\\x0a\xc3\xa9\\xc2\\x9b\\xff\\x7f");
	rx_buf_free(&b);
}

static void
spools_in_order(void **state)
{
	struct rx_spool	s;
	struct rx_err	e = RX_ERR_INIT;
	int		fds[2], i, put = 0, got = 0, round;
	char		line[32], back[32];

	(void)state;
	assert_int_equal(pipe(fds), 0);
	rx_spool_open(&s, 100);
	for (round = 0; round < 3; round++) {
		for (i = 0; i < 200; i++) {
			(void)snprintf(line, sizeof(line), "%09d\n", put++);
			assert_true(rx_spool_put(&s, line, 10, &e));
		}
		while (rx_spool_size(&s) > (round == 2 ? 0 : 500))
			assert_true(rx_spool_write(&s, fds[1], &e));
	}
	for (got = 0; got < put; got++) {
		(void)snprintf(line, sizeof(line), "%09d\n", got);
		assert_int_equal(read(fds[0], back, 10), 10);
		assert_memory_equal(line, back, 10);
	}
	rx_spool_close(&s);
	close(fds[0]);
	close(fds[1]);
}

static void
reads_lines(void **state)
{
	struct rx_in	in;
	struct rx_err	e = RX_ERR_INIT;
	struct rx_span	l;
	int		fds[2];

	(void)state;
	assert_int_equal(pipe(fds), 0);
	assert_int_equal(write(fds[1], "one\n\ntwo", 8), 8);
	rx_in_open(&in, fds[0], "x", 0, NULL);
	assert_int_equal(rx_in_line(&in, &l, &e), 1);
	assert_true(rx_span_is(l, "one"));
	rx_in_back(&in, l);
	assert_int_equal(rx_in_line(&in, &l, &e), 1);
	assert_true(rx_span_is(l, "one"));
	assert_int_equal(rx_in_line(&in, &l, &e), 1);
	assert_int_equal(l.n, 0);
	assert_int_equal(rx_in_wait(&in, 0, &e), 0);
	close(fds[1]);
	assert_int_equal(rx_in_wait(&in, -1, &e), 1);
	assert_int_equal(rx_in_line(&in, &l, &e), 1);
	assert_true(rx_span_is(l, "two"));
	assert_true(in.cut);
	assert_int_equal(rx_in_line(&in, &l, &e), 0);
	rx_in_close(&in);
	close(fds[0]);
}

static void
tells_a_full_disk(void **state)
{
	struct rx_out	out;
	struct rx_err	e = RX_ERR_INIT;
	int		fd = open("/dev/full", O_WRONLY);

	(void)state;
	assert_true(fd >= 0);
	rx_out_open(&out, fd, "standard output");
	rx_out_line(&out, RX_SPAN("x"));
	assert_false(rx_out_close(&out, &e));
	assert_string_equal(e.what, "cannot write standard output: No space left on device");
	assert_int_equal(e.exit, RX_FAILED);
	close(fd);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parses_options), cmocka_unit_test(refuses_options),
		cmocka_unit_test(helps), cmocka_unit_test(bounds_bufs),
		cmocka_unit_test(arena_stays_flat), cmocka_unit_test(escapes_for_terminals),
		cmocka_unit_test(spools_in_order), cmocka_unit_test(reads_lines),
		cmocka_unit_test(tells_a_full_disk),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
