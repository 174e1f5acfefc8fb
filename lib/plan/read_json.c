/* JSON sources. */
#include "read.h"

struct walk {			/* positions are asked for in rising order */
	struct rx_reading *in;
	const char	*mark;
	struct rx_place	 at;
};

static bool
decode(struct rx_reading *in, struct rx_span raw, struct rx_span *text)
{
	struct rx_buf buf = RX_BUF_INIT(RX_READING_TEXT);

	(void)rx_json_decode(&buf, raw);
	*text = rx_arena_span(in->reader->arena, rx_buf_view(&buf));
	if (buf.failed || text->p == NULL)
		rx_err_nomem(in->err);
	rx_buf_free(&buf);
	return in->err->exit == RX_OK;
}

/* The text is validated, which bounds the depth. */
static struct rx_node *
build(struct walk *w, struct rx_span value)
{
	struct rx_reading *in = w->in;
	struct rx_json_iter it;
	struct rx_span key, part;
	struct rx_node *node, *child;

	w->at = rx_place_after(w->at, w->mark, value.p);
	w->mark = value.p;
	if ((node = rx_reading_node(in, rx_json_kind(value), w->at)) == NULL)
		return NULL;
	if (node->kind == RX_JSON_STRING)
		return decode(in, value, &node->text) ? node : NULL;
	if (!rx_json_begin(&it, value)) {
		node->text = rx_arena_span(in->reader->arena, value);
		return node;
	}
	while (rx_json_next(&it, &key, &part)) {
		if ((child = build(w, part)) == NULL ||
		    (it.object && !decode(in, key, &child->key)))
			return NULL;
		rx_reading_add(node, child);
	}
	return it.object && !rx_reading_close(in, node, true) ? NULL : node;
}

struct rx_node *
rx_reading_json(struct rx_reading *in)
{
	const char *end = in->text.p + in->text.n, *behind;
	const char *start = rx_json_space(in->text.p, end);
	struct walk w = { in, in->text.p, { 1, 1 } };
	struct rx_json_fault fault = { "a value expected", start };

	behind = start < end ? rx_json_skip(start, end, &fault) : NULL;
	if (behind != NULL && rx_json_space(behind, end) == end)
		return build(&w, (struct rx_span){ start, (size_t)(behind - start) });
	if (behind != NULL)
		fault = (struct rx_json_fault){ "something stands behind the value",
		    rx_json_space(behind, end) };
	rx_reading_fault(in, rx_reading_place(in, fault.at), "not JSON: %s", fault.what);
	rx_err_got(in->err, (struct rx_span){ fault.at, (size_t)(end - fault.at) });
	return NULL;
}
