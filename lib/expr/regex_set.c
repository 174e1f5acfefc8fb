/* Sets of characters: [a-z\d_], \w, \S. */
#include "lib/expr/regex_set.h"

#include <string.h>

#define LAST	0x10fffful

static bool
add(struct rx_arena *a, struct rx_pattern *set, unsigned long low, unsigned long high)
{
	struct rx_range *r = rx_arena_get(a, sizeof(*r));

	if (r == NULL)
		return false;
	r->low = low;
	r->high = high;
	r->next = set->ranges;
	set->ranges = r;
	return true;
}

/* \d \w \s; all that is not ASCII counts as a letter. */
static bool
add_class(struct rx_arena *a, struct rx_pattern *set, char letter)
{
	static const struct { char letter; unsigned char n; unsigned long at[10]; } known[] = {
		{ 'd', 1, { '0', '9' } },
		{ 'w', 5, { '0', '9', 'A', 'Z', '_', '_', 'a', 'z', 0x80, LAST } },
		{ 's', 2, { '\t', '\r', ' ', ' ' } },
		{ 'D', 2, { 0, '0' - 1, '9' + 1, LAST } },
		{ 'W', 5, { 0, '0' - 1, '9' + 1, 'A' - 1, 'Z' + 1, '_' - 1,
		    '_' + 1, 'a' - 1, 'z' + 1, 0x7f } },
		{ 'S', 3, { 0, '\t' - 1, '\r' + 1, ' ' - 1, ' ' + 1, LAST } },
	};
	size_t	i, n;

	for (i = 0; i < sizeof(known) / sizeof(*known); i++) {
		if (known[i].letter != letter)
			continue;
		for (n = 0; n < known[i].n; n++)
			if (!add(a, set, known[i].at[2 * n], known[i].at[2 * n + 1]))
				return false;
		return true;
	}
	return false;
}

bool
rx_set_class(struct rx_arena *a, struct rx_pattern *set, char letter)
{
	return letter != '\0' && strchr("dwsDWS", letter) != NULL &&
	    add_class(a, set, letter);
}

unsigned long
rx_set_escape(struct rx_span s, size_t *at)
{
	static const char from[] = "abfnrtv", to[] = "\a\b\f\n\r\t\v";
	const char	*known;
	unsigned long	 c = rx_chars_code(s, *at);

	*at += rx_chars_step(s, *at);
	known = c < 0x80 && c != 0 ? strchr(from, (int)c) : NULL;
	return known != NULL ? (unsigned char)to[known - from] : c;
}

/* One character of a set, or the class that stands there (then *class). */
static unsigned long
one(struct rx_span s, size_t *at, char *class)
{
	unsigned long c = rx_chars_code(s, *at);

	*class = '\0';
	if (c == '\\' && *at + 1 < s.n) {
		(*at)++;
		if (strchr("dwsDWS", s.p[*at]) != NULL && s.p[*at] != '\0') {
			*class = s.p[(*at)++];
			return 0;
		}
		return rx_set_escape(s, at);
	}
	*at += rx_chars_step(s, *at);
	return c;
}

bool
rx_set_read(struct rx_arena *a, struct rx_pattern *set, struct rx_span s, size_t *at)
{
	unsigned long	low, high;
	size_t		first;
	char		class;

	if (*at < s.n && s.p[*at] == '^') {
		set->negated = true;
		(*at)++;
	}
	for (first = *at; *at < s.n && (s.p[*at] != ']' || *at == first);) {
		low = high = one(s, at, &class);
		if (class != '\0') {
			if (!add_class(a, set, class))
				return false;
			continue;
		}
		if (*at + 1 < s.n && s.p[*at] == '-' && s.p[*at + 1] != ']') {
			(*at)++;
			high = one(s, at, &class);
			if (class != '\0' || high < low)
				return false;
		}
		if (!add(a, set, low, high))
			return false;
	}
	return (*at)++ < s.n;
}

static bool
within(const struct rx_range *r, unsigned long c)
{
	for (; r != NULL; r = r->next)
		if (c >= r->low && c <= r->high)
			return true;
	return false;
}

bool
rx_set_has(const struct rx_range *r, bool negated, bool nocase, unsigned long c)
{
	bool is = within(r, c) || (nocase && (within(r, rx_chars_lower_code(c)) ||
	    within(r, rx_chars_upper_code(c))));

	return is != negated;
}
