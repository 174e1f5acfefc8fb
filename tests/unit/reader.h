#ifndef RX_TESTS_UNIT_READER_H
#define RX_TESTS_UNIT_READER_H
/* What the tests of the readers share: tables of texts, and of errors. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rx/reader.h"

struct result {
	char		 json[4096];	/* "" on failure */
	char		 warned[600];	/* the warnings, a line each */
	struct rx_err	 err;
	enum rx_reader_kind kind;
};

static void
warn(void *arg, const char *text)
{
	struct result *r = arg;
	size_t n = strlen(r->warned);

	snprintf(r->warned + n, sizeof(r->warned) - n, "%s\n", text);
}

static struct result
read_span(struct rx_span text)
{
	struct result r = { "", "", RX_ERR_INIT, RX_READER_JSON };
	struct rx_arena arena = RX_ARENA_INIT;
	struct rx_buf out = RX_BUF_INIT(sizeof(r.json));
	struct rx_reader reader = { .arena = &arena, .name = "crm.md", .warn = warn, .arg = &r };
	struct rx_node *node = rx_reader_read(&reader, text, &r.err);

	if (node != NULL && rx_node_write(&out, node))
		snprintf(r.json, sizeof(r.json), "%s", rx_buf_str(&out));
	r.kind = reader.kind;
	assert_int_equal(r.err.exit, node != NULL ? RX_OK : RX_USAGE);
	rx_buf_free(&out);
	rx_arena_free(&arena);
	return r;
}

static struct result
read_text(const char *text)
{
	return read_span(rx_span_of(text));
}

struct good {
	const char *text, *json;
};

static void
all_good(const struct good *table, enum rx_reader_kind kind)
{
	for (; table->text != NULL; table++) {
		struct result r = read_text(table->text);

		if (r.json[0] == '\0')
			print_error("%s\n%s at %s\n", table->text, r.err.what, r.err.at);
		assert_string_equal(r.json, table->json);
		if (r.kind != kind)
			print_error("%s\n", table->text);
		assert_int_equal(r.kind, kind);
	}
}

struct bad {
	const char *text, *at, *what, *got, *hint;	/* parts of the messages; NULL: any */
};

static void
contains(const struct bad *b, const char *message, const char *part)
{
	if (part != NULL && strstr(message, part) == NULL)
		fail_msg("%s\nsaid \"%s\", not \"%s\"", b->text, message, part);
}

static void
all_bad(const struct bad *table)
{
	for (; table->text != NULL; table++) {
		struct result r = read_text(table->text);
		char at[100];

		snprintf(at, sizeof(at), "crm.md, %s", table->at);
		contains(table, r.err.what, table->what);
		if (strcmp(r.err.at, at) != 0)
			fail_msg("%s\nat \"%s\", not \"%s\"", table->text, r.err.at, at);
		contains(table, r.err.got, table->got);
		contains(table, r.err.hint, table->hint);
	}
}

#endif
