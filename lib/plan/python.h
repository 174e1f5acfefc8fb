#ifndef RX_LIB_PLAN_PYTHON_H
#define RX_LIB_PLAN_PYTHON_H
/*
 * python: the part of the language in which sources are written.
 *
 * Nothing is run: literals are read, and what can be calculated from them alone
 * (conditions, joined lists, loops over literal lists) is.  What depends on a
 * setting or the clock becomes a template.  A lexer state, and a parser, are
 * plain values: a copy goes on from where it was made.
 */
#include <stdbool.h>

#include "read.h"

#define RX_PY_REACH	65536	/* bytes: how far a value is looked ahead in */

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
/* The prefix of a string literal, as flags, and where its quote stands. */
struct rx_py_prefix {
	bool		 raw, format;
	size_t		 n;
};
bool		 rx_py_prefix(struct rx_span, struct rx_py_prefix *);

/* A function of the text; its names are its own. */
struct rx_py_scope {
	const char	*from, *to;	/* its def, and the byte behind its body */
	unsigned	 col;
	const struct rx_py_scope *outer;	/* NULL: the module */
	struct rx_py_scope *next;	/* the one that began before */
};

/* A name that was bound to a value somewhere above. */
struct rx_py_name {
	struct rx_span	 name;
	struct rx_py_lex value;		/* where its value begins */
	struct rx_place	 at;
	bool		 change;	/* not bound but changed: x[...] = ..., x.update(...) */
	bool		 param;		/* of a function, without a default */
	const struct rx_py_scope *scope;	/* where it stands; NULL: the module */
	struct rx_node	*node;		/* of a loop: its present value */
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
	const struct rx_py_scope *scopes;	/* likewise */
	unsigned	*followed;	/* names, and rounds of loops, in all of the text */
	bool		 in_auth;	/* within "auth": what comes from outside is secret */
	bool		 in_loop;	/* an element that `for` may follow */
	const struct rx_node *told;	/* the last condition of which it is supposed */
	bool		 holds;		/* that it holds, or does not */
};

/* What is known of a value before the run. */
enum rx_py_sort {
	RX_PY_KNOWN, RX_PY_SECRET,
	RX_PY_LATER		/* a setting, or a text that is one template */
};

struct rx_py_args {		/* of a call */
	struct rx_node	*list;		/* those without a name */
	struct rx_node	*dict;		/* those with */
};

void		 rx_py_advance(struct rx_py *);
bool		 rx_py_expect(struct rx_py *, const char *punct, const char *what);
bool		 rx_py_unexpected(struct rx_py *, const char *what);
/* The closing bracket: what is behind it may begin a new statement. */
bool		 rx_py_close(struct rx_py *, const char *punct, const char *what);
/* Goes on to what ends an expression, or to one of the words (ended by NULL)
 * outside of brackets. */
void		 rx_py_skip(struct rx_py *, const char *const *words);

/* NULL: err.  The present token is then the one behind the value. */
struct rx_node	*rx_py_value(struct rx_py *);
struct rx_node	*rx_py_or(struct rx_py *);	/* without a b if c else d */
struct rx_node	*rx_py_postfix(struct rx_py *);	/* without operators */
struct rx_node	*rx_py_primary(struct rx_py *);
struct rx_node	*rx_py_under(struct rx_py *, struct rx_span key);
bool		 rx_py_element(struct rx_py *, struct rx_node *list);
bool		 rx_py_member(struct rx_py *, struct rx_node *dict);
void		 rx_py_move(struct rx_node *to, struct rx_node *from);
/* The token begins an element, or a member: does `for` stand behind it? */
bool		 rx_py_is_loop(const struct rx_py *);
bool		 rx_py_loop(struct rx_py *, struct rx_node *into);

struct rx_node	*rx_py_number(struct rx_py *, bool negative);
bool		 rx_py_whole(const struct rx_node *, long long *);
struct rx_node	*rx_py_integer(struct rx_py *, long long, struct rx_place);
struct rx_node	*rx_py_calculate(struct rx_py *, char op, const struct rx_node *,
		    const struct rx_node *);	/* NULL without err: no whole numbers */
struct rx_node	*rx_py_bool(struct rx_py *, bool, struct rx_place);

/* Operators.  The tokens are behind both; first is that of the first one. */
struct rx_node	*rx_py_compare(struct rx_py *, const char *op, struct rx_node *,
		    struct rx_node *, const struct rx_py_token *first);
struct rx_node	*rx_py_binary(struct rx_py *, char op, struct rx_node *, struct rx_node *,
		    const struct rx_py_token *first);
/* Whether it counts as true.  A secret does, and that is said; 'later' is set
 * where only the run can tell. */
bool		 rx_py_truth(struct rx_py *, const struct rx_node *, bool *later);

/* A call: the token is its parenthesis. */
bool		 rx_py_arguments(struct rx_py *, struct rx_py_args *);
/* The i-th argument, or the one of that name; NULL: it is not there. */
struct rx_node	*rx_py_argument(const struct rx_py_args *, unsigned i, const char *name);
struct rx_node	*rx_py_call(struct rx_py *, const char *path, const struct rx_py_token *first);
struct rx_node	*rx_py_method(struct rx_py *, struct rx_node *of, struct rx_span name,
		    const struct rx_py_args *, const struct rx_py_token *first);
struct rx_node	*rx_py_time_method(struct rx_py *, struct rx_node *of, struct rx_span name,
		    const struct rx_py_args *, bool *known);
struct rx_node	*rx_py_format(struct rx_py *, struct rx_span format, const struct rx_py_args *,
		    const struct rx_py_token *first);		/* .format() */
struct rx_node	*rx_py_percent(struct rx_py *, struct rx_span format, struct rx_node *,
		    const struct rx_py_token *first);		/* "..." % value */
/* The present time, as a template; NULL without err: the path is none. */
struct rx_node	*rx_py_clock(struct rx_py *, const char *path, const struct rx_py_token *first);
struct rx_node	*rx_py_time_call(struct rx_py *, const char *path, const struct rx_py_args *,
		    struct rx_place, bool *known);
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
enum rx_py_sort	 rx_py_sort(const struct rx_node *);
struct rx_span	 rx_py_sole(const struct rx_node *);	/* the expression in a template alone */
/* Appends a value as an operand of an expression; false: it can't be one. */
bool		 rx_py_operand(struct rx_buf *, const struct rx_node *);
/* A template of the expression, which is freed. */
struct rx_node	*rx_py_template(struct rx_py *, struct rx_buf *, struct rx_place);
struct rx_node	*rx_py_default(struct rx_node *reference, struct rx_node *);
/* What the surroundings give: a secret where one is needed, else a setting. */
struct rx_node	*rx_py_outside(struct rx_py *, struct rx_span name, struct rx_place);
/* The error of an expression that is no literal: it begins at the token. */
bool		 rx_py_refuse(struct rx_py *, const struct rx_py_token *first,
		    const char *hint);

#endif
