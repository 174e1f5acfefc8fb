/* Where a request asks: as a value, as JSON, as a hash. */
#include <string.h>

#include "rx/url.h"
#include "lib/page/paging.h"

bool
rx_position_write(struct rx_buf *b, const struct rx_position *at)
{
	switch (at->kind) {
	case RX_AT_START:
		break;
	case RX_AT_OFFSET:
		return rx_buf_printf(b, "{\"offset\":%ld}", at->number);
	case RX_AT_PAGE:
		return rx_buf_printf(b, "{\"page\":%ld}", at->number);
	case RX_AT_CURSOR:
		rx_buf_text(b, "{\"cursor\":");
		rx_json_compact(b, at->value);
		return rx_buf_byte(b, '}');
	case RX_AT_URL:
		rx_buf_text(b, "{\"url\":");
		rx_json_quote(b, at->value);
		return rx_buf_byte(b, '}');
	}
	return true;
}

static bool
read_number(struct rx_position *at, struct rx_span json, struct rx_err *e)
{
	int64_t v;

	if (rx_json_kind(json) != RX_JSON_NUMBER || !rx_number_int64(json, &v) || v < 0 ||
	    v > RX_NUMBER_MAX)
		return rx_err_set(e, RX_USAGE, "resume: a whole number expected, not %.*s",
		    RX_FMT(json));
	at->number = (long)v;
	return true;
}

bool
rx_position_read(struct rx_position *at, struct rx_span json, struct rx_buf *store,
    struct rx_err *e)
{
	static const char *const names[] = { "offset", "page", "cursor", "url" };
	struct rx_span		 v = RX_SPAN_NONE;
	int			 i;

	for (i = 0; i < 4 && (v = rx_json_get(json, names[i])).p == NULL; i++)
		;
	if (i == 4)
		return rx_err_set(e, RX_USAGE, "resume: {\"offset\":N}, {\"page\":N}, "
		    "{\"cursor\":X} or {\"url\":\"U\"} expected");
	at->kind = (enum rx_at)(RX_AT_OFFSET + i);
	if (i < 2)
		return read_number(at, v, e);
	rx_buf_reset(store);
	if (i == 2)
		rx_json_compact(store, v);
	else
		rx_json_text(store, v);
	at->value = rx_buf_view(store);
	if (i == 3 && !rx_url_absolute(at->value))
		return rx_err_set(e, RX_USAGE, "resume: the url must be absolute");
	return !store->failed || rx_err_nomem(e);
}

uint64_t
rx_position_hash(const struct rx_position *at)
{
	return rx_page_hash((uint64_t)at->kind ^ (uint64_t)at->number << 8, at->value);
}

struct rx_position
rx_position_start(const struct rx_paging *p, const struct rx_paging_resource *res)
{
	(void)p;
	(void)res;
	return (struct rx_position){ RX_AT_START, 0, RX_SPAN_NONE };
}

enum rx_paging_verdict
rx_step_end(struct rx_paging_step *s, const char *why)
{
	s->stop = why;
	return RX_PAGING_END;
}

enum rx_paging_verdict
rx_step_number(struct rx_paging_step *s, enum rx_at kind, long number)
{
	s->next = (struct rx_position){ kind, number, RX_SPAN_NONE };
	return RX_PAGING_MORE;
}

static struct rx_buf *
store(struct rx_paging_step *s)
{
	struct rx_paging_request *r = s->request;

	r->slot ^= 1;
	rx_buf_reset(&r->store[r->slot]);
	return &r->store[r->slot];
}

static enum rx_paging_verdict
cursor(struct rx_paging_step *s, struct rx_span json)
{
	struct rx_buf *b = store(s);

	rx_json_compact(b, json);
	s->next = (struct rx_position){ RX_AT_CURSOR, 0, rx_buf_view(b) };
	return RX_PAGING_MORE;
}

/* What servers leave unencoded in a link. */
static struct rx_span
encoded(struct rx_arena *a, struct rx_span link)
{
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_TEXT);
	struct rx_span	out;
	size_t		i;

	for (i = 0; i < link.n; i++)
		if ((unsigned char)link.p[i] <= ' ' || (unsigned char)link.p[i] >= 0x7f)
			rx_buf_printf(&b, "%%%02X", (unsigned)(unsigned char)link.p[i]);
		else
			rx_buf_byte(&b, link.p[i]);
	out = rx_arena_span(a, rx_buf_view(&b));
	rx_buf_free(&b);
	return out;
}

/* Behind a proxy that ends TLS, servers give http links to themselves: they
 * are followed by https, as the page was asked for. */
static struct rx_span
upgraded(struct rx_paging_step *s, struct rx_span link)
{
	struct rx_span	page = s->facts->url, host;

	if (!rx_span_starts(page, "https://") || !rx_span_starts(link, "http://"))
		return link;
	page = rx_span_cut(page, 8);
	host = rx_span_cut(link, 7);
	page.n = strcspn(rx_arena_span(s->arena, page).p, "/?#");
	host.n = strcspn(rx_arena_span(s->arena, host).p, "/?#");
	if (!rx_span_eq(page, host))
		return link;
	rx_step_say(s, SAID_UPGRADE, "verbose", "a next link with http is followed by https");
	return rx_arena_printf(s->arena, "https://%s", rx_arena_str(s->arena,
	    rx_span_cut(link, 7)));
}

enum rx_paging_verdict
rx_step_url(struct rx_paging_step *s, struct rx_span text, struct rx_err *e)
{
	struct rx_buf *b = store(s);

	text = upgraded(s, encoded(s->arena, rx_span_trim(text)));
	if (!rx_url_join(b, s->facts->url, text)) {
		rx_err_set(e, RX_BAD_DATA, "the next link is no URL");
		rx_err_got(e, text);
		return RX_PAGING_ERROR;
	}
	s->next = (struct rx_position){ RX_AT_URL, 0, rx_buf_view(b) };
	return RX_PAGING_MORE;
}

enum rx_paging_verdict
rx_step_value(struct rx_paging_step *s, struct rx_span json, struct rx_err *e)
{
	if (rx_json_kind(json) == RX_JSON_STRING) {
		struct rx_span text = rx_arena_text(s->arena, json);

		if (rx_cursor_url(text))
			return rx_step_url(s, text, e);
	}
	return cursor(s, json);
}

struct rx_span
rx_step_sent(const struct rx_paging_step *s, struct rx_arena *a)
{
	const struct rx_position *at = &s->request->at;

	if (at->kind == RX_AT_CURSOR)
		return rx_arena_text(a, at->value);
	return at->kind == RX_AT_URL ? at->value : RX_SPAN_NONE;
}
