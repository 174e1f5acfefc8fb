/* The token request on the wire: tries, waits, redirects, errors. */
#include <math.h>
#include <string.h>
#include <time.h>

#include "rx/clock.h"
#include "rx/json.h"
#include "rx/retry.h"
#include "rx/url.h"
#include "lib/auth/tokens.h"

#define MAX_ANSWER	((size_t)1 << 20)
#define MAX_REDIRECTS	3
#define HEADERS		32

struct asking {
	struct rx_auth			*auth;
	const struct rx_token_ask	*ask;
	struct rx_buf			 url, form, client;
	struct rx_http_response		 r;
	unsigned			 tries, redirects;
};

static void
say(struct asking *q, const char *level, const char *text)
{
	char line[512];

	(void)snprintf(line, sizeof(line), "%s", text);
	rx_redact_in(&q->auth->redact, line, sizeof(line));
	if (q->auth->conf->say != NULL)
		q->auth->conf->say(q->auth->conf->arg, level, line);
}

static void
drop_response(struct rx_http_response *r)
{
	if (r->body.p != NULL)
		explicit_bzero(r->body.p, r->body.cap);
	rx_buf_free(&r->body);
	rx_buf_free(&r->headers);
}

/* The request's own headers, and those that the login wants. */
static bool
put_headers(struct asking *q, struct rx_arena *a, struct rx_span headers[HEADERS], size_t *n)
{
	const struct rx_node *h = q->ask->headers != NULL ? q->ask->headers->first : NULL;

	*n = 0;
	if (q->ask->body.p != NULL)
		headers[(*n)++] = RX_SPAN("Content-Type: application/json");
	else if (q->form.n > 0)
		headers[(*n)++] = RX_SPAN("Content-Type: application/x-www-form-urlencoded");
	headers[(*n)++] = RX_SPAN("Accept: application/json");
	if (q->client.n > 0)
		headers[(*n)++] = rx_arena_printf(a, "Authorization: %.*s",
		    RX_FMT(rx_buf_view(&q->client)));
	for (; h != NULL && *n < HEADERS; h = h->next)
		headers[(*n)++] = rx_arena_printf(a, "%.*s: %.*s", RX_FMT(h->key),
		    RX_FMT(h->text));
	return !a->failed;
}

static bool
post(struct asking *q, struct rx_err *err)
{
	struct rx_http_conf	conf = q->auth->conf->http;
	struct rx_arena		a = RX_ARENA_INIT;
	struct rx_span		headers[HEADERS];
	struct rx_http_request	rq = { .method = RX_SPAN("POST"), .headers = headers };
	bool			ok;

	conf.max_body = MAX_ANSWER;
	rq.url = rx_buf_view(&q->url);
	if (q->ask->method.n > 0)
		rq.method = q->ask->method;
	if (!rx_span_is(rq.method, "GET"))
		rq.body = q->ask->body.p != NULL ? q->ask->body : rx_buf_view(&q->form);
	drop_response(&q->r);
	ok = put_headers(q, &a, headers, &rq.nheaders) || rx_err_nomem(err);
	ok = ok && rx_http_fetch(&conf, &rq, &q->r, err);
	rx_arena_wipe(&a);
	return ok;
}

static void
wait_for(struct asking *q, double seconds)
{
	struct timespec	ts;
	char		why[300], text[400];

	if (q->r.failure == RX_HTTP_DONE)
		(void)snprintf(why, sizeof(why), "%d", q->r.status);
	else
		(void)snprintf(why, sizeof(why), "%s", q->r.message);
	(void)snprintf(text, sizeof(text), "waiting %g s for a token (%s, try %u of 4)", seconds,
	    why, q->tries + 1);
	say(q, NULL, text);
	ts.tv_sec = (time_t)seconds;
	ts.tv_nsec = (long)((seconds - floor(seconds)) * 1e9);
	while (nanosleep(&ts, &ts) == -1)
		continue;
}

/* -- redirects --------------------------------------------------------------- */

/* Only the same request again (307, 308), only within the origin. */
static bool
follow(struct asking *q, struct rx_span where, struct rx_err *err)
{
	struct rx_buf	url = RX_BUF_INIT(RX_BUF_TEXT), origin = RX_BUF_INIT(RX_BUF_TEXT);
	bool		ok;

	ok = rx_url_join(&url, rx_buf_view(&q->url), where) &&
	    rx_url_origin(&origin, rx_buf_view(&url), err);
	if (!ok) {
		rx_err_set(err, RX_BAD_DATA, "the token endpoint redirects to no http(s) URL");
	} else if (!rx_span_eq(rx_buf_view(&origin), q->ask->origin)) {
		ok = rx_err_set(err, RX_REFUSED, "the token endpoint redirects to another origin: "
		    "%.*s", RX_FMT(rx_buf_view(&origin)));
		rx_err_hint(err, "client_secret is not sent there; write its URL as "
		    "access_token_url if that is right");
	} else if ((q->r.status != 307 && q->r.status != 308) || ++q->redirects > MAX_REDIRECTS) {
		ok = rx_err_set(err, RX_BAD_DATA, "the token endpoint redirects (%d)", q->r.status);
		rx_err_hint(err, "write the URL that it redirects to as access_token_url");
	} else {
		rx_buf_reset(&q->url);
		ok = rx_buf_span(&q->url, rx_buf_view(&url)) || rx_err_nomem(err);
	}
	rx_buf_free(&url);
	rx_buf_free(&origin);
	return ok;
}

/* -- errors ------------------------------------------------------------------ */

/* RFC 6749, 5.2, and what others send in its place. */
static bool
put_words(struct rx_buf *b, struct rx_span body)
{
	static const char *const names[] = { "error", "error_description", "message" };
	struct rx_err		 ignored = RX_ERR_INIT;
	struct rx_span		 v, in;
	size_t			 i;

	if (!rx_json_check(body, &v, &ignored) || rx_json_kind(v) != RX_JSON_OBJECT)
		return false;
	for (i = 0; i < 3; i++) {
		in = rx_json_get(v, names[i]);
		if (in.p == NULL || rx_json_kind(in) != RX_JSON_STRING)
			continue;
		rx_buf_text(b, b->n > 0 ? ": " : "");
		(void)rx_json_text(b, in);
	}
	return b->n > 0;
}

static bool
tell(struct asking *q, struct rx_err *err)
{
	struct rx_buf	words = RX_BUF_INIT(RX_BUF_TEXT), got = RX_BUF_INIT(RX_BUF_TEXT);
	int		status = q->r.status;

	if (q->r.failure != RX_HTTP_DONE) {
		rx_err_set(err, RX_FAILED, "no token: %s", q->r.message);
		return rx_err_at(err, "%.*s", RX_FMT(rx_buf_view(&q->url)));
	}
	(void)put_words(&words, rx_buf_view(&q->r.body));
	rx_err_set(err, status >= 500 ? RX_HTTP_5XX : status >= 400 ? RX_HTTP_4XX : RX_BAD_DATA,
	    "no token: the token endpoint answered %d%s%.300s", status, words.n > 0 ? ", " : "",
	    rx_buf_str(&words));
	rx_err_at(err, "%.*s", RX_FMT(rx_buf_view(&q->url)));
	rx_redact_text(&q->auth->redact, &got, rx_buf_view(&q->r.body));
	rx_err_got(err, rx_buf_view(&got));
	if (status == 400 || status == 401)
		rx_err_hint(err, "are %s right? rx-auth --check tells where each secret comes from",
		    q->ask->path != NULL ? "username and password" :
		    "client_id, client_secret and scopes");
	rx_buf_free(&words);
	rx_buf_free(&got);
	return false;
}

static bool
too_long(struct asking *q, double wait, struct rx_err *err)
{
	rx_err_set(err, RX_FAILED, "no token: the token endpoint asks to wait %.0f s (%d)", wait,
	    q->r.status);
	return rx_err_at(err, "%.*s", RX_FMT(rx_buf_view(&q->url)));
}

/* -- the exchange ------------------------------------------------------------ */

/* Until an answer of 2xx is there. */
static bool
exchange(struct asking *q, struct rx_err *err)
{
	struct rx_retry	retry;
	struct rx_span	where;
	double		wait;

	if (!rx_retry_init(&retry, RX_SPAN("{\"max_retries\":3}"), err))
		return false;
	if (q->auth->conf->max_wait >= 0) {
		retry.max_wait = q->auth->conf->max_wait;
		retry.cap = true;
	}
	for (;;) {
		if (!post(q, err))
			return false;
		where = rx_http_header(&q->r, "location", 0);
		if (q->r.failure == RX_HTTP_DONE && q->r.status / 100 == 3 && where.p != NULL) {
			if (!follow(q, where, err))
				return false;
			continue;
		}
		if (q->r.failure == RX_HTTP_DONE && q->r.status / 100 == 2)
			return true;
		switch (rx_retry_next(&retry, &q->r, ++q->tries, rx_clock_now(), &wait)) {
		case RX_RETRY_NO:
			return tell(q, err);
		case RX_RETRY_TOO_LONG:
			return too_long(q, wait, err);
		default:
			wait_for(q, wait);
		}
	}
}

static bool
begin(struct asking *q, struct rx_span refresh, struct rx_err *err)
{
	const struct rx_token_ask *ask = q->ask;

	q->url = q->form = q->client = (struct rx_buf)RX_BUF_INIT(RX_BUF_TEXT);
	return (rx_buf_span(&q->url, ask->url) && (ask->body.p != NULL ||
	    rx_token_form(ask, refresh, &q->form, &q->client))) || rx_err_nomem(err);
}

static void
end(struct asking *q)
{
	if (q->form.p != NULL)
		explicit_bzero(q->form.p, q->form.cap);
	drop_response(&q->r);
	rx_buf_free(&q->url);
	rx_buf_free(&q->form);
	rx_buf_free(&q->client);
}

bool
rx_token_request(struct rx_auth *auth, const struct rx_token_ask *ask, struct rx_span refresh,
    struct rx_arena *arena, struct rx_token *t, struct rx_err *err)
{
	struct asking	q = { .auth = auth, .ask = ask };
	bool		ok = begin(&q, refresh, err) && exchange(&q, err);

	if (ok && !rx_token_answer(rx_buf_view(&q.r.body), ask, rx_clock_now(), arena, t, err))
		ok = rx_err_at(err, "%.*s", RX_FMT(ask->url));
	end(&q);
	return ok;
}

bool
rx_token_probe(struct rx_auth *auth, const struct rx_token_ask *ask, bool *accepted,
    struct rx_err *err)
{
	struct asking	q = { .auth = auth, .ask = ask };

	*accepted = begin(&q, RX_SPAN_NONE, err) && exchange(&q, err);
	if (!*accepted && (err->exit == RX_HTTP_4XX || err->exit == RX_BAD_DATA))
		*err = (struct rx_err)RX_ERR_INIT;
	end(&q);
	return err->exit == RX_OK;
}
