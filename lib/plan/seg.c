/* seg: a source's text, cut at its {names} and {{ templates }}. */
#include "lib/plan/expand.h"

static bool
word_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	    c == '_' || (unsigned char)c >= 0x80;
}

/* The length of {name}, {a.b} at the text's start, or 0: another brace. */
static size_t
name_length(struct rx_span s)
{
	size_t i;

	if (s.n < 3 || s.p[0] != '{' || !word_char(s.p[1]) || (s.p[1] >= '0' && s.p[1] <= '9'))
		return 0;
	for (i = 1; i < s.n && (word_char(s.p[i]) || s.p[i] == '.' || s.p[i] == '-'); i++)
		continue;
	return i < s.n && s.p[i] == '}' ? i + 1 : 0;
}

static void
take(struct rx_span *rest, size_t n, size_t brace, struct rx_seg *seg)
{
	seg->text = (struct rx_span){ rest->p, n };
	seg->inner = (struct rx_span){ rest->p + brace, n - 2 * brace };
	*rest = rx_span_cut(*rest, n);
}

bool
rx_seg_next(struct rx_span *rest, struct rx_seg *seg)
{
	size_t i, n = 0;

	if (rest->n == 0)
		return false;
	/* statements ({% if %}) span their text: it is one template */
	if (rx_span_find_text(*rest, "{%") < rest->n) {
		seg->kind = RX_SEG_TEMPLATE;
		take(rest, rest->n, 0, seg);
		return true;
	}
	for (i = 0; i < rest->n; i++) {
		if (rest->p[i] != '{')
			continue;
		if ((n = rx_template_block(rx_span_cut(*rest, i))) != 0 ||
		    (n = name_length(rx_span_cut(*rest, i))) != 0)
			break;
	}
	if (i > 0) {
		seg->kind = RX_SEG_TEXT;
		take(rest, i, 0, seg);
		return true;
	}
	seg->kind = rest->p[1] == '{' ? RX_SEG_TEMPLATE : RX_SEG_NAME;
	take(rest, n, seg->kind == RX_SEG_NAME ? 1 : 2, seg);
	return true;
}
