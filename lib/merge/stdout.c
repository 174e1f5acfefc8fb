/*
 * The target "-": records go on, as they came in: bare, or as lines among the
 * others.  append passes a page as soon as it is whole; merge and replace
 * wait for the resource's end, and so do its state lines, which may not
 * overtake the records.  It keeps no state and knows no lock.
 */
#include <stdlib.h>

#include "rx/io.h"
#include "lib/merge/kinds.h"
#include "lib/merge/pool.h"

struct passing {
	struct rx_target	 base;
	struct rx_out		 out;
	struct passing_table	*tables;
};

struct passing_table {
	struct passing		*t;
	struct rx_table_conf	 conf;
	struct rx_pool		 pool;		/* of merge: records and parts */
	struct rx_buf		 staged;	/* of replace: lines */
	struct rx_buf		 states;	/* lines that wait for the records */
	struct passing_table	*next;
};

static struct rx_target *
open_target(const struct rx_target_conf *conf, struct rx_err *e)
{
	struct passing *t;

	if (conf->read)
		return NULL;
	if ((t = calloc(1, sizeof(*t))) == NULL) {
		rx_err_nomem(e);
		return NULL;
	}
	t->base.kind = &rx_target_stdout;
	rx_out_open(&t->out, 1, "standard output");
	return &t->base;
}

static void
close_target(struct rx_target *base)
{
	struct passing		*t = (struct passing *)base;
	struct passing_table	*tb, *next;
	struct rx_err		 e = RX_ERR_INIT;

	for (tb = t->tables; tb != NULL; tb = next) {
		next = tb->next;
		rx_pool_free(&tb->pool);
		rx_buf_free(&tb->staged);
		rx_buf_free(&tb->states);
		free(tb);
	}
	(void)rx_out_close(&t->out, &e);
	free(t);
}

static bool
nothing(struct rx_target *t, struct rx_err *e)
{
	(void)t;
	(void)e;
	return true;
}

static bool
no_lock(struct rx_target *t, struct rx_span resource, struct rx_err *e)
{
	(void)resource;
	return nothing(t, e);
}

static bool
no_state(struct rx_target *t, struct rx_state *s, struct rx_err *e)
{
	(void)s;
	return nothing(t, e);
}

static bool
no_resources(struct rx_target *t, struct rx_buf *b, struct rx_err *e)
{
	return nothing(t, e) && rx_buf_text(b, "[]");
}

static bool
commit(struct rx_target *base, struct rx_err *e)
{
	struct passing *t = (struct passing *)base;

	rx_out_flush(&t->out);
	return t->out.error == 0 || rx_out_close(&t->out, e);
}

static struct rx_table *
open_table(struct rx_target *base, const struct rx_table_conf *conf, struct rx_err *e)
{
	struct passing		*t = (struct passing *)base;
	struct passing_table	*tb = calloc(1, sizeof(*tb));

	if (tb == NULL) {
		rx_err_nomem(e);
		return NULL;
	}
	tb->t = t;
	tb->conf = *conf;
	tb->staged = (struct rx_buf)RX_BUF_INIT((size_t)1 << 40);
	tb->states = (struct rx_buf)RX_BUF_INIT((size_t)1 << 40);
	rx_pool_open(&tb->pool, conf->key, true);
	tb->next = t->tables;
	t->tables = tb;
	return (struct rx_table *)tb;
}

/* The line of a record, or the bare record. */
static bool
write_record(const struct passing_table *tb, struct rx_buf *b, struct rx_span data,
    struct rx_span part)
{
	if (!tb->conf.bare) {
		rx_line_start(b, RX_KIND_RECORD, tb->conf.resource);
		rx_line_json(b, "part", part);
		rx_buf_text(b, ",\"data\":");
	}
	rx_buf_span(b, data);
	return rx_buf_text(b, tb->conf.bare ? "\n" : "}\n");
}

static enum rx_put
put(struct rx_table *table, enum rx_op op, const struct rx_record *r,
    struct rx_span part, struct rx_err *e)
{
	struct passing_table	*tb = (struct passing_table *)table;
	struct rx_target_counts	*n = tb->conf.counts;
	bool			 ok = true;

	(void)op;
	switch (tb->conf.disposition) {
	case RX_APPEND:
		rx_buf_reset(&tb->staged);
		ok = write_record(tb, &tb->staged, r->data, part);
		rx_out_span(&tb->t->out, rx_buf_view(&tb->staged));
		n->inserted++;
		break;
	case RX_REPLACE:
		ok = write_record(tb, &tb->staged, r->data, part);
		n->staged++;
		break;
	case RX_MERGE:
		switch (rx_pool_put(&tb->pool, r, part.p)) {
		case RX_POOL_NEW:
			n->inserted++;
			break;
		case RX_POOL_CHANGED:
			n->updated++;
			break;
		case RX_POOL_SAME:
			n->unchanged++;
			break;
		case RX_POOL_NOMEM:
			ok = false;
		}
	}
	if (ok)
		return RX_PUT_OK;
	rx_err_nomem(e);
	return RX_PUT_FAILED;
}

/* Another attempt of a replacement starts with nothing. */
static bool
drop(struct rx_table *table, struct rx_span part, struct rx_err *e)
{
	struct passing_table *tb = (struct passing_table *)table;

	(void)e;
	if (part.p != NULL || tb->conf.disposition != RX_REPLACE)
		return true;
	rx_buf_reset(&tb->staged);
	tb->conf.counts->staged = 0;
	return true;
}

static bool
publish(struct rx_table *table, struct rx_err *e)
{
	struct passing_table	*tb = (struct passing_table *)table;
	struct rx_out		*out = &tb->t->out;
	struct rx_buf		 b = RX_BUF_INIT(RX_BUF_LINE);
	bool			 ok = true;
	uint32_t		 i;

	for (i = 0; ok && i < tb->pool.n; i++) {
		const struct rx_pool_entry *en = &tb->pool.v[i];

		rx_buf_reset(&b);
		ok = write_record(tb, &b, (struct rx_span){ en->p, en->n }, rx_span_of(en->part));
		rx_out_span(out, rx_buf_view(&b));
	}
	rx_buf_free(&b);
	rx_pool_free(&tb->pool);
	rx_pool_open(&tb->pool, tb->conf.key, true);
	if (tb->conf.disposition == RX_REPLACE) {
		rx_out_span(out, rx_buf_view(&tb->staged));
		tb->conf.counts->inserted += tb->conf.counts->staged;
		tb->conf.counts->staged = 0;
		rx_buf_reset(&tb->staged);
	}
	rx_out_span(out, rx_buf_view(&tb->states));
	rx_buf_reset(&tb->states);
	return ok || rx_err_nomem(e);
}

static void
pass(struct rx_target *base, struct rx_table *table, const struct rx_line *l)
{
	struct passing		*t = (struct passing *)base;
	struct passing_table	*tb = (struct passing_table *)table;
	bool			 whole = l->kind == RX_KIND_END && l->m[RX_M_PART].p == NULL;

	if (tb != NULL && tb->conf.disposition != RX_APPEND && !whole &&
	    (l->kind == RX_KIND_STATE || l->kind == RX_KIND_END)) {
		rx_buf_span(&tb->states, l->text);
		rx_buf_byte(&tb->states, '\n');
	} else {
		rx_out_line(&t->out, l->text);
	}
}

const struct rx_target_kind rx_target_stdout = {
	.scheme = "-",
	.form = "-",
	.help = "standard output, merged",
	.open = open_target,
	.close = close_target,
	.lock = no_lock,
	.load = no_state,
	.resources = no_resources,
	.save = no_state,
	.begin = nothing,
	.commit = commit,
	.table = open_table,
	.put = put,
	.drop = drop,
	.publish = publish,
	.pass = pass,
};
