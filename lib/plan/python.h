#ifndef RX_LIB_PLAN_PYTHON_H
#define RX_LIB_PLAN_PYTHON_H
/*
 * python: the part of the language in which sources are written.
 *
 * Only literals are read, nothing is run.  A lexer state is a plain value: a
 * copy of it goes on from where it was made.
 */
#include <stdbool.h>

#include "read.h"

enum rx_py_kind {
	RX_PY_END, RX_PY_NAME, RX_PY_NUMBER, RX_PY_STRING, RX_PY_PUNCT,
	RX_PY_BAD		/* what tells why */
};

struct rx_py_token {
	enum rx_py_kind	 kind;
	struct rx_span	 text;		/* of a string: with prefix and quotes */
	struct rx_place	 at;
	bool		 fresh;		/* a line of the file ended before it */
	const char	*what;		/* of RX_PY_BAD */
};

struct rx_py_lex {
	const char	*p, *end;
	const char	*mark;		/* the byte that stands at `at` */
	struct rx_place	 at;
};

void		 rx_py_lex_init(struct rx_py_lex *, struct rx_span, struct rx_place);
struct rx_py_token rx_py_lex_next(struct rx_py_lex *);
/* Is it that punctuation, or that name? */
bool		 rx_py_is(const struct rx_py_token *, const char *text);
/* The byte behind the string literal at p (at its quote), or NULL when it
 * does not end; with braces, it is an f-string. */
const char	*rx_py_string_end(const char *p, const char *end, bool braces);
/* The prefix of a string literal, as flags, and where its quote stands. */
struct rx_py_prefix {
	bool		 raw, format;
	size_t		 n;
};
bool		 rx_py_prefix(struct rx_span, struct rx_py_prefix *);

/* A name that was bound to a value somewhere above. */
struct rx_py_name {
	struct rx_span	 name;
	struct rx_py_lex value;		/* where its value begins */
	struct rx_place	 at;
	bool		 change;	/* not bound but changed: x[...] = ..., x.update(...) */
	struct rx_py_name *next;	/* the one before */
};

struct rx_py {			/* one parser */
	struct rx_reading *in;
	struct rx_py_lex lex;
	struct rx_py_token tok;		/* the present token */
	unsigned	 depth;		/* values within each other */
	unsigned	 brackets;	/* open ones: in them, lines mean nothing */
	struct rx_span	 key;		/* under which the value stands: dlt.secrets.value */
	struct rx_py_name *names;	/* the last one first */
	unsigned	*followed;	/* names, in all of the text */
};

void		 rx_py_advance(struct rx_py *);
bool		 rx_py_expect(struct rx_py *, const char *punct, const char *what);
/* NULL: err.  The present token is then the one behind the value. */
struct rx_node	*rx_py_value(struct rx_py *);
/* A text of one or more literals in a row. */
struct rx_node	*rx_py_strings(struct rx_py *);
/* What begins with a name: dlt.secrets["k"], a bound name, True. */
struct rx_node	*rx_py_named(struct rx_py *);
struct rx_py_name *rx_py_bound(const struct rx_py *, struct rx_span name,
		    const char *before);
/* Appends a value as it stands in an f-string, secrets as templates. */
bool		 rx_py_embed(struct rx_py *, struct rx_buf *, const struct rx_node *);
/* Appends a text as a template's literal, in single quotes. */
void		 rx_py_quote(struct rx_buf *, struct rx_span);
/* The error of an expression that is no literal: it begins at the token. */
bool		 rx_py_refuse(struct rx_py *, const struct rx_py_token *first,
		    const char *hint);

#endif
