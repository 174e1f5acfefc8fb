/*
 * A load that is merged as a whole, with tables of lists.  While its root is
 * published, this is noted for them, until the transaction ends:
 *	pg_temp._rx_taken	numbers of the records whose lists' rows come
 *	pg_temp._rx_links	what names the rows whose lists' rows go
 */
#include <stdlib.h>
#include <string.h>

#include "lib/merge/postgres.h"

/* The values of the link: a field of it that is within a nested value is a text. */
static bool
write_link(struct postgres_table *tb, enum postgres_side side, struct rx_buf *b)
{
	const struct rx_key	*link = tb->conf.link;
	size_t			 i;
	bool			 ok = true;

	for (i = 0; ok && i < link->n; i++) {
		struct rx_key	one = { .field = { link->field[i] }, .n = 1 };
		bool		nested = link->field[i].nested;

		rx_buf_text(b, i > 0 ? "," : "");
		rx_buf_text(b, nested ? "((" : "");
		ok = postgres_key_list(tb, &one, side, b) &&
		    rx_buf_printf(b, "%s AS k%zu", nested ? ") #>> '{}')" : "", i);
	}
	return ok;
}

bool
postgres_family_begin(struct postgres_table *tb, struct rx_err *e)
{
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_LINE);
	bool		ok;

	if (tb->conf.link == NULL)
		return true;
	tb->linked = tb->exists[IN_TABLE] && write_link(tb, OF_TABLE, &b);
	ok = postgres_run(tb->t, e, "DROP TABLE IF EXISTS pg_temp._rx_taken; "
	    "DROP TABLE IF EXISTS pg_temp._rx_links; "
	    "CREATE TEMPORARY TABLE _rx_taken (n bigint) ON COMMIT DROP") && (!tb->linked ||
	    postgres_run(tb->t, e, "CREATE TEMPORARY TABLE _rx_links ON COMMIT DROP AS "
	    "SELECT %s FROM %T t LIMIT 0", rx_buf_str(&b), tb->name));
	rx_buf_free(&b);
	return ok;
}

static bool
note_taken(struct postgres_table *tb, struct rx_err *e)
{
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_LINE);
	bool		ok = true;

	if (tb->conf.strategy == RX_INSERT_ONLY) {
		postgres_sql(tb->t, &b, " AND NOT EXISTS (SELECT 1 FROM %T t WHERE ", tb->name);
		ok = postgres_key_equal(tb, tb->conf.key, OF_STAGE, &b) && rx_buf_byte(&b, ')');
	}
	ok = ok ? postgres_run(tb->t, e, "INSERT INTO pg_temp._rx_taken SELECT _rx_number FROM %T i "
	    "WHERE _rx_op = 'p'%s", tb->stage, rx_buf_str(&b)) : rx_err_nomem(e);
	rx_buf_free(&b);
	return ok;
}

static bool
note_links(struct postgres_table *tb, struct rx_err *e)
{
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_LINE);
	bool		ok = true;

	if (tb->conf.key->n > 0 && write_link(tb, OF_STAGE, &b))
		ok = postgres_run(tb->t, e, "INSERT INTO pg_temp._rx_links SELECT %s FROM %T i",
		    rx_buf_str(&b), tb->stage);
	rx_buf_free(&b);
	return ok;
}

bool
postgres_family_note(struct postgres_table *tb, struct rx_err *e)
{
	return tb->conf.link == NULL || (note_taken(tb, e) && (!tb->linked ||
	    tb->conf.scd2 != NULL || tb->conf.strategy == RX_INSERT_ONLY ||
	    note_links(tb, e)));
}

bool
postgres_family_gone(struct postgres_table *tb, const char *keys, struct rx_err *e)
{
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_LINE), equal = RX_BUF_INIT(RX_BUF_LINE);
	bool		ok = true;

	if (tb->conf.link != NULL && tb->linked && write_link(tb, OF_TABLE, &b) &&
	    postgres_key_equal(tb, tb->conf.merge_key, OF_STAGE, &equal))
		ok = postgres_run(tb->t, e, "INSERT INTO pg_temp._rx_links SELECT %s FROM %T t "
		    "WHERE EXISTS (SELECT 1 FROM %s i WHERE %s)", rx_buf_str(&b), tb->name, keys,
		    rx_buf_str(&equal));
	rx_buf_free(&b);
	rx_buf_free(&equal);
	return ok;
}

/* -- a table of lists -------------------------------------------------------- */

static struct postgres_table *
root_of(const struct postgres_table *tb)
{
	struct postgres_table *o;

	for (o = tb->t->tables; o != NULL; o = o->next)
		if (o->conf.link != NULL && rx_span_eq(o->conf.resource, tb->conf.root))
			break;
	return o;
}

static bool
is_number(const char *cast)
{
	static const char *const types[] = { "bigint", "integer", "smallint", "numeric",
	    "double precision", "real" };
	size_t i;

	for (i = 0; i < sizeof(types) / sizeof(*types); i++)
		if (strcmp(types[i], cast) == 0)
			return true;
	return false;
}

/* t."_orders_id" = i.k0: the two have had the same values, but may have been
 * given other types. */
static bool
write_equal(const struct postgres_table *root, struct postgres_table *tb, struct rx_buf *b)
{
	const struct rx_key	*link = root->conf.link, *key = tb->conf.merge_key;
	size_t			 i;

	for (i = 0; i < key->n && i < link->n; i++) {
		const struct postgres_column	*c = postgres_column_find(tb, key->field[i].name);
		const struct postgres_column	*o = link->field[i].nested ? NULL :
		    postgres_column_find((struct postgres_table *)(uintptr_t)root,
		    link->field[i].name);
		const char			*was, *is;
		bool				 alike;

		if (c == NULL || (is = c->in[IN_TABLE]) == NULL)
			return false;
		was = o != NULL ? o->type.cast : "text";
		alike = strcmp(c->type.cast, was) == 0 ||
		    (is_number(c->type.cast) && is_number(was));
		postgres_sql(tb->t, b, alike ? "%st.%I = i.k%d" : "%st.%I::text = i.k%d::text",
		    i > 0 ? " AND " : "", c->name, (long)i);
	}
	return !b->failed;
}

static bool
clear(const struct postgres_table *root, struct postgres_table *tb, struct rx_err *e)
{
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_LINE);
	bool		ok = true;

	if (root->linked && tb->exists[IN_TABLE] && tb->conf.strategy != RX_INSERT_ONLY &&
	    write_equal(root, tb, &b))
		ok = postgres_run(tb->t, e, "ANALYZE pg_temp._rx_links; DELETE FROM %T t "
		    "WHERE EXISTS (SELECT 1 FROM pg_temp._rx_links i WHERE %s)", tb->name,
		    rx_buf_str(&b));
	rx_buf_free(&b);
	return ok;
}

bool
postgres_family_keep(struct postgres_table *tb, struct rx_err *e)
{
	const struct postgres_table *root = root_of(tb);

	if (root == NULL)
		return rx_err_set(e, RX_FAILED, "%s: the table %s has no root", tb->t->name,
		    tb->name);
	return clear(root, tb, e) && (!tb->exists[IN_STAGE] || postgres_run(tb->t, e,
	    "ANALYZE pg_temp._rx_taken; DELETE FROM %T i WHERE NOT EXISTS "
	    "(SELECT 1 FROM pg_temp._rx_taken k WHERE k.n = i._rx_number)", tb->stage));
}
