/* template: {names} in the strings of a scenario become values. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "rx/clock.h"
#include "testd.h"

#define EPOCH	1767225600L	/* 2026-01-01T00:00:00Z, where {i:time} begins */

struct place {			/* {name*2+1:06} */
	struct rx_span	name, ops, format;
	size_t		length;
};

static bool
place_read(struct rx_span text, struct place *pl)
{
	size_t	i = 1, end;

	if (text.n < 3 || text.p[0] != '{' ||
	    !(isalpha((unsigned char)text.p[1]) || text.p[1] == '_'))
		return false;
	end = rx_span_find(text, '}');
	if (end == text.n)
		return false;
	while (i < end && (isalnum((unsigned char)text.p[i]) ||
	    text.p[i] == '_' || text.p[i] == '.'))
		i++;
	pl->name = (struct rx_span){ text.p + 1, i - 1 };
	pl->ops = (struct rx_span){ text.p + i, end - i };
	i = rx_span_find(pl->ops, ':');
	pl->format = rx_span_cut(pl->ops, i + (i < pl->ops.n));
	pl->ops.n = i;
	pl->length = end + 1;
	return true;
}

static bool
has_place(struct rx_span raw)
{
	struct place	 pl;
	const char	*p = raw.p, *end = raw.p + raw.n;

	while ((p = memchr(p, '{', (size_t)(end - p))) != NULL) {
		if (place_read((struct rx_span){ p, (size_t)(end - p) }, &pl))
			return true;
		p++;
	}
	return false;
}

static bool
value_number(const struct srv_value *v, long *n)
{
	char	 digits[32], *end;
	struct rx_span t = v->text;

	if (v->kind == SRV_NUMBER) {
		*n = v->number;
		return true;
	}
	if (t.n > 2 && t.p[0] == '"')
		t = (struct rx_span){ t.p + 1, t.n - 2 };
	if (t.n == 0 || t.n >= sizeof(digits))
		return false;
	memcpy(digits, t.p, t.n);
	digits[t.n] = '\0';
	*n = strtol(digits, &end, 10);
	return *end == '\0';
}

static long
operate(long n, char op, long with)
{
	switch (op) {
	case '+':
		return n + with;
	case '-':
		return n - with;
	case '*':
		return n * with;
	case '%':
		return with > 0 ? n % with : 0;
	default:
		return with > 0 ? n / with : 0;
	}
}

/* Left to right: *86400+5 */
static void
ops_apply(struct srv_value *v, struct rx_span ops)
{
	char	 text[32], *p = text;
	long	 n;
	char	 op;

	if (ops.n == 0 || ops.n >= sizeof(text) || !value_number(v, &n))
		return;
	memcpy(text, ops.p, ops.n);
	text[ops.n] = '\0';
	while (*p != '\0') {
		op = *p++;
		n = operate(n, op, strtol(p, &p, 10));
	}
	*v = (struct srv_value){ SRV_NUMBER, n, RX_SPAN_NONE };
}

static void
format_time(struct rx_buf *b, long n, bool date)
{
	char	text[32];

	rx_clock_rfc3339((double)(EPOCH + (date ? n * 86400 : n)), text);
	rx_buf_add(b, text, date ? 10 : strlen(text));
}

/* The value as text. */
static void
value_text(struct rx_buf *b, const struct srv_value *v, struct rx_span format)
{
	unsigned long	width = 0;
	long		n;

	rx_span_uint(format, &width);
	if (format.n > 0 && value_number(v, &n)) {
		if (rx_span_is(format, "date") || rx_span_is(format, "time")) {
			format_time(b, n, format.p[0] == 'd');
			return;
		}
		rx_buf_printf(b, "%0*ld", (int)width, n);
	} else if (v->kind == SRV_NUMBER)
		rx_buf_printf(b, "%ld", v->number);
	else if (v->kind == SRV_JSON)
		rx_json_text(b, v->text);
	else
		rx_buf_span(b, v->text);
}

static void
fill(struct rx_buf *b, struct rx_span format)
{
	unsigned long	width = 0;

	rx_span_uint(format, &width);
	if (!rx_buf_room(b, width))
		return;
	memset(b->p + b->n, 'x', width);
	b->n += width;
}

static void
quoted_part(struct rx_buf *b, struct rx_span text)
{
	size_t	i;

	for (i = 0; i < text.n; i++)
		if ((unsigned char)text.p[i] < 0x20 || text.p[i] == '"' ||
		    text.p[i] == '\\' || (text.p[i] & 0x80) != 0)
			break;
	if (i == text.n) {
		rx_buf_span(b, text);
		return;
	}
	i = b->n;
	rx_json_quote(b, text);
	memmove(b->p + i, b->p + i + 1, b->n - i - 2);
	b->n -= 2;
}

/* Text with placeholders; json: inside a JSON string. */
static bool
text_put(struct rx_buf *b, struct rx_span text, struct srv_scope *s, bool json)
{
	struct rx_buf		one = RX_BUF_INIT(SRV_BODY_MAX);
	struct place		pl;
	struct srv_value	v;
	size_t			i;
	bool			whole = true;

	for (; text.n > 0; text = rx_span_cut(text, pl.length)) {
		i = rx_span_find(text, '{');
		rx_buf_add(b, text.p, i);
		text = rx_span_cut(text, i);
		pl.length = 1;
		if (!place_read(text, &pl)) {
			rx_buf_add(b, text.p, text.n > 0);
			continue;
		}
		if (rx_span_is(pl.name, "fill")) {
			fill(b, pl.format);
			continue;
		}
		v = srv_scope_get(s, pl.name);
		if (v.kind == SRV_ABSENT || v.kind == SRV_UNKNOWN)
			whole = false;
		ops_apply(&v, pl.ops);
		rx_buf_reset(&one);
		value_text(&one, &v, pl.format);
		if (json)
			quoted_part(b, rx_buf_view(&one));
		else
			rx_buf_span(b, rx_buf_view(&one));
	}
	rx_buf_free(&one);
	return whole;
}

static void
rows_put(struct rx_buf *b, struct srv_page *page, struct srv_scope *s)
{
	struct rx_span	slice;

	rx_buf_byte(b, '[');
	slice = srv_rows_slice(page->rows, page->start, page->size, b);
	if (slice.p != NULL && page->held == NULL) {
		page->held = page->rows->all;
		page->held->holders++;
		page->slice = slice;
		s->split = b->n;
	} else
		rx_buf_span(b, slice);
	rx_buf_byte(b, ']');
}

/* A string that is one placeholder: the value itself. */
static bool
lone_put(struct rx_buf *b, const struct place *pl, struct srv_scope *s)
{
	struct srv_value	v;

	if (s->page != NULL && rx_span_is(pl->name, "rows")) {
		rows_put(b, s->page, s);
		return true;
	}
	v = srv_scope_get(s, pl->name);
	if (v.kind == SRV_ABSENT || v.kind == SRV_UNKNOWN) {
		if (s->page == NULL || s->page->paging->end.p == NULL)
			return false;
		rx_buf_span(b, s->page->paging->end);
		return true;
	}
	ops_apply(&v, pl->ops);
	if (v.kind == SRV_NUMBER)
		rx_buf_printf(b, "%ld", v.number);
	else if (v.kind == SRV_JSON || rx_span_is(pl->format, "n"))
		rx_buf_span(b, v.text);
	else
		rx_json_quote(b, v.text);
	return true;
}

static bool	put(struct rx_buf *, struct rx_span, struct srv_scope *);

static void
container_put(struct rx_buf *b, struct rx_span json, struct srv_scope *s)
{
	struct rx_json_iter	it;
	struct rx_span		key, value;
	size_t			mark;
	bool			first = true;

	rx_json_begin(&it, json);
	rx_buf_byte(b, json.p[0]);
	while (rx_json_next(&it, &key, &value)) {
		mark = b->n;
		if (!first)
			rx_buf_byte(b, ',');
		if (it.object) {
			rx_buf_span(b, key);
			rx_buf_byte(b, ':');
		}
		if (put(b, value, s))
			first = false;
		else
			b->n = mark;
	}
	rx_buf_byte(b, it.object ? '}' : ']');
}

/* false: a lone placeholder without value; nothing was written. */
static bool
put(struct rx_buf *b, struct rx_span json, struct srv_scope *s)
{
	struct place	pl;
	struct rx_span	inner;

	if (!has_place(json)) {
		rx_buf_span(b, json);
		return true;
	}
	if (json.p[0] != '"') {
		container_put(b, json, s);
		return true;
	}
	inner = (struct rx_span){ json.p + 1, json.n - 2 };
	if (place_read(inner, &pl) && pl.length == inner.n &&
	    !rx_span_is(pl.name, "fill") &&
	    (pl.format.n == 0 || rx_span_is(pl.format, "n")))
		return lone_put(b, &pl, s);
	rx_buf_byte(b, '"');
	text_put(b, inner, s, true);
	rx_buf_byte(b, '"');
	return true;
}

void
srv_template_json(struct rx_buf *b, struct rx_span json, struct srv_scope *s)
{
	if (!put(b, json, s))
		rx_buf_text(b, "null");
}

bool
srv_template_text(struct rx_buf *b, struct rx_span text, struct srv_scope *s)
{
	return text_put(b, text, s, false);
}

struct rx_span
srv_template_arena(struct rx_span text, struct srv_scope *s)
{
	struct rx_buf	b = RX_BUF_INIT(SRV_BODY_MAX);
	struct rx_span	done = RX_SPAN_NONE;

	if (srv_template_text(&b, text, s))
		done = rx_arena_span(s->request->arena, rx_buf_view(&b));
	rx_buf_free(&b);
	return done;
}
