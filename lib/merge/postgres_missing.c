/* The PostgreSQL target of an rx-merge that was built without libpq. */
#include "lib/merge/kinds.h"

static struct rx_target *
no_target(const struct rx_target_conf *conf, struct rx_err *e)
{
	(void)conf;
	rx_err_set(e, RX_USAGE, "postgres: this rx-merge was built without libpq");
	rx_err_hint(e, "install libpq-dev and build it again");
	return NULL;
}

const struct rx_target_kind rx_target_postgres = {
	.scheme = "postgres",
	.form = "postgres://HOST/DATABASE (missing in this build)",
	.help = "tables of a PostgreSQL database",
	.named = true,
	.schemas = true,
	.times = true,
	.open = no_target,
};
