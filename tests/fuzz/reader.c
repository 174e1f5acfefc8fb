/* Fuzz entry: any bytes as a source. What is read must be JSON when written. */
#include <stdint.h>
#include <stdlib.h>

#include "rx/reader.h"

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct rx_arena arena = RX_ARENA_INIT;
	struct rx_buf out = RX_BUF_INIT((size_t)256 << 20);
	struct rx_err err = RX_ERR_INIT;
	struct rx_reader reader = { .arena = &arena, .name = "fuzz" };
	struct rx_span value;
	struct rx_node *node;

	node = rx_reader_read(&reader, (struct rx_span){ (const char *)data, n }, &err);
	if ((node == NULL) != (err.exit != RX_OK))
		abort();
	if (node != NULL && (!rx_node_write(&out, node) ||
	    !rx_json_check(rx_buf_view(&out), &value, &err)))
		abort();
	rx_buf_free(&out);
	rx_arena_free(&arena);
	return 0;
}
