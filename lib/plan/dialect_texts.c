/* dialect_texts: headers and URLs that no request could carry, paths that do not close. */
#include <string.h>

#include "lib/plan/dialect.h"
#include "rx/http.h"
#include "rx/url.h"

/* -- headers: RFC 9110, 5.1 and 5.5 --------------------------------------- */

/* What a name with placeholders comes to is known when it is sent. */
static bool
name_good(struct rx_span name)
{
	return rx_span_find(name, '{') < name.n || rx_http_token(name);
}

void
rx_dialect_headers(struct rx_source *s, struct rx_span resource, const char *what,
    const struct rx_node *headers)
{
	for (const struct rx_node *h = rx_first(headers); h != NULL; h = h->next) {
		struct rx_span text = rx_node_text(h);

		if (!name_good(h->key))
			rx_err_hint(rx_source_fault(s, resource, h,
			    "%s: '%.*s' is no name of a header", what, RX_FMT(h->key)),
			    "letters, digits and hyphens");
		if (rx_span_find(text, '\n') < text.n || rx_span_find(text, '\r') < text.n ||
		    rx_span_find(text, '\0') < text.n)
			rx_err_hint(rx_source_fault(s, resource, h,
			    "%s.%.*s: a line break in a header", what, RX_FMT(h->key)),
			    "a header is one line");
	}
}

/* -- URLs: what stands in one stands in logs and in plans ------------------ */

void
rx_dialect_user(struct rx_source *s, struct rx_span resource, const char *what,
    const struct rx_node *where, struct rx_span url)
{
	struct rx_buf shown = RX_BUF_INIT(RX_BUF_TEXT);
	struct rx_err *err;

	rx_url_show(&shown, url);
	if (!rx_span_eq(rx_buf_view(&shown), url)) {
		err = rx_source_fault(s, resource, where,
		    "%s: a URL with a user name or password in it", what);
		rx_err_got(err, rx_buf_view(&shown));
		rx_err_hint(err, "\"auth\": {\"type\": \"http_basic\", \"username\": ..., "
		    "\"password\": {\"secret\": NAME}}");
	}
	rx_buf_free(&shown);
}

/* -- paths ----------------------------------------------------------------- */

static void
path(struct rx_work *w, const struct rx_node *map, const char *key, const char *where)
{
	const struct rx_node *node = rx_given(map, key);
	struct rx_span rest = rx_node_text(node);
	size_t open, close;

	if (node == NULL || node->kind != RX_JSON_STRING)
		return;
	while ((open = rx_span_find(rest, '[')) < rest.n) {
		rest = rx_span_cut(rest, open + 1);
		if ((close = rx_span_find(rest, ']')) == rest.n) {
			struct rx_err *err = rx_work_fault(w, node, where,
			    "%s: a bracket has no end", key);

			rx_err_got(err, node->text);
			rx_err_hint(err, "a.b, a[0].b, or ['a.b'] for a name with dots");
			return;
		}
		rest = rx_span_cut(rest, close + 1);
	}
}

void
rx_dialect_texts(struct rx_work *w)
{
	static const char *const paths[] = {
		"cursor_path", "next_url_path", "total_path", "has_more_path"
	};
	const struct rx_node *paginator = rx_given(w->endpoint, "paginator");
	struct rx_buf what = RX_BUF_INIT(RX_BUF_TEXT);

	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++)
		path(w, paginator, paths[i], "endpoint.paginator");
	path(w, rx_given(w->endpoint, "incremental"), "cursor_path", "endpoint.incremental");
	rx_buf_printf(&what, "resources[%u].endpoint.path", w->index);
	rx_dialect_user(w->source, w->name, rx_buf_str(&what), rx_given(w->endpoint, "path"),
	    rx_node_text(rx_given(w->endpoint, "path")));
	rx_buf_reset(&what);
	rx_buf_printf(&what, "resources[%u].endpoint.headers", w->index);
	rx_dialect_headers(w->source, w->name, rx_buf_str(&what),
	    rx_given(w->endpoint, "headers"));
	rx_buf_free(&what);
}
