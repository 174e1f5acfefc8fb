/*
 * A canonical source and the lines of its parent, edited at some places, as a
 * whole plan: no crash, and every line that is written is a JSON object.  The
 * first byte tells how it runs and how many of the edits are the source's.
 */
#include <stdlib.h>
#include <string.h>

#include "rx/json.h"
#include "rx/plan.h"
#include "tests/fuzz/mutate.h"

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static const char source_text[] =
    "{\"client\":{\"base_url\":\"https://h/{{ config['v'] }}\",\"headers\":{\"X\":\"{{ 1 + 1 }}\"},"
    "\"auth\":{\"type\":\"bearer\",\"token\":{\"secret\":\"t\"}}},\"resources\":["
    "{\"name\":\"posts\",\"primary_key\":[\"id\"],\"endpoint\":{\"path\":\"posts?a=b\",\"params\":"
    "{\"limit\":\"5\",\"tag\":[\"a\",\"b\"]},\"paginator\":{\"type\":\"offset\",\"limit\":5},"
    "\"incremental\":{\"cursor_path\":\"at\",\"initial_value\":\"2026-01-01\",\"end_value\":"
    "\"2026-01-09\",\"start_param\":\"since\",\"end_param\":\"until\",\"step\":\"P3D\",\"lag\":60}}},"
    "{\"name\":\"users\",\"endpoint\":{\"path\":\"users\",\"partition_router\":{\"type\":\"list\","
    "\"cursor_field\":\"kind\",\"values\":[\"a\",\"b\"],\"request_option\":{\"field_name\":\"kind\","
    "\"inject_into\":\"query\"}}}},"
    "{\"name\":\"comments\",\"include_from_parent\":[\"n\"],\"endpoint\":{\"method\":\"POST\",\"path\":"
    "\"posts/{post_id}/{resources.users.id}\",\"params\":{\"q\":\"x{resources.posts.n}\"},"
    "\"headers\":{\"H-{post_id}\":\"{resources.posts.o.k}\"},\"json\":{\"l\":\"{resources.posts.l}\","
    "\"{post_id}\":[\"{{ stream_slice.post_id ~ 'x' }}\"]}}},"
    "{\"name\":\"votes\",\"endpoint\":{\"path\":\"c/{comment_id}\",\"data\":{\"a\":\"{comment_id}\","
    "\"b\":[1,\"{{ config['v'] }}\"]}}}]}";
static const char input_text[] =
    "{\"rx\":\"state\",\"resource\":\"posts\",\"generation\":4,\"learned\":{\"cursor_path\":[\"a\"]},"
    "\"attempt\":{\"id\":\"1\",\"plan\":\"0\",\"at\":\"2026-11-22T05:00:00Z\"}}\n"
    "{\"rx\":\"state\",\"resource\":\"posts\",\"part\":{},\"generation\":4,\"bookmark\":\"2026-01-03\"}\n"
    "{\"rx\":\"begin\",\"resource\":\"posts\",\"of\":[]}\n"
    "{\"rx\":\"begin\",\"resource\":\"users\"}\n"
    "{\"rx\":\"record\",\"resource\":\"posts\",\"part\":{},\"data\":{\"id\":1,\"n\":\"a/b\\u00e9\","
    "\"o\":{\"k\":true},\"l\":[1,null]}}\n"
    "{\"rx\":\"record\",\"resource\":\"users\",\"part\":{\"kind\":\"a\"},\"data\":{\"id\":\"u\"}}\n"
    "{\"rx\":\"record\",\"resource\":\"posts\",\"part\":{},\"data\":{\"id\":2,\"n\":2.50,"
    "\"o\":{\"k\":\"x\"},\"l\":{}}}\n"
    "{\"rx\":\"end\",\"resource\":\"posts\",\"complete\":false}\n"
    "{\"rx\":\"end\",\"resource\":\"users\"}\n";

static bool
put(void *arg, struct rx_span bytes, struct rx_err *err)
{
	struct rx_buf *line = arg;
	struct rx_span whole, value;
	size_t n;

	(void)err;
	rx_buf_span(line, bytes);
	for (;;) {
		whole = rx_buf_view(line);
		n = rx_span_find(whole, '\n');
		if (n == whole.n)
			break;
		if (!rx_json_check((struct rx_span){ whole.p, n }, &value, err) ||
		    rx_json_kind(value) != RX_JSON_OBJECT)
			abort();
		line->n -= n + 1;
		memmove(line->p, line->p + n + 1, line->n);
	}
	return true;
}

static void
fail(void *arg, const struct rx_err *err)
{
	(void)arg;
	if (err->exit == RX_OK)
		abort();
}

static void
say(void *arg, const char *level, const char *text)
{
	(void)arg;
	if (level == NULL || text == NULL)
		abort();
}

static void
feed(struct rx_plan *plan, struct rx_span lines)
{
	struct rx_err err = RX_ERR_INIT;
	bool ok = true;

	while (ok && lines.n > 0) {
		size_t n = rx_span_find(lines, '\n');

		ok = rx_plan_line(plan, (struct rx_span){ lines.p, n }, n == lines.n, &err);
		lines = rx_span_cut(lines, n < lines.n ? n + 1 : n);
	}
}

static void
run(struct rx_source *source, struct rx_span lines, uint8_t how)
{
	static const char *const set[] = { "v=1", "comment_id=7", "comment_id=8", "posts.k=x" };
	struct rx_buf out = RX_BUF_INIT(RX_BUF_LINE), needs = RX_BUF_INIT(RX_BUF_LINE);
	struct rx_err err = RX_ERR_INIT;
	struct rx_plan_conf conf = { .source = source, .set = set, .nset = how & 2 ? 3 : 1,
	    .pipe = how & 1, .full = how & 4, .only_bound = how & 8, .resume_within = 3600,
	    .now = 1795323896.0, .put = put, .fail = fail, .say = say, .arg = &out };
	struct rx_plan *plan = rx_plan_open(&conf, &err);

	if (plan != NULL && (how & 0x30) == 0x30) {
		(void)rx_plan_check(plan, &needs);
	} else if (plan != NULL) {
		if (conf.pipe)
			feed(plan, lines);
		(void)rx_plan_finish(plan, &err);
		(void)rx_plan_exit(plan, &err);
	}
	rx_plan_free(plan);
	rx_buf_free(&out);
	rx_buf_free(&needs);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct rx_buf text = RX_BUF_INIT(MUTATE_MAX), lines = RX_BUF_INIT(MUTATE_MAX);
	struct rx_buf work = RX_BUF_INIT(MUTATE_MAX);
	struct rx_err err = RX_ERR_INIT;
	struct rx_source source;
	size_t used;

	if (n < 1)
		return 0;
	rx_buf_text(&text, source_text);
	rx_buf_text(&lines, input_text);
	used = 1 + mutate(&text, &work, data + 1, n - 1, data[0] >> 6 ? 10 * (data[0] >> 6) : 2);
	mutate(&lines, &work, data + used, n - used, 20);
	if (rx_source_parse(&source, "fuzz", rx_buf_view(&text), NULL, &err))
		run(&source, rx_buf_view(&lines), data[0]);
	rx_source_free(&source);
	rx_buf_free(&text);
	rx_buf_free(&lines);
	rx_buf_free(&work);
	return 0;
}
