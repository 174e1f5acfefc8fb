/* Tells the languages of a source apart by content and reads it. */
#include "rx/reader.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rx/text.h"
#include "read.h"

struct member {			/* while equal keys are looked for */
	struct rx_node	*node;
	unsigned	 place;		/* its index among the members */
};

bool
rx_reading_fault(struct rx_reading *in, struct rx_place at, const char *fmt, ...)
{
	char what[sizeof(in->err->what)];
	const char *name = in->reader->name;
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(what, sizeof(what), fmt, ap);
	va_end(ap);
	in->fault = at;
	rx_err_set(in->err, RX_USAGE, "%s", what);
	return rx_err_at(in->err, "%s%sline %u, column %u", name ? name : "",
	    name ? ", " : "", at.line, at.col);
}

void
rx_reading_warn(struct rx_reading *in, unsigned line, const char *fmt, ...)
{
	char what[512], text[1024];
	const char *name = in->reader->name;
	va_list ap;

	if (in->reader->warn == NULL)
		return;
	va_start(ap, fmt);
	vsnprintf(what, sizeof(what), fmt, ap);
	va_end(ap);
	snprintf(text, sizeof(text), "%.400s%sline %u: %s", name ? name : "",
	    name ? ", " : "", line, what);
	in->reader->warn(in->reader->arg, text);
}

void
rx_reading_note(struct rx_reading *in, const char *key, const char *fmt, ...)
{
	char what[512];
	va_list ap;

	if (in->reader->note == NULL)
		return;
	va_start(ap, fmt);
	vsnprintf(what, sizeof(what), fmt, ap);
	va_end(ap);
	in->reader->note(in->reader->arg, key, what);
}

bool
rx_reading_spend(struct rx_reading *in, size_t n, struct rx_place at)
{
	in->bytes += n;
	return in->bytes <= RX_READING_BYTES || rx_reading_fault(in, at,
	    "the texts of the source have more than 64 MiB");
}

struct rx_node *
rx_reading_node(struct rx_reading *in, enum rx_json_kind kind, struct rx_place at)
{
	struct rx_node *node;

	if (++in->nodes > RX_READING_NODES) {
		rx_reading_fault(in, at, "the source has more than %u values", RX_READING_NODES);
		return NULL;
	}
	if ((node = rx_node_new(in->reader->arena, kind)) == NULL) {
		rx_err_nomem(in->err);
		return NULL;
	}
	if (kind == RX_JSON_NULL)
		node->text = RX_SPAN("null");
	else if (kind == RX_JSON_FALSE)
		node->text = RX_SPAN("false");
	else if (kind == RX_JSON_TRUE)
		node->text = RX_SPAN("true");
	node->line = at.line;
	node->col = at.col;
	return node;
}

struct rx_node *
rx_reading_string(struct rx_reading *in, struct rx_span text, struct rx_place at)
{
	struct rx_node *node = rx_reading_node(in, RX_JSON_STRING, at);

	if (node == NULL || !rx_reading_spend(in, text.n, at))
		return NULL;
	node->text = rx_arena_span(in->reader->arena, text);
	if (node->text.p == NULL) {
		rx_err_nomem(in->err);
		return NULL;
	}
	return node;
}

struct rx_node *
rx_reading_copy(struct rx_reading *in, const struct rx_node *from)
{
	struct rx_place at = { from->line, from->col };
	struct rx_node *to = rx_reading_node(in, from->kind, at), *child;

	if (to == NULL)
		return NULL;
	to->text = from->text;		/* never written to, in the same arena */
	for (const struct rx_node *c = from->first; c != NULL; c = c->next) {
		if ((child = rx_reading_copy(in, c)) == NULL)
			return NULL;
		child->key = c->key;
		rx_reading_add(to, child);
	}
	return to;
}

void
rx_reading_add(struct rx_node *parent, struct rx_node *child)
{
	child->next = NULL;
	if (parent->last != NULL)
		parent->last->next = child;
	else
		parent->first = child;
	parent->last = child;
	parent->n++;
}

static int
member_cmp(const void *a, const void *b)
{
	const struct member *x = a, *y = b;
	int by_key = rx_span_cmp(x->node->key, y->node->key);

	if (by_key != 0)
		return by_key;
	return x->place < y->place ? -1 : x->place > y->place;
}

/* Sorted members: in kept, by place, what stays. Returns whether any goes. */
static bool
keep_last(struct rx_reading *in, const struct member *sorted, unsigned n,
    struct rx_node **kept, bool warn)
{
	bool some = false;

	for (unsigned i = 0, end; i < n; i = end) {
		for (end = i + 1; end < n && rx_span_eq(sorted[i].node->key,
		    sorted[end].node->key); end++) {
			kept[sorted[end].place] = NULL;
			if (warn)
				rx_reading_warn(in, sorted[end].node->line,
				    "duplicate key \"%.*s\": the last one counts",
				    RX_FMT(sorted[end].node->key));
			some = true;
		}
		kept[sorted[i].place] = sorted[end - 1].node;
	}
	return some;
}

bool
rx_reading_close(struct rx_reading *in, struct rx_node *object, bool warn)
{
	struct member *sorted;
	struct rx_node **kept, *node = object->first;
	unsigned n = object->n;

	if (n < 2)
		return true;
	sorted = calloc(n, sizeof(*sorted));
	kept = calloc(n, sizeof(*kept));
	if (sorted == NULL || kept == NULL) {
		free(sorted);
		free(kept);
		return rx_err_nomem(in->err);
	}
	for (unsigned i = 0; i < n; i++, node = node->next)
		sorted[i] = (struct member){ node, i };
	qsort(sorted, n, sizeof(*sorted), member_cmp);
	if (keep_last(in, sorted, n, kept, warn)) {
		object->first = object->last = NULL;
		object->n = 0;
		for (unsigned i = 0; i < n; i++)
			if (kept[i] != NULL)
				rx_reading_add(object, kept[i]);
	}
	free(sorted);
	free(kept);
	return true;
}

struct rx_place
rx_place_after(struct rx_place at, const char *from, const char *to)
{
	for (; from < to; from++) {
		if (*from == '\n') {
			at.line++;
			at.col = 1;
		} else if (((unsigned char)*from & 0xC0) != 0x80) {
			at.col++;
		}
	}
	return at;
}

struct rx_place
rx_reading_place(const struct rx_reading *in, const char *p)
{
	return rx_place_after((struct rx_place){ 1, 1 }, in->text.p, p);
}

/* The text begins with a brace: JSON, or else a Python dict. */
static struct rx_node *
read_braced(struct rx_reading *in)
{
	struct rx_err json_err;
	struct rx_place json_fault;
	struct rx_py_found *found;
	struct rx_node *node = rx_reading_json(in);

	in->reader->kind = RX_READER_JSON;
	if (node != NULL)
		return node;
	found = rx_python_find(in, in->text, (struct rx_place){ 1, 1 });
	if (found == NULL)
		return NULL;
	json_err = *in->err;
	json_fault = in->fault;
	rx_err_set(in->err, RX_OK, "%s", "");
	in->nodes = 0;
	in->bytes = 0;
	if ((node = rx_python_read(in, found)) != NULL) {
		in->reader->kind = RX_READER_PYTHON;
		rx_err_set(in->err, RX_OK, "%s", "");
		return node;
	}
	/* The language that understood more of the text tells what is wrong. */
	if (!in->ran && (in->fault.line < json_fault.line ||
	    (in->fault.line == json_fault.line && in->fault.col <= json_fault.col)))
		*in->err = json_err;
	else
		in->reader->kind = RX_READER_PYTHON;
	return NULL;
}

/* Markdown without a block of Python that is a source. */
static struct rx_node *
read_fenced(struct rx_reading *in)
{
	struct rx_span data = rx_markdown_data(in);
	struct rx_node *node;

	if (data.p == NULL) {
		in->reader->kind = RX_READER_MARKDOWN;
		rx_reading_fault(in, (struct rx_place){ 1, 1 },
		    "no fenced block of this Markdown holds a source");
		rx_err_hint(in->err, "a block with rest_api_source({...}), a ```python block "
		    "that is a dict, or JSON or YAML with client and resources");
		return NULL;
	}
	rx_err_set(in->err, RX_OK, "%s", "");
	in->nodes = 0;
	in->bytes = 0;
	in->text = data;
	node = rx_span_trim(data).p[0] == '{' ? read_braced(in) : rx_reading_yaml(in);
	in->reader->kind = RX_READER_MARKDOWN;
	return node;
}

/* Does a line begin with import x, or from x import y? */
static bool
imports(struct rx_span text)
{
	while (text.n > 0) {
		size_t n = rx_span_find(text, '\n');
		struct rx_span line = { text.p, n };

		if (rx_span_starts(line, "import ") || (rx_span_starts(line, "from ") &&
		    rx_span_find_text(line, " import ") < n))
			return true;
		text = rx_span_cut(text, n + 1);
	}
	return false;
}

static struct rx_node *
read_yaml(struct rx_reading *in)
{
	struct rx_node *node = rx_reading_yaml(in);

	in->reader->kind = RX_READER_YAML;
	if (node != NULL && node->kind == RX_JSON_OBJECT)
		return node;
	if (rx_markdown_fenced(in->text))
		return read_fenced(in);
	if (imports(in->text)) {
		in->reader->kind = RX_READER_PYTHON;
		rx_reading_fault(in, (struct rx_place){ 1, 1 },
		    "this Python text has no source in it");
		rx_err_hint(in->err, "rest_api_source({\"client\": ..., \"resources\": [...]}), "
		    "or a dict of that");
	} else if (node != NULL) {
		rx_reading_fault(in, (struct rx_place){ node->line, node->col },
		    "this is no source: %s instead of an object",
		    rx_json_kind_name(node->kind));
		rx_err_hint(in->err, "a source is JSON, YAML, Python with "
		    "rest_api_source({...}), or Markdown with a block of that");
	}
	return NULL;
}

static struct rx_node *
read_any(struct rx_reading *in)
{
	struct rx_span body = rx_span_trim(in->text);
	struct rx_py_found *found;

	if (body.n == 0) {
		rx_reading_fault(in, (struct rx_place){ 1, 1 }, "the source is empty");
		return NULL;
	}
	if (body.p[0] == '{')
		return read_braced(in);
	if ((found = rx_markdown_find(in)) != NULL) {
		in->reader->kind = RX_READER_MARKDOWN;
		return rx_python_read(in, found);
	}
	if (body.p[0] == '[') {
		in->reader->kind = RX_READER_JSON;
		return rx_reading_json(in);
	}
	found = rx_python_find(in, in->text, (struct rx_place){ 1, 1 });
	if (found != NULL) {
		in->reader->kind = RX_READER_PYTHON;
		return rx_python_read(in, found);
	}
	return read_yaml(in);
}

/* The first line that is not UTF-8 is named: a whole file is hard to search. */
static bool
check_utf8(struct rx_reading *in)
{
	struct rx_span rest = in->text;
	unsigned line = 1;

	if (rx_text_utf8(rest))
		return true;
	while (rest.n > 0) {
		size_t n = rx_span_find(rest, '\n');

		if (!rx_text_utf8((struct rx_span){ rest.p, n }))
			break;
		if (n == rest.n)
			break;
		rest = rx_span_cut(rest, n + 1);
		line++;
	}
	return rx_reading_fault(in, (struct rx_place){ line, 1 },
	    "the source is not UTF-8 text");
}

struct rx_node *
rx_reader_read(struct rx_reader *reader, struct rx_span text, struct rx_err *err)
{
	struct rx_reading in = { .reader = reader, .err = err, .text = text };

	if (text.n > RX_READING_TEXT) {
		rx_reading_fault(&in, (struct rx_place){ 1, 1 },
		    "the source is larger than 16 MiB");
		return NULL;
	}
	if (rx_span_starts(text, "\xEF\xBB\xBF"))
		in.text = rx_span_cut(text, 3);
	if (!check_utf8(&in))
		return NULL;
	return read_any(&in);
}
