#include "rx/line.h"

#include <string.h>

static const char *const kinds[] = { "other", "begin", "request", "page", "record", "state",
    "error", "end", "plain", "url" };

/* A member's name and the types it may have, as bits of enum rx_json_kind. */
#define T(k)	(1u << RX_JSON_##k)
#define ANY	(~0u)
#define BOOLEAN	(T(FALSE) | T(TRUE))
#define NULLED	T(NULL)

static const struct known {
	const char	*name;
	unsigned	 types;
} known[RX_M_N] = {
	[RX_M_RX] = { "rx", T(STRING) },
	[RX_M_RESOURCE] = { "resource", T(STRING) | NULLED },
	[RX_M_PART] = { "part", T(OBJECT) | NULLED },
	[RX_M_OF] = { "of", T(ARRAY) | NULLED },
	[RX_M_MERGE] = { "merge", T(OBJECT) | NULLED },
	[RX_M_GENERATION] = { "generation", T(NUMBER) | NULLED },
	[RX_M_ATTEMPT] = { "attempt", T(OBJECT) | NULLED },
	[RX_M_METHOD] = { "method", T(STRING) | NULLED },
	[RX_M_URL] = { "url", T(STRING) },
	[RX_M_PARAMS] = { "params", T(OBJECT) | NULLED },
	[RX_M_HEADERS] = { "headers", T(OBJECT) | NULLED },
	[RX_M_BODY] = { "body", ANY },
	[RX_M_AUTH] = { "auth", T(OBJECT) | NULLED },
	[RX_M_PAGING] = { "paging", T(OBJECT) | T(STRING) | NULLED },
	[RX_M_SELECT] = { "select", T(OBJECT) | NULLED },
	[RX_M_RESUME] = { "resume", ANY },
	[RX_M_ERROR_HANDLER] = { "error_handler", T(OBJECT) | NULLED },
	[RX_M_CREDENTIALS] = { "credentials", T(OBJECT) | NULLED },
	[RX_M_REFUSED] = { "refused", T(STRING) | NULLED },
	[RX_M_PAGE] = { "page", T(NUMBER) | NULLED },
	[RX_M_STATUS] = { "status", T(NUMBER) | NULLED },
	[RX_M_ROWS] = { "rows", T(NUMBER) | NULLED },
	[RX_M_NEXT] = { "next", ANY },
	[RX_M_LEARNED] = { "learned", T(OBJECT) | NULLED },
	[RX_M_STOP] = { "stop", T(STRING) | NULLED },
	[RX_M_DATA] = { "data", ANY },
	[RX_M_SEEN] = { "seen", ANY },
	[RX_M_EDGE] = { "edge", T(OBJECT) | NULLED },
	[RX_M_BOOKMARK] = { "bookmark", ANY },
	[RX_M_BOOKMARK_EDGE] = { "bookmark_edge", T(OBJECT) | NULLED },
	[RX_M_DONE] = { "done", BOOLEAN | NULLED },
	[RX_M_MESSAGE] = { "message", T(STRING) | NULLED },
	[RX_M_AT] = { "at", T(STRING) | NULLED },
	[RX_M_GOT] = { "got", T(STRING) | NULLED },
	[RX_M_HINT] = { "hint", T(STRING) | NULLED },
	[RX_M_EXIT] = { "exit", T(NUMBER) | NULLED },
	[RX_M_COUNTS] = { "counts", T(OBJECT) | NULLED },
	[RX_M_COMPLETE] = { "complete", BOOLEAN | NULLED },
};

const char *
rx_kind_name(enum rx_kind k)
{
	return kinds[k];
}

/* Keys are few and short: the length and two letters decide nearly always. */
static int
find_member(struct rx_span raw)
{
	int i;

	for (i = 0; i < RX_M_N; i++) {
		const char *name = known[i].name;

		if (raw.n > 3 && raw.p[1] == name[0] && raw.p[2] == name[1] &&
		    rx_json_is(raw, rx_span_of(name)))
			return i;
	}
	return -1;
}

static bool
wrong_type(int i, struct rx_span value, struct rx_err *e)
{
	rx_err_set(e, RX_BAD_DATA, "the member '%s' of a line may not be %s", known[i].name,
	    rx_json_kind_name(rx_json_kind(value)));
	return rx_err_got(e, value);
}

/* One member: p is at its name.  *lazy: its value was left alone. */
static const char *
take(struct rx_line *l, const char *p, const char *end, enum rx_line_how how,
    struct rx_json_fault *f, struct rx_err *e)
{
	const char	*q;
	struct rx_span	 key, value;
	int		 i;

	if (p == end || *p != '"' || (q = rx_json_skip(p, end, f)) == NULL) {
		if (p == end || *p != '"')
			*f = (struct rx_json_fault){ "a member's name in quotes expected", p };
		return NULL;
	}
	key = (struct rx_span){ p, (size_t)(q - p) };
	q = rx_json_space(q, end);
	if (q == end || *q != ':') {
		*f = (struct rx_json_fault){ "a colon expected", q };
		return NULL;
	}
	p = rx_json_space(q + 1, end);
	i = find_member(key);
	if (how == RX_LINE_LAZY && (i == RX_M_BODY || i == RX_M_DATA) && p < end &&
	    end[-1] == '}' && end - p > 1 && l->m[RX_M_RX].p != NULL &&
	    !rx_json_is(l->m[RX_M_RX], RX_SPAN("request"))) {
		l->lazy = true;
		l->m[i] = rx_span_trim((struct rx_span){ p, (size_t)(end - 1 - p) });
		return end - 1;
	}
	if ((q = rx_json_skip(p, end, f)) == NULL)
		return NULL;
	value = (struct rx_span){ p, (size_t)(q - p) };
	if (i >= 0 && !(known[i].types & 1u << rx_json_kind(value))) {
		wrong_type(i, value, e);
		return NULL;
	}
	if (i >= 0 && !(rx_json_kind(value) == RX_JSON_NULL && i != RX_M_MERGE &&
	    known[i].types != ANY))
		l->m[i] = value;
	return q;
}

/* Walks the members of the line's object. */
static bool
walk(struct rx_line *l, enum rx_line_how how, struct rx_err *e)
{
	struct rx_span		 s = rx_span_trim(l->text);
	const char		*end = s.p + s.n, *p;
	struct rx_json_fault	 f = { NULL, NULL };

	if (s.n == 0 || s.p[0] != '{') {
		rx_err_set(e, RX_BAD_DATA, "a line that is no JSON object");
		return rx_err_got(e, s);
	}
	p = rx_json_space(s.p + 1, end);
	if (p < end && *p == '}')
		p = p + 1;
	else
		for (;;) {
			e->exit = RX_OK;
			if ((p = take(l, p, end, how, &f, e)) == NULL)
				return e->exit != RX_OK ? false : rx_json_fault(&f, s, e);
			p = rx_json_space(p, end);
			if (p < end && *p == '}') {
				p++;
				break;
			}
			if (p == end || *p != ',') {
				f = (struct rx_json_fault){ "a comma or } expected", p };
				return rx_json_fault(&f, s, e);
			}
			p = rx_json_space(p + 1, end);
		}
	if (p == end)
		return true;
	f = (struct rx_json_fault){ "something stands behind the object", p };
	return rx_json_fault(&f, s, e);
}

static bool
name_kind(struct rx_line *l, struct rx_err *e)
{
	struct rx_span	rx = l->m[RX_M_RX];
	int		k;

	if (rx.p == NULL) {
		if (l->m[RX_M_URL].p == NULL) {
			rx_err_set(e, RX_BAD_DATA,
			    "a line without a member 'rx' that names its kind");
			return rx_err_got(e, l->text);
		}
		l->kind = RX_KIND_PLAIN;
		return true;
	}
	l->kind = RX_KIND_OTHER;
	for (k = RX_KIND_BEGIN; k <= RX_KIND_END; k++)
		if (rx_json_is(rx, rx_span_of(kinds[k])))
			l->kind = (enum rx_kind)k;
	return true;
}

static bool
name_resource(struct rx_line *l, struct rx_err *e)
{
	struct rx_span raw = l->m[RX_M_RESOURCE];

	if (raw.p == NULL)
		return true;
	l->resource = (struct rx_span){ raw.p + 1, raw.n - 2 };
	if (memchr(raw.p, '\\', raw.n) != NULL) {
		rx_buf_reset(&l->scratch);
		if (rx_json_decode(&l->scratch, raw) < 0)
			return rx_err_nomem(e);
		l->resource = rx_buf_view(&l->scratch);
	}
	return true;
}

bool
rx_line_parse(struct rx_line *l, struct rx_span text, enum rx_line_how how, struct rx_err *e)
{
	memset(l->m, 0, sizeof(l->m));
	l->text = text;
	l->resource = RX_SPAN_NONE;
	l->lazy = false;
	if (rx_span_starts(text, "http://") || rx_span_starts(text, "https://")) {
		l->kind = RX_KIND_URL;
		l->text = rx_span_trim(text);
		return true;
	}
	return walk(l, how, e) && name_kind(l, e) && name_resource(l, e);
}

void
rx_line_free(struct rx_line *l)
{
	rx_buf_free(&l->scratch);
}

bool
rx_line_opens(struct rx_span text)
{
	struct rx_line	l = RX_LINE_INIT;
	struct rx_err	e = RX_ERR_INIT;
	bool		yes;

	yes = rx_line_parse(&l, text, RX_LINE_LAZY, &e) && l.kind >= RX_KIND_BEGIN &&
	    l.kind <= RX_KIND_END;
	rx_line_free(&l);
	return yes;
}
