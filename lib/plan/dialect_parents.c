/*
 * dialect_parents: which resource a placeholder's values come from, when the
 * source does not say (dialect 10).
 */
#include <string.h>

#include "lib/plan/dialect.h"
#include "lib/plan/grammar.h"

#define CANDIDATES	8	/* that are told apart */

struct search {			/* for the parent of one placeholder */
	struct rx_work	*works, *child;
	unsigned	 n;
	const struct rx_placeholder *place;
	const struct rx_work *found[CANDIDATES];
	unsigned	 count;
	const char	*how;
};

/* -- candidates ---------------------------------------------------------- */

static void
candidate(struct search *s, const struct rx_work *w)
{
	if (s->count < CANDIDATES)
		s->found[s->count] = w;
	s->count++;
}

static bool
named(struct rx_arena *a, struct rx_span name, const struct rx_work *w)
{
	struct rx_span stem = rx_name_stem(name);

	return rx_name_same(w->name, name) || rx_name_same(w->name, stem) ||
	    rx_name_same(w->fold, rx_name_fold(a, name)) ||
	    rx_name_same(w->fold, rx_name_fold(a, stem));
}

static bool
asks_for(const struct rx_work *w, struct rx_span name)
{
	for (const struct rx_placeholder *p = w->places; p != NULL; p = p->next)
		if (rx_span_eq(p->name, name))
			return true;
	return false;
}

/* In /projects/{organization}/{project} the project's name says that it, and
 * not the organization, is one of the projects. */
static bool
of_another(const struct search *s, const struct rx_work *w)
{
	struct rx_arena *a = s->child->arena;

	if (named(a, s->place->name, w))
		return false;
	for (const struct rx_placeholder *p = s->child->places; p != NULL; p = p->next)
		if (p != s->place && p->in_path && named(a, p->name, w))
			return true;
	return false;
}

/* Keeps the candidates that are so, if there are any. */
static void
narrow(struct search *s, bool (*so)(const struct search *, const struct rx_work *))
{
	const struct rx_work *kept[CANDIDATES];
	unsigned n = 0;

	for (unsigned i = 0; i < s->count && i < CANDIDATES; i++)
		if (so(s, s->found[i]))
			kept[n++] = s->found[i];
	if (s->count < 2 || s->count > CANDIDATES || n == 0)
		return;
	memcpy(s->found, kept, n * sizeof(kept[0]));
	s->count = n;
}

static bool
is_named(const struct search *s, const struct rx_work *w)
{
	return named(s->child->arena, s->place->name, w);
}

/* What has to be told the value itself is no source of it. */
static bool
is_free(const struct search *s, const struct rx_work *w)
{
	return !asks_for(w, s->place->name);
}

/* users, beside a user: a list of them. */
static bool
is_plural(const struct search *s, const struct rx_work *w)
{
	struct rx_arena *a = s->child->arena;
	struct rx_span name = rx_name_fold(a, s->place->name);
	struct rx_span stem = rx_name_fold(a, rx_name_stem(s->place->name));

	return rx_name_plural(name, w->fold) || rx_name_plural(stem, w->fold);
}

static void
by_path(struct search *s)
{
	s->how = "its path stands before the placeholder";
	if (s->place->before.p == NULL)
		return;
	for (unsigned i = 0; i < s->n; i++)
		if (&s->works[i] != s->child && rx_span_eq(s->works[i].path, s->place->before) &&
		    !of_another(s, &s->works[i]))
			candidate(s, &s->works[i]);
}

static void
by_name(struct search *s, struct rx_span name, struct rx_span stem, bool folded)
{
	s->how = "by its name";
	for (unsigned i = 0; i < s->n; i++) {
		const struct rx_work *w = &s->works[i];
		struct rx_span its = folded ? w->fold : w->name;

		if (w != s->child && (rx_name_same(its, name) || rx_name_same(its, stem)))
			candidate(s, w);
	}
}

/* The resource whose path ends with what the placeholder is one of, wherever
 * it stands; {id} is one of the segment before it. */
static void
by_segment(struct search *s)
{
	struct rx_arena *a = s->child->arena;
	struct rx_span name = s->place->name, stem = rx_name_stem(name), last;
	bool bare = rx_name_bare(name);

	s->how = "by the end of its path";
	stem = bare ? rx_name_segment(s->place->before) : stem.n > 0 ? stem : name;
	stem = rx_name_fold(a, stem);
	for (unsigned i = 0; i < s->n && stem.n > 0; i++) {
		const struct rx_work *w = &s->works[i];

		last = rx_name_fold(a, rx_name_segment(w->path));
		if (w != s->child && is_free(s, w) && (rx_name_plural(stem, last) ||
		    (bare && (rx_span_eq(stem, last) || rx_name_same(stem, w->fold)))))
			candidate(s, w);
	}
	if (s->count > 1)
		s->count = 0;		/* too weak to be asked about */
}

static void
look(struct search *s)
{
	struct rx_arena *a = s->child->arena;
	struct rx_span name = s->place->name, stem = rx_name_stem(name);

	if (s->place->in_path)
		by_path(s);
	if (s->count == 0)
		by_name(s, name, stem, false);
	if (s->count == 0)
		by_name(s, rx_name_fold(a, name), rx_name_fold(a, stem), true);
	if (s->count == 0)
		by_segment(s);
	narrow(s, is_free);
	narrow(s, is_named);
	narrow(s, is_plural);
}

/* -- the field ----------------------------------------------------------- */

/* The length of the resource's singular, if the name is that and one more
 * word: item_id and itemId of items, but not format_id of forms. */
static size_t
starts_with_singular(struct rx_span name, struct rx_span resource)
{
	static const struct { const char *plural, *singular; } endings[] = {
		{ "", "" }, { "ies", "y" }, { "s", "" }, { "es", "" }
	};

	for (size_t i = 0; i < sizeof(endings) / sizeof(endings)[0]; i++) {
		size_t extra = strlen(endings[i].singular), n;

		if (!rx_span_ends(resource, endings[i].plural))
			continue;
		n = resource.n - strlen(endings[i].plural);
		if (n == 0 || name.n <= n + extra || memcmp(name.p, resource.p, n) != 0 ||
		    memcmp(name.p + n, endings[i].singular, extra) != 0)
			continue;
		n += extra;
		if (name.p[n] == '_' || (name.p[n] >= 'A' && name.p[n] <= 'Z'))
			return n;
	}
	return 0;
}

static void
add_field(struct rx_arena *a, struct rx_node *list, struct rx_span field)
{
	for (const struct rx_node *e = list->first; e != NULL; e = e->next)
		if (rx_span_eq(e->text, field))
			return;
	if (field.n > 0)
		rx_node_add(list, rx_node_string(a, field));
}

/* The rest of a name as a field: _id, Id and ID are id. */
static struct rx_span
as_field(struct rx_arena *a, struct rx_span rest)
{
	char *text;

	while (rest.n > 0 && rest.p[0] == '_')
		rest = rx_span_cut(rest, 1);
	rest = rx_arena_span(a, rx_span_is(rest, "ID") ? rx_span_of("id") : rest);
	text = (char *)rest.p;
	if (rest.n > 0 && text[0] >= 'A' && text[0] <= 'Z')
		text[0] = (char)(text[0] - 'A' + 'a');
	return rest;
}

/* item_id of items: item_id, else id, else the primary key if it is one field.
 * run_token of report_runs: run_token, else token, else the key. */
static struct rx_node *
fields(struct rx_arena *a, struct rx_span name, const struct rx_work *parent)
{
	struct rx_node *list = rx_node_new(a, RX_JSON_ARRAY);
	const struct rx_node *key = rx_node_get(parent->resource, "primary_key");
	size_t singular = starts_with_singular(name, parent->name);
	struct rx_span stem = rx_name_stem(name);

	if (list == NULL)
		return NULL;
	add_field(a, list, name);
	if (singular > 0)
		add_field(a, list, as_field(a, rx_span_cut(name, singular)));
	if (stem.n > 0)
		add_field(a, list, as_field(a, rx_span_cut(name, stem.n)));
	if (key != NULL && key->n == 1)
		add_field(a, list, key->first->text);
	return list->n == 1 ? list->first : list;
}

/* -- binding ------------------------------------------------------------- */

static bool
routed(const struct rx_work *w, struct rx_span name)
{
	const struct rx_node *all = rx_given(w->endpoint, "partition_router");

	for (const struct rx_node *r = rx_first(all); r != NULL; r = r->next)
		if (rx_span_eq(rx_node_text(rx_node_get(r, "name")), name))
			return true;
	return false;
}

/* Does the paginator put its own value there (dialect 16)? */
static bool
paged(const struct rx_work *w, struct rx_span name)
{
	static const char *const keys[] = { "cursor_param", "page_param", "offset_param" };
	const struct rx_node *paginator = rx_given(w->endpoint, "paginator");

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys)[0]; i++)
		if (rx_span_eq(rx_node_text(rx_given(paginator, keys[i])), name))
			return true;
	return false;
}

static bool
bound(const struct rx_work *w, const struct rx_placeholder *p)
{
	const struct rx_node *param = rx_node_member(rx_given(w->endpoint, "params"), p->name);

	return rx_grammar_resolve(param) || routed(w, p->name) ||
	    (p->in_path && paged(w, p->name));
}

static void
ambiguous(struct search *s)
{
	const struct rx_work *w = s->child;
	struct rx_buf list = RX_BUF_INIT(RX_BUF_TEXT);

	for (unsigned i = 0; i < s->count && i < CANDIDATES; i++)
		rx_buf_printf(&list, "%s%.*s", i == 0 ? "" : i + 1 == s->count ? " or " : ", ",
		    RX_FMT(s->found[i]->name));
	rx_err_hint(rx_source_unbound(w->source, w->name, s->place->name, s->place->where,
	    "%.*s: the parent of {%.*s} may be %s", RX_FMT(w->name), RX_FMT(s->place->name),
	    rx_buf_str(&list)),
	    "say which in params: \"%.*s\": {\"type\": \"resolve\", \"resource\": \"%.*s\", "
	    "\"field\": \"id\"}", RX_FMT(s->place->name), RX_FMT(s->found[0]->name));
	rx_buf_free(&list);
}

static void
infer(struct search *s)
{
	struct rx_work *w = s->child;
	struct rx_node *field = fields(w->arena, s->place->name, s->found[0]), *resolve;

	if (field == NULL)
		return;
	resolve = rx_make_resolve(w, s->found[0]->name, field, s->place->where);
	if (resolve == NULL)
		return;
	rx_node_set(w->arena, resolve, "inferred", rx_node_bool(w->arena, true));
	rx_bind_resolve(w, s->place->name, resolve);
	rx_source_note(w->source, w->name, rx_arena_printf(w->arena, "endpoint.params.%.*s",
	    RX_FMT(s->place->name)), "{%.*s} comes from %.*s (%s)", RX_FMT(s->place->name),
	    RX_FMT(s->found[0]->name), s->how);
}

/* Does a parent's request have this placeholder too?  Then its value comes
 * along, and it does not matter whose it is. */
static bool
comes_along(const struct search *s)
{
	const struct rx_node *params = rx_given(s->child->endpoint, "params");

	for (const struct rx_node *p = rx_first(params); p != NULL; p = p->next)
		for (unsigned i = 0; i < s->n && rx_node_get(p, "resource") != NULL; i++)
			if (rx_span_eq(rx_node_get(p, "resource")->text, s->works[i].name) &&
			    asks_for(&s->works[i], s->place->name))
				return true;
	return false;
}

/* Those that are clear first: the others may come along with them. */
static void
parents_of(struct rx_work *works, unsigned n, struct rx_work *w)
{
	for (int clear = 1; clear >= 0; clear--)
		for (const struct rx_placeholder *p = w->places; p != NULL; p = p->next) {
			struct search s = { .works = works, .n = n, .child = w, .place = p };

			if (bound(w, p))
				continue;
			look(&s);
			if (s.count == 1)
				infer(&s);
			else if (s.count > 1 && !clear && !comes_along(&s))
				ambiguous(&s);
		}
}

void
rx_dialect_parents(struct rx_work *works, unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		works[i].fold = rx_name_fold(works[i].arena, works[i].name);
	for (unsigned i = 0; i < n; i++)
		parents_of(works, n, &works[i]);
}
