/* placeholder_next: where the placeholders of a text stand. */
#include "lib/plan/placeholder.h"
#include "rx/expr.h"

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

bool
rx_source_placeholder(struct rx_span text, size_t *at, struct rx_span *name)
{
	while (*at < text.n) {
		struct rx_span rest = rx_span_cut(text, *at);
		size_t n = rx_template_block(rest);

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
