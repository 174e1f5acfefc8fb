/* The same request, or the same options, as words of a command line. */
#include "rx/http.h"

#include "header.h"

static bool
shell_safe(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.' ||
	    c == '/' || c == ':' || c == ',' || c == '=' || c == '@' || c == '%';
}

/* The length of "$RX_SECRET_NAME" at the start of s, or 0. */
static size_t
variable(struct rx_span s)
{
	size_t i = sizeof("$RX_SECRET_") - 1;

	if (!rx_span_starts(s, "$RX_SECRET_"))
		return 0;
	while (i < s.n && ((s.p[i] >= 'A' && s.p[i] <= 'Z') || s.p[i] == '_' ||
	    (s.p[i] >= '0' && s.p[i] <= '9')))
		i++;
	return i;
}

/* Text in single quotes, a secret's variable between them in double ones. */
static void
put_quoted(struct rx_buf *b, struct rx_span s)
{
	size_t n;

	rx_buf_byte(b, '\'');
	while (s.n > 0) {
		if ((n = variable(s)) > 0) {
			rx_buf_text(b, "'\"");
			rx_buf_add(b, s.p, n);
			rx_buf_text(b, "\"'");
		} else if (s.p[0] == '\'') {
			rx_buf_text(b, "'\\''");
			n = 1;
		} else {
			rx_buf_byte(b, s.p[0]);
			n = 1;
		}
		s = rx_span_cut(s, n);
	}
	rx_buf_byte(b, '\'');
}

static void
put_word(struct rx_buf *b, struct rx_span s)
{
	size_t i;

	rx_buf_byte(b, ' ');
	for (i = 0; i < s.n && shell_safe(s.p[i]); i++)
		;
	if (s.n > 0 && i == s.n)
		rx_buf_span(b, s);
	else
		put_quoted(b, s);
}

static bool
put_conf(struct rx_buf *b, const struct rx_http_conf *conf)
{
	struct rx_arena		arena = RX_ARENA_INIT;
	struct rx_opt_list	words = { .n = 0 };
	bool			ok = rx_http_conf_args(conf, &arena, &words);
	size_t			i;

	for (i = 0; i < words.n; i++)
		put_word(b, rx_span_of(words.v[i]));
	rx_opt_list_free(&words);
	rx_arena_free(&arena);
	return ok;
}

bool
rx_http_as_curl(struct rx_buf *b, const struct rx_http_conf *conf,
    const struct rx_http_request *rq)
{
	struct rx_buf	h = RX_BUF_INIT(RX_HEADERS_MAX);
	bool		ok;
	size_t		i;

	rx_buf_text(b, "curl --compressed --path-as-is --globoff");
	ok = put_conf(b, conf);
	if (rx_span_is(rq->method, "HEAD")) {
		rx_buf_text(b, " -I");
	} else if (rq->method.n > 0 && !rx_span_is(rq->method, "GET")) {
		rx_buf_text(b, " -X");
		put_word(b, rq->method);
	} else if (rq->body.p != NULL) {
		rx_buf_text(b, " -X GET");
	}
	for (i = 0; i < rq->nheaders; i++) {
		ok = rx_header_curl(&h, rq->headers[i]) && ok;
		rx_buf_text(b, " -H");
		put_word(b, (struct rx_span){ h.p, h.n > 0 ? h.n - 1 : 0 });
	}
	if (rq->body.p != NULL) {
		if (!rx_header_given(rq, "content-type"))
			rx_buf_text(b, " -H Content-Type:");
		rx_buf_text(b, " --data-raw");
		put_word(b, rq->body);
	}
	put_word(b, rq->url);
	rx_buf_free(&h);
	return ok && !b->failed;
}

/* -- options for another tool -------------------------------------------- */

struct words {
	struct rx_arena		*arena;
	struct rx_opt_list	*argv;
	bool			 full;
};

static void
put(struct words *w, const char *word)
{
	w->full |= !rx_opt_list_add(w->argv, word);
}

static void
put_text(struct words *w, const char *name, const char *value)
{
	if (value == NULL)
		return;
	put(w, name);
	put(w, value);
}

static void
put_list(struct words *w, const char *name, const struct rx_opt_list *l)
{
	size_t i;

	for (i = 0; i < l->n; i++)
		put_text(w, name, l->v[i]);
}

static void
put_seconds(struct words *w, const char *name, double value, double usual)
{
	struct rx_span s;

	if (value == usual)
		return;
	s = rx_arena_printf(w->arena, "%.3f", value);
	put_text(w, name, s.p != NULL ? s.p : "0");
}

bool
rx_http_conf_args(const struct rx_http_conf *c, struct rx_arena *arena,
    struct rx_opt_list *argv)
{
	static const struct rx_http_conf usual = RX_HTTP_CONF_INIT;
	struct words w = { arena, argv, false };

	if (c->insecure)
		put(&w, "--insecure");
	put_text(&w, "--cacert", c->cacert);
	put_text(&w, "--cert", c->cert);
	put_text(&w, "--key", c->key);
	put_text(&w, "--proxy", c->proxy);
	put_text(&w, "--noproxy", c->noproxy);
	put_list(&w, "--connect-to", &c->connect_to);
	put_list(&w, "--resolve", &c->resolve);
	put_seconds(&w, "--connect-timeout", c->connect_timeout,
	    usual.connect_timeout);
	put_seconds(&w, "--speed-time", c->stall, usual.stall);
	put_seconds(&w, "--max-time", c->max_time, usual.max_time);
	if (c->http1)
		put(&w, "--http1.1");
	return !w.full && !arena->failed;
}
