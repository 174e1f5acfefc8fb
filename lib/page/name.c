/* What names of members and parameters tell. */
#include <string.h>

#include "lib/page/paging.h"

/*
 * next_offset -> offset, nextPageToken -> pageToken, next -> cursor: without
 * a leading next, that is a word of its own.
 */
struct rx_span
rx_cursor_param_of(struct rx_arena *a, struct rx_span name)
{
	bool	 cut = rx_span_starts(name, "next") &&
	    (name.n == 4 || name.p[4] == '_' || name.p[4] == '-' ||
	    (name.p[4] >= 'A' && name.p[4] <= 'Z'));
	char	*p;

	if (cut) {
		name = rx_span_cut(name, 4);
		if (name.n > 0 && (name.p[0] == '_' || name.p[0] == '-'))
			name = rx_span_cut(name, 1);
	}
	if (name.n == 0)
		return RX_SPAN("cursor");
	if ((p = rx_arena_str(a, name)) == NULL)
		return RX_SPAN_NONE;
	if (cut && p[0] >= 'A' && p[0] <= 'Z')
		p[0] = (char)(p[0] | 0x20);
	return (struct rx_span){ p, name.n };
}

size_t
rx_name_flat(struct rx_span s, char out[NAME_FLAT])
{
	size_t i, n = 0;

	for (i = 0; i < s.n && n + 1 < NAME_FLAT; i++) {
		char c = s.p[i];

		if (c >= 'A' && c <= 'Z')
			c = (char)(c | 0x20);
		if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
			out[n++] = c;
	}
	out[n] = '\0';
	return n;
}

bool
rx_cursor_by_last(struct rx_span param)
{
	static const char *const names[] = { "startingafter", "startafter", "beforeid", "sinceid",
	    "lastid", "idgreaterthan" };
	char			 flat[NAME_FLAT];
	size_t			 i;

	rx_name_flat(param, flat);
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(flat, names[i]) == 0)
			return true;
	return false;
}

/* A member that says or may say that there is more: next, cursor, token and
 * the like with a value, or a true has_more; but not a way back. */
static bool
suspect(struct rx_span key, struct rx_span v, struct rx_span sent)
{
	static const char *const words[] = { "next", "cursor", "token", "contin", "marker",
	    "scroll", "after", "more" };
	static const char *const back[] = { "prev", "start", "first", "current" };
	struct rx_span		 raw = { key.p + 1, key.n - 2 };
	char			 flat[NAME_FLAT];
	size_t			 i;

	if (rx_json_kind(v) != RX_JSON_TRUE && !rx_cursor_scalar(v))
		return false;
	if (sent.n > 0 && rx_json_kind(v) == RX_JSON_STRING && rx_json_is(v, sent))
		return false;
	rx_name_flat(raw, flat);
	for (i = 0; i < sizeof(back) / sizeof(back[0]); i++)
		if (strncmp(flat, back[i], strlen(back[i])) == 0)
			return false;
	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strstr(flat, words[i]) != NULL)
			return true;
	return false;
}

/* has_more and its like, true. */
static bool
is_sure(struct rx_span key, struct rx_span v)
{
	static const char *const words[] = { "hasmore", "hasnext", "havenext", "morepages",
	    "morerecords", "moreresults", "moreitems", "moreavailable" };
	char	flat[NAME_FLAT];
	size_t	i;

	if (rx_json_kind(v) != RX_JSON_TRUE)
		return false;
	rx_name_flat((struct rx_span){ key.p + 1, key.n - 2 }, flat);
	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strstr(flat, words[i]) != NULL)
			return true;
	return strcmp(flat, "more") == 0;
}

static unsigned
suspects(struct rx_span object, struct rx_span sent, unsigned depth, struct rx_buf *names,
    unsigned *sure)
{
	struct rx_json_iter	it;
	struct rx_span		key, v;
	unsigned		n = 0;

	if (rx_json_kind(object) != RX_JSON_OBJECT || !rx_json_begin(&it, object))
		return 0;
	while (rx_json_next(&it, &key, &v)) {
		if (suspect(key, v, sent)) {
			rx_buf_printf(names, "%s%.*s", names->n > 0 ? ", " : "",
			    RX_FMT(((struct rx_span){ key.p + 1, key.n - 2 })));
			*sure += is_sure(key, v);
			n++;
		}
		if (depth < 2)
			n += suspects(v, sent, depth + 1, names, sure);
	}
	return n;
}

unsigned
rx_cursor_suspects(struct rx_span object, struct rx_span sent, struct rx_buf *names,
    unsigned *sure)
{
	*sure = 0;
	return suspects(object, sent, 0, names, sure);
}
