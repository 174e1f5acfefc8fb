/*
 * The credential helper: a child that reads request lines and gives them back
 * with credentials, in order.  It is never waited for: its pipes are polled
 * with everything else.
 */
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "rx/clock.h"
#include "lib/page/engine.h"

#define GRACE	5		/* seconds between the end of its input and SIGTERM */

extern char **environ;

static bool
spawn(struct rx_helper *h, const char *const *argv, int in, int out, struct rx_err *e)
{
	posix_spawn_file_actions_t	 fa;
	posix_spawnattr_t		 at;
	sigset_t			 ours;	/* ignored here alone */
	pid_t				 pid = -1;
	int				 rc;

	sigemptyset(&ours);
	sigaddset(&ours, SIGPIPE);
	sigaddset(&ours, SIGXFSZ);
	posix_spawn_file_actions_init(&fa);
	posix_spawn_file_actions_adddup2(&fa, in, 0);
	posix_spawn_file_actions_adddup2(&fa, out, 1);
	posix_spawnattr_init(&at);
	posix_spawnattr_setsigdefault(&at, &ours);
	posix_spawnattr_setflags(&at, POSIX_SPAWN_SETSIGDEF);
	rc = posix_spawnp(&pid, argv[0], &fa, &at, (char *const *)(uintptr_t)argv, environ);
	posix_spawn_file_actions_destroy(&fa);
	posix_spawnattr_destroy(&at);
	h->pid = pid;
	if (rc == 0)
		return true;
	rx_err_set(e, RX_FAILED, "cannot start the credential helper %s: %s", argv[0],
	    strerror(rc));
	return rx_err_hint(e, "it is found beside rx-page, then in PATH; --auth COMMAND names "
	    "another one");
}

static bool
open_helper(struct rx_helper *h, const char *const *argv, struct rx_err *e)
{
	int	to[2] = { -1, -1 }, from[2] = { -1, -1 };
	bool	ok;

	if (argv == NULL)
		return rx_err_set(e, RX_USAGE, "credentials are needed, and there is no helper");
	if (pipe2(to, O_CLOEXEC) == -1 || pipe2(from, O_CLOEXEC) == -1) {
		rx_err_errno(e, "pipe");
		ok = false;
	} else {
		ok = spawn(h, argv, to[0], from[1], e);
	}
	(void)close(to[0]);
	(void)close(from[1]);
	if (!ok) {
		(void)close(to[1]);
		(void)close(from[0]);
		return false;
	}
	h->to = to[1];
	h->from = from[0];
	(void)fcntl(h->to, F_SETFL, O_NONBLOCK);	/* our end alone */
	rx_in_open(&h->in, h->from, "the credential helper", 0, NULL);
	return true;
}

/* Has it ended within this time (seconds)? */
static bool
ended(int pid, double within)
{
	double	until = rx_clock_mono() + within;
	int	status, r;

	while ((r = waitpid(pid, &status, WNOHANG)) == 0 && rx_clock_mono() < until)
		(void)poll(NULL, 0, 5);
	return r != 0;
}

/* The end of its input tells it to end.  It gets the time to put a new token
 * away; then it is made to end. */
void
rx_helper_close(struct rx_helper *h)
{
	if (h->pid == -1)
		return;
	(void)close(h->to);
	(void)close(h->from);
	rx_in_close(&h->in);
	rx_buf_free(&h->out);
	h->off = 0;
	if (!ended(h->pid, h->late ? 0 : GRACE) && kill(h->pid, SIGTERM) == 0 &&
	    !ended(h->pid, 1) && kill(h->pid, SIGKILL) == 0)
		(void)ended(h->pid, GRACE);
	h->pid = h->to = h->from = -1;
}

static void
write_question(struct rx_buf *b, const struct rx_fetch *f)
{
	/* with a resource even where there is none, so that an error comes as a line */
	rx_line_start(b, RX_KIND_REQUEST, f->res->name.p != NULL ? f->res->name :
	    RX_SPAN("request"));
	rx_line_json(b, "part", f->part);
	if (f->method.n > 0)
		rx_line_string(b, "method", f->method);
	rx_line_string(b, "url", f->url);
	rx_line_json(b, "params", f->params);
	rx_line_json(b, "headers", f->headers);
	rx_line_json(b, "auth", f->auth);
	if (f->refused[0] != '\0')
		rx_line_string(b, "refused", rx_span_of(f->refused));
	rx_line_json(b, "body", f->body);
	rx_line_finish(b);
	rx_buf_byte(b, '\n');
}

/* What the user would call it. */
static const char *
name_of(const char *const *argv)
{
	return strcmp(argv[0], "/bin/sh") == 0 ? argv[2] : argv[0];
}

static bool
too_late(const struct rx_engine *g, struct rx_err *e)
{
	rx_err_set(e, RX_LIMIT, "the credential helper '%.200s' gave no answer within %g s",
	    name_of(g->conf->helper), g->conf->auth_timeout);
	return rx_err_hint(e, "--auth-timeout SECONDS gives it longer");
}

bool
rx_helper_ask(struct rx_engine *g, struct rx_fetch *f, struct rx_err *e)
{
	struct rx_helper *h = &g->helper;

	if (h->late)
		return too_late(g, e);
	if (h->pid == -1 && !open_helper(h, g->conf->helper, e))
		return false;
	write_question(&h->out, f);
	f->asking = NULL;
	if (h->first == NULL)
		h->since = rx_clock_mono();
	if (h->last != NULL)
		h->last->asking = f;
	else
		h->first = f;
	h->last = f;
	g->busy = true;
	return true;
}

static struct rx_fetch *
pop(struct rx_helper *h)
{
	struct rx_fetch *f = h->first;

	if (f != NULL && (h->first = f->asking) == NULL)
		h->last = NULL;
	return f;
}

static void
copy_text(char *to, size_t size, struct rx_span json)
{
	struct rx_buf b = RX_BUF_INIT(RX_BUF_TEXT);

	if (json.p != NULL && rx_json_text(&b, json)) {
		(void)strncpy(to, rx_buf_str(&b), size - 1);
		to[size - 1] = '\0';
	}
	rx_buf_free(&b);
}

/* The helper told the error on standard error; here it becomes the request's. */
static void
refuse(struct rx_engine *g, struct rx_fetch *f, const struct rx_line *l)
{
	struct rx_err	e = RX_ERR_INIT;
	unsigned long	status;

	e.exit = rx_span_uint(l->m[RX_M_EXIT], &status) && status > 0 && status < 128 ?
	    (int)status : RX_FAILED;
	copy_text(e.what, sizeof(e.what), l->m[RX_M_MESSAGE]);
	copy_text(e.at, sizeof(e.at), l->m[RX_M_AT]);
	copy_text(e.got, sizeof(e.got), l->m[RX_M_GOT]);
	copy_text(e.hint, sizeof(e.hint), l->m[RX_M_HINT]);
	rx_fetch_fail(g, f, &e, 0, true);
}

static void
answer(struct rx_engine *g, const struct rx_line *l)
{
	struct rx_fetch	*f = pop(&g->helper);
	struct rx_err	 e = RX_ERR_INIT;

	g->helper.since = rx_clock_mono();
	if (l->kind != RX_KIND_ERROR && l->kind != RX_KIND_REQUEST && l->kind != RX_KIND_PLAIN) {
		rx_err_set(&e, RX_BAD_DATA, "the credential helper gave no request back");
		rx_fetch_fail(g, f, &e, 0, false);
		return;
	}
	if (l->kind == RX_KIND_ERROR) {
		refuse(g, f, l);
		return;
	}
	if (l->m[RX_M_CREDENTIALS].p != NULL)
		rx_credentials_take(g, f, l->m[RX_M_CREDENTIALS]);
	else
		f->resolved = true;	/* it needs none */
	if (!f->resolved) {
		rx_err_set(&e, RX_BAD_DATA, "the credential helper gives *** for credentials");
		rx_fetch_fail(g, f, &e, 0, false);
		return;
	}
	rx_credentials_remember(g, f);
	f->state = RX_FETCH_READY;
	g->busy = true;
	if (f->refusal != NULL)
		rx_answer_renewed(g, f);
}

/* Nobody will answer any more. */
static void
give_up(struct rx_engine *g, const struct rx_err *why)
{
	struct rx_fetch *f;

	rx_helper_close(&g->helper);
	while ((f = pop(&g->helper)) != NULL) {
		struct rx_err e = *why;

		rx_fetch_fail(g, f, &e, 0, false);
	}
}

static void
read_answers(struct rx_engine *g)
{
	struct rx_helper	*h = &g->helper;
	struct rx_line		 l = RX_LINE_INIT;
	struct rx_err		 e = RX_ERR_INIT;
	int			 r = 0;

	while (h->pid != -1 && (r = rx_in_wait(&h->in, 0, &e)) == 1 &&
	    (r = rx_line_next(&h->in, &l, RX_LINE_WHOLE, &e)) == 1) {
		if (h->first != NULL) {
			answer(g, &l);
			continue;
		}
		rx_err_set(&e, RX_BAD_DATA, "the credential helper answers what nobody asked");
		rx_err_got(&e, l.m[RX_M_CREDENTIALS].p == NULL ? l.text : RX_SPAN("***"));
		rx_engine_fail(g, &e);
		break;
	}
	if (h->pid != -1 && h->in.eof && r == 0) {
		rx_err_set(&e, RX_FAILED, "the credential helper ended without an answer");
		r = -1;
	}
	if (r == -1)
		give_up(g, &e);
	rx_line_free(&l);
}

void
rx_helper_move(struct rx_engine *g, bool readable, bool writable)
{
	struct rx_helper *h = &g->helper;

	if (h->pid == -1)
		return;
	while (writable && h->off < h->out.n) {
		ssize_t w = write(h->to, h->out.p + h->off, h->out.n - h->off);

		if (w < 0 && errno == EINTR)
			continue;
		if (w < 0)
			break;		/* full; or gone, which its answers' end will tell */
		h->off += (size_t)w;
	}
	if (h->off == h->out.n) {
		rx_buf_reset(&h->out);
		h->off = 0;
	}
	if (readable)
		read_answers(g);
}

int
rx_helper_wait(const struct rx_engine *g, double now)
{
	double left = g->helper.since + g->conf->auth_timeout - now;

	if (g->helper.pid == -1 || g->helper.first == NULL || g->conf->auth_timeout <= 0)
		return -1;
	return left <= 0 ? 0 : left > 3600 ? 3600000 : (int)ceil(left * 1000);
}

void
rx_helper_timer(struct rx_engine *g, double now)
{
	struct rx_err e = RX_ERR_INIT;

	if (rx_helper_wait(g, now) != 0)
		return;
	(void)too_late(g, &e);
	g->helper.late = true;
	give_up(g, &e);
	g->busy = true;
}
