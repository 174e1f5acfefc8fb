/* A row of the batch: what stands before its columns, and they by place. */
#include <inttypes.h>
#include <string.h>

#include "rx/date.h"
#include "lib/merge/digits.h"
#include "lib/merge/postgres.h"

static struct postgres_column *
at_place(struct postgres_table *tb, unsigned n, size_t *from)
{
	size_t i;

	for (i = *from; i < tb->n; i++)
		if (tb->cols[i].place == n) {
			*from = i + 1;
			return &tb->cols[i];
		}
	for (i = 0; i < tb->n; i++)
		if (tb->cols[i].place == n)
			break;
	*from = i + 1;
	return &tb->cols[i];
}

/* Of a patch, the columns that the record has. */
static void
write_present(struct postgres_table *tb, struct rx_buf *b)
{
	size_t		from = 0;
	unsigned	n;

	for (n = 1; n <= tb->places; n++)
		rx_buf_byte(b, at_place(tb, n, &from)->serial == tb->serial ? '1' : '0');
}

/* A string's text; one that has none sorts behind all. */
static void
write_sort_text(struct postgres_table *tb, struct rx_span v, struct rx_buf *b)
{
	struct rx_instant	t;

	rx_buf_reset(&tb->scratch);
	if (rx_json_decode(&tb->scratch, v) <= 0 ||
	    memchr(tb->scratch.p, '\0', tb->scratch.n) != NULL) {
		rx_buf_text(b, "\\N\t\\N");
	} else if (rx_date_parse(rx_buf_view(&tb->scratch), RX_SPAN_NONE, &t)) {
		rx_buf_printf(b, "%lld.%06d\t\\N", (long long)t.seconds, t.micros);
	} else {
		rx_buf_text(b, "\\N\t");
		postgres_escape(b, rx_buf_view(&tb->scratch));
	}
}

/* What says which of equal keys stays, compared as rx/cursor.h does. */
static void
write_sort(struct postgres_table *tb, const struct rx_record *r, struct rx_buf *b)
{
	struct rx_span v = tb->conf.dedup_sort.p != NULL ?
	    rx_record_get(r, tb->conf.dedup_sort) : RX_SPAN_NONE, number;

	if (v.p == NULL || rx_json_kind(v) == RX_JSON_NULL) {
		rx_buf_text(b, "\\N\t\\N");
	} else if ((number = rx_number_of(v)).p != NULL) {
		rx_buf_span(b, number);
		rx_buf_text(b, "\t\\N");
	} else if (rx_json_kind(v) == RX_JSON_STRING) {
		write_sort_text(tb, v, b);
	} else {
		rx_buf_text(b, "\\N\t");
		rx_buf_reset(&tb->scratch);
		rx_json_compact(&tb->scratch, v);
		postgres_escape(b, rx_buf_view(&tb->scratch));
	}
}

static void
write_lead(struct postgres_table *tb, enum rx_op op, const struct rx_record *r,
    struct rx_span part, struct rx_buf *b)
{
	static const char letters[] = { [RX_OP_PUT] = 'p', [RX_OP_DELETE] = 'd',
	    [RX_OP_CLEAR] = 'c' };

	if (tb->sink == IN_TABLE) {
		rx_buf_byte(b, letters[op]);
		if (tb->conf.patch && op == RX_OP_PUT)
			write_present(tb, b);
		return;
	}
	postgres_escape(b, part.p != NULL ? part : RX_SPAN("{}"));
	if (tb->conf.disposition != RX_MERGE)
		return;
	rx_buf_byte(b, '\t');
	rx_buf_byte(b, letters[op]);
	rx_buf_byte(b, '\t');
	write_sort(tb, r, b);
	rx_buf_printf(b, "\t%lu\t%" PRIu64, ++tb->numbered, r->number);
}

enum rx_put
postgres_row(struct postgres_table *tb, enum rx_op op, const struct rx_record *r,
    struct rx_span part, struct rx_err *e)
{
	struct rx_buf		*b = &tb->batch.text;
	struct postgres_column	*c;
	enum rx_put		 put = RX_PUT_OK;
	size_t			 from = 0;
	unsigned		 n;

	write_lead(tb, op, r, part, b);
	for (n = 1; put == RX_PUT_OK && n <= tb->places; n++) {
		c = at_place(tb, n, &from);
		rx_buf_byte(b, '\t');
		if (c->serial == tb->serial)
			put = postgres_write(tb, c, c->value, b, e);
		else
			rx_buf_text(b, "\\N");
	}
	if (put == RX_PUT_OK && b->failed) {
		rx_err_nomem(e);
		put = RX_PUT_FAILED;
	}
	return put;
}
