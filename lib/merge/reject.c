/* Records that can't be stored: set aside with the reason, or an error. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "rx/text.h"
#include "lib/merge/run.h"

/* Standard output, if nothing else goes there. */
static bool
open_stdout(struct rx_merge *m, struct rx_err *e)
{
	int fd;

	if (m->kind->pass != NULL) {
		rx_err_set(e, RX_USAGE, "--rejects %s: the merged records go to standard "
		    "output", m->conf.rejects);
		return rx_err_hint(e, "--rejects FILE");
	}
	if ((fd = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3)) == -1)
		return rx_err_errno(e, "cannot open standard output");
	rx_out_open(&m->rejects, fd, "standard output");
	return true;
}

/* What is read or merged is not to be mixed with what is not. */
static bool
is_apart(struct rx_merge *m, const char *where, struct rx_err *e)
{
	const char	*path = m->conf.rejects;
	struct rx_buf	 state = RX_BUF_INIT(RX_BUF_TEXT);
	bool		 same = m->kind->pass != NULL ? rx_file_same_open(STDOUT_FILENO, path) :
	    rx_file_same(where, path) || (rx_buf_printf(&state, "%s.state", where) &&
	    rx_file_same(rx_buf_str(&state), path));

	rx_buf_free(&state);
	if (same)
		rx_err_set(e, RX_USAGE, "--rejects %s: that is where the records go", path);
	else if (rx_file_inside(where, path))
		rx_err_set(e, RX_USAGE, "--rejects %s: that is the directory of the target", path);
	else
		return true;
	return rx_err_hint(e, "rejects need a file of their own");
}

bool
rx_rejects_open(struct rx_merge *m, const char *where, struct rx_err *e)
{
	int fd;

	if (m->conf.rejects == NULL)
		return true;
	if (strcmp(m->conf.rejects, "-") == 0 || strcmp(m->conf.rejects, "/dev/stdout") == 0)
		return open_stdout(m, e);
	if (!is_apart(m, where, e))
		return false;
	fd = open(m->conf.rejects, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
	if (fd == -1)
		return rx_err_errno(e, "cannot open %s", m->conf.rejects);
	rx_out_open(&m->rejects, fd, m->conf.rejects);
	return true;
}

/* Before the state moves past a reject, it must be safe. */
bool
rx_rejects_sync(struct rx_merge *m, struct rx_err *e)
{
	if (m->rejects.fd == -1)
		return true;
	rx_out_flush(&m->rejects);
	if (m->rejects.error != 0) {
		errno = m->rejects.error;
		return rx_err_errno(e, "cannot write %s", m->conf.rejects);
	}
	(void)fsync(m->rejects.fd);	/* a pipe has nothing to sync */
	return true;
}

/* data: a record, or, from bare input, text that is none; field: of the value
 * that was left out of it, or NONE. */
static bool
set_aside(struct rx_merge *m, const struct rx_load *l, struct rx_span data, struct rx_span field,
    struct rx_span value, const char *why, struct rx_err *e)
{
	struct rx_json_fault	f;
	struct rx_buf		*b = &m->text;

	rx_buf_reset(b);
	rx_buf_text(b, "{\"reason\":");
	rx_json_quote(b, rx_span_of(why));
	rx_buf_text(b, ",\"resource\":");
	rx_json_quote(b, l->resource);
	if (field.p != NULL) {
		rx_buf_text(b, ",\"field\":");
		rx_json_quote(b, field);
		rx_buf_text(b, ",\"value\":");
		rx_buf_span(b, value);
	}
	rx_buf_text(b, ",\"data\":");
	if (data.n > 0 && rx_json_skip(data.p, data.p + data.n, &f) == data.p + data.n)
		rx_buf_span(b, data);
	else
		rx_json_quote(b, data);
	if (!rx_buf_byte(b, '}'))
		return rx_err_nomem(e);
	rx_out_line(&m->rejects, rx_buf_view(b));
	rx_merge_pending(m);
	return true;
}

void
rx_load_at(const struct rx_load *l, struct rx_span bytes, struct rx_err *e)
{
	unsigned long line = rx_hold_line(&l->hold, bytes);

	if (line > 0)
		rx_err_at(e, "line %lu of the input", line);
}

bool
rx_load_reject(struct rx_merge *m, struct rx_load *l, struct rx_span data,
    const struct rx_err *why, struct rx_err *e)
{
	struct rx_err first = RX_ERR_INIT;

	l->rejected++;
	if (m->rejects.fd != -1)
		return set_aside(m, l, data, RX_SPAN_NONE, RX_SPAN_NONE, why->what, e);
	if (l->told)
		return true;
	l->told = true;
	rx_err_set(&first, RX_BAD_DATA, "%.*s: %s", RX_FMT(l->resource), why->what);
	if (why->at[0] != '\0')
		rx_err_at(&first, "%s", why->at);
	else
		rx_load_at(l, data, &first);
	rx_err_got(&first, data);
	if (why->hint[0] != '\0')
		rx_err_hint(&first, "%s", why->hint);
	else
		rx_err_hint(&first, "%.*s stops here; --rejects FILE sets such records aside and "
		    "goes on", RX_FMT(l->resource));
	return rx_load_fail(m, l, &first) || rx_err_nomem(e);
}

bool
rx_load_reject_put(struct rx_merge *m, struct rx_load *l, struct rx_span record,
    const struct rx_err *why, struct rx_err *e)
{
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_LINE);
	bool		ok = rx_load_reject(m, l, rx_load_unversion(l, record, &b), why, e);

	rx_buf_free(&b);
	return ok;
}

bool
rx_load_stops(struct rx_load *l, size_t at, bool told)
{
	if (!l->told || !l->failed)
		return false;
	if (!told && !l->halted) {
		l->halted = true;
		l->stop = rx_hold_end(&l->hold, at);
	}
	if (!l->halted || at < l->stop)
		return false;
	l->untaken++;
	return true;
}

bool
rx_load_discard(struct rx_merge *m, struct rx_load *l, struct rx_span data, struct rx_span field,
    struct rx_span value, const char *why, struct rx_err *e)
{
	if (field.p != NULL)
		l->left_out++;
	else
		l->discarded++;
	return m->rejects.fd == -1 || set_aside(m, l, data, field, value, why, e);
}
