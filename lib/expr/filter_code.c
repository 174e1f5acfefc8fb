/* Filters that encode: tojson, hash, base64, urlencode, escape; and default. */
#include <string.h>

#include "rx/digest.h"
#include "rx/text.h"
#include "lib/expr/expr.h"
#include "lib/expr/md5.h"

static struct rx_value
f_tojson(struct rx_eval *e, const struct rx_value *v, const struct rx_args *a)
{
	struct rx_buf	b = RX_BUF_INIT(RX_EXPR_TEXT);
	struct rx_value	plain = *v, r;

	(void)a;
	plain.tojson = false;
	(void)rx_value_write(&b, &plain);
	r = rx_value_take(e, &b, RX_VALUE_STRING);
	r.tojson = r.kind == RX_VALUE_STRING;
	return r;
}

/* Undefined, or with boolean whatever is not true, becomes the default. */
static struct rx_value
f_default(struct rx_eval *e, const struct rx_value *v, const struct rx_args *a)
{
	(void)e;
	if (v->kind != RX_VALUE_UNDEFINED &&
	    (!rx_value_true(&a->v[1]) || rx_value_true(v)))
		return *v;
	return a->n > 0 ? a->v[0] : rx_value_string(RX_SPAN(""));
}

static struct rx_value
hex(struct rx_eval *e, const unsigned char *bytes, size_t n)
{
	struct rx_buf	b = RX_BUF_INIT(2 * n + 1);
	size_t		i;

	for (i = 0; i < n; i++) {
		(void)rx_buf_byte(&b, "0123456789abcdef"[bytes[i] >> 4]);
		(void)rx_buf_byte(&b, "0123456789abcdef"[bytes[i] & 15]);
	}
	return rx_value_take(e, &b, RX_VALUE_STRING);
}

static const char *
check_hash(const struct rx_arg *a)
{
	if (a == NULL || a->term->op != RX_OP_CONST ||
	    (a->name.p != NULL && !rx_span_is(a->name, "hash_type")) ||
	    rx_span_is(a->term->value.text, "md5") ||
	    rx_span_is(a->term->value.text, "sha256"))
		return NULL;
	return "knows md5 and sha256";
}

static struct rx_value
f_hash(struct rx_eval *e, const struct rx_value *v, const struct rx_args *a)
{
	struct rx_buf	b = RX_BUF_INIT(RX_EXPR_TEXT);
	unsigned char	out[32];
	struct rx_value	whole = rx_text_python(e, v);
	struct rx_span	type = rx_value_str(e, &a->v[0]);

	(void)rx_buf_span(&b, whole.text);
	if (rx_value_true(&a->v[1]))
		(void)rx_buf_span(&b, rx_value_str(e, &a->v[1]));
	whole = rx_value_take(e, &b, RX_VALUE_STRING);
	if (rx_span_is(type, "sha256")) {
		rx_sha256(whole.text, out);
		return hex(e, out, 32);
	}
	if (type.n > 0 && !rx_span_is(type, "md5"))
		return rx_value_undefined();
	rx_md5(whole.text, out);
	return hex(e, out, 16);
}

static struct rx_value
f_base64encode(struct rx_eval *e, const struct rx_value *v, const struct rx_args *a)
{
	struct rx_buf b = RX_BUF_INIT(RX_EXPR_TEXT);

	(void)a;
	(void)rx_base64(&b, rx_value_str(e, v));
	return rx_value_take(e, &b, RX_VALUE_STRING);
}

/* Both alphabets, with or without padding; what is no text is undefined. */
static struct rx_value
f_base64decode(struct rx_eval *e, const struct rx_value *v, const struct rx_args *a)
{
	struct rx_buf	b = RX_BUF_INIT(RX_EXPR_TEXT);

	(void)a;
	if (rx_base64_decode(&b, rx_value_str(e, v)) && rx_text_utf8(rx_buf_view(&b)))
		return rx_value_take(e, &b, RX_VALUE_STRING);
	rx_buf_free(&b);
	return rx_value_undefined();
}

/* Percent-encodes all but letters, digits, -._~ and the safe ones. */
static void
quote(struct rx_buf *b, struct rx_span s, const char *safe, bool plus)
{
	size_t	i;
	char	c;

	for (i = 0; i < s.n; i++) {
		c = s.p[i];
		if ((c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') ||
		    (c != '\0' && (strchr("-._~", c) != NULL || strchr(safe, c) != NULL)))
			(void)rx_buf_byte(b, c);
		else if (plus && c == ' ')
			(void)rx_buf_byte(b, '+');
		else
			(void)rx_buf_printf(b, "%%%02X", (unsigned char)c);
	}
}

static void
pair(struct rx_eval *e, struct rx_buf *b, const struct rx_value *name,
    const struct rx_value *v)
{
	if (b->n > 0)
		(void)rx_buf_byte(b, '&');
	quote(b, rx_value_str(e, name), "", true);
	(void)rx_buf_byte(b, '=');
	quote(b, rx_value_str(e, v), "", true);
}

/* A text for a path; a dict or a list of pairs for a query. */
static struct rx_value
f_urlencode(struct rx_eval *e, const struct rx_value *v, const struct rx_args *a)
{
	struct rx_buf		b = RX_BUF_INIT(RX_EXPR_TEXT);
	struct rx_json_iter	it;
	struct rx_span		key, json;
	struct rx_value		name, value;

	(void)a;
	if ((v->kind != RX_VALUE_DICT && v->kind != RX_VALUE_LIST) ||
	    !rx_json_begin(&it, v->text)) {
		quote(&b, rx_value_str(e, v), "/", false);
		return rx_value_take(e, &b, RX_VALUE_STRING);
	}
	while (rx_eval_step(e) && rx_json_next(&it, &key, &json)) {
		if (v->kind == RX_VALUE_LIST) {
			key = rx_json_at(json, 0);
			json = rx_json_at(json, 1);
		}
		name = rx_value_of(e, key);
		value = rx_value_of(e, json);
		pair(e, &b, &name, &value);
	}
	return rx_value_take(e, &b, RX_VALUE_STRING);
}

struct rx_value
rx_text_quote_plus(struct rx_eval *e, const struct rx_value *v)
{
	struct rx_buf b = RX_BUF_INIT(RX_EXPR_TEXT);

	quote(&b, rx_value_str(e, v), "", true);
	return rx_value_take(e, &b, RX_VALUE_STRING);
}

static struct rx_value
f_escape(struct rx_eval *e, const struct rx_value *v, const struct rx_args *a)
{
	static const char from[] = "&<>\"'";
	static const char *const to[] = { "&amp;", "&lt;", "&gt;", "&#34;", "&#39;" };
	struct rx_buf	b = RX_BUF_INIT(RX_EXPR_TEXT);
	struct rx_span	s = rx_value_str(e, v);
	const char	*at;
	size_t		i;

	(void)a;
	for (i = 0; i < s.n; i++) {
		at = s.p[i] != '\0' ? strchr(from, s.p[i]) : NULL;
		if (at != NULL)
			(void)rx_buf_text(&b, to[at - from]);
		else
			(void)rx_buf_byte(&b, s.p[i]);
	}
	return rx_value_take(e, &b, RX_VALUE_STRING);
}

static struct rx_value
f_safe(struct rx_eval *e, const struct rx_value *v, const struct rx_args *a)
{
	(void)e;
	(void)a;
	return *v;
}

static struct rx_value
f_attr(struct rx_eval *e, const struct rx_value *v, const struct rx_args *a)
{
	return rx_value_attr(e, v, rx_value_str(e, &a->v[0]));
}

const struct rx_def rx_code_filters[] = {
	{ "tojson", "indent", 0, 0, f_tojson, NULL },
	{ "default", "default_value boolean", 0, 0, f_default, NULL },
	{ "d", "default_value boolean", 0, 0, f_default, NULL },
	{ "hash", "hash_type salt", 0, 0, f_hash, check_hash },
	{ "base64encode", "", 0, 0, f_base64encode, NULL },
	{ "base64decode", "", 0, 0, f_base64decode, NULL },
	{ "urlencode", "", 0, 0, f_urlencode, NULL },
	{ "escape", "", 0, 0, f_escape, NULL },
	{ "e", "", 0, 0, f_escape, NULL },
	{ "safe", "", 0, 0, f_safe, NULL },
	{ "attr", "name", 1, 0, f_attr, NULL },
	{ NULL, NULL, 0, 0, NULL, NULL }
};
