/* "...".format(...) and "..." % ..., without widths and precisions. */
#include "python.h"

#include <string.h>

static bool
no_field(struct rx_py *py, const struct rx_py_token *first, struct rx_span field)
{
	rx_py_refuse(py, first, NULL);
	return rx_err_hint(py->in->err, "there is no value for \"%.*s\"; formats such as "
	    "{:>5} and %%5.2f are not known here", RX_FMT(field));
}

/* The value of {}, {0} or {name}; next counts those without a number. */
static const struct rx_node *
field_value(const struct rx_py_args *args, struct rx_span field, unsigned *next)
{
	unsigned i = 0;

	if (field.n == 0)
		return rx_node_at(args->list, (*next)++);
	for (size_t k = 0; k < field.n; k++) {
		if (field.p[k] < '0' || field.p[k] > '9' || field.n > 3)
			return rx_node_member(args->dict, field);
		i = i * 10 + (unsigned)(field.p[k] - '0');
	}
	return rx_node_at(args->list, i);
}

/* At a brace: what it stands for; false: err. */
static bool
field(struct rx_py *py, struct rx_buf *out, struct rx_span *text, const struct rx_py_args *args,
    unsigned *next, const struct rx_py_token *first)
{
	struct rx_span name = rx_span_cut(*text, 1);
	const struct rx_node *value;

	if (name.n > 0 && *name.p == *text->p) {
		rx_buf_byte(out, *name.p);
		*text = rx_span_cut(*text, 2);
		return true;
	}
	name.n = rx_span_find(name, '}');
	value = name.n + 1 < text->n && *text->p == '{' ? field_value(args, name, next) : NULL;
	if (value == NULL)
		return no_field(py, first, name);
	*text = rx_span_cut(*text, name.n + 2);
	return rx_py_embed(py, out, value);
}

struct rx_node *
rx_py_format(struct rx_py *py, struct rx_span format, const struct rx_py_args *args,
    const struct rx_py_token *first)
{
	struct rx_buf out = RX_BUF_INIT(RX_READING_TEXT);
	struct rx_node *node = NULL;
	unsigned next = 0;
	bool ok = true;

	while (ok && format.n > 0) {
		if (*format.p == '{' || *format.p == '}') {
			ok = field(py, &out, &format, args, &next, first);
		} else {
			rx_buf_byte(&out, *format.p);
			format = rx_span_cut(format, 1);
		}
	}
	if (ok)
		node = rx_reading_string(py->in, rx_buf_view(&out), first->at);
	rx_buf_free(&out);
	return node;
}

/* At a %: %s, %d, %(name)s, %%. */
static bool
conversion(struct rx_py *py, struct rx_buf *out, struct rx_span *text,
    const struct rx_node *values, unsigned *next, const struct rx_py_token *first)
{
	struct rx_span rest = rx_span_cut(*text, 1), name;
	const struct rx_node *value;

	if (rx_span_starts(rest, "%")) {
		*text = rx_span_cut(rest, 1);
		return rx_buf_byte(out, '%');
	}
	if (rx_span_starts(rest, "(")) {
		name = rx_span_cut(rest, 1);
		name.n = rx_span_find(name, ')');
		value = rx_node_member(values, name);
		rest = rx_span_cut(rest, name.n + 2);
	} else if (values->kind == RX_JSON_ARRAY) {
		value = rx_node_at(values, (*next)++);
	} else {
		value = (*next)++ == 0 ? values : NULL;
	}
	if (value == NULL || rest.n == 0 || strchr("sdir", *rest.p) == NULL)
		return no_field(py, first, *text);
	*text = rx_span_cut(rest, 1);
	return rx_py_embed(py, out, value);
}

struct rx_node *
rx_py_percent(struct rx_py *py, struct rx_span format, struct rx_node *values,
    const struct rx_py_token *first)
{
	struct rx_buf out = RX_BUF_INIT(RX_READING_TEXT);
	struct rx_node *node = NULL;
	unsigned next = 0;
	bool ok = true;

	while (ok && format.n > 0) {
		if (*format.p == '%') {
			ok = conversion(py, &out, &format, values, &next, first);
		} else {
			rx_buf_byte(&out, *format.p);
			format = rx_span_cut(format, 1);
		}
	}
	if (ok)
		node = rx_reading_string(py->in, rx_buf_view(&out), first->at);
	rx_buf_free(&out);
	return node;
}
