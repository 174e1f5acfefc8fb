/* rx-plan: a source becomes begin, request and end lines. */
#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cmd/tool.h"
#include "rx/clock.h"
#include "rx/line.h"
#include "rx/plan.h"
#include "rx/source.h"
#include "rx/spool.h"

#define SPOOL_MEMORY	((size_t)16 << 20)
#define TURN		((size_t)24 << 10)	/* bytes of input between two looks at the output */

static struct rx_tool	tool;
static struct rx_opt_list set, parents, load;
static const char	*config, *base_url;
static double		resume_within = 3600;
static bool		pipe_mode, full, only_bound, lenient, check, explain, source_json, quiet;
static int		verbose;

static const struct rx_opt opts[] = {
	{ 0, "set", RX_OPT_LIST, &set, "[RESOURCE.]NAME=VALUE",
	    "bind a placeholder or a setting; several: one request each" },
	{ 0, "config", RX_OPT_TEXT, &config, "FILE", "settings: a map in JSON or YAML" },
	{ 0, "base-url", RX_OPT_TEXT, &base_url, "URL", "in place of client.base_url" },
	{ 0, "parents", RX_OPT_LIST, &parents, "[RESOURCE=]FILE",
	    "bind placeholders from records, one a line" },
	{ 0, "only-bound", RX_OPT_FLAG, &only_bound, NULL,
	    "leave out, in peace, what binds to nothing" },
	{ 0, "lenient", RX_OPT_FLAG, &lenient, NULL, "unknown keys are warnings" },
	{ 0, NULL, RX_OPT_HEAD, NULL, NULL, "In a pipe:" },
	{ 'p', "pipe", RX_OPT_FLAG, &pipe_mode, NULL,
	    "pass standard input on, and add the requests of children" },
	{ 0, "for", RX_OPT_LIST, &load, "RESOURCE",
	    "what the run loads: its parents are only fetched" },
	{ 0, "full", RX_OPT_FLAG, &full, NULL, "ignore bookmarks and unfinished attempts" },
	{ 0, "resume-within", RX_OPT_TIME, &resume_within, "SECONDS",
	    "go on with an attempt younger than this (3600)" },
	{ 0, NULL, RX_OPT_HEAD, NULL, NULL, "Instead of planning:" },
	{ 0, "check", RX_OPT_FLAG, &check, NULL, "tell all that is wrong, and what is needed" },
	{ 0, "explain", RX_OPT_FLAG, &explain, NULL, "say in words what will be fetched" },
	{ 0, "source-json", RX_OPT_FLAG, &source_json, NULL, "print the canonical source" },
	{ 0, NULL, RX_OPT_HEAD, NULL, NULL, "Messages:" },
	{ 'v', "verbose", RX_OPT_COUNT, &verbose, NULL, "say what was inferred" },
	{ 'q', "quiet", RX_OPT_FLAG, &quiet, NULL, "no warnings" },
	RX_OPTS_TOOL(tool),
	RX_OPT_END
};
static struct rx_tool tool = {
	.name = "rx-plan", .usage = "[options] SOURCE [RESOURCE ...]", .opts = opts
};

/* -- messages -------------------------------------------------------------- */

static void
fail(void *arg, const struct rx_err *e)
{
	(void)arg;
	(void)rx_tool_fail(tool.name, e);
}

static void
say(void *arg, const char *level, const char *text)
{
	(void)arg;
	if (strcmp(level, "warning") != 0 && verbose > 0)
		rx_tool_say(tool.name, NULL, text);
	else if (strcmp(level, "warning") == 0 && !quiet)
		rx_tool_say(tool.name, level, text);
}

/* What reading the source has found; errors of one resource only for --check. */
static void
tell_problems(const struct rx_source *s, bool all)
{
	struct rx_buf			 b = RX_BUF_INIT(RX_BUF_TEXT);
	const struct rx_problem		*p;
	const struct rx_note		*n;

	for (p = s->problems; p != NULL; p = p->next) {
		if (!p->warning && p->placeholder.p == NULL && (all || p->resource.p == NULL))
			fail(NULL, &p->err);
		if (!p->warning)
			continue;
		rx_buf_reset(&b);
		rx_buf_printf(&b, "%s%s%s", p->err.what, p->err.at[0] != '\0' ? ", at " : "",
		    p->err.at);
		say(NULL, "warning", rx_buf_str(&b));
	}
	for (n = s->notes; n != NULL; n = n->next) {
		rx_buf_reset(&b);
		if (n->resource.p != NULL)
			rx_buf_printf(&b, "%.*s: ", RX_FMT(n->resource));
		rx_buf_span(&b, n->text);
		if (n->key.n > 0)
			rx_buf_printf(&b, "; to say so: %.*s", RX_FMT(n->key));
		say(NULL, "info", rx_buf_str(&b));
	}
	rx_buf_free(&b);
}

/* -- instead of planning --------------------------------------------------- */

static int
print(struct rx_buf *b, bool ok)
{
	struct rx_err	e = RX_ERR_INIT;
	struct rx_out	out;

	if (!ok || b->failed) {
		rx_err_nomem(&e);
		return rx_tool_fail(tool.name, &e);
	}
	rx_out_open(&out, STDOUT_FILENO, "standard output");
	rx_out_span(&out, rx_buf_view(b));
	if (b->n > 0 && b->p[b->n - 1] != '\n')
		rx_out_add(&out, "\n", 1);
	return rx_out_close(&out, &e) ? RX_OK : rx_tool_fail(tool.name, &e);
}

/* Then it was told when the source was read. */
static bool
of_source(const struct rx_source *s, const struct rx_err *e)
{
	const struct rx_problem *p;

	for (p = s->problems; p != NULL; p = p->next)
		if (&p->err == e && p->placeholder.p == NULL)
			return true;
	return false;
}

static void
fail_check(void *source, const struct rx_err *e)
{
	if (!of_source(source, e))
		fail(NULL, e);
}

static int
check_source(struct rx_source *s, struct rx_plan_conf *conf)
{
	struct rx_err	 e = RX_ERR_INIT;
	struct rx_buf	 b = RX_BUF_INIT(RX_BUF_LINE), needs = RX_BUF_INIT(RX_BUF_LINE);
	struct rx_plan	*p;
	unsigned	 n = rx_source_resources(s)->n;
	int		 status, printed;

	conf->fail = fail_check;
	conf->arg = s;
	if ((p = rx_plan_open(conf, &e)) == NULL)
		return rx_tool_fail(tool.name, &e);
	status = rx_plan_check(p, &needs);
	if (status == RX_OK)
		rx_buf_printf(&b, "%s: ok, %u resource%s\n", s->name, n, n == 1 ? "" : "s");
	rx_buf_span(&b, rx_buf_view(&needs));
	printed = print(&b, true);
	rx_buf_free(&b);
	rx_buf_free(&needs);
	rx_plan_free(p);
	return status != RX_OK ? status : printed;
}

static int
show_source(struct rx_source *s)
{
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_LINE);
	int		status;

	status = print(&b, explain ? rx_source_explain(s, &b) : rx_source_json(s, &b));
	rx_buf_free(&b);
	return status;
}

/* -- planning -------------------------------------------------------------- */

static const char *
environment(const char *name)
{
	return getenv(name);
}

static bool
put_out(void *out, struct rx_span s, struct rx_err *e)
{
	(void)e;
	rx_out_span(out, s);
	return ((struct rx_out *)out)->error == 0;
}

static bool
put_spool(void *spool, struct rx_span s, struct rx_err *e)
{
	return rx_spool_put(spool, s.p, s.n, e);
}

/* What keeps the whole plan from being made, for whoever reads the stream. */
static int
refuse(const struct rx_err *e)
{
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_TEXT);
	int		status;

	rx_line_error(&b, e, RX_SPAN_NONE, RX_SPAN_NONE, 0, RX_SPAN_NONE);
	rx_buf_byte(&b, '\n');
	status = print(&b, true);
	rx_buf_free(&b);
	return status != RX_OK ? status : e->exit;
}

static int
stop(const struct rx_err *e)
{
	fail(NULL, e);
	return refuse(e);
}

static int
run(struct rx_plan_conf *conf)
{
	struct rx_err	 e = RX_ERR_INIT;
	struct rx_out	 out;
	struct rx_plan	*p;
	bool		 ok;
	int		 status;

	rx_out_open(&out, STDOUT_FILENO, "standard output");
	conf->put = put_out;
	conf->arg = &out;
	if ((p = rx_plan_open(conf, &e)) == NULL)
		return stop(&e);
	ok = rx_plan_finish(p, &e);
	ok = rx_out_close(&out, &e) && ok;
	status = ok ? rx_plan_exit(p, &e) : rx_tool_fail(tool.name, &e);
	rx_plan_free(p);
	return status;
}

/* -- in mid-pipe ----------------------------------------------------------- */

/* A write that polls writable takes what there is room for, no more. */
static int
unblock(int fd)
{
	struct stat	st;
	int		flags = fcntl(fd, F_GETFL);

	if (flags == -1 || (flags & O_NONBLOCK) || fstat(fd, &st) == -1 ||
	    !(S_ISFIFO(st.st_mode) || S_ISSOCK(st.st_mode)))
		return -1;
	return fcntl(fd, F_SETFL, flags | O_NONBLOCK) == -1 ? -1 : flags;
}

/* All lines that are there, up to a turn.  1: more may come; 0: the end. */
static int
take(struct rx_plan *p, struct rx_in *in, struct rx_err *e)
{
	struct rx_span	line;
	size_t		n = 0;
	int		got;

	while (n < TURN && (got = rx_in_wait(in, 0, e)) == 1) {
		if ((got = rx_in_line(in, &line, e)) <= 0)
			return got;
		n += line.n + 1;
		if (rx_span_trim(line).n > 0 && !rx_plan_line(p, line, in->cut, e))
			return e->exit == RX_OK ? 0 : -1;
	}
	return n < TURN && got < 0 ? -1 : 1;
}

/* As much as the reader takes without making us wait. */
static bool
drain(struct rx_spool *spool, struct rx_err *e)
{
	struct pollfd out = { .fd = STDOUT_FILENO, .events = POLLOUT };

	while (rx_spool_size(spool) > 0 && poll(&out, 1, 0) == 1)
		if (!rx_spool_write(spool, STDOUT_FILENO, e))
			return false;
	return true;
}

static bool
pump(struct rx_plan *p, struct rx_in *in, struct rx_spool *spool, struct rx_err *e)
{
	struct pollfd	fds[2] = { { .fd = STDIN_FILENO, .events = POLLIN },
	    { .fd = STDOUT_FILENO } };
	bool		more = true, buffered = false;
	int		got;

	while (more || rx_spool_size(spool) > 0) {
		fds[0].fd = more ? STDIN_FILENO : -1;
		fds[1].events = rx_spool_size(spool) > 0 ? POLLOUT : 0;
		fds[0].revents = fds[1].revents = 0;
		if (poll(fds, 2, buffered ? 0 : -1) == -1)
			continue;
		if (!drain(spool, e))
			return false;
		if (!more || (!buffered && fds[0].revents == 0))
			continue;
		if ((got = take(p, in, e)) < 0)
			return false;
		if (got == 0 && !rx_plan_finish(p, e))
			return false;
		more = got > 0;
		buffered = more && rx_in_wait(in, 0, e) == 1;
	}
	return true;
}

static int
run_pipe(struct rx_plan_conf *conf)
{
	struct rx_err	 e = RX_ERR_INIT;
	struct rx_spool	 spool;
	struct rx_plan	*p;
	struct rx_in	 in;
	int		 flags, status;

	rx_spool_open(&spool, SPOOL_MEMORY);
	conf->put = put_spool;
	conf->arg = &spool;
	if ((p = rx_plan_open(conf, &e)) == NULL)
		return stop(&e);
	rx_in_open(&in, STDIN_FILENO, "standard input", 0, NULL);
	flags = unblock(STDOUT_FILENO);
	if (!pump(p, &in, &spool, &e))
		status = rx_tool_fail(tool.name, &e);
	else if ((status = rx_plan_exit(p, &e)) != RX_OK && e.exit != RX_OK && flags == -1)
		fail(NULL, &e);		/* into a pipe, the last stage tells */
	if (flags != -1)
		(void)fcntl(STDOUT_FILENO, F_SETFL, flags);
	rx_in_close(&in);
	rx_spool_close(&spool);
	rx_plan_free(p);
	return status;
}

/* -- all of it ------------------------------------------------------------- */

static bool
usage_fits(int argc, char **argv, struct rx_err *e)
{
	if (argc == 0) {
		rx_err_set(e, RX_USAGE, "no source");
		return rx_err_hint(e, "rx-plan SOURCE [RESOURCE ...]; rx-plan -h");
	}
	if (check + explain + source_json + pipe_mode > 1)
		return rx_err_set(e, RX_USAGE,
		    "--check, --explain, --source-json and -p exclude each other");
	if (pipe_mode && strcmp(argv[0], "-") == 0) {
		rx_err_set(e, RX_USAGE, "with -p the source can't be standard input");
		return rx_err_hint(e, "standard input holds the lines that are passed on");
	}
	return true;
}

static int
with_source(struct rx_source *s, int argc, char **argv)
{
	struct rx_plan_conf conf = {
		.source = s, .resources = (const char *const *)argv + 1,
		.nresources = (size_t)argc - 1, .load = load.v, .nload = load.n, .set = set.v,
		.nset = set.n, .config = config, .parents = parents.v, .nparents = parents.n,
		.pipe = pipe_mode, .full = full, .only_bound = only_bound, .fail = fail, .say = say,
		.resume_within = resume_within, .now = rx_clock_now(), .env = environment
	};

	tell_problems(s, check || explain || source_json);
	return check ? check_source(s, &conf) : explain || source_json ? show_source(s) :
	    pipe_mode ? run_pipe(&conf) : run(&conf);
}

int
main(int argc, char *argv[])
{
	struct rx_source	 source;
	struct rx_err		 e = RX_ERR_INIT;
	int			 status = rx_tool_start(&tool, &argc, argv);

	if (status >= 0)
		return status;
	if (!usage_fits(argc, argv, &e))
		return stop(&e);
	if (rx_source_open(&source, argv[0], &(struct rx_source_conf){ .base_url = base_url,
	    .lenient = lenient }, &e))
		status = with_source(&source, argc, argv);
	else {
		if (source.problems == NULL)
			fail(NULL, &e);
		tell_problems(&source, true);
		status = check || explain || source_json ? e.exit : refuse(&e);
	}
	rx_source_free(&source);
	return status;
}
