#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "rx/digest.h"

#define COUNT(a)	(sizeof(a) / sizeof((a)[0]))

/* FIPS 180-4's examples, and lengths around the end of a block. */
static void
test_sha256(void **state)
{
	static const struct { const char *text, *want; } cases[] = {
		{ "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
		{ "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
		{ "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
		    "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1" },
		{ "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
		    "7d3e74a05d7db15bce4ad9ec0658ea98e3f06eeecf16b4c6fff2da457ddc2f34" },
		{ "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
		    "ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb" },
	};
	char	hex[RX_SHA256_HEX + 1];
	size_t	i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		rx_sha256_hex(rx_span_of(cases[i].text), RX_SHA256_HEX, hex);
		assert_string_equal(hex, cases[i].want);
	}
	rx_sha256_hex(RX_SPAN("abc"), RX_SHA256_SHORT, hex);
	assert_string_equal(hex, "ba7816bf8f01cfea");
}

static void
test_base64(void **state)
{
	static const struct { const char *text, *want; } cases[] = {
		{ "", "" }, { "f", "Zg==" }, { "fo", "Zm8=" }, { "foo", "Zm9v" },
		{ "foob", "Zm9vYg==" }, { "fooba", "Zm9vYmE=" }, { "foobar", "Zm9vYmFy" },
		{ "\xfb\xff\xfe", "+//+" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		struct rx_buf b = RX_BUF_INIT(4096);

		assert_true(rx_base64(&b, rx_span_of(cases[i].text)));
		assert_string_equal(rx_buf_str(&b), cases[i].want);
		rx_buf_free(&b);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sha256),
		cmocka_unit_test(test_base64),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
