#include <stdlib.h>

#include "lib/select/stream.h"

/* The first line decides whether this is a line stream; it is put back. */
static bool
is_line_stream(struct rx_in *in, bool *lines, struct rx_err *e)
{
	struct rx_span	first;
	int		r;

	do {
		if ((r = rx_in_line(in, &first, e)) != 1)
			break;
	} while (rx_span_trim(first).n == 0);
	*lines = r == 1 && rx_line_opens(first);
	if (r == 1)
		rx_in_back(in, first);
	return r != -1;
}

static void
close_stream(struct stream *s)
{
	struct cached		*c, *next;
	struct rx_promise	*p;

	for (c = s->cutters; c != NULL; c = next) {
		next = c->next;
		cutter_close(&c->cutter);
		free(c);
	}
	for (p = s->promises.first; p != NULL; p = p->next) {
		if (p->user != NULL) {
			rx_buf_free(&((struct seen *)p->user)->members);
			rx_buf_free(&((struct seen *)p->user)->top);
		}
		free(p->user);
	}
	rx_promises_free(&s->promises);
	rx_buf_free(&s->nameless.members);
	rx_buf_free(&s->nameless.top);
	singer_close(&s->singer);
	rx_buf_free(&s->key);
	rx_buf_free(&s->prefix);
	rx_buf_free(&s->page);
	rx_buf_free(&s->edge);
	rx_buf_free(&s->error);
}

int
rx_select_run(const struct rx_select_conf *conf, struct rx_in *in, struct rx_out *out,
    struct rx_err *e)
{
	struct stream s = {
		.conf = conf, .in = in, .out = out, .promises = RX_PROMISES_INIT,
		.nameless = { .members = RX_BUF_INIT(RX_BUF_TEXT),
		    .top = RX_BUF_INIT(RX_BUF_TEXT) },
		.key = RX_BUF_INIT(RX_BUF_LINE), .prefix = RX_BUF_INIT(RX_BUF_LINE),
		.page = RX_BUF_INIT(RX_BUF_LINE), .edge = RX_BUF_INIT(RX_BUF_LINE),
		.error = RX_BUF_INIT(RX_BUF_LINE)
	};
	bool	lines;
	int	status;

	singer_open(&s.singer);
	if (!is_line_stream(in, &lines, e))
		status = e->exit;
	else if (!lines && conf->resource != NULL)
		status = rx_err_set(e, RX_USAGE, "-R needs a line stream, not bare JSON") ?
		    RX_OK : RX_USAGE;
	else if (!lines && conf->singer)
		status = rx_err_set(e, RX_USAGE, "--singer needs a line stream: the names of "
		    "streams stand there") ? RX_OK : RX_USAGE;
	else
		status = lines ? stream_lines(&s, e) : stream_texts(&s, e);
	close_stream(&s);
	return status;
}
