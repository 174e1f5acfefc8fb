/* source: what was read, looked up; what was found wrong or inferred. */
#include "rx/source.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "lib/plan/dialect.h"
#include "rx/io.h"

#define SOURCE_MAX	((size_t)64 << 20)	/* bytes of a source's text */
#define ARENA_MAX	((size_t)1 << 30)

/* -- problems and notes -------------------------------------------------- */

/* By line, and in the order of their finding within one. */
static void
insert(struct rx_source *s, struct rx_problem *p)
{
	struct rx_problem **at = &s->problems;

	while (*at != NULL && ((*at)->line < p->line ||
	    ((*at)->line == p->line && (*at)->col <= p->col)))
		at = &(*at)->next;
	p->next = *at;
	*at = p;
	if (p->next == NULL)
		s->last_problem = p;
}

static struct rx_problem *
problem(struct rx_source *s, struct rx_span resource, const struct rx_node *where, bool warning)
{
	struct rx_problem *p = rx_arena_get(&s->arena, sizeof(*p));

	if (p == NULL)
		return &s->spare;
	p->resource = resource.p != NULL ? rx_arena_span(&s->arena, resource) : RX_SPAN_NONE;
	p->warning = warning;
	p->line = where != NULL ? where->line : 0;
	p->col = where != NULL ? where->col : 0;
	if (!warning && resource.p == NULL)
		s->errors++;
	insert(s, p);
	return p;
}

static struct rx_err *
fill(struct rx_source *s, struct rx_problem *p, const char *fmt, va_list ap)
{
	struct rx_buf text = RX_BUF_INIT(RX_BUF_TEXT);

	rx_buf_vprintf(&text, fmt, ap);
	rx_err_set(&p->err, RX_USAGE, "%s", rx_buf_str(&text));
	if (p->line > 0)
		rx_err_at(&p->err, "%s, line %u, column %u", s->name, p->line, p->col);
	else
		rx_err_at(&p->err, "%s", s->name);
	rx_buf_free(&text);
	return &p->err;
}

struct rx_err *
rx_source_fault(struct rx_source *s, struct rx_span resource, const struct rx_node *where,
    const char *fmt, ...)
{
	struct rx_err *err;
	va_list ap;

	va_start(ap, fmt);
	err = fill(s, problem(s, resource, where, false), fmt, ap);
	va_end(ap);
	return err;
}

struct rx_err *
rx_source_warn(struct rx_source *s, struct rx_span resource, const struct rx_node *where,
    const char *fmt, ...)
{
	struct rx_err *err;
	va_list ap;

	va_start(ap, fmt);
	err = fill(s, problem(s, resource, where, true), fmt, ap);
	va_end(ap);
	return err;
}

struct rx_err *
rx_source_unbound(struct rx_source *s, struct rx_span resource, struct rx_span placeholder,
    const struct rx_node *where, const char *fmt, ...)
{
	struct rx_problem *p = problem(s, resource, where, false);
	va_list ap;

	p->placeholder = rx_arena_span(&s->arena, placeholder);
	va_start(ap, fmt);
	fill(s, p, fmt, ap);
	va_end(ap);
	return &p->err;
}

void
rx_source_note(struct rx_source *s, struct rx_span resource, struct rx_span key,
    const char *fmt, ...)
{
	struct rx_note *note = rx_arena_get(&s->arena, sizeof(*note));
	struct rx_buf text = RX_BUF_INIT(RX_BUF_TEXT);
	va_list ap;

	if (note == NULL)
		return;
	va_start(ap, fmt);
	rx_buf_vprintf(&text, fmt, ap);
	va_end(ap);
	note->resource = resource.p != NULL ? rx_arena_span(&s->arena, resource) : RX_SPAN_NONE;
	note->key = rx_arena_span(&s->arena, key);
	note->text = rx_arena_span(&s->arena, rx_buf_view(&text));
	rx_buf_free(&text);
	if (s->last_note != NULL)
		s->last_note->next = note;
	else
		s->notes = note;
	s->last_note = note;
}

/* -- looking up ---------------------------------------------------------- */

struct rx_node *
rx_source_client(const struct rx_source *s)
{
	return rx_node_get(s->root, "client");
}

struct rx_node *
rx_source_resources(const struct rx_source *s)
{
	return rx_node_get(s->root, "resources");
}

struct rx_node *
rx_source_resource(const struct rx_source *s, struct rx_span name)
{
	const struct rx_node *all = rx_source_resources(s);

	for (struct rx_node *r = rx_first(all); r != NULL; r = r->next)
		if (rx_span_eq(rx_node_text(rx_node_get(r, "name")), name))
			return r;
	return NULL;
}

struct rx_problem *
rx_source_problem(const struct rx_source *s, struct rx_span resource)
{
	for (struct rx_problem *p = s->problems; p != NULL; p = p->next)
		if (!p->warning && p->resource.p != NULL && rx_span_eq(p->resource, resource))
			return p;
	return NULL;
}

bool
rx_source_json(const struct rx_source *s, struct rx_buf *out)
{
	return rx_node_pretty(out, s->root);
}

/* -- opening ------------------------------------------------------------- */

static bool
first_error(struct rx_source *s, struct rx_err *err)
{
	if (s->arena.failed)
		return rx_err_nomem(err);
	for (struct rx_problem *p = s->problems; p != NULL; p = p->next)
		if (!p->warning && p->resource.p == NULL) {
			*err = p->err;
			return false;
		}
	return true;
}

bool
rx_source_parse(struct rx_source *s, const char *name, struct rx_span text,
    const struct rx_source_conf *conf, struct rx_err *err)
{
	memset(s, 0, sizeof(*s));
	s->arena = (struct rx_arena)RX_ARENA_INIT;
	s->arena.max = ARENA_MAX;
	s->name = rx_arena_str(&s->arena, rx_span_of(name));
	text = rx_arena_span(&s->arena, text);
	if (s->arena.failed)
		return rx_err_nomem(err);
	if (!rx_dialect_read(s, text, err))
		return false;
	rx_dialect_apply(s, conf);
	return first_error(s, err);
}

bool
rx_source_open(struct rx_source *s, const char *path, const struct rx_source_conf *conf,
    struct rx_err *err)
{
	const char *name = strcmp(path, "-") == 0 ? "standard input" : path;
	char *text;
	size_t n;
	bool good;

	memset(s, 0, sizeof(*s));
	if (!rx_file_read(path, SOURCE_MAX, &text, &n, err))
		return false;
	good = rx_source_parse(s, name, (struct rx_span){ text, n }, conf, err);
	free(text);
	return good;
}

void
rx_source_free(struct rx_source *s)
{
	rx_arena_free(&s->arena);
	memset(s, 0, sizeof(*s));
}
