/* In place of zip_gzip.c, where zlib is missing at build time. */
#include "lib/merge/zip.h"

static struct rx_zip *
none(bool pack, struct rx_err *e)
{
	(void)pack;
	rx_err_set(e, RX_USAGE, ".gz: this rx-merge was built without zlib");
	rx_err_hint(e, "install zlib1g-dev and build it again");
	return NULL;
}

const struct rx_zip_kind rx_zip_gzip = { .suffix = ".gz", .name = "gzip", .open = none };
