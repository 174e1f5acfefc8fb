/* Requests and answers on the wire, one at a time. */
#include "tests/unit/wire.h"

/* -- answers ------------------------------------------------------------------------ */

static void
test_headers(void **state)
{
	struct rx_http_response r = get("/early");

	(void)state;
	assert_int_equal(r.failure, RX_HTTP_DONE);
	assert_int_equal(r.status, 200);
	assert_string_equal(rx_buf_str(&r.headers), "x-folded: a b\nlink: <x>; rel=next\n"
	    "link: <y>\ncontent-length: 2\n");
	assert_true(rx_span_is(rx_http_header(&r, "link", 1), "<y>"));
	assert_null(rx_http_header(&r, "link", 2).p);
	assert_null(rx_http_header(&r, "lin", 0).p);
	assert_true(r.seconds >= 0 && r.seconds < 30);
	done(&r);
	r = get("/trailer");
	assert_lacks(&r.headers, "x-t:");
	assert_string_equal(rx_buf_str(&r.body), "ok");
	done(&r);
}

static void
test_statuses(void **state)
{
	struct rx_http_response r = get("/moved");

	(void)state;
	assert_int_equal(r.status, 302);
	done(&r);
	r = get("/204");
	assert_int_equal(r.status, 204);
	assert_int_equal(r.body.n, 0);
	done(&r);
}

static void
test_failures(void **state)
{
	static const struct { const char *path, *message; } cases[] = {
		{ "/cut", "the answer from 127.0.0.1:%d was cut short" },
		{ "/chunk", "the answer from 127.0.0.1:%d was cut short" },
		{ "/reset", "the connection to 127.0.0.1:%d broke" },
		{ "/nothing", "127.0.0.1:%d closed the connection without an answer" },
		{ "/" SECRET "?key=" SECRET, "the connection to 127.0.0.1:%d broke" },
	};
	char	want[256];
	size_t	i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		struct rx_http_response r = get(cases[i].path);

		(void)snprintf(want, sizeof(want), cases[i].message, port);
		assert_int_equal(r.failure, RX_HTTP_NETWORK);
		assert_string_equal(r.message, want);
		done(&r);
	}
}

static void
test_no_server(void **state)
{
	struct rx_http_request	rq = { .url = RX_SPAN("http://127.0.0.1:1/" SECRET) };
	struct rx_http_response	r = fetch(&rq);

	(void)state;
	assert_int_equal(r.failure, RX_HTTP_NETWORK);
	assert_string_equal(r.message, "could not connect to 127.0.0.1:1: refused");
	done(&r);
	rq.url = RX_SPAN("https://nobody.invalid/" SECRET);
	r = fetch(&rq);
	assert_int_equal(r.failure, RX_HTTP_NETWORK);
	assert_string_equal(r.message, "could not find the address of nobody.invalid:443");
	done(&r);
}

static void
test_limits(void **state)
{
	struct rx_http_response r;

	(void)state;
	conf.max_body = 39;
	r = get("/large");
	assert_int_equal(r.failure, RX_HTTP_TOO_LARGE);
	assert_non_null(strstr(r.message, "is larger than 39 bytes"));
	done(&r);
	conf.max_body = 40;
	r = get("/large");
	assert_int_equal(r.failure, RX_HTTP_DONE);
	assert_int_equal(r.body.n, 40);
	done(&r);
	conf.max_body = (size_t)100 << 20;
	r = get("/headers");
	assert_int_equal(r.failure, RX_HTTP_TOO_LARGE);
	assert_non_null(strstr(r.message, "300 KiB"));
	done(&r);
}

/* What counts is what comes out of the decompression. */
static void
test_compression(void **state)
{
	struct rx_http_response r = get("/gzip");

	(void)state;
	assert_int_equal(r.failure, RX_HTTP_DONE);
	assert_int_equal(r.body.n, 5000);
	done(&r);
	conf.max_body = 4999;
	r = get("/gzip");
	assert_int_equal(r.failure, RX_HTTP_TOO_LARGE);
	done(&r);
	conf.max_body = (size_t)100 << 20;
}

/* -- requests ------------------------------------------------------------------------- */

static void
test_get(void **state)
{
	struct rx_http_response r = get("/a/../b/%2e?x=[1]&y={z}#frag");

	(void)state;
	assert_has(&r.body, "GET /a/../b/%2e?x=[1]&y={z} HTTP/1.1\r\n");
	assert_has(&r.body, "User-Agent: rx/");
	assert_has(&r.body, "gzip");
	assert_lacks(&r.body, "content-type");
	assert_lacks(&r.body, "content-length");
	done(&r);
}

static void
test_methods(void **state)
{
	static const struct { const char *method, *body, *line, *has; } cases[] = {
		{ "POST", "{\"a\":1}", "POST / HTTP/1.1\r\n", "Content-Length: 7\r\n" },
		{ "POST", NULL, "POST / HTTP/1.1\r\n", "Content-Length: 0\r\n" },
		{ "PUT", "", "PUT / HTTP/1.1\r\n", "Content-Length: 0\r\n" },
		{ "GET", "{}", "GET / HTTP/1.1\r\n", "\r\n\r\n{}" },
		{ "DELETE", NULL, "DELETE / HTTP/1.1\r\n", "Accept: */*" },
		{ "QUERY", "x", "QUERY / HTTP/1.1\r\n", "\r\n\r\nx" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		struct rx_http_request	rq = { .url = rx_span_of(url("/")),
		    .method = rx_span_of(cases[i].method), .body = rx_span_of(cases[i].body) };
		struct rx_http_response	r = fetch(&rq);

		assert_int_equal(r.failure, RX_HTTP_DONE);
		assert_int_equal(strncmp(rx_buf_str(&r.body), cases[i].line,
		    strlen(cases[i].line)), 0);
		assert_has(&r.body, cases[i].has);
		assert_lacks(&r.body, "content-type:");
		assert_lacks(&r.body, "expect:");
		done(&r);
	}
}

static void
test_large_post(void **state)
{
	static char		big[20000];
	struct rx_http_request	rq = { .method = RX_SPAN("POST") };
	struct rx_http_response	r;

	(void)state;
	memset(big, 'b', sizeof(big));
	rq.url = rx_span_of(url("/"));
	rq.body = (struct rx_span){ big, sizeof(big) };
	r = fetch(&rq);
	assert_lacks(&r.body, "expect:");
	assert_has(&r.body, "Content-Length: 20000");
	done(&r);
}

static void
test_head(void **state)
{
	struct rx_http_request	rq = { .url = rx_span_of(url("/")), .method = RX_SPAN("HEAD") };
	struct rx_http_response	r = fetch(&rq);

	(void)state;
	assert_int_equal(r.failure, RX_HTTP_DONE);
	assert_int_equal(r.body.n, 0);
	assert_true(rx_http_header(&r, "content-length", 0).n > 0);
	done(&r);
}

static void
test_own_headers(void **state)
{
	const struct rx_span	headers[] = { RX_SPAN("Accept: application/json"),
	    RX_SPAN("X-Empty:"), RX_SPAN("X-Blank:  "), RX_SPAN("User-Agent: me"),
	    RX_SPAN("Content-Type: text/x"), RX_SPAN("X-Colon: a:b; c") };
	struct rx_http_request	rq = { .url = rx_span_of(url("/")), .headers = headers,
	    .nheaders = COUNT(headers), .body = RX_SPAN("b"), .method = RX_SPAN("POST") };
	struct rx_http_response	r = fetch(&rq);

	(void)state;
	assert_has(&r.body, "\r\nAccept: application/json\r\n");
	assert_lacks(&r.body, "*/*");
	assert_has(&r.body, "\r\nX-Empty:\r\n");
	assert_has(&r.body, "\r\nX-Blank:\r\n");
	assert_has(&r.body, "\r\nUser-Agent: me\r\n");
	assert_lacks(&r.body, "rx/");
	assert_has(&r.body, "\r\nContent-Type: text/x\r\n");
	assert_has(&r.body, "\r\nX-Colon: a:b; c\r\n");
	done(&r);
}

static void
test_refused_requests(void **state)
{
	static const struct { const char *method, *url, *header, *body; } cases[] = {
		{ NULL, "ftp://127.0.0.1/", NULL, NULL },
		{ NULL, "http://127.0.0.1/a b", NULL, NULL },
		{ NULL, "http://u:" SECRET "@127.0.0.1/", NULL, NULL },
		{ "GET /x", "http://127.0.0.1/", NULL, NULL },
		{ "GE\r\nT", "http://127.0.0.1/", NULL, NULL },
		{ NULL, "http://127.0.0.1/", "X: " SECRET "\r\nY: b", NULL },
		{ NULL, "http://127.0.0.1/", "X: a\nb", NULL },
		{ NULL, "http://127.0.0.1/", "X: a\x7f", NULL },
		{ NULL, "http://127.0.0.1/", "no colon", NULL },
		{ NULL, "http://127.0.0.1/", "sp ace: x", NULL },
		{ NULL, "http://127.0.0.1/", ": x", NULL },
		{ "HEAD", "http://127.0.0.1/", NULL, "body" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		struct rx_span		h = rx_span_of(cases[i].header);
		struct rx_http_request	rq = { .url = rx_span_of(cases[i].url),
		    .method = rx_span_of(cases[i].method), .body = rx_span_of(cases[i].body),
		    .headers = &h, .nheaders = cases[i].header != NULL };
		struct rx_http_response	r;
		struct rx_err		e = RX_ERR_INIT;

		assert_false(rx_http_fetch(&conf, &rq, &r, &e));
		assert_int_equal(e.exit, RX_USAGE);
		assert_null(strstr(e.what, SECRET));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_headers),
		cmocka_unit_test(test_statuses),
		cmocka_unit_test(test_failures),
		cmocka_unit_test(test_no_server),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_compression),
		cmocka_unit_test(test_get),
		cmocka_unit_test(test_methods),
		cmocka_unit_test(test_large_post),
		cmocka_unit_test(test_head),
		cmocka_unit_test(test_own_headers),
		cmocka_unit_test(test_refused_requests),
	};

	(void)alarm(100);
	return cmocka_run_group_tests(tests, start_server, stop_server);
}
