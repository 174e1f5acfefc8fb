/*
 * Finds the fenced block of a Markdown text that holds the source.
 *
 * Fences are read as their authors meant them, where CommonMark is stricter:
 * a fence with an info string begins a new block also within a block that has
 * none, or that is itself Markdown, for documents are often wrapped whole.
 */
#include "read.h"

#include <ctype.h>
#include <string.h>

struct fence {			/* of one line; length 0: it has none */
	char		 mark;		/* ` or ~ */
	size_t		 length;
	struct rx_span	 info;
};

struct block {
	struct fence	 open;		/* length 0: no block is open */
	const char	*text;
	struct rx_place	 at;
};

static struct fence
fence_of(struct rx_span line)
{
	struct fence f = { 0, 0, RX_SPAN_NONE };

	line = rx_span_trim(line);
	if (line.n == 0 || (line.p[0] != '`' && line.p[0] != '~'))
		return f;
	f.mark = line.p[0];
	while (f.length < line.n && line.p[f.length] == f.mark)
		f.length++;
	f.info = rx_span_trim(rx_span_cut(line, f.length));
	/* ```code``` on one line is text */
	if (f.length < 3 || (f.mark == '`' && rx_span_find(f.info, '`') < f.info.n))
		f.length = 0;
	return f;
}

/* The first word of the info string. */
static bool
is_language(const struct fence *f, const char *const *names)
{
	struct rx_span word = f->info;

	for (word.n = 0; word.n < f->info.n && (isalnum((unsigned char)word.p[word.n])); )
		word.n++;
	for (; *names != NULL; names++)
		if (rx_span_is_nocase(word, *names))
			return true;
	return false;
}

static bool
is_python(const struct fence *f)
{
	static const char *const names[] = { "python", "py", "python3", NULL };

	return is_language(f, names);
}

/* Its content is prose in which other blocks may stand. */
static bool
is_prose(const struct fence *f)
{
	static const char *const names[] = { "markdown", "md", NULL };

	return f->info.n == 0 || is_language(f, names);
}

static bool
closes(const struct fence *open, const struct fence *f)
{
	return f->length >= open->length && f->mark == open->mark && f->info.n == 0;
}

/* A finished block: keeps it if it is the one. Returns whether to stop. */
static bool
look(struct rx_reading *in, const struct block *b, const char *end,
    struct rx_py_found **found)
{
	struct rx_span text = { b->text, (size_t)(end - b->text) };
	struct rx_py_found *here;

	if (!is_python(&b->open) && rx_span_find_text(text, "rest_api_") == text.n)
		return false;
	if ((here = rx_python_find(in, text, b->at)) == NULL)
		return false;
	if (rx_python_is_call(here)) {
		*found = here;
		return true;
	}
	if (*found == NULL && is_python(&b->open))
		*found = here;
	return false;
}

struct rx_py_found *
rx_markdown_find(struct rx_reading *in)
{
	struct rx_py_found *found = NULL;
	struct block b = { { 0, 0, RX_SPAN_NONE }, NULL, { 1, 1 } };
	struct rx_span rest = in->text;
	unsigned line = 1;

	for (; rest.n > 0; line++) {
		size_t n = rx_span_find(rest, '\n');
		const char *start = rest.p;
		struct fence f = fence_of((struct rx_span){ start, n });

		rest = rx_span_cut(rest, n + 1);
		if (f.length == 0)
			continue;
		if (b.open.length > 0 && closes(&b.open, &f)) {
			if (look(in, &b, start, &found))
				return found;
			b.open.length = 0;
		} else if (b.open.length == 0 || (is_prose(&b.open) && f.info.n > 0)) {
			b = (struct block){ f, rest.p, { line + 1, 1 } };
		}
	}
	if (b.open.length > 0)
		(void)look(in, &b, in->text.p + in->text.n, &found);
	return found;
}

bool
rx_markdown_fenced(struct rx_span text)
{
	while (text.n > 0) {
		size_t n = rx_span_find(text, '\n');

		if (fence_of((struct rx_span){ text.p, n }).length > 0)
			return true;
		text = rx_span_cut(text, n + 1);
	}
	return false;
}
