#ifndef RX_TOOL_H
#define RX_TOOL_H
/*
 * tool: what all programs in cmd/ share: how they speak to people and end.
 * A program includes it once; everything is static.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rx/buf.h"
#include "rx/err.h"
#include "rx/io.h"
#include "rx/opt.h"
#include "rx/text.h"

struct rx_tool {
	const char		*name;	/* "rx-page" */
	const char		*usage;	/* behind the name: "[options] [URL ...]" */
	const struct rx_opt	*opts;
	bool			 help, version, options;
};

/* Rows that every tool has; t is its struct rx_tool. */
#define RX_OPTS_TOOL(t)							\
	{ 0, NULL, RX_OPT_HEAD, NULL, NULL, "Other:" },			\
	{ 'h', "help", RX_OPT_FLAG, &(t).help, NULL, "print this and exit" },	\
	{ 'V', "version", RX_OPT_FLAG, &(t).version, NULL, "print the version and exit" }, \
	{ 0, "list-options", RX_OPT_FLAG, &(t).options, NULL,			\
	    "print the options, one a line, for completion" }

/* Prints the error's block on standard error; returns its exit status. */
static inline int
rx_tool_fail(const char *name, const struct rx_err *e)
{
	struct rx_buf b = RX_BUF_INIT(RX_BUF_TEXT);

	rx_err_format(e, name, &b);
	fputs(rx_buf_str(&b), stderr);
	rx_buf_free(&b);
	return e->exit != RX_OK ? e->exit : RX_FAILED;
}

/* level: "warning", or NULL for a plain note. */
static inline void
rx_tool_say(const char *name, const char *level, const char *text)
{
	struct rx_buf b = RX_BUF_INIT(RX_BUF_TEXT);

	rx_buf_printf(&b, "%s: %s%s", name, level != NULL ? level : "", level != NULL ? ": " : "");
	rx_text_safe(&b, rx_span_of(text), true);
	rx_buf_byte(&b, '\n');
	fputs(rx_buf_str(&b), stderr);
	rx_buf_free(&b);
}

/*
 * Parses the command line; answers -h, -V and --list-options.  Returns -1 to
 * go on, else the status to exit with.
 */
static inline int
rx_tool_start(struct rx_tool *t, int *argc, char **argv)
{
	struct rx_err	e = RX_ERR_INIT;
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_TEXT);

	rx_file_std();
	(void)signal(SIGXFSZ, SIG_IGN);	/* a write that fails, as on a full disk */
	if (!rx_opt_parse(t->opts, argc, argv, &e))
		return rx_tool_fail(t->name, &e);
	if (!t->help && !t->version && !t->options)
		return -1;
	if (t->help)
		rx_opt_help(t->opts, t->name, t->usage, &b);
	else if (t->options)
		rx_opt_names(t->opts, &b);
	else
		rx_buf_printf(&b, "%s %s\n", t->name, RX_VERSION);
	fputs(rx_buf_str(&b), stdout);
	rx_buf_free(&b);
	if (fflush(stdout) == EOF) {
		rx_err_errno(&e, "cannot write standard output");
		return rx_tool_fail(t->name, &e);
	}
	return RX_OK;
}

#endif
