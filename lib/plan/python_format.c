/* "...".format(...) and "..." % ..., without widths and precisions. */
#include "python.h"

#include <string.h>

struct expansion {		/* of a format, with its values */
	struct rx_py	*py;
	const struct rx_py_token *first;
	struct rx_span	 format;		/* what is left of it */
	unsigned	 next;			/* counts the values without a name */
	struct rx_buf	 out;
};

/* The text, each character of 'special' replaced by what 'field' appends. */
static struct rx_node *
expand(struct expansion *e, const char *special,
    bool (*field)(struct expansion *, const void *values), const void *values)
{
	struct rx_node *node = NULL;
	bool ok = true;

	while (ok && e->format.n > 0) {
		if (*e->format.p != '\0' && strchr(special, *e->format.p) != NULL) {
			ok = field(e, values);
		} else {
			rx_buf_byte(&e->out, *e->format.p);
			e->format = rx_span_cut(e->format, 1);
		}
	}
	if (ok)
		node = rx_reading_string(e->py->in, rx_buf_view(&e->out), e->first->at);
	rx_buf_free(&e->out);
	return node;
}

static bool
no_field(const struct expansion *e, struct rx_span field)
{
	rx_py_refuse(e->py, e->first, NULL);
	return rx_err_hint(e->py->in->err, "there is no value for \"%.*s\"; formats such as "
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
replacement(struct expansion *e, const void *args)
{
	struct rx_span text = e->format, name = rx_span_cut(text, 1);
	const struct rx_node *value;

	if (name.n > 0 && *name.p == *text.p) {
		e->format = rx_span_cut(text, 2);
		return rx_buf_byte(&e->out, *name.p);
	}
	name.n = rx_span_find(name, '}');
	value = name.n + 1 < text.n && *text.p == '{' ? field_value(args, name, &e->next) : NULL;
	if (value == NULL)
		return no_field(e, name);
	e->format = rx_span_cut(text, name.n + 2);
	return rx_py_embed(e->py, &e->out, value);
}

struct rx_node *
rx_py_format(struct rx_py *py, struct rx_span format, const struct rx_py_args *args,
    const struct rx_py_token *first)
{
	struct expansion e = { py, first, format, 0, RX_BUF_INIT(RX_READING_TEXT) };

	return expand(&e, "{}", replacement, args);
}

/* At a %: %s, %d, %(name)s, %%. */
static bool
conversion(struct expansion *e, const void *arg)
{
	struct rx_span rest = rx_span_cut(e->format, 1), name;
	const struct rx_node *values = arg, *value;

	if (rx_span_starts(rest, "%")) {
		e->format = rx_span_cut(rest, 1);
		return rx_buf_byte(&e->out, '%');
	}
	if (rx_span_starts(rest, "(")) {
		name = rx_span_cut(rest, 1);
		name.n = rx_span_find(name, ')');
		value = rx_node_member(values, name);
		rest = rx_span_cut(rest, name.n + 2);
	} else if (values->kind == RX_JSON_ARRAY) {
		value = rx_node_at(values, e->next++);
	} else {
		value = e->next++ == 0 ? values : NULL;
	}
	if (value == NULL || rest.n == 0 || strchr("sdir", *rest.p) == NULL)
		return no_field(e, e->format);
	e->format = rx_span_cut(rest, 1);
	return rx_py_embed(e->py, &e->out, value);
}

struct rx_node *
rx_py_percent(struct rx_py *py, struct rx_span format, struct rx_node *values,
    const struct rx_py_token *first)
{
	struct expansion e = { py, first, format, 0, RX_BUF_INIT(RX_READING_TEXT) };

	return expand(&e, "%", conversion, values);
}
