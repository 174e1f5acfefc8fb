#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "rx/buf.h"
#include "rx/io.h"

#define CHUNK	((size_t)256 << 10)

void
rx_in_open(struct rx_in *in, int fd, const char *name, size_t max, struct rx_out *out)
{
	*in = (struct rx_in){ .fd = fd, .name = name, .max = max != 0 ? max : RX_BUF_LINE,
	    .out = out };
}

/* Makes room behind end: moves what is left to the front, then grows. */
static bool
room(struct rx_in *in, struct rx_err *e)
{
	size_t	 cap;
	char	*p;

	if (in->start > 0 && (in->start >= in->cap / 2 || in->end == in->cap)) {
		memmove(in->p, in->p + in->start, in->end - in->start);
		in->end -= in->start;
		in->seen -= in->start;
		in->start = 0;
	}
	if (in->cap - in->end >= CHUNK / 4)
		return true;
	if (in->end - in->start > in->max) {
		rx_err_set(e, RX_BAD_DATA, "line %lu is longer than %zu MiB", in->line + 1,
		    in->max >> 20);
		return rx_err_at(e, "%s", in->name);
	}
	cap = in->cap + (in->cap > CHUNK ? in->cap / 2 : CHUNK);
	if ((p = realloc(in->p, cap)) == NULL)
		return rx_err_nomem(e);
	in->p = p;
	in->cap = cap;
	return true;
}

static bool
ready(const struct rx_in *in, int ms)
{
	struct pollfd pfd = { .fd = in->fd, .events = POLLIN };

	return poll(&pfd, 1, ms) != 0;
}

static bool
stopped(const struct rx_in *in)
{
	return in->stop != NULL && *in->stop != 0;
}

static bool
fill(struct rx_in *in, struct rx_err *e)
{
	ssize_t r = 0;

	if (!room(in, e))
		return false;
	if (in->out != NULL && in->out->n > 0 && !ready(in, 0))
		rx_out_flush(in->out);
	while (!stopped(in) && (r = read(in->fd, in->p + in->end, in->cap - in->end)) < 0) {
		if (errno == EAGAIN)
			(void)ready(in, -1);
		else if (errno != EINTR)
			return rx_err_errno(e, "cannot read %s", in->name);
	}
	in->eof = r <= 0;
	in->end += r > 0 ? (size_t)r : 0;
	return true;
}

/* The mark that some editors put before the first line (U+FEFF) is no part of it. */
static struct rx_span
unmarked(const struct rx_in *in, struct rx_span text)
{
	return in->line == 0 && text.n >= 3 && memcmp(text.p, "\xEF\xBB\xBF", 3) == 0 ?
	    rx_span_cut(text, 3) : text;
}

int
rx_in_line(struct rx_in *in, struct rx_span *line, struct rx_err *e)
{
	for (;;) {
		char *nl = in->end > in->seen ?
		    memchr(in->p + in->seen, '\n', in->end - in->seen) : NULL;

		if (nl != NULL) {
			*line = unmarked(in, (struct rx_span){ in->p + in->start,
			    (size_t)(nl - in->p) - in->start });
			in->start = in->seen = (size_t)(nl - in->p) + 1;
			in->line++;
			return 1;
		}
		in->seen = in->end;
		if (in->eof)
			break;
		if (!fill(in, e))
			return -1;
	}
	if (in->start == in->end)
		return 0;
	*line = unmarked(in, (struct rx_span){ in->p + in->start, in->end - in->start });
	in->start = in->seen = in->end;
	in->cut = true;
	in->line++;
	return 1;
}

void
rx_in_back(struct rx_in *in, struct rx_span line)
{
	in->start = in->seen = (size_t)(line.p - in->p);
	in->line--;
	in->cut = false;
}

int
rx_in_wait(struct rx_in *in, int ms, struct rx_err *e)
{
	for (;;) {
		if (in->eof || (in->end > in->seen &&
		    memchr(in->p + in->seen, '\n', in->end - in->seen) != NULL))
			return 1;
		in->seen = in->end;
		if (!ready(in, ms))
			return 0;
		if (!fill(in, e))
			return -1;
	}
}

bool
rx_in_rest(struct rx_in *in, struct rx_span *rest, struct rx_err *e)
{
	while (!in->eof)
		if (!fill(in, e))
			return false;
	*rest = unmarked(in, (struct rx_span){ in->p != NULL ? in->p + in->start : "",
	    in->end - in->start });
	in->start = in->seen = in->end;
	return true;
}

void
rx_in_close(struct rx_in *in)
{
	free(in->p);
	in->p = NULL;
	in->start = in->end = in->seen = in->cap = 0;
}
