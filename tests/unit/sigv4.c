#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "rx/digest.h"
#include "rx/sigv4.h"

#define COUNT(a)	(sizeof(a) / sizeof((a)[0]))
#define EMPTY	"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
#define SECRET	"wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
#define S3	"host:examplebucket.s3.amazonaws.com"

/* RFC 4231's cases 1, 2 and 6. */
static void
test_hmac(void **state)
{
	static const char	long_key[131] = { [0 ... 130] = '\xaa' };
	static const char	key[20] = { [0 ... 19] = '\x0b' };
	static const struct { struct rx_span key; const char *text, *want; } cases[] = {
		{ { key, 20 }, "Hi There",
		    "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7" },
		{ { "Jefe", 4 }, "what do ya want for nothing?",
		    "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843" },
		{ { long_key, 131 }, "Test Using Larger Than Block-Size Key - Hash Key First",
		    "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54" },
	};
	unsigned char	sum[32];
	char		hex[65];
	size_t		i, j;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		rx_hmac_sha256(cases[i].key, rx_span_of(cases[i].text), sum);
		for (j = 0; j < 32; j++)
			(void)snprintf(hex + 2 * j, 3, "%02x", sum[j]);
		assert_string_equal(hex, cases[i].want);
	}
}

/* The examples of AWS's own documentation and test suite, and what other
 * signers make of queries and paths that are hard to spell. */
static const struct {
	const char *secret, *date, *service, *method, *url, *headers[4], *payload, *signature;
} cases[] = {
	{ SECRET, "20150830", "service", "GET", "https://example.amazonaws.com/",
	    { "Host:example.amazonaws.com", "X-Amz-Date:20150830T123600Z" }, EMPTY,
	    "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31" },
	{ SECRET, "20150830", "service", "POST", "https://example.amazonaws.com",
	    { "X-Amz-Date:20150830T123600Z", "Host:  example.amazonaws.com " }, EMPTY,
	    "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b" },
	{ SECRET, "20150830", "service", "GET",
	    "https://example.amazonaws.com/?Param2=value2&Param1=value1",
	    { "Host:example.amazonaws.com", "X-Amz-Date:20150830T123600Z" }, EMPTY,
	    "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500" },
	{ SECRET, "20150830", "service", "GET", "https://example.amazonaws.com//a/./../",
	    { "Host:example.amazonaws.com", "X-Amz-Date:20150830T123600Z" }, EMPTY,
	    "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31" },
	{ SECRET, "20150830", "iam", "GET",
	    "https://iam.amazonaws.com/?Version=2010-05-08&Action=ListUsers#there",
	    { "content-type:application/x-www-form-urlencoded; charset=utf-8",
	    "host:iam.amazonaws.com", "x-amz-date:20150830T123600Z" }, EMPTY,
	    "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7" },
	{ "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "20130524", "s3", "GET",
	    "https://examplebucket.s3.amazonaws.com/test.txt",
	    { S3, "Range: bytes=0-9", "x-amz-content-sha256:" EMPTY,
	    "x-amz-date:20130524T000000Z" }, EMPTY,
	    "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41" },
	{ "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "20130524", "s3", "GET",
	    "https://examplebucket.s3.amazonaws.com?lifecycle",
	    { S3, "x-amz-content-sha256:" EMPTY, "x-amz-date:20130524T000000Z" }, EMPTY,
	    "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543" },
	{ "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "20130524", "s3", "GET",
	    "https://examplebucket.s3.amazonaws.com/?prefix=J&max-keys=2",
	    { S3, "x-amz-content-sha256:" EMPTY, "x-amz-date:20130524T000000Z" }, EMPTY,
	    "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7" },
	{ SECRET, "20150830", "service", "GET",
	    "https://example.amazonaws.com/a%20b/c:d?select-type=2&select=&q=a+b%2fc&q=%41&%C3%A9=x=y",
	    { "Host:example.amazonaws.com", "X-Amz-Date:20150830T123600Z" }, EMPTY, 
	    "60aadc7b5e61a951100e5cca18d78c07b4cbc9eec81b1b3575fc634bbfcbba4d" },
};

static void
test_signatures(void **state)
{
	char	key[65];
	size_t	i, n;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		struct rx_arena	a = RX_ARENA_INIT;
		struct rx_span	headers[4], value, stamp;
		struct rx_sigv4	k = { RX_SPAN("AKIDEXAMPLE"), { key, 64 },
				    rx_span_of(cases[i].date), RX_SPAN("us-east-1"),
				    rx_span_of(cases[i].service), RX_SPAN_NONE };

		for (n = 0; n < 4 && cases[i].headers[n] != NULL; n++)
			headers[n] = rx_span_of(cases[i].headers[n]);
		stamp = rx_arena_printf(&a, "%sT%s", cases[i].date,
		    cases[i].date[3] == '5' ? "123600Z" : "000000Z");
		rx_sigv4_derive(rx_span_of(cases[i].secret), k.date, k.region, k.service, key);
		value = rx_sigv4_value(&k, rx_span_of(cases[i].method), rx_span_of(cases[i].url),
		    stamp, headers, n, rx_span_of(cases[i].payload), &a);
		assert_non_null(value.p);
		assert_string_equal(strstr(value.p, "Signature=") + 10, cases[i].signature);
		rx_arena_free(&a);
	}
}

static void
test_derive(void **state)
{
	char key[65];

	(void)state;
	rx_sigv4_derive(RX_SPAN(SECRET), RX_SPAN("20150830"), RX_SPAN("us-east-1"),
	    RX_SPAN("iam"), key);
	assert_string_equal(key, "c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9");
}

static void
test_day(void **state)
{
	static const struct { double now, end; const char *date; } days[] = {
		{ 1440938160, 1440979200, "20150830" },
		{ 1440979199.9, 1440979200, "20150830" },
		{ 1440979200, 1441065600, "20150831" },
	};
	char	date[9];
	size_t	i;

	(void)state;
	for (i = 0; i < COUNT(days); i++) {
		assert_true(rx_sigv4_day(days[i].now, date) == days[i].end);
		assert_string_equal(date, days[i].date);
	}
}

/* Which headers a request gets; a time beyond the key's day stays within it. */
static void
test_sign(void **state)
{
	static const struct { double now; const char *stamp; } times[] = {
		{ 1440938160, "X-Amz-Date: 20150830T123600Z" },
		{ 1440979203, "X-Amz-Date: 20150830T235959Z" },
		{ 1440892000, "X-Amz-Date: 20150830T000000Z" },
	};
	static const struct rx_span sent[] = { { "Accept: */*", 11 },
	    { "content-type: application/json", 30 }, { "X-Amz-Target: T", 15 } };
	const struct rx_http_request rq = { RX_SPAN("POST"), RX_SPAN("https://H.example:8443/x?b=1"),
	    sent, 3, RX_SPAN("{}") };
	const struct rx_sigv4 k = { RX_SPAN("AK"), RX_SPAN(EMPTY), RX_SPAN("20150830"),
	    RX_SPAN("eu"), RX_SPAN("es"), RX_SPAN("temporary") };
	struct rx_span	h[RX_SIGV4_HEADERS];
	struct rx_err	err = RX_ERR_INIT;
	size_t		i, n;

	(void)state;
	for (i = 0; i < COUNT(times); i++) {
		struct rx_arena a = RX_ARENA_INIT;

		assert_true(rx_sigv4_sign(&k, &rq, times[i].now, &a, h, &n, &err));
		assert_int_equal(n, 5);
		assert_string_equal(h[0].p, "Host: h.example:8443");
		assert_string_equal(h[1].p, times[i].stamp);
		assert_string_equal(h[2].p, "X-Amz-Content-Sha256: "
		    "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a");
		assert_string_equal(h[3].p, "X-Amz-Security-Token: temporary");
		assert_non_null(strstr(h[4].p, "Authorization: AWS4-HMAC-SHA256 "
		    "Credential=AK/20150830/eu/es/aws4_request, SignedHeaders=content-type;host;"
		    "x-amz-content-sha256;x-amz-date;x-amz-security-token;x-amz-target, "
		    "Signature="));
		rx_arena_free(&a);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_hmac),
		cmocka_unit_test(test_derive),
		cmocka_unit_test(test_day),
		cmocka_unit_test(test_signatures),
		cmocka_unit_test(test_sign),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
