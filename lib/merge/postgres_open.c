/* The connection to the server, and what it is called. */
#include <stdlib.h>
#include <string.h>

#include "lib/merge/kinds.h"
#include "lib/merge/postgres.h"

static void
silent(void *arg, const char *notice)
{
	(void)arg;
	(void)notice;
}

void
postgres_close(struct rx_target *base)
{
	struct postgres		*t = (struct postgres *)base;
	struct postgres		*lease, *next_lease;
	struct postgres_table	*table, *next;

	for (table = t->tables; table != NULL; table = next) {
		next = table->next;
		postgres_table_free(table);
	}
	for (lease = t->leases; lease != NULL; lease = next_lease) {
		next_lease = lease->next;
		postgres_close(&lease->base);
	}
	if (t->conn != NULL)
		t->pq.PQfinish(t->conn);
	rx_buf_free(&t->sql);
	rx_buf_free(&t->done);
	free(t->where);
	free(t->name);
	free(t->schema);
	free(t);
}

/* A password with an @ would make the rest of it a host, which is told. */
static bool
has_stray_at(const PQconninfoOption *o)
{
	for (; o->keyword != NULL; o++)
		if ((strcmp(o->keyword, "host") == 0 || strcmp(o->keyword, "dbname") == 0) &&
		    o->val != NULL && strchr(o->val, '@') != NULL)
			return true;
	return false;
}

/* Words that libpq can't take apart may have a password in them: they are not
 * repeated. */
static bool
check_words(struct postgres *t, const char *where, struct rx_err *e)
{
	PQconninfoOption	*o;
	char			*why = NULL;
	bool			 odd;

	if (strchr(where, '=') == NULL && strstr(where, "://") == NULL)
		return true;
	if ((o = t->pq.PQconninfoParse(where, &why)) == NULL) {
		t->pq.PQfreemem(why);
		rx_err_set(e, RX_USAGE,
		    "the postgres target is no connection that libpq understands");
		return rx_err_hint(e, "postgres://USER@HOST:PORT/DATABASE?WORD=VALUE, or "
		    "postgres:'host=HOST dbname=DATABASE'; in a URL, %%40 is @");
	}
	odd = has_stray_at(o);
	t->pq.PQconninfoFree(o);
	if (!odd)
		return true;
	rx_err_set(e, RX_USAGE, "the postgres target has an @ in its host or database");
	return rx_err_hint(e, "in a URL, %%40 is an @ of the password; better, keep that in "
	    "~/.pgpass");
}

static bool
make_name(struct postgres *t)
{
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_TEXT);
	const char	*host = t->pq.PQhost(t->conn), *port = t->pq.PQport(t->conn);
	const char	*db = t->pq.PQdb(t->conn);

	if (host == NULL || host[0] == '\0' || host[0] == '/' || host[0] == '@')
		rx_buf_printf(&b, "postgres:%s", db != NULL ? db : "");
	else
		rx_buf_printf(&b, "postgres://%s%s%s/%s", host, port != NULL && port[0] != '\0' &&
		    strcmp(port, "5432") != 0 ? ":" : "", port != NULL &&
		    strcmp(port, "5432") != 0 ? port : "", db != NULL ? db : "");
	t->name = postgres_text(rx_buf_view(&b));
	rx_buf_free(&b);
	return t->name != NULL;
}

static bool
dial(struct postgres *t, const char *where, struct rx_err *e)
{
	static const char *const words[] = { "dbname", "client_encoding",
	    "fallback_application_name", NULL };
	const char	*values[] = { where, "UTF8", "rx-merge", NULL };
	const char	*why;

	/* an empty database name would be one; the environment names another */
	if ((t->conn = t->pq.PQconnectdbParams(where[0] != '\0' ? words : words + 1,
	    where[0] != '\0' ? values : values + 1, 1)) == NULL)
		return rx_err_nomem(e);
	if (!make_name(t))
		return rx_err_nomem(e);
	(void)t->pq.PQsetNoticeProcessor(t->conn, silent, NULL);
	if (t->pq.PQstatus(t->conn) == CONNECTION_OK)
		return true;
	why = t->pq.PQerrorMessage(t->conn);
	return rx_err_set(e, RX_FAILED, "cannot open %s: %.*s", t->name, (int)strcspn(why, "\n"),
	    why);
}

/* Not every system or version has it. */
static void
set(struct postgres *t, const char *what)
{
	struct rx_err ignored = RX_ERR_INIT;

	(void)postgres_run(t, &ignored, "SET %s", what);
}

/* Temporary tables and wider types have to be allowed; no change of a table ends
 * a transaction by itself; locks live on where their node does not. */
static bool
prepare_cockroach(struct postgres *t, struct rx_err *e)
{
	set(t, "experimental_enable_temp_tables = 'on'");
	set(t, "enable_experimental_alter_column_type_general = 'on'");
	set(t, "autocommit_before_ddl = 'off'");
	set(t, "enable_durable_locking_for_serializable = 'on'");
	return postgres_run(t, e, "SET lock_timeout = '%ds'", (long)POSTGRES_WAIT);
}

/* Texts of times mean UTC; a wait for another session ends; the server notices
 * a client that was killed, whose lock would stay. */
static bool
prepare(struct postgres *t, struct rx_err *e)
{
	char *version = NULL;

	if (postgres_ask(t, e, &version, "SELECT version()") < 0)
		return false;
	t->cockroach = strstr(version, "CockroachDB") != NULL;
	free(version);
	if (!postgres_run(t, e, "SET TimeZone = 'UTC'; SET standard_conforming_strings = on; "
	    "SET client_min_messages = warning"))
		return false;
	if (t->cockroach)
		return prepare_cockroach(t, e);
	if (!postgres_plans(t, false, e) || !postgres_run(t, e, "SET jit = off; "
	    "SET temp_buffers = '32MB'; SET work_mem = '32MB'; SET synchronize_seqscans = off; "
	    "SELECT set_config('lock_timeout', "
	    "'%ds', false) WHERE current_setting('lock_timeout') = '0'", (long)POSTGRES_WAIT))
		return false;
	if (t->pq.PQserverVersion(t->conn) >= 140000)
		set(t, "client_connection_check_interval = '1s'");
	return true;
}

static bool
find_schema(struct postgres *t, const struct rx_target_conf *conf, struct rx_err *e)
{
	char	*found = NULL;
	int	 n;

	if (conf->schema == NULL) {
		if (postgres_ask(t, e, &t->schema, "SELECT current_schema()") < 0)
			return false;
		if (t->schema[0] != '\0')
			return true;
		rx_err_set(e, RX_USAGE, "%s: the search path has no schema that this "
		    "user may use", t->name);
		return rx_err_hint(e, "--schema NAME names one; it is made if it is missing");
	}
	if ((t->schema = strdup(conf->schema)) == NULL)
		return rx_err_nomem(e);
	n = postgres_ask(t, e, &found, "SELECT nspname FROM pg_catalog.pg_namespace "
	    "WHERE nspname = %L", t->schema);
	free(found);
	return n == 1 || (n == 0 && (conf->read || postgres_run(t, e,
	    "CREATE SCHEMA IF NOT EXISTS %I", t->schema)));
}

struct rx_target *
postgres_open(const struct rx_target_conf *conf, struct rx_err *e)
{
	struct postgres *t = calloc(1, sizeof(*t));

	if (t == NULL) {
		rx_err_nomem(e);
		return NULL;
	}
	t->base.kind = &rx_target_postgres;
	t->infer_time = conf->infer_time;
	t->sql = (struct rx_buf)RX_BUF_INIT(RX_BUF_LINE);
	t->done = (struct rx_buf)RX_BUF_INIT((size_t)2 << 30);
	t->where = strdup(conf->where);
	if ((t->where != NULL || rx_err_nomem(e)) && postgres_lib_load(&t->pq, e) &&
	    check_words(t, conf->where, e) && dial(t, conf->where, e) && prepare(t, e) &&
	    find_schema(t, conf, e) && postgres_state_version(t, e))
		return &t->base;
	postgres_close(&t->base);
	return NULL;
}
