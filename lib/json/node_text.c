/* Trees from text and back. */
#include <string.h>

#include "rx/node.h"

struct reading {
	struct rx_arena	*arena;
	const char	*line, *seen;	/* begin of the line that seen is in */
	unsigned	 number;
};

/* Positions are asked for in rising order, so that counting lines costs one
 * pass over the text in all. */
static void
place(struct reading *r, struct rx_node *n, const char *p)
{
	const char *nl;

	while ((nl = memchr(r->seen, '\n', (size_t)(p - r->seen))) != NULL) {
		r->number++;
		r->line = r->seen = nl + 1;
	}
	r->seen = p;
	n->line = r->number;
	n->col = (unsigned)(p - r->line) + 1;
}

/* The text is validated, which bounds the depth. */
static struct rx_node *
read_value(struct reading *r, struct rx_span v)
{
	struct rx_node		*n = rx_node_new(r->arena, rx_json_kind(v)), *child;
	struct rx_json_iter	 it;
	struct rx_span		 key, value;

	if (n == NULL)
		return NULL;
	place(r, n, v.p);
	if (n->kind == RX_JSON_STRING)
		n->text = rx_arena_text(r->arena, v);
	else if (!rx_json_begin(&it, v))
		n->text = rx_arena_span(r->arena, v);
	else
		while (rx_json_next(&it, &key, &value)) {
			if ((child = read_value(r, value)) == NULL)
				return NULL;
			if (n->kind == RX_JSON_OBJECT)
				rx_node_set_span(r->arena, n, rx_arena_text(r->arena, key), child);
			else
				rx_node_add(n, child);
		}
	return n;
}

struct rx_node *
rx_node_parse(struct rx_arena *a, struct rx_span json, struct rx_err *e)
{
	struct reading	 r = { a, json.p, json.p, 1 };
	struct rx_span	 v;
	struct rx_node	*n;

	if (!rx_json_check(json, &v, e))
		return NULL;
	n = read_value(&r, v);
	if (n == NULL || a->failed) {
		rx_err_nomem(e);
		return NULL;
	}
	return n;
}

static void
indent(struct rx_buf *b, int depth)
{
	if (depth < 0)
		return;
	rx_buf_byte(b, '\n');
	while (depth-- > 0)
		rx_buf_text(b, "  ");
}

/* depth -1: compact. */
static void
write_value(struct rx_buf *b, const struct rx_node *n, int depth)
{
	bool			 object = n->kind == RX_JSON_OBJECT;
	int			 inner = depth < 0 ? -1 : depth + 1;
	const struct rx_node	*c;

	if (n->kind == RX_JSON_STRING) {
		rx_json_quote(b, n->text);
		return;
	}
	if (!object && n->kind != RX_JSON_ARRAY) {
		if (n->kind == RX_JSON_NUMBER)
			rx_buf_span(b, n->text);
		else
			rx_buf_text(b, n->kind == RX_JSON_TRUE ? "true" :
			    n->kind == RX_JSON_FALSE ? "false" : "null");
		return;
	}
	rx_buf_byte(b, object ? '{' : '[');
	for (c = n->first; c != NULL; c = c->next) {
		indent(b, inner);
		if (object) {
			rx_json_quote(b, c->key);
			rx_buf_text(b, depth < 0 ? ":" : ": ");
		}
		write_value(b, c, inner);
		if (c->next != NULL)
			rx_buf_byte(b, ',');
	}
	if (n->first != NULL)
		indent(b, depth);
	rx_buf_byte(b, object ? '}' : ']');
}

bool
rx_node_write(struct rx_buf *b, const struct rx_node *n)
{
	write_value(b, n, -1);
	return !b->failed;
}

bool
rx_node_pretty(struct rx_buf *b, const struct rx_node *n)
{
	write_value(b, n, 0);
	return !b->failed;
}
