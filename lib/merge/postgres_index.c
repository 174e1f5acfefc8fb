/* The unique index that merge needs on the key's columns. */
#include <stdlib.h>
#include <stdio.h>
#include <string.h>

#include "lib/merge/postgres.h"

void
postgres_index_name(const char *prefix, struct rx_span s, char *name)
{
	size_t		room = POSTGRES_NAME - strlen(prefix);
	char		number[24] = "";

	if (s.n > room) {
		(void)snprintf(number, sizeof(number), "_%08lx", rx_span_hash(s) & 0xffffffffUL);
		for (s.n = room - 9; ((unsigned char)s.p[s.n] & 0xc0) == 0x80; )
			s.n--;
	}
	(void)snprintf(name, POSTGRES_NAME + 1, "%s%.*s%s", prefix, (int)s.n, s.p, number);
}

/* Is there a unique index on just the key's columns?  One of a nested key can
 * only be ours. */
static int
has_index(struct postgres_table *tb, struct rx_err *e)
{
	struct rx_buf	 b = RX_BUF_INIT(RX_BUF_LINE), places = RX_BUF_INIT(RX_BUF_LINE);
	size_t		 i;
	int		 n;

	for (i = 0; i < tb->conf.key->n; i++) {
		const struct rx_key_field	*f = &tb->conf.key->field[i];
		struct postgres_column		*c = postgres_column_find(tb, f->name);

		if (f->nested || c == NULL) {
			rx_buf_free(&b);
			rx_buf_free(&places);
			return 0;
		}
		postgres_sql(tb->t, &b, "%s%L", i > 0 ? "," : "", c->name);
		rx_buf_printf(&places, "%sindkey[%zu]", i > 0 ? "," : "", i);
	}
	n = postgres_ask(tb->t, e, NULL, "SELECT 1 FROM pg_catalog.pg_index i "
	    "JOIN pg_catalog.pg_class c ON c.oid = indrelid "
	    "JOIN pg_catalog.pg_namespace s ON s.oid = relnamespace "
	    "WHERE nspname = %L AND relname = %L AND indisunique AND indisvalid AND indimmediate "
	    "AND indpred IS NULL AND indexprs IS NULL AND indnkeyatts = %d "
	    "AND (SELECT count(*) FROM pg_catalog.pg_attribute a WHERE attrelid = indrelid "
	    "AND attnum IN (%s) AND attname IN (%s)) = %d", tb->t->schema, tb->name,
	    (long)tb->conf.key->n, rx_buf_str(&places), rx_buf_str(&b), (long)tb->conf.key->n);
	rx_buf_free(&b);
	rx_buf_free(&places);
	return n;
}

/* Is rx's own index there, just as it would be made? */
static int
has_own(struct postgres_table *tb, const char *name, const char *list, struct rx_err *e)
{
	return postgres_ask(tb->t, e, NULL, "SELECT 1 FROM pg_catalog.pg_class c "
	    "JOIN pg_catalog.pg_namespace s ON s.oid = relnamespace WHERE nspname = %L "
	    "AND relname = %L AND pg_catalog.obj_description(c.oid, 'pg_class') = %L",
	    tb->t->schema, name, list);
}

/* To CockroachDB a unique index is a constraint too. */
static bool
drop(struct postgres *t, const char *name, struct rx_err *e)
{
	return postgres_define(t, e, "DROP INDEX IF EXISTS %T%s", name,
	    t->cockroach ? " CASCADE" : "");
}

static bool
make(struct postgres_table *tb, const char *name, const char *list, struct rx_err *e)
{
	struct postgres	*t = tb->t;
	struct rx_buf	 key = RX_BUF_INIT(RX_BUF_TEXT);
	PGresult	*r;
	bool		 twice;

	if (!drop(t, name, e))
		return false;
	rx_buf_reset(&t->sql);
	postgres_sql(t, &t->sql, "CREATE UNIQUE INDEX %I ON %T (%s)", name, tb->name, list);
	r = postgres_change(t, rx_buf_str(&t->sql));
	if (t->pq.PQresultStatus(r) == PGRES_COMMAND_OK) {
		t->pq.PQclear(r);
		return postgres_define(t, e, "COMMENT ON INDEX %T IS %L", name, list);
	}
	twice = postgres_row_fault(t, r);
	postgres_fail(t, r, e);
	t->pq.PQclear(r);
	if (twice) {
		rx_key_text(&key, tb->conf.key);
		rx_err_set(e, RX_BAD_DATA, "%s: the table %s has rows with the same key (%s)",
		    t->name, tb->name, rx_buf_str(&key));
		rx_err_hint(e, "merge needs one row a key: remove the others, or use append");
		rx_buf_free(&key);
	}
	return false;
}

bool
postgres_table_index(struct postgres_table *tb, struct rx_err *e)
{
	struct rx_buf	list = RX_BUF_INIT(RX_BUF_LINE);
	char		name[POSTGRES_NAME + 1];
	int		r;

	if (tb->indexed)
		return true;
	postgres_index_name("_rx_key_", rx_span_of(tb->name), name);
	if (!postgres_key_list(tb, tb->conf.key, OF_NONE, &list)) {
		rx_buf_free(&list);
		return rx_err_nomem(e);
	}
	if ((r = has_own(tb, name, rx_buf_str(&list), e)) == 0)
		r = has_index(tb, e);
	if (r == 0 && make(tb, name, rx_buf_str(&list), e))
		r = 1;
	rx_buf_free(&list);
	return tb->indexed = r > 0;
}

bool
postgres_table_unindex(struct postgres_table *tb, struct rx_err *e)
{
	char name[POSTGRES_NAME + 1];

	postgres_index_name("_rx_key_", rx_span_of(tb->name), name);
	return drop(tb->t, name, e);
}

/* Does the key's index begin with these columns? */
static bool
begins_key(const struct postgres_table *tb)
{
	const struct rx_key	*key = tb->conf.key, *part = tb->conf.merge_key;
	size_t			 i;

	for (i = 0; i < part->n && i < key->n; i++)
		if (!rx_span_eq(part->field[i].path, key->field[i].path))
			return false;
	return i == part->n;
}

bool
postgres_merge_index(struct postgres_table *tb, struct rx_err *e)
{
	struct rx_buf	list = RX_BUF_INIT(RX_BUF_LINE);
	char		name[POSTGRES_NAME + 1];
	bool		ok;

	if (begins_key(tb))
		return true;
	postgres_index_name("_rx_part_", rx_span_of(tb->name), name);
	ok = postgres_key_list(tb, tb->conf.merge_key, OF_NONE, &list) ? postgres_define(tb->t, e,
	    "CREATE INDEX IF NOT EXISTS %I ON %T (%s)", name, tb->name, rx_buf_str(&list)) :
	    rx_err_nomem(e);
	rx_buf_free(&list);
	return ok;
}
