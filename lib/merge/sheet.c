#include "lib/merge/sheet.h"

#include <stdlib.h>

#include "rx/json.h"
#include "rx/state.h"
#include "lib/merge/name.h"

struct rx_sheet *
rx_sheet_new(struct rx_sheet *parent, struct rx_span path)
{
	struct rx_sheet *s = calloc(1, sizeof(*s));

	if (s == NULL || !rx_state_text(&s->path, path)) {
		free(s);
		return NULL;
	}
	s->parent = parent;
	s->index = RX_INDEX(struct rx_seen, place);
	return s;
}

static void
drop(struct rx_span *text)
{
	(void)rx_state_text(text, RX_SPAN_NONE);
}

void
rx_sheet_free(struct rx_sheet *s)
{
	size_t i;

	for (i = 0; i < s->n; i++) {
		drop(&s->v[i].place);
		drop(&s->v[i].quoted);
		drop(&s->v[i].name);
	}
	free(s->v);
	rx_index_free(&s->index);
	drop(&s->path);
	drop(&s->name);
	drop(&s->resource);
	drop(&s->columns);
	rx_key_free(&s->key);
	rx_key_free(&s->merge_key);
	free(s);
}

struct rx_seen *
rx_sheet_find(const struct rx_sheet *s, struct rx_span place)
{
	return rx_index_find(&s->index, s->v, place);
}

static struct rx_seen *
by_name(const struct rx_sheet *s, struct rx_span name)
{
	size_t i;

	for (i = 0; i < s->n; i++)
		if (rx_span_eq(s->v[i].name, name))
			return &s->v[i];
	return NULL;
}

/* The names of its place, joined and numbered until no field of a record has
 * that; *theirs: one that is only declared, or the target's, and has it. */
static bool
choose_name(const struct rx_sheet *s, struct rx_span place, struct rx_buf *b,
    struct rx_seen **theirs)
{
	struct rx_buf	plain = RX_BUF_INIT(RX_BUF_LINE);
	unsigned	n = 1;
	bool		ok = rx_place_join(&plain, place) &&
			    rx_name_write(b, s->names, rx_buf_view(&plain));
	size_t		end = b->n;

	while (ok && (*theirs = by_name(s, rx_buf_view(b))) != NULL && (*theirs)->seen) {
		b->n = end;
		ok = rx_buf_printf(b, "_%u", ++n);
	}
	rx_buf_free(&plain);
	return ok;
}

/* Its value stands elsewhere than its name says. */
static bool
move(struct rx_sheet *s, struct rx_seen *f, struct rx_span place)
{
	if (!rx_state_text(&f->place, place))
		return false;
	rx_index_again(&s->index, s->v, s->n);
	s->dirty = true;
	return true;
}

static struct rx_seen *
add(struct rx_sheet *s, struct rx_span place, struct rx_span name)
{
	struct rx_seen *f = rx_index_room(&s->index, s->v, s->n);

	if (f == NULL)
		return NULL;
	s->v = f;
	f = &s->v[s->n];
	*f = (struct rx_seen){ .shade = RX_SHADE_NOTHING };
	rx_hint_read(&f->hint, RX_SPAN_NONE);
	if (!rx_state_text(&f->place, place) || !rx_state_text(&f->name, name)) {
		drop(&f->place);
		drop(&f->name);
		return NULL;
	}
	rx_index_add(&s->index, s->v, s->n++);
	s->dirty = true;
	return f;
}

struct rx_seen *
rx_sheet_add(struct rx_sheet *s, struct rx_span place)
{
	struct rx_seen	*f = rx_sheet_find(s, place);
	struct rx_buf	 name = RX_BUF_INIT(RX_BUF_LINE);

	if (f != NULL)
		return f;
	if (choose_name(s, place, &name, &f)) {
		if (f == NULL)
			f = add(s, place, rx_buf_view(&name));
		else if (!move(s, f, place))
			f = NULL;
	}
	rx_buf_free(&name);
	return f;
}

/* The field that a declaration or a column means: by the name that it has, or
 * a new one, which moves to where a record has it (a__b: a's b). */
static struct rx_seen *
declared(struct rx_sheet *s, struct rx_span name)
{
	struct rx_seen *f = by_name(s, name);

	if (f == NULL)
		f = rx_sheet_find(s, name);
	return f != NULL ? f : add(s, name, name);
}

bool
rx_sheet_declare(struct rx_sheet *s, struct rx_span columns)
{
	struct rx_json_iter	it;
	struct rx_buf		b = RX_BUF_INIT(RX_BUF_LINE);
	struct rx_span		key, v;
	struct rx_seen		*f;
	bool			ok = true;

	if (rx_json_kind(columns) != RX_JSON_OBJECT)
		return true;
	(void)rx_json_begin(&it, columns);
	while (ok && rx_json_next(&it, &key, &v)) {
		rx_buf_reset(&b);
		ok = rx_json_text(&b, key) && (f = declared(s, rx_buf_view(&b))) != NULL;
		if (!ok)
			break;
		rx_hint_read(&f->hint, v);
		f->hinted = f->known = true;
		s->required += f->hint.required;
	}
	rx_buf_free(&b);
	return ok;
}

bool
rx_sheet_found(struct rx_sheet *s, struct rx_span columns)
{
	struct rx_json_iter	it;
	struct rx_buf		b = RX_BUF_INIT(RX_BUF_LINE);
	struct rx_span		v, name, type;
	struct rx_seen		*f;
	bool			ok = true;

	if (!rx_json_begin(&it, columns))
		return true;
	while (ok && rx_json_next(&it, NULL, &v)) {
		name = rx_json_get(v, "field");
		rx_buf_reset(&b);
		ok = rx_json_text(&b, name.p != NULL ? name : rx_json_get(v, "column")) &&
		    (f = declared(s, rx_buf_view(&b))) != NULL;
		if (!ok)
			break;
		type = rx_json_get(v, "holds").p != NULL ? rx_json_get(v, "holds") :
		    rx_json_get(v, "type");
		if (!f->known)
			f->shade = rx_shade_of_type((struct rx_span){ type.p + 1, type.n - 2 });
		f->known = true;
	}
	rx_buf_free(&b);
	return ok;
}

bool
rx_sheet_write(const struct rx_sheet *s, struct rx_buf *b)
{
	const char	*separator = "";
	size_t		 i;

	rx_buf_text(b, "{\"path\":");
	rx_place_write(b, s->path);
	rx_buf_text(b, s->fresh ? ",\"fresh\":true,\"fields\":[" : ",\"fields\":[");
	for (i = 0; i < s->n; i++) {
		const struct rx_seen *f = &s->v[i];

		if (!f->seen)
			continue;
		rx_buf_printf(b, "%s[", separator);
		rx_json_quote(b, f->name);
		rx_buf_printf(b, ",\"%s\"", rx_shade_name(f->shade));
		if (!rx_span_eq(f->place, f->name)) {
			rx_buf_byte(b, ',');
			rx_place_write(b, f->place);
		}
		rx_buf_byte(b, ']');
		separator = ",";
	}
	return rx_buf_text(b, "]}");
}

static bool
read_field(struct rx_sheet *s, struct rx_span v)
{
	struct rx_buf	name = RX_BUF_INIT(RX_BUF_LINE), place = RX_BUF_INIT(RX_BUF_LINE);
	struct rx_span	shade = rx_json_at(v, 1), of = rx_json_at(v, 2);
	struct rx_seen	*f;
	bool		ok = rx_json_text(&name, rx_json_at(v, 0)) &&
			    rx_place_read(&place, of.p != NULL ? of : rx_json_at(v, 0));
	int		i;

	f = !ok ? NULL : rx_sheet_find(s, rx_buf_view(&place));
	if (ok && f == NULL)
		f = add(s, rx_buf_view(&place), rx_buf_view(&name));
	ok = f != NULL;
	for (i = 0; ok && i <= RX_SHADE_ANY; i++) {
		if (shade.p == NULL || !rx_json_is(shade, rx_span_of(rx_shade_name((enum rx_shade)i))))
			continue;
		f->shade = (enum rx_shade)i;
		f->known = f->seen = true;
	}
	rx_buf_free(&name);
	rx_buf_free(&place);
	return ok;
}

bool
rx_sheet_read(struct rx_sheet *s, struct rx_span json)
{
	struct rx_json_iter	it;
	struct rx_span		v;
	bool			ok = true;

	s->fresh = rx_span_is(rx_json_get(json, "fresh"), "true");
	if (rx_json_begin(&it, rx_json_get(json, "fields")))
		while (ok && rx_json_next(&it, NULL, &v))
			ok = read_field(s, v);
	s->kept = s->n > 0;
	s->dirty = false;
	return ok;
}
