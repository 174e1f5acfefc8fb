/* A resource's table: its names, its columns by field, its key as SQL. */
#include <stdlib.h>
#include <stdio.h>
#include <string.h>

#include "lib/merge/postgres.h"

struct rx_table *
postgres_table_open(struct rx_target *base, const struct rx_table_conf *conf, struct rx_err *e)
{
	struct postgres		*t = (struct postgres *)base;
	struct postgres_table	*tb;

	if (conf->link != NULL && t->cockroach) {
		rx_err_set(e, RX_USAGE, "%.*s: on CockroachDB, unfolded lists can't be merged with a "
		    "load that waits", RX_FMT(conf->resource));
		rx_err_hint(e, "--nest 0 keeps lists as JSON; upsert without dedup_sort and "
		    "without a contract to freeze does not wait");
		return NULL;
	}
	if ((tb = calloc(1, sizeof(*tb))) == NULL) {
		rx_err_nomem(e);
		return NULL;
	}
	tb->t = t;
	tb->conf = *conf;
	tb->index = RX_INDEX(struct postgres_column, field);
	tb->sink = conf->disposition == RX_MERGE && !conf->staged ? IN_TABLE : IN_STAGE;
	tb->scratch = (struct rx_buf)RX_BUF_INIT(RX_BUF_LINE);
	tb->rest = (struct rx_buf)RX_BUF_INIT(RX_BUF_LINE);
	tb->batch.text = (struct rx_buf)RX_BUF_INIT((size_t)2 << 30);
	tb->batch.keys = (struct rx_buf)RX_BUF_INIT((size_t)2 << 30);
	(void)snprintf(tb->in_name, sizeof(tb->in_name), "pg_temp._rx_in_%u",
	    t->tables != NULL ? t->tables->number + 1 : 1);
	tb->number = t->tables != NULL ? t->tables->number + 1 : 1;
	tb->next = t->tables;
	t->tables = tb;
	return (struct rx_table *)tb;
}

static void
column_free(struct postgres_column *c)
{
	free((char *)(uintptr_t)c->field.p);
	free((char *)(uintptr_t)c->raw.p);
	free(c->name);
	free(c->in[IN_TABLE]);
	free(c->in[IN_STAGE]);
	postgres_type_free(&c->type);
}

void
postgres_table_free(struct postgres_table *tb)
{
	size_t i;

	for (i = 0; i < tb->n; i++)
		column_free(&tb->cols[i]);
	free(tb->cols);
	rx_index_free(&tb->index);
	free(tb->where);
	free(tb->name);
	free(tb->stage);
	free(tb->in_layout);
	rx_buf_free(&tb->scratch);
	rx_buf_free(&tb->rest);
	postgres_batch_free(&tb->batch);
	free(tb);
}

struct postgres_column *
postgres_column_find(struct postgres_table *tb, struct rx_span field)
{
	return rx_index_find(&tb->index, tb->cols, field);
}

/* Adds a column; field NONE: one that is not (yet) rx's.  Pointers to columns
 * are valid until the next is added. */
struct postgres_column *
postgres_column_add(struct postgres_table *tb, struct rx_span field)
{
	struct postgres_column	*c = rx_index_room(&tb->index, tb->cols, tb->n);
	size_t			 i;

	if (c == NULL)
		return NULL;
	tb->cols = c;
	c = &tb->cols[tb->n];
	*c = (struct postgres_column){ .own = true };
	if (field.p != NULL) {
		if (!rx_state_text(&c->field, field) ||
		    !postgres_type_declared(c, rx_json_member(tb->conf.columns, field)))
			return NULL;
		for (i = 0; tb->conf.disposition == RX_MERGE && i < tb->conf.key->n; i++)
			c->key |= !tb->conf.key->field[i].nested &&
			    rx_span_eq(tb->conf.key->field[i].name, field);
		if (tb->conf.scd2 != NULL && c->type.class == AS_NOTHING &&
		    rx_span_eq(field, tb->conf.scd2->valid_to) &&
		    !postgres_type_class(&c->type, AS_STRING))	/* before any has an end */
			return NULL;
		c->in_key = postgres_key_has(tb->conf.key, field);
		c->in_merge_key = postgres_key_has(tb->conf.merge_key, field);
		c->times = tb->t->infer_time && !c->in_key && !c->in_merge_key &&
		    tb->conf.scd2 == NULL;
		rx_index_add(&tb->index, tb->cols, tb->n);
		tb->fields++;
	}
	tb->n++;
	return c;
}

/* -- the key ---------------------------------------------------------------- */

static bool
first_only(void *arg, unsigned i, struct rx_span name)
{
	return i > 0 || rx_buf_span(arg, name);
}

bool
postgres_key_first(const struct rx_key_field *f, struct rx_buf *b)
{
	return f->nested ? rx_key_names(f, first_only, b) : rx_buf_span(b, f->name);
}

bool
postgres_key_has(const struct rx_key *key, struct rx_span field)
{
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_LINE);
	bool		has = false;
	size_t		i;

	for (i = 0; key != NULL && !has && i < key->n; i++) {
		rx_buf_reset(&b);
		has = postgres_key_first(&key->field[i], &b) && rx_span_eq(rx_buf_view(&b), field);
	}
	rx_buf_free(&b);
	return has;
}
