/*
 * mutate.h: a text, edited as the fuzzer's bytes say.
 *
 * Three bytes an edit: which token of the text, what is done to it, and with
 * which word.  A token is a run of name bytes or one other byte, so that edits
 * hit keys, values and brackets, and what comes out is often still readable.
 */
#include <stdint.h>

#include "rx/buf.h"

#define MUTATE_MAX	((size_t)1 << 16)

static const char *const mutate_words[] = {
	"null", "true", "0", "-1", "99999999999999999999", "1e400", "\"\"", "[]", "{}", "\"x\"",
	"{\"secret\":\"k\"}", "{\"config\":\"k\"}", "{\"config\":\"k\",\"default\":[1,2]}",
	"\"{id}\"", "\"{resources.posts.id}\"", "\"{resources.posts.a[0].b}\"", "\"{{ id }}\"",
	"\"{{ config['k'] }}\"", "\"{{ now_utc() }}\"", "\"{{ secrets.k }}\"", "\"{{\"", "\"{%\"",
	"\"{incremental.start_value}\"", "\"{{ stream_interval['start_time'] }}\"", "\"\\u0000\"",
	"\"\\ud83d\\ude00\"", "{\"type\":\"resolve\",\"resource\":\"posts\",\"field\":\"id\"}",
	"{\"type\":\"incremental\",\"cursor_path\":\"at\"}", "\"posts\"", "\"comments\"", "\"merge\"",
	"\"cursor\"", "\"page_number\"", "\"offset\"", "\"auto\"", "\"P1D\"", "\"2026-01-01\"",
	"\"%Y-%m-%d\"", "\"a.b\"", "\"$.a[*]\"", "\"https://h/a?b=c#d\"", ",", ":", "{", "}", "[", "]",
	"\"", "\\", "\n", "path", "params", "json", "data", "headers", "paginator", "incremental",
	"partition_router", "values", "name", "endpoint", "auth", "type", "include_from_parent"
};

static bool
mutate_name(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	    c == '_' || c == '-';
}

static size_t
mutate_token(struct rx_span s)
{
	size_t n = 0;

	while (n < s.n && mutate_name(s.p[n]))
		n++;
	return n > 0 ? n : s.n > 0;
}

/* The token at a place in 256ths of the text. */
static struct rx_span
mutate_find(struct rx_span text, uint8_t where)
{
	size_t at = text.n * where / 256;

	while (at > 0 && mutate_name(text.p[at]) && mutate_name(text.p[at - 1]))
		at--;
	return (struct rx_span){ text.p + at, mutate_token(rx_span_cut(text, at)) };
}

static void
mutate_edit(struct rx_buf *from, struct rx_buf *to, const uint8_t edit[3])
{
	struct rx_span text = rx_buf_view(from), token = mutate_find(text, edit[0]), other;
	const char *word = mutate_words[edit[2] % (sizeof(mutate_words) / sizeof(char *))];
	size_t at = (size_t)(token.p - text.p);

	rx_buf_reset(to);
	rx_buf_span(to, (struct rx_span){ text.p, at });
	switch (edit[1] % 5) {
	case 0:			/* gone */
		break;
	case 1:			/* another word instead */
		rx_buf_text(to, word);
		break;
	case 2:			/* a word before it */
		rx_buf_text(to, word);
		rx_buf_span(to, token);
		break;
	case 3:			/* one from elsewhere */
		other = mutate_find(text, edit[2]);
		rx_buf_span(to, other);
		break;
	case 4:			/* a byte of it */
		rx_buf_span(to, token);
		to->p[to->n - (to->n > 0)] ^= (char)(1 << edit[2] % 8);
		break;
	}
	rx_buf_span(to, rx_span_cut(text, at + token.n));
}

/* Edits the text in b; with work as a second buffer.  Returns the bytes used. */
static size_t
mutate(struct rx_buf *b, struct rx_buf *work, const uint8_t *data, size_t n, size_t most)
{
	size_t used = 0;

	for (; used + 3 <= n && used < 3 * most && b->n > 0; used += 3) {
		struct rx_buf swap;

		mutate_edit(b, work, data + used);
		if (work->failed)
			break;
		swap = *b;
		*b = *work;
		*work = swap;
	}
	return used;
}
