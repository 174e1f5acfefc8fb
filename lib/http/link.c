#include "rx/link.h"

#include "rx/arena.h"
#include "rx/json.h"

#define MAX_LINKS	256	/* a header with more is not read to its end */

struct param {
	struct rx_span	 name, value;	/* the value without its quotes */
	bool		 escaped;	/* it has backslashes to be undone */
	struct param	*next;
};

struct link {
	struct rx_span	 url;
	struct param	*first, *last;
	struct link	*next;
};

static bool
blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static void
skip(struct rx_span *s, const char *also)
{
	while (s->n > 0 && (blank(s->p[0]) || s->p[0] == *also))
		*s = rx_span_cut(*s, 1);
}

/* Up to one of the two bytes, trimmed. */
static struct rx_span
take(struct rx_span *s, char stop, char other)
{
	struct rx_span	head = *s;
	size_t		i;

	for (i = 0; i < s->n && s->p[i] != stop && s->p[i] != other &&
	    s->p[i] != ','; i++)
		;
	head.n = i;
	*s = rx_span_cut(*s, i);
	return rx_span_trim(head);
}

static struct rx_span
take_quoted(struct rx_span *s, bool *escaped)
{
	struct rx_span	text = rx_span_cut(*s, 1);
	size_t		i;

	for (i = 0; i < text.n && text.p[i] != '"'; i++)
		if (text.p[i] == '\\') {
			*escaped = true;
			i++;
		}
	if (i > text.n)
		i = text.n;
	*s = rx_span_cut(text, i + 1);
	text.n = i;
	return text;
}

static bool
take_param(struct rx_arena *a, struct rx_span *s, struct link *l)
{
	struct param *p = rx_arena_get(a, sizeof(*p));

	if (p == NULL)
		return false;
	p->name = take(s, '=', ';');
	if (s->n > 0 && s->p[0] == '=') {
		*s = rx_span_cut(*s, 1);
		skip(s, " ");
		if (s->n > 0 && s->p[0] == '"')
			p->value = take_quoted(s, &p->escaped);
		else
			p->value = take(s, ';', ';');
	}
	if (l->last != NULL)
		l->last->next = p;
	else
		l->first = p;
	l->last = p;
	return true;
}

/* One link: <url>; name=value; name="value".  Bare URLs are taken too. */
static struct link *
take_link(struct rx_arena *a, struct rx_span *s)
{
	struct link	*l = rx_arena_get(a, sizeof(*l));
	size_t		 end;

	if (l == NULL)
		return NULL;
	if (s->p[0] == '<') {
		*s = rx_span_cut(*s, 1);
		end = rx_span_find(*s, '>');
		l->url = rx_span_trim((struct rx_span){ s->p, end });
		*s = rx_span_cut(*s, end + 1);
	} else {
		l->url = take(s, ';', ';');
	}
	skip(s, " ");
	while (s->n > 0 && s->p[0] != ',') {
		skip(s, ";");
		if (s->n == 0 || s->p[0] == ',')
			break;
		if (!take_param(a, s, l))
			return NULL;
		if (s->n > 0 && s->p[0] != ';' && s->p[0] != ',')
			(void)take(s, ';', ';');	/* what follows a quoted value */
	}
	return l;
}

static void
put_name(struct rx_buf *b, struct rx_span name, bool lower)
{
	struct rx_buf	t = RX_BUF_INIT(RX_BUF_TEXT);
	size_t		i;

	for (i = 0; i < name.n; i++)
		rx_buf_byte(&t, lower && name.p[i] >= 'A' && name.p[i] <= 'Z' ?
		    (char)(name.p[i] + 32) : name.p[i]);
	rx_json_quote(b, rx_buf_view(&t));
	rx_buf_free(&t);
}

static void
put_value(struct rx_buf *b, const struct param *p)
{
	struct rx_buf	t = RX_BUF_INIT(RX_BUF_TEXT);
	size_t		i;

	for (i = 0; i < p->value.n; i++) {
		if (p->escaped && p->value.p[i] == '\\' && i + 1 < p->value.n)
			i++;
		rx_buf_byte(&t, p->value.p[i]);
	}
	rx_json_quote(b, rx_buf_view(&t));
	rx_buf_free(&t);
}

static bool
same_name(struct rx_span a, struct rx_span b)
{
	size_t i;

	for (i = 0; a.n == b.n && i < a.n; i++)
		if ((a.p[i] | 0x20) != (b.p[i] | 0x20))
			return false;
	return a.n == b.n;
}

/* The first parameter of that name wins, as RFC 8288 has it. */
static bool
repeated(const struct link *l, const struct param *p)
{
	const struct param *q;

	for (q = l->first; q != p; q = q->next)
		if (same_name(q->name, p->name))
			return true;
	return false;
}

static void
put_link(struct rx_buf *b, const struct link *l, struct rx_span rel)
{
	const struct param *p;

	rx_buf_text(b, "{\"url\":");
	rx_json_quote(b, l->url);
	rx_buf_text(b, ",\"rel\":");
	put_name(b, rel, true);
	for (p = l->first; p != NULL; p = p->next) {
		if (p->name.n == 0 || rx_span_is_nocase(p->name, "rel") ||
		    rx_span_is_nocase(p->name, "url") || repeated(l, p))
			continue;
		rx_buf_byte(b, ',');
		put_name(b, p->name, true);
		rx_buf_byte(b, ':');
		put_value(b, p);
	}
	rx_buf_byte(b, '}');
}

/* The next relation of a rel value; they are separated by white space. */
static struct rx_span
take_rel(struct rx_span *rels)
{
	struct rx_span	rel;
	size_t		i;

	skip(rels, " ");
	rel = *rels;
	for (i = 0; i < rels->n && !blank(rels->p[i]); i++)
		;
	rel.n = i;
	*rels = rx_span_cut(*rels, i);
	return rel;
}

static struct rx_span
rels_of(const struct link *l)
{
	const struct param *p;

	for (p = l->first; p != NULL; p = p->next)
		if (rx_span_is_nocase(p->name, "rel"))
			return p->value;
	return RX_SPAN_NONE;
}

/* Did a link before this place (link, then relation) have that relation? */
static bool
seen(const struct link *first, const struct link *l, struct rx_span rel)
{
	struct rx_span rels, r;

	for (; first != NULL; first = first->next) {
		rels = rels_of(first);
		while ((r = take_rel(&rels)).n > 0) {
			if (first == l && r.p == rel.p)
				return false;
			if (same_name(r, rel))
				return true;
		}
	}
	return false;
}

bool
rx_link_json(struct rx_buf *b, const struct rx_span *values, size_t n)
{
	struct rx_arena	 a = RX_ARENA_INIT;
	struct link	*first = NULL, **end = &first, *l;
	struct rx_span	 s, rels, rel;
	size_t		 i, links = 0;
	bool		 comma = false;

	for (i = 0; i < n; i++)
		for (s = values[i], skip(&s, ","); s.n > 0; skip(&s, ",")) {
			if (links++ == MAX_LINKS ||
			    (*end = take_link(&a, &s)) == NULL)
				break;
			end = &(*end)->next;
		}
	rx_buf_byte(b, '{');
	for (l = first; l != NULL; l = l->next)
		for (rels = rels_of(l); (rel = take_rel(&rels)).n > 0; ) {
			if (seen(first, l, rel))
				continue;
			if (comma)
				rx_buf_byte(b, ',');
			comma = true;
			put_name(b, rel, true);
			rx_buf_byte(b, ':');
			put_link(b, l, rel);
		}
	rx_arena_free(&a);
	return rx_buf_byte(b, '}') && !a.failed;
}
