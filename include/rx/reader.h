#ifndef RX_READER_H
#define RX_READER_H
/*
 * reader: the text of a source, in whatever language, becomes a tree.
 *
 * Told apart by content: JSON begins with { or [; Markdown has a fenced block
 * that holds rest_api_source( (or, without one, a python block whose value is
 * a dict); Python text holds rest_api_source( or is a dict literal; else YAML.
 * In the tree, dlt.secrets["k"] is {"secret":"k"}, dlt.config["k"] is
 * {"config":"k"}, with "default" where one was given; f-strings and calls
 * like now_utc().strftime(F) are text with {{ }}.  Each node knows its line
 * and column in the file as the user sees it.
 */
#include "rx/arena.h"
#include "rx/err.h"
#include "rx/node.h"

enum rx_reader_kind { RX_READER_JSON, RX_READER_MARKDOWN, RX_READER_PYTHON, RX_READER_YAML };

struct rx_reader {
	struct rx_arena	*arena;
	const char	*name;		/* the file, for messages */
	void		(*warn)(void *, const char *text);	/* duplicate keys; or NULL */
	/* what was supposed, and the key that says otherwise; or NULL */
	void		(*note)(void *, const char *key, const char *text);
	void		*arg;
	enum rx_reader_kind kind;	/* out */
};

/* NULL: err (RX_USAGE) with at "crm.md, line 12, column 5". */
struct rx_node	*rx_reader_read(struct rx_reader *, struct rx_span text,
		    struct rx_err *);

#endif
