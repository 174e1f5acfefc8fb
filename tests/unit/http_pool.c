/* Many exchanges at once, connections, and the same as words of a command line. */
#include "tests/unit/wire.h"

/* -- pool ------------------------------------------------------------------------------ */

static struct rx_exchange *
start(struct rx_http *h, const char *path)
{
	struct rx_http_request	rq = { .url = rx_span_of(url(path)) };
	struct rx_err		e = RX_ERR_INIT;
	struct rx_exchange	*x = rx_http_start(h, &rq, (void *)(size_t)path, &e);

	assert_non_null(x);
	return x;
}

static struct rx_exchange *
await(struct rx_http *h)
{
	struct rx_err		e = RX_ERR_INIT;
	struct rx_exchange	*x;

	while ((x = rx_http_finished(h)) == NULL)
		assert_true(rx_http_step(h, NULL, 0, 10000, &e));
	return x;
}

static void
test_keep_alive(void **state)
{
	struct rx_err		 e = RX_ERR_INIT;
	struct rx_http		*h = rx_http_open(&conf, &e);
	struct rx_exchange	*x;
	char			 first[32] = "";
	int			 i;

	(void)state;
	for (i = 0; i < 5; i++) {
		(void)start(h, "/again");
		assert_int_equal(rx_http_flying(h), 1);
		x = await(h);
		assert_int_equal(rx_http_flying(h), 0);
		assert_true(rx_http_received(h) > 0);
		assert_string_equal(rx_exchange_user(x), "/again");
		if (first[0] == '\0')
			(void)snprintf(first, sizeof(first), "%.*s", RX_FMT(rx_http_header(
			    rx_exchange_response(x), "x-connection", 0)));
		assert_true(rx_span_is(rx_http_header(rx_exchange_response(x),
		    "x-connection", 0), first));
		rx_exchange_release(x);
		assert_int_equal(rx_http_received(h), 0);
	}
	rx_http_close(h);
}

/* A quick answer overtakes a slow one; one that is released in flight is gone. */
static void
test_many(void **state)
{
	struct rx_err		 e = RX_ERR_INIT;
	struct rx_http		*h = rx_http_open(&conf, &e);
	struct rx_exchange	*x;

	(void)state;
	(void)start(h, "/slow");
	x = start(h, "/dropped");
	(void)start(h, "/quick");
	rx_exchange_release(x);
	assert_int_equal(rx_http_flying(h), 2);
	x = await(h);
	assert_string_equal(rx_exchange_user(x), "/quick");
	rx_exchange_release(x);
	x = await(h);
	assert_string_equal(rx_exchange_user(x), "/slow");
	(void)start(h, "/left");	/* closing takes it along */
	rx_http_close(h);
}

static void
test_pause(void **state)
{
	struct rx_err		 e = RX_ERR_INIT;
	struct rx_http		*h = rx_http_open(&conf, &e);
	struct rx_exchange	*x = start(h, "/large");
	int			 i;

	(void)state;
	rx_exchange_pause(x, true);
	for (i = 0; i < 5; i++)
		assert_true(rx_http_step(h, NULL, 0, 20, &e));
	assert_null(rx_http_finished(h));
	assert_int_equal(rx_http_received(h), 0);
	rx_exchange_pause(x, false);
	assert_ptr_equal(await(h), x);
	assert_int_equal(rx_exchange_response(x)->body.n, 40);
	rx_exchange_pause(x, true);	/* too late: no harm */
	rx_http_close(h);
}

/* Over the budget one goes on, if any; below it all do. */
static void
test_budget(void **state)
{
	struct rx_err		 e = RX_ERR_INIT;
	struct rx_http		*h = rx_http_open(&conf, &e);
	struct rx_exchange	*first = start(h, "/large"), *second;
	int			 i;

	(void)state;
	assert_ptr_equal(await(h), first);	/* its body is held */
	second = start(h, "/large");
	rx_http_budget(h, rx_http_received(h), NULL);
	for (i = 0; i < 5; i++)
		assert_true(rx_http_step(h, NULL, 0, 20, &e));
	assert_null(rx_http_finished(h));
	rx_http_budget(h, rx_http_received(h), second);
	assert_ptr_equal(await(h), second);
	second = start(h, "/large");
	rx_http_budget(h, rx_http_received(h), NULL);
	assert_true(rx_http_step(h, NULL, 0, 20, &e));
	rx_exchange_release(first);
	rx_http_budget(h, rx_http_received(h) + 1, NULL);
	assert_ptr_equal(await(h), second);
	rx_http_close(h);
}

/* The body may be taken away; its bytes are the caller's then. */
static void
test_taken_body(void **state)
{
	struct rx_err		 e = RX_ERR_INIT;
	struct rx_http		*h = rx_http_open(&conf, &e);
	struct rx_exchange	*x;
	struct rx_buf		 body;

	(void)state;
	(void)start(h, "/large");
	x = await(h);
	body = rx_exchange_response(x)->body;
	rx_exchange_response(x)->body = (struct rx_buf)RX_BUF_INIT(0);
	rx_exchange_release(x);
	(void)start(h, "/large");
	x = await(h);
	assert_int_equal(rx_exchange_response(x)->body.n, 40);
	assert_int_equal(body.n, 40);
	rx_buf_free(&body);
	rx_http_close(h);
}

/* The caller's descriptors: with and without transfers, their end is seen. */
static void
test_descriptors(void **state)
{
	struct rx_err	 e = RX_ERR_INIT;
	struct rx_http	*h = rx_http_open(&conf, &e);
	struct pollfd	 fds[2];
	int		 in[2], i;

	(void)state;
	for (i = 0; i < 2; i++) {
		if (i == 1)
			(void)start(h, "/slow");
		assert_int_equal(pipe(in), 0);
		(void)close(in[1]);
		fds[0] = (struct pollfd){ in[0], POLLIN, 0 };
		fds[1] = (struct pollfd){ -1, POLLIN, 0 };
		while (fds[0].revents == 0)
			assert_true(rx_http_step(h, fds, 2, 5000, &e));
		assert_true(fds[0].revents & POLLHUP);
		(void)close(in[0]);
	}
	rx_http_close(h);
}

static void
test_proxy_not_for_loopback(void **state)
{
	struct rx_http_response r;

	(void)state;
	assert_int_equal(setenv("http_proxy", "http://127.0.0.1:1", 1), 0);
	r = get("/direct");
	assert_int_equal(r.failure, RX_HTTP_DONE);
	done(&r);
	conf.proxy = "http://127.0.0.1:1";
	r = get("/direct");
	assert_int_equal(r.failure, RX_HTTP_NETWORK);
	done(&r);
	conf.proxy = NULL;
	assert_int_equal(unsetenv("http_proxy"), 0);
}

static void
test_connect_to(void **state)
{
	struct rx_http_request	rq = { .url = RX_SPAN("http://api.example.com/x") };
	struct rx_http_response	r;
	char			to[64];

	(void)state;
	(void)snprintf(to, sizeof(to), "api.example.com:80:127.0.0.1:%d", port);
	assert_true(rx_opt_list_add(&conf.connect_to, to));
	r = fetch(&rq);
	assert_int_equal(r.failure, RX_HTTP_DONE);
	assert_has(&r.body, "Host: api.example.com\r\n");
	rx_opt_list_free(&conf.connect_to);
	done(&r);
}

static void
test_timeouts(void **state)
{
	struct rx_http_response r;

	(void)state;
	conf.max_time = 0.05;
	r = get("/slow");
	assert_int_equal(r.failure, RX_HTTP_NETWORK);
	assert_non_null(strstr(r.message, "within 0.05 s"));
	conf.max_time = 0;
	done(&r);
}

/* -- command lines ------------------------------------------------------------------------ */

static void
test_as_curl(void **state)
{
	const struct rx_span	headers[] = { RX_SPAN("Api-Token: $RX_SECRET_API_KEY"),
	    RX_SPAN("X-Empty:") };
	struct rx_http_request	rq = { .method = RX_SPAN("POST"),
	    .url = RX_SPAN("https://h/x?$top=5&k=$RX_SECRET_K&q=it's"),
	    .headers = headers, .nheaders = COUNT(headers), .body = RX_SPAN("{\"a\": 1}") };
	struct rx_http_conf	c = RX_HTTP_CONF_INIT;
	struct rx_buf		b = RX_BUF_INIT(4096);

	(void)state;
	c.insecure = true;
	c.connect_timeout = 2.5;
	assert_true(rx_opt_list_add(&c.resolve, "h:443:127.0.0.1"));
	assert_true(rx_http_as_curl(&b, &c, &rq));
	assert_string_equal(rx_buf_str(&b), "curl --compressed --path-as-is --globoff --insecure "
	    "--resolve h:443:127.0.0.1 --connect-timeout 2.500 -X POST "
	    "-H 'Api-Token: '\"$RX_SECRET_API_KEY\"'' -H 'X-Empty;' -H Content-Type: "
	    "--data-raw '{\"a\": 1}' 'https://h/x?$top=5&k='\"$RX_SECRET_K\"'&q=it'\\''s'");
	rx_opt_list_free(&c.resolve);
	rx_buf_free(&b);
}

static void
test_conf_args(void **state)
{
	struct rx_http_conf	c = RX_HTTP_CONF_INIT;
	struct rx_arena		a = RX_ARENA_INIT;
	struct rx_opt_list	l = { .n = 0 };

	(void)state;
	assert_true(rx_http_conf_args(&c, &a, &l));
	assert_int_equal(l.n, 0);
	c.proxy = "http://p:1";
	c.http1 = true;
	c.max_time = 9;
	assert_true(rx_http_conf_args(&c, &a, &l));
	assert_int_equal(l.n, 5);
	assert_string_equal(l.v[0], "--proxy");
	assert_string_equal(l.v[3], "9.000");
	assert_string_equal(l.v[4], "--http1.1");
	rx_opt_list_free(&l);
	rx_arena_free(&a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_keep_alive),
		cmocka_unit_test(test_many),
		cmocka_unit_test(test_pause),
		cmocka_unit_test(test_budget),
		cmocka_unit_test(test_taken_body),
		cmocka_unit_test(test_descriptors),
		cmocka_unit_test(test_proxy_not_for_loopback),
		cmocka_unit_test(test_connect_to),
		cmocka_unit_test(test_timeouts),
		cmocka_unit_test(test_as_curl),
		cmocka_unit_test(test_conf_args),
	};

	(void)alarm(100);
	return cmocka_run_group_tests(tests, start_server, stop_server);
}
