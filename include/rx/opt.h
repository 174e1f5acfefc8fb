#ifndef RX_OPT_H
#define RX_OPT_H
/*
 * opt: one table of options a tool.
 *
 * The table drives parsing, -h, the check against the man page and shell
 * completion.  Options may stand between operands; "--" ends them; "-" is an
 * operand; -abc groups flags; -oARG, -o ARG, --opt=ARG and --opt ARG are the
 * same; a long name is never abbreviated; a flag's long name may be negated
 * (--no-NAME sets it false).  Groups that several tools share are written
 * once as a macro of rows.
 */
#include <stdbool.h>
#include <stddef.h>

#include "rx/err.h"
#include "rx/span.h"

struct rx_buf;

enum rx_opt_kind {
	RX_OPT_FLAG,	/* bool * */
	RX_OPT_COUNT,	/* int *, raised by each use (-v -v) */
	RX_OPT_TEXT,	/* const char ** */
	RX_OPT_LIST,	/* struct rx_opt_list *, may be repeated */
	RX_OPT_UINT,	/* unsigned long *, above 0 */
	RX_OPT_SIZE,	/* size_t *: bytes, 64k or more; k, M, G are 1024-based */
	RX_OPT_TIME,	/* double *: seconds; s, m, h, d are units */
	RX_OPT_HEAD	/* no option: a heading for -h, in help */
};

struct rx_opt {
	char		 letter;	/* 0: none */
	const char	*name;		/* long name, NULL: none */
	enum rx_opt_kind kind;
	void		*value;
	const char	*arg;		/* its argument's name in -h, NULL for flags */
	const char	*help;
};

#define RX_OPT_END	{ 0, NULL, RX_OPT_FLAG, NULL, NULL, NULL }

struct rx_opt_list {		/* all zero at birth; the words are not its own */
	const char	**v;
	size_t		 n, cap;
};

/*
 * Parses argv in place: values point into argv; operands are moved to the
 * front (argv[0] is the first) and *argc counts them.  -h/--help and
 * -V/--version are not known here: they are rows like others.
 */
bool	rx_opt_parse(const struct rx_opt *, int *argc, char **argv,
	    struct rx_err *);
/* The text of -h: usage is what stands behind the tool's name. */
void	rx_opt_help(const struct rx_opt *, const char *tool, const char *usage,
	    struct rx_buf *);
/* One option per line, "-o --name ARG": for completion and the manual check. */
void	rx_opt_names(const struct rx_opt *, struct rx_buf *);
/* Lists, for words that come from elsewhere: false is RX_FAILED, no memory.  A
 * list of options lives as long as the program. */
bool	rx_opt_list_add(struct rx_opt_list *, const char *);
void	rx_opt_list_free(struct rx_opt_list *);
/* Units, for values that come from elsewhere. */
bool	rx_opt_size(const char *text, size_t *);
bool	rx_opt_time(const char *text, double *seconds);

#endif
