/*
 * YAML sources: the one file that includes yaml.h.
 *
 * Plain scalars mean what YAML 1.2's core schema says (yes and no are texts).
 * Anchors, aliases and the merge key << are known; tags, keys that are lists
 * or mappings, infinity, and several documents are errors.  An alias is a copy
 * of what it names, and counts like it.
 */
#include "read.h"

#ifdef RX_NO_YAML

struct rx_node *
rx_reading_yaml(struct rx_reading *in)
{
	rx_reading_fault(in, (struct rx_place){ 1, 1 },
	    "this is YAML, and rx was built without it");
	rx_err_hint(in->err, "write the source as JSON, or build rx with libyaml");
	return NULL;
}

#else

#include <stdlib.h>
#include <string.h>
#include <yaml.h>

struct anchor {
	struct rx_span	 name;
	struct rx_node	*node;
	struct anchor	*next;		/* the one before */
};

struct yaml {
	struct rx_reading *in;
	yaml_parser_t	 parser;
	yaml_event_t	 event;		/* the present one */
	bool		 held;		/* event needs freeing */
	struct anchor	*anchors;
	unsigned	 depth;
};

static struct rx_node *value(struct yaml *);

static struct rx_place
place(const yaml_mark_t *mark)
{
	return (struct rx_place){ (unsigned)mark->line + 1, (unsigned)mark->column + 1 };
}

static struct rx_place
here(const struct yaml *y)
{
	return place(&y->event.start_mark);
}

static bool
advance(struct yaml *y)
{
	const yaml_mark_t *mark = &y->parser.problem_mark;
	const char *why;

	if (y->held)
		yaml_event_delete(&y->event);
	y->held = yaml_parser_parse(&y->parser, &y->event) == 1;
	if (y->held)
		return true;
	if (y->parser.error == YAML_MEMORY_ERROR)
		return rx_err_nomem(y->in->err);
	why = y->parser.problem != NULL ? y->parser.problem : "unreadable";
	return rx_reading_fault(y->in, place(mark), "not YAML: %s", why);
}

static struct rx_span
scalar_text(const struct yaml *y)
{
	return (struct rx_span){ (const char *)y->event.data.scalar.value,
	    y->event.data.scalar.length };
}

static struct rx_node *
number(struct yaml *y)
{
	struct rx_buf out = RX_BUF_INIT(RX_READING_TEXT);
	struct rx_node *node = NULL;

	if (!rx_reading_number(&out, scalar_text(y)))
		rx_reading_fault(y->in, here(y), "this number has too many digits");
	else if ((node = rx_reading_string(y->in, rx_buf_view(&out), here(y))) != NULL)
		node->kind = RX_JSON_NUMBER;
	rx_buf_free(&out);
	return node;
}

static struct rx_node *
scalar(struct yaml *y)
{
	struct rx_span s = scalar_text(y);
	enum rx_json_kind kind = RX_JSON_STRING;

	if (y->event.data.scalar.style == YAML_PLAIN_SCALAR_STYLE)
		kind = rx_yaml_kind(s);
	if (kind == RX_JSON_STRING)
		return rx_reading_string(y->in, s, here(y));
	if (kind == RX_JSON_NUMBER)
		return number(y);
	if (kind != RX_JSON_ABSENT)
		return rx_reading_node(y->in, kind, here(y));
	rx_reading_fault(y->in, here(y), "a source has no infinite numbers");
	rx_err_hint(y->in->err, "write a text: \"%.*s\"", RX_FMT(s));
	return NULL;
}

/* Copies are counted like values that are written out. */
static struct rx_node *
copy(struct yaml *y, const struct rx_node *from)
{
	struct rx_node *node = rx_reading_node(y->in, from->kind,
	    (struct rx_place){ from->line, from->col });

	if (node == NULL)
		return NULL;
	node->text = from->text;
	node->key = from->key;
	for (const struct rx_node *it = from->first; it != NULL; it = it->next) {
		struct rx_node *child = copy(y, it);

		if (child == NULL)
			return NULL;
		rx_reading_add(node, child);
	}
	return node;
}

static struct rx_node *
alias(struct yaml *y)
{
	struct rx_span name = rx_span_of((const char *)y->event.data.alias.anchor);

	for (struct anchor *it = y->anchors; it != NULL; it = it->next)
		if (rx_span_eq(it->name, name))
			return copy(y, it->node);
	rx_reading_fault(y->in, here(y), "no anchor \"&%.*s\" is finished above",
	    RX_FMT(name));
	return NULL;
}

static bool
remember(struct yaml *y, struct rx_span name, struct rx_node *node)
{
	struct anchor *it = rx_arena_get(y->in->reader->arena, sizeof(*it));

	if (it == NULL)
		return rx_err_nomem(y->in->err);
	*it = (struct anchor){ name, node, y->anchors };
	y->anchors = it;
	return true;
}

static struct rx_node *
sequence(struct yaml *y)
{
	struct rx_node *list = rx_reading_node(y->in, RX_JSON_ARRAY, here(y));

	while (list != NULL) {
		struct rx_node *node;

		if (!advance(y))
			return NULL;
		if (y->event.type == YAML_SEQUENCE_END_EVENT)
			break;
		if ((node = value(y)) == NULL)
			return NULL;
		rx_reading_add(list, node);
	}
	return list;
}

/* Adds copies of a mapping's members, whether they are there or not. */
static bool
take(struct yaml *y, struct rx_node *into, const struct rx_node *from)
{
	if (from->kind != RX_JSON_OBJECT)
		return rx_reading_fault(y->in, (struct rx_place){ from->line, from->col },
		    "<< takes a mapping, or a list of mappings");
	for (const struct rx_node *it = from->first; it != NULL; it = it->next) {
		struct rx_node *node = copy(y, it);

		if (node == NULL)
			return false;
		rx_reading_add(into, node);
	}
	return true;
}

/* Of a list of mappings the first one has the last word: from the end on. */
static bool
take_list(struct yaml *y, struct rx_node *into, const struct rx_node *list)
{
	const struct rx_node **items = calloc(list->n + 1, sizeof(*items));
	unsigned n = 0;
	bool ok = true;

	if (items == NULL)
		return rx_err_nomem(y->in->err);
	for (const struct rx_node *it = list->first; it != NULL; it = it->next)
		items[n++] = it;
	while (ok && n > 0)
		ok = take(y, into, items[--n]);
	free(items);
	return ok;
}

/* The members that << names come first, and those written here win. */
static bool
merge(struct yaml *y, struct rx_node *node, const struct rx_node *merges)
{
	struct rx_node own = *node, *next;
	const struct rx_node *it;
	bool ok = true;

	node->first = node->last = NULL;
	node->n = 0;
	for (it = merges->first; ok && it != NULL; it = it->next)
		ok = it->kind == RX_JSON_ARRAY ? take_list(y, node, it) : take(y, node, it);
	for (struct rx_node *child = own.first; child != NULL; child = next) {
		next = child->next;
		rx_reading_add(node, child);
	}
	return ok && rx_reading_close(y->in, node, false);
}

/* The present event as a key: the text as it is written. */
static bool
key_text(struct yaml *y, struct rx_span *key, bool *is_merge)
{
	struct rx_node *node = NULL;

	*is_merge = false;
	if (y->event.type == YAML_SCALAR_EVENT) {
		*is_merge = y->event.data.scalar.style == YAML_PLAIN_SCALAR_STYLE &&
		    rx_span_is(scalar_text(y), "<<");
		*key = rx_arena_span(y->in->reader->arena, scalar_text(y));
		if (y->event.data.scalar.anchor == NULL && y->event.data.scalar.tag == NULL)
			return key->p != NULL || rx_err_nomem(y->in->err);
	}
	if (y->event.type == YAML_SCALAR_EVENT || y->event.type == YAML_ALIAS_EVENT) {
		struct rx_place at = here(y);

		if ((node = value(y)) == NULL)
			return false;
		*key = node->text;
		if (node->n > 0 || node->text.p == NULL)
			return rx_reading_fault(y->in, at, "a key is a text");
		return true;
	}
	return rx_reading_fault(y->in, here(y), "a key is a text");
}

static struct rx_node *
mapping(struct yaml *y)
{
	struct rx_node *node = rx_reading_node(y->in, RX_JSON_OBJECT, here(y)), *child;
	struct rx_node *merges = rx_reading_node(y->in, RX_JSON_ARRAY, here(y));
	struct rx_span key;
	bool is_merge;

	while (node != NULL && merges != NULL) {
		if (!advance(y))
			return NULL;
		if (y->event.type == YAML_MAPPING_END_EVENT)
			break;
		if (!key_text(y, &key, &is_merge) || !advance(y) || (child = value(y)) == NULL)
			return NULL;
		child->key = key;
		rx_reading_add(is_merge ? merges : node, child);
	}
	if (node == NULL || merges == NULL || !rx_reading_close(y->in, node, true))
		return NULL;
	return merges->n == 0 || merge(y, node, merges) ? node : NULL;
}

static struct rx_node *
untagged(struct yaml *y, const yaml_char_t *tag, const yaml_char_t *anchor,
    struct rx_node *(*read)(struct yaml *))
{
	struct rx_span name = rx_span_of((const char *)anchor);
	struct rx_node *node;

	if (tag != NULL) {
		rx_reading_fault(y->in, here(y), "this value has a tag");
		rx_err_got(y->in->err, rx_span_of((const char *)tag));
		rx_err_hint(y->in->err, "tags (!, !!str) are not known: leave it out, "
		    "or quote a text");
		return NULL;
	}
	if (name.p != NULL)
		name = rx_arena_span(y->in->reader->arena, name);
	if (y->depth >= RX_READING_DEPTH) {
		rx_reading_fault(y->in, here(y), "values are nested more than 512 deep");
		return NULL;
	}
	y->depth++;
	node = read(y);
	y->depth--;
	if (node != NULL && name.p != NULL && !remember(y, name, node))
		return NULL;
	return node;
}

/* The value that the present event begins; then its last event is present. */
static struct rx_node *
value(struct yaml *y)
{
	switch (y->event.type) {
	case YAML_SCALAR_EVENT:
		return untagged(y, y->event.data.scalar.tag, y->event.data.scalar.anchor, scalar);
	case YAML_SEQUENCE_START_EVENT:
		return untagged(y, y->event.data.sequence_start.tag,
		    y->event.data.sequence_start.anchor, sequence);
	case YAML_MAPPING_START_EVENT:
		return untagged(y, y->event.data.mapping_start.tag,
		    y->event.data.mapping_start.anchor, mapping);
	case YAML_ALIAS_EVENT:
		return alias(y);
	default:
		rx_reading_fault(y->in, here(y), "a value expected");
		return NULL;
	}
}

static struct rx_node *
document(struct yaml *y)
{
	struct rx_node *node;

	if (!advance(y) || !advance(y))		/* the stream's start, the document's */
		return NULL;
	if (y->event.type == YAML_STREAM_END_EVENT) {
		rx_reading_fault(y->in, here(y), "the source is empty");
		return NULL;
	}
	if (!advance(y) || (node = value(y)) == NULL || !advance(y) || !advance(y))
		return NULL;
	if (y->event.type != YAML_STREAM_END_EVENT) {
		rx_reading_fault(y->in, here(y), "a second document begins here");
		rx_err_hint(y->in->err, "a source is one document: one file each");
		return NULL;
	}
	return node;
}

struct rx_node *
rx_reading_yaml(struct rx_reading *in)
{
	struct yaml y = { .in = in };
	struct rx_node *node;

	if (!yaml_parser_initialize(&y.parser)) {
		rx_err_nomem(in->err);
		return NULL;
	}
	yaml_parser_set_encoding(&y.parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&y.parser, (const unsigned char *)in->text.p, in->text.n);
	node = document(&y);
	if (y.held)
		yaml_event_delete(&y.event);
	yaml_parser_delete(&y.parser);
	return node;
}

#endif
