/* The journal's table line: what the records behind it are for. */
#include <string.h>

#include "lib/merge/file.h"

static void
write_text(struct rx_buf *b, const char *name, struct rx_span text)
{
	rx_buf_printf(b, ",\"%s\":", name);
	rx_json_quote(b, text);
}

static void
write_versions(struct rx_buf *b, const struct rx_scd2 *s)
{
	rx_buf_text(b, ",\"scd2\":{\"rx\":2");
	write_text(b, "valid_from", s->valid_from);
	write_text(b, "valid_to", s->valid_to);
	write_text(b, "version", s->version);
	rx_buf_text(b, ",\"boundary\":");
	rx_buf_span(b, s->boundary);
	rx_buf_text(b, ",\"active\":");
	rx_buf_span(b, s->active);
	rx_buf_byte(b, '}');
}

bool
file_head_write(struct rx_buf *b, const struct rx_table_conf *c)
{
	rx_buf_text(b, "{\"rx\":\"table\"");
	if (c->root.p != NULL) {
		write_text(b, "resource", c->resource);
		write_text(b, "table", c->name);
	}
	rx_buf_printf(b, ",\"disposition\":\"%s\",\"key\":",
	    rx_disposition_name(c->disposition));
	rx_key_json(b, c->key);
	if (c->strategy != RX_UPSERT)
		rx_buf_printf(b, ",\"strategy\":\"%s\"", rx_strategy_name(c->strategy));
	if (c->merge_key != NULL) {
		rx_buf_text(b, ",\"merge_key\":");
		rx_key_json(b, c->merge_key);
	}
	if (c->link != NULL) {
		rx_buf_text(b, ",\"link\":");
		rx_key_json(b, c->link);
	}
	if (c->staged)
		rx_buf_text(b, ",\"staged\":true");
	if (c->patch)
		rx_buf_text(b, ",\"patch\":true");
	if (c->dedup_sort.p != NULL)
		write_text(b, c->dedup_descending ? "last" : "first", c->dedup_sort);
	if (c->scd2 != NULL)
		write_versions(b, c->scd2);
	return rx_buf_text(b, "}\n");
}

/* A name in the arena, or NONE. */
static struct rx_span
text(struct file_head *h, struct rx_span v)
{
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_TEXT);
	struct rx_span	s = RX_SPAN_NONE;

	if (rx_json_kind(v) == RX_JSON_STRING && rx_json_text(&b, v))
		s = rx_arena_span(&h->texts, rx_buf_view(&b));
	rx_buf_free(&b);
	return s;
}

static void
read_versions(struct file_head *h, struct rx_span s)
{
	h->scd2 = (struct rx_scd2){
		.valid_from = text(h, rx_json_get(s, "valid_from")),
		.valid_to = text(h, rx_json_get(s, "valid_to")),
		.version = text(h, rx_json_get(s, "version")),
		.boundary = rx_arena_span(&h->texts, rx_json_get(s, "boundary")),
		.active = rx_arena_span(&h->texts, rx_json_get(s, "active")),
	};
	h->conf.scd2 = &h->scd2;
}

static bool
read_strategy(struct rx_table_conf *c, struct rx_span v, struct rx_err *e)
{
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_TEXT);
	bool		ok;

	if (v.p == NULL)
		return true;
	ok = rx_json_text(&b, v) ? rx_strategy_read(rx_buf_view(&b), &c->strategy, e) :
	    rx_err_nomem(e);
	rx_buf_free(&b);
	return ok;
}

bool
file_head_read(struct file_head *h, struct rx_span line, struct rx_err *e)
{
	struct rx_table_conf	*c = &h->conf;
	struct rx_target_counts	*counts = c->counts;
	struct rx_span		 d = rx_json_get(line, "disposition");
	struct rx_span		 scd2 = rx_json_get(line, "scd2");
	bool			 last = rx_json_get(line, "last").p != NULL;

	file_head_free(h);
	*c = (struct rx_table_conf){ .key = &h->key, .counts = counts,
	    .disposition = rx_json_is(d, RX_SPAN("merge")) ? RX_MERGE :
	    rx_json_is(d, RX_SPAN("replace")) ? RX_REPLACE : RX_APPEND,
	    .staged = rx_json_get(line, "staged").p != NULL,
	    .patch = rx_json_get(line, "patch").p != NULL,
	    .dedup_sort = text(h, rx_json_get(line, last ? "last" : "first")),
	    .dedup_descending = last,
	    .resource = text(h, rx_json_get(line, "resource")),
	    .name = text(h, rx_json_get(line, "table")) };
	c->root = c->resource;
	if (scd2.p != NULL)
		read_versions(h, scd2);
	if (!rx_key_read(&h->key, rx_json_get(line, "key"), e) ||
	    !rx_key_read(&h->merge_key, rx_json_get(line, "merge_key"), e) ||
	    !rx_key_read(&h->link, rx_json_get(line, "link"), e) ||
	    !read_strategy(c, rx_json_get(line, "strategy"), e))
		return false;
	c->merge_key = h->merge_key.n > 0 ? &h->merge_key : NULL;
	c->link = h->link.n > 0 ? &h->link : NULL;
	return !h->texts.failed || rx_err_nomem(e);
}

void
file_head_free(struct file_head *h)
{
	rx_key_free(&h->key);
	rx_key_free(&h->merge_key);
	rx_key_free(&h->link);
	rx_arena_free(&h->texts);
}
