/* The PostgreSQL target: its kind, and transactions. */
#include "lib/merge/postgres.h"

#include "lib/merge/kinds.h"

static bool
begin(struct rx_target *base, struct rx_err *e)
{
	return postgres_begin((struct postgres *)base, e);
}

static bool
commit(struct rx_target *base, struct rx_err *e)
{
	struct postgres *t = (struct postgres *)base;

	return postgres_commit(t, e) && postgres_sweep(t, e);
}

const struct rx_target_kind rx_target_postgres = {
	.scheme = "postgres",
	.form = "postgres://HOST/DATABASE",
	.help = "tables of a PostgreSQL database",
	.named = true,
	.schemas = true,
	.times = true,
	.can = RX_CAN_DELETE | RX_CAN_INSERT_ONLY | RX_CAN_PATCH | RX_CAN_DEDUP_SORT |
	    RX_CAN_MERGE_KEY | RX_CAN_SCD2 | RX_CAN_CLEAR,
	.pause = 200,
	.batch = (size_t)16 << 20,
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
	.staged = postgres_staged,
	.drop = postgres_drop,
	.publish = postgres_publish,
	.columns = postgres_columns,
	.tables = postgres_tables,
};
