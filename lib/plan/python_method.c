/*
 * Methods of Python's texts, lists and dicts.
 *
 * Of a literal they are carried out; of a setting or a time they become part
 * of the template, where the evaluator has the same method.
 */
#include "python.h"

#include <ctype.h>
#include <string.h>

struct subject {		/* a method's object, and its arguments */
	struct rx_py	*py;
	struct rx_node	*of;
	const struct rx_py_args *args;
	const struct rx_py_token *first;
};

typedef struct rx_node *method_fn(const struct subject *);

static struct rx_place
place(const struct subject *s)
{
	return (struct rx_place){ s->of->line, s->of->col };
}

/* The text of an argument; fallback if it is not there. */
static struct rx_span
text_argument(const struct subject *s, unsigned i, const char *fallback)
{
	const struct rx_node *arg = rx_node_at(s->args->list, i);

	return arg != NULL && arg->kind == RX_JSON_STRING ? arg->text : rx_span_of(fallback);
}

static struct rx_node *
text_of(const struct subject *s, struct rx_buf *out)
{
	struct rx_node *node = rx_reading_string(s->py->in, rx_buf_view(out), place(s));

	rx_buf_free(out);
	return node;
}

/* -- texts ------------------------------------------------------------------- */

static struct rx_node *
cased(const struct subject *s, int (*to)(int))
{
	struct rx_buf out = RX_BUF_INIT(RX_READING_TEXT);

	for (size_t i = 0; i < s->of->text.n; i++) {
		unsigned char c = (unsigned char)s->of->text.p[i];

		rx_buf_byte(&out, (char)(c < 128 ? to(c) : c));
	}
	return text_of(s, &out);
}

static struct rx_node *
m_lower(const struct subject *s)
{
	return cased(s, tolower);
}

static struct rx_node *
m_upper(const struct subject *s)
{
	return cased(s, toupper);
}

static bool
among(char c, struct rx_span set)
{
	return set.p != NULL ? memchr(set.p, c, set.n) != NULL : strchr(" \t\r\n\f\v", c) != NULL;
}

static struct rx_node *
stripped(const struct subject *s, bool left, bool right)
{
	struct rx_span set = text_argument(s, 0, " \t\r\n\f\v"), text = s->of->text;

	while (left && text.n > 0 && among(*text.p, set))
		text = rx_span_cut(text, 1);
	while (right && text.n > 0 && among(text.p[text.n - 1], set))
		text.n--;
	return rx_reading_string(s->py->in, text, place(s));
}

static struct rx_node *
m_strip(const struct subject *s)
{
	return stripped(s, true, true);
}

static struct rx_node *
m_lstrip(const struct subject *s)
{
	return stripped(s, true, false);
}

static struct rx_node *
m_rstrip(const struct subject *s)
{
	return stripped(s, false, true);
}

static bool
at_text(struct rx_span text, struct rx_span part)
{
	return text.n >= part.n && memcmp(text.p, part.p, part.n) == 0;
}

static struct rx_node *
m_replace(const struct subject *s)
{
	struct rx_buf out = RX_BUF_INIT(RX_READING_TEXT);
	struct rx_span from = text_argument(s, 0, ""), to = text_argument(s, 1, "");
	struct rx_span text = s->of->text;

	while (text.n > 0) {
		bool here = from.n > 0 && at_text(text, from);

		if (here)
			rx_buf_span(&out, to);
		else
			rx_buf_byte(&out, *text.p);
		text = rx_span_cut(text, here ? from.n : 1);
	}
	return text_of(s, &out);
}

static struct rx_node *
m_split(const struct subject *s)
{
	struct rx_node *list = rx_reading_node(s->py->in, RX_JSON_ARRAY, place(s)), *part;
	struct rx_span by = text_argument(s, 0, " "), text = s->of->text;
	size_t n;

	for (bool more = true; list != NULL && more; ) {
		for (n = 0; n < text.n && !(by.n > 0 && at_text(rx_span_cut(text, n), by)); n++)
			;
		more = n < text.n;
		part = rx_reading_string(s->py->in, (struct rx_span){ text.p, n }, place(s));
		if (part == NULL)
			return NULL;
		rx_reading_add(list, part);
		text = rx_span_cut(text, more ? n + by.n : n);
	}
	return list;
}

static struct rx_node *
m_join(const struct subject *s)
{
	struct rx_buf out = RX_BUF_INIT(RX_READING_TEXT);
	const struct rx_node *list = rx_node_at(s->args->list, 0);

	if (list == NULL || list->kind != RX_JSON_ARRAY) {
		rx_py_refuse(s->py, s->first, "join takes a list that stands in the text");
		return NULL;
	}
	for (const struct rx_node *e = list->first; e != NULL; e = e->next) {
		if (e != list->first)
			rx_buf_span(&out, s->of->text);
		if (!rx_py_embed(s->py, &out, e)) {
			rx_buf_free(&out);
			return NULL;
		}
	}
	return text_of(s, &out);
}

static struct rx_node *
m_startswith(const struct subject *s)
{
	return rx_py_bool(s->py, at_text(s->of->text, text_argument(s, 0, "")), place(s));
}

static struct rx_node *
m_endswith(const struct subject *s)
{
	struct rx_span end = text_argument(s, 0, ""), text = s->of->text;

	return rx_py_bool(s->py, text.n >= end.n && at_text(rx_span_cut(text, text.n - end.n),
	    end), place(s));
}

static struct rx_node *
m_format(const struct subject *s)
{
	return rx_py_format(s->py, s->of->text, s->args, s->first);
}

/* -- dicts and lists --------------------------------------------------------- */

static struct rx_node *
m_get(const struct subject *s)
{
	const struct rx_node *key = rx_node_at(s->args->list, 0);
	struct rx_node *found = key != NULL ? rx_node_member(s->of, key->text) : NULL;

	if (found == NULL)
		found = rx_py_argument(s->args, 1, "default");
	return found != NULL ? found : rx_reading_node(s->py->in, RX_JSON_NULL, place(s));
}

static struct rx_node *
m_same(const struct subject *s)
{
	return s->of;
}

/* keys, values, or both of each. */
static struct rx_node *
parts(const struct subject *s, bool keys, bool values)
{
	struct rx_node *list = rx_reading_node(s->py->in, RX_JSON_ARRAY, place(s));

	for (struct rx_node *m = s->of->first, *next, *item; list != NULL && m != NULL; m = next) {
		next = m->next;
		item = keys ? rx_reading_string(s->py->in, m->key, place(s)) : m;
		if (keys && values && item != NULL) {
			struct rx_node *pair = rx_reading_node(s->py->in, RX_JSON_ARRAY, place(s));

			if (pair == NULL)
				return NULL;
			rx_reading_add(pair, item);
			rx_reading_add(pair, m);
			item = pair;
		}
		if (item == NULL)
			return NULL;
		rx_reading_add(list, item);
	}
	return list;
}

static struct rx_node *
m_keys(const struct subject *s)
{
	return parts(s, true, false);
}

static struct rx_node *
m_values(const struct subject *s)
{
	return parts(s, false, true);
}

static struct rx_node *
m_items(const struct subject *s)
{
	return parts(s, true, true);
}

static const struct {
	enum rx_json_kind kind;
	const char	*name;
	method_fn	*fn;
} methods[] = {
	{ RX_JSON_STRING, "format", m_format },
	{ RX_JSON_STRING, "join", m_join },
	{ RX_JSON_STRING, "lower", m_lower },
	{ RX_JSON_STRING, "upper", m_upper },
	{ RX_JSON_STRING, "strip", m_strip },
	{ RX_JSON_STRING, "lstrip", m_lstrip },
	{ RX_JSON_STRING, "rstrip", m_rstrip },
	{ RX_JSON_STRING, "replace", m_replace },
	{ RX_JSON_STRING, "split", m_split },
	{ RX_JSON_STRING, "startswith", m_startswith },
	{ RX_JSON_STRING, "endswith", m_endswith },
	{ RX_JSON_STRING, "encode", m_same },
	{ RX_JSON_STRING, "decode", m_same },
	{ RX_JSON_OBJECT, "get", m_get },
	{ RX_JSON_OBJECT, "copy", m_same },
	{ RX_JSON_OBJECT, "keys", m_keys },
	{ RX_JSON_OBJECT, "values", m_values },
	{ RX_JSON_OBJECT, "items", m_items },
	{ RX_JSON_ARRAY, "copy", m_same },
};

/* -- what is not known here -------------------------------------------------- */

/* The arguments, as in a template. */
static bool
write_arguments(struct rx_buf *out, const struct rx_py_args *args)
{
	const char *between = "(";

	for (const struct rx_node *e = args->list->first; e != NULL; e = e->next) {
		rx_buf_text(out, between);
		if (!rx_py_operand(out, e))
			return false;
		between = ", ";
	}
	for (const struct rx_node *m = args->dict->first; m != NULL; m = m->next) {
		rx_buf_printf(out, "%s%.*s=", between, RX_FMT(m->key));
		if (!rx_py_operand(out, m))
			return false;
		between = ", ";
	}
	return rx_buf_text(out, *between == '(' ? "()" : ")");
}

static struct rx_node *
later_method(const struct subject *s, struct rx_span name)
{
	static const char *const known[] = { "split", "strip", "lstrip", "rstrip", "replace",
	    "startswith", "endswith", "zfill", "date", "timestamp", "strftime", "isoformat",
	    "total_seconds", "weekday", "isoweekday", "astimezone", "get", NULL };
	static const char *const filters[] = { "lower", "upper", "title", "capitalize", NULL };
	struct rx_buf out = RX_BUF_INIT(RX_READING_TEXT);
	bool ok = false;

	rx_py_operand(&out, s->of);
	for (size_t i = 0; filters[i] != NULL && !ok; i++)
		ok = rx_span_is(name, filters[i]) && rx_buf_printf(&out, "|%s", filters[i]);
	for (size_t i = 0; known[i] != NULL && !ok; i++)
		ok = rx_span_is(name, known[i]) && rx_buf_printf(&out, ".%s", known[i]) &&
		    write_arguments(&out, s->args);
	if (ok)
		return rx_py_template(s->py, &out, place(s));
	rx_buf_free(&out);
	rx_py_refuse(s->py, s->first, "of a time, .strftime(\"...\") and .isoformat() are known; "
	    "or write a template: \"{{ now_utc() - duration('P7D') }}\"");
	return NULL;
}

/* A secret may be stripped of spaces: it has none. */
static struct rx_node *
secret_method(const struct subject *s, struct rx_span name)
{
	if (rx_span_ends(name, "strip") && s->args->list->n == 0)
		return s->of;
	rx_py_refuse(s->py, s->first, "the text of a secret is not known here");
	return NULL;
}

struct rx_node *
rx_py_method(struct rx_py *py, struct rx_node *of, struct rx_span name,
    const struct rx_py_args *args, const struct rx_py_token *first)
{
	struct subject s = { py, of, args, first };
	enum rx_py_sort sort = rx_py_sort(of);
	struct rx_node *node;
	bool known;

	if (sort == RX_PY_SECRET)
		return secret_method(&s, name);
	if (sort == RX_PY_LATER || of->kind == RX_JSON_STRING) {
		node = rx_py_time_method(py, of, name, args, &known);
		if (known)
			return node;
	}
	if (sort == RX_PY_LATER)
		return later_method(&s, name);
	for (size_t i = 0; i < sizeof(methods) / sizeof(methods[0]); i++)
		if (methods[i].kind == of->kind && rx_span_is(name, methods[i].name))
			return methods[i].fn(&s);
	rx_py_refuse(py, first, NULL);
	return NULL;
}
