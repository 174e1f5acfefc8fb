/* Lines on their way out: order, memory, writing that never waits. */
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "lib/page/queue.h"
#include "rx/paginator.h"

struct fixture {
	struct rx_chunks	chunks;
	struct rx_queue		q;
	struct rx_sink		sink;		/* open_pipe: to the pipe's end */
	int			pipe[2];
};

static void
open_pipe(struct fixture *f)
{
	f->q.pool = &f->chunks;
	assert_int_equal(pipe(f->pipe), 0);
	rx_sink_open(&f->sink, f->pipe[1], "out");
}

static void
close_pipe(struct fixture *f)
{
	rx_sink_close(&f->sink);
	close(f->pipe[0]);
	close(f->pipe[1]);
	rx_queue_free(&f->q);
	rx_chunks_free(&f->chunks);
}

/* All that is queued is written, and it is that. */
static void
assert_written(struct fixture *f, const char *text)
{
	struct rx_err	e = RX_ERR_INIT;
	char		got[64];

	assert_true(rx_sink_write(&f->sink, &f->q, false, &e));
	assert_int_equal(read(f->pipe[0], got, sizeof(got)), strlen(text));
	assert_memory_equal(got, text, strlen(text));
}

static void
fill(struct rx_queue *q, unsigned lines, size_t length)
{
	char		*text = malloc(length + 1);
	unsigned	 i;

	assert_non_null(text);
	for (i = 0; i < lines; i++) {
		memset(text, 'a' + (int)(i % 26), length);
		(void)snprintf(text, 12, "%010u", i);
		text[10] = 'x';
		assert_true(rx_queue_line(q, (struct rx_span){ text, length }));
	}
	free(text);
}

/* Reads what there is; checks that the lines are whole and in order. */
static unsigned
drain(int fd, size_t length, char *rest, size_t *nrest, unsigned next)
{
	char	buf[65536];
	ssize_t	n;

	while ((n = read(fd, buf, sizeof(buf))) > 0) {
		ssize_t i;

		for (i = 0; i < n; i++) {
			rest[(*nrest)++] = buf[i];
			if (buf[i] != '\n')
				continue;
			assert_int_equal(*nrest, length + 1);
			assert_int_equal(strtoul(rest, NULL, 10), next++);
			*nrest = 0;
		}
	}
	return next;
}

/* 40 lines of 30 kB through something that holds less, without ever waiting. */
static void
through(int in, int out, enum rx_sink_kind kind)
{
	struct fixture	f = { .q = { .pool = NULL } };
	struct rx_sink	s;
	struct rx_err	e = RX_ERR_INIT;
	static char	rest[30001];
	size_t		nrest = 0;
	unsigned	next = 0, turns = 0;

	f.q.pool = &f.chunks;
	rx_sink_open(&s, out, "out");
	if (kind == RX_SINK_POLLED)
		s.kind = RX_SINK_POLLED;
	assert_int_equal(s.kind, kind);
	(void)fcntl(in, F_SETFL, O_NONBLOCK);
	fill(&f.q, 40, 30000);
	assert_int_equal(f.q.bytes, 40 * 30001);
	while (f.q.bytes > 0) {
		assert_true(rx_sink_write(&s, &f.q, false, &e));
		assert_true(s.full || f.q.bytes == 0);
		next = drain(in, 30000, rest, &nrest, next);
		assert_true(turns++ < 10000);
	}
	assert_int_equal(drain(in, 30000, rest, &nrest, next), 40);
	assert_false(fcntl(out, F_GETFL) & O_NONBLOCK);
	rx_sink_close(&s);
	rx_queue_free(&f.q);
	rx_chunks_free(&f.chunks);
}

static void
test_pipe(void **state)
{
	int p[2];

	(void)state;
	assert_int_equal(pipe(p), 0);
	through(p[0], p[1], RX_SINK_FREE);
	through(p[0], p[1], RX_SINK_POLLED);
	close(p[0]);
	close(p[1]);
}

static void
test_socket(void **state)
{
	int p[2];

	(void)state;
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, p), 0);
	through(p[0], p[1], RX_SINK_SOCKET);
	close(p[0]);
	close(p[1]);
}

static void
test_gone(void **state)
{
	struct fixture	f = { .q = { .pool = NULL } };
	struct rx_sink	s;
	struct rx_err	e = RX_ERR_INIT;
	int		p[2];

	(void)state;
	(void)signal(SIGPIPE, SIG_IGN);
	assert_int_equal(pipe(p), 0);
	f.q.pool = &f.chunks;
	rx_sink_open(&s, p[1], "out");
	close(p[0]);
	fill(&f.q, 1, 100);
	assert_false(rx_sink_write(&s, &f.q, false, &e));
	assert_true(s.broken);
	assert_int_equal(e.exit, RX_OK);	/* nothing is said */
	rx_sink_close(&s);
	close(p[1]);
	rx_queue_free(&f.q);
	rx_chunks_free(&f.chunks);
}

/* A later epoch's queue goes behind the first one's. */
static void
test_join(void **state)
{
	struct fixture	f = { .q = { .pool = NULL } };
	struct rx_queue	later = { .pool = &f.chunks };

	(void)state;
	open_pipe(&f);
	rx_queue_join(&f.q, &later);
	assert_int_equal(f.q.bytes, 0);
	rx_queue_line(&later, RX_SPAN("2"));
	rx_queue_line(&f.q, RX_SPAN("1"));
	rx_queue_join(&f.q, &later);
	rx_queue_line(&f.q, RX_SPAN("3"));
	rx_queue_line(&later, RX_SPAN("4"));
	rx_queue_join(&f.q, &later);
	assert_int_equal(f.q.bytes, 8);
	assert_written(&f, "1\n2\n3\n4\n");
	close_pipe(&f);
}

/* A line that could not be finished leaves nothing behind. */
static void
test_whole_or_not(void **state)
{
	struct fixture	f = { .q = { .pool = NULL } };
	struct rx_buf	*b;

	(void)state;
	open_pipe(&f);
	assert_non_null(b = rx_queue_room(&f.q, 10));
	rx_buf_text(b, "half a line");
	b->n = 0;
	rx_queue_done(&f.q, 0);
	rx_queue_line(&f.q, RX_SPAN("whole"));
	assert_non_null(b = rx_queue_room(&f.q, 100000));	/* a chunk that stays empty */
	rx_queue_done(&f.q, b->n);
	rx_queue_line(&f.q, RX_SPAN("more"));
	assert_written(&f, "whole\nmore\n");
	close_pipe(&f);
}

static void
test_hash(void **state)
{
	char		 a[100], b[100];
	size_t		 n, i;
	struct rx_seen	 s = { NULL, NULL, 0, 0 };
	unsigned long	 k;

	(void)state;
	memset(a, 'x', sizeof(a));
	for (n = 0; n < sizeof(a); n++)
		for (i = 0; i < n; i++) {
			memcpy(b, a, sizeof(a));
			b[i] ^= 1;
			assert_int_not_equal(rx_page_hash(0, (struct rx_span){ a, n }),
			    rx_page_hash(0, (struct rx_span){ b, n }));
		}
	for (k = 0; k < 100000; k++)
		assert_null(rx_seen_add(&s, rx_page_hash(k, RX_SPAN("row")), k));
	for (k = 0; k < 100000; k++)
		assert_int_equal(*rx_seen_add(&s, rx_page_hash(k, RX_SPAN("row")), 0), k);
	rx_seen_free(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pipe), cmocka_unit_test(test_socket),
		cmocka_unit_test(test_gone), cmocka_unit_test(test_join),
		cmocka_unit_test(test_whole_or_not), cmocka_unit_test(test_hash),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
