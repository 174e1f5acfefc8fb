#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "rx/io.h"
#include "rx/node.h"
#include "lib/auth/tokens.h"

#define COUNT(a)	(sizeof(a) / sizeof((a)[0]))

/* -- the store, in a directory of its own ------------------------------------ */

static char home[] = "/tmp/rx-token.XXXXXX";

static int
make_home(void **state)
{
	(void)state;
	return mkdtemp(home) != NULL && setenv("XDG_STATE_HOME", home, 1) == 0 ? 0 : -1;
}

static int
drop_home(void **state)
{
	char command[128];

	(void)state;
	(void)snprintf(command, sizeof(command), "rm -rf '%s'", home);
	return system(command);
}

static unsigned
mode(const char *dir, const char *name)
{
	char		path[512];
	struct stat	st;

	(void)snprintf(path, sizeof(path), "%s%s%s", dir, name[0] != '\0' ? "/" : "", name);
	assert_int_equal(stat(path, &st), 0);
	return st.st_mode & 0777;
}

static void
test_store(void **state)
{
	struct rx_arena	 a = RX_ARENA_INIT;
	struct rx_err	 e = RX_ERR_INIT;
	const char	*dir = rx_token_dir(&a, &e);
	struct rx_token	 t = { .access = RX_SPAN("a\"b"), .refresh = RX_SPAN("r"),
			    .obtained = 1790000000, .expires = 1790003600, .given = "0123456789abcdef" };
	struct rx_token	 back;

	(void)state;
	assert_non_null(dir);
	assert_int_equal(mode(dir, ""), 0700);
	rx_token_load(dir, "one", &a, &back);
	assert_null(back.access.p);
	assert_true(rx_token_save(dir, "one", &t, &e));
	assert_int_equal(mode(dir, "one"), 0600);
	rx_token_load(dir, "one", &a, &back);
	assert_true(rx_span_is(back.access, "a\"b"));
	assert_true(rx_span_is(back.refresh, "r"));
	assert_float_equal(back.obtained, t.obtained, 0.5);
	assert_float_equal(back.expires, t.expires, 0.5);
	assert_string_equal(back.given, t.given);
	rx_arena_free(&a);
}

/* A file that was damaged is no token, and no error. */
static void
test_damaged(void **state)
{
	static const char *const texts[] = { "", "{", "[]", "{\"access_token\":1}" };
	struct rx_arena	 a = RX_ARENA_INIT;
	struct rx_err	 e = RX_ERR_INIT;
	const char	*dir = rx_token_dir(&a, &e);
	struct rx_token	 t;
	char		 path[512];
	size_t		 i;

	(void)state;
	(void)snprintf(path, sizeof(path), "%s/bad", dir);
	for (i = 0; i < COUNT(texts); i++) {
		assert_true(rx_file_write(path, rx_span_of(texts[i]), 0600, &e));
		rx_token_load(dir, "bad", &a, &t);
		assert_null(t.access.p);
	}
	rx_arena_free(&a);
}

static void
test_lock(void **state)
{
	struct rx_arena	 a = RX_ARENA_INIT;
	struct rx_err	 e = RX_ERR_INIT;
	const char	*dir = rx_token_dir(&a, &e);
	int		 fd = rx_token_lock(dir, "x", &e);

	(void)state;
	assert_true(fd != -1);
	assert_int_equal(mode(dir, "x.lock"), 0600);
	assert_true(fcntl(fd, F_GETFD) & FD_CLOEXEC);
	rx_token_unlock(fd);
	fd = rx_token_lock(dir, "x", &e);	/* free again */
	assert_true(fd != -1);
	rx_token_unlock(fd);
	assert_int_equal(rx_token_lock("/nowhere", "x", &e), -1);
	rx_arena_free(&a);
}

static void
test_fresh(void **state)
{
	static const struct { double obtained, expires, margin, now; bool want; } cases[] = {
		{ 1000, 4600, 60, 4000, true }, { 1000, 4600, 60, 4539, true },
		{ 1000, 4600, 60, 4540, false }, { 1000, 4600, 60, 9999, false },
		{ 1000, 1030, 60, 1014, true },	/* short-lived: half its life */
		{ 1000, 1030, 60, 1015, false }, { 1000, 1000, 60, 1000, false },
		{ 1000, 4600, 0, 4599, true },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		struct rx_token t = { .access = RX_SPAN("x"), .obtained = cases[i].obtained,
		    .expires = cases[i].expires };

		assert_int_equal(rx_token_fresh(&t, cases[i].margin, cases[i].now), cases[i].want);
		t.access = RX_SPAN_NONE;
		assert_false(rx_token_fresh(&t, cases[i].margin, cases[i].now));
	}
}

static void
test_refused(void **state)
{
	(void)state;	/* sha256("abc") */
	assert_true(rx_token_refused(RX_SPAN("abc"), RX_SPAN("ba7816bf8f01cfea")));
	assert_true(rx_token_refused(RX_SPAN("abc"), RX_SPAN("BA7816BF8F01CFEA")));
	assert_false(rx_token_refused(RX_SPAN("abd"), RX_SPAN("ba7816bf8f01cfea")));
	assert_false(rx_token_refused(RX_SPAN("abc"), RX_SPAN_NONE));
}

/* -- forms and answers --------------------------------------------------------- */

static struct rx_token_ask
ask(const char *grant)
{
	return (struct rx_token_ask){ .grant = rx_span_of(grant), .client_id = RX_SPAN("i d"),
	    .client_secret = RX_SPAN("s&s") };
}

static void
assert_form(const struct rx_token_ask *q, struct rx_span refresh, const char *form,
    const char *client)
{
	struct rx_buf f = RX_BUF_INIT(4096), c = RX_BUF_INIT(4096);

	assert_true(rx_token_form(q, refresh, &f, &c));
	assert_string_equal(rx_buf_str(&f), form);
	assert_string_equal(rx_buf_str(&c), client);
	rx_buf_free(&f);
	rx_buf_free(&c);
}

static void
test_form(void **state)
{
	struct rx_token_ask	q = ask("client_credentials");
	struct rx_arena		a = RX_ARENA_INIT;
	struct rx_err		e = RX_ERR_INIT;

	(void)state;
	assert_form(&q, RX_SPAN_NONE,
	    "grant_type=client_credentials&client_id=i%20d&client_secret=s%26s", "");
	q.scopes = RX_SPAN("a b");
	q.basic = true;
	assert_form(&q, RX_SPAN_NONE, "grant_type=client_credentials&scope=a%20b",
	    "Basic aSUyMGQ6cyUyNnM=");
	q = ask("refresh_token");
	q.client_secret = RX_SPAN_NONE;
	assert_form(&q, RX_SPAN("r"), "grant_type=refresh_token&client_id=i%20d&refresh_token=r", "");
	q = ask("password");
	q.username = RX_SPAN("u");
	q.password = RX_SPAN("");
	assert_form(&q, RX_SPAN_NONE, "grant_type=password&client_id=i%20d&client_secret=s%26s"
	    "&username=u&password=", "");
	q = ask("client_credentials");
	q.data = rx_node_parse(&a, RX_SPAN("{\"audience\":\"x/y\",\"client_id\":\"own\",\"n\":1}"), &e);
	assert_form(&q, RX_SPAN_NONE, "grant_type=client_credentials&client_secret=s%26s"
	    "&audience=x%2Fy&client_id=own&n=1", "");
	rx_arena_free(&a);
}

static void
test_answer(void **state)
{
	static const struct { const char *body; double expires; } good[] = {
		{ "{\"access_token\":\"t\",\"expires_in\":100,\"token_type\":\"bearer\"}", 1100 },
		{ "{\"access_token\":\"t\",\"expires_in\":\"100\"}", 1100 },
		{ "{\"access_token\":\"t\"}", 1900 },
		{ "{\"access_token\":\"t\",\"expires_in\":null}", 1900 },
		{ "{\"access_token\":\"t\",\"expires_in\":\"soon\"}", 1900 },
		{ "{\"access_token\":\"t\",\"expires_in\":-5}", 1900 },
		{ " {\"access_token\":\"t\",\"expires_in\":0,\"refresh_token\":\"\"}\n", 1000 },
	};
	static const char *const bad[] = { "", "x", "[]", "{}", "{\"access_token\":\"\"}",
	    "{\"access_token\":null,\"token\":\"s3cr3t\"}", "{\"access_token\":\"a\\r\\nX: b\"}",
	    "{\"access_token\":\"a b\"}" };
	const struct rx_token_ask q = { .life = 900 };
	struct rx_token t;
	size_t		i;

	(void)state;
	for (i = 0; i < COUNT(good); i++) {
		struct rx_arena	a = RX_ARENA_INIT;
		struct rx_err	e = RX_ERR_INIT;

		assert_true(rx_token_answer(rx_span_of(good[i].body), &q, 1000, &a, &t, &e));
		assert_true(rx_span_is(t.access, "t"));
		assert_null(t.refresh.p);
		assert_float_equal(t.expires, good[i].expires, 0.01);
		rx_arena_free(&a);
	}
	for (i = 0; i < COUNT(bad); i++) {
		struct rx_arena	a = RX_ARENA_INIT;
		struct rx_err	e = RX_ERR_INIT;

		assert_false(rx_token_answer(rx_span_of(bad[i]), &q, 1000, &a, &t, &e));
		assert_int_equal(e.exit, RX_BAD_DATA);
		assert_null(strstr(e.got, "s3cr3t"));
		rx_arena_free(&a);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_store),
		cmocka_unit_test(test_damaged),
		cmocka_unit_test(test_lock),
		cmocka_unit_test(test_fresh),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_form),
		cmocka_unit_test(test_answer),
	};

	return cmocka_run_group_tests(tests, make_home, drop_home);
}
