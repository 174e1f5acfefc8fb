/*
 * The journal of the database while much is written.
 *
 * With a rollback journal, a transaction that outgrows the cache shuts readers
 * out until it ends.  A transaction that could do so is written with a
 * write-ahead log instead, which readers read past.  At the end the database
 * gets back the journal that it had, because a log needs more than reading of
 * those who read: _rx_wal is there as long as the log is rx's doing, also for
 * another run that ends later, or after this one was killed.
 */
#include <sys/stat.h>

#ifdef __linux__
#include <linux/magic.h>
#include <sys/vfs.h>
#endif

#include "lib/merge/sqlite.h"

#define MOMENT	200	/* ms to wait for readers to finish: others wait behind us */
#define STEP	5	/* ms between looks whether they have */

/* All that use a log must be on one machine. */
static bool
is_local(const char *path)
{
#ifdef __linux__
	static const unsigned long	remote[] = { NFS_SUPER_MAGIC, SMB_SUPER_MAGIC,
	    CIFS_SUPER_MAGIC, SMB2_SUPER_MAGIC, AFS_SUPER_MAGIC, CODA_SUPER_MAGIC,
	    CEPH_SUPER_MAGIC, V9FS_MAGIC, FUSE_SUPER_MAGIC };
	struct statfs			st;
	size_t				i;

	if (statfs(path, &st) == -1)
		return false;
	for (i = 0; i < sizeof(remote) / sizeof(*remote); i++)
		if (((unsigned long)st.f_type & 0xffffffff) == remote[i])
			return false;
	return true;
#else
	(void)path;
	return false;
#endif
}

/*
 * A transaction writes every page at most once: those that are there, those
 * that its records need (64 MiB at most, a quarter of the usual cache), and
 * when a stage is published those of the stage once more.
 */
static bool
outgrows(const struct sqlite *t)
{
	struct stat st;

	return stat(t->path, &st) == 0 && (size_t)st.st_size > t->memory / 4;
}

/* Asks for a journal mode; is it that now? */
static bool
change(struct sqlite *t, const char *mode)
{
	struct rx_err	 ignored = RX_ERR_INIT;
	sqlite3_stmt	*st = sqlite_prepare(t, &ignored, "PRAGMA main.journal_mode = %s", mode);
	bool		 is = false;

	(void)sqlite3_busy_timeout(t->db, MOMENT);
	if (st != NULL && sqlite3_step(st) == SQLITE_ROW)
		is = sqlite3_stricmp((const char *)sqlite3_column_text(st, 0), mode) == 0;
	sqlite3_finalize(st);
	(void)sqlite3_busy_timeout(t->db, SQLITE_WAIT);
	return is;
}

/* -1: an error. */
static int
has_log(struct sqlite *t, struct rx_err *e)
{
	sqlite3_stmt	*st = sqlite_prepare(t, e, "PRAGMA main.journal_mode");
	int		 r = st != NULL ? sqlite_step(t, st, e) : -1;

	if (r == 1)
		r = sqlite3_stricmp((const char *)sqlite3_column_text(st, 0), "wal") == 0;
	sqlite3_finalize(st);
	return r;
}

bool
sqlite_wal_begin(struct sqlite *t, struct rx_err *e)
{
	int r;

	if (t->logged || !outgrows(t))
		return true;
	if ((r = has_log(t, e)) == -1)
		return false;
	if (r == 1) {
		t->logged = true;
		return true;
	}
	if (!is_local(t->path))
		return true;
	if (!sqlite_run(t, e, "CREATE TABLE IF NOT EXISTS _rx_wal(rx)"))
		return false;
	t->logged = change(t, "wal");	/* or readers are at work: the next time */
	return true;
}

void
sqlite_wal_end(struct sqlite *t)
{
	struct rx_err	ignored = RX_ERR_INIT;
	int		left = MOMENT / STEP;

	if (!sqlite3_get_autocommit(t->db))
		(void)sqlite_run(t, &ignored, "ROLLBACK");
	if (sqlite_has(t, "_rx_wal", &ignored) != 't')
		return;
	(void)sqlite_run(t, &ignored, "PRAGMA wal_checkpoint");
	while (!change(t, "delete")) {	/* only whoever is alone with it can */
		if (left-- == 0)
			return;
		(void)sqlite3_sleep(STEP);
	}
	(void)sqlite_run(t, &ignored, "DROP TABLE IF EXISTS _rx_wal");
}
