/*
 * insert FILE DATABASE: what rx-merge is measured against.  One prepared
 * INSERT ... ON CONFLICT(id) DO UPDATE with the first record's fields as
 * columns, a transaction per 100,000 rows, nothing else: no lines, no state,
 * no counts, no field looked for.
 */
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "lib/merge/record.h"
#include "rx/io.h"

#define ROWS	100000

static sqlite3_stmt *
prepare(sqlite3 *db, const struct rx_record *r)
{
	struct rx_buf	 table = RX_BUF_INIT(RX_BUF_TEXT), put = RX_BUF_INIT(RX_BUF_TEXT);
	sqlite3_stmt	*st = NULL;
	uint32_t	 i;

	rx_buf_text(&table, "CREATE TABLE t(");
	rx_buf_text(&put, "INSERT INTO t VALUES(");
	for (i = 0; i < r->n; i++) {
		rx_buf_text(&table, i > 0 ? "," : "");
		rx_buf_span(&table, rx_record_key(r, &r->fields[i]));
		rx_buf_text(&put, i > 0 ? ",?" : "?");
	}
	rx_buf_text(&table, "); CREATE UNIQUE INDEX k ON t(id)");
	rx_buf_text(&put, ") ON CONFLICT(id) DO UPDATE SET ");
	for (i = 1; i < r->n; i++) {
		struct rx_span key = rx_record_key(r, &r->fields[i]);

		rx_buf_printf(&put, "%s%.*s=excluded.%.*s", i > 1 ? "," : "", RX_FMT(key),
		    RX_FMT(key));
	}
	if (sqlite3_exec(db, "PRAGMA page_size = 16384; PRAGMA cache_size = -65536", NULL, NULL,
	    NULL) != SQLITE_OK || sqlite3_exec(db, rx_buf_str(&table), NULL, NULL,
	    NULL) != SQLITE_OK ||
	    sqlite3_prepare_v2(db, rx_buf_str(&put), -1, &st, NULL) != SQLITE_OK)
		fprintf(stderr, "insert: %s\n", sqlite3_errmsg(db));
	rx_buf_free(&table);
	rx_buf_free(&put);
	return st;
}

static void
bind(sqlite3_stmt *st, int i, struct rx_span v)
{
	if (rx_json_kind(v) == RX_JSON_STRING)
		sqlite3_bind_text(st, i, v.p + 1, (int)v.n - 2, SQLITE_STATIC);
	else if (rx_json_kind(v) == RX_JSON_NUMBER)
		sqlite3_bind_double(st, i, strtod(v.p, NULL));
	else
		sqlite3_bind_text(st, i, v.p, (int)v.n, SQLITE_STATIC);
}

static bool
put(sqlite3 *db, sqlite3_stmt **st, const struct rx_record *r, unsigned long n)
{
	uint32_t i;

	if (*st == NULL && (*st = prepare(db, r)) == NULL)
		return false;
	if (n % ROWS == 0)
		(void)sqlite3_exec(db, n > 0 ? "COMMIT; BEGIN" : "BEGIN", NULL, NULL, NULL);
	for (i = 0; i < r->n; i++)
		bind(*st, (int)i + 1, rx_record_value(r, &r->fields[i]));
	return sqlite3_step(*st) == SQLITE_DONE && sqlite3_reset(*st) == SQLITE_OK;
}

int
main(int argc, char **argv)
{
	struct rx_fields	 fields = { NULL, 0, 0 };
	struct rx_json_fault	 f;
	struct rx_record	 r;
	struct rx_err		 e = RX_ERR_INIT;
	struct rx_in		 in;
	struct rx_span		 line;
	sqlite3			*db = NULL;
	sqlite3_stmt		*st = NULL;
	const char		*end;
	unsigned long		 n = 0;
	int			 fd = argc == 3 ? open(argv[1], O_RDONLY) : -1;

	if (fd == -1 || sqlite3_open(argv[2], &db) != SQLITE_OK)
		return 2;
	rx_in_open(&in, fd, argv[1], 0, NULL);
	while (rx_in_line(&in, &line, &e) == 1)
		if (rx_record_parse(&r, &fields, line, &end, &f) != RX_RECORD_OK ||
		    !put(db, &st, &r, n++))
			return 1;
	sqlite3_finalize(st);
	(void)sqlite3_exec(db, "COMMIT", NULL, NULL, NULL);
	sqlite3_close(db);
	rx_in_close(&in);
	rx_fields_free(&fields);
	return 0;
}
