#include "lib/page/action.h"

#include <string.h>

#include "rx/jq.h"
#include "rx/json.h"
#include "rx/retry.h"

struct rx_action {
	enum rx_action_kind	 kind;
	unsigned		 low, high;	/* statuses; high 0: any */
	struct rx_span		 content;	/* NONE: any */
	struct rx_jq		*jq;
	const char		*text;
	struct rx_action	*next;
};

static bool
wrong(struct rx_err *e, const char *what, struct rx_span got)
{
	rx_err_set(e, RX_USAGE, "response_actions: %s", what);
	return rx_err_got(e, got);
}

static bool
read_status(struct rx_action *x, struct rx_span v, struct rx_err *e)
{
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_TEXT);
	bool		ok;

	if (v.p == NULL || rx_json_kind(v) == RX_JSON_NULL)
		return true;
	ok = rx_json_text(&b, v) && rx_status_range(rx_buf_view(&b), &x->low, &x->high);
	rx_buf_free(&b);
	return ok || wrong(e, "status_code must be a status, \"4xx\" or \"500-599\"", v);
}

static bool
read_kind(struct rx_action *x, struct rx_span v, struct rx_err *e)
{
	bool text = rx_json_kind(v) == RX_JSON_STRING;

	if (text && rx_json_is(v, RX_SPAN("ignore")))
		x->kind = RX_ACTION_IGNORE;
	else if (text && rx_json_is(v, RX_SPAN("retry")))
		x->kind = RX_ACTION_RETRY;
	else if (text && rx_json_is(v, RX_SPAN("fail")))
		x->kind = RX_ACTION_FAIL;
	else
		return wrong(e, "action must be ignore, retry or fail", v.p != NULL ? v :
		    RX_SPAN("null"));
	return true;
}

static struct rx_span
given(struct rx_arena *a, struct rx_span v)
{
	return v.p == NULL || rx_json_kind(v) == RX_JSON_NULL ? RX_SPAN_NONE :
	    rx_arena_text(a, v);
}

static const char *
describe(const struct rx_action *x, struct rx_arena *a, struct rx_span jq)
{
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_TEXT);
	const char	*text;

	if (x->high > 0)
		rx_buf_printf(&b, x->low == x->high ? "status %u" : "status %u-%u", x->low,
		    x->high);
	if (x->content.p != NULL)
		rx_buf_printf(&b, "%scontent '%.*s'", b.n > 0 ? ", " : "", RX_FMT(x->content));
	if (jq.p != NULL)
		rx_buf_printf(&b, "%sjq %.*s", b.n > 0 ? ", " : "", RX_FMT(jq));
	text = rx_arena_str(a, rx_buf_view(&b));
	rx_buf_free(&b);
	return text;
}

static struct rx_action *
read_one(struct rx_arena *a, struct rx_span v, struct rx_err *e)
{
	struct rx_action	*x = rx_arena_get(a, sizeof(*x));
	struct rx_span		 jq;

	if (x == NULL) {
		rx_err_nomem(e);
		return NULL;
	}
	if (!read_status(x, rx_json_get(v, "status_code"), e) ||
	    !read_kind(x, rx_json_get(v, "action"), e))
		return NULL;
	x->content = given(a, rx_json_get(v, "content"));
	jq = given(a, rx_json_get(v, "jq"));
	if (x->high == 0 && x->content.p == NULL && jq.p == NULL) {
		wrong(e, "status_code, content or jq must say which answers are meant", v);
		return NULL;
	}
	x->text = describe(x, a, jq);
	if (jq.p != NULL && (x->jq = rx_jq_open(rx_arena_str(a, jq), e)) == NULL)
		return NULL;
	return x;
}

bool
rx_actions_read(struct rx_action **first, struct rx_arena *a, struct rx_span list,
    struct rx_err *e)
{
	struct rx_json_iter	 it;
	struct rx_span		 v;
	struct rx_action	**last = first;

	*first = NULL;
	if (list.p == NULL || rx_json_kind(list) == RX_JSON_NULL)
		return true;
	if (rx_json_kind(list) != RX_JSON_ARRAY || !rx_json_begin(&it, list))
		return wrong(e, "they must be a list", list);
	while (rx_json_next(&it, NULL, &v)) {
		if ((*last = read_one(a, v, e)) == NULL)
			return false;
		last = &(*last)->next;
	}
	return true;
}

static bool
verdict(void *arg, struct rx_span v, struct rx_err *e)
{
	(void)e;
	*(bool *)arg = rx_json_kind(v) != RX_JSON_NULL && rx_json_kind(v) != RX_JSON_FALSE;
	return true;
}

/* A body that is no JSON, or on which the program fails, is not meant. */
static bool
jq_holds(struct rx_jq *jq, struct rx_span body)
{
	struct rx_err	ignored = RX_ERR_INIT;
	struct rx_span	v;
	bool		holds = false;

	return rx_json_check(body, &v, &ignored) && rx_jq_run(jq, v, verdict, &holds, &ignored) &&
	    holds;
}

const struct rx_action *
rx_actions_find(const struct rx_action *x, const struct rx_http_response *r)
{
	struct rx_span	body = rx_buf_view(&r->body);
	unsigned	status = (unsigned)r->status;

	for (; x != NULL; x = x->next) {
		if (x->high > 0 && (status < x->low || status > x->high))
			continue;
		if (x->content.n > 0 &&
		    (body.n == 0 || memmem(body.p, body.n, x->content.p, x->content.n) == NULL))
			continue;
		if (x->jq == NULL || jq_holds(x->jq, body))
			return x;
	}
	return NULL;
}

enum rx_action_kind
rx_action_kind(const struct rx_action *x)
{
	return x->kind;
}

const char *
rx_action_text(const struct rx_action *x)
{
	return x->text;
}

void
rx_actions_free(struct rx_action *x)
{
	for (; x != NULL; x = x->next)
		rx_jq_close(x->jq);
}
