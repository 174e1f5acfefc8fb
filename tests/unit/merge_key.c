/* Keys: compared as JSON values, found by name or path, inferred. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/merge/hold.h"
#include "lib/merge/key.h"
#include "lib/merge/fold.h"
#include "lib/merge/real.h"

static struct rx_fields fields[4];

static struct rx_record
record(int i, const char *json)
{
	struct rx_record	 r;
	struct rx_json_fault	 f;
	const char		*end;

	assert_int_equal(rx_record_parse(&r, &fields[i], rx_span_of(json), &end, &f),
	    RX_RECORD_OK);
	assert_ptr_equal(end, json + strlen(json));
	return r;
}

static struct rx_key
key(const char *json)
{
	struct rx_key	k = RX_KEY_INIT;
	struct rx_err	e = RX_ERR_INIT;

	assert_true(rx_key_read(&k, rx_span_of(json), &e));
	return k;
}

static int
free_fields(void **state)
{
	int i;

	(void)state;
	for (i = 0; i < 4; i++)
		rx_fields_free(&fields[i]);
	return 0;
}

static void
compares_values(void **state)
{
	static const struct { const char *a, *b; bool equal; } cases[] = {
		{ "1", "1.0", true }, { "1", "1e0", true }, { "100", "1e2", true },
		{ "-0", "0", true }, { "0.10", "0.1", true }, { "1", "\"1\"", false },
		{ "12345678901234567890", "12345678901234567891", false },
		{ "12345678901234567890", "1.2345678901234567890e19", true },
		{ "9007199254740993", "9007199254740992", false },
		{ "1e400", "1e401", false }, { "1e400", "10e399", true },
		{ "\"\\u00e9\"", "\"é\"", true }, { "\"\\/\"", "\"/\"", true },
		{ "\"e\\u0301\"", "\"é\"", false }, { "\"a\"", "\"A\"", false },
		{ "\"\"", "\" \"", false }, { "true", "1", false }, { "false", "0", false },
		{ "true", "\"true\"", false }, { "\"\\ud800\"", "\"\\ud801\"", false },
		{ "\"\\ud800\"", "\"\\ufffd\"", false }, { "\"a\\u0000b\"", "\"a\\u0000c\"", false },
		{ "{\"a\":1}", "{ \"a\" : 1 }", true }, { "[1]", "[1,2]", false },
		{ "{\"a\":1}", "\"{\\\"a\\\":1}\"", false },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct rx_buf a = RX_BUF_INIT(RX_BUF_TEXT), b = RX_BUF_INIT(RX_BUF_TEXT);

		assert_true(rx_key_norm_value(&a, rx_span_of(cases[i].a)));
		assert_true(rx_key_norm_value(&b, rx_span_of(cases[i].b)));
		if (rx_span_eq(rx_buf_view(&a), rx_buf_view(&b)) != cases[i].equal)
			fail_msg("%s and %s", cases[i].a, cases[i].b);
		rx_buf_free(&a);
		rx_buf_free(&b);
	}
}

/* ("a","bc") is not ("ab","c"). */
static void
keeps_fields_apart(void **state)
{
	struct rx_key		k = key("[\"x\",\"y\"]");
	struct rx_record	r = record(0, "{\"x\":\"a\",\"y\":\"bc\"}");
	struct rx_record	s = record(1, "{\"x\":\"ab\",\"y\":\"c\"}");
	struct rx_buf		a = RX_BUF_INIT(RX_BUF_TEXT), b = RX_BUF_INIT(RX_BUF_TEXT);

	(void)state;
	assert_true(rx_key_norm(&a, &k, &r) && rx_key_norm(&b, &k, &s));
	assert_false(rx_span_eq(rx_buf_view(&a), rx_buf_view(&b)));
	rx_buf_free(&a);
	rx_buf_free(&b);
	rx_key_free(&k);
}

static void
finds_values(void **state)
{
	static const struct { const char *key, *record; int missing; } cases[] = {
		{ "\"id\"", "{\"id\":1}", -1 }, { "\"id\"", "{\"Id\":1}", 0 },
		{ "[\"id\"]", "{\"id\":null}", 0 }, { "\"id\"", "{\"id\":null,\"id\":2}", -1 },
		{ "\"id\"", "{\"id\":2,\"id\":null}", 0 }, { "\"é\"", "{\"\\u00e9\":2}", -1 },
		{ "[\"a\",\"b\"]", "{\"a\":1}", 1 }, { "[[\"a\",\"b\"]]", "{\"a\":{\"b\":7}}", -1 },
		{ "[[\"a\",\"b\"]]", "{\"a\":{\"b\":null}}", 0 }, { "[[\"a\",\"b\"]]", "{\"a\":3}", 0 },
		{ "\"a\\\\u0062\"", "{\"ab\":1}", 0 }, { "\"id\"", "{}", 0 },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct rx_key		k = key(cases[i].key);
		struct rx_record	r = record(0, cases[i].record);

		if (rx_key_missing(&k, &r) != cases[i].missing)
			fail_msg("%s in %s", cases[i].key, cases[i].record);
		rx_key_free(&k);
	}
}

static void
infers(void **state)
{
	static const struct { const char *resource, *field; bool found; } cases[] = {
		{ "bank_transactions", "BankTransactionID", true },
		{ "bank_transactions", "bank_transaction_id", true },
		{ "contacts", "ContactID", true }, { "addresses", "AddressId", true },
		{ "companies", "company_id", true }, { "status", "statusid", true },
		{ "people", "person_id", false }, { "contacts", "contactname", false },
		{ "contacts", "id", false }, { "contacts", "contact_i_d", true },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct rx_buf		a = RX_BUF_INIT(RX_BUF_TEXT), b = RX_BUF_INIT(RX_BUF_TEXT);
		struct rx_buf		name = RX_BUF_INIT(RX_BUF_TEXT), c = RX_BUF_INIT(RX_BUF_TEXT);
		struct rx_record	r[2];

		rx_buf_printf(&a, "{\"%s\":\"x\",\"v\":1}", cases[i].field);
		rx_buf_printf(&b, "{\"v\":1,\"%s\":\"y\"}", cases[i].field);
		r[0] = record(0, rx_buf_str(&a));
		r[1] = record(1, rx_buf_str(&b));
		if (rx_key_infer(&name, &c, rx_span_of(cases[i].resource), r, 2) != cases[i].found)
			fail_msg("%s of %s", cases[i].field, cases[i].resource);
		assert_string_equal(rx_buf_str(&c), cases[i].field);
		rx_buf_free(&a);
		rx_buf_free(&b);
		rx_buf_free(&c);
		rx_buf_free(&name);
	}
}

/* Not unique, not in all, or two that fit: no key. */
static void
infers_only_what_is_sure(void **state)
{
	static const char *const cases[][2] = {
		{ "{\"ItemID\":1}", "{\"ItemID\":1}" }, { "{\"ItemID\":1}", "{\"x\":1}" },
		{ "{\"ItemID\":1}", "{\"ItemID\":null}" },
		{ "{\"ItemID\":1,\"item_id\":1}", "{\"ItemID\":2,\"item_id\":2}" },
		{ "{\"ItemID\":[1]}", "{\"ItemID\":[2]}" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct rx_buf		name = RX_BUF_INIT(RX_BUF_TEXT), c = RX_BUF_INIT(RX_BUF_TEXT);
		struct rx_record	r[2] = { record(0, cases[i][0]), record(1, cases[i][1]) };

		if (rx_key_infer(&name, &c, RX_SPAN("items"), r, 2))
			fail_msg("%s", cases[i][0]);
		rx_buf_free(&name);
		rx_buf_free(&c);
	}
}

struct folded {			/* a fold's records, one behind the other */
	char	text[1 << 20];
	size_t	n;
	char	out[1 << 18];
	size_t	nout;
};

static struct rx_span
look(void *arg, uint64_t at, size_t n, struct rx_err *e)
{
	struct folded *f = arg;

	(void)e;
	return (struct rx_span){ f->text + (at & ~RX_FOLD_WHERE), n };
}

static bool
write_row(void *arg, struct rx_span data, uint64_t from, size_t n, struct rx_err *e)
{
	struct folded *f = arg;

	(void)from;
	(void)n;
	(void)e;
	memcpy(f->out + f->nout, data.p, data.n);
	f->nout += data.n;
	f->out[f->nout++] = '\n';
	return true;
}

/* 1000 keys, each three times, the first 500 in the table before; with memory
 * for all of it, and for none. */
static void
folds(void **state)
{
	static struct folded	f;
	struct rx_key		k = key("\"id\"");
	struct rx_table_conf	conf = { .disposition = RX_MERGE, .key = &k };
	struct rx_budget	budget;
	struct rx_err		e = RX_ERR_INIT;
	struct rx_fold		fold;
	size_t			memory;
	int			i, n;
	char			want[64], *p;

	(void)state;
	for (memory = 0; memory <= 1 << 24; memory += 1 << 24) {
		budget.left = memory;
		f.n = f.nout = 0;
		rx_fold_open(&fold, &conf, &budget);
		for (i = 0; i < 3500; i++) {
			struct rx_record r;

			p = f.text + f.n;
			n = sprintf(p, "{\"id\":%d,\"v\":%d}", i % 1000, i / 1500);
			r = record(0, p);
			if (i < 3000)
				assert_true(rx_fold_new(&fold, RX_OP_PUT, &r, f.n, &e));
			else
				assert_true(rx_fold_old(&fold, &r, f.n, &e));
			f.n += (size_t)n;
		}
		assert_true(rx_fold_run(&fold, look, &f, &e));
		assert_int_equal(fold.n.inserted, 500);
		assert_int_equal(fold.n.updated, 500 + 1000);
		assert_int_equal(fold.n.unchanged, 1000);
		assert_true(rx_fold_each(&fold, write_row, &f, &e));
		for (i = 0, p = f.out; i < 1000; i++, p += strlen(want)) {
			(void)sprintf(want, "{\"id\":%d,\"v\":1}\n", i);
			assert_memory_equal(p, want, strlen(want));
		}
		rx_fold_close(&fold);
		assert_int_equal(budget.left, memory);
	}
	rx_key_free(&k);
}

static void
says(struct rx_hold *h, size_t from, size_t to, const char *want)
{
	struct rx_buf		 b = RX_BUF_INIT(RX_BUF_TEXT);
	struct rx_record	 r;

	while (rx_hold_next(h, &from, to, &r) != NULL)
		rx_buf_span(&b, r.data);
	assert_string_equal(rx_buf_str(&b), want);
	rx_buf_free(&b);
}

/* Two parts' pages among each other: each is released by its own state. */
static void
releases_by_part(void **state)
{
	struct rx_state_part	 a = { .done = false }, b = { .done = false };
	struct rx_hold		 h = { .p = NULL };
	struct rx_record	 r;
	int			 i;
	static const char *const records[] = { "{\"a\":1}", "{\"b\":1}", "{\"a\":2}", "{\"b\":2}" };

	(void)state;
	for (i = 0; i < 4; i++) {
		r = record(0, records[i]);
		assert_true(rx_hold_add(&h, &r, i % 2 == 0 ? &a : &b, (unsigned long)i + 1));
	}
	assert_true(rx_hold_release(&h, &b));
	says(&h, 0, h.released, "{\"b\":1}{\"b\":2}");
	says(&h, h.released, h.n, "{\"a\":1}{\"a\":2}");
	rx_hold_stored(&h);
	assert_int_equal(rx_hold_drop(&h, &b), 0);
	assert_int_equal(rx_hold_drop(&h, &a), 2);
	assert_int_equal(h.n, 0);
	rx_hold_free(&h);
}

static void
knows_doubles(void **state)
{
	static const struct { const char *number; bool exact; } cases[] = {
		{ "1.10", true }, { "0.1", true }, { "123456789012345.6", true },
		{ "0.30000000000000004", true }, { "0.1234567890123456789", false },
		{ "1e400", false }, { "1e-400", false }, { "-1.5e-3", true }, { "1e22", true },
		{ "1e23", true }, { "9007199254740993.0", false }, { "9007199254740992.0", true },
		{ "0.1000000000000000055511151231257827", false }, { "-0.0", true },
		{ "1.7976931348623157e308", true }, { "5e-324", true }, { "4.9e-324", false },
		{ "-73.98765432109876", true }, { "0.0000000000000000001", true },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		double d = -1;

		if (rx_number_real(rx_span_of(cases[i].number), &d) != cases[i].exact)
			fail_msg("%s", cases[i].number);
		if (cases[i].exact)
			assert_true(d == strtod(cases[i].number, NULL));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(compares_values), cmocka_unit_test(keeps_fields_apart),
		cmocka_unit_test(finds_values), cmocka_unit_test(infers),
		cmocka_unit_test(infers_only_what_is_sure), cmocka_unit_test(folds),
		cmocka_unit_test(releases_by_part), cmocka_unit_test(knows_doubles),
	};

	return cmocka_run_group_tests(tests, NULL, free_fields);
}
