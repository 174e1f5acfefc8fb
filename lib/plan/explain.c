/*
 * explain: what a source will do, in words.  What holds for every resource is
 * told once, before them; so a source of a few resources fits a screen.
 */
#include "lib/plan/explain.h"

#include <stdarg.h>
#include <string.h>

#include "lib/plan/dialect.h"

#define NAME_WIDTH	24	/* columns for the names of resources, at most */
#define LABEL_WIDTH	9
#define LINE_WIDTH	80

static bool
says(const struct rx_about *about, const char *label, struct rx_span text)
{
	for (const struct rx_said *s = about->first; s != NULL; s = s->next)
		if (strcmp(s->label, label) == 0 && rx_span_eq(s->text, text))
			return true;
	return false;
}

void
rx_say_buf(struct rx_about *about, const char *label, struct rx_buf *text)
{
	struct rx_said *said = rx_arena_get(&about->source->arena, sizeof(*said));

	if (said != NULL && text->n > 0 && !says(about, label, rx_buf_view(text))) {
		said->label = label;
		said->text = rx_arena_span(&about->source->arena, rx_buf_view(text));
		if (about->last != NULL)
			about->last->next = said;
		else
			about->first = said;
		about->last = said;
	}
	rx_buf_free(text);
}

void
rx_say(struct rx_about *about, const char *label, const char *fmt, ...)
{
	struct rx_buf text = RX_BUF_INIT(RX_BUF_TEXT);
	va_list ap;

	va_start(ap, fmt);
	rx_buf_vprintf(&text, fmt, ap);
	va_end(ap);
	rx_say_buf(about, label, &text);
}

void
rx_say_value(struct rx_buf *buf, const struct rx_node *value)
{
	const struct rx_node *given = rx_node_get(value, "default");

	if (rx_node_get(value, "secret") != NULL)
		rx_buf_printf(buf, "secret %.*s", RX_FMT(value->first->text));
	else if (rx_node_get(value, "config") != NULL)
		rx_buf_printf(buf, "setting %.*s", RX_FMT(value->first->text));
	else if (value != NULL && value->kind == RX_JSON_STRING)
		rx_buf_span(buf, value->text);
	else if (value != NULL)
		rx_node_write(buf, value);
	if (given != NULL && rx_node_get(value, "secret") == NULL) {
		rx_buf_text(buf, ", else ");
		rx_say_value(buf, given);
	}
}

/* -- about one resource --------------------------------------------------- */

static void
into(struct rx_about *about)
{
	const struct rx_node *name = rx_node_get(about->resource, "name");
	const struct rx_node *table = rx_node_get(about->resource, "table_name");
	const struct rx_node *how = rx_node_get(about->resource, "write_disposition");
	const struct rx_node *key = rx_node_get(about->resource, "primary_key");
	struct rx_buf text = RX_BUF_INIT(RX_BUF_TEXT);

	if (how->kind == RX_JSON_OBJECT)
		how = rx_node_get(how, "disposition");
	if (rx_node_get(about->resource, "selected")->kind == RX_JSON_FALSE) {
		rx_say(about, "into", "no table: only its children's requests need it");
		return;
	}
	if (rx_span_eq(name->text, table->text))
		rx_buf_text(&text, "the table of its name, ");
	else
		rx_buf_printf(&text, "table %.*s, ", RX_FMT(table->text));
	if (rx_node_is(how, "append"))
		rx_buf_text(&text, "appended");
	else if (rx_node_is(how, "replace"))
		rx_buf_text(&text, "replaced whole");
	else if (rx_node_is(how, "merge"))
		rx_buf_text(&text, "merged on");
	else
		rx_buf_printf(&text, "%.*s", RX_FMT(rx_node_text(how)));
	if (rx_node_is(how, "merge") && key->n == 0)
		key = rx_node_get(about->resource, "merge_key");
	if (!rx_node_is(how, "merge"))
		key = NULL;
	for (const struct rx_node *k = rx_first(key); k != NULL; k = k->next)
		rx_buf_printf(&text, "%s %.*s", k != key->first ? "," : "", RX_FMT(k->text));
	rx_say_buf(about, "into", &text);
}

/* Is it about a placeholder that comes along with another parent's request? */
static bool
along(const struct rx_about *about, const struct rx_note *note)
{
	struct rx_span key = note->key;
	size_t n = sizeof("endpoint.params.") - 1;

	return rx_span_starts(key, "endpoint.params.") &&
	    rx_node_get(rx_node_member(rx_node_get(about->endpoint, "params"),
	    rx_span_cut(key, n)), "via") != NULL;
}

static void
inferred(struct rx_about *about)
{
	struct rx_span name = rx_node_text(rx_node_get(about->resource, "name"));

	for (const struct rx_note *n = about->source->notes; n != NULL; n = n->next)
		if ((n->resource.p == NULL || rx_span_eq(n->resource, name)) && !along(about, n))
			rx_say(about, "inferred", "%.*s (or set %.*s)", RX_FMT(n->text),
			    RX_FMT(n->key));
}

static void
problems(struct rx_about *about)
{
	struct rx_span name = rx_node_text(rx_node_get(about->resource, "name"));

	for (const struct rx_problem *p = about->source->problems; p != NULL; p = p->next)
		if (!p->warning && p->resource.p != NULL && rx_span_eq(p->resource, name))
			rx_say(about, "error", "%s", p->err.what);
}

static void
describe(struct rx_about *about)
{
	const struct rx_node *auth = rx_node_get(about->endpoint, "auth");

	if (auth == NULL)
		auth = rx_node_get(rx_source_client(about->source), "auth");
	problems(about);
	if (about->first != NULL)
		return;
	rx_say_parents(about);
	rx_say_auth(about, auth);
	rx_say_request(about);
	rx_say_pages(about);
	rx_say_retries(about);
	rx_say_answers(about);
	rx_say_since(about);
	rx_say_records(about);
	into(about);
	inferred(about);
}

/* -- what is common -------------------------------------------------------- */

static void
mark_line(struct rx_about *all, unsigned n, struct rx_said *line)
{
	for (unsigned i = 1; i < n; i++)
		if (!says(&all[i], line->label, line->text))
			return;
	line->common = true;
}

/* The first resource's lines that all have; marked in each. */
static void
mark_common(struct rx_about *all, unsigned n)
{
	for (struct rx_said *s = all[0].first; s != NULL; s = s->next)
		mark_line(all, n, s);
	for (unsigned i = 1; i < n; i++)
		for (struct rx_said *s = all[i].first; s != NULL; s = s->next)
			for (const struct rx_said *f = all[0].first; f != NULL; f = f->next)
				if (f->common && strcmp(f->label, s->label) == 0 &&
				    rx_span_eq(f->text, s->text))
					s->common = true;
}

/* -- writing ---------------------------------------------------------------- */

/* Text after a label, broken between words. */
static void
write_text(struct rx_buf *out, struct rx_span text)
{
	size_t column = LABEL_WIDTH + 2, n;

	for (; text.n > 0; text = rx_span_cut(text, n)) {
		n = rx_span_find(rx_span_cut(text, 1), ' ') + 1;	/* a space and a word */
		if (n > text.n)
			n = text.n;
		if (column + n > LINE_WIDTH && column > LABEL_WIDTH + 2 && text.p[0] == ' ') {
			rx_buf_printf(out, "\n%*s", LABEL_WIDTH + 2, "");
			column = LABEL_WIDTH + 2;
			text = rx_span_cut(text, 1);
			n--;
		}
		rx_buf_add(out, text.p, n);
		column += n;
	}
	rx_buf_byte(out, '\n');
}

static void
write_lines(struct rx_buf *out, const struct rx_about *about, bool common)
{
	const char *last = "";

	for (const struct rx_said *s = about->first; s != NULL; s = s->next) {
		if (s->common != common)
			continue;
		rx_buf_printf(out, "  %-*s", LABEL_WIDTH,
		    strcmp(last, s->label) == 0 ? "" : s->label);
		write_text(out, s->text);
		last = s->label;
	}
}

static void
selector(struct rx_buf *out, const struct rx_node *node)
{
	bool whole = node != NULL && ((node->kind == RX_JSON_ARRAY && node->n == 0) ||
	    rx_node_is(node, "") || rx_node_is(node, "$") || rx_node_is(node, ".") ||
	    rx_node_is(node, "[]"));

	if (node == NULL) {
		rx_buf_text(out, "records found in the first answer");
	} else if (whole) {
		rx_buf_text(out, "records: the whole body");
	} else if (node->kind == RX_JSON_STRING) {
		rx_buf_printf(out, "records at %.*s", RX_FMT(node->text));
	} else {
		rx_buf_text(out, "records at ");
		for (const struct rx_node *e = node->first; e != NULL; e = e->next)
			rx_buf_printf(out, "%s%.*s", e != node->first ? "." : "", RX_FMT(e->text));
	}
}

static void
write_resource(struct rx_buf *out, const struct rx_about *about, int width)
{
	struct rx_span name = rx_node_text(rx_node_get(about->resource, "name"));
	struct rx_span path = rx_node_text(rx_node_get(about->endpoint, "path"));
	int pad = width - (int)name.n;

	rx_buf_printf(out, "%.*s%*s  %.*s ", RX_FMT(name), pad > 0 ? pad : 0, "",
	    RX_FMT(rx_node_text(rx_node_get(about->endpoint, "method"))));
	if (!rx_span_starts(path, "/") && !rx_span_starts(path, "http"))
		rx_buf_byte(out, '/');
	rx_buf_printf(out, "%.*s, ", RX_FMT(path));
	selector(out, rx_node_get(about->endpoint, "data_selector"));
	rx_buf_byte(out, '\n');
	write_lines(out, about, false);
}

static int
name_width(const struct rx_about *all, unsigned n)
{
	size_t width = 0;

	for (unsigned i = 0; i < n; i++) {
		struct rx_span name = rx_node_text(rx_node_get(all[i].resource, "name"));

		if (name.n > width)
			width = name.n;
	}
	return width > NAME_WIDTH ? NAME_WIDTH : (int)width;
}

static bool
any_common(const struct rx_about *about)
{
	for (const struct rx_said *s = about->first; s != NULL; s = s->next)
		if (s->common)
			return true;
	return false;
}

static void
write_all(struct rx_source *s, struct rx_buf *out, const struct rx_about *all, unsigned n)
{
	struct rx_span base = rx_node_text(rx_node_get(rx_source_client(s), "base_url"));

	rx_buf_printf(out, "%.*s%s%u resource%s\n\n", RX_FMT(base), base.n > 0 ? ": " : "", n,
	    n == 1 ? "" : "s");
	if (any_common(&all[0])) {
		rx_buf_text(out, "all of them:\n");
		write_lines(out, &all[0], true);
		rx_buf_byte(out, '\n');
	}
	for (unsigned i = 0; i < n; i++)
		write_resource(out, &all[i], name_width(all, n));
}

bool
rx_source_explain(struct rx_source *s, struct rx_buf *out)
{
	const struct rx_node *list = rx_source_resources(s);
	unsigned n = list != NULL ? list->n : 0, i = 0;
	struct rx_about *all = rx_arena_get(&s->arena, (n + 1) * sizeof(*all));

	if (all == NULL || n == 0)
		return false;
	for (const struct rx_node *r = list->first; r != NULL; r = r->next, i++) {
		all[i].source = s;
		all[i].resource = r;
		all[i].endpoint = rx_node_get(r, "endpoint");
		describe(&all[i]);
	}
	if (n > 1)
		mark_common(all, n);
	write_all(s, out, all, n);
	return !out->failed && !s->arena.failed;
}
