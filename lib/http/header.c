#include "header.h"

#include <string.h>

#include "rx/text.h"

bool
rx_http_token(struct rx_span s)
{
	static const char others[] = "!#$%&'*+-.^_`|~";
	size_t i;

	for (i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') &&
		    !(c >= '0' && c <= '9') &&
		    memchr(others, c, sizeof(others) - 1) == NULL)
			return false;
	}
	return s.n > 0;
}

/* "Name: value" without control characters; err names the header, never its value. */
static bool
check(struct rx_span line, struct rx_err *err)
{
	struct rx_span	name = { line.p, rx_span_find(line, ':') };
	size_t		i;

	if (name.n == line.n || !rx_http_token(name))
		return rx_err_set(err, RX_USAGE, "a header without a proper name");
	for (i = name.n; i < line.n; i++)
		if (((unsigned char)line.p[i] < ' ' && line.p[i] != '\t') ||
		    line.p[i] == 0x7f)
			return rx_err_set(err, RX_USAGE, "the header %.*s has "
			    "a control character (a line end?) in its value",
			    RX_FMT(name));
	return true;
}

bool
rx_header_request(const struct rx_http_request *rq, struct rx_err *err)
{
	size_t i;

	if (rq->method.n > 60 || (rq->method.n > 0 && !rx_http_token(rq->method)))
		return rx_err_set(err, RX_USAGE, "not an HTTP method");
	if (rq->body.p != NULL && rx_span_is(rq->method, "HEAD"))
		return rx_err_set(err, RX_USAGE, "a HEAD request has no body");
	for (i = 0; i < rq->nheaders; i++)
		if (!check(rq->headers[i], err))
			return false;
	return true;
}

bool
rx_header_carries(struct rx_span method)
{
	return rx_span_is(method, "POST") || rx_span_is(method, "PUT") ||
	    rx_span_is(method, "PATCH");
}

bool
rx_header_curl(struct rx_buf *b, struct rx_span header)
{
	size_t colon = rx_span_find(header, ':');

	rx_buf_reset(b);
	if (rx_span_trim(rx_span_cut(header, colon + 1)).n > 0) {
		rx_buf_span(b, rx_span_trim(header));
	} else {
		rx_buf_add(b, header.p, colon);
		rx_buf_byte(b, ';');
	}
	return rx_buf_byte(b, '\0');
}

bool
rx_header_given(const struct rx_http_request *rq, const char *name)
{
	struct rx_span	s;
	size_t		i;

	for (i = 0; i < rq->nheaders; i++) {
		s = rq->headers[i];
		s.n = rx_span_find(s, ':');
		if (rx_span_is_nocase(s, name))
			return true;
	}
	return false;
}

/* A value, as UTF-8: bytes that are none are Latin-1, as HTTP had it once. */
static void
put_value(struct rx_buf *b, struct rx_span v)
{
	size_t i;

	if (rx_text_utf8(v)) {
		rx_buf_span(b, v);
		return;
	}
	for (i = 0; i < v.n; i++) {
		unsigned char c = (unsigned char)v.p[i];

		if (c >= 0x80)
			rx_buf_byte(b, (char)(0xc0 | c >> 6));
		rx_buf_byte(b, (char)(c < 0x80 ? c : 0x80 | (c & 0x3f)));
	}
}

bool
rx_header_keep(struct rx_buf *b, struct rx_span line)
{
	struct rx_span	name = { line.p, rx_span_find(line, ':') };
	size_t		i;

	if (b->n > 0 && line.n > 0 && (line.p[0] == ' ' || line.p[0] == '\t')) {
		b->p[b->n - 1] = ' ';		/* a folded line goes on */
		put_value(b, rx_span_trim(line));
		return rx_buf_byte(b, '\n');
	}
	if (name.n == line.n || !rx_http_token(name))
		return true;			/* no header: not worth a failure */
	for (i = 0; i < name.n; i++)
		rx_buf_byte(b, name.p[i] >= 'A' && name.p[i] <= 'Z' ?
		    (char)(name.p[i] + 32) : name.p[i]);
	rx_buf_text(b, ": ");
	put_value(b, rx_span_trim(rx_span_cut(line, name.n + 1)));
	return rx_buf_byte(b, '\n');
}

struct rx_span
rx_http_header(const struct rx_http_response *r, const char *name, unsigned nth)
{
	struct rx_span	rest = rx_buf_view(&r->headers), line;
	size_t		n = strlen(name), end;

	while (rest.n > 0) {
		end = rx_span_find(rest, '\n');
		line = (struct rx_span){ rest.p, end };
		rest = rx_span_cut(rest, end + 1);
		if (line.n >= n + 2 && line.p[n] == ':' &&
		    memcmp(line.p, name, n) == 0 && nth-- == 0)
			return rx_span_cut(line, n + 2);
	}
	return RX_SPAN_NONE;
}
