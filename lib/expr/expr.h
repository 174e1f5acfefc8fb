#ifndef EXPR_H
#define EXPR_H
/*
 * expr: what the files of the evaluator share: the tree, the tables of
 * functions, filters, methods and tests, the state of one evaluation.
 *
 * A list or dict is JSON text throughout; a filter that makes one writes it.
 */
#include "rx/expr.h"

#define RX_EXPR_NEST	60		/* brackets, nots, ifs within each other */
#define RX_EXPR_DEPTH	250		/* of the tree: long chains count too */
#define RX_EXPR_STEPS	1000000		/* terms and elements in one evaluation */
#define RX_EXPR_TEXT	((size_t)16 << 20)	/* of one made text, bytes */
#define RX_EXPR_ARGS	10

enum rx_op {
	RX_OP_CONST, RX_OP_NAME, RX_OP_ATTR, RX_OP_ITEM, RX_OP_SLICE,
	RX_OP_FUNCTION, RX_OP_METHOD, RX_OP_FILTER, RX_OP_TEST,
	RX_OP_CALL,			/* data is called: undefined */
	RX_OP_NOT, RX_OP_NEG, RX_OP_POS, RX_OP_AND, RX_OP_OR, RX_OP_IF,
	RX_OP_LIST, RX_OP_DICT,
	RX_OP_COMPARE,			/* left, then a chain of RX_OP_EQ... in next */
	RX_OP_EQ, RX_OP_NE, RX_OP_LT, RX_OP_LE, RX_OP_GT, RX_OP_GE,
	RX_OP_IN, RX_OP_NOT_IN,
	RX_OP_ADD, RX_OP_SUB, RX_OP_MUL, RX_OP_DIV, RX_OP_FLOOR, RX_OP_MOD,
	RX_OP_POW, RX_OP_CAT
};

struct rx_arg {
	struct rx_arg	*next;
	struct rx_span	 name;		/* NONE: by position */
	struct rx_term	*term;
};

/* A term: one node of an expression's tree. */
struct rx_term {
	enum rx_op	 op;
	unsigned	 depth;
	bool		 negated;	/* of tests: is not */
	bool		 plain;		/* a name left of in: undefined is itself */
	size_t		 at;		/* offset in the text */
	struct rx_term	*left;		/* the object, the only or first operand */
	struct rx_term	*right;		/* IF: condition in left, else in third */
	struct rx_term	*third;
	struct rx_term	*step;		/* of slices: [right:third:step] of left */
	struct rx_term	*next;		/* the next of a chain of comparisons */
	struct rx_arg	*args;		/* of calls; elements of lists and dicts */
	struct rx_span	 name;
	struct rx_value	 value;
	const struct rx_def *def;
};

struct rx_var {				/* of {% set %} */
	struct rx_var	*next;
	struct rx_span	 name;
	struct rx_value	 value;
};

struct rx_eval {
	struct rx_expr_ctx *ctx;
	unsigned	 steps;
	unsigned long	 visits;	/* of states of regular expressions */
	struct rx_var	*vars;
};

/* -- definitions --------------------------------------------------------- */

struct rx_args {
	unsigned	 n;		/* given; those left out are undefined */
	struct rx_value	 v[RX_EXPR_ARGS];
	struct rx_span	 name[RX_EXPR_ARGS];	/* of more keywords */
};

typedef struct rx_value rx_call(struct rx_eval *, const struct rx_value *self,
    const struct rx_args *);

struct rx_def {
	const char	*name;
	const char	*params;	/* names by a space; "..." at the end: more */
	unsigned	 min;		/* how many must be there */
	unsigned	 kinds;		/* of methods: bits of enum rx_value_kind */
	rx_call		*call;
	/* Looks at constant arguments: NULL, or what is wrong with them. */
	const char	*(*check)(const struct rx_arg *);
};

enum rx_def_table { RX_FUNCTIONS, RX_FILTERS, RX_METHODS, RX_TESTS };

/* The first definition of that name, or NULL; the same name may follow. */
const struct rx_def *rx_def_find(enum rx_def_table, struct rx_span name);
/* The next one of the same name, or NULL. */
const struct rx_def *rx_def_next(enum rx_def_table, const struct rx_def *);
const char	*rx_def_nearest(enum rx_def_table, struct rx_span name);
/* Do the arguments fit? what is wrong, or NULL. */
const char	*rx_def_fits(const struct rx_def *, const struct rx_arg *);
/* Puts the values of the arguments in their parameters' places. */
void		rx_def_bind(const struct rx_def *, const struct rx_arg *,
		    const struct rx_value *, struct rx_args *);
extern const struct rx_def rx_text_filters[], rx_list_filters[],
    rx_number_filters[], rx_code_filters[], rx_choice_filters[];
extern const struct rx_def rx_functions[], rx_time_functions[];
extern const struct rx_def rx_text_methods[], rx_dict_methods[],
    rx_time_methods[];
extern const struct rx_def rx_tests[];

/* -- compiling ----------------------------------------------------------- */

enum rx_close { RX_CLOSE_TEXT, RX_CLOSE_EXPR, RX_CLOSE_STMT, RX_CLOSE_SINGLE };

/*
 * Parses one expression of text from offset *at up to its closer (end of text,
 * }}, %}, or }), which is not consumed but for white space before it; *at is
 * then the closer's offset.  With SINGLE, a : at the end stands for the closer.
 */
struct rx_term	*rx_expr_parse(struct rx_arena *, struct rx_span text,
		    size_t *at, enum rx_close, struct rx_err *);
bool		rx_expr_fault(struct rx_err *, struct rx_span text, size_t at,
		    const char *fmt, ...) __attribute__((format(printf, 4, 5)));

enum rx_part_kind { RX_PART_TEXT, RX_PART_VALUE, RX_PART_IF, RX_PART_SET };
struct rx_part {
	enum rx_part_kind kind;
	struct rx_part	*next;
	struct rx_span	 text;		/* TEXT; of SET the name; of VALUE the format */
	struct rx_term	*term;		/* VALUE, SET; of IF the condition */
	struct rx_part	*yes, *no;	/* IF */
};
struct rx_template {
	struct rx_part	*first;
	bool		 bare;		/* a bare expression, not text */
};

/* -- evaluating ---------------------------------------------------------- */

struct rx_value	rx_term_eval(struct rx_eval *, const struct rx_term *);
bool		rx_eval_step(struct rx_eval *);	/* false: no more steps */
/* A result, or undefined when steps or memory ran out on the way to it. */
struct rx_value	rx_eval_end(const struct rx_eval *, struct rx_value);
/* Calls a definition on values, for map(), select() and their like. */
struct rx_value	rx_eval_call(struct rx_eval *, const struct rx_def *,
		    const struct rx_value *self, const struct rx_args *);

struct rx_value	rx_value_attr(struct rx_eval *, const struct rx_value *,
		    struct rx_span name);
struct rx_value	rx_value_item(struct rx_eval *, const struct rx_value *,
		    const struct rx_value *index);
struct rx_value	rx_value_slice(struct rx_eval *, const struct rx_value *,
		    const struct rx_value *from, const struct rx_value *to,
		    const struct rx_value *step);
/* a.b.0 from a value: what attribute='a.b' means. */
struct rx_value	rx_value_path(struct rx_eval *, const struct rx_value *,
		    struct rx_span path);
struct rx_value	rx_value_op(struct rx_eval *, enum rx_op,
		    const struct rx_value *, const struct rx_value *);
struct rx_value	rx_value_negate(struct rx_eval *, const struct rx_value *);

/* -- values, inside ------------------------------------------------------ */

struct rx_value	rx_value_undefined(void);
/* Of validated JSON text; strings decoded. */
struct rx_value	rx_value_of(struct rx_eval *, struct rx_span json);
struct rx_value	rx_value_null(void);
struct rx_value	rx_value_bool(bool);
struct rx_value	rx_value_int(struct rx_eval *, int64_t);
struct rx_value	rx_value_double(struct rx_eval *, double);	/* as Python prints it */
struct rx_value	rx_value_time(struct rx_instant, bool date_only);
struct rx_value	rx_value_span(struct rx_duration);
struct rx_duration rx_value_duration(const struct rx_value *);
/* The buf's bytes, moved into the arena; the buf is freed. */
struct rx_value	rx_value_take(struct rx_eval *, struct rx_buf *,
		    enum rx_value_kind);
bool		rx_value_none(const struct rx_value *);	/* undefined or null */
bool		rx_value_integer(const struct rx_value *);	/* spelled as one */
bool		rx_value_long(const struct rx_value *, int64_t *);	/* whole, bools too */
bool		rx_value_real(const struct rx_value *, double *);	/* bools too */
bool		rx_value_eq(const struct rx_value *, const struct rx_value *);
/* Orders them; false when they have no order. */
bool		rx_value_cmp(const struct rx_value *, const struct rx_value *,
		    int *);
bool		rx_value_in(struct rx_eval *, const struct rx_value *item,
		    const struct rx_value *whole);
/* Its text in a template, or as |string (Python's True, False, None). */
bool		rx_value_text(struct rx_buf *, const struct rx_value *);
struct rx_span	rx_value_str(struct rx_eval *, const struct rx_value *);
bool		rx_value_instant(struct rx_eval *, const struct rx_value *,
		    struct rx_instant *);	/* times, ISO texts, epoch numbers */
/* By Python's format specification: 05d, .2f, >10, or strftime's of a time. */
bool		rx_value_format(struct rx_buf *, const struct rx_value *,
		    struct rx_span spec);
/* '%s of %d' % (a, b) and '{} of {x}'.format(a, x=b). */
struct rx_value	rx_format_percent(struct rx_eval *, struct rx_span format,
		    const struct rx_value *values, unsigned n);
struct rx_value	rx_format_braces(struct rx_eval *, struct rx_span format,
		    const struct rx_args *);

struct rx_value	rx_text_quote_plus(struct rx_eval *, const struct rx_value *);
/* As |string and str() give it: True, False, None. */
struct rx_value	rx_text_python(struct rx_eval *, const struct rx_value *);
/* int() and float() of a value; undefined when it is none. */
struct rx_value	rx_number_whole(struct rx_eval *, const struct rx_value *);
struct rx_value	rx_number_float(struct rx_eval *, const struct rx_value *);
struct rx_value	rx_number_abs(struct rx_eval *, const struct rx_value *);
struct rx_value	rx_number_round(struct rx_eval *, const struct rx_value *,
		    int64_t places, struct rx_span method);

/* -- lists, inside ------------------------------------------------------- */

/* Anything that can be gone through, as LIST: a dict's keys, a text's
 * characters; of undefined and none the empty list; else undefined. */
struct rx_value	rx_list_of(struct rx_eval *, const struct rx_value *);
struct rx_list {			/* going through a LIST */
	struct rx_json_iter it;
	struct rx_eval	*e;
};
void		rx_list_begin(struct rx_list *, struct rx_eval *,
		    const struct rx_value *);
bool		rx_list_next(struct rx_list *, struct rx_value *);
struct rx_value	rx_list_length(struct rx_eval *, const struct rx_value *);
/* The least (sign -1) or greatest (1); undefined for none, or without order. */
struct rx_value	rx_list_extreme(const struct rx_value *, size_t n, int sign);
struct rx_value	rx_list_sum(struct rx_eval *, const struct rx_value *,
		    struct rx_value start);
/* Orders any two values: those of different kinds by kind. */
int		rx_value_order(const struct rx_value *, const struct rx_value *);
/* Its elements as array in the arena; NULL and 0 when there are none. */
struct rx_value	*rx_list_array(struct rx_eval *, const struct rx_value *, size_t *n);
struct rx_made {			/* a list that is being written */
	struct rx_buf	 b;
	bool		 any;
};
void		rx_made_begin(struct rx_made *);
void		rx_made_add(struct rx_made *, const struct rx_value *);
struct rx_value	rx_made_end(struct rx_made *, struct rx_eval *);

/* -- characters ---------------------------------------------------------- */

/* Code points; bytes that are no UTF-8 count one each. */
size_t		rx_chars_step(struct rx_span, size_t at);	/* bytes of the one at at */
size_t		rx_chars_count(struct rx_span);
unsigned long	rx_chars_code(struct rx_span, size_t at);
/* The offset of a text in another, or the length of that when it is not there. */
size_t		rx_chars_find(struct rx_span in, struct rx_span text);
/* Without the characters of a set (NONE: white space) at its ends. */
struct rx_span	rx_chars_strip(struct rx_span, struct rx_span set, bool left,
		    bool right);
/* Changes case: ASCII, Latin-1, Greek, Cyrillic. */
unsigned long	rx_chars_lower_code(unsigned long);
unsigned long	rx_chars_upper_code(unsigned long);
void		rx_chars_lower(struct rx_buf *, struct rx_span);
void		rx_chars_upper(struct rx_buf *, struct rx_span);
void		rx_chars_title(struct rx_buf *, struct rx_span, bool every_word);

#endif
