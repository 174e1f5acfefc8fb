/* source.h: sources for the tests, and the looking into what became of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "rx/source.h"

#define COUNT(a)	(sizeof(a) / sizeof((a)[0]))

/* Sources are written as Python has them, for the sake of the quotes. */
#define CLIENT		"'client': {'base_url': 'https://h'}"
#define LIST(list)	"{" CLIENT ", 'resources': [" list "]}"
#define ONE(endpoint)	LIST("{'name': 'r', 'endpoint': {" endpoint "}}")
#define AUTH(auth)	"{'client': {'base_url': 'https://h', 'auth': " auth "}, 'resources': ['r']}"
#define PAGES(map)	ONE("'paginator': {" map "}")
/* The same in a source that dlt does not take: error_handler is not its key. */
#define OURS(map)	ONE("'error_handler': {}, 'paginator': {" map "}")

static bool
parse(struct rx_source *s, const char *text, const char *base_url, bool lenient)
{
	struct rx_source_conf conf = { .base_url = base_url, .lenient = lenient };
	struct rx_err err = RX_ERR_INIT;

	return rx_source_parse(s, "t.py", rx_span_of(text), &conf, &err);
}
