/* The blocks of a text: where {{ }}, {% %} and {# #} end, and text without the last. */
#include "lib/expr/expr.h"

/* Behind the closer; what stands in quotes or in a dict does not close. */
static size_t
code_length(struct rx_span s, char closer)
{
	size_t	i, depth = 0;
	char	quote = 0;

	for (i = 2; i + 1 < s.n; i++) {
		char c = s.p[i];

		if (quote != 0 && c == '\\')
			i++;
		else if (quote != 0)
			quote = c == quote ? 0 : quote;
		else if (c == '"' || c == '\'')
			quote = c;
		else if (c == '{')
			depth++;
		else if (c == '}' && depth > 0)
			depth--;
		else if (c == closer && s.p[i + 1] == '}')
			return i + 2;
	}
	return 0;
}

size_t
rx_template_block(struct rx_span s)
{
	size_t n;

	if (s.n < 4 || s.p[0] != '{')
		return 0;
	if (s.p[1] == '{' || s.p[1] == '%')
		return code_length(s, s.p[1] == '{' ? '}' : '%');
	n = s.p[1] == '#' ? 2 + rx_span_find_text(rx_span_cut(s, 2), "#}") : s.n;
	return n < s.n ? n + 2 : 0;
}

bool
rx_template_has(struct rx_span s)
{
	size_t note = rx_span_find_text(s, "{#");

	return rx_span_find_text(s, "{{") < s.n || rx_span_find_text(s, "{%") < s.n ||
	    rx_span_find_text(rx_span_cut(s, note), "#}") < s.n - note;
}

static struct rx_span
stripped(struct rx_span s, bool left)
{
	return rx_chars_strip(s, RX_SPAN_NONE, left, !left);
}

struct rx_span
rx_template_uncomment(struct rx_arena *arena, struct rx_span s)
{
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_LINE);
	size_t		n;

	if (rx_span_find_text(s, "{#") == s.n)
		return s;
	for (; s.n > 0; s = rx_span_cut(s, n)) {
		n = rx_template_block(s);
		if (n == 0 || s.p[1] != '#') {
			rx_buf_add(&b, s.p, n > 0 ? n : (n = 1));
			continue;
		}
		if (s.p[2] == '-')
			b.n = stripped(rx_buf_view(&b), false).n;
		if (s.p[n - 3] == '-')
			n = s.n - stripped(rx_span_cut(s, n), true).n;
	}
	s = b.failed ? RX_SPAN_NONE : rx_arena_span(arena, rx_buf_view(&b));
	rx_buf_free(&b);
	return s;
}
