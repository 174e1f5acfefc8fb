/* What the user's constraints refuse is told when it comes into the stage,
 * while it can be rejected: the stage has them too.  Not on CockroachDB, whose
 * catalogue may word them otherwise: there a refusal fails the load. */
#include <stdlib.h>

#include "lib/merge/postgres.h"

/* Of the table or the stage. */
#define OID	"(SELECT c.oid FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace s " \
		"ON s.oid = relnamespace WHERE nspname = %L AND relname = %L)"

/*
 * CHECK and NOT NULL, of columns that the stage has, as what ALTER TABLE adds;
 * NULL: none that it lacks.  Rows that only delete or clear have no more than
 * their key.
 */
static int
lacking(struct postgres_table *tb, char **list, struct rx_err *e)
{
	struct postgres	*t = tb->t;
	const char	*others = tb->conf.disposition == RX_MERGE ?
			    "_rx_op IS DISTINCT FROM ''p'' OR " : "";

	return postgres_ask(t, e, list, "SELECT string_agg('ADD CONSTRAINT ' || quote_ident(name) "
	    "|| ' CHECK (%s(' || expr || ')) NOT VALID', ', ') FROM ("
	    "SELECT conname AS name, pg_catalog.pg_get_expr(conbin, conrelid) AS expr, conkey AS keys "
	    "FROM pg_catalog.pg_constraint WHERE conrelid = " OID " AND contype = 'c' UNION ALL "
	    "SELECT 'rx_required_' || attnum, quote_ident(attname) || ' IS NOT NULL', "
	    "ARRAY[attnum] FROM pg_catalog.pg_attribute WHERE attrelid = " OID " AND attnum > 0 "
	    "AND attnotnull AND NOT attisdropped) limits WHERE keys IS NOT NULL AND NOT EXISTS ("
	    "SELECT 1 FROM pg_catalog.pg_attribute WHERE attrelid = " OID " AND attnum = ANY(keys) "
	    "AND attname NOT IN (SELECT attname FROM pg_catalog.pg_attribute WHERE attrelid = " OID
	    " AND NOT attisdropped)) AND name NOT IN (SELECT conname FROM pg_catalog.pg_constraint "
	    "WHERE conrelid = " OID ") HAVING count(*) > 0", others, t->schema, tb->name, t->schema,
	    tb->name, t->schema, tb->name, t->schema, tb->stage, t->schema, tb->stage);
}

bool
postgres_stage_check(struct postgres_table *tb, struct rx_err *e)
{
	char	*list = NULL;
	int	 n;
	bool	 ok;

	if (!tb->exists[IN_TABLE] || tb->t->cockroach)
		return true;
	n = lacking(tb, &list, e);
	ok = n == 0 || (n > 0 && postgres_define(tb->t, e, "ALTER TABLE %T %s", tb->stage, list));
	free(list);
	return ok;
}
