/* The PostgreSQL target: its kind, and transactions. */
#include "lib/merge/postgres.h"

#include "lib/merge/kinds.h"

static bool
begin(struct rx_target *base, struct rx_err *e)
{
	return postgres_run((struct postgres *)base, e, "BEGIN");
}

static bool
commit(struct rx_target *base, struct rx_err *e)
{
	return postgres_run((struct postgres *)base, e, "COMMIT");
}

const struct rx_target_kind rx_target_postgres = {
	.scheme = "postgres",
	.form = "postgres://HOST/DATABASE",
	.help = "tables of a PostgreSQL database",
	.named = true,
	.schemas = true,
	.pause = 200,
	.batch = (size_t)4 << 20,
	.open = postgres_open,
	.close = postgres_close,
	.lock = postgres_lock,
	.load = postgres_state_load,
	.resources = postgres_state_resources,
	.save = postgres_state_save,
	.remember = postgres_remember,
	.history = postgres_history,
	.begin = begin,
	.commit = commit,
	.table = postgres_table_open,
	.put = postgres_put,
	.flush = postgres_flush,
	.drop = postgres_drop,
	.publish = postgres_publish,
	.columns = postgres_columns,
	.tables = postgres_tables,
};
