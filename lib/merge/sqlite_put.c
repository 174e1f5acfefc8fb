/* A record becomes a row: one prepared statement a table, bound by spans. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "lib/merge/sqlite.h"

#define UNKNOWN	UINT32_MAX
#define REST	(UINT32_MAX - 1)

static bool
in_sink(const struct sqlite_table *tb, const struct sqlite_column *c)
{
	return tb->conf.disposition == RX_MERGE ? c->in_table : c->in_stage;
}

static void
name_column(struct rx_buf *b, const char *before, const char *name, const char *behind)
{
	char *sql = sqlite3_mprintf("%s\"%w\"%s", before, name, behind);

	if (sql != NULL)
		rx_buf_text(b, sql);
	else
		b->failed = true;
	sqlite3_free(sql);
}

static void
write_old(const struct sqlite_table *tb, const struct sqlite_column *c, struct rx_buf *b)
{
	name_column(b, "", tb->name, ".");
	name_column(b, "", c->name, "");
}

/* Of a patch, _rx_rest keeps what the record does not have. */
static void
write_new(const struct sqlite_table *tb, const struct sqlite_column *c, struct rx_buf *b)
{
	bool both = tb->conf.patch && c->rest;

	if (both) {
		rx_buf_text(b, "rx_overlay(");
		write_old(tb, c, b);
		rx_buf_byte(b, ',');
	}
	name_column(b, "excluded.", c->name, both ? ")" : "");
}

/* ON CONFLICT(key) DO UPDATE SET all others WHERE one of them differs: an
 * unchanged row is not written; of insert-only none that is there. */
static bool
write_conflict(struct sqlite_table *tb, struct rx_buf *b)
{
	struct rx_buf	 old = RX_BUF_INIT(RX_BUF_LINE), new = RX_BUF_INIT(RX_BUF_LINE);
	const char	*separator = "";
	size_t		 i;
	bool		 ok;

	rx_buf_text(b, " ON CONFLICT(");
	ok = sqlite_key_list(tb, tb->conf.key, b);
	rx_buf_text(b, ") DO ");
	for (i = 0; i < tb->n && tb->conf.strategy != RX_INSERT_ONLY; i++) {
		struct sqlite_column *c = &tb->cols[i];

		if (c->bind == 0 || c->key)
			continue;
		rx_buf_text(b, separator[0] == '\0' ? "UPDATE SET " : separator);
		name_column(b, "", c->name, "=");
		write_new(tb, c, b);
		rx_buf_text(&old, separator);
		write_old(tb, c, &old);
		rx_buf_text(&new, separator);
		write_new(tb, c, &new);
		separator = ",";
	}
	if (separator[0] == '\0')
		rx_buf_text(b, "NOTHING");
	else
		rx_buf_printf(b, " WHERE (%s) IS NOT (%s)", rx_buf_str(&old), rx_buf_str(&new));
	ok = ok && !b->failed && !old.failed && !new.failed;
	rx_buf_free(&old);
	rx_buf_free(&new);
	return ok;
}

static bool
prepare(struct sqlite_table *tb, struct rx_err *e)
{
	struct rx_buf	*b = &tb->t->sql;
	bool		 merge = tb->conf.disposition == RX_MERGE, ok;
	const char	*separator = "";
	int		 n = 0;
	size_t		 i;

	rx_buf_reset(b);
	name_column(b, "INSERT INTO ", merge ? tb->name : tb->stage, "(");
	for (i = 0; i < tb->n; i++) {
		struct sqlite_column *c = &tb->cols[i];

		c->bind = 0;
		if (!in_sink(tb, c) || (c->field.p == NULL && !c->rest) ||
		    (tb->conf.patch && !c->present))
			continue;
		c->bind = ++n;
		name_column(b, separator, c->name, "");
		separator = ",";
	}
	if (!merge)
		rx_buf_printf(b, "%s_rx_part", separator);
	rx_buf_text(b, ") VALUES(?1");
	for (i = 2; i <= (size_t)n + !merge; i++)
		rx_buf_printf(b, ",?%zu", i);
	ok = rx_buf_byte(b, ')') && (!sqlite_keyed(tb) || write_conflict(tb, b));
	if (!ok)
		return rx_err_nomem(e);
	tb->part_bind = n + 1;
	return sqlite3_prepare_v3(tb->t->db, rx_buf_str(b), -1, SQLITE_PREPARE_PERSISTENT,
	    &tb->put, NULL) == SQLITE_OK || sqlite_fail(tb->t, e);
}

/* The column of the i-th field: mostly that of the i-th field before. */
static uint32_t
find(struct sqlite_table *tb, uint32_t i, struct rx_span raw)
{
	struct sqlite_column	*c;
	struct rx_buf		 b = RX_BUF_INIT(RX_BUF_LINE);
	struct rx_span		 name = { raw.p + 1, raw.n - 2 };
	uint32_t		 unknown;

	if (tb->place[i] < tb->n && rx_span_eq(tb->cols[tb->place[i]].raw, raw))
		return tb->place[i];
	if (memchr(raw.p, '\\', raw.n) != NULL) {
		(void)rx_json_decode(&b, raw);
		name = rx_buf_view(&b);
	}
	c = sqlite_column_find(tb, name);
	unknown = tb->fields >= SQLITE_COLUMNS && !sqlite_reserved(tb, name) ? REST : UNKNOWN;
	rx_buf_free(&b);
	if (c == NULL)
		return unknown;
	if (!rx_span_eq(c->raw, raw))
		(void)rx_state_text(&c->raw, raw);
	return (uint32_t)(c - tb->cols);
}

static bool
has_rest(const struct sqlite_table *tb)
{
	size_t i;

	for (i = 0; i < tb->n; i++)
		if (tb->cols[i].rest && in_sink(tb, &tb->cols[i]))
			return true;
	return false;
}

/* Finds the place of each field; false: some column is not where the record
 * goes, yet. */
static bool
find_all(struct sqlite_table *tb, const struct rx_record *r)
{
	bool		rest = r->n == 0, all = true;
	uint32_t	i;

	for (i = 0; i < r->n; i++) {
		uint32_t at = tb->place[i] = find(tb, i, rx_record_key(r, &r->fields[i]));

		rest |= at == REST;
		all &= at == REST || (at != UNKNOWN && in_sink(tb, &tb->cols[at]));
	}
	return all && (!rest || has_rest(tb));
}

bool
sqlite_place(struct sqlite_table *tb, const struct rx_record *r, struct rx_err *e)
{
	uint32_t *more;

	if (r->n > tb->nplace) {
		if ((more = realloc(tb->place, r->n * sizeof(*more))) == NULL)
			return rx_err_nomem(e);
		tb->place = more;
		while (tb->nplace < r->n)
			tb->place[tb->nplace++] = UNKNOWN;
	}
	if (find_all(tb, r))
		return true;
	if (!sqlite_table_learn(tb, r, e))
		return false;
	(void)find_all(tb, r);
	return true;
}

static void
add_rest(struct sqlite_table *tb, const struct rx_record *r, const struct rx_field *f)
{
	rx_buf_byte(&tb->rest, tb->rest.n == 0 ? '{' : ',');
	rx_buf_span(&tb->rest, rx_record_key(r, f));
	rx_buf_byte(&tb->rest, ':');
	rx_json_compact(&tb->rest, rx_record_value(r, f));
}

/* Columns that the record does not have are NULL, and _rx_rest is what had
 * no column. */
static bool
bind_others(struct sqlite_table *tb, struct rx_span part)
{
	size_t i;

	for (i = 0; i < tb->n; i++) {
		struct sqlite_column *c = &tb->cols[i];

		if (c->bind == 0 || c->stamp == tb->serial)
			continue;
		if (c->rest && tb->rest.n > 0)
			sqlite3_bind_text64(tb->put, c->bind, tb->rest.p, tb->rest.n,
			    SQLITE_STATIC, SQLITE_UTF8);
		else
			sqlite3_bind_null(tb->put, c->bind);
	}
	if (tb->conf.disposition != RX_MERGE)
		sqlite3_bind_text64(tb->put, tb->part_bind, part.p, part.n, SQLITE_STATIC,
		    SQLITE_UTF8);
	return !tb->rest.failed;
}

static enum rx_put
bind_record(struct sqlite_table *tb, const struct rx_record *r, struct rx_span part,
    struct rx_err *e)
{
	enum rx_put	put;
	uint32_t	i, at;

	tb->serial++;
	rx_buf_reset(&tb->scratch);
	rx_buf_reset(&tb->rest);
	if (!rx_buf_room(&tb->scratch, r->data.n + r->n)) {
		rx_err_nomem(e);
		return RX_PUT_FAILED;
	}
	for (i = 0; i < r->n; i++) {
		at = tb->place[i];
		if (at == REST || at == UNKNOWN) {
			add_rest(tb, r, &r->fields[i]);
			continue;
		}
		put = sqlite_bind(tb, tb->put, tb->cols[at].bind, &tb->cols[at],
		    rx_record_value(r, &r->fields[i]), r->spaces, e);
		if (put != RX_PUT_OK)
			return put;
		tb->cols[at].stamp = tb->serial;
	}
	if (tb->rest.n > 0)
		rx_buf_byte(&tb->rest, '}');
	if (bind_others(tb, part))
		return RX_PUT_OK;
	rx_err_nomem(e);
	return RX_PUT_FAILED;
}

static enum rx_put
refused(struct sqlite_table *tb, struct rx_err *e)
{
	int code = sqlite3_errcode(tb->t->db) & 0xff;

	if (code != SQLITE_CONSTRAINT && code != SQLITE_MISMATCH && code != SQLITE_TOOBIG) {
		sqlite_fail(tb->t, e);
		return RX_PUT_FAILED;
	}
	rx_err_set(e, RX_BAD_DATA, "%s", sqlite3_errmsg(tb->t->db));
	return RX_PUT_REJECTED;
}

/* An insert sets the last row's number, an update does not; an unchanged row
 * is neither. */
static enum rx_put
step(struct sqlite_table *tb, struct rx_err *e)
{
	struct rx_target_counts *n = tb->conf.counts;
	sqlite3			*db = tb->t->db;
	enum rx_put		 put = RX_PUT_OK;

	sqlite3_set_last_insert_rowid(db, INT64_MIN);
	if (sqlite3_step(tb->put) != SQLITE_DONE)
		put = refused(tb, e);
	else if (tb->conf.disposition != RX_MERGE)
		n->staged++;
	else if (sqlite3_changes(db) == 0)
		n->unchanged++;
	else if (sqlite3_last_insert_rowid(db) != INT64_MIN)
		n->inserted++;
	else
		n->updated++;
	(void)sqlite3_reset(tb->put);
	return put;
}

/* The statement of --patch sets what the record has, and nothing else. */
static void
shape(struct sqlite_table *tb, const struct rx_record *r)
{
	bool	 same = true, rest = false;
	size_t	 i;

	for (i = 0; i < tb->n; i++)
		tb->cols[i].present = false;
	for (i = 0; i < r->n; i++) {
		if (tb->place[i] == REST || tb->place[i] == UNKNOWN)
			rest = true;
		else
			tb->cols[tb->place[i]].present = true;
	}
	for (i = 0; i < tb->n; i++) {
		tb->cols[i].present |= rest && tb->cols[i].rest;
		same &= tb->cols[i].present == (tb->cols[i].bind != 0);
	}
	if (!same) {
		sqlite3_finalize(tb->put);
		tb->put = NULL;
	}
}

/* The index that merge by key needs, or none; and those that are declared. */
static bool
indexed(struct sqlite_table *tb, struct rx_err *e)
{
	if (tb->conf.disposition != RX_MERGE)
		return true;
	if (sqlite_keyed(tb) ? !sqlite_table_index(tb, e) :
	    !tb->indexed && !(tb->indexed = sqlite_table_unindex(tb, e)))
		return false;
	return sqlite_table_sort(tb, e);
}

enum rx_put
sqlite_put_row(struct sqlite_table *tb, enum rx_op op, const struct rx_record *r,
    struct rx_span part, struct rx_err *e)
{
	enum rx_put put;

	if (op == RX_OP_DELETE)
		return sqlite_delete(tb, r, e);
	if (op == RX_OP_CLEAR)
		return sqlite_clear(tb, r, e);
	if (!sqlite_place(tb, r, e))
		return RX_PUT_FAILED;
	if (tb->conf.patch)
		shape(tb, r);
	if (tb->put == NULL && (!indexed(tb, e) || !prepare(tb, e)))
		return RX_PUT_FAILED;
	put = bind_record(tb, r, part, e);
	if (put != RX_PUT_OK)
		return put;
	return sqlite_keyed(tb) ? sqlite_odd_put(tb, r, step, e) : step(tb, e);
}

enum rx_put
sqlite_put(struct rx_table *table, enum rx_op op, const struct rx_record *r,
    struct rx_span part, struct rx_err *e)
{
	struct sqlite_table *tb = (struct sqlite_table *)table;

	if (!sqlite_table_ready(tb, e))
		return RX_PUT_FAILED;
	if (tb->conf.disposition == RX_MERGE && tb->conf.staged)
		return sqlite_load_put(tb, op, r, part, e);
	return sqlite_put_row(tb, op, r, part, e);
}
