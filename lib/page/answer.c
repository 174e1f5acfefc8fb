/*
 * What an answer means: a page, another try, another address, another token,
 * or the end.
 */
#include <math.h>

#include "rx/clock.h"
#include "rx/url.h"
#include "lib/page/engine.h"

#define REDIRECTS	10
#define RENEWALS	2	/* the first may give a token that was kept, and is dead too */

static int
exit_of(int status)
{
	return status >= 500 ? RX_HTTP_5XX : status >= 400 ? RX_HTTP_4XX : RX_FAILED;
}

static bool
is_redirect(int status)
{
	return (status >= 301 && status <= 303) || status == 307 || status == 308;
}

/* No answer, and no other try. */
static void
fail_network(struct rx_engine *g, struct rx_fetch *f, const struct rx_http_response *r)
{
	struct rx_err e = RX_ERR_INIT;

	rx_err_set(&e, r->failure == RX_HTTP_TOO_LARGE ? RX_BAD_DATA : RX_FAILED, "%s",
	    r->message);
	if (f->tries > 1)
		rx_err_set(&e, e.exit, "%s, %u times", r->message, f->tries);
	if (r->failure == RX_HTTP_TLS)
		rx_err_hint(&e, "--cacert FILE trusts the authority in FILE; -k trusts anybody");
	rx_fetch_fail(g, f, &e, 0, false);
}

static void
fail_status(struct rx_engine *g, struct rx_fetch *f, const struct rx_http_response *r,
    const struct rx_action *action)
{
	struct rx_err	e = RX_ERR_INIT;
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_TEXT);

	rx_buf_printf(&b, "HTTP status %d", r->status);
	if (f->tries > 1)
		rx_buf_printf(&b, ", %u times", f->tries);
	if (action != NULL)
		rx_buf_printf(&b, "; the source's response action for %s is %s",
		    rx_action_text(action), rx_action_kind(action) == RX_ACTION_FAIL ? "fail" :
		    "retry");
	rx_err_set(&e, exit_of(r->status), "%s", rx_buf_str(&b));
	rx_buf_free(&b);
	if (r->body.n > 0)
		rx_err_got(&e, rx_buf_view(&r->body));
	if (is_redirect(r->status))
		rx_err_hint(&e, "a redirect that does not say where to");
	if (r->status == 401 || r->status == 403)
		rx_err_hint(&e, "are the credentials right? rx-auth --check tells where they come "
		    "from");
	rx_fetch_fail(g, f, &e, r->status, false);
}

static void
fail_long(struct rx_engine *g, struct rx_fetch *f, const struct rx_http_response *r,
    double seconds)
{
	struct rx_err e = RX_ERR_INIT;

	rx_err_set(&e, RX_LIMIT, "the server asks to wait %.0f s (status %d): more than max_wait, "
	    "%.0f s", seconds, r->status, f->how->retry.max_wait);
	rx_err_hint(&e, "run it again later; or --max-wait SECONDS waits so long at most and then "
	    "tries");
	rx_fetch_fail(g, f, &e, r->status, false);
}

static void
wait_for(struct rx_engine *g, struct rx_fetch *f, const struct rx_http_response *r,
    double seconds)
{
	f->state = RX_FETCH_WAITING;
	f->until = rx_clock_mono() + seconds;
	f->counts.retries++;
	f->counts.waited += seconds;
	if (r->failure == RX_HTTP_DONE)
		rx_engine_say(g, "verbose", "waiting %g s (%d, try %u of %lu)", seconds,
		    r->status, f->tries + 1, f->how->retry.max_retries + 1);
	else
		rx_engine_say(g, "verbose", "waiting %g s (%s, try %u of %lu)", seconds,
		    r->message, f->tries + 1, f->how->retry.max_retries + 1);
}

/* false: this answer is the last word.  asked: the source wants another try. */
static bool
try_again(struct rx_engine *g, struct rx_fetch *f, const struct rx_http_response *r, bool asked)
{
	const struct rx_retry	*retry = &f->how->retry;
	double			 seconds = 0, now = rx_clock_now();

	if (r->failure != RX_HTTP_DONE && r->failure != RX_HTTP_NETWORK)
		return false;
	switch (asked ? rx_retry_again(retry, r, f->tries, now, &seconds) :
	    rx_retry_next(retry, r, f->tries, now, &seconds)) {
	case RX_RETRY_YES:
		wait_for(g, f, r, seconds);
		return true;
	case RX_RETRY_TOO_LONG:
		fail_long(g, f, r, seconds);
		return true;
	case RX_RETRY_NO:
		break;
	}
	return false;
}

/* AWS says 403 of a signature, too. */
static bool
is_refusal(const struct rx_fetch *f, const struct rx_http_response *r)
{
	return r->failure == RX_HTTP_DONE && (r->status == 401 ||
	    (r->status == 403 && rx_credentials_get(f, "sigv4").p != NULL));
}

/* 401: others are asked for at once, uncounted.  The answer is kept: it is the
 * last word when there are no others. */
static bool
renew(struct rx_engine *g, struct rx_fetch *f, struct rx_exchange *x)
{
	if (!f->secrets || f->renewals == RENEWALS || f->credentials.n == 0 || f->foreign)
		return false;
	f->renewals++;
	rx_credentials_refused(g, f);
	f->refusal = x;
	f->state = RX_FETCH_READY;
	rx_engine_say(g, "verbose", "the credentials were refused (%d): asking for others",
	    rx_exchange_response(x)->status);
	return true;
}

static void
redirect(struct rx_engine *g, struct rx_fetch *f, const struct rx_http_response *r,
    struct rx_span location)
{
	struct rx_buf	to = RX_BUF_INIT(RX_BUF_TEXT);
	struct rx_err	e = RX_ERR_INIT;

	if (++f->redirects > REDIRECTS) {
		rx_err_set(&e, RX_BAD_DATA, "more than %d redirects", REDIRECTS);
	} else if (!rx_url_join(&to, rx_buf_view(&f->shown), location)) {
		rx_err_set(&e, RX_BAD_DATA, "a redirect (%d) to what is no URL", r->status);
		rx_err_got(&e, location);
	} else {
		rx_buf_reset(&f->target);
		rx_buf_span(&f->target, rx_buf_view(&to));
		if (r->status == 303 ? !rx_span_is(f->method, "HEAD") :
		    r->status <= 302 && (rx_span_is(f->method, "POST") ||
		    (f->method.n == 0 && f->body.p != NULL)))
			f->as_get = true;
		f->tries--;
		f->state = RX_FETCH_READY;
	}
	rx_buf_free(&to);
	if (e.exit != RX_OK)
		rx_fetch_fail(g, f, &e, r->status, false);
}

/* The kept state of a resumed request does not fit any more: once from the
 * start. */
static bool
start_over(struct rx_engine *g, struct rx_fetch *f, int status)
{
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_TEXT);
	struct rx_err	e = RX_ERR_INIT;

	if (f->resume.p == NULL || f->paging.pages > 0 || status < 400 || status > 499)
		return false;
	f->resume = RX_SPAN_NONE;
	rx_paging_request_reset(&f->paging);
	rx_fetch_next(f);
	if (!rx_paging_start(f->how->p, &f->res->paging, &f->paging, RX_SPAN_NONE, &e))
		return false;
	if (f->res->name.p != NULL) {
		rx_line_start(&b, RX_KIND_BEGIN, f->res->name);
		rx_line_json(&b, "part", f->has_part ? f->part : RX_SPAN("{}"));
		rx_line_bool(&b, "resume", false);
		rx_line_finish(&b);
		rx_engine_line(g, f->epoch, rx_buf_view(&b));
	}
	rx_buf_free(&b);
	rx_engine_say(g, "warning", "%.*s: going on where the last run stopped was refused (%d): "
	    "starting over", RX_FMT(f->res->name), status);
	f->state = RX_FETCH_READY;
	return true;
}

/* What the source says of such an answer comes before what its status means. */
static void
act(struct rx_engine *g, struct rx_fetch *f, struct rx_http_response *r,
    const struct rx_action *action)
{
	switch (rx_action_kind(action)) {
	case RX_ACTION_IGNORE:
		rx_page_came(g, f, r, "ignored answer");
		break;
	case RX_ACTION_RETRY:
		if (!try_again(g, f, r, true))
			fail_status(g, f, r, action);
		break;
	case RX_ACTION_FAIL:
		fail_status(g, f, r, action);
		break;
	}
}

/* Behind the last page many servers say 404 and not an empty page: the page
 * before was there, so the address is right. */
static bool
is_behind_last(const struct rx_fetch *f, int status)
{
	return status == 404 && f->paging.pages > 0 && rx_paging_counts(f->how->p);
}

static void
judge_status(struct rx_engine *g, struct rx_fetch *f, struct rx_http_response *r)
{
	const struct rx_retry	*retry = &f->how->retry;
	struct rx_span		 location = rx_http_header(r, "location", 0);
	const struct rx_action	*action = rx_actions_find(f->how->actions, r);
	int			 status = r->status;

	if (action != NULL && !(is_redirect(status) && location.p != NULL)) {
		act(g, f, r, action);
	} else if (status == 204 || rx_retry_ignores(retry, status)) {
		rx_page_came(g, f, r, status == 204 ? "no content" : "ignored status");
	} else if (status >= 200 && status <= 299) {
		rx_page_came(g, f, r, NULL);
	} else if (is_redirect(status) && location.p != NULL) {
		redirect(g, f, r, location);
	} else if (try_again(g, f, r, false) || start_over(g, f, status)) {
		return;
	} else if (is_behind_last(f, status)) {
		rx_page_came(g, f, r, "no such page");
	} else if (rx_retry_gone(retry, status)) {
		f->res->gone += f->paging.pages == 0;
		rx_fetch_done(g, f, "gone");
	} else {
		fail_status(g, f, r, NULL);
	}
}

void
rx_answer(struct rx_engine *g, struct rx_exchange *x)
{
	struct rx_fetch		*f = rx_exchange_user(x);
	struct rx_http_response	*r = rx_exchange_response(x);

	f->x = NULL;
	f->tries++;
	g->busy = true;
	if (is_refusal(f, r) && renew(g, f, x))
		return;
	if (r->failure == RX_HTTP_DONE)
		judge_status(g, f, r);
	else if (!try_again(g, f, r, false))
		fail_network(g, f, r);
	rx_exchange_release(x);
}

void
rx_answer_renewed(struct rx_engine *g, struct rx_fetch *f)
{
	struct rx_exchange *x = f->refusal;

	f->refusal = NULL;
	if (rx_credentials_spent(f)) {
		rx_engine_say(g, "verbose", "there are no others");
		f->renewals = RENEWALS;
		judge_status(g, f, rx_exchange_response(x));
	} else {
		f->tries--;
	}
	rx_exchange_release(x);
}
