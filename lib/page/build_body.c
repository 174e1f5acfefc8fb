/* The body of a request: the line's, with the position and credentials in it. */
#include "rx/node.h"
#include "lib/page/build.h"

/* Puts a value at a dotted path; objects that are not there are made. */
static void
put_at(struct rx_arena *a, struct rx_node *n, struct rx_span path, struct rx_node *value)
{
	struct rx_node	*child;
	struct rx_span	 name;
	size_t		 dot;

	while ((dot = rx_span_find(path, '.')) < path.n) {
		name = (struct rx_span){ path.p, dot };
		child = rx_node_member(n, name);
		if (child == NULL || child->kind != RX_JSON_OBJECT) {
			child = rx_node_new(a, RX_JSON_OBJECT);
			rx_node_set_span(a, n, name, child);
		}
		n = child;
		path = rx_span_cut(path, dot + 1);
	}
	rx_node_set_span(a, n, path, value);
}

/* Lays b over a: objects member by member, all else as a whole. */
static void
lay_over(struct rx_arena *a, struct rx_node *to, const struct rx_node *from)
{
	const struct rx_node	*m;
	struct rx_node		*there;

	for (m = from->first; m != NULL; m = m->next) {
		there = rx_node_member(to, m->key);
		if (there != NULL && there->kind == RX_JSON_OBJECT && m->kind == RX_JSON_OBJECT &&
		    rx_node_get(there, "secret") == NULL)
			lay_over(a, there, m);
		else
			rx_node_set_span(a, to, m->key, rx_node_copy(a, m));
	}
}

static bool
is_edited(const struct rx_placed *placed, unsigned n, struct rx_span over)
{
	unsigned i;

	for (i = 0; i < n; i++)
		if (placed[i].where == RX_PLACING_BODY)
			return true;
	return over.p != NULL;
}

static bool
edit(struct rx_span *body, struct rx_span over, const struct rx_placed *placed, unsigned n,
    struct rx_arena *a, struct rx_err *e)
{
	struct rx_buf	 b = RX_BUF_INIT(RX_BUF_LINE);
	struct rx_node	*node, *o = NULL;
	unsigned	 i;

	node = body->p != NULL ? rx_node_parse(a, *body, e) : rx_node_new(a, RX_JSON_OBJECT);
	if (node == NULL || (over.p != NULL && (o = rx_node_parse(a, over, e)) == NULL))
		return false;
	if (node->kind != RX_JSON_OBJECT)
		return rx_err_set(e, RX_USAGE,
		    "the body must be an object for what is put into it");
	for (i = 0; i < n; i++)
		if (placed[i].where == RX_PLACING_BODY)
			put_at(a, node, placed[i].name, rx_node_parse(a, placed[i].value, e));
	if (o != NULL)
		lay_over(a, node, o);
	rx_node_write(&b, node);
	*body = rx_arena_span(a, rx_buf_view(&b));
	rx_buf_free(&b);
	return body->p != NULL || rx_err_nomem(e);
}

bool
rx_build_body(const struct rx_fetch *f, bool foreign, const struct rx_placed *placed, unsigned n,
    struct rx_arena *a, struct rx_span *body, bool *json, struct rx_err *e)
{
	struct rx_span over = foreign ? RX_SPAN_NONE : rx_credentials_get(f, "body");

	*body = rx_json_kind(f->body) != RX_JSON_NULL ? f->body : RX_SPAN_NONE;
	if (rx_json_kind(over) == RX_JSON_STRING || rx_json_kind(over) == RX_JSON_ARRAY) {
		*body = over;
		over = RX_SPAN_NONE;
	}
	if (rx_json_kind(over) != RX_JSON_OBJECT || rx_json_empty(over))
		over = RX_SPAN_NONE;
	if (is_edited(placed, n, over) && !edit(body, over, placed, n, a, e))
		return false;
	if (body->p == NULL)
		return true;
	*json = rx_json_kind(*body) != RX_JSON_STRING;
	if (!*json)
		*body = rx_arena_text(a, *body);
	return body->p != NULL || rx_err_nomem(e);
}
