#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <arpa/inet.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "rx/http.h"

#define COUNT(a)	(sizeof(a) / sizeof((a)[0]))
#define SECRET		"s3cr3t-path"

/* -- a server in a child process: answers by path, from this table ----------- */

/* 5,000 times x */
#define GZ "\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xed\xc1\x31\x01\x00\x00\x00\xc2\xa0" \
	"\xda\x8b\x6f\x0a\x3f\xa0\x00\x00\x00\x00\x80\xb7\x01\x26\xf0\xdb\x00\x88\x13\x00\x00"

static const struct answer {
	const char	*path, *bytes;
	size_t		 n;
	bool		 reset, close;	/* RST, or FIN, behind the bytes */
} answers[] = {
#define A(path, bytes, reset, close) { path, bytes, sizeof(bytes) - 1, reset, close }
	A("/early", "HTTP/1.1 103 Early Hints\r\nLink: <early>\r\n\r\n"
	    "HTTP/1.1 200 OK\r\nX-Folded: a\r\n  b\r\nLINK:   <x>; rel=next  \r\nlink: <y>\r\n"
	    "Content-Length: 2\r\n\r\nok", false, false),
	A("/trailer", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-T\r\n\r\n"
	    "2\r\nok\r\n0\r\nX-T: 1\r\n\r\n", false, false),
	A("/moved", "HTTP/1.1 302 Found\r\nLocation: /early\r\nContent-Length: 0\r\n\r\n",
	    false, false),
	A("/204", "HTTP/1.1 204 No Content\r\n\r\n", false, false),
	A("/cut", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc", false, true),
	A("/reset", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc", true, true),
	A("/chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n9\r\na",
	    false, true),
	A("/nothing", "", false, true),
	A("/" SECRET, "", true, true),
	A("/large", "HTTP/1.1 200 OK\r\nContent-Length: 40\r\n\r\n"
	    "0123456789012345678901234567890123456789", false, false),
	A("/gzip", "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 40\r\n\r\n"
	    GZ, false, false),
#undef A
};

static void
put(int fd, const char *p, size_t n)
{
	ssize_t w;

	while (n > 0 && (w = send(fd, p, n, MSG_NOSIGNAL)) > 0) {
		p += w;
		n -= (size_t)w;
	}
}

/* The request as it came is the body; for HEAD the head says its length. */
static void
echo(int fd, const char *request, size_t n, int number)
{
	char head[128];

	(void)snprintf(head, sizeof(head), "HTTP/1.1 200 OK\r\nX-Connection: %d\r\n"
	    "Content-Length: %zu\r\n\r\n", number, n);
	put(fd, head, strlen(head));
	if (strncmp(request, "HEAD", 4) != 0)
		put(fd, request, n);
}

static void
many_headers(int fd)
{
	char	line[1024];
	int	i;

	put(fd, "HTTP/1.1 200 OK\r\n", 17);
	memset(line, 'h', sizeof(line));
	memcpy(line, "X-H: ", 5);
	memcpy(line + sizeof(line) - 2, "\r\n", 2);
	for (i = 0; i < 400; i++)
		put(fd, line, sizeof(line));
}

/* true: the connection goes on. */
static bool
answer(int fd, const char *request, size_t n, int number)
{
	struct linger	hard = { 1, 0 };
	const char	*path = strchr(request, ' ') + 1;
	size_t		i, len = strcspn(path, " ?");

	if (strncmp(path, "/headers ", len + 1) == 0)
		many_headers(fd);
	if (strncmp(path, "/slow ", len + 1) == 0)
		(void)usleep(200000);
	for (i = 0; i < COUNT(answers); i++) {
		if (strlen(answers[i].path) != len || strncmp(answers[i].path, path, len) != 0)
			continue;
		put(fd, answers[i].bytes, answers[i].n);
		if (answers[i].reset)
			(void)setsockopt(fd, SOL_SOCKET, SO_LINGER, &hard, sizeof(hard));
		return !answers[i].close;
	}
	echo(fd, request, n, number);
	return true;
}

static void
serve_connection(int fd, int number)
{
	char		 buf[65536];
	const char	*end, *length;
	size_t		 n = 0, need;
	ssize_t		 r;

	while ((r = recv(fd, buf + n, sizeof(buf) - 1 - n, 0)) > 0) {
		n += (size_t)r;
		buf[n] = '\0';
		if ((end = strstr(buf, "\r\n\r\n")) == NULL)
			continue;
		length = strcasestr(buf, "\r\nContent-Length:");
		need = (size_t)(end - buf) + 4 + (length != NULL && length < end ?
		    strtoul(length + 17, NULL, 10) : 0);
		if (n < need)
			continue;
		if (!answer(fd, buf, need, number))
			break;
		n = 0;
	}
	(void)close(fd);
}

static pid_t	server;
static int	port;

static int
start_server(void **state)
{
	struct sockaddr_in	a = { .sin_family = AF_INET };
	socklen_t		n = sizeof(a);
	int			fd = socket(AF_INET, SOCK_STREAM, 0), number = 0, c;

	(void)state;
	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (fd == -1 || bind(fd, (struct sockaddr *)&a, sizeof(a)) != 0 ||
	    listen(fd, 50) != 0 || getsockname(fd, (struct sockaddr *)&a, &n) != 0)
		return -1;
	port = ntohs(a.sin_port);
	if ((server = fork()) != 0) {
		(void)close(fd);
		return server > 0 ? 0 : -1;
	}
	(void)signal(SIGCHLD, SIG_IGN);
	(void)alarm(120);
	while ((c = accept(fd, NULL, NULL)) != -1) {
		number++;
		if (fork() == 0) {
			(void)alarm(120);
			serve_connection(c, number);
			_exit(0);
		}
		(void)close(c);
	}
	_exit(0);
}

static int
stop_server(void **state)
{
	(void)state;
	(void)kill(server, SIGKILL);
	(void)waitpid(server, NULL, 0);
	return 0;
}

/* -- asking it -------------------------------------------------------------------- */

static struct rx_http_conf conf = RX_HTTP_CONF_INIT;

static const char *
url(const char *path)
{
	static char text[512];

	(void)snprintf(text, sizeof(text), "http://127.0.0.1:%d%s", port, path);
	return text;
}

static struct rx_http_response
fetch(const struct rx_http_request *rq)
{
	struct rx_http_response	r;
	struct rx_err		e = RX_ERR_INIT;

	assert_true(rx_http_fetch(&conf, rq, &r, &e));
	return r;
}

static struct rx_http_response
get(const char *path)
{
	struct rx_http_request rq = { .url = rx_span_of(url(path)) };

	return fetch(&rq);
}

static void
done(struct rx_http_response *r)
{
	rx_buf_free(&r->headers);
	rx_buf_free(&r->body);
}

static void
assert_has(struct rx_buf *b, const char *text)
{
	if (strstr(rx_buf_str(b), text) == NULL)
		fail_msg("lacks %s: %s", text, b->p);
}

static void
assert_lacks(struct rx_buf *b, const char *text)
{
	if (strcasestr(rx_buf_str(b), text) != NULL)
		fail_msg("has %s: %s", text, b->p);
}

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

/* -- pool ------------------------------------------------------------------------------ */

static struct rx_exchange *
start(struct rx_http *h, const char *path)
{
	struct rx_http_request	rq = { .url = rx_span_of(url(path)) };
	struct rx_err		e = RX_ERR_INIT;
	struct rx_exchange	*x = rx_http_start(h, &rq, (void *)(size_t)path, &e);

	assert_non_null(x);
	return x;
}

static struct rx_exchange *
await(struct rx_http *h)
{
	struct rx_err		e = RX_ERR_INIT;
	struct rx_exchange	*x;

	while ((x = rx_http_finished(h)) == NULL)
		assert_true(rx_http_step(h, NULL, 0, 10000, &e));
	return x;
}

static void
test_keep_alive(void **state)
{
	struct rx_err		 e = RX_ERR_INIT;
	struct rx_http		*h = rx_http_open(&conf, &e);
	struct rx_exchange	*x;
	char			 first[32] = "";
	int			 i;

	(void)state;
	for (i = 0; i < 5; i++) {
		(void)start(h, "/again");
		assert_int_equal(rx_http_flying(h), 1);
		x = await(h);
		assert_int_equal(rx_http_flying(h), 0);
		assert_true(rx_http_received(h) > 0);
		assert_string_equal(rx_exchange_user(x), "/again");
		if (first[0] == '\0')
			(void)snprintf(first, sizeof(first), "%.*s", RX_FMT(rx_http_header(
			    rx_exchange_response(x), "x-connection", 0)));
		assert_true(rx_span_is(rx_http_header(rx_exchange_response(x),
		    "x-connection", 0), first));
		rx_exchange_release(x);
		assert_int_equal(rx_http_received(h), 0);
	}
	rx_http_close(h);
}

/* A quick answer overtakes a slow one; one that is released in flight is gone. */
static void
test_many(void **state)
{
	struct rx_err		 e = RX_ERR_INIT;
	struct rx_http		*h = rx_http_open(&conf, &e);
	struct rx_exchange	*x;

	(void)state;
	(void)start(h, "/slow");
	x = start(h, "/dropped");
	(void)start(h, "/quick");
	rx_exchange_release(x);
	assert_int_equal(rx_http_flying(h), 2);
	x = await(h);
	assert_string_equal(rx_exchange_user(x), "/quick");
	rx_exchange_release(x);
	x = await(h);
	assert_string_equal(rx_exchange_user(x), "/slow");
	(void)start(h, "/left");	/* closing takes it along */
	rx_http_close(h);
}

static void
test_pause(void **state)
{
	struct rx_err		 e = RX_ERR_INIT;
	struct rx_http		*h = rx_http_open(&conf, &e);
	struct rx_exchange	*x = start(h, "/large");
	int			 i;

	(void)state;
	rx_exchange_pause(x, true);
	for (i = 0; i < 5; i++)
		assert_true(rx_http_step(h, NULL, 0, 20, &e));
	assert_null(rx_http_finished(h));
	assert_int_equal(rx_http_received(h), 0);
	rx_exchange_pause(x, false);
	assert_ptr_equal(await(h), x);
	assert_int_equal(rx_exchange_response(x)->body.n, 40);
	rx_exchange_pause(x, true);	/* too late: no harm */
	rx_http_close(h);
}

/* The body may be taken away; its bytes are the caller's then. */
static void
test_taken_body(void **state)
{
	struct rx_err		 e = RX_ERR_INIT;
	struct rx_http		*h = rx_http_open(&conf, &e);
	struct rx_exchange	*x;
	struct rx_buf		 body;

	(void)state;
	(void)start(h, "/large");
	x = await(h);
	body = rx_exchange_response(x)->body;
	rx_exchange_response(x)->body = (struct rx_buf)RX_BUF_INIT(0);
	rx_exchange_release(x);
	(void)start(h, "/large");
	x = await(h);
	assert_int_equal(rx_exchange_response(x)->body.n, 40);
	assert_int_equal(body.n, 40);
	rx_buf_free(&body);
	rx_http_close(h);
}

/* The caller's descriptors: with and without transfers, their end is seen. */
static void
test_descriptors(void **state)
{
	struct rx_err	 e = RX_ERR_INIT;
	struct rx_http	*h = rx_http_open(&conf, &e);
	struct pollfd	 fds[2];
	int		 in[2], i;

	(void)state;
	for (i = 0; i < 2; i++) {
		if (i == 1)
			(void)start(h, "/slow");
		assert_int_equal(pipe(in), 0);
		(void)close(in[1]);
		fds[0] = (struct pollfd){ in[0], POLLIN, 0 };
		fds[1] = (struct pollfd){ -1, POLLIN, 0 };
		while (fds[0].revents == 0)
			assert_true(rx_http_step(h, fds, 2, 5000, &e));
		assert_true(fds[0].revents & POLLHUP);
		(void)close(in[0]);
	}
	rx_http_close(h);
}

static void
test_proxy_not_for_loopback(void **state)
{
	struct rx_http_response r;

	(void)state;
	assert_int_equal(setenv("http_proxy", "http://127.0.0.1:1", 1), 0);
	r = get("/direct");
	assert_int_equal(r.failure, RX_HTTP_DONE);
	done(&r);
	conf.proxy = "http://127.0.0.1:1";
	r = get("/direct");
	assert_int_equal(r.failure, RX_HTTP_NETWORK);
	done(&r);
	conf.proxy = NULL;
	assert_int_equal(unsetenv("http_proxy"), 0);
}

static void
test_connect_to(void **state)
{
	struct rx_http_request	rq = { .url = RX_SPAN("http://api.example.com/x") };
	struct rx_http_response	r;
	char			to[64];

	(void)state;
	(void)snprintf(to, sizeof(to), "api.example.com:80:127.0.0.1:%d", port);
	conf.connect_to.v[conf.connect_to.n++] = to;
	r = fetch(&rq);
	assert_int_equal(r.failure, RX_HTTP_DONE);
	assert_has(&r.body, "Host: api.example.com\r\n");
	conf.connect_to.n = 0;
	done(&r);
}

static void
test_timeouts(void **state)
{
	struct rx_http_response r;

	(void)state;
	conf.max_time = 0.05;
	r = get("/slow");
	assert_int_equal(r.failure, RX_HTTP_NETWORK);
	assert_non_null(strstr(r.message, "within 0.05 s"));
	conf.max_time = 0;
	done(&r);
}

/* -- command lines ------------------------------------------------------------------------ */

static void
test_as_curl(void **state)
{
	const struct rx_span	headers[] = { RX_SPAN("Api-Token: $RX_SECRET_API_KEY"),
	    RX_SPAN("X-Empty:") };
	struct rx_http_request	rq = { .method = RX_SPAN("POST"),
	    .url = RX_SPAN("https://h/x?$top=5&k=$RX_SECRET_K&q=it's"),
	    .headers = headers, .nheaders = COUNT(headers), .body = RX_SPAN("{\"a\": 1}") };
	struct rx_http_conf	c = RX_HTTP_CONF_INIT;
	struct rx_buf		b = RX_BUF_INIT(4096);

	(void)state;
	c.insecure = true;
	c.connect_timeout = 2.5;
	c.resolve.v[c.resolve.n++] = "h:443:127.0.0.1";
	assert_true(rx_http_as_curl(&b, &c, &rq));
	assert_string_equal(rx_buf_str(&b), "curl --compressed --path-as-is --globoff --insecure "
	    "--resolve h:443:127.0.0.1 --connect-timeout 2.500 -X POST "
	    "-H 'Api-Token: '\"$RX_SECRET_API_KEY\"'' -H 'X-Empty;' -H Content-Type: "
	    "--data-raw '{\"a\": 1}' 'https://h/x?$top=5&k='\"$RX_SECRET_K\"'&q=it'\\''s'");
	rx_buf_free(&b);
}

static void
test_conf_args(void **state)
{
	struct rx_http_conf	c = RX_HTTP_CONF_INIT;
	struct rx_arena		a = RX_ARENA_INIT;
	struct rx_opt_list	l = { .n = 0 };

	(void)state;
	assert_true(rx_http_conf_args(&c, &a, &l));
	assert_int_equal(l.n, 0);
	c.proxy = "http://p:1";
	c.http1 = true;
	c.max_time = 9;
	assert_true(rx_http_conf_args(&c, &a, &l));
	assert_int_equal(l.n, 5);
	assert_string_equal(l.v[0], "--proxy");
	assert_string_equal(l.v[3], "9.000");
	assert_string_equal(l.v[4], "--http1.1");
	rx_arena_free(&a);
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
		cmocka_unit_test(test_keep_alive),
		cmocka_unit_test(test_many),
		cmocka_unit_test(test_pause),
		cmocka_unit_test(test_taken_body),
		cmocka_unit_test(test_descriptors),
		cmocka_unit_test(test_proxy_not_for_loopback),
		cmocka_unit_test(test_connect_to),
		cmocka_unit_test(test_timeouts),
		cmocka_unit_test(test_as_curl),
		cmocka_unit_test(test_conf_args),
	};

	(void)alarm(100);
	return cmocka_run_group_tests(tests, start_server, stop_server);
}
