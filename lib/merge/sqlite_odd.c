/*
 * Keys that look alike when stored, and are not: true beside 1, the text
 * "12345678901234567890" beside that number, {"a":1} beside its own text.
 *
 * Those that are not stored as what they are (odd ones) are noted in
 * _rx_keys with their stored form and their true one.  So a key that would
 * meet another's row is noticed, and its record rejected, and a table
 * without odd keys costs nothing.
 */
#include <stdlib.h>
#include <string.h>

#include "lib/merge/real.h"
#include "lib/merge/sqlite.h"

static bool
is_odd(struct rx_span v)
{
	int64_t	i;
	double	d;

	switch (rx_json_kind(v)) {
	case RX_JSON_NUMBER:
		return !rx_number_int64(v, &i) && !rx_number_real(v, &d);
	case RX_JSON_STRING:
		return false;
	default:
		return true;
	}
}

/* Appends bytes that are equal when the stored values are. */
static bool
write_stored(struct rx_buf *b, struct rx_span v)
{
	enum rx_json_kind	kind = rx_json_kind(v);
	struct rx_buf		text = RX_BUF_INIT(RX_BUF_LINE);
	bool			ok;

	if (kind == RX_JSON_TRUE || kind == RX_JSON_FALSE)
		return rx_key_norm_value(b, kind == RX_JSON_TRUE ? RX_SPAN("1") : RX_SPAN("0"));
	if (!is_odd(v))
		return rx_key_norm_value(b, v);
	if (kind == RX_JSON_NUMBER) {
		struct rx_buf norm = RX_BUF_INIT(RX_BUF_LINE);

		ok = rx_number_norm(&norm, v) && rx_json_quote(&text, rx_buf_view(&norm));
		rx_buf_free(&norm);
	} else {
		struct rx_buf compact = RX_BUF_INIT(RX_BUF_LINE);

		ok = rx_json_compact(&compact, v) && rx_json_quote(&text, rx_buf_view(&compact));
		rx_buf_free(&compact);
	}
	ok = ok && rx_key_norm_value(b, rx_buf_view(&text));
	rx_buf_free(&text);
	return ok;
}

bool
sqlite_odd_forget(struct sqlite_table *tb, struct rx_err *e)
{
	int r = sqlite_has(tb->t, "_rx_keys", e);

	return r == 0 || (r != -1 &&
	    sqlite_run(tb->t, e, "DELETE FROM _rx_keys WHERE tbl = %Q", tb->name));
}

static bool
open_list(struct sqlite_table *tb, struct rx_err *e)
{
	sqlite3_stmt	*st;
	int		 r = sqlite_has(tb->t, "_rx_keys", e);

	tb->odd = 0;
	if (r <= 0)
		return r == 0;
	if ((st = sqlite_prepare(tb->t, e, "SELECT 1 FROM _rx_keys WHERE tbl = %Q",
	    tb->name)) == NULL)
		return false;
	tb->odd = sqlite_step(tb->t, st, e);
	sqlite3_finalize(st);
	return tb->odd != -1;
}

/* 1: noted, and it is this key; 0: not noted; 2: noted as another; -1 */
static int
look_up(struct sqlite_table *tb, struct rx_span stored, struct rx_span own, struct rx_err *e)
{
	sqlite3_stmt	*st;
	int		 r;

	if (tb->odd == 0)
		return 0;
	if ((st = sqlite_prepare(tb->t, e, "SELECT own FROM _rx_keys WHERE tbl = %Q AND "
	    "stored = ?", tb->name)) == NULL)
		return -1;
	sqlite3_bind_blob64(st, 1, stored.p, stored.n, SQLITE_STATIC);
	if ((r = sqlite_step(tb->t, st, e)) == 1) {
		struct rx_span noted = { sqlite3_column_blob(st, 0),
		    (size_t)sqlite3_column_bytes(st, 0) };

		r = rx_span_eq(noted, own) ? 1 : 2;
	}
	sqlite3_finalize(st);
	return r;
}

static bool
note(struct sqlite_table *tb, struct rx_span stored, struct rx_span own, struct rx_err *e)
{
	sqlite3_stmt	*st;
	int		 r;

	if (!sqlite_run(tb->t, e, "CREATE TABLE IF NOT EXISTS _rx_keys(tbl TEXT, stored BLOB, "
	    "own BLOB, PRIMARY KEY(tbl, stored)) WITHOUT ROWID") ||
	    (st = sqlite_prepare(tb->t, e, "INSERT INTO _rx_keys VALUES(%Q, ?, ?)",
	    tb->name)) == NULL)
		return false;
	sqlite3_bind_blob64(st, 1, stored.p, stored.n, SQLITE_STATIC);
	sqlite3_bind_blob64(st, 2, own.p, own.n, SQLITE_STATIC);
	r = sqlite_step(tb->t, st, e);
	sqlite3_finalize(st);
	tb->odd = 1;
	return r == 0;
}

static enum rx_put
mistaken(struct rx_err *e)
{
	rx_err_set(e, RX_BAD_DATA, "the key is stored like another value's, and differs from it");
	return RX_PUT_REJECTED;
}

/* An odd key that is new must come into a row of its own. */
static enum rx_put
put_new(struct sqlite_table *tb, struct rx_span stored, struct rx_span own,
    enum rx_put (*put)(struct sqlite_table *, struct rx_err *), struct rx_err *e)
{
	struct rx_target_counts	*n = tb->conf.counts, before = *n;
	enum rx_put		 result;
	bool			 inserted;

	if (!sqlite_run(tb->t, e, "SAVEPOINT rx"))
		return RX_PUT_FAILED;
	result = put(tb, e);
	inserted = n->inserted > before.inserted;
	if (result == RX_PUT_FAILED || (inserted && !note(tb, stored, own, e)))
		return RX_PUT_FAILED;
	if (result == RX_PUT_OK && !inserted) {
		if (!sqlite_run(tb->t, e, "ROLLBACK TO rx"))
			return RX_PUT_FAILED;
		*n = before;
		result = mistaken(e);
	}
	return sqlite3_exec(tb->t->db, "RELEASE rx", NULL, NULL, NULL) == SQLITE_OK ? result :
	    (sqlite_fail(tb->t, e), RX_PUT_FAILED);
}

static bool
any_odd(const struct sqlite_table *tb, const struct rx_record *r)
{
	size_t i;

	for (i = 0; i < tb->conf.key->n; i++)
		if (is_odd(rx_key_value(tb->conf.key, i, r)))
			return true;
	return false;
}

/* A large number within a value stands there as it is written: with a point or
 * an exponent it would not meet its like. */
static bool
unlike(const struct sqlite_table *tb, const struct rx_record *r)
{
	size_t i;

	for (i = 0; i < tb->conf.key->n; i++) {
		struct rx_span v = rx_key_value(tb->conf.key, i, r);

		if (tb->conf.key->field[i].nested && rx_json_kind(v) == RX_JSON_NUMBER &&
		    is_odd(v) && (rx_span_find(v, '.') < v.n || rx_span_find(v, 'e') < v.n ||
		    rx_span_find(v, 'E') < v.n))
			return true;
	}
	return false;
}

static bool
write_keys(struct sqlite_table *tb, const struct rx_record *r, struct rx_buf *stored,
    struct rx_buf *own)
{
	size_t i;

	for (i = 0; i < tb->conf.key->n; i++)
		if (!write_stored(stored, rx_key_value(tb->conf.key, i, r)))
			return false;
	return rx_key_norm(own, tb->conf.key, r);
}

static bool
unnote(struct sqlite_table *tb, struct rx_span stored, struct rx_err *e)
{
	sqlite3_stmt	*st = sqlite_prepare(tb->t, e, "DELETE FROM _rx_keys WHERE tbl = %Q AND "
	    "stored = ?", tb->name);
	int		 r;

	if (st == NULL)
		return false;
	sqlite3_bind_blob64(st, 1, stored.p, stored.n, SQLITE_STATIC);
	r = sqlite_step(tb->t, st, e);
	sqlite3_finalize(st);
	return r == 0;
}

/* A row of a key that is stored alike is another's, and stays. */
enum rx_put
sqlite_odd_delete(struct sqlite_table *tb, const struct rx_record *r,
    enum rx_put (*del)(struct sqlite_table *, struct rx_err *), struct rx_err *e)
{
	struct rx_buf	stored = RX_BUF_INIT(RX_BUF_LINE), own = RX_BUF_INIT(RX_BUF_LINE);
	enum rx_put	result = RX_PUT_OK;
	bool		odd, ok = tb->odd != -1 || open_list(tb, e);
	int		noted;

	if (!ok || (!(odd = any_odd(tb, r)) && tb->odd == 0))
		return ok ? del(tb, e) : RX_PUT_FAILED;
	if (!write_keys(tb, r, &stored, &own)) {
		rx_err_nomem(e);
		result = RX_PUT_FAILED;
	} else {
		noted = look_up(tb, rx_buf_view(&stored), rx_buf_view(&own), e);
		if (noted == -1)
			result = RX_PUT_FAILED;
		else if (noted == 1 || (noted == 0 && !odd))
			result = del(tb, e);
		if (result == RX_PUT_OK && noted == 1 && !unnote(tb, rx_buf_view(&stored), e))
			result = RX_PUT_FAILED;
	}
	rx_buf_free(&stored);
	rx_buf_free(&own);
	return result;
}

/* Is a row there that is stored under the record's key?  1, 0; -1: an error.
 * What is bound of the record already stays where it is. */
static int
row_there(struct sqlite_table *tb, const struct rx_record *r, struct rx_err *e)
{
	struct rx_buf	 bound = tb->scratch, where = RX_BUF_INIT(RX_BUF_LINE);
	sqlite3_stmt	*st = NULL;
	int		 there = -1;

	tb->scratch = (struct rx_buf)RX_BUF_INIT(RX_BUF_LINE);
	if (!sqlite_key_equals(tb, tb->conf.key, &where))
		rx_err_nomem(e);
	else if ((st = sqlite_prepare(tb->t, e, "SELECT 1 FROM \"%w\" WHERE %s", tb->name,
	    rx_buf_str(&where))) != NULL &&
	    sqlite_key_bind(tb, st, tb->conf.key, r, e) == RX_PUT_OK)
		there = sqlite_step(tb->t, st, e);
	sqlite3_finalize(st);
	rx_buf_free(&where);
	rx_buf_free(&tb->scratch);
	tb->scratch = bound;
	return there;
}

/* The row that was noted may have gone with others of its merge_key. */
static int
look_again(struct sqlite_table *tb, const struct rx_record *r, struct rx_span stored,
    struct rx_span own, struct rx_err *e)
{
	int noted = look_up(tb, stored, own, e), there;

	if (noted != 2 || (there = row_there(tb, r, e)) == 1)
		return noted;
	return there == 0 && unnote(tb, stored, e) ? 0 : -1;
}

enum rx_put
sqlite_odd_put(struct sqlite_table *tb, const struct rx_record *r,
    enum rx_put (*put)(struct sqlite_table *, struct rx_err *), struct rx_err *e)
{
	struct rx_buf	stored = RX_BUF_INIT(RX_BUF_LINE), own = RX_BUF_INIT(RX_BUF_LINE);
	enum rx_put	result = RX_PUT_FAILED;
	bool		odd, ok = tb->odd != -1 || open_list(tb, e);

	if (!ok || (!(odd = any_odd(tb, r)) && tb->odd == 0))
		return ok ? put(tb, e) : RX_PUT_FAILED;
	if (!write_keys(tb, r, &stored, &own)) {
		rx_err_nomem(e);
	} else if (unlike(tb, r)) {
		result = mistaken(e);
	} else {
		switch (look_again(tb, r, rx_buf_view(&stored), rx_buf_view(&own), e)) {
		case 0:
			result = odd ? put_new(tb, rx_buf_view(&stored), rx_buf_view(&own), put,
			    e) :
			    put(tb, e);
			break;
		case 1:
			result = put(tb, e);
			break;
		case 2:
			result = mistaken(e);
			break;
		}
	}
	rx_buf_free(&stored);
	rx_buf_free(&own);
	return result;
}
