/* Methods of texts, as Python has them. */
#include "lib/expr/expr.h"

#define TEXT	(1u << RX_VALUE_STRING)

static struct rx_value
stripped(struct rx_eval *e, const struct rx_value *v, const struct rx_args *a,
    bool left, bool right)
{
	struct rx_span set = rx_value_none(&a->v[0]) ? RX_SPAN_NONE :
	    rx_value_str(e, &a->v[0]);

	return rx_value_string(rx_chars_strip(v->text, set, left, right));
}

static struct rx_value
m_strip(struct rx_eval *e, const struct rx_value *v, const struct rx_args *a)
{
	return stripped(e, v, a, true, true);
}

static struct rx_value
m_lstrip(struct rx_eval *e, const struct rx_value *v, const struct rx_args *a)
{
	return stripped(e, v, a, true, false);
}

static struct rx_value
m_rstrip(struct rx_eval *e, const struct rx_value *v, const struct rx_args *a)
{
	return stripped(e, v, a, false, true);
}

static void
add(struct rx_made *made, const char *p, size_t n)
{
	struct rx_value v = rx_value_string((struct rx_span){ p, n });

	rx_made_add(made, &v);
}

static size_t
word_end(struct rx_span s)
{
	size_t n = 0;

	while (n < s.n && rx_chars_strip((struct rx_span){ s.p + n, 1 }, RX_SPAN_NONE,
	    true, false).n > 0)
		n++;
	return n;
}

/* Without a separator: at runs of white space, none at the ends. */
static struct rx_value
split_words(struct rx_eval *e, struct rx_span s, int64_t times)
{
	struct rx_made	made;
	size_t		n;

	rx_made_begin(&made);
	for (s = rx_chars_strip(s, RX_SPAN_NONE, true, times < 0); s.n > 0;
	    s = rx_chars_strip(s, RX_SPAN_NONE, true, false)) {
		n = times-- == 0 ? s.n : word_end(s);
		add(&made, s.p, n);
		s = rx_span_cut(s, n);
		if (made.b.failed)
			break;
	}
	return rx_made_end(&made, e);
}

static struct rx_value
m_split(struct rx_eval *e, const struct rx_value *v, const struct rx_args *a)
{
	struct rx_span	s = v->text, at = rx_value_str(e, &a->v[0]);
	struct rx_made	made;
	int64_t		times = -1;
	size_t		n;

	if (!rx_value_none(&a->v[1]) && !rx_value_long(&a->v[1], &times))
		return rx_value_undefined();
	if (rx_value_none(&a->v[0]))
		return split_words(e, s, times);
	if (at.n == 0)
		return rx_value_undefined();
	rx_made_begin(&made);
	while (times-- != 0 && !made.b.failed && (n = rx_chars_find(s, at)) < s.n) {
		add(&made, s.p, n);
		s = rx_span_cut(s, n + at.n);
	}
	add(&made, s.p, s.n);
	return rx_made_end(&made, e);
}

/* The offset of the last one, or the length. */
static size_t
find_last(struct rx_span s, struct rx_span what)
{
	size_t at = s.n, n;

	for (n = 0; n + what.n <= s.n; n++)
		if (rx_span_eq((struct rx_span){ s.p + n, what.n }, what))
			at = n;
	return at;
}

/* With a limit the cuts are made from the right. */
static struct rx_value
m_rsplit(struct rx_eval *e, const struct rx_value *v, const struct rx_args *a)
{
	struct rx_span	s = v->text, at = rx_value_str(e, &a->v[0]);
	struct rx_made	made;
	struct rx_value	turned, none = rx_value_null(), down = rx_value_int(e, -1);
	int64_t		times;
	size_t		n;

	if (!rx_value_long(&a->v[1], &times) || times < 0 || at.n == 0)
		return m_split(e, v, a);
	rx_made_begin(&made);
	while (times-- > 0 && rx_eval_step(e) && (n = find_last(s, at)) < s.n) {
		add(&made, s.p + n + at.n, s.n - n - at.n);
		s.n = n;
	}
	add(&made, s.p, s.n);
	turned = rx_made_end(&made, e);
	return rx_value_slice(e, &turned, &none, &none, &down);
}

static struct rx_value
m_splitlines(struct rx_eval *e, const struct rx_value *v, const struct rx_args *a)
{
	struct rx_span	s = v->text;
	struct rx_made	made;
	size_t		n;

	(void)a;
	rx_made_begin(&made);
	for (; s.n > 0 && !made.b.failed; s = rx_span_cut(s, n + 1)) {
		n = rx_span_find(s, '\n');
		add(&made, s.p, n - (n > 0 && n < s.n && s.p[n - 1] == '\r'));
	}
	return rx_made_end(&made, e);
}

static struct rx_value
m_join(struct rx_eval *e, const struct rx_value *v, const struct rx_args *a)
{
	const struct rx_def	*join = rx_def_find(RX_FILTERS, RX_SPAN("join"));
	struct rx_args		 with = { .n = 1 };

	with.v[0] = *v;
	return rx_eval_call(e, join, &a->v[0], &with);
}

/* Is the text there, or one of a list (a tuple, in Python)? */
static struct rx_value
at_end(struct rx_eval *e, struct rx_span s, const struct rx_value *what, bool end)
{
	struct rx_list	l;
	struct rx_value	one;

	if (what->kind == RX_VALUE_STRING)
		return rx_value_bool(what->text.n <= s.n && rx_span_eq(what->text,
		    (struct rx_span){ s.p + (end ? s.n - what->text.n : 0), what->text.n }));
	rx_list_begin(&l, e, what);
	while (rx_list_next(&l, &one)) {
		one = one.kind == RX_VALUE_STRING ? at_end(e, s, &one, end) :
		    rx_value_undefined();
		if (rx_value_true(&one))
			return one;
	}
	return rx_value_bool(false);
}

static struct rx_value
m_startswith(struct rx_eval *e, const struct rx_value *v, const struct rx_args *a)
{
	return at_end(e, v->text, &a->v[0], false);
}

static struct rx_value
m_endswith(struct rx_eval *e, const struct rx_value *v, const struct rx_args *a)
{
	return at_end(e, v->text, &a->v[0], true);
}

static struct rx_value
m_removeprefix(struct rx_eval *e, const struct rx_value *v, const struct rx_args *a)
{
	struct rx_value there = at_end(e, v->text, &a->v[0], false);

	return rx_value_true(&there) ?
	    rx_value_string(rx_span_cut(v->text, a->v[0].text.n)) : *v;
}

static struct rx_value
m_removesuffix(struct rx_eval *e, const struct rx_value *v, const struct rx_args *a)
{
	struct rx_value	there = at_end(e, v->text, &a->v[0], true), r = *v;

	if (rx_value_true(&there))
		r.text.n -= a->v[0].text.n;
	return r;
}

static struct rx_value
m_find(struct rx_eval *e, const struct rx_value *v, const struct rx_args *a)
{
	struct rx_span	what = rx_value_str(e, &a->v[0]);
	size_t		n = rx_chars_find(v->text, what);

	if (n >= v->text.n && what.n > 0)
		return rx_value_int(e, -1);
	return rx_value_int(e, (int64_t)rx_chars_count((struct rx_span){ v->text.p, n }));
}

static struct rx_value
m_count(struct rx_eval *e, const struct rx_value *v, const struct rx_args *a)
{
	struct rx_span	s = v->text, what = rx_value_str(e, &a->v[0]);
	int64_t		n = 0;
	size_t		at;

	if (what.n == 0)
		return rx_value_int(e, (int64_t)rx_chars_count(s) + 1);
	for (; (at = rx_chars_find(s, what)) < s.n; n++)
		s = rx_span_cut(s, at + what.n);
	return rx_value_int(e, n);
}

static struct rx_value
m_isdigit(struct rx_eval *e, const struct rx_value *v, const struct rx_args *a)
{
	size_t i;

	(void)e;
	(void)a;
	for (i = 0; i < v->text.n; i++)
		if (v->text.p[i] < '0' || v->text.p[i] > '9')
			return rx_value_bool(false);
	return rx_value_bool(v->text.n > 0);
}

static struct rx_value
m_zfill(struct rx_eval *e, const struct rx_value *v, const struct rx_args *a)
{
	struct rx_buf	b = RX_BUF_INIT(RX_EXPR_TEXT);
	int64_t		width, n = (int64_t)rx_chars_count(v->text);
	bool		sign = n > 0 && (v->text.p[0] == '-' || v->text.p[0] == '+');

	if (!rx_value_long(&a->v[0], &width) || width > 10000)
		return rx_value_undefined();
	if (sign)
		(void)rx_buf_byte(&b, v->text.p[0]);
	for (; n < width; n++)
		(void)rx_buf_byte(&b, '0');
	(void)rx_buf_span(&b, rx_span_cut(v->text, sign));
	return rx_value_take(e, &b, RX_VALUE_STRING);
}

static struct rx_value
m_replace(struct rx_eval *e, const struct rx_value *v, const struct rx_args *a)
{
	const struct rx_def *replace = rx_def_find(RX_FILTERS, RX_SPAN("replace"));

	return rx_eval_call(e, replace, v, a);
}

static struct rx_value
m_format(struct rx_eval *e, const struct rx_value *v, const struct rx_args *a)
{
	return rx_format_braces(e, v->text, a);
}

/* lower, upper, title, capitalize are the filters of their names. */
const struct rx_def rx_text_methods[] = {
	{ "split", "sep maxsplit", 0, TEXT, m_split, NULL },
	{ "rsplit", "sep maxsplit", 0, TEXT, m_rsplit, NULL },
	{ "splitlines", "", 0, TEXT, m_splitlines, NULL },
	{ "strip", "chars", 0, TEXT, m_strip, NULL },
	{ "lstrip", "chars", 0, TEXT, m_lstrip, NULL },
	{ "rstrip", "chars", 0, TEXT, m_rstrip, NULL },
	{ "join", "iterable", 1, TEXT, m_join, NULL },
	{ "replace", "old new count", 2, TEXT, m_replace, NULL },
	{ "format", "...", 0, TEXT, m_format, NULL },
	{ "startswith", "prefix", 1, TEXT, m_startswith, NULL },
	{ "endswith", "suffix", 1, TEXT, m_endswith, NULL },
	{ "removeprefix", "prefix", 1, TEXT, m_removeprefix, NULL },
	{ "removesuffix", "suffix", 1, TEXT, m_removesuffix, NULL },
	{ "find", "sub", 1, TEXT, m_find, NULL },
	{ "count", "sub", 1, TEXT, m_count, NULL },
	{ "isdigit", "", 0, TEXT, m_isdigit, NULL },
	{ "isnumeric", "", 0, TEXT, m_isdigit, NULL },
	{ "zfill", "width", 1, TEXT, m_zfill, NULL },
	{ NULL, NULL, 0, 0, NULL, NULL }
};
