/* The SQLite target: opening, transactions, errors. */
#include "lib/merge/sqlite.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "rx/io.h"
#include "lib/merge/kinds.h"
#include "lib/merge/lock.h"

#define PAGE	16384	/* bytes, of a new database: a third faster than 4096 */

bool
sqlite_fail(struct sqlite *t, struct rx_err *e)
{
	int code = sqlite3_errcode(t->db) & 0xff;

	switch (code) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		rx_err_set(e, RX_FAILED, "%s is locked by another program (waited %d s)", t->path,
		    SQLITE_WAIT / 1000);
		return rx_err_hint(e, "nothing of this was stored; run it again when it is free");
	case SQLITE_NOTADB:
		return rx_err_set(e, RX_FAILED, "%s is not an SQLite database", t->path);
	case SQLITE_FULL:
		return rx_err_set(e, RX_FAILED, "cannot write %s: no space left on device",
		    t->path);
	case SQLITE_READONLY:
		if (sqlite3_extended_errcode(t->db) == SQLITE_READONLY_DIRECTORY) {
			rx_err_set(e, RX_FAILED, "cannot write the journal of %s", t->path);
			return rx_err_hint(e, "its directory must be writable too");
		}
		return rx_err_set(e, RX_FAILED, "%s is read-only", t->path);
	case SQLITE_NOMEM:
		return rx_err_nomem(e);
	case SQLITE_CANTOPEN:
		errno = sqlite3_system_errno(t->db);
		if (errno == 0)
			return rx_err_set(e, RX_FAILED, "cannot open %s or its journal", t->path);
		rx_err_errno(e, "cannot open %s or its journal", t->path);
		return rx_err_hint(e, "its directory must be writable too");
	case SQLITE_IOERR:
		errno = sqlite3_system_errno(t->db);
		return errno == 0 ? rx_err_set(e, RX_FAILED, "cannot read or write %s: %s",
		    t->path, sqlite3_errmsg(t->db)) :
		    rx_err_errno(e, "cannot read or write %s", t->path);
	default:
		return rx_err_set(e, RX_FAILED, "%s: %s", t->path, sqlite3_errmsg(t->db));
	}
}

sqlite3_stmt *
sqlite_prepare(struct sqlite *t, struct rx_err *e, const char *fmt, ...)
{
	sqlite3_stmt	*st = NULL;
	char		*sql;
	va_list		 ap;

	va_start(ap, fmt);
	sql = sqlite3_vmprintf(fmt, ap);
	va_end(ap);
	if (sql == NULL)
		rx_err_nomem(e);
	else if (sqlite3_prepare_v2(t->db, sql, -1, &st, NULL) != SQLITE_OK)
		sqlite_fail(t, e);
	sqlite3_free(sql);
	return st;
}

bool
sqlite_run(struct sqlite *t, struct rx_err *e, const char *fmt, ...)
{
	char	*sql;
	va_list	 ap;
	bool	 ok;

	va_start(ap, fmt);
	sql = sqlite3_vmprintf(fmt, ap);
	va_end(ap);
	if (sql == NULL)
		return rx_err_nomem(e);
	ok = sqlite3_exec(t->db, sql, NULL, NULL, NULL) == SQLITE_OK;
	sqlite3_free(sql);
	return ok || sqlite_fail(t, e);
}

int
sqlite_step(struct sqlite *t, sqlite3_stmt *st, struct rx_err *e)
{
	int r = sqlite3_step(st);

	if (r == SQLITE_ROW)
		return 1;
	if (r == SQLITE_DONE)
		return 0;
	sqlite_fail(t, e);
	return -1;
}

void
sqlite_bind_span(sqlite3_stmt *st, int i, struct rx_span s)
{
	if (s.p == NULL)
		sqlite3_bind_null(st, i);
	else
		sqlite3_bind_text64(st, i, s.p, s.n, SQLITE_TRANSIENT, SQLITE_UTF8);
}

struct rx_span
sqlite_column_span(sqlite3_stmt *st, int i)
{
	const char *p = (const char *)sqlite3_column_text(st, i);

	return (struct rx_span){ p, p != NULL ? (size_t)sqlite3_column_bytes(st, i) : 0 };
}

int
sqlite_has(struct sqlite *t, const char *name, struct rx_err *e)
{
	sqlite3_stmt	*st = sqlite_prepare(t, e, "SELECT type FROM sqlite_master "
	    "WHERE name = %Q COLLATE NOCASE AND type IN ('table', 'view')", name);
	int		 r;

	if (st == NULL)
		return -1;
	r = sqlite_step(t, st, e);
	if (r == 1)
		r = sqlite3_column_text(st, 0)[0];
	sqlite3_finalize(st);
	return r;
}

char *
sqlite_text(struct rx_span s)
{
	char	*p = malloc(s.n + 1);
	size_t	 i;

	for (i = 0; p != NULL && i < s.n; i++)
		p[i] = s.p[i] != '\0' ? s.p[i] : '_';
	if (p != NULL)
		p[s.n] = '\0';
	return p;
}

static void
close_target(struct rx_target *base)
{
	struct sqlite		*t = (struct sqlite *)base;
	struct sqlite_table	*table, *next;

	for (table = t->tables; table != NULL; table = next) {
		next = table->next;
		sqlite_table_free(table);
	}
	if (t->wrote)
		sqlite_wal_end(t);
	if (t->db != NULL)
		(void)sqlite3_close(t->db);
	/* Not earlier: closing any descriptor of the file would drop all of
	 * this process' locks on it, SQLite's too. */
	if (t->lock != -1)
		(void)close(t->lock);
	rx_buf_free(&t->sql);
	free(t->path);
	free(t);
}

/* SQLite tries a second time only to read, and knows the reason of that. */
static int
why_not(const struct sqlite *t)
{
	const char	*slash = strrchr(t->path, '/');
	char		*dir = slash == NULL ? strdup(".") :
	    strndup(t->path, slash > t->path ? (size_t)(slash - t->path) : 1);
	int		 code = sqlite3_system_errno(t->db);

	if (code == ENOENT && dir != NULL && access(dir, F_OK) == 0 && access(dir, W_OK) == -1)
		code = errno;
	free(dir);
	return code;
}

static bool
open_database(struct sqlite *t, const struct rx_target_conf *conf, struct rx_err *e)
{
	int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | (conf->read ? 0 :
	    SQLITE_OPEN_CREATE);

	if (sqlite3_open_v2(t->path, &t->db, flags, NULL) != SQLITE_OK) {
		if (t->db == NULL)
			return rx_err_nomem(e);
		errno = why_not(t);
		return errno != 0 ? rx_err_errno(e, "cannot open %s", t->path) : sqlite_fail(t, e);
	}
	(void)sqlite3_busy_timeout(t->db, SQLITE_WAIT);
	(void)sqlite3_extended_result_codes(t->db, 1);
	if (!sqlite_functions(t))
		return sqlite_fail(t, e);
	if (!sqlite_run(t, e,
	    "PRAGMA page_size = %d; PRAGMA cache_size = -%lu; PRAGMA schema_version",
	    PAGE, (unsigned long)(conf->memory >> 10)))
		return false;
	if (!conf->read && sqlite3_db_readonly(t->db, "main") == 1)
		return rx_err_set(e, RX_FAILED, "%s is read-only", t->path);
	return true;
}

static struct rx_target *
open_target(const struct rx_target_conf *conf, struct rx_err *e)
{
	struct sqlite	*t;
	struct stat	 st;

	if (conf->read && stat(conf->where, &st) == -1) {
		if (errno != ENOENT && errno != ENOTDIR)
			rx_err_errno(e, "cannot open %s", conf->where);
		return NULL;
	}
	if (!rx_file_plain(conf->where, e))
		return NULL;
	if ((t = calloc(1, sizeof(*t))) == NULL || (t->path = strdup(conf->where)) == NULL) {
		free(t);
		rx_err_nomem(e);
		return NULL;
	}
	t->base.kind = &rx_target_sqlite;
	t->lock = -1;
	t->memory = conf->memory;
	t->sql = (struct rx_buf)RX_BUF_INIT(RX_BUF_LINE);
	if (open_database(t, conf, e) && sqlite_state_version(t, e))
		return &t->base;
	close_target(&t->base);
	return NULL;
}

static bool
lock(struct rx_target *base, struct rx_span resource, struct rx_err *e)
{
	struct sqlite *t = (struct sqlite *)base;

	if (t->lock == -1 && (t->lock = open(t->path, O_RDWR | O_CLOEXEC)) == -1)
		return rx_err_errno(e, "cannot lock %s", t->path);
	return rx_lock_take(t->lock, resource, resource, t->path, e);
}

static bool
begin(struct rx_target *base, struct rx_err *e)
{
	struct sqlite *t = (struct sqlite *)base;

	t->wrote = true;
	return sqlite_wal_begin(t, e) && sqlite_run(t, e, "BEGIN IMMEDIATE");
}

static bool
commit(struct rx_target *base, struct rx_err *e)
{
	return sqlite_run((struct sqlite *)base, e, "COMMIT");
}

const struct rx_target_kind rx_target_sqlite = {
	.scheme = "sqlite",
	.form = "sqlite:FILE",
	.help = "tables of an SQLite database",
	.named = true,
	.can = RX_CAN_DELETE | RX_CAN_INSERT_ONLY | RX_CAN_PATCH | RX_CAN_DEDUP_SORT |
	    RX_CAN_MERGE_KEY | RX_CAN_SCD2 | RX_CAN_CLEAR,
	.batch = (size_t)16 << 20,
	.sorted = true,
	.pause = 200,
	.open = open_target,
	.close = close_target,
	.lock = lock,
	.load = sqlite_state_load,
	.resources = sqlite_state_resources,
	.save = sqlite_state_save,
	.remember = sqlite_remember,
	.history = sqlite_history,
	.begin = begin,
	.commit = commit,
	.table = sqlite_table_open,
	.put = sqlite_put,
	.staged = sqlite_staged,
	.drop = sqlite_drop,
	.publish = sqlite_publish,
	.columns = sqlite_columns,
	.tables = sqlite_tables,
};
