/* Versions: rows that no longer hold get their end, new ones are inserted. */
#include "lib/merge/sqlite.h"

static struct sqlite_column *
column(struct sqlite_table *tb, struct rx_span field)
{
	struct sqlite_column *c = sqlite_column_find(tb, field);

	return c != NULL && c->in_table ? c : NULL;
}

/* Binds the record's version and runs the statement. */
static enum rx_put
with_version(struct sqlite_table *tb, const struct rx_record *r, struct rx_err *e)
{
	struct rx_span	field = tb->conf.scd2->version;
	enum rx_put	put;
	int		step;

	rx_buf_reset(&tb->scratch);
	if (!rx_buf_room(&tb->scratch, r->data.n + r->n)) {
		rx_err_nomem(e);
		return RX_PUT_FAILED;
	}
	put = sqlite_bind(tb, tb->aux, 1, sqlite_column_find(tb, field), rx_record_get(r, field),
	    r->spaces, e);
	if (put != RX_PUT_OK)
		return put;
	step = sqlite_step(tb->t, tb->aux, e);
	(void)sqlite3_reset(tb->aux);
	return step == 0 ? RX_PUT_OK : RX_PUT_FAILED;
}

static enum rx_put
note_version(struct sqlite_table *tb, enum rx_op op, const struct rx_record *r, struct rx_err *e)
{
	(void)op;
	return sqlite_place(tb, r, e) ? with_version(tb, r, e) : RX_PUT_FAILED;
}

/* temp.rx_seen: the versions in the stage. */
static bool
note_versions(struct sqlite_table *tb, struct rx_err *e)
{
	char	*ids;
	bool	 ok;

	if (!sqlite_run(tb->t, e, "DROP TABLE IF EXISTS temp.rx_seen; "
	    "CREATE TEMP TABLE rx_seen(v UNIQUE)"))
		return false;
	if (tb->stage == NULL || sqlite_has(tb->t, tb->stage, e) != 't')
		return true;
	if ((ids = sqlite3_mprintf("SELECT min(rowid) FROM \"%w\" GROUP BY key",
	    tb->stage)) == NULL)
		return rx_err_nomem(e);
	tb->aux = sqlite_prepare(tb->t, e, "INSERT OR IGNORE INTO temp.rx_seen VALUES(?1)");
	ok = tb->aux != NULL && sqlite_load_each(tb, ids, note_version, e);
	sqlite3_finalize(tb->aux);
	tb->aux = NULL;
	sqlite3_free(ids);
	return ok;
}

/* With boundary as ?1 and active as ?2. */
static bool
run(struct sqlite_table *tb, const struct sqlite_column *to, sqlite3_stmt *st, struct rx_err *e)
{
	const struct rx_scd2	*s = tb->conf.scd2;
	bool			 ok;

	if (st == NULL)
		return false;
	rx_buf_reset(&tb->scratch);
	ok = (rx_buf_room(&tb->scratch, s->boundary.n + s->active.n + 2) || rx_err_nomem(e)) &&
	    (sqlite3_bind_parameter_count(st) < 2 ||
	    sqlite_bind(tb, st, 2, to, s->boundary, false, e) == RX_PUT_OK) &&
	    sqlite_bind(tb, st, 1, to, s->active, false, e) == RX_PUT_OK &&
	    sqlite_step(tb->t, st, e) == 0;
	sqlite3_finalize(st);
	return ok;
}

/* Those of the load's merge_keys alone, if it has one. */
static bool
write_scope(struct sqlite_table *tb, struct rx_buf *b, struct rx_err *e)
{
	struct rx_buf list = RX_BUF_INIT(RX_BUF_LINE);

	if (tb->conf.merge_key == NULL)
		return true;
	if (tb->stage == NULL || sqlite_has(tb->t, tb->stage, e) != 't')
		return rx_buf_text(b, " AND 0");
	if (!sqlite_merge_keys(tb, e))
		return false;
	if (!sqlite_key_there(tb, tb->conf.merge_key))
		return rx_buf_text(b, " AND 0");
	if (sqlite_key_list(tb, tb->conf.merge_key, &list))
		rx_buf_printf(b, " AND (%s) IN (SELECT * FROM temp.rx_merge)", rx_buf_str(&list));
	rx_buf_free(&list);
	return !b->failed || rx_err_nomem(e);
}

bool
sqlite_retire(struct sqlite_table *tb, struct rx_err *e)
{
	const struct rx_scd2		*s = tb->conf.scd2;
	const struct sqlite_column	*to, *version;
	struct rx_buf			 scope = RX_BUF_INIT(RX_BUF_LINE);
	bool				 ok;

	if (!note_versions(tb, e) || !write_scope(tb, &scope, e)) {
		rx_buf_free(&scope);
		return false;
	}
	to = column(tb, s->valid_to);
	version = column(tb, s->version);
	if (!tb->exists || to == NULL || version == NULL) {
		rx_buf_free(&scope);
		return true;
	}
	ok = run(tb, to, sqlite_prepare(tb->t, e,
	    "UPDATE \"%w\" SET \"%w\" = ?2 WHERE \"%w\" IS ?1 AND \"%w\" NOT IN "
	    "(SELECT v FROM temp.rx_seen)%s", tb->name, to->name, to->name, version->name,
	    rx_buf_str(&scope)), e);
	rx_buf_free(&scope);
	if (!ok)
		return false;
	tb->conf.counts->updated += (unsigned long)sqlite3_changes64(tb->t->db);
	return run(tb, to, sqlite_prepare(tb->t, e, "DELETE FROM temp.rx_seen WHERE v IN "
	    "(SELECT \"%w\" FROM \"%w\" WHERE \"%w\" IS ?1)", version->name, tb->name, to->name),
	    e);
}

/* What is left in temp.rx_seen does not hold yet. */
enum rx_put
sqlite_insert_version(struct sqlite_table *tb, enum rx_op op, const struct rx_record *r,
    struct rx_err *e)
{
	enum rx_put put;

	(void)op;
	if (tb->aux == NULL && (tb->aux = sqlite_prepare(tb->t, e,
	    "DELETE FROM temp.rx_seen WHERE v = ?1")) == NULL)
		return RX_PUT_FAILED;
	put = note_version(tb, op, r, e);
	if (put != RX_PUT_OK)
		return put;
	if (sqlite3_changes64(tb->t->db) > 0) {
		put = sqlite_put_row(tb, RX_OP_PUT, r, RX_SPAN_NONE, e);
		return put == RX_PUT_OK ? sqlite_family_took(tb, RX_OP_PUT, r, e) : put;
	}
	tb->conf.counts->unchanged++;
	return RX_PUT_OK;
}
