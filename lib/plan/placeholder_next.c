/* placeholder_next: where the placeholders of a text stand. */
#include "lib/plan/placeholder.h"

static bool
name_byte(char c, bool first, bool dash)
{
	if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_')
		return true;
	return !first && ((c >= '0' && c <= '9') || (dash && c == '-'));
}

size_t
rx_placeholder_word(struct rx_span s, bool dash)
{
	size_t n = 0;

	while (n < s.n && name_byte(s.p[n], n == 0, dash))
		n++;
	return n;
}

size_t
rx_placeholder_end(struct rx_span in, size_t from)
{
	int depth = 0;

	for (size_t i = from; i < in.n; i++) {
		char c = in.p[i];

		if (c == '\'' || c == '"') {
			i += 1 + rx_span_find(rx_span_cut(in, i + 1), c);
		} else if (c == '{') {
			depth++;
		} else if (c == '}' && depth > 0) {
			depth--;
		} else if (c == '}' && i + 1 < in.n && in.p[i + 1] == '}') {
			return i + 2;
		}
	}
	return 0;
}

/* The length of a {{ }} or {% %} at the text's begin, or 0. */
static size_t
template_length(struct rx_span text)
{
	size_t n;

	if (rx_span_starts(text, "{{"))
		return rx_placeholder_end(text, 2);
	if (!rx_span_starts(text, "{%"))
		return 0;
	n = rx_span_find_text(text, "%}");
	return n < text.n ? n + 2 : 0;
}

bool
rx_source_placeholder(struct rx_span text, size_t *at, struct rx_span *name)
{
	while (*at < text.n) {
		struct rx_span rest = rx_span_cut(text, *at);
		size_t n = template_length(rest);

		if (n == 0 && rest.p[0] == '{') {
			n = rx_placeholder_word(rx_span_cut(rest, 1), true);
			if (n > 0 && n + 1 < rest.n && rest.p[n + 1] == '}') {
				*name = (struct rx_span){ rest.p + 1, n };
				*at += n + 2;
				return true;
			}
			n = 0;
		}
		*at += n > 0 ? n : 1;
	}
	return false;
}
