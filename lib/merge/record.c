#include "lib/merge/record.h"

#include <stdlib.h>
#include <string.h>

static bool
add(struct rx_fields *fs, struct rx_field f)
{
	if (fs->n == fs->cap) {
		uint32_t	 cap = fs->cap == 0 ? 32 : fs->cap * 2;
		struct rx_field	*v = cap > fs->cap ? realloc(fs->v, cap * sizeof(*v)) : NULL;

		if (v == NULL)
			return false;
		fs->v = v;
		fs->cap = cap;
	}
	fs->v[fs->n++] = f;
	return true;
}

void
rx_fields_free(struct rx_fields *fs)
{
	free(fs->v);
	*fs = (struct rx_fields){ NULL, 0, 0 };
}

static inline const char *
space(const char *p, const char *end, bool *any)
{
	if (p < end && (unsigned char)*p <= ' ') {
		*any = true;
		return rx_json_space(p, end);
	}
	return p;
}

static const char *
fault(struct rx_json_fault *f, const char *what, const char *at)
{
	*f = (struct rx_json_fault){ what, at };
	return NULL;
}

/* One member, p at its name; the byte behind its value. */
static const char *
member(const char *start, const char *p, const char *end, struct rx_field *fd, bool *spaces,
    struct rx_json_fault *f)
{
	const char *q;

	if (p == end || *p != '"')
		return fault(f, "a member's name in quotes expected", p);
	if ((q = rx_json_skip(p, end, f)) == NULL)
		return NULL;
	fd->key = (uint32_t)(p - start);
	fd->nkey = (uint32_t)(q - p);
	p = space(q, end, spaces);
	if (p == end || *p != ':')
		return fault(f, "a colon expected", p);
	p = space(p + 1, end, spaces);
	if ((q = rx_json_skip_spaces(p, end, f, spaces)) == NULL)
		return NULL;
	fd->value = (uint32_t)(p - start);
	fd->nvalue = (uint32_t)(q - p);
	return q;
}

/* The members of the object at start; the byte behind it. */
static const char *
members(const char *start, const char *end, struct rx_fields *fs, bool *spaces, bool *nomem,
    struct rx_json_fault *f)
{
	const char	*p = space(start + 1, end, spaces);
	struct rx_field	 fd = { 0 };

	if (p < end && *p == '}')
		return p + 1;
	for (;;) {
		if ((p = member(start, p, end, &fd, spaces, f)) == NULL)
			return NULL;
		if (!add(fs, fd)) {
			*nomem = true;
			return NULL;
		}
		p = space(p, end, spaces);
		if (p < end && *p == '}')
			return p + 1;
		if (p == end || *p != ',')
			return fault(f, p == end ? "an object has no end" :
			    "a comma or } expected", p);
		p = space(p + 1, end, spaces);
	}
}

enum rx_record_fault
rx_record_parse(struct rx_record *r, struct rx_fields *fs, struct rx_span text, const char **end,
    struct rx_json_fault *f)
{
	const char	*p = text.p, *e = text.p + text.n, *q;
	bool		 nomem = false;

	fs->n = 0;
	*r = (struct rx_record){ 0 };
	if (text.n >= UINT32_MAX)
		return RX_RECORD_NOMEM;
	if (text.n == 0 || *p != '{') {
		if (text.n == 0 || (q = rx_json_skip(p, e, f)) == NULL) {
			if (text.n == 0)
				fault(f, "a value expected", p);
			return RX_RECORD_INVALID;
		}
		r->data = (struct rx_span){ p, (size_t)(q - p) };
		*end = q;
		return RX_RECORD_OTHER;
	}
	if ((q = members(p, e, fs, &r->spaces, &nomem, f)) == NULL)
		return nomem ? RX_RECORD_NOMEM : RX_RECORD_INVALID;
	r->data = (struct rx_span){ p, (size_t)(q - p) };
	r->fields = fs->v;
	r->n = fs->n;
	*end = q;
	return RX_RECORD_OK;
}

/* An escape makes a raw string longer than its text. */
static bool
named(struct rx_span raw, struct rx_span name)
{
	if (raw.n == name.n + 2)
		return memcmp(raw.p + 1, name.p, name.n) == 0 &&
		    memchr(name.p, '\\', name.n) == NULL;
	return raw.n > name.n + 2 && memchr(raw.p, '\\', raw.n) != NULL &&
	    rx_json_is(raw, name);
}

struct rx_span
rx_record_get(const struct rx_record *r, struct rx_span name)
{
	uint32_t i;

	for (i = r->n; i-- > 0; )
		if (named(rx_record_key(r, &r->fields[i]), name))
			return rx_record_value(r, &r->fields[i]);
	return RX_SPAN_NONE;
}

void
rx_record_member(struct rx_buf *b, struct rx_span raw, struct rx_span value)
{
	rx_buf_byte(b, b->n == 0 ? '{' : ',');
	rx_buf_span(b, raw);
	rx_buf_byte(b, ':');
	rx_buf_span(b, value);
}

/* Is there a member of that name, the raw string, at or behind i? */
static bool
has(const struct rx_record *r, struct rx_span raw, uint32_t i)
{
	struct rx_span other;

	for (; i < r->n; i++) {
		other = rx_record_key(r, &r->fields[i]);
		if (rx_span_eq(raw, other) || ((memchr(raw.p, '\\', raw.n) != NULL ||
		    memchr(other.p, '\\', other.n) != NULL) && rx_json_cmp(raw, other) == 0))
			return true;
	}
	return false;
}

bool
rx_record_overlay(struct rx_buf *out, const struct rx_record *a, const struct rx_record *b)
{
	struct rx_buf	name = RX_BUF_INIT(RX_BUF_LINE);
	struct rx_span	raw, value;
	uint32_t	i;

	for (i = 0; i < a->n; i++) {
		raw = rx_record_key(a, &a->fields[i]);
		if (has(a, raw, i + 1))
			continue;
		rx_buf_reset(&name);
		(void)rx_json_decode(&name, raw);
		value = rx_record_get(b, rx_buf_view(&name));
		if (value.p == NULL)
			value = rx_record_value(a, &a->fields[i]);
		rx_record_member(out, raw, value);
	}
	for (i = 0; i < b->n; i++) {
		raw = rx_record_key(b, &b->fields[i]);
		if (!has(a, raw, 0) && !has(b, raw, i + 1))
			rx_record_member(out, raw, rx_record_value(b, &b->fields[i]));
	}
	rx_buf_free(&name);
	rx_buf_text(out, out->n == 0 ? "{" : "");
	return rx_buf_byte(out, '}');
}
