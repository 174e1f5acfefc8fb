/* rx-page: requests become pages.  See rx-page(1). */
#include <signal.h>
#include <strings.h>
#include <unistd.h>

#include "rx/page.h"
#include "rx/part.h"
#include "rx/spawn.h"
#include "cmd/tool.h"

#define NAME	"rx-page"

static struct rx_page_conf conf = RX_PAGE_CONF_INIT;
static const char *auth, *output;
static bool quiet;
static int verbose;
static double max_wait = -1;

static const struct rx_opt opts[];
static struct rx_tool tool = { .name = NAME, .usage = "[options] [URL ...]", .opts = opts };

static const struct rx_opt opts[] = {
	{ 0, NULL, RX_OPT_HEAD, NULL, NULL, "Requests (over what a line says):" },
	{ 'H', "header", RX_OPT_LIST, &conf.headers, "'NAME: VALUE'",
	    "send a header; @FILE reads them; {{ secrets.x }} is a secret" },
	{ 'X', "request", RX_OPT_TEXT, &conf.method, "METHOD", "use this method" },
	{ 'd', "data", RX_OPT_TEXT, &conf.data, "TEXT", "send a body, by POST; or @FILE" },
	{ 0, "json", RX_OPT_TEXT, &conf.json, "JSON", "send a JSON body, by POST; or @FILE" },
	{ 'u', "user", RX_OPT_TEXT, &conf.user, "USER[:PASSWORD]",
	    "basic authentication; @FILE or {{ secrets.x }}" },
	{ 'n', "netrc", RX_OPT_FLAG, &conf.netrc, NULL, "take credentials from ~/.netrc" },
	{ 0, "param", RX_OPT_LIST, &conf.params, "NAME=VALUE", "send a query parameter" },
	{ 0, "paginator", RX_OPT_TEXT, &conf.paginator, "TYPE",
	    "auto, single_page, offset, page_number, cursor, json_link, header_link, "
	    "header_cursor; or a JSON object" },
	{ 0, "limit", RX_OPT_UINT, &conf.limit, "N", "ask for N rows a page" },
	{ 0, "select", RX_OPT_TEXT, &conf.selector, "SELECTOR", "where a page has its records" },
	{ 0, "resource", RX_OPT_TEXT, &conf.resource, "NAME", "name the resource" },
	{ 0, NULL, RX_OPT_HEAD, NULL, NULL, "Running:" },
	{ 'j', "jobs", RX_OPT_UINT, &conf.jobs, "N", "requests in flight (1)" },
	{ 0, "max-pages", RX_OPT_UINT, &conf.max_pages, "N", "stop a resource after N pages" },
	{ 0, "max-records", RX_OPT_UINT, &conf.max_records, "N",
	    "stop a resource after the page with its Nth record" },
	{ 0, "max-empty", RX_OPT_UINT, &conf.max_empty, "N",
	    "give up a request after N pages without records in a row (1000)" },
	{ 0, "max-wait", RX_OPT_TIME, &max_wait, "SECONDS",
	    "wait no longer before another try, whatever the server asks" },
	{ 0, "memory", RX_OPT_SIZE, &conf.memory, "BYTES", "for bodies and queue (256M)" },
	{ 0, "auth", RX_OPT_TEXT, &auth, "COMMAND", "credential helper in place of rx-auth" },
	{ 0, "auth-timeout", RX_OPT_TIME, &conf.auth_timeout, "SECONDS",
	    "wait for the helper's answer no longer (300)" },
	{ 0, "allow-origin", RX_OPT_LIST, &conf.allow_origin, "ORIGIN",
	    "follow links and redirects there too, without credentials" },
	{ 0, "allow-http", RX_OPT_FLAG, &conf.allow_http, NULL, "send credentials unencrypted" },
	{ 0, NULL, RX_OPT_HEAD, NULL, NULL, "Output:" },
	{ 'i', "include", RX_OPT_FLAG, &conf.all_headers, NULL,
	    "keep all response headers but set-cookie" },
	{ 'o', "output", RX_OPT_TEXT, &output, "FILE", "write to FILE, once all has come" },
	{ 0, "as-curl", RX_OPT_FLAG, &conf.as_curl, NULL,
	    "print the first requests as curl command lines, perform nothing" },
	{ 'v', "verbose", RX_OPT_COUNT, &verbose, NULL, "tell of waits and decisions" },
	{ 'q', "quiet", RX_OPT_FLAG, &quiet, NULL, "tell of nothing but errors" },
	RX_OPTS_CONNECTION(&conf.http),
	RX_OPTS_TOOL(tool),
	RX_OPT_END
};

static void
say(void *arg, const char *level, const char *text)
{
	bool warning = strcmp(level, "warning") == 0;

	(void)arg;
	if (strcmp(level, "verbose") == 0 ? verbose > 0 : warning || !quiet)
		rx_tool_say(NAME, warning ? level : NULL, text);
}

static void
fail(void *arg, const struct rx_err *e)
{
	(void)arg;
	(void)rx_tool_fail(NAME, e);
}

/* Names that usually hold a secret. */
static bool
is_secret(const char *header)
{
	static const char *const words[] = { "auth", "cookie", "key", "token", "secret" };
	char			 name[64];
	size_t			 i, n = strcspn(header, ":;");

	n = n < sizeof(name) ? n : sizeof(name) - 1;
	memcpy(name, header, n);
	name[n] = '\0';
	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcasestr(name, words[i]) != NULL)
			return true;
	return false;
}

/* Other users see the command line. */
static void
warn_of_secrets(void)
{
	const char	*colon = conf.user != NULL ? strchr(conf.user, ':') : NULL;
	size_t		 i;

	for (i = 0; i < conf.headers.n; i++)
		if (conf.headers.v[i][0] != '@' && is_secret(conf.headers.v[i]) &&
		    strstr(conf.headers.v[i], "{{") == NULL)
			rx_tool_say(NAME, "warning", "a secret on the command line is seen by all "
			    "users of this machine: -H @FILE, or {{ secrets.NAME }}");
	if (colon != NULL && colon[1] != '\0' && conf.user[0] != '@' &&
	    strstr(conf.user, "{{") == NULL)
		rx_tool_say(NAME, "warning", "a password on the command line is seen by all users "
		    "of this machine: -u @FILE, or USER:{{ secrets.NAME }}");
}

/* argv of the helper: rx-auth from beside this program with the same
 * connection options, or the command that was given. */
static bool
set_helper(struct rx_arena *a, struct rx_opt_list *argv, struct rx_err *e)
{
	const char *beside;

	if (auth != NULL) {
		(void)rx_opt_list_add(argv, "/bin/sh");
		(void)rx_opt_list_add(argv, "-c");
		(void)rx_opt_list_add(argv, auth);
	} else {
		beside = rx_spawn_beside("rx-auth", a);
		(void)rx_opt_list_add(argv, beside != NULL ? beside : "rx-auth");
		if (conf.netrc)
			(void)rx_opt_list_add(argv, "-n");
		if (conf.allow_http)
			(void)rx_opt_list_add(argv, "--allow-http");
		if (max_wait >= 0) {
			(void)rx_opt_list_add(argv, "--max-wait");
			(void)rx_opt_list_add(argv, rx_arena_printf(a, "%.3f", max_wait).p);
		}
		if (!rx_http_conf_args(&conf.http, a, argv))
			return rx_err_set(e, RX_USAGE, "too many connection options");
	}
	conf.helper = rx_opt_list_add(argv, NULL) ? argv->v : NULL;
	return conf.helper != NULL || rx_err_nomem(e);
}

static struct rx_part part = RX_PART_INIT;

static bool
set_output(struct rx_err *e)
{
	if (output == NULL || strcmp(output, "-") == 0)
		return true;
	if (!rx_part_open(&part, output, e))
		return false;
	conf.out = part.fd;
	conf.out_name = output;
	return true;
}

/* A run that failed leaves the file as it was; what came stands beside it. */
static int
end_output(int status)
{
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_TEXT);
	struct rx_err	e = RX_ERR_INIT;

	if (status != RX_OK && part.temp != NULL && !rx_part_empty(&part)) {
		rx_buf_printf(&b, "%s was not written: what came is in %s", output, part.temp);
		rx_tool_say(NAME, "warning", rx_buf_str(&b));
		rx_buf_free(&b);
	}
	return rx_part_close(&part, status == RX_OK, &e) ? status : rx_tool_fail(NAME, &e);
}

int
main(int argc, char **argv)
{
	static struct rx_opt_list	helper;
	struct rx_arena			a = RX_ARENA_INIT;
	struct rx_err			e = RX_ERR_INIT;
	int				status = rx_tool_start(&tool, &argc, argv);

	if (status != -1)
		return status;
	conf.max_wait = max_wait;
	conf.say = say;
	conf.fail = fail;
	conf.urls = argv;
	conf.nurls = argc == 1 && strcmp(argv[0], "-") == 0 ? 0 : argc;
	(void)signal(SIGPIPE, SIG_IGN);
	warn_of_secrets();
	if (!set_helper(&a, &helper, &e) || !set_output(&e))
		return rx_tool_fail(NAME, &e);
	status = rx_page_run(&conf, &e);
	if (status == RX_PAGE_BROKEN_PIPE) {
		(void)signal(SIGPIPE, SIG_DFL);
		(void)raise(SIGPIPE);
	}
	if (e.exit != RX_OK)
		(void)rx_tool_fail(NAME, &e);
	rx_arena_free(&a);
	return end_output(status);
}
