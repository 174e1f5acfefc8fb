#ifndef RX_TESTS_UNIT_EXPR_H
#define RX_TESTS_UNIT_EXPR_H
/* What the tests of expressions share: tables of expression, context, result. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "rx/expr.h"

#define COUNT(a)	(sizeof(a) / sizeof((a)[0]))
#define NOW		1795323896.789012	/* 2026-11-22T05:04:56.789012Z */

struct fact {
	const char	*expr;
	const char	*context;	/* JSON: the first names */
	const char	*want;		/* JSON, or undefined */
};

/* A first name is a member of the context, else of its member response. */
static bool
look_up(void *arg, struct rx_span name, struct rx_value *v)
{
	struct rx_span	context = *(struct rx_span *)arg;
	struct rx_span	found = rx_json_member(context, name), response;

	if (found.p == NULL) {
		response = rx_json_get(context, "response");
		if (rx_json_kind(response) == RX_JSON_OBJECT)
			found = rx_json_member(response, name);
	}
	*v = rx_value_json(found);
	v->nocase = rx_span_is(name, "headers");
	return found.p != NULL;
}

static struct rx_value
evaluate(struct rx_arena *arena, const struct rx_template *t, const char *context)
{
	struct rx_span		json = rx_span_of(context);
	struct rx_expr_ctx	ctx = { look_up, &json, arena, NOW };

	return rx_template_eval(t, &ctx);
}

static void
show(struct rx_value v, char *out, size_t size)
{
	struct rx_buf b = RX_BUF_INIT((size_t)1 << 24);

	if (v.kind == RX_VALUE_UNDEFINED)
		(void)rx_buf_text(&b, "undefined");
	else
		(void)rx_value_write(&b, &v);
	snprintf(out, size, "%s", rx_buf_str(&b));
	rx_buf_free(&b);
}

/* Compiles (mode c: condition, t: template, s: with single braces), evaluates,
 * and writes the result, or the error, into out. */
static inline void
result(char mode, const char *expr, const char *context, char *out, size_t size)
{
	struct rx_arena		 arena = RX_ARENA_INIT;
	struct rx_err		 err = RX_ERR_INIT;
	struct rx_span		 s = rx_span_of(expr);
	struct rx_template	*t;

	t = mode == 'c' ? rx_condition_compile(&arena, s, &err) :
	    rx_template_compile(&arena, s, mode == 's', &err);
	if (t == NULL)
		snprintf(out, size, "error: %.300s", err.what);
	else
		show(evaluate(&arena, t, context != NULL ? context : "{}"), out, size);
	rx_arena_free(&arena);
}

static inline void
hold(char mode, const struct fact *facts, size_t n)
{
	char	got[4096];
	size_t	i, wrong = 0;

	for (i = 0; i < n; i++) {
		result(mode, facts[i].expr, facts[i].context, got, sizeof(got));
		if (strcmp(got, facts[i].want) == 0)
			continue;
		print_error("%s\n  in   %s\n  got  %s\n  want %s\n", facts[i].expr,
		    facts[i].context != NULL ? facts[i].context : "{}", got, facts[i].want);
		wrong++;
	}
	assert_int_equal(wrong, 0);
}

#endif
