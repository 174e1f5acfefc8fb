#include "lib/merge/kinds.h"
static struct rx_target *
open_target(const struct rx_target_conf *conf, struct rx_err *e)
{
	(void)conf;
	rx_err_set(e, RX_USAGE, "not yet");
	return NULL;
}
const struct rx_target_kind rx_target_file = { .scheme = "file", .form = "file:PATH.ndjson", .open = open_target };
