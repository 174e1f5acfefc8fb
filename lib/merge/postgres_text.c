/* JSON values in the text form of COPY. */
#include <inttypes.h>
#include <string.h>

#include "rx/digest.h"
#include "lib/merge/digits.h"
#include "lib/merge/postgres.h"

/* Text that needs no escape is copied at once. */
bool
postgres_escape(struct rx_buf *b, struct rx_span s)
{
	static const char	codes[] = { ['\b'] = 'b', ['\t'] = 't', ['\n'] = 'n', ['\v'] = 'v',
	    ['\f'] = 'f', ['\r'] = 'r', ['\\'] = '\\' };
	size_t			i, from = 0;

	for (i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (c >= sizeof(codes) || codes[c] == 0)
			continue;
		rx_buf_add(b, s.p + from, i - from);
		rx_buf_byte(b, '\\');
		rx_buf_byte(b, codes[c]);
		from = i + 1;
	}
	return rx_buf_add(b, s.p + from, s.n - from);
}

static enum rx_put
written(bool ok, struct rx_err *e)
{
	if (ok)
		return RX_PUT_OK;
	rx_err_nomem(e);
	return RX_PUT_FAILED;
}

static enum rx_put
no_text(const struct postgres_column *c, const char *why, struct rx_err *e)
{
	rx_err_set(e, RX_BAD_DATA, "%s: %s", c->name, why);
	return RX_PUT_REJECTED;
}

/* A string as its text.  No raw control character can be in it. */
static enum rx_put
write_string(struct postgres_table *tb, const struct postgres_column *c, struct rx_span v,
    struct rx_buf *b, struct rx_err *e)
{
	int r;

	if (memchr(v.p, '\\', v.n) == NULL)
		return written(rx_buf_add(b, v.p + 1, v.n - 2), e);
	rx_buf_reset(&tb->scratch);
	if ((r = rx_json_decode(&tb->scratch, v)) < 0)
		return written(false, e);
	if (r == 0)
		return no_text(c, "half of a surrogate pair is no text", e);
	if (memchr(tb->scratch.p, '\0', tb->scratch.n) != NULL)
		return no_text(c, "PostgreSQL has no text with a NUL", e);
	return written(postgres_escape(b, rx_buf_view(&tb->scratch)), e);
}

/* Base64, as hexadecimal. */
static enum rx_put
write_bytes(struct postgres_table *tb, const struct postgres_column *c, struct rx_span v,
    struct rx_buf *b, struct rx_err *e)
{
	static const char	digits[] = "0123456789abcdef";
	struct rx_buf		text = RX_BUF_INIT(RX_BUF_LINE);
	enum rx_put		put;
	bool			ok;
	size_t			i;

	rx_buf_reset(&tb->scratch);
	ok = rx_json_text(&text, v) && rx_base64_decode(&tb->scratch, rx_buf_view(&text));
	rx_buf_free(&text);
	if (!ok)
		return no_text(c, "this is no base64, as a column of bytes needs it", e);
	rx_buf_text(b, "\\\\x");
	for (i = 0; i < tb->scratch.n; i++) {
		rx_buf_byte(b, digits[(unsigned char)tb->scratch.p[i] >> 4]);
		put = written(rx_buf_byte(b, digits[tb->scratch.p[i] & 15]), e);
		if (put != RX_PUT_OK)
			return put;
	}
	return RX_PUT_OK;
}

static enum rx_put
write_nested(struct postgres_table *tb, struct rx_span v, struct rx_buf *b, struct rx_err *e)
{
	rx_buf_reset(&tb->scratch);
	return written(rx_json_compact(&tb->scratch, v) &&
	    postgres_escape(b, rx_buf_view(&tb->scratch)), e);
}

/* One spelling of equal numbers where they are a key as text. */
static enum rx_put
write_number(const struct postgres_column *c, struct rx_span number, struct rx_buf *b,
    struct rx_err *e)
{
	int64_t i;

	if (c->type.class == AS_INTEGER && rx_number_int64(number, &i))
		return written(rx_buf_printf(b, "%" PRId64, i), e);
	return written(c->key && c->type.class == AS_STRING ? rx_number_norm(b, number) :
	    rx_buf_span(b, number), e);
}

enum rx_put
postgres_write(struct postgres_table *tb, const struct postgres_column *c, struct rx_span v,
    struct rx_buf *b, struct rx_err *e)
{
	enum rx_json_kind	kind = rx_json_kind(v);
	struct rx_span		number;

	if (kind == RX_JSON_NULL)
		return written(rx_buf_text(b, "\\N"), e);
	if (c->type.class == AS_JSON || kind == RX_JSON_ARRAY || kind == RX_JSON_OBJECT)
		return write_nested(tb, v, b, e);
	if (c->type.class == AS_BYTES)
		return write_bytes(tb, c, v, b, e);
	if (kind == RX_JSON_NUMBER)
		return write_number(c, v, b, e);
	if (kind != RX_JSON_STRING)
		return written(rx_buf_span(b, v), e);
	if ((c->type.class == AS_INTEGER || c->type.class == AS_NUMERIC ||
	    c->type.class == AS_FLOAT) && (number = rx_number_of(v)).p != NULL)
		return write_number(c, number, b, e);
	return write_string(tb, c, v, b, e);
}
