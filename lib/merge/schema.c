/* --show-schema: the tables of a target, and their columns. */
#include <stdlib.h>
#include <string.h>

#include "lib/merge/named.h"
#include "lib/merge/nest.h"

struct owner {			/* a resource that the target knows */
	struct rx_state	 state;
	struct owner	*next;
};

struct showing {
	struct rx_target	*t;
	struct rx_named		 named;		/* resources or tables */
	struct rx_out		*out;
	struct owner		*owners;
	struct rx_buf		 b;	/* the line at hand */
};

bool
rx_load_note_table(struct rx_load *l)
{
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_LINE);
	bool		ok;

	rx_buf_text(&b, "{\"table\":{\"name\":");
	rx_json_quote(&b, l->name);
	rx_buf_printf(&b, ",\"disposition\":\"%s\",\"key\":", rx_disposition_name(l->disposition));
	rx_key_json(&b, &l->key);
	ok = rx_buf_text(&b, "}}") && rx_state_learn(&l->state, rx_buf_view(&b));
	rx_buf_free(&b);
	return ok;
}

static bool
load_owner(struct showing *s, struct rx_span resource, struct rx_err *e)
{
	struct owner *o = calloc(1, sizeof(*o));

	if (o == NULL || !rx_state_open(&o->state, resource)) {
		free(o);
		return rx_err_nomem(e);
	}
	o->next = s->owners;
	s->owners = o;
	return s->t->kind->load(s->t, &o->state, e);
}

static bool
load_owners(struct showing *s, struct rx_span names, struct rx_err *e)
{
	struct rx_json_iter	it;
	struct rx_buf		name = RX_BUF_INIT(RX_BUF_LINE);
	struct rx_span		v;
	bool			ok = true;

	(void)rx_json_begin(&it, names);
	while (ok && rx_json_next(&it, NULL, &v)) {
		rx_buf_reset(&name);
		ok = rx_json_text(&name, v) ? load_owner(s, rx_buf_view(&name), e) :
		    rx_err_nomem(e);
	}
	rx_buf_free(&name);
	return ok;
}

/* -- who has a table --------------------------------------------------------- */

struct place {
	const struct rx_state	*state;	/* NULL: nobody's */
	struct rx_span		 table;	/* {"name":...,"key":...}, of its own one */
	struct rx_span		 kept;	/* its entry of learned.tables, or NONE */
};

static bool
is_text(struct rx_span raw, struct rx_span text)
{
	return rx_json_kind(raw) == RX_JSON_STRING && rx_json_is(raw, text);
}

/* Is that the name of the table of this entry's list? */
static bool
is_list(struct rx_span own, struct rx_span entry, struct rx_span name)
{
	struct rx_buf	path = RX_BUF_INIT(RX_BUF_LINE), b = RX_BUF_INIT(RX_BUF_LINE);
	bool		same = rx_json_text(&b, own) && rx_place_read(&path,
			    rx_json_get(entry, "path"));

	rx_buf_text(&b, "__");
	rx_place_join(&b, rx_buf_view(&path));
	same = same && path.n > 0 && rx_span_eq(rx_buf_view(&b), name);
	rx_buf_free(&path);
	rx_buf_free(&b);
	return same;
}

static struct place
find(const struct showing *s, struct rx_span name)
{
	struct place	p = { NULL, RX_SPAN_NONE, RX_SPAN_NONE };
	struct owner	*o;

	for (o = s->owners; o != NULL; o = o->next) {
		struct rx_span		table = rx_json_get(o->state.learned, "table"), v;
		struct rx_span		own = rx_json_get(table, "name");
		struct rx_json_iter	it;
		bool			is_own = is_text(own, name);

		if (is_own)
			p = (struct place){ &o->state, table, RX_SPAN_NONE };
		if (own.p == NULL || !rx_json_begin(&it, rx_json_get(o->state.learned, "tables")))
			continue;
		while (rx_json_next(&it, NULL, &v))
			if (is_own ? rx_json_empty(rx_json_get(v, "path")) : is_list(own, v, name))
				p = (struct place){ &o->state, table, v };
	}
	return p;
}

/* -- lines -------------------------------------------------------------------- */

static bool
is_asked(const struct showing *s, const struct place *p, struct rx_span name,
    struct rx_span table)
{
	return rx_named_is(&s->named, name) || rx_named_is(&s->named, table) ||
	    (p->state != NULL && rx_named_is(&s->named, p->state->resource));
}

static void
write_head(struct showing *s, const struct place *p, struct rx_span table)
{
	struct rx_span path = rx_json_get(p->kept, "path");

	rx_buf_reset(&s->b);
	rx_buf_byte(&s->b, '{');
	if (p->state != NULL) {
		rx_buf_text(&s->b, "\"resource\":");
		rx_json_quote(&s->b, p->state->resource);
		rx_buf_byte(&s->b, ',');
	}
	rx_buf_text(&s->b, "\"table\":");
	rx_json_quote(&s->b, table);
	if (path.p != NULL && !rx_json_empty(path)) {
		rx_buf_text(&s->b, ",\"list\":");
		rx_buf_span(&s->b, path);
	} else if (p->table.p != NULL) {
		rx_buf_printf(&s->b, ",\"disposition\":%.*s,\"key\":",
		    RX_FMT(rx_json_get(p->table, "disposition")));
		rx_buf_span(&s->b, rx_json_get(p->table, "key"));
	}
	rx_buf_text(&s->b, ",\"columns\":");
}

static bool
finish(struct showing *s, struct rx_err *e)
{
	if (!rx_buf_byte(&s->b, '}'))
		return rx_err_nomem(e);
	rx_out_line(s->out, rx_buf_view(&s->b));
	return true;
}

static bool
show_table(struct showing *s, struct rx_span name, struct rx_span table, struct rx_err *e)
{
	struct place p = find(s, name);

	if (!rx_named_see(&s->named, name) || !rx_named_see(&s->named, table))
		return rx_err_nomem(e);
	if (!is_asked(s, &p, name, table))
		return true;
	write_head(s, &p, table);
	return s->t->kind->columns(s->t, name, &s->b, e) && finish(s, e);
}

static bool
show_tables(struct showing *s, struct rx_err *e)
{
	struct rx_buf		list = RX_BUF_INIT(RX_BUF_LINE), name = RX_BUF_INIT(RX_BUF_LINE);
	struct rx_buf		table = RX_BUF_INIT(RX_BUF_LINE);
	struct rx_json_iter	it;
	struct rx_span		v;
	bool			ok = s->t->kind->tables(s->t, &list, e);

	for (ok = ok && rx_json_begin(&it, rx_buf_view(&list)); ok &&
	    rx_json_next(&it, NULL, &v); ) {
		rx_buf_reset(&name);
		rx_buf_reset(&table);
		ok = rx_json_text(&name, rx_json_get(v, "name")) &&
		    rx_json_text(&table, rx_json_get(v, "table")) ?
		    show_table(s, rx_buf_view(&name), rx_buf_view(&table), e) : rx_err_nomem(e);
	}
	rx_buf_free(&list);
	rx_buf_free(&name);
	rx_buf_free(&table);
	return ok;
}

/* A file's columns are the fields that its records had, as far as they are
 * kept: [["id","integer"],...] */
static bool
write_fields(struct rx_buf *b, struct rx_span fields)
{
	struct rx_json_iter	it;
	struct rx_span		v;
	const char		*separator = "";

	if (!rx_json_begin(&it, fields))
		return rx_buf_text(b, "null");
	rx_buf_byte(b, '[');
	while (rx_json_next(&it, NULL, &v)) {
		struct rx_span	name = rx_json_at(v, 0), place = rx_json_at(v, 2);
		bool		renamed = rx_json_kind(place) == RX_JSON_ARRAY &&
				    rx_json_count(place) == 1;

		rx_buf_printf(b, "%s{\"field\":", separator);
		rx_buf_span(b, renamed ? rx_json_at(place, 0) : name);
		if (renamed)
			rx_line_json(b, "column", name);
		rx_buf_text(b, ",\"type\":");
		rx_buf_span(b, rx_json_at(v, 1));
		rx_buf_byte(b, '}');
		separator = ",";
	}
	return rx_buf_byte(b, ']');
}

/* The table's own name, or that of a list of its records. */
static bool
write_name(struct rx_buf *b, const struct place *p)
{
	struct rx_buf	path = RX_BUF_INIT(RX_BUF_LINE);
	struct rx_span	list = rx_json_get(p->kept, "path");
	bool		ok;

	rx_buf_reset(b);
	ok = rx_json_text(b, rx_json_get(p->table, "name"));
	if (ok && list.p != NULL && !rx_json_empty(list)) {
		rx_buf_text(b, "__");
		ok = rx_place_read(&path, list) && rx_place_join(b, rx_buf_view(&path));
	}
	rx_buf_free(&path);
	return ok;
}

/* The table of a file, as far as it is kept. */
static bool
show_file(struct showing *s, const struct place *p, struct rx_buf *name, struct rx_err *e)
{
	if (!write_name(name, p) || !rx_named_see(&s->named, rx_buf_view(name)))
		return rx_err_nomem(e);
	if (!is_asked(s, p, rx_buf_view(name), rx_buf_view(name)))
		return true;
	write_head(s, p, rx_buf_view(name));
	return write_fields(&s->b, rx_json_get(p->kept, "fields")) ? finish(s, e) :
	    rx_err_nomem(e);
}

static bool
show_kept(struct showing *s, const struct rx_state *state, struct rx_err *e)
{
	struct place		p = { state, rx_json_get(state->learned, "table"), RX_SPAN_NONE };
	struct rx_json_iter	it;
	struct rx_buf		name = RX_BUF_INIT(RX_BUF_LINE);
	bool			ok = true;

	if (rx_json_get(p.table, "name").p == NULL)
		return true;
	if (!rx_json_begin(&it, rx_json_get(state->learned, "tables")))
		ok = show_file(s, &p, &name, e);
	else
		while (ok && rx_json_next(&it, NULL, &p.kept))
			ok = show_file(s, &p, &name, e);
	rx_buf_free(&name);
	return ok;
}

static bool
show(struct showing *s, struct rx_err *e)
{
	struct rx_buf	list = RX_BUF_INIT(RX_BUF_LINE);
	struct owner	*o;
	bool		ok = s->t->kind->resources(s->t, &list, e) &&
			    load_owners(s, rx_buf_view(&list), e);

	rx_buf_free(&list);
	for (o = s->owners; ok && o != NULL; o = o->next)
		ok = rx_named_see(&s->named, o->state.resource) || rx_err_nomem(e);
	if (ok && s->t->kind->columns != NULL)
		return show_tables(s, e) && rx_named_check(&s->named, "resource or table", e);
	for (o = s->owners; ok && o != NULL; o = o->next)
		ok = show_kept(s, &o->state, e);
	return ok && rx_named_check(&s->named, "resource or table", e);
}

bool
rx_merge_schema(const struct rx_merge_conf *conf, const char *const *names, size_t n,
    struct rx_out *out, struct rx_err *e)
{
	struct rx_target_conf		 tc = { .memory = conf->memory / 4, .read = true,
	    .schema = conf->schema };
	struct showing			 s = { .out = out, .b = RX_BUF_INIT(RX_BUF_LINE) };
	const struct rx_target_kind	*kind = rx_target_find(conf->into, &tc.where, e);
	struct owner			*o, *next;
	bool				 ok;

	if (kind == NULL || (s.t = rx_target_open(kind, &tc, e)) == NULL)
		return e->exit == RX_OK;
	ok = rx_named_open(&s.named, names, n, e) && show(&s, e);
	rx_named_close(&s.named);
	for (o = s.owners; o != NULL; o = next) {
		next = o->next;
		rx_state_free(&o->state);
		free(o);
	}
	rx_buf_free(&s.b);
	s.t->kind->close(s.t);
	return ok;
}
