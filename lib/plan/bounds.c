/* bounds: select.incremental, what rx-select and rx-page make of a cursor. */
#include "lib/plan/expand.h"

static bool
is(const struct rx_window *w, const char *key, const char *word)
{
	return rx_node_is(rx_node_get(w->node, key), word);
}

bool
rx_res_disposes(const struct rx_res *r, const char *how)
{
	const struct rx_node *d = rx_node_get(r->node, "write_disposition");

	if (d != NULL && d->kind == RX_JSON_OBJECT)
		d = rx_node_get(d, "disposition");
	return rx_node_is(d, how) || ((d == NULL || d->kind == RX_JSON_NULL) &&
	    rx_span_is(rx_span_of(how), "append"));
}

/* Rows that a window asks for again are loaded twice by append alone; where
 * the source wants them again, they are. */
static bool
dedups(const struct rx_res *r)
{
	const struct rx_window	*w = &r->window;
	const struct rx_node	*key = rx_node_get(w->node, "primary_key");

	return rx_res_disposes(r, "append") && !w->bounded && w->lag.p == NULL &&
	    !rx_window_looks_back(w) && !is(w, "range_start", "open") &&
	    !(key != NULL && key->kind == RX_JSON_ARRAY && key->n == 0) && (w->client || w->sent);
}

/* The programs may give the cursor another value than the API orders by. */
static bool
ordered(const struct rx_res *r)
{
	const struct rx_node *steps = rx_node_get(r->node, "processing_steps"), *s;

	if (rx_node_text(rx_node_get(r->window.node, "row_order")).p == NULL)
		return false;
	for (s = steps != NULL ? steps->first : NULL; s != NULL; s = s->next)
		if (rx_node_get(s, "filter") == NULL)
			return false;
	return true;
}

bool
rx_bounds_wanted(const struct rx_res *r)
{
	const struct rx_window *w = &r->window;

	if (w->node == NULL || rx_node_get(w->node, "cursor_path") == NULL)
		return false;
	return w->client || ordered(r) || dedups(r) || is(w, "last_value_func", "min") ||
	    is(w, "on_cursor_value_missing", "raise") ||
	    is(w, "on_cursor_value_missing", "exclude");
}

static void
put_word(struct rx_res *r, struct rx_buf *b, const char *key, const char *usual)
{
	struct rx_span word = rx_node_text(rx_node_get(r->window.node, key));

	if (word.n > 0 && !rx_span_is(word, usual))
		rx_line_string(b, key, word);
}

static void
put_unique(struct rx_res *r, struct rx_buf *b)
{
	const struct rx_node *key = rx_node_get(r->window.node, "primary_key");

	if (key == NULL || key->kind == RX_JSON_NULL)
		key = rx_node_get(r->node, "primary_key");
	rx_buf_text(b, ",\"unique\":");
	if (key == NULL || key->kind == RX_JSON_NULL) {
		rx_buf_text(b, "[]");
	} else if (key->kind == RX_JSON_STRING) {
		rx_buf_byte(b, '[');
		rx_node_write(b, key);
		rx_buf_byte(b, ']');
	} else {
		rx_node_write(b, key);
	}
	if (r->window.marked)
		rx_line_json(b, "rows", r->window.edge);
}

void
rx_bounds_write(struct rx_res *r, struct rx_buf *b)
{
	struct rx_window	*w = &r->window;
	bool			 unique = dedups(r), client = w->client || (unique && w->marked);

	if (!rx_bounds_wanted(r))
		return;
	rx_buf_text(b, b->p[b->n - 1] == '{' ? "" : ",");
	rx_buf_text(b, "\"incremental\":{\"cursor_path\":");
	rx_node_write(b, rx_node_get(w->node, "cursor_path"));
	if (client || ordered(r) || unique)
		rx_line_json(b, "start", w->start);
	if (client || ordered(r))
		rx_line_json(b, "end", w->bound);
	if (client)
		rx_buf_text(b, ",\"filter\":\"client\"");
	if (unique)
		put_unique(r, b);
	put_word(r, b, "last_value_func", "max");
	put_word(r, b, "range_start", "closed");
	put_word(r, b, "range_end", "open");
	if (ordered(r))
		put_word(r, b, "row_order", "");
	put_word(r, b, "on_cursor_value_missing", "include");
	if (w->client && rx_node_get(w->node, "on_cursor_value_missing") == NULL)
		rx_buf_text(b, ",\"on_cursor_value_missing\":\"raise\"");
	rx_buf_byte(b, '}');
}
