/* A record becomes a row of the batch. */
#include <stdlib.h>
#include <string.h>

#include "lib/merge/postgres.h"

#define UNKNOWN	UINT32_MAX
#define REST	(UINT32_MAX - 1)

/* The column of the i-th field: mostly that of the i-th field before. */
static uint32_t
find(struct postgres_table *tb, uint32_t i, struct rx_span raw)
{
	struct postgres_column	*c;
	struct rx_buf		 b = RX_BUF_INIT(RX_BUF_LINE);
	struct rx_span		 name = { raw.p + 1, raw.n - 2 };
	bool			 rest;

	if (tb->where[i] < tb->n && rx_span_eq(tb->cols[tb->where[i]].raw, raw))
		return tb->where[i];
	if (memchr(raw.p, '\\', raw.n) != NULL) {
		(void)rx_json_decode(&b, raw);
		name = rx_buf_view(&b);
	}
	c = postgres_column_find(tb, name);
	rest = c == NULL && tb->fields >= POSTGRES_COLUMNS && !postgres_reserved(tb, name);
	rx_buf_free(&b);
	if (c == NULL)
		return rest ? REST : UNKNOWN;
	if (!rx_span_eq(c->raw, raw))
		(void)rx_state_text(&c->raw, raw);
	return (uint32_t)(c - tb->cols);
}

static struct postgres_column *
rest_of(struct postgres_table *tb)
{
	size_t i;

	for (i = 0; i < tb->n; i++)
		if (tb->cols[i].rest && tb->cols[i].place != 0)
			return &tb->cols[i];
	return NULL;
}

/* Does the operation need the column?  Deleting and clearing compare a key. */
static bool
needs(const struct postgres_table *tb, enum rx_op op, const struct postgres_column *c)
{
	return op == RX_OP_PUT || (op == RX_OP_DELETE && (c->in_key || tb->sink == IN_STAGE)) ||
	    (op == RX_OP_CLEAR && c->in_merge_key);
}

/* Finds the column of each field; false: some have none yet. */
static bool
find_all(struct postgres_table *tb, const struct rx_record *r)
{
	bool		rest = false, all = true;
	uint32_t	i;

	for (i = 0; i < r->n; i++) {
		uint32_t at = tb->where[i] = find(tb, i, rx_record_key(r, &r->fields[i]));

		rest |= at == REST;
		all &= at != UNKNOWN;
	}
	return all && (!rest || rest_of(tb) != NULL);
}

/* Operations that only compare make no columns: what has none, no row has. */
static bool
place(struct postgres_table *tb, bool learn, const struct rx_record *r, struct rx_err *e)
{
	uint32_t *more;

	if (r->n > tb->nwhere) {
		if ((more = realloc(tb->where, r->n * sizeof(*more))) == NULL)
			return rx_err_nomem(e);
		tb->where = more;
		while (tb->nwhere < r->n)
			tb->where[tb->nwhere++] = UNKNOWN;
	}
	if (find_all(tb, r) || !learn)
		return true;
	if (!postgres_table_learn(tb, r, e))
		return false;
	(void)find_all(tb, r);
	return true;
}

static void
add_rest(struct postgres_table *tb, const struct rx_record *r, const struct rx_field *f)
{
	rx_buf_byte(&tb->rest, tb->rest.n == 0 ? '{' : ',');
	rx_buf_span(&tb->rest, rx_record_key(r, f));
	rx_buf_byte(&tb->rest, ':');
	rx_json_compact(&tb->rest, rx_record_value(r, f));
}

/* Gives the columns the record's values; what a name that comes twice has is
 * the last one's. */
static bool
spread(struct postgres_table *tb, enum rx_op op, const struct rx_record *r)
{
	static const struct postgres_column	 none;
	struct postgres_column			*c;
	uint32_t				 i;

	tb->serial++;
	rx_buf_reset(&tb->rest);
	for (i = 0; i < r->n; i++) {
		if (tb->where[i] >= tb->n) {
			if (needs(tb, op, &none))
				add_rest(tb, r, &r->fields[i]);
			continue;
		}
		c = &tb->cols[tb->where[i]];
		if (!needs(tb, op, c))
			continue;
		c->value = rx_record_value(r, &r->fields[i]);
		c->serial = tb->serial;
	}
	if (tb->rest.n > 0) {
		rx_buf_byte(&tb->rest, '}');
		c = rest_of(tb);
		c->value = rx_buf_view(&tb->rest);
		c->serial = tb->serial;
		c->wanted = true;
	}
	return !tb->rest.failed;
}

/* The types that it needs, all of them or none. */
static enum rx_put
fit(struct postgres_table *tb, const struct rx_record *r, struct rx_err *e)
{
	struct postgres_column	*c;
	enum rx_put		 put;
	uint32_t		 i;
	bool			 any = tb->rest.n > 0;

	for (i = 0; i < r->n; i++) {
		if (tb->where[i] >= tb->n)
			continue;
		c = &tb->cols[tb->where[i]];
		if (c->serial == tb->serial &&
		    (put = postgres_fit(c, c->value, &c->next, e)) != RX_PUT_OK)
			return put;
	}
	for (i = 0; i < r->n; i++) {
		if (tb->where[i] >= tb->n)
			continue;
		c = &tb->cols[tb->where[i]];
		if (c->serial != tb->serial)
			continue;
		c->wanted |= c->next != AS_NOTHING;
		any |= c->wanted;
		if (c->next != c->type.class && !postgres_type_class(&c->type, c->next)) {
			rx_err_nomem(e);
			return RX_PUT_FAILED;
		}
		if (c->wanted && c->place == 0)
			c->place = ++tb->places;
	}
	/* a table has a column, even if no record has a value */
	return any || postgres_table_rest(tb, e) ? RX_PUT_OK : RX_PUT_FAILED;
}

/* Can there be rows that a record's key, or merge_key, names? */
static bool
can_match(struct postgres_table *tb, enum rx_op op)
{
	const struct rx_key	*key = op == RX_OP_CLEAR ? tb->conf.merge_key : tb->conf.key;
	struct rx_buf		 b = RX_BUF_INIT(RX_BUF_LINE);
	struct postgres_column	*c;
	bool			 can = key != NULL && key->n > 0;
	size_t			 i;

	for (i = 0; can && i < key->n; i++) {
		rx_buf_reset(&b);
		c = postgres_key_first(&key->field[i], &b) ?
		    postgres_column_find(tb, rx_buf_view(&b)) : NULL;
		can = c != NULL && c->place != 0 && c->serial == tb->serial;
	}
	rx_buf_free(&b);
	return can;
}

/* The row as COPY takes it; at is where it begins. */
enum rx_put
postgres_put(struct rx_table *table, enum rx_op op, const struct rx_record *r, struct rx_span part,
    struct rx_err *e)
{
	struct postgres_table	*tb = (struct postgres_table *)table;
	size_t			 at = tb->batch.text.n;
	bool			 compares = op == RX_OP_CLEAR ||
				    (op == RX_OP_DELETE && tb->sink == IN_TABLE);
	enum rx_put		 put;

	if (!postgres_table_ready(tb, e) || !place(tb, !compares || tb->sink == IN_STAGE, r, e))
		return RX_PUT_FAILED;
	if (!spread(tb, op, r)) {
		rx_err_nomem(e);
		return RX_PUT_FAILED;
	}
	if (compares && tb->sink == IN_TABLE && !can_match(tb, op))
		return RX_PUT_OK;
	if ((put = fit(tb, r, e)) == RX_PUT_OK &&
	    (put = postgres_row(tb, op, r, part, e)) == RX_PUT_OK &&
	    !postgres_batch_add(tb, op, r, at)) {
		rx_err_nomem(e);
		put = RX_PUT_FAILED;
	}
	if (put != RX_PUT_OK)
		tb->batch.text.n = at;
	return put;
}
