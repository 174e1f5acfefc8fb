/* In place of zip_zstd.c, where libzstd is missing at build time. */
#include "lib/merge/zip.h"

static struct rx_zip *
none(bool pack, struct rx_err *e)
{
	(void)pack;
	rx_err_set(e, RX_USAGE, ".zst: this rx-merge was built without libzstd");
	rx_err_hint(e, "install libzstd-dev and build it again");
	return NULL;
}

const struct rx_zip_kind rx_zip_zstd = { .suffix = ".zst", .name = "zstd", .open = none };
