/* A page as the paginators look at it: each thing is worked out once. */
#include <string.h>

#include "rx/link.h"
#include "lib/page/paging.h"

void
rx_view_init(struct rx_view *v, const struct rx_page_facts *f, struct rx_arena *a)
{
	v->facts = f;
	v->arena = a;
	v->indexed = v->surrounded = false;
	v->n = 0;
	v->around = v->link = RX_SPAN_NONE;
}

/* The rows are most of a body: its top members are passed once, not once a
 * question. */
static void
build_index(struct rx_view *v)
{
	struct rx_json_iter	it;
	struct rx_span		key, value;

	v->indexed = true;
	if (rx_json_kind(v->facts->body) != RX_JSON_OBJECT ||
	    !rx_json_begin(&it, v->facts->body))
		return;
	while (v->n < INDEX && rx_json_next(&it, &key, &value)) {
		v->key[v->n] = key;
		v->value[v->n++] = value;
	}
}

struct rx_span
rx_view_top(struct rx_view *v, struct rx_span name)
{
	unsigned i;

	if (!v->indexed)
		build_index(v);
	for (i = 0; i < v->n; i++)
		if (rx_json_is(v->key[i], name))
			return v->value[i];
	return v->n == INDEX ? rx_json_member(v->facts->body, name) : RX_SPAN_NONE;
}

/* The selector's segments before the first * and without the last one lead
 * to the object around the rows. */
struct rx_span
rx_view_around(struct rx_view *v)
{
	struct rx_err		 e = RX_ERR_INIT;
	struct rx_place		*p;
	struct rx_span		 at = v->facts->body;
	unsigned		 i, n;

	if (v->surrounded)
		return v->around;
	v->surrounded = true;
	if (v->facts->selector.n == 0 ||
	    (p = rx_place_compile(v->arena, v->facts->selector, &e)) == NULL)
		return v->around;
	for (n = 0; n < p->n && !rx_span_is(p->seg[n], "*"); n++)
		;
	for (i = 0; i + 1 < n && at.n > 0; i++)
		at = rx_json_member(at, p->seg[i]);
	if (n > 1 && rx_json_kind(at) == RX_JSON_OBJECT)
		v->around = at;
	return v->around;
}

struct rx_span
rx_view_header(const struct rx_view *v, struct rx_span name)
{
	char	lower[128];
	size_t	i;

	if (v->facts->answer == NULL || name.n >= sizeof(lower))
		return RX_SPAN_NONE;
	for (i = 0; i < name.n; i++)
		lower[i] = (char)(name.p[i] >= 'A' && name.p[i] <= 'Z' ? name.p[i] | 0x20 :
		    name.p[i]);
	lower[name.n] = '\0';
	return rx_http_header(v->facts->answer, lower, 0);
}

struct rx_span
rx_view_link(struct rx_view *v)
{
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_TEXT);
	struct rx_span	values[16];
	size_t		n = 0;

	if (v->link.p != NULL)
		return v->link;
	if (v->facts->answer != NULL)
		for (; n < 16; n++)
			if ((values[n] = rx_http_header(v->facts->answer, "link",
			    (unsigned)n)).p == NULL)
				break;
	if (n == 0 || !rx_link_json(&b, values, n))
		v->link = RX_SPAN("{}");
	else
		v->link = rx_arena_span(v->arena, rx_buf_view(&b));
	rx_buf_free(&b);
	return v->link;
}

/* results="false" beside a link: there is nothing behind it. */
bool
rx_view_link_empty(struct rx_span link)
{
	return rx_json_is(rx_json_get(link, "results"), RX_SPAN("false"));
}

struct rx_span
rx_view_link_url(struct rx_view *v, struct rx_span rel)
{
	struct rx_span link = rx_json_member(rx_view_link(v), rel), url = rx_json_get(link, "url");

	if (rx_view_link_empty(link))
		return RX_SPAN_NONE;
	return rx_json_kind(url) == RX_JSON_STRING ? rx_arena_text(v->arena, url) : RX_SPAN_NONE;
}
