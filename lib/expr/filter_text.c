/* Filters on texts.  What is no text is taken as its text. */
#include "lib/expr/regex.h"

static struct rx_value
changed(struct rx_eval *e, const struct rx_value *v,
    void (*change)(struct rx_buf *, struct rx_span))
{
	struct rx_buf b = RX_BUF_INIT(RX_EXPR_TEXT);

	change(&b, rx_value_str(e, v));
	return rx_value_take(e, &b, RX_VALUE_STRING);
}

static struct rx_value
f_lower(struct rx_eval *e, const struct rx_value *v, const struct rx_args *a)
{
	(void)a;
	return changed(e, v, rx_chars_lower);
}

static struct rx_value
f_upper(struct rx_eval *e, const struct rx_value *v, const struct rx_args *a)
{
	(void)a;
	return changed(e, v, rx_chars_upper);
}

static void
title(struct rx_buf *b, struct rx_span s)
{
	rx_chars_title(b, s, true);
}

static void
capital(struct rx_buf *b, struct rx_span s)
{
	rx_chars_title(b, s, false);
}

static struct rx_value
f_title(struct rx_eval *e, const struct rx_value *v, const struct rx_args *a)
{
	(void)a;
	return changed(e, v, title);
}

static struct rx_value
f_capitalize(struct rx_eval *e, const struct rx_value *v, const struct rx_args *a)
{
	(void)a;
	return changed(e, v, capital);
}

/* Applies a filter to each element, and drops what came out empty. */
static struct rx_value
each(struct rx_eval *e, const struct rx_value *list, const struct rx_args *a,
    rx_call *filter)
{
	struct rx_made	made;
	struct rx_list	l;
	struct rx_value	v;

	rx_made_begin(&made);
	rx_list_begin(&l, e, list);
	while (rx_list_next(&l, &v)) {
		v = v.kind == RX_VALUE_LIST ? rx_value_undefined() : filter(e, &v, a);
		if (rx_value_true(&v))
			rx_made_add(&made, &v);
	}
	return rx_made_end(&made, e);
}

static struct rx_value
f_trim(struct rx_eval *e, const struct rx_value *v, const struct rx_args *a)
{
	struct rx_span of = a->n > 0 ? rx_value_str(e, &a->v[0]) : RX_SPAN_NONE;

	if (v->kind == RX_VALUE_LIST)
		return each(e, v, a, f_trim);
	return rx_value_string(rx_chars_strip(rx_value_str(e, v), of, true, true));
}

/* Texts old become new, at most so many times; -1: all. */
static struct rx_value
replaced(struct rx_eval *e, struct rx_span s, struct rx_span old,
    struct rx_span new, int64_t times)
{
	struct rx_buf	b = RX_BUF_INIT(RX_EXPR_TEXT);
	size_t		at = 0, n;

	while (times-- != 0 && !b.failed) {
		n = rx_chars_find(rx_span_cut(s, at), old);
		if (at + n >= s.n && !(old.n == 0 && at + n == s.n))
			break;
		(void)rx_buf_add(&b, s.p + at, n);
		(void)rx_buf_span(&b, new);
		at += n + old.n;
		if (old.n > 0)
			continue;
		if (at >= s.n)	/* nothing stands before and behind each character */
			break;
		n = rx_chars_step(s, at);
		(void)rx_buf_add(&b, s.p + at, n);
		at += n;
	}
	(void)rx_buf_span(&b, rx_span_cut(s, at));
	return rx_value_take(e, &b, RX_VALUE_STRING);
}

static struct rx_value
f_replace(struct rx_eval *e, const struct rx_value *v, const struct rx_args *a)
{
	int64_t times = -1;

	if (a->n > 2 && !rx_value_none(&a->v[2]) && !rx_value_long(&a->v[2], &times))
		return rx_value_undefined();
	return replaced(e, rx_value_str(e, v), rx_value_str(e, &a->v[0]),
	    rx_value_str(e, &a->v[1]), times);
}

struct rx_value
rx_text_python(struct rx_eval *e, const struct rx_value *v)
{
	switch (v->kind) {
	case RX_VALUE_TRUE: return rx_value_string(RX_SPAN("True"));
	case RX_VALUE_FALSE: return rx_value_string(RX_SPAN("False"));
	case RX_VALUE_NULL: return rx_value_string(RX_SPAN("None"));
	default: return rx_value_string(rx_value_str(e, v));
	}
}

static struct rx_value
f_string(struct rx_eval *e, const struct rx_value *v, const struct rx_args *a)
{
	(void)a;
	return rx_text_python(e, v);
}

static struct rx_value
f_format(struct rx_eval *e, const struct rx_value *v, const struct rx_args *a)
{
	return rx_format_percent(e, rx_value_str(e, v), a->v, a->n);
}

static const char *
check_regex(const struct rx_arg *args)
{
	struct rx_arena	 work = RX_ARENA_INIT;
	const char	*what = NULL;

	if (args != NULL && args->term->op == RX_OP_CONST)
		(void)rx_regex_compile(&work, args->term->value.text, &what);
	rx_arena_free(&work);
	return what;
}

/* The first group, or the whole match of a pattern without groups; else "". */
static struct rx_value
f_regex_search(struct rx_eval *e, const struct rx_value *v, const struct rx_args *a)
{
	struct rx_span	 group[RX_REGEX_GROUPS], found;
	struct rx_regex	*re;
	const char	*what;

	if (rx_value_none(v))
		return rx_value_undefined();
	if (v->kind == RX_VALUE_LIST)
		return each(e, v, a, f_regex_search);
	re = rx_regex_compile(e->ctx->arena, rx_value_str(e, &a->v[0]), &what);
	if (re == NULL)
		return rx_value_undefined();
	if (!rx_regex_search(re, e, rx_value_str(e, v), 0, false, group))
		return rx_value_string(RX_SPAN(""));
	found = group[rx_regex_groups(re) > 0];
	return rx_value_string(found.p != NULL ? found : RX_SPAN(""));
}

/* A replacement's text: \1 and \g<1> are groups. */
static void
put_groups(struct rx_buf *b, struct rx_span with, const struct rx_span *group)
{
	size_t i, n;

	for (i = 0; i < with.n; i++) {
		if (with.p[i] != '\\' || i + 1 == with.n) {
			(void)rx_buf_byte(b, with.p[i]);
			continue;
		}
		n = with.p[++i] == 'g' && i + 3 < with.n && with.p[i + 1] == '<' &&
		    with.p[i + 3] == '>' ? 2 : 0;
		if (with.p[i + n] >= '0' && with.p[i + n] <= '9') {
			(void)rx_buf_span(b, group[with.p[i + n] - '0']);
			i += n + (n > 0);
		} else {
			if (with.p[i] != '\\')
				(void)rx_buf_byte(b, '\\');
			(void)rx_buf_byte(b, with.p[i]);
		}
	}
}

static struct rx_value
f_regex_replace(struct rx_eval *e, const struct rx_value *v, const struct rx_args *a)
{
	struct rx_buf	 b = RX_BUF_INIT(RX_EXPR_TEXT);
	struct rx_span	 group[RX_REGEX_GROUPS], s = rx_value_str(e, v);
	struct rx_span	 with = rx_value_str(e, &a->v[1]);
	const char	*what;
	struct rx_regex	*re;
	size_t		 at = 0, from = 0;
	bool		 empty = false;

	re = rx_regex_compile(e->ctx->arena, rx_value_str(e, &a->v[0]), &what);
	if (rx_value_none(v) || re == NULL)
		return rx_value_undefined();
	while (rx_regex_search(re, e, s, from, empty, group)) {
		from = (size_t)(group[0].p - s.p);
		(void)rx_buf_add(&b, s.p + at, from - at);
		put_groups(&b, with, group);
		at = from += group[0].n;
		empty = group[0].n == 0;
	}
	(void)rx_buf_span(&b, rx_span_cut(s, at));
	return rx_value_take(e, &b, RX_VALUE_STRING);
}

const struct rx_def rx_text_filters[] = {
	{ "lower", "", 0, 0, f_lower, NULL },
	{ "upper", "", 0, 0, f_upper, NULL },
	{ "title", "", 0, 0, f_title, NULL },
	{ "capitalize", "", 0, 0, f_capitalize, NULL },
	{ "trim", "chars", 0, 0, f_trim, NULL },
	{ "replace", "old new count", 2, 0, f_replace, NULL },
	{ "string", "", 0, 0, f_string, NULL },
	{ "format", "...", 0, 0, f_format, NULL },
	{ "regex_search", "regex", 1, 0, f_regex_search, check_regex },
	{ "regex_replace", "regex replacement", 2, 0, f_regex_replace, check_regex },
	{ NULL, NULL, 0, 0, NULL, NULL }
};
