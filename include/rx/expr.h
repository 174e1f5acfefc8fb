#ifndef RX_EXPR_H
#define RX_EXPR_H
/*
 * expr: the one evaluator of {{ templates }}, bare conditions and {f-strings}.
 *
 * The meaning is Jinja2's (undefined, truth, filters, attribute or item), with
 * the functions that Airbyte adds, on values that keep their JSON spelling.
 * Compiling checks syntax, functions, filters and methods, with the position
 * of the fault; evaluating never fails for data, it yields undefined, and it
 * is bounded in steps, depth and memory.
 *
 * A value's text: of a string, decoded; of a number, its spelling; of a list
 * or dict, its JSON.  Texts live in the context's arena or in the caller's
 * data.
 */
#include <stdbool.h>

#include "rx/arena.h"
#include "rx/buf.h"
#include "rx/err.h"
#include "rx/json.h"
#include "rx/span.h"

enum rx_value_kind {
	RX_VALUE_UNDEFINED, RX_VALUE_NULL, RX_VALUE_FALSE, RX_VALUE_TRUE,
	RX_VALUE_NUMBER, RX_VALUE_STRING, RX_VALUE_LIST, RX_VALUE_DICT,
	RX_VALUE_TIME,		/* a datetime; seconds holds it */
	RX_VALUE_SPAN_OF_TIME	/* a timedelta; seconds holds it */
};

struct rx_value {
	enum rx_value_kind kind;
	struct rx_span	 text;
	double		 seconds;	/* of times: since 1970, UTC */
	int		 micros;	/* of times: the exact fraction */
	bool		 date_only;	/* of times: a date (today_utc) */
	bool		 tojson;	/* made by a final |tojson: undone when sent */
	struct rx_span	 json;		/* for tojson: the value before it, as JSON */
};

/*
 * What names mean.  lookup gives a first name's value (response, headers,
 * config, ...) and returns false when it knows none: then the name is
 * undefined.  The data behind a LIST or DICT is validated JSON text.
 */
struct rx_expr_ctx {
	bool	(*lookup)(void *, struct rx_span name, struct rx_value *);
	void	*arg;
	struct rx_arena *arena;		/* for results; the caller resets it */
	double	 now;			/* seconds since 1970; for now_utc() */
};

struct rx_expr;			/* compiled; lives in the arena it was made in */
struct rx_template;

/* A bare expression: "not response.next". */
struct rx_expr	*rx_expr_compile(struct rx_arena *, struct rx_span,
		    struct rx_err *);
struct rx_value	 rx_expr_eval(const struct rx_expr *, struct rx_expr_ctx *);

/*
 * Text with {{ }} in it.  With single, {expr} in single braces too (f-strings,
 * cursor_value).  {% if %} {% else %} {% endif %} and {% set %} are known.
 * One expression alone is the value itself; else a string.
 */
struct rx_template *rx_template_compile(struct rx_arena *, struct rx_span,
		    bool single, struct rx_err *);
struct rx_value	 rx_template_eval(const struct rx_template *,
		    struct rx_expr_ctx *);
bool		 rx_template_has(struct rx_span text);	/* is there a {{ or {% ? */
/* Either: a template if it has {{, else a bare expression. */
struct rx_template *rx_condition_compile(struct rx_arena *, struct rx_span,
		    struct rx_err *);

/*
 * Looking into an expression, for the rules that read a stop condition.
 * Calls fn for each path that it mentions (response.a.b, headers['link'],
 * response.get('x', {}).get('y')): the first name and the segments as a JSON
 * array of strings, and how the path is used.
 */
enum rx_expr_use {
	RX_USE_VALUE,		/* anything else */
	RX_USE_ABSENCE,		/* not X, X is none, X is not defined, 'k' not in X (k is the last segment), X == None */
	RX_USE_EMPTY		/* X|length == 0, len(X) == 0: tests for an empty page */
};
void	rx_template_paths(const struct rx_template *, struct rx_arena *,
	    void (*fn)(void *, struct rx_span name, struct rx_span segments,
	    enum rx_expr_use), void *arg);

/* -- values ------------------------------------------------------------ */

struct rx_value	rx_value_json(struct rx_span json);	/* of validated JSON text */
struct rx_value	rx_value_string(struct rx_span);
bool		rx_value_true(const struct rx_value *);	/* Jinja's truth */
/* As it is sent in a URL, header or form: a final |tojson undone, true and
 * false as JSON writes them, undefined and null as "". */
bool		rx_value_send(struct rx_buf *, const struct rx_value *);
/* As JSON: undefined is null; times are strings. */
bool		rx_value_write(struct rx_buf *, const struct rx_value *);

#endif
