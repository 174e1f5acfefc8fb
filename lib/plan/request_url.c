/* request_url: base and path, joined with their holes in place. */
#include "lib/plan/expand.h"

#include "rx/url.h"

#define MARKS	32

/* Pieces that were made apart: in the joined text {i} stands for them. */
struct marks {
	struct rx_mold	 mold;
	struct rx_piece	*first[MARKS];
	unsigned	 n;
};

/* The text of base_url or path; a setting's value is plain text. */
static bool
text_of(struct rx_res *r, const struct rx_node *n, struct rx_span *text, bool *literal)
{
	*text = RX_SPAN("");
	*literal = rx_settings_name(n).p != NULL;
	if (*literal && (n = rx_res_setting(r, n, false)) == NULL)
		return false;
	if (n != NULL)
		*text = n->text;
	return true;
}

static void
plain(struct rx_buf *b, struct rx_span s, bool *query)
{
	size_t i;

	for (i = 0; i < s.n; i++) {
		if (s.p[i] == '?')
			*query = true;
		if (s.p[i] == '{' || s.p[i] == '}')
			rx_buf_text(b, s.p[i] == '{' ? "%7B" : "%7D");
		else if (s.p[i] == ' ')
			rx_buf_text(b, "%20");
		else
			rx_buf_byte(b, s.p[i]);
	}
}

/* A placeholder that the paginator fills: it stays for rx-page, and only a
 * cursor needs a first value from elsewhere (dialect 16). */
static bool
paged(struct rx_mold *m, struct rx_span name)
{
	static const char *const keys[] = { "cursor_param", "page_param", "offset_param" };
	const struct rx_node	*paginator = rx_node_get(m->res->endpoint, "paginator");
	size_t			 i;

	for (i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		if (!rx_span_eq(rx_node_text(rx_node_get(paginator, keys[i])), name))
			continue;
		if (i == 0)
			(void)rx_res_hole(m->res, RX_HOLE_NAME, name);
		return true;
	}
	return false;
}

static bool
mark(struct marks *m, struct rx_buf *b, const struct rx_seg *seg, enum rx_enc enc)
{
	struct rx_piece *before = m->mold.last;

	if (m->n == MARKS) {
		(void)rx_res_fault(m->mold.res, NULL, "more than %d names in a URL", MARKS);
		return false;
	}
	if (seg->kind == RX_SEG_NAME && paged(&m->mold, seg->inner))
		rx_mold_json(&m->mold, seg->text);
	else if (!rx_mold_seg(&m->mold, seg, enc))
		return false;
	rx_mold_flush(&m->mold);
	m->first[m->n] = before != NULL ? before->next : m->mold.first;
	if (m->mold.last == before)	/* an empty value */
		return true;
	return rx_buf_printf(b, "{%u}", m->n++);
}

/* Text and names of base or path, with marks for what is not plain. */
static bool
cut(struct marks *m, struct rx_buf *b, const struct rx_node *n, bool base)
{
	struct rx_span	text, rest;
	struct rx_seg	seg;
	bool		query = false, literal;
	enum rx_enc	enc;

	if (!text_of(m->mold.res, n, &text, &literal))
		return false;
	if (literal)
		return rx_buf_span(b, text);
	for (rest = text; rx_seg_next(&rest, &seg);) {
		if (seg.kind == RX_SEG_TEXT) {
			plain(b, seg.text, &query);
			continue;
		}
		enc = query ? RX_ENC_QUERY : base && seg.text.p == text.p ? RX_ENC_BASE :
		    RX_ENC_SEGMENT;
		if (!mark(m, b, &seg, enc))
			return false;
	}
	return true;
}

/* Appends the pieces of one mark: up to the next one's. */
static void
splice(struct rx_mold *to, const struct marks *m, unsigned i)
{
	struct rx_piece *p = m->first[i], *end = i + 1 < m->n ? m->first[i + 1] : NULL;

	for (; p != end; p = p->next)
		if (p->kind == RX_PIECE_TEXT)
			rx_mold_text(to, p->text);
		else if (p->kind == RX_PIECE_HOLE)
			rx_mold_hole(to, p->hole, p->enc);
		else
			rx_mold_template(to, p->template, p->text, p->enc);
}

static void
put_joined(struct rx_mold *to, const struct marks *m, struct rx_span url)
{
	size_t	at;
	unsigned i;

	while ((at = rx_span_find(url, '{')) < url.n) {
		rx_mold_json(to, (struct rx_span){ url.p, at });
		url = rx_span_cut(url, at + 1);
		for (i = 0; url.n > 0 && url.p[0] != '}'; url = rx_span_cut(url, 1))
			i = i * 10 + (unsigned)(url.p[0] - '0');
		url = rx_span_cut(url, 1);
		splice(to, m, i);
	}
	rx_mold_json(to, url);
}

/* A path that leads to another origin takes nobody's credentials there. */
static void
compare_origins(struct rx_res *r, struct rx_span base, struct rx_span url)
{
	struct rx_buf	a = RX_BUF_INIT(RX_BUF_TEXT), b = RX_BUF_INIT(RX_BUF_TEXT);
	struct rx_err	e = RX_ERR_INIT;

	r->foreign = base.n > 0 && rx_url_absolute(base) && rx_url_absolute(url) &&
	    rx_url_origin(&a, base, &e) && rx_url_origin(&b, url, &e) &&
	    !rx_span_eq(rx_buf_view(&a), rx_buf_view(&b));
	rx_buf_free(&a);
	rx_buf_free(&b);
}

static bool
no_base(struct rx_res *r, struct rx_span url)
{
	struct rx_err *e = rx_res_fault(r, rx_node_get(r->endpoint, "path"),
	    "its URL has no http:// or https://");

	if (e != NULL) {
		rx_err_got(e, url);
		rx_err_hint(e, "client.base_url, or --base-url URL");
	}
	return false;
}

/* Does it begin with http:// or https://, as far as is known now? */
static bool
whole(const struct marks *m, struct rx_span url)
{
	if (!rx_span_starts(url, "{0}"))
		return rx_url_absolute(url);
	return m->first[0]->kind != RX_PIECE_TEXT || rx_url_absolute(m->first[0]->text);
}

bool
rx_res_url(struct rx_res *r)
{
	struct rx_node	*client = rx_source_client(r->plan->source);
	struct rx_buf	 base = RX_BUF_INIT(RX_BUF_TEXT), path = RX_BUF_INIT(RX_BUF_TEXT);
	struct rx_buf	 url = RX_BUF_INIT(RX_BUF_TEXT);
	struct marks	 m = { .mold = { .res = r, .text = RX_BUF_INIT(RX_BUF_TEXT) } };
	unsigned	 i, inbase;
	bool		 ok;

	ok = cut(&m, &base, rx_node_get(client, "base_url"), true);
	inbase = r->nholes;
	ok = ok && cut(&m, &path, rx_node_get(r->endpoint, "path"), false) &&
	    rx_url_base(&url, rx_buf_view(&base), rx_buf_view(&path));
	if (ok && r->err == NULL && !whole(&m, rx_buf_view(&url)))
		ok = no_base(r, rx_buf_view(&url));
	if (ok) {
		compare_origins(r, rx_buf_view(&base), rx_buf_view(&url));
		put_joined(&r->mold, &m, rx_buf_view(&url));
		for (i = 0; i < r->nholes; i++)
			r->holes[i].url = true;
		r->gone = r->nholes > inbase;
	}
	rx_buf_free(&base);
	rx_buf_free(&path);
	rx_buf_free(&url);
	rx_buf_free(&m.mold.text);
	return ok;
}
