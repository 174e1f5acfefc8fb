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

/* A finished block: keeps it if it is the one.  Returns whether to stop. */
typedef bool look_fn(struct rx_reading *, const struct block *, struct rx_span, void *);

static bool
look_python(struct rx_reading *in, const struct block *b, struct rx_span text, void *arg)
{
	struct rx_py_found **found = arg, *here;

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

/* Data that names what a source has; examples of answers do not. */
static bool
look_data(struct rx_reading *in, const struct block *b, struct rx_span text, void *arg)
{
	static const char *const names[] = { "yaml", "yml", "json", "jsonc", "json5", NULL };
	struct rx_span *found = arg;

	(void)in;
	if ((b->open.info.n > 0 && !is_language(&b->open, names)) ||
	    rx_span_find_text(text, "client") == text.n ||
	    rx_span_find_text(text, "resources") == text.n)
		return false;
	*found = text;
	return true;
}

static void
each_block(struct rx_reading *in, look_fn *look, void *arg)
{
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
			if (look(in, &b, (struct rx_span){ b.text, (size_t)(start - b.text) }, arg))
				return;
			b.open.length = 0;
		} else if (b.open.length == 0 || (is_prose(&b.open) && f.info.n > 0)) {
			b = (struct block){ f, rest.p, { line + 1, 1 } };
		}
	}
	if (b.open.length > 0)
		(void)look(in, &b, (struct rx_span){ b.text,
		    (size_t)(in->text.p + in->text.n - b.text) }, arg);
}

struct rx_py_found *
rx_markdown_find(struct rx_reading *in)
{
	struct rx_py_found *found = NULL;

	each_block(in, look_python, &found);
	return found;
}

struct rx_span
rx_markdown_data(struct rx_reading *in)
{
	struct rx_span found = RX_SPAN_NONE, all = in->text;
	char *copy;

	each_block(in, look_data, &found);
	if (found.p == NULL)
		return found;
	all.n = (size_t)(found.p + found.n - all.p);
	if ((copy = rx_arena_str(in->reader->arena, all)) == NULL)
		return RX_SPAN_NONE;
	for (size_t i = 0; i < all.n - found.n; i++)
		if (copy[i] != '\n')
			copy[i] = ' ';
	return (struct rx_span){ copy, all.n };
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
