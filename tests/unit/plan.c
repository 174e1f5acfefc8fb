/* The plan as a library: depth and parents, an output that fails, what is told
 * and how often, the status. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "rx/plan.h"

#define COUNT(a)	(sizeof(a) / sizeof((a)[0]))

static const char hub[] = "{\"client\":{\"base_url\":\"https://api.example.com\"},"
    "\"resource_defaults\":{\"primary_key\":\"id\",\"write_disposition\":\"merge\"},\"resources\":["
    "{\"name\":\"orgs\",\"endpoint\":{\"path\":\"/orgs\"}},"
    "{\"name\":\"users\",\"endpoint\":{\"path\":\"/users\"}},"
    "{\"name\":\"repos\",\"endpoint\":{\"path\":\"/orgs/{org_id}/repos\"}},"
    "{\"name\":\"issues\",\"endpoint\":{\"path\":\"/orgs/{org_id}/repos/{repo_id}/issues\"}},"
    "{\"name\":\"grants\",\"endpoint\":{\"path\":\"/orgs/{org_id}/users/{user_id}/grants\"}},"
    "{\"name\":\"reports\",\"endpoint\":{\"path\":\"/reports/{year}\"}}]}";

struct heard {
	struct rx_source	 source;
	struct rx_plan_conf	 conf;
	struct rx_plan		*plan;
	struct rx_buf		 out;
	size_t			 room;		/* puts that go well */
	unsigned		 failures, warnings;
	char			 what[1024];
};

static bool
put(void *arg, struct rx_span s, struct rx_err *e)
{
	struct heard *h = arg;

	if (h->room-- == 0)
		return rx_err_set(e, RX_FAILED, "the output failed");
	return rx_buf_span(&h->out, s);
}

static void
tell(void *arg, const struct rx_err *e)
{
	struct heard *h = arg;

	h->failures++;
	memcpy(h->what, e->what, sizeof(h->what));
}

static void
say(void *arg, const char *level, const char *text)
{
	struct heard *h = arg;

	(void)text;
	h->warnings += strcmp(level, "warning") == 0;
}

static void
open_plan(struct heard *h, const char *const *resources, size_t n, bool pipe)
{
	struct rx_source_conf	conf = { NULL, false };
	struct rx_err		e = RX_ERR_INIT;

	memset(h, 0, sizeof(*h));
	h->room = SIZE_MAX;
	h->out = (struct rx_buf)RX_BUF_INIT(RX_BUF_LINE);
	assert_true(rx_source_parse(&h->source, "hub.json", rx_span_of(hub), &conf, &e));
	h->conf = (struct rx_plan_conf){ .source = &h->source, .resources = resources,
	    .nresources = n, .pipe = pipe, .resume_within = 3600, .now = 1.8e9, .put = put,
	    .fail = tell, .say = say, .arg = h };
}

static void
start(struct heard *h)
{
	struct rx_err e = RX_ERR_INIT;

	h->plan = rx_plan_open(&h->conf, &e);
	assert_non_null(h->plan);
}

static void
close_plan(struct heard *h)
{
	rx_plan_free(h->plan);
	rx_source_free(&h->source);
	rx_buf_free(&h->out);
}

static unsigned
lines(struct heard *h, const char *kind)
{
	const char	*p = rx_buf_str(&h->out);
	char		 what[64];
	unsigned	 n = 0;

	(void)snprintf(what, sizeof(what), "{\"rx\":\"%s\"", kind);
	for (; (p = strstr(p, what)) != NULL; p++)
		n++;
	return n;
}

static void
feed(struct heard *h, const char *line)
{
	struct rx_err e = RX_ERR_INIT;

	assert_true(rx_plan_line(h->plan, rx_span_of(line), false, &e));
}

static int
finish(struct heard *h)
{
	struct rx_err e = RX_ERR_INIT;

	assert_true(rx_plan_finish(h->plan, &e));
	return rx_plan_exit(h->plan, &e);
}

/* -- the tests -------------------------------------------------------------- */

static void
test_depth(void **state)
{
	static const struct { const char *name; int depth; const char *parents; } rows[] = {
		{ "orgs", 0, "" }, { "users", 0, "" }, { "repos", 1, "orgs " }, { "issues", 2, "repos " },
		{ "grants", 1, "orgs users " }, { "reports", -1, "" }, { "nobody", -1, "" },
	};
	struct heard		 h;
	struct rx_buf		 b = RX_BUF_INIT(RX_BUF_TEXT);
	const struct rx_span	*parents;
	size_t			 i, k, n;

	(void)state;
	open_plan(&h, NULL, 0, false);
	start(&h);
	for (i = 0; i < COUNT(rows); i++) {
		rx_buf_reset(&b);
		assert_int_equal(rx_plan_depth(h.plan, rx_span_of(rows[i].name)), rows[i].depth);
		n = rx_plan_parents(h.plan, rx_span_of(rows[i].name), &parents);
		for (k = 0; k < n; k++)
			rx_buf_printf(&b, "%.*s ", RX_FMT(parents[k]));
		assert_string_equal(rx_buf_str(&b), rows[i].parents);
	}
	rx_buf_free(&b);
	close_plan(&h);
}

/* With --set a child is a root. */
static void
test_depth_set(void **state)
{
	static const char *const set[] = { "org_id=1" };
	struct heard h;

	(void)state;
	open_plan(&h, NULL, 0, false);
	h.conf.set = set;
	h.conf.nset = COUNT(set);
	start(&h);
	assert_int_equal(rx_plan_depth(h.plan, RX_SPAN("repos")), 0);
	assert_int_equal(rx_plan_depth(h.plan, RX_SPAN("issues")), 1);
	assert_int_equal(rx_plan_depth(h.plan, RX_SPAN("grants")), 1);
	close_plan(&h);
}

static void
test_check(void **state)
{
	struct heard	h;
	struct rx_buf	needs = RX_BUF_INIT(RX_BUF_TEXT);

	(void)state;
	open_plan(&h, NULL, 0, false);
	start(&h);
	assert_int_equal(rx_plan_check(h.plan, &needs), RX_OK);
	assert_string_equal(rx_buf_str(&needs),
	    "needs:\n  reports: year: --set reports.year=VALUE, or --parents FILE\n");
	assert_int_equal(h.failures, 0);
	assert_int_equal(h.out.n, 0);
	rx_buf_free(&needs);
	close_plan(&h);
}

static const char *const repos[] = { "repos" };
static const char *const in[] = {
	"{\"rx\":\"begin\",\"resource\":\"orgs\",\"merge\":null}",
	"{\"rx\":\"record\",\"resource\":\"orgs\",\"part\":{},\"data\":{\"id\":1}}",
	"{\"rx\":\"record\",\"resource\":\"orgs\",\"part\":{},\"data\":{\"no\":1}}",
	"{\"rx\":\"record\",\"resource\":\"orgs\",\"part\":{},\"data\":{\"no\":2}}",
	"{\"rx\":\"record\",\"resource\":\"orgs\",\"part\":{},\"data\":{\"id\":\"\\u0031\"}}",
	"{\"rx\":\"record\",\"resource\":\"orgs\",\"part\":{},\"data\":{\"id\":2}}",
	"{\"rx\":\"end\",\"resource\":\"orgs\"}",
};

/* Two records lack the field: told once; the others make their requests, equal
 * values one; the resource is not ended. */
static void
test_told_once(void **state)
{
	struct heard	h;
	size_t		i;

	(void)state;
	open_plan(&h, repos, 1, true);
	start(&h);
	for (i = 0; i < COUNT(in); i++)
		feed(&h, in[i]);
	assert_int_equal(finish(&h), RX_USAGE);
	assert_int_equal(h.failures, 1);
	assert_string_equal(h.what, "repos: a record of orgs lacks the field that is wanted");
	assert_int_equal(lines(&h, "request"), 2);
	assert_int_equal(lines(&h, "record"), 5);
	assert_int_equal(lines(&h, "begin"), 2);
	assert_int_equal(lines(&h, "error"), 1);
	assert_int_equal(lines(&h, "end"), 1);
	close_plan(&h);
}

/* Wherever the output fails, the caller learns it, and nothing is lost. */
static void
test_output_fails(void **state)
{
	struct rx_err	e;
	struct heard	h;
	size_t		room, i;
	bool		ok = false;

	(void)state;
	for (room = 0; !ok && room < 100; room++) {
		e = (struct rx_err)RX_ERR_INIT;
		open_plan(&h, repos, 1, true);
		h.room = room;
		start(&h);
		ok = true;
		for (i = 0; i < COUNT(in) && ok; i++)
			ok = rx_plan_line(h.plan, rx_span_of(in[i]), false, &e);
		ok = ok && rx_plan_finish(h.plan, &e);
		assert_true(ok || e.exit == RX_FAILED);
		close_plan(&h);
	}
	assert_true(ok && room > 10);
}

static void
test_only_bound(void **state)
{
	static const char *const reports[] = { "reports", "orgs" };
	struct heard h;

	(void)state;
	open_plan(&h, reports, 2, false);
	h.conf.only_bound = true;
	start(&h);
	assert_int_equal(finish(&h), RX_OK);
	assert_int_equal(h.failures, 0);
	assert_int_equal(lines(&h, "error"), 0);
	assert_int_equal(lines(&h, "begin"), 1);
	assert_int_equal(lines(&h, "end"), 1);
	close_plan(&h);
}

static void
test_refuses(void **state)
{
	static const char *const wrong[] = { "repo" };
	struct rx_err	e = RX_ERR_INIT;
	struct heard	h;

	(void)state;
	open_plan(&h, wrong, 1, false);
	assert_null(rx_plan_open(&h.conf, &e));
	assert_int_equal(e.exit, RX_USAGE);
	assert_string_equal(e.what, "there is no resource repo");
	assert_string_equal(e.hint, "did you mean repos?");
	close_plan(&h);
	open_plan(&h, NULL, 0, true);
	h.conf.load = wrong;
	h.conf.nload = 1;
	assert_null(rx_plan_open(&h.conf, &e));
	assert_int_equal(e.exit, RX_USAGE);
	close_plan(&h);
}

/* Whatever is cut off a line: no crash, a status, and never a whole end. */
static void
test_cut_anywhere(void **state)
{
	struct heard	h;
	struct rx_err	e;
	size_t		k, n, i;

	(void)state;
	for (i = 0; i < COUNT(in); i++)
		for (n = strlen(in[i]) - 1; n > 0; n--) {
			e = (struct rx_err)RX_ERR_INIT;
			open_plan(&h, repos, 1, true);
			start(&h);
			for (k = 0; k < i; k++)
				feed(&h, in[k]);
			(void)rx_plan_line(h.plan, (struct rx_span){ in[i], n }, true, &e);
			assert_int_not_equal(finish(&h), RX_OK);
			assert_int_equal(lines(&h, "end"), 0);
			close_plan(&h);
		}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_depth),
		cmocka_unit_test(test_depth_set),
		cmocka_unit_test(test_check),
		cmocka_unit_test(test_told_once),
		cmocka_unit_test(test_output_fails),
		cmocka_unit_test(test_only_bound),
		cmocka_unit_test(test_refuses),
		cmocka_unit_test(test_cut_anywhere),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
