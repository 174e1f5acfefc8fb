/* What SQL of the target calls. */
#include "rx/cursor.h"
#include "lib/merge/sqlite.h"

/* Of two JSON texts the later one, as bookmarks are compared. */
static int
by_cursor(void *arg, int n, const void *a, int m, const void *b)
{
	(void)arg;
	return rx_cursor_cmp((struct rx_span){ a, (size_t)n }, (struct rx_span){ b, (size_t)m });
}

static bool
parse(struct rx_record *r, struct rx_fields *fs, sqlite3_value *v)
{
	struct rx_span		text = { (const char *)sqlite3_value_text(v), 0 };
	struct rx_json_fault	fault;
	const char		*end;

	text.n = (size_t)sqlite3_value_bytes(v);
	return text.p != NULL && rx_record_parse(r, fs, text, &end, &fault) == RX_RECORD_OK;
}

/* rx_overlay(old, new): the members of both objects, of one name the new one. */
static void
overlay(sqlite3_context *c, int n, sqlite3_value **v)
{
	struct rx_fields	fa = { NULL, 0, 0 }, fb = { NULL, 0, 0 };
	struct rx_record	a, b;
	struct rx_buf		out = RX_BUF_INIT(RX_BUF_LINE);

	(void)n;
	if (!parse(&a, &fa, v[0]))
		sqlite3_result_value(c, v[1]);
	else if (!parse(&b, &fb, v[1]))
		sqlite3_result_value(c, v[0]);
	else if (rx_record_overlay(&out, &a, &b))
		sqlite3_result_text64(c, out.p, out.n, SQLITE_TRANSIENT, SQLITE_UTF8);
	else
		sqlite3_result_error_nomem(c);
	rx_fields_free(&fa);
	rx_fields_free(&fb);
	rx_buf_free(&out);
}

bool
sqlite_functions(struct sqlite *t)
{
	return sqlite3_create_collation(t->db, "rx_cursor", SQLITE_UTF8, NULL, by_cursor) ==
	    SQLITE_OK && sqlite3_create_function(t->db, "rx_overlay", 2,
	    SQLITE_UTF8 | SQLITE_DETERMINISTIC, NULL, overlay, NULL, NULL) == SQLITE_OK;
}
