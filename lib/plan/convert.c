#include "lib/plan/convert.h"

#include <stdlib.h>
#include <string.h>

#include "rx/date.h"
#include "rx/jq.h"
#include "rx/json.h"

struct rx_convert {
	struct rx_jq	*jq;		/* NULL: a format */
	struct rx_buf	 format;	/* n 0: ISO 8601 */
};

static const struct { const char *name, *format; } named[] = {
	{ "epoch", "%s" }, { "epoch_ms", "%ms" }, { "iso", "" }, { "date", "%Y-%m-%d" }
};

/* The format that is meant; NULL: it is a program.  No program begins with %. */
static const char *
format_of(const char *text)
{
	for (size_t i = 0; i < sizeof(named) / sizeof(named)[0]; i++)
		if (strcmp(text, named[i].name) == 0)
			return named[i].format;
	return text[0] == '%' ? text : NULL;
}

struct rx_convert *
rx_convert_open(struct rx_span text, struct rx_err *e)
{
	struct rx_convert	*c = calloc(1, sizeof(*c));
	struct rx_buf		 b = RX_BUF_INIT(RX_BUF_TEXT);
	const char		*format;

	if (c == NULL) {
		rx_err_nomem(e);
		return NULL;
	}
	c->format = (struct rx_buf)RX_BUF_INIT(RX_BUF_TEXT);
	rx_buf_span(&b, text);
	if ((format = format_of(rx_buf_str(&b))) != NULL) {
		rx_buf_text(&c->format, format);
	} else if ((c->jq = rx_jq_open(rx_buf_str(&b), e)) == NULL) {
		rx_err_hint(e, "convert is a jq program, a format such as %%Y-%%m-%%d, or one of "
		    "epoch, epoch_ms, iso, date");
		free(c);
		c = NULL;
	}
	rx_buf_free(&b);
	return c;
}

/* A time: ISO 8601, or a number of seconds since 1970. */
static bool
as_instant(struct rx_span v, struct rx_instant *t)
{
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_TEXT);
	bool		ok;

	rx_json_text(&b, v);
	if (rx_json_kind(v) == RX_JSON_NUMBER) {
		*t = rx_date_of(strtod(rx_buf_str(&b), NULL));
		ok = true;
	} else {
		ok = rx_json_kind(v) == RX_JSON_STRING &&
		    rx_date_parse(rx_buf_view(&b), RX_SPAN_NONE, t);
	}
	rx_buf_free(&b);
	return ok;
}

static bool
by_format(struct rx_convert *c, struct rx_buf *out, struct rx_span v, struct rx_err *e)
{
	struct rx_buf		b = RX_BUF_INIT(RX_BUF_TEXT);
	struct rx_span		format = c->format.n > 0 ? rx_buf_view(&c->format) : RX_SPAN_NONE;
	struct rx_instant	t;
	bool			ok;

	if (!as_instant(v, &t)) {
		rx_err_set(e, RX_USAGE, "convert to %.*s: the cursor is no date",
		    c->format.n > 0 ? (int)c->format.n : 3, c->format.n > 0 ? c->format.p : "iso");
		return rx_err_got(e, v);
	}
	ok = rx_date_format(&b, t, format);
	if (ok && (rx_span_is(format, "%s") || rx_span_is(format, "%ms")))
		rx_buf_span(out, rx_buf_view(&b));
	else if (ok)
		rx_json_quote(out, rx_buf_view(&b));
	rx_buf_free(&b);
	return ok || rx_err_set(e, RX_USAGE, "convert: %.*s is no format", RX_FMT(format));
}

struct result {
	struct rx_buf	*out;
	unsigned	 n;
};

static bool
take(void *arg, struct rx_span v, struct rx_err *e)
{
	struct result *r = arg;

	if (r->n++ == 0 && !rx_buf_span(r->out, v))
		return rx_err_nomem(e);
	return true;
}

bool
rx_convert_run(struct rx_convert *c, struct rx_buf *out, struct rx_span v, struct rx_err *e)
{
	struct result	r = { out, 0 };
	struct rx_err	why = RX_ERR_INIT;

	if (c->jq == NULL)
		return by_format(c, out, v, e);
	if (rx_jq_run(c->jq, v, take, &r, &why) && r.n == 1)
		return true;
	if (why.exit == RX_OK)
		rx_err_set(e, RX_USAGE, "convert gives %u values where one is wanted", r.n);
	else
		rx_err_set(e, RX_USAGE, "convert: %s", why.what);
	return rx_err_got(e, v);
}

void
rx_convert_free(struct rx_convert *c)
{
	if (c == NULL)
		return;
	rx_jq_close(c->jq);
	rx_buf_free(&c->format);
	free(c);
}
