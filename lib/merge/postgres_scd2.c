/* Versions: those that the load has no more are retired, new ones come. */
#include <stdlib.h>

#include "lib/merge/postgres.h"

/* A JSON value as SQL, of that column's type. */
static bool
literal(struct postgres_table *tb, const struct postgres_column *c, struct rx_span v,
    struct rx_buf *b)
{
	struct rx_buf	text = RX_BUF_INIT(RX_BUF_TEXT);
	bool		ok = true;

	if (v.p == NULL || rx_json_kind(v) == RX_JSON_NULL)
		return postgres_sql(tb->t, b, "NULL::%s", c->type.cast);
	ok = rx_json_text(&text, v) &&
	    postgres_sql(tb->t, b, "%S::%s", rx_buf_view(&text), c->type.cast);
	rx_buf_free(&text);
	return ok;
}

struct versions {
	const struct postgres_column	*to, *version;
	struct rx_buf			 active, boundary;	/* SQL */
};

/* What holds no version has an end that has not come. */
static bool
retire(struct postgres_table *tb, struct versions *v, struct rx_err *e)
{
	struct rx_buf	*b = &tb->t->sql, of = RX_BUF_INIT(RX_BUF_LINE);
	PGresult	*r = NULL;
	unsigned long	 n;
	int		 result;

	if (tb->conf.merge_key != NULL && tb->conf.merge_key->n > 0) {
		rx_buf_text(&of, " AND ");
		postgres_sql(tb->t, &of, "EXISTS (SELECT 1 FROM %T i WHERE ", tb->stage);
		if (!tb->exists[IN_STAGE] ||
		    !postgres_key_equal(tb, tb->conf.merge_key, OF_STAGE, &of)) {
			rx_buf_free(&of);
			return true;
		}
		rx_buf_byte(&of, ')');
	}
	rx_buf_reset(b);
	postgres_sql(tb->t, b, "UPDATE %T t SET %I = %s WHERE t.%I IS NOT DISTINCT FROM %s",
	    tb->name, v->to->name, rx_buf_str(&v->boundary), v->to->name, rx_buf_str(&v->active));
	if (tb->exists[IN_STAGE]) {
		postgres_sql(tb->t, b, " AND NOT EXISTS (SELECT 1 FROM %T i WHERE t.%I = ",
		    tb->stage, v->version->name);
		postgres_side(tb, v->version, OF_STAGE, b);
		rx_buf_byte(b, ')');
	}
	rx_buf_text(b, rx_buf_str(&of));
	rx_buf_free(&of);
	result = postgres_touch(tb->t, b, &n, &r, e);
	tb->conf.counts->updated += n;
	return postgres_publishes(tb->t, result, r, e);
}

/* Each version once, the first that came; those that hold stay. */
static bool
drop_known(struct postgres_table *tb, struct versions *v, unsigned long *known, struct rx_err *e)
{
	struct rx_buf	*b = &tb->t->sql, side = RX_BUF_INIT(RX_BUF_TEXT);
	PGresult	*r = NULL;
	unsigned long	 twice = 0;
	int		 result;

	postgres_side(tb, v->version, OF_STAGE, &side);
	rx_buf_reset(b);
	postgres_sql(tb->t, b, "DELETE FROM %T WHERE _rx_n IN (SELECT n FROM (SELECT _rx_n AS n, "
	    "row_number() OVER (PARTITION BY %s ORDER BY _rx_n) AS place FROM %T i) d "
	    "WHERE place > 1)", tb->stage, rx_buf_str(&side), tb->stage);
	result = postgres_touch(tb->t, b, &twice, &r, e);
	if (result == 1) {
		rx_buf_reset(b);
		postgres_sql(tb->t, b, "DELETE FROM %T i WHERE EXISTS (SELECT 1 FROM %T t WHERE "
		    "t.%I = %s AND t.%I IS NOT DISTINCT FROM %s)", tb->stage, tb->name,
		    v->version->name, rx_buf_str(&side), v->to->name, rx_buf_str(&v->active));
		result = postgres_touch(tb->t, b, known, &r, e);
	}
	*known += twice;
	rx_buf_free(&side);
	return postgres_publishes(tb->t, result, r, e);
}

static bool
publish(struct postgres_table *tb, struct versions *v, struct rx_err *e)
{
	unsigned long known = 0;

	if (!literal(tb, v->to, tb->conf.scd2->active, &v->active) ||
	    !literal(tb, v->to, tb->conf.scd2->boundary, &v->boundary))
		return rx_err_nomem(e);
	if (!retire(tb, v, e) || (tb->exists[IN_STAGE] && !drop_known(tb, v, &known, e)))
		return false;
	tb->conf.counts->unchanged += known;
	return !tb->exists[IN_STAGE] || (postgres_family_note(tb, e) &&
	    postgres_stage_copy(tb, e));
}

bool
postgres_scd2_publish(struct postgres_table *tb, struct rx_err *e)
{
	const struct rx_scd2	*s = tb->conf.scd2;
	struct versions		 v = {
		.to = postgres_column_find(tb, s->valid_to),
		.version = postgres_column_find(tb, s->version),
		.active = RX_BUF_INIT(RX_BUF_TEXT), .boundary = RX_BUF_INIT(RX_BUF_TEXT)
	};
	bool			 ok;

	if (!tb->exists[IN_TABLE])
		return true;
	if (v.to == NULL || v.to->in[IN_TABLE] == NULL || v.version == NULL ||
	    v.version->in[IN_TABLE] == NULL)
		return rx_err_set(e, RX_FAILED, "%s: the table %s has no versions", tb->t->name,
		    tb->name);
	ok = postgres_plans(tb->t, true, e) && publish(tb, &v, e) &&
	    postgres_plans(tb->t, false, e);
	rx_buf_free(&v.active);
	rx_buf_free(&v.boundary);
	return ok;
}
