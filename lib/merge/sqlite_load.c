/*
 * A load that is merged as a whole.  Its stage holds records as they came,
 * with what decides among them: the key in its one spelling (of versions: the
 * version), the value to sort by, the merge_key.  publish puts those that stay
 * into the table as records without a stage are put.
 */
#include <stdlib.h>

#include "lib/merge/sqlite.h"

/* What would not fit into its column is told now, while it can be rejected. */
static enum rx_put
check(struct sqlite_table *tb, const struct rx_record *r, struct rx_err *e)
{
	struct rx_buf	name = RX_BUF_INIT(RX_BUF_LINE);
	enum rx_put	put = RX_PUT_OK;
	uint32_t	i;

	rx_buf_reset(&tb->scratch);
	if (!rx_buf_room(&tb->scratch, r->data.n + r->n)) {
		rx_err_nomem(e);
		return RX_PUT_FAILED;
	}
	for (i = 0; put == RX_PUT_OK && i < r->n; i++) {
		struct sqlite_column	 new = { .type = "" }, *c;

		rx_buf_reset(&name);
		(void)rx_json_decode(&name, rx_record_key(r, &r->fields[i]));
		if ((c = sqlite_column_find(tb, rx_buf_view(&name))) == NULL) {
			c = &new;
			new.affinity = sqlite_affinity_of(sqlite_type_of(tb, rx_buf_view(&name)));
			new.name = (char *)(uintptr_t)rx_buf_str(&name);
		}
		put = sqlite_bind(tb, NULL, 0, c, rx_record_value(r, &r->fields[i]), r->spaces, e);
	}
	rx_buf_free(&name);
	return put;
}

static bool
make_stage(struct sqlite_table *tb, struct rx_err *e)
{
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_LINE);
	bool		ok = tb->stage != NULL;

	if (!ok) {
		rx_buf_text(&b, "_rx_stage_");
		rx_buf_span(&b, tb->conf.resource);
		ok = sqlite_table_name(tb->t, rx_buf_view(&b), true, RX_NAMES_EXACT, &tb->stage, e);
		rx_buf_free(&b);
	}
	if (!ok || !sqlite_run(tb->t, e, "CREATE TABLE IF NOT EXISTS \"%w\"("
	    "_rx_part TEXT NOT NULL, op INTEGER NOT NULL, key BLOB, sort TEXT, merge BLOB, "
	    "number INTEGER NOT NULL, data TEXT NOT NULL)", tb->stage))
		return false;
	tb->list = sqlite_prepare(tb->t, e, "INSERT INTO \"%w\" VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)",
	    tb->stage);
	return tb->list != NULL;
}

static void
bind_blob(sqlite3_stmt *st, int at, const struct rx_buf *b)
{
	if (b->n > 0)
		sqlite3_bind_blob64(st, at, b->p, b->n, SQLITE_STATIC);
	else
		sqlite3_bind_null(st, at);
}

static bool
write_names(struct sqlite_table *tb, const struct rx_record *r, struct rx_buf *key,
    struct rx_buf *merge)
{
	const struct rx_table_conf	*conf = &tb->conf;
	bool				 ok = true;

	if (conf->root.p != NULL)
		return true;
	if (conf->scd2 != NULL)
		ok = rx_key_norm_value(key, rx_record_get(r, conf->scd2->version));
	else if (sqlite_keyed(tb))
		ok = rx_key_norm(key, conf->key, r);
	if (conf->merge_key != NULL && rx_key_missing(conf->merge_key, r) < 0)
		ok = ok && rx_key_norm(merge, conf->merge_key, r);
	return ok;
}

static bool
add(struct sqlite_table *tb, enum rx_op op, const struct rx_record *r, struct rx_span part,
    struct rx_err *e)
{
	struct rx_buf	key = RX_BUF_INIT(RX_BUF_LINE), merge = RX_BUF_INIT(RX_BUF_LINE);
	struct rx_span	sort = tb->conf.dedup_sort.p != NULL ?
	    rx_record_get(r, tb->conf.dedup_sort) : RX_SPAN_NONE;
	bool		ok = write_names(tb, r, &key, &merge) || rx_err_nomem(e);

	if (ok) {
		sqlite_bind_span(tb->list, 1, part);
		sqlite3_bind_int(tb->list, 2, (int)op);
		bind_blob(tb->list, 3, &key);
		sqlite_bind_span(tb->list, 4, rx_json_kind(sort) == RX_JSON_NULL ?
		    RX_SPAN_NONE : sort);
		bind_blob(tb->list, 5, &merge);
		sqlite3_bind_int64(tb->list, 6, (sqlite3_int64)r->number);
		sqlite3_bind_text64(tb->list, 7, r->data.p, r->data.n, SQLITE_STATIC, SQLITE_UTF8);
		ok = sqlite_step(tb->t, tb->list, e) == 0;
		(void)sqlite3_reset(tb->list);
	}
	rx_buf_free(&key);
	rx_buf_free(&merge);
	return ok;
}

enum rx_put
sqlite_load_put(struct sqlite_table *tb, enum rx_op op, const struct rx_record *r,
    struct rx_span part, struct rx_err *e)
{
	enum rx_put put = check(tb, r, e);

	if (put != RX_PUT_OK)
		return put;
	if ((tb->list == NULL && !make_stage(tb, e)) ||
	    !add(tb, op, r, part.p != NULL ? part : RX_SPAN("{}"), e))
		return RX_PUT_FAILED;
	tb->conf.counts->staged++;
	return RX_PUT_OK;
}

/* -- reading it ------------------------------------------------------------ */

bool
sqlite_load_winners(struct sqlite_table *tb, struct rx_buf *b)
{
	char *sql;

	if (tb->conf.root.p != NULL)
		sql = sqlite3_mprintf("SELECT rowid FROM \"%w\" WHERE number IN "
		    "(SELECT number FROM temp.rx_taken)", tb->stage);
	else if (!sqlite_keyed(tb))
		sql = sqlite3_mprintf("SELECT rowid FROM \"%w\"", tb->stage);
	else if (tb->conf.dedup_sort.p == NULL)
		sql = sqlite3_mprintf("SELECT %s(rowid) FROM \"%w\" GROUP BY key",
		    rx_table_first(&tb->conf) ? "min" : "max", tb->stage);
	else
		sql = sqlite3_mprintf("SELECT %s(rowid, sort) FROM \"%w\" GROUP BY key",
		    tb->conf.dedup_descending ? "rx_greatest" : "rx_least", tb->stage);
	if (sql == NULL || !rx_buf_text(b, sql)) {
		sqlite3_free(sql);
		return false;
	}
	sqlite3_free(sql);
	return true;
}

/* A record that is refused is told and noted, and the load is published once
 * more without it. */
static bool
refuse(struct sqlite_table *tb, int64_t id, struct rx_span data, const struct rx_err *why,
    struct rx_err *e)
{
	struct sqlite_refused	*f = &tb->refused;
	int64_t			*more;

	if (f->tell == NULL) {
		rx_err_set(e, RX_BAD_DATA, "%.*s: %s", RX_FMT(tb->conf.resource), why->what);
		rx_err_got(e, data);
		return rx_err_hint(e, "the table is left as it is: all of the load or nothing");
	}
	if ((f->n & (f->n - 1)) == 0) {		/* a power of two: full */
		if ((more = realloc(f->ids, (f->n > 0 ? f->n * 2 : 1) * sizeof(*more))) == NULL)
			return rx_err_nomem(e);
		f->ids = more;
	}
	f->ids[f->n++] = id;
	return f->tell(f->arg, data, why);
}

#define BATCH	512		/* records that are read at once, */
#define ENOUGH	((size_t)1 << 20)	/* or bytes of them */

struct batch {			/* copied: no statement may be at work while columns are made */
	struct rx_buf		 data;
	struct {
		int64_t		 id;
		enum rx_op	 op;
		uint64_t	 number;	/* of the record */
		size_t		 n;	/* bytes */
	}			 v[BATCH];
	size_t			 n;
	struct rx_fields	 fields;
};

/* Those behind the last one. */
static bool
read_batch(struct sqlite_table *tb, sqlite3_stmt *st, struct batch *b, struct rx_err *e)
{
	int r = 1;

	sqlite3_bind_int64(st, 1, b->n > 0 ? b->v[b->n - 1].id : INT64_MIN);
	rx_buf_reset(&b->data);
	for (b->n = 0; b->n < BATCH && b->data.n < ENOUGH &&
	    (r = sqlite_step(tb->t, st, e)) == 1; b->n++) {
		struct rx_span data = sqlite_column_span(st, 2);

		b->v[b->n].id = sqlite3_column_int64(st, 0);
		b->v[b->n].op = (enum rx_op)sqlite3_column_int(st, 1);
		b->v[b->n].number = (uint64_t)sqlite3_column_int64(st, 3);
		b->v[b->n].n = data.n;
		rx_buf_span(&b->data, data);
	}
	(void)sqlite3_reset(st);
	return r != -1 && (!b->data.failed || rx_err_nomem(e));
}

static bool
take(struct sqlite_table *tb, struct batch *b, size_t i, struct rx_span data, sqlite_load_fn *fn,
    struct rx_err *e)
{
	struct rx_record	 r;
	struct rx_json_fault	 f;
	struct rx_err		 why = RX_ERR_INIT;
	const char		*end;

	if (rx_record_parse(&r, &b->fields, data, &end, &f) != RX_RECORD_OK)
		return rx_err_nomem(e);
	r.number = b->v[i].number;
	switch (fn(tb, b->v[i].op, &r, &why)) {
	case RX_PUT_OK:
		return true;
	case RX_PUT_REJECTED:
		return refuse(tb, b->v[i].id, r.data, &why, e);
	default:
		*e = why;
		return false;
	}
}

static bool
take_all(struct sqlite_table *tb, sqlite3_stmt *st, struct batch *b, sqlite_load_fn *fn,
    struct rx_err *e)
{
	size_t	i, at;

	while (read_batch(tb, st, b, e)) {
		if (b->n == 0)
			return true;
		for (i = at = 0; i < b->n; at += b->v[i++].n)
			if (!take(tb, b, i, (struct rx_span){ b->data.p + at, b->v[i].n }, fn, e))
				return false;
	}
	return false;
}

bool
sqlite_load_each(struct sqlite_table *tb, const char *ids, sqlite_load_fn *fn, struct rx_err *e)
{
	struct batch	*b = calloc(1, sizeof(*b));
	sqlite3_stmt	*st;
	bool		 ok;

	if (b == NULL)
		return rx_err_nomem(e);
	b->data = (struct rx_buf)RX_BUF_INIT(RX_BUF_LINE + ENOUGH);
	ok = sqlite_run(tb->t, e, "DROP TABLE IF EXISTS temp.rx_order; "
	    "CREATE TEMP TABLE rx_order(id INTEGER PRIMARY KEY); "
	    "INSERT INTO temp.rx_order %s ORDER BY 1", ids) &&
	    (st = sqlite_prepare(tb->t, e, "SELECT o.id, s.op, s.data, s.number FROM "
	    "temp.rx_order o JOIN \"%w\" s ON s.rowid = o.id WHERE o.id > ?1 ORDER BY o.id",
	    tb->stage)) != NULL;
	if (ok) {
		ok = take_all(tb, st, b, fn, e);
		sqlite3_finalize(st);
	}
	rx_buf_free(&b->data);
	rx_fields_free(&b->fields);
	free(b);
	return ok && tb->refused.n == 0 && sqlite_run(tb->t, e, "DROP TABLE temp.rx_order");
}

/* -- into the table ---------------------------------------------------------- */

static enum rx_put
put_one(struct sqlite_table *tb, enum rx_op op, const struct rx_record *r, struct rx_err *e)
{
	unsigned long	inserted = tb->conf.counts->inserted;
	enum rx_put	put;

	if (op == RX_OP_DELETE && tb->conf.strategy == RX_INSERT_ONLY)
		return RX_PUT_OK;
	put = sqlite_put_row(tb, op, r, RX_SPAN_NONE, e);
	if (put != RX_PUT_OK || (tb->conf.strategy == RX_INSERT_ONLY &&
	    tb->conf.counts->inserted == inserted))
		return put;
	return sqlite_family_took(tb, op, r, e);
}

/* The stage of an earlier process is this one's too. */
static bool
find_stage(struct sqlite_table *tb, bool *there, struct rx_err *e)
{
	char *name;

	if (!sqlite_stage_find(tb, &name, e))
		return false;
	*there = name != NULL;
	if (tb->stage == NULL)
		tb->stage = name;
	else
		free(name);
	return true;
}

static bool
merge(struct sqlite_table *tb, struct rx_err *e)
{
	struct rx_buf	ids = RX_BUF_INIT(RX_BUF_LINE);
	bool		ok = true, versions = tb->conf.scd2 != NULL;

	if (!versions && tb->conf.strategy == RX_DELETE_INSERT && tb->conf.merge_key != NULL)
		ok = sqlite_replace_parts(tb, e);
	if (ok && !sqlite_load_winners(tb, &ids))
		ok = rx_err_nomem(e);
	ok = ok && sqlite_load_each(tb, rx_buf_str(&ids),
	    versions ? sqlite_insert_version : put_one, e);
	sqlite_family_end(tb);
	sqlite3_finalize(tb->aux);
	tb->aux = NULL;
	rx_buf_free(&ids);
	return ok;
}

static bool
publish(struct sqlite_table *tb, struct rx_err *e)
{
	bool there;

	if (!sqlite_table_ready(tb, e) || !find_stage(tb, &there, e) ||
	    !sqlite_family_begin(tb, e) ||
	    (tb->conf.root.p != NULL && !sqlite_family_clear(tb, e)) ||
	    (tb->conf.scd2 != NULL && !sqlite_retire(tb, e)))
		return false;
	if (!there)
		return true;
	if (!merge(tb, e) || !sqlite_run(tb->t, e, "DROP TABLE \"%w\"", tb->stage))
		return false;
	sqlite_stage_gone(tb);
	return true;
}

/* All is as it was before it was published, but for the stage, which has no
 * such record any more. */
static bool
take_back(struct sqlite_table *tb, struct rx_err *e)
{
	struct sqlite_refused	*f = &tb->refused;
	bool			 there;

	sqlite_table_forget(tb);
	if (!sqlite_run(tb->t, e, "ROLLBACK TO rx_publish") || !sqlite_table_ready(tb, e) ||
	    !find_stage(tb, &there, e))
		return false;
	for (; f->n > 0; f->n--)
		if (!sqlite_run(tb->t, e, "DELETE FROM \"%w\" WHERE rowid = %lld", tb->stage,
		    (long long)f->ids[f->n - 1]))
			return false;
	return true;
}

bool
sqlite_load_publish(struct sqlite_table *tb, rx_reject_fn *reject, void *arg, struct rx_err *e)
{
	struct rx_target_counts before = *tb->conf.counts;

	tb->refused.tell = reject;
	tb->refused.arg = arg;
	if (reject == NULL)
		return publish(tb, e);
	if (!sqlite_run(tb->t, e, "SAVEPOINT rx_publish"))
		return false;
	while (!publish(tb, e)) {
		if (tb->refused.n == 0 || e->exit != RX_OK || !take_back(tb, e))
			return false;
		*tb->conf.counts = before;
	}
	return sqlite_run(tb->t, e, "RELEASE rx_publish");
}
