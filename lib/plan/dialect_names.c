/*
 * dialect_names: what names have in common, to find parents by (dialect 10).
 */
#include <string.h>

#include "lib/plan/dialect.h"

static const char *const suffixes[] = {
	"_identifier", "_number", "_token", "_uuid", "_slug", "_code", "_name", "_key", "_id",
	"Name", "Id", "ID", NULL
};

struct rx_span
rx_name_stem(struct rx_span name)
{
	for (const char *const *s = suffixes; *s != NULL; s++)
		if (rx_span_ends(name, *s) && name.n > strlen(*s))
			return (struct rx_span){ name.p, name.n - strlen(*s) };
	return RX_SPAN_NONE;
}

bool
rx_name_plural(struct rx_span a, struct rx_span b)
{
	if (a.n == 0 || b.n <= a.n - 1)
		return false;
	if (b.n == a.n + 1 && memcmp(a.p, b.p, a.n) == 0)
		return b.p[a.n] == 's';
	if (b.n == a.n + 2 && memcmp(a.p, b.p, a.n) == 0)
		return rx_span_ends(b, "es");
	return a.p[a.n - 1] == 'y' && b.n == a.n + 2 && memcmp(a.p, b.p, a.n - 1) == 0 &&
	    rx_span_ends(b, "ies");
}

bool
rx_name_same(struct rx_span a, struct rx_span b)
{
	return a.n > 0 && (rx_span_eq(a, b) || rx_name_plural(a, b) || rx_name_plural(b, a));
}

struct rx_span
rx_name_fold(struct rx_arena *a, struct rx_span name)
{
	struct rx_buf buf = RX_BUF_INIT(RX_BUF_TEXT);
	struct rx_span folded;

	for (size_t i = 0; i < name.n; i++) {
		char c = name.p[i];

		if (c != '_' && c != '-' && c != ' ')
			rx_buf_byte(&buf, c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c);
	}
	folded = rx_arena_span(a, rx_buf_view(&buf));
	rx_buf_free(&buf);
	return folded;
}

struct rx_span
rx_name_segment(struct rx_span path)
{
	size_t n;

	for (n = path.n; n > 0 && path.p[n - 1] != '/'; n--)
		;
	path = rx_span_cut(path, n);
	if (rx_span_find(path, '{') < path.n)
		return RX_SPAN_NONE;
	path.n = rx_span_find(path, '.');
	return path;
}

bool
rx_name_bare(struct rx_span name)
{
	static const char *const bare[] = { "id", "ID", "Id", "uuid", "key", "slug", "token",
	    "code", "number", "identifier", "parent_id", "parentId", "item_id", NULL };

	for (const char *const *b = bare; *b != NULL; b++)
		if (rx_span_is(name, *b))
			return true;
	return false;
}
