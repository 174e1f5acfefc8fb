/* What columns there are, and those that a record's fields still need. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "lib/merge/postgres.h"

static struct postgres_column *
by_name(struct postgres_table *tb, const char *name)
{
	size_t i;

	for (i = 0; i < tb->n; i++)
		if (tb->cols[i].name != NULL && strcmp(tb->cols[i].name, name) == 0)
			return &tb->cols[i];
	return NULL;
}

/* Columns that fields were given in earlier runs. */
static bool
load_given(struct postgres_table *tb, struct rx_err *e)
{
	struct postgres		*t = tb->t;
	struct postgres_column	*c;
	PGresult		*r;
	int			 i, n;
	bool			 ok = true;

	if ((r = postgres_query(t, e, "SELECT field, col, own FROM %T WHERE tbl = %L "
	    "ORDER BY field", "_rx_columns", tb->name)) == NULL)
		return false;
	for (i = 0, n = t->pq.PQntuples(r); ok && i < n; i++) {
		if ((c = postgres_column_add(tb, postgres_value(t, r, i, 0))) == NULL ||
		    (c->name = postgres_text(postgres_value(t, r, i, 1))) == NULL) {
			ok = rx_err_nomem(e);
			break;
		}
		c->own = t->pq.PQgetvalue(r, i, 2)[0] == 't';
	}
	t->pq.PQclear(r);
	return ok;
}

/* One column that is there.  The stage may have a wider type than the table. */
static bool
there(struct postgres_table *tb, const char *name, const char *full, const char *base,
    enum postgres_sink in)
{
	struct postgres_column	*c = by_name(tb, name);
	struct postgres_type	 type = { AS_NOTHING, NULL, NULL };

	if (in == IN_STAGE && postgres_is_stages(name))
		return true;
	if (c == NULL) {
		if ((c = postgres_column_add(tb, RX_SPAN_NONE)) == NULL ||
		    (c->name = strdup(name)) == NULL)
			return false;
		c->rest = strcmp(name, "_rx_rest") == 0;
	}
	if ((c->in[in] = strdup(full)) == NULL || !postgres_type_set(&type, full, base))
		return false;
	if (in == IN_STAGE && c->in[IN_TABLE] != NULL &&
	    (!c->own || !postgres_type_wider(c->type.class, type.class))) {
		postgres_type_free(&type);
		return true;
	}
	postgres_type_free(&c->type);
	c->type = type;
	return true;
}

/* CockroachDB's own key of tables that have none. */
static bool
is_hidden(const struct postgres *t, const struct postgres_column *c)
{
	return t->cockroach && c->field.p == NULL && strcmp(c->name, "rowid") == 0;
}

static bool
load_columns(struct postgres_table *tb, enum postgres_sink in, struct rx_err *e)
{
	struct postgres_column	*c;
	struct postgres		*t = tb->t;
	PGresult		*r;
	int			 i, n;
	bool			 ok = true;

	if ((r = postgres_query(t, e,
	    "SELECT attname, pg_catalog.format_type(atttypid, atttypmod), "
	    "pg_catalog.format_type(atttypid, NULL), attgenerated <> '' OR attidentity = 'a' "
	    "FROM pg_catalog.pg_attribute a "
	    "JOIN pg_catalog.pg_class c ON c.oid = attrelid JOIN pg_catalog.pg_namespace s "
	    "ON s.oid = relnamespace WHERE nspname = %L AND relname = %L AND attnum > 0 "
	    "AND NOT attisdropped ORDER BY attnum", t->schema,
	    in == IN_STAGE ? tb->stage : tb->name)) == NULL)
		return false;
	for (i = 0, n = t->pq.PQntuples(r); ok && i < n; i++) {
		ok = there(tb, t->pq.PQgetvalue(r, i, 0), t->pq.PQgetvalue(r, i, 1),
		    t->pq.PQgetvalue(r, i, 2), in) || rx_err_nomem(e);
		if (ok && (c = by_name(tb, t->pq.PQgetvalue(r, i, 0))) != NULL)
			c->unusable = t->pq.PQgetvalue(r, i, 3)[0] == 't' || is_hidden(t, c);
	}
	t->pq.PQclear(r);
	return ok;
}

/* Records are numbered on from those of an earlier process. */
static bool
load_number(struct postgres_table *tb, struct rx_err *e)
{
	char *n = NULL;

	if (tb->conf.disposition == RX_MERGE && postgres_ask(tb->t, e, &n,
	    "SELECT coalesce(max(_rx_n), 0) FROM %T", tb->stage) < 0)
		return false;
	tb->numbered = n != NULL ? strtoul(n, NULL, 10) : 0;
	free(n);
	return true;
}

static bool
load_stage(struct postgres_table *tb, struct rx_err *e)
{
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_LINE);
	bool		ok;
	int		r;

	rx_buf_text(&b, "_rx_stage_");
	rx_buf_span(&b, tb->conf.resource);
	ok = postgres_table_name(tb->t, rx_buf_view(&b), true, RX_NAMES_EXACT, &tb->stage, e);
	rx_buf_free(&b);
	if (!ok || (r = postgres_has(tb->t, tb->stage, e)) == -1)
		return false;
	tb->exists[IN_STAGE] = r != 0;
	return r == 0 || (load_columns(tb, IN_STAGE, e) && load_number(tb, e));
}

/* Every column that is there and a field's has a place in a row. */
static void
give_places(struct postgres_table *tb)
{
	size_t i;

	for (i = 0; i < tb->n; i++)
		if (tb->cols[i].place == 0 && tb->cols[i].in[tb->sink] != NULL &&
		    (tb->cols[i].field.p != NULL || tb->cols[i].rest))
			tb->cols[i].place = ++tb->places;
}

/* Finds out what is there, once; a transaction is open. */
bool
postgres_table_ready(struct postgres_table *tb, struct rx_err *e)
{
	int r;

	if (tb->name != NULL)
		return true;
	if (!postgres_table_name(tb->t, tb->conf.name, false, tb->conf.names, &tb->name, e) ||
	    (r = postgres_has(tb->t, tb->name, e)) == -1)
		return false;
	if (r == 'v')
		return rx_err_set(e, RX_FAILED, "%s: %s is a view, records need a table",
		    tb->t->name, tb->name);
	tb->exists[IN_TABLE] = r != 0;
	if (!load_given(tb, e) || (r != 0 && !load_columns(tb, IN_TABLE, e)) ||
	    (tb->sink == IN_STAGE && !load_stage(tb, e)))
		return false;
	give_places(tb);
	return true;
}

bool
postgres_table_rest(struct postgres_table *tb, struct rx_err *e)
{
	struct postgres_column *c = by_name(tb, "_rx_rest");

	if (c == NULL) {
		if ((c = postgres_column_add(tb, RX_SPAN_NONE)) == NULL ||
		    (c->name = strdup("_rx_rest")) == NULL ||
		    !postgres_type_class(&c->type, AS_JSON))
			return rx_err_nomem(e);
		c->rest = true;
	}
	if (c->place == 0)
		c->place = ++tb->places;
	return c->wanted = true;
}

/* Must it have a column of its own, however many there are? */
bool
postgres_reserved(const struct postgres_table *tb, struct rx_span field)
{
	const struct rx_scd2 *s = tb->conf.scd2;

	return postgres_key_has(tb->conf.key, field) ||
	    postgres_key_has(tb->conf.merge_key, field) || (s != NULL &&
	    (rx_span_eq(field, s->valid_from) || rx_span_eq(field, s->valid_to) ||
	    rx_span_eq(field, s->version)));
}

/* Fields of a key that have no column yet: room is kept for them. */
static size_t
missing(struct postgres_table *tb, const struct rx_key *key)
{
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_TEXT);
	size_t		i, n = 0;

	for (i = 0; key != NULL && i < key->n; i++) {
		rx_buf_reset(&b);
		n += postgres_key_first(&key->field[i], &b) &&
		    postgres_column_find(tb, rx_buf_view(&b)) == NULL;
	}
	rx_buf_free(&b);
	return n;
}

static bool
want(struct postgres_table *tb, struct rx_span field, bool *rest, struct rx_err *e)
{
	struct postgres_column *c = postgres_column_find(tb, field);

	if (c != NULL)
		return true;
	if (!postgres_reserved(tb, field) && tb->fields + missing(tb, tb->conf.key) +
	    missing(tb, tb->conf.merge_key) >= POSTGRES_COLUMNS)
		return *rest = true;
	if ((c = postgres_column_add(tb, field)) == NULL)
		return rx_err_nomem(e);
	return postgres_column_name(tb, c, e);
}

/* The fields of a record get names; columns and places they get with the first
 * value that is not null. */
bool
postgres_table_learn(struct postgres_table *tb, const struct rx_record *r, struct rx_err *e)
{
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_LINE);
	bool		rest = false, ok = true;
	uint32_t	i;

	for (i = 0; ok && i < r->n; i++) {
		rx_buf_reset(&b);
		ok = rx_json_decode(&b, rx_record_key(r, &r->fields[i])) >= 0 ?
		    want(tb, rx_buf_view(&b), &rest, e) : rx_err_nomem(e);
	}
	rx_buf_free(&b);
	return ok && (!rest || postgres_table_rest(tb, e));
}
