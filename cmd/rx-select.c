/* rx-select: cut the records out of pages; rx-select(1). */
#include "rx/select.h"

#include "tool.h"

static struct rx_select_conf conf;
static struct rx_tool tool = { .name = "rx-select", .usage = "[options] [SELECTOR [FILE]]" };

static const struct rx_opt opts[] = {
	{ 'b', "bare", RX_OPT_FLAG, &conf.bare, NULL,
	    "write the records alone, without their line" },
	{ 'R', "resource", RX_OPT_TEXT, (void *)&conf.resource, "RESOURCE",
	    "only this resource of a line stream" },
	{ 0, "jq", RX_OPT_TEXT, (void *)&conf.jq, "EXPR", "a jq program in place of a selector" },
	{ 'k', "key", RX_OPT_TEXT, (void *)&conf.key, "FIELD",
	    "the primary key, where records stand as members of an object" },
	{ 0, "singer", RX_OPT_FLAG, &conf.singer, NULL,
	    "write Singer messages, for any Singer target" },
	{ 0, "strict", RX_OPT_FLAG, &conf.strict, NULL,
	    "a bare array under a plain key is an error" },
	RX_OPTS_TOOL(tool),
	RX_OPT_END
};

static void
say(void *arg, const char *level, const char *text)
{
	(void)arg;
	rx_tool_say(tool.name, level, text);
}

static void
fail(void *arg, const struct rx_err *e)
{
	(void)arg;
	(void)rx_tool_fail(tool.name, e);
}

/* Opens the file that was named, in place of standard input. */
static bool
open_input(const char *path, struct rx_err *e)
{
	if (path == NULL || strcmp(path, "-") == 0)
		return true;
	return freopen(path, "r", stdin) != NULL || rx_err_errno(e, "cannot open %s", path);
}

int
main(int argc, char *argv[])
{
	struct rx_err	e = RX_ERR_INIT, last = RX_ERR_INIT;
	struct rx_in	in;
	struct rx_out	out;
	int		status;

	tool.opts = opts;
	if ((status = rx_tool_start(&tool, &argc, argv)) != -1)
		return status;
	conf.selector = argc > 0 ? argv[0] : NULL;
	conf.say = say;
	conf.fail = fail;
	if (argc > 2)
		rx_err_set(&e, RX_USAGE, "one selector and one file at most");
	else if (conf.selector != NULL && conf.jq != NULL)
		rx_err_set(&e, RX_USAGE, "a selector or --jq, not both");
	else if (conf.bare && conf.singer)
		rx_err_set(&e, RX_USAGE, "-b or --singer, not both");
	if (e.exit != RX_OK || !open_input(argc > 1 ? argv[1] : NULL, &e))
		return rx_tool_fail(tool.name, &e);
	rx_out_open(&out, 1, "standard output");
	rx_in_open(&in, 0, argc > 1 ? argv[1] : "standard input", 0, &out);
	status = rx_select_run(&conf, &in, &out, &e);
	rx_in_close(&in);
	if (!rx_out_close(&out, &last))
		return rx_tool_fail(tool.name, &last);
	if (status != RX_OK && e.what[0] != '\0')
		(void)rx_tool_fail(tool.name, &e);
	return status;
}
