/* log: one NDJSON line a request, written before its answer is sent. */
#include <unistd.h>

#include "rx/clock.h"
#include "testd.h"

#define LOG_BODY	65536	/* bytes of a request's body that are logged */

static void
string_put(struct rx_buf *b, const char *name, struct rx_span text)
{
	rx_buf_printf(b, "%s\"%s\":", b->n > 1 ? "," : "", name);
	rx_json_quote(b, text);
}

/* The values of name from at on, with commas; how many there are. */
static size_t
values_put(struct rx_buf *b, const struct srv_pairs *list, size_t at)
{
	struct rx_span	name = list->v[at].name;
	size_t		n = 0;

	for (; at < list->n; at++) {
		if (!rx_span_eq(list->v[at].name, name))
			continue;
		if (n++ > 0)
			rx_buf_byte(b, ',');
		rx_json_quote(b, list->v[at].value);
	}
	return n;
}

static bool
seen(const struct srv_pairs *list, size_t at)
{
	size_t	i;

	for (i = 0; i < at; i++)
		if (rx_span_eq(list->v[i].name, list->v[at].name))
			return true;
	return false;
}

/* An object; a name that stands there several times has a list. */
static void
pairs_put(struct rx_buf *b, const char *name, const struct srv_pairs *list)
{
	struct rx_buf	values = RX_BUF_INIT(SRV_REQUEST_MAX);
	size_t		i, k = 0;
	bool		many;

	rx_buf_printf(b, ",\"%s\":{", name);
	for (i = 0; i < list->n; i++) {
		if (seen(list, i))
			continue;
		if (k++ > 0)
			rx_buf_byte(b, ',');
		rx_json_quote(b, list->v[i].name);
		rx_buf_reset(&values);
		many = values_put(&values, list, i) > 1;
		rx_buf_text(b, many ? ":[" : ":");
		rx_buf_span(b, rx_buf_view(&values));
		rx_buf_text(b, many ? "]" : "");
	}
	rx_buf_byte(b, '}');
	rx_buf_free(&values);
}

void
srv_log_write(struct srv_log *log, const struct srv_request *r,
    const struct srv_answer *a, unsigned port, unsigned flying)
{
	struct rx_buf	b = RX_BUF_INIT(SRV_REQUEST_MAX);
	struct rx_span	body = r->body;

	if (log->fd < 0 || rx_span_starts(r->path, "/_control"))
		return;
	if (body.n > LOG_BODY)
		body.n = LOG_BODY;
	rx_buf_printf(&b, "{\"n\":%lu,\"nth\":%lu", r->n, r->nth);
	string_put(&b, "method", r->method);
	string_put(&b, "path", r->path);
	string_put(&b, "query", r->query);
	pairs_put(&b, "params", &r->params);
	pairs_put(&b, "headers", &r->headers);
	string_put(&b, "body", body);
	rx_buf_printf(&b, ",\"status\":%d", a->status);
	if (a->page >= 0)
		rx_buf_printf(&b, ",\"page\":%ld,\"rows\":%ld", a->page, a->rows);
	rx_buf_printf(&b, ",\"port\":%u,\"flying\":%u,\"t\":%.3f}\n", port, flying,
	    rx_clock_mono() - log->started);
	if (write(log->fd, b.p, b.n) != (ssize_t)b.n)
		log->fd = -1;	/* a full disk ends the log, not the server */
	rx_buf_free(&b);
}
