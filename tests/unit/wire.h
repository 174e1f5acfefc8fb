#ifndef WIRE_H
#define WIRE_H
/*
 * wire: a small server in a child process, and asking it, for the tests of
 * lib/http.  What it answers goes wrong in ways that the scripted server of the
 * tool tests does not know.
 */
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

static inline void
put(int fd, const char *p, size_t n)
{
	ssize_t w;

	while (n > 0 && (w = send(fd, p, n, MSG_NOSIGNAL)) > 0) {
		p += w;
		n -= (size_t)w;
	}
}

/* The request as it came is the body; for HEAD the head says its length. */
static inline void
echo(int fd, const char *request, size_t n, int number)
{
	char head[128];

	(void)snprintf(head, sizeof(head), "HTTP/1.1 200 OK\r\nX-Connection: %d\r\n"
	    "Content-Length: %zu\r\n\r\n", number, n);
	put(fd, head, strlen(head));
	if (strncmp(request, "HEAD", 4) != 0)
		put(fd, request, n);
}

static inline void
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
static inline bool
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

static inline void
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

static inline int
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

static inline int
stop_server(void **state)
{
	(void)state;
	(void)kill(server, SIGKILL);
	(void)waitpid(server, NULL, 0);
	return 0;
}

/* -- asking it -------------------------------------------------------------------- */

static struct rx_http_conf conf = RX_HTTP_CONF_INIT;

static inline const char *
url(const char *path)
{
	static char text[512];

	(void)snprintf(text, sizeof(text), "http://127.0.0.1:%d%s", port, path);
	return text;
}

static inline struct rx_http_response
fetch(const struct rx_http_request *rq)
{
	struct rx_http_response	r;
	struct rx_err		e = RX_ERR_INIT;

	assert_true(rx_http_fetch(&conf, rq, &r, &e));
	return r;
}

static inline struct rx_http_response
get(const char *path)
{
	struct rx_http_request rq = { .url = rx_span_of(url(path)) };

	return fetch(&rq);
}

static inline void
done(struct rx_http_response *r)
{
	rx_buf_free(&r->headers);
	rx_buf_free(&r->body);
}

static inline void
assert_has(struct rx_buf *b, const char *text)
{
	if (strstr(rx_buf_str(b), text) == NULL)
		fail_msg("lacks %s: %s", text, b->p);
}

static inline void
assert_lacks(struct rx_buf *b, const char *text)
{
	if (strcasestr(rx_buf_str(b), text) != NULL)
		fail_msg("has %s: %s", text, b->p);
}

#endif
