/* rx-merge: records end in a table, or merged on standard output. */
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <unistd.h>

#include "rx/clock.h"
#include "rx/merge.h"
#include "cmd/tool.h"

static struct {
	struct rx_merge_conf	 conf;
	struct rx_opt_list	 keys, merge_keys, contracts, locks;
	unsigned long		 ready;
	const char		*summary;
	bool			 print_state, history, schema, forget, quiet;
} opt = { .conf = { .memory = (size_t)256 << 20 } };

static struct rx_tool tool;

static const struct rx_opt opts[] = {
	{ 0, "into", RX_OPT_TEXT, &opt.conf.into, "TARGET",
	    "-, file:PATH.ndjson, dir:PATH, sqlite:FILE or postgres://HOST/DATABASE (-)" },
	{ 't', "table", RX_OPT_TEXT, &opt.conf.table, "NAME", "the table for bare records" },
	{ 0, "schema", RX_OPT_TEXT, &opt.conf.schema, "NAME",
	    "the schema of the tables, made if it is missing (postgres)" },
	{ 0, "infer-time", RX_OPT_FLAG, &opt.conf.infer_time, NULL,
	    "columns of ISO 8601 date-times become timestamps (postgres)" },
	{ 'k', "key", RX_OPT_LIST, &opt.keys, "[RESOURCE=]FIELD,...",
	    "the fields that identify a record; may be repeated" },
	{ 'd', "disposition", RX_OPT_TEXT, &opt.conf.disposition, "append|replace|merge",
	    "what to do with what is there (merge with --key, else append)" },
	{ 0, "names", RX_OPT_TEXT, &opt.conf.names, "exact|snake",
	    "how new tables and columns are called (exact: as the source says)" },
	{ 0, "strategy", RX_OPT_TEXT, &opt.conf.strategy, "NAME",
	    "how to merge: upsert, delete-insert, insert-only or scd2" },
	{ 0, "merge-key", RX_OPT_LIST, &opt.merge_keys, "[RESOURCE=]FIELD,...",
	    "the fields whose rows a load replaces together; may be repeated" },
	{ 0, "patch", RX_OPT_FLAG, &opt.conf.patch, NULL,
	    "a field that a record does not have keeps its value" },
	{ 0, "min-records", RX_OPT_UINT, &opt.conf.min_records, "N",
	    "replace a table by no fewer records than that" },
	{ 0, "contract", RX_OPT_LIST, &opt.contracts, "[RESOURCE=][ENTITY=]MODE",
	    "how tables, columns, data_type may change: evolve, freeze, discard_row, discard_value" },
	{ 0, "nest", RX_OPT_TEXT, &opt.conf.nest, "LEVELS",
	    "unfold objects into fields, and lists into tables of their own" },
	{ 0, "singer", RX_OPT_FLAG, &opt.conf.singer, NULL,
	    "the input is that of a Singer tap; with --print-state: print its STATE" },
	{ 0, "rejects", RX_OPT_TEXT, &opt.conf.rejects, "FILE",
	    "set records that can't be stored aside, and go on (-: standard output)" },
	{ 0, "memory", RX_OPT_SIZE, &opt.conf.memory, "SIZE",
	    "memory for records and caches (256M)" },
	{ 0, "lock-wait", RX_OPT_TIME, &opt.conf.lock_wait, "TIME",
	    "wait that long for another run that writes the same (0)" },
	{ 0, "lock", RX_OPT_LIST, &opt.locks, "RESOURCE",
	    "take its lock before anything is read; may be repeated" },
	{ 0, "ready", RX_OPT_UINT, &opt.ready, "FD",
	    "write a line to this descriptor when all is locked" },
	{ 0, NULL, RX_OPT_HEAD, NULL, NULL, "State:" },
	{ 0, "print-state", RX_OPT_FLAG, &opt.print_state, NULL,
	    "print what the target knows of the resources named or of all; read nothing" },
	{ 0, "show-schema", RX_OPT_FLAG, &opt.schema, NULL,
	    "print the tables of the target and their columns; read nothing" },
	{ 0, "history", RX_OPT_FLAG, &opt.history, NULL,
	    "print the runs that the target remembers, of the resources named or of all" },
	{ 0, "forget", RX_OPT_FLAG, &opt.forget, NULL,
	    "forget the state of the resources that are named, or of all; keep the rows" },
	{ 0, NULL, RX_OPT_HEAD, NULL, NULL, "What is told:" },
	{ 0, "summary", RX_OPT_TEXT, &opt.summary, "text|json", "how to tell what became of it" },
	{ 'v', "verbose", RX_OPT_FLAG, &opt.conf.verbose, NULL, "say more" },
	{ 'q', "quiet", RX_OPT_FLAG, &opt.quiet, NULL, "say nothing but errors and warnings" },
	RX_OPTS_TOOL(tool),
	RX_OPT_END
};

static struct rx_tool tool = { .name = "rx-merge", .usage = "[options] [FILE ...]",
	.opts = opts };

/* One line on a terminal, at most five times a second. */
static struct {
	bool	 on;
	double	 last;
} progress;

static void
clear_progress(void)
{
	if (progress.last > 0)
		fputs("\r\033[K", stderr);
}

static void
show_progress(const struct rx_merge *m)
{
	unsigned long	records;
	unsigned	resources;
	double		now;

	if (!progress.on || (now = rx_clock_mono()) - progress.last < 0.2)
		return;
	progress.last = now;
	rx_merge_progress(m, &records, &resources);
	fprintf(stderr, "\r\033[Krx-merge: %lu record%s of %u resource%s", records,
	    records == 1 ? "" : "s", resources, resources == 1 ? "" : "s");
}

static void
say(void *arg, const char *level, const char *text)
{
	(void)arg;
	if (level == NULL && opt.quiet)
		return;
	clear_progress();
	rx_tool_say(tool.name, level, text);
}

static void
fail(void *arg, const struct rx_err *e)
{
	(void)arg;
	clear_progress();
	(void)rx_tool_fail(tool.name, e);
}

/*
 * Asked to stop, by Ctrl-C or kill: the stream ends here, what came is kept
 * as of a stream that was cut short, and then the signal does its work.
 */
static volatile int stopped;	/* sig_atomic_t is an int */

static void
stop(int number)
{
	stopped = number;
}

static void
catch_signals(void)
{
	static const int	numbers[] = { SIGINT, SIGTERM, SIGHUP };
	struct sigaction	sa = { .sa_handler = stop, .sa_flags = (int)SA_RESETHAND }, old;
	size_t			i;

	for (i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		if (numbers[i] != SIGHUP || sigaction(SIGHUP, NULL, &old) == -1 ||
		    old.sa_handler != SIG_IGN)	/* nohup(1) */
			(void)sigaction(numbers[i], &sa, NULL);
}

/* Waits for no line while a transaction is open. */
static bool
read_input(struct rx_merge *m, int fd, const char *name, struct rx_err *e)
{
	struct rx_in	in;
	struct rx_span	line;
	int		r;
	bool		ok = true;

	if (opt.conf.rejects != NULL && strcmp(opt.conf.rejects, "-") != 0 &&
	    rx_file_same_open(fd, opt.conf.rejects))
		return rx_err_set(e, RX_USAGE, "%s is the file of --rejects", name);
	rx_in_open(&in, fd, name, 0, NULL);
	in.stop = &stopped;
	while (ok) {
		if ((r = rx_in_wait(&in, rx_merge_due(m), e)) == 0) {
			ok = rx_merge_pause(m, e);
			continue;
		}
		if (r < 0 || (r = rx_in_line(&in, &line, e)) <= 0) {
			ok = r == 0;
			break;
		}
		ok = rx_merge_line(m, line, in.cut, e);
		show_progress(m);
	}
	rx_in_close(&in);
	return ok;
}

static bool
read_files(struct rx_merge *m, int n, char **names, struct rx_err *e)
{
	int	i, fd;
	bool	ok = n > 0 || read_input(m, 0, "standard input", e);

	for (i = 0; ok && i < n; i++) {
		if (strcmp(names[i], "-") == 0) {
			ok = read_input(m, 0, "standard input", e);
			continue;
		}
		if ((fd = open(names[i], O_RDONLY | O_CLOEXEC)) == -1)
			return rx_err_errno(e, "cannot open %s", names[i]);
		ok = read_input(m, fd, names[i], e);
		(void)close(fd);
	}
	return ok;
}

/* A filter of bare records is silent, unless it is asked. */
static void
tell_summary(const struct rx_merge *m, int status)
{
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_LINE);
	bool		json = opt.summary != NULL && strcmp(opt.summary, "json") == 0;
	bool		out = opt.conf.into == NULL || strcmp(opt.conf.into, "-") == 0;
	char		*p, *nl;

	if (opt.quiet && !json)
		return;
	if (opt.summary == NULL && out && rx_merge_bare(m))
		return;
	if (rx_merge_summary(m, json, status, &b) && json)
		fputs(rx_buf_str(&b), out ? stderr : stdout);
	else
		for (p = (char *)(size_t)rx_buf_str(&b); (nl = strchr(p, '\n')) != NULL;
		    p = nl + 1) {
			*nl = '\0';
			say(NULL, NULL, p);
		}
	rx_buf_free(&b);
}

/* Whoever started this may start what comes before it. */
static bool
tell_ready(struct rx_err *e)
{
	if (opt.ready == 0)
		return true;
	if (opt.ready > INT_MAX || write((int)opt.ready, "\n", 1) != 1)
		return rx_err_errno(e, "cannot write to descriptor %lu", opt.ready);
	(void)close((int)opt.ready);
	return true;
}

static int
merge(int n, char **names)
{
	struct rx_err	 e = RX_ERR_INIT;
	struct rx_merge	*m = rx_merge_open(&opt.conf, &e);
	int		 status = RX_OK;
	bool		 ok;

	if (m == NULL)
		return rx_tool_fail(tool.name, &e);
	catch_signals();
	ok = rx_merge_lock(m, &opt.locks, &e) && tell_ready(&e) && read_files(m, n, names, &e) &&
	    rx_merge_finish(m, &status, &e);
	clear_progress();
	if (!ok) {
		rx_merge_abandon(m);
		status = rx_tool_fail(tool.name, &e);
	}
	tell_summary(m, status);
	rx_merge_close(m);
	if (fflush(stdout) == EOF) {
		rx_err_errno(&e, "cannot write standard output");
		status = rx_tool_fail(tool.name, &e);
	}
	if (stopped != 0)
		(void)raise(stopped);
	return status;
}

/* What is printed of the target, without reading anything. */
static int
print(int n, char **names)
{
	const char *const *v = (const char *const *)names;
	struct rx_err	e = RX_ERR_INIT, ignored = RX_ERR_INIT;
	struct rx_out	out;
	bool		ok;

	rx_out_open(&out, 1, "standard output");
	if (opt.history)
		ok = rx_merge_history(&opt.conf, v, (size_t)n, &out, &e);
	else if (opt.schema)
		ok = rx_merge_schema(&opt.conf, v, (size_t)n, &out, &e);
	else if (opt.conf.singer)
		ok = rx_merge_singer_state(&opt.conf, v, (size_t)n, &out, &e);
	else
		ok = rx_merge_state(&opt.conf, v, (size_t)n, &out, &e);
	if (ok)
		return rx_out_close(&out, &e) ? RX_OK : rx_tool_fail(tool.name, &e);
	(void)rx_out_close(&out, &ignored);	/* what there is to print is printed */
	return rx_tool_fail(tool.name, &e);
}

static int
forget(int n, char **names)
{
	struct rx_err e = RX_ERR_INIT;

	return rx_merge_forget(&opt.conf, (const char *const *)names, (size_t)n, &e) ? RX_OK :
	    rx_tool_fail(tool.name, &e);
}

/* Options that do not go together. */
static bool
check_usage(struct rx_err *e)
{
	bool json = opt.summary != NULL && strcmp(opt.summary, "json") == 0;

	if (opt.summary != NULL && !json && strcmp(opt.summary, "text") != 0) {
		rx_err_set(e, RX_USAGE, "unknown summary '%s'", opt.summary);
		return rx_err_hint(e, "text or json");
	}
	if (json && opt.conf.rejects != NULL && strcmp(opt.conf.rejects, "-") == 0) {
		rx_err_set(e, RX_USAGE, "--rejects -: the summary goes to standard output");
		return rx_err_hint(e, "--rejects FILE");
	}
	if (opt.print_state + opt.history + opt.schema + opt.forget > 1)
		return rx_err_set(e, RX_USAGE, "only one of --print-state, --history, "
		    "--show-schema and --forget can be asked for at a time");
	if ((opt.print_state || opt.history || opt.schema || opt.forget) && opt.conf.into == NULL)
		return rx_err_set(e, RX_USAGE, "--into TARGET is missing: whose %s?", opt.history ?
		    "history" : opt.schema ? "tables" : "state");
	return true;
}

int
main(int argc, char **argv)
{
	struct rx_err	e = RX_ERR_INIT;
	int		status = rx_tool_start(&tool, &argc, argv);

	if (status >= 0)
		return status;
	opt.conf.keys = &opt.keys;
	opt.conf.merge_keys = &opt.merge_keys;
	opt.conf.contracts = &opt.contracts;
	opt.conf.say = say;
	opt.conf.fail = fail;
	opt.conf.stopped = &stopped;
	progress.on = !opt.quiet && isatty(2) == 1;
	if (!check_usage(&e))
		return rx_tool_fail(tool.name, &e);
	if (opt.print_state || opt.history || opt.schema)
		return print(argc, argv);
	return opt.forget ? forget(argc, argv) : merge(argc, argv);
}
