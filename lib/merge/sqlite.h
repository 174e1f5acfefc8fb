#ifndef RX_SQLITE_H
#define RX_SQLITE_H
/*
 * sqlite: what the files of the SQLite target share.
 *
 * Tables of resources have the fields as columns, without a declared type but
 * where the source gives one.  rx's own tables:
 *	_rx_state	resource: generation, learned, attempt
 *	_rx_parts	resource and part: bookmark, next, seen, done
 *	_rx_runs	the history: a row for each run and resource
 *	_rx_tables	name that was asked for: table that it got
 *	_rx_columns	table and field: column that it got
 *	_rx_wal		is there while the write-ahead log is rx's doing (sqlite_wal.c)
 *	_rx_keys	keys that are stored like another value's (sqlite_odd.c)
 *	_rx_stage_R	rows of resource R's attempt (append, replace); or its
 *			records, of a merge that needs all of them (sqlite_load.c)
 */
#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

#include "rx/target.h"
#include "lib/merge/index.h"
#include "lib/merge/key.h"
#include "lib/merge/record.h"

#define SQLITE_WAIT	10000	/* ms to wait for another program's transaction */
#define SQLITE_COLUMNS	500	/* of a table; the rest goes to _rx_rest */

struct sqlite {
	struct rx_target	 base;
	sqlite3			*db;
	char			*path;
	int			 lock;		/* a descriptor of the database file */
	size_t			 memory;	/* bytes of the cache */
	bool			 runs_made;	/* _rx_runs is there */
	bool			 wrote;		/* a transaction has begun */
	bool			 logged;	/* with a write-ahead log */
	struct sqlite_table	*tables;
	struct rx_buf		 sql;
};

enum sqlite_affinity { AS_ANY, AS_TEXT, AS_NUMBER, AS_REAL };

struct sqlite_column {
	struct rx_span		 field;		/* decoded, owned; NONE: not rx's */
	struct rx_span		 raw;		/* its name as it last came, owned */
	char			*name;		/* of the column, owned */
	const char		*type;		/* declared for new columns; "" */
	enum sqlite_affinity	 affinity;
	bool			 rest;		/* _rx_rest */
	bool			 key;
	bool			 sort;		/* declared, and its index is not yet there */
	bool			 present;	/* the record has it (patch) */
	bool			 in_table, in_stage;
	bool			 wanted;	/* where it is not */
	int			 bind;		/* parameter of the statement; 0: none */
	unsigned long		 stamp;		/* the record that last had it */
};

struct sqlite_refused {		/* records of a load, while it is published */
	rx_reject_fn		*tell;	/* NULL: the load fails with them */
	void			*arg;
	int64_t			*ids;	/* in the stage */
	size_t			 n;
};

struct sqlite_table {
	struct sqlite		*t;
	struct rx_table_conf	 conf;
	char			*name, *stage;
	struct sqlite_column	*cols;
	struct rx_index		 index;		/* of these, by field */
	size_t			 n;
	size_t			 fields;	/* columns that are fields' */
	uint32_t		*place;		/* column of the i-th field, last time */
	size_t			 nplace;
	bool			 typed;		/* the source declares types */
	bool			 exists, stage_exists, indexed, cleared;
	int			 part_bind;
	int			 odd;		/* _rx_keys has any of it: 1, 0; -1 unknown */
	sqlite3_stmt		*put;
	sqlite3_stmt		*del, *clear;	/* rows of a key, of a merge_key */
	sqlite3_stmt		*list;		/* a record, into the stage */
	sqlite3_stmt		*aux;		/* while a load is published */
	sqlite3_stmt		*taken, *linked;	/* the same, of a root (sqlite_family.c) */
	sqlite3_stmt		*into;		/* what sqlite_bind binds to; NULL: nothing */
	int			 at;
	unsigned long		 serial;	/* of the record */
	struct sqlite_refused	 refused;
	struct rx_buf		 scratch, rest;
	struct sqlite_table	*next;
};

/* sqlite.c */
bool	sqlite_fail(struct sqlite *, struct rx_err *);	/* tells the last error */
bool	sqlite_run(struct sqlite *, struct rx_err *, const char *sql,
    ...);	/* sqlite3_mprintf's */
sqlite3_stmt *sqlite_prepare(struct sqlite *, struct rx_err *, const char *sql, ...);
/* Steps once: 1 a row, 0 done, -1 an error. */
int	sqlite_step(struct sqlite *, sqlite3_stmt *, struct rx_err *);
void	sqlite_bind_span(sqlite3_stmt *, int, struct rx_span);	/* NONE: NULL */
struct rx_span sqlite_column_span(sqlite3_stmt *, int);
/* 't' a table, 'v' a view, 0 nothing of that name; -1 an error. */
int	sqlite_has(struct sqlite *, const char *name, struct rx_err *);
char	*sqlite_text(struct rx_span);	/* a copy as C text, a NUL within as _ */

/* sqlite_function.c: what SQL of the target calls */
bool	sqlite_functions(struct sqlite *);

/* sqlite_wal.c: the journal while much is written */
bool	sqlite_wal_begin(struct sqlite *, struct rx_err *);	/* before a transaction */
void	sqlite_wal_end(struct sqlite *);	/* no statement is left */

/* sqlite_state.c */
bool	sqlite_state_version(struct sqlite *, struct rx_err *);	/* is it one that is known? */
bool	sqlite_state_load(struct rx_target *, struct rx_state *, struct rx_err *);
bool	sqlite_state_save(struct rx_target *, struct rx_state *, struct rx_err *);
bool	sqlite_state_resources(struct rx_target *, struct rx_buf *, struct rx_err *);

/* sqlite_history.c */
bool	sqlite_remember(struct rx_target *, const struct rx_history *, struct rx_err *);
bool	sqlite_history(struct rx_target *, bool (*)(void *, const struct rx_span[RX_H_N]), void *,
	    struct rx_err *);

/* sqlite_name.c: which table, which column */
/* 1: *name (malloc) is what was given to the name asked for; 0: nothing yet. */
int	sqlite_table_find(struct sqlite *, struct rx_span asked, char **name, struct rx_err *);
/* The same, and gives one; own: to one of rx's own tables, whatever the names. */
bool	sqlite_table_name(struct sqlite *, struct rx_span asked, bool own, enum rx_names,
	    char **name, struct rx_err *);
bool	sqlite_column_name(struct sqlite_table *, struct sqlite_column *, struct rx_err *);

/* sqlite_table.c */
struct rx_table *sqlite_table_open(struct rx_target *, const struct rx_table_conf *,
	    struct rx_err *);
void	sqlite_table_free(struct sqlite_table *);
void	sqlite_table_forget(struct sqlite_table *);	/* what was found or made of it */
struct sqlite_column *sqlite_column_find(struct sqlite_table *, struct rx_span field);
struct sqlite_column *sqlite_column_add(struct sqlite_table *, struct rx_span field);
enum sqlite_affinity sqlite_affinity_of(const char *type);
const char *sqlite_type_of(const struct sqlite_table *, struct rx_span field);	/* declared, "" */
/* Must it have a column, however many there are? */
bool	sqlite_reserved(const struct sqlite_table *, struct rx_span field);

/* sqlite_column.c: columns for a record's fields, where it goes */
bool	sqlite_table_ready(struct sqlite_table *, struct rx_err *);	/* what there is, once */
bool	sqlite_table_learn(struct sqlite_table *, const struct rx_record *, struct rx_err *);
/* The table or the stage gets the columns that are wanted there. */
bool	sqlite_table_make(struct sqlite_table *, bool stage, struct rx_err *);

/* sqlite_index.c */
bool	sqlite_table_index(struct sqlite_table *, struct rx_err *);	/* unique on the key */
bool	sqlite_table_unindex(struct sqlite_table *, struct rx_err *);
bool	sqlite_table_sort(struct sqlite_table *, struct rx_err *);	/* on columns declared so */

/* sqlite_key.c */
/* Is it merged by its key? */
bool	sqlite_keyed(const struct sqlite_table *);
/* "a","b"; false: a field has no column. */
bool	sqlite_key_list(struct sqlite_table *, const struct rx_key *, struct rx_buf *);
/* ("a","b")=(?1,?2) */
bool	sqlite_key_equals(struct sqlite_table *, const struct rx_key *, struct rx_buf *);
/* Has the table columns for all of its fields?  If not, no row has the key. */
bool	sqlite_key_there(struct sqlite_table *, const struct rx_key *);
bool	sqlite_key_first(const struct rx_key_field *, struct rx_buf *);	/* the column's field */
bool	sqlite_key_has(const struct rx_key *,
    struct rx_span field);	/* does it need that column? */
/* Binds a record's values of the key from parameter 1 on. */
enum rx_put sqlite_key_bind(struct sqlite_table *, sqlite3_stmt *, const struct rx_key *,
	    const struct rx_record *, struct rx_err *);

/* sqlite_put.c */
enum rx_put sqlite_put(struct rx_table *, enum rx_op, const struct rx_record *, struct rx_span part,
	    struct rx_err *);
/* The same, into the table or the stage of rows. */
enum rx_put sqlite_put_row(struct sqlite_table *, enum rx_op, const struct rx_record *,
	    struct rx_span part, struct rx_err *);
/* Columns for the fields of the record, where it goes. */
bool	sqlite_place(struct sqlite_table *, const struct rx_record *, struct rx_err *);

/* sqlite_delete.c: rows of a key, or of a merge_key */
enum rx_put sqlite_delete(struct sqlite_table *, const struct rx_record *, struct rx_err *);
enum rx_put sqlite_clear(struct sqlite_table *, const struct rx_record *, struct rx_err *);
bool	sqlite_clear_index(struct sqlite_table *, struct rx_err *);	/* on the merge_key */

/* sqlite_value.c; into NULL: only looks whether it fits */
enum rx_put sqlite_bind(struct sqlite_table *, sqlite3_stmt *into, int at,
	    const struct sqlite_column *, struct rx_span value, bool spaces, struct rx_err *);

/* sqlite_odd.c: puts a record that is bound, if its key is not mistaken */
enum rx_put sqlite_odd_put(struct sqlite_table *, const struct rx_record *,
	    enum rx_put (*put)(struct sqlite_table *, struct rx_err *), struct rx_err *);
/* Deletes the row of the record's key by calling del, if it is that key's. */
enum rx_put sqlite_odd_delete(struct sqlite_table *, const struct rx_record *,
	    enum rx_put (*del)(struct sqlite_table *, struct rx_err *), struct rx_err *);
bool	sqlite_odd_forget(struct sqlite_table *, struct rx_err *);	/* the table is new */

/* sqlite_look.c */
bool	sqlite_columns(struct rx_target *, struct rx_span name, struct rx_buf *, struct rx_err *);
bool	sqlite_tables(struct rx_target *, struct rx_buf *, struct rx_err *);

/* sqlite_stage.c */
bool	sqlite_drop(struct rx_table *, struct rx_span part, struct rx_err *);
bool	sqlite_publish(struct rx_table *, rx_reject_fn *, void *arg, struct rx_err *);
bool	sqlite_staged(struct rx_table *, unsigned long *, struct rx_err *);
/* The stage's name (malloc), or NULL without an error: it was never made. */
bool	sqlite_stage_find(struct sqlite_table *, char **name, struct rx_err *);
void	sqlite_stage_gone(struct sqlite_table *);	/* it has been dropped */

/* sqlite_load.c: a load that is merged as a whole */
enum rx_put sqlite_load_put(struct sqlite_table *, enum rx_op, const struct rx_record *,
	    struct rx_span part, struct rx_err *);
bool	sqlite_load_publish(struct sqlite_table *, rx_reject_fn *, void *arg, struct rx_err *);
typedef enum rx_put sqlite_load_fn(struct sqlite_table *, enum rx_op, const struct rx_record *,
	    struct rx_err *);
/* Calls fn for each record whose rowid in the stage a SELECT gives. */
bool	sqlite_load_each(struct sqlite_table *, const char *ids, sqlite_load_fn *,
	    struct rx_err *);
/* Appends the SELECT of those that stay: of each key one. */
bool	sqlite_load_winners(struct sqlite_table *, struct rx_buf *);

/* sqlite_merge_key.c: rows that go when such a load comes */
/* temp.rx_merge: the merge_keys of the stage. */
bool	sqlite_merge_keys(struct sqlite_table *, struct rx_err *);
bool	sqlite_replace_parts(struct sqlite_table *, struct rx_err *);

/* sqlite_family.c: what a root's tables of lists must know of its load */
bool	sqlite_family_begin(struct sqlite_table *, struct rx_err *);
void	sqlite_family_end(struct sqlite_table *);
/* The record has become a row, or taken the place of one. */
enum rx_put sqlite_family_took(struct sqlite_table *, enum rx_op, const struct rx_record *,
	    struct rx_err *);
/* Rows of the root will go: a SELECT of their rowids. */
bool	sqlite_family_gone(struct sqlite_table *, const char *rows, struct rx_err *);
/* Of a table of lists: rows of records that came again, or went, go. */
bool	sqlite_family_clear(struct sqlite_table *, struct rx_err *);

/* sqlite_scd2.c */
bool	sqlite_retire(struct sqlite_table *, struct rx_err *);
enum rx_put sqlite_insert_version(struct sqlite_table *, enum rx_op, const struct rx_record *,
	    struct rx_err *);

#endif
