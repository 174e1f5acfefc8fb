#include "lib/select/singer.h"

#include <stdlib.h>
#include <string.h>

#include "rx/cursor.h"

struct singer_part {
	struct rx_span		 part;
	struct rx_buf		 next, seen;
	struct singer_part	*follow;
};

struct singer_stream {
	struct rx_span		 name;		/* as JSON string */
	struct rx_span		 key, columns;	/* of its begin, or NONE */
	struct shape		 shape;
	struct singer_part	*parts, *recent;
	bool			 news;		/* the SCHEMA is to be written */
	bool			 parent;	/* others are made of it */
	bool			 ended;		/* and nothing of it failed */
	struct singer_stream	*follow;
};

void
singer_open(struct singer *g)
{
	*g = (struct singer){ .arena = RX_ARENA_INIT, .line = RX_LINE_INIT,
	    .records = RX_BUF_INIT(RX_BUF_LINE), .text = RX_BUF_INIT(RX_BUF_LINE) };
}

void
singer_close(struct singer *g)
{
	struct singer_stream	*s;
	struct singer_part	*p;

	for (s = g->first; s != NULL; s = s->follow)
		for (p = s->parts; p != NULL; p = p->follow) {
			rx_buf_free(&p->next);
			rx_buf_free(&p->seen);
		}
	rx_line_free(&g->line);
	rx_buf_free(&g->records);
	rx_buf_free(&g->text);
	rx_arena_free(&g->arena);
}

/* name: as JSON string, in whatever spelling. */
static struct singer_stream *
stream_of(struct singer *g, struct rx_span name)
{
	struct singer_stream *s = g->recent;

	if (s != NULL && rx_span_eq(s->name, name))
		return s;
	for (s = g->first; s != NULL; s = s->follow)
		if (rx_json_cmp(s->name, name) == 0)
			return g->recent = s;
	if ((s = rx_arena_get(&g->arena, sizeof(*s))) == NULL)
		return NULL;
	s->name = rx_arena_span(&g->arena, name);
	s->news = true;
	if (g->last != NULL)
		g->last->follow = s;
	else
		g->first = s;
	return g->recent = g->last = s;
}

static struct singer_part *
part_of(struct singer *g, struct singer_stream *s, struct rx_span part)
{
	struct singer_part *p = s->recent;

	if (part.p == NULL)
		part = RX_SPAN("{}");
	if (p != NULL && rx_span_eq(p->part, part))
		return p;
	for (p = s->parts; p != NULL; p = p->follow)
		if (rx_span_eq(p->part, part))
			return s->recent = p;
	if ((p = rx_arena_get(&g->arena, sizeof(*p))) == NULL)
		return NULL;
	p->part = rx_arena_span(&g->arena, part);
	p->next = p->seen = (struct rx_buf)RX_BUF_INIT(RX_BUF_LINE);
	p->follow = s->parts;
	return s->recent = s->parts = p;
}

static bool
take_begin(struct singer *g, struct singer_stream *s)
{
	struct rx_span		 merge = g->line.m[RX_M_MERGE], v;
	struct rx_json_iter	 it;
	struct singer_stream	*parent;

	if (g->line.m[RX_M_PART].p != NULL)
		return true;
	if (rx_json_kind(merge) == RX_JSON_OBJECT) {
		v = rx_json_get(merge, "key");
		s->key = v.p != NULL ? rx_arena_span(&g->arena, v) : RX_SPAN_NONE;
		v = rx_json_get(merge, "columns");
		s->columns = rx_json_kind(v) == RX_JSON_OBJECT ? rx_arena_span(&g->arena, v) :
		    RX_SPAN_NONE;
	}
	if (g->line.m[RX_M_OF].p != NULL)
		for (rx_json_begin(&it, g->line.m[RX_M_OF]); rx_json_next(&it, NULL, &v); ) {
			if ((parent = stream_of(g, v)) == NULL)
				return false;
			parent->parent = true;
		}
	return true;
}

static bool
take_record(struct singer *g, struct singer_stream *s)
{
	struct rx_span data = g->line.m[RX_M_DATA];

	if (!shape_see(&g->arena, &s->shape, data, &s->news))
		return false;
	rx_buf_text(&g->records, "{\"type\":\"RECORD\",\"stream\":");
	rx_buf_span(&g->records, s->name);
	rx_buf_text(&g->records, ",\"record\":");
	rx_buf_span(&g->records, data);
	return rx_buf_text(&g->records, "}\n");
}

/* --print-state's lines are told from those of pages by their generation. */
static bool
take_state(struct singer *g, struct singer_stream *s)
{
	const struct rx_line	*l = &g->line;
	struct singer_part	*p;
	struct rx_span		 seen = l->m[RX_M_SEEN];
	bool			 least;
	int			 c;

	if (l->m[RX_M_GENERATION].p != NULL)
		return true;
	if ((p = part_of(g, s, l->m[RX_M_PART])) == NULL)
		return false;
	g->news = true;
	rx_buf_reset(&p->next);
	rx_buf_span(&p->next, l->m[RX_M_NEXT]);
	if (seen.p == NULL || rx_json_kind(seen) == RX_JSON_NULL)
		return !p->next.failed;
	least = rx_json_is(rx_json_get(l->m[RX_M_EDGE], "by"), RX_SPAN("min"));
	c = p->seen.n == 0 ? 1 : rx_cursor_cmp(seen, rx_buf_view(&p->seen));
	if (p->seen.n == 0 || (least ? c < 0 : c > 0)) {
		rx_buf_reset(&p->seen);
		rx_buf_span(&p->seen, seen);
	}
	return !p->next.failed && !p->seen.failed;
}

static bool
take_line(struct singer *g, struct rx_span text, struct rx_err *e)
{
	struct singer_stream	*s;
	bool			 ok = true;

	if (!rx_line_parse(&g->line, text, RX_LINE_WHOLE, e))
		return false;
	if (g->line.resource.p == NULL)
		return true;
	if ((s = stream_of(g, g->line.m[RX_M_RESOURCE])) == NULL)
		return rx_err_nomem(e);
	if (g->line.kind == RX_KIND_BEGIN)
		ok = take_begin(g, s);
	else if (g->line.kind == RX_KIND_RECORD)
		ok = take_record(g, s);
	else if (g->line.kind == RX_KIND_STATE)
		ok = take_state(g, s);
	else if (g->line.kind == RX_KIND_END && g->line.m[RX_M_PART].p == NULL &&
	    !rx_span_is(g->line.m[RX_M_COMPLETE], "false")) {
		s->ended = true;
		g->news |= s->parts != NULL;
	}
	return ok || rx_err_nomem(e);
}

/* Names of members alone: Singer's keys have no paths. */
static void
write_key(struct rx_buf *b, struct rx_span key)
{
	struct rx_json_iter	it;
	struct rx_span		v;
	const char		*separator = "";

	rx_buf_text(b, ",\"key_properties\":[");
	if (rx_json_kind(key) == RX_JSON_STRING)
		rx_buf_span(b, key);
	else if (key.p != NULL && rx_json_begin(&it, key))
		while (rx_json_next(&it, NULL, &v)) {
			if (rx_json_kind(v) == RX_JSON_ARRAY && rx_json_count(v) == 1)
				v = rx_json_at(v, 0);
			if (rx_json_kind(v) != RX_JSON_STRING)
				continue;
			rx_buf_text(b, separator);
			rx_buf_span(b, v);
			separator = ",";
		}
	rx_buf_byte(b, ']');
}

static bool
put_schema(struct singer *g, struct singer_stream *s, struct rx_out *out)
{
	struct rx_buf *b = &g->text;

	rx_buf_reset(b);
	rx_buf_text(b, "{\"type\":\"SCHEMA\",\"stream\":");
	rx_buf_span(b, s->name);
	rx_buf_text(b, ",\"schema\":");
	shape_write(b, &s->shape, s->columns);
	write_key(b, s->key);
	rx_buf_byte(b, '}');
	rx_out_line(out, rx_buf_view(b));
	s->news = false;
	return !b->failed;
}

static void
write_part(struct rx_buf *b, const struct singer_part *p, bool done)
{
	rx_buf_text(b, "{\"part\":");
	rx_buf_span(b, p->part);
	if (!done && p->next.n > 0) {
		rx_buf_text(b, ",\"next\":");
		rx_buf_span(b, rx_buf_view(&p->next));
	}
	if (p->seen.n > 0) {
		rx_buf_text(b, done ? ",\"bookmark\":" : ",\"seen\":");
		rx_buf_span(b, rx_buf_view(&p->seen));
	}
	rx_buf_byte(b, '}');
}

/* well: all is over, and nothing has failed: parents are done too. */
static bool
put_state(struct singer *g, bool well, struct rx_out *out)
{
	struct rx_buf			*b = &g->text;
	const struct singer_stream	*s;
	const struct singer_part	*p;
	const char			*separator = "";

	rx_buf_reset(b);
	rx_buf_text(b, "{\"type\":\"STATE\",\"value\":{\"bookmarks\":{");
	for (s = g->first; s != NULL; s = s->follow) {
		if (s->parts == NULL)
			continue;
		rx_buf_text(b, separator);
		rx_buf_span(b, s->name);
		rx_buf_text(b, ":[");
		for (p = s->parts; p != NULL; p = p->follow) {
			write_part(b, p, s->ended && (well || !s->parent));
			if (p->follow != NULL)
				rx_buf_byte(b, ',');
		}
		rx_buf_byte(b, ']');
		separator = ",";
	}
	rx_buf_text(b, "}}}");
	rx_out_line(out, rx_buf_view(b));
	g->since = 0;
	g->size = b->n;
	g->news = false;
	return !b->failed;
}

bool
singer_put(struct singer *g, struct rx_span lines, struct rx_out *out, struct rx_err *e)
{
	size_t n;

	rx_buf_reset(&g->records);
	for (; lines.n > 0; lines = rx_span_cut(lines, n < lines.n ? n + 1 : n)) {
		n = rx_span_find(lines, '\n');
		if (n > 0 && !take_line(g, (struct rx_span){ lines.p, n }, e))
			return false;
	}
	if (g->records.n > 0 && g->recent->news && !put_schema(g, g->recent, out))
		return rx_err_nomem(e);
	rx_out_span(out, rx_buf_view(&g->records));
	g->since += g->records.n;
	if (g->news && g->since >= g->size && !put_state(g, false, out))
		return rx_err_nomem(e);
	return !g->records.failed || rx_err_nomem(e);
}

bool
singer_end(struct singer *g, bool well, struct rx_out *out, struct rx_err *e)
{
	const struct singer_stream	*s;
	bool				 news = g->news;

	for (s = g->first; well && s != NULL; s = s->follow)
		news |= s->parent && s->ended && s->parts != NULL;
	return !news || put_state(g, well, out) || rx_err_nomem(e);
}
