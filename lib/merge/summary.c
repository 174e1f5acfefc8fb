/* What became of each resource, for people and for programs. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "rx/text.h"
#include "lib/merge/run.h"

#define MESSAGE	200	/* bytes of an error's message */

static void
count(struct rx_buf *b, unsigned long n, const char *one)
{
	rx_buf_printf(b, "%lu %s%s", n, one, n == 1 ? "" : "s");
}

/* A number of the counts that came with the end, or -1. */
double
rx_load_told(const struct rx_load *l, const char *name)
{
	struct rx_span v = rx_json_get(l->counts, name);

	return rx_json_kind(v) == RX_JSON_NUMBER ? strtod(v.p, NULL) : -1;
}

/* The same of all its runs in this stream. */
static double
told(const struct rx_load *l, const char *name)
{
	double v = rx_load_told(l, name);

	if (l->earlier.runs == 0)
		return v;
	v = v < 0 ? 0 : v;
	return v + (strcmp(name, "requests") == 0 ? l->earlier.requests :
	    strcmp(name, "retries") == 0 ? l->earlier.retries : l->earlier.waited);
}

static unsigned long
pages(const struct rx_load *l)
{
	double v = rx_load_told(l, "pages");

	return l->earlier.pages + (v >= 0 ? (unsigned long)v : l->pages);
}

static struct rx_load
with_earlier(const struct rx_load *l)
{
	struct rx_load all = *l;

	all.records += l->earlier.records;
	all.rejected += l->earlier.rejected;
	all.discarded += l->earlier.discarded;
	all.left_out += l->earlier.left_out;
	all.stored.inserted += l->earlier.stored.inserted;
	all.stored.updated += l->earlier.stored.updated;
	all.stored.unchanged += l->earlier.stored.unchanged;
	all.stored.deleted += l->earlier.stored.deleted;
	return all;
}

static bool
cut_short(const struct rx_load *l)
{
	return !l->ended && !l->refused;
}

static void
what_was_stored(struct rx_buf *b, const struct rx_load *l)
{
	const struct rx_target_counts *c = &l->stored;

	if (l->null || l->table == NULL) {
		rx_buf_text(b, ", not loaded");
		return;
	}
	if (c->staged > 0) {
		rx_buf_text(b, ", ");
		count(b, c->staged, "record");
		rx_buf_text(b, " staged, not yet in the table");
	}
	if (l->disposition == RX_MERGE && (!l->how.staged || c->staged == 0))
		rx_buf_printf(b, ", %lu inserted, %lu updated, %lu unchanged", c->inserted,
		    c->updated, c->unchanged);
	else if (c->staged == 0)
		rx_buf_printf(b, ", %lu inserted", c->inserted);
	if (c->deleted > 0)
		rx_buf_printf(b, ", %lu deleted", c->deleted);
	if (rx_load_nested(l) > 0) {
		rx_buf_text(b, ", ");
		count(b, rx_load_nested(l), "nested row");
	}
	if (l->rejected > 0)
		rx_buf_printf(b, ", %lu rejected", l->rejected);
	if (l->untaken > 0)
		rx_buf_printf(b, ", %lu behind it not taken", l->untaken);
	if (l->discarded > 0)
		rx_buf_printf(b, ", %lu discarded", l->discarded);
	if (l->left_out > 0) {
		rx_buf_text(b, ", ");
		count(b, l->left_out, "value");
		rx_buf_text(b, " left out");
	}
}

/* On one line, and not all of it: the tool that made the error has told it. */
static void
put_message(struct rx_buf *b, struct rx_span json)
{
	struct rx_buf	text = RX_BUF_INIT(RX_BUF_TEXT);
	struct rx_span	s;

	if (rx_json_text(&text, json)) {
		s = rx_buf_view(&text);
		if (s.n > MESSAGE)
			for (s.n = MESSAGE; s.n > 0 && (s.p[s.n] & 0xc0) == 0x80; s.n--)
				;
		rx_text_safe(b, s, false);
		if (s.n < text.n)
			rx_buf_text(b, "...");
	}
	rx_buf_free(&text);
}

static void
how_it_went(struct rx_buf *b, const struct rx_load *l)
{
	double		requests = told(l, "requests"), retries = told(l, "retries");
	double		waited = told(l, "waited");
	struct rx_span	end = rx_json_get(l->counts, "end");

	if (requests >= 0) {
		rx_buf_text(b, ", ");
		count(b, (unsigned long)requests, "request");
	}
	if (retries > 0)
		rx_buf_printf(b, ", %.0f %s", retries, retries == 1 ? "retry" : "retries");
	if (waited > 0)
		rx_buf_printf(b, ", waited %.*f s", waited < 10 && floor(waited) < waited, waited);
	if (l->error.p != NULL && cut_short(l)) {
		rx_buf_text(b, ", failed: ");
		put_message(b, l->error);
		return;
	}
	if (rx_json_kind(end) == RX_JSON_STRING) {
		rx_buf_text(b, ", end: ");
		(void)rx_json_text(b, end);
	}
	if (l->failed || cut_short(l))
		rx_buf_text(b, l->failed ? ", failed" : ", cut short");
	else if (l->ended && !l->complete)
		rx_buf_text(b, ", limited");
	else if (l->ended && !l->finished)
		rx_buf_text(b, ", bookmark held back by its children");
}

static void
line(const struct rx_merge *m, const struct rx_load *l, struct rx_buf *b)
{
	rx_buf_span(b, l->resource);
	rx_buf_text(b, ": ");
	if (!m->bare && !m->conf.singer) {
		count(b, pages(l), "page");
		rx_buf_text(b, ", ");
	}
	count(b, l->records, "record");
	what_was_stored(b, l);
	how_it_went(b, l);
	rx_buf_byte(b, '\n');
}

static void
number(struct rx_buf *b, const char *name, unsigned long v)
{
	rx_buf_printf(b, ",\"%s\":%lu", name, v);
}

static void
object(const struct rx_merge *m, const struct rx_load *l, struct rx_buf *b)
{
	static const char *const names[] = { "requests", "retries", "waited", "end" };
	size_t	i;

	rx_buf_text(b, "{\"resource\":");
	rx_json_quote(b, l->resource);
	if (l->table != NULL && !l->null) {
		rx_buf_text(b, ",\"table\":");
		rx_json_quote(b, l->name);
		rx_buf_printf(b, ",\"disposition\":\"%s\"", rx_disposition_name(l->disposition));
	}
	rx_buf_printf(b, ",\"complete\":%s", l->finished && l->complete ? "true" : "false");
	if (!m->bare && !m->conf.singer)
		number(b, "pages", pages(l));
	number(b, "records", l->records);
	number(b, "inserted", l->stored.inserted);
	number(b, "updated", l->stored.updated);
	number(b, "unchanged", l->stored.unchanged);
	number(b, "deleted", l->stored.deleted);
	number(b, "staged", l->stored.staged);
	number(b, "rejected", l->rejected);
	if (rx_load_nested(l) > 0)
		number(b, "nested", rx_load_nested(l));
	if (l->untaken > 0)
		number(b, "untaken", l->untaken);
	if (l->discarded + l->left_out > 0) {
		number(b, "discarded", l->discarded);
		number(b, "left_out", l->left_out);
	}
	if (l->error.p != NULL && cut_short(l)) {
		rx_buf_text(b, ",\"error\":");
		rx_buf_span(b, l->error);
	}
	for (i = 0; i < sizeof(names) / sizeof(*names); i++) {
		struct rx_span v = rx_json_get(l->counts, names[i]);

		if (l->earlier.runs > 0 && strcmp(names[i], "end") != 0) {
			rx_buf_printf(b, ",\"%s\":%.15g", names[i], told(l, names[i]));
		} else if (v.p != NULL) {
			rx_buf_printf(b, ",\"%s\":", names[i]);
			rx_buf_span(b, v);
		}
	}
	rx_buf_byte(b, '}');
}

bool
rx_merge_summary(const struct rx_merge *m, bool json, int status, struct rx_buf *b)
{
	const struct rx_load	*l;
	const char		*separator = "";

	if (json)
		rx_buf_printf(b, "{\"exit\":%d,\"resources\":[", status);
	for (l = m->first; l != NULL; l = l->next) {
		struct rx_load all = with_earlier(l);

		if (!l->begun)
			continue;
		if (json) {
			rx_buf_text(b, separator);
			object(m, &all, b);
			separator = ",";
		} else {
			line(m, &all, b);
		}
	}
	if (json)
		rx_buf_text(b, "]}\n");
	return !b->failed;
}
