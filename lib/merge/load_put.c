/* A record as it is put: whether it deletes, and, of versions, what is added. */
#include <string.h>

#include "rx/digest.h"
#include "lib/merge/run.h"
#include "lib/merge/version.h"

#define DIGITS	32	/* hex digits of a version: no two records share one */

/* Of a flag only true; of other values any. */
static bool
says_delete(const struct rx_how *h, const struct rx_record *r)
{
	struct rx_span v = rx_record_get(r, h->hard_delete);

	switch (rx_json_kind(v)) {
	case RX_JSON_ABSENT:
	case RX_JSON_NULL:
	case RX_JSON_FALSE:
		return false;
	case RX_JSON_TRUE:
		return true;
	case RX_JSON_NUMBER:
		return !h->flag || rx_number_cmp(v, RX_SPAN("0")) != 0;
	default:
		return !h->flag;
	}
}

enum rx_op
rx_load_op(const struct rx_load *l, const struct rx_record *r, bool *drop)
{
	*drop = false;
	if (l->disposition != RX_MERGE || l->how.hard_delete.p == NULL ||
	    l->how.strategy == RX_SCD2 || !says_delete(&l->how, r))
		return RX_OP_PUT;
	*drop = l->how.strategy == RX_INSERT_ONLY &&
	    (!l->how.staged || l->how.dedup_sort.p == NULL);
	return RX_OP_DELETE;
}

static bool
taken(const struct rx_record *r, struct rx_span name, struct rx_err *why)
{
	if (rx_record_get(r, name).p == NULL)
		return false;
	rx_err_set(why, RX_BAD_DATA, "the field %.*s has the name of a column of scd2's own",
	    RX_FMT(name));
	return true;
}

/* "_rx_valid_from":...,"_rx_valid_to":...,"_rx_version":"..."} */
static bool
write_tail(struct rx_buf *b, const struct rx_load *l, const char *digest)
{
	const struct rx_scd2 *s = &l->how.scd2;

	rx_json_quote(b, s->valid_from);
	rx_buf_byte(b, ':');
	rx_buf_span(b, s->boundary);
	rx_buf_byte(b, ',');
	rx_json_quote(b, s->valid_to);
	rx_buf_byte(b, ':');
	rx_buf_span(b, s->active);
	if (!l->how.versioned) {
		rx_buf_byte(b, ',');
		rx_json_quote(b, s->version);
		rx_buf_printf(b, ":\"%s\"", digest);
	}
	return rx_buf_byte(b, '}');
}

/* The record's fields in memory that lasts as long as it does. */
static bool
parse(struct rx_load *l, struct rx_record *r, struct rx_span text)
{
	struct rx_fields	fs = { NULL, 0, 0 };
	struct rx_json_fault	f;
	struct rx_field		*v;
	const char		*end;
	bool			ok;

	ok = rx_record_parse(r, &fs, text, &end, &f) == RX_RECORD_OK &&
	    (v = rx_arena_get(&l->versions, fs.n * sizeof(*v))) != NULL;
	if (ok)
		r->fields = memcpy(v, fs.v, fs.n * sizeof(*v));
	rx_fields_free(&fs);
	return ok;
}

static bool
add_version(struct rx_load *l, struct rx_record *r, struct rx_span source, struct rx_err *why)
{
	char		digest[DIGITS + 1] = "";
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_LINE);
	struct rx_span	text = { r->data.p, r->data.n - 1 };
	bool		ok = true;

	if (!l->how.versioned && (ok = rx_version_write(&b, source)))
		rx_sha256_hex(rx_buf_view(&b), DIGITS, digest);
	rx_buf_reset(&b);
	rx_buf_span(&b, text);
	rx_buf_text(&b, r->n > 0 ? "," : "");
	ok = ok && write_tail(&b, l, digest);
	text = ok ? rx_arena_span(&l->versions, rx_buf_view(&b)) : RX_SPAN_NONE;
	rx_buf_free(&b);
	return (text.p != NULL && parse(l, r, text)) || rx_err_nomem(why);
}

bool
rx_load_version(struct rx_load *l, struct rx_record *r, struct rx_span source, struct rx_err *why)
{
	const struct rx_scd2	*s = &l->how.scd2;
	struct rx_span		 v;

	if (l->disposition != RX_MERGE || l->how.strategy != RX_SCD2)
		return true;
	if (taken(r, s->valid_from, why) || taken(r, s->valid_to, why) ||
	    (!l->how.versioned && taken(r, s->version, why)))
		return false;
	v = l->how.versioned ? rx_record_get(r, s->version) : RX_SPAN("");
	if (v.p == NULL || rx_span_is(v, "null"))
		return rx_err_set(why, RX_BAD_DATA, "the version %.*s is %s",
		    RX_FMT(s->version), v.p != NULL ? "null" : "missing");
	return add_version(l, r, source, why);
}

struct rx_span
rx_load_unversion(const struct rx_load *l, struct rx_span record, struct rx_buf *b)
{
	char	digest[DIGITS + 1];
	size_t	n;

	if (l->disposition != RX_MERGE || l->how.strategy != RX_SCD2)
		return record;
	memset(digest, '0', DIGITS);
	digest[DIGITS] = '\0';
	if (!write_tail(b, l, digest))
		return record;
	n = record.n - b->n;
	n -= record.p[n - 1] == ',';
	rx_buf_reset(b);
	rx_buf_span(b, (struct rx_span){ record.p, n });
	return rx_buf_byte(b, '}') ? rx_buf_view(b) : record;
}
