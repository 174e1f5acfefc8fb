/* A stream's table: begun with its first record, replaced by a new version. */
#include <stdlib.h>

#include "lib/merge/singer.h"

static bool
write_begin(struct rx_buf *b, const struct rx_singer_stream *s, const char *disposition)
{
	rx_buf_text(b, "{\"rx\":\"begin\",\"resource\":");
	rx_buf_span(b, s->name);
	rx_buf_text(b, ",\"merge\":{\"table\":");
	rx_buf_span(b, s->name);
	rx_buf_printf(b, ",\"disposition\":\"%s\",", disposition);
	rx_buf_span(b, rx_span_cut(s->merge, 1));
	return rx_buf_byte(b, '}');
}

/* The version that the table has: what the last ACTIVATE_VERSION said. */
static long
kept_version(const struct rx_load *l)
{
	struct rx_span	v = rx_json_get(rx_json_get(l->state.learned, "singer"), "version");
	int64_t		n;

	return rx_json_kind(v) == RX_JSON_NUMBER && rx_number_int64(v, &n) ? (long)n : -1;
}

static struct rx_load *
find_load(struct rx_merge *m, const struct rx_singer_stream *s, struct rx_err *e)
{
	struct rx_buf		 name = RX_BUF_INIT(RX_BUF_TEXT);
	struct rx_promise	*p;
	struct rx_load		*l = NULL;

	if (rx_json_text(&name, s->name) &&
	    (p = rx_promises_find(&m->promises, rx_buf_view(&name), true)) != NULL)
		l = rx_load_of(m, p);
	rx_buf_free(&name);
	if (l == NULL)
		rx_err_nomem(e);
	return l;
}

bool
rx_singer_begin(struct rx_merge *m, struct rx_singer_stream *s, long version, struct rx_err *e)
{
	struct rx_buf	 b = RX_BUF_INIT(RX_BUF_LINE);
	struct rx_load	*l = find_load(m, s, e);
	long		 kept;
	bool		 ok;

	if (l == NULL || !rx_load_open(m, l, e))
		return false;
	kept = kept_version(l);
	s->replaces = version != -1 && kept != -1 && version != kept &&
	    m->conf.disposition == NULL;
	s->version = version != -1 ? version : kept;
	s->news = !s->replaces && s->version != kept;
	ok = write_begin(&b, s, s->replaces ? "replace" :
	    rx_json_empty(rx_json_get(s->merge, "key")) ? "append" : "merge");
	ok = ok ? rx_merge_take(m, rx_buf_view(&b), e) : rx_err_nomem(e);
	rx_buf_free(&b);
	s->load = l;
	if (ok && s->replaces && l->table != NULL && l->key.n > 0 &&
	    (s->waiting = rx_singer_version_open(m, l)) == NULL)
		return rx_err_nomem(e);
	return ok;
}

/* What is staged takes the table's place. */
static bool
end(struct rx_merge *m, struct rx_singer_stream *s, struct rx_err *e)
{
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_LINE);
	bool		ok;

	if (s->waiting != NULL && !rx_singer_version_end(s->waiting, e))
		return false;
	rx_singer_version_free(s->waiting);
	s->waiting = NULL;
	rx_buf_text(&b, "{\"rx\":\"end\",\"resource\":");
	rx_buf_span(&b, s->name);
	ok = rx_buf_byte(&b, '}') ? rx_merge_take(m, rx_buf_view(&b), e) : rx_err_nomem(e);
	rx_buf_free(&b);
	s->over = true;
	s->news = s->replaces;
	return ok;
}

bool
rx_singer_activate(struct rx_merge *m, struct rx_singer_stream *s, long version,
    struct rx_err *e)
{
	if (s->load == NULL && !rx_singer_begin(m, s, version, e))
		return false;
	if (s->version == -1) {
		s->version = version;
		s->news = true;
	}
	if (s->version != version) {
		rx_err_set(e, RX_BAD_DATA, "version %ld is activated, but the records are of "
		    "version %ld", version, s->version);
		return false;
	}
	s->activated = true;
	return !s->replaces || s->over || s->load->records == 0 || end(m, s, e);
}

bool
rx_singer_finish(struct rx_merge *m, struct rx_singer_stream *s, struct rx_err *e)
{
	struct rx_err why = RX_ERR_INIT;

	if (s->over)
		return true;
	if (s->load == NULL && !rx_singer_begin(m, s, -1, e))
		return false;
	if (s->replaces && !s->activated && !s->load->failed) {
		rx_err_set(&why, RX_FAILED, "%.*s: version %ld was not activated: the table is "
		    "left as it is", RX_FMT(s->load->resource), s->version);
		rx_err_hint(&why, "the tap ended before it was through with it; run it again");
		return rx_load_fail(m, s->load, &why) || rx_err_nomem(e);
	}
	return end(m, s, e);
}
