/* rx-run: the whole pipe as one command; rx-run(1).  No data passes here. */
#include <signal.h>
#include <sys/wait.h>

#include "rx/clock.h"
#include "rx/pipe.h"

#include "tool.h"

static struct {
	const char		*into, *base_url, *config, *secrets, *rejects, *summary, *jobs;
	const char		*schema, *lock_wait, *nest, *names, *strategy, *min_records;
	const char		*max_wait, *max_pages, *max_records, *resume_within, *memory;
	const char		*cacert, *proxy, *noproxy, *connect_timeout, *max_time;
	const char		*auth_timeout, *max_empty;
	struct rx_opt_list	 set, parents, secret, key, allow_origin, connect_to, resolve, contract;
	bool			 patch, infer_time, print, full, only_bound, lenient, allow_http, insecure, netrc;
	bool			 quiet;
	int			 verbose;
} o = { .into = "-" };

static struct rx_tool tool = { .name = "rx-run", .usage = "[options] SOURCE [RESOURCE ...]" };
static struct rx_command *row;

static const struct rx_opt opts[] = {
	{ 0, "into", RX_OPT_TEXT, (void *)&o.into, "TARGET",
	    "where the records go: sqlite:FILE, file:FILE.ndjson, - (default)" },
	{ 'n', "print", RX_OPT_FLAG, &o.print, NULL,
	    "print the pipe, ready to paste; run nothing" },
	{ 0, NULL, RX_OPT_HEAD, NULL, NULL, "The source:" },
	{ 0, "base-url", RX_OPT_TEXT, (void *)&o.base_url, "URL", "in place of the source's" },
	{ 0, "set", RX_OPT_LIST, &o.set, "NAME=VALUE", "a setting, or a placeholder's value" },
	{ 0, "config", RX_OPT_TEXT, (void *)&o.config, "FILE", "settings as JSON or YAML" },
	{ 0, "parents", RX_OPT_LIST, &o.parents, "[RESOURCE=]FILE", "records of parents" },
	{ 0, "full", RX_OPT_FLAG, &o.full, NULL, "fetch all, whatever was fetched before" },
	{ 0, "resume-within", RX_OPT_TEXT, (void *)&o.resume_within, "TIME",
	    "go on with a run that broke off less than TIME ago (1h)" },
	{ 0, "only-bound", RX_OPT_FLAG, &o.only_bound, NULL,
	    "leave out what has a placeholder without a value" },
	{ 0, "lenient", RX_OPT_FLAG, &o.lenient, NULL, "unknown keys are warnings" },
	{ 0, NULL, RX_OPT_HEAD, NULL, NULL, "Secrets:" },
	{ 0, "secret", RX_OPT_LIST, &o.secret, "NAME=env:VAR|file:PATH|cmd:COMMAND",
	    "where a secret is found" },
	{ 0, "secrets", RX_OPT_TEXT, (void *)&o.secrets, "FILE", "the file of secrets" },
	{ 0, "netrc", RX_OPT_FLAG, &o.netrc, NULL, "also look in ~/.netrc" },
	{ 0, NULL, RX_OPT_HEAD, NULL, NULL, "Requests:" },
	{ 'j', "jobs", RX_OPT_TEXT, (void *)&o.jobs, "N", "requests in flight (1)" },
	{ 0, "max-wait", RX_OPT_TEXT, (void *)&o.max_wait, "TIME", "cap each wait between tries" },
	{ 0, "max-pages", RX_OPT_TEXT, (void *)&o.max_pages, "N",
	    "stop after N pages of a resource" },
	{ 0, "max-records", RX_OPT_TEXT, (void *)&o.max_records, "N",
	    "stop after N records of a resource" },
	{ 0, "max-empty", RX_OPT_TEXT, (void *)&o.max_empty, "N",
	    "give up after N pages without records in a row (1000)" },
	{ 0, "memory", RX_OPT_TEXT, (void *)&o.memory, "SIZE", "budget of a stage (256M)" },
	{ 0, "auth-timeout", RX_OPT_TEXT, (void *)&o.auth_timeout, "TIME",
	    "wait for credentials from a helper no longer (300s)" },
	{ 0, "allow-origin", RX_OPT_LIST, &o.allow_origin, "ORIGIN",
	    "follow links there too, without credentials" },
	{ 0, "allow-http", RX_OPT_FLAG, &o.allow_http, NULL, "send credentials over plain http" },
	{ 'k', "insecure", RX_OPT_FLAG, &o.insecure, NULL, "do not verify certificates" },
	{ 0, "cacert", RX_OPT_TEXT, (void *)&o.cacert, "FILE", "trust the certificates in FILE" },
	{ 'x', "proxy", RX_OPT_TEXT, (void *)&o.proxy, "URL", "use this proxy" },
	{ 0, "noproxy", RX_OPT_TEXT, (void *)&o.noproxy, "HOSTS", "but not for these hosts" },
	{ 0, "connect-to", RX_OPT_LIST, &o.connect_to, "HOST1:PORT1:HOST2:PORT2",
	    "connect to HOST2 in place of HOST1" },
	{ 0, "resolve", RX_OPT_LIST, &o.resolve, "HOST:PORT:ADDRESS", "use ADDRESS for HOST" },
	{ 0, "connect-timeout", RX_OPT_TEXT, (void *)&o.connect_timeout, "TIME",
	    "give up connecting after TIME (10s)" },
	{ 'm', "max-time", RX_OPT_TEXT, (void *)&o.max_time, "TIME",
	    "give up an exchange after TIME" },
	{ 0, NULL, RX_OPT_HEAD, NULL, NULL, "Merging:" },
	{ 0, "key", RX_OPT_LIST, &o.key, "[RESOURCE=]FIELD", "the primary key" },
	{ 0, "strategy", RX_OPT_TEXT, (void *)&o.strategy, "NAME", "how to merge" },
	{ 0, "patch", RX_OPT_FLAG, &o.patch, NULL, "absent fields keep their values" },
	{ 0, "min-records", RX_OPT_TEXT, (void *)&o.min_records, "N",
	    "replace a table by no fewer records" },
	{ 0, "schema", RX_OPT_TEXT, (void *)&o.schema, "NAME",
	    "the schema of the tables (postgres)" },
	{ 0, "lock-wait", RX_OPT_TEXT, (void *)&o.lock_wait, "TIME",
	    "wait that long for another run that writes the same (0)" },
	{ 0, "contract", RX_OPT_LIST, &o.contract, "[RESOURCE=][ENTITY=]MODE",
	    "how tables, columns, data_type may change" },
	{ 0, "nest", RX_OPT_TEXT, (void *)&o.nest, "LEVELS", "unfold objects and lists" },
	{ 0, "names", RX_OPT_TEXT, (void *)&o.names, "exact|snake", "of tables and columns" },
	{ 0, "infer-time", RX_OPT_FLAG, &o.infer_time, NULL, "find columns of times (postgres)" },
	{ 0, "rejects", RX_OPT_TEXT, (void *)&o.rejects, "FILE",
	    "set records aside that can't be merged" },
	{ 0, "summary", RX_OPT_TEXT, (void *)&o.summary, "text|json", "the report's form" },
	{ 'v', "verbose", RX_OPT_COUNT, &o.verbose, NULL, "say more" },
	{ 'q', "quiet", RX_OPT_FLAG, &o.quiet, NULL, "only warnings and errors" },
	RX_OPTS_TOOL(tool),
	RX_OPT_END
};

#define PLAN	RX_PIPE_PLAN
#define AUTH	RX_PIPE_AUTH
#define PAGE	RX_PIPE_PAGE
#define MERGE	RX_PIPE_MERGE
#define BOTH	(RX_PIPE_MERGE | RX_PIPE_STATE)

static const struct rx_pipe_forward forwards[] = {
	{ "base-url", PLAN, RX_PIPE_TEXT }, { "set", PLAN, RX_PIPE_TEXT },
	{ "config", PLAN, RX_PIPE_TEXT }, { "parents", PLAN, RX_PIPE_TEXT },
	{ "full", PLAN, RX_PIPE_TEXT }, { "resume-within", PLAN, RX_PIPE_TIME },
	{ "only-bound", PLAN, RX_PIPE_TEXT }, { "lenient", PLAN, RX_PIPE_TEXT },
	{ "secret", AUTH, RX_PIPE_TEXT }, { "secrets", AUTH, RX_PIPE_TEXT },
	{ "netrc", AUTH, RX_PIPE_TEXT }, { "jobs", PAGE, RX_PIPE_WHOLE },
	{ "max-wait", AUTH | PAGE, RX_PIPE_TIME }, { "max-pages", PAGE, RX_PIPE_WHOLE },
	{ "max-records", PAGE, RX_PIPE_WHOLE }, { "memory", PAGE | MERGE, RX_PIPE_SIZE },
	{ "allow-origin", PAGE, RX_PIPE_TEXT }, { "allow-http", AUTH | PAGE, RX_PIPE_TEXT },
	{ "insecure", AUTH | PAGE, RX_PIPE_TEXT }, { "cacert", AUTH | PAGE, RX_PIPE_TEXT },
	{ "proxy", AUTH | PAGE, RX_PIPE_TEXT }, { "noproxy", AUTH | PAGE, RX_PIPE_TEXT },
	{ "connect-to", AUTH | PAGE, RX_PIPE_TEXT }, { "resolve", AUTH | PAGE, RX_PIPE_TEXT },
	{ "connect-timeout", AUTH | PAGE, RX_PIPE_TIME }, { "max-time", AUTH | PAGE, RX_PIPE_TIME },
	{ "auth-timeout", PAGE, RX_PIPE_TIME }, { "max-empty", PAGE, RX_PIPE_WHOLE },
	{ "schema", BOTH, RX_PIPE_TEXT }, { "lock-wait", MERGE, RX_PIPE_TIME },
	{ "contract", MERGE, RX_PIPE_TEXT }, { "nest", MERGE, RX_PIPE_TEXT },
	{ "names", MERGE, RX_PIPE_TEXT }, { "strategy", MERGE, RX_PIPE_TEXT },
	{ "patch", MERGE, RX_PIPE_TEXT }, { "infer-time", MERGE, RX_PIPE_TEXT },
	{ "min-records", MERGE, RX_PIPE_WHOLE },
	{ "key", MERGE, RX_PIPE_TEXT }, { "rejects", MERGE, RX_PIPE_TEXT },
	{ "summary", MERGE, RX_PIPE_TEXT }, { "verbose", PLAN | AUTH | PAGE | MERGE, RX_PIPE_TEXT },
	{ "quiet", PLAN | AUTH | MERGE, RX_PIPE_TEXT },
};

/* rx-page's helper must find secrets where rx-auth does. */
static bool
forward_helper(struct rx_arena *a, struct rx_pipe_conf *conf, struct rx_err *e)
{
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_TEXT);
	size_t		i;
	bool		ok;

	if (o.secret.n == 0 && o.secrets == NULL && !o.netrc)
		return true;
	rx_buf_text(&b, "rx-auth");
	for (i = 0; i < conf->auth_args.n; i++) {
		rx_buf_byte(&b, ' ');
		rx_pipe_quote(&b, conf->auth_args.v[i]);
	}
	ok = rx_pipe_push(conf, PAGE, "--auth", e) &&
	    rx_pipe_push(conf, PAGE, rx_arena_str(a, rx_buf_view(&b)), e);
	rx_buf_free(&b);
	return ok;
}

static bool
forward_all(struct rx_arena *a, struct rx_pipe_conf *conf, struct rx_err *e)
{
	const size_t n = sizeof(forwards) / sizeof(forwards[0]);

	if (!rx_pipe_forward(a, conf, opts, forwards, n, e))
		return false;
	if (o.verbose == 0 && !rx_pipe_push(conf, PAGE, "--quiet", e))
		return false;
	/* a shell starts all at once: the first stage waits, before it tells the state */
	if (o.print && o.lock_wait != NULL && (!rx_pipe_push(conf, RX_PIPE_STATE, "--lock-wait", e)
	    || !rx_pipe_push(conf, RX_PIPE_STATE, o.lock_wait, e)))
		return false;
	return forward_helper(a, conf, e);
}

/* Every stage must read the source: standard input is kept in memory. */
static bool
keep_input(struct rx_arena *a, const char **source, struct rx_err *e)
{
	if (strcmp(*source, "-") != 0)
		return true;
	if (o.print)
		return rx_err_set(e, RX_USAGE, "-n needs the source as a file, not standard input");
	return (*source = rx_file_keep(a, "-", (size_t)16 << 20, e)) != NULL;
}

/* Only rx-auth and rx-page may see secrets.  A token that rx-auth is fetching
 * must be put away, or it is lost. */
static bool
prepare(struct rx_arena *a, struct rx_command *c, struct rx_err *e)
{
	char		**clean = rx_spawn_env_without(a, "RX_SECRET_");
	const char	*variable;
	size_t		 i;

	for (i = 0; i < o.secret.n && clean != NULL; i++)
		if ((variable = strstr(o.secret.v[i], "=env:")) != NULL)
			rx_spawn_env_drop(clean, variable + 5);
	for (; c != NULL && clean != NULL; c = c->next) {
		if (strcmp(c->argv[0], "rx-auth") != 0 && strcmp(c->argv[0], "rx-page") != 0)
			c->env = clean;
		c->spared = strcmp(c->argv[0], "rx-auth") == 0;
		c->path = rx_spawn_beside(c->argv[0], a);
	}
	return clean != NULL || rx_err_nomem(e);
}

static volatile sig_atomic_t caught;

/* What the terminal sends, it sends to all stages: twice would be once too often
 * for rx-merge, which keeps what it has at the first one. */
static void
pass_signal(int number, siginfo_t *from, void *context)
{
	(void)context;
	caught = number;
	if (from->si_code <= 0)		/* a process did */
		rx_spawn_signal(row, number);
}

static void
catch_signals(void)
{
	static const int numbers[] = { SIGINT, SIGTERM, SIGHUP };
	struct sigaction sa = { .sa_sigaction = pass_signal, .sa_flags = SA_SIGINFO }, old;
	size_t		 i;

	for (i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		if (numbers[i] != SIGHUP || sigaction(SIGHUP, NULL, &old) == -1 ||
		    old.sa_handler != SIG_IGN)	/* nohup(1) */
			(void)sigaction(numbers[i], &sa, NULL);
}

static int
die_of(int number)
{
	(void)signal(number, SIG_DFL);
	(void)raise(number);
	return 128 + number;
}

/*
 * rx-merge's status tells the truth of the data.  It says 1 (cut short) when
 * a stage before it could not even speak: then that stage's own status is the
 * better word.  A stage that died of a signal is told by name; when nobody reads
 * the last one's output, this is the end of the whole pipe.
 */
static int
judge(const struct rx_command *c)
{
	int	earlier = RX_OK, status = RX_FAILED;

	for (; c != NULL; c = c->next) {
		bool exited = WIFEXITED(c->status);

		status = exited ? WEXITSTATUS(c->status) : 128 + WTERMSIG(c->status);
		if (c->stopped)
			continue;
		if (!exited && WTERMSIG(c->status) != SIGPIPE && caught == 0) {
			struct rx_err e = RX_ERR_INIT;

			rx_err_set(&e, RX_FAILED, "%s died of signal %d (%s)", c->argv[0],
			    WTERMSIG(c->status), strsignal(WTERMSIG(c->status)));
			(void)rx_tool_fail(tool.name, &e);
		}
		if (earlier == RX_OK && c->next != NULL && status != RX_OK &&
		    status != 128 + SIGPIPE)
			earlier = exited ? status : RX_FAILED;
	}
	if (status == 128 + SIGPIPE)
		return die_of(SIGPIPE);
	if (status > RX_FAILED)
		return status < 128 ? status : RX_FAILED;
	return earlier != RX_OK ? earlier : status;
}

static int
run(struct rx_arena *a, struct rx_err *e)
{
	if (!prepare(a, row, e))
		return rx_tool_fail(tool.name, e);
	catch_signals();
	if (!rx_spawn_row(row, e))
		return rx_tool_fail(tool.name, e);
	if (caught != 0)		/* while they were being started */
		rx_spawn_signal(row, caught);
	rx_spawn_wait(row);
	return caught != 0 ? die_of(caught) : judge(row);
}

static int
print(struct rx_err *e)
{
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_LINE);
	struct rx_out	out;

	if (!rx_pipe_print(&b, row)) {
		rx_err_nomem(e);
		return rx_tool_fail(tool.name, e);
	}
	rx_out_open(&out, 1, "standard output");
	rx_out_span(&out, rx_buf_view(&b));
	rx_buf_free(&b);
	return rx_out_close(&out, e) ? RX_OK : rx_tool_fail(tool.name, e);
}

static void
say(void *arg, const char *level, const char *text)
{
	(void)arg;
	if (strcmp(level, "warning") == 0)
		rx_tool_say(tool.name, level, text);
}

static void
fail(void *arg, const struct rx_err *e)
{
	(void)arg;
	(void)e;	/* the stage that meets it tells it */
}

static bool
put(void *arg, struct rx_span line, struct rx_err *e)
{
	(void)arg;
	(void)line;
	(void)e;
	return true;
}

/* The problems of a source, all at once; false: it can't run. */
static bool
open_source(struct rx_source *s, const char *path, struct rx_err *e)
{
	const struct rx_source_conf	 conf = { .base_url = o.base_url, .lenient = o.lenient };
	const struct rx_problem		*p;

	if (rx_source_open(s, path, &conf, e))
		return true;
	for (p = s->problems; p != NULL; p = p->next)
		if (!p->warning)
			(void)rx_tool_fail(tool.name, &p->err);
	if (s->problems == NULL)
		(void)rx_tool_fail(tool.name, e);
	return false;
}

static const char *
env(const char *name)
{
	return getenv(name);
}

static struct rx_plan *
open_plan(struct rx_source *s, const struct rx_pipe_conf *conf, struct rx_err *e)
{
	const struct rx_plan_conf pc = {
		.source = s, .resources = conf->resources, .nresources = conf->nresources,
		.set = o.set.v, .nset = o.set.n, .config = o.config, .parents = o.parents.v,
		.nparents = o.parents.n, .full = true, .now = rx_clock_now(), .env = env,
		.put = put, .fail = fail, .say = say,
	};

	return rx_plan_open(&pc, e);
}

/* From the command line to the end of the pipe; the status. */
static int
work(struct rx_arena *a, struct rx_source *source, struct rx_pipe_conf *conf)
{
	struct rx_err e = RX_ERR_INIT;

	if (!keep_input(a, &conf->source, &e) || !forward_all(a, conf, &e))
		return rx_tool_fail(tool.name, &e);
	if (!open_source(source, conf->source, &e))
		return e.exit;
	if ((conf->plan = open_plan(source, conf, &e)) == NULL)
		return rx_tool_fail(tool.name, &e);
	row = rx_pipe_build(a, conf, &e);
	rx_plan_free(conf->plan);
	if (row == NULL)
		return rx_tool_fail(tool.name, &e);
	return o.print ? print(&e) : run(a, &e);
}

int
main(int argc, char *argv[])
{
	static struct rx_pipe_conf conf;
	struct rx_source	 source = { .name = NULL };
	struct rx_arena		 a = RX_ARENA_INIT;
	struct rx_err		 e = RX_ERR_INIT;
	int			 status;

	tool.opts = opts;
	if ((status = rx_tool_start(&tool, &argc, argv)) != -1)
		return status;
	if (argc == 0) {
		rx_err_set(&e, RX_USAGE, "which source?");
		rx_err_hint(&e, "rx-run SOURCE [RESOURCE ...] --into sqlite:FILE");
		return rx_tool_fail(tool.name, &e);
	}
	conf = (struct rx_pipe_conf){ .source = argv[0], .into = o.into, .tree = &source,
	    .state = strcmp(o.into, "-") != 0,
	    .leads = !o.print && strcmp(o.into, "-") != 0,
	    .resources = (const char *const *)argv + 1,
	    .nresources = (size_t)argc - 1 };
	status = work(&a, &source, &conf);
	rx_source_free(&source);
	rx_arena_free(&a);
	return status;
}
