#include "rx/line.h"

bool
rx_line_start(struct rx_buf *b, enum rx_kind kind, struct rx_span resource)
{
	rx_buf_text(b, "{\"rx\":\"");
	rx_buf_text(b, rx_kind_name(kind));
	rx_buf_byte(b, '"');
	if (resource.p != NULL)
		rx_line_string(b, "resource", resource);
	return !b->failed;
}

static void
name_it(struct rx_buf *b, const char *name)
{
	rx_buf_text(b, ",\"");
	rx_buf_text(b, name);
	rx_buf_text(b, "\":");
}

bool
rx_line_json(struct rx_buf *b, const char *name, struct rx_span value)
{
	if (value.p == NULL)
		return !b->failed;
	name_it(b, name);
	return rx_buf_span(b, value);
}

bool
rx_line_string(struct rx_buf *b, const char *name, struct rx_span text)
{
	name_it(b, name);
	return rx_json_quote(b, text);
}

bool
rx_line_int(struct rx_buf *b, const char *name, long v)
{
	name_it(b, name);
	return rx_buf_printf(b, "%ld", v);
}

bool
rx_line_bool(struct rx_buf *b, const char *name, bool v)
{
	name_it(b, name);
	return rx_buf_text(b, v ? "true" : "false");
}

bool
rx_line_finish(struct rx_buf *b)
{
	return rx_buf_byte(b, '}');
}

static void
text_member(struct rx_buf *b, const char *name, const char *text)
{
	if (text[0] != '\0')
		rx_line_string(b, name, rx_span_of(text));
}

bool
rx_line_error(struct rx_buf *b, const struct rx_err *e, struct rx_span resource,
    struct rx_span part, int status, struct rx_span counts)
{
	rx_line_start(b, RX_KIND_ERROR, resource);
	rx_line_json(b, "part", part);
	text_member(b, "message", e->what);
	text_member(b, "at", e->at);
	text_member(b, "got", e->got);
	text_member(b, "hint", e->hint);
	if (status > 0)
		rx_line_int(b, "status", status);
	rx_line_int(b, "exit", e->exit);
	rx_line_json(b, "counts", counts);
	return rx_line_finish(b);
}

bool
rx_line_with(struct rx_buf *b, const struct rx_line *l, const char *name, struct rx_span value)
{
	const char	*names[] = { name, NULL };
	struct rx_span	 text = rx_span_trim(l->text);

	if (rx_json_kind(text) != RX_JSON_OBJECT)
		return false;
	rx_buf_byte(b, '{');
	if (rx_json_others(b, text, names))
		rx_buf_byte(b, ',');
	rx_buf_printf(b, "\"%s\":", name);
	rx_buf_span(b, value);
	return rx_line_finish(b);
}
