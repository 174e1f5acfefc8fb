#include "lib/merge/name.h"

#include <string.h>

static bool
is_lower(char c)
{
	return c >= 'a' && c <= 'z';
}

static bool
is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

bool
rx_names_read(struct rx_span text, enum rx_names *names, struct rx_err *e)
{
	*names = rx_span_is(text, "snake") ? RX_NAMES_SNAKE : RX_NAMES_EXACT;
	if (*names == RX_NAMES_SNAKE || rx_span_is(text, "exact"))
		return true;
	rx_err_set(e, RX_USAGE, "unknown names '%.*s'", RX_FMT(text));
	return rx_err_hint(e, "exact (as the source says), or snake (created_at for createdAt)");
}

/* Letters, digits and underscores: some signs have a letter, what stands
 * between is one underscore. */
static bool
reduce(struct rx_buf *b, struct rx_span s)
{
	static const char	from[] = "+*-@|", to[] = "xx_al";
	bool			other = false;
	size_t			i;

	for (i = 0; i < s.n; i++) {
		const char	*sign = s.p[i] != '\0' ? strchr(from, s.p[i]) : NULL;
		char		 c = sign != NULL ? to[sign - from] : s.p[i];

		if (!is_lower(c) && !is_upper(c) && !is_digit(c) && c != '_') {
			if (!other)
				rx_buf_byte(b, '_');
			other = true;
			continue;
		}
		rx_buf_byte(b, c);
		other = false;
	}
	return !b->failed;
}

/* Before a word that begins in upper case: HTTPServer -> HTTP_Server. */
static bool
break_words(struct rx_buf *b, struct rx_span s)
{
	size_t i = 0;

	while (i < s.n) {
		rx_buf_byte(b, s.p[i++]);
		if (s.p[i - 1] == '_' || i + 1 >= s.n || !is_upper(s.p[i]) ||
		    !is_lower(s.p[i + 1]))
			continue;
		rx_buf_byte(b, '_');
		rx_buf_byte(b, s.p[i++]);
		while (i < s.n && is_lower(s.p[i]))
			rx_buf_byte(b, s.p[i++]);
	}
	return !b->failed;
}

/* Between lower and upper case (userID -> user_id), and all in lower case. */
static bool
break_cases(struct rx_buf *b, struct rx_span s)
{
	size_t i;

	for (i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (is_upper(c) && i > 0 && (is_lower(s.p[i - 1]) || is_digit(s.p[i - 1])))
			rx_buf_byte(b, '_');
		rx_buf_byte(b, is_upper(c) ? (char)(c | 0x20) : c);
	}
	return !b->failed;
}

/* One part of a name, between double underscores. */
static bool
write_part(struct rx_buf *b, struct rx_span part)
{
	struct rx_buf	plain = RX_BUF_INIT(RX_BUF_TEXT), words = RX_BUF_INIT(RX_BUF_TEXT);
	size_t		from;
	bool		ok = reduce(&plain, rx_span_trim(part)) &&
			    break_words(&words, rx_buf_view(&plain));

	if (ok && words.n > 0 && is_digit(words.p[0]))
		rx_buf_byte(b, '_');
	from = b->n;
	ok = ok && break_cases(b, rx_buf_view(&words));
	rx_buf_free(&plain);
	rx_buf_free(&words);
	if (!ok)
		return false;
	for (size_t i = b->n; i > from && b->p[i - 1] == '_'; i--)
		b->p[i - 1] = 'x';
	return true;
}

static bool
write_snake(struct rx_buf *b, struct rx_span s)
{
	size_t	start = b->n, at;
	bool	ok = true;

	while (ok && s.n > 0) {
		at = rx_span_find_text(s, "__");
		if (rx_span_trim((struct rx_span){ s.p, at }).n > 0) {
			if (b->n > start)
				rx_buf_text(b, "__");
			ok = write_part(b, (struct rx_span){ s.p, at });
		}
		s = rx_span_cut(s, at < s.n ? at + 2 : at);
	}
	return ok && rx_buf_text(b, b->n == start ? "_empty" : "");
}

bool
rx_name_write(struct rx_buf *b, enum rx_names names, struct rx_span s)
{
	return names == RX_NAMES_SNAKE ? write_snake(b, s) : rx_buf_span(b, s);
}
