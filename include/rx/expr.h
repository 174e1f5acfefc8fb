#ifndef RX_EXPR_H
#define RX_EXPR_H
/*
 * expr: the one evaluator of {{ templates }}, bare conditions and {f-strings}.
 *
 * The meaning is Jinja2's (undefined, truth, filters, attribute or item), with
 * the functions that Airbyte adds, on values that keep their JSON spelling.
 * Compiling checks syntax, functions, filters, tests and methods, with the
 * position of the fault; evaluating never fails for data, it yields undefined,
 * and it is bounded in steps, depth and memory.
 *
 * Where Jinja would raise, the result is undefined.  Beside that rx departs
 * from Jinja in this: undefined is none and equals none; true, false and none
 * in text are true, false and nothing (|string and str() spell True, False,
 * None); a list or dict in text is its JSON; + between a text and a number
 * joins them; a dict's member wins over a method of its name; a filter may be
 * written as a method, and without arguments as an attribute of a text, number
 * or list; regular expressions take time linear in the text.
 *
 * A value's text: of a string, decoded; of a number, its spelling; of a list
 * or dict, its JSON.  Texts live in the context's arena or in the caller's
 * data.
 */
#include <stdbool.h>

#include "rx/arena.h"
#include "rx/buf.h"
#include "rx/date.h"
#include "rx/err.h"
#include "rx/json.h"
#include "rx/span.h"

enum rx_value_kind {
	RX_VALUE_UNDEFINED, RX_VALUE_NULL, RX_VALUE_FALSE, RX_VALUE_TRUE,
	RX_VALUE_NUMBER, RX_VALUE_STRING, RX_VALUE_LIST, RX_VALUE_DICT,
	RX_VALUE_TIME,		/* a datetime: time */
	RX_VALUE_SPAN_OF_TIME	/* a timedelta: months and time */
};

struct rx_value {
	enum rx_value_kind kind;
	bool		 date_only;	/* of times: a date (today_utc) */
	bool		 tojson;	/* a string made by a final |tojson: text is
					 * JSON; undone when it is sent */
	bool		 nocase;	/* of dicts: keys match without regard to
					 * case when none matches exactly (headers) */
	bool		 raw;		/* of strings: text is JSON, with quotes and
					 * escapes; only rx_value_json makes these */
	int		 months;	/* of spans of time */
	struct rx_instant time;		/* of times; of spans the seconds */
	struct rx_span	 text;
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

struct rx_template;		/* compiled; lives in the arena it was made in */

/*
 * Text with {{ }} in it.  With single, {expr} in single braces too (f-strings,
 * cursor_value; {x:format} as in Python).  {% if %} {% elif %} {% else %}
 * {% endif %}, {% set %} and {# comments #} are known.  One expression alone
 * (white space around it or not) is the value itself; else a string.  On a
 * fault NULL, and err has RX_USAGE, what with the position ("unknown filter
 * 'foo', at character 9"), got (the text) and, where there is one, a hint.
 */
struct rx_template *rx_template_compile(struct rx_arena *, struct rx_span,
		    bool single, struct rx_err *);
struct rx_value	 rx_template_eval(const struct rx_template *,
		    struct rx_expr_ctx *);
/* Is it one: is there a {{, a {% or a {# comment #}? */
bool		 rx_template_has(struct rx_span text);
/* The length of the {{ }}, {% %} or {# #} that the text begins with; 0: none,
 * or one that does not end. */
size_t		 rx_template_block(struct rx_span text);
/* The text without its comments, in the arena or as it was. */
struct rx_span	 rx_template_uncomment(struct rx_arena *, struct rx_span text);
/* The text with the value in place of each of the names (the last is NULL), in
 * {{ }} or { }; NONE: err. */
struct rx_span	 rx_template_fill(struct rx_arena *, struct rx_span text,
		    const char *const *names, struct rx_span value, struct rx_err *);
/* A template if it is one, else a bare expression: "not response.next". */
struct rx_template *rx_condition_compile(struct rx_arena *, struct rx_span,
		    struct rx_err *);
/* Its truth.  A text that reads False, false, 0, 0.0, {}, [] or () is false,
 * as in Airbyte's conditions; else Jinja's truth. */
bool		 rx_condition_eval(const struct rx_template *,
		    struct rx_expr_ctx *);

/*
 * Looking into an expression, for the rules that read a stop condition.
 * Calls fn, in the order of the text, for each path that it mentions
 * (response.a.b, headers['link'], response.get('x', {}).get('y')): the first
 * name and the segments as a JSON array of strings ([0] is "0"), and how the
 * path is used.  "not" is seen through: not (X is defined) tests absence.
 */
enum rx_expr_use {
	RX_USE_VALUE,		/* anything else */
	RX_USE_ABSENCE,		/* not X, X is none, X is not defined, 'k' not in X
				 * (k is the last segment), X == None, X == '' */
	RX_USE_EMPTY		/* X|length == 0, len(X) < n, last_page_size == 0:
				 * tests for an empty or short page */
};
void	rx_template_paths(const struct rx_template *, struct rx_arena *,
	    void (*fn)(void *, struct rx_span name, struct rx_span segments,
	    enum rx_expr_use), void *arg);
/* Is it one bare word (has_more, none, done), written as such?  NONE if not. */
struct rx_span	rx_template_word(const struct rx_template *);

/* -- values ------------------------------------------------------------ */

/* Of validated JSON text; undefined for RX_SPAN_NONE.  A string with escapes
 * stays raw; the evaluator decodes what it looks up. */
struct rx_value	rx_value_json(struct rx_span json);
struct rx_value	rx_value_string(struct rx_span);
bool		rx_value_true(const struct rx_value *);	/* Jinja's truth */
/* The value that is sent: one that |tojson made is the value before it; not raw. */
struct rx_value	rx_value_sent(struct rx_arena *, const struct rx_value *);
/* As it is sent in a URL, header or form: a final |tojson undone, true and
 * false as JSON writes them, undefined and null as "". */
bool		rx_value_send(struct rx_buf *, const struct rx_value *);
/* As JSON: undefined is null; times are strings; |tojson undone. */
bool		rx_value_write(struct rx_buf *, const struct rx_value *);

#endif
