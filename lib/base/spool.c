#include "rx/spool.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "rx/io.h"

#define PIECE	((size_t)64 << 10)

void
rx_spool_open(struct rx_spool *s, size_t memory)
{
	*s = (struct rx_spool){ .file = -1, .memory = memory };
}

size_t
rx_spool_size(const struct rx_spool *s)
{
	return s->n - s->start + (size_t)(s->tail - s->head);
}

static bool
to_file(struct rx_spool *s, const char *p, size_t n, struct rx_err *e)
{
	if (s->file == -1 && (s->file = rx_file_temp(e)) == -1)
		return false;
	while (n > 0) {
		ssize_t w = pwrite(s->file, p, n, s->tail);

		if (w < 0 && errno == EINTR)
			continue;
		if (w < 0)
			return rx_err_errno(e, "cannot write a temporary file");
		p += w;
		n -= (size_t)w;
		s->tail += w;
	}
	return true;
}

static bool
to_memory(struct rx_spool *s, const void *p, size_t n, struct rx_err *e)
{
	if (s->start > 0 && s->n + n > s->cap) {
		memmove(s->p, s->p + s->start, s->n - s->start);
		s->n -= s->start;
		s->start = 0;
	}
	if (s->n + n > s->cap) {
		size_t	 cap = (s->n + n) * 3 / 2;
		char	*q = realloc(s->p, cap);

		if (q == NULL)
			return rx_err_nomem(e);
		s->p = q;
		s->cap = cap;
	}
	memcpy(s->p + s->n, p, n);
	s->n += n;
	return true;
}

/* Memory holds the head of the queue, the file its tail: once there is a
 * tail in the file, what comes goes behind it. */
bool
rx_spool_put(struct rx_spool *s, const void *p, size_t n, struct rx_err *e)
{
	if (n == 0)
		return true;
	if (s->head == s->tail && s->n - s->start + n <= s->memory)
		return to_memory(s, p, n, e);
	return to_file(s, p, n, e);
}

static bool
refill(struct rx_spool *s, struct rx_err *e)
{
	size_t	want = (size_t)(s->tail - s->head);
	ssize_t	r;

	if (want > PIECE * 16)
		want = PIECE * 16;
	if (s->cap < want) {
		char *q = realloc(s->p, want);

		if (q == NULL)
			return rx_err_nomem(e);
		s->p = q;
		s->cap = want;
	}
	while ((r = pread(s->file, s->p, want, s->head)) < 0)
		if (errno != EINTR)
			return rx_err_errno(e, "cannot read a temporary file");
	s->start = 0;
	s->n = (size_t)r;
	s->head += r;
	if (s->head == s->tail) {
		s->head = s->tail = 0;
		if (ftruncate(s->file, 0) == -1)
			return rx_err_errno(e, "cannot truncate a temporary file");
	}
	return true;
}

bool
rx_spool_write(struct rx_spool *s, int fd, struct rx_err *e)
{
	size_t	n;
	ssize_t	w;

	if (s->start == s->n && s->head < s->tail && !refill(s, e))
		return false;
	n = s->n - s->start;
	if (n == 0)
		return true;
	w = write(fd, s->p + s->start, n > PIECE ? PIECE : n);
	if (w < 0)
		return errno == EAGAIN || errno == EINTR ? true :
		    rx_err_errno(e, "cannot write standard output");
	s->start += (size_t)w;
	if (s->start == s->n)
		s->start = s->n = 0;
	return true;
}

void
rx_spool_close(struct rx_spool *s)
{
	free(s->p);
	if (s->file != -1)
		(void)close(s->file);
	rx_spool_open(s, s->memory);
}
