#include "rx/singer.h"

#include <stddef.h>

const struct rx_singer_format rx_singer_formats[] = {
	{ "date-time", "timestamp" }, { "date", "date" }, { "time", "time" }, { NULL, NULL }
};
