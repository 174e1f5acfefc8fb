#include <string.h>

#include "rx/json.h"
#include "rx/text.h"

static unsigned
hex4(const char *p)
{
	unsigned	v = 0;
	int		i;

	for (i = 0; i < 4; i++)
		v = v << 4 | (unsigned)(p[i] <= '9' ? p[i] - '0' : (p[i] | 0x20) - 'a' + 10);
	return v;
}

/* p is behind \u; a pair is taken as one.  *lone: a surrogate without its other half. */
static const char *
unicode(struct rx_buf *b, const char *p, const char *end, bool *lone)
{
	unsigned cp = hex4(p), low;

	p += 4;
	if (cp >= 0xD800 && cp < 0xDC00 && end - p >= 6 && p[0] == '\\' && p[1] == 'u' &&
	    (low = hex4(p + 2)) >= 0xDC00 && low < 0xE000) {
		cp = 0x10000 + ((cp - 0xD800) << 10) + (low - 0xDC00);
		p += 6;
	} else if (cp >= 0xD800 && cp < 0xE000) {
		*lone = true;
		cp = 0xFFFD;
	}
	rx_text_put(b, cp);
	return p;
}

int
rx_json_decode(struct rx_buf *b, struct rx_span raw)
{
	static const char	from[] = "bfnrt", to[] = "\b\f\n\r\t";
	const char		*p = raw.p + 1, *end = raw.p + raw.n - 1, *q, *e;
	bool			 lone = false;

	if (raw.n < 2)
		return 1;
	while ((q = memchr(p, '\\', (size_t)(end - p))) != NULL) {
		rx_buf_add(b, p, (size_t)(q - p));
		if (q[1] == 'u') {
			p = unicode(b, q + 2, end, &lone);
			continue;
		}
		e = strchr(from, q[1]);
		rx_buf_byte(b, e != NULL ? to[e - from] : q[1]);
		p = q + 2;
	}
	rx_buf_add(b, p, (size_t)(end - p));
	return b->failed ? -1 : !lone;
}

static size_t
valid_prefix(struct rx_span s)
{
	size_t n;

	for (n = 1; n <= 4 && n <= s.n; n++)
		if (rx_text_utf8((struct rx_span){ s.p, n }))
			return n;
	return 0;
}

bool
rx_json_quote(struct rx_buf *b, struct rx_span s)
{
	static const char	escapes[] = "\"\\\b\f\n\r\t", names[] = "\"\\bfnrt";
	bool			clean = rx_text_utf8(s);
	size_t			i, from = 0;

	rx_buf_byte(b, '"');
	for (i = 0; i < s.n; i++) {
		unsigned char	 c = (unsigned char)s.p[i];
		const char	*e;

		if (c >= 0x80 && !clean) {
			size_t n = valid_prefix(rx_span_cut(s, i));

			rx_buf_add(b, s.p + from, i - from);
			rx_buf_add(b, n > 0 ? s.p + i : "\xEF\xBF\xBD", n > 0 ? n : 3);
			i += n > 0 ? n - 1 : 0;
		} else if (c < 0x20 || c == '"' || c == '\\') {
			rx_buf_add(b, s.p + from, i - from);
			e = c != 0 ? strchr(escapes, c) : NULL;
			if (e != NULL)
				rx_buf_add(b, (char[2]){ '\\', names[e - escapes] }, 2);
			else
				rx_buf_printf(b, "\\u%04x", c);
		} else {
			continue;
		}
		from = i + 1;
	}
	rx_buf_add(b, s.p + from, s.n - from);
	return rx_buf_byte(b, '"');
}

bool
rx_json_compact(struct rx_buf *b, struct rx_span v)
{
	const char *p = v.p, *end = v.p + v.n, *from = p;

	while (p < end) {
		if (*p == '"') {
			p = rx_json_jump(p, end);
		} else if ((unsigned char)*p > ' ') {
			p++;
		} else {
			rx_buf_add(b, from, (size_t)(p - from));
			p = from = rx_json_space(p, end);
		}
	}
	return rx_buf_add(b, from, (size_t)(end - from));
}

bool
rx_json_text(struct rx_buf *b, struct rx_span v)
{
	if (rx_json_kind(v) == RX_JSON_STRING)
		return rx_json_decode(b, v) >= 0;
	return rx_json_compact(b, v);
}
