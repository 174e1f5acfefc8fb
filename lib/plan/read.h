#ifndef RX_LIB_PLAN_READ_H
#define RX_LIB_PLAN_READ_H
/*
 * reading: what the readers of the four languages share, one struct a text.
 *
 * Everything is bounded: the text by RX_READING_TEXT bytes, containers within
 * each other by RX_READING_DEPTH, values by RX_READING_NODES and their texts by
 * RX_READING_BYTES, also those that stand for others (YAML's aliases, Python's
 * names and loops).  Nodes and texts live in the caller's arena.
 */
#include <stdbool.h>

#include "rx/reader.h"

#define RX_READING_TEXT		((size_t)16 << 20)
#define RX_READING_DEPTH	RX_JSON_DEPTH
#define RX_READING_NODES	1000000u
#define RX_READING_BYTES	((size_t)64 << 20)

struct rx_place {
	unsigned	 line, col;	/* from 1; columns count characters */
};

struct rx_reading {
	struct rx_reader *reader;
	struct rx_err	*err;
	struct rx_span	 text;		/* the whole file, without a byte order mark */
	struct rx_place	 fault;		/* of the last error, if it has a place */
	bool		 ran;		/* the error is a Python expression: no JSON */
	unsigned	 nodes;
	size_t		 bytes;		/* of texts, and of what loops read again */
};

/* Sets the error (RX_USAGE) with its place; returns false. */
bool		 rx_reading_fault(struct rx_reading *, struct rx_place,
		    const char *fmt, ...) __attribute__((format(printf, 3, 4)));
/* NULL: err. */
struct rx_node	*rx_reading_node(struct rx_reading *, enum rx_json_kind,
		    struct rx_place);
struct rx_node	*rx_reading_string(struct rx_reading *, struct rx_span,
		    struct rx_place);		/* copies the text */
/* Counts bytes that are read or written; false: there were too many. */
bool		 rx_reading_spend(struct rx_reading *, size_t, struct rx_place);
struct rx_node	*rx_reading_copy(struct rx_reading *, const struct rx_node *);	/* deep */
/* Appends an element, or a member whose key is set, without looking whether
 * the key is there already. */
void		 rx_reading_add(struct rx_node *parent, struct rx_node *child);
/* After an object's last member: of equal keys the last one stays, in the
 * place of the first; with warn, the caller is told. */
bool		 rx_reading_close(struct rx_reading *, struct rx_node *object,
		    bool warn);
void		 rx_reading_warn(struct rx_reading *, unsigned line,
		    const char *fmt, ...) __attribute__((format(printf, 3, 4)));
/* What was supposed, for --explain; key: where it can be said otherwise. */
void		 rx_reading_note(struct rx_reading *, const char *key, const char *fmt, ...)
		    __attribute__((format(printf, 3, 4)));
/* The place of a byte of the text: for messages, it counts from the start. */
struct rx_place	 rx_reading_place(const struct rx_reading *, const char *);
/* Counts the characters between from and to on (a newline starts a line). */
struct rx_place	 rx_place_after(struct rx_place, const char *from, const char *to);

/* The languages.  NULL: err. */
struct rx_node	*rx_reading_json(struct rx_reading *);
struct rx_node	*rx_reading_yaml(struct rx_reading *);

/*
 * A number as JSON writes it: 0x1F, 0o17, 0b11, 1_000, .5, 1., +1 and 007 too.
 * The value is kept exactly, the spelling where JSON has it.  The text must
 * have passed its own language's grammar.  false: no room, or more than 1000
 * digits in another base than ten.
 */
bool		 rx_reading_number(struct rx_buf *, struct rx_span);

/* What a plain scalar of YAML is; RX_JSON_ABSENT: infinity, or not a number,
 * which JSON has not. */
enum rx_json_kind rx_yaml_kind(struct rx_span plain);

/* Python: where in the text the source's value stands. */
struct rx_py_found;
struct rx_py_found *rx_python_find(struct rx_reading *, struct rx_span,
		    struct rx_place);	/* NULL: nothing there, no error */
bool		 rx_python_is_call(const struct rx_py_found *);
struct rx_node	*rx_python_read(struct rx_reading *, struct rx_py_found *);

/* Markdown: the block that holds the source.  NULL: there is none. */
struct rx_py_found *rx_markdown_find(struct rx_reading *);
bool		 rx_markdown_fenced(struct rx_span text);	/* is there any fence? */
/* The block of JSON or YAML that names client and resources, with the text
 * before it blank, so that places stay what they are; NONE: there is none. */
struct rx_span	 rx_markdown_data(struct rx_reading *);

#endif
