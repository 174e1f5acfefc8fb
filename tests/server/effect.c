/* effect: what is done to an answer on its way to the wire. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "rx/clock.h"
#include "testd.h"

#define FLOOD	((size_t)900 << 10)
#define AT(m)	offsetof(struct srv_effect, m)
const struct srv_field srv_effect_fields[] = {
	{ "status", SRV_LONG, AT(status) },
	{ "length", SRV_LONG, AT(length) },
	{ "chunked", SRV_LONG, AT(chunked) },
	{ "huge", SRV_LONG, AT(huge) },
	{ "deep", SRV_LONG, AT(deep) },
	{ "latency", SRV_REAL, AT(latency) },
	{ "reset", SRV_REAL, AT(reset) },
	{ "truncate", SRV_REAL, AT(truncate) },
	{ "retry_after", SRV_RAW, AT(retry_after) },
	{ "headers", SRV_RAW, AT(headers) },
	{ "body", SRV_RAW, AT(body) },
	{ "text", SRV_TEXT, AT(text) },
	{ "hex", SRV_TEXT, AT(hex) },
	{ "file", SRV_TEXT, AT(file) },
	{ "encoding", SRV_TEXT, AT(encoding) },
	{ "redirect", SRV_TEXT, AT(redirect) },
	{ "type", SRV_TEXT, AT(type) },
	{ "wire", SRV_TEXT, AT(wire) },
	{ "flood", SRV_TEXT, AT(flood) },
	{ "drip", SRV_RAW, AT(drip) },
	{ "bom", SRV_BOOL, AT(bom) },
	{ "malformed", SRV_BOOL, AT(malformed) },
	{ "html", SRV_BOOL, AT(html) },
	{ "bad_utf8", SRV_BOOL, AT(bad_utf8) },
	{ "close", SRV_BOOL, AT(close) },
	{ "silent", SRV_BOOL, AT(silent) },
	{ NULL, SRV_RAW, 0 }
};

static const char html_page[] = "<!doctype html>\n<html><head><title>Sign in"
    "</title></head><body><form>Please sign in.</form></body></html>\n";

static void
fill(struct rx_buf *b, size_t n, char c)
{
	if (!rx_buf_room(b, n))
		return;
	memset(b->p + b->n, c, n);
	b->n += n;
}

static void
hex_put(struct rx_buf *b, struct rx_span hex)
{
	char	two[3] = "";
	size_t	i;

	for (i = 0; i + 1 < hex.n; i += 2) {
		memcpy(two, hex.p + i, 2);
		rx_buf_byte(b, (char)strtol(two, NULL, 16));
	}
}

static void
made_body(struct rx_buf *b, const struct srv_effect *f)
{
	if (f->huge > 0) {
		rx_buf_text(b, "{\"data\":[{\"id\":1,\"x\":\"");
		fill(b, (size_t)f->huge, 'x');
		rx_buf_text(b, "\"}]}");
	} else if (f->deep > 0) {
		rx_buf_text(b, "{\"data\":");
		fill(b, (size_t)f->deep, '[');
		fill(b, (size_t)f->deep, ']');
		rx_buf_byte(b, '}');
	} else if (f->html)
		rx_buf_text(b, html_page);
	else
		hex_put(b, f->hex);
}

/* false: the scenario is wrong; a->status is 500 then. */
bool
srv_effect_body(struct srv_answer *a, struct srv_scope *s)
{
	struct srv_effect	*f = &a->effect;
	struct rx_span		 text;
	struct rx_err		 e;

	if (f->huge > 0 || f->deep > 0 || f->html || f->hex.p != NULL)
		made_body(&a->body, f);
	else if (f->file.p != NULL) {
		if (srv_file_read(s->request->arena, s->scenario->dir, f->file,
		    &text, &e))
			rx_buf_span(&a->body, text);
		else
			srv_answer_error(a, 500, e.what);
	} else if (f->text.p != NULL)
		srv_template_text(&a->body, f->text, s);
	else if (f->body.p != NULL)
		srv_template_json(&a->body, f->body, s);
	else if (a->status >= 400)
		srv_answer_error(a, a->status, "as the scenario says");
	else if (a->status < 300 && a->status != 204 && s->page != NULL)
		srv_template_json(&a->body, RX_SPAN("\"{rows}\""), s);
	if (s->unknown.p != NULL && a->status < 400) {
		rx_buf_reset(&a->body);
		srv_answer_error(a, 500, "the scenario uses an unknown name");
		return false;
	}
	return true;
}

static void
header_put(struct srv_answer *a, struct rx_span name, struct rx_span value,
    struct srv_scope *s)
{
	size_t	mark = a->extra.n;

	if (rx_json_kind(value) == RX_JSON_NULL)
		return;
	rx_buf_span(&a->extra, name);
	rx_buf_text(&a->extra, ": ");
	if (srv_template_text(&a->extra, srv_text(s->request->arena, value), s))
		rx_buf_text(&a->extra, "\r\n");
	else
		a->extra.n = mark;	/* no next page: no such header */
}

static void
headers_put(struct srv_answer *a, struct srv_scope *s)
{
	struct rx_json_iter	it, values;
	struct rx_span		key, value, one;

	if (!rx_json_begin(&it, a->effect.headers))
		return;
	while (rx_json_next(&it, &key, &value)) {
		key = srv_text(s->request->arena, key);
		if (rx_json_kind(value) != RX_JSON_ARRAY) {
			header_put(a, key, value, s);
			continue;
		}
		rx_json_begin(&values, value);
		while (rx_json_next(&values, NULL, &one))
			header_put(a, key, one, s);
	}
}

/* 2, "date:2" (as an HTTP date), or any text. */
static void
retry_after_put(struct srv_answer *a, struct srv_scope *s)
{
	struct rx_span	v = srv_text(s->request->arena, a->effect.retry_after);
	unsigned long	n = 0;
	char		date[64];
	struct tm	tm;
	time_t		t;

	if (v.p == NULL)
		return;
	if (!rx_span_starts(v, "date:")) {
		rx_buf_printf(&a->extra, "Retry-After: %.*s\r\n", RX_FMT(v));
		return;
	}
	rx_span_uint(rx_span_cut(v, 5), &n);
	t = (time_t)rx_clock_now() + (time_t)n;
	gmtime_r(&t, &tm);
	strftime(date, sizeof(date), "%a, %d %b %Y %H:%M:%S GMT", &tm);
	rx_buf_printf(&a->extra, "Retry-After: %s\r\n", date);
}

/* The body in one piece. */
static void
flatten(struct srv_answer *a)
{
	struct rx_buf	b = RX_BUF_INIT(SRV_BODY_MAX);
	int		i;

	for (i = 1; i < 4; i++)
		rx_buf_span(&b, a->part[i]);
	rx_buf_free(&a->body);
	a->body = b;
	a->part[1] = rx_buf_view(&a->body);
	a->part[2] = a->part[3] = RX_SPAN_NONE;
}

static void
insert(struct srv_answer *a, size_t at, const char *bytes, size_t n)
{
	flatten(a);
	if (!rx_buf_room(&a->body, n))
		return;
	if (at > a->body.n)
		at = a->body.n;
	memmove(a->body.p + at + n, a->body.p + at, a->body.n - at);
	memcpy(a->body.p + at, bytes, n);
	a->body.n += n;
	a->part[1] = rx_buf_view(&a->body);
}

static void
spoil(struct srv_answer *a)
{
	const struct srv_effect	*f = &a->effect;
	const char		*quote;

	if (f->bad_utf8) {
		flatten(a);
		quote = memrchr(a->part[1].p, '"', a->part[1].n);
		insert(a, quote == NULL ? 0 : (size_t)(quote - a->part[1].p),
		    "\xff", 1);
	}
	if (f->malformed) {
		flatten(a);
		a->part[1].n -= a->part[1].n > 0;
	}
	if (f->bom)
		insert(a, 0, "\xef\xbb\xbf", 3);
}

static void
encode(struct srv_answer *a, const struct srv_request *r)
{
	struct rx_span	how = a->effect.encoding;
	struct rx_span	takes = srv_pairs_get(&r->headers, "accept-encoding");
	struct rx_buf	b = RX_BUF_INIT(SRV_BODY_MAX);
	bool		deflate = rx_span_is(how, "deflate");

	if (how.p == NULL || (rx_span_is(how, "auto") &&
	    rx_span_find_text(takes, "gzip") == takes.n))
		return;
	rx_buf_printf(&a->extra, "Content-Encoding: %s\r\n",
	    deflate ? "deflate" : "gzip");
	if (rx_span_is(how, "lie"))
		return;
	flatten(a);
	srv_compress(&b, a->part[1], deflate ? SRV_DEFLATE : SRV_GZIP);
	if (rx_span_is(how, "broken") && b.n > 8)
		b.p[b.n / 2] = (char)~b.p[b.n / 2];
	rx_buf_free(&a->body);
	a->body = b;
	a->part[1] = rx_buf_view(&a->body);
}

static void
chunk(struct srv_answer *a)
{
	struct rx_buf	b = RX_BUF_INIT(SRV_BODY_MAX);
	struct rx_span	rest, one;

	flatten(a);
	for (rest = a->part[1]; rest.n > 0; rest = rx_span_cut(rest, one.n)) {
		one = rest;
		if (one.n > (size_t)a->effect.chunked)
			one.n = (size_t)a->effect.chunked;
		rx_buf_printf(&b, "%zx\r\n", one.n);
		rx_buf_span(&b, one);
		rx_buf_text(&b, "\r\n");
	}
	rx_buf_text(&b, "0\r\n\r\n");
	rx_buf_free(&a->body);
	a->body = b;
	a->part[1] = rx_buf_view(&a->body);
}

static const char *
reason(int status)
{
	static const struct {
		int		 status;
		const char	*text;
	} reasons[] = {
		{ 200, "OK" }, { 201, "Created" }, { 204, "No Content" },
		{ 301, "Moved Permanently" }, { 302, "Found" },
		{ 304, "Not Modified" }, { 307, "Temporary Redirect" },
		{ 308, "Permanent Redirect" }, { 400, "Bad Request" },
		{ 401, "Unauthorized" }, { 403, "Forbidden" },
		{ 404, "Not Found" }, { 405, "Method Not Allowed" },
		{ 410, "Gone" }, { 420, "Enhance Your Calm" },
		{ 422, "Unprocessable Content" }, { 429, "Too Many Requests" },
		{ 500, "Internal Server Error" }, { 502, "Bad Gateway" },
		{ 503, "Service Unavailable" }, { 504, "Gateway Timeout" }
	};
	size_t	i;

	for (i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++)
		if (reasons[i].status == status)
			return reasons[i].text;
	return "Status";
}

static void
head_put(struct srv_answer *a, size_t length)
{
	struct srv_effect	*f = &a->effect;
	struct rx_span		 type = f->type;

	if (type.p == NULL)
		type = f->html ? RX_SPAN("text/html; charset=utf-8") :
		    RX_SPAN("application/json");
	rx_buf_printf(&a->head, "HTTP/1.1 %d %s\r\n", a->status, reason(a->status));
	if (a->status != 204 && a->status != 304) {
		rx_buf_printf(&a->head, "Content-Type: %.*s\r\n", RX_FMT(type));
		if (f->chunked > 0)
			rx_buf_text(&a->head, "Transfer-Encoding: chunked\r\n");
		else
			rx_buf_printf(&a->head, "Content-Length: %zu\r\n", length);
	}
	if (a->close)
		rx_buf_text(&a->head, "Connection: close\r\n");
	rx_buf_span(&a->head, rx_buf_view(&a->extra));
	rx_buf_text(&a->head, "\r\n");
}

/* Where sending ends: n bytes of the body, or a part of it. */
static void
cut_set(struct srv_answer *a, double n, size_t length)
{
	if (n < 0)
		return;
	a->cut = a->head.n + (size_t)(n > 0 && n < 1 ? n * (double)length : n);
	a->close = true;
}

static void
drip_set(struct srv_answer *a)
{
	struct rx_span	v;
	unsigned long	n;

	if (a->effect.drip.p == NULL)
		return;
	v = rx_json_get(a->effect.drip, "bytes");
	a->drip = v.p != NULL && rx_span_uint(v, &n) ? (long)n : 1;
	v = rx_json_get(a->effect.drip, "ms");
	a->drip_ms = v.p != NULL && rx_span_uint(v, &n) ? (long)n : 10;
}

/* The answer is these bytes, whatever they are, then the end of the connection. */
static void
wire_put(struct srv_answer *a)
{
	struct srv_effect *f = &a->effect;

	rx_buf_reset(&a->head);
	rx_buf_span(&a->head, f->wire);
	while (f->flood.n > 0 && a->head.n < FLOOD && !a->head.failed)
		rx_buf_span(&a->head, f->flood);
	a->part[0] = rx_buf_view(&a->head);
	a->part[1].n = a->part[2].n = a->part[3].n = 0;
	a->close = true;
}

void
srv_effect_frame(struct srv_answer *a, struct srv_request *r,
    struct srv_scope *s)
{
	struct srv_effect	*f = &a->effect;
	size_t			 length;

	headers_put(a, s);
	retry_after_put(a, s);
	if (f->redirect.p != NULL) {
		rx_buf_text(&a->extra, "Location: ");
		srv_template_text(&a->extra, f->redirect, s);
		rx_buf_text(&a->extra, "\r\n");
	}
	spoil(a);
	encode(a, r);
	if (f->chunked > 0)
		chunk(a);
	length = a->part[1].n + a->part[2].n + a->part[3].n;
	a->close = f->close || !r->keep || f->length != 0;
	head_put(a, length + (size_t)f->length);
	if (rx_span_is(r->method, "HEAD"))
		a->part[1].n = a->part[2].n = a->part[3].n = 0;
	a->part[0] = rx_buf_view(&a->head);
	if (f->wire.p != NULL)
		wire_put(a);
	cut_set(a, f->truncate, length);
	cut_set(a, f->reset, length);
	a->reset = f->reset >= 0 || f->silent;
	if (f->silent) {
		a->cut = 0;
		a->close = true;
	}
	a->latency = f->latency;
	drip_set(a);
}
