/* rx-auth: resolves secrets, obtains tokens, attaches them to requests. */
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "rx/auth.h"
#include "rx/promise.h"
#include "rx/url.h"
#include "cmd/tool.h"

#define NAME	"rx-auth"

static struct rx_auth_conf conf = RX_AUTH_CONF_INIT;
static struct {
	bool	check, reveal, no_token_cache, quiet;
	int	verbose;
} opt;
static struct rx_tool tool;

static const struct rx_opt opts[] = {
	{ 0, NULL, RX_OPT_HEAD, NULL, NULL, "In place of the requests' own auth:" },
	{ 0, "bearer", RX_OPT_TEXT, &conf.bearer, "NAME", "the secret NAME as bearer token" },
	{ 0, "basic", RX_OPT_TEXT, &conf.basic, "USER[:NAME]",
	    "USER and the secret NAME as password; or the secret USER, and no password" },
	{ 0, "header", RX_OPT_TEXT, &conf.header, "'HEADER: NAME'", "the secret NAME in HEADER" },
	{ 0, "query", RX_OPT_TEXT, &conf.query, "KEY=NAME", "the secret NAME in the query" },
	{ 0, NULL, RX_OPT_HEAD, NULL, NULL, "Where secrets are:" },
	{ 0, "secret", RX_OPT_LIST, &conf.secrets.given, "NAME=KIND:WHERE",
	    "in env:VAR, file:PATH, or printed by cmd:COMMAND" },
	{ 0, "secrets", RX_OPT_TEXT, &conf.secrets.file, "FILE",
	    "in FILE (~/.config/rx/secrets.json)" },
	{ 'n', "netrc", RX_OPT_FLAG, &conf.secrets.use_netrc, NULL, "in ~/.netrc too" },
	{ 0, "netrc-file", RX_OPT_TEXT, &conf.secrets.netrc, "FILE", "in FILE, as netrc" },
	{ 0, NULL, RX_OPT_HEAD, NULL, NULL, "What is done:" },
	{ 0, "check", RX_OPT_FLAG, &opt.check, NULL,
	    "only tell where each secret comes from; exit 2 if one is missing" },
	{ 0, "reveal", RX_OPT_FLAG, &opt.reveal, NULL,
	    "write credentials to a file or terminal too" },
	{ 0, "allow-http", RX_OPT_FLAG, &conf.allow_http, NULL,
	    "send secrets over http, not only https and to this machine" },
	{ 0, "margin", RX_OPT_TIME, &conf.margin, "SECONDS",
	    "renew tokens SECONDS before their end (60)" },
	{ 0, "max-wait", RX_OPT_TIME, &conf.max_wait, "SECONDS",
	    "wait no longer than SECONDS before each new try of a token request" },
	{ 0, "no-token-cache", RX_OPT_FLAG, &opt.no_token_cache, NULL,
	    "neither use nor keep tokens on disk" },
	RX_OPTS_CONNECTION(&conf.http),
	RX_OPTS_TOOL(tool),
	{ 'v', "verbose", RX_OPT_COUNT, &opt.verbose, NULL, "tell of token requests and waits" },
	{ 'q', "quiet", RX_OPT_FLAG, &opt.quiet, NULL, "no warnings" },
	RX_OPT_END
};

struct filter {
	struct rx_auth		*auth;
	struct rx_in		 in;
	struct rx_out		 out;
	struct rx_line		 line;
	struct rx_promises	 promises;
	struct rx_buf		 buf;
	char			 told[sizeof(((struct rx_err *)0)->what)];	/* the last error */
	bool			 mask, said;
};

static void
say(void *arg, const char *level, const char *text)
{
	(void)arg;
	if (level != NULL ? !opt.quiet : opt.verbose > 0)
		rx_tool_say(NAME, level, text);
}

/* Credentials go to the next program, not to a place where they stay. */
static bool
stays(int fd)
{
	struct stat st;

	return fstat(fd, &st) == -1 || !(S_ISFIFO(st.st_mode) || S_ISSOCK(st.st_mode));
}

/* No core file, and /proc shows memory and environment to nobody.  The leak
 * checker needs what this takes away. */
static void
close_curtains(void)
{
	struct rlimit none = { 0, 0 };

	(void)setrlimit(RLIMIT_CORE, &none);
#ifndef __SANITIZE_ADDRESS__
	(void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
#endif
}

/* -- the filter -------------------------------------------------------------- */

static bool
is_request(const struct rx_line *l)
{
	return l->kind == RX_KIND_REQUEST || l->kind == RX_KIND_PLAIN || l->kind == RX_KIND_URL;
}

/* "contacts, https://api.example.com/v1/contacts", as the line has it. */
static void
place(const struct rx_line *l, struct rx_err *err)
{
	struct rx_span	url = l->kind == RX_KIND_URL ? l->text : rx_span_cut(l->m[RX_M_URL], 1);
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_TEXT);

	if (url.n > 0 && l->kind != RX_KIND_URL)
		url.n--;
	rx_url_show(&b, url);
	rx_err_at(err, "%.*s%s%s", RX_FMT(l->resource), l->resource.n > 0 ? ", " : "",
	    rx_buf_str(&b));
	rx_buf_free(&b);
}

/* The same error of many requests is printed once, written for each. */
static void
fail_request(struct filter *f, struct rx_err *err)
{
	if (err->at[0] == '\0')
		place(&f->line, err);
	if (strcmp(f->told, err->what) != 0)
		(void)rx_tool_fail(NAME, err);
	memcpy(f->told, err->what, sizeof(f->told));
	(void)rx_promises_fail(&f->promises, f->line.resource, err->exit);
	rx_buf_reset(&f->buf);
	rx_line_error(&f->buf, err, f->line.resource, f->line.m[RX_M_PART], 0, RX_SPAN_NONE);
	rx_out_line(&f->out, rx_buf_view(&f->buf));
}

static void
do_request(struct filter *f)
{
	struct rx_err err = RX_ERR_INIT;

	rx_buf_reset(&f->buf);
	if (!rx_auth_line(f->auth, &f->line, f->mask, &f->buf, &err)) {
		fail_request(f, &err);
		return;
	}
	if (f->mask && !f->said && !rx_span_eq(rx_buf_view(&f->buf), f->line.text)) {
		f->said = true;
		say(NULL, "warning", "credentials are written as *** here: standard output is no "
		    "pipe (--reveal)");
	}
	rx_out_line(&f->out, rx_buf_view(&f->buf));
}

static bool
do_line(struct filter *f, struct rx_err *err)
{
	enum rx_verdict verdict;

	if (!rx_promises_see(&f->promises, &f->line, &verdict, NULL, err))
		return false;
	if (is_request(&f->line))
		do_request(f);
	else if (verdict == RX_PASS)
		rx_out_line(&f->out, f->line.text);
	return true;
}

static int
run_filter(struct filter *f, struct rx_err *err)
{
	int r, status;

	f->mask = !opt.reveal && stays(1);
	while ((r = rx_line_next(&f->in, &f->line, RX_LINE_LAZY, err)) == 1)
		if (!do_line(f, err)) {
			r = -1;
			break;
		}
	if (r == -1) {			/* for the next tool */
		rx_buf_reset(&f->buf);
		if (rx_line_error(&f->buf, err, RX_SPAN_NONE, RX_SPAN_NONE, 0, RX_SPAN_NONE))
			rx_out_line(&f->out, rx_buf_view(&f->buf));
	}
	if (r == -1) {
		status = rx_tool_fail(NAME, err);
	} else if ((status = rx_promises_close(&f->promises, &f->buf, err)) != RX_OK &&
	    f->buf.n > 0) {
		(void)rx_tool_fail(NAME, err);
		rx_out_line(&f->out, rx_buf_view(&f->buf));
	}
	if (!rx_out_close(&f->out, err))
		status = rx_tool_fail(NAME, err);
	return status;
}

/* -- --check ----------------------------------------------------------------- */

struct check {
	struct filter	*f;
	struct rx_arena	 arena;
	struct told {
		struct rx_span	 name;
		struct told	*next;
	}		*told;
	int		 status;
};

/* One secret, once: "token: RX_SECRET_TOKEN". */
static void
check_name(void *arg, struct rx_span name)
{
	struct check	*c = arg;
	struct rx_err	 err = RX_ERR_INIT;
	struct told	*t;
	const char	*from;
	bool		 found;
	int		 status;

	for (t = c->told; t != NULL; t = t->next)
		if (rx_span_eq(t->name, name))
			return;
	found = rx_auth_where(c->f->auth, name, &from, &err) == RX_SECRET_FOUND;
	rx_buf_reset(&c->f->buf);
	rx_text_safe(&c->f->buf, name, false);
	rx_buf_text(&c->f->buf, ": ");
	rx_text_safe(&c->f->buf, found ? rx_span_of(from) : RX_SPAN("missing"), false);
	rx_out_line(&c->f->out, rx_buf_view(&c->f->buf));
	if (!found && (status = rx_tool_fail(NAME, &err)) != RX_OK && c->status == RX_OK)
		c->status = status;
	if ((t = rx_arena_get(&c->arena, sizeof(*t))) != NULL) {
		t->name = rx_arena_span(&c->arena, name);
		t->next = c->told;
		c->told = t;
	}
}

static bool
check_requests(struct check *c, struct rx_err *err)
{
	struct filter	*f = c->f;
	int		 r;

	while ((r = rx_line_next(&f->in, &f->line, RX_LINE_LAZY, err)) == 1)
		if (is_request(&f->line) &&
		    !rx_auth_names(f->auth, &f->line, check_name, c, err))
			return false;
	return r == 0;
}

static int
run_check(struct filter *f, int argc, char *argv[], struct rx_err *err)
{
	struct check	c = { f, RX_ARENA_INIT, NULL, RX_OK };
	int		i;

	for (i = 0; i < argc; i++)
		check_name(&c, rx_span_of(argv[i]));
	if (argc == 0 && !check_requests(&c, err))
		c.status = rx_tool_fail(NAME, err);
	rx_arena_free(&c.arena);
	if (!rx_out_close(&f->out, err))
		c.status = rx_tool_fail(NAME, err);
	return c.status;
}

/* ---------------------------------------------------------------------------- */

static int
run(int argc, char *argv[])
{
	struct filter	f = { .line = RX_LINE_INIT, .promises = RX_PROMISES_INIT,
			    .buf = RX_BUF_INIT(RX_BUF_LINE) };
	struct rx_err	err = RX_ERR_INIT;
	int		status;

	if ((f.auth = rx_auth_open(&conf, &err)) == NULL)
		return rx_tool_fail(NAME, &err);
	rx_out_open(&f.out, 1, "standard output");
	rx_in_open(&f.in, 0, "standard input", 0, &f.out);
	status = opt.check ? run_check(&f, argc, argv, &err) : run_filter(&f, &err);
	rx_in_close(&f.in);
	rx_line_free(&f.line);
	rx_promises_free(&f.promises);
	rx_buf_free(&f.buf);
	rx_auth_close(f.auth);
	return status;
}

int
main(int argc, char *argv[])
{
	struct rx_err	err = RX_ERR_INIT;
	int		status;

	close_curtains();
	tool = (struct rx_tool){ NAME, "[options] < requests\n       " NAME
	    " --check [options] [NAME ...] [< requests]", opts, false, false, false };
	if ((status = rx_tool_start(&tool, &argc, argv)) != -1)
		return status;
	conf.secrets.say = conf.say = say;
	conf.no_store = opt.no_token_cache;
	if (argc > 0 && !opt.check) {
		rx_err_set(&err, RX_USAGE, "it takes no operands but with --check");
		rx_err_hint(&err, "requests come on standard input: rx-plan SOURCE | rx-auth");
		return rx_tool_fail(NAME, &err);
	}
	return run(argc, argv);
}
