#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "rx/url.h"

#define COUNT(a)	(sizeof(a) / sizeof((a)[0]))

/* -- dlt's joining --------------------------------------------------------- */

static const struct { const char *base, *path, *want; } joins[] = {
	{ "http://h", "a/b", "http://h/a/b" },
	{ "http://h/", "a/b", "http://h/a/b" },
	{ "http://h", "/a/b", "http://h/a/b" },
	{ "http://h/", "/a/b", "http://h/a/b" },
	{ "http://h///", "//a/b", "http://h/a/b" },
	{ "http://h/v1", "a", "http://h/v1/a" },
	{ "http://h/v1/", "a", "http://h/v1/a" },
	{ "http://h/v1", "/a", "http://h/v1/a" },
	{ "http://h/v1//", "///a", "http://h/v1/a" },
	{ "http://h/v1/x", "../a", "http://h/v1/x/../a" },
	{ "http://h", "", "http://h" },
	{ "http://h/", "", "http://h/" },
	{ "http://h/v1/", "", "http://h/v1/" },
	{ "http://h", "/", "http://h/" },
	{ "http://h/v1", "/", "http://h/v1/" },
	{ "", "a/b", "a/b" },
	{ "", "", "" },
	{ "http://h/v1", "https://other/a", "https://other/a" },
	{ "http://h/v1", "my://p", "http://h/v1/my://p" },
	{ "http://h/v1", "a?x=1&y=2", "http://h/v1/a?x=1&y=2" },
	{ "http://h:8080/v1", "a/b/", "http://h:8080/v1/a/b/" },
	{ "http://h/v1/?k=1", "a", "http://h/v1/a?k=1" },
	{ "http://h/v1?k=1", "/a?x=2#part", "http://h/v1/a?k=1&x=2" },
};

static void
test_base(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(joins); i++) {
		struct rx_buf b = RX_BUF_INIT(4096);

		assert_true(rx_url_base(&b, rx_span_of(joins[i].base),
		    rx_span_of(joins[i].path)));
		assert_string_equal(rx_buf_str(&b), joins[i].want);
		rx_buf_free(&b);
	}
}

/* -- RFC 3986, 5.4, and what next links really look like -------------------- */

static const struct { const char *ref, *want; } refs[] = {
	{ "g:h", "g:h" }, { "g", "http://a/b/c/g" }, { "./g", "http://a/b/c/g" },
	{ "g/", "http://a/b/c/g/" }, { "/g", "http://a/g" }, { "//g", "http://g" },
	{ "?y", "http://a/b/c/d;p?y" }, { "g?y", "http://a/b/c/g?y" },
	{ "#s", "http://a/b/c/d;p?q#s" }, { "g#s", "http://a/b/c/g#s" },
	{ "g?y#s", "http://a/b/c/g?y#s" }, { ";x", "http://a/b/c/;x" },
	{ "g;x", "http://a/b/c/g;x" }, { "g;x?y#s", "http://a/b/c/g;x?y#s" },
	{ "", "http://a/b/c/d;p?q" }, { ".", "http://a/b/c/" },
	{ "./", "http://a/b/c/" }, { "..", "http://a/b/" }, { "../", "http://a/b/" },
	{ "../g", "http://a/b/g" }, { "../..", "http://a/" }, { "../../", "http://a/" },
	{ "../../g", "http://a/g" }, { "../../../g", "http://a/g" },
	{ "../../../../g", "http://a/g" }, { "/./g", "http://a/g" },
	{ "/../g", "http://a/g" }, { "g.", "http://a/b/c/g." },
	{ ".g", "http://a/b/c/.g" }, { "g..", "http://a/b/c/g.." },
	{ "..g", "http://a/b/c/..g" }, { "./../g", "http://a/b/g" },
	{ "./g/.", "http://a/b/c/g/" }, { "g/./h", "http://a/b/c/g/h" },
	{ "g/../h", "http://a/b/c/h" }, { "g;x=1/./y", "http://a/b/c/g;x=1/y" },
	{ "g;x=1/../y", "http://a/b/c/y" }, { "g?y/./x", "http://a/b/c/g?y/./x" },
	{ "g?y/../x", "http://a/b/c/g?y/../x" }, { "g#s/./x", "http://a/b/c/g#s/./x" },
	{ "http:g", "http:g" }, { "https://b/x?y=1", "https://b/x?y=1" },
	{ "  /g \n", "http://a/g" }, { "//b:81/x", "http://b:81/x" },
};

static void
test_join(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(refs); i++) {
		struct rx_buf b = RX_BUF_INIT(4096);

		assert_true(rx_url_join(&b, RX_SPAN("http://a/b/c/d;p?q"),
		    rx_span_of(refs[i].ref)));
		assert_string_equal(rx_buf_str(&b), refs[i].want);
		rx_buf_free(&b);
	}
}

static void
test_join_without_path(void **state)
{
	struct rx_buf b = RX_BUF_INIT(4096);

	(void)state;
	assert_true(rx_url_join(&b, RX_SPAN("https://h"), RX_SPAN("g?x=1")));
	assert_string_equal(rx_buf_str(&b), "https://h/g?x=1");
	rx_buf_free(&b);
}

/* -- origin ------------------------------------------------------------------ */

static const struct { const char *url, *want; } origins[] = {
	{ "https://api.example.com/v1?x#y", "https://api.example.com" },
	{ "HTTPS://API.Example.COM:443/", "https://api.example.com" },
	{ "http://h:80", "http://h" },
	{ "http://h:8080/x", "http://h:8080" },
	{ "https://h:80/x", "https://h:80" },
	{ "https://h:/x", "https://h" },
	{ "https://h:0443/x", "https://h" },
	{ "http://[::1]:18080/x", "http://[::1]:18080" },
	{ "https://h?x=a@b", "https://h" },
	{ "https://h/a@b:1", "https://h" },
	{ "ftp://h/", NULL }, { "h/x", NULL }, { "//h/x", NULL },
	{ "https:/h", NULL }, { "https://", NULL }, { "https:///x", NULL },
	{ "https://user@h/", NULL }, { "https://u:p@h/", NULL },
	{ "https://good.com\\@evil.com/", NULL }, { "https://good.com\\.evil.com/", NULL },
	{ "https://good.com%2eevil.com/", NULL }, { "https://h h/", NULL },
	{ "https://h/a b", NULL }, { "https://h/a\r\nX: y", NULL },
	{ "https://h:65536/", NULL }, { "https://h:0/", NULL }, { "https://h:8x/", NULL },
	{ "https://h:99999999999999999999/", NULL }, { "https://[::1/", NULL },
	{ "https://[::1]x/", NULL }, { "https://a:b:c/", NULL }, { "", NULL },
};

static void
test_origin(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(origins); i++) {
		struct rx_buf	b = RX_BUF_INIT(4096);
		struct rx_err	e = RX_ERR_INIT;
		bool		ok = rx_url_origin(&b, rx_span_of(origins[i].url), &e);

		assert_int_equal(ok, origins[i].want != NULL);
		if (ok)
			assert_string_equal(rx_buf_str(&b), origins[i].want);
		else
			assert_int_equal(e.exit, RX_USAGE);
		rx_buf_free(&b);
	}
}

/* An error about a URL must not show its user name and password. */
static void
test_origin_keeps_quiet(void **state)
{
	struct rx_buf b = RX_BUF_INIT(4096);
	struct rx_err e = RX_ERR_INIT;

	(void)state;
	assert_false(rx_url_origin(&b, RX_SPAN("https://bob:hunter2@h/"), &e));
	assert_null(strstr(e.what, "hunter2"));
	assert_true(rx_url_show(&b, RX_SPAN("https://bob:hunter2@x@h:1/a@b?c#d")));
	assert_string_equal(rx_buf_str(&b), "https://***@h:1/a@b?c#d");
	rx_buf_reset(&b);
	assert_true(rx_url_show(&b, RX_SPAN("https://h/a@b")));
	assert_string_equal(rx_buf_str(&b), "https://h/a@b");
	rx_buf_free(&b);
}

static void
test_loopback(void **state)
{
	static const char *const yes[] = { "http://127.0.0.1", "http://127.8.9.10:99",
	    "http://[::1]:80", "http://localhost:1", "https://LOCALHOST" };
	static const char *const no[] = { "http://127.0.0.1.example.com",
	    "http://127.example.com", "http://localhost.example.com",
	    "http://128.0.0.1", "http://127.0.0.256", "http://127.0.0",
	    "http://127.0.0.1.", "http://127..0.1", "http://[::2]", "http://0",
	    "http://notlocalhost", "" };
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(yes); i++)
		assert_true(rx_url_loopback(rx_span_of(yes[i])));
	for (i = 0; i < COUNT(no); i++)
		assert_false(rx_url_loopback(rx_span_of(no[i])));
}

static void
test_absolute(void **state)
{
	(void)state;
	assert_true(rx_url_absolute(RX_SPAN("https://x/y")));
	assert_true(rx_url_absolute(RX_SPAN("HTTP://x")));
	assert_false(rx_url_absolute(RX_SPAN("http:x")));
	assert_false(rx_url_absolute(RX_SPAN("/http://x")));
	assert_false(rx_url_absolute(RX_SPAN("my://x")));
}

/* -- values and queries ------------------------------------------------------ */

static void
test_encode(void **state)
{
	struct rx_buf b = RX_BUF_INIT(4096), d = RX_BUF_INIT(4096);

	(void)state;
	rx_url_encode(&b, RX_SPAN("a/b?c#d&e=f+ ~é%"), RX_URL_SEGMENT);
	assert_string_equal(rx_buf_str(&b), "a%2Fb%3Fc%23d%26e%3Df%2B%20~%C3%A9%25");
	rx_url_decode(&d, rx_buf_view(&b), false);
	assert_string_equal(rx_buf_str(&d), "a/b?c#d&e=f+ ~é%");
	rx_buf_reset(&b);
	rx_url_encode(&b, RX_SPAN(".."), RX_URL_SEGMENT);
	rx_url_encode(&b, RX_SPAN(".."), RX_URL_QUERY);
	assert_string_equal(rx_buf_str(&b), "%2E%2E..");
	rx_buf_reset(&d);
	rx_url_decode(&d, RX_SPAN("a+b%2+%zz%4"), true);
	assert_string_equal(rx_buf_str(&d), "a b%2 %zz%4");
	rx_buf_free(&b);
	rx_buf_free(&d);
}

static const struct {
	const char *url, *name, *value;
	bool replace;
	const char *want;
} params[] = {
	{ "http://h", "a", "1", false, "http://h?a=1" },
	{ "http://h?", "a", "1", false, "http://h?a=1" },
	{ "http://h/x?b=2", "a", "1 2", false, "http://h/x?b=2&a=1%202" },
	{ "http://h/x?b=2&", "a", "1", false, "http://h/x?b=2&a=1" },
	{ "http://h/x?a=2#f?a=3", "a", "1", true, "http://h/x?a=1#f?a=3" },
	{ "http://h/x?a=2&b=3&a=4", "a", "1", true, "http://h/x?b=3&a=1" },
	{ "http://h/x?b=3&a=4&a=5", "a", "1", true, "http://h/x?b=3&a=1" },
	{ "http://h/x?a", "a", "", true, "http://h/x?a=" },
	{ "http://h/x?f%5Ba%5D=2&fa=1", "f[a]", "1", true, "http://h/x?fa=1&f%5Ba%5D=1" },
	{ "http://h/x?ab=2", "a", "1", true, "http://h/x?ab=2&a=1" },
};

static void
test_param(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(params); i++) {
		struct rx_buf b = RX_BUF_INIT(4096);

		rx_buf_text(&b, params[i].url);
		assert_true(rx_url_param(&b, rx_span_of(params[i].name),
		    rx_span_of(params[i].value), params[i].replace));
		assert_string_equal(rx_buf_str(&b), params[i].want);
		rx_buf_free(&b);
	}
}

static void
test_drop_and_query(void **state)
{
	struct rx_buf b = RX_BUF_INIT(4096), v = RX_BUF_INIT(4096);

	(void)state;
	rx_buf_text(&b, "http://h/x?a=1&b=x%2By+z&a=2#f");
	assert_true(rx_url_query(rx_buf_view(&b), "b", &v));
	assert_string_equal(rx_buf_str(&v), "x+y z");
	assert_false(rx_url_query(rx_buf_view(&b), "c", &v));
	assert_true(rx_url_drop(&b, RX_SPAN("a")));
	assert_string_equal(rx_buf_str(&b), "http://h/x?b=x%2By+z#f");
	assert_false(rx_url_drop(&b, RX_SPAN("a")));
	assert_true(rx_url_drop(&b, RX_SPAN("b")));
	assert_string_equal(rx_buf_str(&b), "http://h/x#f");
	rx_buf_free(&b);
	rx_buf_free(&v);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_base),
		cmocka_unit_test(test_join),
		cmocka_unit_test(test_join_without_path),
		cmocka_unit_test(test_origin),
		cmocka_unit_test(test_origin_keeps_quiet),
		cmocka_unit_test(test_loopback),
		cmocka_unit_test(test_absolute),
		cmocka_unit_test(test_encode),
		cmocka_unit_test(test_param),
		cmocka_unit_test(test_drop_and_query),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
