#include "lib/merge/key.h"

#include <stdlib.h>
#include <string.h>

#include "rx/json.h"

static bool
copy(struct rx_span *to, struct rx_span from)
{
	char *p = malloc(from.n + 1);

	if (p == NULL)
		return false;
	memcpy(p, from.p, from.n);
	p[from.n] = '\0';
	*to = (struct rx_span){ p, from.n };
	return true;
}

static bool
add(struct rx_key *k, struct rx_span name, struct rx_span path, bool nested, struct rx_err *e)
{
	struct rx_key_field *f = &k->field[k->n];

	if (name.n == 0)
		return rx_err_set(e, RX_USAGE, "a key field without a name");
	if (k->n == RX_KEY_MAX)
		return rx_err_set(e, RX_USAGE, "a key of more than %d fields", RX_KEY_MAX);
	*f = (struct rx_key_field){ RX_SPAN_NONE, RX_SPAN_NONE, nested };
	if (!copy(&f->name, name))
		return rx_err_nomem(e);
	k->n++;
	return copy(&f->path, path) || rx_err_nomem(e);
}

bool
rx_key_add(struct rx_key *k, struct rx_span name, struct rx_err *e)
{
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_TEXT);
	bool		ok;

	ok = rx_json_quote(&b, name) ? add(k, name, rx_buf_view(&b), false, e) : rx_err_nomem(e);
	rx_buf_free(&b);
	return ok;
}

/* "a.b" for ["a","b"] */
static bool
join(struct rx_buf *b, struct rx_span list)
{
	struct rx_json_iter	it;
	struct rx_span		v;

	(void)rx_json_begin(&it, list);
	while (rx_json_next(&it, NULL, &v)) {
		if (b->n > 0)
			rx_buf_byte(b, '.');
		rx_json_text(b, v);
	}
	return !b->failed;
}

bool
rx_key_add_json(struct rx_key *k, struct rx_span v, struct rx_err *e)
{
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_TEXT);
	bool		list = rx_json_kind(v) == RX_JSON_ARRAY, ok;

	if (!list && rx_json_kind(v) != RX_JSON_STRING) {
		rx_err_set(e, RX_USAGE, "a key field must be a name or a path");
		return rx_err_got(e, v);
	}
	if (list && rx_json_count(v) == 1)
		return rx_key_add_json(k, rx_json_at(v, 0), e);
	ok = (list ? join(&b, v) : rx_json_text(&b, v)) ?
	    add(k, rx_buf_view(&b), v, list, e) : rx_err_nomem(e);
	rx_buf_free(&b);
	return ok;
}

bool
rx_key_read(struct rx_key *k, struct rx_span json, struct rx_err *e)
{
	struct rx_json_iter	it;
	struct rx_span		v;

	if (json.p == NULL || rx_json_kind(json) == RX_JSON_NULL)
		return true;
	if (rx_json_kind(json) != RX_JSON_ARRAY)
		return rx_key_add_json(k, json, e);
	(void)rx_json_begin(&it, json);
	while (rx_json_next(&it, NULL, &v))
		if (!rx_key_add_json(k, v, e))
			return false;
	return true;
}

bool
rx_key_same(const struct rx_key *a, const struct rx_key *b)
{
	size_t i;

	for (i = 0; i < a->n && i < b->n; i++)
		if (!rx_span_eq(a->field[i].name, b->field[i].name))
			return false;
	return a->n == b->n;
}

void
rx_key_free(struct rx_key *k)
{
	size_t i;

	for (i = 0; i < k->n; i++) {
		free((char *)(uintptr_t)k->field[i].name.p);
		free((char *)(uintptr_t)k->field[i].path.p);
	}
	k->n = 0;
}

void
rx_key_move(struct rx_key *to, struct rx_key *from)
{
	rx_key_free(to);
	*to = *from;
	from->n = 0;
}

bool
rx_key_text(struct rx_buf *b, const struct rx_key *k)
{
	size_t i;

	for (i = 0; i < k->n; i++) {
		if (i > 0)
			rx_buf_text(b, ", ");
		rx_buf_span(b, k->field[i].name);
	}
	return !b->failed;
}

bool
rx_key_json(struct rx_buf *b, const struct rx_key *k)
{
	size_t i;

	for (i = 0; i < k->n; i++) {
		rx_buf_byte(b, i == 0 ? '[' : ',');
		rx_buf_span(b, k->field[i].path);
	}
	return rx_buf_text(b, k->n == 0 ? "[]" : "]");
}

bool
rx_key_names(const struct rx_key_field *f, bool (*fn)(void *, unsigned, struct rx_span), void *arg)
{
	struct rx_json_iter	it;
	struct rx_buf		text = RX_BUF_INIT(RX_BUF_TEXT);
	struct rx_span		v, rest = f->name;
	unsigned		i = 0;
	bool			ok = true;

	if (rx_json_kind(f->path) == RX_JSON_ARRAY && rx_json_begin(&it, f->path)) {
		for (; ok && rx_json_next(&it, NULL, &v); i++) {
			rx_buf_reset(&text);
			ok = rx_json_text(&text, v) && fn(arg, i, rx_buf_view(&text));
		}
	} else {
		for (; ok && rest.n > 0; i++) {
			size_t n = rx_span_find(rest, '.');

			ok = fn(arg, i, (struct rx_span){ rest.p, n });
			rest = rx_span_cut(rest, n < rest.n ? n + 1 : n);
		}
	}
	rx_buf_free(&text);
	return ok;
}

static bool
go_in(void *arg, unsigned i, struct rx_span name)
{
	struct rx_span *v = arg;

	(void)i;
	*v = rx_json_member(*v, name);
	return v->p != NULL;
}

struct rx_span
rx_key_value(const struct rx_key *k, size_t i, const struct rx_record *r)
{
	const struct rx_key_field	*f = &k->field[i];
	struct rx_span			 v = r->data;

	if (!f->nested)
		return rx_record_get(r, f->name);
	return rx_key_names(f, go_in, &v) ? v : RX_SPAN_NONE;
}

int
rx_key_missing(const struct rx_key *k, const struct rx_record *r)
{
	size_t i;

	for (i = 0; i < k->n; i++) {
		struct rx_span v = rx_key_value(k, i, r);

		if (v.p == NULL || v.p[0] == 'n')
			return (int)i;
	}
	return -1;
}

/* A length before each text keeps ("a","bc") from ("ab","c"). */
static bool
finish(struct rx_buf *b, size_t from)
{
	uint32_t n = (uint32_t)(b->n - from - sizeof(n));

	if (!b->failed)
		memcpy(b->p + from, &n, sizeof(n));
	return !b->failed;
}

bool
rx_key_norm_value(struct rx_buf *b, struct rx_span v)
{
	static const char	letters[] = "-zftnsjj";	/* by enum rx_json_kind */
	enum rx_json_kind	kind = rx_json_kind(v);
	size_t			at = b->n + 1;

	rx_buf_byte(b, letters[kind]);
	rx_buf_add(b, "\0\0\0", sizeof(uint32_t));
	if (kind == RX_JSON_NUMBER)
		rx_number_norm(b, v);
	else if (kind == RX_JSON_ARRAY || kind == RX_JSON_OBJECT)
		rx_json_compact(b, v);
	else if (kind == RX_JSON_STRING && rx_json_decode(b, v) == 0) {
		/* a lone surrogate has no text: its spelling stands for it */
		b->n = at + sizeof(uint32_t);
		b->p[at - 1] = 'x';
		rx_buf_span(b, v);
	}
	return finish(b, at);
}

bool
rx_key_norm(struct rx_buf *b, const struct rx_key *k, const struct rx_record *r)
{
	size_t i;

	for (i = 0; i < k->n; i++)
		if (!rx_key_norm_value(b, rx_key_value(k, i, r)))
			return false;
	return true;
}
