/*
 * Any text as a source: no crash; and what is accepted without a problem has
 * a canonical form that reads back to itself, and an explanation.
 */
#include <stdint.h>

#include "tests/fuzz/read_back.h"

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct rx_err err = RX_ERR_INIT;
	struct rx_source s;

	if (rx_source_parse(&s, "fuzz", (struct rx_span){ (const char *)data, size }, NULL, &err))
		read_back(&s);
	rx_source_free(&s);
	return 0;
}
