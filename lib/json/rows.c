/*
 * Applying a selector in one pass: what is not on its path is validated and
 * skipped, records are handed out as the bytes they are.
 */
#include <string.h>

#include "lib/json/selector.h"
#include "rx/json.h"

struct pass {
	const struct rx_rows	*rows;
	bool			(*row)(void *, const struct rx_row *, struct rx_err *);
	void			*arg;
	struct rx_err		*e;
	struct rx_json_fault	 f;
	unsigned long		 n;
	bool			 found;		/* the part before the first star was there */
	bool			 stopped;	/* row said so */
	bool			 keyed;		/* the body itself has the key's members */
};

/* The byte behind the value at p. */
static inline const char *
over(struct pass *ps, const char *p, const char *end)
{
	if (ps->rows->valid)
		return rx_json_jump(p, end);
	return ps->rows->spaces == NULL ? rx_json_skip(p, end, &ps->f) :
	    rx_json_skip_spaces(p, end, &ps->f, ps->rows->spaces);
}

static const char *
bad(struct pass *ps, const char *p, const char *what)
{
	ps->f = (struct rx_json_fault){ what, p };
	return NULL;
}

static inline bool
give(struct pass *ps, struct rx_span value, struct rx_span name, bool scalar)
{
	struct rx_row row = { value, name, scalar };

	ps->n++;
	if (!ps->row(ps->arg, &row, ps->e))
		ps->stopped = true;
	return !ps->stopped;
}

/* Is that one of the key's members? */
static bool
is_key(struct rx_span key, struct rx_span raw)
{
	struct rx_json_iter	it;
	struct rx_span		v;

	if (rx_json_kind(key) == RX_JSON_STRING)
		return rx_span_eq(key, raw);
	if (rx_json_kind(key) == RX_JSON_ARRAY && rx_json_begin(&it, key))
		while (rx_json_next(&it, NULL, &v))
			if (rx_span_eq(v, raw))
				return true;
	return false;
}

/* A map: all members are objects and none is the key. */
static bool
is_map(const struct pass *ps, struct rx_span object)
{
	struct rx_json_iter	it;
	struct rx_span		key, v;
	bool			any = false;

	if (ps->rows->key.p == NULL || !rx_json_begin(&it, object))
		return false;
	while (rx_json_next(&it, &key, &v)) {
		if (rx_json_kind(v) != RX_JSON_OBJECT || is_key(ps->rows->key, key))
			return false;
		any = true;
	}
	return any;
}

static bool
give_object(struct pass *ps, struct rx_span object, bool starred)
{
	struct rx_json_iter	it;
	struct rx_span		key, v;

	if (rx_json_empty(object))
		return true;
	if (starred || !is_map(ps, object))
		return give(ps, object, RX_SPAN_NONE, false);
	(void)rx_json_begin(&it, object);
	while (rx_json_next(&it, &key, &v))
		if (!give(ps, v, key, false))
			return false;
	return true;
}

/* p is at an array: each element is a row. */
static const char *
elements(struct pass *ps, const char *p, const char *end)
{
	p = rx_json_space(p + 1, end);
	if (p < end && *p == ']')
		return p + 1;
	for (;;) {
		const char *q = over(ps, p, end);

		if (q == NULL)
			return NULL;
		if (!ps->stopped)
			(void)give(ps, (struct rx_span){ p, (size_t)(q - p) }, RX_SPAN_NONE,
			    *p != '{');
		p = rx_json_space(q, end);
		if (p < end && *p == ']')
			return p + 1;
		if (p == end || *p != ',')
			return bad(ps, p, p == end ? "an array has no end" :
			    "a comma or ] expected");
		p = rx_json_space(p + 1, end);
		if (p == end)
			return bad(ps, p, "a value expected");
	}
}

/* p is at a selected value. */
static const char *
selected(struct pass *ps, const char *p, const char *end, bool starred)
{
	const char	*q;
	struct rx_span	 v;

	if (*p == '[')
		return elements(ps, p, end);
	if ((q = over(ps, p, end)) == NULL)
		return NULL;
	v = (struct rx_span){ p, (size_t)(q - p) };
	if (ps->stopped || *p == 'n')
		return q;
	if (*p == '{')
		(void)give_object(ps, v, starred);
	else
		(void)give(ps, v, RX_SPAN_NONE, true);
	return q;
}

static const char *descend(struct pass *, const char *, const char *, unsigned);
static const char *walk(struct pass *, const char *, const char *, unsigned);

/* Which segment follows when this member is entered; the selector's n for a
 * whole match, n + 1 for none. */
static unsigned
follow(struct pass *ps, unsigned i, struct rx_span raw, bool first)
{
	const struct rx_selector *s = ps->rows->selector;

	if (s->v[i].step == RX_STEP_STAR)
		return i + 1;
	if (first && rx_json_is(raw, s->v[i].name))
		return i + 1;
	if (first && i == 0 && s->whole.p != NULL && rx_json_is(raw, s->whole))
		return s->n;
	return s->n + 1;
}

/* p is at an object, segment i a name or a star. */
static const char *
members(struct pass *ps, const char *p, const char *end, unsigned i)
{
	unsigned	n = ps->rows->selector->n, next;
	bool		star = ps->rows->selector->v[i].step == RX_STEP_STAR, first = true;
	const char	*q;
	struct rx_span	 raw;

	p = rx_json_space(p + 1, end);
	if (p < end && *p == '}')
		return p + 1;
	for (;;) {
		if (p == end || *p != '"')
			return bad(ps, p, "a member's name in quotes expected");
		if ((q = over(ps, p, end)) == NULL)
			return NULL;
		raw = (struct rx_span){ p, (size_t)(q - p) };
		p = rx_json_space(q, end);
		if (p == end || *p != ':')
			return bad(ps, p, "a colon expected");
		p = rx_json_space(p + 1, end);
		next = follow(ps, i, raw, first);
		if (i == 0 && ps->rows->key.p != NULL && is_key(ps->rows->key, raw))
			ps->keyed = true;
		q = next <= n && p < end ? walk(ps, p, end, next) : over(ps, p, end);
		if (q == NULL)
			return NULL;
		if (next <= n && !star)
			first = false;
		p = rx_json_space(q, end);
		if (p < end && *p == '}')
			return p + 1;
		if (p == end || *p != ',')
			return bad(ps, p, p == end ? "an object has no end" :
			    "a comma or } expected");
		p = rx_json_space(p + 1, end);
	}
}

/* p is at an array: segment i is sought in each element. */
static const char *
each_element(struct pass *ps, const char *p, const char *end, unsigned i)
{
	p = rx_json_space(p + 1, end);
	if (p < end && *p == ']') {
		ps->found = true;	/* nothing to look into: there, without rows */
		return p + 1;
	}
	for (;;) {
		if (p == end)
			return bad(ps, p, "a value expected");
		if ((p = walk(ps, p, end, i)) == NULL)
			return NULL;
		p = rx_json_space(p, end);
		if (p < end && *p == ']')
			return p + 1;
		if (p == end || *p != ',')
			return bad(ps, p, p == end ? "an array has no end" :
			    "a comma or ] expected");
		p = rx_json_space(p + 1, end);
	}
}

/* p is at an array, segment i an index: the array is validated, then entered. */
static const char *
element(struct pass *ps, const char *p, const char *end, unsigned i)
{
	const char	*q = over(ps, p, end);
	struct rx_span	 v, array;
	long		 at = ps->rows->selector->v[i].index;
	size_t		 count;

	if (q == NULL)
		return NULL;
	array = (struct rx_span){ p, (size_t)(q - p) };
	if (at < 0) {
		count = rx_json_count(array);
		at += (long)count;
	}
	v = at < 0 ? RX_SPAN_NONE : rx_json_at(array, (size_t)at);
	if (v.p != NULL)
		(void)walk(ps, v.p, v.p + v.n, i + 1);
	return q;
}

/* Segment i is a name wanted at any depth below the value at p. */
static const char *
descend(struct pass *ps, const char *p, const char *end, unsigned i)
{
	const char		*q = over(ps, p, end);
	struct rx_json_iter	 it;
	struct rx_span		 key, v;

	if (q == NULL || !rx_json_begin(&it, (struct rx_span){ p, (size_t)(q - p) }))
		return q;
	while (rx_json_next(&it, &key, &v)) {
		if (key.p != NULL && rx_json_is(key, ps->rows->selector->v[i].name))
			(void)walk(ps, v.p, v.p + v.n, i + 1);
		(void)descend(ps, v.p, v.p + v.n, i);
	}
	return q;
}

/* p is at a value that segment i (or, behind the last, the rows) is sought in. */
static const char *
walk(struct pass *ps, const char *p, const char *end, unsigned i)
{
	const struct rx_selector	*s = ps->rows->selector;
	enum rx_step			 step;

	if (i == s->n) {
		ps->found = true;
		return selected(ps, p, end, i > 0 && s->v[i - 1].step == RX_STEP_STAR);
	}
	step = s->v[i].step;
	if (step == RX_STEP_STAR || step == RX_STEP_DESCEND)
		ps->found = true;
	if (step == RX_STEP_DESCEND)
		return descend(ps, p, end, i);
	if (*p == '{' && step != RX_STEP_INDEX)
		return members(ps, p, end, i);
	if (*p == '[' && step == RX_STEP_STAR)
		return each_element(ps, p, end, i + 1);
	if (*p == '[' && step == RX_STEP_NAME && i > 0)
		return each_element(ps, p, end, i);	/* a name in a list: of each element */
	if (*p == '[' && step == RX_STEP_INDEX)
		return element(ps, p, end, i);
	if (*p == 'n' && (i > 0 || step == RX_STEP_STAR))
		ps->found = true;	/* null on the path: there, without rows */
	return over(ps, p, end);
}

/* Only names, and perhaps a star at the end. */
static bool
is_plain(const struct rx_selector *s)
{
	unsigned i;

	for (i = 0; i < s->n; i++)
		if (s->v[i].step != RX_STEP_NAME &&
		    !(s->v[i].step == RX_STEP_STAR && i == s->n - 1))
			return false;
	return s->n > 0;
}

static bool
run(struct pass *ps, const char *p, const char *end, unsigned from)
{
	const char *q = p < end ? walk(ps, p, end, from) : bad(ps, p, "empty");

	if (q == NULL)
		return false;
	q = rx_json_space(q, end);
	return q == end || bad(ps, q, "something stands behind the value") != NULL;
}

/* The body lacks what was selected: what can be meant instead. */
static enum rx_rows_outcome
otherwise(struct pass *ps, const char *p, const char *end)
{
	const struct rx_selector	*s = ps->rows->selector;
	struct rx_rows			 valid = *ps->rows;

	valid.valid = true;
	ps->rows = &valid;
	if (*p == '[' && is_plain(s)) {
		(void)elements(ps, p, end);
		return RX_ROWS_BARE;
	}
	if (*p == '{' && s->n > 1 && s->v[0].step == RX_STEP_NAME &&
	    rx_span_is(s->v[0].name, "response")) {
		(void)walk(ps, p, end, 1);
		if (ps->found)
			return RX_ROWS_FOUND;
	}
	if (*p == '{' && ps->keyed && is_plain(s)) {
		(void)give(ps, (struct rx_span){ p, (size_t)(end - p) }, RX_SPAN_NONE, false);
		return RX_ROWS_ENTITY;
	}
	return *p == '{' && rx_json_empty((struct rx_span){ p, (size_t)(end - p) }) ?
	    RX_ROWS_EMPTY : RX_ROWS_MISSED;
}

bool
rx_rows_each(const struct rx_rows *rows, struct rx_span body,
    bool (*row)(void *, const struct rx_row *, struct rx_err *), void *arg,
    enum rx_rows_outcome *outcome, unsigned long *n, struct rx_err *e)
{
	struct pass	ps = { .rows = rows, .row = row, .arg = arg, .e = e };
	struct rx_span	v = rx_span_trim(body);

	e->exit = RX_OK;
	*outcome = RX_ROWS_FOUND;
	if (!run(&ps, v.p, v.p + v.n, 0)) {
		*n = ps.n;
		return rx_json_fault(&ps.f, body, e);
	}
	if (!ps.found)
		*outcome = otherwise(&ps, v.p, v.p + v.n);
	*n = ps.n;
	return !ps.stopped || e->exit == RX_OK;
}
