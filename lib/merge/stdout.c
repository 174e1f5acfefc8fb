/*
 * The target "-": records go on, as they came in: bare, or as lines among the
 * others.  append passes a page as soon as it is whole; merge and replace
 * wait for the resource's end, and so do its state lines, which may not
 * overtake the records.  It keeps no state and knows no lock.
 *
 * What waits is a fold of nothing old; without a key, to replace.  A record
 * waits as the line that it will be: prefix, data, suffix, and behind them the
 * prefix's length.
 */
#include <stdlib.h>
#include <string.h>

#include "rx/io.h"
#include "lib/merge/fold.h"
#include "lib/merge/kinds.h"

struct passing {
	struct rx_target	 base;
	struct rx_out		 out;
	struct rx_budget	 budget;
	struct passing_table	*tables;
};

struct passing_table {
	struct passing		*t;
	struct rx_table_conf	 conf;
	struct rx_key		 no_key;
	struct rx_fold		 fold;
	struct rx_store		 lines;
	struct rx_buf		 prefix;
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
	t->budget.left = conf->memory * 3;	/* it keeps no caches */
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
		rx_fold_close(&tb->fold);
		rx_store_close(&tb->lines);
		rx_buf_free(&tb->prefix);
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
	tb->prefix = (struct rx_buf)RX_BUF_INIT(RX_BUF_LINE);
	tb->states = (struct rx_buf)RX_BUF_INIT((size_t)1 << 40);
	if (conf->disposition == RX_REPLACE) {
		tb->conf.key = &tb->no_key;
		tb->conf.merge_key = NULL;
		tb->conf.staged = false;
	}
	rx_fold_open(&tb->fold, &tb->conf, &t->budget);
	rx_store_open(&tb->lines, &t->budget);
	tb->next = t->tables;
	t->tables = tb;
	return (struct rx_table *)tb;
}

/* What stands before a record in its line, and behind it. */
static bool
write_prefix(struct passing_table *tb, struct rx_span part)
{
	struct rx_buf *b = &tb->prefix;

	rx_buf_reset(b);
	if (tb->conf.bare)
		return true;
	rx_line_start(b, RX_KIND_RECORD, tb->conf.resource);
	rx_line_json(b, "part", part);
	return rx_buf_text(b, ",\"data\":");
}

static struct rx_span
suffix(const struct passing_table *tb)
{
	return tb->conf.bare ? RX_SPAN("\n") : RX_SPAN("}\n");
}

static bool
put_aside(struct passing_table *tb, enum rx_op op, const struct rx_record *r, struct rx_err *e)
{
	struct rx_store	*s = &tb->lines;
	struct rx_span	 before = rx_buf_view(&tb->prefix), behind = suffix(tb);
	uint32_t	 n = (uint32_t)before.n;
	uint64_t	 place;

	return rx_store_start(s, before.n + r->data.n + behind.n + sizeof(n), &place, e) &&
	    rx_store_add(s, before, e) && rx_store_add(s, r->data, e) &&
	    rx_store_add(s, behind, e) &&
	    rx_store_add(s, (struct rx_span){ (const char *)&n, sizeof(n) }, e) &&
	    rx_fold_new(&tb->fold, op, r, place + n, e);
}

static enum rx_put
put(struct rx_table *table, enum rx_op op, const struct rx_record *r,
    struct rx_span part, struct rx_err *e)
{
	struct passing_table	*tb = (struct passing_table *)table;
	struct rx_out		*out = &tb->t->out;

	if (!write_prefix(tb, part)) {
		rx_err_nomem(e);
		return RX_PUT_FAILED;
	}
	if (tb->conf.disposition != RX_APPEND) {
		tb->conf.counts->staged += tb->conf.disposition == RX_REPLACE || tb->conf.staged;
		return put_aside(tb, op, r, e) ? RX_PUT_OK : RX_PUT_FAILED;
	}
	rx_out_span(out, rx_buf_view(&tb->prefix));
	rx_out_span(out, r->data);
	rx_out_span(out, suffix(tb));
	tb->conf.counts->inserted++;
	return RX_PUT_OK;
}

static void
forget(struct passing_table *tb)
{
	rx_fold_close(&tb->fold);
	rx_store_close(&tb->lines);
	tb->conf.counts->staged = 0;
}

/* Another attempt of a load that waits as a whole starts with nothing. */
static bool
drop(struct rx_table *table, struct rx_span part, struct rx_err *e)
{
	struct passing_table *tb = (struct passing_table *)table;

	(void)e;
	if (part.p == NULL && (tb->conf.disposition == RX_REPLACE || tb->conf.staged))
		forget(tb);
	return true;
}

static struct rx_span
get(void *arg, uint64_t at, size_t n, struct rx_err *e)
{
	struct passing_table *tb = arg;

	return rx_store_get(&tb->lines, at & ~RX_FOLD_WHERE, n, e);
}

static bool
emit(void *arg, struct rx_span data, uint64_t from, size_t n, struct rx_err *e)
{
	struct passing_table	*tb = arg;
	struct rx_out		*out = &tb->t->out;
	struct rx_span		 behind = suffix(tb), line;
	uint32_t		 before;

	from &= ~RX_FOLD_WHERE;
	if ((line = rx_store_get(&tb->lines, from + n, behind.n + sizeof(before), e)).p == NULL)
		return false;
	memcpy(&before, line.p + behind.n, sizeof(before));
	if (before > 0 && (line = rx_store_get(&tb->lines, from - before, before, e)).p == NULL)
		return false;
	rx_out_add(out, line.p, before);
	rx_out_span(out, data);
	rx_out_span(out, behind);
	return true;
}

static bool
publish(struct rx_table *table, rx_reject_fn *reject, void *arg, struct rx_err *e)
{
	struct passing_table	*tb = (struct passing_table *)table;
	struct rx_target_counts	*n = tb->conf.counts;

	(void)reject;	/* nothing is refused */
	(void)arg;
	if (!rx_fold_run(&tb->fold, get, tb, e) || !rx_fold_each(&tb->fold, emit, tb, e))
		return false;
	n->inserted += tb->fold.n.inserted;
	n->updated += tb->fold.n.updated;
	n->unchanged += tb->fold.n.unchanged;
	n->deleted += tb->fold.n.deleted;
	forget(tb);
	rx_out_span(&tb->t->out, rx_buf_view(&tb->states));
	rx_buf_reset(&tb->states);
	return true;
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
	/* a merge_key and versions need a table to compare with */
	.can = RX_CAN_DELETE | RX_CAN_INSERT_ONLY | RX_CAN_PATCH | RX_CAN_DEDUP_SORT,
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
