/* request: one HTTP/1.1 request out of received bytes. */
#include <ctype.h>
#include <string.h>

#include "testd.h"

static int
hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)tolower((unsigned char)c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

struct rx_span
srv_url_decode(struct rx_arena *arena, struct rx_span s, bool plus)
{
	char	*out = rx_arena_get(arena, s.n + 1);
	size_t	 i, n = 0;

	if (out == NULL)
		return RX_SPAN_NONE;
	for (i = 0; i < s.n; i++) {
		if (s.p[i] == '%' && i + 2 < s.n && hex_value(s.p[i + 1]) >= 0 &&
		    hex_value(s.p[i + 2]) >= 0) {
			out[n++] = (char)(hex_value(s.p[i + 1]) << 4 |
			    hex_value(s.p[i + 2]));
			i += 2;
		} else
			out[n++] = plus && s.p[i] == '+' ? ' ' : s.p[i];
	}
	return (struct rx_span){ out, n };
}

struct rx_span
srv_url_encode(struct rx_arena *arena, struct rx_span s)
{
	static const char digits[] = "0123456789ABCDEF";
	char		*out = rx_arena_get(arena, s.n * 3 + 1);
	size_t		 i, n = 0;
	unsigned char	 c;

	if (out == NULL)
		return RX_SPAN_NONE;
	for (i = 0; i < s.n; i++) {
		c = (unsigned char)s.p[i];
		if (isalnum(c) || strchr("-._~", c) != NULL) {
			out[n++] = (char)c;
			continue;
		}
		out[n++] = '%';
		out[n++] = digits[c >> 4];
		out[n++] = digits[c & 15];
	}
	return (struct rx_span){ out, n };
}

struct rx_span
srv_base64_decode(struct rx_arena *arena, struct rx_span s)
{
	static const char set[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	char		*out = rx_arena_get(arena, s.n + 1);
	unsigned long	 bits = 0;
	size_t		 i, n = 0, have = 0;
	const char	*at;

	if (out == NULL)
		return RX_SPAN_NONE;
	for (i = 0; i < s.n && s.p[i] != '='; i++) {
		at = s.p[i] != '\0' ? strchr(set, s.p[i]) : NULL;
		if (at == NULL)
			return RX_SPAN_NONE;
		bits = bits << 6 | (unsigned long)(at - set);
		have += 6;
		if (have >= 8) {
			have -= 8;
			out[n++] = (char)(bits >> have & 255);
		}
	}
	return (struct rx_span){ out, n };
}

static void
pairs_add(struct srv_pairs *list, struct rx_span name, struct rx_span value)
{
	if (list->n < sizeof(list->v) / sizeof(list->v[0]))
		list->v[list->n++] = (struct srv_pair){ name, value };
}

struct rx_span
srv_pairs_get(const struct srv_pairs *list, const char *name)
{
	size_t	i;

	for (i = 0; i < list->n; i++)
		if (rx_span_is(list->v[i].name, name))
			return list->v[i].value;
	return RX_SPAN_NONE;
}

static void
pairs_decode(struct rx_arena *arena, struct rx_span text, struct srv_pairs *list)
{
	struct rx_span	one;
	size_t		eq;

	for (; text.n > 0; text = rx_span_cut(text, one.n + (one.n < text.n))) {
		one = (struct rx_span){ text.p, rx_span_find(text, '&') };
		if (one.n == 0)
			continue;
		eq = rx_span_find(one, '=');
		pairs_add(list,
		    srv_url_decode(arena, (struct rx_span){ one.p, eq }, true),
		    srv_url_decode(arena,
		    rx_span_cut(one, eq + (eq < one.n)), true));
	}
}

/* The head's lines; false: not HTTP/1. */
static bool
head_parse(struct srv_request *r, char *p, char *end)
{
	char	*eol, *q, *colon;

	eol = memchr(p, '\n', (size_t)(end - p));
	q = memchr(p, ' ', (size_t)(eol - p));
	if (q == NULL)
		return false;
	r->method = (struct rx_span){ p, (size_t)(q - p) };
	p = q + 1;
	q = memchr(p, ' ', (size_t)(eol - p));
	if (q == NULL || q == p || strncmp(q + 1, "HTTP/1.", 7) != 0)
		return false;
	r->target = (struct rx_span){ p, (size_t)(q - p) };
	r->keep = q[8] == '1';
	for (p = eol + 1; p < end; p = eol + 1) {
		eol = memchr(p, '\n', (size_t)(end - p));
		colon = memchr(p, ':', (size_t)(eol - p));
		if (colon == NULL)
			continue;
		for (q = p; q < colon; q++)
			*q = (char)tolower((unsigned char)*q);
		pairs_add(&r->headers, (struct rx_span){ p, (size_t)(colon - p) },
		    rx_span_trim((struct rx_span){ colon + 1,
		    (size_t)(eol - colon - 1) }));
	}
	return true;
}

static void
target_split(struct srv_request *r)
{
	struct rx_span	t = r->target;
	size_t		i;

	if (rx_span_starts(t, "http://") || rx_span_starts(t, "https://")) {
		t = rx_span_cut(t, rx_span_find_text(t, "://") + 3);
		t = rx_span_cut(t, rx_span_find(t, '/'));
	}
	i = rx_span_find(t, '?');
	r->path = (struct rx_span){ t.p, i };
	r->query = rx_span_cut(t, i + (i < t.n));
	pairs_decode(r->arena, r->query, &r->params);
}

static void
body_read(struct srv_request *r)
{
	struct rx_span	type = srv_pairs_get(&r->headers, "content-type");
	struct rx_err	e;

	r->json = RX_SPAN_NONE;
	if (r->body.n == 0)
		return;
	if (rx_span_starts(type, "application/x-www-form-urlencoded"))
		pairs_decode(r->arena, r->body, &r->form);
	else if (!rx_json_check(r->body, &r->json, &e))
		r->json = RX_SPAN_NONE;
}

enum srv_parse
srv_request_parse(struct srv_request *r, char *p, size_t n, size_t *used)
{
	char		*end = memmem(p, n, "\r\n\r\n", 4);
	unsigned long	 length = 0;
	struct rx_span	 v;

	if (end == NULL)
		return n > 65536 ? SRV_BAD : SRV_MORE;
	end += 4;
	r->headers.n = r->params.n = r->form.n = r->vars.n = 0;
	if (!head_parse(r, p, end - 2))
		return SRV_BAD;
	v = srv_pairs_get(&r->headers, "content-length");
	if ((v.p != NULL && !rx_span_uint(v, &length)) ||
	    length > SRV_REQUEST_MAX ||
	    srv_pairs_get(&r->headers, "transfer-encoding").p != NULL)
		return SRV_BAD;
	if (n - (size_t)(end - p) < length)
		return srv_pairs_get(&r->headers, "expect").p != NULL ?
		    SRV_CONTINUE : SRV_MORE;
	r->body = (struct rx_span){ end, length };
	*used = (size_t)(end - p) + length;
	v = srv_pairs_get(&r->headers, "connection");
	if (rx_span_is_nocase(v, "close"))
		r->keep = false;
	target_split(r);
	body_read(r);
	return SRV_READY;
}

static struct rx_span
cookie_value(struct rx_span cookies, struct rx_span name)
{
	struct rx_span	one;
	size_t		eq;

	for (; cookies.n > 0;
	    cookies = rx_span_cut(cookies, one.n + (one.n < cookies.n))) {
		one = (struct rx_span){ cookies.p, rx_span_find(cookies, ';') };
		eq = rx_span_find(one, '=');
		if (eq < one.n && rx_span_eq(name,
		    rx_span_trim((struct rx_span){ one.p, eq })))
			return rx_span_trim(rx_span_cut(one, eq + 1));
	}
	return RX_SPAN_NONE;
}

struct rx_span
srv_request_value(struct srv_request *r, struct rx_span in, struct rx_span name)
{
	const struct srv_pairs	*list = &r->params;
	size_t			 i;

	if (rx_span_is(in, "cookie"))
		return cookie_value(srv_pairs_get(&r->headers, "cookie"), name);
	if (rx_span_is(in, "body") && r->json.p != NULL)
		return srv_text(r->arena, srv_path_get(r->json, name));
	if (rx_span_is(in, "body"))
		list = &r->form;
	else if (rx_span_is(in, "header"))
		list = &r->headers;
	for (i = 0; i < list->n; i++)
		if (list == &r->headers ?
		    rx_span_is_nocase(list->v[i].name, rx_arena_str(r->arena, name)) :
		    rx_span_eq(list->v[i].name, name))
			return list->v[i].value;
	return RX_SPAN_NONE;
}
